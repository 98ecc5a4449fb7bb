"""Lists that are complete by what they list: 税收 and 非税, 男 and 女, 已消除 and 未消除.

``relations.toml`` names the classes of such partitions. A list in which every class stands, and
nothing else, adds up to its total although 其中 opens it (docs/checks.md 7.4).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import regex

from reportparse.expressions import compiled
from reportparse.relations.view import Spot, View
from reportparse.rules import Rules

UNDONE = compiled(r"(?:未|非)(\p{Han}{2,8})$")
DONE = compiled(r"\p{Han}{2,10}$")


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
            tuple(map(compiled, (*written["classes"], *written.get("optional", ())))),
            compiled(written.get("total", "")),
        )
        for written in rules.table("partitions").values()
    )


@lru_cache(maxsize=4)
def _any_class(rules: Rules) -> regex.Pattern[str]:
    """All classes in one, to tell quickly that a name is none."""
    classes = (kind.pattern for partition in _partitions(rules) for kind in partition.classes)
    return compiled("|".join(classes))


@lru_cache(maxsize=4)
def _any_whole(rules: Rules) -> regex.Pattern[str]:
    """All wholes in one."""
    return compiled("|".join(p.whole.pattern for p in _partitions(rules) if p.whole.pattern))


def all_classes(view: View, parts: Sequence[Spot]) -> bool:
    """Whether all classes of a partition stand in the list, of whatever whole."""
    words, names = _names(view, parts)
    return _is_pair(words[:2]) or any(
        all(any(kind.search(name) for name in names) for kind in classes[:needed])
        and all(any(kind.search(name) for kind in classes) for name in names)
        for needed, classes, _ in _partitions(view.rules)
    )


def _names(view: View, parts: Sequence[Spot]) -> tuple[list[str], list[str]]:
    """The words before each part, and the same with its indicator."""
    words = [view.head(s).clause.rstrip() for s in parts]
    return words, [w + s.figure.indicator for w, s in zip(words, parts, strict=True)]


def complete(view: View, total: Spot, parts: Sequence[Spot]) -> list[int]:
    """How many of the parts, from the first on, are all classes of a partition of the total."""
    words, names = _names(view, parts)
    covering: dict[int, _Partition] = {}
    partitions = _partitions(view.rules)
    for partition in partitions if names and _any_class(view.rules).search(names[0]) else ():
        for count in _covered(partition, names):
            covering.setdefault(count, partition)
    whole = view.head(total).clause + total.figure.indicator + view.text[total.end : total.end + 8]
    counts = [n for n, partition in covering.items() if partition.whole.search(whole)]
    return [*counts, 2] if len(parts) > 1 and _is_pair(words[:2]) else counts


def of_classes(view: View, total: Spot, alike: Sequence[Spot]) -> Iterator[list[Spot]]:
    """The first figure of each class of a whole, where words since the figure before name it:
    第二产业仍是主力,增加值786亿元."""
    words = view.head(total).clause + total.figure.indicator
    if not _any_whole(view.rules).search(words):
        return
    following = [
        s for s in alike if s.paragraph == total.paragraph and s.figure.value < total.figure.value
    ]
    for needed, classes, whole in _partitions(view.rules):
        if not whole.pattern or not whole.search(words):
            continue
        found: dict[int, Spot] = {}
        for s in following:
            kinds = [k for k, kind in enumerate(classes) if kind.search(s.lead)]
            if len(kinds) == 1:
                found.setdefault(kinds[0], s)
        if found.keys() >= set(range(needed)):
            yield sorted(found.values(), key=lambda s: s.n)


def other_class(view: View, a: Spot, b: Spot) -> bool:
    """Whether two figures are of different classes of one partition: 国内航线 and 国际航线."""
    names = a.clause + a.figure.indicator, b.clause + b.figure.indicator
    if not all(map(_any_class(view.rules).search, names)):
        return False
    for partition in _partitions(view.rules):
        one, other = ([bool(c.search(name)) for c in partition.classes] for name in names)
        known = partition.whole.search(" ".join(names)) is not None
        if known and one.count(True) == other.count(True) == 1 and one != other:
            return True
    return False


def _covered(partition: _Partition, names: Sequence[str]) -> Iterator[int]:
    """How many of the names have every class in one of them, and each of them one class."""
    needed, classes, _ = partition
    found: set[int] = set()
    for count, name in enumerate(names, 1):
        kinds = [k for k, kind in enumerate(classes) if kind.search(name)]
        if len(kinds) != 1 or kinds[0] in found:
            return
        found.add(kinds[0])
        if count >= needed and found.issuperset(range(needed)):
            yield count


def _is_pair(words: Sequence[str]) -> bool:
    """What is done and what is not: 已消除 and 未消除, 公有 and 非公有."""
    for this, other in (words, words[::-1]):
        undone, done = UNDONE.search(this), DONE.search(other)
        if undone and done and done[0].endswith(undone[1]) and not UNDONE.search(other):
            return True
    return False
