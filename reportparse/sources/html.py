"""Web pages: the article without navigation, scripts and styles, tables kept.

What a browser would not show is dropped, then what names itself navigation or consists of links.
The article is the innermost block that still holds most of the words; of what stands before it,
headings and the line with the date are kept. No link is followed and nothing is run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import reduce
from typing import TYPE_CHECKING

from reportparse.errors import FormatError
from reportparse.sources.document import Document, Draft, join
from reportparse.sources.encoding import decode
from reportparse.sources.grid import Cell, lay_out
from reportparse.sources.limits import MAX_DEPTH, MAX_TAGS, MAX_UNCLOSED
from reportparse.sources.numbering import draw, label
from reportparse.sources.sniff import sniff

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_UNSEEN = frozenset({
    "script", "style", "noscript", "template", "head", "title", "meta", "link", "iframe",
    "object", "embed", "applet", "svg", "canvas", "audio", "video", "map", "button", "select",
    "option", "input", "textarea", "nav", "footer", "aside", "dialog", "menu", "frameset",
    "-comment",
})  # fmt: skip
_BLOCKS = frozenset({
    "address", "article", "blockquote", "body", "br", "caption", "center", "dd", "details",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hr", "html", "legend", "li", "main", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_CLOSED = ("div", "span", "font", "table", "center", "section", "form", "strong", "em", "ul", "ol")
_HEADINGS = ("h1", "h2", "h3")
_HOLDERS = frozenset({
    "body", "div", "section", "article", "main", "form", "center", "table", "tbody", "tr", "td",
})  # fmt: skip
_NAMED = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|navigation|menu|breadcrumbs?|crumbs?|footer|foot|copyright|"
    r"sidebar|share|related|recommend|comments?|pager|pagination|toolbar|login|search|"
    r"adverts?|qrcode|friendlinks?|skip)(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_CRUMBS = re.compile(r"(?:当前|所在|您的|你的|现在的?)位置|首页\s*[>\uff1e»›]")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_CODECS = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "cp936": "gb18030",
    "x-gbk": "gb18030", "hz-gb-2312": "hz", "big5": "big5hkscs", "big5-hkscs": "big5hkscs",
}  # fmt: skip
_LISTS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_IDEOGRAPHIC = re.compile(r"list-style[\w-]*\s*:[^;]*(?:cjk-|chinese|japanese)", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_INNER_BREAK = re.compile(r"(?<=[^\x00-\x7f])[ \t]*[\r\n]+\s*|[ \t]*[\r\n]+\s*(?=[^\x00-\x7f])")
_DATELINE = re.compile(r"(?:时间|日期|来源|发布).{0,40}\d{4}|^\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}")
_TITLE_END = re.compile(r"\s*[_|—–-]+\s*")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_POWERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

KEPT = 0.8
"""Share of the page's words that the article must hold."""

LONGEST_CELL = 400
"""Characters; a table with a longer cell is page layout, not data."""


def load(data: bytes, name: str) -> Document:
    """Reads a web page or a saved one in a single file (MHTML)."""
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    format = sniff(data, name)
    declared = ""
    if format == "mhtml":
        page, declared = _first_page(data, name)
    else:
        page, format = data, "html"
    if not declared and (charset := _CHARSET.search(page[:4096])):
        declared = charset[1].decode("ascii", "replace")
    decoded = decode(page, name, _CODECS.get(declared.lower(), ""))
    if decoded.text.count("<") > 2 * MAX_TAGS:
        raise FormatError(name, f"网页元素超过{MAX_TAGS}个", "请拆分后再读")
    folded = decoded.text.lower()
    if any(folded.count(f"<{tag}") - folded.count(f"</{tag}") > MAX_UNCLOSED for tag in _CLOSED):
        raise FormatError(name, "网页嵌套过深（标签没有闭合）", "请另存为 docx 或 txt")
    try:
        tree = LexborHTMLParser(decoded.text)
    except (SelectolaxError, ValueError) as error:
        raise FormatError(name, f"网页无法解析（{error}）", "请另存为 docx 或 txt") from None
    draft = Draft(data, name, format)
    if (body := tree.body) is not None:
        title = tree.css_first("title")
        _Page(draft).read(body, title.text() if title else "")
    return draft.finish(decoded.encoding, decoded.decided_by)


def read_fragment(html: str, draft: Draft) -> None:
    """Adds the words and tables of a piece of HTML to a draft."""
    from selectolax.lexbor import LexborHTMLParser

    body = LexborHTMLParser(html).body
    if body is not None:
        _Page(draft).read(body, "")


