"""A Word document with a comment at every finding, and nothing else changed.

The marks are inserted into the bytes of the document part. A comment spans the stated figure: runs
that hold more are cut in two, and each part keeps the formatting. Comments that the document
already has stay. Only the parts that list the comments are added to; all others are copied.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING
from unicodedata import category, normalize

from reportparse.codes import Lang
from reportparse.errors import FormatError
from reportparse.models import Place, Report
from reportparse.outputs.docx_runs import Cut, Letter, Runs, marked
from reportparse.outputs.findings import Finding, findings, place_of
from reportparse.outputs.layout import plain
from reportparse.sources.archive import Package, attribute, child, children, local

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_AUTHOR, _INITIALS = "reportparse", "RP"
_HINT = {"zh": "线索：", "en": "Hint: "}
_UNREAD = frozenset({"del", "moveFrom", "Fallback", "pPr", "rPr", "tblPr", "trPr", "tcPr"})
_WRAPPERS = frozenset({"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"})
_LONGEST_LABEL = 16
"""Letters that an automatic number may put before the words of its paragraph."""

_AHEAD = 200
"""Paragraphs that may be passed over for the next one that the report has."""

_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"


def annotate(data: bytes, report: Report, lang: Lang = "zh") -> bytes:
    """A copy of the docx file ``data``, which ``report`` was read from.

    Raises FormatError for a file that is no complete Word document.
    """
    found = findings(report)
    if not found:
        return data
    parts = _Parts(data, report.source.name)
    story = _Story(parts.document, parts.namespace)
    runs = Runs(parts.raw, parts.namespace)
    marks: list[tuple[Cut, bool, bytes]] = []
    comments = []
    for number, finding in enumerate(found, parts.first_number):
        first, last = story.letters_of(report, finding)
        name = parts.declared
        opening = _xml(f'<w:commentRangeStart{name} w:id="{number}"/>')
        closing = _xml(
            f'<w:commentRangeEnd{name} w:id="{number}"/>'
            f'<w:r{name}><w:commentReference w:id="{number}"/></w:r>'
        )
        marks += [(runs.before(first), True, opening), (runs.after(last), False, closing)]
        comments.append(_comment(finding, number, parts.namespace, lang))
    return parts.rewritten(marked(parts.raw, marks), _xml("".join(comments)))


def _comment(finding: Finding, number: int, namespace: str, lang: Lang) -> str:
    lines = [f"{finding.check.code} {finding.check.message}"]
    lines += [_HINT[lang] + (d.message or d.suggestion) for d in finding.check.diagnoses]
    body = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(plain(line))}</w:t></w:r></w:p>'
        for line in lines
    )
    return (
        f'<w:comment xmlns:w="{namespace}" w:id="{number}" w:author="{_AUTHOR}" '
        f'w:initials="{_INITIALS}">{body}</w:comment>'
    )


def _xml(text: str) -> bytes:
    """Markup in ASCII, right in whatever encoding the part has."""
    return text.encode("ascii", "xmlcharrefreplace")


class _Parts:
    """The parts of the package that comments touch."""

    def __init__(self, data: bytes, name: str) -> None:
        self._data, self._package = data, Package(data, name)
        found = self._related("", "/officeDocument")
        main = self._package.find(found[0]) if found else None
        if found is None or main is None:
            raise FormatError(name, "不是完整的 Word 文档（缺正文）", "请用 Word 打开后另存为 docx")
        self._main, self._types = main, found[1].removesuffix("/officeDocument")
        self.raw = self._package.read(self._main)
        self.document = self._package.xml(self._main)
        if self.raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise FormatError(name, "正文不是 UTF-8 编码", "请用 Word 打开后另存为 docx")
        self.namespace = self.document.tag.partition("}")[0].lstrip("{")
        declares = f'xmlns:w="{self.namespace}"'.encode() in self.raw[:8192]
        self.declared = "" if declares else f' xmlns:w="{self.namespace}"'
        listed = self._related(self._main, "/comments")
        self._comments = self._package.find(listed[0]) if listed else None
        self.first_number = 1 + max(self._numbers(), default=0)

    def rewritten(self, document: bytes, comments: bytes) -> bytes:
        """The package with the document part replaced and the comments added."""
        changed = {self._main: document}
        if self._comments:
            changed[self._comments] = _inside(self._package.read(self._comments), comments)
        else:
            folder, _, file = self._main.rpartition("/")
            part = posixpath.join(folder, "comments.xml")
            changed[part] = (
                _xml(
                    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
                    f'<w:comments xmlns:w="{self.namespace}">'
                )
                + comments
                + b"</w:comments>"
            )
            self._add(
                changed, posixpath.join(folder, "_rels", f"{file}.rels"), "Relationships",
                "relationships",
                f'<Relationship xmlns="{_PACKAGE}relationships" Id="rIdReportparse" '
                f'Type="{self._types}/comments" Target="comments.xml"/>',
            )  # fmt: skip
            self._add(
                changed, "[Content_Types].xml", "Types", "content-types",
                f'<Override xmlns="{_PACKAGE}content-types" PartName="/{escape(part)}" '
                f'ContentType="{_COMMENTS_TYPE}"/>',
            )  # fmt: skip
        return self._archived(changed)

    def _add(
        self, changed: dict[str, bytes], part: str, root: str, space: str, element: str
    ) -> None:
        """Adds an element to a part that lists others; makes the part where there is none."""
        listed = self._package.find(part)
        raw = self._package.read(listed) if listed else _xml(f'<{root} xmlns="{_PACKAGE}{space}"/>')
        changed[listed or part] = _inside(raw, _xml(element))

    def _archived(self, changed: dict[str, bytes]) -> bytes:
        """The zip file with its members in their order, the new ones last."""
        buffer, written = io.BytesIO(), set[str]()
        with (
            zipfile.ZipFile(io.BytesIO(self._data)) as source,
            zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
        ):
            for member in source.infolist():
                part = member.filename
                if part in written or member.is_dir():
                    continue
                content = changed.get(part) or self._package.read(part)
                target.writestr(member, content, member.compress_type)
                written.add(part)
            for part in sorted(changed.keys() - written):
                target.writestr(zipfile.ZipInfo(part), changed[part], zipfile.ZIP_DEFLATED)
        return buffer.getvalue()

    def _related(self, part: str, kind: str) -> tuple[str, str] | None:
        """The part that another names with a relationship of that kind, and its full type."""
        folder, _, file = part.rpartition("/")
        listed = self._package.find(posixpath.join(folder, "_rels", f"{file}.rels"))
        for relation in self._package.xml(listed) if listed else ():
            if attribute(relation, "Type").endswith(kind):
                target = attribute(relation, "Target")
                path = target if target.startswith("/") else posixpath.join(folder, target)
                return posixpath.normpath(path).lstrip("/"), attribute(relation, "Type")
        return None

    def _numbers(self) -> Iterator[int]:
        """The numbers of comments that the document has or refers to."""
        trees = [self.document]
        if self._comments:
            trees.append(self._package.xml(self._comments))
        for tree in trees:
            for element in tree.iter():
                if local(element) in {"comment", "commentRangeStart", "commentReference"}:
                    number = attribute(element, "id")
                    if number.isascii() and number.isdigit() and len(number) < 9:
                        yield int(number)


def _inside(raw: bytes, elements: bytes) -> bytes:
    """The XML with elements added at the end of its root."""
    closed = re.search(rb"<([\w.:-]+)([^<>]*)/>\s*$", raw)
    if closed and raw.count(b"</") == 0:
        opened = b"<" + closed[1] + closed[2] + b">"
        return raw[: closed.start()] + opened + elements + b"</" + closed[1] + b">"
    end = raw.rindex(b"</")
    return raw[:end] + elements + raw[end:]


@dataclass(slots=True)
class _Letters:
    """Letters of a text without spaces, folded; each with where it comes from."""

    letters: list[str] = field(default_factory=list)
    sources: list[Letter] = field(default_factory=list)

    def add(self, text: str, run: int, number: int) -> None:
        """Adds a text of a run."""
        for offset, char in enumerate(text):
            for letter in normalize("NFKC", char):
                if category(letter)[0] not in "CZ":
                    self.letters.append(letter)
                    self.sources.append(Letter(run, number, offset))

    @property
    def text(self) -> str:
        """The letters in a row."""
        return "".join(self.letters)


def _letters(text: str) -> _Letters:
    letters = _Letters()
    letters.add(text, 0, 0)
    return letters


class _Story:
    """The paragraphs of the document part, found again by the places of the report."""

    def __init__(self, document: Element, namespace: str) -> None:
        self._numbers = {run: n for n, run in enumerate(document.iter(f"{{{namespace}}}r"))}
        self._tables = 0
        self._paragraphs: list[_Letters] = []
        self._cells: dict[tuple[int | None, ...], _Letters] = {}
        body = child(document, "body")
        if body is not None:
            self._blocks(body, None)
        self._by_place: dict[int, _Letters] = {}

    def letters_of(self, report: Report, finding: Finding) -> tuple[Letter, Letter]:
        """The first and the last letter of the stated figure."""
        if not self._by_place:
            self._align(report)
        figure = finding.stated
        place = place_of(report, figure.start)
        held = self._by_place.get(place.start) if place else None
        if place is None or held is None:
            return self._near(figure.start)
        written = _letters(report.text[place.start : place.end])
        label = len(written.letters) - len(held.letters)
        first = bisect_left(written.sources, Letter(0, 0, figure.start - place.start)) - label
        last = bisect_left(written.sources, Letter(0, 0, figure.end - place.start)) - label
        if 0 <= first < last <= len(held.sources):
            return held.sources[first], held.sources[last - 1]
        return _whole(held.sources)

    def _near(self, offset: int) -> tuple[Letter, Letter]:
        """The paragraph before a place that the document part does not hold (a footnote)."""
        before = [start for start in self._by_place if start <= offset]
        start = max(before, default=min(self._by_place, default=None))
        return _whole(self._by_place[start].sources if start is not None else [Letter(0)])

    def _align(self, report: Report) -> None:
        """Finds the paragraph of each place: cells by their numbers, others in order."""
        at = 0
        for place in report.places:
            held = self._cells.get((place.table, place.row, place.column))
            if place.table is None:
                found = self._next(report, place, at)
                if found is not None:
                    held, at = self._paragraphs[found], found + 1
            if held is not None and held.letters:
                self._by_place[place.start] = held

    def _next(self, report: Report, place: Place, at: int) -> int | None:
        """The first paragraph from ``at`` on whose letters end those of the place."""
        written = _letters(report.text[place.start : place.end]).text
        for n in range(at, min(at + _AHEAD, len(self._paragraphs))):
            letters = self._paragraphs[n].text
            if letters and written.endswith(letters):
                left = len(written) - len(letters)
                if left <= _LONGEST_LABEL or len(letters) > left:
                    return n
        return None

    def _blocks(self, parent: Element, cell: _Letters | None) -> None:
        for block in parent:
            kind = local(block)
            if kind == "p":
                self._paragraph(block, cell)
            elif kind == "tbl" and cell is None:
                self._table(block)
            elif kind not in _UNREAD:
                self._blocks(block, cell)

    def _paragraph(self, paragraph: Element, cell: _Letters | None) -> None:
        letters = cell if cell is not None else _Letters()
        boxes: list[Element] = []
        self._inline(paragraph, letters, boxes)
        if cell is None:
            self._paragraphs.append(letters)
        for box in boxes:
            self._blocks(box, None)

    def _inline(self, parent: Element, letters: _Letters, boxes: list[Element]) -> None:
        for element in parent:
            kind = local(element)
            if kind == "txbxContent":
                boxes.append(element)
            elif kind == "r" and element in self._numbers:
                if child(element, "rPr", "vanish") is None:
                    self._inline(element, letters, boxes)
                    for number, text in enumerate(children(element, "t")):
                        letters.add(text.text or "", self._numbers[element], number)
            elif kind not in _UNREAD:
                self._inline(element, letters, boxes)

    def _table(self, table: Element) -> None:
        self._tables += 1
        for row, line in enumerate(_parts(table, "tr"), 1):
            column = 1 + _size(child(line, "trPr", "gridBefore"), 0)
            for cell in _parts(line, "tc"):
                letters = self._cells[self._tables, row, column] = _Letters()
                self._blocks(cell, letters)
                column += _size(child(cell, "tcPr", "gridSpan"), 1)


def _whole(letters: Sequence[Letter]) -> tuple[Letter, Letter]:
    """The runs of the first and the last letter, uncut."""
    return Letter(letters[0].run), Letter(letters[-1].run)


def _parts(parent: Element, kind: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, inside content controls and insertions too."""
    for element in parent:
        if local(element) == kind:
            yield element
        elif local(element) in _WRAPPERS:
            yield from _parts(element, kind)


def _size(element: Element | None, default: int) -> int:
    text = attribute(element, "val") if element is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else default
