"""Lines to paragraphs, over all pages, without running heads and page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from reportparse.sources.document import Draft, Piece, join
from reportparse.sources.layout.marks import Block, Page, Region, Row, Table
from reportparse.sources.layout.spread import Spread

MARGIN = 0.13
"""Share of the page's height at its top and bottom where running heads stand."""

INDENT = 0.8
"""Widths of a character; a line that begins this far in begins a paragraph."""

LEADING = 1.35
"""Times the usual distance of lines; a wider one parts paragraphs."""

LEAST_LEADING = 1.15
"""Sizes of type from one line to the next, at the least."""

UNFINISHED = 0.7
"""Share of the width; a line that reaches so far and ends no sentence goes on in the next one,
though a word more would have found room: lines break before numbers and quotations."""

SAME_TYPE, SAME_SCAN = 0.8, 0.6
"""Ratio of heights below which lines are of different type; boxes of scanned lines vary."""

TITLE = 1.15
"""Times the usual type; larger centred lines are titles."""

_NUMBER = re.compile(
    r"[-\u2010-\u2015\u2212·.~\uff5e\s]*(?:第\s*)?(?:\d{1,4}|[ivxlcIVXLC]{1,6}|[一二三四五六七八九十百〇]{1,5})\s*页?"
    r"(?:\s*[/\uff0f,\uff0c]?\s*共?\s*\d{1,4}\s*页?)?[-\u2010-\u2015\u2212·.~\uff5e\s]*"
)
_PRINTED = re.compile(
    r"(?:https?|file)://\S+(?:\s+\d+/\d+)?|\d{1,4}[-/]\d{1,2}[-/]\d{1,4},?\s*(?:[上下]午)?\d+:\d+.*"
)
_DIGITS = re.compile(r"\d+|[一二三四五六七八九十百]+")
_ENDS = re.compile(r"[。!?\uff01\uff1f;\uff1b:\uff1a…][”’」』)\uff09》]*$")
_OPENS = re.compile(
    r"(?:[(\uff08]?[一二三四五六七八九十百]+[)\uff09、.]|[(\uff08]\d{1,3}[)\uff09]|"
    r"\d{1,3}[、.\uff0e](?!\d)|[①-⒛]|"
    r"第[一二三四五六七八九十百\d]+[章节部条])"
)
_TOKEN = re.compile(r"[(\uff08〔《“‘【「『\[]*(?:[A-Za-z0-9.,%\uff05‰/:+-]+|.)")
_NO_LINE_START = re.compile(
    r"[,\uff0c。、;\uff1b:\uff1a!\uff01?\uff1f.\uff0e)\uff09》”’」』】%\uff05‰℃…]*"
)


@dataclass(frozen=True, slots=True)
class _Line:
    row: Row
    page: int
    left: float
    right: float
    leading: float
    first: bool


def write(blocks: Sequence[Block], draft: Draft) -> None:
    """Adds paragraphs and tables to a draft, in reading order."""
    running = _running(blocks)
    body = _body_size(blocks)
    held: list[_Line] = []
    table = Spread()
    for block in blocks:
        for n, item in enumerate(block.items):
            if isinstance(item, Table):
                _flush(held, draft)
                if not table.takes(item):
                    table.put(draft)
                    table = Spread([item])
                continue
            lines = list(_lines(item, block.page, running))
            following = block.items[n + 1 : n + 2]
            if following and table.goes_on([line.row.text for line in lines], following[0]):
                continue
            for line in lines:
                table.put(draft)
                table = Spread()
                if held and not _joins(held[-1], line, body, block.page):
                    _flush(held, draft)
                held.append(line)
    table.put(draft)
    _flush(held, draft)


def _flush(held: list[_Line], draft: Draft) -> None:
    pieces: list[Piece] = []
    for line in held:
        text = line.row.text
        if pieces:
            before = pieces[-1]
            joined = join(before.text, text)
            space = joined[len(before.text) : len(joined) - len(text)]
            if before.page == line.page and line.row.confidence is None:
                pieces[-1] = Piece(joined, line.page)
                continue
            text = space + text
        pieces.append(Piece(text, line.page, line.row.confidence))
    if pieces:
        draft.pieces(pieces)
    held.clear()


