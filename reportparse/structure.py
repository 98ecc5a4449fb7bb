"""Headings, paragraphs, sentences and clauses of a report, its title and date.

Headings follow GB/T 9704-2012 7.3.3: 一、 (一) 1. (1), any of which may be skipped. A heading
stands on a line of its own or runs into its paragraph (``(二)项目完成情况。全年计划…``). Chains of
一是…二是… are items of a paragraph, never sections. All offsets are those of the text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from itertools import pairwise

import regex

from reportparse.expressions import compiled
from reportparse.models import Section
from reportparse.rules import Rules

PARAGRAPH = compiled(r"[^\n]+")
WIDE_GAP = compiled(r"[　]{2,}|(?<=[。;!?])　")
SENTENCE_END = compiled(r"[。!?!?](?:[”’」』\")])?|[;;](?=\s|$)|\n")
CLAUSE_END = compiled(r"[。;;!?,,::\n\t]|——")
RUN_IN = compiled(r"[^。::;;!?!?\n]{2,30}[。::]")
DATE = compiled(r"(?<!\d)((?:19|20)\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
TITLE_WORDS = compiled("报告|总结|小结|情况|通报|简报|汇报|公报|小记|要点|思路|分析|说明|公告|通知")
STOP = compiled("[。;;!?]")
INNER_MARK = compiled(r"(?<=\d),(?=\d{3}(?!\d))|(?<=\d):(?=\d)")
MAX_HEADING = 45


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of the text."""

    start: int
    end: int


@dataclass(frozen=True)
class Structure:
    """The skeleton that later stages walk along."""

    text: str
    folded: str
    paragraphs: tuple[Line, ...]
    sections: tuple[Section, ...]
    title: str
    published: date | None
    sentence_ends: tuple[int, ...] = field(repr=False)
    clause_ends: tuple[int, ...] = field(repr=False)
    body_starts: tuple[int, ...] = field(repr=False)

    def section_at(self, at: int) -> Section | None:
        """The innermost section that holds the offset."""
        i = bisect_right(self.body_starts, at) - 1
        while i >= 0:
            section = self.sections[i]
            if section.start <= at < section.end:
                return section
            i -= 1
        return None

    def heading(self, section: Section) -> str:
        """The heading of a section, width-folded."""
        start = self.text.index(section.heading, section.start)
        return self.folded[start : start + len(section.heading)]

    def paragraph_at(self, at: int) -> int:
        """The index of the paragraph that holds the offset."""
        return bisect_right(self._paragraph_starts, at) - 1

    def sentence(self, at: int) -> tuple[int, int]:
        """Start and end of the sentence that holds the offset."""
        return self._sentences[bisect_right(self.sentence_ends, at)]

    def clause(self, at: int) -> tuple[int, int]:
        """Start and end of the clause (between commas, colons and stops) that holds the offset."""
        return self._clauses[bisect_right(self.clause_ends, at)]

    @cached_property
    def _paragraph_starts(self) -> list[int]:
        return [p.start for p in self.paragraphs]

    @cached_property
    def _sentences(self) -> list[tuple[int, int]]:
        return list(pairwise((0, *self.sentence_ends, len(self.text))))

    @cached_property
    def _clauses(self) -> list[tuple[int, int]]:
        return list(pairwise((0, *self.clause_ends, len(self.text))))


def read_structure(text: str, folded: str, rules: Rules) -> Structure:
    """The structure of a text; ``folded`` is the same text width-folded."""
    paragraphs = tuple(_paragraphs(text, folded))
    sections = tuple(_headings(rules).sections(text, folded, paragraphs))
    title, published = _title(text, folded, paragraphs, sections), _published(folded, paragraphs)
    decimals = _decimal_points(folded)
    return Structure(
        text,
        folded,
        paragraphs,
        sections,
        title,
        published,
        tuple(
            sorted({m.end() for m in SENTENCE_END.finditer(folded)} | {p.start for p in paragraphs})
        ),
        tuple(
            sorted(
                {m.end() for m in CLAUSE_END.finditer(folded) if m.start() not in decimals}
                | {p.start for p in paragraphs}
            )
        ),
        tuple(s.start for s in sections),
    )


def _decimal_points(folded: str) -> frozenset[int]:
    """Commas and colons between digits are no clause ends: 82,607 and 2.02:1."""
    return frozenset(m.start() for m in INNER_MARK.finditer(folded))


