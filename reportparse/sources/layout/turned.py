"""Writing in several directions on one page, and the ruled lines of drawings."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from reportparse.sources.layout.marks import Mark, Page, Rule

THIN = 3.0
"""Points; a box no thicker is a line."""

SHORTEST = 6.0
"""Points; shorter lines are parts of drawings."""

TOLERANCE = 8
"""Degrees; writing that slants more from the four directions is a watermark and left out."""


def direction(degrees: float) -> int | None:
    """The nearest of the directions 0, 90, 180, 270; none for slanting writing."""
    nearest = round(degrees / 90) * 90
    return nearest % 360 if abs(degrees - nearest) <= TOLERANCE else None


def upright(
    number: int,
    width: float,
    height: float,
    marks: Iterable[tuple[int, Mark]],
    rules: Sequence[Rule],
) -> Iterator[Page]:
    """A page as one page for each direction that it is written in, the commonest first, turned so
    that the writing runs from left to right.

    Directions are counted in degrees anticlockwise: writing at 90 runs up the page. The ruled
    lines go with the commonest.
    """
    groups: dict[int, list[Mark]] = {}
    for angle, mark in marks:
        groups.setdefault(angle, []).append(mark)
    for angle in sorted(groups, key=lambda angle: -len(groups[angle])):
        turned = [Mark(mark.text, *_turn(angle, width, height, mark)) for mark in groups[angle]]
        lines = [Rule(*_turn(angle, width, height, rule)) for rule in rules]
        size = (height, width) if angle % 180 else (width, height)
        yield Page(number, *size, turned, lines)
        rules = ()


def _turn(
    angle: int, width: float, height: float, box: Mark | Rule
) -> tuple[float, float, float, float]:
    left, top, right, bottom = box.left, box.top, box.right, box.bottom
    match angle:
        case 90:
            return height - bottom, left, height - top, right
        case 180:
            return width - right, height - bottom, width - left, height - top
        case 270:
            return top, width - right, bottom, width - left
        case _:
            return left, top, right, bottom


def rules_of(outline: Sequence[tuple[float, float]], stroked: bool) -> Iterator[Rule]:
    """The ruled lines of an outline: itself where it is thin, else its straight sides if drawn."""
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    box = min(xs), min(ys), max(xs), max(ys)
    if not all(map(math.isfinite, box)):
        return
    sides = [box]
    if min(box[2] - box[0], box[3] - box[1]) > THIN:
        sides = [
            (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
            for a, b in pairwise(outline)
            if stroked
        ]
    for left, top, right, bottom in sides:
        short, long = sorted((right - left, bottom - top))
        if long >= SHORTEST and short <= THIN:
            yield Rule(left, top, right, bottom)
