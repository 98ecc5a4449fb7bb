"""Gold annotations, and how well reports match them.

A gold file is the report's own text with every figure marked in place, then a line of three or
more ``=`` signs, then one relation or heading a line::

    计划投入{{f1:1.2亿元|amount|120000000|元|target|计划投入}},到位{{f2:90%|rate|90|%|actual|到位}}
    =====
    ratio f2 = f3 / f1          growth f8 : f7 from f6          sum f1 = f4 + f5 - f6
    head 1 一、组织领导

A mark is ``{{id:surface|kind|value|unit|status|indicator|modifier}}``; a range has the value
``3..5``. The verdict of a gold relation is not written, it is worked out from the marked figures
as docs/checks.md says. ``corpus/gold/README.md`` gives the conventions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import get_args

from reportparse.errors import GoldError
from reportparse.interval import bounds, last_place
from reportparse.models import (
    Figure,
    Kind,
    Modifier,
    PlainDecimal,
    Record,
    Relation,
    Report,
    Status,
    Verdict,
)  # fmt: skip
from reportparse.outputs.layout import grid, plain
from reportparse.pipeline import parse_text
from reportparse.relations.candidate import Candidate
from reportparse.relations.judge import judge
from reportparse.relations.written import Written

SCORED: tuple[Relation, ...] = (
    "ratio", "sum", "part", "growth", "gain", "delta", "product", "equal",
)  # fmt: skip
"""The relations that gold lists; checks of other kinds count neither way."""

ASPECTS = ("value", "unit", "kind", "modifier", "status", "indicator")
"""What is judged of a figure that was found."""

_MARK = re.compile(r"\{\{(?P<id>[a-z]\w*):(?P<body>.*?)\}\}", re.S)
_RULE = re.compile(r"\n={3,}[^\n]*(?:\n|\Z)")
_TERM = re.compile(r"(-?)\s*\b([a-z]\w*)")
_COUNTED: frozenset[str] = frozenset({"count", "rank", "duration"})
_HALF = {i: i - 0xFEE0 for i in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_GROUPING = re.compile(r"(?<=\d)\s+(?=[\d.])|(?<=\.)\s+(?=\d)|(?<=\d),(?=\d{3})")

_SAME_UNITS: tuple[frozenset[str], ...] = tuple(
    frozenset(group.split())
    for group in (
        "元 人民币 CNY RMB 块", "% ％ 百分比 percent", "个百分点 百分点 pp", "公里 千米 km KM",
        "平方米 ㎡ 平米 m² m2", "立方米 方 m³ m3 立方", "千瓦时 度 kWh", "吨 t", "公斤 千克 kg",
        "米 m", "公顷 hm² ha", "平方公里 平方千米 km² km2", "人次 人·次", "倍 x", "美元 USD",
        "港元 HKD", "欧元 EUR",
    )
)  # fmt: skip
_PROPER_UNITS = {"场次", "批次", "台次", "车次", "户次", "千分点"}.union(*_SAME_UNITS)
_UNSAID = re.compile(r"[\s,。、;:.“”\"'()的了]")


@dataclass(frozen=True, slots=True)
class GoldRelation:
    """A relation that a careful auditor could check from the text alone."""

    relation: Relation
    stated: str
    operands: tuple[str, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Gold:
    """One annotated report: its bare text, its figures in text order, relations and headings.

    ``high`` of a figure whose modifier is ``..`` is the range's upper number.
    """

    name: str
    text: str
    figures: tuple[Figure, ...]
    relations: tuple[GoldRelation, ...]
    headings: tuple[tuple[int, str], ...]


class Match(Record):
    """How many of the gold items were met, of how many found and how many there are."""

    hits: int
    found: int
    gold: int
    precision: PlainDecimal
    recall: PlainDecimal
    f1: PlainDecimal

    @classmethod
    def of(cls, hits: int, found: int, gold: int) -> Match:
        """The measures, to four decimals; 1 where nothing was asked for and nothing given."""
        return cls(
            hits=hits, found=found, gold=gold, precision=_share(hits, found),
            recall=_share(hits, gold), f1=_share(2 * hits, found + gold),
        )  # fmt: skip


class Scores(Record):
    """The measures of one report, or of all together.

    ``found`` counts gold figures that a figure overlaps, ``strict`` those whose value, unit and
    kind agree too. ``value`` … ``indicator`` are shares of the found figures, ``verdict`` of the
    found relations. ``mismatches`` are gold's; ``false_alarms`` are mismatches reported where gold
    has none.
    """

    name: str
    found: Match
    strict: Match
    value: PlainDecimal
    unit: PlainDecimal
    kind: PlainDecimal
    modifier: PlainDecimal
    status: PlainDecimal
    indicator: PlainDecimal
    relations: Match
    verdict: PlainDecimal
    mismatches: int
    mismatches_found: int
    false_alarms: int
    headings: Match


class Evaluation(Record):
    """The scores of each report of a folder, in the order of their names, and their total."""

    rows: tuple[Scores, ...]
    total: Scores

    def to_table(self, lang: str = "zh") -> str:
        """The scores as lines of text, a report a line, the total last; shares in percent."""
        heads = _COLUMNS[lang if lang in _COLUMNS else "zh"]
        total = "合计" if lang == "zh" else "total"
        rows = [(plain(row.name), *_cells(row)) for row in self.rows]
        rows.append((total, *_cells(self.total)))
        return grid(heads, rows, right=range(1, len(heads)), indent="")


_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "zh": (
        "文件", "数据", "找到", "全对", "数值", "单位", "类别", "修饰", "状态", "指标",
        "关系", "查全", "查准", "结论", "不符", "误报", "标题",
    ),
    "en": (
        "file", "figures", "found", "strict", "value", "unit", "kind", "modifier", "status",
        "indicator", "relations", "recall", "precision", "verdict", "mismatches", "false alarms",
        "headings",
    ),
}  # fmt: skip


@dataclass(slots=True)
class _Counts:
    """What is counted in one report, so that reports can be added up."""

    gold: int = 0
    read: int = 0
    found: int = 0
    strict: int = 0
    value: int = 0
    unit: int = 0
    kind: int = 0
    modifier: int = 0
    status: int = 0
    indicator: int = 0
    relations: int = 0
    checks: int = 0
    relations_found: int = 0
    verdict: int = 0
    mismatches: int = 0
    mismatches_found: int = 0
    false_alarms: int = 0
    headings: int = 0
    headings_read: int = 0
    headings_found: int = 0

    def __add__(self, other: _Counts) -> _Counts:
        return _Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def scores(self, name: str) -> Scores:
        shares = {name: _share(getattr(self, name), self.found, Decimal(0)) for name in ASPECTS}
        return Scores(
            name=name,
            found=Match.of(self.found, self.read, self.gold),
            strict=Match.of(self.strict, self.read, self.gold),
            **shares,
            relations=Match.of(self.relations_found, self.checks, self.relations),
            verdict=_share(self.verdict, self.relations_found, Decimal(0)),
            mismatches=self.mismatches,
            mismatches_found=self.mismatches_found,
            false_alarms=self.false_alarms,
            headings=Match.of(self.headings_found, self.headings_read, self.headings),
        )


def read_gold(path: Path) -> Gold:
    """Read an annotated report.

    Raises GoldError, naming the file and the mark, if it cannot be read or does not follow the
    format.
    """
    try:
        raw = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as e:
        raise GoldError(f"{path}: 读不了标注文件（{e}）。请检查路径，文件应为 UTF-8 编码") from e
    body, *rest = _RULE.split(raw.replace("\r\n", "\n").replace("\r", "\n"), maxsplit=1)
    text, figures = _figures(body, path)
    relations: list[GoldRelation] = []
    headings: list[tuple[int, str]] = []
    for line in "".join(rest).splitlines():
        words = line.partition("#")[0].strip()
        word, _, tail = words.partition(" ")
        if word == "head":
            headings.append(_heading(tail, text, path, words))
        elif word:
            relations.append(_relation(word, tail, figures, path, words))
    return Gold(path.stem, text, tuple(figures.values()), tuple(relations), tuple(headings))


def score(gold: Gold, report: Report) -> Scores:
    """Measure one report against its gold. Raises GoldError if they are not of the same text."""
    return _count(gold, report).scores(gold.name)


def evaluate(gold_dir: Path, *, patterns: Path | None = None) -> Evaluation:
    """Parse the bare text of every ``*.gold`` file of a folder and measure the reports.

    Raises GoldError for a folder without gold files and for a file that does not follow the
    format.
    """
    paths = sorted(gold_dir.glob("*.gold"))
    if not paths:
        raise GoldError(f"{gold_dir}: 没有 .gold 文件。请给出放有标注文件的文件夹")
    rows: list[Scores] = []
    total = _Counts()
    for path in paths:
        gold = read_gold(path)
        counts = _count(gold, parse_text(gold.text, name=gold.name, patterns=patterns))
        rows.append(counts.scores(gold.name))
        total += counts
    return Evaluation(rows=tuple(rows), total=total.scores("total"))


def same_unit(want: str, got: str) -> bool:
    """Whether two units are one: 公里 and km, 元每人每月 and 元/人/月.

    No unit in gold means that the text has none, and any answer will do; a bare noun that stands
    for one (用水户) may be left out.
    """
    if not want or _unit_key(want) == _unit_key(got):
        return True
    return not got and len(want) >= 2 and want not in _PROPER_UNITS


def same_indicator(want: str, got: str) -> bool:
    """Whether two phrases name one thing: one holds the other, or they share most characters.

    The longer one may have at most twice the characters of the shorter and two more; otherwise
    the F1 of their characters must reach 0.6.
    """
    a, b = _UNSAID.sub("", want), _UNSAID.sub("", got)
    if not a or not b:
        return not a
    if (a in b and len(b) <= 2 * len(a) + 2) or (b in a and len(a) <= 2 * len(b) + 2):
        return True
    common = (Counter(a) & Counter(b)).total()
    return 10 * common >= 3 * (len(a) + len(b))


def same_value(want: Figure, got: Figure) -> bool:
    """Whether two figures have one value; of a range both ends count."""
    if want.modifier != ".." or want.value == want.high:
        return got.value == want.value
    return got.high in {want.high, None} if got.value == want.value else (
        (got.low, got.high) == (want.low, want.high)
    )  # fmt: skip


def _figures(body: str, path: Path) -> tuple[str, dict[str, Figure]]:
    parts: list[str] = []
    figures: dict[str, Figure] = {}
    length = at = 0
    for mark in _MARK.finditer(body):
        before = body[at : mark.start()]
        length += len(before)
        place = f"{path}:{body.count(chr(10), 0, mark.start()) + 1}: {mark[0]}"
        if mark["id"] in figures:
            raise GoldError(f"{place}: 编号 {mark['id']} 用了两次。请换一个")
        figure = _figure(mark["id"], mark["body"], length, place)
        figures[figure.id] = figure
        parts += [before, figure.text]
        length, at = figure.end, mark.end()
    text = "".join([*parts, body[at:]])
    if stray := re.search(r"\{\{|\}\}", text):
        near = text[max(0, stray.start() - 10) : stray.end() + 10]
        raise GoldError(f"{path}: {near!r}: 标注不完整。格式是 {{{{编号:原文|类别|数值|…}}}}")
    return text, figures


def _figure(figure_id: str, body: str, start: int, place: str) -> Figure:
    surface, *rest = body.split("|")
    kind, value, unit, status, indicator, modifier = (
        part.strip() for part in (*rest, *[""] * 6)[:6]
    )
    if len(rest) > 6 or not surface or surface != surface.strip():
        raise GoldError(f"{place}: 应为 原文|类别|数值|单位|状态|指标|修饰，原文前后不留空白")
    for name, given, allowed in (
        ("类别", kind, get_args(Kind)),
        ("状态", status, get_args(Status)),
        ("修饰", modifier, get_args(Modifier)),
    ):
        if given not in allowed:
            raise GoldError(
                f"{place}: {name} {given!r} 不在 {' '.join(filter(None, allowed))} 之列"
            )
    low, dots, high = value.partition("..")
    try:
        numbers = Decimal(low), Decimal(high if dots else low)
    except InvalidOperation:
        raise GoldError(f"{place}: 数值 {value!r} 不是数") from None
    if not all(n.is_finite() for n in numbers):
        raise GoldError(f"{place}: 数值 {value!r} 不是数")
    if _digits_differ(surface, unit, numbers[0]):
        raise GoldError(f"{place}: 原文的数字不是 {value}")
    figure = Figure.model_validate(
        {
            "id": figure_id, "start": start, "end": start + len(surface), "text": surface,
            "kind": kind, "value": numbers[0], "low": None, "high": None, "unit": unit,
            "modifier": modifier, "status": status, "indicator": indicator,
        }
    )  # fmt: skip
    least, most = bounds(
        numbers[0], _place(figure), kind=figure.kind, unit=unit, modifier=figure.modifier,
        text=surface, high=numbers[1] if dots else None,
    )  # fmt: skip
    return figure.model_copy(update={"low": least, "high": most})


def _digits_differ(surface: str, unit: str, value: Decimal) -> bool:
    """A slip of the annotator: other digits than the text's. Fractions and 成 change digits."""
    number = re.search(r"\d[\d.]*", _GROUPING.sub("", surface.translate(_HALF)))
    if not number or any(mark in surface + unit for mark in ("成", "分之", "/")):
        return False
    written, given = (re.sub(r"\D", "", s).strip("0") for s in (number[0], f"{value:f}"))
    return written != given


