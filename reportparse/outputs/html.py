"""A report as one web page: the text with every figure marked, the checks and programs beside it.

The page needs nothing from elsewhere and runs from disk. Its policy allows exactly one script and
one style, by their hashes; everything that comes from the report goes through the escaping of the
template, or into a block of JSON that the script reads as data and shows as text. Without the
script the page still reads and prints.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportparse.codes import CODES, Lang
from reportparse.errors import ReportparseError
from reportparse.models import Check, Completion, Figure, Program, Report
from reportparse.outputs import Options, save
from reportparse.outputs.findings import FAILING, Lines, findings
from reportparse.outputs.layout import plain
from reportparse.outputs.marked import MarkedText
from reportparse.outputs.rows import figure_rows
from reportparse.relations.messages import quantity

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

_BAR_END = Decimal(150)
"""Where the bar of a completion ends, in %; what is above runs out of it."""

_COLON = re.compile(r"(?<!\d)[:：]\s*|[:：]\s*(?!\d)")
_CLAUSE = re.compile(r"；\s*|;\s+")
_KINDS = ("amount", "count", "rate", "measure", "duration", "rank")
_STATUSES = ("target", "actual", "")
_VERDICTS = ("mismatch", "rounding", "exact", "unchecked", "")
_SEVERITIES = ("error", "warning", "note")


def render(
    reports: Iterable[Report], options: Options, patterns: Path | None = None
) -> Iterator[str]:
    """The page of the one report, in one piece; a second report is a ReportparseError.

    The messages of the other language come from a second reading, with the rules of ``patterns``.
    """
    done: Report | None = None
    for report in reports:
        if done:
            name = plain(done.source.name)
            raise ReportparseError(
                f"一页只放一份报告，{name} 之后还有；请用 -o 指定文件夹"
                if options.lang == "zh"
                else f"a page holds one report, and there are more after {name}: give -o a folder"
            )
        done = report
        yield page(report, options.lang, retold(report, options.lang, patterns))


def save_page(
    reports: Iterable[Report], path: Path, *, options: Options, patterns: Path | None = None
) -> None:
    """Write the page of the one report to ``path``; without a report nothing is written."""
    pages = list(render(reports, options, patterns))
    if pages:
        save(iter(pages), path)


def retold(report: Report, lang: Lang, patterns: Path | None = None) -> Report | None:
    """The report with its messages in the language that ``lang`` is not.

    ``None`` where the rules give other checks than those of the report.
    """
    from reportparse.pipeline import parse_document
    from reportparse.sources.document import Document

    if not report.checks:
        return None
    source = report.source
    document = Document(
        name=source.name, format=source.format, encoding=source.encoding,
        decided_by=source.decided_by, sha256=source.sha256, size=source.bytes, text=report.text,
        places=report.places,
    )  # fmt: skip
    other = parse_document(document, patterns=patterns, lang="en" if lang == "zh" else "zh")
    theirs = {_facts(check) for check in other.checks}
    return other if all(_facts(check) in theirs for check in report.checks) else None


def page(report: Report, lang: Lang = "zh", other: Report | None = None) -> str:
    """The page of a report. ``other`` is the same report with its messages in the other language;
    without it they stay as they are when the reader switches."""
    template, script, style = _parts()
    checks = _Checks(report, lang, other)
    rows = list(figure_rows(report))
    text = MarkedText(report, {row["id"]: row["verdict"] for row in rows}, checks.found())
    return template.render(
        lang=lang,
        policy=f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'",
        script=script,
        style=style,
        figures=_json([_record(row) for row in rows]),
        report=report,
        title=plain(report.title or report.source.name),
        verdicts=Counter(check.verdict for check in report.checks),
        groups=checks.groups(),
        failing=sum(check.severity in FAILING for check in report.checks),
        noted=sum(check.severity == "note" for check in report.checks),
        programs=_programs(report),
        outline=_outline(report),
        choices=_choices(rows),
        blocks=text.blocks(),
    )


@lru_cache(maxsize=1)
def _parts() -> tuple[Template, Markup, Markup]:
    """The template, and the script and style that it takes in as they are."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    source, script, style = (
        (files(__package__) / "templates" / name).read_text(encoding="utf-8")
        for name in ("page.html", "page.js", "page.css")
    )
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["plain"] = plain
    return environment.from_string(source), Markup(script), Markup(style)


def _hash(source: str) -> str:
    digest = hashlib.sha256(source.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _json(data: Any) -> Markup:
    """JSON that no HTML parser can leave."""
    from markupsafe import Markup

    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)


def _record(row: dict[str, Any]) -> dict[str, Any]:
    """What the card of a figure shows; empty fields are left out."""
    value = f"{row['value']:f}"
    bounds = [None if row[k] is None else f"{row[k]:f}" for k in ("low", "high")]
    record = {
        **{key: row[key] for key in ("id", "line", "page", "kind", "modifier", "status")},
        **{key: row[key] for key in ("direction", "verdict", "checks")},
        **{key: plain(row[key]) for key in ("text", "unit", "indicator", "subject", "program")},
        **{key: plain(row[key]) for key in ("heading", "period", "rule")},
        "value": value,
        "inferred": row["unit_inferred"],
        "bounds": () if bounds == [value, value] else bounds,
        "days": [str(row[k]) for k in ("period_start", "period_end") if row[k]],
    }
    return {key: field for key, field in record.items() if field or field == 0}


