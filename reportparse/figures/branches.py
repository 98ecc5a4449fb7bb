"""Patterns of several branches, each looked for by itself.

The regex module passes quickly over a text to a literal that a pattern must hold. A pattern of
several branches (``\\d+月|[上下]半年``) has no such literal and is tried at every digit; its
branches one by one are found many times as fast. A set of characters at the beginning
(``[一二三]期``) hides the literal behind it, unless it stands in a group.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Self

import regex

from reportparse.expressions import compiled
from reportparse.rules import RuleEntry, Rules

_FLAGS = compiled(r"\(\?[A-Za-z]+\)")
_PIECE = compiled(r"(?s)\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.")
_SET = compiled(r"^(\[\^?\]?(?:\\.|[^\]\\])*\])(?=\p{Han}(?![*+?{]))")


def branches(pattern: str) -> list[str]:
    """The alternatives at the top of a regular expression, in order; flags hold them together."""
    if _FLAGS.search(pattern):
        return [pattern]
    found, depth = [""], 0
    for piece in _PIECE.findall(pattern):
        depth += (piece == "(") - (piece == ")")
        if piece == "|" and not depth:
            found.append("")
        else:
            found[-1] += piece
    return found


class Branches:
    """Patterns that find together what one of them as a branch of the other would find."""

    def __init__(self, patterns: Iterable[regex.Pattern[str]]) -> None:
        self._patterns = tuple(patterns)

    @classmethod
    def of(cls, rules: Rules, entry: RuleEntry) -> Self:
        """Those of the regular expression of a rule."""
        written = branches(rules.expand(entry.pattern, entry))
        patterns = [rules.compile(_SET.sub(r"(?>\1)", b), entry) for b in written]
        if any(p.fullmatch("") for p in patterns):
            patterns = [rules.compile(entry.pattern, entry)]
        return cls(patterns)

    def match(self, text: str, at: int) -> regex.Match[str] | None:
        """The match of the first branch that begins at an offset."""
        return next((m for p in self._patterns if (m := p.match(text, at))), None)

    def finditer(self, text: str) -> Iterator[regex.Match[str]]:
        """All matches from left to right, none overlapping another."""
        if len(self._patterns) == 1:
            yield from self._patterns[0].finditer(text)
            return
        ahead = [(m, p) for p in self._patterns if (m := p.search(text))]
        while ahead:
            first = min(ahead, key=lambda found: found[0].start())[0]
            yield first
            at = first.end()
            ahead = [
                (again, p)
                for m, p in ahead
                if (again := m if m.start() >= at else p.search(text, at))
            ]