def _paragraphs(text: str, folded: str) -> Iterator[Line]:
    for m in PARAGRAPH.finditer(text):
        start = m.start()
        for gap in WIDE_GAP.finditer(m[0]):
            yield from _line(text, start, m.start() + gap.start())
            start = m.start() + gap.end()
        yield from _line(text, start, m.end())


def _line(text: str, start: int, end: int) -> Iterator[Line]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Line(start, end)


@lru_cache(maxsize=4)
def _headings(rules: Rules) -> _Headings:
    return _Headings(rules)


class _Headings:
    def __init__(self, rules: Rules) -> None:
        self._kinds = [(e.id, rules.compile(e.pattern, e)) for e in rules.of("heading")]
        self._quantity = compiled(
            r"\d(?:[\d.,]*)(?:\s?[万亿])?(?:元|%|人|户|个(?!别)|亩|公里|吨|件|项|千瓦)"
        )

    def sections(self, text: str, folded: str, lines: Sequence[Line]) -> Iterator[Section]:
        found = [h for line in lines if (h := self._heading(text, folded, line))]
        used = [k for k, _ in self._kinds if any(h[0] == k for h in found)]
        levels = [used.index(h[0]) + 1 for h in found]
        parents: list[tuple[int, str]] = []
        for n, ((_, marker, start, head_start, head_end), level) in enumerate(
            zip(found, levels, strict=True)
        ):
            later = (found[k][2] for k in range(n + 1, len(found)) if levels[k] <= level)
            while parents and parents[-1][0] >= level:
                parents.pop()
            id = f"s{n + 1}"
            yield Section(
                id=id,
                level=level,
                marker=marker,
                heading=text[head_start:head_end].strip(),
                start=start,
                end=next(later, len(text)),
                parent=parents[-1][1] if parents else None,
            )
            parents.append((level, id))

    def _heading(self, text: str, folded: str, line: Line) -> tuple[str, str, int, int, int] | None:
        for kind, pattern in self._kinds:
            m = pattern.match(folded, line.start)
            if not m or m.end() >= line.end:
                continue
            start = m.end()
            while start < line.end and text[start].isspace():
                start += 1
            end = self._head_end(folded, start, line.end)
            if end is None:
                return None
            return kind, text[line.start : m.end()].strip(), line.start, start, end
        return None

    def _head_end(self, folded: str, start: int, end: int) -> int | None:
        """Where the heading phrase ends: the line's end, or the stop of a run-in phrase."""
        whole = folded[start:end]
        if "\t" in whole:
            return None
        if len(whole) <= MAX_HEADING and not STOP.search(whole):
            if whole[-1] in ",,、" or self._quantity.search(whole):
                return None
            return end - 1 if whole[-1] in "::" else end
        m = RUN_IN.match(folded, start, end)
        if not m or self._quantity.search(m[0]):
            return None
        if m.end() >= end:  # a sentence of its own is an item; a short phrase with a stop a heading
            return m.end() - 1 if m.end() - start <= 16 and "," not in m[0] else None
        if m[0][-1] in "::" and m[0].count(",") + m[0].count(",") > 0:
            return None
        return m.end() - 1


def _title(text: str, folded: str, lines: Sequence[Line], sections: Sequence[Section]) -> str:
    first = sections[0].start if sections else len(text)
    head = [text[p.start : p.end] for p in lines[:8] if p.start < first]
    for line in head:
        if len(line) <= 60 and TITLE_WORDS.search(line) and line[-1] not in "。;:,;:,":
            return regex.split("——", line)[0].strip()
    if head:
        opening = regex.split("——|[。　]", head[0])[0].strip()
        if len(opening) <= 60:
            return opening
    return ""


def _published(folded: str, lines: Sequence[Line]) -> date | None:
    """A date on a line of its own or behind 时间: near the top or at the very end."""
    for line in [*lines[:6], *lines[-3:]]:
        content = folded[line.start : line.end]
        m = DATE.search(content)
        if m and (len(content) <= 32 or regex.match(r"\s*(?:发布)?(?:时间|日期)", content)):
            try:
                return date(int(m[1]), int(m[2]), int(m[3]))
            except ValueError:
                continue
    return None
