"""One fact stated twice: the same indicator with the same value elsewhere (contract: equal)."""

from __future__ import annotations

from collections.abc import Iterator

from reportparse.models import Figure
from reportparse.relations.candidate import Candidate
from reportparse.relations.view import Spot, View

ANOTHER_FACT = "other_fact"
Statement = tuple[Candidate, ...]


def find(view: View) -> Iterator[Statement]:
    """Each later mention against the first one of the same indicator and value."""
    first: dict[tuple[str, str], list[Spot]] = {}
    for s in view.spots:
        f = s.figure
        if f.kind in {"rank", "duration"} or not f.indicator or s.role == "base":
            continue
        key = (f.kind, view.dimension(f))
        found = [t for t in first.get(key, []) if t.sentence != s.sentence and _same_fact(f, t.figure)]
        for t in sorted(found, key=lambda t: t.figure.value != f.value):
            if f.value == t.figure.value:
                yield (Candidate("equal", f, (t.figure,), rank=4, rule="equal.again"),)
                break
            if len(f.indicator) >= 4 and _digits(f) >= 3 and f.indicator == t.figure.indicator:
                yield (
                    Candidate("equal", f, (t.figure,), soft=ANOTHER_FACT, rank=4, rule="equal.again"),
                )
                break
        first.setdefault(key, []).append(s)


def _same_fact(a: Figure, b: Figure) -> bool:
    if a.modifier != b.modifier and a.value == b.value:
        return False
    return _alike(a.indicator, b.indicator) and a.direction == b.direction


def _alike(a: str, b: str) -> bool:
    """One name holds the other, or most of their characters are shared."""
    if a == b or (len(a) >= 2 and len(b) >= 2 and (a in b or b in a)):
        return True
    shared = len(set(a) & set(b))
    return 2 * shared >= 1.4 * max(len(set(a)), len(set(b))) and shared >= 3


def _digits(f: Figure) -> int:
    return sum(c.isdecimal() for c in f.text)
