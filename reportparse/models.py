"""The records: frozen pydantic models, no logic beyond the two data frames.

The public contract. Keys may be added, never renamed or dropped. Decimals are written to JSON
as plain strings; offsets count characters of ``Report.text``, half-open, and
``report.text[f.start:f.end] == f.text`` holds for every figure.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, PlainSerializer

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["amount", "count", "rate", "measure", "duration", "rank"]
Modifier = Literal["", ">", "<", "~", ".."]
Status = Literal["", "target", "actual"]
Direction = Literal["", "up", "down"]
Relation = Literal[
    "ratio", "sum", "part", "growth", "gain", "delta", "product", "equal",
    "cagr", "annual_change", "tally", "shares", "convert", "times", "plausible",
]  # fmt: skip
Verdict = Literal["exact", "rounding", "mismatch", "unchecked"]
Severity = Literal["", "note", "warning", "error"]

PlainDecimal = Annotated[Decimal, PlainSerializer(lambda d: f"{d:f}", str, when_used="json")]


class Record(BaseModel):
    """Base of all records: immutable, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Record):
    """Where a report came from. ``decided_by`` names the step that settled the encoding."""

    name: str
    format: str
    encoding: str = ""
    decided_by: Literal["", "bom", "utf-8", "gb18030", "detector"] = ""
    sha256: str
    bytes: int


class Period(Record):
    """A span of time as the text names it; ``start`` and ``end`` are inclusive days."""

    text: str
    start: date | None = None
    end: date | None = None


DOUBTFUL = Decimal("0.80")
"""Confidence of a recognised line below which its figures may be misread."""


class Place(Record):
    """Where a stretch of text stands in its source: page, paragraph, or table cell (from 1).

    ``confidence`` (0…1) is that of a line recognised from a picture.
    """

    start: int
    end: int
    page: int | None = None
    paragraph: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    sheet: str = ""
    confidence: PlainDecimal | None = None


class Section(Record):
    """A heading and what stands under it. ``level`` is its depth in this document, from 1."""

    id: str
    level: int
    marker: str
    heading: str
    start: int
    end: int
    parent: str | None = None


class Figure(Record):
    """One written quantity, as the text gives it and where.

    ``value`` is the number times its Chinese scale, in ``unit``; ``low`` and ``high`` bound every
    true value that the written figure can stand for (``None``: no bound). A decline keeps a
    positive ``value`` and has ``direction == "down"``.
    """

    id: str
    start: int
    end: int
    text: str
    kind: Kind
    value: PlainDecimal
    low: PlainDecimal | None
    high: PlainDecimal | None
    unit: str
    unit_inferred: bool = False
    modifier: Modifier = ""
    status: Status = ""
    direction: Direction = ""
    indicator: str = ""
    subject: str = ""
    program: str = ""
    section: str | None = None
    period: Period | None = None
    rule: str = ""


class Completion(Record):
    """Target, actual and completion rate of one program; ids of figures, ``computed`` in %."""

    target: str
    actual: str
    stated: str | None = None
    computed: PlainDecimal | None = None
    verdict: Verdict = "unchecked"


class Program(Record):
    """One piece of work (专项) with its figures, by kind, as ids."""

    name: str
    section: str
    amounts: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    rates: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    completion: tuple[Completion, ...] = ()


class Diagnosis(Record):
    """A likely cause of a mismatch: what would make the statement right."""

    cause: str
    figure: str | None = None
    suggestion: str = ""
    message: str = ""


class Check(Record):
    """A relation worked out.

    ``stated`` and ``operands`` are ids of figures; ``signs`` go with the operands; ``constants``
    are exact numbers that the words supply (12 months, 100 %). ``low``…``high`` bound what the
    written operands can give. ``notes`` are codes of remarks that change no verdict.
    """

    id: str
    code: str
    relation: Relation
    stated: str
    operands: tuple[str, ...]
    signs: tuple[int, ...] = ()
    constants: tuple[PlainDecimal, ...] = ()
    computed: PlainDecimal | None = None
    low: PlainDecimal | None = None
    high: PlainDecimal | None = None
    difference: PlainDecimal | None = None
    verdict: Verdict
    reason: str = ""
    severity: Severity = ""
    message: str = ""
    notes: tuple[str, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()


class Report(Record):
    """One document, read and checked."""

    schema_version: Literal["1"] = "1"
    source: Source
    title: str = ""
    published: date | None = None
    period: Period | None = None
    text: str
    sections: tuple[Section, ...] = ()
    figures: tuple[Figure, ...] = ()
    programs: tuple[Program, ...] = ()
    checks: tuple[Check, ...] = ()
    places: tuple[Place, ...] = ()
    warnings: tuple[str, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """One row a figure, in text order; ``value``, ``low`` and ``high`` hold Decimals."""
        from reportparse.outputs.frame import figures_frame

        return figures_frame(self)

    def checks_frame(self) -> pd.DataFrame:
        """One row a check, with the stated figure's and the operands' texts written out."""
        from reportparse.outputs.frame import checks_frame

        return checks_frame(self)
