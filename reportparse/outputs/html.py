"""A report as one web page: the text with every figure marked, the checks and programs beside it.

The page needs nothing from elsewhere and runs from disk. Its policy allows exactly one script and
one style, by their hashes; everything that comes from the report goes through the template's
escaping or into a JSON block that the script reads as data and shows as text. Without the script
the page still reads and prints.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportparse.codes import CODES, Lang
from reportparse.errors import ReportparseError
from reportparse.models import Check, Completion, Figure, Report, Section
from reportparse.outputs import Options
from reportparse.outputs.findings import FAILING, Lines, findings
from reportparse.outputs.layout import plain
from reportparse.outputs.rows import figure_rows
from reportparse.relations.messages import quantity

if TYPE_CHECKING:
    from jinja2 import Environment, Template
    from markupsafe import Markup

_SCALE_END = Decimal(150)
"""Where the bar of a completion ends, in %; what is above runs out of it."""

_WORDS = {
    "amount": ("金额", "Amount"), "count": ("数量", "Count"), "rate": ("比率", "Rate"),
    "measure": ("度量", "Measure"), "duration": ("时长", "Duration"), "rank": ("位次", "Rank"),
    "target": ("计划", "Target"), "actual": ("实际", "Actual"), "unset": ("未注明", "Not stated"),
    "exact": ("相符", "Exact"), "rounding": ("舍入", "Rounding"), "mismatch": ("不符", "Mismatch"),
    "unchecked": ("未判", "Unchecked"), "none": ("无核对", "No check"),
    "error": ("错误", "Errors"), "warning": ("警告", "Warnings"), "note": ("提示", "Notes"),
    "up": ("上升", "Rise"), "down": ("下降", "Fall"),
    ">": ("以上", "more than"), "<": ("以下", "less than"), "~": ("约", "about"),
    "..": ("区间", "range"),
    "value": ("数值", "Value"), "bounds": ("范围", "Bounds"), "kind": ("类别", "Kind"),
    "status": ("状态", "Status"), "direction": ("升降", "Direction"),
    "modifier": ("约数", "Modifier"), "indicator": ("指标", "Indicator"),
    "subject": ("主体", "Subject"), "program": ("专项", "Program"), "heading": ("章节", "Section"),
    "period": ("时期", "Period"), "rule": ("规则", "Rule"), "checks": ("核对", "Checks"),
    "inferred": ("单位取自上下文", "unit taken from the context"),
    "open": ("不限", "open"), "to": (" 至 ", " to "),
}  # fmt: skip
"""The words of the records, in Chinese and English; the script gets them too."""

_KINDS = ("amount", "count", "rate", "measure", "duration", "rank")
_STATUSES = ("target", "actual", "unset")
_VERDICTS = ("mismatch", "rounding", "exact", "unchecked", "none")


def render(
    reports: Iterable[Report], options: Options, patterns: Path | None = None
) -> Iterator[str]:
    """The page of the one report, in one piece; a second report is an error.

    The messages of the other language come from a second reading, with the rules of ``patterns``.
    """
    done = ""
    for report in reports:
        if done:
            raise ReportparseError(
                f"一页只放一份报告，已有 {plain(done)}；多份请用 -o 指定文件夹"
                if options.lang == "zh"
                else f"one page holds one report, here {plain(done)}; give a folder with -o"
            )
        done = report.source.name
        yield page(report, options.lang, retold(report, options.lang, patterns))


def retold(report: Report, lang: Lang, patterns: Path | None = None) -> Report | None:
    """The report with its messages in the language that ``lang`` is not.

    ``None`` where its checks are not those that the rules give now.
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
    theirs = {_identity(check) for check in other.checks}
    return other if all(_identity(check) in theirs for check in report.checks) else None


def page(report: Report, lang: Lang = "zh", other: Report | None = None) -> str:
    """The page of a report. ``other`` is the same report with its messages in the other language;
    without it they stay as they are when the reader switches."""
    template, script, style = _parts()
    lines = Lines(report.text)
    checks = _Checks(report, lines, lang, other)
    rows = list(figure_rows(report))
    kinds, statuses = Counter(r["kind"] for r in rows), Counter(r["status"] for r in rows)
    verdicts = Counter(r["verdict"] for r in rows)
    data = {
        "lang": lang,
        "words": _WORDS,
        "figures": [_record(row) for row in rows],
    }
    return template.render(
        lang=lang,
        policy=f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'",
        script=script,
        style=style,
        data=_json(data),
        report=report,
        title=plain(report.title or report.source.name),
        name=plain(report.source.name),
        counts=Counter(check.verdict for check in report.checks),
        groups=checks.groups(),
        failing=sum(c.severity in FAILING for c in report.checks),
        noted=sum(c.severity == "note" for c in report.checks),
        programs=[_program(report, lines, row) for row in report.programs],
        program_names=list(dict.fromkeys(plain(f.program) for f in report.figures if f.program)),
        kinds=[(k, kinds[k]) for k in _KINDS if kinds[k]],
        statuses=[(s, n) for s in _STATUSES if (n := statuses[s if s != "unset" else ""])],
        verdicts=[(v, n) for v in _VERDICTS if (n := verdicts[v if v != "none" else ""])],
        outline=_outline(report, checks),
        blocks=list(_blocks(report, lines, rows, checks)),
    )


