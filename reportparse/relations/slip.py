"""Whether one slip of the pen is all that keeps a soft reading from holding.

A random wrong total of five digits is never one changed digit away from the sum of its parts,
one of four digits in two cases of a hundred, one of three in some five (docs/checks.md 6.1). So a
list behind 其中 that misses its total by one digit is a finding, although the words leave it open
whether the list is complete; not where a small class may have been left out (``rest.py``). Parts
that exceed their total need fewer digits: they are wrong anyway, unless the classes overlap.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import localcontext

from reportparse.interval import ARITHMETIC
from reportparse.relations.candidate import OVERLAP, REST_UNNAMED, Candidate, Judgement
from reportparse.relations.repair import (
    Suspect,
    changed,
    exchanged,
    figures_of,
    moved_point,
    near_in_digits,
    repairs,
    slips,
    suspect,
)
from reportparse.relations.written import telling

ENOUGH = {"sum": 4, "ratio": 4, "product": 4, "equal": 4, "delta": 4, "growth": 4, "gain": 4}
"""Significant digits of the stated figure from which a slip is told from chance."""

ENOUGH_PARTS = 3
ENOUGH_EXCEEDED = 2
SHIFTS = (1, 2, 3, 4, -1, -2, -3, -4)
"""Powers of ten that another unit or another place of the point stands for."""


def may_slip(candidate: Candidate) -> bool:
    """Whether the stated figure has digits enough for any slip to be told; cheap."""
    if candidate.soft in {OVERLAP, REST_UNNAMED}:
        return False
    return candidate.relation in ENOUGH and telling(candidate.stated) >= ENOUGH_EXCEEDED


def slipped(judgement: Judgement, nested: Collection[str] = ()) -> bool:
    """Whether the stated figure with one digit changed, or two exchanged, makes it exact.

    A list right behind its total (rank 1) needs a digit less, one that may not be its list at all
    (rank 3) a digit more. ``nested`` are units of classes that may lie within one another: parts
    in them may exceed their total.
    """
    candidate = judgement.candidate
    if candidate.stated.modifier or any(f.modifier for f in candidate.operands):
        return False
    enough = ENOUGH.get(candidate.relation)
    if enough is None:
        return False
    if candidate.relation == "equal" and candidate.rank == 1:
        enough = ENOUGH_PARTS
    if candidate.relation == "sum":
        enough += min(candidate.rank, 3) - 2
        over = judgement.difference is not None and judgement.difference < 0
        if candidate.rank == 1 and over and candidate.stated.unit not in nested:
            enough = ENOUGH_EXCEEDED
    digits = telling(candidate.stated)
    if digits < min(enough, ENOUGH_PARTS):
        return False
    with localcontext(ARITHMETIC):
        suspects = [s for f in figures_of(candidate) if (s := suspect(judgement, f))]
        if digits >= ENOUGH_PARTS and any(_misplaced(judgement, s) for s in suspects):
            return True
        suspects = [s for s in suspects if near_in_digits(s)]
        if digits < enough:
            return digits >= ENOUGH_PARTS + (enough > 4) and any(
                slips(judgement, s, exchanged) for s in suspects
            )
        if enough < ENOUGH_PARTS and any(_short_slip(judgement, s) for s in suspects):
            return True
        loose = candidate.relation == "sum" and candidate.rank > 1
        least = max(enough, ENOUGH_PARTS) if loose else ENOUGH_PARTS
        return any(
            any(slips(judgement, s, exchanged))
            or (telling(s.number.figure) >= least and any(slips(judgement, s, changed)))
            for s in suspects
        )


def _misplaced(judgement: Judgement, suspected: Suspect) -> bool:
    """Whether another unit (万 for 亿) or another place of the point makes it exact.

    So few such readings there are that three digits tell.
    """
    number, values = suspected
    if number.significant < ENOUGH_PARTS:
        return False
    own = number.value_of(number.digits)
    if not any(own.scaleb(shift) in values for shift in SHIFTS):
        return False
    found = [number.with_digits(d) for d in moved_point(number) if number.value_of(d) in values]
    if number.figure.kind not in {"rate", "rank", "duration"}:
        found += [f for s in (4, -4) if (f := number.with_scale(s)) and f.value in values]
    return any(f is not None and repairs(judgement.candidate, f) for f in found)


def _short_slip(judgement: Judgement, suspected: Suspect) -> bool:
    """The same for a number of two digits, which the guards of a diagnosis leave alone."""
    number, values = suspected
    if number.significant < ENOUGH_EXCEEDED:
        return False
    found = (
        number.with_digits(d)
        for slip in (exchanged, changed)
        for d in slip(number)
        if number.value_of(d) in values
    )
    return any(f is not None and repairs(judgement.candidate, f) for f in found)
