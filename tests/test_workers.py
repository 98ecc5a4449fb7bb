from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from reportparse.errors import InputError, PatternError, ReportparseError
from reportparse.models import Report
from reportparse.pipeline import parse, parse_many
from reportparse.workers import spread


def _double(n: int) -> int:
    time.sleep(0.002 * (n % 3))
    return 2 * n


def _die_at_13(n: int) -> int:
    if n == 13:
        os._exit(9)
    return n


def _fail_at_5(n: int) -> int:
    if n == 5:
        raise ValueError("five")
    return n


def _lost(n: int) -> int:
    return -n


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_results_keep_their_order(workers: int) -> None:
    found = spread(_double, range(60), workers=workers, lost=_lost)
    assert list(found) == [2 * n for n in range(60)]


@pytest.mark.parametrize("workers", [1, 2])
def test_only_a_few_items_are_taken_ahead(workers: int) -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for n in range(10_000):
            taken = n + 1
            yield n

    results = spread(_double, items(), workers=workers, lost=_lost)
    assert [next(results) for _ in range(50)] == [2 * n for n in range(50)]
    assert taken < 50 + 60
    results.close()  # type: ignore[attr-defined]


def test_an_item_that_kills_its_process_is_lost_alone() -> None:
    found = list(spread(_die_at_13, range(40), workers=2, lost=_lost))
    assert found == [*range(13), -13, *range(14, 40)]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_exception_ends_the_run(workers: int) -> None:
    found = spread(_fail_at_5, range(40), workers=workers, lost=_lost)
    with pytest.raises(ValueError, match="five"):
        list(found)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    import zipfile

    paths = [tmp_path / f"{n}.txt" for n in range(5)]
    for n, path in enumerate(paths):
        path.write_text(f"投入{n + 1}万元。", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as packed:
        packed.writestr("a.txt", "投入7万元。")
        packed.writestr("b.txt", "投入8万元。")
    return [*paths[:2], tmp_path / "none.txt", tmp_path / "two.zip", *paths[2:]]


@pytest.mark.parametrize("workers", [1, 2])
def test_parse_many_gives_reports_in_order_and_errors_as_values(
    files: list[Path], workers: int
) -> None:
    found = list(parse_many(files, workers=workers))
    texts = [f.figures[0].text if isinstance(f, Report) else type(f).__name__ for f in found]
    assert texts == [
        "1万元", "2万元", "InputError", "7万元", "8万元", "3万元", "4万元", "5万元",
    ]  # fmt: skip
    assert found[0] == parse(files[0])


def test_a_fault_of_the_program_is_a_value_that_names_its_place(
    files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> Report:
        raise ZeroDivisionError

    monkeypatch.setattr("reportparse.pipeline.parse_document", broken)
    found = list(parse_many(files[:2]))
    assert all(isinstance(f, InputError) for f in found)
    assert "ZeroDivisionError" in str(found[0])
    assert "test_workers.py" in str(found[0])


def test_a_missing_package_does_not_end_the_batch(
    files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from reportparse.errors import MissingExtraError
    from reportparse.sources import text

    load = text.load

    def missing(data: bytes, name: str) -> object:
        if name.endswith("1.txt"):
            raise MissingExtraError("install it")
        return load(data, name)

    monkeypatch.setattr(text, "load", missing)
    found = list(parse_many(files[:3]))
    assert [type(f) for f in found] == [Report, MissingExtraError, InputError]


def test_faulty_rules_end_the_batch_at_once(files: list[Path], tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "a.toml").write_text('[[rule]]\nid = "x"\npattern = "("\n', encoding="utf-8")
    with pytest.raises(PatternError):
        next(parse_many(files, patterns=mine, workers=2))


def test_stopping_early_leaves_no_process_behind(files: list[Path]) -> None:
    import multiprocessing

    for outcome in parse_many(files * 50, workers=2):
        assert isinstance(outcome, Report | ReportparseError)
        break
    deadline = time.monotonic() + 10
    while multiprocessing.active_children() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not multiprocessing.active_children()
