"""Columns of text: a white gutter down the page divides rows that are read one side at a time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from reportparse.sources.layout.marks import Page, Region, Row, Segment, Table

FEWEST_ROWS = 4
"""Rows on each side that a gutter must divide."""

LOOK_AHEAD = 8
"""Rows that are searched for where a gutter may stand."""

FILLED = 0.55
"""Share of its column's width that a line of prose takes on the average."""


def order(rows: Sequence[Row | Table], tables: Sequence[Table], page: Page) -> list[Region | Table]:
    """Everything on a page in reading order; a table inside a column stays in it."""
    held: dict[int, Table] = {}
    lines: list[Row] = []
    for item in sorted([*rows, *tables], key=lambda item: item.top):
        if isinstance(item, Table):
            segment = Segment("", item.left, item.top, item.right, item.bottom, 0.0)
            held[id(segment)] = item
            lines.append(Row((segment,)))
        else:
            lines.append(item)
    ordered: list[Region | Table] = []
    for region in _regions(lines, page):
        plain = Region(column=region.column)
        for row in region.rows:
            table = held.get(id(row.segments[0]))
            if table is None:
                plain.rows.append(row)
                continue
            ordered.extend([plain, table] if plain.rows else [table])
            plain = Region(column=region.column)
        if plain.rows:
            ordered.append(plain)
    return ordered


def _regions(rows: Sequence[Row], page: Page) -> list[Region]:
    regions: list[Region] = []
    start = 0
    while start < len(rows):
        end, gutter = _run(rows, start, page)
        if gutter:
            split = [_sides(row, gutter) for row in rows[start:end]]
            for side in (0, 1):
                column = [Row(parts[side]) for parts in split if parts[side]]
                inner = _regions(column, page)
                regions.extend(Region(region.rows, column=True) for region in inner)
            start = end
        else:
            if not regions or regions[-1].column:
                regions.append(Region())
            regions[-1].rows.append(rows[start])
            start += 1
    return regions


def _run(rows: Sequence[Row], start: int, page: Page) -> tuple[int, float]:
    """Where the rows end that a gutter divides from ``start`` on, and where it stands (0: none)."""
    near = rows[start : start + LOOK_AHEAD]
    if not any(len(row.segments) > 1 for row in near[:3]):
        return start, 0.0
    candidates = sorted({round(gap) for row in near for gap in _gaps(row.segments)})
    best = start, 0.0
    for gutter in candidates:
        if not 0.2 * page.width < gutter < 0.8 * page.width:
            continue
        end = start
        while end < len(rows) and _is_clear(rows[end], gutter):
            end += 1
        sides = [_sides(row, gutter) for row in rows[start:end]]
        both = sum(bool(left) and bool(right) for left, right in sides)
        lefts = [part for left, _ in sides for part in left]
        rights = [part for _, right in sides for part in right]
        enough = min(len(lefts), len(rights)) >= FEWEST_ROWS
        if enough and both * 3 >= end - start and _is_prose(lefts) and _is_prose(rights):
            best = max(best, (end, gutter))
    return best


def _gaps(segments: Sequence[Segment]) -> list[float]:
    """Where a gutter may stand: close to either side of each gap, for lines may be short."""
    return [
        place
        for before, after in pairwise(segments)
        if after.left - before.right > 4
        for place in (before.right + 2, after.left - 2)
    ]


def _is_clear(row: Row, gutter: float) -> bool:
    return all(part.right <= gutter or part.left >= gutter for part in row.segments)


def _sides(row: Row, gutter: float) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    left = tuple(part for part in row.segments if part.right <= gutter)
    return left, tuple(part for part in row.segments if part.right > gutter)


def _is_prose(segments: Sequence[Segment]) -> bool:
    segments = [part for part in segments if part.text]
    if not segments:
        return True
    width = max(part.right for part in segments) - min(part.left for part in segments)
    filled = sum(part.width for part in segments) / len(segments)
    letters = sum(len(part.text) for part in segments) / len(segments)
    return filled >= FILLED * width and letters >= 6
