"""PDF: the text layer put into reading order; pages without one are read as scans.

Text is taken in the direction it is written in, so turned pages and tables read as they should.
Scripts, forms, links and attachments are never looked at.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from ctypes import byref, c_double, c_float, c_int
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reportparse.errors import FormatError, MissingExtraError
from reportparse.sources.document import Document, Draft
from reportparse.sources.layout import Mark, Page, Rule, direction, rules_of, upright, write_pages
from reportparse.sources.limits import MAX_MARKS, MAX_PAGES, MAX_SCANNED_PAGES

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_FEWEST = 8
"""Characters; a page with fewer and with a picture is a scan."""

_UNMAPPED = 0.3
"""Share of characters without a known meaning above which a text layer is of no use."""

_ASCENT = 0.88
"""Share of the height of type that stands above the base line."""

_SMALLEST, _LARGEST = 1.0, 500.0
"""Points; type of other sizes is a fault of the file."""

_RADICALS = range(0x2E80, 0x2FE0)
_COMPATIBILITY = range(0xF900, 0xFB00)
_PRIVATE = range(0xE000, 0xF900)
_SCAN_DPI = 200


def load(data: bytes, name: str) -> Document:
    """Reads a PDF file."""
    import pypdfium2

    try:
        file = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise FormatError(name, "文件已加密", "请去掉打开密码后再读") from None
        raise FormatError(name, "PDF 已损坏，无法打开", "请重新取得文件") from None
    try:
        if len(file) > MAX_PAGES:
            raise FormatError(name, f"超过{MAX_PAGES}页", "请拆分后再读")
        draft = Draft(data, name, "pdf")
        write_pages(list(_pages(file, draft)), draft)
        return draft.finish()
    finally:
        file.close()


def _pages(file: PdfDocument, draft: Draft) -> Iterator[Page]:
    import pypdfium2

    scanned = 0
    unread: list[int] = []
    count = len(file)
    for index in range(count):
        try:
            page = file[index]
        except pypdfium2.PdfiumError:
            draft.warn(f"第{index + 1}页已损坏，未读入")
            continue
        try:
            reading = _Reading(page, index + 1, draft.name)
            if not reading.is_scan():
                yield from reading.pages()
                continue
            scanned += 1
            if scanned > MAX_SCANNED_PAGES:
                raise FormatError(draft.name, f"扫描页超过{MAX_SCANNED_PAGES}页", "请拆分后再读")
            yield _scan(page, index + 1, draft)
        except MissingExtraError:
            unread.append(index + 1)
            if len(unread) == count:
                raise
        finally:
            page.close()
    if unread:
        pages = "、".join(map(str, unread[:10])) + ("等" if len(unread) > 10 else "")
        draft.warn(f"第{pages}页是扫描图，未读入；安装 pip install 'reportparse[ocr]' 后可读")


def _scan(page: PdfPage, number: int, draft: Draft) -> Page:
    from reportparse.sources.image import recognise

    width, height = page.get_size()
    scale = min(_SCAN_DPI / 72, math.sqrt(20e6 / max(width * height, 1.0)))
    bitmap = page.render(scale=scale)
    try:
        picture = bitmap.to_pil().convert("RGB")
    finally:
        bitmap.close()
    return recognise(picture, number, draft)


class _Reading:
    """The characters and lines of one page, turned so that the writing runs to the right."""

    def __init__(self, page: PdfPage, number: int, name: str) -> None:
        import pypdfium2.raw as pdfium

        self._page, self._number, self._name = page, number, name
        self._pdfium: Any = pdfium
        self._left, bottom, right, self._top = page.get_cropbox()
        self._width, self._height = max(right - self._left, 1.0), max(self._top - bottom, 1.0)
        self._unmapped = 0
        self._marks = list(self._characters())

    def is_scan(self) -> bool:
        """Whether the page shows a picture and has no usable text."""
        count = sum(not mark.text.isspace() for _, mark in self._marks)
        if count >= _FEWEST and self._unmapped <= _UNMAPPED * count:
            return False
        raw = self._pdfium
        objects = range(min(raw.FPDFPage_CountObjects(self._page), 1000))
        kinds = Counter(
            raw.FPDFPageObj_GetType(raw.FPDFPage_GetObject(self._page, index)) for index in objects
        )
        pictures = kinds[raw.FPDF_PAGEOBJ_IMAGE] + kinds[raw.FPDF_PAGEOBJ_FORM]
        return pictures > 0 or self._unmapped > _UNMAPPED * max(count, 1)

    def pages(self) -> Iterator[Page]:
        """The page in each direction that it is written in."""
        return upright(self._number, self._width, self._height, self._marks, list(self._rules()))

    def _characters(self) -> Iterator[tuple[int, Mark]]:
        raw = self._pdfium
        text_page = self._page.get_textpage()
        try:
            count = raw.FPDFText_CountChars(text_page)
            if count > MAX_MARKS:
                raise FormatError(self._name, f"第{self._number}页文字过多", "请检查文件来源")
            box = raw.FS_RECTF()
            high = 0
            for index in range(count):
                code = raw.FPDFText_GetUnicode(text_page, index)
                if 0xD800 <= code < 0xDC00:
                    high = code
                    continue
                if 0xDC00 <= code < 0xE000:
                    code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
                high = 0
                if raw.FPDFText_IsGenerated(text_page, index) == 1 or code in (0, 10, 13, 0xFFFE):
                    continue
                if not raw.FPDFText_GetLooseCharBox(text_page, index, byref(box)):
                    continue
                clockwise = math.degrees(raw.FPDFText_GetCharAngle(text_page, index))
                angle = direction(-clockwise)
                if angle is None or not _is_box(box):
                    continue
                char = _unified(code)
                if code in _PRIVATE or raw.FPDFText_HasUnicodeMapError(text_page, index) == 1:
                    self._unmapped += 1
                left, right = box.left - self._left, box.right - self._left
                top, bottom = self._top - box.top, self._top - box.bottom
                mark = Mark(char, left, top, right, bottom)
                yield angle, self._on_its_line(text_page, index, angle, mark)
        finally:
            text_page.close()

    def _on_its_line(self, text_page: Any, index: int, angle: int, mark: Mark) -> Mark:
        """The mark with the height of its type, not of its outline: 一 is as high as 国."""
        raw = self._pdfium
        matrix = raw.FS_MATRIX()
        x, y = c_double(), c_double()
        if not (
            raw.FPDFText_GetMatrix(text_page, index, byref(matrix))
            and raw.FPDFText_GetCharOrigin(text_page, index, byref(x), byref(y))
        ):
            return mark
        scale = math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))
        size = scale * raw.FPDFText_GetFontSize(text_page, index)
        if not _SMALLEST < size < _LARGEST:
            return mark
        above, below = _ASCENT * size, (1 - _ASCENT) * size
        across, down = x.value - self._left, self._top - y.value
        match angle:
            case 0:
                return replace(mark, top=down - above, bottom=down + below)
            case 180:
                return replace(mark, top=down - below, bottom=down + above)
            case 90:
                return replace(mark, left=across - above, right=across + below)
            case _:
                return replace(mark, left=across - below, right=across + above)

    def _rules(self) -> Iterator[Rule]:
        raw = self._pdfium
        count = min(raw.FPDFPage_CountObjects(self._page), MAX_MARKS)
        left = MAX_MARKS // 10
        for index in range(count):
            thing = raw.FPDFPage_GetObject(self._page, index)
            if raw.FPDFPageObj_GetType(thing) == raw.FPDF_PAGEOBJ_PATH:
                for rule in self._path(thing):
                    yield rule
                    left -= 1
                    if not left:
                        return

    def _path(self, path: Any) -> Iterator[Rule]:
        """The ruled lines of one path: thin boxes, and straight strokes across and down."""
        raw = self._pdfium
        matrix = raw.FS_MATRIX()
        if not raw.FPDFPageObj_GetMatrix(path, byref(matrix)):
            return
        mode, stroke = c_int(), c_int()
        raw.FPDFPath_GetDrawMode(path, byref(mode), byref(stroke))
        x, y = c_float(), c_float()
        outlines: list[list[tuple[float, float]]] = []
        straight = True
        for index in range(min(raw.FPDFPath_CountSegments(path), MAX_MARKS // 10)):
            segment = raw.FPDFPath_GetPathSegment(path, index)
            raw.FPDFPathSegment_GetPoint(segment, byref(x), byref(y))
            kind = raw.FPDFPathSegment_GetType(segment)
            straight = straight and kind != raw.FPDF_SEGMENT_BEZIERTO
            point = (
                matrix.a * x.value + matrix.c * y.value + matrix.e - self._left,
                self._top - (matrix.b * x.value + matrix.d * y.value + matrix.f),
            )
            if kind == raw.FPDF_SEGMENT_MOVETO or not outlines:
                outlines.append([])
            outlines[-1].append(point)
            if raw.FPDFPathSegment_GetClose(segment):
                outlines[-1].append(outlines[-1][0])
        if not straight or not (mode.value or stroke.value):
            return
        for outline in outlines:
            yield from rules_of(outline, bool(stroke.value))


def _is_box(box: Any) -> bool:
    sides = (box.left, box.bottom, box.right, box.top)
    return all(map(math.isfinite, sides)) and box.right > box.left and box.top > box.bottom


def _unified(code: int) -> str:
    """The character that was meant: fonts map common characters to radicals (⼀) and to
    compatibility forms, which look the same."""
    if code > 0x10FFFF:
        return "\ufffd"
    char = chr(code)
    if code in _RADICALS or code in _COMPATIBILITY:
        return unicodedata.normalize("NFKC", char)
    return char
