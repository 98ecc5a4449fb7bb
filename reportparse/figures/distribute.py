"""Lists that 分别 deals out: ``A、B、C分别为x、y、z``, each figure its own indicator."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reportparse.expressions import compiled
from reportparse.figures.phrase import PhraseReader
from reportparse.figures.reading import Reading
from reportparse.figures.scan import PER
from reportparse.structure import Structure

RESPECTIVELY = compiled("分别|依次|各为|各占")
PAUSE = compiled("、")
ITEM_GAP = compiled(r"[、和及与或]|以及")
LIST_LEAD = compiled(r"[,。;:\n(]|其中")
LIST_GAP = compiled(r"\s*(?:[、,和及与]|以及)?\s*[\p{Han}]{0,4}")
LIST_MARKS = frozenset({"、", "和", "及", "与"})
STOPS = compiled(r"分别|依次|[:)]")
LINK = compiled(r"[为达到约近超过了是有各 ]|占到?")
LEVEL = compiled(r"(?:稳定在?|保持在?|居|达到?|为|是|约|突破|超过?|均?为|全[国省市县区])+$")
COMPARISON = compiled(r"同比|环比|比[\p{Han}\d年]+")
ANAPHOR = compiled(r"(?:增速|增幅|同比|环比|比[\p{Han}\d年]{2,8})+")
DATE = compiled(
    r"^\s*(?:(?:19|20)\d\d年(?:度|末|底)?)?(?:我[国省市县区镇乡]|全[国省市县区镇乡州])?(?=\p{Han}{2})"
)
HEADS = frozenset("数量率额值次")
ORDINAL = compiled(r"第?[一二三四五六七八九十]{1,2}")
BASES = compiled(r"[较比]\p{Han}{0,3}(?:\d{2,4}年|上年|去年)?(?:同期)?的$")
LONG_LINK = 14
OWN_THING = 8


class Share(NamedTuple):
    """What a dealt figure gets: a written name, or the name of an earlier reading, and a tail."""

    name: str
    of: int | None
    tail: str


class _List(NamedTuple):
    """Where a list's names end and its figures begin, the change word between them, and whether
    the names must stand in the clause of the figures."""

    names_end: int
    figures: int
    change: str = ""
    here: bool = False


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
        for found in self._unmarked():
            out |= self._deal(found)
        for m in RESPECTIVELY.finditer(self._text):
            out |= self._deal(_List(m.start(), m.end()))
        return out

    def _unmarked(self) -> Iterator[_List]:
        """Lists that need no 分别: as many names as figures stand before them.

        The figures leave their unit to the last, or have one unit each and the names a head in
        common (苹果、猕猴桃产量稳定在全国1/4、1/3); or they change, or are the base of, the figures
        before them (较2019年的11016件、9716件只上升了1.8%和1.7%).
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
            change = self._phrases.change_word(clause, rate=True) if r.kind == "rate" else ""
            names_end = text.rindex(change, 0, r.start) if change else r.start
            bare = change and not self._names_thing(clause[: clause.rindex(change)])
            alike = (r.kind, r.unit) == (following.kind, following.unit)
            if bare or BASES.search(clause) or (r.inferred and "、" in clause):
                yield _List(names_end, r.start, change)
            elif alike and ITEM_GAP.search(clause[2:]):
                yield _List(names_end, r.start, change, here=True)

    def _names_thing(self, clause: str) -> bool:
        """Whether a clause before a change word names what changes."""
        return bool(self._phrases.before(self._phrases.without_comparison(clause)).name)

    def _deal(self, found: _List) -> dict[int, Share]:
        """The shares of a list: of written names, or of as many figures before it."""
        text, start = self._text, found.names_end
        sentence, sentence_end = self._structure.sentence(start)
        chosen = self._run(found.figures, sentence_end)
        if len(chosen) < 2:
            return {}
        link = text[found.figures : self._starts[chosen[0]]]
        verb = "占" if "占" in text[start : found.figures] + link[:1] else ""
        said = LEVEL.sub("", self._phrases.without_comparison(PER.sub("", link)))
        tail = found.change or LINK.sub("", said)
        clause = LIST_LEAD.split(text[sentence:start])[-1]
        subject = clause if ANAPHOR.fullmatch(clause) else ""
        near = max(sentence, text.rfind(";", sentence, start))
        before = [] if found.here else self._before(chosen[0], near, start)[-len(chosen) :]
        leans = len(before) == len(chosen)
        names = [] if subject and leans else self._names(sentence, len(chosen), found)
        if names:
            return {i: Share(n, None, verb + tail) for i, n in zip(chosen, names, strict=True)}
        thing = "" if subject else self._thing(clause)
        if not leans or thing is None:
            return {}
        word = thing + tail if thing else tail or COMPARISON.sub("", subject)
        return {i: Share("", k, verb + word) for i, k in zip(chosen, before, strict=True)}

    def _thing(self, clause: str) -> str | None:
        """What the clause of 分别 itself names (供养标准分别为…); None for a thing of its own."""
        thing = self._phrases.before(self._phrases.without_comparison(clause)).name
        words = self._phrases.cut(thing)
        short = 0 < len(words) <= 2 and not any(c.isdecimal() for c in clause)
        if short and self._phrases.is_generic(words[-1]):
            return thing
        return None if len(thing) >= OWN_THING else ""

    def _before(self, first: int, sentence: int, start: int) -> list[int]:
        """The quantities of the sentence before the list, or the rates where it has none."""
        inside = range(bisect_left(self._starts, sentence), first)
        own = [k for k in inside if self._starts[k] < start]
        kinds = {"rate", "rank", "duration"}
        quantities = [k for k in own if self._readings[k].kind not in kinds]
        return quantities or [k for k in own if self._readings[k].kind == "rate"]

    def _run(self, at: int, end: int) -> list[int]:
        """The readings of the list behind 分别, parted by list marks only."""
        i = bisect_left(self._starts, at)
        chosen: list[int] = []
        while i < len(self._readings) and self._starts[i] < end:
            gap = self._text[at : self._starts[i]]
            if (
                (chosen and not LIST_GAP.fullmatch(gap))
                or len(gap) > LONG_LINK
                or STOPS.search(gap)
            ):
                break
            if chosen and not self._alike(i, chosen[0]):
                break
            if chosen and "," in gap and self._phrases.change_word(gap, rate=True):
                break
            chosen.append(i)
            at = self._readings[i].end
            i += 1
        return chosen

    def _alike(self, i: int, k: int) -> bool:
        """Whether two figures may stand in one list: 42万吨 beside 260万重量箱, never beside 5%."""
        kinds = {self._readings[i].kind, self._readings[k].kind}
        return len(kinds) == 1 or kinds <= {"measure", "count"}

    def _names(self, start: int, count: int, found: _List) -> list[str]:
        """The last ``count`` items of the list before the figures, each with what all share.

        A single name may stand between the list and its figures (外资、基础设施拖了后腿,投资完成率
        分别低…), unless the list must stand in the clause of its figures.
        """
        here = found.here
        common = ""
        for clause in reversed(LIST_LEAD.split(self._text[start : found.names_end])):
            clause = DATE.sub("", clause)
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
        items = _ordinals(items)
        first, last = items[0], items[-1]
        if "的" in first and not any("的" in item for item in items[1:]):
            owner = first[: first.rindex("的")]
            return [owner + first[len(owner) + 1 :], *(owner + item for item in items[1:])]
        owner, mark, owned = last.partition("的")
        if mark and owner and owned and not any("的" in item for item in items[:-1]):
            return [*(item + owned for item in items[:-1]), owner + owned]
        tail = self._tail(items)
        return [*(item + tail for item in items[:-1]), last]

    def _tail(self, items: Sequence[str]) -> str:
        """What the last item says for all: 生猪、牛、羊、家禽出栏; 粮食、油料、蔬菜面积."""
        last, others = items[-1], items[:-1]
        words = _joined(self._phrases.cut(last))
        if (
            len(words) == 1
            and {len(item) for item in others} == {2}
            and self._is_sibling(others[0], last)
        ):
            return last[2:]
        if len(words) < 2 or any(self._complete(item, words[-1]) for item in others):
            return ""
        lengths = {len(item) for item in others}
        head = words[0]
        for word in words[1:-1]:
            head += "" if len(head) in lengths else word
        if lengths == {len(head)}:
            return last[len(head) :]
        if self._is_sibling(others[0], words[0]):
            return last[len(others[0]) :]
        tail = words[-1]
        if self._phrases.is_generic(tail) or (len(tail) > 1 and tail in self._phrases.verbs):
            return tail
        return ""

    def _is_sibling(self, item: str, word: str) -> bool:
        """Whether the word's tail makes a word with the item, too: 城镇 beside 农村居民."""
        rest = word[len(item) :]
        return bool(rest) and self._phrases.is_word(item + rest)

    def _complete(self, item: str, tail: str) -> bool:
        """Whether an item has a head of its own and takes none from the last."""
        return (
            item.endswith(tail)
            or item[-1] in HEADS
            or self._phrases.is_generic(self._phrases.cut(item)[-1])
        )


def _items(clause: str, count: int) -> list[str]:
    """The items of a list, parted by pauses alone or by any mark, whichever gives ``count``."""
    for gap in (PAUSE, ITEM_GAP):
        items = [x.strip() for x in gap.split(clause) if x.strip()]
        if len(items) == count:
            return items
    return []


def _joined(words: Sequence[str]) -> list[str]:
    """The words with alternatives in one piece (国际/港澳台)."""
    out: list[str] = []
    for word in words:
        if out and (word == "/" or out[-1].endswith("/")):
            out[-1] += word
        else:
            out.append(word)
    return out


def _ordinals(items: Sequence[str]) -> list[str]:
    """第一、二、三产业 in full: 第一产业, 第二产业, 第三产业."""
    out = list(items)
    for k in reversed(range(len(out) - 1)):
        own = ORDINAL.match(out[k + 1])
        if own and ORDINAL.fullmatch(out[k]):
            out[k] += out[k + 1][own.end() :]
            if out[k][0] == "第" != out[k + 1][0]:
                out[k + 1 :] = ["第" + x if ORDINAL.match(x) else x for x in out[k + 1 :]]
    return out
