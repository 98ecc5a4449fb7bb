"""What one input may cost. Reports come from strangers; each limit ends in a clear error.

Together they keep one file under 1 GiB of memory: the largest trees that the limits let through
(``MAX_ELEMENTS`` XML elements, ``MAX_CELLS`` table cells) take some 600 MiB.
"""

from __future__ import annotations

MAX_BYTES = 64 * 2**20
"""Bytes of one input file."""

MAX_TEXT = 16 * 2**20
"""Characters of text that one document may yield."""

MAX_MEMBERS = 5_000
"""Files inside one archive (docx, xlsx, ofd, zip)."""

MAX_EXPANDED = 256 * 2**20
"""Bytes that all files inside one archive may unpack to, nested archives included."""

MAX_RATIO = 250
"""Unpacked size ÷ packed size of one file inside an archive, above ``FREE_EXPANSION`` bytes."""

FREE_EXPANSION = 2**20
"""Unpacked size below which the ratio is not looked at: small regular files pack very well."""

MAX_NESTING = 3
"""Archives inside archives."""

MAX_XML = 48 * 2**20
"""Bytes of one XML part."""

MAX_ELEMENTS = 3_000_000
"""Elements of one XML part."""

MAX_MARKDOWN = 4 * 2**20
"""Characters of a Markdown file."""

MAX_TAGS = 300_000
"""Elements of one web page."""

MAX_UNCLOSED = 1_000
"""Tags of one kind that a web page may leave open; parsing deeper ones takes quadratic time."""

MAX_DEPTH = 200
"""Elements inside elements."""

MAX_PAGES = 3_000
"""Pages of one PDF, OFD or TIFF."""

MAX_MARKS = 200_000
"""Characters of one page."""

MAX_SCANNED_PAGES = 300
"""Pages that are read by character recognition; each takes seconds."""

MAX_CELLS = 500_000
"""Table cells of one document."""

MAX_SPAN = 1_000
"""Rows or columns that one merged cell may span."""

MAX_PIXELS = 50_000_000
"""Pixels of one scanned page (A3 at 400 dpi has 31 million)."""

CONVERSION_SECONDS = 120
"""How long LibreOffice may take for one file."""