def _first_page(data: bytes, name: str) -> tuple[bytes, str]:
    from email import message_from_bytes
    from email.errors import MessageError

    problem = FormatError(name, "保存的网页里没有正文", "请另存为 html 或 docx")
    if data.count(b"boundary") > MAX_DEPTH:
        raise problem
    try:
        for part in message_from_bytes(data).walk():
            if part.get_content_type() == "text/html":
                payload = part.get_payload(decode=True)
                if isinstance(payload, bytes) and payload:
                    return payload, str(part.get_param("charset") or "")
    except (MessageError, LookupError, ValueError, AttributeError, TypeError):
        raise problem from None
    raise problem


class _Page:
    """One page on its way into a draft."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._line = self._marker = ""
        self._emit: Callable[[str], None] = draft.paragraph
        self._words: dict[int, tuple[int, int]] = {}
        self._dropped: set[int] = set()

    def read(self, body: LexborNode, title: str) -> None:
        total, _ = self._measure(body, 0)
        self._prune(body, total)
        article = self._article(body)
        before = self._before(article, body)
        words = article.text(deep=True)
        headline = _TITLE_END.split(_SPACE.sub(" ", title).strip())[0]
        if not any(tag in _HEADINGS for tag, _ in before) and len(_HAN.findall(headline)) >= 4:
            bare = re.sub(r"\s", "", "".join(text for _, text in before) + words[:2000])
            if re.sub(r"\s", "", headline) not in bare:
                self._draft.paragraph(headline)
        for _, text in before:
            self._draft.paragraph(text)
        self._walk(article)
        self._flush()

    def _measure(self, node: LexborNode, depth: int) -> tuple[int, int]:
        """Words of a node: all, and those in links."""
        if depth > MAX_DEPTH:
            raise FormatError(
                self._draft.name, f"网页嵌套超过{MAX_DEPTH}层", "请另存为 docx 或 txt"
            )
        every = linked = 0
        for child in _children(node):
            if child.tag == "-text":
                every += len("".join((child.text_content or "").split()))
            elif _is_unseen(child):
                self._dropped.add(child.mem_id)
            else:
                words, links = self._measure(child, depth + 1)
                every, linked = every + words, linked + links
        if node.tag == "a" and "href" in node.attributes:
            linked = every
        self._words[node.mem_id] = every, linked
        return every, linked

    def _prune(self, node: LexborNode, total: int) -> None:
        """Marks the blocks that are navigation: by their names or because they are all links."""
        for child in self._seen(node):
            if child.tag not in _BLOCKS:
                continue
            words, linked = self._words[child.mem_id]
            name = f"{child.attributes.get('class') or ''} {child.attributes.get('id') or ''}"
            named = _NAMED.search(name) and words * 10 < total * 3
            links = child.tag != "td" and linked * 10 > words * 6 and linked * 2 < total
            crumbs = words < 80 and linked and _CRUMBS.search(child.text(deep=True))
            if named or crumbs or (links and len(child.css("a")) > 1):
                self._dropped.add(child.mem_id)
            else:
                self._prune(child, total)

    def _article(self, body: LexborNode) -> LexborNode:
        article, needed = body, self._own(body) * KEPT
        while True:
            inner = [
                child
                for child in self._seen(article)
                if child.tag in _HOLDERS and self._own(child) >= needed
            ]
            if not inner or (inner[0].tag == "table" and self._is_data(inner[0])):
                return article
            article = inner[0]

    def _own(self, node: LexborNode) -> int:
        words, linked = self._words[node.mem_id]
        lost = sum(
            self._own(child) for child in _children(node) if child.mem_id in self._dropped
            and child.mem_id in self._words
        )  # fmt: skip
        return words - linked - lost

    def _before(self, article: LexborNode, body: LexborNode) -> list[tuple[str, str]]:
        """Headings and the line with the date that stand before the article, in order."""
        found: list[list[tuple[str, str]]] = []
        node = article
        while node.mem_id != body.mem_id and node.parent is not None:
            siblings: list[tuple[str, str]] = []
            for child in self._seen(node.parent):
                if child.mem_id == node.mem_id:
                    break
                siblings.extend(self._heads(child))
            found.insert(0, siblings)
            node = node.parent
        return [line for lines in found for line in lines]

    def _heads(self, node: LexborNode) -> Iterator[tuple[str, str]]:
        tag = node.tag or ""
        text = _SPACE.sub(" ", node.text(deep=True)).strip()
        if tag in _HEADINGS or (len(text) < 90 and _DATELINE.search(text)):
            yield tag, text
        elif tag in _BLOCKS:
            for child in self._seen(node):
                yield from self._heads(child)

    def _seen(self, node: LexborNode) -> Iterator[LexborNode]:
        for child in _children(node):
            if child.tag != "-text" and child.mem_id not in self._dropped:
                yield child

    def _walk(self, node: LexborNode, verbatim: bool = False) -> None:
        counter = _Counter(node)
        for child in _children(node):
            tag = child.tag or ""
            if tag == "-text":
                self._text(child.text_content or "", verbatim)
            elif child.mem_id in self._dropped:
                continue
            elif tag == "table" and self._is_data(child):
                self._flush()
                for caption in child.css("caption"):
                    self._draft.paragraph(_line(caption.text(deep=True)))
                self._draft.table(lay_out(self._rows(child)))
            elif tag in {"sup", "sub"}:
                self._line += _raised(child, tag)
            elif tag in _BLOCKS:
                self._flush()
                if tag == "li":
                    self._marker = counter.marker(child)
                self._walk(child, verbatim or tag == "pre")
                self._flush()
            elif tag != "rt":
                self._walk(child, verbatim)

    def _text(self, text: str, verbatim: bool) -> None:
        if verbatim:
            for number, line in enumerate(text.split("\n")):
                if number:
                    self._flush()
                self._line += line
        else:
            self._line += _INNER_BREAK.sub("", text) if text.strip() else " "

    def _flush(self) -> None:
        line, self._line = _line(self._line), ""
        if line:
            self._emit(label(self._marker, line))
            self._marker = ""

    def _is_data(self, table: LexborNode) -> bool:
        """Whether a table holds data: two columns, no table inside and no article in a cell."""
        if len(table.css("table")) > 1:
            return False
        cells = table.css("td, th")
        words = (self._words.get(cell.mem_id, (0, 0))[0] for cell in cells)
        columns = max((len(list(_cells(row))) for row in table.css("tr")), default=0)
        return columns > 1 and all(count <= LONGEST_CELL for count in words)

    def _rows(self, table: LexborNode) -> Iterator[list[Cell]]:
        for row in table.css("tr"):
            if row.mem_id not in self._dropped:
                yield [
                    Cell(self._cell(cell), _count(cell, "rowspan"), _count(cell, "colspan"))
                    for cell in _cells(row)
                    if cell.mem_id not in self._dropped
                ]

    def _cell(self, cell: LexborNode) -> str:
        lines: list[str] = []
        emit, self._emit = self._emit, lines.append
        self._walk(cell)
        self._flush()
        self._emit, self._marker = emit, ""
        return reduce(join, lines, "")


class _Counter:
    """The numbers of an ordered list."""

    def __init__(self, node: LexborNode) -> None:
        self._ordered = node.tag == "ol"
        kind = node.attributes.get("type") or "1" if self._ordered else ""
        style = node.attributes.get("style") or ""
        ideographic = bool(self._ordered and _IDEOGRAPHIC.search(style))
        self._format = "chineseCounting" if ideographic else _LISTS.get(kind, "decimal")
        self._end = "、" if ideographic else "."
        self._ordered = self._ordered and "none" not in style
        self._next = _count(node, "start") if self._ordered else 1

    def marker(self, item: LexborNode) -> str:
        """The number that a browser draws before a list item."""
        if not self._ordered:
            return ""
        if item.attributes.get("value"):
            self._next = _count(item, "value")
        self._next += 1
        return draw(self._next - 1, self._format) + self._end


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def _cells(row: LexborNode) -> Iterator[LexborNode]:
    return (child for child in _children(row) if child.tag in {"td", "th"})


def _is_unseen(node: LexborNode) -> bool:
    if node.tag in _UNSEEN or not node.is_element_node:
        return True
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _count(node: LexborNode, attribute: str) -> int:
    value = (node.attributes.get(attribute) or "").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else 1


def _line(text: str) -> str:
    return _SPACE.sub(" ", text).strip(" \u3000")


def _raised(node: LexborNode, tag: str) -> str:
    """m² for m<sup>2</sup>; notes ([1]) are left out; subscripts stay on the line."""
    text = "".join(node.text(deep=True).split())
    if tag == "sub":
        return text
    return text.translate(_POWERS) if text.isdigit() and not node.css("a") else ""