def _choices(rows: list[dict[str, Any]]) -> dict[str, list[tuple[str, int]]]:
    """What the figures can be filtered by, each with its number of figures."""
    choices = {}
    for key, order in (("kind", _KINDS), ("status", _STATUSES), ("verdict", _VERDICTS)):
        counts = Counter(row[key] for row in rows)
        choices[key] = [(value, counts[value]) for value in order if counts[value]]
    programs = Counter(plain(row["program"]) for row in rows if row["program"])
    choices["program"] = list(programs.items())
    return choices


@dataclass(frozen=True, slots=True)
class _Shown:
    """A check as the page shows it. ``heads``, ``told`` (the clauses of the message) and each of
    ``hints`` have one entry a language: Chinese and English, or the only one there is."""

    check: Check
    number: int
    line: int
    title: tuple[str, str]
    why: tuple[str, str]
    heads: list[str]
    told: list[list[str]]
    hints: list[list[str]]
    figures: list[Figure]


class _Checks:
    """The checks of a report; findings are numbered by severity, others have the number 0."""

    def __init__(self, report: Report, lang: Lang, other: Report | None) -> None:
        self._lines, self._lang = Lines(report.text), lang
        self._figures = {f.id: f for f in report.figures}
        self._others = {c.id: c for c in other.checks} if other else {}
        found = [finding.check for finding in findings(report, self._lines)]
        found.sort(key=lambda check: _SEVERITIES.index(check.severity))
        self.findings = [self._shown(check, number) for number, check in enumerate(found, 1)]
        self._rest = [self._shown(check, 0) for check in report.checks if not check.severity]

    def found(self) -> dict[str, list[tuple[str, int]]]:
        """Severities and numbers of the findings by the figure that they stand at."""
        found: dict[str, list[tuple[str, int]]] = {}
        for shown in self.findings:
            found.setdefault(shown.check.stated, []).append((shown.check.severity, shown.number))
        return found

    def groups(self) -> list[tuple[str, bool, list[_Shown]]]:
        """The findings by severity, the other checks by verdict: (name, is severity, checks)."""
        groups = [
            (k, True, [s for s in self.findings if s.check.severity == k]) for k in _SEVERITIES
        ]
        groups += [(k, False, [s for s in self._rest if s.check.verdict == k]) for k in _VERDICTS]
        return [group for group in groups if group[2]]

    def _shown(self, check: Check, number: int) -> _Shown:
        code, stated = CODES.get(check.code), self._figures[check.stated]
        tellings = [check]
        if other := self._others.get(check.id):
            tellings = [check, other] if self._lang == "zh" else [other, check]
        diagnoses = [[plain(d.message or d.suggestion) for d in c.diagnoses] for c in tellings]
        told = [_told(plain(c.message)) for c in tellings]
        return _Shown(
            check=check,
            number=number,
            line=self._lines.locate(stated.start)[0],
            title=(code.zh.title, code.en.title) if code else (check.relation, check.relation),
            why=(code.zh.why, code.en.why) if code else ("", ""),
            heads=[head or plain(stated.text) for head, _ in told],
            told=[clauses for _, clauses in told],
            hints=[list(hint) for hint in zip(*diagnoses, strict=False)],
            figures=[self._figures[i] for i in dict.fromkeys((check.stated, *check.operands))],
        )


def _facts(check: Check) -> tuple[Any, ...]:
    """What two tellings of one check share."""
    return check.id, check.code, check.relation, check.stated, check.operands, check.verdict


def _told(message: str) -> tuple[str, list[str]]:
    """A message as its head (完成率115%) and the clauses after the colon."""
    head, rest = "", message
    if colon := _COLON.search(message):
        head, rest = message[: colon.start()], message[colon.end() :]
    return head, [clause for clause in _CLAUSE.split(rest) if clause]


def _programs(report: Report) -> list[dict[str, Any]]:
    """The programs, those with completions first."""
    figures = {f.id: f for f in report.figures}
    shown = [
        {
            "program": program,
            "figures": _size(program),
            "rows": [_completion(row, figures) for row in program.completion],
        }
        for program in report.programs
    ]
    return sorted(shown, key=lambda entry: not entry["rows"])


def _size(program: Program) -> int:
    return sum(map(len, (program.amounts, program.counts, program.rates, program.measures)))


def _completion(row: Completion, figures: dict[str, Figure]) -> dict[str, Any]:
    stated, computed = (figures[row.stated] if row.stated else None), ""
    if row.computed is not None:
        computed = quantity(row.computed, stated) if stated else f"{round(row.computed, 2):f}%"
    return {
        "target": figures[row.target],
        "actual": figures[row.actual],
        "stated": stated,
        "computed": computed,
        "verdict": row.verdict if stated else "",
        "done": _along(row.computed or Decimal(0)),
        "over": row.computed is not None and row.computed > _BAR_END,
        "said": _along(stated.value) if stated and stated.unit == "%" else "",
        "goal": _along(Decimal(100)),
    }


def _along(rate: Decimal) -> str:
    """How far along a bar of 100 units a rate stands."""
    return f"{round(max(min(rate, _BAR_END), Decimal(0)) / _BAR_END * 100, 2):f}"


def _outline(report: Report) -> list[tuple[Any, int]]:
    """The sections, each with the number of mismatches that stand in it."""
    figures = {f.id: f for f in report.figures}
    bad = [figures[c.stated].start for c in report.checks if c.severity in FAILING]
    return [(s, sum(s.start <= start < s.end for start in bad)) for s in report.sections]
