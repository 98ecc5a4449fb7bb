"""Reports as pandas frames."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from reportparse.models import Report
from reportparse.outputs.rows import (
    CHECK_COLUMNS,
    FIGURE_COLUMNS,
    Row,
    check_rows,
    figure_rows,
)

if TYPE_CHECKING:
    import pandas as pd


def figures_frame(report: Report) -> pd.DataFrame:
    """One row a figure, in text order, with the columns of ``rows.FIGURE_COLUMNS``.

    ``value``, ``low`` and ``high`` hold Decimals (``None``: no bound), ``period_start`` and
    ``period_end`` are datetime64, ``checks`` is a tuple of ids and ``verdict`` the gravest
    verdict among them.
    """
    return _frame(figure_rows(report), FIGURE_COLUMNS, dates=("period_start", "period_end"))


def checks_frame(report: Report) -> pd.DataFrame:
    """One row a check, with the stated figure's and the operands' texts written out.

    ``computed``, ``low``, ``high`` and ``difference`` hold Decimals.
    """
    return _frame(check_rows(report), CHECK_COLUMNS)


def _frame(rows: Iterable[Row], columns: Sequence[str], dates: Sequence[str] = ()) -> pd.DataFrame:
    import pandas as pd

    records = list(rows)
    frame = pd.DataFrame(
        {
            name: pd.Series([row[name] for row in records], dtype=_DTYPES.get(name, "object"))
            for name in columns
        }
    )
    for name in dates:
        frame[name] = frame[name].astype("datetime64[s]")
    return frame


_DTYPES = {
    "line": "int64", "column": "int64", "start": "int64", "end": "int64", "page": "Int64",
    "unit_inferred": "bool",
    **dict.fromkeys(
        (
            "file", "id", "text", "kind", "unit", "modifier", "status", "direction", "indicator",
            "subject", "program", "section", "heading", "period", "rule", "verdict", "code",
            "relation", "reason", "severity", "stated", "stated_text", "message",
        ),
        "string",
    ),
}  # fmt: skip
