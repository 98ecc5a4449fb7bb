"""Reports on a cluster: one function of pandas frames to pandas frames, for Spark, Dask and Ray.

The input frames have the columns ``name`` and ``content`` (the bytes of a file) or ``text``. The
output is one table of the archive (``archive.schema``), with its columns and its keys:

>>> import pandas as pd
>>> reader = Reader("figures")
>>> frame = reader(pd.DataFrame({"name": ["a.txt"], "text": ["已完成669个。"]}))
>>> [frame.loc[0, name] for name in ("text", "value", "unit")]
['669个', Decimal('669.0000000000'), '个']

Spark takes the reader itself, ``files.mapInPandas(reader, reader.schema)``; Dask and Ray call it
with one frame at a time, ``frame.map_partitions(reader, meta=reader.meta)`` and
``dataset.map_batches(reader, batch_format="pandas")``. To read each file once for several tables,
make ``Reader("outcomes")``, keep its result, and give that to the readers of the other tables.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from reportparse.archive.records import error_row, report_rows, rows_of
from reportparse.archive.schema import CONTENT, ERRORS, Column, Table
from reportparse.errors import ReportparseError
from reportparse.models import Report
from reportparse.outputs.parquet import PRECISION, SCALE, Type, fit, text, texts
from reportparse.outputs.rows import Row
from reportparse.pipeline import read_all

if TYPE_CHECKING:
    import pandas as pd

OUTCOMES = Table(
    "outcomes",
    "a report or an error that reading a file gave",
    ("report",),
    (
        Column("report", "text", "key of the report; null for an error"),
        Column("input", "text", "SHA-256 of the file"),
        Column("name", "text", "name of the report, or of what could not be read"),
        Column("json", "text", "the report as JSON; null for an error"),
        Column("error", "text", "class of the error; null for a report"),
        Column("message", "text", "what is wrong and what to do; null for a report"),
    ),
)
TABLES: Mapping[str, Table] = {table.name: table for table in (OUTCOMES, *CONTENT)}
"""What a ``Reader`` can make: the tables of an archive, and the outcomes that they come from."""

_DDL: Mapping[Type, str] = {
    "text": "string",
    "integer": "bigint",
    "decimal": f"decimal({PRECISION},{SCALE})",
    "boolean": "boolean",
    "date": "date",
    "texts": "array<string>",
    "integers": "array<bigint>",
}


class Reader:
    """Reads the files of frames into one table.

    ``patterns`` is a folder of rules, which must be found under that path on every machine;
    ``lang`` ("zh", "en") chooses the language of messages. What cannot be read becomes a row of
    ``errors``; nothing but rules that do not validate raises.
    """

    def __init__(self, table: str, *, patterns: Path | None = None, lang: str = "zh") -> None:
        self.table = TABLES[table].name
        self.patterns, self.lang = patterns, lang

    @property
    def schema(self) -> str:
        """The columns of the output as Spark's DDL."""
        return ", ".join(
            f"`{name}` {_DDL[kind]}" for name, kind in TABLES[self.table].types.items()
        )

    @property
    def meta(self) -> pd.DataFrame:
        """An empty frame of the output's columns, which Dask calls ``meta``."""
        return self._frame([])

    @overload
    def __call__(self, frames: pd.DataFrame) -> pd.DataFrame: ...
    @overload
    def __call__(self, frames: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]: ...
    def __call__(
        self, frames: pd.DataFrame | Iterator[pd.DataFrame]
    ) -> pd.DataFrame | Iterator[pd.DataFrame]:
        """A frame of the output for each frame of the input, in order.

        An input frame has ``name`` and one of ``content`` (bytes), ``text`` (str) and the columns
        of ``outcomes``.
        """
        import pandas as pd

        if isinstance(frames, pd.DataFrame):
            return self._table(frames)
        return map(self._table, frames)

    def _table(self, frame: pd.DataFrame) -> pd.DataFrame:
        if "json" in frame.columns:
            return self._frame(self._from_outcomes(frame))
        return self._frame(
            row
            for name, content in self._files(frame)
            for row in self._from_file(str(name), content)
        )

    def _files(self, frame: pd.DataFrame) -> Iterable[tuple[Any, bytes]]:
        if "content" in frame.columns:
            return zip(frame["name"], map(bytes, frame["content"]), strict=True)
        return zip(
            frame["name"], (t.encode("utf-8", "replace") for t in frame["text"]), strict=True
        )

    def _from_file(self, name: str, content: bytes) -> Iterable[Row]:
        source = hashlib.sha256(content).hexdigest()
        outcomes = list(read_all(content, name=name, patterns=self.patterns, lang=self.lang))
        rows = rows_of(outcomes, source, name)
        if self.table != OUTCOMES.name:
            return rows[self.table]
        keys = iter([row["report"] for row in rows["reports"]])
        return [_outcome_row(outcome, keys, source, name) for outcome in outcomes]

    def _from_outcomes(self, frame: pd.DataFrame) -> Iterator[Row]:
        wants_errors = self.table == ERRORS.name
        for outcome in frame.to_dict("records"):
            if isinstance(outcome["json"], str) == wants_errors:
                continue
            if wants_errors:
                yield {name: outcome[name] for name in ERRORS.names}
            else:
                report = Report.model_validate_json(outcome["json"])
                yield from report_rows(report, outcome["report"], outcome["input"])[self.table]

    def _frame(self, rows: Iterable[Row]) -> pd.DataFrame:
        import pandas as pd

        found = list(rows)
        return pd.DataFrame(
            {
                name: pd.Series(
                    [_value(kind, row[name]) for row in found], dtype=_DTYPES.get(kind, "object")
                )
                for name, kind in TABLES[self.table].types.items()
            }
        )


_DTYPES: Mapping[Type, Any] = {"integer": "Int64", "boolean": "boolean"}


def _value(kind: Type, value: Any) -> Any:
    """A value as Arrow and a cluster's schema take it."""
    if value is None:
        return None
    if kind == "decimal":
        return fit(value)
    if kind == "texts":
        return texts(value)
    if kind == "integers":
        return list(value)
    return text(value) if kind == "text" else value


def _outcome_row(
    outcome: Report | ReportparseError, keys: Iterator[str], source: str, name: str
) -> Row:
    row: Row = dict.fromkeys(OUTCOMES.names)
    if isinstance(outcome, ReportparseError):
        return row | error_row(outcome, source, name)
    return row | {
        "report": next(keys),
        "input": source,
        "name": outcome.source.name,
        "json": outcome.model_dump_json(),
    }
