"""Lists that 分别 deals out: ``A、B、C分别为x、y、z``, each figure its own indicator."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from reportparse.figures.phrase import PhraseReader
from reportparse.figures.reading import Reading
from reportparse.structure import Structure

RESPECTIVELY = regex.compile("分别|依次|各为|各占")
PAUSE = regex.compile("、")
ITEM_GAP = regex.compile(r"[、和及与或]|以及")
LIST_LEAD = regex.compile(r"[,。;:\n(]|其中")
LIST_GAP = regex.compile(r"\s*(?:[、,和及与]|以及)?\s*[\p{Han}]{0,4}")
LIST_MARKS = frozenset({"、", "和", "及", "与"})
STOPS = regex.compile(r"分别|依次|[:)]")
LINK = regex.compile(r"[为达到约近超过了是有各 ]|占到?")
LEVEL = regex.compile(r"(?:稳定在?|保持在?|居|达到?|为|是|约|突破|超过?|均?为|全[国省市县区])+$")
COMPARISON = regex.compile(r"同比|环比|比[\p{Han}\d年]+")
ANAPHOR = regex.compile(r"(?:增速|增幅|同比|环比|比[\p{Han}\d年]{2,8})+")
HEADS = frozenset("数量率额值")
BASES = regex.compile(r"[较比]\p{Han}{0,3}(?:\d{2,4}年|上年|去年)?(?:同期)?的$")
LONG_LINK = 14


class Share(NamedTuple):
    """What a dealt figure gets: a written name, or the name of an earlier reading, and a tail."""

    name: str
    of: int | None
    tail: str


def distributed(
    structure: Structure, readings: Sequence[Reading], phrases: PhraseReader
) -> dict[int, Share]:
    """For each reading that a list deals out, the name it gets with the words that all share.

    The names stand in a list before 分别 (生猪、牛、羊出栏分别为…), or are those of as many figures
    before it (贫困户144户、贫困人口578人,分别占…).
    """
    return _Dealer(structure, readings, phrases).shares()


class _Dealer:
    def __init__(
        self, structure: Structure, readings: Sequence[Reading], phrases: PhraseReader
    ) -> None:
        self._structure = structure
        self._text = structure.folded
        self._readings = readings
        self._starts = [r.start for r in readings]
        self._phrases = phrases

    def shares(self) -> dict[int, Share]:
        """All shares of the text; a written 分别 decides over a list without one."""
        out: dict[int, Share] = {}
        for at, named in self._unmarked():
            if dealt := self._deal(at, at, named):
                out |= dealt
        for m in RESPECTIVELY.finditer(self._text):
            out |= self._deal(m.start(), m.end(), named=False)
        return out

    def _unmarked(self) -> Iterator[tuple[int, bool]]:
        """Lists that need no 分别: as many names as figures stand before them.

        The figures leave their unit to the last, or have one unit each and the names a head in
        common (苹果、猕猴桃产量稳定在全国1/4、1/3).
        """
        readings, text = self._readings, self._text
        for i, r in enumerate(readings[:-1]):
            following = readings[i + 1]
            led = i and text[readings[i - 1].end : r.start] in LIST_MARKS
            if led or text[r.end : following.start] not in LIST_MARKS:
                continue
            sentence = self._structure.sentence(r.start)[0]
            left = max(sentence, readings[i - 1].end) if i else sentence
            clause = LIST_LEAD.split(text[sentence if r.inferred else left : r.start])[-1]
            if r.inferred and "、" in clause:
                yield r.start, False
            elif r.kind == "rate" and self._phrases.change_word(clause, rate=True):
                yield r.start, False
            elif BASES.search(clause):
                yield r.start, False
            elif (r.kind, r.unit) == (following.kind, following.unit) and ITEM_GAP.search(clause[2:]):
                yield r.start, True

    def _deal(self, start: int, end: int, named: bool) -> dict[int, Share]:
        """The shares of the list that begins at ``end``; ``named``: only of names in its clause."""
        text = self._text
        sentence, sentence_end = self._structure.sentence(start)
        chosen = self._run(end, sentence_end)
        if len(chosen) < 2:
            return {}
        link = text[end : self._readings[chosen[0]].start]
        verb = "占" if "占" in text[start:end] + link[:1] else ""
        if start == end:
            link = self._phrases.change_word(LIST_LEAD.split(text[sentence:start])[-1], rate=True)
        tail = LINK.sub("", LEVEL.sub("", self._phrases.without_comparison(link)))
        clause = LIST_LEAD.split(text[sentence:start])[-1]
        subject = clause if ANAPHOR.fullmatch(clause) else ""
        names = [] if subject else self._names(sentence, start, len(chosen), named)
        if names:
            return {i: Share(n, None, verb + tail) for i, n in zip(chosen, names, strict=True)}
        if named:
            return {}
        before = [k for k in range(chosen[0]) if sentence <= self._starts[k] < start]
        before = [k for k in before if self._readings[k].kind not in {"rate", "rank", "duration"}]
        before = before[-len(chosen) :]
        if len(before) != len(chosen):
            return {}
        word = tail or COMPARISON.sub("", subject)
        return {i: Share("", k, verb + word) for i, k in zip(chosen, before, strict=True)}

    def _run(self, at: int, end: int) -> list[int]:
        """The readings of the list behind 分别, parted by list marks only."""
        i = bisect_left(self._starts, at)
        chosen: list[int] = []
        while i < len(self._readings) and self._starts[i] < end:
            gap = self._text[at : self._starts[i]]
            if (chosen and not LIST_GAP.fullmatch(gap)) or len(gap) > LONG_LINK or STOPS.search(gap):
                break
            if chosen and self._readings[i].kind != self._readings[chosen[0]].kind:
                break
            chosen.append(i)
            at = self._readings[i].end
            i += 1
        return chosen

    def _names(self, start: int, end: int, count: int, here: bool) -> list[str]:
        """The last ``count`` items of the list that ends at ``end``, each with what all share.

        A single name may stand between the list and its figures (外资、基础设施拖了后腿,投资完成率
        分别低…), unless the list must stand ``here``.
        """
        common = ""
        for clause in reversed(LIST_LEAD.split(self._text[start:end])):
            items = _items(LEVEL.sub("", clause) if here else clause, count)
            if len(items) == count and not any(c.isdecimal() for item in items for c in item):
                if common:
                    return [self._subject(item) + common for item in items]
                return self._shared(items)
            if here or common or (clause.strip() and len(clause) > 10):
                break
            common = self._phrases.before(self._phrases.without_comparison(clause)).name
        return []

    def _subject(self, item: str) -> str:
        """The item without what is said of it (社会事业拖了后腿)."""
        return self._phrases.topic(item) or item

    def _shared(self, items: Sequence[str]) -> list[str]:
        """The items with the head that the first gives to all, and the tail that the last gives."""
        first, last = items[0], items[-1]
        if "的" in first and not any("的" in item for item in items[1:]):
            owner = first[: first.rindex("的")]
            return [first, *(owner + item for item in items[1:])]
        tail = self._tail(items)
        return [*(item + tail for item in items[:-1]), last]

    def _tail(self, items: Sequence[str]) -> str:
        """What the last item says for all: 生猪、牛、羊、家禽出栏; 粮食、油料、蔬菜面积."""
        last, others = items[-1], items[:-1]
        owner, mark, owned = last.partition("的")
        if mark and owner and owned and not any("的" in item for item in others):
            return owned
        words = self._phrases.cut(last)
        if len(words) < 2 or any(self._complete(item, words[-1]) for item in others):
            return ""
        lengths = {len(item) for item in others}
        if len(lengths) == 1 and all(item[0] == "第" == last[0] for item in others):
            return last[lengths.pop() :]
        head = words[0]
        for word in words[1:-1]:
            head += "" if len(head) in lengths else word
        if lengths == {len(head)}:
            return last[len(head) :]
        tail = words[-1]
        if self._phrases.is_generic(tail) or (len(tail) > 1 and tail in self._phrases.verbs):
            return tail
        return ""

    def _complete(self, item: str, tail: str) -> bool:
        """Whether an item has a head of its own and takes none from the last."""
        return item.endswith(tail) or item[-1] in HEADS or self._phrases.is_generic(self._phrases.cut(item)[-1])


def _items(clause: str, count: int) -> list[str]:
    """The items of a list, parted by pauses alone or by any mark, whichever gives ``count``."""
    for gap in (PAUSE, ITEM_GAP):
        items = [x.strip() for x in gap.split(clause) if x.strip()]
        if len(items) == count:
            return items
    return []
