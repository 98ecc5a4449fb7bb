"""Rates that no count can give: 95.3 % of 47 (GRIM), remarks and never errors.

N. Brown and J. Heathers, "The GRIM test" (2017): of n whole items only multiples of 100/n per cent
can be satisfied.
"""

from __future__ import annotations

from collections.abc import Iterator

from reportparse.relations.candidate import Candidate
from reportparse.relations.view import Spot, View

MOST = 100
Statement = tuple[Candidate, ...]


def find(view: View) -> Iterator[Statement]:
    """A rate of a small number of items that stands just before it in the sentence."""
    for s in view.spots:
        f = s.figure
        if (
            f.kind != "rate"
            or f.unit != "%"
            or f.modifier
            or not view.cue("plausible.rate", s.clause)
        ):
            continue
        counts = [
            t for t in view.back(s.n, 4) if t.sentence == s.sentence and t.figure.kind == "count"
        ]
        if (
            len(counts) == 1
            and 1 < counts[0].figure.value <= MOST
            and not counts[0].figure.modifier
            and _of_them(view, s, counts[0])
        ):
            yield (Candidate("plausible", f, (counts[0].figure,), rank=1, rule="plausible.grim"),)


def _of_them(view: View, rate: Spot, count: Spot) -> bool:
    """Whether the rate's clause names no other thing than what is counted: 学员合格率 of 36场."""
    rated = view.rules.cue("plausible.rate").sub("", rate.clause).strip(" ,、;")
    named = count.figure.indicator + count.clause + count.figure.unit
    return not rated or bool(set(rated) & set(named))
