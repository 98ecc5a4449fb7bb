"""Breakdowns: totals and their parts (contract: sum, part).

A breakdown opens with words: 其中, a colon, a bracket, 分别为, 按…分, 从…看, a heading such as
分类情况. Of the licensed lists the numbers choose the one that adds up. A list that the words call
complete must add up; one behind 其中 may be open, then each of its items is a part of the whole
(docs/checks.md 7.4). Totals that stand behind their parts are in ``total.py``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

import regex

from reportparse.relations.candidate import Candidate
from reportparse.relations.judge import judge
from reportparse.relations.view import Role, Spot, View

INCOMPLETE = "incomplete_list"
MAX_LIST = 40
PERSONS = {"人", "名", "位"}
MAX_GAP = 160
MAX_DIMENSIONS = 3
MAX_PREFIX = 12
ROLES: tuple[Role, ...] = ("value", "plan", "base", "change")
Statement = tuple[Candidate, ...]
CROSSES = regex.compile(
    r"[按从就][\p{Han}“”]{1,12}(?:分|看|数|来看)|分[\p{Han}]{1,6}看|[::]\s*\n|(?:来源|渠道|构成)(?:看|为|上|分|是|[::]|如下)|分项"
)
LEADS_SENTENCE = regex.compile(r"[。;\n]\s*(?:在?(?:其中|这当中)|包括|包含|当中)")
CLOSED_BRACKET = regex.compile(r"\([^()]*\)")
COLON = regex.compile(r"[::][^,。;]{0,16}$")
BREAK = regex.compile(r"[;。\n)]")


@dataclass(frozen=True)
class Region:
    """Where a list may stand: its first figure, the offset it may reach, how firm the words are.

    ``closed``: the words call the list complete; ``open``: they call its items parts (其中);
    ``far``: the total may stand some paragraphs before.
    """

    first: int
    until: int
    closed: bool
    open: bool
    far: bool


def find(view: View) -> Iterator[Statement]:
    """Sums where lists add up or must, parts where they need not.

    What adds up anywhere is found first: its total is then in no list that fails, and its parts
    are not tried again under another total.
    """
    regions = sorted([*_openings(view), *_sections(view)], key=lambda r: r.first)
    breakdowns = [_Breakdown(view, region) for region in regions]
    held: list[Statement] = []
    for breakdown in breakdowns:
        held += breakdown.holding()
    yield from held
    sums = [s[0] for s in held if s[0].relation == "sum"]
    totals = {c.stated.id for c in sums}
    sentence = {s.figure.id: s.sentence for s in view.spots}
    parts = [
        frozenset(f.id for f in c.operands)
        for c in sums
        if len({sentence[f.id] for f in c.operands}) == 1
    ]
    for breakdown in breakdowns:
        yield from breakdown.failing(totals, parts)


def _openings(view: View) -> Iterator[Region]:
    for s in view.spots[1:]:
        before = view.spots[s.n - 1]
        gap = view.text[before.end : s.start]
        if len(gap) > MAX_GAP or s.figure.kind == "rank":
            continue
        gap = CLOSED_BRACKET.sub("", gap)
        opened, crosses = view.cue("sum.open", gap), CROSSES.search(gap) is not None
        closed = view.cue("sum.closed", gap) or COLON.search(gap) is not None
        if not (opened or closed):
            continue
        if before.sentence != s.sentence and not (crosses or LEADS_SENTENCE.search(gap)):
            continue
        bracket = gap.rfind("(") > gap.rfind(")")
        until = _bracket_end(view, s) if bracket else _list_end(view, s, gap, crosses)
        firm = closed and not opened and not view.cue("sum.loose", gap[-12:])
        yield Region(s.n, until, firm, opened, crosses)


def _sections(view: View) -> Iterator[Region]:
    """Sections whose heading says that their items break something down."""
    for section in view.structure.sections:
        if not view.cue("sum.heading", section.heading):
            continue
        head_end = view.text.find(section.heading, section.start) + len(section.heading)
        n = bisect_left(view.spots, head_end, key=lambda s: s.start)
        if 0 < n < len(view.spots) and view.spots[n].start < section.end:
            yield Region(n, section.end, False, False, True)


def _bracket_end(view: View, s: Spot) -> int:
    depth, at, stop = 1, s.start, min(len(view.text), s.start + 600)
    while at < stop and depth:
        depth += {"(": 1, ")": -1}.get(view.text[at], 0)
        at += 1
    return at


def _list_end(view: View, s: Spot, gap: str, crosses: bool) -> int:
    """The end of the sentence, or of the items on lines of their own below a colon."""
    if regex.search(r"[::]\s*\n", gap):
        section = view.structure.section_at(s.start)
        sections = [x for x in view.structure.sections if x.start > s.start]
        level = section.level if section else 99
        nearest = next((x.start for x in sections if x.level < level), len(view.text))
        return min(nearest, s.start + 1500)
    end = view.structure.sentence(s.start)[1]
    if crosses:
        end = max(end, view.structure.paragraphs[s.paragraph].end)
    while view.text[end - 1 : end] in {";", "\n"} and end < len(view.text):
        end = max(view.structure.sentence(end)[1], end + 1)
    return end


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


def _told(parts: Sequence[Spot], sums: Collection[frozenset[str]]) -> bool:
    """Whether the parts are those of a sum that holds."""
    ids = {s.figure.id for s in parts}
    return any(ids <= operands for operands in sums)


def _apart(total: Spot, parts: Sequence[Spot], sums: Collection[frozenset[str]]) -> bool:
    """Whether no part stands in a sum that holds: a breakdown by another criterion."""
    return not any(s.figure.id in operands for operands in sums for s in parts)


class _Breakdown:
    """One region and the totals that it may break down."""

    def __init__(self, view: View, region: Region) -> None:
        self._view = view
        self._region = region
        stop = region.first + MAX_LIST
        self._inside = [s for s in view.spots[region.first : stop] if s.start < region.until]
        self._yielded: set[str] = set()

        self._listed: dict[str, list[Spot]] = {}
        for s in self._inside:
            if s.figure.kind != "rank" and (s.figure.kind != "rate" or s.figure.unit == "百分点"):
                self._listed.setdefault(view.dimension(s.figure), []).append(s)

    def holding(self) -> Iterator[Statement]:
        """Lists that add up to a total, by dimension and by the role of the total."""
        for listed in self._listed.values():
            for role in ROLES:
                yield from self._adding_up(listed, role)

    def failing(
        self, totals: Collection[str], parts: Collection[frozenset[str]]
    ) -> Iterator[Statement]:
        """Lists of which nothing adds up: a mismatch if closed, else parts or a possible slip."""
        for listed in list(self._listed.values())[:MAX_DIMENSIONS]:
            changes = [s for s in listed if s.role == "change"]
            for total in self._totals(listed, "change")[:1]:
                if len(changes) > 1 and total.figure.id not in totals:
                    rank = 1 if self._region.closed else 2
                    yield (self._sum(total, changes, INCOMPLETE, rank),)
            roles: tuple[Role, ...] = ("plan",) if listed[0].role == "plan" else ("value", "plan")
            for role in roles:
                if role == listed[0].role or sum(s.role == role for s in listed) > 1:
                    yield from self._failing(listed, role, totals, parts)

    def _totals(self, listed: Sequence[Spot], role: Role) -> list[Spot]:
        """Figures before the region that it may break down, nearest first."""
        view, first = self._view, self._view.spots[self._region.first]
        pool = []
        for k in range(first.n - 1, max(-1, first.n - 31), -1):
            t = view.spots[k]
            if first.paragraph - t.paragraph > (8 if self._region.far else 0):
                break
            if view.alike(t.figure, listed[0].figure) and t.role == role:
                pool.append(t)
        return pool[:8]

    def _adding_up(self, listed: Sequence[Spot], role: Role) -> Iterator[Statement]:
        """The first licensed list that adds up to a total of the role; far lists may to several."""
        for total in self._totals(listed, role):
            parts = next((p for p in self._lists(listed, role) if self._adds_up(total, p)), None)
            if parts is None:
                continue
            yield (self._sum(total, parts, "", 2),)
            yield from self._items_of_items(listed, parts)
            if not self._region.far:
                return

    def _adds_up(self, total: Spot, parts: Sequence[Spot]) -> bool:
        if len(parts) < 2 or total.figure.id in self._yielded or not total.figure.value:
            return False
        if _far_off(total, parts):
            return False
        if self._region.far and not self._region.closed and total.figure.value < 20:
            return False
        judgement = judge(self._sum(total, parts, "", 2))
        near = judgement.reason == "nearest" and len(parts) < 6
        if judgement.verdict == "exact" or (near and (self._region.closed or self._region.far)):
            self._yielded.add(total.figure.id)
            return True
        return False

    def _lists(self, listed: Sequence[Spot], role: Role) -> Iterator[list[Spot]]:
        """The licensed readings of a list: outer items, all items, runs of one role, one name."""
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

    def _failing(
        self,
        listed: Sequence[Spot],
        role: Role,
        held: Collection[str],
        used: Collection[frozenset[str]],
    ) -> Iterator[Statement]:
        view = self._view
        based = [t for t in self._totals(listed, "base") if t.sentence == listed[0].sentence]
        other: Role = "plan" if role == "value" else "value"
        own = self._totals(listed, role) or self._totals(listed, other)
        totals = sorted([*own, *based], key=lambda t: -t.n)
        whole = [s for s in self._levels(listed, role) if not self._is_nested(s)]
        if not whole or not totals:
            return
        free = [t for t in totals if t.figure.id not in held]
        nearest = free[0] if free and free[0] is totals[0] else None
        fresh = not _told(whole, used)
        own = [s for s in whole if s.sentence == whole[0].sentence]
        closed = len(own) > 1 and fresh and self._region.closed
        if nearest and closed and self._is_closed(own, nearest):
            yield (self._sum(nearest, own, "", 1),)
            return
        lists = {tuple(s.n for s in p): p for p in self._lists(listed, role) if len(p) > 1}
        for total in totals[:4]:
            for parts in list(lists.values())[:8]:
                fits = max(p.figure.value for p in parts) <= total.figure.value
                tight = self._is_tight(total, parts)
                if total not in free and not (tight and _apart(total, parts, used)):
                    continue
                complete = self._region.closed and len(parts) == len(whole)
                if (fits or tight or complete) and not _told(parts, used):
                    rank = 3 if not fits else 1 if tight else 2 if complete else 3
                    yield (self._sum(total, parts, INCOMPLETE, rank),)
        ahead = view.spots[self._region.first + 1 : listed[0].n]
        first = all(s.figure.kind == "rate" for s in ahead)
        if fresh and first and self._region.open and totals[0].paragraph == whole[0].paragraph:
            yield from self._parts(whole, totals)

    def _is_tight(self, total: Spot, parts: Sequence[Spot]) -> bool:
        """The parts follow their total and one another, nothing of their dimension between."""
        view = self._view
        run = [total, *parts]
        gaps = [view.spots[a.n + 1 : b.n] for a, b in zip(run, parts, strict=False)]
        if self._region.far and not self._region.open:
            return False
        return not any(view.alike(s.figure, total.figure) for gap in gaps for s in gap)

    def _parts(self, whole: Sequence[Spot], totals: Sequence[Spot]) -> Iterator[Statement]:
        """The items of an open list, each a part of the whole, until the list breaks off."""
        text, first = self._view.text, self._view.spots[self._region.first]
        total = totals[0]
        for s in whole:
            between = text[first.start : s.start]
            if s is not whole[0] and self._view.cue("part.break", between):
                return
            if s.role not in {"value", "plan"} or s.figure.kind == "rate":
                continue
            units = {s.figure.unit, total.figure.unit}
            if len(units) == 1 or units <= PERSONS:
                alike = [
                    t
                    for t in totals
                    if t.figure.indicator
                    and t.figure.indicator in s.figure.indicator
                    and t.sentence == s.sentence
                ]
                ordered = [*alike, *(t for t in totals if t not in alike)]
                firm = self._stands_before(total) and (
                    s is whole[0] or s.figure.value <= total.figure.value
                )
                yield tuple(
                    Candidate(
                        "part", s.figure, (t.figure,), soft="" if firm else INCOMPLETE,
                        rank=n, rule="part.of",
                    )
                    for n, t in enumerate(ordered[:4], 1)
                )  # fmt: skip

    def _stands_before(self, total: Spot) -> bool:
        """Whether only rates stand between the total and the list, in one sentence or the next."""
        view, first = self._view, self._view.spots[self._region.first]
        between = [s for s in view.spots[total.n + 1 : first.n] if s.figure.kind != "rate"]
        alike = [s for s in between if view.alike(s.figure, total.figure)]
        return not alike and first.paragraph == total.paragraph and len(between) < 3

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
        return all(s.figure.value <= total.figure.value for s in whole)
