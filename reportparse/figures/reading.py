"""What the scanner hands on: a written quantity with its number, unit and modifier."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from reportparse.figures.numerals import Number
from reportparse.models import Kind, Modifier


class Reading(NamedTuple):
    """One written quantity before its context is known.

    ``start``…``end`` is the surface with modifiers, ``core`` where the number begins. A ``bare``
    reading has no unit of its own; it becomes a figure only if a sibling or a table gives one.
    """

    start: int
    core: int
    end: int
    number: Number
    kind: Kind | None
    unit: str
    modifier: Modifier
    rule: str
    inferred: bool = False

    @property
    def bare(self) -> bool:
        return self.kind is None

    @property
    def place(self) -> Decimal:
        """The place of the last written digit; 0 where the number is exact by its nature."""
        exact = self.kind in {"count", "rank", "duration"} and "/" not in self.unit
        if not exact:
            return self.number.place
        if self.number.arabic:
            return Decimal(0) if self.number.whole else self.number.place
        return (
            Decimal(0)
            if self.number.value < 10000 and self.number.place >= 1
            else self.number.place
        )
