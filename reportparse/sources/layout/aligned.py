"""Tables without ruled lines: rows whose segments stand under each other."""

from __future__ import annotations

from collections.abc import Sequence

from reportparse.sources.document import Piece
from reportparse.sources.layout.marks import Row, Segment, Table

FEWEST_ROWS = 3
WIDE = 4
"""Columns from which one may be empty in most rows; two or three may be prose."""
LONGEST_CELL = 24
"""Characters of a cell on the average; longer segments are columns of prose."""


def aligned_tables(rows: Sequence[Row], page: int) -> list[Row | Table]:
    """The rows of a page, with those of tables made into tables."""
    items: list[Row | Table] = []
    start = 0
    while start < len(rows):
        end = start
        while end < len(rows) and len(rows[end].segments) > 1 and _follows(rows, start, end):
            end += 1
        run = rows[start:end]
        columns = _columns(run)
        if columns and end - start >= FEWEST_ROWS and _is_tabular(run, columns):
            items.append(_table(run, columns, page))
            start = end
        else:
            items.append(rows[start])
            start += 1
    return items


def _follows(rows: Sequence[Row], start: int, index: int) -> bool:
    if index == start:
        return True
    row, above = rows[index], rows[index - 1]
    return row.top - above.bottom < 1.5 * max(row.size, above.size)


def _columns(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """Where the columns stand: the ranges that the segments of the fullest rows cover together."""
    if not rows:
        return []
    most = max(len(row.segments) for row in rows)
    full = [row for row in rows if len(row.segments) == most]
    columns: list[tuple[float, float]] = []
    for segment in sorted((part for row in full for part in row.segments), key=lambda s: s.left):
        if columns and segment.left < columns[-1][1]:
            columns[-1] = columns[-1][0], max(columns[-1][1], segment.right)
        else:
            columns.append((segment.left, segment.right))
    return columns if len(columns) == most and _is_usual(rows, full, most) else []


def _is_usual(rows: Sequence[Row], full: Sequence[Row], most: int) -> bool:
    """Whether rows are as full as those of a table: half of them, or all but a column of notes."""
    nearly = sum(len(row.segments) >= most - 1 for row in rows)
    noted = most >= WIDE and len(full) > 1 and nearly * 5 >= len(rows) * 4
    return noted or len(full) * 2 >= len(rows)


def _is_tabular(rows: Sequence[Row], columns: Sequence[tuple[float, float]]) -> bool:
    segments = [segment for row in rows for segment in row.segments]
    average = sum(len(segment.text) for segment in segments) / len(segments)
    digits = sum(any(char.isdigit() for char in segment.text) for segment in segments)
    stray = sum(
        sum(_overlap(segment, column) > 0 for column in columns) > 1 for segment in segments
    )
    needed = 3 if len(columns) == 2 else 2
    return (
        average <= (LONGEST_CELL if len(columns) > 2 else LONGEST_CELL / 2)
        and digits * 4 >= len(segments)
        and stray * 5 <= len(segments)
        and len(rows) >= needed
    )


def _table(rows: Sequence[Row], columns: Sequence[tuple[float, float]], page: int) -> Table:
    cells = []
    for row in rows:
        line = [Piece("", page)] * len(columns)
        for segment in row.segments:
            best = max(range(len(columns)), key=lambda index: _overlap(segment, columns[index]))
            held = line[best].text
            text = f"{held} {segment.text}" if held else segment.text
            line[best] = Piece(text, page, segment.confidence)
        cells.append(line)
    left, right = min(row.left for row in rows), max(row.right for row in rows)
    edges = (left, *(column[0] for column in columns[1:]), right)
    return Table(page, rows[0].top, rows[-1].bottom, left, right, cells, edges)


def _overlap(segment: Segment, column: tuple[float, float]) -> float:
    """How far a segment and a column overlap; negative is the distance between them."""
    return min(segment.right, column[1]) - max(segment.left, column[0])
