"""The figures of a report as relation finders see them: with the words between them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import regex

from reportparse.figures.tables import Cell
from reportparse.models import Figure
from reportparse.relations.conversion import ratio
from reportparse.rules import Rules
from reportparse.structure import Structure

Role = Literal["value", "plan", "base", "change"]
REACH = 30
LIST_GAP = regex.compile(r"[、,和及与]+")
"""Between figures of one list."""
RUN = {"", "共", "、"}


@dataclass(frozen=True)
class Spot:
    """A figure with its place among the others.

    ``lead`` is the text since the figure before (or the sentence's start), ``clause`` that part of
    it after the last comma; ``role`` says what the lead makes of the figure.
    """

    n: int
    figure: Figure
    sentence: int
    paragraph: int
    lead: str
    clause: str
    role: Role

    @property
    def start(self) -> int:
        return self.figure.start

    @property
    def end(self) -> int:
        return self.figure.end


def _number(s: Spot) -> int:
    return s.n


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
        self._units: dict[str, frozenset[str]] = {}
        self._by_id = {s.figure.id: s for s in self.spots}

    def _spot(self, n: int, f: Figure, figures: Sequence[Figure]) -> Spot:
        sentence = self.structure.sentence(f.start)[0]
        left = max(sentence, figures[n - 1].end) if n else sentence
        lead = self.text[left : f.start]
        clause = self.text[max(left, self.structure.clause(f.start)[0]) : f.start]
        return Spot(
            n,
            f,
            sentence,
            self.structure.paragraph_at(f.start),
            lead,
            clause,
            self._role(f, clause),
        )

    def _role(self, f: Figure, clause: str) -> Role:
        near = self.rules.cue("status.name").sub("", clause)[-REACH:]
        if self.rules.cue("role.change").search(near):
            return "change"
        if self.rules.cue("role.base").search(near):
            return "base"
        if self.cue("role.base_behind", self.text[f.end : f.end + 3]):
            return "base"
        plans = list(self.rules.cue("role.plan").finditer(near))
        if plans and (f.status != "actual" or not self.cue("role.done", near[plans[-1].end() :])):
            return "plan"
        return "value"

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
        elif {a.kind, b.kind} & {"rate", "rank", "duration"}:
            return False
        return self.dimension(a) == self.dimension(b) or ratio(a.unit, b.unit) is not None

    def units(self, name: str) -> frozenset[str]:
        """A set of units of ``relations.toml``."""
        if name not in self._units:
            self._units[name] = frozenset(self.rules.table("units")[name])
        return self._units[name]

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
        first = bisect_left(alike, s.n - reach, key=_number)
        last = bisect_left(alike, s.n + reach, lo=first, key=_number)
        return [t for t in alike[first:last] if t is not s]

    @cached_property
    def _values(self) -> dict[str, list[Spot]]:
        values: dict[str, list[Spot]] = {}
        for s in self.spots:
            if s.role == "value":
                values.setdefault(s.figure.unit, []).append(s)
        return values

    def between(self, a: Spot, b: Spot) -> str:
        """The text between two figures."""
        return self.text[a.end : b.start]

    def back(self, n: int, limit: int = 40) -> Iterator[Spot]:
        """The figures before the n-th, nearest first, within its paragraph."""
        paragraph = self.spots[n].paragraph
        for k in range(n - 1, max(-1, n - 1 - limit), -1):
            if self.spots[k].paragraph != paragraph:
                return
            yield self.spots[k]

    @cached_property
    def by_sentence(self) -> dict[int, list[Spot]]:
        """The figures of each sentence, by the sentence's offset."""
        groups: dict[int, list[Spot]] = {}
        for s in self.spots:
            groups.setdefault(s.sentence, []).append(s)
        return groups

    def cue(self, name: str, text: str) -> bool:
        """Whether a cue of ``relations.toml`` stands in the text."""
        return self.rules.cue(name).search(text) is not None
