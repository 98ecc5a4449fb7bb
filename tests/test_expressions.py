"""Compiled patterns are kept beside the bytecode, and missed by nobody where they cannot be."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import regex

from reportparse import expressions
from reportparse.expressions import _Kept, compiled

PATTERN = r"(?P<number>\d+)(?:万|亿)?元(?=\p{Han})"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    kept = _Kept(tmp_path / "folder" / "kept.regex")
    kept.compile(PATTERN)
    kept.write()
    return tmp_path / "folder" / "kept.regex"


def test_a_kept_pattern_is_not_compiled_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(regex, "compile")
    found = _Kept(file).compile(PATTERN)
    match = found.search("投入35万元用于")
    assert match is not None
    assert (match[0], match["number"], found.pattern) == ("35万元", "35", PATTERN)
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: b"0.0 " + data.partition(b" ")[2],
    ],
)
def test_what_is_damaged_or_of_another_version_is_written_anew(
    file: Path, spoil: Callable[[bytes], bytes]
) -> None:
    whole = file.read_bytes()
    file.write_bytes(spoil(whole))
    kept = _Kept(file)
    assert kept.compile(PATTERN).search("35元的")
    kept.write()
    assert file.read_bytes() == whole


def test_those_of_other_runs_stay(file: Path) -> None:
    kept = _Kept(file)
    kept.compile("again")
    kept.write()
    assert set(_Kept(file)._old) == {PATTERN, "again"}


def test_nothing_is_written_where_python_writes_no_bytecode(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.unlink()
    kept = _Kept(file)
    kept.compile(PATTERN)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    kept.write()
    assert not file.exists()


def test_a_folder_that_cannot_be_written_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "no_folder").write_text("")
    kept = _Kept(tmp_path / "no_folder" / "kept.regex")
    kept.compile(PATTERN)
    kept.write()


def test_of_too_many_those_of_the_last_run_stay(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expressions, "MOST", 2)
    for patterns, left in (
        (("one", "two", "three"), {"one", "two"}),
        (("two", "four"), {"two", "four"}),
    ):
        kept = _Kept(file)
        for pattern in patterns:
            assert kept.compile(pattern).pattern == pattern
        kept.write()
        assert set(_Kept(file)._old) == left


def test_a_pattern_that_is_none_raises_each_time() -> None:
    for _ in range(2):
        with pytest.raises(regex.error):
            compiled("(")


def test_a_second_process_compiles_nothing(tmp_path: Path) -> None:
    code = (
        "import regex, reportparse; from reportparse.rules import load_rules; made = []\n"
        "first = regex.compile; regex.compile = lambda p: made.append(p) or first(p)\n"
        "reportparse.parse_text('任务5个，完成4个，完成率80%。'); print(len(made))"
    )
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(tmp_path)
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], env=environment, check=True, capture_output=True
        )
        for _ in range(2)
    ]
    assert int(runs[0].stdout) > 300
    assert int(runs[1].stdout) == 0
