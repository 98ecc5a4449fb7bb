"""Parts that no list opens: a month of the year to date, what is done of what came in.

Both are soft readings: they are listed where they hold and dropped where they do not, since a
figure of another scope may stand under the same name (docs/checks.md 7.4).
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from reportparse.models import Period
from reportparse.relations.candidate import Candidate
from reportparse.relations.view import Spot, View

SCOPE_UNCLEAR = "scope_unclear"
Statement = tuple[Candidate, ...]
REACH = 40
MONTHS = regex.compile(r"(?:(\d{1,2})月?[-—–~至到]{1,2})?(\d{1,2})月")


def find(view: View) -> Iterator[Statement]:
    """Nested periods of one indicator, and stages of one process."""
    for s in view.spots:
        if s.figure.kind not in {"amount", "count", "measure"} or s.role != "value":
            continue
        whole = _longer_period(view, s) or _intake(view, s)
        if whole:
            yield (
                Candidate(
                    "part", s.figure, (whole.figure,), soft=SCOPE_UNCLEAR, rule="part.within"
                ),
            )


def _longer_period(view: View, s: Spot) -> Spot | None:
    """The same indicator over a period that holds this one, nearest first."""
    around = view.spots[max(0, s.n - REACH) : s.n + REACH]
    found = [
        t
        for t in around
        if t is not s
        and t.role == "value"
        and t.figure.unit == s.figure.unit
        and t.figure.value > s.figure.value
        and _same_name(t.figure.indicator, s.figure.indicator)
        and within(s.figure.period, t.figure.period)
    ]
    return min(found, key=lambda t: abs(t.n - s.n), default=None)


def _same_name(a: str, b: str) -> bool:
    shorter, longer = sorted((a, b), key=len)
    return len(shorter) > 1 and (a == b or (len(shorter) >= 4 and shorter in longer))


def within(inner: Period | None, outer: Period | None) -> bool:
    """Whether one period lies in another of the same year and is shorter."""
    if not (inner and outer):
        return False
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


def _intake(view: View, s: Spot) -> Spot | None:
    """受理 15985 件, 审结 14135 件: the figure before it of the same unit."""
    among = view.cue("part.among", s.clause)
    if not among and not view.cue("part.stage", s.clause):
        return None
    for t in view.back(s.n, 8):
        if t.sentence != s.sentence:
            return None
        if ")" in view.text[t.end : s.start] and "(" not in view.text[t.end : s.start]:
            continue
        if t.figure.unit == s.figure.unit and t.role == "value":
            return t if among or view.cue("part.intake", t.clause) else None
    return None
