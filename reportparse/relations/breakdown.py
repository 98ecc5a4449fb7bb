"""Breakdowns: totals and their parts (contract: sum, part).

A breakdown opens with words: 其中, a colon, a bracket, 分别为, 按…分, 从…看, a heading such as
分类情况. Of the licensed lists the numbers choose the one that adds up. A list that the words call
complete must add up; one behind 其中 may be open, then each of its items is a part of the whole
(docs/checks.md 7.4). Totals that stand behind their parts are in ``total.py``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from reportparse.relations.candidate import Candidate
from reportparse.relations.formulas import written_value
from reportparse.relations.items import parts_of_open
from reportparse.relations.judge import holds, judge
from reportparse.relations.partition import is_complete
from reportparse.relations.region import BREAK, INCOMPLETE, Region, regions, totals
from reportparse.relations.view import Role, Spot, View

MAX_LIST = 40
MAX_DIMENSIONS = 3
MAX_PREFIX = 12
MOST_CLASSES = 6
MOST_READINGS = 8
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
    sums = _Held(view, [s[0] for s in held if s[0].relation == "sum"])
    failing = [s for breakdown in breakdowns for s in breakdown.failing(sums)]
    yield from _agreeing(failing)
    yield from failing


class _Held:
    """The lists that add up: what they settle for those that do not.

    ``lists`` are the parts of each that stands in one sentence, ``told`` all of those parts.
    """

    def __init__(self, view: View, sums: Sequence[Candidate]) -> None:
        self._view = view
        sentence = {s.figure.id: s.sentence for s in view.spots}
        parts = [frozenset(f.id for f in c.operands) for c in sums]
        self._of = [(c.stated.id, ids) for c, ids in zip(sums, parts, strict=True)]
        self.totals = {c.stated.id for c in sums}
        self.lists = [ids for ids in parts if len({sentence[i] for i in ids}) == 1]
        self.told = frozenset().union(*self.lists)

    def tells(self, parts: Sequence[Spot]) -> bool:
        """Whether the parts are those of a sum that holds."""
        ids = {s.figure.id for s in parts}
        return any(ids <= operands for operands in self.lists)

    def mirrors(self, total: Spot, parts: Sequence[Spot]) -> bool:
        """Whether the list beside this one adds up: 100户289人, 33户98人, 64户182人, 3户9人."""
        stated, ids = self._beside(total), frozenset(self._beside(s) for s in parts)
        return bool(stated) and len(ids) == len(parts) and (stated, ids) in self._of

    def _beside(self, s: Spot) -> str:
        """The figure that runs together with this one."""
        around = [self._view.spots[s.n - 1]] if s.n and not s.lead else []
        if s.n + 1 < len(self._view.spots) and not self._view.spots[s.n + 1].lead:
            around.append(self._view.spots[s.n + 1])
        return around[0].figure.id if len(around) == 1 else ""


def _agreeing(failing: Sequence[Statement]) -> Iterator[Statement]:
    """Two lists of one total that add up to the same, and not to it: both are complete."""
    lists: dict[str, list[Candidate]] = {}
    for candidate, *_ in failing:
        if candidate.relation == "sum" and len(candidate.operands) > 1:
            others = lists.setdefault(candidate.stated.id, [])
            for other in others:
                if _agree(other, candidate):
                    yield (replace(other, soft="", rank=1),)
                    yield (replace(candidate, soft="", rank=1),)
            others.append(candidate)


def _agree(one: Candidate, other: Candidate) -> bool:
    """Whether two lists without a common part add up to the same."""
    if {f.id for f in one.operands} & {f.id for f in other.operands}:
        return False
    value = written_value(one)
    return value is not None and value >= LEAST_AGREED and value == written_value(other)


def _far_off(total: Spot, parts: Sequence[Spot]) -> bool:
    """Whether the parts miss the total by more than rounding, told without working it out."""
    if total.role == "change" or any(p.figure.unit != total.figure.unit for p in parts):
        return False
    if any(f.modifier for f in (total.figure, *(p.figure for p in parts))):
        return False
    gap = abs(sum((p.figure.value for p in parts), Decimal(0)) - total.figure.value)
    widths = (
        f.high - f.low for f in (total.figure, *(p.figure for p in parts)) if f.high and f.low
    )
    return gap > sum(widths, Decimal(1))


class _Breakdown:
    """One region and the totals that it may break down."""

    def __init__(self, view: View, region: Region) -> None:
        self._view = view
        self._region = region
        stop = region.first + MAX_LIST
        self._inside = [s for s in view.spots[region.first : stop] if s.start < region.until]
        self._yielded: set[str] = set()
        self._pools: dict[int, Mapping[Role, Sequence[Spot]]] = {}

        self._listed: dict[str, list[Spot]] = {}
        for s in self._inside:
            if s.figure.kind != "rank" and (s.figure.kind != "rate" or s.figure.unit == "百分点"):
                self._listed.setdefault(view.dimension(s.figure), []).append(s)

    def holding(self) -> Iterator[Statement]:
        """Lists that add up to a total, by dimension and by the role of the total."""
        if self._region.bare:
            return
        for listed in self._listed.values():
            for role in ROLES:
                yield from self._adding_up(listed, role)

    def failing(self, held: _Held) -> Iterator[Statement]:
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

    def _bare(self, held: _Held) -> Iterator[Statement]:
        """税务21480万元、财政13265万元 behind their total: complete by what they list."""
        for listed in list(self._listed.values())[:1]:
            for total in self._totals(listed, listed[0].role)[:1]:
                parts = self._complete(listed, listed[0].role, total)
                if parts and total.figure.id not in held.totals and not held.tells(parts):
                    yield (self._sum(total, parts, "", 1),)

    def _changes(self, listed: Sequence[Spot], held: _Held) -> Iterator[Statement]:
        """调增3119.59万元,其中专项1824.59万元、一般1295万元: parts of a change before the list."""
        for total in self._totals(listed, "change")[:1]:
            changes = [s for s in listed if s.role == "change"]
            if total.n + 1 == self._region.first and not changes:
                changes = [s for s in listed if s.role == "value"]
            if len(changes) > 1 and total.figure.id not in held.totals:
                tight = self._region.closed or self._is_tight(total, changes)
                yield (self._sum(total, changes, INCOMPLETE, 1 if tight else 2),)

    def _totals(self, listed: Sequence[Spot], role: Role) -> Sequence[Spot]:
        item = listed[0]
        if item.n not in self._pools:
            self._pools[item.n] = totals(self._view, self._region, item)
        return self._pools[item.n][role]

    def _adding_up(self, listed: Sequence[Spot], role: Role) -> Iterator[Statement]:
        """The first licensed list that adds up to a total of the role; far lists may to several."""
        wholes = self._totals(listed, role)
        if len(wholes) > 1 and self._complete(listed, role, wholes[0]):
            wholes = wholes[:1]
        lists = self._lists(listed, role) if wholes else ()
        for total in wholes:
            parts = next((p for p in lists if self._adds_up(total, p)), None)
            if parts is None:
                continue
            yield (self._sum(total, parts, "", 2),)
            yield from self._items_of_items(listed, parts)
            if not self._region.far:
                return

    def _adds_up(self, total: Spot, parts: Sequence[Spot]) -> bool:
        if total.figure.id in self._yielded or not total.figure.value:
            return False
        if _far_off(total, parts):
            return False
        if self._region.far and not self._region.closed and total.figure.value < 20:
            return False
        candidate = self._sum(total, parts, "", 2)
        rounded = len(parts) < 6 and (self._region.closed or self._region.far)
        if holds(candidate) or (rounded and judge(candidate).reason == "nearest"):
            self._yielded.add(total.figure.id)
            return True
        return False

    def _lists(self, listed: Sequence[Spot], role: Role) -> list[list[Spot]]:
        """The licensed readings of a list of two and more, each once."""
        readings = (p for p in self._readings(listed, role) if len(p) > 1)
        return list({tuple(s.n for s in p): p for p in readings}.values())

    def _readings(self, listed: Sequence[Spot], role: Role) -> Iterator[list[Spot]]:
        """Outer items, all items, runs of one role, one name."""
        if role == "change":
            yield [s for s in listed if s.role == "change"]
            yield [s for s in listed if s.role == "value"]
            return
        levels = self._levels(listed, role)
        outer = [s for s in levels if not self._is_nested(s)]
        own = [s for s in levels if s.role == role]
        for whole in (outer, levels, own):
            yield whole
        for whole in (outer, levels):
            for k in range(min(len(whole) - 1, MAX_PREFIX), 1, -1):
                if self._may_end(whole[k - 1], whole[k]):
                    yield whole[:k]
        yield from self._repeated(levels)

    def _may_end(self, last: Spot, following: Spot) -> bool:
        """Whether the words let the list end before the following figure."""
        gap = self._view.between(last, following)
        if self._region.open and last.n > self._region.first + 1:
            return True
        return following.n > last.n + 1 or BREAK.search(gap) is not None or "另" in gap

    def _repeated(self, levels: Sequence[Spot]) -> Iterator[list[Spot]]:
        """The same slot of several items: one name, or the first figure of each paragraph."""
        names: dict[str, list[Spot]] = {}
        paragraphs: dict[int, list[Spot]] = {}
        for s in levels:
            names.setdefault(s.figure.indicator, []).append(s)
            paragraphs.setdefault(s.paragraph, []).append(s)
        yield from (group for group in names.values() if len(group) > 1)
        if len(paragraphs) > 1:
            for k in range(max(map(len, paragraphs.values()))):
                yield [items[k] for items in paragraphs.values() if k < len(items)]

    def _levels(self, listed: Sequence[Spot], role: Role) -> list[Spot]:
        """Without differences; of 由 A 调整为 B the side that the total's role asks for."""
        plain = [s for s in listed if s.role != "change"]
        if (
            role == "plan"
            and any(s.role == "plan" for s in plain)
            and any(s.role == "value" for s in plain)
        ):
            return [s for s in plain if s.role == "plan"]
        if (
            role == "value"
            and any(s.role == "plan" for s in plain)
            and any(s.role == "value" for s in plain)
        ):
            return [s for s in plain if s.role == "value"]
        kept: list[Spot] = []
        for s in plain:
            pair = kept and kept[-1].role == "base" and s.n == kept[-1].n + 1
            if pair and role == "base":
                continue
            if pair:
                kept.pop()
            kept.append(s)
        return kept

    def _is_nested(self, s: Spot) -> bool:
        """Whether the figure stands in a 其中 or a bracket inside the list."""
        return s.n in self._nested

    @cached_property
    def _nested(self) -> frozenset[int]:
        first = self._view.spots[self._region.first]
        text = self._view.text
        cue = self._view.rules.cue("part.nested")
        found, opened, depth, at = set(), False, 0, first.start
        for s in self._inside[1:]:
            between = text[at : s.start]
            depth += between.count("(") - between.count(")")
            cues = [m.end() for m in cue.finditer(between)]
            breaks = [m.end() for m in BREAK.finditer(between)]
            if cues or breaks:
                opened = bool(cues) and (not breaks or cues[-1] > breaks[-1])
            if opened or depth > 0:
                found.add(s.n)
            at = s.start
        return frozenset(found)

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
            nested = s.n not in used and self._is_nested(s) and s.role == "value"
            if (
                owner
                and owner.role != "change"
                and owner.paragraph == s.paragraph
                and nested
                and self._view.cue("part.nested", s.lead)
            ):
                yield (Candidate("part", s.figure, (owner.figure,), rule="part.of"),)

    def _failing(self, listed: Sequence[Spot], role: Role, held: _Held) -> Iterator[Statement]:
        based = [t for t in self._totals(listed, "base") if t.sentence == listed[0].sentence]
        other: Role = "plan" if role == "value" else "value"
        own = self._totals(listed, role) or self._totals(listed, other)
        wholes = sorted([*own, *based], key=lambda t: -t.n)
        whole = [s for s in self._levels(listed, role) if not self._is_nested(s)]
        if not whole or not wholes:
            return
        fresh = not held.tells(whole)
        if fresh and wholes[0].figure.id not in held.totals:
            parts = self._closed(listed, whole, role, wholes[0], held)
            if parts:
                yield (self._sum(wholes[0], parts, "", 1),)
                return
        yield from self._possible(listed, whole, role, wholes, held)
        items = [s for s in whole if s.figure.id not in held.told]
        if fresh and self._region.open and items:
            yield from parts_of_open(self._view, self._region, items, wholes)

    def _closed(
        self, listed: Sequence[Spot], whole: Sequence[Spot], role: Role, total: Spot, held: _Held
    ) -> Sequence[Spot]:
        """The list that must add up to the nearest total, if one must."""
        own = [s for s in whole if s.sentence == whole[0].sentence]
        if len(own) > 1 and self._region.closed and self._is_closed(own, total):
            return own
        if parts := self._complete(listed, role, total):
            return parts
        mirrored = (p for p in self._lists(listed, role) if held.mirrors(total, p))
        return next(mirrored, ())

    def _possible(
        self,
        listed: Sequence[Spot],
        whole: Sequence[Spot],
        role: Role,
        wholes: Sequence[Spot],
        held: _Held,
    ) -> Iterator[Statement]:
        """Lists that may be meant: a mismatch only where one slip is all that is wrong."""
        lists = self._lists(listed, role)[:MOST_READINGS]
        for total in wholes[:4]:
            for parts in lists:
                fits = max(p.figure.value for p in parts) <= total.figure.value
                tight = self._is_tight(total, parts, held.told)
                apart = not any(p.figure.id in held.told for p in parts)
                if total.figure.id in held.totals and not (tight and apart):
                    continue
                complete = self._region.closed and len(parts) == len(whole)
                if (fits or tight or complete) and not held.tells(parts):
                    firm = tight and (fits or self._in_bracket(total))
                    rank = 1 if firm else 2 if complete and fits else 3
                    yield (self._sum(total, parts, INCOMPLETE, rank),)

    def _complete(self, listed: Sequence[Spot], role: Role, total: Spot) -> Sequence[Spot]:
        """The parts right behind a total that are all classes of it, if they are."""
        levels = self._levels(listed, role)
        span = self._view.text[total.end : levels[-1].end + 2] if levels else ""
        near = levels and levels[0].sentence in {total.sentence, self._after(total)}
        averages = any("均" in s.figure.indicator + s.clause for s in (total, *levels))
        if not near or averages or self._view.cue("sum.loose", span):
            return ()
        for parts in (levels, [s for s in levels if not self._is_nested(s)]):
            for k in range(min(len(parts), MOST_CLASSES), 1, -1):
                whole = parts[:k]
                tight = self._is_tight(total, whole, side=role)
                if tight and is_complete(self._view, total, whole):
                    return whole
        return ()

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
        if (
            any(view.alike(s.figure, total.figure) and s.role == total.role for s in between)
            or first.paragraph != total.paragraph
            or whole[0].n > first.n + 1
        ):
            return False
        span = view.text[first.start - 12 : whole[-1].end + 2]
        if view.cue("sum.loose", span) or any(s.role != whole[0].role for s in whole):
            return False
        for a, b in pairwise(whole):
            if any(view.alike(s.figure, total.figure) for s in view.spots[a.n + 1 : b.n]):
                return False
        if total.figure.unit != whole[0].figure.unit or "/" in total.figure.unit:
            return False
        said = self._in_bracket(total) or view.cue("sum.total", total.clause)
        listed = said and total.figure.unit not in view.units("generic")
        return listed or all(s.figure.value <= total.figure.value for s in whole)