@lru_cache(maxsize=1)
def _parts() -> tuple[Template, str, str]:
    """The template with the script and the style that it takes in."""
    environment = _environment()
    folder = files("reportparse.outputs") / "templates"
    source, script, style = (
        (folder / name).read_text(encoding="utf-8") for name in ("page.html", "page.js", "page.css")
    )
    return environment.from_string(source), script, style


def _environment() -> Environment:
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    def say(zh: str, en: str) -> Markup:
        """Both languages; the style shows the one of the page."""
        return Markup('<span class="zh" lang="zh">{}</span><span class="en" lang="en">{}</span>').format(zh, en)

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"plain": plain, "json": _json}
    environment.globals |= {
        "say": say, "word": lambda key: say(*_WORDS[key]), "words": _WORDS, "markup": Markup,
    }  # fmt: skip
    return environment


def _hash(source: str) -> str:
    digest = hashlib.sha256(source.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _json(data: Any) -> Markup:
    """JSON that no HTML parser can leave, and that holds no lone surrogate."""
    from markupsafe import Markup

    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text.encode("utf-8", "replace").decode())


def _record(row: dict[str, Any]) -> dict[str, Any]:
    """What the card of a figure shows; empty fields are left out."""
    days = [str(row[k]) for k in ("period_start", "period_end") if row[k]]
    bounds = [None if row[k] is None else f"{row[k]:f}" for k in ("low", "high")]
    value = f"{row['value']:f}"
    record = {
        "id": row["id"], "line": row["line"], "page": row["page"], "kind": row["kind"],
        "value": value, "unit": plain(row["unit"]), "inferred": row["unit_inferred"],
        "bounds": None if bounds == [value, value] else bounds, "modifier": row["modifier"],
        "status": row["status"], "direction": row["direction"],
        "indicator": plain(row["indicator"]), "subject": plain(row["subject"]),
        "program": plain(row["program"]), "heading": plain(row["heading"]),
        "period": plain(row["period"]), "days": days, "rule": plain(row["rule"]),
        "verdict": row["verdict"], "checks": row["checks"],
    }  # fmt: skip
    return {key: value for key, value in record.items() if value not in ("", None, False, (), [])}


def _identity(check: Check) -> tuple[Any, ...]:
    return check.id, check.code, check.relation, check.stated, check.operands, check.verdict


@dataclass(frozen=True, slots=True)
class _Shown:
    """A check as the page shows it; ``told`` and ``hints`` are pairs of Chinese and English."""

    check: Check
    number: int | None
    line: int
    told: tuple[tuple[str, list[str]], ...]
    hints: list[tuple[str, ...]]
    figures: list[Figure]

    @property
    def title(self) -> tuple[str, str]:
        code = CODES.get(self.check.code)
        return (code.zh.title, code.en.title) if code else (self.check.relation,) * 2

    @property
    def why(self) -> tuple[str, str]:
        code = CODES.get(self.check.code)
        return (code.zh.why, code.en.why) if code else ("", "")


class _Checks:
    """The checks of a report by severity, the findings numbered as they are listed."""

    def __init__(self, report: Report, lines: Lines, lang: Lang, other: Report | None) -> None:
        self._lines, self._lang = lines, lang
        self._others = {c.id: c for c in other.checks} if other else {}
        self._figures = {f.id: f for f in report.figures}
        found = sorted(
            (f.check for f in findings(report, lines)),
            key=lambda c: ("error", "warning", "note").index(c.severity),
        )
        self.findings = [self._shown(check, n) for n, check in enumerate(found, 1)]
        self._rest = [self._shown(check, None) for check in report.checks if not check.severity]
        self.numbers: dict[str, list[_Shown]] = {}
        for shown in self.findings:
            self.numbers.setdefault(shown.check.stated, []).append(shown)

    def groups(self) -> list[tuple[str, bool, list[_Shown]]]:
        """(severity or verdict, whether it asks for a look, checks) in the order of the list."""
        by_severity = groupby(self.findings, key=lambda s: s.check.severity)
        groups: list[tuple[str, bool, list[_Shown]]]
        groups = [(severity, True, list(members)) for severity, members in by_severity]
        for verdict in ("mismatch", "rounding", "exact", "unchecked"):
            members = [s for s in self._rest if s.check.verdict == verdict]
            if members:
                groups.append((verdict, False, members))
        return groups

    def _shown(self, check: Check, number: int | None) -> _Shown:
        ids = dict.fromkeys((check.stated, *check.operands))
        return _Shown(
            check=check,
            number=number,
            line=self._lines.locate(self._figures[check.stated].start)[0],
            told=tuple(_told(text) for text in self._pair(check, lambda c: c.message)),
            hints=[
                self._pair(check, lambda c, n=n: c.diagnoses[n].message or c.diagnoses[n].suggestion)
                for n in range(len(check.diagnoses))
            ],
            figures=[self._figures[i] for i in ids],
        )

    def _pair(self, check: Check, text: Any) -> tuple[str, ...]:
        """The text in Chinese and English; alone where there is but one."""
        here = plain(text(check))
        other = self._others.get(check.id)
        if other is None or len(other.diagnoses) != len(check.diagnoses):
            return (here,)
        there = plain(text(other))
        return (here, there) if self._lang == "zh" else (there, here)


