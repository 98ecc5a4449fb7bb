"""Totals behind their parts (合计), and further breakdowns of one total by other criteria."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from reportparse.relations.candidate import Candidate
from reportparse.relations.items import mixes_stages, stands_beside
from reportparse.relations.judge import holds
from reportparse.relations.region import INCOMPLETE
from reportparse.relations.view import Spot, View

MAX_LIST = 40
SMALL = 100
Statement = tuple[Candidate, ...]


def find(view: View) -> Iterator[Statement]:
    """Sums whose total stands last, and sums of groups that semicolons part."""
    yield from _behind(view)
    yield from _groups(view)


def _sum(total: Spot, parts: Sequence[Spot], soft: str = "") -> Candidate:
    operands = tuple(p.figure for p in parts)
    rises = total.figure.direction
    signs = tuple(
        -1 if p.role == total.role == "change" and p.figure.direction != rises else 1 for p in parts
    )
    return Candidate("sum", total.figure, operands, signs, soft=soft, rule="sum.total")


def _behind(view: View) -> Iterator[Statement]:
    """县内265人、省外148人,合计413人; 合起来营业收入805,559.37万元."""
    for s in view.spots:
        if s.figure.kind in {"rate", "rank"} or not _is_total(view, s):
            continue
        before = [
            t
            for t in view.back(s.n, MAX_LIST)
            if view.alike(t.figure, s.figure) and t.role == s.role and not view.is_shut_in(t, s)
        ][::-1]
        same = [t for t in before if t.sentence == s.sentence]
        readings = [same[k:] for k in range(len(same) - 1)]
        readings += [before[k:] for k in range(len(before) - 1) if len(before) - k <= 8]
        outer = [t for t in same if not view.cue("part.nested", t.lead)]
        readings += [outer[k:] for k in range(len(outer) - 1)] if len(outer) < len(same) else []
        holding = next((p for p in readings if holds(_sum(s, p)) and _is_told(view, p, s)), None)
        if holding and s.figure.value >= 10:
            yield (_sum(s, holding),)
        elif _is_firm(view, s) and len(same) > 1 and _is_complete(view, same, s):
            yield (_sum(s, same),)
        else:
            lists = [same[k:] for k in range(len(same) - 1)][:3]
            if view.cue("sum.together", view.text[s.sentence : s.start]):
                lists += [[t, *same] for t in reversed(before[: len(before) - len(same)])][:4]
            told = (parts for parts in lists if _is_told(view, parts, s))
            yield from ((_sum(s, parts, INCOMPLETE),) for parts in told)


def _is_total(view: View, s: Spot) -> bool:
    """合计 before the figure, or before the one that it follows at once (合计6189户19409人)."""
    if view.cue("sum.total", s.lead):
        return True
    if not s.lead and s.n:
        return view.cue("sum.total", view.spots[s.n - 1].lead)
    return s.role == "change" and view.cue("sum.total_firm", view.text[s.sentence : s.start])


def _is_firm(view: View, s: Spot) -> bool:
    """合计 before the figure, or before the one of another unit that it follows at once."""
    lead = s.lead or (view.spots[s.n - 1].lead if s.n else "")
    return view.cue("sum.total_firm", lead)


def _is_complete(view: View, parts: Sequence[Spot], total: Spot) -> bool:
    """A run of parts of one unit, none of which is a total itself (收入总量…;支出总量…)."""
    if any(_is_total(view, p) for p in parts):
        return False
    return _is_run(view, parts, total) and _of_one_unit(parts, total)


def _is_told(view: View, parts: Sequence[Spot], total: Spot) -> bool:
    """Whether it is no chance: small numbers make each other up; those stand in one clause."""
    return total.figure.value >= SMALL or ";" not in view.text[parts[0].end : total.start]


def _of_one_unit(parts: Sequence[Spot], total: Spot) -> bool:
    """Not 4个方面、29个单位共计50项问题."""
    return all(p.figure.unit == total.figure.unit for p in parts)


def _is_run(view: View, parts: Sequence[Spot], total: Spot) -> bool:
    """The parts follow one another up to the total, nothing before them in the sentence."""
    run = [*parts, total]
    between = [view.spots[a.n + 1 : b.n] for a, b in pairwise(run)]
    others = {view.dimension(s.figure) for gap in between for s in gap}
    if any(len(gap) > 1 for gap in between) or len(others) > 1:
        return False
    first = view.by_sentence[total.sentence][0]
    span = view.text[total.sentence : total.start]
    return (
        parts[0].n - first.n <= len(others)
        and not view.cue("sum.loose", span)
        and not view.cue("sum.open", span)
    )


def _groups(view: View) -> Iterator[Statement]:
    """A total, then groups parted by semicolons or 按…分, each adding up to it."""
    for spots in view.by_sentence.values():
        if len(spots) < 3:
            continue
        parted = [";" in s.lead or view.cue("sum.criterion", s.lead) for s in spots]
        for i, total in enumerate(spots[:-2]):
            if total.role not in {"value", "plan"} or total.figure.kind in {"rate", "rank"}:
                continue
            if total.figure.value < 10:
                continue
            rest = slice(i + 1, i + 1 + MAX_LIST)
            for n, group in enumerate(_split(view, total, spots[rest], parted[rest])):
                nested = any(view.cue("part.nested", s.lead) for s in group[1:])
                if len(group) > 1 and not nested and holds(_sum(total, group)):
                    if not mixes_stages(view, total, group):
                        yield (_sum(total, group),)
                elif n and _opens_parts(view, spots[i + 1].lead):
                    yield from _further_parts(view, total, group)


def _opens_parts(view: View, lead: str) -> bool:
    """Whether 其中 opens a list here, and not in a bracket, which ends before what follows."""
    return view.cue("sum.open", lead) and lead.rfind("(") <= lead.rfind(")")


def _further_parts(view: View, total: Spot, group: Sequence[Spot]) -> Iterator[Statement]:
    """党员481名,其中……;女党员104名: parts by another criterion."""
    for s in group:
        if stands_beside(view, total, (), s):
            return
        if s.figure.unit == total.figure.unit and view.part_of_any(s.figure):
            yield (
                Candidate("part", s.figure, (total.figure,), soft=INCOMPLETE, rule="part.further"),
            )


def _split(
    view: View, total: Spot, following: Sequence[Spot], parted: Sequence[bool]
) -> list[list[Spot]]:
    """What follows a total in its unit and role, a new group where the words part it."""
    groups: list[list[Spot]] = [[]]
    for s, apart in zip(following, parted, strict=True):
        if apart:
            groups.append([])
        if s.role == total.role and view.alike(s.figure, total.figure):
            groups[-1].append(s)
    return groups
