"""Breakdowns: totals and their parts (contract: sum, part).

A breakdown opens with words: 其中, a colon, a bracket, 分别为, 按…分, 从…看, a heading such as
分类情况. Of the licensed lists the numbers choose the one that adds up. A list that the words call
complete must add up; one behind 其中 may be open, then each of its items is a part of the whole
(docs/checks.md 7.4). Totals that stand behind their parts are in ``total.py``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice, pairwise

from reportparse.relations import conversion
from reportparse.relations.candidate import Candidate
from reportparse.relations.formulas import written_value
from reportparse.relations.held import Held
from reportparse.relations.items import crosses_sides, mixes_stages, parts_of_open
from reportparse.relations.judge import holds, judge
from reportparse.relations.partition import complete
from reportparse.relations.readings import Readings
from reportparse.relations.region import BREAK, INCOMPLETE, Region, regions, totals
from reportparse.relations.rest import excuse, names_rest, shares_all
from reportparse.relations.view import Role, Spot, View

MAX_LIST = 40
MAX_DIMENSIONS = 3
MOST_CLASSES = 6
MOST_READINGS = 8
LEAST_CLASSES = 3
LEAST_AGREED = 10
"""Smaller sums are alike by chance."""
ROLES: tuple[Role, ...] = ("value", "plan", "base", "change")
Statement = tuple[Candidate, ...]


def find(view: View) -> Iterator[Statement]:
    """Sums where lists add up or must, parts where they need not.

    What adds up anywhere is found first: its total is then in no list that fails, and its parts
    are not tried again under another total.
    """
    breakdowns = [_Breakdown(view, region) for region in regions(view)]
    held: list[Statement] = []
    for breakdown in breakdowns:
        held += breakdown.holding()
    yield from held
    sums = Held(view, [s[0] for s in held if s[0].relation == "sum"])
    failing = [s for breakdown in breakdowns for s in breakdown.failing(sums)]
    yield from _agreeing(failing)
    yield from failing


def _agreeing(failing: Sequence[Statement]) -> Iterator[Statement]:
    """Two lists of one total that add up to the same, and not to it: both are complete."""
    lists: dict[str, list[Candidate]] = {}
    for candidate, *_ in failing:
        if candidate.relation == "sum" and len(candidate.operands) > 1:
            others = lists.setdefault(candidate.stated.id, [])
            for other in others:
                if _agree(other, candidate):
                    yield (other._replace(soft="", rank=1),)
                    yield (candidate._replace(soft="", rank=1),)
            others.append(candidate)


def _agree(one: Candidate, other: Candidate) -> bool:
    """Whether two lists without a common part add up to the same."""
    if {f.id for f in one.operands} & {f.id for f in other.operands}:
        return False
    value = written_value(one)
    return value is not None and value >= LEAST_AGREED and value == written_value(other)


def _far_off(total: Spot, parts: Sequence[Spot]) -> bool:
    """Whether the parts miss the total by more than rounding, told without working it out."""
    figures = [total.figure, *[p.figure for p in parts]]
    others = {f.unit for f in figures} - {total.figure.unit}
    if total.role == "change" or any(conversion.ratio(u, total.figure.unit) for u in others):
        return False
    if any(f.modifier for f in figures):
        return False
    gap = abs(sum([p.figure.value for p in parts], Decimal(0)) - total.figure.value)
    return gap > sum([f.high - f.low for f in figures if f.high and f.low], Decimal(1))


class _Breakdown:
    """One region and the totals that it may break down."""

    def __init__(self, view: View, region: Region) -> None:
        self._view = view
        self._region = region
        stop = region.first + MAX_LIST
        self._inside = [s for s in view.spots[region.first : stop] if s.start < region.until]
        self._yielded: set[str] = set()
        self._pools: dict[int, Mapping[Role, Sequence[Spot]]] = {}
        self._readings = Readings(view, region, self._inside)
        self._listed: dict[str, list[Spot]] = {}
        for s in self._inside:
            if s.role == "class" or s.figure.kind == "rank" or not view.adds(s.figure):
                continue
            if s.figure.kind == "duration" and s.figure.unit in view.units("years"):
                continue
            if s.figure.kind != "rate" or s.figure.unit == "百分点":
                self._listed.setdefault(view.dimension(s.figure), []).append(s)

    def holding(self) -> Iterator[Statement]:
        """Lists that add up to a total, by dimension and by the role of the total."""
        if self._region.bare:
            return
        for listed in self._listed.values():
            for role in ROLES:
                yield from self._adding_up(listed, role)

    def failing(self, held: Held) -> Iterator[Statement]:
        """Lists of which nothing adds up: a mismatch if closed, else parts or a possible slip."""
        if self._region.bare:
            yield from self._bare(held)
            return
        for listed in list(self._listed.values())[:MAX_DIMENSIONS]:
            yield from self._changes(listed, held)
            planned = listed[0].role == "plan" and not self._region.far
            roles: tuple[Role, ...] = ("plan",) if planned else ("value", "plan")
            if any(s.role == "base" for s in listed):
                roles = (*roles, "base")
            for role in roles:
                if role in {listed[0].role, "base"} or sum(s.role == role for s in listed) > 1:
                    yield from self._failing(listed, role, held)

    def _bare(self, held: Held) -> Iterator[Statement]:
        """税务21480万元、财政13265万元 behind their total: complete by what they list."""
        for listed in list(self._listed.values())[:1]:
            for total in self._totals(listed, listed[0].role)[:1]:
                parts = self._complete(listed, listed[0].role, total)
                fits = all(p.figure.value <= total.figure.value for p in parts)
                fresh = total.figure.id not in held.totals and not held.tells(parts)
                if parts and fits and fresh:
                    yield (self._sum(total, parts, "", 1),)

    def _changes(self, listed: Sequence[Spot], held: Held) -> Iterator[Statement]:
        """调增3119.59万元,其中专项1824.59万元、一般1295万元: parts of a change before the list."""
        for total in self._totals(listed, "change")[:1]:
            changes = [s for s in listed if s.role == "change" and not self._readings.is_nested(s)]
            if total.n + 1 == self._region.first and not changes:
                changes = [s for s in listed if s.role == "value"]
            fresh = len(changes) > 1 and total.figure.id not in held.totals
            if fresh and self._may_make(total, changes):
                tight = self._region.closed or self._is_tight(total, changes)
                yield (self._sum(total, changes, INCOMPLETE, 1 if tight else 2),)

    def _totals(self, listed: Sequence[Spot], role: Role) -> Sequence[Spot]:
        item = listed[0]
        if item.n not in self._pools:
            self._pools[item.n] = totals(self._view, self._region, item)
        return self._pools[item.n][role]

    def _may_make(self, total: Spot, parts: Sequence[Spot]) -> bool:
        """Not parts of two stages, nor points that pull no rate."""
        if mixes_stages(self._view, total, parts) or crosses_sides(self._view, total, parts):
            return False
        units = {total.figure.unit, parts[0].figure.unit}
        return units != {"%", "百分点"} or any(
            self._view.cue("contribution.pull", s.clause) for s in parts
        )

    def _adding_up(self, listed: Sequence[Spot], role: Role) -> Iterator[Statement]:
        """The first licensed list that adds up to a total of the role; far lists may to several."""
        wholes = self._totals(listed, role)
        if len(wholes) > 1 and self._complete(listed, role, wholes[0]):
            wholes = wholes[:1]
        lists = self._readings.of(listed, role) + self._readings.mixed(listed) if wholes else ()
        for total in wholes:
            parts = next((p for p in lists if self._adds_up(total, p)), None)
            if parts is None:
                continue
            yield (self._sum(total, parts, "", 2),)
            yield from self._items_of_items(listed, parts)
            yield from self._going_out(total, parts, self._readings.levels(listed, role))
            if not self._region.far:
                return

    def _going_out(
        self, total: Spot, parts: Sequence[Spot], levels: Sequence[Spot]
    ) -> Iterator[Statement]:
        """A list of what came in, then one of what went out: 种植15万元、养殖20万元,分红23万元…"""
        rest = [s for s in levels if s.n > parts[-1].n]
        sums = (self._sum(total, rest[:k], "", 2) for k in range(len(rest), 1, -1))
        yield from ((c,) for c in islice(filter(holds, sums), 1))

    def _adds_up(self, total: Spot, parts: Sequence[Spot]) -> bool:
        if total.figure.id in self._yielded or not total.figure.value:
            return False
        if _far_off(total, parts) or not self._may_make(total, parts):
            return False
        if self._region.far and not self._region.closed and total.figure.value < 20:
            return False
        candidate = self._sum(total, parts, "", 2)
        rounded = len(parts) < 6 and (self._region.closed or self._region.far)
        if holds(candidate) or (rounded and judge(candidate).reason == "nearest"):
            self._yielded.add(total.figure.id)
            return True
        return False

    def _sum(self, total: Spot, parts: Sequence[Spot], soft: str, rank: int) -> Candidate:
        down = total.figure.direction
        signs = tuple(
            -1 if p.role == total.role == "change" and p.figure.direction != down else 1
            for p in parts
        )
        operands = tuple(p.figure for p in parts)
        return Candidate(
            "sum", total.figure, operands, signs=signs, soft=soft, rank=rank, rule="sum.open"
        )

    def _items_of_items(self, listed: Sequence[Spot], parts: Sequence[Spot]) -> Iterator[Statement]:
        """A nested item is a part of the item before it."""
        used = {p.n for p in parts}
        for s in listed:
            owner = next((p for p in reversed(parts) if p.n < s.n), None)
            nested = s.n not in used and self._readings.is_nested(s) and s.role == "value"
            if (
                owner
                and owner.role != "change"
                and owner.paragraph == s.paragraph
                and nested
                and self._view.cue("part.nested", s.lead)
                and not self._parted(owner, s)
            ):
                yield (Candidate("part", s.figure, (owner.figure,), rule="part.of"),)

    def _parted(self, owner: Spot, s: Spot) -> bool:
        """Whether another total of the dimension stands between an item and what is nested."""
        between = self._view.spots[owner.n + 1 : s.n]
        return any(
            self._view.alike(t.figure, s.figure) and not self._readings.is_nested(t)
            for t in between
        )

    def _failing(self, listed: Sequence[Spot], role: Role, held: Held) -> Iterator[Statement]:
        based = [t for t in self._totals(listed, "base") if t.sentence == listed[0].sentence]
        other: Role = "plan" if role == "value" else "value"
        own = self._totals(listed, role) or self._totals(listed, other)
        wholes = sorted([*own, *based], key=lambda t: -t.n)
        whole = [s for s in self._readings.levels(listed, role) if not self._readings.is_nested(s)]
        if not whole or not wholes or not wholes[0].figure.value:
            return
        fresh = not held.tells(whole)
        if fresh and wholes[0].figure.id not in held.totals:
            parts = self._closed(listed, whole, role, wholes[0], held)
            if parts and not self._has_stranger(wholes[0], parts):
                yield (self._sum(wholes[0], parts, "", 1),)
                return
        yield from self._possible(listed, whole, role, wholes, held)
        if held.settles(wholes[0], self._inside):
            return
        if not (fresh and self._region.open):
            return
        opened = held.opened(whole[0], self._inside)
        items = [s for s in whole if not (s.figure.id in held.told or s.figure.id in opened)]
        if items:
            yield from parts_of_open(self._view, self._region, items, wholes)

    def _is_item(self, s: Spot, total: Spot) -> bool:
        """Whether a figure between two items is one of another unit: 小学39所,教学点15个."""
        return s.figure.kind == total.figure.kind and len(s.lead) > 1

    def _has_stranger(self, total: Spot, parts: Sequence[Spot]) -> bool:
        """Whether the list adds up but for one figure, which is then no part of the total."""
        if len(parts) < LEAST_CLASSES or not self._is_off(total, parts):
            return False
        others = ([p for p in parts if p is not s] for s in parts)
        return not all(self._is_off(total, rest) for rest in others)

    def _is_off(self, total: Spot, parts: Sequence[Spot]) -> bool:
        return judge(self._sum(total, parts, "", 1)).verdict == "mismatch"

    def _closed(
        self, listed: Sequence[Spot], whole: Sequence[Spot], role: Role, total: Spot, held: Held
    ) -> Sequence[Spot]:
        """The list that must add up to the nearest total, if one must."""
        own = [s for s in whole if s.sentence == whole[0].sentence]
        if len(own) > 1 and self._region.closed and self._is_closed(own, total):
            return own
        if parts := self._complete(listed, role, total):
            return parts
        if self._is_exhaustive(whole, total):
            return whole
        mirrored = (p for p in self._readings.of(listed, role) if held.mirrors(total, p))
        return next(mirrored, ())

    def _possible(
        self,
        listed: Sequence[Spot],
        whole: Sequence[Spot],
        role: Role,
        wholes: Sequence[Spot],
        held: Held,
    ) -> Iterator[Statement]:
        """Lists that may be meant: a mismatch only where one slip is all that is wrong."""
        lists = [
            (parts, max(p.figure.value for p in parts))
            for parts in self._readings.of(listed, role)[:MOST_READINGS]
            if not (held.tells(parts) or self._is_cut(parts, whole) or self._is_mixed(parts))
        ]
        for total in wholes[:4]:
            for parts, largest in lists:
                if held.overlaps(total, parts) or not self._may_make(total, parts):
                    continue
                fits = largest <= total.figure.value
                tight = self._is_tight(total, parts, held.told)
                apart = not any(p.figure.id in held.told for p in parts)
                if total.figure.id in held.totals and not (tight and apart):
                    continue
                complete = self._region.closed and len(parts) == len(whole)
                if (fits or tight or complete) and not self._has_stranger(total, parts):
                    firm = tight and (fits or self._in_bracket(total))
                    rank = 1 if firm else 2 if complete and fits else 3
                    listing = self._sum(total, parts, INCOMPLETE, rank)
                    soft = excuse(self._view, listing, parts, held) if self._region.open else ""
                    yield (listing._replace(soft=soft) if soft else listing,)

    def _is_mixed(self, parts: Sequence[Spot]) -> bool:
        """Whether what 其中 takes from an item stands in the list beside it, or the next item of an
        outer list: 小学39所,特殊学校1所;幼儿园35所."""
        if any(map(self._readings.is_nested, parts[1:])):
            return True
        parted = [";" in self._view.between(a, b) for a, b in pairwise(parts)]
        return any(parted) and not all(parted) and parted.index(True) > 0

    def _is_cut(self, parts: Sequence[Spot], whole: Sequence[Spot]) -> bool:
        """Whether the list goes on behind the parts, with nothing that sets the rest apart."""
        following = next((s for s in whole if s.n > parts[-1].n), None)
        if following is None or following.sentence != parts[-1].sentence:
            return False
        between = self._view.between(parts[-1], following)
        ended = BREAK.search(between) and names_rest(self._view, parts)
        return not (ended or self._view.cue("sum.aside", between))

    def _complete(self, listed: Sequence[Spot], role: Role, total: Spot) -> Sequence[Spot]:
        """The parts right behind a total that are all classes of it, if they are."""
        levels = self._readings.levels(listed, role)
        if not levels or levels[0].sentence not in {total.sentence, self._after(total)}:
            return ()
        averages = any("均" in s.figure.indicator + s.clause for s in (total, *levels))
        span = self._view.text[total.end : levels[-1].end + 2]
        if averages or self._view.cue("sum.loose", span):
            return ()
        outer = [s for s in levels if not self._readings.is_nested(s)]
        for parts in (levels, outer) if len(outer) < len(levels) else (levels,):
            for n in sorted(complete(self._view, total, parts[:MOST_CLASSES]), reverse=True):
                if self._is_tight(total, parts[:n], side=role):
                    return parts[:n]
        return ()

    def _is_exhaustive(self, parts: Sequence[Spot], total: Spot) -> bool:
        """Whether the list ends in the rest (其他), or the shares beside its items are a whole."""
        view = self._view
        if len(parts) < LEAST_CLASSES or not self._is_list(total, parts):
            return False
        return names_rest(view, parts[-1:]) or shares_all(view, parts)

    def _is_list(self, total: Spot, parts: Sequence[Spot]) -> bool:
        """Whether an open list follows its total at once, with rates alone between its items."""
        spots = self._view.spots
        between = [*spots[total.n + 1 : parts[0].n]]
        for a, b in pairwise(parts):
            between += spots[a.n + 1 : b.n]
        alike = all(s.figure.unit == total.figure.unit and s.role == "value" for s in parts)
        return (
            self._region.open
            and parts[0].n == self._region.first
            and total.role == "value"
            and total.paragraph == parts[-1].paragraph
            and alike
            and all(s.figure.kind == "rate" for s in between)
        )

    def _after(self, s: Spot) -> int:
        """The sentence after that of a figure."""
        return self._view.structure.sentence(s.start)[1]

    def _is_tight(
        self,
        total: Spot,
        parts: Sequence[Spot],
        told: Collection[str] = (),
        side: Role | None = None,
    ) -> bool:
        """The parts follow their total and one another, nothing of their dimension between.

        Not counted are parts of a list that adds up (``told``) and, of a change from one level to
        another, what is not on its ``side``.
        """
        view = self._view
        run = [total, *parts]
        gaps = [view.spots[a.n + 1 : b.n] for a, b in zip(run, parts, strict=False)]
        if self._region.far and not self._region.open and not self._is_beside(total, parts):
            return False
        return not any(
            view.alike(s.figure, total.figure)
            and s.figure.id not in told
            and side in {None, s.role}
            for gap in gaps
            for s in gap
        )

    def _is_beside(self, total: Spot, parts: Sequence[Spot]) -> bool:
        """Whether the list follows its total at once, in its paragraph or on lines of its own."""
        first = self._region.first
        if parts[0].n != first:
            return False
        lines = {s.paragraph for s in parts}
        if len(lines) == len(parts):
            return total.n + 1 == first and max(lines) - total.paragraph == len(parts)
        return len({s.sentence for s in parts}) == 1 and total.paragraph == parts[0].paragraph

    def _in_bracket(self, total: Spot) -> bool:
        """Whether the list is a bracket right behind the total."""
        return self._region.bracket and self._region.closed and total.n + 1 == self._region.first

    def _is_closed(self, whole: Sequence[Spot], total: Spot) -> bool:
        """The total stands right before the list and no word in the list leaves it open."""
        view, first = self._view, self._view.spots[self._region.first]
        between = view.spots[total.n + 1 : first.n]
        apart = any(s.figure.kind != "rate" and s.lead and s.role == total.role for s in between)
        if apart or first.paragraph != total.paragraph or whole[0].n > first.n + 1:
            return False
        span = view.text[first.start - 12 : whole[-1].end + 2]
        if view.cue("sum.loose", span) or any(s.role != whole[0].role for s in whole):
            return False
        for a, b in pairwise(whole):
            gap = view.spots[a.n + 1 : b.n]
            if any(view.alike(s.figure, total.figure) or self._is_item(s, total) for s in gap):
                return False
        if total.figure.unit != whole[0].figure.unit or "/" in total.figure.unit:
            return False
        made = sum((s.figure.value for s in whole), Decimal(0))
        if self._region.bracket and (made < total.figure.value or total.n + 1 != first.n):
            return False
        said = self._in_bracket(total) or view.cue("sum.total", total.clause)
        listed = said and total.figure.unit not in view.units("generic")
        return listed or all(s.figure.value <= total.figure.value for s in whole)
