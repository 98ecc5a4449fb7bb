"""Old office formats through LibreOffice, where there is one."""

from __future__ import annotations

import os
import shutil
import stat
import time
from pathlib import Path

import pytest

from reportparse.errors import FormatError, InputError
from reportparse.sources import load, office
from sources import samples

DOC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100) + "WordDocument".encode("utf-16-le")


def test_without_libreoffice_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "_find", lambda: None)
    with pytest.raises(InputError, match=r"LibreOffice.*libreoffice\.org") as caught:
        load(DOC, name="a.doc")
    assert "docx" in caught.value.remedy


def _program(folder: Path, script: str) -> str:
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.mark.skipif(os.name != "posix", reason="the stand-in is a shell script")
def test_conversion_is_isolated_and_its_result_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ready = tmp_path / "ready.docx"
    ready.write_bytes(samples.docx(samples.paragraph("完成12万元。")))
    seen = tmp_path / "seen"
    script = f'echo "$@" > {seen}; mkdir -p out; cp {ready} out/input.docx; cp -r profile {seen}.d'
    monkeypatch.setattr(office, "_find", lambda: _program(tmp_path, script))
    document = load(DOC, name="a.wps")
    assert (document.text, document.format, document.size) == ("完成12万元。\n", "wps", len(DOC))
    arguments = seen.read_text()
    assert "--headless" in arguments
    assert "-env:UserInstallation=file://" in arguments
    settings = next(Path(f"{seen}.d").rglob("*.xcu")).read_text()
    assert "DisableMacrosExecution" in settings


@pytest.mark.skipif(os.name != "posix", reason="the stand-in is a shell script")
def test_a_conversion_that_hangs_is_stopped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(office, "CONVERSION_SECONDS", 0.3)
    monkeypatch.setattr(office, "_find", lambda: _program(tmp_path, "sleep 60 & sleep 60"))
    begun = time.perf_counter()
    with pytest.raises(FormatError, match="超过"):
        load(DOC, name="a.doc")
    assert time.perf_counter() - begun < 5


@pytest.mark.skipif(os.name != "posix", reason="the stand-in is a shell script")
def test_a_file_that_libreoffice_does_not_open(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(office, "_find", lambda: _program(tmp_path, "exit 1"))
    with pytest.raises(FormatError, match="无法打开"):
        load(DOC, name="a.doc")


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_rtf_through_libreoffice() -> None:
    words = "".join(f"\\u{ord(char)}?" for char in "完成12万元。")
    document = load(f"{{\\rtf1\\ansi {words}\\par}}".encode(), name="a.rtf")
    assert (document.text, document.format) == ("完成12万元。\n", "rtf")
