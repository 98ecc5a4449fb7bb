"""A workbook: 概览, 记录, 专项 and 核对, with typed numbers and the arithmetic as live formulas.

Text is only ever written as text, never as a formula or a link. A formula holds nothing but
references to number cells of 记录 and constants; one is written only where its value on the
written figures is the one that the check computed. A number of more than fifteen digits, which a
spreadsheet would round, is written as text.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reportparse.errors import MissingExtraError, ReportparseError
from reportparse.models import Check, Figure, Report
from reportparse.outputs import Options
from reportparse.outputs.arithmetic import Term, arithmetic
from reportparse.outputs.layout import columns, plain
from reportparse.outputs.rows import check_rows, figure_rows, program_rows
from reportparse.relations.messages import reason_text

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_MAX_ROWS = 1_048_576
_MAX_TEXT = 32_767
_MAX_FORMULA = 8_000
_MAX_DIGITS = 15
_WRAPPED_FROM = 50
_LINE_HEIGHT = 15
_FIGURES = "记录"
_VALUE_COLUMN = "E"

_OVERVIEW = (
    ("文件", 34), ("标题", 40), ("发布日期", 12), ("时期", 14), ("数据", 8), ("专项", 8),
    ("核对", 8), ("相符", 8), ("舍入", 8), ("不符", 8), ("未判", 8), ("注意", 50),
)  # fmt: skip
_RECORDS = (
    ("文件", 28), ("编号", 7), ("位置", 10), ("原文", 18), ("数值", 18), ("单位", 10),
    ("下限", 16), ("上限", 16), ("类别", 8), ("修饰", 6), ("状态", 6), ("升降", 6), ("指标", 24),
    ("主体", 16), ("专项", 26), ("章节", 26), ("时期", 14), ("起", 11), ("止", 11), ("结论", 8),
    ("规则", 16),
)  # fmt: skip
_PROGRAMS = (
    ("文件", 28), ("专项", 30), ("数据条数", 9), ("计划", 18), ("实际", 18), ("文中完成率", 12),
    ("复算(%)", 12), ("结论", 8),
)  # fmt: skip
_CHECKS = (
    ("文件", 28), ("编号", 7), ("位置", 10), ("代码", 8), ("关系", 10), ("结论", 8), ("原因", 14),
    ("文中", 18), ("文中数值", 18), ("算得", 18), ("相差", 16), ("单位", 10),
    ("说明", 70), ("线索", 50),
)  # fmt: skip
_WORDS = {
    "amount": "金额", "count": "数量", "rate": "比率", "measure": "度量", "duration": "时长",
    "rank": "位次", "target": "计划", "actual": "实际", "up": "上升", "down": "下降", "": "",
    ">": "以上", "<": "以下", "~": "约", "..": "区间",
    "exact": "相符", "rounding": "舍入", "mismatch": "不符", "unchecked": "未判",
}  # fmt: skip
_RELATIONS: dict[str, str] = {
    "ratio": "比率", "sum": "合计", "part": "其中", "growth": "增幅", "gain": "增量与增幅",
    "delta": "增减量", "product": "乘积", "equal": "前后一致", "cagr": "年均增速",
    "annual_change": "年均增量", "tally": "项数", "shares": "占比合计", "convert": "换算",
    "times": "翻番", "plausible": "合理性",
}  # fmt: skip
_COLOURS = {
    "exact": "#E2EFDA", "rounding": "#E2EFDA", "mismatch": "#F8CBAD", "unchecked": "#EDEDED",
}  # fmt: skip


def render(reports: Iterable[Report], options: Options) -> Iterator[bytes]:
    """The whole workbook as one piece.

    Raises MissingExtraError without xlsxwriter, ReportparseError if the figures need more rows
    than a sheet has.
    """
    try:
        from xlsxwriter.workbook import Workbook
    except ModuleNotFoundError as e:
        raise MissingExtraError("写 xlsx 需要 xlsxwriter：pip install xlsxwriter") from e
    buffer = io.BytesIO()
    book = Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    overview = _Sheet(book, "概览", _OVERVIEW)
    records = _Sheet(book, _FIGURES, _RECORDS)
    programs = _Sheet(book, "专项", _PROGRAMS)
    checks = _Sheet(book, "核对", _CHECKS)
    for report in reports:
        _write_overview(overview, report)
        cells = _write_records(records, report)
        _write_programs(programs, report)
        _write_checks(checks, report, cells)
    for sheet in (overview, records, programs, checks):
        sheet.finish()
    book.close()
    yield buffer.getvalue()


class _Sheet:
    """One sheet with a head, filled row by row."""

    def __init__(self, book: Workbook, name: str, heads: Sequence[tuple[str, int]]) -> None:
        self._book = book
        self._name = name
        self._sheet: Worksheet = book.add_worksheet(name)
        self._width = len(heads)
        self._wrapped = {n: width for n, (_, width) in enumerate(heads) if width >= _WRAPPED_FROM}
        self._formats: dict[tuple[str, str, bool], Format] = {}
        self.row = 0
        head = book.add_format(
            {"bold": True, "bg_color": "#D9E1F2", "bottom": 1, "align": "left", "indent": 1}
        )
        for column, (title, width) in enumerate(heads):
            self._sheet.write_string(0, column, title, head)
            self._sheet.set_column(column, column, width)
        self._sheet.freeze_panes(1, 0)

    def add(self, values: Sequence[Any], verdict: str = "") -> None:
        """A row of text, numbers, dates and formulas; the cell of the verdict is coloured."""
        self.row += 1
        if self.row >= _MAX_ROWS:
            raise ReportparseError(
                f"工作表“{self._name}”超过{_MAX_ROWS}行；请分批输出，或改用 csv、jsonl"
            )
        for column, value in enumerate(values):
            self._write(column, value, verdict)
        lines = max((_lines(values[n], width) for n, width in self._wrapped.items()), default=1)
        if lines > 1:
            self._sheet.set_row(self.row, _LINE_HEIGHT * lines)

    def _write(self, column: int, value: Any, verdict: str) -> None:
        if isinstance(value, _Formula):
            number = self._format(_number_format(value.result))
            self._sheet.write_formula(self.row, column, f"={value.text}", number, value.result)
        elif isinstance(value, date):
            self._sheet.write_datetime(self.row, column, value, self._format("yyyy-mm-dd"))
        elif isinstance(value, int) or (isinstance(value, Decimal) and _fits(value)):
            self._sheet.write_number(
                self.row, column, value, self._format(_number_format(Decimal(value)))
            )
        elif isinstance(value, Decimal):
            self._sheet.write_string(self.row, column, f"{value:f}")
        elif value:
            colour = _COLOURS.get(verdict, "") if value == _WORDS.get(verdict) else ""
            style = self._format("", colour, column in self._wrapped)
            self._sheet.write_string(self.row, column, str(value)[:_MAX_TEXT], style)

    def _format(self, number: str, colour: str = "", wrapped: bool = False) -> Format:
        key = number, colour, wrapped
        if key not in self._formats:
            properties: dict[str, Any] = {"valign": "top"}
            if number:
                properties["num_format"] = number
            if not number:
                properties |= {"align": "left", "indent": 1}
            if wrapped:
                properties["text_wrap"] = True
            if colour:
                properties["bg_color"] = colour
            self._formats[key] = self._book.add_format(properties)
        return self._formats[key]

    def finish(self) -> None:
        """The filter over all rows."""
        self._sheet.autofilter(0, 0, self.row, self._width - 1)


class _Formula:
    """A live formula with the value that it has."""

    def __init__(self, text: str, result: Decimal) -> None:
        self.text, self.result = text, round(result, 10)


def _write_overview(sheet: _Sheet, report: Report) -> None:
    verdicts = Counter(check.verdict for check in report.checks)
    values = [
        report.source.name, report.title, report.published,
        report.period.text if report.period else "", len(report.figures), len(report.programs),
        len(report.checks), verdicts["exact"], verdicts["rounding"], verdicts["mismatch"],
        verdicts["unchecked"], "；".join(report.warnings),
    ]  # fmt: skip
    sheet.add(values)


def _write_records(sheet: _Sheet, report: Report) -> dict[str, str]:
    """The rows of the figures; answers with the cell that holds each figure's value as a number."""
    cells = {}
    for row in figure_rows(report):
        sheet.add(
            [
                row["file"], row["id"], f"{row['line']}:{row['column']}", row["text"],
                row["value"], row["unit"], row["low"], row["high"], _WORDS[row["kind"]],
                _WORDS[row["modifier"]], _WORDS[row["status"]], _WORDS[row["direction"]],
                row["indicator"], row["subject"], row["program"], row["heading"], row["period"],
                row["period_start"], row["period_end"], _WORDS[row["verdict"]], row["rule"],
            ],
            row["verdict"],
        )  # fmt: skip
        if _fits(row["value"]):
            cells[row["id"]] = f"'{_FIGURES}'!${_VALUE_COLUMN}${sheet.row + 1}"
    return cells


