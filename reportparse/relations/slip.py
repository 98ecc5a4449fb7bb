"""Whether one slip of the pen is all that keeps a soft reading from holding.

A random wrong total of five digits is never one changed digit away from the sum of its parts, one
of four digits in two cases of a hundred (docs/checks.md 6.1). So a list behind 其中 that misses its
total by one digit is a finding, although the words leave it open whether the list is complete.
"""

from __future__ import annotations

from decimal import localcontext

from reportparse.interval import ARITHMETIC
from reportparse.models import Figure
from reportparse.relations.candidate import Judgement
from reportparse.relations.repair import changed, exchanged, slips
from reportparse.relations.written import Written

ENOUGH = {"sum": 3, "ratio": 4, "product": 4, "equal": 5, "delta": 4, "growth": 4, "gain": 4}
"""Significant digits of the stated figure from which a slip is told from chance."""


def slipped(judgement: Judgement) -> bool:
    """Whether the stated figure with one digit changed, or two exchanged, makes it exact."""
    candidate = judgement.candidate
    if candidate.stated.modifier or any(f.modifier for f in candidate.operands):
        return False
    enough = ENOUGH.get(candidate.relation)
    if enough is None or _digits(candidate.stated) < enough:
        return False
    if candidate.relation == "sum" and len(candidate.operands) < 3 and _digits(candidate.stated) < 4:
        return False
    with localcontext(ARITHMETIC):
        return any(slips(judgement, candidate.stated, slip) for slip in (exchanged, changed))


def _digits(figure: Figure) -> int:
    number = Written.of(figure)
    return number.significant if number else 0
