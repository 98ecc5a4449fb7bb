"""Units that a figure leaves to a sibling, a table head or a standard before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache

import regex

from reportparse.expressions import compiled
from reportparse.figures.numerals import Number
from reportparse.figures.reading import Reading
from reportparse.figures.scan import PER
from reportparse.figures.tables import RANK, Cell
from reportparse.models import Kind
from reportparse.rules import Rules
from reportparse.structure import Structure

NAMED_ITEM = compiled(r"[、,(]?(?:其中|包括)?:?\p{Han}{1,8}")
ITEM_END = compiled(r"[,、。;)\n]|$")
RATIO_NAME = compiled("比|倍差|指数|系数|分|率|评分|得分|均值")
LINK = compiled(
    r"(?:为|达到?|[降升增低]至|降到|是|:|提高到|下降到|系数|指数|倍差|(?:提升|缩小|扩大|收窄|回落)[至到]|[由从](?:(?:19|20)\d\d年|[上去]年|年初)?的?)\s*$"
)
LIST_MARKS = frozenset("、和及与")
RATIO_HEAD = compiled("(?:性别比|收入比|倍差|系数|指数)[^,、]{0,4}$")
RATIO_ENDS = frozenset({"", *",。;()、\n降升扩缩提增下收回调"})
PLACING = compiled("排名|名次|位次")
ITEM_STOP = compiled(r"[。;;:\n]")
SENTENCE_STOP = compiled(r"[。;;\n]")
OWNED = compiled("[的均]")
MAX_ITEM = 12
MOST_BETWEEN = 6
PERCENT = compiled("%|占|率|比重|增长|增幅|同比|增减|比例")


def carry_units(
    structure: Structure, readings: Sequence[Reading], cells: dict[int, Cell], rules: Rules
) -> list[Reading]:
    """The readings with units; bare ones that none can be found for are dropped."""
    kinds = _kinds(rules)
    carried = [
        _from_table(r, cells[r.core], kinds) if r.core in cells and r.bare else r for r in readings
    ]
    money = rules.cue("carry.money")
    listed = _heads(carried, lambda i: _follows(structure, carried[i - 1], carried[i]))
    out: list[Reading] = []
    for i in range(len(carried) - 1, -1, -1):
        r: Reading | None = carried[i]
        if r and r.bare:
            head, sibling = _at(carried, listed[i]), _sibling(structure, carried, i)
            left = carried[i - 1].end if i else 0
            r = (
                _of_ratio(structure, r)
                or _from_next(structure, r, out[-1] if out else None)
                or _from_head(r, head)
                or _scaled_only(structure, r, left, sibling, money)
                or _unitless(structure, r)
            )
        if r:
            out.append(r)
    out.reverse()
    return _standards(structure, out)


def _at(readings: Sequence[Reading], i: int | None) -> Reading | None:
    return None if i is None else readings[i]


def _sibling(structure: Structure, readings: Sequence[Reading], i: int) -> Reading | None:
    """The nearest reading before in the sentence with a unit, rates and lengths of time apart."""
    sentence = structure.sentence(readings[i].start)[0]
    for previous in reversed(readings[max(0, i - MOST_BETWEEN) : i]):
        if previous.end <= sentence:
            break
        if previous.kind in {"amount", "measure", "count"}:
            return previous
        if previous.bare and previous.number.scale != readings[i].number.scale:
            break
    return None


@lru_cache(maxsize=4)
def _kinds(rules: Rules) -> _Kinds:
    return _Kinds(rules)


class _Kinds:
    def __init__(self, rules: Rules) -> None:
        self._kinds = {f: (e.kind, e.unit or f, e.id) for e in rules.of("unit") for f in e.forms}

    def of(self, unit: str) -> tuple[Kind, str, str] | None:
        found = self._kinds.get(unit)
        if found and found[0]:
            return found[0], found[1], found[2]
        return None


def _from_table(r: Reading, cell: Cell, kinds: _Kinds) -> Reading:
    known = kinds.of(cell.unit) if cell.unit else None
    if known:
        kind, unit, rule = known
    elif RANK.search(cell.column_name):
        if not PLACING.search(cell.column_name):
            return r
        kind, unit, rule = "rank", "", "table.rank"
    elif PERCENT.search(cell.column_name) and "." in f"{r.number.value}":
        kind, unit, rule = "rate", "%", "table.rate"
    elif r.number.place < 1:
        kind, unit, rule = "measure", cell.unit, "table.measure"
    else:
        kind, unit, rule = "count", cell.unit, "table.count"
    scale = cell.scale if kind != "rate" else Decimal(1)
    return r._replace(
        number=_scaled(r.number, scale), kind=kind, unit=unit, rule=rule, inferred=True
    )


def _from_next(structure: Structure, r: Reading, following: Reading | None) -> Reading | None:
    """省级资金29434.04、市县资金21796.76万元: the unit stands with the next figure of the list."""
    if following is None or following.bare or following.kind in {"rank", "duration"}:
        return None
    gap = structure.folded[r.end : following.start]
    if (
        len(gap) > 16
        or not gap
        or (gap[0] not in "、和及与/" and gap != ",")
        or ITEM_STOP.search(gap)
    ):
        return None
    return _like(r, following)


def _from_head(r: Reading, head: Reading | None) -> Reading | None:
    """116件、76、54、53件: the unit stands with the first of the list."""
    if head is None or head.kind in {"rank", "duration"}:
        return None
    return None if head.kind == "rate" and r.number.scale > 1 else _like(r, head)


def _heads(readings: Sequence[Reading], linked: Callable[[int], bool]) -> list[int | None]:
    """For each reading the nearest one on its left with a unit, all between them ``linked``."""
    heads: list[int | None] = []
    for i in range(len(readings)):
        if not i or not linked(i):
            heads.append(None)
        else:
            heads.append(heads[i - 1] if readings[i - 1].bare else i - 1)
    return heads


def _follows(structure: Structure, previous: Reading, r: Reading) -> bool:
    """Whether the second is the next item of a list: 、54, or 集镇26 behind 其中."""
    text = structure.folded
    gap = text[previous.end : r.start]
    if not gap or len(gap) > MAX_ITEM or SENTENCE_STOP.search(gap):
        return False
    if gap[0] == "、":
        return True
    named = NAMED_ITEM.fullmatch(gap) and ITEM_END.match(text, r.end)
    return bool(named) and "其中" in text[structure.sentence(r.start)[0] : r.start]


def _scaled_only(
    structure: Structure,
    r: Reading,
    left: int,
    head: Reading | None,
    money: regex.Pattern[str],
) -> Reading | None:
    """30亿 of bonds is money; 封育1.1万 after 造林2.3万亩 is 亩; 16万租户 is a count."""
    if r.number.scale == 1 and r.number.arabic:
        return None
    sentence = structure.sentence(r.start)[0]
    if money.search(structure.folded, max(sentence, left), r.start):
        return r._replace(kind="amount", unit="元", rule="carry.money", inferred=True)
    alike = head is not None and head.number.scale == r.number.scale and head.end > sentence
    alike = alike and ITEM_END.match(structure.folded, r.end) is not None
    if head is not None and alike and head.kind in {"amount", "measure", "count"}:
        return r._replace(kind=head.kind, unit=head.unit, rule=head.rule, inferred=True)
    return r._replace(kind="count", unit="", rule="carry.count")


def _like(r: Reading, sibling: Reading) -> Reading:
    scale = sibling.number.scale if r.number.scale == 1 else Decimal(1)
    return r._replace(
        number=_scaled(r.number, scale),
        kind=sibling.kind,
        unit=sibling.unit,
        rule=sibling.rule,
        inferred=True,
    )


def _of_ratio(structure: Structure, r: Reading) -> Reading | None:
    """男15331人,女12934人,性别比为118.53: a list lends no unit to what is named a ratio."""
    clause = structure.folded[structure.clause(r.start)[0] : r.core]
    alone = structure.folded[r.end : r.end + 1] not in LIST_MARKS and RATIO_HEAD.search(clause)
    return _unitless(structure, r) if alone else None


def _unitless(structure: Structure, r: Reading) -> Reading | None:
    """A ratio or an index has no unit: 城乡居民收入比降至2.2."""
    if not LINK.search(structure.folded[max(0, r.core - 9) : r.core]):
        return None
    clause_start, _ = structure.clause(r.start)
    name = structure.folded[clause_start : r.start]
    if structure.folded[r.end : r.end + 1] not in RATIO_ENDS:
        return None
    if not RATIO_NAME.search(name) or r.number.place == 1:
        return None
    return r._replace(kind="rate", rule="rate.unitless")


def _standards(structure: Structure, readings: list[Reading]) -> list[Reading]:
    """每人每年缴200元: the 每… before an amount is part of its unit, also for those that follow."""
    out: list[Reading] = []
    carried, until = "", 0
    for r in readings:
        if r.kind == "amount" and r.unit == "元":
            before = out[-1].end if out else 0
            clause_start, _ = structure.clause(r.start)
            lead = structure.folded[max(before, clause_start) : r.start]
            per = list(PER.finditer(lead))
            if per and not OWNED.search(lead, per[-1].end()) and len(lead) - per[-1].end() <= 4:
                carried = _per(per[-1][0])
                until = structure.sentence(r.start)[1]
                r = r._replace(unit="元" + carried)
            elif carried and r.start < until and r.number.scale == 1 and r.number.value < 10000:
                r = r._replace(unit="元" + carried, inferred=True)
            elif r.number.scale > 1:
                carried = ""
        out.append(r)
    return out


def _per(written: str) -> str:
    if written.startswith("每"):
        return "".join(f"/{part}" for part in written.split("每") if part)
    return f"/{written[0]}/{written[1]}"


def _scaled(number: Number, scale: Decimal) -> Number:
    if scale == 1:
        return number
    high = None if number.high is None else number.high * scale
    value = number.value * scale
    value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value
    return number._replace(
        value=value, high=high, place=number.place * scale, scale=number.scale * scale
    )
