"""Errors planted into tables of our own making, written in four formats, and how many are found.

    python -m bench.tables                       all formats
    python -m bench.tables -v                    and every error that is missed

Every table (``bench/table_kinds.py``, ``bench/merged_kinds.py``) adds up by construction. One digit
of one total, rate or share, or of one figure of the text beside the table, is changed at a time, by
more than rounding hides. The error counts as found where a mismatch has the changed figure as its
stated figure or as an operand; any mismatch in a right table is a false alarm. PDF needs
LibreOffice and a Chinese font; a format that cannot be written here is named and left out.
"""

from __future__ import annotations

import argparse
import html
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random

import reportparse
from bench.merged_kinds import MERGED
from bench.roundtrip import _program, write_docx
from bench.table_kinds import PLAIN, Table, plants
from reportparse.models import Report

KINDS = {**PLAIN, **MERGED}


@dataclass
class Score:
    """What was found in one format."""

    tables: int = 0
    planted: int = 0
    found: int = 0
    false_alarms: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Errors found, of those planted."""
        return self.found / self.planted if self.planted else 1.0

    def add(self, other: Score) -> None:
        """Counts what another format gave."""
        self.tables, self.planted = self.tables + other.tables, self.planted + other.planted
        self.found += other.found
        self.false_alarms += other.false_alarms

    def line(self, name: str) -> str:
        """A line of the printed table."""
        counts = f"{self.tables:>8}{self.planted:>9}{self.share:>8.1%}"
        return f"{name:8}{counts}{len(self.false_alarms):>14}"


def _spans(table: Table) -> dict[tuple[int, int], tuple[int, int]]:
    """Height and width of the cells that are written; what a merged one covers is left out."""
    spans = {(r, c): (1, 1) for r, row in enumerate(table.rows) for c in range(len(row))}
    for row, column, height, width in table.merges:
        for r in range(row, row + height):
            for c in range(column, column + width):
                del spans[r, c]
        spans[row, column] = height, width
    return spans


def _write_docx(table: Table, folder: Path) -> Path:
    """A Word table with its cells merged."""
    import docx

    path = write_docx(table.text, folder)
    document = docx.Document(str(path))
    grid, spans = document.tables[0], _spans(table)
    for (row, column), (height, width) in spans.items():
        if (height, width) != (1, 1):
            for r in range(row, row + height):
                for c in range(column, column + width):
                    grid.cell(r, c).text = ""
            far = grid.cell(row + height - 1, column + width - 1)
            grid.cell(row, column).merge(far).text = table.rows[row][column]
    document.save(str(path))
    return path


def _write_html(table: Table, folder: Path) -> Path:
    """A web page with the title and unit above the table."""
    spans = _spans(table)
    rows = []
    for r, row in enumerate(table.rows):
        cells = [(text, *spans[r, c]) for c, text in enumerate(row) if (r, c) in spans]
        rows.append(
            "<tr>"
            + "".join(f"<td rowspan={h} colspan={w}>{html.escape(t)}</td>" for t, h, w in cells)
            + "</tr>"
        )
    above = "".join(f"<p>{html.escape(line)}</p>" for line in table.above)
    path = folder / "report.html"
    page = f"<meta charset=utf-8><body>{above}<table border=1>{''.join(rows)}</table></body>"
    path.write_text(f"<!DOCTYPE html><html>{page}</html>", "utf-8")
    return path


def _write_xlsx(table: Table, folder: Path) -> Path:
    """A worksheet with the title and unit above the table, numbers as numbers."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for line in table.above:
        sheet.append([line])
        at = sheet.max_row
        sheet.merge_cells(start_row=at, start_column=1, end_row=at, end_column=len(table.rows[0]))
    first = sheet.max_row + 1
    for (row, column), (height, width) in _spans(table).items():
        text = table.rows[row][column]
        cell = sheet.cell(first + row, 1 + column, text)
        if re.fullmatch(r"-?[\d,]+(\.\d+)?%?", text):
            digits = text.rstrip("%").replace(",", "")
            shape = "0" + "." * ("." in digits) + "0" * len(digits.partition(".")[2])
            shape = ("#,##" if "," in text else "") + shape + "%" * text.endswith("%")
            cell.value = float(Decimal(digits) / (100 if text.endswith("%") else 1))
            cell.number_format = shape
        if (height, width) != (1, 1):
            sheet.merge_cells(
                start_row=first + row,
                start_column=1 + column,
                end_row=first + row + height - 1,
                end_column=column + width,
            )
    path = folder / "report.xlsx"
    book.save(path)
    return path


