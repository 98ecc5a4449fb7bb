"""What stands on a page, from single marks to lines and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median

from reportparse.sources.document import Piece


@dataclass(frozen=True, slots=True)
class Mark:
    """A character, or a line that character recognition read, in its box."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: Decimal | None = None

    @property
    def size(self) -> float:
        """The height of the type."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """The height on the page at which it stands."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruled line, horizontal or vertical."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def horizontal(self) -> bool:
        """Whether it runs across the page."""
        return self.right - self.left >= self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its number from 1, its size, marks and ruled lines."""

    number: int
    width: float
    height: float
    marks: Sequence[Mark]
    rules: Sequence[Rule] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a row without a wide gap."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    confidence: Decimal | None = None

    @property
    def width(self) -> float:
        """How far it runs across the page."""
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Row:
    """Segments at one height, from left to right."""

    segments: tuple[Segment, ...]

    @property
    def left(self) -> float:
        """Where the first segment begins."""
        return self.segments[0].left

    @property
    def right(self) -> float:
        """Where the last segment ends."""
        return max(segment.right for segment in self.segments)

    @property
    def top(self) -> float:
        """The highest point."""
        return min(segment.top for segment in self.segments)

    @property
    def bottom(self) -> float:
        """The lowest point."""
        return max(segment.bottom for segment in self.segments)

    @property
    def size(self) -> float:
        """The usual height of its type."""
        return median(segment.size for segment in self.segments)

    @property
    def text(self) -> str:
        """Its words, segments apart."""
        return " ".join(segment.text for segment in self.segments)

    @property
    def confidence(self) -> Decimal | None:
        """The lowest confidence of its segments."""
        known = [part.confidence for part in self.segments if part.confidence is not None]
        return min(known, default=None)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a page; ``edges`` are where its columns begin and end, ``single`` the rows that
    are one cell."""

    page: int
    top: float
    bottom: float
    left: float
    right: float
    rows: list[list[Piece]]
    edges: tuple[float, ...] = ()
    single: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Region:
    """Rows that are read one under the other: a column, or the whole width."""

    rows: list[Row] = field(default_factory=list)
    column: bool = False

    @property
    def top(self) -> float:
        """The highest point."""
        return min(row.top for row in self.rows)


@dataclass(frozen=True, slots=True)
class Block:
    """A page and what stands on it in reading order."""

    page: Page
    items: list[Region | Table]
