"""Tables with merged cells, laid out as rows of equal columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reportparse.sources.limits import MAX_CELLS, MAX_SPAN

_FIGURE = re.compile(
    r"(?!\d{4}年)[^\W\d]{0,2}[-+\u2212(\uff08]?\d[\d,.\uff0c\s]*\D{0,6}(?<![年月日季度批号])"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as written: its text and how many rows and columns it covers."""

    text: str
    rows: int = 1
    columns: int = 1


def lay_out(written: Iterable[Sequence[Cell]]) -> list[list[str]]:
    """Rows of texts, every column in its place.

    A merged label is repeated in each cell that it covers, so that every row and column keeps its
    heads; a merged figure stands once, at its first cell, so that no sum counts it twice; a cell
    as wide as the whole table (a caption, a note) stands once.
    """
    placed: list[list[str | None]] = []
    wide: list[tuple[int, int, str]] = []
    room = MAX_CELLS
    for number, row in enumerate(written):
        _row(placed, number)
        column = 0
        for cell in row:
            while column < len(placed[number]) and placed[number][column] is not None:
                column += 1
            columns, rows = _span(cell.columns), _span(cell.rows)
            room -= columns * rows
            if room < 0:
                columns = rows = 1
            repeated = cell.text if is_label(cell.text) else ""
            for down in range(rows):
                line = _row(placed, number + down)
                line.extend([None] * (column + columns - len(line)))
                for across in range(columns):
                    if line[column + across] is None:
                        line[column + across] = repeated if down or across else cell.text
            if column == 0 and columns > 1:
                wide.append((number, columns, cell.text))
            column += columns
    width = max((len(row) for row in placed), default=0)
    texts = [[text or "" for text in row] + [""] * (width - len(row)) for row in placed]
    for number, columns, text in wide:
        if columns >= width and not any(texts[number][columns:]):
            texts[number] = [text] + [""] * (width - 1)
    while texts and not any(texts[-1]):
        texts.pop()
    return texts


def _row(placed: list[list[str | None]], number: int) -> list[str | None]:
    while len(placed) <= number:
        placed.append([])
    return placed[number]


def _span(count: int) -> int:
    return min(max(count, 1), MAX_SPAN)


def is_label(text: str) -> bool:
    """Whether a cell names something, rather than giving a figure."""
    return not _FIGURE.fullmatch(text.strip())
