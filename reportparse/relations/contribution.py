"""Contributions to growth: 贡献率 of all parts make 100, 拉动 of all parts make the growth.

Contribution = points ÷ growth, in statistical communiqués of the three industries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from reportparse.relations.candidate import Candidate
from reportparse.relations.judge import holds
from reportparse.relations.ratio import TENTATIVE, ratio
from reportparse.relations.view import LIST_GAP, Spot, View

INDUSTRIES = 3
Statement = tuple[Candidate, ...]


def find(view: View) -> Iterator[Statement]:
    """Each list of points behind 拉动, with the growth and the contributions before it."""
    for s in view.spots:
        if s.figure.unit != "百分点" or not view.cue("contribution.pull", s.clause):
            continue
        points = _run(view, s)
        if len(points) < 2:
            continue
        total = _growth(view, points)
        if total is None:
            continue
        yield (
            Candidate(
                "sum", total.figure, tuple(p.figure for p in points), (1,) * len(points),
                rank=1, rule="contribution.points",
            ),
        )  # fmt: skip
        yield from _shares(view, points, total)


def _run(view: View, first: Spot) -> list[Spot]:
    run = [first]
    for t in view.ahead(first):
        if t.figure.unit != first.figure.unit or not LIST_GAP.fullmatch(view.between(run[-1], t)):
            break
        run.append(t)
    return run


def _growth(view: View, points: Sequence[Spot]) -> Spot | None:
    """The growth rate that the points add up to, or the economy's if all industries are there."""
    rates = [
        t
        for t in view.spots[max(0, points[0].n - 24) : points[0].n]
        if t.figure.unit == "%"
        and view.cue("change.word", t.clause)
        and points[0].paragraph - t.paragraph < 4
    ]
    operands = tuple(p.figure for p in points)
    for t in reversed(rates):
        if holds(Candidate("sum", t.figure, operands, (1,) * len(points))):
            return t
    words = view.text[points[0].sentence : points[0].start]
    if len(points) == INDUSTRIES and view.cue("contribution.industries", words):
        named = [
            t for t in rates if view.cue("contribution.economy", t.figure.indicator + t.clause)
        ]
        return named[0] if len({t.figure.value for t in named}) == 1 else None
    return None


def _shares(view: View, points: Sequence[Spot], total: Spot) -> Iterator[Statement]:
    before = view.spots[max(0, points[0].n - len(points)) : points[0].n]
    if len(before) != len(points) or any(t.figure.unit != "%" for t in before):
        return
    if not view.cue("contribution.rate", before[0].clause):
        return
    for rate, point in zip(before, points, strict=True):
        c = ratio(rate, point, total, 2, TENTATIVE, "contribution.rate")
        yield (c,)
    first, *rest = before
    hundred = sum((t.figure.value for t in before), Decimal(0))
    if 90 < hundred < 110:
        yield (
            Candidate(
                "shares", first.figure, tuple(t.figure for t in rest), constants=(Decimal(100),),
                rank=1, rule="contribution.rate",
            ),
        )  # fmt: skip
