"""Findings: the checks of a report that a reader should look at, with their places.

A finding is a check with a severity. It stands at the figure that its relation states. The
formats for people and for machines all start from here, and so does the baseline.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reportparse.models import Check, Figure, Place, Report, Severity

_ORDER: Mapping[Severity, int] = {"error": 0, "warning": 0, "note": 1}
FAILING: frozenset[Severity] = frozenset({"warning", "error"})
"""The severities that make ``reportparse check`` exit with 1; a note does not."""


class Lines:
    """The lines of a text, to turn offsets into places."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0]
        at = text.find("\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = text.find("\n", at + 1)

    def locate(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1, columns in characters."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def bounds(self, line: int) -> tuple[int, int]:
        """The offsets where a line starts and ends, its newline left out."""
        start = self._starts[line - 1]
        end = self._starts[line] - 1 if line < len(self._starts) else len(self._text)
        return start, end

    def __len__(self) -> int:
        return len(self._starts)


@dataclass(frozen=True, slots=True)
class Finding:
    """A check to look at, where it stands, and what tells it from the others of its report.

    ``fingerprint`` depends on the code and the written figures, not on the place, so it stays
    when text above changes. ``line`` and ``column`` count from 1; the end is exclusive.
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    check: Check
    stated: Figure
    operands: tuple[Figure, ...]
    fingerprint: str

    @property
    def failing(self) -> bool:
        """Whether the finding makes the run fail."""
        return self.check.severity in FAILING


def findings(report: Report, lines: Lines | None = None) -> tuple[Finding, ...]:
    """The findings of a report: what does not agree first, then notes, each in text order."""
    lines = lines or Lines(report.text)
    figures = {f.id: f for f in report.figures}
    seen: Counter[str] = Counter()
    found = []
    for check in sorted(
        (c for c in report.checks if c.severity), key=lambda c: figures[c.stated].start
    ):
        stated = figures[check.stated]
        operands = tuple(figures[o] for o in check.operands)
        key = "\x1f".join([check.code, check.relation, stated.text, *(o.text for o in operands)])
        seen[key] += 1
        digest = hashlib.sha256(f"{key}\x1f{seen[key]}".encode("utf-8", "replace"))
        found.append(
            Finding(
                report.source.name,
                *lines.locate(stated.start),
                *lines.locate(stated.end),
                check,
                stated,
                operands,
                digest.hexdigest()[:16],
            )
        )
    return tuple(sorted(found, key=lambda f: _ORDER[f.check.severity]))


def without(report: Report, dropped: Iterable[Check]) -> Report:
    """The report less some of its checks."""
    ids = {c.id for c in dropped}
    if not ids:
        return report
    return report.model_copy(update={"checks": tuple(c for c in report.checks if c.id not in ids)})


def place_of(report: Report, offset: int) -> Place | None:
    """The smallest known place of the source (page, paragraph, table cell) around an offset."""
    around = [p for p in report.places if p.start <= offset < p.end]
    return min(around, key=lambda p: p.end - p.start, default=None)
