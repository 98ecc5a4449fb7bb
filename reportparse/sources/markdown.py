"""Markdown (CommonMark with tables): the words without the marks.

A line that breaks off in the middle of a sentence is joined to the next one; lines that Chinese
writers put under each other as paragraphs stay apart, though CommonMark would join them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from reportparse.errors import FormatError
from reportparse.sources.document import Document, Draft, join
from reportparse.sources.encoding import decode
from reportparse.sources.html import read_fragment
from reportparse.sources.limits import MAX_MARKDOWN
from reportparse.sources.numbering import label

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT = re.compile(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_ENDS = re.compile(r"[。!?\uff01\uff1f;\uff1b:\uff1a…](?:[”’」』)\uff09》]*)\s*$")
_OPENS = re.compile(
    r"[\s\u3000]*(?:[(\uff08]?[一二三四五六七八九十百]+[)\uff09、.]|"
    r"[(\uff08]?\d{1,3}[)\uff09、.\uff0e](?!\d)|[①-⒛]|"
    r"第[一二三四五六七八九十百\d]+[章节部条]|[一二三四五六七八九十]+是|\u3000\u3000)"
)
_SHORT = 15
"""Characters; a shorter line without an end mark is a heading or a title, never a wrapped one."""


def load(data: bytes, name: str) -> Document:
    """Reads a Markdown file."""
    from markdown_it import MarkdownIt

    decoded = decode(data, name)
    text = decoded.text
    if len(text) > MAX_MARKDOWN:
        raise FormatError(name, f"文字超过{MAX_MARKDOWN}字", "请拆分后再读，或改名为 .txt")
    draft = Draft(data, name, "md")
    if front := _FRONT.match(text):
        for line in front[1].split("\n"):
            draft.paragraph(line.strip())
        text = text[front.end() :]
    parser = MarkdownIt("commonmark").enable("table")
    _read(parser.parse(text), draft)
    return draft.finish(decoded.encoding, decoded.decided_by)


def _read(tokens: Sequence[Token], draft: Draft) -> None:
    marker = ""
    rows: list[list[str]] = []
    for token in tokens:
        kind = token.type
        if kind == "list_item_open":
            marker = token.info + token.markup if token.info else ""
        elif kind == "table_open":
            rows = []
        elif kind == "tr_open":
            rows.append([])
        elif kind in {"th_open", "td_open"}:
            rows[-1].append("")
        elif kind == "table_close":
            draft.table(rows)
            rows = []
        elif kind == "inline" and rows:
            rows[-1][-1] = " ".join(_lines(token.children or []))
        elif kind == "inline":
            for line in _lines(token.children or []):
                draft.paragraph(label(marker, line.strip(" \u3000")))
                marker = ""
        elif kind in {"code_block", "fence"}:
            for line in token.content.split("\n"):
                draft.paragraph(line.strip())
        elif kind == "html_block":
            read_fragment(token.content, draft)


def _lines(tokens: Sequence[Token]) -> Iterator[str]:
    line = ""
    for token in tokens:
        kind = token.type
        if kind in {"text", "code_inline"}:
            line += token.content
        elif kind == "softbreak":
            line += "\n"
        elif kind == "hardbreak" or (kind == "html_inline" and token.content[:3] == "<br"):
            yield from _unwrap(line)
            line = ""
    yield from _unwrap(line)


def _unwrap(text: str) -> Iterator[str]:
    """Joins the lines of one sentence."""
    held = ""
    for line in text.split("\n"):
        if held and len(held) >= _SHORT and not _ENDS.search(held) and not _OPENS.match(line):
            held = join(held, line)
        else:
            if held:
                yield held
            held = line
    if held:
        yield held
