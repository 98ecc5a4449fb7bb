"""A report as rows of the tables of an archive."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any, TypeAlias

from reportparse.archive.schema import (
    CHECKS,
    COMPLETIONS,
    CONTENT,
    ERRORS,
    FIGURES,
    REPORTS,
    SECTIONS,
)
from reportparse.errors import InputError, ReportparseError
from reportparse.models import Report
from reportparse.outputs.rows import Row, check_rows, figure_rows
from reportparse.rules import Rules

Rows: TypeAlias = Mapping[str, Sequence[Row]]
"""Rows by table name."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_PLACE = re.compile(
    r"(?![我本各该]|全[省市县区州])[\u4e00-\u9fff]{1,12}?(?:省|自治区|自治州|自治县|特别行政区|"
    r"[市县区州盟旗镇乡])(?![内外直级场区长委民里属域村居])|全国|国务院"
)
_NO_PLACES = (
    "城市", "城镇", "城乡", "地区", "社区", "园区", "片区", "小区", "景区", "辖区", "校区",
)  # fmt: skip
_LEADING = re.compile(r"^(?:关于|[\d〇○零一二三四五六七八九十]{4}年度?|[\s《“(（—_-])+")


def rows_of(outcomes: Iterable[Report | ReportparseError], source: str, name: str) -> Rows:
    """What one file gave, as rows of every table of ``CONTENT``; ``source`` is its key, ``name``
    its name."""
    rows: dict[str, list[Row]] = {table.name: [] for table in CONTENT}
    seen: dict[str, int] = {}
    for outcome in outcomes:
        if isinstance(outcome, ReportparseError):
            rows[ERRORS.name].append(error_row(outcome, source, name))
            continue
        digest = outcome.source.sha256
        number = seen[digest] = seen.get(digest, 0) + 1
        key = digest if number == 1 else f"{digest}#{number}"
        for table, found in report_rows(outcome, key, source).items():
            rows[table].extend(found)
    return rows


def report_rows(report: Report, key: str, source: str) -> dict[str, list[Row]]:
    """The rows of one report; ``key`` identifies it, ``source`` the file that it came from."""
    return {
        REPORTS.name: [_report_row(report, key, source)],
        SECTIONS.name: [
            {
                "report": key,
                "section": s.id,
                "level": s.level,
                "marker": s.marker,
                "heading": s.heading,
                "char_start": s.start,
                "char_end": s.end,
                "parent": s.parent,
            }
            for s in report.sections
        ],
        FIGURES.name: list(_renamed(figure_rows(report), key, "figure", FIGURES.names)),
        CHECKS.name: list(_renamed(check_rows(report), key, "check_id", CHECKS.names)),
        COMPLETIONS.name: [
            {"report": key, "program": program.name, "section": program.section}
            | completion.model_dump()
            for program in report.programs
            for completion in program.completion
        ],
    }


def error_row(error: ReportparseError, source: str, name: str) -> Row:
    """The row of an error; ``source`` and ``name`` are those of the file that was read."""
    where = error.name if isinstance(error, InputError) else name
    return {"input": source, "name": where, "error": type(error).__name__, "message": str(error)}


def rules_version(rules: Rules) -> str:
    """A hash of all rules, a user's included: it changes when any of them does."""
    digest = hashlib.sha256()
    for entry in rules.entries:
        digest.update(entry.model_dump_json().encode("utf-8", "replace"))
    digest.update(repr(sorted((k, sorted(v.items())) for k, v in rules.tables.items())).encode())
    digest.update("\n".join(rules.lexicon).encode())
    return digest.hexdigest()[:16]


def place_of_report(report: Report) -> str:
    """The place that reports, from the beginning of its title, else of its file name; or empty.

    >>> from reportparse.pipeline import parse_text
    >>> place_of_report(parse_text("青棠县扶贫专项工作总结\\n…", name="a.txt"))
    '青棠县'
    """
    for written in (report.title, PurePath(report.source.name.replace("\\", "/")).stem):
        found = _PLACE.match(_LEADING.sub("", written))
        if found and not found[0].endswith(_NO_PLACES):
            return found[0]
    return ""


def year_of_report(report: Report) -> int | None:
    """The year that it is about: of its period, else its publication, else its name."""
    if report.period is not None and report.period.start is not None:
        return report.period.start.year
    if report.published is not None:
        return report.published.year
    found = _YEAR.search(report.source.name)
    return int(found[0]) if found else None


def _report_row(report: Report, key: str, source: str) -> Row:
    period = report.period
    return {
        "report": key,
        "input": source,
        "name": report.source.name,
        "format": report.source.format,
        "encoding": report.source.encoding,
        "bytes": report.source.bytes,
        "title": report.title,
        "published": report.published,
        "period": period.text if period else "",
        "period_start": period.start if period else None,
        "period_end": period.end if period else None,
        "year": year_of_report(report),
        "place": place_of_report(report),
        "figures": len(report.figures),
        "checks": len(report.checks),
        "mismatches": sum(check.verdict == "mismatch" for check in report.checks),
        "warnings": report.warnings,
        "text": report.text,
    }


_NAMES = {"start": "char_start", "end": "char_end", "column": "col"}


def _renamed(rows: Iterable[Row], key: str, id_name: str, names: Sequence[str]) -> Iterator[Row]:
    """Rows of the outputs with the names of the archive, which are no keywords of SQL."""
    for row in rows:
        new: dict[str, Any] = {_NAMES.get(name, name): value for name, value in row.items()}
        new["report"], new[id_name] = key, row["id"]
        yield {name: new[name] for name in names}
