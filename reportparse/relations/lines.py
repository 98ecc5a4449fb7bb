"""A table seen along one axis: its rows, or its columns, with what their names say of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reportparse.expressions import compiled
from reportparse.figures.tables import Cell
from reportparse.relations.candidate import Candidate
from reportparse.relations.judge import judge
from reportparse.relations.view import Spot, View

Statement = tuple[Candidate, ...]
Cells = Sequence[tuple[Cell, Spot]]

SUBTOTAL = compiled(r"小\s*计")
LEVELS = (
    compiled(r"[一二三四五六七八九十]+、"),
    compiled(r"[((][一二三四五六七八九十]+[))]"),
    compiled(r"\d{1,2}[.、](?!\d)"),
    compiled(r"[((]\d{1,2}[))]"),
)
GOOD = frozenset({"exact", "rounding"})


@dataclass(frozen=True, slots=True)
class Line:
    """A row or a column: its place, its names from the widest to the narrowest, its figures by
    their place across."""

    at: int
    names: tuple[str, ...]
    spots: Mapping[int, Spot]

    @property
    def name(self) -> str:
        """All its names."""
        return "".join(self.names)

    @property
    def group(self) -> tuple[str, ...]:
        """The names that it may share with its neighbours."""
        return self.names[:-1]

    @property
    def last(self) -> str:
        """Its own name."""
        return self.names[-1] if self.names else ""

    @property
    def level(self) -> int | None:
        """The depth of its number: 0 for 一、, 1 for (一), 2 for 1. …"""
        return next((n for n, marker in enumerate(LEVELS) if marker.match(self.last)), None)


def rows_of(cells: Cells) -> list[Line]:
    """The rows of a table."""
    return _lines((c.row, c.row_names, c.column, s) for c, s in cells)


def columns_of(cells: Cells) -> list[Line]:
    """The columns of a table."""
    return _lines((c.column, c.column_names, c.row, s) for c, s in cells)


def _lines(places: Iterator[tuple[int, tuple[str, ...], int, Spot]]) -> list[Line]:
    names: dict[int, tuple[str, ...]] = {}
    spots: dict[int, dict[int, Spot]] = {}
    for at, own, across, spot in places:
        names.setdefault(at, own)
        spots.setdefault(at, {})[across] = spot
    return [Line(at, names[at], spots[at]) for at in sorted(names)]


def is_total(view: View, line: Line) -> bool:
    """Whether a line is the total of the whole table."""
    return bool(line.names) and all(view.cue("sum.total_line", n) for n in line.names)


def is_subtotal(view: View, line: Line) -> bool:
    """Whether a line is the total of a group: 小计, or 合计 below the name of the group."""
    if SUBTOTAL.fullmatch(line.last):
        return True
    return view.cue("sum.total_line", line.last) and not is_total(view, line)


def is_among(view: View, line: Line) -> bool:
    """Whether a line is said to be part of the one before it."""
    return any(view.cue("sum.among_line", n) for n in line.names)


def sums_of(line: Line, parts: Sequence[Line]) -> dict[int, Candidate]:
    """The readings that the figures of a line are the sums of those of other lines that stand in
    the same unit, by the place across."""
    found: dict[int, Candidate] = {}
    for across, total in line.spots.items():
        if total.figure.kind not in {"amount", "count", "measure"}:
            continue
        spots = [part.spots[across] for part in parts if across in part.spots]
        own = (total.figure.kind, total.figure.unit)
        figures = tuple(s.figure for s in spots if (s.figure.kind, s.figure.unit) == own)
        if len(figures) > 1:
            signs = (1,) * len(figures)
            found[across] = Candidate(
                "sum", total.figure, figures, signs, rank=1, rule="table.total"
            )
    return found


def holds(candidate: Candidate) -> bool:
    """Whether a reading is borne out by the numbers."""
    return judge(candidate).verdict in GOOD


def borne_out(candidates: Sequence[Candidate], least: int = 2) -> bool:
    """Whether half of them hold, and so many at least."""
    good = sum(map(holds, candidates))
    return good >= least and good * 2 >= len(candidates)
