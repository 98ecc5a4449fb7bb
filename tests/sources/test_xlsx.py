"""Workbooks: cells as they are shown."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportparse.errors import FormatError, InputError
from reportparse.sources import load
from reportparse.sources.number_format import show
from sources.samples import archive, xlsx


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("1.5919", "0.00%", "159.19%"),
        ("0.5", "0.0#%", "50.0%"),
        ("12345.678", "#,##0", "12,346"),
        ("12345.678", "#,##0.0,", "12.3"),
        ("1200", '#,##0.00"万元"', "1,200.00万元"),
        ("-1200.5", "#,##0.00_);(#,##0.00)", "-1,200.50"),
        ("-3", "0;-0", "-3"),
        ("-3", "0", "-3"),
        ("0", '0;-0;"-"', "-"),
        ("0.30000000000000004", "", "0.3"),
        ("82607.320000000007", "General", "82607.32"),
        ("1E-5", "", "0.00001"),
        ("1E+20", "", "100000000000000000000"),
        ("100", "", "100"),
        ("2.5", "0", "3"),
        ("5", '0"个"', "5个"),
        ("3", "[Red]0.00", "3.00"),
        ("7", "# ?/?", "7"),
        ("12", "@", "12"),
        ("44000", 'yyyy"年"m"月"d"日"', "2020年6月18日"),
        ("44000", "yyyy/mm/dd", "2020/06/18"),
        ("44000.5", "h:mm", "12:00"),
        ("44000.99999999", "yyyy-m-d", "2020-6-19"),
        ("1E999999", "0", "1E999999"),
        ("1E30", "yyyy", "1000000000000000000000000000000"),
        ("NaN", "0", "NaN"),
        ("x", "0", "x"),
    ],
)
def test_number_formats(value: str, code: str, shown: str) -> None:
    assert show(value, code) == shown


@given(st.decimals(allow_nan=False), st.text('0#?,.%;"\\[]_*()- ymdhsEe@年', max_size=12))
def test_any_format_shows_something(value: object, code: str) -> None:
    assert isinstance(show(str(value), code), str)


def test_a_sheet_as_a_table() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2020年投资表"])
    sheet.merge_cells("A1:D1")
    sheet.append(["项目", "投资", None, "率"])
    sheet.merge_cells("B2:C2")
    sheet.merge_cells("A2:A3")
    sheet.append([None, "计划", "完成"])
    sheet.append(["甲", 1200, 0.1 + 0.2, 1.5919])
    sheet["D4"].number_format = "0.00%"
    sheet["B4"].number_format = "#,##0.00"
    sheet.append([None, date(2020, 3, 5)])
    sheet.append(["合计", "=SUM(B4:B5)"])
    hidden = book.create_sheet("底稿")
    hidden["A1"] = 1
    hidden.sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    document = load(file.getvalue(), name="a.xlsx")
    assert document.text == (
        "2020年投资表\n项目\t投资\t投资\t率\n项目\t计划\t完成\n甲\t1,200.00\t0.3\t159.19%\n"
        "\t2020-03-05\n合计\n"
    )
    assert any("公式" in warning for warning in document.warnings)
    assert any("底稿" in warning for warning in document.warnings)
    cells = {(p.row, p.column): document.text[p.start : p.end] for p in document.places}
    assert cells[4, 4] == "159.19%"
    assert {p.sheet for p in document.places} == {"Sheet"}


def test_several_sheets_are_headed_by_their_names() -> None:
    book = openpyxl.Workbook()
    book.active["B3"] = "甲"
    book.create_sheet("明细")["A1"] = "乙"
    file = io.BytesIO()
    book.save(file)
    document = load(file.getvalue(), name="a.xlsx")
    assert document.text == "\t甲\n明细\n乙\n"
    assert (document.places[0].row, document.places[0].column) == (3, 2)


def test_kinds_of_cells() -> None:
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>内</t></is></c>'
        '<c r="C1" t="str"><f>A1</f><v>果</v></c><c r="D1" t="b"><v>1</v></c>'
        '<c t="e"><v>#N/A</v></c><c t="s"><v>99</v></c><c r="ZZZZ9"><v>5</v></c></row>'
    )
    assert (
        load(xlsx(rows, strings=["共享"]), name="a.xlsx").text == "共享\t内\t果\tTRUE\t#N/A\t\t5\n"
    )


def test_huge_merges_and_far_cells_cost_nothing() -> None:
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>'
    merges = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    assert load(xlsx(rows, merges=merges), name="a.xlsx").text == "甲\n"
    far = '<row r="1048576"><c r="B1048576"><v>1</v></c></row>'
    assert load(xlsx(far), name="a.xlsx").text == "\t1\n"


def test_broken_and_empty_workbooks() -> None:
    with pytest.raises(FormatError, match="缺工作簿"):
        load(archive({"[Content_Types].xml": "", "xl/x.xml": ""}), name="a.xlsx")
    with pytest.raises(InputError, match="没有可读的文字"):
        load(xlsx(""), name="a.xlsx")
