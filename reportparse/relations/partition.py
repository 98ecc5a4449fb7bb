"""Lists that are complete by what they list: 税收 and 非税, 男 and 女, 已消除 and 未消除.

``relations.toml`` names the classes of such partitions. A list in which every class stands, and
nothing else, adds up to its total although 其中 opens it (docs/checks.md 7.4).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import regex

from reportparse.relations.view import Spot, View
from reportparse.rules import Rules

UNDONE = regex.compile(r"(?:未|非)(\p{Han}{2,8})$")
DONE = regex.compile(r"\p{Han}{2,10}$")


class _Partition(NamedTuple):
    """Patterns of the classes of a whole, the first ``needed`` of which must stand, and of it."""

    needed: int
    classes: tuple[regex.Pattern[str], ...]
    whole: regex.Pattern[str]


@lru_cache(maxsize=4)
def _partitions(rules: Rules) -> tuple[_Partition, ...]:
    return tuple(
        _Partition(
            len(written["classes"]),
            tuple(map(regex.compile, (*written["classes"], *written.get("optional", ())))),
            regex.compile(written.get("total", "")),
        )
        for written in rules.table("partitions").values()
    )


def is_complete(view: View, total: Spot, parts: Sequence[Spot]) -> bool:
    """Whether the parts are all classes of a partition of the total."""
    if _is_pair(view, parts):
        return True
    names = [view.head(s).clause.rstrip() + s.figure.indicator for s in parts]
    whole = view.head(total).clause + total.figure.indicator + view.text[total.end : total.end + 8]
    for partition in _partitions(view.rules):
        if _covers(partition, names):
            return partition.whole.search(whole) is not None
    return False


def _covers(partition: _Partition, names: Sequence[str]) -> bool:
    """Every class in one name, every name in one class."""
    needed, classes, _ = partition
    if not needed <= len(names) <= len(classes):
        return False
    found: set[int] = set()
    for name in names:
        kinds = [k for k, kind in enumerate(classes) if kind.search(name)]
        if len(kinds) != 1 or kinds[0] in found:
            return False
        found.add(kinds[0])
    return found >= set(range(needed))


def _is_pair(view: View, parts: Sequence[Spot]) -> bool:
    """What is done and what is not: 已消除 and 未消除, 公有 and 非公有."""
    if len(parts) != 2:
        return False
    words = [view.head(s).clause.rstrip() for s in parts]
    for this, other in (words, words[::-1]):
        undone, done = UNDONE.search(this), DONE.search(other)
        if undone and done and done[0].endswith(undone[1]) and not UNDONE.search(other):
            return True
    return False