def _write_programs(sheet: _Sheet, report: Report) -> None:
    for row in program_rows(report):
        sheet.add(
            [
                row["file"], row["program"], row["figures"], row["target"], row["actual"],
                row["stated"], row["computed"], _WORDS[row["verdict"]],
            ],
            row["verdict"],
        )  # fmt: skip


def _write_checks(sheet: _Sheet, report: Report, cells: dict[str, str]) -> None:
    figures = {f.id: f for f in report.figures}
    for check, row in zip(report.checks, check_rows(report), strict=True):
        stated: Any = figures[check.stated].value
        if check.stated in cells:
            stated = _Formula(cells[check.stated], stated)
        computed = _computed(check, figures, cells)
        difference: Any = check.difference
        if check.relation == "part" and check.verdict != "mismatch":
            difference = None  # how much smaller a part is says nothing
        if isinstance(computed, _Formula) and isinstance(stated, _Formula) and difference:
            there = sheet.row + 2
            difference = _Formula(f"I{there}-J{there}", stated.result - computed.result)
        sheet.add(
            [
                row["file"], row["id"], f"{row['line']}:{row['column']}", row["code"],
                _RELATIONS[row["relation"]], _WORDS[row["verdict"]], reason_text(row["reason"]),
                row["stated_text"], stated, computed, difference,
                figures[check.stated].unit, row["message"],
                "；".join(row["diagnoses"]),
            ],
            row["verdict"],
        )  # fmt: skip


def _computed(check: Check, figures: dict[str, Figure], cells: dict[str, str]) -> Any:
    """The formula of the check over cells of 记录, or its value where none gives it."""
    if check.computed is None or any(o not in cells for o in check.operands):
        return check.computed
    terms = [Term(cells[o], figures[o].value) for o in check.operands]
    found = arithmetic(check, figures[check.stated], terms)
    if found is None or len(found.text) > _MAX_FORMULA:
        return check.computed
    return _Formula(found.text, found.value)


def _lines(text: Any, width: int) -> int:
    """How many lines a text takes in a wrapped cell, as far as one can tell; ten at most."""
    return min(-(-columns(plain(str(text))) // (width - 4)), 10) if text else 1


def _fits(value: Decimal) -> bool:
    """Whether a spreadsheet holds the number exactly as it is written."""
    return len(value.normalize().as_tuple().digits) <= _MAX_DIGITS and abs(value) < 10**15


def _number_format(value: Decimal) -> str:
    """Thousands separators, and as many decimals as the value has, at most six."""
    exponent = value.normalize().as_tuple().exponent
    decimals = min(-exponent, 6) if isinstance(exponent, int) and exponent < 0 else 0
    return "#,##0" + ("." + "0" * decimals if decimals else "")
