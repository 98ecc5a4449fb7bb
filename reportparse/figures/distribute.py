"""Lists that 分别 deals out: ``A、B、C分别为x、y、z``, each figure its own indicator."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

import regex

from reportparse.figures.reading import Reading
from reportparse.structure import Structure

RESPECTIVELY = regex.compile("分别|依次|各为|各占")
PAUSE = regex.compile("、")
ITEM_GAP = regex.compile(r"[、和及与或]|以及")
LIST_LEAD = regex.compile(r"[,。;:\n(]|其中")
LIST_GAP = regex.compile(r"\s*(?:[、,和及与]|以及)?\s*[\p{Han}]{0,4}")
STOPS = regex.compile(r"分别|依次|[:)]")
LINK = regex.compile(r"[为达到约近超过了是有各 ]|占到?")
ANAPHOR = regex.compile(r"^(?:增速|增幅|同比|环比|比[\p{Han}\d年]{2,8})*")


class Share(NamedTuple):
    """What a dealt figure gets: a written name, or the name of an earlier reading, and a tail."""

    name: str
    of: int | None
    tail: str


def distributed(
    structure: Structure, readings: Sequence[Reading], cut: Callable[[str], list[str]],
    verbs: Collection[str],
) -> dict[int, Share]:
    """For each reading that a 分别 deals out, the name it gets with the words that all share.

    The names stand in a list before 分别 (生猪、牛、羊出栏分别为…), or are those of as many figures
    before it (贫困户144户、贫困人口578人,分别占…).
    """
    out: dict[int, Share] = {}
    starts = [r.start for r in readings]
    for start, end in _lists(structure, readings):
        out |= _deal(structure, readings, starts, start, end, cut, verbs)
    for m in RESPECTIVELY.finditer(structure.folded):
        out |= _deal(structure, readings, starts, m.start(), m.end(), cut, verbs)
    return out


def _lists(structure: Structure, readings: Sequence[Reading]) -> Iterator[tuple[int, int]]:
    """Lists that need no 分别, since their first figures leave the unit to the last."""
    for i, r in enumerate(readings[:-1]):
        led = i and structure.folded[readings[i - 1].end : r.start] in {"、", "和", "及"}
        if r.inferred and not led and structure.folded[r.end : readings[i + 1].start] in {"、", "和", "及"}:
            clause = LIST_LEAD.split(structure.folded[structure.sentence(r.start)[0] : r.start])[-1]
            if "、" in clause:
                yield r.start, r.start


def _deal(
    structure: Structure,
    readings: Sequence[Reading],
    starts: Sequence[int],
    start: int,
    end: int,
    cut: Callable[[str], list[str]],
    verbs: Collection[str],
) -> dict[int, Share]:
    text = structure.folded
    sentence_start, sentence_end = structure.sentence(start)
    chosen = _run(text, readings, starts, end, sentence_end)
    if len(chosen) < 2:
        return {}
    link = text[end : readings[chosen[0]].start]
    verb = "占" if "占" in text[start:end] + link[:1] else ""
    tail = LINK.sub("", link)
    clause = LIST_LEAD.split(text[sentence_start:start])[-1]
    named = ANAPHOR.match(clause)
    subject = clause if named and named.end() == len(clause) and clause else ""
    names = [] if subject else _names(text, sentence_start, start, len(chosen), cut, verbs)
    if len(names) == len(chosen):
        return {i: Share(name, None, verb + tail) for i, name in zip(chosen, names, strict=True)}
    before = [k for k in range(chosen[0]) if sentence_start <= readings[k].start < start]
    before = [k for k in before if readings[k].kind not in {"rate", "rank", "duration"}][-len(chosen) :]
    if len(before) != len(chosen):
        return {}
    word = tail or regex.sub(r"同比|环比|比[\p{Han}\d年]+", "", subject)
    return {i: Share("", k, verb + word) for i, k in zip(chosen, before, strict=True)}


def _run(
    text: str, readings: Sequence[Reading], starts: Sequence[int], at: int, end: int
) -> list[int]:
    """The readings of the list behind 分别, parted by list marks only."""
    i = bisect_left(starts, at)
    chosen: list[int] = []
    position = at
    while i < len(readings) and readings[i].start < end:
        gap = text[position : readings[i].start]
        if (chosen and not LIST_GAP.fullmatch(gap)) or len(gap) > 14 or STOPS.search(gap):
            break
        if chosen and readings[i].kind != readings[chosen[0]].kind:
            break
        chosen.append(i)
        position = readings[i].end
        i += 1
    return chosen


def _names(
    text: str,
    start: int,
    end: int,
    count: int,
    cut: Callable[[str], list[str]],
    verbs: Collection[str],
) -> list[str]:
    """The last ``count`` items of the list that ends at ``end``; a tail of the last is shared."""
    for clause in reversed(LIST_LEAD.split(text[start:end])):
        readings = ([x.strip() for x in gap.split(clause) if x.strip()] for gap in (PAUSE, ITEM_GAP))
        items = next((x for x in readings if len(x) == count), [clause] if clause.strip() else [])
        if len(items) == count and not any(c.isdecimal() for item in items for c in item):
            shared = _shared_tail(items, cut, verbs)
            return [*(item + shared for item in items[:-1]), items[-1]]
        if items:
            break
    return []


def _shared_tail(
    items: Sequence[str], cut: Callable[[str], list[str]], verbs: Collection[str]
) -> str:
    """What the last item says for all: 生猪、牛、羊、家禽出栏; 粮食、油料、蔬菜面积."""
    words = cut(items[-1])
    tail = words[-1] if len(words) > 1 and len(words[-1]) > 1 else ""
    if tail in verbs and not any(tail in item for item in items[:-1]):
        return tail
    lengths = {len(item) for item in items[:-1]}
    if len(lengths) == 1 and (length := lengths.pop()) < len(items[-1]):
        return items[-1][length:]
    return ""
