"""Where the parts of a total may stand: behind 其中, a colon, in a bracket, behind 按…分."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reportparse.expressions import compiled
from reportparse.relations.view import Role, Spot, View

INCOMPLETE = "incomplete_list"
MAX_GAP = 160
LEADING = 4
MOST_TOTALS = 8
CROSSES = compiled(
    r"(?:按|从(?!业|事)|就(?!业|诊|学|医|读|任|地))[\p{Han}“”]{1,12}(?:分|看|数|来看)|分[\p{Han}]{1,6}看|[::]\s*\n|(?:来源|渠道|构成)(?:看|为|上|分|是|[::]|如下)|分项"
)
LEADS_SENTENCE = compiled(r"[。;\n]\s*(?:在?(?:其中|这当中)|包括|包含|当中)")
CLOSED_BRACKET = compiled(r"\([^()]*\)")
BREAK = compiled(r"[;。\n)]")
COLON_LINE = compiled(r"[::]\s*\n")
WITHIN = compiled(r"^\p{Han}{0,10}[里中]面?[,,]")
"""112个项目中,已开工56个: governs its own clause."""
COLON = compiled(r"[::][^,。;]{0,16}$")


@dataclass(frozen=True)
class Region:
    """Where a list may stand: its first figure, the offset it may reach, how firm the words are.

    ``closed``: the words call the list complete; ``open``: they call its items parts (其中);
    ``far``: the total may stand some paragraphs before; ``bracket``: it stands in a bracket;
    ``bare``: no word opens it, its items are classes of a partition (税收…, 非税…); ``among``:
    在…中 opens it, so that a 其中 in it is of the item before.
    """

    first: int
    until: int
    closed: bool
    open: bool
    far: bool
    bracket: bool = False
    bare: bool = False
    among: bool = False


def regions(view: View) -> list[Region]:
    """The regions of a report, in the order of their first figures."""
    return sorted([*_openings(view), *_sections(view)], key=lambda r: r.first)


def totals(view: View, region: Region, item: Spot) -> Mapping[Role, Sequence[Spot]]:
    """Figures before a region that it may break down into items like this, nearest first."""
    first = view.spots[region.first]
    pools: dict[Role, list[Spot]] = {"value": [], "plan": [], "base": [], "change": []}
    start = view.structure.paragraphs[first.paragraph].start
    led = view.cue("part.nested", view.text[start : start + LEADING])
    reach = 8 if region.far else int(led)
    for k in range(first.n - 1, max(-1, first.n - 31), -1):
        t = view.spots[k]
        if first.paragraph - t.paragraph > reach:
            break
        if t.role == "class":
            continue
        if len(pools[t.role]) < MOST_TOTALS and view.alike(t.figure, item.figure):
            pools[t.role].append(t)
    return pools


def _openings(view: View) -> Iterator[Region]:
    for s in view.spots[1:]:
        before = view.spots[s.n - 1]
        gap = view.text[before.end : s.start]
        if len(gap) > MAX_GAP or s.figure.kind == "rank":
            continue
        gap = CLOSED_BRACKET.sub("", gap) if "(" in gap else gap
        if view.cue("sum.added", gap):
            continue
        opened = _is_open(view, gap)
        closed = view.cue("sum.closed", gap) or COLON.search(gap) is not None
        if not (opened or closed):
            if before.sentence == s.sentence and view.rules.any_class.search(s.clause):
                yield Region(
                    s.n, view.structure.sentence(s.start)[1], False, False, False, bare=True
                )
            continue
        crosses = CROSSES.search(gap) is not None
        if before.sentence != s.sentence and not (crosses or LEADS_SENTENCE.search(gap)):
            continue
        bracket = gap.rfind("(") > gap.rfind(")")
        until = _bracket_end(view, s) if bracket else _list_end(view, s, gap, crosses)
        among = opened and not view.cue("part.nested", gap) and WITHIN.search(gap) is not None
        if among:
            until = min([until, *(k for c in ";。" if (k := view.text.find(c, s.end, until)) > 0)])
        firm = closed and not opened and not view.cue("sum.loose", gap[-12:])
        yield Region(s.n, until, firm, opened, crosses, bracket, among=among)


def _is_open(view: View, gap: str) -> bool:
    """Whether 其中 opens a list here, and not a remark that ends before the figure."""
    if not view.cue("sum.open", gap):
        return False
    *_, last = view.rules.cue("sum.open").finditer(gap)
    return not any(stop in gap[last.end() :] for stop in ";。")


def _sections(view: View) -> Iterator[Region]:
    """Sections whose heading says that their items break something down."""
    for section in view.structure.sections:
        if not view.cue("sum.heading", section.heading):
            continue
        head_end = view.text.find(section.heading, section.start) + len(section.heading)
        n = bisect_left(view.spots, head_end, key=lambda s: s.start)
        if 0 < n < len(view.spots) and view.spots[n].start < section.end:
            yield Region(n, section.end, False, False, True)


def _bracket_end(view: View, s: Spot) -> int:
    depth, at, stop = 1, s.start, min(len(view.text), s.start + 600)
    while at < stop and depth:
        depth += {"(": 1, ")": -1}.get(view.text[at], 0)
        at += 1
    return at


def _list_end(view: View, s: Spot, gap: str, crosses: bool) -> int:
    """The end of the sentence, or of the items on lines of their own below a colon."""
    if COLON_LINE.search(gap):
        section = view.structure.section_at(s.start)
        sections = [x for x in view.structure.sections if x.start > s.start]
        level = section.level if section else 99
        nearest = next((x.start for x in sections if x.level < level), len(view.text))
        return min(nearest, s.start + 1500)
    end = view.structure.sentence(s.start)[1]
    if crosses:
        end = max(end, view.structure.paragraphs[s.paragraph].end)
    while view.text[end - 1 : end] in {";", "\n"} and end < len(view.text):
        end = max(view.structure.sentence(end)[1], end + 1)
    return end
