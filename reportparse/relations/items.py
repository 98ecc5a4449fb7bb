"""Items of an open list: what 其中 takes from a total, each a part of it (contract: part).

An item that 其中 governs beyond doubt is at most its total; any other one may belong to another
thing, and is listed only where it fits (docs/checks.md 7.4).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportparse.expressions import compiled
from reportparse.relations.candidate import Candidate
from reportparse.relations.partition import other_class
from reportparse.relations.region import COLON, INCOMPLETE, Region, totals
from reportparse.relations.view import Spot, View

LISTED = frozenset("、和及与")
"""Stands between figures that one word governs: 分别减少2起、10人."""
ITEM = compiled(r"、\p{Han}{1,12}$")
ITEM_AFTER_COLON = compiled(r"[、;]\p{Han}{1,12}$")
SEMICOLON = compiled(r"[;。\n]")
SEGMENT = 160
CLOSED = compiled(r"[^()]*\)")
"""Behind a figure in a bracket that ends before what follows."""
HEAD = 2
STAGES = 6
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
    if _is_apart(view, wholes[0], view.spots[max(0, region.first - 1)]):
        return
    wholes = [t for t in wholes if not _is_average(view, t)]
    items = _before_sibling(view, region, items, wholes) if wholes else ()
    staged = _stages(items, wholes)
    for s in items:
        if s is not items[0] and view.cue("part.break", view.text[first.start : s.start]):
            return
        if s.role not in {"value", "plan"} or s.figure.kind in {"rate", "duration"}:
            continue
        if _is_average(view, s) or s.figure.value == wholes[0].figure.value:
            continue
        if not view.part_of_any(s.figure):
            continue
        if s.lead in LISTED and view.spots[s.n - 1].role == "change":
            continue
        units = {s.figure.unit, wholes[0].figure.unit}
        own = [t for t in wholes if t.n not in staged or _names_stage(s, t)]
        if own and (len(units) == 1 or units <= view.units("persons")):
            yield _part(view, region, items, s, own)


def _is_apart(view: View, total: Spot, opening: Spot) -> bool:
    """Whether a semicolon parts a total from the figure that 其中 stands behind."""
    return total.end < opening.start and ";" in view.text[total.end : opening.start]


def _before_sibling(
    view: View, region: Region, items: Sequence[Spot], wholes: Sequence[Spot]
) -> Sequence[Spot]:
    """The items up to what stands beside the total: 国内559亿元,其中港澳台16亿元;国际292亿元."""
    first = view.spots[region.first]
    if COLON.search(first.lead):
        return items
    for k, s in enumerate(items):
        if ";" in view.text[first.start : s.start] and stands_beside(view, wholes[0], items[:k], s):
            return items[:k]
    return items


def stands_beside(view: View, total: Spot, items: Sequence[Spot], s: Spot) -> bool:
    """Whether a figure behind a semicolon is no part of the total as the items are, but its like.

    It has parts of its own, or the total's name, or one with the same head, which they have not:
    国际航线 beside 国内航线.
    """
    start = view.text.rfind(";", total.end, s.start) + 1
    if view.cue("part.own", SEMICOLON.split(view.text[start : start + SEGMENT])[0]):
        return True
    name, whole = s.figure.indicator, total.figure.indicator
    if name == whole:
        return len(name) > 1
    if other_class(view, total, s):
        return True
    head = whole[-HEAD:]
    apart = name not in whole and whole not in name and name.endswith(head)
    return apart and not any(t.figure.indicator.endswith(head) for t in items)


def _stages(items: Sequence[Spot], wholes: Sequence[Spot]) -> set[int]:
    """Totals of a later stage that items say again: 受理50件,办结38件,其中信访45件,办结35件.

    Only those items are part of such a total; the others are part of what came in before it.
    """
    first = min((t.n for t in wholes if t.sentence == wholes[0].sentence), default=0)
    named = [t for t in wholes if t.n > first and any(_names_stage(s, t) for s in items)]
    others = [s for s in items if not any(_names_stage(s, t) for t in named)]
    return {t.n for t in named} if others else set()


def mixes_stages(view: View, total: Spot, parts: Sequence[Spot]) -> bool:
    """Whether some of the parts repeat a later stage of what stands before them, and not all.

    逃逸案13起,侦破11起,其中重大案件6起,侦破5起: 6 and 5 make up nothing.
    """
    before = view.spots[max(0, parts[0].n - STAGES) : parts[0].n]
    chain = [
        t
        for t in before
        if t.sentence == total.sentence
        and t.figure.unit == total.figure.unit
        and t.role == total.role
        and not CLOSED.match(view.between(t, parts[0]))
        and ";" not in view.text[t.end : total.start]
    ]
    for later in chain[1:]:
        named = [_names_stage(s, later) for s in parts]
        if any(named) and not all(named) and not _names_stage(chain[0], later):
            return True
    return False


def crosses_sides(view: View, total: Spot, parts: Sequence[Spot]) -> bool:
    """Whether a total of what comes in has parts that go out, or the other way round."""
    whole = total.clause + total.figure.indicator
    sides = view.rules.table("balance")["sides"]
    for one, other in (*sides, *(pair[::-1] for pair in sides)):
        if one in whole and other not in whole:
            return any(other in s.figure.indicator and one not in s.figure.indicator for s in parts)
    return False


def _fits_another(s: Spot, wholes: Sequence[Spot]) -> bool:
    """Whether an item that is more than the nearest total may be part of one before it."""
    return any(
        t.sentence == wholes[0].sentence
        and t.figure.unit == s.figure.unit
        and t.figure.value >= s.figure.value
        for t in wholes[1:]
    )


def _names_stage(s: Spot, total: Spot) -> bool:
    """Whether an item is named by the same doing as a total."""
    name = total.figure.indicator
    return len(name) > 1 and s.figure.indicator == name


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
    firm = firm and (fits or not _fits_another(s, wholes))
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
