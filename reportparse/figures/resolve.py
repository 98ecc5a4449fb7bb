"""The one overlap policy: which of the matches that share characters stand.

A mask beats a reading whose number it touches; one that ``yields`` gives way to a reading that
holds it whole. Among readings the one that starts first wins, then the longer. A lone 一 with a
measure word is an article (一个新的台阶), unless a modifier or a neighbour in a list counts it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

import regex

from reportparse.figures.reading import Reading
from reportparse.figures.scan import Span

LEVEL_BEFORE = regex.compile(r"(?:达到?|过|突破|超|均达到|迈上|跨上|近)$")
LEVEL_AFTER = regex.compile(r"规模|台阶|以上|级别")
BUILT = regex.compile(r"[栋幢座处所间条台套辆口眼]?(?<=[栋幢座处所间条台套辆口眼])(?=[,。;、)])")
LIST_GAP = regex.compile(r"[、,和及\p{Han}]{1,8}")
LIST_MARK = regex.compile("[、,和及]")
HAN = regex.compile(r"\p{Han}")
COUNTING = regex.compile(r"(?:仅|只|只能|享受|各|整整|共|满)$")


def resolve(text: str, readings: Iterable[Reading], masks: Sequence[Span]) -> list[Reading]:
    """The readings that stand, in text order, none overlapping another or a mask."""
    kept: list[Reading] = []
    blocked = _Masked(masks)
    for r in sorted(readings, key=lambda r: (r.core, -r.end)):
        if (kept and r.core < kept[-1].end) or blocked.by(r):
            continue
        kept.append(r)
    return [r for i, r in enumerate(kept) if not _article(text, kept, i)]


def _article(text: str, readings: Sequence[Reading], i: int) -> bool:
    r = readings[i]
    surface = text[r.core : r.end]
    if r.modifier or r.kind not in {"count", "duration", "measure", "amount"}:
        return False
    if surface[0] == "十" and text[max(0, r.core - 1) : r.core] != "每":
        return False
    if surface[0] in "万亿千百十" and r.number.value == r.number.place:  # 每千人, 万元
        level = LEVEL_BEFORE.search(text, max(0, r.core - 4), r.core) or LEVEL_AFTER.match(
            text, r.end
        )
        return r.kind != "amount" or level is None
    if (
        surface[0] != "一"
        or r.number.value != 1
        or COUNTING.search(text, max(0, r.core - 2), r.core)
    ):
        return False
    if surface[1:] == "批":
        return True
    if BUILT.match(text, r.end - 1) and HAN.match(text, r.core - 1, r.core):
        return False
    for k, gap in ((i - 1, text[readings[i - 1].end : r.start]), (i + 1, "")):
        if 0 <= k < len(readings) and readings[k].kind == r.kind:
            between = gap or text[r.end : readings[k].start]
            if LIST_GAP.fullmatch(between) and LIST_MARK.search(between) and len(between) <= 5:
                return False
    return True


class _Masked:
    def __init__(self, masks: Sequence[Span]) -> None:
        self._masks = sorted(masks)
        self._starts = [m.start for m in self._masks]
        self._reach: list[int] = []
        furthest = 0
        for m in self._masks:
            furthest = max(furthest, m.end)
            self._reach.append(furthest)

    def by(self, r: Reading) -> bool:
        i = bisect_right(self._starts, r.end - 1) - 1
        while i >= 0 and self._reach[i] > r.core:
            m = self._masks[i]
            holds = r.core <= m.start and m.end <= r.end
            if r.core < m.end and m.start < r.end and not (m.yields and holds):
                return True
            i -= 1
        return False
