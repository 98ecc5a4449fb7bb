"""OFD (GB/T 33190-2016), the fixed-layout format of Chinese archives: a zip of XML pages.

Text objects give characters in their places, path objects the ruled lines; pages of pictures alone
are read as scans. Signatures, annotations, attachments and actions are never looked at.
"""

from __future__ import annotations

import math
import posixpath
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from reportparse.errors import FormatError
from reportparse.sources.archive import Package, attribute, child, children, local
from reportparse.sources.document import Document, Draft
from reportparse.sources.layout import Mark, Page, Rule, direction, rules_of, upright, write_pages
from reportparse.sources.limits import MAX_MARKS, MAX_PAGES, MAX_SCANNED_PAGES

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_POINT = 72 / 25.4
"""Points in a millimetre, the unit of OFD."""

_A4 = (210.0, 297.0)
_ASCENT = 0.88
"""Share of a character's height that stands above its base line."""

Move = Callable[[float, float], tuple[float, float]]


def load(data: bytes, name: str) -> Document:
    """Reads an OFD file, all documents in it one after the other."""
    package = Package(data, name)
    entry = package.find("OFD.xml")
    if entry is None:
        raise FormatError(name, "不是完整的 OFD 文件（缺 OFD.xml）", "请重新取得文件")
    if package.find("Encryptions.xml"):
        raise FormatError(name, "文件已加密", "请去掉密码后再读")
    draft = Draft(data, name, "ofd")
    pages: list[Page] = []
    for body in children(package.xml(entry), "DocBody"):
        root = child(body, "DocRoot")
        path = (root.text or "").strip() if root is not None else ""
        pages.extend(_Reader(package, path, draft).pages(len(pages)))
    write_pages(pages, draft)
    return draft.finish()


