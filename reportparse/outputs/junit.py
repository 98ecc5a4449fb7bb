"""Checks as JUnit XML: a suite for each report, a case for each check.

A mismatch is a failure, a relation that could not be judged is skipped, an input that could not
be read is an error; notes stand in the output of their case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from reportparse.english import told
from reportparse.errors import InputError, ReportparseError
from reportparse.models import Check, Report
from reportparse.outputs import Options, Outcome
from reportparse.outputs.findings import FAILING, Lines
from reportparse.outputs.layout import plain


def render(outcomes: Iterable[Outcome], options: Options) -> Iterator[str]:
    """The document, a suite at a time."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="reportparse">\n'
    for outcome in outcomes:
        if isinstance(outcome, ReportparseError):
            yield _unread(outcome, told(outcome, options.lang))
        else:
            yield from _suite(outcome)
    yield "</testsuites>\n"


def _unread(error: ReportparseError, message: str) -> str:
    name = _attribute(error.name if isinstance(error, InputError) else "")
    return (
        f'  <testsuite name={name} tests="1" failures="0" errors="1" skipped="0">\n'
        f'    <testcase classname={name} name="read">\n'
        f"      <error message={_attribute(message)}/>\n"
        "    </testcase>\n  </testsuite>\n"
    )


def _suite(report: Report) -> Iterator[str]:
    lines = Lines(report.text)
    figures = {f.id: f for f in report.figures}
    kinds = Counter(_kind(check) for check in report.checks)
    name = _attribute(report.source.name)
    yield (
        f'  <testsuite name={name} tests="{len(report.checks)}" failures="{kinds["failure"]}" '
        f'errors="0" skipped="{kinds["skipped"]}">\n'
    )
    for check in report.checks:
        stated = figures[check.stated]
        line, column = lines.locate(stated.start)
        case = _attribute(f"{check.code} {line}:{column} {stated.text}")
        yield f'    <testcase classname={name} name={case} line="{line}">\n'
        yield _outcome(check)
        yield "    </testcase>\n"
    yield "  </testsuite>\n"


def _kind(check: Check) -> str:
    if check.severity in FAILING:
        return "failure"
    return "skipped" if check.verdict == "unchecked" else "passed"


def _outcome(check: Check) -> str:
    message = _attribute(check.message)
    if check.severity in FAILING:
        hints = "\n".join(escape(plain(d.message)) for d in check.diagnoses)
        return f'      <failure type="{escape(check.code)}" message={message}>{hints}</failure>\n'
    if check.verdict == "unchecked":
        return f"      <skipped message={message}/>\n"
    if check.severity:
        return f"      <system-out>{escape(plain(check.message))}</system-out>\n"
    return ""


def _attribute(text: str) -> str:
    return quoteattr(plain(text))
