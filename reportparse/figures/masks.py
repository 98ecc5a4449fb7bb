"""What looks like a figure and is none: dates, names, codes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from reportparse.figures.branches import Branches
from reportparse.rules import Rules, any_of


class Span(NamedTuple):
    """A stretch of text, the rule that claims it, and whether it gives way to what holds it."""

    start: int
    end: int
    rule: str
    yields: bool = False


class Masks:
    """Patterns run over the text; literal words are looked up where their numeral stands."""

    def __init__(self, rules: Rules) -> None:
        masks = rules.of("mask")
        self._patterns = [(e, Branches.of(rules, e)) for e in masks if e.pattern]
        self._words = {w: e for e in masks for w in e.words}
        self._word = re.compile(any_of(self._words))

    def spans(self, text: str) -> list[Span]:
        """All of them in the folded text, in order."""
        found = [
            Span(m.start(), m.end(), e.id, e.yields)
            for e, p in self._patterns
            for m in p.finditer(text)
            if m[0]
        ]
        at = 0
        while m := self._word.search(text, at):
            entry, at = self._words[m[0]], m.start() + 1
            found.append(Span(m.start(), m.end(), entry.id, entry.yields))
        return sorted(found)


class Masked:
    """What the masks of a text cover."""

    def __init__(self, text: str, spans: Sequence[Span]) -> None:
        self._firm = bytearray(len(text))
        self._yielding = [s for s in spans if s.yields]
        self._starts = [s.start for s in self._yielding]
        self._longest = max((s.end - s.start for s in self._yielding), default=0)
        for s in spans:
            if not s.yields:
                self._firm[s.start : s.end] = b"\1" * (s.end - s.start)

    def firmly(self, start: int, end: int) -> bool:
        """Whether a mask that yields to nothing touches the stretch."""
        return self._firm.find(1, start, end) >= 0

    def touches(self, start: int, end: int) -> bool:
        """Whether a mask touches the stretch and does not yield to it."""
        if self.firmly(start, end):
            return True
        i = bisect_right(self._starts, end - 1) - 1
        while i >= 0 and self._starts[i] > start - self._longest:
            s = self._yielding[i]
            if start < s.end and not (start <= s.start and s.end <= end):
                return True
            i -= 1
        return False
