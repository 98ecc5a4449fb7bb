"""One fact stated twice: the same indicator with the same value elsewhere (contract: equal).

How alike the names must be depends on how much the number itself tells: a value of four or more
significant digits hardly ever repeats by chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from reportparse.models import Figure
from reportparse.relations.candidate import Candidate
from reportparse.relations.view import Spot, View
from reportparse.relations.written import telling

ANOTHER_FACT = "other_fact"
TELLING = 4
SMALL = 100
FEW = 2
CHANGE = frozenset("增长下降减少提高上升率占的")
SLIP_DIGITS = 3
NAMED = 4
YEARLY = "年均"
MOST_MENTIONS = 8
Statement = tuple[Candidate, ...]


def find(view: View) -> Iterator[Statement]:
    """Each later mention against the first one of the same indicator and value."""
    by_value: dict[tuple[object, ...], list[Spot]] = {}
    by_name: dict[tuple[object, ...], Spot] = {}
    rated: dict[tuple[str, int | None], tuple[Spot, Spot]] = {}
    for rate, top in view.rated():
        rated.setdefault((top.figure.indicator, _year(rate.figure)), (rate, top))
    tabled = {s.n: cell.table for cells in view.tables for cell, s in cells}
    for s in view.spots:
        f = s.figure
        if f.kind in {"rank", "duration"} or not f.indicator or s.role in {"base", "class"}:
            continue
        if not f.value or _names_class(view, s):
            continue
        dimension = (f.kind, view.dimension(f))
        mentions = by_value.setdefault((*dimension, f.value), [])
        again = next(
            (
                t
                for t in mentions
                if t.sentence != s.sentence
                and tabled.get(t.n, -1) != tabled.get(s.n)
                and _same_time(s, t)
                and (_again(f, t.figure) or _in_company(view, s, t))
                and not _is_of_another(view, s, t)
            ),
            None,
        )
        if len(mentions) < MOST_MENTIONS:
            mentions.append(s)
        if again:
            yield (Candidate("equal", f, (again.figure,), rank=4, rule="equal.again"),)
        elif telling(f) >= SLIP_DIGITS:
            yield from _differing(view, s, dimension, by_name, tabled)
            yield from _rated_again(view, s, rated.values())


def _differing(
    view: View,
    s: Spot,
    dimension: tuple[str, str],
    by_name: dict[tuple[object, ...], Spot],
    tabled: Mapping[int, int],
) -> Iterator[Statement]:
    """The first figure of the same name: of places the same, else a slip or another fact.

    Rows of one table that have the same name are different things.
    """
    f = s.figure
    for rank, scope, name in _names(view, s):
        key = (*dimension, f.status, f.modifier, scope, name)
        first = by_name.setdefault(key, s)
        apart = first.sentence != s.sentence and _year(first.figure) == _year(f)
        apart = apart and tabled.get(first.n, -1) != tabled.get(s.n)
        apart = apart and not (_is_narrower(view, first, s) or _is_of_another(view, first, s))
        same = first.figure.value == f.value
        if apart and (rank == 1 or not same):
            soft = "" if same else ANOTHER_FACT
            yield (
                Candidate("equal", f, (first.figure,), soft=soft, rank=rank, rule="equal.again"),
            )
            return


def _is_narrower(view: View, first: Spot, s: Spot) -> bool:
    """Whether 其中 has since opened a subset, which the later figure may be of."""
    return first.paragraph == s.paragraph and view.cue("part.nested", view.between(first, s))


def _is_of_another(view: View, a: Spot, b: Spot) -> bool:
    """Whether what two figures are the rate, the share or the part of is not the same."""
    if a.figure.kind == "rate" and all(_is_relative(view, s) for s in (a, b)):
        levels = [_level(view, s) for s in (a, b)]
    elif all(s.n and view.cue("part.nested", s.lead) for s in (a, b)):
        levels = [view.spots[s.n - 1] for s in (a, b)]
    else:
        return _is_small_change(a) and _is_small_change(b)
    return len({s.figure.value for s in levels if s}) > 1


def _is_relative(view: View, s: Spot) -> bool:
    return view.cue("change.word", s.clause) or view.cue("ratio.share", s.clause)


def _level(view: View, s: Spot) -> Spot | None:
    """The quantity before a rate in its sentence."""
    before = (t for t in view.back(s.n) if t.figure.kind not in {"rate", "rank", "duration"})
    level = next(before, None)
    return level if level and level.sentence == s.sentence else None


def _is_small_change(s: Spot) -> bool:
    """同比减少1起: such differences are alike by chance."""
    return s.role == "change" and s.figure.value < SMALL and s.figure.kind == "count"


def _names_class(view: View, s: Spot) -> bool:
    """亿元以上项目, 10万人死亡率: a bound or a basis that is in the name of what is counted."""
    return view.cue("equal.class", s.figure.text + view.text[s.end : s.end + 1])


def _rated_again(view: View, s: Spot, rated: Iterable[tuple[Spot, Spot]]) -> Iterator[Statement]:
    """地方收入只完成年初预算的45.3%: a rate that was worked out before, of the same subject."""
    said = view.rules.cue("equal.rated").search(s.clause)
    if s.figure.unit != "%" or not said or s.figure.id in view.rates:
        return
    for rate, top in rated:
        named = alike(said[1], top.figure.indicator) and _year(rate.figure) == _year(s.figure)
        if named and rate.n < s.n and rate.figure.value != s.figure.value:
            yield (
                Candidate(
                    "equal", s.figure, (rate.figure,), soft=ANOTHER_FACT, rank=1, rule="equal.rate"
                ),
            )
            return


def _names(view: View, s: Spot) -> Iterator[tuple[int, str, str]]:
    """What a figure may be known by elsewhere, with the rank of such a reading.

    Its indicator, all the words of its clause, or the places of which a whole has so many.
    """
    if places := view.rules.cue("equal.places").match(view.text, s.end):
        before = view.text[view.structure.clause(s.start)[0] : s.start]
        if whole := view.rules.cue("equal.whole").search(before):
            yield 1, whole[1], places[0]
    if view.cue("equal.nameless", s.figure.indicator):
        return
    if len(s.figure.indicator) >= NAMED:
        yield 4, s.figure.indicator, s.figure.direction
    words = s.clause.strip(" ,、;:")
    if len(words) >= NAMED and words.isalpha() and not view.cue("equal.nameless", words):
        yield 4, "", words


def _year(f: Figure) -> int | None:
    return f.period.start.year if f.period and f.period.start else None


def _years_apart(a: Figure, b: Figure) -> bool:
    years = {_year(a), _year(b)}
    return len(years) > 1 and None not in years


def _same_time(s: Spot, t: Spot) -> bool:
    """No yearly average beside a year, and for a number that tells little no other period."""
    if (YEARLY in s.clause) != (YEARLY in t.clause):
        return False
    a, b = s.figure.period, t.figure.period
    if s.figure.indicator == t.figure.indicator and _years_apart(s.figure, t.figure):
        return False
    if not (a and b and a.start and b.start) or telling(s.figure) >= TELLING:
        return True
    if s.figure.kind != "rate" and a.start.year == b.start.year:
        return True
    return (a.start, a.end) == (b.start, b.end)


def _again(a: Figure, b: Figure) -> bool:
    """The same value under names that are alike enough for it."""
    if a.value != b.value or a.modifier != b.modifier or a.direction != b.direction:
        return False
    if a.status != b.status and "" not in {a.status, b.status}:
        return False
    digits = telling(a)
    if digits >= TELLING - 1:
        least = 1 if digits >= TELLING else 2
        return a.indicator == b.indicator or _shared(a.indicator, b.indicator) >= least
    single = digits < FEW and not (a.kind == "count" and a.value >= 10)
    if single and not a.modifier and a.kind == "count":
        return a.indicator == b.indicator and len(a.indicator) >= NAMED
    if a.modifier or a.kind == "rate" or single:
        return min(len(a.indicator), len(b.indicator)) >= NAMED and alike(a.indicator, b.indicator)
    return alike(a.indicator, b.indicator)


def _shared(a: str, b: str) -> int:
    """How many characters two names share, words of change apart."""
    return len((set(a) & set(b)) - CHANGE)


def _in_company(view: View, s: Spot, t: Spot) -> bool:
    """7户22人 said again: the figure beside it is the same too, and so are the words between."""
    status = {s.figure.status, t.figure.status}
    if (len(status) > 1 and "" not in status) or s.figure.modifier != t.figure.modifier:
        return False
    for step in (1, -1):
        if min(s.n, t.n) + step < 0 or max(s.n, t.n) + step >= len(view.spots):
            continue
        a, b = view.spots[s.n + step], view.spots[t.n + step]
        if a.figure.value != b.figure.value or a.figure.unit != b.figure.unit:
            continue
        pairs = ((s, a), (t, b)) if step > 0 else ((a, s), (b, t))
        words = {view.between(*pair) for pair in pairs}
        if len(words) == 1 and telling(s.figure) + telling(a.figure) >= SLIP_DIGITS:
            return a.sentence == s.sentence and b.sentence == t.sentence
    return False


def alike(a: str, b: str) -> bool:
    """One name holds the other, in a piece or letter by letter, or most characters are shared."""
    shorter, longer = sorted((a, b), key=len)
    if a == b or (len(shorter) >= 2 and shorter in longer):
        return True
    if len(shorter) >= NAMED and _holds(longer, shorter):
        return True
    shared = len(set(a) & set(b))
    return 10 * shared >= 7 * max(len(set(a)), len(set(b))) and shared >= 3


def _holds(name: str, letters: str) -> bool:
    """涉农项目 in 涉农扶贫项目: all letters in their order."""
    rest = iter(name)
    return all(letter in rest for letter in letters)
