"""Totals of a table, down its columns and across its rows: 合计, 小计, 其中 and numbered lines.

The names of the lines license the readings. Where they leave open which lines a total covers, the
numbers choose among them. A total that fails in all of its figures covers something else; one that
fails in most of them is only reported where one slip explains the figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from reportparse.relations.candidate import Candidate
from reportparse.relations.lines import (
    SUBTOTAL,
    Line,
    Statement,
    borne_out,
    holds,
    is_among,
    is_subtotal,
    is_total,
    sums_of,
)
from reportparse.relations.view import View

OPEN = "incomplete_list"
LONGEST_AMONG = 8
"""Lines behind one named 其中 that may belong to its list."""

FEW = 2
"""Figures of a total so few that their failing says nothing against its parts."""

Groups = Mapping[int, Sequence[Line]]
"""The parts of a line, by the line's place."""


def totals(view: View, lines: Sequence[Line]) -> Iterator[Statement]:
    """Every total along one axis of a table."""
    lines = [line for line in lines if not view.cue("sum.part_line", line.name)]
    among = _among(view, lines)
    yield from _parts(view, lines, among)
    closed = {at: parts for at, parts in among.items() if borne_out(_sums(lines, {at: parts}))}
    yield from _statements(_sums(lines, closed))
    inside = {part.at for parts in among.values() for part in parts}
    plain = [line for line in lines if line.at not in inside]
    groups = _labelled(view, plain) or _placed(view, plain)
    numbered = _numbered(plain)
    for found in (groups, numbered):
        sums = _sums(plain, found)
        yield from _statements(sums, firm=borne_out(sums, 1) or found is groups)
    yield from _grand(view, plain, {**groups, **numbered}, structured=bool(numbered or among))


def _sums(lines: Sequence[Line], groups: Groups) -> list[Candidate]:
    owners = (line for line in lines if line.at in groups)
    return [c for line in owners for c in sums_of(line, groups[line.at]).values()]


def _statements(candidates: Iterable[Candidate], firm: bool = True) -> Iterator[Statement]:
    for candidate in candidates:
        yield (candidate if firm else candidate._replace(soft=OPEN),)


def _among(view: View, lines: Sequence[Line]) -> Groups:
    """The lists behind 其中: the lines so named, and those after the last that complete the sum."""
    groups: dict[int, list[Line]] = {}
    parent: Line | None = None
    for n, line in enumerate(lines):
        if not is_among(view, line):
            parent = line
        elif parent is not None:
            groups.setdefault(parent.at, []).append(line)
            if n + 1 == len(lines) or not is_among(view, lines[n + 1]):
                groups[parent.at] += _rest(view, parent, groups[parent.at], lines[n + 1 :])
    return groups


def _rest(
    view: View, parent: Line, named: Sequence[Line], following: Sequence[Line]
) -> Sequence[Line]:
    """The fewest lines that make up the whole together with those named 其中; none if none do."""
    for more in range(min(len(following), LONGEST_AMONG) + 1):
        taken = following[:more]
        if taken and (is_total(view, taken[-1]) or is_subtotal(view, taken[-1])):
            break
        if borne_out([*sums_of(parent, [*named, *taken]).values()]):
            return taken
    return ()


def _parts(view: View, lines: Sequence[Line], among: Groups) -> Iterator[Statement]:
    """What stands behind 其中 is at most what it is part of."""
    for whole in (line for line in lines if line.at in among):
        for part in among[whole.at]:
            for across, spot in part.spots.items():
                of = whole.spots.get(across)
                if of and spot.figure.kind != "rate" and view.alike(spot.figure, of.figure):
                    yield (
                        Candidate("part", spot.figure, (of.figure,), rank=1, rule="table.among"),
                    )


def _labelled(view: View, lines: Sequence[Line]) -> Groups:
    """小计 in a group that has a name: the lines beside it with the same name."""
    groups: dict[int, list[Line]] = {}
    for n, line in enumerate(lines):
        if not line.group or not is_subtotal(view, line):
            continue
        parts: list[Line] = []
        for side in (lines[n - 1 :: -1] if n else (), lines[n + 1 :]):
            for other in side:
                if other.names[: len(line.group)] != line.group:
                    break
                if not is_subtotal(view, other):
                    parts.append(other)
        groups[line.at] = sorted(parts, key=lambda part: part.at)
    return groups


def _placed(view: View, lines: Sequence[Line]) -> Groups:
    """小计 without a name: the lines before it, or behind it, where most of them add up."""
    best: Groups = {}
    most = 1
    for order in (lines, lines[::-1]):
        groups: dict[int, list[Line]] = {}
        group: list[Line] = []
        for line in order:
            if SUBTOTAL.fullmatch(line.last):
                groups[line.at] = sorted(group, key=lambda part: part.at)
                group = []
            elif is_total(view, line):
                group = []
            else:
                group.append(line)
        sums = _sums(lines, groups)
        good = sum(map(holds, sums))
        if good * 2 > len(sums) and good > most:
            best, most = groups, good
    return best


def _numbered(lines: Sequence[Line]) -> Groups:
    """The lines one level below a numbered one, up to the next of its own level."""
    groups: dict[int, list[Line]] = {}
    above: list[tuple[int, Line]] = []
    for line in lines:
        level = line.level
        if level is None:
            above.clear()
            continue
        while above and above[-1][0] >= level:
            above.pop()
        if above:
            groups.setdefault(above[-1][1].at, []).append(line)
        above.append((level, line))
    return {at: parts for at, parts in groups.items() if len(parts) > 1}


def _grand(
    view: View, lines: Sequence[Line], groups: Groups, structured: bool
) -> Iterator[Statement]:
    """The total of the table: over its groups, or over all that stands in them."""
    found = [line for line in lines if is_total(view, line)]
    if len(found) != 1:
        return
    total = found[0]
    rest = [line for line in lines if line is not total]
    levels = [line.level for line in rest if line.level is not None]
    grouped = {part.at for parts in groups.values() for part in parts}
    readings = [
        [line for line in rest if line.at not in grouped],
        [line for line in rest if line.at not in groups and not is_subtotal(view, line)],
        [line for line in rest if levels and line.level == min(levels)],
    ]
    sums = [sums_of(total, parts) for parts in readings]
    sums.sort(key=lambda reading: -sum(map(holds, reading.values())))
    good = sum(map(holds, sums[0].values()))
    few = len(sums[0]) <= FEW
    if not (good or few):
        return
    firm = good * 2 >= len(sums[0]) or (few and not structured)
    for across in total.spots:
        licensed = {c.operands: c for reading in sums if (c := reading.get(across))}
        if licensed:
            yield tuple(c._replace(soft="" if firm else OPEN) for c in licensed.values())
