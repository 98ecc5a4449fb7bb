"""What a figure would have to be, and the slips of the pen that lead there.

``required`` inverts a relation: given all other figures as written, the values of one that make it
exact. The slips are those that bookkeeping knows: two neighbours exchanged (the difference divides
by nine), a digit changed, dropped or doubled, the point moved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import NamedTuple

from reportparse.interval import Interval
from reportparse.models import Figure
from reportparse.relations import conversion
from reportparse.relations.candidate import Candidate, Judgement
from reportparse.relations.formulas import FORMULAS, points, scale_of_rate
from reportparse.relations.judge import holds, shares_of
from reportparse.relations.written import Written, place_of

_MIN_DIGITS = 3
_DIGITS = "0123456789"

Slip = Callable[[Written], Iterator[str]]


def figures_of(candidate: Candidate) -> tuple[Figure, ...]:
    """The stated figure, then the operands."""
    if candidate.relation == "shares":
        return (candidate.stated, *shares_of(candidate)[:-1])
    return (candidate.stated, *candidate.operands)


def substituted(candidate: Candidate, figure: Figure) -> Candidate:
    """The same statement with ``figure`` in place of the one with its id."""
    return candidate._replace(
        stated=figure if candidate.stated.id == figure.id else candidate.stated,
        operands=tuple(figure if f.id == figure.id else f for f in candidate.operands),
    )


def repairs(candidate: Candidate, figure: Figure) -> bool:
    """Whether the statement is exact with ``figure`` in place of the one with its id."""
    return holds(substituted(candidate, figure))


def required(judgement: Judgement, figure: Figure) -> Interval | None:
    """The values of ``figure`` that make the relation exact, the others being as written.

    ``None`` where the relation cannot be inverted (a part of a whole, a list) or the value is not
    bounded. Call it under ``interval.ARITHMETIC``.
    """
    candidate, x, gap = judgement.candidate, judgement.computed, judgement.difference
    stated = candidate.stated
    if x is None or gap is None or any(f.modifier for f in figures_of(candidate)):
        return None
    if candidate.relation == "shares":
        return Interval.exactly(figure.value + gap)
    if candidate.relation not in FORMULAS:
        return None
    half = place_of(stated) / 2
    if figure.id == stated.id:
        return Interval.around(abs(x), half)
    position = next((i for i, f in enumerate(candidate.operands) if f.id == figure.id), None)
    if position is None:
        return None
    here, wanted = x, Interval.around(stated.value, half)
    if candidate.relation in {"delta", "growth", "annual_change", "cagr"}:
        here = FORMULAS[candidate.relation](candidate, points(candidate))
        if candidate.direction == "down" or (not candidate.direction and here < 0):
            wanted = -wanted
    return _inverse(candidate, position, here, wanted)


def _inverse(
    candidate: Candidate, position: int, here: Decimal, wanted: Interval
) -> Interval | None:
    """Solve the formula for one operand, ``here`` being its value on the written figures."""
    relation = candidate.relation
    if relation in {"ratio", "growth", "cagr", "gain"} and _units_differ(candidate):
        return None
    if relation in {"cagr", "gain"} or (position and relation in {"ratio", "growth"}):
        k = Interval.exactly(scale_of_rate(candidate.stated))
        return _bounded(_through_rate(candidate, position, wanted / k))
    slope = _slope(candidate, position, here)
    if not slope:
        return None
    own = candidate.operands[position].value
    ends = [own + (end - here) / slope for end in (wanted.low, wanted.high)]
    return _bounded(Interval(min(ends), max(ends)))


def _through_rate(candidate: Candidate, position: int, rate: Interval) -> Interval:
    """Solve a formula that is not linear in the operand, for the rate that is wanted."""
    relation, v = candidate.relation, [Interval.exactly(x) for x in points(candidate)]
    one = Interval.exactly(Decimal(1))
    if relation == "ratio":
        others = Interval.exactly(
            sum((f.value for f in candidate.operands[1:]), -candidate.operands[position].value)
        )
        return v[0] / (one - rate if candidate.complement else rate) - others
    if relation == "growth":
        return v[0] / (one + rate)
    if relation == "cagr":
        years = int(candidate.constants[0]) if candidate.constants else 0
        grown = one
        for _ in range(min(years, 100)):
            grown = grown * (one + rate)
        return v[0] / grown if position else v[1] * grown
    rose = len(candidate.signs) < 2 or candidate.signs[1] > 0
    if position:
        return v[0] / (one / rate + one if rose else one / rate - one)
    return v[1] / rate + v[1] if rose else v[1] / rate - v[1]


def _slope(candidate: Candidate, position: int, here: Decimal) -> Decimal:
    """How much the formula gains when a figure that it is linear in grows by one."""
    if candidate.relation == "sum":
        unit = candidate.operands[position].unit
        p, q = conversion.ratio(unit, candidate.stated.unit) or (Decimal(1), Decimal(1))
        return (candidate.signs[position] if candidate.signs else 1) * p / q
    moved = points(candidate)
    moved[position] += 1
    return FORMULAS[candidate.relation](candidate, moved) - here


def _units_differ(candidate: Candidate) -> bool:
    return len({f.unit for f in candidate.operands}) > 1 and any(
        conversion.known(f.unit) for f in candidate.operands
    )


def _bounded(values: Interval) -> Interval | None:
    finite = values.low.is_finite() and values.high.is_finite()
    return values if finite and values.high > 0 else None


def exchanged(number: Written) -> Iterator[str]:
    """Two adjacent digits exchanged, also across the point."""
    at = [i for i, c in enumerate(number.digits) if c != "."]
    for i, j in pairwise(at):
        digits = list(number.digits)
        digits[i], digits[j] = digits[j], digits[i]
        yield "".join(digits)


def changed(number: Written) -> Iterator[str]:
    """One digit replaced by another."""
    for i, c in enumerate(number.digits):
        if c != ".":
            for d in _DIGITS:
                if d != c:
                    yield number.digits[:i] + d + number.digits[i + 1 :]


def dropped(number: Written) -> Iterator[str]:
    """One digit written too many or too few."""
    text = number.digits
    for i, c in enumerate(text):
        if c != "." and len(text) > 1:
            yield (text[:i] + text[i + 1 :]).removesuffix(".")
    for i in range(len(text) + 1):
        for d in _DIGITS:
            yield text[:i] + d + text[i:]


def moved_point(number: Written) -> Iterator[str]:
    """The point moved by up to three places, or zeros lost or added."""
    for shift in (1, -1, 2, -2, 3, -3):
        text = f"{Decimal(number.digits).scaleb(shift):f}"
        if not number.decimals and "." in text:
            text = text.rstrip("0").rstrip(".")
        counts = number.figure.kind in {"count", "rank"} and number.factor == 1
        if not (counts and "." in text):
            yield text


class Suspect(NamedTuple):
    """A figure's number and the values that would make the relation exact."""

    number: Written
    values: Interval


