"""Tables: rates, changes and averages line by line, and what the text tells of their figures.

A column, or a row, whose name says that it is worked out from others is checked over the pair of
them that explains most of it: words license the reading, the table as a whole bears it out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from reportparse.figures.tables import Cell
from reportparse.models import Figure, Relation
from reportparse.relations.candidate import Candidate
from reportparse.relations.equal import ANOTHER_FACT, TELLING
from reportparse.relations.lines import Cells, Line, Statement, columns_of, holds, rows_of
from reportparse.relations.table_totals import totals
from reportparse.relations.view import Spot, View
from reportparse.relations.written import telling

NEAR = 8
"""Lines away in which the operands of a line stand."""

TRIED = 4
"""Figures of a line that are tried before all are worked out; one of them must hold."""

TRIVIAL = frozenset({0, 100})
"""Rates that any two figures make of which one is nothing, or both are the same."""

BEFORE = 12
"""Figures before a table, or behind it, that may speak of it."""

Operands = Callable[[int], Sequence[Figure] | None]
"""The operands of a line's figure, by its place across."""


def find(view: View) -> Iterator[Statement]:
    """What the heads and the names of rows and columns of each table license."""
    tabled = {s.n for cells in view.tables for _, s in cells}
    for cells in view.tables:
        for lines in (columns_of(cells), rows_of(cells)):
            for line in lines:
                yield from _worked_out(view, cells, lines, line)
            yield from totals(view, lines)
        yield from _told(view, cells, tabled)


def _worked_out(view: View, cells: Cells, lines: Sequence[Line], line: Line) -> Iterator[Statement]:
    """The figures of a line of rates, changes or averages."""
    change = view.cue("change.word", line.name) or view.cue("change.column", line.name)
    average = view.cue("average.column", line.name)
    share = view.cue("ratio.column", line.name)
    kinds = {s.figure.kind for s in line.spots.values()}
    near = [other for other in lines if other is not line and abs(other.at - line.at) <= NEAR]
    near.sort(key=lambda other: (other.group != line.group, abs(other.at - line.at)))
    rates = {across: s for across, s in line.spots.items() if s.figure.kind == "rate"}
    values = {across: s for across, s in line.spots.items() if s.figure.kind != "rate"}
    if rates and change:
        yield from _best("growth", rates, [*_pairs(view, near), *_successions(near)])
    elif rates and share:
        yield from _best("ratio", rates, [*_pairs(view, near), *_over_wholes(view, cells, near)])
    if values and change:
        yield from _best("delta", values, _pairs(view, near))
    elif values and average and kinds & {"amount", "count", "measure"}:
        yield from _best("ratio", values, _averages(near))


def _best(
    relation: Relation, stated: Mapping[int, Spot], readings: Sequence[Operands]
) -> Iterator[Statement]:
    """The reading that most of the figures bear out, more than half of them."""
    best: list[Candidate] = []
    most = 1
    for operands in readings:
        found = [
            Candidate(relation, spot.figure, tuple(taken), rank=2, rule="table.column")
            for across, spot in stated.items()
            if (taken := operands(across)) and spot.figure not in taken
        ]
        if not any(map(holds, found[:TRIED])):
            continue
        said = [c for c in found if abs(c.stated.value) not in TRIVIAL]
        good = sum(map(holds, said))
        if good > most and good * 2 > len(said):
            best, most = found, good
    for candidate in best:
        yield (candidate,)


def _pairs(view: View, lines: Sequence[Line]) -> list[Operands]:
    """One line over, or less, another in its unit."""
    return [
        _pair(top, base)
        for top in lines
        for base in lines
        if top is not base and _comparable(view, top, base)
    ]


def _pair(top: Line, base: Line) -> Operands:
    def operands(across: int) -> Sequence[Figure] | None:
        over, under = top.spots.get(across), base.spots.get(across)
        return (over.figure, under.figure) if over and under and under.figure.value else None

    return operands


def _comparable(view: View, top: Line, base: Line) -> bool:
    a, b = next(iter(top.spots.values())), next(iter(base.spots.values()))
    return view.alike(a.figure, b.figure)


def _averages(lines: Sequence[Line]) -> list[Operands]:
    """One line over another that counts something else."""
    units = [(line, next(iter(line.spots.values())).figure) for line in lines]
    return [
        _pair(top, base)
        for top, a in units
        for base, b in units
        if (a.kind, a.unit) != (b.kind, b.unit) and "rate" not in {a.kind, b.kind}
    ]


def _successions(lines: Sequence[Line]) -> Iterator[Operands]:
    """Each figure of a line over the one before it, or behind it."""
    for line in lines:
        order = sorted(line.spots)
        for places in (order, order[::-1]):
            before = dict(zip(places[1:], places, strict=False))
            yield _over({a: line.spots[before[a]] for a in places[1:]}, line)


def _over_wholes(view: View, cells: Cells, lines: Sequence[Line]) -> Iterator[Operands]:
    """A line over a whole of its own: its 合计, or a larger figure before the table."""
    first = min(s.n for _, s in cells)
    rows = {s.n: c for c, s in cells}
    for line in lines:
        own = list(line.spots.values())
        wholes = [s for s in own if _in_total(view, rows[s.n])]
        wholes += [
            t
            for t in reversed(view.spots[max(0, first - BEFORE) : first])
            if view.alike(t.figure, own[0].figure)
            and t.figure.value >= max(s.figure.value for s in own)
        ]
        for whole in wholes:
            if whole.figure.value:
                yield _over(dict.fromkeys(line.spots, whole), line)


def _over(bases: Mapping[int, Spot], line: Line) -> Operands:
    def operands(across: int) -> Sequence[Figure] | None:
        over, under = line.spots.get(across), bases.get(across)
        good = over and under and over is not under and under.figure.value
        return (over.figure, under.figure) if over and under and good else None

    return operands


def _in_total(view: View, cell: Cell) -> bool:
    return view.cue("sum.row", cell.row_name) or view.cue("sum.row", cell.column_name)


def _told(view: View, cells: Cells, tabled: set[int]) -> Iterator[Statement]:
    """Figures of the text near a table that name a cell of it and give another number."""
    ns = [s.n for _, s in cells]
    near = (
        *view.spots[max(0, min(ns) - BEFORE) : min(ns)],
        *view.spots[max(ns) + 1 : max(ns) + 1 + BEFORE],
    )
    values = {s.figure.value for _, s in cells}
    for spot in near:
        f = spot.figure
        if spot.n in tabled or f.modifier or f.value in values or telling(f) < TELLING:
            continue
        named = [s for c, s in cells if _names(view, spot, c) and _one_fact(view, f, s.figure)]
        if len(named) == 1:
            here, there = sorted((spot, named[0]), key=lambda s: s.n)
            reading = Candidate("equal", there.figure, (here.figure,), rank=4, rule="table.told")
            yield (reading._replace(soft=ANOTHER_FACT),)


def _names(view: View, spot: Spot, cell: Cell) -> bool:
    """Whether the words before a figure name the row and the column of a cell, totals apart."""
    names = [n for n in (*cell.row_names, *cell.column_names) if not view.cue("sum.total_line", n)]
    told = view.text[spot.sentence : spot.start]
    return bool(names) and names[-1] in spot.clause and all(n in told for n in names)


def _one_fact(view: View, a: Figure, b: Figure) -> bool:
    if not view.alike(a, b) or {a.status, b.status} == {"target", "actual"}:
        return False
    years = {f.period.start.year for f in (a, b) if f.period and f.period.start}
    return len(years) < 2
