"""What a loader hands on: the text of one report and where each stretch of it stands."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from reportparse.errors import FormatError, InputError
from reportparse.models import Place
from reportparse.sources.limits import MAX_CELLS, MAX_TEXT

_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\ufeff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_BREAKS = re.compile(r"\s*[\n\r]+\s*")
_BLANKS = re.compile(r"[ \t\xa0]+")

Step = Literal["", "bom", "utf-8", "gb18030", "detector"]
"""The step that settled an encoding; none for formats that are no text files."""


@dataclass(frozen=True, slots=True)
class Document:
    """One report as text.

    For plain text, ``text`` is the decoded file with ``\\r\\n`` and ``\\r`` read as ``\\n`` and
    nothing else changed. For every other format it is the extracted text: paragraphs and table
    rows end with ``\\n``, the cells of a row are separated by ``\\t``. ``places`` are spans of
    ``text`` in order, none overlapping another. ``sha256`` and ``size`` are those of the file.
    """

    name: str
    format: str
    encoding: str
    decided_by: Step
    sha256: str
    size: int
    text: str
    places: tuple[Place, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph that stands on one page, read with one confidence (0…1)."""

    text: str
    page: int | None = None
    confidence: Decimal | None = None


class Draft:
    """A document in the making: loaders add paragraphs and tables in reading order."""

    def __init__(self, data: bytes, name: str, format: str) -> None:
        self.data, self.name, self.format = data, name, format
        self.warnings: list[str] = []
        self._parts: list[str] = []
        self._places: list[Place] = []
        self._length = self._paragraphs = self._tables = self._cells = 0

    def paragraph(self, text: str, page: int | None = None) -> None:
        """Adds a paragraph; an empty one is left out. Line breaks inside it are kept."""
        self.pieces([Piece(text, page)])

    def pieces(self, pieces: Sequence[Piece]) -> None:
        """Adds a paragraph that runs over several pages or lines, one ``Place`` a piece."""
        cleaned = [(clean(piece.text), piece) for piece in pieces]
        cleaned = [(text, piece) for text, piece in cleaned if text]
        if not any(text.strip() for text, _ in cleaned):
            return
        self._paragraphs += 1
        for text, piece in cleaned:
            start = self._write(text)
            self._places.append(
                Place(
                    start=start,
                    end=self._length,
                    page=piece.page,
                    paragraph=self._paragraphs,
                    confidence=piece.confidence,
                )
            )
        self._write("\n")

    def table(
        self, rows: Iterable[Sequence[str | Piece]], page: int | None = None, sheet: str = ""
    ) -> None:
        """Adds a table. Empty cells keep their tab and get no ``Place``; empty rows are left out,
        but counted: rows and columns are numbered from 1 as the source has them."""
        self._tables += 1
        for number, row in enumerate(rows, 1):
            cells = [cell if isinstance(cell, Piece) else Piece(cell, page) for cell in row]
            self._cells += len(cells)
            if self._cells > MAX_CELLS:
                raise FormatError(self.name, f"表格单元格超过{MAX_CELLS}个", "请拆分后再读")
            texts = [clean_cell(cell.text) for cell in cells]
            while texts and not texts[-1]:
                texts.pop()
            for column, (text, cell) in enumerate(zip(texts, cells, strict=False), 1):
                if column > 1:
                    self._write("\t")
                if text:
                    start = self._write(text)
                    self._places.append(
                        Place(
                            start=start,
                            end=self._length,
                            page=cell.page or page,
                            table=self._tables,
                            row=number,
                            column=column,
                            sheet=sheet,
                            confidence=cell.confidence,
                        )
                    )
            if texts:
                self._write("\n")

    def warn(self, message: str) -> None:
        """Notes once what a reader should know about this document."""
        if message not in self.warnings:
            self.warnings.append(message)

    def finish(self, encoding: str = "", decided_by: Step = "") -> Document:
        """The document; one without any text is refused."""
        if not self._places:
            raise InputError(self.name, "文件里没有可读的文字", "请检查文件内容")
        text = "".join(self._parts)
        return Document(
            name=self.name,
            format=self.format,
            encoding=encoding,
            decided_by=decided_by,
            sha256=hashlib.sha256(self.data).hexdigest(),
            size=len(self.data),
            text=text,
            places=tuple(self._places),
            warnings=tuple(self.warnings),
        )

    def _write(self, text: str) -> int:
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        if self._length > MAX_TEXT:
            raise FormatError(self.name, f"文字超过{MAX_TEXT}字", "请拆分后再读")
        return start


def clean(text: str) -> str:
    """Text without control and direction characters; tabs (which mark cells) become spaces."""
    return _SURROGATE.sub("\ufffd", _UNWANTED.sub("", text)).replace("\t", " ").replace("\r", "\n")


def clean_cell(text: str) -> str:
    """The text of a cell on one line; breaks inside Chinese leave no space behind."""
    lines = _BREAKS.split(clean(text).strip())
    joined = lines[0]
    for line in lines[1:]:
        joined = join(joined, line)
    return _BLANKS.sub(" ", joined).strip()


def join(before: str, after: str) -> str:
    """Two lines of one sentence as one: with a space between Latin words, else without."""
    if before and after and _latin(before[-1]) and _latin(after[0]):
        return f"{before} {after}"
    return before + after


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()
