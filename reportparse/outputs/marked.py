"""The text of a report as marked-up blocks: paragraphs, headings and tables with their figures."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from reportparse.models import Figure, Report, Section
from reportparse.outputs.findings import Lines
from reportparse.outputs.layout import plain

if TYPE_CHECKING:
    from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the text. ``style`` is "title", "heading" or "", for a heading on its own line."""

    number: int
    content: Markup
    style: str
    section: Section | None


@dataclass(frozen=True, slots=True)
class Table:
    """Lines of cells, which the text separates by tabs; ``width`` is that of the longest."""

    rows: list[tuple[int, list[Markup]]]
    width: int


class MarkedText:
    """Marks every figure of a text with its kind, status and verdict.

    ``verdicts`` are those of the figures by id, ``found`` the severities and numbers of the
    findings that stand at them, gravest first. A figure that overlaps the one before it stays
    unmarked.
    """

    def __init__(
        self,
        report: Report,
        verdicts: Mapping[str, str],
        found: Mapping[str, Sequence[tuple[str, int]]],
    ) -> None:
        from markupsafe import Markup

        self._markup = Markup
        self._report, self._text = report, report.text
        self._verdicts, self._found = verdicts, found
        self._starts = [figure.start for figure in report.figures]
        self._sections = {section.start: section for section in report.sections}

    def blocks(self) -> Iterator[Paragraph | Table]:
        """The lines in order, those with tabs gathered in tables, empty ones left out."""
        lines, titled = Lines(self._text), False
        spans = [(number, *lines.bounds(number)) for number in range(1, len(lines) + 1)]
        filled = [span for span in spans if self._text[span[1] : span[2]].strip()]
        for tabular, run in groupby(filled, key=lambda span: self._is_row(span[1], span[2])):
            if tabular:
                rows = [(number, self._cells(start, end)) for number, start, end in run]
                yield Table(rows, max(len(cells) for _, cells in rows))
                continue
            for number, start, end in run:
                paragraph = self._paragraph(number, start, end, titled)
                titled = titled or paragraph.style == "title"
                yield paragraph

    def _is_row(self, start: int, end: int) -> bool:
        return "\t" in self._text[start:end].strip()

    def _cells(self, start: int, end: int) -> list[Markup]:
        cells = []
        while start <= end:
            stop = self._text.find("\t", start, end)
            stop = end if stop < 0 else stop
            cells.append(self._marked(start, stop))
            start = stop + 1
        return cells

    def _paragraph(self, number: int, start: int, end: int, titled: bool) -> Paragraph:
        written = self._text[start:end]
        section = self._sections.get(start + len(written) - len(written.lstrip()))
        if section is None:
            title = not titled and written.strip() == self._report.title
            return Paragraph(number, self._marked(start, end), "title" if title else "", None)
        head = self._heading_end(section, end)
        if not self._text[head:end].strip(" \u3000。：:"):
            return Paragraph(number, self._marked(start, end), "heading", section)
        run_in = self._markup("<b>{}</b>").format(self._marked(start, head))
        return Paragraph(number, run_in + self._marked(head, end), "", section)

    def _heading_end(self, section: Section, end: int) -> int:
        """Where the words of a heading end that may run into its paragraph."""
        found = self._text.find(section.heading, section.start + len(section.marker), end)
        return found + len(section.heading) if found >= 0 else section.start

    def _marked(self, start: int, end: int) -> Markup:
        pieces, at = [], start
        for n in range(bisect_left(self._starts, start), bisect_left(self._starts, end)):
            figure = self._report.figures[n]
            if at <= figure.start and figure.end <= end:
                pieces.append(self._shown(at, figure.start))
                pieces.append(self._figure(figure))
                at = figure.end
        pieces.append(self._shown(at, end))
        return self._markup("").join(pieces)

    def _figure(self, figure: Figure) -> Markup:
        found = self._found.get(figure.id, ())
        severity = found[0][0] if found else ""
        classes = ("f", figure.kind, figure.status, self._verdicts.get(figure.id, ""), severity)
        badge = self._markup(' data-n="{}"').format(",".join(str(number) for _, number in found))
        tag = self._markup('<span class="{}" id="{}" role="button" tabindex="-1"{}>{}</span>')
        written = self._shown(figure.start, figure.end)
        named = " ".join(filter(None, classes))
        return tag.format(named, figure.id, badge if found else "", written)

    def _shown(self, start: int, end: int) -> str:
        return plain(self._text[start:end]) if start < end else ""
