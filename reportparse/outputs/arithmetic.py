"""The arithmetic of a check written out as a spreadsheet formula.

The readings that a relation can have are written as expressions over its operands; the one whose
value is what the check computed is the one that was used. So the formula can never show another
result than the check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, DivisionByZero, InvalidOperation, localcontext

from reportparse.models import Check, Figure
from reportparse.relations.formulas import scale_of_rate


@dataclass(frozen=True, slots=True)
class Term:
    """An expression and its value; the operators build larger ones."""

    text: str
    value: Decimal

    def __sub__(self, other: Term) -> Term:
        return Term(f"({self.text}-{other.text})", self.value - other.value)

    def __mul__(self, other: Term) -> Term:
        return Term(f"{self.text}*{other.text}", self.value * other.value)

    def __truediv__(self, other: Term) -> Term:
        return Term(f"({self.text}/{other.text})", self.value / other.value)

    def __pow__(self, other: Term) -> Term:
        return Term(f"({self.text}^{other.text})", self.value**other.value)


def number(value: Decimal | int) -> Term:
    """A constant."""
    return Term(f"{value:f}" if isinstance(value, Decimal) else str(value), Decimal(value))


_ONE = number(1)


def arithmetic(check: Check, stated: Figure, terms: Sequence[Term]) -> Term | None:
    """The expression over the operands that gives ``check.computed``, or ``None``."""
    if check.computed is None:
        return None
    with localcontext(prec=50):
        for reading in _readings(check, stated, terms):
            try:
                found = reading()
            except (DivisionByZero, InvalidOperation):
                continue
            if _agree(found.value, check.computed):
                return found
    return None


def _agree(value: Decimal, computed: Decimal) -> bool:
    """Whether ``computed`` is the value, at the places that it is given with."""
    exponent = computed.as_tuple().exponent
    if not isinstance(exponent, int):
        return False
    return abs(value - computed) <= Decimal(1).scaleb(min(exponent, 0))


def _readings(check: Check, stated: Figure, terms: Sequence[Term]) -> Iterator[Callable[[], Term]]:
    scale = number(scale_of_rate(stated))
    constants = [number(c) for c in check.constants]
    relation = check.relation
    first, rest = terms[0] if terms else _ONE, list(terms[1:])
    if relation == "ratio" and rest:
        yield lambda: first / _total(rest) * scale
        yield lambda: (_ONE - first / _total(rest)) * scale
    elif relation == "growth" and rest:
        yield lambda: (first - rest[0]) / rest[0] * scale
        yield lambda: (rest[0] - first) / rest[0] * scale
    elif relation == "gain" and rest:
        yield lambda: rest[0] / (first - rest[0]) * scale
        yield lambda: rest[0] / _total([first, rest[0]]) * scale
    elif relation == "times" and rest:
        yield lambda: first / rest[0]
    elif relation == "cagr" and rest and constants:
        yield lambda: (((first / rest[0]) ** (_ONE / constants[0])) - _ONE) * scale
    elif relation == "annual_change" and rest and constants:
        yield lambda: (first - rest[0]) / constants[0]
        yield lambda: (rest[0] - first) / constants[0]
    elif relation == "delta" and (rest or constants):
        other = (rest or constants)[0]
        yield lambda: first - other
        yield lambda: other - first
    elif relation == "product" and terms:
        yield lambda: _product([*terms, *constants])
    elif relation in ("sum", "shares") and terms:
        yield lambda: _signed_total(terms, check.signs)
    elif relation in ("equal", "part", "convert") and terms:
        yield lambda: first


def _total(terms: Sequence[Term]) -> Term:
    """A sum as a part of a larger expression."""
    if len(terms) == 1:
        return terms[0]
    return Term(f"({'+'.join(t.text for t in terms)})", sum((t.value for t in terms), Decimal(0)))


def _product(terms: Sequence[Term]) -> Term:
    total = terms[0]
    for term in terms[1:]:
        total = total * term
    return total


def _signed_total(terms: Sequence[Term], signs: Sequence[int]) -> Term:
    """A sum that stands alone, with the signs that the text gives."""
    text, value = "", Decimal(0)
    for term, sign in zip(terms, signs or [1] * len(terms), strict=True):
        text += ("-" if sign < 0 else "+" if text else "") + term.text
        value += term.value * sign
    return Term(text, value)
