"""What each relation computes: one formula, worked on values and on intervals alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, localcontext
from typing import Protocol, TypeVar

from reportparse.interval import ARITHMETIC, ZERO, Interval
from reportparse.models import Figure, Relation
from reportparse.relations import conversion
from reportparse.relations.candidate import Candidate


class UnjudgeableError(Exception):
    """The formula has no value here; the argument is the reason."""


N = TypeVar("N", Decimal, Interval)
"""A value, or what it may stand for."""


class Formula(Protocol):
    """What follows from the operands of a candidate, on values or on intervals."""

    def __call__(self, candidate: Candidate, args: Sequence[N], /) -> N: ...


def scale_of_rate(figure: Figure) -> Decimal:
    """What a quotient is multiplied by to read in the figure's unit: 100 for %, 1 for 倍."""
    if figure.kind != "rate" or figure.unit in {"倍", "番", ""}:
        return Decimal(1)
    return Decimal(1000) if figure.unit in {"‰", "千分点", "个千分点"} else Decimal(100)


def written_value(candidate: Candidate) -> Decimal | None:
    """The value of the formula on the written figures, or ``None`` where it has none."""
    formula = FORMULAS.get(candidate.relation)
    with localcontext(ARITHMETIC):
        try:
            return formula(candidate, points(candidate)) if formula else None
        except UnjudgeableError:
            return None


def points(candidate: Candidate) -> list[Decimal]:
    """The operands as written."""
    return [f.value for f in candidate.operands]


def _ratio(candidate: Candidate, args: Sequence[N]) -> N:
    k = scale_of_rate(candidate.stated)
    base = args[1]
    for i, more in enumerate(args[2:], 2):
        base = base + converted(candidate, i, more, candidate.operands[1].unit)
    rate = quotient(converted(candidate, 0, args[0], candidate.operands[1].unit), base) * k
    return k - rate if candidate.complement else rate


def _growth(candidate: Candidate, args: Sequence[N]) -> N:
    k = scale_of_rate(candidate.stated)
    new = converted(candidate, 0, args[0], candidate.operands[1].unit)
    return quotient(new, args[1]) * k - k


def _gain(candidate: Candidate, args: Sequence[N]) -> N:
    k = scale_of_rate(candidate.stated)
    change = converted(candidate, 1, args[1], candidate.operands[0].unit)
    rose = len(candidate.signs) < 2 or candidate.signs[1] > 0
    return quotient(change, args[0] - change if rose else args[0] + change) * k


def _sum(candidate: Candidate, args: Sequence[N]) -> N:
    signs = candidate.signs or (1,) * len(args)
    total, *rest = (
        in_stated_unit(candidate, i, arg if sign > 0 else -arg)
        for i, (sign, arg) in enumerate(zip(signs, args, strict=True))
    )
    for part in rest:
        total = total + part
    return total + sum(candidate.constants, ZERO)


def _delta(candidate: Candidate, args: Sequence[N]) -> N:
    first = in_stated_unit(candidate, 0, args[0])
    if len(args) > 1:
        return first - in_stated_unit(candidate, 1, args[1])
    return first - candidate.constants[0]


def _annual_change(candidate: Candidate, args: Sequence[N]) -> N:
    return _delta(candidate, args) / _years(candidate)


def _product(candidate: Candidate, args: Sequence[N]) -> N:
    total, *rest = args
    for arg in rest:
        total = total * arg
    for constant in candidate.constants:
        total = total * constant
    for p, q in _product_factors(candidate):
        total = total * p / q
    return total


def _product_factors(candidate: Candidate) -> Iterator[tuple[Decimal, Decimal]]:
    """What brings 元/公斤 times 吨 to 元, and 斤/亩 times 亩 to 吨."""
    for rate in candidate.operands:
        head, *terms = rate.unit.split("/")
        for term in terms:
            counted = (f.unit for f in candidate.operands if f is not rate)
            yield from (r for r in (conversion.ratio(u, term) for u in counted) if r)
        if terms and (factor := conversion.ratio(head, candidate.stated.unit)):
            yield factor


def _cagr(candidate: Candidate, args: Sequence[N]) -> N:
    """The yearly rate by the level method (水平法): (n / b) ** (1 / years) - 1."""
    k, years = scale_of_rate(candidate.stated), _years(candidate)
    new = converted(candidate, 0, args[0], candidate.operands[1].unit)
    return _root(quotient(new, args[1]), years) * k - k


def _root(grown: N, years: Decimal) -> N:
    if isinstance(grown, Interval):
        high = _root(grown.high, years)
        return Interval(max(grown.low, ZERO) ** (1 / years), high)
    if grown <= 0:
        raise UnjudgeableError("zero_base")
    return grown ** (1 / years)


def _same(candidate: Candidate, args: Sequence[N]) -> N:
    here, there = candidate.operands[0].unit, candidate.stated.unit
    comparable = conversion.ratio(here, there) is not None
    if not comparable and (
        candidate.relation == "convert" or (conversion.known(here) and conversion.known(there))
    ):
        raise UnjudgeableError("unit")
    return in_stated_unit(candidate, 0, args[0])


FORMULAS: Mapping[Relation, Formula] = {
    "ratio": _ratio,
    "growth": _growth,
    "gain": _gain,
    "sum": _sum,
    "delta": _delta,
    "annual_change": _annual_change,
    "product": _product,
    "cagr": _cagr,
    "equal": _same,
    "convert": _same,
}


def quotient(top: N, base: N) -> N:
    """``top / base`` for a base that counts something: never below zero, and not zero."""
    if isinstance(base, Decimal):
        if base <= 0:
            raise UnjudgeableError("zero_base")
        return top / base
    if base.high <= 0 or (base.low == base.high and base.low <= 0):
        raise UnjudgeableError("zero_base")
    return top / Interval(max(base.low, ZERO), base.high)


def _years(candidate: Candidate) -> Decimal:
    years = candidate.constants[0] if candidate.constants else ZERO
    if years <= 0:
        raise UnjudgeableError("annual_average")
    return years


def converted(candidate: Candidate, i: int, arg: N, unit: str) -> N:
    """An operand in ``unit``; as it is where the table cannot convert."""
    own = candidate.operands[i].unit
    factor = None if own == unit else conversion.ratio(own, unit)
    if factor is None or factor[0] == factor[1]:
        return arg
    return arg * factor[0] / factor[1]


def in_stated_unit(candidate: Candidate, i: int, arg: N) -> N:
    """An operand in the unit of the stated figure."""
    return converted(candidate, i, arg, candidate.stated.unit)


def spread(figures: Sequence[Figure]) -> list[Interval]:
    """What the figures can stand for."""
    return [Interval.of(f.low, f.high) for f in figures]
