"""Ratios: completion rates, shares of a whole, parts of 100 (contract: stated = a ÷ b).

A base that stands with its rate (占预算10065万元的43.2%), or a plan beside its result, licenses a
hard reading. Where the whole is only implied (占38%), the readings are tentative: they count when
the numbers bear them out and are dropped when not (docs/checks.md 7.4, 7.6).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from reportparse.figures.tables import Cell
from reportparse.relations.candidate import Candidate
from reportparse.relations.judge import judge
from reportparse.relations.view import Spot, View

TENTATIVE = "base_unclear"
MAX_READINGS = 4
PLAN_OF = regex.compile(
    r"(?:占|为|完成|达到?|实现|相当于)([\p{Han}]{0,8}(?:预算|计划|任务|目标|下达数|任务数))数?的?$"
)
ANY_PLAN = regex.compile(r"(?:年初|年度|全年|年|既定|总)?(?:预算|计划|任务|目标)(?:任务|数)?")
RATE_WORDS = regex.compile(r"占|为|完成率?|达到?了?|实现|执行|开工|完工|竣工|率|进度|的|是|约|年初|年度|全年|调整|计划|预算|任务|目标|数|已|只|仅|高")
LIST_GAP = regex.compile(r"[、,和及与]+")
WHOLE = regex.compile(r"^(?:总额|总数|总量|总|的)+|(?:总额|总数|总量|的|总)+$")
Statement = tuple[Candidate, ...]


def find(view: View) -> Iterator[Statement]:
    """One statement a rate that the words make a ratio."""
    for s in view.spots:
        f = s.figure
        if f.kind != "rate" or f.unit not in {"%", "‰", "倍"} or s.role == "base":
            continue
        previous = view.spots[s.n - 1] if s.n else None
        if previous and _base_before(view, previous, s):
            yield from _of_base(view, previous, s)
        elif view.cue("change.word", s.clause):
            continue
        elif view.cue("ratio.share", s.clause):
            yield from _share(view, s)
        elif view.cue("ratio.completion", s.clause):
            yield from _completion(view, s)
        elif view.cue("ratio.rate", s.clause):
            yield from _rate(view, s)
    yield from _dealt(view)
    yield from _columns(view)
    yield from _structure_ratios(view)


def _candidate(
    s: Spot, top: Spot, base: Spot, rank: int, soft: str = "", rule: str = ""
) -> Candidate:
    return Candidate("ratio", s.figure, (top.figure, base.figure), rank=rank, soft=soft, rule=rule)


def _base_before(view: View, base: Spot, s: Spot) -> bool:
    gap = view.between(base, s)
    if base.sentence != s.sentence or base.figure.kind in {"rate", "rank", "duration"}:
        return False
    return "的" in gap and view.cue("ratio.of", gap) and view.cue("ratio.of_lead", base.clause)


def _of_base(view: View, base: Spot, s: Spot) -> Iterator[Statement]:
    """占/完成/为 B 的 S: the numerator is the nearest figure before the base that is no base itself."""
    tops = [
        t
        for t in view.back(base.n)
        if view.alike(t.figure, base.figure) and t.role in {"value", "plan"}
    ]
    same = [t for t in tops if t.sentence == s.sentence]
    readings = [_candidate(s, t, base, 1, rule="ratio.of") for t in same[:3]]
    readings += [
        _candidate(s, t, base, 2, TENTATIVE, "ratio.of") for t in tops[:2] if t not in same
    ]
    if readings:
        yield tuple(readings)


def _completion(view: View, s: Spot) -> Iterator[Statement]:
    """A result and its plan before the rate; either may stand first.

    A plan that the words name (计划 预算 任务) in the same sentence, or as the last one of the
    paragraph, is the base. Without one the readings are tentative.
    """
    near = [t for t in view.back(s.n, 16) if t.figure.kind not in {"rate", "rank", "duration"}]
    same = [t for t in near if t.sentence == s.sentence]
    tops = [t for t in same if t.role == "value" and t.figure.status != "target"]
    tops = tops or [t for t in same if t.role == "value"] or [t for t in near[:3] if t.role == "value"]
    readings: list[Candidate] = []
    for i, top in enumerate(tops[:2]):
        plans = [t for t in near if t.role == "plan" and view.alike(t.figure, top.figure)]
        for k, base in enumerate(plans[:2]):
            firm = i == k == 0 and _firm_plan(view, s, top, base)
            rank = (1 if base.sentence == s.sentence else 2) + i + k
            readings.append(_candidate(s, top, base, rank, "" if firm else TENTATIVE, "ratio.completion"))
    if len(readings) < MAX_READINGS:
        others = [
            _candidate(s, top, t, 4, TENTATIVE, "ratio.completion")
            for top in tops[:2]
            for t in near
            if t.n < top.n and t.role in {"value", "plan"} and view.alike(t.figure, top.figure)
        ]
        others.sort(key=lambda c: c.operands[1].value < c.operands[0].value)
        readings += others[: MAX_READINGS - len(readings)]
    if readings:
        yield tuple(readings[:MAX_READINGS])


def _firm_plan(view: View, s: Spot, top: Spot, base: Spot) -> bool:
    """Whether the plan is beyond doubt the base: no other rate's base, no other plan named."""
    if top.sentence != s.sentence or top.figure.unit != base.figure.unit:
        return False
    if base.n > top.n and view.text[base.end : base.end + 1] == "的" and base.n + 1 != s.n:
        return False
    if base.n < top.n and view.text[base.end : base.end + 1] == "的":
        return False
    subject = RATE_WORDS.sub("", s.clause)
    if len(subject) > 1 and _shared(subject, top.figure.indicator + base.figure.indicator) < 2:
        return False
    named = PLAN_OF.search(s.clause)
    if named:
        return named[1] in base.clause or ANY_PLAN.fullmatch(named[1]) is not None
    return view.cue("ratio.against_plan", s.clause)


