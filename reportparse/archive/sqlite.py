"""An archive in one SQLite file, with nothing but the standard library.

Decimals are text, written exactly (``CAST(value AS REAL)`` to calculate), dates ISO text,
booleans 0 and 1, lists JSON text. One batch is one transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from reportparse.archive.database import Database
from reportparse.archive.schema import CONTENT, ERRORS, INPUTS, REPORTS, VERSION, VIEWS, Table
from reportparse.archive.store import Reading, foreign, former_keys, new_reports
from reportparse.errors import InputError
from reportparse.outputs.parquet import Type, text, texts
from reportparse.outputs.rows import Row

_APPLICATION = 0x52504152
"""SQLite's application_id of an archive: "RPAR"."""
_TYPES: Mapping[Type, str] = {"integer": "INTEGER", "boolean": "INTEGER"}
_INDEXES = (
    "CREATE INDEX reports_input ON reports (input)",
    "CREATE INDEX reports_year_place ON reports (year, place)",
    "CREATE INDEX figures_indicator ON figures (indicator)",
    "CREATE INDEX checks_severity ON checks (severity)",
)
_SECONDS = 10.0
"""How long to wait for another program that is writing."""


def open_store(dest: Path, *, write: bool) -> SqliteStore:
    """The archive in the file ``dest``."""
    return SqliteStore(dest, write=write)


class SqliteStore(Database):
    """See ``Store``."""

    batch = 100
    begin = "BEGIN IMMEDIATE"

    def __init__(self, dest: Path, *, write: bool) -> None:
        super().__init__(dest, sqlite3.Error)
        with self._reported():
            address = f"{dest.absolute().as_uri()}?mode={'rwc' if write else 'ro'}"
            self._base = sqlite3.connect(address, uri=True, timeout=_SECONDS, isolation_level=None)
            if write:
                self._prepare()
            identity = self._pragma("application_id"), self._pragma("user_version")
        if identity != (_APPLICATION, VERSION):
            self._base.close()
            raise foreign(dest)

    def write(self, readings: Sequence[Reading]) -> None:
        with self._reported(), self._transaction():
            for reading in readings:
                self._replace(reading)

    def read(
        self, table: Table, columns: Sequence[str], where: Mapping[str, Any]
    ) -> Iterator[tuple[Any, ...]]:
        back = [_READ.get(table.types[name]) for name in columns]
        with self._reported():
            for row in self._base.execute(*selection(table, columns, where)):
                yield tuple(
                    value if read is None or value is None else read(value)
                    for read, value in zip(back, row, strict=True)
                )

    def close(self) -> None:
        self._base.close()

    def _replace(self, reading: Reading) -> None:
        source = reading.input["sha256"]
        for table in CONTENT:
            if table not in (REPORTS, ERRORS):
                self._base.execute(
                    f"DELETE FROM {table.name} WHERE report IN "
                    "(SELECT report FROM reports WHERE input = ?)",
                    [source],
                )
        self._base.execute("DELETE FROM reports WHERE input = ?", [source])
        for key in former_keys(reading):
            self._base.execute("DELETE FROM errors WHERE input = ?", [key])
            self._base.execute("DELETE FROM inputs WHERE sha256 = ?", [key])
        held = {
            row["report"]
            for row in reading.rows["reports"]
            if self._base.execute(
                "SELECT 1 FROM reports WHERE report = ?", [row["report"]]
            ).fetchone()
        }
        for name, rows in new_reports(reading.rows, held).items():
            self._insert(_TABLES[name], rows)
        self._insert(INPUTS, [reading.input])

    def _insert(self, table: Table, rows: Sequence[Row]) -> None:
        marks = ", ".join("?" * len(table.columns))
        writers = [(name, _WRITE.get(kind)) for name, kind in table.types.items()]
        self._base.executemany(
            f"INSERT OR REPLACE INTO {table.name} VALUES ({marks})",
            (
                [
                    row[name] if write is None or row[name] is None else write(row[name])
                    for name, write in writers
                ]
                for row in rows
            ),
        )

    def _prepare(self) -> None:
        """The tables of a new archive, in one transaction."""
        with self._transaction():
            if self._base.execute("SELECT 1 FROM sqlite_master").fetchone():
                return
            for table in (INPUTS, *CONTENT):
                self._base.execute(_definition(table))
            for index in _INDEXES:
                self._base.execute(index)
            for name, query in VIEWS.items():
                self._base.execute(f"CREATE VIEW {name} AS {query}")
            self._base.execute(f"PRAGMA application_id = {_APPLICATION}")
            self._base.execute(f"PRAGMA user_version = {VERSION}")

    def _pragma(self, name: str) -> int:
        value: int = self._base.execute(f"PRAGMA {name}").fetchone()[0]
        return value

    def _problem(self, error: Exception) -> InputError:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
            return foreign(self._dest)
        return super()._problem(error)


def selection(
    table: Table, columns: Sequence[str], where: Mapping[str, Any]
) -> tuple[str, list[Any]]:
    """A SELECT with its parameters; only names of the declared columns become part of it."""
    names = ", ".join(name for name in columns if table.types[name])
    terms: list[str] = []
    values: list[Any] = []
    for name, wanted in where.items():
        choices = wanted if isinstance(wanted, tuple) else (wanted,)
        terms.append(f"{name} IN ({', '.join('?' * len(choices))})" if table.types[name] else "")
        values.extend(choices)
    query = f"SELECT {names} FROM {table.name}" + (f" WHERE {' AND '.join(terms)}" if terms else "")
    return f"{query} ORDER BY {', '.join(table.key)}", values


def _definition(table: Table) -> str:
    columns = "".join(
        f"  {column.name} {_TYPES.get(column.type, 'TEXT')}, -- {column.meaning}\n"
        for column in table.columns
    )
    return f"CREATE TABLE {table.name} (\n{columns}  PRIMARY KEY ({', '.join(table.key)})\n)"


def _as_json(values: Sequence[Any]) -> str:
    return json.dumps(values, ensure_ascii=False)


_TABLES = {table.name: table for table in CONTENT}
_WRITE: Mapping[Type, Callable[[Any], Any]] = {
    "text": text,
    "decimal": lambda value: f"{value:f}",
    "boolean": int,
    "date": date.isoformat,
    "texts": lambda values: _as_json(texts(values)),
    "integers": lambda values: _as_json(list(values)),
}
_READ: Mapping[Type, Callable[[Any], Any]] = {
    "decimal": Decimal,
    "boolean": bool,
    "date": date.fromisoformat,
    "texts": json.loads,
    "integers": json.loads,
}
