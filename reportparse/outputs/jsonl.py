"""Reports as JSON lines: one report a line, as ``Report.model_dump_json`` writes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reportparse.models import Report
from reportparse.outputs import Options


def render(reports: Iterable[Report], options: Options) -> Iterator[str]:
    """One line a report, ready as soon as the report is."""
    for report in reports:
        yield report.model_dump_json() + "\n"
