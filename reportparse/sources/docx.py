"""Word documents (docx): what the reader of the printed page would read.

Automatic numbers are written out, tracked changes taken as accepted, hidden text, comments, page
heads and tables of contents left out. Text boxes and notes follow the paragraph that they are
anchored in. Macros, links and embedded objects are never looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from reportparse.errors import FormatError
from reportparse.sources.archive import Package, attribute, child, children, local
from reportparse.sources.document import Document, Draft, join
from reportparse.sources.grid import Cell, lay_out
from reportparse.sources.numbering import label
from reportparse.sources.word_numbering import Numbering

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MAIN = "word/document.xml"
_TRANSPARENT = frozenset({
    "ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "customXml", "fldSimple", "dir",
    "bdo", "ruby", "rubyBase", "oMath", "oMathPara", "Choice",
})  # fmt: skip
_MATHS = frozenset({
    "fName", "num", "den", "sup", "sub", "deg", "e", "d", "f", "rad", "nary", "sSup", "sSub",
    "sSubSup", "func",
})  # fmt: skip
_OFF = {"0", "false", "off"}
_POWERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def load(data: bytes, name: str) -> Document:
    """Reads a docx file."""
    package = Package(data, name)
    main = package.find(_main_part(package)) or package.find(_MAIN)
    if main is None:
        raise FormatError(name, "不是完整的 Word 文档（缺正文）", "请用 Word 打开后另存为 docx")
    body = child(package.xml(main), "body")
    folder = main.rpartition("/")[0]
    parts = {
        part: package.xml(found) if (found := package.find(f"{folder}/{part}.xml")) else None
        for part in ("numbering", "styles", "footnotes", "endnotes")
    }
    draft = Draft(data, name, "docx")
    if body is not None:
        _Reader(draft, parts).blocks(body)
    return draft.finish()


def _main_part(package: Package) -> str:
    """The part that the package names as its document."""
    part = package.find("_rels/.rels")
    if part is not None:
        for relation in package.xml(part):
            if attribute(relation, "Type").endswith("/officeDocument"):
                return attribute(relation, "Target").lstrip("/")
    return _MAIN


class _Reader:
    """Reads the story of a document into a draft."""

    def __init__(self, draft: Draft, parts: dict[str, Element | None]) -> None:
        self._draft = draft
        self._numbering = Numbering(parts["numbering"], parts["styles"])
        self._contents = _contents_styles(parts["styles"])
        self._notes = {
            f"{kind}Reference": _notes(parts[f"{kind}s"]) for kind in ("footnote", "endnote")
        }
        self._text: list[str] = []
        self._boxes: list[Element] = []
        self._anchored: list[Element] = []
        self._fields: list[bool] = []
        self._kept = ""

    def blocks(self, story: Element) -> None:
        """Paragraphs and tables of a body, in order, each followed by what is anchored in it."""
        for block in _blocks(story):
            if local(block) == "p":
                text = self._paragraph(block)
                if text is not None:
                    self._draft.paragraph(text)
            else:
                self._draft.table(lay_out(self._rows(block)))
            self._anchors()
        rest, self._kept = self._kept, ""
        self._draft.paragraph(rest)

    def _anchors(self) -> None:
        boxes, self._boxes = self._boxes, []
        notes, self._anchored = self._anchored, []
        for story in (*boxes, *notes):
            self.blocks(story)

    def _paragraph(self, paragraph: Element) -> str | None:
        """The text of a paragraph; ``None`` where its end mark is deleted and it runs on."""
        properties = child(paragraph, "pPr")
        style = child(properties, "pStyle")
        if style is not None and attribute(style, "val") in self._contents:
            return None
        self._text = []
        self._inline(paragraph)
        text = "".join(self._text).strip(" \u3000\n\t")
        mark = child(properties, "rPr")
        deleted = any(child(mark, kind) is not None for kind in ("del", "moveFrom"))
        if deleted and child(mark, "ins") is None:
            self._kept += text
            return None
        text, self._kept = self._kept + text, ""
        return label(self._numbering.number(properties), text) if text else text

    def _inline(self, parent: Element) -> None:
        for element in parent:
            kind = local(element)
            if kind == "r" or kind in _MATHS:
                self._run(element)
            elif kind in _TRANSPARENT:
                self._inline(element)
            elif kind == "AlternateContent":
                self._alternative(element)
            elif kind == "t":
                self._text.append(element.text or "")

    def _run(self, run: Element) -> None:
        properties = child(run, "rPr")
        if _is_on(properties, "vanish"):
            return
        raised = child(properties, "vertAlign")
        superscript = raised is not None and attribute(raised, "val") == "superscript"
        for element in run:
            kind = local(element)
            if kind == "fldChar":
                self._field_mark(attribute(element, "fldCharType"))
            elif not all(self._fields):
                continue
            elif kind == "t":
                text = element.text or ""
                self._text.append(text.translate(_POWERS) if superscript else text)
            elif kind in {"tab", "ptab"}:
                self._text.append(" ")
            elif kind == "br":
                if attribute(element, "type", "textWrapping") == "textWrapping":
                    self._text.append("\n")
            elif kind == "cr":
                self._text.append("\n")
            elif kind == "noBreakHyphen":
                self._text.append("-")
            elif kind == "sym":
                self._text.append(_symbol(attribute(element, "char")))
            elif kind in self._notes:
                note = self._notes[kind].pop(attribute(element, "id"), None)
                if note is not None:
                    self._anchored.append(note)
            elif kind == "AlternateContent":
                self._alternative(element)
            elif kind in {"drawing", "pict", "object"}:
                self._boxes.extend(_boxes(element))
            elif kind in _TRANSPARENT or kind in _MATHS:
                self._inline(element)

    def _field_mark(self, kind: str) -> None:
        """Fields show their result; the instruction between begin and separate is left out."""
        if kind == "begin":
            self._fields.append(False)
        elif self._fields and kind == "separate":
            self._fields[-1] = True
        elif self._fields and kind == "end":
            self._fields.pop()

    def _alternative(self, element: Element) -> None:
        branch = child(element, "Choice")
        branch = branch if branch is not None else child(element, "Fallback")
        if branch is None:
            return
        boxes = list(_boxes(branch))
        if boxes:
            self._boxes.extend(boxes)
        else:
            self._run(branch)

    def _rows(self, table: Element) -> Iterator[list[Cell]]:
        """The rows of a table; vertical merges become spans, deleted rows are left out."""
        rows = [list(self._row(row)) for row in _rows(table)]
        heights: dict[tuple[int, int], int] = {}
        above: dict[int, int] = {}
        for number, row in enumerate(rows):
            merged = {cell.column for cell in row if cell.merge == "continue"} & above.keys()
            for cell in row:
                if cell.column in merged:
                    heights[above[cell.column], cell.column] += 1
                else:
                    heights[number, cell.column] = 1
            above = {
                cell.column: above[cell.column] if cell.column in merged else number
                for cell in row
                if cell.merge
            }
        for number, row in enumerate(rows):
            yield [
                Cell(cell.text, heights[number, cell.column], cell.columns)
                for cell in row
                if (number, cell.column) in heights
            ]

    def _row(self, row: Element) -> Iterator[_Cell]:
        properties = child(row, "trPr")
        if child(properties, "del") is not None:
            return
        gap = _size(child(properties, "gridBefore"), 0)
        if gap:
            yield _Cell(0, gap, "", "")
        column = gap
        for cell in _cells(row):
            details = child(cell, "tcPr")
            columns = _size(child(details, "gridSpan"), 1)
            merge = child(details, "vMerge")
            state = attribute(merge, "val", "continue") if merge is not None else ""
            yield _Cell(column, columns, state, self._cell(cell))
            column += columns

    def _cell(self, cell: Element) -> str:
        lines: list[str] = []
        for block in _blocks(cell):
            if local(block) == "p":
                lines.append(self._paragraph(block) or "")
            else:
                inner = lay_out(self._rows(block))
                lines.extend(" ".join(filter(None, row)) for row in inner)
        rest, self._kept = self._kept, ""
        return reduce(join, filter(None, (*lines, rest)), "")


@dataclass(frozen=True, slots=True)
class _Cell:
    column: int
    columns: int
    merge: str
    text: str


def _blocks(story: Element) -> Iterator[Element]:
    """Paragraphs and tables of a story, inside content controls and insertions too; tables of
    contents are left out."""
    for element in story:
        kind = local(element)
        if kind in {"p", "tbl"}:
            yield element
        elif kind in {"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "Choice"}:
            gallery = child(element, "sdtPr", "docPartObj", "docPartGallery")
            if gallery is None or attribute(gallery, "val") != "Table of Contents":
                yield from _blocks(element)
        elif kind == "AlternateContent":
            branch = child(element, "Choice")
            yield from _blocks(branch if branch is not None else element)


def _rows(table: Element) -> Iterator[Element]:
    for element in table:
        if local(element) == "tr":
            yield element
        elif local(element) in {"sdt", "sdtContent", "ins", "customXml"}:
            yield from _rows(element)


def _cells(row: Element) -> Iterator[Element]:
    for element in row:
        if local(element) == "tc":
            if child(element, "tcPr", "cellDel") is None:
                yield element
        elif local(element) in {"sdt", "sdtContent", "ins", "customXml"}:
            yield from _cells(element)


def _boxes(element: Element) -> Iterator[Element]:
    """Text boxes below a drawing; of alternative drawings the first is taken."""
    for inner in element:
        kind = local(inner)
        if kind == "txbxContent":
            yield inner
        elif kind == "AlternateContent":
            branch = child(inner, "Choice")
            yield from _boxes(branch if branch is not None else inner)
        else:
            yield from _boxes(inner)


def _notes(part: Element | None) -> dict[str, Element]:
    notes = part if part is not None else ()
    return {attribute(note, "id"): note for note in notes if not attribute(note, "type")}


def _contents_styles(styles: Element | None) -> set[str]:
    found = set()
    for style in children(styles, "style") if styles is not None else ():
        title = child(style, "name")
        name = attribute(title, "val").lower() if title is not None else ""
        if name.startswith("toc ") and name[4:].isdigit():
            found.add(attribute(style, "styleId"))
    return found


def _is_on(properties: Element | None, name: str) -> bool:
    switch = child(properties, name)
    return switch is not None and attribute(switch, "val", "1") not in _OFF


def _symbol(code: str) -> str:
    try:
        char = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return "" if "\ue000" <= char <= "\uf8ff" else char


def _size(element: Element | None, default: int) -> int:
    text = attribute(element, "val") if element is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else default
