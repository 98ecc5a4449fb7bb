"""A candidate relation: an arithmetic statement that the words of the text license."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from reportparse.models import Direction, Figure, Relation, Verdict

OVERLAP = "overlap"
REST_UNNAMED = "rest_unnamed"
"""Reasons why a list that does not add up is no slip of its total."""


class Candidate(NamedTuple):
    """One reading of one statement.

    ``stated`` is the figure that the statement asserts, ``operands`` those that it follows from,
    in the order of the contract's relation table. ``signs`` go with the operands of a sum or a
    gain. ``constants`` are exact numbers that the words supply: further factors of a product (12
    months), the whole of shares (100), the years of a yearly average, the announced length of a
    list, the power of 翻番. ``complement`` marks ``1 - a / b``.

    ``direction`` says what the words claim of a change. ``soft`` is a reason of checks.md 7.4
    ("constant_price", "incomplete_list" …): such a candidate may hold, but never fails, it is
    ``unchecked`` then. ``rank`` orders readings of one statement: 1 formula words in the clause,
    2 same sentence, 3 same paragraph, 4 elsewhere. ``cue`` is the word that licensed it, ``rule``
    the entry of ``patterns/relations.toml``.
    """

    relation: Relation
    stated: Figure
    operands: tuple[Figure, ...]
    signs: tuple[int, ...] = ()
    constants: tuple[Decimal, ...] = ()
    complement: bool = False
    direction: Direction = ""
    soft: str = ""
    rank: int = 2
    cue: str = ""
    rule: str = ""
    notes: tuple[str, ...] = ()


class Judgement(NamedTuple):
    """A candidate worked out: the value from the written operands, its interval, the verdict.

    ``reason`` is one of nearest, approx, truncated, raised, double (rounding) or a reason of
    checks.md 7.2 (unchecked); ``difference`` is stated minus computed, in the stated unit.
    """

    candidate: Candidate
    verdict: Verdict
    reason: str = ""
    computed: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    difference: Decimal | None = None
    notes: tuple[str, ...] = ()