def _place(figure: Figure) -> Decimal:
    """The place of the last written digit; for Chinese numerals of the last that is not zero."""
    if written := Written.of(figure):
        return written.place
    exact = figure.kind in _COUNTED and abs(figure.value) < 10_000
    return Decimal(0) if exact else last_place(figure.value)


def _heading(tail: str, text: str, path: Path, line: str) -> tuple[int, str]:
    level, _, title = tail.strip().partition(" ")
    title = title.strip()
    if not level.isdecimal() or not title or title not in text:
        raise GoldError(f"{path}: {line!r}: 标题行应为 head 层级 标题，标题须在正文中")
    return int(level), title


def _relation(
    word: str, tail: str, figures: Mapping[str, Figure], path: Path, line: str
) -> GoldRelation:
    relation = next((r for r in SCORED if r == word), None)
    terms = _TERM.findall(re.sub(r"\b(?:from|by)\b", " ", tail))
    names = [name for _, name in terms]
    if relation is None or len(names) < 2:
        raise GoldError(
            f"{path}: {line!r}: 读不懂这条关系。可用 {' '.join(SCORED)}，如 sum f1 = f2 + f3"
        )
    if missing := [name for name in names if name not in figures]:
        raise GoldError(f"{path}: {line!r}: 正文没有标注 {'、'.join(missing)}")
    stated, *operands = names
    signs = tuple(-1 if minus else 1 for minus, _ in terms[1:])
    judgement = judge(
        Candidate(
            relation=relation,
            stated=figures[stated],
            operands=tuple(figures[name] for name in operands),
            signs=signs if relation in {"sum", "gain"} else (),
        )
    )
    return GoldRelation(relation, stated, tuple(operands), judgement.verdict)


