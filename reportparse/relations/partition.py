"""Lists that are complete by what they list: 税收 and 非税, 男 and 女, 已消除 and 未消除.

``relations.toml`` names the classes of such partitions. A list in which every class stands, and
nothing else, adds up to its total although 其中 opens it (docs/checks.md 7.4).
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from reportparse.relations.view import Spot, View

UNDONE = regex.compile(r"(?:未|非)(\p{Han}{2,8})$")
DONE = regex.compile(r"\p{Han}{2,10}$")


def is_complete(view: View, total: Spot, parts: Sequence[Spot]) -> bool:
    """Whether the parts are all classes of a partition of the total."""
    if _is_pair(view, parts):
        return True
    pattern = view.rules.pattern
    names = [view.head(s).clause.rstrip() + s.figure.indicator for s in parts]
    whole = view.head(total).clause + total.figure.indicator + view.text[total.end : total.end + 8]
    for partition in view.rules.table("partitions").values():
        classes, optional = partition["classes"], partition.get("optional", ())
        if len(classes) <= len(names) <= len(classes) + len(optional) and _covers(
            [*map(pattern, classes)], [*map(pattern, optional)], names
        ):
            return pattern(partition.get("total", "")).search(whole) is not None
    return False


def _covers(
    classes: Sequence[regex.Pattern[str]],
    optional: Sequence[regex.Pattern[str]],
    names: Sequence[str],
) -> bool:
    """Every class in one name, every name in one class."""
    found: set[int] = set()
    for name in names:
        kinds = [k for k, kind in enumerate((*classes, *optional)) if kind.search(name)]
        if len(kinds) != 1 or kinds[0] in found:
            return False
        found.add(kinds[0])
    return set(range(len(classes))) <= found


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
