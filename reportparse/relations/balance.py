"""Balances: what comes in less what goes out (收入, 支出, 结余; 进口, 出口, 逆差)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportparse.relations.candidate import Candidate
from reportparse.relations.judge import holds, judge
from reportparse.relations.view import Spot, View
from reportparse.relations.written import telling

BASE_DIFFERS = "base_differs"
REACH = 20
MOST = 3
TELLING = 3
Statement = tuple[Candidate, ...]


def balance(view: View, s: Spot) -> Iterator[Statement]:
    """A stated balance: of the two figures before it, or of totals some lines before."""
    before = [
        t
        for t in reversed(view.spots[max(0, s.n - REACH) : s.n])
        if view.alike(t.figure, s.figure) and t.role in {"value", "plan"}
    ]
    pair = _beside(view, s, before[:2])
    if pair:
        plain = view.cue("delta.plain", s.clause)
        yield (_difference(s, *pair, "" if plain else BASE_DIFFERS),)
        return
    readings = [
        _difference(s, a, b, BASE_DIFFERS)
        for one, other in view.rules.table("balance")["sides"]
        for a in _named(before, one)
        for b in _named(before, other)
        if a.figure.value != b.figure.value
    ]
    holding = [c for c in readings if holds(c)] or [c for c in readings if _rounds(c)]
    if holding:
        yield (holding[0],)
    elif "相抵" in s.lead and readings:
        yield tuple(readings[:4])


def _rounds(candidate: Candidate) -> bool:
    """Whether three numbers of many digits are a balance but for rounding."""
    return telling(candidate.stated) >= TELLING and judge(candidate).verdict == "rounding"


def _named(before: Sequence[Spot], side: str) -> list[Spot]:
    """The figures of a side, totals and large ones first."""
    found = [t for t in before if side in t.figure.indicator]
    return sorted(found, key=lambda t: ("总" not in t.clause, -t.figure.value))[:MOST]


def _beside(view: View, s: Spot, nearest: Sequence[Spot]) -> tuple[Spot, Spot] | None:
    """The two sides right before the balance, rates and changes apart."""
    if len(nearest) < 2:
        return None
    second, first = nearest
    between = (t for t in view.spots[first.n + 1 : s.n] if t is not second)
    if any(t.figure.kind != "rate" and t.role != "change" for t in between):
        return None
    settled = view.cue("delta.settled", view.text[s.sentence : s.start])
    if first.sentence != s.sentence and not (settled and first.paragraph == s.paragraph):
        return None
    here, there = (t.clause + t.figure.indicator for t in (first, second))
    for sides in view.rules.table("balance")["sides"]:
        for one, other in (sides, sides[::-1]):
            named = one in here and other in there
            if named and other not in here and one not in there:
                return first, second
    return None


def _difference(s: Spot, a: Spot, b: Spot, soft: str) -> Candidate:
    """The larger less the smaller: a deficit is stated as what is lacking."""
    larger, smaller = (a, b) if a.figure.value >= b.figure.value else (b, a)
    return Candidate(
        "delta", s.figure, (larger.figure, smaller.figure), signs=(1, -1), soft=soft, rank=2,
        rule="change.balance",
    )  # fmt: skip
