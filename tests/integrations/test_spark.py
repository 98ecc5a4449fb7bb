"""The same records from one process, from Spark and from Dask."""

from __future__ import annotations

import os
import shutil
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from reportparse.archive.ingest import archive
from reportparse.archive.schema import CONTENT
from reportparse.archive.store import open_store
from reportparse.integrations.spark import TABLES, Reader

CORPUS = Path(__file__).parents[2] / "corpus/reports"


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three reports, a zip of two, and a file that cannot be read."""
    folder = tmp_path_factory.mktemp("in")
    chosen = sorted(CORPUS.glob("*.txt"), key=lambda p: p.stat().st_size)[:3]
    with zipfile.ZipFile(folder / "two.zip", "w") as packed:
        packed.writestr("a.txt", "投入7万元。")
        packed.writestr("b.txt", "投入8万元，占比１２％。")
    (folder / "bad.pdf").write_bytes(b"%PDF-1.4 broken")
    return [*chosen, folder / "two.zip", folder / "bad.pdf"]


@pytest.fixture(scope="module")
def files(paths: list[Path]) -> pd.DataFrame:
    return pd.DataFrame(
        {"name": [str(p) for p in paths], "content": [p.read_bytes() for p in paths]}
    )


def _records(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    return sorted((tuple(_plain(v) for v in row) for row in frame.itertuples(index=False)), key=str)


def _plain(value: Any) -> Any:
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return tuple(value)
    return None if pd.isna(value) else value


@pytest.mark.parametrize("table", CONTENT, ids=lambda table: table.name)
def test_frames_hold_what_an_archive_holds(
    table: Any, files: pd.DataFrame, paths: list[Path], tmp_path: Path
) -> None:
    archive(paths, tmp_path / "shelf.db")
    store = open_store(tmp_path / "shelf.db", write=False)
    rows = [tuple(_plain(v) for v in row) for row in store.read(table, table.names, {})]
    store.close()
    assert _records(Reader(table.name)(files)) == sorted(rows, key=str)


@pytest.mark.parametrize("table", [t.name for t in CONTENT])
def test_outcomes_make_the_same_tables(table: str, files: pd.DataFrame) -> None:
    outcomes = Reader("outcomes")(files)
    pd.testing.assert_frame_equal(Reader(table)(outcomes), Reader(table)(files))


def test_an_iterator_gives_a_frame_for_each_frame(files: pd.DataFrame) -> None:
    reader = Reader("figures")
    halves = [files.iloc[:2], files.iloc[2:]]
    found = reader(iter(halves))
    assert isinstance(found, Iterator)
    pd.testing.assert_frame_equal(
        pd.concat(found, ignore_index=True), reader(files), check_dtype=False
    )


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_frame_has_the_declared_columns(table: str) -> None:
    reader = Reader(table)
    empty = reader(pd.DataFrame({"name": [], "text": []}))
    pd.testing.assert_frame_equal(empty, reader.meta)
    assert [c.split("` ")[0].strip("`") for c in reader.schema.split(", ")] == list(empty.columns)


def test_dask_gives_the_same_records(files: pd.DataFrame) -> None:
    dask = pytest.importorskip("dask")
    frames = pytest.importorskip("dask.dataframe")
    with dask.config.set({"dataframe.convert-string": False}):
        spread = frames.from_pandas(files, npartitions=3, sort=False)
        for table in ("figures", "checks", "errors"):
            reader = Reader(table)
            found = spread.map_partitions(reader, meta=reader.meta).compute(scheduler="threads")
            assert _records(found) == _records(reader(files))


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        pytest.skip("Spark needs Java (Debian: openjdk-17-jre-headless), and there is none")
    sql = pytest.importorskip("pyspark.sql")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    settings = sql.SparkSession.builder.master("local[1]")
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "2",
    }.items():
        settings = settings.config(name, value)
    spark = settings.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    yield spark
    spark.stop()


def test_spark_gives_the_same_records(session: Any, files: pd.DataFrame) -> None:
    rows = list(zip(files["name"], map(bytearray, files["content"]), strict=True))
    spread = session.createDataFrame(rows, "name string, content binary").repartition(2)
    outcomes = Reader("outcomes")
    read_once = spread.mapInPandas(outcomes, outcomes.schema).cache()
    for table in ("figures", "checks", "errors"):
        reader = Reader(table)
        found = read_once.mapInPandas(reader, reader.schema)
        rows = sorted((tuple(_plain(v) for v in row) for row in found.collect()), key=str)
        assert rows == _records(reader(files))
        if table == "figures":
            assert dict(found.dtypes)["value"] == "decimal(38,10)"
