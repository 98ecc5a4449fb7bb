"""Tables: rate columns row by row, totals down their columns and across their rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from reportparse.figures.tables import Cell
from reportparse.relations.candidate import Candidate
from reportparse.relations.judge import judge
from reportparse.relations.ratio import ratio
from reportparse.relations.view import Spot, View

Statement = tuple[Candidate, ...]
Cells = Sequence[tuple[Cell, Spot]]
SUBTOTAL = regex.compile(r"小\s*计")


def find(view: View) -> Iterator[Statement]:
    """What the heads and the names of rows and columns of each table license."""
    for cells in view.tables:
        yield from _columns(view, cells)
        yield from _totals(view, cells)
        yield from _subtotals(view, cells)


def _totals(view: View, cells: Cells) -> Iterator[Statement]:
    """A 合计 row adds up each column, a 合计 column each row; a lone 小计 or 其中 is left alone."""
    for total_of, line_of in ((_row, _column), (_column, _row)):
        totals = {total_of(c) for c, _ in cells if view.cue("sum.total_line", _name(c, total_of))}
        loose = {total_of(c) for c, _ in cells if view.cue("sum.part_line", _name(c, total_of))}
        if len(totals) != 1:
            continue
        (total_line,) = totals
        for line in sorted({line_of(c) for c, _ in cells}):
            own = [(c, s) for c, s in cells if line_of(c) == line]
            total = next((s for c, s in own if total_of(c) == total_line), None)
            parts = [s for c, s in own if total_of(c) not in {total_line, *loose}]
            if total and len(parts) > 1 and _addable(view, total, parts):
                operands = tuple(p.figure for p in parts)
                yield (
                    Candidate(
                        "sum", total.figure, operands, (1,) * len(parts), rank=1, rule="table.total"
                    ),
                )


def _subtotals(view: View, cells: Cells) -> Iterator[Statement]:
    """A 小计 row adds up the rows of its group, above or below it, where most of them do."""
    names = {c.row: c.row_name for c, _ in cells}
    rows = sorted(names)
    ends = [r for r in rows if SUBTOTAL.fullmatch(names[r])]
    bounds = {*ends, *(r for r in rows if view.cue("sum.total_line", names[r]))}
    values = {(c.row, c.column): s for c, s in cells}
    best: list[Statement] = []
    for order in (rows, rows[::-1]):
        group: list[int] = []
        statements: list[Statement] = []
        for row in order:
            if row not in bounds:
                group += [] if view.cue("sum.part_line", names[row]) else [row]
                continue
            for column in sorted({c for r, c in values if r == row and row in ends}):
                total = values[row, column]
                parts = [values[r, column] for r in sorted(group) if (r, column) in values]
                if len(parts) > 1 and _addable(view, total, parts):
                    operands = tuple(p.figure for p in parts)
                    signs = (1,) * len(parts)
                    statements.append(
                        (
                            Candidate(
                                "sum", total.figure, operands, signs, rank=1, rule="table.total"
                            ),
                        )
                    )
            group = []
        good = sum(judge(s[0]).verdict in {"exact", "rounding"} for s in statements)
        if good * 2 > len(statements) and good > 1 and len(statements) > len(best):
            best = statements
    yield from best


def _row(cell: Cell) -> int:
    return cell.row


def _column(cell: Cell) -> int:
    return cell.column


def _name(cell: Cell, of: object) -> str:
    return cell.row_name if of is _row else cell.column_name


def _addable(view: View, total: Spot, parts: Sequence[Spot]) -> bool:
    if total.figure.kind not in {"amount", "count", "measure"}:
        return False
    return all(
        p.figure.kind == total.figure.kind and p.figure.unit == total.figure.unit for p in parts
    )


def _columns(view: View, cells: Cells) -> Iterator[Statement]:
    """Rate columns: row by row one column over another, or over a total in the text."""
    for column in sorted({c.column for c, s in cells if s.figure.kind in {"rate", "measure"}}):
        rows = {c.row: s for c, s in cells if c.column == column}
        head = next(c.column_name for c, _ in cells if c.column == column)
        if view.cue("change.word", head):
            yield from _over_columns(view, cells, rows, column, growth=True)
        elif view.cue("ratio.column", head):
            yield from _over_columns(view, cells, rows, column)


def _over_columns(
    view: View, cells: Cells, rates: dict[int, Spot], column: int, growth: bool = False
) -> Iterator[Statement]:
    """The pair of columns whose quotient the rate column is, in most of its rows."""
    columns = sorted({c.column for c, _ in cells} - {column})
    values = {(c.row, c.column): s for c, s in cells}
    best: list[Statement] = []
    for top in columns:
        bases = [
            *((b, None) for b in columns if b != top),
            *((None, w) for w in ([] if growth else _outside(view, cells, values, top))),
        ]
        for base_column, whole in bases:
            statements: list[Statement] = []
            for row, rate in rates.items():
                over = values.get((row, top))
                base = whole or values.get((row, base_column or 0))
                if over and base and base.figure.value and over is not base:
                    reading = ratio(rate, over, base, 2, rule="ratio.column")
                    statements.append((replace(reading, relation="growth") if growth else reading,))
            good = [s for s in statements if judge(s[0]).verdict in {"exact", "rounding"}]
            if len(good) * 2 > len(statements) and len(good) > 1 and len(good) > len(best):
                best = statements
    yield from best


def _outside(
    view: View,
    cells: Cells,
    values: dict[tuple[int, int], Spot],
    column: int,
) -> list[Spot]:
    """Wholes of a column: its 合计 cell, or a larger figure before the table."""
    own = [s for (_, c), s in values.items() if c == column]
    first = min(s.n for s in own)
    totals = [s for c, s in cells if c.column == column and view.cue("sum.row", c.row_name)]
    before = [
        t
        for t in view.spots[max(0, first - 12) : first]
        if view.alike(t.figure, own[0].figure)
        and t.figure.value >= max(s.figure.value for s in own)
    ]
    return [*totals, *reversed(before)]
