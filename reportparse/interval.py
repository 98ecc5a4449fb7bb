"""What a written number can stand for: intervals and their arithmetic.

A number in a report is rounded. ``86.5%`` stands for every rate from 86.45 % to 86.55 %,
``300余人`` for 300 to 400, ``超过95%`` for anything from 95 % up. The bounds are those of
docs/checks.md 7.1; 以上 and 以内 include the number, 不足 and 超过 do not reach past it
(民法典 §1259, by analogy). Rounding accepts a tie either way: GB/T 8170-2008 makes the kept digit
even, statistical notes and spreadsheets round half up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from typing import Self

from reportparse.models import Kind, Modifier

ZERO = Decimal(0)
ONE = Decimal(1)
INFINITY = Decimal("Infinity")
ARITHMETIC = Context(prec=50)
"""The arithmetic of every check, whatever the caller's own decimal context is."""

_MORE = re.compile("余|多(?!于)")
_BEYOND = re.compile("[超逾突]|大于|高于|多于")
_NEARLY = re.compile("近")
_SHORT_OF = re.compile("不足|不到|不满|未满|低于|小于|少于")


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval of the real line; an end without a bound is infinite."""

    low: Decimal
    high: Decimal

    @classmethod
    def of(cls, low: Decimal | None, high: Decimal | None) -> Self:
        """The interval from bounds where ``None`` means that there is none."""
        return cls(-INFINITY if low is None else low, INFINITY if high is None else high)

    @classmethod
    def exactly(cls, value: Decimal) -> Self:
        """The interval that holds ``value`` alone."""
        return cls(value, value)

    @classmethod
    def around(cls, value: Decimal, distance: Decimal) -> Self:
        """Every value at most ``distance`` from ``value``."""
        return cls(value - distance, value + distance)

    @property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """Both ends, ``None`` for an infinite one."""
        return (
            self.low if self.low.is_finite() else None,
            self.high if self.high.is_finite() else None,
        )

    @property
    def width(self) -> Decimal:
        """The distance between the ends; 0 for a single value."""
        return self.high - self.low

    def __contains__(self, value: Decimal) -> bool:
        return self.low <= value <= self.high

    def meets(self, other: Interval) -> bool:
        """Whether the two share a value. Two wide intervals that only touch do not."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return low < high or (low == high and (self.low == self.high or other.low == other.high))

    def intersect(self, other: Interval) -> Interval | None:
        """The values that both hold, or ``None`` if there are none."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Interval(low, high) if low <= high else None

    def hull(self, other: Interval) -> Interval:
        """The smallest interval that holds both."""
        return Interval(min(self.low, other.low), max(self.high, other.high))

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __add__(self, other: Interval | Decimal) -> Interval:
        other = _as_interval(other)
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval | Decimal) -> Interval:
        other = _as_interval(other)
        return Interval(self.low - other.high, self.high - other.low)

    def __rsub__(self, other: Decimal) -> Interval:
        return Interval(other - self.high, other - self.low)

    def __mul__(self, other: Interval | Decimal) -> Interval:
        other = _as_interval(other)
        ends = [_times(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def __truediv__(self, other: Interval | Decimal) -> Interval:
        """The quotient by a divisor of one sign; a divisor that crosses 0 bounds nothing."""
        other = _as_interval(other)
        if other.low < 0 < other.high or other.low == other.high == 0:
            return Interval(-INFINITY, INFINITY)
        if other.high <= 0:
            return -self / -other
        ends = [_over(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))


def _as_interval(value: Interval | Decimal) -> Interval:
    return value if isinstance(value, Interval) else Interval.exactly(value)


def _times(a: Decimal, b: Decimal) -> Decimal:
    return ZERO if a == 0 or b == 0 else a * b


def _over(a: Decimal, b: Decimal) -> Decimal:
    """``a / b`` for ``b`` not negative: a limit where ``b`` is 0 or infinite."""
    if a == 0 or b.is_infinite():
        return ZERO
    return INFINITY.copy_sign(a) if b == 0 else a / b


def last_place(value: Decimal) -> Decimal:
    """The place of the last digit that is not zero: 10000 for 35万, 0.1 for 2.50; 1 for zero."""
    if value == 0:
        return ONE
    exponent = value.normalize().as_tuple().exponent
    return ONE.scaleb(int(exponent))


def rounds_to(value: Decimal, stated: Decimal, place: Decimal) -> bool:
    """Whether ``value``, rounded at ``place``, is ``stated``; a tie may go either way."""
    return abs(value - stated) <= place / 2


def bounds(
    value: Decimal,
    place: Decimal,
    *,
    kind: Kind,
    unit: str,
    modifier: Modifier,
    text: str,
    high: Decimal | None = None,
) -> tuple[Decimal | None, Decimal | None]:
    """The least and the greatest true value that a written figure can stand for.

    ``value`` is the number in ``unit``, ``place`` the place of its last written digit in the same
    unit (10000 for 35万元, 0.1 for 86.5%, 0 for an exact count), ``text`` the surface, which tells
    余 from 超 and 近 from 不足, ``high`` the upper number of a range. ``None`` stands for no bound.
    A standard such as 120元/人/月, an amount per something in whole 元, is exact (docs/checks.md
    7.1).
    """
    with localcontext(ARITHMETIC):
        half = (place / 2).normalize()
        if modifier == "..":
            return value, value if high is None else high
        if modifier == ">":
            if _MORE.search(text):
                return value, value + last_place(value)
            return (value if _BEYOND.search(text) else value - half), None
        if modifier == "<":
            if _SHORT_OF.search(text):
                return None, value
            nearly = _NEARLY.search(text) is not None
            return (value - last_place(value), value) if nearly else (None, value + half)
        if modifier == "~":
            top = value if high is None else high
            return value - _about(value), top + _about(top)
        if high is not None and high != value:
            return value, high
        if kind == "amount" and "/" in unit and place >= 1:
            return value, value
        return value - half, value + half


def _about(value: Decimal) -> Decimal:
    """How far 约 reaches: 5 %, or half the last non-zero place up to 10 %."""
    size = abs(value)
    return max(size / 20, min(last_place(value) / 2, size / 10))
