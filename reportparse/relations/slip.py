"""Whether one slip of the pen is all that keeps a soft reading from holding.

A random wrong total of five digits is never one changed digit away from the sum of its parts,
one of four digits in two cases of a hundred, one of three in some five (docs/checks.md 6.1). So a
list behind 其中 that misses its total by one digit is a finding, although the words leave it open
whether the list is complete. Parts that exceed their total need fewer digits: they are wrong
anyway, unless the classes overlap.
"""

from __future__ import annotations

from decimal import localcontext

from reportparse.interval import ARITHMETIC
from reportparse.models import Figure
from reportparse.relations.candidate import Candidate, Judgement
from reportparse.relations.repair import (
    changed,
    exchanged,
    figures_of,
    moved_point,
    repairs,
    required,
    slips,
)
from reportparse.relations.written import Written

ENOUGH = {"sum": 4, "ratio": 4, "product": 4, "equal": 4, "delta": 4, "growth": 4, "gain": 4}
"""Significant digits of the stated figure from which a slip is told from chance."""

ENOUGH_PARTS = 3
ENOUGH_EXCEEDED = 2


def may_slip(candidate: Candidate) -> bool:
    """Whether the stated figure has digits enough for any slip to be told; cheap."""
    return candidate.relation in ENOUGH and _digits(candidate.stated) >= ENOUGH_EXCEEDED


def slipped(judgement: Judgement) -> bool:
    """Whether the stated figure with one digit changed, or two exchanged, makes it exact.

    A list right behind its total (rank 1) needs a digit less, one that may not be its list at all
    (rank 3) a digit more.
    """
    candidate = judgement.candidate
    if candidate.stated.modifier or any(f.modifier for f in candidate.operands):
        return False
    enough = ENOUGH.get(candidate.relation)
    if enough is None:
        return False
    if candidate.relation == "sum":
        enough += min(candidate.rank, 3) - 2
        if candidate.rank == 1 and judgement.difference is not None and judgement.difference < 0:
            enough = ENOUGH_EXCEEDED
    figures = figures_of(candidate)
    with localcontext(ARITHMETIC):
        if _digits(candidate.stated) >= ENOUGH_PARTS and any(
            _misplaced(judgement, f) for f in figures
        ):
            return True
        if _digits(candidate.stated) < enough:
            return _digits(candidate.stated) >= ENOUGH_PARTS + (enough > 4) and any(
                slips(judgement, f, exchanged) for f in figures
            )
        if enough < ENOUGH_PARTS and _short_slip(judgement):
            return True
        loose = candidate.relation == "sum" and candidate.rank > 1
        least = max(enough, ENOUGH_PARTS) if loose else ENOUGH_PARTS
        return any(
            any(slips(judgement, f, exchanged))
            or (_digits(f) >= least and any(slips(judgement, f, changed)))
            for f in figures
        )


def _misplaced(judgement: Judgement, figure: Figure) -> bool:
    """Whether another unit (万 for 亿) or another place of the point makes it exact.

    So few such readings there are that three digits tell.
    """
    number, values = Written.of(figure), required(judgement, figure)
    if number is None or values is None or number.significant < ENOUGH_PARTS:
        return False
    found = [number.with_digits(d) for d in moved_point(number)]
    if figure.kind not in {"rate", "rank", "duration"}:
        found += [number.with_scale(4), number.with_scale(-4)]
    return any(
        f is not None and f.value in values and repairs(judgement.candidate, f) for f in found
    )


def _short_slip(judgement: Judgement) -> bool:
    """The same for a number of two digits, which the guards of a diagnosis leave alone."""
    figure = judgement.candidate.stated
    number, values = Written.of(figure), required(judgement, figure)
    if number is None or values is None:
        return False
    found = (number.with_digits(d) for slip in (exchanged, changed) for d in slip(number))
    return any(
        f is not None and f.value in values and repairs(judgement.candidate, f) for f in found
    )


def _digits(figure: Figure) -> int:
    number = Written.of(figure)
    return number.significant if number else 0
