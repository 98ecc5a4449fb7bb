"""Marks to rows: which characters stand at one height, and where a row has wide gaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

from reportparse.sources.layout.marks import Mark, Row, Segment

OVERLAP = 0.5
"""Share of the lower of two marks that must overlap for both to stand in one row."""

GAP = 1.2
"""Widths of a character; a gap this wide divides segments."""

NARROW = 0.8
"""Size of type ÷ height of box, where no Chinese character tells."""

WORD_GAP = 0.22
"""Widths of a character; a gap this wide between Latin letters or digits is a space."""

_DASHES = "—―-…"
_STRETCHED = ",;:\uff0c、。\uff1b\uff1a\uff01\uff1f\uff09》”"
"""Marks after which justified lines are drawn out."""


def rows_of(marks: Iterable[Mark]) -> list[Row]:
    """Rows from top to bottom, each divided at its wide gaps."""
    return [Row(tuple(_segments(row))) for row in _gather(marks)]


def text_of(marks: Iterable[Mark]) -> list[tuple[str, Mark]]:
    """The lines of a small area (a table cell), each with its least certain mark."""
    lines = []
    for row in _gather(marks):
        text = " ".join(segment.text for segment in _segments(row))
        lines.append((text, min(row, key=lambda mark: mark.confidence or 1)))
    return lines


def _gather(marks: Iterable[Mark]) -> list[list[Mark]]:
    rows: list[list[Mark]] = []
    bands: list[tuple[float, float]] = []
    for mark in sorted(marks, key=lambda mark: (mark.middle, mark.left)):
        best, found = OVERLAP, -1
        for index in range(len(rows) - 1, max(len(rows) - 4, -1), -1):
            top, bottom = bands[index]
            shared = min(bottom, mark.bottom) - max(top, mark.top)
            lower = min(bottom - top, mark.size) or 1.0
            if shared / lower >= best:
                best, found = shared / lower, index
        if found < 0:
            rows.append([mark])
            bands.append((mark.top, mark.bottom))
        else:
            rows[found].append(mark)
            if mark.size > (bands[found][1] - bands[found][0]):
                bands[found] = (mark.top, mark.bottom)
    order = sorted(range(len(rows)), key=lambda index: bands[index][0] + bands[index][1])
    return [sorted(rows[index], key=lambda mark: mark.left) for index in order]


def _segments(row: Sequence[Mark]) -> list[Segment]:
    segments: list[Segment] = []
    held: list[Mark] = []
    size = em(row)
    text = ""
    spaces = 0.0
    for mark in row:
        if mark.text.isspace():
            spaces += mark.right - mark.left if held else 0.0
            continue
        if held:
            before = held[-1]
            if _is_overprint(before, mark):
                continue
            gap = mark.left - before.right
            if gap > GAP * size and (gap > 1.9 * size or gap - spaces > GAP * size):
                segments.append(_segment(text, held))
                text, held = "", []
            elif _is_word_gap(text[-1], mark.text[0], gap, size, spaces):
                text += " "
        text += mark.text
        held.append(mark)
        spaces = 0.0
    if held:
        segments.append(_segment(text, held))
    return segments


def em(marks: Sequence[Mark]) -> float:
    """The size of type: the width of a Chinese character, which is as wide as it is high. Boxes are
    higher by what the font leaves between lines."""
    wide = [mark for mark in marks if len(mark.text) == 1 and mark.text > "\xff"]
    widths = [mark.right - mark.left for mark in wide]
    return median(widths) if widths else NARROW * median(mark.size for mark in marks)


def _segment(text: str, marks: Sequence[Mark]) -> Segment:
    return Segment(
        text=text,
        left=marks[0].left,
        top=min(mark.top for mark in marks),
        right=max(mark.right for mark in marks),
        bottom=max(mark.bottom for mark in marks),
        size=em(marks),
        confidence=min((m.confidence for m in marks if m.confidence is not None), default=None),
    )


def _is_overprint(before: Mark, mark: Mark) -> bool:
    """Bold drawn by printing a character twice, a little apart."""
    near = mark.left - before.left < 0.3 * (before.right - before.left)
    return near and before.text == mark.text and mark.text not in _DASHES


def _is_word_gap(before: str, after: str, gap: float, size: float, spaces: float) -> bool:
    if before.isascii() and after.isascii() and before.isalnum() and after.isalnum():
        return spaces > 0 or gap > WORD_GAP * size
    return gap > 0.8 * size and before not in _STRETCHED
