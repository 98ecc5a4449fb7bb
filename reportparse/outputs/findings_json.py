"""Findings as one JSON array, an object a finding, with the keys that ruff's users know."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from reportparse.errors import ReportparseError
from reportparse.models import Figure
from reportparse.outputs import Options, Outcome
from reportparse.outputs.findings import Finding, findings


def render(outcomes: Iterable[Outcome], options: Options) -> Iterator[str]:
    """The array, streamed; inputs that could not be read have no finding."""
    opening = "[\n"
    for outcome in outcomes:
        if isinstance(outcome, ReportparseError):
            continue
        for finding in findings(outcome):
            yield opening + json.dumps(_record(finding), ensure_ascii=False)
            opening = ",\n"
    yield "[]\n" if opening == "[\n" else "\n]\n"


def _record(finding: Finding) -> dict[str, Any]:
    check = finding.check.model_dump(mode="json")
    return {
        "code": finding.check.code,
        "severity": finding.check.severity,
        "message": finding.check.message,
        "filename": finding.file,
        "location": {"row": finding.line, "column": finding.column},
        "end_location": {"row": finding.end_line, "column": finding.end_column},
        "fingerprint": finding.fingerprint,
        "stated": _figure(finding.stated),
        "operands": [_figure(o) for o in finding.operands],
        "check": check,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return figure.model_dump(
        mode="json",
        include={"id", "start", "end", "text", "value", "unit", "indicator", "program"},
    )
