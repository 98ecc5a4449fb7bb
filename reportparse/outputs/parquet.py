"""Figures and checks as Parquet files with a declared schema, read alike by pandas, Spark, DuckDB.

Nothing is inferred from the data: every column has a type of ``FIGURE_TYPES`` or ``CHECK_TYPES``.
Decimals are ``decimal128(38, 10)``: 28 digits before the point and 10 after it. A value of more
decimals is rounded half to even there, one of more digits before the point is null; no figure of
a real report comes near either. ``file`` and ``id`` together are the key of a row.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from reportparse.errors import MissingExtraError
from reportparse.models import Report
from reportparse.outputs import Options, save
from reportparse.outputs.rows import (
    CHECK_COLUMNS,
    FIGURE_COLUMNS,
    Row,
    check_rows,
    figure_rows,
)

if TYPE_CHECKING:
    import pyarrow as pa

Type: TypeAlias = Literal["text", "integer", "decimal", "boolean", "date", "texts", "integers"]
"""The types of columns; ``texts`` and ``integers`` are lists."""

PRECISION, SCALE = 38, 10
"""Of every decimal column: digits in all, and those after the point."""

_TYPES: Mapping[str, Type] = {
    **dict.fromkeys(("line", "column", "page", "start", "end"), "integer"),
    **dict.fromkeys(("value", "low", "high", "computed", "difference"), "decimal"),
    **dict.fromkeys(("period_start", "period_end"), "date"),
    **dict.fromkeys(
        ("checks", "operands", "operand_texts", "constants", "notes", "diagnoses"), "texts"
    ),
    "unit_inferred": "boolean",
    "signs": "integers",
}
FIGURE_TYPES: Mapping[str, Type] = {name: _TYPES.get(name, "text") for name in FIGURE_COLUMNS}
CHECK_TYPES: Mapping[str, Type] = {name: _TYPES.get(name, "text") for name in CHECK_COLUMNS}

_QUANTUM = Decimal(1).scaleb(-SCALE)
_CONTEXT = Context(prec=PRECISION, rounding=ROUND_HALF_EVEN)
_GROUP = 50_000
"""Rows that are gathered before they are written."""


def render(reports: Iterable[Report], options: Options) -> Iterator[bytes]:
    """The figures of all reports as one file, in one piece.

    Raises MissingExtraError without pyarrow.
    """
    yield from _file(FIGURE_TYPES, (row for report in reports for row in figure_rows(report)))


def save_tables(reports: Iterable[Report], path: Path) -> None:
    """The figures to ``path`` and the checks to ``NAME.checks.parquet`` beside it.

    Each file is written whole or not at all. Raises MissingExtraError without pyarrow, OSError
    where the folder cannot be written.
    """
    checks: list[Row] = []

    def figures() -> Iterator[Row]:
        for report in reports:
            checks.extend(check_rows(report))
            yield from figure_rows(report)

    save(_file(FIGURE_TYPES, figures()), path)
    save(_file(CHECK_TYPES, checks), path.with_name(f"{path.stem}.checks{path.suffix}"))


def arrow() -> Any:
    """The module ``pyarrow``; MissingExtraError where it is not installed."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ModuleNotFoundError as e:
        raise MissingExtraError(
            "读写 parquet 需要 pyarrow：pip install 'reportparse[parquet]'"
        ) from e
    return pyarrow


def arrow_schema(types: Mapping[str, Type]) -> pa.Schema:
    """The Arrow schema of columns with these types; every column may be null."""
    pa = arrow()
    kinds = {
        "text": pa.string(),
        "integer": pa.int64(),
        "decimal": pa.decimal128(PRECISION, SCALE),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "texts": pa.list_(pa.string()),
        "integers": pa.list_(pa.int64()),
    }
    return pa.schema([pa.field(name, kinds[kind]) for name, kind in types.items()])


def arrow_table(types: Mapping[str, Type], rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows as an Arrow table of exactly this schema."""
    pa = arrow()
    schema = arrow_schema(types)
    columns = [
        pa.array([_FITTED.get(kind, _same)(row[name]) for row in rows], schema.field(name).type)
        for name, kind in types.items()
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def fit(value: Decimal | None) -> Decimal | None:
    """The value as a decimal column holds it (see above)."""
    if value is None:
        return None
    try:
        return value.quantize(_QUANTUM, context=_CONTEXT)
    except InvalidOperation:
        return None


def text(value: str | None) -> str | None:
    """The text as UTF-8 can hold it: a lone surrogate becomes a question mark."""
    return value if value is None or value.isascii() else value.encode("utf-8", "replace").decode()


def texts(values: Iterable[Any]) -> list[str]:
    """A list of texts; decimals as the JSON writes them."""
    return [f"{v:f}" if isinstance(v, Decimal) else text(str(v)) or "" for v in values]


def _same(value: Any) -> Any:
    return value


_FITTED: Mapping[Type, Callable[[Any], Any]] = {
    "text": text,
    "decimal": fit,
    "texts": texts,
    "integers": list,
}


def _file(types: Mapping[str, Type], rows: Iterable[Row]) -> Iterator[bytes]:
    arrow()
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    with pq.ParquetWriter(buffer, arrow_schema(types), compression="zstd") as writer:
        group: list[Row] = []
        for row in rows:
            group.append(row)
            if len(group) == _GROUP:
                writer.write_table(arrow_table(types, group))
                group.clear()
        writer.write_table(arrow_table(types, group))
    yield buffer.getvalue()
