"""The tables of an archive: one declaration for SQLite, DuckDB, Parquet and clusters.

A report is known by its content: ``report`` is the SHA-256 of its file, with ``#2``, ``#3`` … for
the further reports of a compilation. The same content under another name is the same report. The
key of every other table begins with ``report``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from reportparse.outputs.parquet import Type

VERSION = 1
"""Of this declaration; an archive of another version is refused."""


@dataclass(frozen=True)
class Column:
    """A column: its name, its type and what it holds."""

    name: str
    type: Type
    meaning: str


@dataclass(frozen=True)
class Table:
    """A table: its name, what one row is, its key and its columns."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def types(self) -> Mapping[str, Type]:
        """The types of the columns, by name and in order."""
        return {column.name: column.type for column in self.columns}


def _columns(written: str) -> tuple[Column, ...]:
    """``name type meaning``, one column a line."""
    lines = (line.split(maxsplit=2) for line in written.strip().splitlines())
    return tuple(Column(name, kind, meaning) for name, kind, meaning in lines)  # type: ignore[arg-type]


REPORTS = Table(
    "reports",
    "one report",
    ("report",),
    _columns("""
        report        text     key: SHA-256 of the file, then #2, #3 … inside a compilation
        input         text     the file read: inputs.sha256 (another one for a member of a zip)
        name          text     the name under which it was first read
        format        text     txt, docx, pdf …
        encoding      text     of a text file
        bytes         integer  size of the file
        title         text     its title, as written
        published     date     the date that it gives itself
        period        text     the span of time that it covers, as written
        period_start  date     first day of that span
        period_end    date     last day of that span
        year          integer  of the period, or else the publication, or else the name
        place         text     the place that reports (青棠县), from title or name; may be empty
        figures       integer  number of its figures
        checks        integer  number of its checks
        mismatches    integer  number of its checks with verdict mismatch
        warnings      texts    what a reader of it should know
        text          text     the text that all offsets count in
    """),
)
SECTIONS = Table(
    "sections",
    "a heading and what stands under it",
    ("report", "section"),
    _columns("""
        report        text     reports.report
        section       text     s1, s2 …
        level         integer  depth, from 1
        marker        text     its number as written: 一、
        heading       text     its words
        char_start    integer  offset of its first character in reports.text
        char_end      integer  offset behind its last character
        parent        text     sections.section of the heading above, or null
    """),
)
FIGURES = Table(
    "figures",
    "one written quantity",
    ("report", "figure"),
    _columns("""
        report        text     reports.report
        figure        text     f1, f2 … in text order
        line          integer  line of the text, from 1
        col           integer  column in that line, in characters, from 1
        page          integer  of a paged source
        char_start    integer  offset of its first character in reports.text
        char_end      integer  offset behind its last character
        text          text     as written
        kind          text     amount, count, rate, measure, duration, rank
        value         decimal  the number times its Chinese scale, in unit
        low           decimal  least true value that it can stand for; null: no bound
        high          decimal  greatest one
        unit          text     元, 人, %, 元/亩 …
        unit_inferred boolean  whether the unit comes from its surroundings
        modifier      text     > < ~ .. or empty
        status        text     target, actual or empty
        direction     text     up, down or empty
        indicator     text     what it measures
        subject       text     whom it is about, where the text says so
        program       text     the piece of work (专项) that it belongs to
        section       text     sections.section
        heading       text     the words of that heading
        period        text     the span of time that it is about, as written
        period_start  date     first day of that span
        period_end    date     last day of that span
        rule          text     the rule that read it
        verdict       text     the gravest verdict of the checks that it takes part in
    """),
)
CHECKS = Table(
    "checks",
    "an arithmetic statement worked out",
    ("report", "check_id"),
    _columns("""
        report        text     reports.report
        check_id      text     c1, c2 …
        line          integer  of the stated figure
        col           integer  of the stated figure
        page          integer  of the stated figure
        code          text     finding code: RP101 …
        relation      text     ratio, sum, part, growth …
        verdict       text     exact, rounding, mismatch, unchecked
        reason        text     why, where the verdict needs one
        severity      text     error, warning, note or empty
        program       text     of the stated figure
        stated        text     figures.figure: what the text states
        stated_text   text     the same as written
        operands      texts    figures.figure of what it is worked out from
        operand_texts texts    the same as written
        signs         integers of the operands: 1 or -1
        constants     texts    exact numbers that the words supply
        computed      decimal  the value worked out
        low           decimal  least value that the written operands can give
        high          decimal  greatest one
        difference    decimal  stated less computed
        message       text     the finding in words
        notes         texts    codes of remarks
        diagnoses     texts    likely causes, most likely first
    """),
)
COMPLETIONS = Table(
    "completions",
    "a target with its actual figure",
    ("report", "program", "target", "actual"),
    _columns("""
        report        text     reports.report
        program       text     the piece of work (专项)
        section       text     sections.section
        target        text     figures.figure of the target
        actual        text     figures.figure of what was reached
        stated        text     figures.figure of the completion rate, or null
        computed      decimal  actual / target, in %
        verdict       text     of the stated rate
    """),
)
ERRORS = Table(
    "errors",
    "what could not be read",
    ("input", "name"),
    _columns("""
        input         text     inputs.sha256; the name where the file could not be opened
        name          text     the input, or the member of an archive
        error         text     class of the error: FormatError …
        message       text     what is wrong and what to do
    """),
)
INPUTS = Table(
    "inputs",
    "a file that has been read",
    ("sha256",),
    _columns("""
        sha256        text     key: of the file, or its name where it could not be opened
        name          text     as it was given
        rules         text     version of the rules that read it
        version       text     version of reportparse that read it
        reports       integer  reports found in it
        errors        integer  errors met in it
        read_at       text     when, UTC, ISO 8601
    """),
)