def suspect(judgement: Judgement, figure: Figure) -> Suspect | None:
    """The figure as one that may be wrong; ``None`` where no other value can be told."""
    number = Written.of(figure)
    values = None if number is None else required(judgement, figure)
    return None if number is None or values is None else Suspect(number, values)


def near_in_digits(suspected: Suspect) -> bool:
    """Whether one digit changed, or two neighbours exchanged, may lead to such a value; cheap.

    Either moves the number by one or two digits and zeros behind them.
    """
    number, values = suspected
    unit, own = number.factor.scaleb(-number.decimals), number.value_of(number.digits)
    ends = (values.low - own) / unit, (values.high - own) / unit
    low, high = min(ends).to_integral_value(ROUND_CEILING), max(ends).to_integral_value(ROUND_FLOOR)
    return high - low > 1 or any(len(f"{abs(n):f}".strip("0")) in {1, 2} for n in (low, high))


def slips(judgement: Judgement, suspected: Suspect, slip: Slip) -> list[Figure]:
    """The figure as it would be without such a slip, where that makes the relation exact.

    Guards (docs/checks.md 6.2, G3): the number has three significant digits and the relation
    leaves it no more than its own last place.
    """
    number, values = suspected
    if number.significant < _MIN_DIGITS or values.width > (number.place or Decimal(1)):
        return []
    found = (
        number.with_digits(digits)
        for digits in sorted(set(slip(number)))
        if number.value_of(digits) in values
    )
    distinct = {f.value: f for f in found if f is not None and f.value != number.figure.value}
    return [f for f in distinct.values() if repairs(judgement.candidate, f)]


def might_have_slipped(suspected: Suspect) -> bool:
    """Whether some slip in the figure would explain the mismatch, be it too weak to propose."""
    number, values = suspected
    return any(
        number.value_of(digits) in values
        for slip in (exchanged, changed)
        for digits in slip(number)
    )
