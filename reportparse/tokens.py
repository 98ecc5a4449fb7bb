"""jieba's words, from its dictionary as it lies on the disk.

jieba itself reads all 350,000 lines of its dictionary into a table of their beginnings, which takes
longer than reading a report. Here the lines stay as they are and a word is looked up when a text
asks for it. The words that come out are the same: jieba's algorithm, its frequencies and its model
for what the dictionary does not know.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from math import log
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

TOTALS = {0x1394096D: 60_101_967}
"""The sum of all frequencies of a dictionary by its checksum; that of jieba 0.42.1."""
MOST_WEIGHTS = 100_000
"""Fragments of texts whose weight is remembered."""
BEGINNING, NOTHING = -1.0, -2.0
"""Weights of what only longer words begin with, and of what no word begins with."""


class _Dictionary:
    """The lines of jieba's dictionary (``word frequency tag``), in order."""

    def __init__(self, data: bytes) -> None:
        self._lines = sorted(filter(None, data.split(b"\n")))
        self.total = TOTALS.get(crc32(data)) or sum(int(x.split(b" ")[1]) for x in self._lines)

    def frequency(self, text: str) -> int | None:
        """That of a word; 0 for the beginning of longer words, ``None`` for anything else."""
        key = text.encode()
        line = self._line(key)
        if not line.startswith(key):
            return None
        word, frequency, _ = line.split(b" ")
        return int(frequency) if word == key else 0

    def tag(self, text: str) -> tuple[int, str]:
        """Frequency and word class of a word; 0 and "" for what is none."""
        key = text.encode()
        word, frequency, tag = (self._line(key) or b" 0 ").split(b" ")
        return (int(frequency), tag.decode()) if word == key else (0, "")

    def _line(self, key: bytes) -> bytes:
        """The first line whose word is not before the key; a space is before any letter."""
        i = bisect_left(self._lines, key)
        return self._lines[i] if i < len(self._lines) else b""


@lru_cache(maxsize=1)
def dictionary() -> _Dictionary:
    """The dictionary that comes with jieba."""
    with jieba.get_dict_file() as file:
        return _Dictionary(file.read())


class Tokenizer(jieba.Tokenizer):  # type: ignore[misc]
    """jieba's tokenizer with words of one's own; ``FREQ`` holds what texts have asked for."""

    def __init__(self, words: Iterable[str]) -> None:
        super().__init__()
        self._dictionary = dictionary()
        self._weights: dict[str, float] = {}
        self.total = self._dictionary.total
        self.initialized = True
        for word in words:
            beginnings = [word[:length] for length in range(1, len(word) + 1)]
            for beginning in beginnings:
                self._weigh(beginning)
            self.add_word(word)
            for beginning in beginnings:
                self._weights.pop(beginning, None)

    def _weigh(self, fragment: str) -> float:
        """The logarithm of a word's frequency, ``BEGINNING`` or ``NOTHING``."""
        frequency: int | None = self.FREQ.get(fragment)
        if frequency is None:
            frequency = self._dictionary.frequency(fragment)
            if frequency is not None:
                self.FREQ[fragment] = frequency
        if len(self._weights) >= MOST_WEIGHTS:
            self._weights.clear()
        weight = NOTHING if frequency is None else log(frequency) if frequency else BEGINNING
        self._weights[fragment] = weight
        return weight

    def get_DAG(self, sentence: str) -> None:  # noqa: N802
        """Nothing: ``calc`` finds the words that begin at each place by itself."""

    def calc(self, sentence: str, DAG: None, route: dict[int, tuple[float, int]]) -> None:  # noqa: N803
        """jieba's most likely way through a sentence, from its end: score and end of each word."""
        weights, all_words, size = self._weights, log(self.total), len(sentence)
        route[size] = (0, 0)
        for start in range(size - 1, -1, -1):
            best = None
            for end in range(start, size):
                fragment = sentence[start : end + 1]
                weight = weights.get(fragment)
                if weight is None:
                    weight = self._weigh(fragment)
                if weight >= 0:
                    way = weight - all_words + route[end + 1][0], end
                    if best is None or way > best:
                        best = way
                elif weight == NOTHING:
                    break
            route[start] = best or (0 - all_words + route[start + 1][0], start)
