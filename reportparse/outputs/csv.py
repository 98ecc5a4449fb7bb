"""Figures as CSV, one row a figure, safe to open in a spreadsheet.

RFC 4180 quoting, lines ended by a newline, UTF-8. A text cell that a spreadsheet would take for a
formula (it starts with = + - @, full-width ones included, a tab or a line break) gets a leading
apostrophe, as OWASP's page on CSV injection advises; numbers stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from reportparse.models import Report
from reportparse.outputs import Options
from reportparse.outputs.rows import FIGURE_COLUMNS, figure_rows

_SPECIAL = re.compile('[",\r\n]')
_FORMULA_STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def render(reports: Iterable[Report], options: Options) -> Iterator[str]:
    """The head, then the rows of each report; first the byte order mark, if asked for."""
    yield ("\ufeff" if options.bom else "") + _lines([FIGURE_COLUMNS])
    for report in reports:
        yield _lines([_cell(row[name]) for name in FIGURE_COLUMNS] for row in figure_rows(report))


def _lines(rows: Iterable[Iterable[str]]) -> str:
    return "".join(",".join(map(_quoted, row)) + "\n" for row in rows)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _SPECIAL.search(cell) else cell


def _cell(value: Any) -> str:
    """A value as the JSON has it: decimals plain, dates ISO, nothing for a missing one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple):
        return " ".join(value)
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
