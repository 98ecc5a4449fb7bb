"""jieba's words, from its dictionary as it lies on the disk.

jieba itself reads all 350,000 lines of its dictionary into a table of their beginnings, which takes
longer than reading a report. Here the file stays as it is and a word is looked up in it when a text
asks for it; what was asked for is kept as a tree of characters. The words that come out are the
same: jieba's algorithm, its frequencies and its model for what the dictionary does not know.

Where rjieba is installed (the extra ``fast``), a process that has cut much text goes on with it:
the same words in a quarter of the time, for a start of 0.2 s and some 60 MB.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property, lru_cache
from math import inf, log
from zlib import crc32


@contextmanager
def _without(module: str) -> Iterator[None]:
    """Lets an import do without a module that it only would like to have."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[module]


with _without("pkg_resources"):  # jieba opens its own files without it, and it loads slowly
    import jieba
    from jieba import finalseg

TOTALS = {0x1394096D: 60_101_967}
"""The sum of all frequencies of a dictionary by its checksum; that of jieba 0.42.1."""
FIRST, STRAYS = "\n一 ", "吉林 89 ns\n高富帅 13 n"
"""Where the lines of that dictionary begin to be in order, and those behind that are not."""
BLOCK = 1024
"""Bytes that are searched for a line; which word each block begins with is a table."""
ENOUGH = 300_000
"""Characters after which the words of a process have taken as long as rjieba takes to start."""
MOST_ASKED = 100_000
"""Beginnings that texts may ask for until all are forgotten."""
NO_WORD = -inf
BLOCKS = re.compile(r"[\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]+|\r\n|.", re.DOTALL)
"""jieba's: what is cut into words, and everything else, character by character."""
HAN = re.compile(r"[\u4E00-\u9FD5]+")
"""What rjieba cuts as jieba does; with letters and digits it has a way of its own."""
IN_NO_TEXT = "\ue000"
LATIN = re.compile(r"[a-zA-Z0-9]+|.", re.DOTALL)


class _Dictionary:
    """The lines of jieba's dictionary (``word frequency tag``), each between line breaks."""

    def __init__(self, data: bytes) -> None:
        self.total, first, apart = TOTALS.get(crc32(data), 0), 0, ""
        if self.total:
            first = data.index(FIRST.encode())
            apart = data[: first + 1].decode() + STRAYS
        else:
            lines = sorted(filter(None, data.split(b"\n")))
            self.total = sum(int(line.split(b" ")[1]) for line in lines)
            data = b"\n".join([b"", *lines, b""])
        self._data = data
        self._starts, self._words = [0], [b""]
        at, end = first, len(data) - 1
        while 0 <= at < end:
            self._starts.append(at)
            self._words.append(data[at + 1 : data.index(b" ", at)])
            at = data.find(b"\n", at + BLOCK)
        self._starts.append(end)
        self._apart: dict[str, tuple[int, str]] = {}
        for word, frequency, tag in map(str.split, apart.splitlines()):
            for length in range(1, len(word)):
                self._apart.setdefault(word[:length], self.tag(word[:length]))
            self._apart[word] = int(frequency), tag

    def frequency(self, text: str) -> int | None:
        """That of a word; 0 for the beginning of longer words, ``None`` for anything else."""
        if text in self._apart:
            return self._apart[text][0]
        at = self._behind(text)
        if at < 0:
            return None
        return int(self._data[at : self._data.index(b" ", at + 1)]) if self._is_word(at) else 0

    def tag(self, text: str) -> tuple[int, str]:
        """Frequency and word class of a word; 0 and "" for what is none."""
        if text in self._apart:
            return self._apart[text]
        at = self._behind(text)
        if at < 0 or not self._is_word(at):
            return 0, ""
        frequency, tag = self._data[at : self._data.index(b"\n", at)].split()
        return int(frequency), tag.decode()

    def _behind(self, text: str) -> int:
        """Where the first line that begins with a text goes on behind it; -1 if there is none."""
        key = b"\n" + text.encode()
        block = bisect_right(self._words, key[1:])
        at = self._data.find(key, self._starts[block - 1], self._starts[block] + len(key))
        return at + len(key) if at >= 0 else -1

    def _is_word(self, at: int) -> bool:
        return self._data.startswith(b" ", at)


@lru_cache(maxsize=1)
def dictionary() -> _Dictionary:
    """The dictionary that comes with jieba."""
    with jieba.get_dict_file() as file:
        return _Dictionary(file.read())


