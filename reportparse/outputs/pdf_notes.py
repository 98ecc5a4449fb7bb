"""A PDF with the figure of every finding highlighted, and a note that says what was found.

The file is written as an update: the original stays in it byte for byte, the annotations follow.
A figure is found again on its page by its letters and by those that stand around it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from ctypes import byref
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from unicodedata import category, normalize

from reportparse.codes import Lang
from reportparse.errors import FormatError
from reportparse.models import Report
from reportparse.outputs.findings import Finding, findings, place_of
from reportparse.outputs.layout import plain

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_AUTHOR = "reportparse"
_HINT = {"zh": "线索：", "en": "Hint: "}
_COLOURS = {True: (255, 190, 180), False: (255, 228, 150)}
"""Of highlights, by whether the finding makes a check fail."""

_AROUND = 24
"""Letters before and after a figure that tell it from the same figure elsewhere on the page."""

_SAME_LINE = 0.6
"""Share of a letter's height by which letters of one line may be shifted."""


def annotate(data: bytes, report: Report, lang: Lang = "zh") -> bytes:
    """A copy of the PDF file ``data``, which ``report`` was read from.

    A figure whose place on its page is not found has its note in the page's corner. Raises
    FormatError for a file that cannot be opened.
    """
    import pypdfium2

    found = findings(report)
    if not found:
        return data
    try:
        file = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        raise FormatError(report.source.name, "PDF 打不开", "请重新取得文件") from None
    try:
        by_page = sorted(((_page(report, f), f) for f in found), key=itemgetter(0))
        for number, members in groupby(by_page, key=itemgetter(0)):
            _annotate_page(file, number - 1, report, [f for _, f in members], lang)
        buffer = io.BytesIO()
        file.save(buffer, flags=pypdfium2.raw.FPDF_INCREMENTAL)
        return buffer.getvalue()
    finally:
        file.close()


def _page(report: Report, finding: Finding) -> int:
    place = place_of(report, finding.stated.start)
    return place.page if place and place.page else 1


def _annotate_page(
    file: PdfDocument, index: int, report: Report, found: list[Finding], lang: Lang
) -> None:
    page = file[index]
    try:
        text = _PageText(page)
        for finding in found:
            boxes = text.boxes(report, finding)
            _highlight(page, boxes, _note(finding, lang), _COLOURS[finding.failing])
    finally:
        page.close()


def _note(finding: Finding, lang: Lang) -> str:
    check = finding.check
    hints = [_HINT[lang] + (d.message or d.suggestion) for d in check.diagnoses]
    return "\n".join(plain(line) for line in (f"{check.code} {check.message}", *hints))


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    bottom: float
    right: float
    top: float

    def joined(self, other: _Box) -> _Box:
        """The box around both."""
        return _Box(
            min(self.left, other.left), min(self.bottom, other.bottom),
            max(self.right, other.right), max(self.top, other.top),
        )  # fmt: skip

    def beside(self, other: _Box) -> bool:
        """Whether both stand in one line, the other to the right."""
        near = abs(self.bottom - other.bottom) < _SAME_LINE * (self.top - self.bottom)
        return near and other.left >= self.left


class _PageText:
    """The letters of a page in the order of the file, each with its box."""

    def __init__(self, page: PdfPage) -> None:
        marks = list(_marks(page))
        self._letters = "".join(letter for letter, _ in marks)
        self._boxes = [box for _, box in marks]
        left, _, _, top = page.get_cropbox()
        self._corner = _Box(left + 4, top - 20, left + 20, top - 4)

    def boxes(self, report: Report, finding: Finding) -> list[_Box]:
        """A box for each line that the stated figure stands in."""
        figure, text = finding.stated, report.text
        written = _letters(text[figure.start : figure.end])
        before = _letters(text[max(0, figure.start - 3 * _AROUND) : figure.start])[-_AROUND:]
        after = _letters(text[figure.end : figure.end + 3 * _AROUND])[:_AROUND]
        best, best_fit = -1, -1
        at = self._letters.find(written)
        while at >= 0 and written:
            end = at + len(written)
            fit = _shared(before[::-1], self._letters[max(0, at - _AROUND) : at][::-1])
            fit += _shared(after, self._letters[end : end + _AROUND])
            if fit > best_fit:
                best, best_fit = at, fit
            at = self._letters.find(written, at + 1)
        if best < 0:
            return [self._corner]
        lines: list[_Box] = []
        for box in self._boxes[best : best + len(written)]:
            if lines and lines[-1].beside(box):
                lines[-1] = lines[-1].joined(box)
            else:
                lines.append(box)
        return lines


def _letters(text: str) -> str:
    folded = normalize("NFKC", text)
    return "".join(char for char in folded if category(char)[0] not in "CZ")


def _shared(one: str, other: str) -> int:
    """How many letters two texts share from their start."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _marks(page: PdfPage) -> Iterator[tuple[str, _Box]]:
    import pypdfium2.raw as pdfium

    text_page = page.get_textpage()
    box = pdfium.FS_RECTF()
    try:
        for index in range(pdfium.FPDFText_CountChars(text_page)):
            code = pdfium.FPDFText_GetUnicode(text_page, index)
            if not 0 < code <= 0x10FFFF or 0xD800 <= code < 0xE000:
                continue
            if pdfium.FPDFText_GetLooseCharBox(text_page, index, byref(box)):
                for letter in _letters(chr(code)):
                    yield letter, _Box(box.left, box.bottom, box.right, box.top)
    finally:
        text_page.close()


def _highlight(page: PdfPage, boxes: list[_Box], note: str, colour: tuple[int, int, int]) -> None:
    import pypdfium2.raw as pdfium

    around = boxes[0]
    for box in boxes[1:]:
        around = around.joined(box)
    annotation = pdfium.FPDFPage_CreateAnnot(page, pdfium.FPDF_ANNOT_HIGHLIGHT)
    try:
        rectangle = pdfium.FS_RECTF(around.left, around.top, around.right, around.bottom)
        pdfium.FPDFAnnot_SetRect(annotation, byref(rectangle))
        for box in boxes:
            corners = pdfium.FS_QUADPOINTSF(
                box.left, box.top, box.right, box.top, box.left, box.bottom, box.right, box.bottom
            )
            pdfium.FPDFAnnot_AppendAttachmentPoints(annotation, byref(corners))
        pdfium.FPDFAnnot_SetColor(annotation, pdfium.FPDFANNOT_COLORTYPE_Color, *colour, 255)
        pdfium.FPDFAnnot_SetFlags(annotation, pdfium.FPDF_ANNOT_FLAG_PRINT)
        for key, value in ((b"Contents", note), (b"T", _AUTHOR)):
            pdfium.FPDFAnnot_SetStringValue(annotation, key, _wide(value))
    finally:
        pdfium.FPDFPage_CloseAnnot(annotation)


def _wide(text: str) -> Any:
    """A string as pdfium takes it: UTF-16, ended by zero."""
    import ctypes

    import pypdfium2.raw as pdfium

    encoded = text.encode("utf-16-le", "replace") + b"\0\0"
    buffer = ctypes.create_string_buffer(encoded, len(encoded))
    return ctypes.cast(buffer, pdfium.FPDF_WIDESTRING)