def _lines(region: Region, page: Page, running: set[int]) -> Iterator[_Line]:
    rows = [row for row in region.rows if id(row) not in running]
    if not rows:
        return
    size = median(row.size for row in rows)
    left = min(row.left for row in rows)
    right = max(row.right for row in rows)
    if not region.column:
        left, right = min(left, 0.2 * page.width), max(right, 0.8 * page.width)
        starts = sorted(row.left for row in rows if row.left < 0.4 * page.width)
        left = starts[0] if starts else left
    steps = [
        below.bottom - above.bottom
        for above, below in pairwise(rows)
        if 0 < below.bottom - above.bottom < 3 * size
    ]
    leading = max(_usual(steps) / size, LEAST_LEADING) if steps else 2.0
    for index, row in enumerate(rows):
        yield _Line(row, page.number, left, right, leading, index == 0)


def _usual(steps: Sequence[float]) -> float:
    """The distance of lines inside paragraphs: the smallest that occurs often."""
    ordered = sorted(steps)
    return ordered[len(ordered) // 4]


def _joins(above: _Line, line: _Line, body: float, page: Page) -> bool:
    """Whether a line goes on with the sentence of the line above it."""
    upper, lower = above.row, line.row
    size = max(upper.size, lower.size)
    if min(upper.size, lower.size) < (SAME_TYPE if lower.confidence is None else SAME_SCAN) * size:
        return False
    if _is_centred(line, page):
        title = min(upper.size, lower.size) > TITLE * body
        near = not line.first and lower.bottom - upper.bottom < 2.2 * size
        return title and near and (_is_centred(above, page) or _is_full(above, lower))
    if not line.first and lower.bottom - upper.bottom > LEADING * line.leading * size:
        return False
    ended = bool(_ENDS.search(upper.text))
    opens = bool(_OPENS.match(lower.text))
    indented = lower.left - line.left > INDENT * size
    if opens and (ended or indented):
        return False
    if _is_full(above, lower):
        return not indented or not (ended or opens)
    reach = (upper.right - above.left) / max(above.right - above.left, 1.0)
    heading = ended or opens or indented or _OPENS.match(upper.text)
    return reach > UNFINISHED and not heading


def _is_full(above: _Line, lower: Row) -> bool:
    """Whether what begins the next line would not have found room at the end of this one."""
    text = lower.text
    token = _TOKEN.match(text)
    first = token[0] if token else ""
    closing = _NO_LINE_START.match(text, len(first))
    need = _width(first, lower.size) + (_width(closing[0], lower.size) if closing else 0.0)
    return above.right - above.row.right < need + 1.1 * above.row.size


def _width(text: str, size: float) -> float:
    return sum(0.55 if char.isascii() else 1.0 for char in text) * size


def _is_centred(line: _Line, page: Page) -> bool:
    """Whether a line stands in the middle of the page, well away from both edges."""
    before, after = line.row.left - line.left, line.right - line.row.right
    apart = 1.5 * line.row.size
    return before > apart and after > apart and abs(before - after) < 0.06 * page.width


def _body_size(blocks: Sequence[Block]) -> float:
    sizes = Counter[float]()
    for block in blocks:
        for item in block.items:
            if isinstance(item, Region):
                for row in item.rows:
                    sizes[round(row.size, 1)] += len(row.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _running(blocks: Sequence[Block]) -> set[int]:
    """The rows that are running heads and page numbers."""
    seen: dict[tuple[str, int], list[Row]] = {}
    found: set[int] = set()
    for block in blocks:
        page = block.page
        rows = [row for item in block.items if isinstance(item, Region) for row in item.rows]
        rows.sort(key=lambda row: row.top)
        for outer in (rows, rows[::-1]):
            for row in outer[:3]:
                middle = (row.top + row.bottom) / 2
                if MARGIN * page.height < middle < (1 - MARGIN) * page.height:
                    break
                number = row is outer[0] and _NUMBER.fullmatch(row.text)
                if len(rows) > 1 and (number or _PRINTED.fullmatch(row.text)):
                    found.add(id(row))
                place = _DIGITS.sub("#", row.text), round(middle / page.height * 60)
                seen.setdefault(place, []).append(row)
    needed = max(2, len(blocks) * 3 // 10)
    for (text, height), rows in seen.items():
        near = [row for step in (-1, 0, 1) for row in seen.get((text, height + step), ())]
        if len({id(row) for row in near}) >= needed and not _ENDS.search(text):
            found.update(id(row) for row in rows)
    return found
