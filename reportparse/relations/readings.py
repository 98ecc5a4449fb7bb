"""The readings of a list of figures that the words license: which of them are its items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from reportparse.relations.region import BREAK, Region
from reportparse.relations.view import Role, Spot, View

MAX_PREFIX = 12
SIDES: frozenset[Role] = frozenset({"plan", "value"})


class Readings:
    """The readings of the lists of one region; ``inside`` are its figures."""

    def __init__(self, view: View, region: Region, inside: Sequence[Spot]) -> None:
        self._view = view
        self._region = region
        self._inside = inside
        self._known: dict[tuple[int, Role], list[list[Spot]]] = {}

    def of(self, listed: Sequence[Spot], role: Role) -> list[list[Spot]]:
        """The licensed readings of a list of two and more, each once."""
        known = listed[0].n, role
        if known not in self._known:
            readings = (p for p in self._readings(listed, role) if len(p) > 1)
            self._known[known] = list({tuple(s.n for s in p): p for p in readings}.values())
        return self._known[known]

    def _readings(self, listed: Sequence[Spot], role: Role) -> Iterator[list[Spot]]:
        """Outer items, all items, runs of one role, one name."""
        if role == "change":
            yield [s for s in listed if s.role == "change"]
            yield [s for s in listed if s.role == "value"]
            return
        levels = self.levels(listed, role)
        outer = [s for s in levels if not self.is_nested(s)]
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
        ended = BREAK.search(gap) is not None or self._view.cue("part.nested", gap)
        return following.n > last.n + 1 or ended or "另" in gap

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

    def mixed(self, listed: Sequence[Spot]) -> list[list[Spot]]:
        """The list with what looks like a plan among it: 三支一扶2名,西部计划1名."""
        sides = [s for s in listed if s.role in SIDES and not self.is_nested(s)]
        return [sides] if {s.role for s in sides} == SIDES else []

    def levels(self, listed: Sequence[Spot], role: Role) -> list[Spot]:
        """Without differences; of 由 A 调整为 B the side that the total's role asks for."""
        plain = [s for s in listed if s.role != "change"]
        if self._region.among:
            plain = [s for s in plain if not self.is_nested(s)]
        if role in SIDES and {s.role for s in plain} >= SIDES:
            return [s for s in plain if s.role == role]
        kept: list[Spot] = []
        for s in plain:
            pair = kept and kept[-1].role == "base" and s.n == kept[-1].n + 1
            if pair and role == "base":
                continue
            if pair:
                kept.pop()
            kept.append(s)
        return kept

    def is_nested(self, s: Spot) -> bool:
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