def _pdfs(folders: Sequence[Path]) -> list[Path]:
    """Each folder's Word file as PDF, all printed by one run of LibreOffice."""
    home = folders[0].parent
    for number, folder in enumerate(folders):
        (folder / "report.docx").rename(home / f"{number}.docx")
    names = [str(home / f"{number}.docx") for number in range(len(folders))]
    command = [
        _program("soffice", "libreoffice"), "--headless", "--norestore",
        f"-env:UserInstallation={(home / 'office').as_uri()}",
        "--convert-to", "pdf", "--outdir", str(home), *names,
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=400)
    return [home / f"{number}.pdf" for number in range(len(folders))]


FORMATS: dict[str, Callable[[Table, Path], Path]] = {
    "docx": _write_docx,
    "html": _write_html,
    "xlsx": _write_xlsx,
    "pdf": _write_docx,
}


def _mismatched(report: Report) -> Iterator[tuple[str, set[str]]]:
    """Message and the numbers of the figures of each mismatch."""
    numbers = {f.id: re.sub(r"[^\d.]", "", f.text) for f in report.figures}
    for check in report.checks:
        if check.verdict == "mismatch":
            yield check.message, {numbers[i] for i in (check.stated, *check.operands)}


def run(format: str, seed: int = 1, kinds: Sequence[str] = tuple(KINDS)) -> Score:
    """Writes the tables of one format, right and wrong, and reads them."""
    score, cases = Score(), []
    for kind in kinds:
        table = KINDS[kind](rng := Random(f"{seed} {format} {kind}"))
        cases += [table, *plants(table, rng)]
    with tempfile.TemporaryDirectory() as home:
        folders = [Path(home, f"case{number}") for number in range(len(cases))]
        paths = []
        for case, folder in zip(cases, folders, strict=True):
            folder.mkdir()
            paths.append(FORMATS[format](case, folder))
        for case, path in zip(cases, _pdfs(folders) if format == "pdf" else paths, strict=True):
            _count(score, case, reportparse.parse(path))
    return score


def _count(score: Score, case: Table, report: Report) -> None:
    mismatches = list(_mismatched(report))
    if not case.now:
        score.tables += 1
        score.false_alarms += [f"false alarm {case.title}: {message}" for message, _ in mismatches]
        return
    score.planted += 1
    number = re.sub(r"[^\d.]", "", case.now)
    if any(number in numbers for _, numbers in mismatches):
        score.found += 1
    else:
        lines = (" ".join(row) for row in case.rows if case.now in row)
        row = next(lines, case.notes[0] if case.notes else "")
        score.missed.append(f"missed {case.title}: {case.was} -> {case.now} in {row}")


def main() -> None:
    """Prints a line a format and the totals."""
    parser = argparse.ArgumentParser(prog="python -m bench.tables")
    parser.add_argument("--formats", default=",".join(FORMATS))
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-v", "--verbose", action="store_true", help="list what is missed")
    given = parser.parse_args()
    total = Score()
    print(f"{'format':8}{'tables':>8}{'planted':>9}{'found':>8}{'false alarms':>14}")
    for format in given.formats.split(","):
        try:
            score = run(format, given.seed, given.kinds.split(","))
        except (FileNotFoundError, subprocess.SubprocessError) as error:
            print(f"{format}: left out: {error}", file=sys.stderr)
            continue
        total.add(score)
        print(score.line(format))
        if given.verbose:
            for line in (*score.false_alarms, *score.missed):
                print(f"  {line}")
    print(total.line("total"))


if __name__ == "__main__":
    main()
