"""The figures of a report as relation finders see them: with the words between them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

from reportparse.expressions import compiled
from reportparse.figures.tables import Cell
from reportparse.models import Figure
from reportparse.relations.conversion import ratio
from reportparse.rules import Rules
from reportparse.structure import Structure

Role = Literal["value", "plan", "base", "change", "class"]
REACH = 30
CLASS_REACH = 12
LIST_GAP = compiled(r"[、,和及与]+")
"""Between figures of one list."""
APART = frozenset({"rate", "rank", "duration"})
"""Kinds that are like no other, be their units the same."""
RUN = {"", "共", "、"}
UNREAD = compiled(r"(?<![\d.])\d{2,}(?:\.\d+)?(?=[,;。])")


class Spot(NamedTuple):
    """A figure with its place among the others.

    ``lead`` is the text since the figure before (or the sentence's start), ``clause`` that part of
    it after the last comma; ``role`` says what the lead makes of the figure.
    """

    n: int
    figure: Figure
    start: int
    end: int
    sentence: int
    paragraph: int
    lead: str
    clause: str
    role: Role


class View:
    """All figures of one report in text order, with the cue words of ``relations.toml``."""

    def __init__(
        self,
        structure: Structure,
        figures: Sequence[Figure],
        rules: Rules,
        cells: Mapping[int, Cell],
    ) -> None:
        self.structure = structure
        self.text = structure.folded
        self.rules = rules
        self._cues = rules.cues
        self._any_role = rules.any_cue(("role.change", "role.compared", "role.base", "role.plan"))
        self._dimensions = {
            unit: name for name, units in rules.table("dimensions").items() for unit in units
        }
        self.spots = tuple(self._spot(n, f, figures) for n, f in enumerate(figures))
        tables: dict[int, list[tuple[Cell, Spot]]] = {}
        for s in self.spots:
            if cell := cells.get(s.figure.start):
                tables.setdefault(cell.table, []).append((cell, s))
        self.tables = tuple(tables.values())
        self._wholes: dict[str, list[Spot]] = {}
        self._parts: dict[str, list[Spot]] = {}
        self._within: dict[str, str] = {}
        self.rates: dict[str, Spot] = {}
        self.shared: set[str] = set()
        self._units: dict[str, frozenset[str]] = {}
        self._by_id = {s.figure.id: s for s in self.spots}

    def _spot(self, n: int, f: Figure, figures: Sequence[Figure]) -> Spot:
        structure, text, start = self.structure, self.text, f.start
        sentence = structure.sentence(start)[0]
        left = max(sentence, figures[n - 1].end) if n else sentence
        clause = text[max(left, structure.clause(start)[0]) : start]
        return Spot(
            n,
            f,
            start,
            f.end,
            sentence,
            structure.paragraph_at(start),
            text[left:start],
            clause,
            self._role(f, clause),
        )

    def _role(self, f: Figure, clause: str) -> Role:
        near = self._cues["status.name"].sub("", clause).rstrip()[-REACH:]
        if self._names_class(f):
            return "class"
        told = self._any_role.search(near)
        if told and (self.cue("role.change", near) or self.cue("role.compared", near)):
            return "change"
        if told and self.cue("role.base", near):
            return "base"
        if self.cue("role.base_behind", self.text[f.end : f.end + 3]):
            return "base"
        if not told:
            return "value"
        plans = list(self._cues["role.plan"].finditer(near))
        if plans and (f.status != "actual" or not self.cue("role.done", near[plans[-1].end() :])):
            return "plan"
        return "value"

    def _names_class(self, f: Figure) -> bool:
        """Whether a bound or a span names what is counted behind it: 亿元以上项目36个."""
        bounded = f.kind in {"amount", "count", "measure"} and f.modifier in {"<", ">", ".."}
        return (
            bounded
            and self.rules.cue("role.class").match(
                self.text, f.end - (2 if f.text[-2:-1] == "以" else 1), f.end + CLASS_REACH
            )
            is not None
        )

    def dimension(self, f: Figure) -> str:
        """What may be added or compared: the kind of unit, counting words of one thing as one."""
        if f.kind == "rate":
            return "百分点" if f.unit == "百分点" else "%" if f.unit == "%" else f.unit or "rate"
        return self._dimensions.get(f.unit, f.unit)

    def dimension_name(self, unit: str) -> str:
        """The dimension of a bare unit."""
        return self._dimensions.get(unit, unit)

    def alike(self, a: Figure, b: Figure) -> bool:
        """Whether two figures measure one dimension, in units that convert exactly."""
        if a.kind == b.kind:
            if a.unit == b.unit:
                return True
        elif a.kind in APART or b.kind in APART:
            return False
        return self.dimension(a) == self.dimension(b) or ratio(a.unit, b.unit) is not None

    def units(self, name: str) -> frozenset[str]:
        """A set of units of ``relations.toml``."""
        if name not in self._units:
            self._units[name] = frozenset(self.rules.table("units")[name])
        return self._units[name]

    def adds(self, f: Figure) -> bool:
        """Whether figures of the unit may make up a total: degrees and densities do not."""
        return f.unit not in self.units("intensive")

    def part_of_any(self, f: Figure) -> bool:
        """Whether a figure of the unit may be part of another."""
        return self.adds(f) and f.unit not in self.units("scores")

    def learn(self, total: Figure, parts: Sequence[Figure]) -> None:
        """Keep what a breakdown has shown: the total of which these are the parts."""
        spot = self._by_id[total.id]
        self._parts.setdefault(total.id, []).extend(self._by_id[part.id] for part in parts)
        for part in parts:
            self._wholes.setdefault(part.id, []).append(spot)

    def whole_of(self, part: Spot) -> list[Spot]:
        """The totals that breakdowns have shown a figure to be part of."""
        return self._wholes.get(part.figure.id, [])

    def learn_part(self, part: Figure, whole: Figure) -> None:
        """Keep that a figure is part of another, which no breakdown says."""
        self._within[part.id] = whole.id

    def learn_rate(self, rate: Figure, top: Figure) -> None:
        """Keep of what a completion rate has been shown to be the rate."""
        self.rates[rate.id] = self._by_id[top.id]

    def rated(self) -> Iterator[tuple[Spot, Spot]]:
        """The rates that have been shown to hold, with what they are the rate of."""
        for rate, top in self.rates.items():
            yield self._by_id[rate], top

    def parts_of(self, total: Spot) -> list[Spot]:
        """The parts that a breakdown has shown a figure to have."""
        return self._parts.get(total.figure.id, [])

    def parts_beside(self, total: Spot) -> list[Spot]:
        """The parts of the figure that this total is itself a part of."""
        return self._parts.get(self._within.get(total.figure.id, ""), [])

    def head(self, s: Spot) -> Spot:
        """The first of the figures that run together: 174户 of 174户525人, its words are theirs."""
        while s.lead in RUN and s.n:
            s = self.spots[s.n - 1]
        return s

    def values_near(self, s: Spot, reach: int) -> list[Spot]:
        """The values in a figure's unit up to so many figures before and behind it."""
        alike = self._values.get(s.figure.unit, [])
        first = bisect_left(alike, s.n - reach)
        last = bisect_left(alike, s.n + reach, lo=first)
        return [self.spots[n] for n in alike[first:last] if n != s.n]

    @cached_property
    def _values(self) -> dict[str, list[int]]:
        """The numbers of the values, by their unit."""
        values: dict[str, list[int]] = {}
        for s in self.spots:
            if s.role == "value":
                values.setdefault(s.figure.unit, []).append(s.n)
        return values

    def between(self, a: Spot, b: Spot) -> str:
        """The text between two figures."""
        return self.text[a.end : b.start]

    def is_shut_in(self, a: Spot, b: Spot) -> bool:
        """Whether the first figure stands in a bracket that has closed before the second."""
        between = self.between(a, b)
        closed = between.find(")")
        return closed >= 0 and not 0 <= between.find("(") < closed

    def passes_over(self, a: Spot, b: Spot) -> bool:
        """Whether a number without a unit, which nobody read, stands between two figures."""
        at = a.end
        for t in (*self.spots[a.n + 1 : b.n], b):
            if UNREAD.search(self.text, at, t.start):
                return True
            at = t.end
        return False

    def back(self, n: int, limit: int = 40) -> Iterator[Spot]:
        """The figures before the n-th, nearest first, within its paragraph."""
        paragraph = self.spots[n].paragraph
        for k in range(n - 1, max(-1, n - 1 - limit), -1):
            if self.spots[k].paragraph != paragraph:
                return
            yield self.spots[k]

    def ahead(self, s: Spot) -> Iterator[Spot]:
        """The figures behind a figure, to the end of the report."""
        for n in range(s.n + 1, len(self.spots)):
            yield self.spots[n]

    @cached_property
    def by_sentence(self) -> dict[int, list[Spot]]:
        """The figures of each sentence, by the sentence's offset."""
        groups: dict[int, list[Spot]] = {}
        for s in self.spots:
            groups.setdefault(s.sentence, []).append(s)
        return groups

    def cue(self, name: str, text: str) -> bool:
        """Whether a cue of ``relations.toml`` stands in the text."""
        return self._cues[name].search(text) is not None
