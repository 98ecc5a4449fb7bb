"""Lines wrapped by hand: paragraphs of plain text that break at a fixed width, also within words.

Typewritten and mailed texts, and what old programs wrote, break their lines every thirty or forty
characters, between a number and its unit or inside the number. Such breaks are taken out before
reading and offsets are counted back; every other break stays what it is, the end of a paragraph.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reportparse.expressions import compiled
from reportparse.models import Figure, Section

NARROWEST, WIDEST = 36, 120
"""Columns (a Chinese character takes two) of lines that are wrapped."""
SLACK = 6
"""Columns that a full line may lack: punctuation or a number that is not parted."""
FEWEST = 4
MOST_FULL = 50
"""Full lines, and their share of all, from which a text counts as wrapped."""
ENDED = compiled(r"[。!?;:！？；：”」』]\s*$")
INDENT = compiled(r"[ \t\u3000]")
OPENS = compiled(
    r"[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）.．、](?!\d)"
    r"|第[一二三四五六七八九十]{1,3}[章节条]|[①-⒛●○◆■★·—]"
)
MOST_INDENTED = 10
"""Share of lines that begin paragraphs with a blank, from which the others go on with one."""
MOST_ENDED = 40
PARTED = compiled(r"\t|[|│┃\uff5c]| {2,}\S+ {2,}")


class Flow(NamedTuple):
    """A text without the breaks of wrapped lines.

    ``taken`` are the offsets in it before which characters were taken out, one for each.
    """

    text: str
    taken: Sequence[int]

    def figures(self, figures: Iterable[Figure], source: str) -> tuple[Figure, ...]:
        """The figures at their places in the source."""
        return tuple(
            f.model_copy(update={"start": start, "end": end, "text": source[start:end]})
            for f in figures
            for start, end in [self._span(f.start, f.end)]
        )

    def sections(self, sections: Iterable[Section]) -> tuple[Section, ...]:
        """The sections at their places in the source."""
        return tuple(
            s.model_copy(update={"start": start, "end": end})
            for s in sections
            for start, end in [self._span(s.start, s.end)]
        )

    def _span(self, start: int, end: int) -> tuple[int, int]:
        return self._at(start), self._at(end - 1) + 1 if end > start else self._at(start)

    def _at(self, offset: int) -> int:
        return offset + bisect_right(self.taken, offset)


def flowing(text: str) -> Flow | None:
    """The text with wrapped lines put together; None where it has none."""
    lines = text.split("\n")
    if len(lines) < FEWEST or max(map(len, lines)) > WIDEST:
        return None
    widths = [_width(line) for line in lines]
    full = _full(lines, widths)
    if full is None:
        return None
    blank = sum(INDENT.match(line) is not None for line in lines)
    indented = 100 * blank >= MOST_INDENTED * len(lines)
    pieces: list[str] = []
    taken: list[int] = []
    size = 0
    for n, line in enumerate(lines):
        following = lines[n + 1] if n + 1 < len(lines) else None
        brim = widths[n] > full + SLACK - 2
        if following and widths[n] >= full and _goes_on(line, following, indented, brim):
            piece = line.rstrip()
            taken += [size + len(piece)] * (len(line) - len(piece) + 1)
        else:
            piece = line if following is None else f"{line}\n"
        pieces.append(piece)
        size += len(piece)
    return Flow("".join(pieces), taken) if taken else None


def _full(lines: Sequence[str], widths: Sequence[int]) -> int | None:
    """The width from which a line is full; None where lines are not wrapped at one width.

    Wrapped lines break anywhere: where most end with a stop, each is a sentence of its own.
    """
    written = sorted(width for width in widths if width)
    if len(written) < FEWEST:
        return None
    widest = written[-1 - len(written) // 20]
    if not NARROWEST <= widest <= WIDEST or written[-1] > widest + SLACK:
        return None
    full = [line for line, w in zip(lines, widths, strict=True) if w >= widest - SLACK]
    if len(full) < FEWEST or 100 * len(full) < MOST_FULL * len(written):
        return None
    ended = sum(ENDED.search(line) is not None for line in full)
    return widest - SLACK if 100 * ended <= MOST_ENDED * len(full) else None


def _goes_on(line: str, following: str, indented: bool, brim: bool) -> bool:
    """Whether the next line goes on with the paragraph of a full one.

    Where paragraphs are ``indented`` one that is not goes on; elsewhere it goes on with the
    sentence, or behind a stop that fills the line to the ``brim``.
    """
    if INDENT.match(following) or PARTED.search(line) or PARTED.search(following):
        return False
    if indented:
        return True
    return not OPENS.match(following) and (brim or not ENDED.search(line))


def _width(line: str) -> int:
    return len(line.rstrip().encode("gb18030", "replace"))
