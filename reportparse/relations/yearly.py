"""Changes over years and multiples: 年均增长 (cagr), 年均增加 (annual_change), 翻番 (times), 3 倍.

A yearly average needs the number of years, by the years that the text names or by 五年间; without
it nothing is said. Money and price-adjusted indicators are soft, since such averages are mostly of
constant prices (docs/checks.md 3.2, 7.4).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from reportparse.expressions import compiled
from reportparse.relations.candidate import Candidate
from reportparse.relations.change import levels
from reportparse.relations.ratio import ratio
from reportparse.relations.view import Spot, View

HAN = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
SPAN = compiled(r"(\d{1,2}|[一二两三四五六七八九十])年(?:间|来|中|里|内|以来|时间|,|由|从)")
YEAR = compiled(r"((?:19|20)\d{2})年")
RANGE = compiled(r"((?:19|20)\d{2})年?[至到—–~-]+((?:19|20)\d{2})年")
Statement = tuple[Candidate, ...]


def find(view: View) -> Iterator[Statement]:
    """One statement a yearly average, a doubling or a multiple of an earlier level."""
    for s in view.spots:
        f = s.figure
        rate = f.kind == "rate" and f.unit == "%"
        change = s.role == "change" and f.kind in {"amount", "count", "measure"}
        if f.unit == "番":
            yield from _doubling(view, s)
        elif f.unit == "倍" and view.cue("times.original", s.clause):
            for new, old, rank in levels(view, s):
                yield (ratio(s, new, old, rank, rule="times.original"),)
        elif (rate or change) and view.cue("soft.annual_average", s.clause):
            yield from (_average_rate if rate else _average_change)(view, s)


def falls_by_times(view: View, s: Spot) -> bool:
    """减少两倍: 倍 is for rises only (docs/checks.md 3.3)."""
    return s.figure.unit == "倍" and view.cue("times.falls", s.clause)


def _doubling(view: View, s: Spot) -> Iterator[Statement]:
    for new, old, rank in levels(view, s):
        yield (
            Candidate(
                "times", s.figure, (new.figure, old.figure), rank=rank, rule="times.doubling"
            ),
        )


def _average_rate(view: View, s: Spot) -> Iterator[Statement]:
    for new, old, rank in levels(view, s):
        years = _years(view, old, new)
        if years:
            money = new.figure.kind == "amount" or view.cue(
                "soft.constant_price", s.figure.indicator
            )
            yield (
                Candidate(
                    "cagr", s.figure, (new.figure, old.figure), constants=(years,),
                    direction=s.figure.direction, soft="annual_average" if money else "",
                    rank=rank, rule="yearly.rate",
                ),
            )  # fmt: skip


def _average_change(view: View, s: Spot) -> Iterator[Statement]:
    for new, old, rank in levels(view, s):
        years = _years(view, old, new)
        if years:
            yield (
                Candidate(
                    "annual_change", s.figure, (new.figure, old.figure), constants=(years,),
                    direction=s.figure.direction, rank=rank, rule="yearly.change",
                ),
            )  # fmt: skip


def _years(view: View, old: Spot, new: Spot) -> Decimal | None:
    """How many years lie between the two levels: by their years, else by 五年间."""
    before = view.text[max(old.sentence, old.start - 16) : old.start]
    between = view.text[old.end : new.start]
    first, last = YEAR.findall(before), YEAR.findall(between)
    span = RANGE.search(view.text, max(old.sentence, old.start - 32), old.start)
    if span and not last:
        first, last = [span[1]], [span[2]]
    if first and last and int(last[-1]) > int(first[-1]):
        return Decimal(int(last[-1]) - int(first[-1]))
    span = SPAN.search(view.text, old.sentence, new.start)
    if span and not (first or last):
        return Decimal(int(span[1]) if span[1].isdecimal() else HAN[span[1]])
    return None
