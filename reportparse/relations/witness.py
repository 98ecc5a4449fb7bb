"""Shares that others bear out: 一般贸易占67.5%，加工贸易占19.9%, and of what nobody says there.

Where a figure is what two and more shares are right of, it is the whole of the bare share beside
them too, and one that is not right of it is wrong (docs/checks.md 7.4: a base that the figures
beside it tell).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportparse.expressions import compiled
from reportparse.relations.candidate import Candidate
from reportparse.relations.composition import Item, is_part, items_of
from reportparse.relations.judge import judge
from reportparse.relations.ratio import ratio
from reportparse.relations.view import Spot, View
from reportparse.relations.written import telling

LEAST = 2
FEWEST_DIGITS = 2
REACH = 60
PARAGRAPHS = 3
NOUN = compiled(r"^.*占(?:到|比|了)?|[的达为到约近 ,、]+")
AMONG = compiled(r"\p{Han}{2,8}[里中](?![心学医央专小国层级型])")
Statement = tuple[Candidate, ...]


def find(view: View) -> Iterator[Statement]:
    """For each whole that shares bear out: those shares, and the one beside them that fails."""
    items = [
        i
        for i in items_of(view)
        if i.share.figure.id not in view.shared and not _is_of_part(view, i)
    ]
    for block in _blocks(view, items):
        borne: dict[int, list[Item]] = {}
        for whole in _wholes(view, block):
            borne[whole.n] = [i for i in block if _is_right(i, whole)]
        n = max(borne, key=lambda n: (len(borne[n]), n), default=-1)
        if n >= 0 and len(borne[n]) >= LEAST:
            yield from _told(view, block, borne[n], view.spots[n])


def _told(
    view: View, block: Sequence[Item], right: Sequence[Item], whole: Spot
) -> Iterator[Statement]:
    wrong = [i for i in block if i not in right and _is_beside(i, block, right, whole)]
    if len(wrong) > 1 or 2 * len(wrong) > len(right):
        return
    for item in (*right, *wrong):
        view.shared.add(item.share.figure.id)
        yield (ratio(item.share, item.part, whole, 1, rule="ratio.witness"),)


def _is_of_part(view: View, item: Item) -> bool:
    """Whether the share is that of a part of a part: 其中党员86人,占74%; 公务员中法官66人,占74%."""
    return view.cue("part.nested", item.part.lead) or AMONG.search(item.part.lead) is not None


def _blocks(view: View, items: Sequence[Item]) -> Iterator[list[Item]]:
    """Runs of items of one dimension in paragraphs that follow one another."""
    block: list[Item] = []
    for item in items:
        last = block[-1].part if block else item.part
        apart = item.part.paragraph - last.paragraph > 1
        if block and (apart or not view.alike(last.figure, item.part.figure)):
            yield block
            block = []
        block.append(item)
    if block:
        yield block


def _wholes(view: View, block: Sequence[Item]) -> Iterator[Spot]:
    first = block[0].part
    smallest = min(i.part.figure.value for i in block)
    for t in reversed(view.spots[max(0, first.n - REACH) : first.n]):
        near = first.paragraph - t.paragraph <= PARAGRAPHS
        if near and view.alike(t.figure, first.figure) and is_part(t) and t.figure.value > smallest:
            yield t


def _is_right(item: Item, whole: Spot) -> bool:
    digits = telling(item.share.figure) >= FEWEST_DIGITS
    return digits and judge(ratio(item.share, item.part, whole, 1)).verdict in {"exact", "rounding"}


def _is_beside(item: Item, block: Sequence[Item], right: Sequence[Item], whole: Spot) -> bool:
    """Whether a share that fails names no other whole and stands beside one that is right."""
    if item.part.figure.value > whole.figure.value:
        return False
    noun = NOUN.sub("", item.share.clause)
    n = block.index(item)
    beside = [i for i in block[max(0, n - 1) : n + 2] if i in right]
    if not noun:
        return any(i.part.paragraph == item.part.paragraph for i in beside)
    return any(noun == NOUN.sub("", i.share.clause) for i in right)
