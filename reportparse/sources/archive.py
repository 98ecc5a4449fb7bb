"""Zip archives, opened with suspicion: as folders of reports and as docx, xlsx and ofd packages.

Nothing is unpacked to disk, so names inside an archive can point nowhere. What an archive may hold
and unpack to is bounded (``limits``), whatever its directory claims.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportparse.errors import FormatError, InputError
from reportparse.sources.limits import (
    FREE_EXPANSION,
    MAX_BYTES,
    MAX_DEPTH,
    MAX_ELEMENTS,
    MAX_EXPANDED,
    MAX_MEMBERS,
    MAX_NESTING,
    MAX_RATIO,
    MAX_XML,
)
from reportparse.sources.sniff import EXTENSIONS, extension, sniff

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError,
    RuntimeError, KeyError, IndexError, OverflowError,
)  # fmt: skip
_HIDDEN = re.compile(r"\.(?!\.?$)|~\$|__MACOSX$")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Package:
    """The parts of one zip archive."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGED:
            raise FormatError(name, "文件已损坏，无法解压", "请重新取得文件") from None
        members = self._archive.infolist()
        if len(members) > MAX_MEMBERS:
            raise FormatError(name, f"压缩包内文件超过{MAX_MEMBERS}个", "请拆分后再读")
        self._members = {
            member.filename: member
            for member in members
            if member.filename and not member.filename.endswith("/")
        }
        self._folded = {key.lower().lstrip("/"): key for key in self._members}
        self.budget = MAX_EXPANDED

    def labels(self) -> list[tuple[str, str]]:
        """The parts: what each is called for people, and the name that ``read`` takes."""
        return [(printable(member), part) for part, member in self._members.items()]

    def find(self, part: str) -> str | None:
        """The listed name of a part, whatever its case and leading slash."""
        return self._folded.get(part.lower().lstrip("/"))

    def read(self, part: str, limit: int = MAX_BYTES) -> bytes:
        """The bytes of a part that ``find`` or ``labels`` gave."""
        member = self._members[part]
        where = f"其中 {printable(member)}"
        if member.flag_bits & 1:
            raise FormatError(self.name, "文件已加密", "请去掉密码后再读")
        if member.compress_type not in _METHODS:
            raise FormatError(self.name, f"{where} 的压缩方法不受支持", "请解压后再读")
        size, packed = member.file_size, max(member.compress_size, 1)
        bomb = size > FREE_EXPANSION and size > packed * MAX_RATIO
        if bomb or size > limit or size > self.budget:
            raise FormatError(self.name, f"{where} 解压后过大（{size}字节）", "请检查文件来源")
        try:
            with self._archive.open(member) as stream:
                data = stream.read(limit + 1)
        except _DAMAGED:
            raise FormatError(self.name, f"{where} 已损坏，无法解压", "请重新取得文件") from None
        self.budget -= len(data)
        return data

    def xml(self, part: str) -> Element:
        """The XML of a part, parsed without entities, DTD or links."""
        return parse_xml(self.read(part, MAX_XML), self.name, part)


def parse_xml(data: bytes, name: str, part: str) -> Element:
    """Parses XML from strangers: DTDs, entities and trees too large or deep are refused."""
    from xml.etree.ElementTree import Element, ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    if data.count(b"<") > 2 * MAX_ELEMENTS:
        raise FormatError(name, f"其中 {part} 的元素过多", "请拆分后再读")
    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise FormatError(
            name, f"其中 {part} 含有 DTD 或实体定义，不予读取", "请检查来源"
        ) from None
    except (ParseError, ValueError, LookupError):
        raise FormatError(name, f"其中 {part} 不是完好的 XML", "请重新取得文件") from None
    if not isinstance(root, Element):
        raise FormatError(name, f"其中 {part} 没有内容", "请重新取得文件")
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise FormatError(name, f"其中 {part} 嵌套超过{MAX_DEPTH}层", "请检查文件来源")
        level = [child for element in level for child in element if len(child)]
    return root


def local(element: Element) -> str:
    """The name of an element without its namespace; that of comments is empty."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str, default: str = "") -> str:
    """The value of an attribute, whatever its namespace."""
    for key, value in element.items():
        if key.rpartition("}")[2] == name:
            return value
    return default


def children(element: Element, name: str) -> Iterator[Element]:
    """The children of that name, whatever their namespace."""
    return (child for child in element if local(child) == name)


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of names."""
    for name in path:
        if element is None:
            return None
        element = next(children(element, name), None)
    return element


def printable(member: zipfile.ZipInfo) -> str:
    """The name of a member; archives made on Chinese Windows hold GBK without saying so."""
    name = member.filename
    if not member.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = member.filename
    return "".join(char if char.isprintable() else "\ufffd" for char in name)


def members(
    data: bytes, name: str, depth: int = 1, budget: list[int] | None = None
) -> Iterator[tuple[bytes, str] | InputError]:
    """The reports inside a zip archive, those of archives inside it included, sorted by name, as
    bytes and ``ARCHIVE/MEMBER``; what cannot be unpacked comes as an error."""
    budget = budget if budget is not None else [MAX_EXPANDED]
    package = Package(data, name)
    for label, part in sorted(package.labels()):
        if any(map(_HIDDEN.match, label.split("/"))) or extension(label) not in EXTENSIONS:
            continue
        inner = f"{name}/{label}"
        package.budget = budget[0]
        try:
            content = package.read(part)
        except InputError as error:
            yield type(error)(inner, error.problem, error.remedy)
            continue
        budget[0] -= len(content)
        if not content or sniff(content, label) != "zip":
            yield content, inner
        elif depth >= MAX_NESTING:
            yield FormatError(inner, f"压缩包嵌套超过{MAX_NESTING}层", "请解压后再读")
        else:
            try:
                yield from members(content, inner, depth + 1, budget)
            except InputError as error:
                yield error
