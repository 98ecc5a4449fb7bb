"""An archive in one DuckDB file, for analysis: typed columns, DECIMAL(38, 10), lists as lists.

One batch is one transaction. Only the key of ``inputs`` is declared; those of the other tables are
kept by what is written, as DuckDB's indexes would slow down writing a great deal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from reportparse.archive.database import Database
from reportparse.archive.schema import CONTENT, ERRORS, INPUTS, REPORTS, VERSION, VIEWS, Table
from reportparse.archive.sqlite import selection
from reportparse.archive.store import Reading, foreign, former_keys, new_reports
from reportparse.errors import MissingExtraError
from reportparse.outputs.parquet import PRECISION, SCALE, Type, arrow, arrow_table
from reportparse.outputs.rows import Row

_TYPES: Mapping[Type, str] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "decimal": f"DECIMAL({PRECISION}, {SCALE})",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "texts": "VARCHAR[]",
    "integers": "BIGINT[]",
}


def open_store(dest: Path, *, write: bool) -> DuckdbStore:
    """The archive in the file ``dest``; MissingExtraError without duckdb and pyarrow."""
    return DuckdbStore(dest, write=write)


class DuckdbStore(Database):
    """See ``Store``."""

    batch = 500

    def __init__(self, dest: Path, *, write: bool) -> None:
        try:
            import duckdb
        except ModuleNotFoundError as e:
            raise MissingExtraError(
                "DuckDB 档案库需要 duckdb 和 pyarrow：pip install 'reportparse[duckdb]'"
            ) from e
        arrow()
        super().__init__(dest, duckdb.Error)
        with self._reported():
            self._base = duckdb.connect(str(dest), read_only=not write)
            if write:
                self._prepare()
            ours = self._base.execute(
                "SELECT 1 FROM duckdb_tables() WHERE table_name = 'about'"
            ).fetchone()
            about = self._base.execute("FROM about").fetchall() if ours else []
        if ("reportparse archive", VERSION) not in about:
            self._base.close()
            raise foreign(dest)

    def write(self, readings: Sequence[Reading]) -> None:
        sources = [key for reading in readings for key in former_keys(reading)]
        keys = [row["report"] for reading in readings for row in reading.rows["reports"]]
        with self._reported(), self._transaction():
            for table in CONTENT:
                if table not in (REPORTS, ERRORS):
                    self._base.execute(
                        f"DELETE FROM {table.name} WHERE report IN "
                        "(SELECT report FROM reports WHERE input IN (SELECT unnest(?)))",
                        [sources],
                    )
            for name in ("reports", "errors"):
                self._base.execute(
                    f"DELETE FROM {name} WHERE input IN (SELECT unnest(?))", [sources]
                )
            # What could not be opened had its name for a key; a key written below is replaced.
            self._base.execute(
                "DELETE FROM inputs WHERE sha256 IN (SELECT unnest(?))",
                [[r.input["name"] for r in readings if r.input["name"] != r.input["sha256"]]],
            )
            held = {
                key
                for (key,) in self._base.execute(
                    "SELECT report FROM reports WHERE report IN (SELECT unnest(?))", [keys]
                ).fetchall()
            }
            fresh = [new_reports(reading.rows, held) for reading in readings]
            for table in CONTENT:
                self._insert(table, [row for rows in fresh for row in rows[table.name]])
            self._insert(INPUTS, [reading.input for reading in readings])

    def read(
        self, table: Table, columns: Sequence[str], where: Mapping[str, Any]
    ) -> Iterator[tuple[Any, ...]]:
        with self._reported():
            found = self._base.cursor().execute(*selection(table, columns, where))
            while rows := found.fetchmany(1000):
                yield from rows

    def close(self) -> None:
        self._base.close()

    def _insert(self, table: Table, rows: Sequence[Row]) -> None:
        if rows:
            replace = "OR REPLACE" if table is INPUTS else ""
            self._base.register("new_rows", arrow_table(table.types, rows))
            self._base.execute(f"INSERT {replace} INTO {table.name} SELECT * FROM new_rows")
            self._base.unregister("new_rows")

    def _prepare(self) -> None:
        """The tables of a new archive, in one transaction."""
        with self._transaction():
            if self._base.execute("SELECT 1 FROM duckdb_tables()").fetchone():
                return
            for table in (INPUTS, *CONTENT):
                columns = ", ".join(f"{name} {_TYPES[kind]}" for name, kind in table.types.items())
                key = ", PRIMARY KEY (sha256)" if table is INPUTS else ""
                self._base.execute(f"CREATE TABLE {table.name} ({columns}{key})")
                for column in table.columns:
                    meaning = column.meaning.replace("'", "''")
                    self._base.execute(
                        f"COMMENT ON COLUMN {table.name}.{column.name} IS '{meaning}'"
                    )
            for name, query in VIEWS.items():
                self._base.execute(f"CREATE VIEW {name} AS {query}")
            self._base.execute("CREATE TABLE about (name VARCHAR, version INTEGER)")
            self._base.execute("INSERT INTO about VALUES ('reportparse archive', ?)", [VERSION])
