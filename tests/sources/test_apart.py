"""Loaders in a process apart: the same documents and errors, and crashes that cost one file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from reportparse import parse_many
from reportparse.errors import FormatError, InputError, MissingExtraError
from reportparse.models import Report
from reportparse.sources import apart, load, load_all
from sources import samples

LOADER = """
import ctypes, os, signal
from reportparse.errors import FormatError, InputError, MissingExtraError
from reportparse.sources import text

def load(data, name):
    if data == b"crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if data == b"format":
        raise FormatError(name, "坏了", "请重新取得")
    if data == b"input":
        raise InputError(name, "空的")
    if data == b"extra":
        raise MissingExtraError("pip install x")
    if data == b"fault":
        raise ZeroDivisionError("nothing")
    print("noise")
    return text.load(data, name)
"""


@pytest.fixture
def loader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    (tmp_path / "strange_loader.py").write_text(LOADER, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    apart._stop()
    yield "strange_loader"
    apart._stop()


def _pdf(text: str) -> bytes:
    return samples.Pdf().page([(84, 60, text)]).bytes()


def test_a_document_comes_back_as_it_was_read() -> None:
    data = _pdf("完成投资12万元。")
    assert list(load_all(data, name="甲\udcff.pdf", apart=True)) == [
        load(data, name="甲\udcff.pdf")
    ]


def test_one_process_serves_many_files(loader: str) -> None:
    texts = [apart.load(loader, f"投入{n}万元。".encode(), f"{n}.txt") for n in range(5)]
    assert [t.text for t in texts] == [f"投入{n}万元。" for n in range(5)]
    assert [t.name for t in texts] == [f"{n}.txt" for n in range(5)]
    assert len(apart._running) == 1


@pytest.mark.parametrize(
    ("data", "kind", "message"),
    [
        (b"format", FormatError, "a.pdf: 坏了。请重新取得"),
        (b"input", InputError, "a.pdf: 空的"),
        (b"extra", MissingExtraError, "pip install x"),
        (b"fault", RuntimeError, "ZeroDivisionError: nothing (strange_loader.py:16)"),
    ],
)
def test_errors_come_back_as_they_were_raised(
    loader: str, data: bytes, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind) as raised:
        apart.load(loader, data, "a.pdf")
    assert type(raised.value) is kind
    assert str(raised.value) == message


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_crash_costs_the_file_that_caused_it(loader: str) -> None:
    with pytest.raises(FormatError, match=r"a\.pdf: 读它的进程意外终止"):
        apart.load(loader, b"crash", "a.pdf")
    assert apart.load(loader, "投入".encode(), "b.pdf").text == "投入"


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_crash_stops_no_batch(
    loader: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = apart.load

    def crash(module: str, data: bytes, name: str) -> object:
        wild = name.endswith("2.pdf")
        return genuine(loader, b"crash", name) if wild else genuine(module, data, name)

    monkeypatch.setattr(apart, "load", crash)
    paths = [tmp_path / f"{n}.pdf" for n in range(4)]
    for n, path in enumerate(paths):
        path.write_bytes(_pdf(f"投入{n + 1}万元。"))
    found = list(parse_many(paths))
    assert [isinstance(r, Report) for r in found] == [True, True, False, True]


def test_a_process_that_was_forked_starts_its_own(loader: str) -> None:
    apart.load(loader, b"a", "a.txt")
    (_, process), apart._running[:] = apart._running[0], [(os.getppid(), apart._running[0][1])]
    assert apart.load(loader, b"b", "b.txt").text == "b"
    assert apart._running[0][1] is not process
    assert process.poll() is None
    process.kill()
    process.communicate()


def test_without_a_python_to_start_files_are_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    apart._stop()
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    (document,) = load_all(_pdf("投入12万元。"), name="a.pdf", apart=True)
    assert document == load(_pdf("投入12万元。"), name="a.pdf")
