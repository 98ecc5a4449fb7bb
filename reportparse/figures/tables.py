"""Tables in plain text: lines whose cells are parted by tabs.

The first line without a number in its later cells is the head. A cell takes the row's and the
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

CAPTION = regex.compile(r"单位\s?[::]\s?([^\s()、,,;;]{1,8})")
BRACKET = regex.compile(r"[((]\s?([^()()]{1,8})\s?[))]\s*$")
NUMBER = regex.compile(r"[-—]?\s*\d[\d,]*(?:\.\d+)?%?")
SCALES = {"万": Decimal(10**4), "亿": Decimal(10**8), "千": Decimal(10**3), "百": Decimal(100)}
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
        if "\t" in structure.text[line.start : line.end]:
            block.append(line)
            continue
        if len(block) > 1:
            yield block
        block = []
    if len(block) > 1:
        yield block


def _row(structure: Structure, line: Line) -> list[tuple[int, str]]:
    cells = []
    at = line.start
    for part in structure.folded[line.start : line.end].split("\t"):
        stripped = part.strip()
        cells.append((at + (len(part) - len(part.lstrip())), stripped))
        at += len(part) + 1
    return cells


def _table(structure: Structure, lines: list[Line], number: int) -> Iterator[Cell]:
    rows = [_row(structure, line) for line in lines]
    heads: list[list[str]] = []
    while rows and not any(NUMBER.fullmatch(c) for _, c in rows[0][1:]):
        heads.append([c for _, c in rows.pop(0)])
    above = structure.folded[max(0, lines[0].start - 60) : lines[0].start]
    caption = CAPTION.search(above.rsplit("。", 1)[-1]) or CAPTION.search("".join("".join(h) for h in heads))
    default = caption[1] if caption else ""
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
            scale = Decimal(1)
            while unit[:1] in SCALES and len(unit) > 1:
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