def _rate(view: View, s: Spot) -> Iterator[Statement]:
    """整改率, 检出率, 结案率: the two nearest figures of one dimension, part and whole."""
    pool = [t for t in view.back(s.n, 10) if t.role in {"value", "plan"}]
    same = [t for t in pool if t.sentence == s.sentence]
    named = [t for t in pool if _shared(_rate_name(s), t.figure.indicator) >= 2]
    readings = []
    for i, (top, base) in enumerate([*_pairs(view, same), *_pairs(view, pool)]):
        firm = (
            i == 0
            and len([t for t in same if t.figure.kind != "rate"]) == 2
            and view.cue("ratio.done", top.clause)
            and view.cue("ratio.due", base.clause)
        )
        readings.append(_candidate(s, top, base, 1 if firm else 2, "" if firm else TENTATIVE, "ratio.rate"))
    for top in named[:1]:
        readings += [
            _candidate(s, top, base, 2, TENTATIVE, "ratio.rate")
            for base in pool
            if base.n < top.n and view.alike(base.figure, top.figure)
        ][:2]
    if readings:
        yield tuple(_distinct(readings)[:MAX_READINGS])


def _distinct(readings: list[Candidate]) -> list[Candidate]:
    distinct: dict[tuple[str, str], Candidate] = {}
    for c in readings:
        distinct.setdefault((c.operands[0].id, c.operands[1].id), c)
    return list(distinct.values())


def _rate_name(s: Spot) -> str:
    return regex.sub(r"[率为达到是的]", "", s.clause)


def _pairs(view: View, pool: list[Spot]) -> Iterator[tuple[Spot, Spot]]:
    """Nearest figure over an earlier one of its dimension, nearest pairs first."""
    values = [t for t in pool if t.figure.kind not in {"rate", "rank", "duration"}]
    for i, top in enumerate(values[:3]):
        for base in values[i + 1 : i + 4]:
            if view.alike(top.figure, base.figure) and top.figure.value:
                yield top, base


