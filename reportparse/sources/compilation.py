"""Compilations (汇编): several reports in one file, split by their titles.

A split is made only where the text leaves no doubt: a short line that ends as titles of reports do
(报告, 总结, 汇报 …) and after which the outermost numbering starts again with 一、. Each part keeps
its places and gets the name of the file with the title added.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from reportparse.models import Place
from reportparse.sources.document import Document

_TITLE = re.compile(
    r"[ \u3000]*(?!第?[一二三四五六七八九十百0-9]+[、.章节部])"
    r"[^\n\t。;\uff1b,\uff0c:\uff1a!\uff01?\uff1f]{4,44}"
    r"(?:报告|总结|汇报|综述|情况通报|统计公报|工作情况|完成情况|进展情况|情况说明)"
    r"(?:[及和暨与、][^\n\t。;\uff1b,\uff0c:\uff1a]{2,24}(?:计划|打算|思路|安排|要点|重点|任务|建议|谋划))?"
    r"(?:[(\uff08][^()\uff08\uff09\n]{2,16}[)\uff09])?[ \u3000]*"
)
_OFFICE = re.compile(
    r"[ \u3000]*[^\s\d。;\uff1b,\uff0c:\uff1a、]{2,24}"
    r"(?:[局委办院部厅处所站镇乡县市区省州盟旗会]|政府|公司|街道|中心|集团|大队|支队|学校|学院|管委会)"
    r"[ \u3000]*"
)
_UNNAMED = re.compile(
    r"[ \u3000]*(?:[\d\uff10-\uff19]{4}|[一二][〇○零\d一二三四五六七八九]{3}|关于|工作)"
)
"""A line that names whose report it is, and the second half of a title that does not."""

_FIRST = re.compile(r"[ \u3000]*(?:一、|一\s|第一[章部])")
_OUTER = re.compile(r"[ \u3000]*(?:[一二三四五六七八九十]+、|第[一二三四五六七八九十]+[章部])")

SHORTEST = 120
"""Characters that a part must hold; shorter ones are lines of a table of contents."""


def split(document: Document) -> list[Document]:
    """The reports of a document in order: the document itself where it is a single report."""
    starts = _starts(document.text)
    if len(starts) < 2:
        return [document]
    bounds = [0, *starts[1:], len(document.text)]
    parts = []
    for number, (start, end) in enumerate(pairwise(bounds), 1):
        title = _title(document.text, starts[number - 1])
        parts.append(
            replace(
                document,
                name=f"{document.name}#{number} {title}",
                text=document.text[start:end],
                places=_cut(document, start, end),
            )
        )
    return parts


def _title(text: str, start: int) -> str:
    lines = [line.strip() for line in text[start:].lstrip().split("\n", 2)[:2]]
    return lines[0] if _TITLE.fullmatch(lines[0]) else "".join(lines)


def _starts(text: str) -> list[int]:
    """Where the titles of the reports begin; each has a 一、 before the next one begins."""
    titles: list[int] = []
    pending: int | None = None
    position, office = 0, -1
    for line in text.split("\n"):
        if _TITLE.fullmatch(line):
            if pending is None or position - pending > SHORTEST:
                pending = office if office >= 0 and _UNNAMED.match(line) else position
        elif _FIRST.match(line):
            if pending is not None:
                titles.append(pending)
            pending = None
        elif _OUTER.match(line):
            pending = None
        office = position if _OFFICE.fullmatch(line) else -1
        position += len(line) + 1
    ends = [*titles[1:], len(text)]
    sure = all(end - start >= SHORTEST for start, end in zip(titles, ends, strict=False))
    return titles if sure else []


def _cut(document: Document, start: int, end: int) -> tuple[Place, ...]:
    places = document.places or _lines(document.text)
    return tuple(
        place.model_copy(update={"start": place.start - start, "end": place.end - start})
        for place in places
        if start <= place.start and place.end <= end
    )


def _lines(text: str) -> tuple[Place, ...]:
    """Places of plain text, so that a part still tells the lines of its file."""
    places = []
    position = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            places.append(Place(start=position, end=position + len(line), paragraph=number))
        position += len(line) + 1
    return tuple(places)