def _told(message: str) -> tuple[str, list[str]]:
    """A message as a head and the clauses after it."""
    for colon in (": ", "：", ":"):
        head, found, rest = message.partition(colon)
        if found and head and rest:
            break
    else:
        head, rest = "", message
    clauses = rest.replace("; ", "；").split("；")
    return head.strip(), [clause.strip() for clause in clauses if clause.strip()]


def _program(report: Report, lines: Lines, program: Any) -> dict[str, Any]:
    figures = {f.id: f for f in report.figures}
    own = [i for ids in (program.amounts, program.counts, program.rates, program.measures) for i in ids]
    return {
        "name": plain(program.name),
        "section": program.section,
        "figures": len(own),
        "rows": [_completion(row, figures) for row in program.completion],
    }


def _completion(row: Completion, figures: dict[str, Figure]) -> dict[str, Any]:
    stated = figures[row.stated] if row.stated else None
    computed = ""
    if row.computed is not None:
        computed = quantity(row.computed, stated) if stated else f"{round(row.computed, 2):f}%"
    percent = stated is not None and stated.unit == "%"
    return {
        "target": figures[row.target], "actual": figures[row.actual], "stated": stated,
        "computed": plain(computed), "verdict": row.verdict if stated else "",
        "done": _along(row.computed), "over": (row.computed or 0) > _SCALE_END,
        "said": _along(stated.value) if stated and percent else None,
        "goal": _along(Decimal(100)),
    }  # fmt: skip


def _along(rate: Decimal | None) -> str:
    """Where a rate stands along a bar of 100 units."""
    if rate is None:
        return "0"
    return f"{round(max(min(rate, _SCALE_END), Decimal(0)) / _SCALE_END * 100, 2):f}"


def _outline(report: Report, checks: _Checks) -> list[dict[str, Any]]:
    starts = sorted(
        figure.start
        for figure in report.figures
        for shown in checks.numbers.get(figure.id, [])
        if shown.check.severity in FAILING
    )
    return [
        {
            "id": section.id,
            "level": min(section.level, 4),
            "marker": plain(section.marker),
            "heading": plain(section.heading),
            "failing": sum(section.start <= start < section.end for start in starts),
        }
        for section in report.sections
    ]


def _blocks(
    report: Report, lines: Lines, rows: Sequence[dict[str, Any]], checks: _Checks
) -> Iterator[dict[str, Any]]:
    """The lines of the text: paragraphs, headings, and runs of lines with tabs as tables."""
    marked = _Marked(report, rows, checks)
    spans = [(n, *lines.bounds(n)) for n in range(1, len(lines) + 1)]
    filled = [span for span in spans if report.text[span[1] : span[2]].strip()]
    for tabular, run in groupby(filled, key=lambda s: marked.cells(s[1], s[2]) is not None):
        if tabular:
            table = [(n, marked.cells(start, end) or []) for n, start, end in run]
            width = max(len(cells) for _, cells in table)
            yield {"kind": "table", "rows": table, "width": width}
            continue
        for number, start, end in run:
            yield {
                "kind": "line",
                "number": number,
                "content": marked.line(start, end),
                "style": marked.style(start, end),
                "section": marked.section_at(start, end),
            }


class _Marked:
    """The text with its figures and headings marked; stretches are taken in text order."""

    def __init__(
        self, report: Report, rows: Sequence[dict[str, Any]], checks: _Checks
    ) -> None:
        from markupsafe import Markup

        self._markup = Markup
        self._text, self._title, self._checks = report.text, report.title, checks
        self._rows = rows
        self._first = 0
        self._sections = {s.start: s for s in report.sections}

    def section_at(self, start: int, end: int) -> Section | None:
        """The section that starts in the line."""
        written = self._text[start:end]
        return self._sections.get(start + len(written) - len(written.lstrip()))

    def style(self, start: int, end: int) -> str:
        """``title``, ``heading`` for a heading on its own line, or nothing."""
        written = self._text[start:end].strip()
        section = self.section_at(start, end)
        if section and self._heading_end(section) >= end - 2:
            return f"heading level{min(section.level, 4)}"
        if self._title and written == self._title:
            self._title = ""
            return "title"
        return ""

    def _heading_end(self, section: Section) -> int:
        found = self._text.find(section.heading, section.start + len(section.marker))
        return found + len(section.heading) if found >= 0 else section.start

    def cells(self, start: int, end: int) -> list[Markup] | None:
        """The cells of a line with tabs; ``None`` for another line."""
        if "\t" not in self._text[start:end].strip(" \u3000"):
            return None
        cells, at = [], start
        for cell in self._text[start:end].split("\t"):
            cells.append(self.line(at, at + len(cell), keep=True))
            at += len(cell) + 1
        return cells
