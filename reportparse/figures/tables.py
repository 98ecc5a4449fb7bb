"""Tables in plain text: lines whose cells are parted by tabs or runs of spaces.

Columns aligned by runs of spaces count as well. The lines without a number in their later cells
are the head. A cell takes the row's and the
column's names and, where it has none, the unit that the head gives in brackets (``件数(件)``) or
a caption above the table (``单位:万元``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import regex

from reportparse.figures.reading import Reading
from reportparse.figures.scan import Scanner
from reportparse.structure import Line, Structure

CAPTION = regex.compile(r"单位\s?[::]\s?([^\s()、,,;;]{1,8})|表\s?\(([^()\s]{1,8})\)\s*$")
GAP = regex.compile(r"\t| {2,}")
ALIGNED = regex.compile(r"\S {2,}\S.*\S {2,}\S")
BRACKET = regex.compile(r"[((]\s?([^()()]{1,8})\s?[))]\s*$")
NUMBER = regex.compile(r"[-—]?\s*\d[\d,]*(?:\.\d+)?%?")
SCALES = {"万": Decimal(10**4), "亿": Decimal(10**8), "千": Decimal(10**3), "百": Decimal(100)}
KILO = regex.compile("千[瓦米克伏]")
RANK = regex.compile("排名|名次|位次|序号|编号|年份|年度|代码|电话")


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a table: where it stands and what the head, the row and the caption call it."""

    start: int
    end: int
    table: int
    row: int
    column: int
    row_name: str
    column_name: str
    unit: str
    scale: Decimal


def read_tables(
    structure: Structure, readings: Sequence[Reading], scanner: Scanner
) -> dict[int, Cell]:
    """The number cells of all tables, by the offset of the number."""
    cells: dict[int, Cell] = {}
    for n, lines in enumerate(_blocks(structure)):
        for cell in _table(structure, lines, n):
            cells[cell.start] = cell
    return cells


def _blocks(structure: Structure) -> Iterator[list[Line]]:
    """Runs of paragraphs that hold tabs."""
    block: list[Line] = []
    for line in structure.paragraphs:
        content = structure.text[line.start : line.end]
        if "\t" in content or ALIGNED.search(content):
            block.append(line)
            continue
        if len(block) > 1:
            yield block
        block = []
    if len(block) > 1:
        yield block


def _row(structure: Structure, line: Line) -> list[tuple[int, str]]:
    cells, at, text = [], line.start, structure.folded
    stops = [
        *((m.start(), m.end()) for m in GAP.finditer(text, line.start, line.end)),
        (line.end, line.end),
    ]
    for stop, following in stops:
        part = text[at:stop]
        cells.append((at + len(part) - len(part.lstrip()), part.strip()))
        at = following
    return cells


def _table(structure: Structure, lines: list[Line], number: int) -> Iterator[Cell]:
    rows = [_row(structure, line) for line in lines]
    heads: list[list[str]] = []
    while rows and not any(NUMBER.fullmatch(c) for _, c in rows[0][1:]):
        heads.append([c for _, c in rows.pop(0)])
    above = structure.folded[max(0, lines[0].start - 60) : lines[0].start]
    caption = CAPTION.search(above.rsplit("。", 1)[-1]) or CAPTION.search(
        "".join("".join(h) for h in heads)
    )
    default = (caption[1] or caption[2]) if caption else ""
    unit_column = next((c for h in heads for c, name in enumerate(h) if name == "单位"), None)
    for r, row in enumerate(rows):
        name = next((c for _, c in row[:2] if c and not NUMBER.fullmatch(c)), "")
        for c, (start, content) in enumerate(row):
            if not NUMBER.fullmatch(content) or (c == 0 and not name):
                continue
            column = "".join(dict.fromkeys(h[c] for h in heads if c < len(h)))
            bracket = BRACKET.search(column)
            unit = bracket[1] if bracket else "" if RANK.search(column) else default
            row_bracket = BRACKET.search(name)
            if not bracket and row_bracket:
                unit = row_bracket[1]
            if unit_column is not None and unit_column < len(row) and not bracket:
                unit = row[unit_column][1]
            scale = Decimal(1)
            while unit[:1] in SCALES and len(unit) > 1 and not KILO.match(unit):
                scale *= SCALES[unit[0]]
                unit = unit[1:]
            yield Cell(
                start,
                start + len(content),
                number,
                r,
                c,
                BRACKET.sub("", name),
                BRACKET.sub("", column),
                unit,
                scale,
            )