def _share(view: View, s: Spot) -> Iterator[Statement]:
    """占 with a whole that is named by a noun or not at all: 占总户数5.97%."""
    noun = regex.sub(r"^.*占(?:到|比|了)?|比重|比例|的|达|为|到", "", s.clause).strip()
    tops = [
        t
        for t in view.back(s.n, 6)
        if t.figure.kind not in {"rate", "rank", "duration"} and t.role != "change"
    ]
    if not tops:
        return
    readings = []
    for top in tops[:2]:
        for base in _wholes(view, top, noun)[:3]:
            firm = top is tops[0] and not readings and _names_whole(view, top, base, noun)
            readings.append(
                _candidate(s, top, base, 1 if firm else 2, "" if firm else TENTATIVE, "ratio.share")
            )
    if readings:
        yield tuple(readings[:4])


def _names_whole(view: View, top: Spot, base: Spot, noun: str) -> bool:
    """占增值税总额的 after 增值税5.76亿元; 农业人口68.8万人中,……62.58万人,占."""
    if top.figure.unit != base.figure.unit:
        return False
    core, name = WHOLE.sub("", noun), WHOLE.sub("", base.figure.indicator)
    if len(core) >= 3 and core == name:
        return True
    between = view.between(base, top)
    return base.n == top.n - 1 and regex.match(r"\p{Han}{0,10}中,", between) is not None


def _wholes(view: View, top: Spot, noun: str) -> list[Spot]:
    """Larger figures of the same dimension before the part, those that the noun names first."""
    found = [
        t
        for t in view.back(top.n, 30)
        if view.alike(t.figure, top.figure)
        and t.figure.value >= top.figure.value
        and t.role != "change"
    ]
    found += [
        t
        for t in reversed(view.spots[: top.n])
        if t.paragraph != top.paragraph
        and top.paragraph - t.paragraph <= 8
        and view.alike(t.figure, top.figure)
        and t.figure.value > top.figure.value
        and t.role != "change"
    ][:12]
    name = top.figure.indicator
    return sorted(
        found,
        key=lambda t: (
            -_shared(noun, t.figure.indicator),
            t.figure.indicator != name,
            t.paragraph != top.paragraph,
        ),
    )


def _shared(noun: str, indicator: str) -> int:
    """How many characters the name of the whole shares with an indicator."""
    return len(set(noun) & set(indicator) - set("总全的占数"))


def _dealt(view: View) -> Iterator[Statement]:
    """贫困户144户、贫困人口578人,分别占19.54%和20.58%: rates dealt out to the figures before."""
    for spots in view.by_sentence.values():
        for i, s in enumerate(spots):
            if s.figure.kind != "rate" or not view.cue("ratio.share", s.clause):
                continue
            rates = [s]
            for t in spots[i + 1 :]:
                if t.figure.kind != "rate" or not LIST_GAP.fullmatch(t.lead):
                    break
                rates.append(t)
            tops = [t for t in spots[:i] if t.figure.kind not in {"rate", "rank"}][-len(rates) :]
            if len(tops) != len(rates) or len(rates) < 2:
                continue
            yield from _shares(view, tops, rates)


def _shares(view: View, tops: Sequence[Spot], rates: Sequence[Spot]) -> Iterator[Statement]:
    """One whole that bears all of the rates out; else for each rate the whole of its own."""
    if all(view.alike(t.figure, tops[0].figure) for t in tops):
        largest = max(t.figure.value for t in tops)
        for base in reversed(view.spots[max(0, tops[0].n - 60) : tops[0].n]):
            if not view.alike(base.figure, tops[0].figure) or base.figure.value < largest:
                continue
            together = [
                _candidate(r, t, base, 2, TENTATIVE, "ratio.share")
                for t, r in zip(tops, rates, strict=True)
            ]
            if all(judge(c).verdict == "exact" for c in together):
                yield from ((c,) for c in together)
                return
    for top, rate in zip(tops, rates, strict=True):
        wholes = _wholes(view, top, regex.sub(r"^.*占", "", rates[0].clause))[:MAX_READINGS]
        if wholes:
            yield tuple(_candidate(rate, top, b, 2, TENTATIVE, "ratio.share") for b in wholes)