def _count(gold: Gold, report: Report) -> _Counts:
    if report.text != gold.text:
        raise GoldError(f"{gold.name}: 报告的正文与标注的正文不同，无法比较")
    pairs = _aligned(gold.figures, report.figures)
    c = _Counts(gold=len(gold.figures), read=len(report.figures), found=len(pairs))
    for want, got in pairs:
        value, unit = same_value(want, got), same_unit(want.unit, got.unit)
        c.value += value
        c.unit += unit
        c.kind += want.kind == got.kind
        c.strict += value and unit and want.kind == got.kind
        c.modifier += want.modifier == got.modifier
        c.status += want.status == got.status
        c.indicator += same_indicator(want.indicator, got.indicator)
    _count_relations(c, gold, report, {got.id: want.id for want, got in pairs})
    want_heads = {_UNSAID.sub("", title) for _, title in gold.headings}
    got_heads = {_full_heading(s.marker, s.heading) for s in report.sections} - {""}
    c.headings, c.headings_found = len(want_heads), len(want_heads & got_heads)
    c.headings_read = len(got_heads) if want_heads else 0
    return c


def _aligned(gold: Iterable[Figure], read: Sequence[Figure]) -> list[tuple[Figure, Figure]]:
    """Each gold figure with the figure that overlaps it most and that no other has taken."""
    taken: set[str] = set()
    pairs: list[tuple[Figure, Figure]] = []
    for want in gold:
        near = [
            (min(want.end, got.end) - max(want.start, got.start), got)
            for got in read
            if got.id not in taken and got.start < want.end and want.start < got.end
        ]
        if near:
            _, best = max(near, key=lambda pair: pair[0])
            taken.add(best.id)
            pairs.append((want, best))
    return pairs


