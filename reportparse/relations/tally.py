"""Announced counts against the list that follows: 三个专项: 一是 … 二是 … 三是 …"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from reportparse.expressions import compiled
from reportparse.relations.candidate import Candidate
from reportparse.relations.view import Spot, View

ORDINALS = "一二三四五六七八九十"
MAX_GAP = 24
REACH = 4000
LEAD = compiled(r"[\p{Han}“”]{0,14}([::。,;\n])\s*")
FIRST = compiled(r"(?<![\p{Han}])一是(?!否)")
Statement = tuple[Candidate, ...]


def find(view: View) -> Iterator[Statement]:
    """A small count, a stop or a colon, and a chain 一是 … N是 right behind it."""
    for s in view.spots:
        f = s.figure
        if (
            f.kind != "count"
            or f.unit not in view.units("announced")
            or not 2 <= f.value <= 10
            or f.modifier
        ):
            continue
        first = FIRST.search(view.text, f.end, f.end + MAX_GAP + 2)
        if not first or not _announces(view, s, view.text[f.end : first.start()]):
            continue
        if any(t.start < first.start() for t in view.spots[s.n + 1 : s.n + 2]):
            continue
        listed = _chain(view, s, first.start())
        if listed > 1:
            yield (
                Candidate("tally", f, (), constants=(Decimal(listed),), rank=1, rule="tally.chain"),
            )


def _announces(view: View, s: Spot, gap: str) -> bool:
    """Whether the count stands right before the list and counts what lists are made of."""
    stop = LEAD.fullmatch(gap)
    return stop is not None and (
        stop[1] in "::"
        or s.figure.unit in view.units("aspects")
        or view.cue("tally.announced", gap)
    )


def _chain(view: View, s: Spot, at: int) -> int:
    """How many links the chain has before the section ends or another chain begins."""
    section = view.structure.section_at(s.start)
    end = min(section.end if section else len(view.text), at + REACH)
    listed = 0
    for ordinal in ORDINALS:
        found = compiled(rf"(?<![\p{{Han}}第]){ordinal}是(?!否)").search(view.text, at, end)
        again = FIRST.search(view.text, at + 1, end) if listed else None
        if not found or (again and again.start() < found.start()):
            break
        listed += 1
        at = found.end()
    left_out = view.cue("tally.rest", view.text[at : view.structure.sentence(at)[1]])
    return 0 if left_out else listed
