"""An archive that is killed at random moments, over and over, loses nothing and doubles nothing.

The short run kills each kind of archive some times; REPORTPARSE_KILLS=50 sets how often.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from pathlib import Path

import pytest
from shelves import KINDS, contents, destination, shelf

from reportparse.archive import store as stores
from reportparse.archive.ingest import archive
from reportparse.archive.schema import CONTENT

KILLS = int(os.environ.get("REPORTPARSE_KILLS", "5"))
SMALL = 3
"""Readings a batch, so that many batches can be interrupted."""

pytestmark = pytest.mark.skipif(
    "fork" not in multiprocessing.get_all_start_methods(), reason="needs fork, to start at once"
)


def _fill(files: list[Path], dest: Path, workers: int) -> None:
    opened = stores.open_store

    def small(path: Path, *, write: bool) -> stores.Store:
        store = opened(path, write=write)
        store.batch = SMALL
        return store

    archive.__globals__["open_store"] = small
    archive(files, dest, workers=workers)


def _start(files: list[Path], dest: Path, workers: int) -> multiprocessing.Process:
    process = multiprocessing.get_context("fork").Process(target=_fill, args=(files, dest, workers))
    process.start()
    return process  # type: ignore[return-value]


def _whole_run(files: list[Path], dest: Path, workers: int) -> float:
    start = time.monotonic()
    process = _start(files, dest, workers)
    process.join()
    assert process.exitcode == 0
    return time.monotonic() - start


@pytest.mark.parametrize(("kind", "workers"), [*((kind, 1) for kind in KINDS), ("sqlite", 2)])
def test_killed_at_random_moments(kind: str, workers: int, tmp_path: Path) -> None:
    files = [*shelf(tmp_path / "in", 16, years=2), tmp_path / "none.txt"]
    whole = destination(kind, tmp_path)
    archive(files[:1], destination(kind, tmp_path / "in"))  # loads all once, before the forks
    seconds = _whole_run(files, whole, 1)
    expected = contents(whole)
    (tmp_path / "killed").mkdir()
    chance, kills, finished = random.Random(7), 0, 0
    while kills < KILLS or not finished:
        dest = tmp_path / "killed" / f"{finished}{whole.suffix}"
        process = _start(files, dest, workers)
        process.join(chance.uniform(0, seconds) if kills < KILLS else None)
        if process.exitcode is None:
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)
            process.join()
            kills += 1
            continue
        assert process.exitcode == 0
        finished += 1
        assert contents(dest) == expected
    for table in CONTENT:
        keys = [row[: len(table.key)] for row in expected[table.name]]
        assert len(keys) == len(set(keys)), table.name


def test_killed_between_any_two_steps_of_a_parquet_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not at random: a run that ends before each rename in turn is taken up by the next."""
    whole = destination("parquet", tmp_path)
    files = shelf(tmp_path / "in", 3, years=1)
    archive(files, whole)
    expected = contents(whole)
    replace, step = Path.replace, 0
    while True:
        dest, done = tmp_path / f"killed{step}", 0

        def stop(self: Path, target: Path, last: int = step) -> Path:
            nonlocal done
            done += 1
            if done > last:
                raise KeyboardInterrupt
            return replace(self, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", stop)
            try:
                archive(files, dest)
            except KeyboardInterrupt:
                pass
            else:
                break
        archive(files, dest)
        assert contents(dest) == expected
        step += 1
    assert step > 5
