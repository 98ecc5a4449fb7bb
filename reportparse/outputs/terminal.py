"""Findings for people: a line for each report, its programs, and each finding with its figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from reportparse.errors import ReportparseError
from reportparse.models import Check, Completion, Figure, Place, Report
from reportparse.outputs import Options, Outcome
from reportparse.outputs.excerpt import Mark, excerpt
from reportparse.outputs.findings import FAILING, Finding, Lines, findings, place_of
from reportparse.outputs.layout import Cell, grid, paint, plain
from reportparse.relations.messages import quantity

_ZH = {
    "head": "{name}: {figures}条数据，{programs}个专项，",
    "checks": "核对{total}项：相符 {exact}，舍入 {rounding}，不符 {mismatch}，未判 {unchecked}",
    "doubtful": "，存疑 {doubtful}",
    "no_checks": "没有可以核对的勾稽关系",
    "program": "专项", "target": "计划", "actual": "实际", "stated": "文中完成率",
    "computed": "复算", "verdict": "结论",
    "exact": "相符", "rounding": "舍入", "mismatch": "不符", "unchecked": "未判",
    "failing": "不符{n}处", "notes": "提示{n}处", "none": "未发现不符",
    "hint": "线索", "warning": "注意",
    "page": "第{n}页", "table": "表{n}", "row": "第{n}行", "column": "第{n}列",
    "summary": "共{reports}份报告，{figures}条数据，核对{checks}项："
    "{bad}份有不符，计{failing}处；提示{notes}处",
    "unread": "；{n}份未能读取",
}  # fmt: skip
_EN = {
    "head": "{name}: {figures} figures, {programs} programs, ",
    "checks": "{total} checks: {exact} exact, {rounding} rounding, {mismatch} mismatch, "
    "{unchecked} unchecked",
    "doubtful": ", {doubtful} doubtful",
    "no_checks": "nothing to check",
    "program": "Program", "target": "Target", "actual": "Actual", "stated": "Stated",
    "computed": "Computed", "verdict": "Verdict",
    "exact": "exact", "rounding": "rounding", "mismatch": "mismatch", "unchecked": "unchecked",
    "failing": "Mismatches: {n}", "notes": "Notes: {n}", "none": "No mismatch found",
    "hint": "hint", "warning": "warning",
    "page": "page {n}", "table": " table {n}", "row": " row {n}", "column": " column {n}",
    "summary": "{reports} reports, {figures} figures, {checks} checks: "
    "{bad} with mismatches, {failing} in all; {notes} notes",
    "unread": "; {n} could not be read",
}  # fmt: skip
_WORDS = {"zh": _ZH, "en": _EN}
_VERDICT_STYLE = {"exact": "green", "rounding": "green", "mismatch": "red bold", "unchecked": "dim"}


def render(outcomes: Iterable[Outcome], options: Options) -> Iterator[str]:
    """One piece a report, then a summary if there was more than one input."""
    words = _WORDS[options.lang]
    totals: Counter[str] = Counter()
    for outcome in outcomes:
        if isinstance(outcome, ReportparseError):
            totals["unread"] += 1
            continue
        lines = Lines(outcome.text)
        found = findings(outcome, lines)
        failing = sum(f.failing for f in found)
        totals += Counter(
            reports=1, figures=len(outcome.figures), checks=len(outcome.checks),
            failing=failing, notes=len(found) - failing, bad=int(failing > 0),
        )  # fmt: skip
        blank = "\n" if totals["reports"] > 1 else ""
        yield blank + "".join(_report(outcome, lines, found, options))
    if totals["reports"] + totals["unread"] > 1:
        keys = ("reports", "figures", "checks", "bad", "failing", "notes")
        line = words["summary"].format(**{key: totals[key] for key in keys})
        if totals["unread"]:
            line += words["unread"].format(n=totals["unread"])
        yield "\n" + paint(line, "bold", options.colour) + "\n"


def _report(
    report: Report, lines: Lines, found: tuple[Finding, ...], options: Options
) -> Iterator[str]:
    words, colour = _WORDS[options.lang], options.colour
    yield paint(_head(report, options), "bold", colour) + "\n"
    for warning in report.warnings:
        yield paint(f"  {words['warning']}: {plain(warning)}", "yellow", colour) + "\n"
    rows = list(_completions(report, words))
    if rows:
        heads = [words[k] for k in ("program", "target", "actual", "stated", "computed", "verdict")]
        yield "\n" + grid(
            heads, rows, right=(1, 2, 3, 4), limits=(36, 24, 24, 12, 14, 0), colour=colour
        )
    groups = (
        ("failing", "red bold", [f for f in found if f.failing]),
        ("notes", "yellow bold", [f for f in found if not f.failing]),
    )
    if not groups[0][2] and report.checks:
        yield ("\n  " if rows else "  ") + paint(words["none"], "green", colour) + "\n"
    for title, style, members in groups:
        if members:
            yield "\n" + paint(words[title].format(n=len(members)), style, colour) + "\n"
        for finding in members:
            yield "\n"
            yield from _finding(report, lines, finding, options)


def _head(report: Report, options: Options) -> str:
    words = _WORDS[options.lang]
    head = words["head"].format(
        name=plain(report.source.name), figures=len(report.figures), programs=len(report.programs)
    )
    if not report.checks:
        return head + words["no_checks"]
    counts = Counter(_counted_as(check) for check in report.checks)
    head += words["checks"].format(
        total=len(report.checks),
        **{v: counts[v] for v in ("exact", "rounding", "mismatch", "unchecked")},
    )
    return head + (words["doubtful"].format(**counts) if counts["doubtful"] else "")


def _counted_as(check: Check) -> str:
    """The verdict; a mismatch that is but a note (a soft relation) counts as doubtful."""
    return (
        "doubtful"
        if check.verdict == "mismatch" and check.severity not in FAILING
        else check.verdict
    )


def _completions(report: Report, words: dict[str, str]) -> Iterator[list[Cell]]:
    figures = {f.id: f for f in report.figures}
    for program in report.programs:
        for row in program.completion:
            stated = figures[row.stated] if row.stated else None
            yield [
                plain(program.name),
                plain(figures[row.target].text),
                plain(figures[row.actual].text),
                plain(stated.text) if stated else "",
                _computed_rate(row, stated),
                (words[row.verdict], _VERDICT_STYLE[row.verdict]) if stated else "",
            ]


def _computed_rate(row: Completion, stated: Figure | None) -> str:
    if row.computed is None:
        return ""
    return quantity(row.computed, stated) if stated else f"{round(row.computed, 2):f}%"


def _finding(report: Report, lines: Lines, finding: Finding, options: Options) -> Iterator[str]:
    words, colour = _WORDS[options.lang], options.colour
    style = "red" if finding.failing else "yellow"
    check = finding.check
    head = f"{plain(finding.file)}:{finding.line}:{finding.column}"
    where = _where(place_of(report, finding.stated.start), words)
    yield (
        f"{paint(head, 'bold', colour)} {paint(check.code, style + ' bold', colour)} "
        f"{plain(check.message)}{where}\n"
    )
    marks: dict[int, list[Mark]] = {}
    for figure, mark in [*((o, "cyan") for o in finding.operands), (finding.stated, style)]:
        line = lines.locate(figure.start)[0]
        start = lines.bounds(line)[0]
        marks.setdefault(line, []).append(Mark(figure.start - start, figure.end - start, mark))
    gutter = len(str(max(marks)))
    for line in sorted(marks):
        start, end = lines.bounds(line)
        number = f"{line:>{gutter}}"
        for source, carets in excerpt(
            report.text[start:end], marks[line], options.width - gutter - 5, colour
        ):
            yield f"  {paint(f'{number} |', 'dim', colour)} {source}\n"
            if carets:
                yield f"  {paint(f'{chr(32) * gutter} |', 'dim', colour)} {carets}\n"
            number = " " * gutter
    for diagnosis in check.diagnoses:
        hint = paint(words["hint"], "cyan", colour)
        yield f"  {' ' * gutter} = {hint}: {plain(diagnosis.message or diagnosis.suggestion)}\n"


def _where(place: Place | None, words: dict[str, str]) -> str:
    """The place in the source file, where the text has been extracted from pages or tables."""
    if place is None:
        return ""
    parts = [
        words[key].format(n=n)
        for key, n in (
            ("page", place.page), ("table", place.table), ("row", place.row),
            ("column", place.column),
        )
        if n is not None
    ]  # fmt: skip
    return f" ({plain(place.sheet)}{''.join(parts).strip()})" if parts else ""
