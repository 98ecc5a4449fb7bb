"""Parts that no list opens: a month of the year to date, 集中供养的有, parts of parts.

All are soft readings: they are listed where they hold and dropped where they do not, since a
figure of another scope may stand under the same name (docs/checks.md 7.4). Parts by the class that
is counted are in ``ladder.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportparse.expressions import compiled
from reportparse.models import Period
from reportparse.relations.candidate import Candidate
from reportparse.relations.view import Spot, View

SCOPE_UNCLEAR = "scope_unclear"
Statement = tuple[Candidate, ...]
REACH = 40
MONTHS = compiled(r"(?:(\d{1,2})月?[-—–~至到]{1,2})?(\d{1,2})月")
MONTH = Period(text="当月")
NEAR = 16
OPENING = 10


def find(view: View) -> Iterator[Statement]:
    """Each figure with the whole that its period, its clause or the whole of its total gives it."""
    dated: dict[int, list[Sequence[Spot]]] = {}
    for sentence, spots in view.by_sentence.items():
        if view.cue("part.to_date", view.text[sentence : sentence + OPENING]):
            dated.setdefault(spots[0].paragraph, []).append(spots)
    for s in view.spots:
        if s.figure.kind not in {"amount", "count", "measure"} or s.role != "value":
            continue
        if not view.part_of_any(s.figure):
            continue
        whole = (
            _longer_period(view, s) or _among(view, s) or _to_date(s, dated.get(s.paragraph, ()))
        )
        if whole := whole or _within_whole(view, s):
            yield (
                Candidate(
                    "part", s.figure, (whole.figure,), soft=SCOPE_UNCLEAR, rule="part.within"
                ),
            )


def _longer_period(view: View, s: Spot) -> Spot | None:
    """The same indicator over a period that holds this one, nearest first."""
    period = MONTH if _is_month(view, s) else s.figure.period
    if period is None:
        return None
    found = [
        t
        for t in view.values_near(s, REACH)
        if t.figure.value > s.figure.value
        and _same_name(t, s, period is MONTH)
        and within(view, period, _period(view, t))
    ]
    named = s.figure.indicator
    return min(found, key=lambda t: (t.figure.indicator != named, abs(t.n - s.n)), default=None)


def _is_month(view: View, s: Spot) -> bool:
    return view.cue("part.month", view.text[s.sentence : s.start])


def _period(view: View, s: Spot) -> Period | None:
    """The period of a figure, else that of the nearest figure before it in its paragraph."""
    if _is_month(view, s):
        return MONTH
    if s.figure.period:
        return s.figure.period
    return next((t.figure.period for t in view.back(s.n, REACH) if t.figure.period), None)


def _same_name(a: Spot, b: Spot, month: bool) -> bool:
    """One name, or the longer holds the shorter; a short one for a month beside its year."""
    shorter, longer = a.figure.indicator, b.figure.indicator
    if shorter == longer:
        return len(shorter) > 1
    if len(shorter) > len(longer):
        shorter, longer = longer, shorter
    return (month and longer.endswith(shorter)) or (len(shorter) >= 4 and shorter in longer)


def _to_date(s: Spot, dated: Sequence[Sequence[Spot]]) -> Spot | None:
    """发放贷款6355万元 … 项目启动以来,贷款总额9.4亿元: what it has come to, in words alike."""
    for spots in dated:
        if not s.n < spots[0].n < s.n + NEAR:
            continue
        names = _bigrams(s.figure.indicator + s.clause)
        for t in spots:
            alike = t.figure.unit == s.figure.unit and t.role == "value"
            if alike and names & _bigrams(t.figure.indicator):
                return t if t.figure.value >= s.figure.value else None
    return None


def _bigrams(name: str) -> set[str]:
    return {name[i : i + 2] for i in range(len(name) - 1)}


def _within_whole(view: View, s: Spot) -> Spot | None:
    """A part of a part: where a total is part of another, so are their parts of one name."""
    for total in view.whole_of(s):
        for t in view.parts_beside(total):
            if t.figure.indicator == s.figure.indicator and t.figure.value >= s.figure.value:
                return t
    return None


def within(view: View, inner: Period | None, outer: Period | None) -> bool:
    """Whether one period lies in another of the same year and is shorter."""
    if not (inner and outer):
        return False
    if inner is MONTH:
        return outer is not MONTH and view.cue("part.so_far", outer.text)
    if not (inner.start and inner.end and outer.start and outer.end):
        return _months_within(inner.text, outer.text)
    held = outer.start <= inner.start and inner.end <= outer.end
    longer = (outer.start, outer.end) != (inner.start, inner.end)
    return held and longer and outer.start.year == inner.start.year


def _months_within(inner: str, outer: str) -> bool:
    """The same for months of a year that the text does not name: 5月 in 1-5月."""
    a, b = MONTHS.search(inner), MONTHS.search(outer)
    if not a or not b or not b[1]:
        return False
    first, last = int(a[1] or a[2]), int(a[2])
    return int(b[1]) <= first and last <= int(b[2]) and (first, last) != (int(b[1]), int(b[2]))


def _among(view: View, s: Spot) -> Spot | None:
    """全镇五保对象120人,集中供养的有18人: the figure before it of the same unit."""
    if not view.cue("part.among", s.clause):
        return None
    for t in view.back(s.n, 8):
        if t.sentence != s.sentence:
            return None
        if ")" in view.text[t.end : s.start] and "(" not in view.text[t.end : s.start]:
            continue
        if t.figure.unit == s.figure.unit and t.role == "value":
            return t
    return None