class _Reader:
    """Reads one document of an OFD file."""

    def __init__(self, package: Package, path: str, draft: Draft) -> None:
        self._package, self._draft = package, draft
        self._folder = posixpath.dirname(path.lstrip("/"))
        self._document = self._xml(path.lstrip("/"))
        common = child(self._document, "CommonData")
        self._size = _area(child(common, "PageArea")) or _A4
        self._templates = {
            attribute(template, "ID"): attribute(template, "BaseLoc")
            for template in (children(common, "TemplatePage") if common is not None else ())
        }
        self._pictures: dict[str, str] = {}
        for kind in ("PublicRes", "DocumentRes"):
            for resource in children(common, kind) if common is not None else ():
                self._read_resources((resource.text or "").strip())

    def pages(self, before: int) -> Iterator[Page]:
        """Its pages, numbered on from those of the documents before it."""
        listed = child(self._document, "Pages")
        scanned = 0
        for index, entry in enumerate(listed if listed is not None else (), before + 1):
            if index > MAX_PAGES:
                raise FormatError(self._draft.name, f"超过{MAX_PAGES}页", "请拆分后再读")
            content = self._xml(self._path(attribute(entry, "BaseLoc")))
            if content is None:
                self._draft.warn(f"第{index}页缺内容，未读入")
                continue
            layers = list(self._layers(content))
            marks = list(islice((m for layer in layers for m in _marks(layer)), MAX_MARKS))
            if not marks and (picture := self._picture(layers)) is not None:
                from reportparse.sources.image import recognise_bytes

                scanned += 1
                if scanned > MAX_SCANNED_PAGES:
                    problem = f"扫描页超过{MAX_SCANNED_PAGES}页"
                    raise FormatError(self._draft.name, problem, "请拆分后再读")
                yield recognise_bytes(picture, index, self._draft)
                continue
            width, height = _area(child(content, "Area")) or self._size
            rules = list(islice((r for layer in layers for r in _rules(layer)), MAX_MARKS // 10))
            yield from upright(index, width * _POINT, height * _POINT, marks, rules)

    def _layers(self, content: Element) -> Iterator[Element]:
        """The layers of a page, those of its templates first."""
        for use in children(content, "Template"):
            base = self._templates.get(attribute(use, "TemplateID"))
            template = self._xml(self._path(base)) if base else None
            yield from _list(child(template, "Content"))
        yield from _list(child(content, "Content"))

    def _picture(self, layers: list[Element]) -> bytes | None:
        for layer in layers:
            for thing in layer.iter():
                if local(thing) == "ImageObject":
                    path = self._pictures.get(attribute(thing, "ResourceID"), "")
                    part = self._package.find(path) if path else None
                    if part is not None:
                        return self._package.read(part)
        return None

    def _read_resources(self, location: str) -> None:
        path = self._path(location)
        resources = self._xml(path)
        if resources is None:
            return
        folder = posixpath.join(posixpath.dirname(path), attribute(resources, "BaseLoc"))
        for media in _list(child(resources, "MultiMedias")):
            file = child(media, "MediaFile")
            if file is not None and attribute(media, "Type") == "Image":
                place = posixpath.normpath(posixpath.join(folder, (file.text or "").strip()))
                self._pictures[attribute(media, "ID")] = place

    def _path(self, location: str) -> str:
        if location.startswith("/"):
            return location.lstrip("/")
        return posixpath.normpath(posixpath.join(self._folder, location))

    def _xml(self, path: str) -> Element | None:
        part = self._package.find(path)
        return self._package.xml(part) if part is not None else None


def _marks(layer: Element) -> Iterator[tuple[int, Mark]]:
    for thing in layer.iter():
        if local(thing) == "TextObject":
            move, turn, scale = _placement(thing)
            angle = direction(-turn)
            size = _number(attribute(thing, "Size"), 4.0) * scale
            stretch = _number(attribute(thing, "HScale"), 1.0)
            if angle is None or not 0 < size < 1000:
                continue
            for code in children(thing, "TextCode"):
                for mark in _characters(code, move, size / scale, size, angle, stretch):
                    yield angle, mark


def _characters(
    code: Element, move: Move, inner: float, size: float, angle: int, stretch: float
) -> Iterator[Mark]:
    text = (code.text or "").replace("\n", "").replace("\r", "")
    x, y = _number(attribute(code, "X"), 0.0), _number(attribute(code, "Y"), 0.0)
    across = _steps(attribute(code, "DeltaX"), len(text))
    down = _steps(attribute(code, "DeltaY"), len(text))
    for index, char in enumerate(text):
        natural = inner * stretch * (0.5 if char.isascii() else 1.0)
        step = across[index] if index < len(across) else (0.0 if down else natural)
        left, base = move(x, y)
        width = min(natural, step) if step > 0 else natural
        width *= size / inner * _POINT
        height = size * _POINT
        rise = height * _ASCENT
        if angle == 90:
            box = left - rise, base - width, left - rise + height, base
        elif angle == 180:
            box = left - width, base + rise - height, left, base + rise
        elif angle == 270:
            box = left + rise - height, base, left + rise, base + width
        else:
            box = left, base - rise, left + width, base - rise + height
        if all(map(math.isfinite, box)):
            yield Mark(char, *box)
        x += step
        y += down[index] if index < len(down) else 0.0


def _rules(layer: Element) -> Iterator[Rule]:
    for thing in layer.iter():
        if local(thing) == "PathObject":
            data = child(thing, "AbbreviatedData")
            if data is not None and data.text:
                move, _, _ = _placement(thing)
                stroked = attribute(thing, "Stroke", "true") != "false"
                for outline in _outlines(data.text, move):
                    yield from rules_of(outline, stroked)


def _outlines(data: str, move: Move) -> Iterator[list[tuple[float, float]]]:
    """The outlines of abbreviated path data; those with curves are left out."""
    words = data.split()
    held: list[tuple[float, float]] = []
    index = 0
    while index < len(words):
        word = words[index]
        index += 1
        if word in {"S", "M", "L"} and index + 1 < len(words):
            point = move(_number(words[index], 0.0), _number(words[index + 1], 0.0))
            index += 2
            if word != "L" and held:
                yield held
                held = []
            held.append(point)
        elif word == "C" and held:
            held.append(held[0])
        elif word in {"B", "Q", "A"}:
            index += {"B": 6, "Q": 4, "A": 7}[word]
            held = []
    if held:
        yield held


def _placement(thing: Element) -> tuple[Move, float, float]:
    """How an object's own coordinates become points on the page, its turn in degrees clockwise,
    and its scale."""
    numbers = [_number(word, 0.0) for word in attribute(thing, "Boundary").split()]
    left, top = numbers[:2] if len(numbers) == 4 else (0.0, 0.0)
    matrix = [_number(word, 0.0) for word in attribute(thing, "CTM").split()]
    a, b, c, d, e, f = matrix if len(matrix) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

    def move(x: float, y: float) -> tuple[float, float]:
        return (left + a * x + c * y + e) * _POINT, (top + b * x + d * y + f) * _POINT

    scale = math.sqrt(abs(a * d - b * c))
    return move, math.degrees(math.atan2(b, a)), scale if 0 < scale < 1e6 else 1.0


def _steps(text: str, count: int) -> list[float]:
    """A list of distances; ``g 3 5.2`` stands for three of 5.2."""
    words = text.split()
    steps: list[float] = []
    index = 0
    while index < len(words) and len(steps) < count:
        if words[index] == "g" and index + 2 < len(words):
            repeat = int(min(max(_number(words[index + 1], 0.0), 0.0), count))
            steps.extend([_number(words[index + 2], 0.0)] * repeat)
            index += 3
        else:
            steps.append(_number(words[index], 0.0))
            index += 1
    return steps


def _area(area: Element | None) -> tuple[float, float] | None:
    box = child(area, "PhysicalBox")
    numbers = [_number(word, 0.0) for word in (box.text or "").split()] if box is not None else []
    if len(numbers) == 4 and 0 < numbers[2] < 10_000 and 0 < numbers[3] < 10_000:
        return numbers[2], numbers[3]
    return None


def _list(element: Element | None) -> list[Element]:
    return list(element) if element is not None else []


def _number(text: str, default: float) -> float:
    try:
        number = float(text)
    except ValueError:
        return default
    return number if math.isfinite(number) and abs(number) < 1e7 else default
