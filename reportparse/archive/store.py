"""What keeps an archive: the protocol of a store, and which one a destination stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from reportparse.archive.records import Rows
from reportparse.archive.schema import Table
from reportparse.errors import InputError
from reportparse.outputs.rows import Row

_BY_SUFFIX = {
    ".db": "sqlite",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
    ".duckdb": "duckdb",
    "": "parquet",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading one file gave: its row of ``INPUTS`` and those of the ``CONTENT`` tables."""

    input: Row
    rows: Rows


@dataclass(frozen=True, slots=True)
class Known:
    """What an archive knows of a file: the rules and version that read it, errors met in it."""

    rules: str
    version: str
    errors: int


class Store(Protocol):
    """A kind of archive.

    ``write`` is all or nothing, whatever interrupts it; a reading replaces an earlier one of the
    same input, and a report that another input has given already is left as it is.
    """

    batch: int
    """Readings that are best written at a time."""

    def known(self, sha256: str) -> Known | None:
        """What the archive holds of a file, None if it has never been read."""

    def write(self, readings: Sequence[Reading]) -> None:
        """Take these readings in, all or none."""

    def read(
        self, table: Table, columns: Sequence[str], where: Mapping[str, Any]
    ) -> Iterator[tuple[Any, ...]]:
        """The columns of the rows whose columns have the values of ``where``, in key order.

        A tuple in ``where`` stands for any of its values.
        Decimals come as Decimal, dates as date, lists as list.
        """

    def close(self) -> None:
        """Finish and release the archive."""


def open_store(dest: Path, *, write: bool) -> Store:
    """The store at ``dest``: SQLite for .db and .sqlite, DuckDB for .duckdb, else a folder of
    Parquet files.

    With ``write`` it is made where it does not exist. Raises InputError for what is no archive or
    cannot be opened, MissingExtraError where a package is needed.
    """
    kind = "parquet" if dest.is_dir() else _BY_SUFFIX.get(dest.suffix.lower())
    if kind is None:
        raise InputError(
            str(dest), f"不认识 {dest.suffix}", "可用 .db、.sqlite、.duckdb，或不带扩展名的文件夹"
        )
    if not write and not dest.exists():
        raise InputError(str(dest), "没有这个档案库", "请先用 reportparse archive 建立")
    try:
        if write:
            dest.parent.mkdir(parents=True, exist_ok=True)
        store: Store = import_module(f"reportparse.archive.{kind}").open_store(dest, write=write)
    except OSError as e:
        raise InputError(str(dest), f"打不开：{e.strerror}", "请检查路径和权限") from e
    return store


def foreign(dest: Path) -> InputError:
    """The error for a destination that is something else than an archive of this version."""
    return InputError(
        str(dest), "不是本版本的 reportparse 档案库", "请换一个位置，以免覆盖别的数据"
    )


def busy(dest: Path, problem: object) -> InputError:
    """The error for an archive that cannot be used now."""
    return InputError(str(dest), f"用不了（{problem}）", "请确认没有别的程序占用，磁盘未满")


def former_keys(reading: Reading) -> tuple[str, str]:
    """The keys of earlier readings that this one replaces: its content, and its name, which was
    the key while the file could not be opened."""
    return reading.input["sha256"], reading.input["name"]


def new_reports(rows: Rows, held: set[str]) -> Rows:
    """The rows less those of reports in ``held``; the others' keys are added to it."""
    fresh = {row["report"] for row in rows["reports"]} - held
    held |= fresh
    return {
        name: [row for row in table if name == "errors" or row["report"] in fresh]
        for name, table in rows.items()
    }
