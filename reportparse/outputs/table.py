"""Figures as a table on the screen, one row a figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from reportparse.models import Report
from reportparse.outputs import Options
from reportparse.outputs.layout import grid, paint, plain
from reportparse.outputs.rows import Row, figure_rows

_HEADS = {
    "zh": ("位置", "数据", "数值", "单位", "类别", "状态", "指标", "专项", "时间"),
    "en": ("Place", "Figure", "Value", "Unit", "Kind", "Status", "Indicator", "Program", "Period"),
}
_ZH = {
    "amount": "金额", "count": "数量", "rate": "比率", "measure": "度量", "duration": "时长",
    "rank": "位次", "target": "计划", "actual": "实际", "": "",
}  # fmt: skip
_LIMITS = (0, 24, 22, 12, 0, 0, 24, 28, 16)


def render(reports: Iterable[Report], options: Options) -> Iterator[str]:
    """A heading line and a table for each report."""
    for report in reports:
        title = plain(report.title or report.source.name)
        yield paint(f"{plain(report.source.name)}: {title}", "bold", options.colour) + "\n"
        rows = [_cells(row, options) for row in figure_rows(report)]
        if rows:
            yield grid(
                _HEADS[options.lang], rows, right=(1, 2), limits=_LIMITS, colour=options.colour
            )
        yield "\n"


def _cells(row: Row, options: Options) -> list[str]:
    def word(code: str) -> str:
        return _ZH[code] if options.lang == "zh" else code

    value: Decimal = row["value"]
    return [
        f"{row['line']}:{row['column']}",
        plain(row["text"]),
        f"{value:,f}",
        plain(row["unit"]),
        word(row["kind"]),
        word(row["status"]),
        plain(row["indicator"]),
        plain(row["program"]),
        plain(row["period"]),
    ]
