"""One fact stated twice: the same indicator with the same value elsewhere (contract: equal).

How alike the names must be depends on how much the number itself tells: a value of four or more
significant digits hardly ever repeats by chance.
"""

from __future__ import annotations

from collections.abc import Iterator

from reportparse.models import Figure
from reportparse.relations.candidate import Candidate
from reportparse.relations.view import Spot, View
from reportparse.relations.written import Written

ANOTHER_FACT = "other_fact"
TELLING = 4
CHANGE = frozenset("增长下降减少提高上升率占的")
SLIP_DIGITS = 3
NAMED = 4
MOST_MENTIONS = 8
Statement = tuple[Candidate, ...]


def find(view: View) -> Iterator[Statement]:
    """Each later mention against the first one of the same indicator and value."""
    by_value: dict[tuple[object, ...], list[Spot]] = {}
    by_name: dict[tuple[object, ...], Spot] = {}
    tabled = {s.n: cell.table for cells in view.tables for cell, s in cells}
    for s in view.spots:
        f = s.figure
        if f.kind in {"rank", "duration"} or not f.indicator or s.role == "base":
            continue
        dimension = (f.kind, view.dimension(f))
        mentions = by_value.setdefault((*dimension, f.value), [])
        again = next(
            (
                t
                for t in mentions
                if t.sentence != s.sentence
                and tabled.get(t.n, -1) != tabled.get(s.n)
                and _again(f, t.figure)
            ),
            None,
        )
        if len(mentions) < MOST_MENTIONS:
            mentions.append(s)
        name = (*dimension, f.indicator, f.status, f.direction, f.modifier)
        if again:
            yield (Candidate("equal", f, (again.figure,), rank=4, rule="equal.again"),)
        elif digits(f) >= SLIP_DIGITS and len(f.indicator) >= NAMED:
            slip = by_name.setdefault(name, s)
            apart = slip.sentence != s.sentence and _year(slip.figure) == _year(f)
            if apart and slip.figure.value != f.value:
                yield (
                    Candidate(
                        "equal", f, (slip.figure,), soft=ANOTHER_FACT, rank=4, rule="equal.again"
                    ),
                )


def _year(f: Figure) -> int | None:
    return f.period.start.year if f.period and f.period.start else None


def _again(a: Figure, b: Figure) -> bool:
    """The same value under names that are alike enough for it."""
    if a.value != b.value or a.modifier != b.modifier or a.direction != b.direction:
        return False
    if a.status != b.status and "" not in {a.status, b.status}:
        return False
    if a.indicator == b.indicator:
        return True
    telling = digits(a)
    shared = len((set(a.indicator) & set(b.indicator)) - CHANGE)
    if telling >= TELLING:
        return shared >= 1
    if telling == TELLING - 1:
        return shared >= 2
    return alike(a.indicator, b.indicator)


def alike(a: str, b: str) -> bool:
    """One name holds the other, or most of their characters are shared."""
    if a == b or (len(a) >= 2 and len(b) >= 2 and (a in b or b in a)):
        return True
    shared = len(set(a) & set(b))
    return 10 * shared >= 7 * max(len(set(a)), len(set(b))) and shared >= 3


def digits(f: Figure) -> int:
    """The significant digits of the written number, zeros at its end not counted."""
    number = Written.of(f)
    return len(number.digits.replace(".", "").strip("0")) if number else 0
