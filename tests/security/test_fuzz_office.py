"""Damaged files of the old office formats: documented errors only, nothing left behind.

LibreOffice takes a second or two a file, so few are tried unless ``REPORTPARSE_FUZZ`` asks for more
(one office file for every 60 of the other formats).
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from reportparse.sources import load, office
from security.test_fuzz_loaders import EDITS, RUNS, check, damage

pytestmark = pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")

FILTERS = {"doc": "MS Word 97", "rtf": "Rich Text Format", "odt": "writer8"}
SHEETS = {"xls": "MS Excel 97", "ods": "calc8"}
KINDS = {
    "doc": "doc",
    "wps": "doc",
    "rtf": "rtf",
    "odt": "odt",
    "xls": "xls",
    "et": "xls",
    "ods": "ods",
}
"""The extensions that are tried, with the format that files so named are in."""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A small file of each format, written by LibreOffice."""
    folder = tmp_path_factory.mktemp("office")
    text = pytest.importorskip("docx").Document()
    text.add_paragraph("一、资金情况")
    table = text.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "投资"
    text.add_paragraph("完成投资82607.32万元。")
    text.save(str(folder / "text.docx"))
    book = pytest.importorskip("openpyxl").Workbook()
    book.worksheets[0].append(["甲", 12])
    book.save(folder / "sheet.xlsx")
    for source, filters in (("text.docx", FILTERS), ("sheet.xlsx", SHEETS)):
        for kind, name in filters.items():
            command = [
                "soffice", "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                "--convert-to", f"{kind}:{name}", "--outdir", str(folder), str(folder / source),
            ]  # fmt: skip
            subprocess.run(command, check=True, capture_output=True, timeout=120)
    paths = {kind: folder / f"text.{kind}" for kind in FILTERS}
    paths |= {kind: folder / f"sheet.{kind}" for kind in SHEETS}
    return {extension: paths[kind].read_bytes() for extension, kind in KINDS.items()}


def _running(folder: Path) -> list[str]:
    """The commands of processes that work in a folder."""
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    return [line for line in listed.stdout.splitlines() if str(folder) in line]


@pytest.mark.parametrize("extension", KINDS)
def test_files_of_the_old_formats_are_read(written: dict[str, bytes], extension: str) -> None:
    document = load(written[extension], name=f"a.{extension}")
    assert document.format == ("xls" if extension == "et" else extension)
    assert (
        "甲\t12\n" if extension in {"xls", "et", "ods"} else "82607.32万元。\n"
    ) in document.text


@pytest.mark.parametrize("extension", ["doc", "rtf"])
@settings(
    max_examples=max(RUNS // 60, 2),
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(edits=EDITS)
def test_damaged_office_files(
    written: dict[str, bytes], extension: str, edits: list[tuple[int, int, int, bytes]]
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", folder)
        patch.setattr(office, "CONVERSION_SECONDS", 60)
        check(damage(written[extension], edits), f"a.{extension}")
        assert list(Path(folder).iterdir()) == []
        assert _running(Path(folder)) == []
