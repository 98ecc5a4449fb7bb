"""An archive as a folder of Parquet files, one table a folder, partitioned by year.

``figures/year=2020/00000012.parquet`` holds what the twelfth batch found in reports about 2020;
the column ``year`` is in the folder's name alone (Hive's way), for every table but ``errors`` and
``inputs``. ``views.sql`` opens the folder as tables and views in DuckDB.

``_ledger.sqlite`` knows which files have been read. A batch is written aside, into ``_staging``;
then one transaction of the ledger records its inputs and the renames to make, which decides that
the batch counts; then the files are renamed into place. Whatever interrupts this, the next run
finishes the renames or clears what is left. ``errors`` and ``inputs`` are written at the end.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from reportparse.archive.database import Database
from reportparse.archive.schema import CONTENT, ERRORS, INPUTS, VERSION, VIEWS, Table
from reportparse.archive.store import Reading, foreign, former_keys, new_reports
from reportparse.outputs.parquet import Type, arrow, arrow_schema, arrow_table
from reportparse.outputs.rows import Row

_YEARLY = tuple(table for table in CONTENT if table is not ERRORS)
_UNKNOWN = "__HIVE_DEFAULT_PARTITION__"
_LEDGER = f"""
CREATE TABLE about (version INTEGER);
INSERT INTO about VALUES ({VERSION});
CREATE TABLE inputs ({", ".join(INPUTS.names)}, PRIMARY KEY (sha256));
CREATE TABLE errors ({", ".join(ERRORS.names)}, PRIMARY KEY (input, name));
CREATE TABLE places (report PRIMARY KEY, input, file);
CREATE INDEX places_input ON places (input);
CREATE TABLE renames (file PRIMARY KEY);
CREATE TABLE batches (number INTEGER PRIMARY KEY AUTOINCREMENT);
"""


def open_store(dest: Path, *, write: bool) -> ParquetStore:
    """The archive in the folder ``dest``; MissingExtraError without pyarrow."""
    return ParquetStore(dest, write=write)


class ParquetStore(Database):
    """See ``Store``."""

    batch = 1000
    begin = "BEGIN EXCLUSIVE"

    def __init__(self, dest: Path, *, write: bool) -> None:
        arrow()
        super().__init__(dest, sqlite3.Error, OSError)
        self._staging, self._write = dest / "_staging", write
        ledger = dest / "_ledger.sqlite"
        strangers = dest.is_dir() and any(p.name[0] not in "._" for p in dest.iterdir())
        if not ledger.exists() and (strangers or not write):
            raise foreign(dest)
        if not write:
            return  # the ledger belongs to who writes; the files can be read meanwhile
        dest.mkdir(exist_ok=True)
        with self._reported():
            self._base = sqlite3.connect(ledger, isolation_level=None)
            self._prepare()
            if self._base.execute("SELECT version FROM about").fetchall() != [(VERSION,)]:
                raise foreign(dest)
            self._recover()

    def write(self, readings: Sequence[Reading]) -> None:
        with self._reported():
            with self._transaction():
                number = self._base.execute("INSERT INTO batches VALUES (NULL)").lastrowid
            old = self._places_of([reading.input["sha256"] for reading in readings])
            held = self._held(readings) - set(old)
            fresh = [new_reports(reading.rows, held) for reading in readings]
            files = self._stage_without(old) | self._stage(fresh, f"{number:08}.parquet")
            with self._transaction():
                self._base.executemany("DELETE FROM places WHERE report = ?", [(r,) for r in old])
                for reading, rows in zip(readings, fresh, strict=True):
                    self._record(reading, rows, f"{number:08}.parquet")
                self._base.executemany("INSERT INTO renames VALUES (?)", [(f,) for f in files])
            self._recover()

    def read(
        self, table: Table, columns: Sequence[str], where: Mapping[str, Any]
    ) -> Iterator[tuple[Any, ...]]:
        pa = arrow()
        from pyarrow import dataset

        if not (self._dest / table.name).is_dir():
            return
        year = pa.schema([("year", pa.int64())])
        schema = arrow_schema(_stored(table))
        if table in _YEARLY:
            schema = schema.append(year.field("year"))
        files = dataset.dataset(
            self._dest / table.name,
            schema=schema,
            format="parquet",
            partitioning=dataset.partitioning(year, flavor="hive"),
        )
        condition = None
        for name, value in where.items():
            field = dataset.field(name)
            term = field.isin(list(value)) if isinstance(value, tuple) else field == value
            condition = term if condition is None else condition & term
        needed = list(dict.fromkeys((*table.key, *columns)))
        found = files.to_table(columns=needed, filter=condition)
        found = found.sort_by([(name, "ascending") for name in table.key]).select(list(columns))
        for batch in found.to_batches():
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

    def close(self) -> None:
        if not self._write:
            return
        try:
            with self._reported():
                for table in (ERRORS, INPUTS):
                    self._save_ledger(table)
                self._recover()
        finally:
            self._base.close()

    def _save_ledger(self, table: Table) -> None:
        found = self._base.execute(f"SELECT {', '.join(table.names)} FROM {table.name}").fetchall()
        rows = [dict(zip(table.names, row, strict=True)) for row in found]
        file = f"{table.name}/{table.name}.parquet"
        self._save(file, arrow_table(table.types, rows))
        with self._transaction():
            self._base.execute("INSERT OR IGNORE INTO renames VALUES (?)", [file])

    def _prepare(self) -> None:
        """Takes the ledger for this process alone, and makes its tables."""
        self._base.execute("PRAGMA locking_mode = EXCLUSIVE")
        with self._transaction():
            if not self._base.execute("SELECT 1 FROM sqlite_master").fetchone():
                for statement in filter(str.strip, _LEDGER.split(";")):
                    self._base.execute(statement)
        views = self._dest / "views.sql"
        if not views.exists():
            views.write_text(_views(), encoding="utf-8")

    def _recover(self) -> None:
        """Makes the renames that are recorded; what then is left aside counts for nothing."""
        renames = [file for (file,) in self._base.execute("SELECT file FROM renames")]
        for file in renames:
            staged, final = self._staging / file, self._dest / file
            if staged.exists() and staged.stat().st_size == 0:
                final.unlink(missing_ok=True)
            elif staged.exists():
                final.parent.mkdir(parents=True, exist_ok=True)
                staged.replace(final)
        if renames:
            self._base.execute("DELETE FROM renames")
        shutil.rmtree(self._staging, ignore_errors=True)

    def _places_of(self, sources: Iterable[str]) -> dict[str, str]:
        """The reports that these inputs gave before, with the partition and file of each."""
        places: dict[str, str] = {}
        for source in sources:
            places.update(
                self._base.execute("SELECT report, file FROM places WHERE input = ?", [source])
            )
        return places

    def _held(self, readings: Sequence[Reading]) -> set[str]:
        """Those of the reports read that the archive has."""
        keys = [row["report"] for reading in readings for row in reading.rows["reports"]]
        query = "SELECT 1 FROM places WHERE report = ?"
        return {key for key in keys if self._base.execute(query, [key]).fetchone()}

    def _record(self, reading: Reading, rows: Mapping[str, Sequence[Row]], name: str) -> None:
        source = reading.input["sha256"]
        for key in former_keys(reading):
            self._base.execute("DELETE FROM errors WHERE input = ?", [key])
            self._base.execute("DELETE FROM inputs WHERE sha256 = ?", [key])
        self._fill(ERRORS, rows["errors"])
        self._fill(INPUTS, [reading.input])
        self._base.executemany(
            "INSERT INTO places VALUES (?, ?, ?)",
            [(r["report"], source, f"{_partition(r['year'])}/{name}") for r in rows["reports"]],
        )

    def _fill(self, table: Table, rows: Sequence[Row]) -> None:
        marks = ", ".join("?" * len(table.names))
        self._base.executemany(
            f"INSERT OR REPLACE INTO {table.name} VALUES ({marks})",
            [[_utf8(row[name]) for name in table.names] for row in rows],
        )

    def _stage(self, fresh: Sequence[Mapping[str, Sequence[Row]]], name: str) -> set[str]:
        """The new rows as files aside, by table and year; answers with their places."""
        years = {r["report"]: r["year"] for rows in fresh for r in rows["reports"]}
        files = set()
        for table in _YEARLY:
            by_year: dict[int | None, list[Row]] = defaultdict(list)
            for rows in fresh:
                for row in rows[table.name]:
                    by_year[years[row["report"]]].append(row)
            for year, found in by_year.items():
                file = f"{table.name}/{_partition(year)}/{name}"
                self._save(file, arrow_table(_stored(table), found))
                files.add(file)
        return files

    def _stage_without(self, old: Mapping[str, str]) -> set[str]:
        """The files that hold these reports, rewritten without them; an empty one marks a file
        that goes."""
        pa = arrow()
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        gone: dict[str, list[str]] = defaultdict(list)
        for report, place in old.items():
            gone[place].append(report)
        files = set()
        for place, reports in gone.items():
            for table in _YEARLY:
                file = f"{table.name}/{place}"
                if not (self._dest / file).exists():
                    continue
                rows = pq.ParquetFile(self._dest / file).read()
                rows = rows.filter(pc.invert(pc.is_in(rows["report"], pa.array(reports))))
                self._save(file, rows if rows.num_rows else None)
                files.add(file)
        return files

    def _save(self, file: str, rows: Any) -> None:
        import pyarrow.parquet as pq

        path = self._staging / file
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            if rows is not None:
                pq.write_table(rows, out, compression="zstd")
            out.flush()
            os.fsync(out.fileno())


def _stored(table: Table) -> dict[str, Type]:
    """The columns inside the files: all but the one that the folder's name gives."""
    return {name: kind for name, kind in table.types.items() if name != "year"}


def _partition(year: int | None) -> str:
    return f"year={_UNKNOWN if year is None else year}"


def _utf8(value: Any) -> Any:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _views() -> str:
    """SQL for DuckDB, run inside the folder: ``duckdb -init views.sql``."""
    tables = [
        f"CREATE VIEW {table.name} AS SELECT * FROM read_parquet('{table.name}/**/*.parquet', "
        f"hive_partitioning = true, hive_types = {{'year': BIGINT}});"
        if table in _YEARLY
        else f"CREATE VIEW {table.name} AS SELECT * FROM read_parquet('{table.name}/*.parquet');"
        for table in (*CONTENT, INPUTS)
    ]
    return "\n".join([*tables, *(f"CREATE VIEW {n} AS {q};" for n, q in VIEWS.items())]) + "\n"
