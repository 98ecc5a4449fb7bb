"""Findings as SARIF 2.1.0 (OASIS), the format that code-scanning services and editors load."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from reportparse import __version__
from reportparse.codes import CODES, Lang, explain
from reportparse.english import told
from reportparse.errors import InputError, ReportparseError
from reportparse.models import Figure
from reportparse.outputs import Options, Outcome
from reportparse.outputs.findings import Finding, Lines, findings

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_FINGERPRINT = "reportparse/v1"


def render(outcomes: Iterable[Outcome], options: Options) -> Iterator[str]:
    """One run with all results; unreadable inputs are notifications of the invocation."""
    results: list[dict[str, Any]] = []
    notifications: list[dict[str, Any]] = []
    for outcome in outcomes:
        if isinstance(outcome, ReportparseError):
            notifications.append(_notification(outcome, told(outcome, options.lang)))
            continue
        lines = Lines(outcome.text)
        results += [_result(finding, lines) for finding in findings(outcome, lines)]
    codes = sorted({result["ruleId"] for result in results})
    for result in results:
        result["ruleIndex"] = codes.index(result["ruleId"])
    run = {
        "tool": {
            "driver": {
                "name": "reportparse",
                "version": __version__,
                "rules": [_rule(code, options.lang) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not notifications,
                "toolExecutionNotifications": notifications,
            }
        ],
        "results": results,
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    yield json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(code: str, lang: Lang) -> dict[str, Any]:
    entry = CODES[code]
    text = entry.zh if lang == "zh" else entry.en
    return {
        "id": code,
        "name": entry.name,
        "shortDescription": {"text": text.title},
        "fullDescription": {"text": text.why},
        "help": {"text": explain(code, lang)},
        "defaultConfiguration": {"level": entry.severity},
    }


def _result(finding: Finding, lines: Lines) -> dict[str, Any]:
    check = finding.check
    hints = [d.message for d in check.diagnoses if d.message]
    return {
        "ruleId": check.code,
        "level": check.severity,
        "message": {"text": "\n".join([check.message, *hints])},
        "locations": [_location(finding.file, finding.stated, lines)],
        "relatedLocations": [
            _location(finding.file, operand, lines) | {"id": n, "message": {"text": operand.text}}
            for n, operand in enumerate(finding.operands, 1)
        ],
        "partialFingerprints": {_FINGERPRINT: finding.fingerprint},
    }


def _location(file: str, figure: Figure, lines: Lines) -> dict[str, Any]:
    line, column = lines.locate(figure.start)
    end_line, end_column = lines.locate(figure.end)
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(file)},
            "region": {
                "startLine": line,
                "startColumn": column,
                "endLine": end_line,
                "endColumn": end_column,
                "charOffset": figure.start,
                "charLength": figure.end - figure.start,
                "snippet": {"text": figure.text},
            },
        }
    }


def _notification(error: ReportparseError, message: str) -> dict[str, Any]:
    notification: dict[str, Any] = {"level": "error", "message": {"text": message}}
    if isinstance(error, InputError):
        location = {"physicalLocation": {"artifactLocation": {"uri": _uri(error.name)}}}
        notification["locations"] = [location]
    return notification


def _uri(file: str) -> str:
    """A relative reference for a relative path, a file URI for an absolute one."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix(), errors="replace")
