"""Compositions: 法官403人，占69%；其他人员181人，占31%: shares that make up the whole.

No word opens such a list and its whole may stand sentences before it. That the shares add up to
100 says that nothing lacks, and the whole is the figure that they are right of (docs/checks.md
7.4: a list that the words or the figures beside it call complete).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import takewhile
from typing import NamedTuple

from reportparse.relations.candidate import Candidate
from reportparse.relations.formulas import scale_of_rate
from reportparse.relations.judge import judge
from reportparse.relations.partition import of_classes
from reportparse.relations.ratio import ratio
from reportparse.relations.region import INCOMPLETE
from reportparse.relations.view import Spot, View
from reportparse.relations.written import place_of, telling

QUANTITIES = frozenset({"amount", "count", "measure"})
ASIDE = frozenset({"rate", "rank", "duration"})
ENOUGH = 3
"""Items from which one may be the one that is wrong."""
REACH = 40
PARAGRAPHS = 4
MOST_WHOLES = 12
MOST_AHEAD, PARAGRAPHS_AHEAD = 24, 10
MOST_OF_ONE_NAME = 6
OPENING = 4
TELLING = 3
"""Digits from which a total is no chance sum of what happens to follow it."""
Statement = tuple[Candidate, ...]


class Item(NamedTuple):
    """A part and the share that the text gives it."""

    part: Spot
    share: Spot


def find(view: View) -> Iterator[Statement]:
    """For each list whose shares make up the whole: the sum, and each share; for each whole the
    classes that the sentences behind it name."""
    yield from _of_shares(view)
    units = _by_unit(view)
    for alike in units.values():
        yield from _of_classes(view, alike)
        if len(alike) > 2:
            yield from _in_a_row([s for s in alike if not _is_nested(view, s)])
    yield from _of_one_name(units)


def _of_shares(view: View) -> Iterator[Statement]:
    for items in _complete(view):
        whole = _whole(view, items)
        if whole is None:
            yield from _before(view, items)
            continue
        parts = tuple(item.part.figure for item in items)
        yield (Candidate("sum", whole.figure, parts, rank=1, rule="sum.shares"),)
        for item in items:
            view.shared.add(item.share.figure.id)
            yield (ratio(item.share, item.part, whole, 1, rule="ratio.share"),)


def _before(view: View, items: Sequence[Item]) -> Iterator[Statement]:
    """The figure right before a list whose shares are right of its own sum: it is the total."""
    first, parts = items[0].part, tuple(i.part.figure for i in items)
    own = (Candidate("ratio", i.share.figure, (i.part.figure, *parts)) for i in items)
    if any(judge(c).verdict == "mismatch" for c in own):
        return
    before = (t for t in view.back(first.n, REACH) if view.alike(t.figure, first.figure))
    total = next(before, None)
    if total and is_part(total) and not view.is_shut_in(total, first):
        soft = "" if total.sentence == first.sentence else INCOMPLETE
        yield (Candidate("sum", total.figure, parts, soft=soft, rank=1, rule="sum.shares"),)


def _of_classes(view: View, alike: Sequence[Spot]) -> Iterator[Statement]:
    for n, total in enumerate(alike):
        for parts in of_classes(view, total, alike[n + 1 : n + 1 + MOST_AHEAD]):
            figures = tuple(s.figure for s in parts)
            valued = all(view.cue("sum.value_added", s.lead) for s in parts)
            soft = "" if valued and view.cue("sum.product", total.clause) else INCOMPLETE
            yield (Candidate("sum", total.figure, figures, soft=soft, rule="sum.classes"),)


def _in_a_row(alike: Sequence[Spot]) -> Iterator[Statement]:
    """Figures that follow a total one by one and make it up: the numbers tell."""
    for n, total in enumerate(alike[:-1]):
        if alike[n + 1].figure.value >= total.figure.value:
            continue
        digits = telling(total.figure)
        first, least = n + 1, 2 if digits > TELLING else ENOUGH
        while digits >= TELLING and (length := _adding_up(total, alike, first)) >= least:
            parts = tuple(s.figure for s in alike[first : first + length])
            yield (Candidate("sum", total.figure, parts, rank=3, rule="sum.row"),)
            first, least = first + length, ENOUGH


def _by_unit(view: View) -> dict[str, list[Spot]]:
    """The figures that may be parts or totals, by their unit."""
    found: dict[str, list[Spot]] = {}
    for s in view.spots:
        if is_part(s) and view.adds(s.figure):
            found.setdefault(s.figure.unit, []).append(s)
    return found


def _is_nested(view: View, s: Spot) -> bool:
    """Whether the line or the sentence of a figure opens with 其中."""
    line = view.structure.paragraphs[s.paragraph].start
    opening = view.text[line : line + OPENING]
    return view.cue("part.nested", opening) or view.cue(
        "part.nested", view.text[s.sentence : s.start]
    )


def _adding_up(total: Spot, alike: Sequence[Spot], first: int) -> int:
    """How many of the figures, from the first on, make up the total exactly; 0 if none do."""
    made = Decimal(0)
    for n, s in enumerate(alike[first : first + MOST_AHEAD], 1):
        made += s.figure.value
        if made > total.figure.value or s.paragraph - total.paragraph > PARAGRAPHS_AHEAD:
            break
        if made == total.figure.value:
            return n
    return 0


def _of_one_name(units: Mapping[str, Sequence[Spot]]) -> Iterator[Statement]:
    """校舍面积456万平方米, then that of 小学 and of 初中 in sections of their own."""
    named: dict[tuple[str, str], list[Spot]] = {}
    ending: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for unit, alike in units.items():
        for s in alike:
            name = s.figure.indicator
            if len(name) < 2:
                continue
            shorter = ending.setdefault((name[-2:], unit), [])
            of = next((key for key in shorter if name.endswith(key[0])), None)
            if of is None:
                of = name, unit
                shorter.append(of)
            named.setdefault(of, []).append(s)
    for total, *parts in named.values():
        apart = {s.sentence for s in (total, *parts)}
        if ENOUGH <= len(apart) == len(parts) + 1 <= MOST_OF_ONE_NAME:
            figures = tuple(s.figure for s in parts)
            made = Candidate("sum", total.figure, figures, rank=3, rule="sum.name")
            if telling(total.figure) >= TELLING and judge(made).verdict in {"exact", "rounding"}:
                yield (made,)


def _complete(view: View) -> Iterator[Sequence[Item]]:
    """The runs of items whose shares add up to the whole, each item in one run."""
    for run in _runs(view):
        first = 0
        while first < len(run):
            length = _length(run[first:])
            if length > 1:
                yield run[first : first + length]
            first += max(length, 1)


def _length(run: Sequence[Item]) -> int:
    """How many items from the first on make up the whole; 0 if none do."""
    whole = scale_of_rate(run[0].share.figure)
    made = off = Decimal(0)
    for n, item in enumerate(run, 1):
        made += item.share.figure.value
        off += place_of(item.share.figure) / 2
        if abs(made - whole) <= off:
            rest = takewhile(lambda item: not item.share.figure.value, run[n:])
            return n + len(list(rest))
        if made > whole:
            break
    return 0


def _runs(view: View) -> Iterator[list[Item]]:
    """Items of one dimension with no quantity of it but their own between them."""
    run: list[Item] = []
    for item in items_of(view):
        if run and not _goes_on(view, run[-1], item):
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def items_of(view: View) -> Iterator[Item]:
    """Each part with its share; a share behind that of another part has no figure of its own."""
    last = -1
    for s in view.spots:
        if s.figure.unit not in {"%", "‰"} or not view.cue("ratio.share", s.clause):
            continue
        before = (t for t in view.back(s.n, 6) if not view.is_shut_in(t, s))
        part = next((t for t in before if t.figure.kind not in ASIDE), None)
        own = part and part.n != last and part.sentence == s.sentence and is_part(part)
        if part and own and not view.passes_over(part, s):
            last = part.n
            yield Item(part, s)


def is_part(s: Spot) -> bool:
    """Whether a figure may be a part, or a total: a plain quantity."""
    return s.figure.kind in QUANTITIES and s.role == "value" and not s.figure.modifier


def _goes_on(view: View, last: Item, item: Item) -> bool:
    if (
        last.share.figure.unit != item.share.figure.unit
        or item.part.paragraph - last.part.paragraph > 1
    ):
        return False
    if not view.alike(last.part.figure, item.part.figure):
        return False
    between = view.spots[last.share.n + 1 : item.part.n]
    return all(t.figure.kind in ASIDE or t.role == "class" for t in between)


def _whole(view: View, items: Sequence[Item]) -> Spot | None:
    """The figure that the shares are right of: of all, or of all but one where they are many."""
    first = items[0].part
    largest = max(item.part.figure.value for item in items)
    wholes = [
        t
        for t in reversed(view.spots[max(0, first.n - REACH) : first.n])
        if first.paragraph - t.paragraph <= PARAGRAPHS
        and view.alike(t.figure, first.figure)
        and t.figure.value > largest
        and is_part(t)
    ]
    for whole in wholes[:MOST_WHOLES]:
        verdicts = [judge(ratio(i.share, i.part, whole, 1)).verdict for i in items]
        wrong = sum(verdict == "mismatch" for verdict in verdicts)
        if wrong <= (len(items) >= ENOUGH):
            return whole
    return None
