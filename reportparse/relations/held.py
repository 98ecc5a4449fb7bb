"""Lists that add up: what they settle for those that do not."""

from __future__ import annotations

from collections.abc import Sequence

from reportparse.relations.candidate import Candidate
from reportparse.relations.view import Spot, View

BESIDE = 2


class Held:
    """The lists that add up: what they settle for those that do not.

    ``totals`` are their totals, ``told`` the parts of those that stand in one sentence.
    """

    def __init__(self, view: View, sums: Sequence[Candidate]) -> None:
        self._view = view
        self._lists: dict[str, list[frozenset[str]]] = {}
        self._holding: dict[str, list[frozenset[str]]] = {}
        self._in_sentence: dict[str, list[frozenset[str]]] = {}
        self._rows: list[list[int]] = []
        sentence = {s.figure.id: s.sentence for s in view.spots}
        number = {s.figure.id: s.n for s in view.spots}
        for c in sums:
            parts = frozenset(f.id for f in c.operands)
            self._lists.setdefault(c.stated.id, []).append(parts)
            for i in parts:
                self._holding.setdefault(i, []).append(parts)
            if len({sentence[i] for i in parts}) == 1:
                for i in parts:
                    self._in_sentence.setdefault(i, []).append(parts)
            self._rows.append(sorted(number[i] for i in parts))
        self.totals = self._lists.keys()
        self.told = self._in_sentence.keys()

    def tells(self, parts: Sequence[Spot]) -> bool:
        """Whether the parts are those of a sum that holds."""
        ids = {s.figure.id for s in parts}
        lists = self._in_sentence.get(parts[0].figure.id, ()) if parts else ()
        return any(ids <= operands for operands in lists)

    def opened(self, first: Spot, inside: Sequence[Spot]) -> frozenset[str]:
        """The parts of sums that stand in a region and hold its first figure."""
        ids = {s.figure.id for s in inside}
        lists = self._holding.get(first.figure.id, ())
        return frozenset().union(*(held for held in lists if held <= ids))

    def overlaps(self, total: Spot, parts: Sequence[Spot]) -> bool:
        """Whether the total has a list that holds, with some of the parts in it."""
        ids = {s.figure.id for s in parts}
        return any(ids & held for held in self._lists.get(total.figure.id, ()))

    def settles(self, total: Spot, inside: Sequence[Spot]) -> bool:
        """Whether a list of the region adds up to the total: then nothing else is part of it."""
        ids = {s.figure.id for s in inside}
        return any(held <= ids for held in self._lists.get(total.figure.id, ()))

    def goes_along(self, parts: Sequence[Spot]) -> bool:
        """Whether a list that adds up has a figure beside each part: its classes are all."""
        numbers = [s.n for s in parts]
        return any(
            len(row) == len(numbers)
            and all(0 < abs(a - b) <= BESIDE for a, b in zip(row, numbers, strict=True))
            for row in self._rows
        )

    def mirrors(self, total: Spot, parts: Sequence[Spot]) -> bool:
        """Whether the list beside this one adds up: 100户289人, 33户98人, 64户182人, 3户9人."""
        stated, ids = self._beside(total), frozenset(self._beside(s) for s in parts)
        return len(ids) == len(parts) and ids in self._lists.get(stated, ())

    def _beside(self, s: Spot) -> str:
        """The figure that runs together with this one."""
        around = [self._view.spots[s.n - 1]] if s.n and not s.lead else []
        if s.n + 1 < len(self._view.spots) and not self._view.spots[s.n + 1].lead:
            around.append(self._view.spots[s.n + 1])
        return around[0].figure.id if len(around) == 1 else ""
