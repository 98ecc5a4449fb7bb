"""The part of a line that holds some figures, with carets under them.

Reports have paragraphs of three thousand characters. The excerpt keeps what stands around the
marked figures, joins distant ones with …, and breaks into rows that fit the screen, so that a
caret always stands under its character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from reportparse.outputs.layout import columns, paint, plain

_CONTEXTS = ((40, 16), (28, 12), (18, 8), (10, 6))
_GAP = 8
_TAIL = 12
_HANG = 2
_BREAK = re.compile("[,;:。，；：、]+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the line to mark, as offsets into it, and the style of its carets."""

    start: int
    end: int
    style: str


_Cell = tuple[str, str]


def excerpt(line: str, marks: Sequence[Mark], width: int, colour: bool) -> list[tuple[str, str]]:
    """Rows of the line, each with its row of carets ("" where a row has no mark).

    Later marks win where two overlap. A row takes at most ``width`` columns unless a single
    figure is wider.
    """
    style_at = {n: m.style for m in marks for n in range(m.start, min(m.end, len(line)))}
    cells: list[_Cell] = []
    for start, end in _windows(line, marks, width):
        if start > (0 if not cells else -1):
            cells.append(("…", ""))
        cells += [(plain(line[n]), style_at.get(n, "")) for n in range(start, end)]
    if cells and end < len(line):
        cells.append(("…", ""))
    return [_row(row, colour) for row in _wrap(cells, width)]


def _windows(line: str, marks: Sequence[Mark], width: int) -> list[tuple[int, int]]:
    """The stretches to show: the whole line if it fits, else the widest context that does."""
    if len(line) <= width and columns(line) <= width:
        return [(0, len(line))]
    windows: list[tuple[int, int]] = []
    for before, after in _CONTEXTS:
        windows = []
        for mark in sorted(marks, key=lambda m: m.start):
            start, end = _clauses(line, mark, before, after)
            if windows and start - windows[-1][1] <= _GAP:
                windows[-1] = (windows[-1][0], max(windows[-1][1], end))
            else:
                windows.append((start, end))
        if sum(columns(line[a:b]) + 2 for a, b in windows) <= width:
            break
    return windows


def _clauses(line: str, mark: Mark, before: int, after: int) -> tuple[int, int]:
    """At most so many characters around a mark, cut between clauses where there is a break."""
    start, end = max(0, mark.start - before), min(len(line), mark.end + after)
    if start and (opening := _BREAK.search(line, start, mark.start)):
        start = opening.end()
    if end < len(line) and (closing := list(_BREAK.finditer(line, mark.end, end))):
        end = closing[-1].end()
    return start, end


def _wrap(cells: Sequence[_Cell], width: int) -> Iterator[list[_Cell]]:
    """The cells in rows of at most ``width`` columns, a marked run kept in one row if it can.

    The last columns are kept for a punctuation mark, so that no row begins with one.
    """
    row: list[_Cell] = []
    used = 0
    for style, group in groupby(cells, key=lambda cell: cell[1]):
        run = list(group)
        for piece in [run] if style else [[cell] for cell in run]:
            size = sum(columns(text) for text, _ in piece)
            hanging = not style and _BREAK.fullmatch(piece[0][0])
            if row and used + size > (width if hanging else width - _HANG):
                kept = _last_clause(row)
                yield row[:kept]
                row = row[kept:]
                used = sum(columns(text) for text, _ in row)
            row += piece
            used += size
    if row:
        yield row


def _last_clause(row: Sequence[_Cell]) -> int:
    """Where to break a full row: before a short clause that it only begins, else at its end."""
    for n in range(len(row), max(len(row) - _TAIL, len(row) // 2), -1):
        text, style = row[n - 1]
        if style:
            break
        if _BREAK.fullmatch(text):
            return n
    return len(row)


def _row(cells: Sequence[_Cell], colour: bool) -> tuple[str, str]:
    source, carets = [], []
    for style, run in groupby(cells, key=lambda cell: cell[1]):
        text = "".join(char for char, _ in run)
        source.append(paint(text, style and f"{style} bold", colour))
        carets.append(paint("^" * columns(text), style, colour) if style else " " * columns(text))
    marked = any(style for _, style in cells)
    return "".join(source).rstrip(), "".join(carets).rstrip() if marked else ""