CONTENT = (REPORTS, SECTIONS, FIGURES, CHECKS, COMPLETIONS, ERRORS)
"""The tables whose rows come from reading; ``INPUTS`` says which files have been read."""

VIEWS = {
    "findings": """
        SELECT r.name, r.title, r.year, r.place, c.*
        FROM checks c JOIN reports r ON r.report = c.report
        WHERE c.severity IN ('error', 'warning')""",
    "findings_by_report": """
        SELECT r.report, r.name, r.title, r.year, r.place, r.figures, r.checks,
               SUM(CASE WHEN c.severity = 'error' THEN 1 ELSE 0 END) AS errors,
               SUM(CASE WHEN c.severity = 'warning' THEN 1 ELSE 0 END) AS warnings,
               SUM(CASE WHEN c.severity = 'note' THEN 1 ELSE 0 END) AS notes
        FROM reports r LEFT JOIN checks c ON c.report = r.report
        GROUP BY r.report, r.name, r.title, r.year, r.place, r.figures, r.checks""",
    "completion_by_program": """
        SELECT r.report, r.name, r.title, r.year, r.place, p.program,
               t.indicator AS target_indicator, t.text AS target, t.value AS target_value,
               a.indicator AS actual_indicator, a.text AS actual, a.value AS actual_value,
               a.unit, s.text AS stated, p.computed, p.verdict
        FROM completions p
        JOIN reports r ON r.report = p.report
        JOIN figures t ON t.report = p.report AND t.figure = p.target
        JOIN figures a ON a.report = p.report AND a.figure = p.actual
        LEFT JOIN figures s ON s.report = p.report AND s.figure = p.stated""",
    "failures": """
        SELECT e.error, COUNT(*) AS files, MIN(e.name) AS example, MIN(e.message) AS message
        FROM errors e GROUP BY e.error""",
}
"""Views for the usual questions, in SQL that SQLite and DuckDB both read."""
