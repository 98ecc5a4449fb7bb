from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from samples import figure, report

from reportparse.errors import ReportparseError
from reportparse.models import Check, Report
from reportparse.outputs import Options, xlsx
from reportparse.outputs.arithmetic import Term, arithmetic


def book(*reports: Report, values: bool = False) -> Any:
    data = b"".join(xlsx.render(reports, Options()))
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def rows(sheet: Any) -> list[dict[str, Any]]:
    head, *body = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in body]


def test_sheets_heads_and_filters(county: Report) -> None:
    loaded = book(county)
    assert loaded.sheetnames == ["概览", "记录", "专项", "核对"]
    for sheet in loaded:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")


def test_numbers_are_numbers_and_agree(county: Report) -> None:
    records = rows(book(county)["记录"])
    for row, one in zip(records, county.figures, strict=True):
        assert row["原文"] == one.text
        assert Decimal(str(row["数值"])) == one.value
        assert row["下限"] is None if one.low is None else Decimal(str(row["下限"])) == one.low
    assert records[0]["起"].isoformat() == "2020-01-01T00:00:00"
    assert (records[0]["状态"], records[0]["结论"]) == ("计划", "不符")


def test_the_arithmetic_is_live(county: Report) -> None:
    first = rows(book(county)["核对"])[0]
    assert first["文中数值"] == "='记录'!$E$4"
    assert first["算得"] == "=('记录'!$E$3/'记录'!$E$2)*100"
    assert first["相差"] == "=I2-J2"
    assert (first["关系"], first["结论"]) == ("比率", "不符")
    cached = rows(book(county, values=True)["核对"])[0]
    assert round(Decimal(str(cached["算得"])), 2) == Decimal("118.44")
    assert round(Decimal(str(cached["相差"])), 2) == Decimal("1.56")


def test_formulas_of_a_second_report_point_at_its_own_rows(county: Report) -> None:
    fourth = rows(book(county, county)["核对"])[3]
    assert fourth["算得"] == "=('记录'!$E$9/'记录'!$E$8)*100"


def test_a_formula_that_gives_another_value_is_not_written(county: Report) -> None:
    odd = county.checks[0].model_copy(update={"computed": Decimal("99")})
    first = rows(book(county.model_copy(update={"checks": (odd,)}))["核对"])[0]
    assert first["算得"] == 99


def test_text_never_becomes_a_formula_or_a_link(hostile: Report) -> None:
    named = hostile.model_copy(update={"title": "http://example.invalid/"})
    loaded = book(named)
    for sheet in loaded:
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                assert cell.hyperlink is None
                if cell.data_type == "f":
                    assert sheet.title == "核对"
                    assert set(cell.value) <= set("='记录核对!$+-*/^().0123456789EIJ")
    assert rows(loaded["记录"])[0]["指标"].startswith("=1+1")


def test_numbers_beyond_a_spreadsheet_are_text() -> None:
    text = "1234567890123456.78元"
    one = figure(text, text, value="1234567890123456.78", id="f1")
    (row,) = rows(book(report(text, [one]))["记录"])
    assert row["数值"] == "1234567890123456.78"


def test_too_many_rows_are_refused(county: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_MAX_ROWS", 4)
    with pytest.raises(ReportparseError, match="请分批输出"):
        book(county)


@pytest.mark.parametrize(
    ("relation", "values", "more", "formula"),
    [
        ("ratio", "510 120 480", {"computed": "85"}, "(a/(b+c))*100"),
        ("ratio", "110 125", {"computed": "12"}, "(1-(a/b))*100"),
        ("sum", "1423 2252 1941", {"computed": "1734", "signs": (1, 1, -1)}, "a+b-c"),
        ("growth", "320 400", {"computed": "20"}, "((b-a)/b)*100"),
        ("growth", "320 400", {"computed": "-20"}, "((a-b)/b)*100"),
        ("gain", "16596 1286", {"computed": "8.4"}, "(b/(a-b))*100"),
        ("gain", "320 80", {"computed": "20"}, "(b/(a+b))*100"),
        ("delta", "97.1 94.6", {"computed": "2.5"}, "(a-b)"),
        ("delta", "78.4", {"computed": "3.4", "constants": (75,)}, "(a-75)"),
        ("product", "1286 120", {"computed": "1851840", "constants": (12,)}, "a*b*12"),
        ("cagr", "3.48 2.60", {"computed": "6.004", "constants": (5,)}, "(((a/b)^(1/5))-1)*100"),
        ("annual_change", "18914 8651", {"computed": "2052.6", "constants": (5,)}, "((a-b)/5)"),
        ("equal", "12.6", {"computed": "12.6"}, "a"),
        ("convert", "15000", {"computed": "1000"}, None),
        ("ratio", "1 0", {"computed": "5"}, None),
    ],
)
def test_each_relation_is_written_as_it_was_worked_out(
    relation: Any, values: str, more: dict[str, Any], formula: str | None
) -> None:
    unit = "%" if relation in ("ratio", "growth", "gain", "cagr") else "元"
    stated = figure("1", "1", value="1", kind="rate" if unit == "%" else "amount", unit=unit)
    terms = [Term(name, Decimal(v)) for name, v in zip("abc", values.split(), strict=False)]
    check = Check(
        id="c", code="RP101", relation=relation, stated="f0", operands=("x",) * len(terms),
        verdict="exact", **more,
    )  # fmt: skip
    found = arithmetic(check, stated, terms)
    assert (found.text if found else None) == formula
