"""Excel workbooks (xlsx): the cells of every visible sheet as they are shown.

Read from the parts themselves, so that a value stays the decimal that the file holds. Formulas are
not worked out: their stored results are read. Macros and links are never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportparse.errors import FormatError
from reportparse.sources.archive import Package, attribute, child, children, local
from reportparse.sources.document import Document, Draft
from reportparse.sources.grid import is_label
from reportparse.sources.limits import MAX_CELLS
from reportparse.sources.number_format import BUILT_IN, show

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
_UNNAMED = re.compile(r"(?:Sheet|工作表)\s?\d*", re.IGNORECASE)
_LAST_COLUMN, _LAST_ROW = 16_384, 1_048_576

Cells = dict[tuple[int, int], str]


def load(data: bytes, name: str) -> Document:
    """Reads an xlsx file, one table a sheet; the name of a sheet comes before its table where
    there are several and it says something."""
    book = _Book(Package(data, name))
    draft = Draft(data, name, "xlsx")
    sheets = [(title, cells) for title, cells in book.sheets(draft) if cells]
    for title, cells in sheets:
        if len(sheets) > 1 and not _UNNAMED.fullmatch(title):
            draft.paragraph(title)
        draft.table(_rows(cells), sheet=title)
    return draft.finish()


class _Book:
    """The parts of a workbook that cells refer to."""

    def __init__(self, package: Package) -> None:
        self._package = package
        main = package.find("xl/workbook.xml")
        if main is None:
            raise FormatError(package.name, "不是完整的 Excel 文件（缺工作簿）", "请另存为 xlsx")
        self._main = package.xml(main)
        properties = child(self._main, "workbookPr")
        date1904 = attribute(properties, "date1904") if properties is not None else ""
        self._from_1904 = date1904 in {"1", "true"}
        self._strings = [_string(item) for item in self._part("xl/sharedStrings.xml")]
        self._formats = self._read_formats()

    def sheets(self, draft: Draft) -> Iterator[tuple[str, Cells]]:
        """Titles and cells of the visible sheets, in order."""
        relations = {
            attribute(relation, "Id"): attribute(relation, "Target")
            for relation in self._part("xl/_rels/workbook.xml.rels")
        }
        room = MAX_CELLS
        for sheet in _list(child(self._main, "sheets")):
            title = attribute(sheet, "name")
            target = relations.get(attribute(sheet, "id"), "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            part = self._package.find(path)
            if attribute(sheet, "state") in {"hidden", "veryHidden"}:
                draft.warn(f"隐藏的工作表未读入：{title}")
            elif part is not None:
                cells = self._read(self._package.xml(part), title, draft)
                room -= len(cells)
                if room < 0:
                    raise FormatError(draft.name, f"单元格超过{MAX_CELLS}个", "请拆分后再读")
                yield title, cells

    def _part(self, path: str) -> list[Element]:
        part = self._package.find(path)
        return list(self._package.xml(part)) if part is not None else []

    def _read_formats(self) -> list[str]:
        styles = self._part("xl/styles.xml")
        codes = dict(BUILT_IN)
        for part in styles:
            if local(part) == "numFmts":
                codes |= {
                    _index(attribute(format, "numFmtId")): attribute(format, "formatCode")
                    for format in part
                }
        return [
            codes.get(_index(attribute(style, "numFmtId")), "")
            for part in styles
            if local(part) == "cellXfs"
            for style in part
        ]

    def _read(self, sheet: Element, title: str, draft: Draft) -> Cells:
        cells: Cells = {}
        row_number = 0
        for row in _list(child(sheet, "sheetData")):
            told = _index(attribute(row, "r"))
            row_number = told if 0 < told <= _LAST_ROW else row_number + 1
            column = 0
            for cell in children(row, "c"):
                place = _place(attribute(cell, "r"))
                column = place[1] if place else column + 1
                text = self._text(cell)
                if text.strip():
                    cells[row_number, column] = text
                elif child(cell, "f") is not None and attribute(cell, "t") != "str":
                    draft.warn(f"工作表“{title}”的公式没有存计算结果，请用 Excel 打开并保存")
        _merge(cells, child(sheet, "mergeCells"))
        return cells

    def _text(self, cell: Element) -> str:
        kind = attribute(cell, "t", "n")
        if kind == "inlineStr":
            inline = child(cell, "is")
            return _string(inline) if inline is not None else ""
        value = child(cell, "v")
        stored = (value.text or "").strip() if value is not None else ""
        if kind == "s":
            index = _index(stored)
            return self._strings[index] if 0 <= index < len(self._strings) else ""
        if kind == "n" and stored:
            style = _index(attribute(cell, "s", "0"))
            code = self._formats[style] if 0 <= style < len(self._formats) else ""
            return show(stored, code, self._from_1904)
        if kind == "b":
            return "TRUE" if stored == "1" else "FALSE"
        return value.text or "" if value is not None else ""


def _merge(cells: Cells, merges: Element | None) -> None:
    """Repeats merged labels as ``grid.lay_out`` does."""
    if not cells:
        return
    last_row = max(row for row, _ in cells)
    last_column = max(column for _, column in cells)
    first_column = min(column for _, column in cells)
    room = MAX_CELLS
    for merge in _list(merges):
        corners = [_place(corner) for corner in attribute(merge, "ref").split(":")]
        if len(corners) != 2 or corners[0] is None or corners[1] is None:
            continue
        (top, left), (bottom, right) = corners[0], corners[1]
        text = cells.get((top, left), "")
        whole = left <= first_column and right >= last_column
        if not text or not is_label(text) or whole:
            continue
        bottom, right = min(bottom, last_row), min(right, last_column)
        room -= (bottom - top + 1) * (right - left + 1)
        if room < 0:
            return
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                cells.setdefault((row, column), text)


def _rows(cells: Cells) -> Iterator[list[str]]:
    rows: dict[int, dict[int, str]] = {}
    for (row, column), text in cells.items():
        rows.setdefault(row, {})[column] = text
    for number in range(1, max(rows) + 1):
        row_cells = rows.get(number)
        if row_cells is None:
            yield []
        else:
            yield [row_cells.get(column, "") for column in range(1, max(row_cells) + 1)]


def _place(text: str) -> tuple[int, int] | None:
    match = _PLACE.fullmatch(text)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(match[2])
    return (row, column) if row <= _LAST_ROW and column <= _LAST_COLUMN else None


def _string(item: Element) -> str:
    """The text of a string, its phonetic guides left out."""
    return "".join(
        part.text or "" for run in (item, *children(item, "r")) for part in children(run, "t")
    )


def _list(element: Element | None) -> list[Element]:
    return list(element) if element is not None else []


def _index(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
