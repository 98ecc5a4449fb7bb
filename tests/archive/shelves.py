"""Small reports to archive, and an archive read back whole."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from reportparse.archive.schema import CONTENT, INPUTS
from reportparse.archive.store import open_store

KINDS = {"sqlite": "shelf.db", "duckdb": "shelf.duckdb", "parquet": "shelf"}

TEXT = """{place}{year}年工作总结

一、资金完成情况
全年计划投入资金{plan}万元，实际投入资金{actual}万元，完成率{rate}%。
"""


def destination(kind: str, folder: Path) -> Path:
    """Where an archive of this kind goes; the test is skipped without its packages."""
    if kind != "sqlite":
        pytest.importorskip("pyarrow")
    if kind == "duckdb":
        pytest.importorskip("duckdb")
    return folder / KINDS[kind]


def shelf(folder: Path, number: int, years: int = 5) -> list[Path]:
    """So many different small reports."""
    folder.mkdir(exist_ok=True)
    paths = []
    for n in range(number):
        text = TEXT.format(
            place=f"{'甲乙丙丁戊己庚辛'[n % 8]}县", year=2010 + n % years,
            plan=1000 + n, actual=2000 + 2 * n, rate=200 if n % 3 else 120,
        )  # fmt: skip
        paths.append(folder / f"{n:04}.txt")
        paths[-1].write_text(text, encoding="utf-8")
    return paths


def contents(dest: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of an archive by table, in key order; the times of reading left out."""
    store = open_store(dest, write=False)
    try:
        return {
            table.name: list(
                store.read(table, [name for name in table.names if name != "read_at"], {})
            )
            for table in (*CONTENT, INPUTS)
        }
    finally:
        store.close()


def column(dest: Path, table: str, name: str) -> list[Any]:
    """One column of a table, in key order."""
    found = {t.name: t for t in (*CONTENT, INPUTS)}[table]
    store = open_store(dest, write=False)
    try:
        return [value for (value,) in store.read(found, [name], {})]
    finally:
        store.close()


def strings(paths: Iterable[Path]) -> list[str]:
    """Paths as a command line has them."""
    return [str(path) for path in paths]
