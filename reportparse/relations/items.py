"""Items of an open list: what 其中 takes from a total, each a part of it (contract: part).

An item that 其中 governs beyond doubt is at most its total; any other one may belong to another
thing, and is listed only where it fits (docs/checks.md 7.4).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from reportparse.relations.candidate import Candidate
from reportparse.relations.region import COLON, INCOMPLETE, Region, totals
from reportparse.relations.view import Spot, View

LISTED = frozenset("、和及与")
"""Stands between figures that one word governs: 分别减少2起、10人."""
ITEM = regex.compile(r"、\p{Han}{1,12}$")
ITEM_AFTER_COLON = regex.compile(r"[、;]\p{Han}{1,12}$")
MAX_READINGS = 4
Statement = tuple[Candidate, ...]


def parts_of_open(
    view: View, region: Region, items: Sequence[Spot], wholes: Sequence[Spot]
) -> Iterator[Statement]:
    """The items of an open list, each a part of the whole, until the list breaks off."""
    if wholes[0].sentence != items[0].sentence:
        wholes = view.whole_of(wholes[0]) or wholes
    if not _governs(view, region, items[0], wholes[0]):
        return
    first = view.spots[region.first]
    wholes = [t for t in wholes if not _is_average(view, t)]
    for s in items if wholes else ():
        if s is not items[0] and view.cue("part.break", view.text[first.start : s.start]):
            return
        if s.role not in {"value", "plan"} or s.figure.kind in {"rate", "duration"}:
            continue
        if _is_average(view, s) or s.figure.value == wholes[0].figure.value:
            continue
        if s.lead in LISTED and view.spots[s.n - 1].role == "change":
            continue
        units = {s.figure.unit, wholes[0].figure.unit}
        if len(units) == 1 or units <= view.units("persons"):
            yield _part(view, region, items, s, wholes)


def _part(
    view: View, region: Region, items: Sequence[Spot], s: Spot, wholes: Sequence[Spot]
) -> Statement:
    """An item against its total, one that it is named after first."""
    total, first = wholes[0], view.spots[region.first]
    alike = [
        t
        for t in wholes
        if not region.bracket
        and t.figure.indicator
        and t.figure.indicator in s.figure.indicator
        and t.sentence == s.sentence
        and ";" not in view.text[t.end : first.start]
    ]
    fits = s.figure.value <= total.figure.value
    firm = s.figure.unit != "" and _stands_before(view, region, total)
    firm = firm and (fits or _is_item(view, region, items, s, total))
    rest = [t for t in (wholes[:1] if firm else wholes) if t not in alike]
    return tuple(
        Candidate(
            "part", s.figure, (t.figure,), soft="" if firm else INCOMPLETE, rank=n, rule="part.of"
        )
        for n, t in enumerate([*alike, *rest][:MAX_READINGS], 1)
    )


def _governs(view: View, region: Region, item: Spot, total: Spot) -> bool:
    """Whether 其中 takes the item from the total: from no farther off than its first item."""
    first = view.spots[region.first]
    if total.sentence not in {item.sentence, view.spots[first.n - 1].sentence}:
        return False
    ahead = [s for s in view.spots[first.n : item.n] if s.figure.kind == "rate"]
    name = item.figure.indicator
    if not all(s.figure.indicator in name or name in s.figure.indicator for s in ahead):
        return False
    nearest = next(iter(totals(view, region, first)[total.role]), None)
    return item.n == first.n or nearest is None or total.n >= nearest.n


def _stands_before(view: View, region: Region, total: Spot) -> bool:
    """Whether only rates stand between the total and the list, in one sentence or the next."""
    first = view.spots[region.first]
    between = [s for s in view.spots[total.n + 1 : first.n] if s.figure.kind != "rate"]
    alike = [s for s in between if view.alike(s.figure, total.figure)]
    return not alike and first.paragraph == total.paragraph and len(between) < 3


def _is_item(view: View, region: Region, items: Sequence[Spot], s: Spot, total: Spot) -> bool:
    """Whether 其中 governs the figure: its first item, or one of the same kind in a row."""
    if s is items[0]:
        return True
    at = next(k for k, item in enumerate(items) if item is s)
    last = items[at - 1]
    alike = {item.figure.unit for item in items[: at + 1]} == {total.figure.unit}
    rates = all(t.figure.kind == "rate" for t in view.spots[last.n + 1 : s.n])
    colon = COLON.search(view.spots[region.first].lead) is not None
    row = (ITEM_AFTER_COLON if colon else ITEM).search(view.between(last, s)) is not None
    return alike and rates and row and total.figure.unit not in view.units("generic")


def _is_average(view: View, s: Spot) -> bool:
    return "/" in s.figure.unit or view.cue("product.per", s.figure.indicator + s.clause)