def _columns(view: View) -> Iterator[Statement]:
    """Rate columns of a table: row by row one column over another, or over a total in the text."""
    for cells in view.tables:
        rates = sorted({c.column for c, s in cells if s.figure.kind in {"rate", "measure"}})
        for column in rates:
            rows = {c.row: s for c, s in cells if c.column == column}
            head = next(c.column_name for c, _ in cells if c.column == column)
            if not view.cue("ratio.column", head):
                continue
            yield from _over_columns(view, cells, rows, column)


def _over_columns(
    view: View, cells: Sequence[tuple[Cell, Spot]], rates: dict[int, Spot], column: int
) -> Iterator[Statement]:
    """The pair of columns whose quotient the rate column is, in most of its rows."""
    columns = sorted({c.column for c, _ in cells} - {column})
    values = {(c.row, c.column): s for c, s in cells}
    best: list[Statement] = []
    for top in columns:
        bases = [*((b, None) for b in columns if b != top), *((None, w) for w in _outside(view, cells, values, top))]
        for base_column, whole in bases:
            statements: list[Statement] = []
            for row, rate in rates.items():
                over = values.get((row, top))
                base = whole or values.get((row, base_column or 0))
                if over and base and base.figure.value and over is not base:
                    statements.append((_candidate(rate, over, base, 2, rule="ratio.column"),))
            good = [s for s in statements if judge(s[0]).verdict in {"exact", "rounding"}]
            if len(good) * 2 > len(statements) and len(good) > 1 and len(good) > len(best):
                best = statements
    yield from best


def _outside(
    view: View,
    cells: Sequence[tuple[Cell, Spot]],
    values: dict[tuple[int, int], Spot],
    column: int,
) -> list[Spot]:
    """Wholes of a column: its 合计 cell, or a larger figure before the table."""
    own = [s for (_, c), s in values.items() if c == column]
    first = min(s.n for s in own)
    totals = [s for c, s in cells if c.column == column and view.cue("sum.row", c.row_name)]
    before = [
        t
        for t in view.spots[max(0, first - 12) : first]
        if view.alike(t.figure, own[0].figure) and t.figure.value >= max(s.figure.value for s in own)
    ]
    return [*totals, *reversed(before)]


def _structure_ratios(view: View) -> Iterator[Statement]:
    """14.6:42.7:42.7 against three parts and their whole; 2.02:1 against two levels."""
    for n, s in enumerate(view.spots):
        if s.figure.rule != "rate.parts" or (n and _same_ratio(view, view.spots[n - 1], s)):
            continue
        parts = [s]
        while parts[-1].n + 1 < len(view.spots) and _same_ratio(view, parts[-1], view.spots[parts[-1].n + 1]):
            parts.append(view.spots[parts[-1].n + 1])
        levels = [t for t in view.back(n, 16) if t.figure.kind in {"amount", "measure", "count"} and t.role == "value"]
        if len(parts) == 2 and parts[1].figure.value == 1:
            pairs = [(a, b) for a in levels[:4] for b in levels[:4] if a is not b and view.alike(a.figure, b.figure)]
            readings = [c for a, b in pairs if judge(c := _candidate(s, a, b, 3, TENTATIVE, "ratio.parts")).verdict == "exact"]
            if readings:
                yield (readings[0],)
        elif len(parts) == 3:
            yield from _three(view, parts, levels[::-1])


def _three(view: View, parts: list[Spot], levels: list[Spot]) -> Iterator[Statement]:
    for i in range(len(levels) - 3):
        whole, *items = levels[i : i + 4]
        readings = [
            Candidate("ratio", p.figure.model_copy(update={"unit": "%"}), (t.figure, whole.figure), rank=3, rule="ratio.parts")
            for p, t in zip(parts, items, strict=True)
        ]
        if all(judge(c).verdict == "exact" for c in readings):
            yield from ((c,) for c in readings)
            return


def _same_ratio(view: View, a: Spot, b: Spot) -> bool:
    return b.figure.rule == "rate.parts" and view.text[a.end : b.start].strip() == ":"
