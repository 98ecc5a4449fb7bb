"""How one line of a report was read: each figure with its record and the rule behind it."""

from __future__ import annotations

from collections.abc import Iterator

from reportparse.errors import InputError
from reportparse.models import Check, Figure, Report
from reportparse.outputs import Options
from reportparse.outputs.excerpt import Mark, excerpt
from reportparse.outputs.findings import Lines
from reportparse.outputs.layout import grid, paint, plain

_WORDS = {
    "zh": {
        "heads": "数据 规则 类别 数值 范围 单位 状态 指标 专项 时间",
        "none": "这一行没有读出数据", "checks": "核对",
    },
    "en": {
        "heads": "Figure Rule Kind Value Range Unit Status Indicator Program Period",
        "none": "no figure was read in this line", "checks": "Checks",
    },
}  # fmt: skip


def derivation(report: Report, line: int, options: Options) -> Iterator[str]:
    """The line with carets, a row for each of its figures, and the checks they take part in.

    Raises InputError for a line that the report does not have.
    """
    lines, words = Lines(report.text), _WORDS[options.lang]
    if not 1 <= line <= len(lines):
        raise InputError(report.source.name, f"没有第{line}行", f"共{len(lines)}行")
    start, end = lines.bounds(line)
    figures = [f for f in report.figures if start <= f.start < end]
    marks = [Mark(f.start - start, f.end - start, "cyan") for f in figures]
    if not figures:
        yield f"{plain(report.text[start:end])}\n{words['none']}\n"
        return
    for source, carets in excerpt(report.text[start:end], marks, options.width, options.colour):
        yield f"{source}\n{carets}\n" if carets else f"{source}\n"
    rows = [_row(figure) for figure in figures]
    yield "\n" + grid(words["heads"].split(), rows, right=(3,), colour=options.colour, indent="")
    ids = {f.id for f in figures}
    checks = [c for c in report.checks if ids & {c.stated, *c.operands}]
    if checks:
        yield "\n" + paint(words["checks"], "bold", options.colour) + "\n"
        yield "".join(_check(check) for check in checks)


def _row(figure: Figure) -> list[str]:
    low = "" if figure.low is None else f"{figure.low:f}"
    high = "" if figure.high is None else f"{figure.high:f}"
    return [
        plain(figure.text),
        plain(figure.rule),
        figure.kind,
        f"{figure.value:f}",
        f"{low}..{high}",
        plain(figure.unit),
        figure.status,
        plain(figure.indicator),
        plain(figure.program),
        plain(figure.period.text) if figure.period else "",
    ]


def _check(check: Check) -> str:
    reason = f" ({check.reason})" if check.reason else ""
    return f"  {check.code} {check.relation} {check.verdict}{reason}: {plain(check.message)}\n"
