"""Ratios of parts: 14.6:42.7:42.7 against parts and their whole, 2.02:1 against two levels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from reportparse.relations.candidate import Candidate
from reportparse.relations.judge import holds, judge
from reportparse.relations.ratio import TENTATIVE, ratio
from reportparse.relations.view import LIST_GAP, Spot, View

Statement = tuple[Candidate, ...]
HUNDRED = Decimal(100)
BEFORE, REACH = 40, 60


def find(view: View) -> Iterator[Statement]:
    """Each run of parts once: against levels before it, and as shares of 100."""
    yield from _partitions(view)
    for run in _runs(view):
        levels = [
            t
            for t in view.back(run[0].n, BEFORE)
            if t.figure.kind in {"amount", "measure", "count"} and t.role == "value"
        ]
        if len(run) == 2 and run[1].figure.value == 1:
            yield from _two(view, run[0], levels[:4])
        elif len(run) > 2:
            yield from _many(view, run, levels[::-1])
            outer = [t for t in levels if not view.cue("part.nested", t.lead)]
            yield from _of_their_sum(view, run, levels[::-1])
            yield from _of_their_sum(view, run, outer[::-1])
            yield from _hundred(run)


def _runs(view: View) -> Iterator[list[Spot]]:
    run: list[Spot] = []
    for s in view.spots:
        if s.figure.rule != "rate.parts":
            continue
        if run and s.n == run[-1].n + 1 and view.between(run[-1], s).strip() == ":":
            run.append(s)
            continue
        if len(run) > 1:
            yield run
        run = [s]
    if len(run) > 1:
        yield run


def _partitions(view: View) -> Iterator[Statement]:
    """四类占比分别为38%、27%、21%、17%: shares that are dealt out to all classes."""
    for s in view.spots:
        if s.figure.unit != "%" or not view.cue("shares.open", s.clause):
            continue
        if view.cue("proportion.outside", s.clause):
            continue
        run = [s]
        for t in view.ahead(s):
            if t.figure.unit != "%" or t.sentence != s.sentence or not LIST_GAP.fullmatch(t.lead):
                break
            run.append(t)
        if len(run) > 2:
            yield from _hundred(run)


def _two(view: View, s: Spot, levels: Sequence[Spot]) -> Iterator[Statement]:
    """城乡收入比 2.02:1: of the levels before it the pair whose quotient it is."""
    for top in levels:
        for base in levels:
            if top is not base and view.alike(top.figure, base.figure):
                c = ratio(s, top, base, 3, TENTATIVE, "ratio.parts")
                if holds(c):
                    yield (c,)
                    return


def _many(view: View, run: Sequence[Spot], levels: Sequence[Spot]) -> Iterator[Statement]:
    """A whole and its parts in order; one of three may be the one that is wrong."""
    for i in range(len(levels) - len(run)):
        whole, *items = levels[i : i + len(run) + 1]
        if not all(view.alike(t.figure, whole.figure) for t in items):
            continue
        readings = [
            ratio(p, t, whole, 2, rule="ratio.parts") for p, t in zip(run, items, strict=True)
        ]
        if sum(holds(c) for c in readings) >= len(run) - 1:
            yield from ((c,) for c in readings)
            return


def _of_their_sum(view: View, run: Sequence[Spot], levels: Sequence[Spot]) -> Iterator[Statement]:
    """Parts in order whose whole stands elsewhere: of the nearest figure that they make up."""
    for i in range(len(levels) - len(run), -1, -1):
        items = levels[i : i + len(run)]
        if not all(view.alike(t.figure, items[0].figure) for t in items):
            continue
        parts = tuple(t.figure for t in items)
        readings = [
            Candidate("ratio", p.figure, (t.figure, *parts), rank=2, rule="ratio.parts")
            for p, t in zip(run, items, strict=True)
        ]
        if not all(map(holds, readings)):
            continue
        for whole in reversed(view.spots[max(0, items[0].n - REACH) : items[0].n]):
            made = Candidate("sum", whole.figure, parts, rank=2, rule="sum.proportion")
            alike = whole.role == "value" and view.alike(whole.figure, parts[0])
            if alike and judge(made).verdict in {"exact", "rounding"}:
                yield (made,)
                yield from (
                    (ratio(p, t, whole, 2, rule="ratio.parts"),)
                    for p, t in zip(run, items, strict=True)
                )
                return


def _hundred(run: Sequence[Spot]) -> Iterator[Statement]:
    """Parts of 100 add up to 100, rounding apart."""
    total = sum((s.figure.value for s in run), Decimal(0))
    if abs(total - HUNDRED) < 10:
        first, *rest = run
        yield (
            Candidate(
                "shares", first.figure, tuple(s.figure for s in rest), constants=(HUNDRED,),
                rank=1, rule="ratio.parts",
            ),
        )  # fmt: skip
