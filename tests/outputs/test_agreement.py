"""All outputs of one report say what its JSON says: each is read back, figure by figure."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest

from reportparse.archive.ingest import archive
from reportparse.models import Report
from reportparse.outputs import Options, html, jsonl, parquet, xlsx
from reportparse.outputs import csv as csv_output
from reportparse.outputs import json as json_output
from reportparse.pipeline import parse

SAMPLE = Path(__file__).parents[2] / "corpus" / "reports" / "青棠县扶贫专项工作总结.txt"
Facts = list[tuple[str, str, Decimal, str, str]]


@pytest.fixture(scope="module")
def report() -> Report:
    return parse(SAMPLE)


@pytest.fixture(scope="module")
def told(report: Report) -> Facts:
    """Id, text, value, unit and indicator of each figure, from the JSON."""
    read = json.loads(report.model_dump_json())
    facts = list(_facts(read["figures"]))
    assert len(facts) > 200
    return facts


def _facts(rows: list[dict[str, object]]) -> Iterator[tuple[str, str, Decimal, str, str]]:
    for row in rows:
        value = Decimal(str(row["value"]))
        yield str(row["id"]), str(row["text"]), value, str(row["unit"]), str(row["indicator"])


def _joined(pieces: Iterator[str] | Iterator[bytes]) -> str:
    return "".join(p.decode("utf-8") if isinstance(p, bytes) else p for p in pieces)


def test_json_and_jsonl(report: Report, told: Facts) -> None:
    whole = json.loads(_joined(json_output.render([report], Options())))
    line = json.loads(_joined(jsonl.render([report], Options())))
    for read in (whole, line):
        assert list(_facts(read["figures"])) == told


def test_csv(report: Report, told: Facts) -> None:
    rows = list(csv.DictReader(io.StringIO(_joined(csv_output.render([report], Options())))))
    for row in rows:
        row["text"] = row["text"].removeprefix("'")
        row["indicator"] = row["indicator"].removeprefix("'")
    assert list(_facts(rows)) == told


def test_frame(report: Report, told: Facts) -> None:
    assert list(_facts(report.to_frame().to_dict("records"))) == told


def test_xlsx(report: Report, told: Facts) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    content = b"".join(xlsx.render([report], Options()))
    rows = openpyxl.load_workbook(io.BytesIO(content))["记录"].iter_rows(values_only=True)
    heads = list(next(rows))
    at = [heads.index(name) for name in ("编号", "原文", "数值", "单位", "指标")]
    read = [
        (str(row[at[0]]), row[at[1]], Decimal(str(row[at[2]])), row[at[3]] or "", row[at[4]] or "")
        for row in rows
    ]
    assert read == told


def test_parquet(report: Report, told: Facts) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    content = b"".join(parquet.render([report], Options()))
    assert list(_facts(pq.read_table(io.BytesIO(content)).to_pylist())) == told


def test_sqlite(told: Facts, tmp_path: Path) -> None:
    archive([SAMPLE], tmp_path / "a.db")
    query = "SELECT figure AS id, text, value, unit, indicator FROM figures ORDER BY char_start"
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.row_factory = sqlite3.Row
        rows = [dict(row) for row in connection.execute(query)]
    assert list(_facts(rows)) == told


def test_duckdb(told: Facts, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    archive([SAMPLE], tmp_path / "a.duckdb")
    query = "SELECT figure AS id, text, value, unit, indicator FROM figures ORDER BY char_start"
    with duckdb.connect(str(tmp_path / "a.duckdb"), read_only=True) as connection:
        found = connection.execute(query)
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    assert list(_facts(rows)) == told


def test_html(report: Report, told: Facts) -> None:
    page = html.page(report)
    marks = re.findall(r'<span class="f [^"]*" id="(f\d+)"[^>]*>([^<]*)</span>', page)
    assert [(id, unescape(text)) for id, text in marks] == [(id, text) for id, text, *_ in told]
