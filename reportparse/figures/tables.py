"""Tables in plain text: lines whose cells are parted by tabs, runs of spaces or drawn lines.

The lines without a number in their later cells are the head. A cell takes the row's and the
column's names and, where it has none, the unit that the head gives in brackets (``件数(件)``) or
a caption above the table (``单位:万元``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import regex

from reportparse.expressions import compiled
from reportparse.structure import Line, Structure

CAPTION = compiled(
    r"单位\s?[::]\s?([^\s()、,,;;/]{1,8}(?:[、,;/][^\s()、,,;;/]{1,8})*)|表\s?\(([^()\s]{1,8})\)\s*$"
)
GAP = compiled(r" *[|\uff5c│┃║] *| {2,}")
TAB = compiled(r" *[|\uff5c│┃║] *|\t")
"""What parts the cells of a line that has tabs; there runs of spaces only stretch a word."""
BARS = compiled(r"[|\uff5c│┃║][^|\uff5c│┃║]+[|\uff5c│┃║]")
EDGE = compiled(r"[|\uff5c│┃║]\s*")
DRAWN = compiled(r"[\s|\uff5c+:=_\-—\u2500-\u257f]{3,}")
"""A line of a table that only parts its rows."""
ALIGNED = compiled(r"\S {2,}\S.*\S {2,}\S")
BRACKET = compiled(r"[((]\s?([^()()]{1,8})\s?[))]\s*$")
NUMBER = compiled(r"[-—]?\s*\d[\d,]*(?:\.\d+)?%?")
YEAR = compiled(r"(?:19|20)\d\d\s?年?度?")
SUM = compiled(r"[小合总共]\s*计")
LONGEST_GROUP = 20
"""Characters of a line that parts the rows of a table into groups."""
SCALES = {"万": Decimal(10**4), "亿": Decimal(10**8), "千": Decimal(10**3), "百": Decimal(100)}
KILO = compiled("千[瓦米克伏]")
RANK = compiled("排名|名次|位次|序号|编号|年份|年度|代码|电话")
SHARED_OUT = compiled(r"[%‰]\)?$")
RATE = compiled(r"(?:率|比重|占比|百分比|增幅|降幅|增速)$")


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a table: where it stands and what the head, the row and the caption call it.

    ``row_names`` and ``column_names`` go from the widest to the narrowest, without their units;
    ``row_name`` is the one that tells the row from others.
    """

    start: int
    end: int
    table: int
    row: int
    column: int
    row_names: tuple[str, ...]
    column_names: tuple[str, ...]
    row_name: str
    unit: str
    scale: Decimal

    @property
    def column_name(self) -> str:
        """All names of the column."""
        return "".join(self.column_names)

    @property
    def label(self) -> str:
        """What the cell measures: the row's and the column's names, years apart."""
        names = (self.row_name, *self.column_names)
        return "".join(n for n in names if not YEAR.fullmatch(n)) or self.column_name


def read_tables(structure: Structure) -> dict[int, Cell]:
    """The number cells of all tables, by the offset of the number."""
    cells: dict[int, Cell] = {}
    for n, lines in enumerate(_blocks(structure)):
        for cell in _table(structure, lines, n):
            cells[cell.start] = cell
    return cells


def _blocks(structure: Structure) -> Iterator[list[Line]]:
    """Runs of paragraphs that are rows; short ones that part the rows of a table left out."""
    block: list[Line] = []
    apart = 0
    lines: Sequence[Line] = structure.paragraphs
    drawn = BARS.search(structure.folded) is not None
    if drawn:
        lines = [p for p in lines if not DRAWN.fullmatch(_text(structure, p))]
    for n, line in enumerate(lines):
        if _is_row(structure, line, drawn):
            block.append(line)
            apart = 0
            continue
        if len(block) > 1 and not apart and _parts_rows(structure, block, lines[n : n + 2], drawn):
            apart += 1
            continue
        if len(block) > 1:
            yield block
        block = []
    if len(block) > 1:
        yield block


def _is_row(structure: Structure, line: Line, drawn: bool) -> bool:
    content = structure.text[line.start : line.end]
    led = structure.text[line.start - 1 : line.start] == "\t"
    if led or "\t" in content or ALIGNED.search(content):
        return True
    return drawn and BARS.search(content) is not None


def _parts_rows(
    structure: Structure, block: Sequence[Line], lines: Sequence[Line], drawn: bool
) -> bool:
    """Whether a line names a group of rows inside a table: what follows has no head of its own."""
    if len(lines) < 2 or lines[0].end - lines[0].start > LONGEST_GROUP:
        return False
    if not _is_row(structure, lines[1], drawn) or CAPTION.search(_text(structure, lines[0])):
        return False
    rows = [_row(structure, line) for line in (*block[:2], lines[1])]
    widest = max(len(row) for row in rows[:2])
    return 1 < len(rows[2]) <= widest and not _is_head(rows[2])


