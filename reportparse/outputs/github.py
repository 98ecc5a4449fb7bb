"""Findings as GitHub workflow commands, which annotate the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reportparse.english import told
from reportparse.errors import InputError, ReportparseError
from reportparse.outputs import Options, Outcome
from reportparse.outputs.findings import Finding, findings
from reportparse.outputs.layout import plain

_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


def render(outcomes: Iterable[Outcome], options: Options) -> Iterator[str]:
    """One command a finding, one for each input that could not be read."""
    for outcome in outcomes:
        if isinstance(outcome, ReportparseError):
            name = outcome.name if isinstance(outcome, InputError) else ""
            yield f"::error file={_property(name)}::{_data(told(outcome, options.lang))}\n"
            continue
        for finding in findings(outcome):
            yield _command(finding)


def _command(finding: Finding) -> str:
    properties = {
        "file": finding.file,
        "line": str(finding.line),
        "endLine": str(finding.end_line),
        "col": str(finding.column),
        "endColumn": str(finding.end_column),
        "title": finding.check.code,
    }
    written = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    hints = [d.message for d in finding.check.diagnoses if d.message]
    message = "\n".join([finding.check.message, *hints])
    return f"::{_LEVELS[finding.check.severity]} {written}::{_data(message)}\n"


def _data(text: str) -> str:
    """Text as the value of a command: lines made safe, then escaped as the runner expects."""
    return "%0A".join(plain(line).replace("%", "%25") for line in text.split("\n"))


def _property(text: str) -> str:
    return plain(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
