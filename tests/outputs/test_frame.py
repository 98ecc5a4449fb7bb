from __future__ import annotations

from decimal import Decimal

import pandas as pd

from reportparse.models import Report
from reportparse.outputs.rows import CHECK_COLUMNS, FIGURE_COLUMNS


def test_one_row_a_figure(county: Report) -> None:
    frame = county.to_frame()
    assert tuple(frame.columns) == FIGURE_COLUMNS
    assert list(frame["id"]) == [f.id for f in county.figures]
    assert all(type(v) is Decimal for v in frame["value"])
    assert frame.loc[5, "low"] is None
    assert frame.loc[0, "period_start"] == pd.Timestamp("2020-01-01")
    assert pd.api.types.is_datetime64_any_dtype(frame["period_start"])
    assert pd.isna(frame.loc[1, "period_start"])
    assert frame.loc[2, "verdict"] == "mismatch"
    assert frame.loc[3, "checks"] == ("c2", "c3")
    assert frame[frame["kind"] == "amount"]["value"].sum() == Decimal("1523508900")


def test_one_row_a_check(county: Report) -> None:
    frame = county.checks_frame()
    assert tuple(frame.columns) == CHECK_COLUMNS
    assert frame.loc[0, "stated_text"] == "120%"
    assert frame.loc[0, "operand_texts"] == ("82607.32万元", "69743.57万元")
    assert frame.loc[0, "computed"] == Decimal("118.44")
    assert frame.loc[0, "diagnoses"] == ("若为118%则相符",)


def test_an_empty_report_has_the_same_columns_and_types(county: Report) -> None:
    empty = county.model_copy(update={"figures": (), "checks": (), "programs": ()})
    for full, none in (
        (county.to_frame(), empty.to_frame()),
        (county.checks_frame(), empty.checks_frame()),
    ):
        assert len(none) == 0
        assert dict(none.dtypes) == dict(full.dtypes)
