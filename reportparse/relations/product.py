"""Products: a standard or an average times a count makes a total (contract: product)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from reportparse.expressions import compiled
from reportparse.relations.candidate import Candidate
from reportparse.relations.judge import judge
from reportparse.relations.view import Spot, View

BASE_DIFFERS = "base_differs"
HEADS = {
    "人": {"人"},
    "名": {"人"},
    "户": {"户"},
    "亩": {"亩"},
    "生": {"人"},
    "个": {"个"},
    "件": {"件"},
    "村": {"个", "村"},
}
AVERAGE = compiled("^[人生户亩]?均|^平均")
RESIDENTS, STUDENTS = "人口", "学生"
NEAR = Decimal("1.05")
FAR_BELOW = Decimal("0.1")
Statement = tuple[Candidate, ...]


def find(view: View) -> Iterator[Statement]:
    """One statement an average or standard that stands with a count and a total."""
    people = {word: _named_after(view, word) for word in (RESIDENTS, STUDENTS)}
    for s in view.spots:
        f = s.figure
        if f.kind not in {"amount", "measure", "count"} or (
            s.role == "change" and not view.cue("product.per", s.clause)
        ):
            continue
        if "/" in f.unit:
            heads = {view.dimension_name(part) for part in f.unit.split("/")[1:]} - {
                "年",
                "月",
                "天",
                "日",
            }
            base_unit = f.unit.split("/")[0]
        elif view.cue("product.per", s.clause):
            heads, base_unit = _heads(s.clause), f.unit
        else:
            continue
        if view.cue("product.scaled", s.clause):
            continue
        yield from _statement(view, s, heads, base_unit, "月" in f.unit.split("/")[1:], people)


def _heads(clause: str) -> set[str]:
    for word, dimensions in HEADS.items():
        if f"{word}均" in clause or f"每{word}" in clause:
            return dimensions
    return {"人"} if "人头" in clause else {"人", "户", "亩", "件"}


def _statement(
    view: View,
    s: Spot,
    heads: set[str],
    unit: str,
    monthly: bool,
    people: Mapping[str, Sequence[Spot]],
) -> Iterator[Statement]:
    near = [
        t
        for t in view.spots[max(0, s.n - 6) : s.n + 5]
        if t.paragraph == s.paragraph and t is not s
    ]
    counts = [
        t
        for t in near
        if view.dimension(t.figure) in heads and t.figure.kind in {"count", "measure"}
    ]
    totals = [
        t for t in near
        if t.figure.unit == unit and t.figure.value > s.figure.value
        and (t.role != "change" or s.role == "change")
        and not view.cue("product.per", t.clause)
    ]  # fmt: skip
    named = [t for t in totals if _names(t, s)]
    totals = named or totals
    school = "生均" in s.clause or not (counts or _population(view, s, heads, people[RESIDENTS]))
    if school:
        counts = _population(view, s, heads, people[STUDENTS])
    elif not counts:
        counts = _population(view, s, heads, people[RESIDENTS])
    readings = []
    for total in sorted(totals, key=lambda t: abs(t.n - s.n))[:2]:
        others = (t for t in counts if t is not total)
        for count in sorted(others, key=lambda t: abs(t.n - s.n))[:3]:
            adjacent = total.sentence == s.sentence == count.sentence and abs(total.n - s.n) <= 2
            for months in ((Decimal(12),), ()) if monthly else ((),):
                firm = (
                    not months
                    and (_of_a_school(s, total) if school else _in_a_row(view, s, total, count))
                    and not _another_thing(view, s, total, count)
                )
                readings.append(
                    Candidate(
                        "product", total.figure, (s.figure, count.figure), constants=months,
                        soft="" if firm else BASE_DIFFERS, rank=1 if adjacent else 3,
                        rule="product.per",
                    )
                )  # fmt: skip
    firm_ones = [r for r in readings if not r.soft and judge(r).verdict in {"exact", "rounding"}]
    if readings:
        yield tuple(firm_ones or readings[:4])


def _in_a_row(view: View, per: Spot, total: Spot, count: Spot) -> bool:
    """城镇23445人次,支出652.45万元,人均328.05元: nothing else could be meant."""
    if "/" in per.figure.unit:
        around = sorted((count.n, total.n)) in ([per.n - 1, per.n + 1], [per.n + 1, per.n + 2])
        paid = view.cue("product.paid", total.clause) or count.n < per.n
        return around and paid and count.sentence == total.sentence and "标准" not in per.clause
    if per.figure.unit != total.figure.unit or "标准" in per.clause:
        return False
    if _fewer(view, per, count):
        return False
    row = sorted((count, per, total), key=lambda t: t.n)
    together = row[0].n + 2 == row[2].n and row[0].sentence == row[2].sentence
    averaged = view.cue("product.averaged", per.clause)
    return together and averaged and ";" not in view.between(row[0], row[2])


def _fewer(view: View, per: Spot, count: Spot) -> bool:
    """Whether fewer are counted too since the last semicolon, of which the average may be."""
    return any(
        t.figure.kind == "count"
        and t.figure.value < count.figure.value
        and view.dimension(t.figure) == view.dimension(count.figure)
        and ";" not in view.text[min(t.end, per.end) : max(t.start, per.start)]
        for t in view.by_sentence[per.sentence]
    )


def _another_thing(view: View, per: Spot, total: Spot, count: Spot) -> bool:
    """A bound, a share of the standard, or a total far from the product by more than a scale."""
    if view.cue("product.bound", per.clause):
        return True
    made = per.figure.value * count.figure.value
    if not made or not total.figure.value:
        return True
    off = total.figure.value / made
    slip = off.scaleb(-off.adjusted()) < NEAR or off.scaleb(-off.adjusted()) * NEAR > 10
    return not slip and not FAR_BELOW < off < 1 / FAR_BELOW


def _names(total: Spot, per: Spot) -> bool:
    """生均占地面积15.15平方米 belongs to 校园占地面积15260平方米."""
    name = AVERAGE.sub("", per.figure.indicator)
    return len(name) > 2 and total.figure.indicator.endswith(name)


def _of_a_school(per: Spot, total: Spot) -> bool:
    """An average by the students, of the total of its name or of the one right before it."""
    if total.figure.modifier:
        return False
    before = total.n == per.n - 1 and total.sentence == per.sentence
    return per.figure.unit == total.figure.unit and (before or _names(total, per))


def _population(view: View, s: Spot, heads: set[str], people: Sequence[Spot]) -> list[Spot]:
    """The heads that an average counts by, stated once before: 学生 823 人."""
    first = next((t for t in people if t.n >= s.n or view.dimension(t.figure) in heads), None)
    return [first] if first and first.n < s.n else []


def _named_after(view: View, word: str) -> list[Spot]:
    """The counts whose words name those that are counted."""
    counts = (t for t in view.spots if t.figure.kind == "count")
    return [t for t in counts if word in t.figure.indicator or word in t.clause]
