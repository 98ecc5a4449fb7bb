from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportparse.models import Report
from reportparse.outputs import Options, record_renderer, save
from reportparse.outputs.parquet import CHECK_TYPES, FIGURE_TYPES, fit, save_tables
from reportparse.outputs.rows import check_rows, figure_rows

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


def test_every_figure_and_check_comes_back(county: Report, tmp_path: Path) -> None:
    save_tables([county, county], tmp_path / "out.parquet")
    figures = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert figures == [
        {name: list(v) if isinstance(v, tuple) else v for name, v in row.items()}
        for row in [*figure_rows(county)] * 2
    ]
    checks = pq.read_table(tmp_path / "out.checks.parquet").to_pylist()
    assert [(c["id"], c["computed"], c["operands"], c["message"]) for c in checks] == [
        (row["id"], row["computed"], list(row["operands"]), row["message"])
        for row in [*check_rows(county)] * 2
    ]


def test_the_schema_is_the_declared_one_whatever_the_data(county: Report, tmp_path: Path) -> None:
    schemas = []
    for n, reports in enumerate(([county], [])):
        save_tables(reports, tmp_path / f"{n}.parquet")
        schemas.append(
            (
                pq.read_schema(tmp_path / f"{n}.parquet"),
                pq.read_schema(tmp_path / f"{n}.checks.parquet"),
            )
        )
    assert schemas[0] == schemas[1]
    assert schemas[0][0].names == list(FIGURE_TYPES)
    assert schemas[0][1].names == list(CHECK_TYPES)
    assert schemas[0][0].field("value").type == pa.decimal128(38, 10)
    assert schemas[0][0].field("period_start").type == pa.date32()
    assert schemas[0][1].field("signs").type == pa.list_(pa.int64())


def test_it_is_a_format_of_parse(county: Report, tmp_path: Path) -> None:
    save(record_renderer("parquet")([county], Options()), tmp_path / "a.parquet")
    assert pq.read_table(tmp_path / "a.parquet").num_rows == len(county.figures)


def test_hostile_text_is_kept_as_it_is(hostile: Report, tmp_path: Path) -> None:
    report = hostile.model_copy(
        update={"figures": (hostile.figures[0].model_copy(update={"subject": "\ud800"}),)}
    )
    save_tables([report], tmp_path / "a.parquet")
    (row,) = pq.read_table(tmp_path / "a.parquet").to_pylist()
    assert row["indicator"] == hostile.figures[0].indicator
    assert row["subject"] == "?"


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_decimals_fit_exactly_rounded_or_not_at_all(value: Decimal) -> None:
    fitted = fit(value)
    if fitted is None:
        assert abs(value) >= Decimal(10) ** 27
    else:
        assert abs(fitted - value) <= Decimal("5e-11")
        pa.scalar(fitted, pa.decimal128(38, 10))
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -10 and abs(value) < 10**28:
        assert fitted == value
