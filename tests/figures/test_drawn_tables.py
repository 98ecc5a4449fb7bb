"""Tables that are drawn in plain text: with bars, with box characters, as old programs did."""

from __future__ import annotations

import pytest

from reportparse import parse_text

ROWS = [
    ("项目", "计划", "完成", "完成率"),
    ("教育", "300", "270", "90%"),
    ("卫生", "200", "190", "95%"),
    ("合计", "500", "460", "92%"),
]


def _boxed(bar: str, line: str) -> str:
    return f"\n{line}\n".join(bar + bar.join(row) + bar for row in ROWS)


DRAWN = {
    "bars": "\n".join(" | ".join(row) for row in ROWS),
    "bars without blanks": "\n".join("|".join(row) for row in ROWS),
    "markdown": _boxed("|", "|---|---|---|---|"),
    "plus": _boxed("|", "+----+----+----+----+"),
    "box": "┌──┬──┬──┬──┐\n" + _boxed("│", "├──┼──┼──┼──┤") + "\n└──┴──┴──┴──┘",
    "heavy box": "┏━━┳━━┳━━┳━━┓\n" + _boxed("┃", "┣━━╋━━╋━━╋━━┫") + "\n┗━━┻━━┻━━┻━━┛",
    "full width": _boxed("\uff5c", "————————"),
}


@pytest.mark.parametrize("drawn", DRAWN.values(), ids=DRAWN.keys())
def test_a_drawn_table_is_read_and_checked(drawn: str) -> None:
    report = parse_text(f"某县工作总结\n\n表1 单位:万元\n{drawn}\n全年各项工作完成较好。\n")
    read = [(f.text, f.unit, f.indicator) for f in report.figures]
    assert read == [
        (cell, "%" if cell.endswith("%") else "元", row[0] + head)
        for row in ROWS[1:]
        for cell, head in zip(row[1:], ROWS[0][1:], strict=True)
    ]
    assert [f.value for f in report.figures[:2]] == [3000000, 2700000]
    assert all(report.text[f.start : f.end] == f.text for f in report.figures)
    assert sorted((c.relation, c.verdict) for c in report.checks) == [
        *[("ratio", "exact")] * 3,
        *[("sum", "exact")] * 2,
    ]


def test_a_wrong_total_of_a_drawn_table_is_found() -> None:
    report = parse_text(f"单位:万元\n{DRAWN['box'].replace('460', '640')}\n")
    assert {c.relation for c in report.checks if c.verdict == "mismatch"} == {"sum", "ratio"}


def test_bars_in_a_sentence_are_no_table() -> None:
    report = parse_text("首页|新闻|公告\n全年新建学校3所|改建5所|投资200万元。\n")
    assert [f.text for f in report.figures] == ["3所", "5所", "200万元"]