class _Beginning(dict[str, "_Beginning | None"]):
    """What words begin with. A further character leads to a longer beginning, or to nothing.

    ``weight`` is the logarithm of a word's frequency, ``NO_WORD`` where only longer words begin so.
    """

    __slots__ = ("_find", "_text", "weight")

    def __init__(self, text: str, weight: float, find: Callable[[str], _Beginning | None]) -> None:
        self._text, self.weight, self._find = text, weight, find

    def __missing__(self, character: str) -> _Beginning | None:
        found = self[character] = self._find(self._text + character) if character else None
        return found


class Tokenizer:
    """jieba's tokenizer with words of one's own, each of the frequency that jieba gives it."""

    def __init__(self, words: Iterable[str]) -> None:
        self._dictionary = dictionary()
        self.total = self._dictionary.total
        self.own: dict[str, int] = {}
        self._asked = self._done = 0
        self._beginnings = _Beginning("", NO_WORD, self._find)
        for word in words:
            self._add(word)

    def lcut(self, text: str, HMM: bool = True) -> list[str]:  # noqa: N803
        """The words of a text; with ``HMM`` the model joins characters that no word explains."""
        if self._done > ENOUGH and self._swift and HAN.fullmatch(text):
            return self._swift(text, HMM)
        self._done += len(text)
        return self._words_of(text, HMM)

    def _words_of(self, text: str, hmm: bool) -> list[str]:
        words: list[str] = []
        for block in BLOCKS.findall(text):
            if len(block) == 1 or block == "\r\n":
                words.append(block)
            else:
                self._cut(block, hmm, words)
        return words

    @cached_property
    def _swift(self) -> Callable[[str, bool], list[str]] | None:
        """The function of rjieba that does the same, where it is installed."""
        try:
            from rjieba import Jieba
        except ImportError:
            return None
        swift, known = Jieba(), 0
        for word in filter(self.own.get, self.own):
            swift.add_word(word, self.own[word], "")
            known += self._dictionary.frequency(word) or 0
        swift.add_word(IN_NO_TEXT, known, "")  # jieba counts a word twice that it knew before
        cut: Callable[[str, bool], list[str]] = swift.cut
        return cut

    def _cut(self, block: str, hmm: bool, words: list[str]) -> None:
        """Appends the words of a block; single characters in a row are cut together."""
        ends = self._ends(block)
        single = start = 0
        while start < len(block):
            end = ends[start]
            if end - start > 1:
                if single < start:
                    words += self._singles(block[single:start], hmm)
                words.append(block[start:end])
                single = end
            start = end
        if single < start:
            words += self._singles(block[single:], hmm)

    def _singles(self, text: str, hmm: bool) -> Iterable[str]:
        """The words of characters that no longer word has taken."""
        if not hmm:
            return LATIN.findall(text)
        if len(text) == 1 or self.frequency(text):
            return text
        words: Iterable[str] = finalseg.cut(text)
        return words

    def _ends(self, block: str) -> list[int]:
        """jieba's most likely way through a block, found from its end: where each word ends.

        Of ways equally likely that with the longer word is taken.
        """
        size, all_words = len(block), log(self.total)
        characters, ends = [*block, ""], [0] * size
        ways = [0.0] * (size + 1)
        for start in range(size - 1, -1, -1):
            best, end = NO_WORD, start
            beginning = self._beginnings[characters[start]]
            while beginning is not None:
                end += 1
                way = beginning.weight - all_words + ways[end]
                if way >= best:
                    best, ends[start] = way, end
                beginning = beginning[characters[end]]
            if best == NO_WORD:
                best, ends[start] = 0 - all_words + ways[start + 1], start + 1
            ways[start] = best
        return ends

    def frequency(self, text: str) -> int | None:
        """That of a word; 0 for the beginning of longer words, ``None`` for anything else."""
        own = self.own.get(text)
        if own:
            return own
        known = self._dictionary.frequency(text)
        return own if known is None else known

    def _find(self, text: str) -> _Beginning | None:
        """What the text begins, looked up and not remembered."""
        self._asked += 1
        if self._asked > MOST_ASKED:
            self._beginnings.clear()
            self._asked = 0
        frequency = self.frequency(text)
        if frequency is None:
            return None
        return _Beginning(text, log(frequency) if frequency else NO_WORD, self._find)

    def _add(self, word: str) -> None:
        """A frequency just high enough that the word is no more likely in pieces."""
        pieces = 1.0
        for piece in self._words_of(word, False):
            known = self.frequency(piece)
            pieces *= (1 if known is None else known) / self.total
        frequency = max(int(pieces * self.total) + 1, self.frequency(word) or 1)
        for length in range(1, len(word)):
            self.own.setdefault(word[:length], 0)
        self.own[word] = frequency
        self.total += frequency
        self._beginnings.pop(word[:1], None)
