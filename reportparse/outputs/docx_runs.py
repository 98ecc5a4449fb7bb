"""The runs of a Word document in the bytes of its part, and where they may be cut in two.

A cut closes the run before a letter and opens it again with the same formatting, so that a mark
can stand between: ``完成率60%`` becomes ``完成率`` and ``60%``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat

_TAG = re.compile(rb"<([^\s/>]+)(?:\s+[^\s=]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*/?>")


class Letter(NamedTuple):
    """A letter: its run, the text of the run that holds it, and its place in that text.

    A run without a text (-1) stands for the whole of it.
    """

    run: int
    text: int = -1
    offset: int = 0


class Cut(NamedTuple):
    """A place for a mark: its byte, and what closes a run before it and opens it again."""

    at: int
    closing: bytes = b""
    opening: bytes = b""


@dataclass(slots=True)
class _Text:
    """One text of a run: its pieces as the parser gave them, each with its byte."""

    tag: bytes
    pieces: list[tuple[int, str]] = field(default_factory=list)
    raw: bool = False

    @property
    def content(self) -> str:
        return "".join(piece for _, piece in self.pieces)

    def byte(self, data: bytes, offset: int) -> int | None:
        """Where a letter stands; None inside what is not written as it reads (&amp;)."""
        before = 0
        for at, piece in self.pieces:
            if offset == before:
                return at
            if offset < before + len(piece):
                plain = data[at : at + len(piece.encode())] == piece.encode()
                return at + len(piece[: offset - before].encode()) if plain else None
            before += len(piece)
        return None


@dataclass(slots=True)
class _Run:
    start: int
    tag: bytes
    end: int = 0
    properties: bytes = b""
    texts: list[_Text] = field(default_factory=list)


class Runs:
    """All runs of a part, in document order."""

    def __init__(self, data: bytes, namespace: str) -> None:
        self._data = data
        self._runs: list[_Run] = []
        self._open: list[tuple[str, int]] = []
        self._held: list[_Run] = []
        self._names = {f"{namespace} {name}": name for name in ("r", "rPr", "t")}
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._letters
        parser.StartCdataSectionHandler = self._cdata
        parser.Parse(data, True)

    def before(self, letter: Letter) -> Cut:
        """The place before a letter, or before its run where that cannot be cut there."""
        run = self._runs[letter.run]
        whole = letter.text < 0 or (letter.text, letter.offset) == (0, 0)
        return self._cut(run, letter.text, letter.offset, Cut(run.start), whole)

    def after(self, letter: Letter) -> Cut:
        """The place behind a letter, or behind its run where that cannot be cut there."""
        run = self._runs[letter.run]
        last = letter.text == len(run.texts) - 1
        whole = letter.text < 0 or (
            last and letter.offset + 1 == len(run.texts[letter.text].content)
        )
        return self._cut(run, letter.text, letter.offset + 1, Cut(run.end), whole)

    def _cut(self, run: _Run, text: int, offset: int, edge: Cut, whole: bool) -> Cut:
        if whole:
            return edge
        held = run.texts[text]
        at = held.byte(self._data, offset)
        if at is None or held.raw:
            return edge
        beside = held.content[max(offset - 1, 0) : offset + 1]
        if b"preserve" not in held.tag and any(letter.isspace() for letter in beside):
            return edge
        closing = b"</" + _name(held.tag) + b"></" + _name(run.tag) + b">"
        return Cut(at, closing, run.tag + run.properties + held.tag)

    def _start(self, tag: str, _: object) -> None:
        at, name = self._parser.CurrentByteIndex, self._names.get(tag, "")
        inside = bool(self._open) and self._open[-1][0] == "r"
        written = _TAG.match(self._data, at)
        if name == "r":
            self._held.append(_Run(at, written[0] if written else b"<w:r>"))
            self._runs.append(self._held[-1])
        elif name == "t" and inside and written:
            self._held[-1].texts.append(_Text(written[0]))
        elif inside and name == "t":
            name = ""
        self._open.append((name if name == "r" or inside else "", at))

    def _end(self, _: str) -> None:
        name, start = self._open.pop()
        if name not in {"r", "rPr"}:
            return
        end = self._data.index(b">", self._parser.CurrentByteIndex) + 1
        if name == "r":
            self._held.pop().end = end
        else:
            self._held[-1].properties = self._data[start:end]

    def _letters(self, text: str) -> None:
        if self._open and self._open[-1][0] == "t":
            self._held[-1].texts[-1].pieces.append((self._parser.CurrentByteIndex, text))

    def _cdata(self) -> None:
        if self._open and self._open[-1][0] == "t":
            self._held[-1].texts[-1].raw = True


def marked(data: bytes, marks: Iterable[tuple[Cut, bool, bytes]]) -> bytes:
    """The bytes with marks at their cuts; each mark says whether it begins a range.

    Where several marks share a place, ranges end there before others begin.
    """
    places: dict[int, list[tuple[Cut, bool, bytes]]] = {}
    for mark in marks:
        places.setdefault(mark[0].at, []).append(mark)
    pieces, at = [], 0
    for place in sorted(places):
        here = sorted(places[place], key=lambda mark: mark[1])
        cut = max((mark[0] for mark in here), key=lambda cut: len(cut.closing))
        pieces += [data[at:place], cut.closing, *(mark[2] for mark in here), cut.opening]
        at = place
    return b"".join([*pieces, data[at:]])


def _name(tag: bytes) -> bytes:
    match = _TAG.match(tag)
    return match[1] if match else b"w:r"
