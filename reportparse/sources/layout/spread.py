"""Tables that go on over several pages, put together again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportparse.sources.document import Draft, Piece, join
from reportparse.sources.grid import is_label
from reportparse.sources.layout.marks import Region, Table

SHIFT = 6.0
"""Points by which the columns of a table may stand apart on two pages."""

MOST_HEADS = 4
"""Rows of a head that the next page may repeat."""

_CONTINUED = re.compile(r"续\s?表.{0,24}|.{0,40}[(\uff08]\s?续\s?[\d一二三四五]?\s?[)\uff09]")
_CAPTION = re.compile(r"单位\s?[:\uff1a].{1,12}")
_NUMBERED = re.compile(r"[(\uff08]?[一二三四五六七八九十\d]{1,3}[)\uff09、.]")


class Spread:
    """The parts of one table on following pages."""

    def __init__(self, parts: Sequence[Table] = ()) -> None:
        self._parts = list(parts)
        self._rows = [row for part in parts for row in part.rows]

    def takes(self, part: Table) -> bool:
        """Adds a part of the next page, without the heads that it repeats; whether it is one."""
        if not self._continues(part):
            return False
        heads = self._repeated(part.rows)
        rows = part.rows[heads:]
        if heads not in part.single and _is_rest(self._rows[-1], rows[0]):
            self._rows[-1] = _joined(self._rows[-1], rows.pop(0))
        self._parts.append(part)
        self._rows += rows
        return True

    def _repeated(self, rows: Sequence[Sequence[Piece]]) -> int:
        """How many rows of the head come again: the first, and those after it without figures."""
        most = min(MOST_HEADS, len(rows) - 1, len(self._rows))
        for number in range(most):
            texts = [cell.text for cell in rows[number]]
            labels = not number or all(map(is_label, texts))
            if not labels or texts != [cell.text for cell in self._rows[number]]:
                return number
        return most

    def goes_on(self, lines: Sequence[str], below: Region | Table) -> bool:
        """Whether lines only say that the table below goes on with this one: 续表."""
        told = any(map(_CONTINUED.fullmatch, lines))
        plain = all(_CONTINUED.fullmatch(line) or _CAPTION.fullmatch(line) for line in lines)
        return told and plain and isinstance(below, Table) and self._continues(below)

    def put(self, draft: Draft) -> None:
        """Adds the table to a draft."""
        if self._parts:
            draft.table(self._rows, self._parts[0].page)

    def _continues(self, below: Table) -> bool:
        if not self._parts:
            return False
        above = self._parts[-1]
        if below.page != above.page + 1 or len(above.edges) != len(below.edges):
            return False
        return all(abs(a - b) < SHIFT for a, b in zip(above.edges, below.edges, strict=True))


def _is_rest(above: Sequence[Piece], row: Sequence[Piece]) -> bool:
    """Whether a row is what the page's end cut off the one above: words alone, each below words."""
    filled = [(a.text, b.text) for a, b in zip(above, row, strict=False) if b.text]
    if not filled or len(filled) >= sum(bool(cell.text) for cell in above):
        return False
    return all(
        before and is_label(before) and is_label(rest) and not _NUMBERED.match(rest)
        for before, rest in filled
    )


def _joined(above: Sequence[Piece], rest: Sequence[Piece]) -> list[Piece]:
    return [
        Piece(join(a.text, b.text), a.page, a.confidence) if b.text else a
        for a, b in zip(above, rest, strict=False)
    ]
