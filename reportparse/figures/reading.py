"""What the scanner hands on: a written quantity with its number, unit and modifier."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from reportparse.figures.numerals import Number
from reportparse.models import Kind, Modifier

MAX_BRACKET = 400


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


def antecedent(
    text: str, readings: Sequence[Reading], i: int, sentence: int
) -> tuple[int | None, int]:
    """The reading before the i-th in its sentence, and where it ends; a closed bracket is skipped.

    教师宿舍3幢(砖混结构2幢、砖木结构1幢)共1700平方米: the area is that of the 3幢. None without
    one, and where the sentence begins.
    """
    if not i or readings[i - 1].end <= sentence:
        return None, sentence
    end = readings[i - 1].end
    gap = text[end : readings[i].start]
    closed = gap.find(")")
    if closed < 0 or 0 <= gap.find("(") < closed:
        return i - 1, end
    opened = text.rfind("(", max(sentence, end - MAX_BRACKET), end)
    if opened < 0:
        return i - 1, end
    outer = i - 1
    while outer >= 0 and readings[outer].end > max(opened, sentence):
        outer -= 1
    if outer < 0 or readings[outer].end <= sentence:
        return i - 1, end
    return outer, end + closed + 1
