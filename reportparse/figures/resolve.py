"""The one overlap policy: which of the matches that share characters stand.

A mask beats a reading whose number it touches; one that ``yields`` gives way to a reading that
holds it whole. Among readings the one that starts first wins, then the longer. A lone 一 with a
measure word is an article (一个新的台阶), unless a modifier or a neighbour in a list counts it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reportparse.expressions import compiled
from reportparse.figures.masks import Masked
from reportparse.figures.reading import Reading

LEVEL_BEFORE = compiled(r"(?:达到?|过|突破|超|均达到|迈上|跨上|近)$")
LEVEL_AFTER = compiled(r"规模|台阶|以上|级别")
BUILT = compiled(r"[栋幢座处所间条台套辆口眼]?(?<=[栋幢座处所间条台套辆口眼])(?=[,。;、)])")
LIST_GAP = compiled(r"[、,和及\p{Han}]{1,8}")
LIST_MARK = compiled("[、,和及]")
HAN = compiled(r"\p{Han}")
COUNTING = compiled(r"(?:仅|只|只能|享受|各|整整|共|满)$")


def resolve(text: str, readings: Iterable[Reading], masked: Masked) -> list[Reading]:
    """The readings that stand, in text order, none overlapping another or a mask."""
    kept: list[Reading] = []
    for r in sorted(readings, key=lambda r: (r.core, -r.end)):
        if (kept and r.core < kept[-1].end) or masked.touches(r.core, r.end):
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