def _text(structure: Structure, line: Line) -> str:
    return structure.folded[line.start : line.end]


def _row(structure: Structure, line: Line, edged: bool = True) -> list[tuple[int, str]]:
    """The cells of a line with their offsets; a bar at its edge parts nothing (``edged``)."""
    cells, at, text = [], line.start, structure.folded
    while at and text[at - 1] == "\t":
        at -= 1
    if edged and (edge := EDGE.match(text, at, line.end)):
        at = edge.end()
    gap = TAB if "\t" in text[at : line.end] else GAP
    stops = [
        *((m.start(), m.end()) for m in gap.finditer(text, at, line.end)),
        (line.end, line.end),
    ]
    for stop, following in stops:
        part = text[at:stop]
        cells.append((at + len(part) - len(part.lstrip()), part.strip()))
        at = following
    return cells


def _table(structure: Structure, lines: list[Line], number: int) -> Iterator[Cell]:
    edged = all(EDGE.match(structure.folded, line.start, line.end) for line in lines)
    rows = [_row(structure, line, edged) for line in lines]
    heads: list[list[str]] = []
    while rows and _is_head(rows[0]):
        heads.append([c for _, c in rows.pop(0)])
    above = structure.folded[max(0, lines[0].start - 60) : lines[0].start]
    caption = CAPTION.search(above.rsplit("。", 1)[-1]) or CAPTION.search(
        "".join("".join(h) for h in heads)
    )
    units = _Units(heads, (caption[1] or caption[2]) if caption else "")
    columns: dict[int, tuple[str, ...]] = {}
    labels = [_labels(row) for row in rows]
    for r, row in enumerate(rows):
        names = labels[r]
        beside = labels[max(r - 1, 0) : r] + labels[r + 1 : r + 2]
        name = _name(names, beside)
        for c, (start, content) in enumerate(row):
            if not NUMBER.fullmatch(content) or (c == 0 and not name):
                continue
            if c not in columns:
                columns[c] = _distinct(h[c] for h in heads if c < len(h))
            unit, scale = _scaled(units.of(row, c, name, columns[c]))
            yield Cell(
                start,
                start + len(content),
                number,
                r,
                c,
                tuple(map(_bare, names)),
                tuple(map(_bare, columns[c])),
                _bare(name),
                unit,
                scale,
            )


def _is_head(row: Sequence[tuple[int, str]]) -> bool:
    """Whether no later cell holds a number, years apart."""
    later = [c for _, c in row[1:] if c]
    numbers = [c for c in later if NUMBER.fullmatch(c)]
    return not numbers or (len(later) > 1 and all(map(YEAR.fullmatch, later)))


def _labels(row: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    """The names before the first number of a row, a serial number apart."""
    names = []
    for c, (_, content) in enumerate(row):
        if NUMBER.fullmatch(content):
            if c:
                break
            continue
        names.append(content)
    return _distinct(names)


def _name(names: Sequence[str], beside: Sequence[Sequence[str]]) -> str:
    """The name of a row: its first one, or its second where the first is that of a group."""
    grouped = len(names) > 1 and any(other[:1] == names[:1] for other in beside)
    if grouped and not SUM.fullmatch(names[1]):
        return names[1]
    return names[0] if names else ""


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name and not CAPTION.fullmatch(name)))


def _bare(name: str) -> str:
    return BRACKET.sub("", name)


class _Units:
    """Which unit a cell takes: its column's, its row's, or that of the caption which fits."""

    def __init__(self, heads: Sequence[Sequence[str]], caption: str) -> None:
        self._captioned = regex.split("[、,;/]", caption)
        self._column = next((c for h in heads for c, name in enumerate(h) if name == "单位"), None)

    def of(
        self, row: Sequence[tuple[int, str]], c: int, row_name: str, column: Sequence[str]
    ) -> str:
        if SHARED_OUT.search("".join(column)):
            return "%"
        for name in reversed(column):
            if bracket := BRACKET.search(name):
                return bracket[1]
        if self._column is not None and self._column < len(row):
            return row[self._column][1]
        if bracket := BRACKET.search(row_name):
            return bracket[1]
        name = "".join(column)
        if RANK.search(name):
            return ""
        if RATE.search(name) or RATE.search(row_name):
            return "%" if not self._captioned[0] or "%" in self._captioned else ""
        return self._fitting(name)

    def _fitting(self, column: str) -> str:
        """Of several units in a caption the one that the column's name holds, else the first."""
        named = (
            u for u in self._captioned[1:] if regex.search(f"{regex.escape(u[-1:])}(?!均)", column)
        )
        return next(named, self._captioned[0])


def _scaled(unit: str) -> tuple[str, Decimal]:
    scale = Decimal(1)
    while unit[:1] in SCALES and len(unit) > 1 and not KILO.match(unit):
        scale *= SCALES[unit[0]]
        unit = unit[1:]
    return unit, scale
