"""Reports as flat rows: what a frame, a csv and a workbook have in common.

A row is a mapping from column to value; Decimals stay Decimals, dates dates. ``line`` and
``column`` count from 1 in ``Report.text``; ``page`` is known for paged sources only. ``verdict``
of a figure is the gravest among the checks that it takes part in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reportparse.models import Report, Verdict
from reportparse.outputs.findings import Lines, place_of

Row = dict[str, Any]

FIGURE_COLUMNS = (
    "file", "id", "line", "column", "page", "start", "end", "text", "kind", "value", "low", "high",
    "unit", "unit_inferred", "modifier", "status", "direction", "indicator", "subject", "program",
    "section", "heading", "period", "period_start", "period_end", "rule", "verdict", "checks",
)  # fmt: skip
CHECK_COLUMNS = (
    "file", "id", "line", "column", "page", "code", "relation", "verdict", "reason", "severity",
    "program", "stated", "stated_text", "operands", "operand_texts", "signs", "constants",
    "computed", "low", "high", "difference", "message", "notes", "diagnoses",
)  # fmt: skip
PROGRAM_COLUMNS = (
    "file", "program", "section", "figures", "target", "actual", "stated", "computed", "verdict",
)  # fmt: skip

_GRAVITY: tuple[Verdict, ...] = ("mismatch", "rounding", "exact", "unchecked")


def figure_rows(report: Report) -> Iterator[Row]:
    """One row a figure, in text order, with FIGURE_COLUMNS."""
    lines = Lines(report.text)
    headings = {s.id: s.heading for s in report.sections}
    touching: dict[str, list[tuple[str, Verdict]]] = {}
    for check in report.checks:
        for figure_id in {check.stated, *check.operands}:
            touching.setdefault(figure_id, []).append((check.id, check.verdict))
    for figure in report.figures:
        line, column = lines.locate(figure.start)
        place, period = place_of(report, figure.start), figure.period
        checks = touching.get(figure.id, [])
        verdicts = {verdict for _, verdict in checks}
        yield {
            "file": report.source.name,
            "line": line,
            "column": column,
            "page": place.page if place else None,
            **figure.model_dump(exclude={"period"}),
            "heading": headings.get(figure.section or "", ""),
            "period": period.text if period else "",
            "period_start": period.start if period else None,
            "period_end": period.end if period else None,
            "verdict": next((v for v in _GRAVITY if v in verdicts), ""),
            "checks": tuple(check for check, _ in checks),
        }


def check_rows(report: Report) -> Iterator[Row]:
    """One row a check, in the report's order, with CHECK_COLUMNS."""
    lines = Lines(report.text)
    figures = {f.id: f for f in report.figures}
    for check in report.checks:
        stated = figures[check.stated]
        line, column = lines.locate(stated.start)
        place = place_of(report, stated.start)
        yield {
            "file": report.source.name,
            "line": line,
            "column": column,
            "page": place.page if place else None,
            **check.model_dump(exclude={"diagnoses"}),
            "program": stated.program,
            "stated_text": stated.text,
            "operand_texts": tuple(figures[o].text for o in check.operands),
            "diagnoses": tuple(d.message or d.suggestion for d in check.diagnoses),
        }


def program_rows(report: Report) -> Iterator[Row]:
    """One row a program and pair of target and actual, with PROGRAM_COLUMNS.

    ``target``, ``actual`` and ``stated`` are the texts of figures; a program without such a pair
    has one row where they are empty.
    """
    texts = {f.id: f.text for f in report.figures}
    for program in report.programs:
        size = sum(map(len, (program.amounts, program.counts, program.rates, program.measures)))
        head = {
            "file": report.source.name,
            "program": program.name,
            "section": program.section,
            "figures": size,
        }
        for row in program.completion:
            yield head | {
                "target": texts[row.target],
                "actual": texts[row.actual],
                "stated": texts[row.stated] if row.stated else "",
                "computed": row.computed,
                "verdict": row.verdict,
            }
        if not program.completion:
            blank = {"target": "", "actual": "", "stated": "", "computed": None, "verdict": ""}
            yield head | blank
