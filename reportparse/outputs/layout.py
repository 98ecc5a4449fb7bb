"""Text for a screen: safe characters, East Asian width, colours, columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_ANSI = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


def plain(text: str) -> str:
    """The text as one line that a terminal can only show, never obey.

    A tab becomes a space, a control character its picture (ESC is ␛), a lone surrogate or C1
    control the replacement character; zero-width and direction-changing characters go.
    """
    return _UNSAFE.sub(_picture, text)


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code == 0x09:
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    return "\N{REPLACEMENT CHARACTER}" if code < 0xA0 or 0xD800 <= code < 0xE000 else ""


def columns(text: str) -> int:
    """How many columns of a terminal the text takes; a full-width character takes two."""
    if text.isascii():
        return len(text)
    return sum(_columns_of(c) for c in text)


def _columns_of(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def clip(text: str, width: int) -> str:
    """The text cut to ``width`` columns, with … where something was cut."""
    if columns(text) <= width:
        return text
    taken, used = [], 0
    for char in text:
        used += _columns_of(char)
        if used > width - 1:
            break
        taken.append(char)
    return "".join(taken) + "…"


def pad(text: str, width: int, *, right: bool = False) -> str:
    """The text filled up with spaces to ``width`` columns; ``right`` sets it flush right."""
    fill = " " * (width - columns(text))
    return fill + text if right else text + fill


def paint(text: str, style: str, colour: bool) -> str:
    """The text in an ANSI style ("bold", "red bold" …), or as it is without colour."""
    if not colour or not style or not text:
        return text
    return f"\x1b[{';'.join(_ANSI[s] for s in style.split())}m{text}\x1b[0m"


Cell = str | tuple[str, str]
"""A cell of a table: its text, or text and style."""


def grid(
    heads: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    right: Iterable[int] = (),
    limits: Sequence[int] = (),
    colour: bool = False,
    indent: str = "  ",
) -> str:
    """A table in columns of spaces, each line ended by a newline.

    ``right`` numbers the columns that stand flush right; ``limits`` gives the most columns of the
    screen for each, 0 for no limit. Cells must be safe already (``plain``).
    """
    flush = frozenset(right)
    table: list[list[tuple[str, str]]] = [[(head, "bold") for head in heads]]
    for row in rows:
        cells = [(cell, "") if isinstance(cell, str) else cell for cell in row]
        table.append(
            [
                (clip(text, limits[n]) if limits and limits[n] else text, style)
                for n, (text, style) in enumerate(cells)
            ]
        )
    widths = [max(columns(line[n][0]) for line in table) for n in range(len(heads))]
    lines = []
    for line in table:
        cells = [
            (pad(text, widths[n], right=n in flush), style) for n, (text, style) in enumerate(line)
        ]
        lines.append(indent + "  ".join(paint(text, style, colour) for text, style in cells))
    return "".join(f"{line.rstrip()}\n" for line in lines)