def _count_relations(c: _Counts, gold: Gold, report: Report, ids: Mapping[str, str]) -> None:
    order = {figure.id: n for n, figure in enumerate(gold.figures)}

    def key(relation: str, stated: str, operands: Sequence[str]) -> tuple[str, str, frozenset[str]]:
        if relation == "equal" and order.get(operands[0], -1) > order.get(stated, -1):
            stated, operands = operands[0], (stated,)
        return relation, stated, frozenset(operands)

    want = {key(r.relation, r.stated, r.operands): r.verdict for r in gold.relations}
    have = {
        key(
            check.relation,
            ids.get(check.stated, f"?{check.stated}"),
            [ids.get(operand, f"?{operand}") for operand in check.operands],
        ): check.verdict
        for check in report.checks
        if check.relation in SCORED and check.verdict != "unchecked" and check.operands
    }
    hits = want.keys() & have.keys()
    c.relations, c.checks, c.relations_found = len(want), len(have), len(hits)
    c.verdict = sum(want[k] == have[k] for k in hits)
    c.mismatches = sum(v == "mismatch" for v in want.values())
    c.mismatches_found = sum(want[k] == have[k] == "mismatch" for k in hits)
    c.false_alarms = sum(v == "mismatch" != want.get(k) for k, v in have.items())


def _full_heading(marker: str, heading: str) -> str:
    marker, heading = _UNSAID.sub("", marker), _UNSAID.sub("", heading)
    return heading if heading.startswith(marker) else marker + heading


def _unit_key(unit: str) -> str:
    unit = re.sub(r"\s", "", unit).replace("每", "/").replace("／", "/")
    unit = re.sub("/+", "/", unit).strip("/")
    return next((min(group) for group in _SAME_UNITS if unit in group), unit)


def _share(part: int, whole: int, of_nothing: Decimal = Decimal(1)) -> Decimal:
    return round(Decimal(part) / Decimal(whole), 4) if whole else of_nothing


def _cells(row: Scores) -> tuple[str, ...]:
    shares = (row.found.f1, row.strict.f1, *(getattr(row, name) for name in ASPECTS))
    tied = row.relations
    return (
        str(row.found.gold), *map(_percent, shares), str(tied.gold),
        *map(_percent, (tied.recall, tied.precision, row.verdict)),
        f"{row.mismatches_found}/{row.mismatches}", str(row.false_alarms),
        _percent(row.headings.f1),
    )  # fmt: skip


def _percent(share: Decimal) -> str:
    return f"{share * 100:.1f}"
