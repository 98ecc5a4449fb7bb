"""Pages to text: what stands on a page, put into reading order.

PDF, OFD and scans all give marks on a page (``Mark``: a character or a recognised line with its
box) and ruled lines. From these, in this order: tables with ruled lines (``ruled``), rows and
segments of the rest (``rows``), tables by alignment (``aligned``), columns (``columns``), and last,
over all pages, running heads dropped and lines joined to paragraphs (``paragraphs``).

Coordinates are in points, or pixels for scans, with ``y`` growing downwards.
"""

from __future__ import annotations

from collections.abc import Iterable

from reportparse.sources.document import Draft
from reportparse.sources.layout.aligned import aligned_tables
from reportparse.sources.layout.columns import order
from reportparse.sources.layout.marks import Block, Mark, Page, Rule
from reportparse.sources.layout.paragraphs import write
from reportparse.sources.layout.rows import rows_of
from reportparse.sources.layout.ruled import ruled_tables
from reportparse.sources.layout.turned import direction, rules_of, upright

__all__ = ["Mark", "Page", "Rule", "direction", "rules_of", "upright", "write_pages"]


def write_pages(pages: Iterable[Page], draft: Draft) -> None:
    """Adds the text of all pages to a draft."""
    write([_blocks(page) for page in pages], draft)


def _blocks(page: Page) -> Block:
    tables, rest = ruled_tables(page)
    items = aligned_tables(rows_of(rest), page.number)
    return Block(page, order(items, tables, page))
