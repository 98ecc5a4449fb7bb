"""Tables with ruled lines: the lines give the cells, merged ones too."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from reportparse.sources.document import Piece, join
from reportparse.sources.grid import Cell, lay_out
from reportparse.sources.layout.marks import Mark, Page, Rule, Table
from reportparse.sources.layout.rows import text_of

NEAR = 3.0
"""Points within which lines are one line, and ends meet."""

COVER = 0.6
"""Share of a cell's edge that a line must cover to divide it from its neighbour."""

MAX_RULES = 5_000
"""Lines of one page; a page with more is a drawing, and its lines are passed over."""


def ruled_tables(page: Page) -> tuple[list[Table], list[Mark]]:
    """The tables of a page, and the marks that stand in none."""
    if len(page.rules) > MAX_RULES:
        return [], list(page.marks)
    near = NEAR * max(page.width, page.height) / 842
    tables: list[Table] = []
    rest = list(page.marks)
    for rules in _groups(page.rules, near):
        grid = _Grid(rules, near)
        if grid.is_table():
            inside = [mark for mark in rest if grid.holds(mark)]
            if inside:
                rest = [mark for mark in rest if not grid.holds(mark)]
                tables.append(grid.table(inside, page.number))
    return tables, rest


def _groups(rules: Sequence[Rule], near: float) -> list[list[Rule]]:
    """Lines that touch each other, directly or through others."""
    lines = sorted(rules, key=lambda rule: rule.top)
    parents = list(range(len(lines)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    for index, rule in enumerate(lines):
        for other in range(index + 1, len(lines)):
            if lines[other].top > rule.bottom + near:
                break
            if lines[other].left <= rule.right + near and lines[other].right >= rule.left - near:
                parents[root(other)] = root(index)
    groups: dict[int, list[Rule]] = {}
    for index, rule in enumerate(lines):
        groups.setdefault(root(index), []).append(rule)
    return list(groups.values())


class _Grid:
    """The cells between the lines of one table."""

    def __init__(self, rules: Sequence[Rule], near: float) -> None:
        self._near = near
        self._across = [rule for rule in rules if rule.horizontal]
        self._down = [rule for rule in rules if not rule.horizontal]
        self._ys = _positions([(rule.top + rule.bottom) / 2 for rule in self._across], near)
        self._xs = _positions([(rule.left + rule.right) / 2 for rule in self._down], near)
        if self._across and self._xs:
            left = min(rule.left for rule in self._across)
            right = max(rule.right for rule in self._across)
            if left < self._xs[0] - 3 * near:
                self._xs.insert(0, left)
            if right > self._xs[-1] + 3 * near:
                self._xs.append(right)

    def is_table(self) -> bool:
        """Whether there are two columns and a row at least."""
        return len(self._xs) > 2 and len(self._ys) > 1

    def holds(self, mark: Mark) -> bool:
        """Whether a mark stands inside."""
        middle = (mark.left + mark.right) / 2
        return self._xs[0] <= middle <= self._xs[-1] and self._ys[0] <= mark.middle <= self._ys[-1]

    def table(self, marks: Sequence[Mark], page: int) -> Table:
        """The texts of the cells, merged ones laid out."""
        owner = self._owners()
        texts: dict[tuple[int, int], list[Mark]] = {}
        for mark in marks:
            place = (
                _slot(self._ys, mark.middle),
                _slot(self._xs, (mark.left + mark.right) / 2),
            )
            texts.setdefault(owner[place], []).append(mark)
        confidence = {}
        written: list[list[Cell]] = []
        for row in range(len(self._ys) - 1):
            cells = []
            for column in range(len(self._xs) - 1):
                if owner[row, column] != (row, column):
                    continue
                lines = text_of(texts.get((row, column), ()))
                least = min((mark.confidence for _, mark in lines if mark.confidence), default=None)
                text = reduce(join, (line for line, _ in lines), "")
                confidence[text] = least
                cells.append(Cell(text, *self._spans(owner, row, column)))
            written.append(cells)
        rows = [
            [Piece(text, page, confidence.get(text)) for text in texts_of_row]
            for texts_of_row in lay_out(written)
        ]
        return Table(
            page,
            self._ys[0],
            self._ys[-1],
            self._xs[0],
            self._xs[-1],
            rows,
            tuple(self._xs),
            frozenset(n for n, cells in enumerate(written) if len(cells) == 1),
        )

    def _owners(self) -> dict[tuple[int, int], tuple[int, int]]:
        """The first cell of the merged cell that each place belongs to."""
        owner: dict[tuple[int, int], tuple[int, int]] = {}
        for row in range(len(self._ys) - 1):
            for column in range(len(self._xs) - 1):
                owner[row, column] = row, column
                if column and not self._divided(row, column, across=True):
                    owner[row, column] = owner[row, column - 1]
                if row and not self._divided(row, column, across=False):
                    above = owner[row - 1, column]
                    same = owner[row, column] == (row, column) or owner[row, column] == above
                    owner[row, column] = above if same else owner[row, column]
        return owner

    def _divided(self, row: int, column: int, across: bool) -> bool:
        """Whether a line divides a place from the one left of it (``across``) or above it."""
        top, bottom = self._ys[row], self._ys[row + 1]
        left, right = self._xs[column], self._xs[column + 1]
        if across:
            spans = [
                (rule.top, rule.bottom)
                for rule in self._down
                if abs((rule.left + rule.right) / 2 - left) <= self._near
            ]
            return _covered(spans, top, bottom) >= COVER
        spans = [
            (rule.left, rule.right)
            for rule in self._across
            if abs((rule.top + rule.bottom) / 2 - top) <= self._near
        ]
        return _covered(spans, left, right) >= COVER

    def _spans(
        self, owner: dict[tuple[int, int], tuple[int, int]], row: int, column: int
    ) -> tuple[int, int]:
        rows = columns = 1
        while owner.get((row + rows, column)) == (row, column):
            rows += 1
        while owner.get((row, column + columns)) == (row, column):
            columns += 1
        return rows, columns


def _positions(values: Sequence[float], near: float) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > near:
            found.append(value)
    return found


def _slot(edges: Sequence[float], value: float) -> int:
    inner = sum(edge <= value for edge in edges) - 1
    return min(max(inner, 0), len(edges) - 2)


def _covered(spans: Sequence[tuple[float, float]], start: float, end: float) -> float:
    total, reached = 0.0, start
    for low, high in sorted(spans):
        low, high = max(low, reached), min(high, end)
        if high > low:
            total, reached = total + high - low, high
    return total / (end - start) if end > start else 1.0
