"""Shares: 占 with a whole that stands before, by name, by 其中, or as the total of a breakdown.

A whole that the words point to is a hard reading; any other larger figure of the dimension is
tentative (docs/checks.md 7.4: the whole named differently or absent).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from reportparse.expressions import compiled
from reportparse.relations.candidate import Candidate
from reportparse.relations.judge import holds
from reportparse.relations.ratio import (
    ANY_PLAN,
    TELLING,
    TENTATIVE,
    base_before,
    quantities,
    ratio,
    shared,
)
from reportparse.relations.view import LIST_GAP, Spot, View
from reportparse.relations.written import telling

MAX_READINGS = 4
MOST = 3
MAX_LIST = 40
SUBJECT = compiled(r"\s*(?:其中|,)?(\p{Han}*?)(?:约|仅|只)?占")
NOUN = compiled(r"^.*占(?:到|比|了)?|比重|比例|的|达|为|到")
WHOLE = compiled(r"^(?:总额|总数|总量|总|的)+|(?:总额|总数|总量|项目|的|总|数|量|额)+$")
ALL = compiled(r"(?:全部|全年|全县|全市|全省|全区|全国|总)?(?:总数|总量|总额|总和|比重)?")
STOP = compiled("[,。;、]")
AMONG = compiled(r"\p{Han}{0,10}[里中]面?(?:,|$)")
Statement = tuple[Candidate, ...]


def find(view: View) -> Iterator[Statement]:
    """One statement a rate behind 占, or as many as a list deals out."""
    for s in view.spots:
        f = s.figure
        if f.kind != "rate" or f.unit not in {"%", "‰"} or not view.cue("ratio.share", s.clause):
            continue
        if f.id in view.shared:
            continue
        if s.n and base_before(view, view.spots[s.n - 1], s):
            continue
        rates = _run(view, s)
        tops = [
            t
            for t in view.spots[max(0, s.n - MAX_LIST) : s.n]
            if t.sentence == s.sentence and t.figure.kind not in {"rate", "rank"}
        ]
        if len(rates) > 1 and len(tops) >= len(rates):
            yield from _dealt(view, tops[-len(rates) :], rates)
        else:
            yield from _share(view, s)


def _run(view: View, first: Spot) -> list[Spot]:
    """The rates that follow the first in one list."""
    rates = [first]
    for t in view.ahead(first):
        if (
            t.figure.kind != "rate"
            or t.sentence != first.sentence
            or not LIST_GAP.fullmatch(t.lead)
        ):
            break
        rates.append(t)
    return rates


def _share(view: View, s: Spot) -> Iterator[Statement]:
    noun = NOUN.sub("", s.clause).strip(" ,、")
    changes = view.cue("share.of_change", s.clause)
    near = [t for t in quantities(view, s.n, 6) if not view.is_shut_in(t, s)]
    if near and view.passes_over(near[0], s):
        return
    tops = [t for t in near if (t.role == "change") == changes]
    subject = SUBJECT.match(s.clause)
    if subject and len(subject[1]) > 1:
        tops.sort(
            key=lambda t: (
                not t.figure.indicator.startswith(subject[1]),
                -shared(subject[1], t.figure.indicator),
            )
        )
    if not tops:
        return
    meant = not subject or len(subject[1]) < 2 or _is_of(subject[1], tops[0], s)
    wholes = _firm(view, tops[0], noun) if meant and not changes else []
    soft = TENTATIVE if len(wholes) == 1 and _is_nested(view, tops[0], wholes[0], noun) else ""
    firm = [ratio(s, tops[0], base, n, soft, "ratio.share") for n, base in enumerate(wholes, 1)]
    if firm:
        yield tuple(firm[:MAX_READINGS])
        return
    if subject and not meant and not any(shared(subject[1], t.figure.indicator) for t in tops[:2]):
        return
    readings = [
        [ratio(s, top, base, 2, TENTATIVE, "ratio.share") for base in _wholes(view, top, noun)]
        for top in tops[:2]
    ]
    if any(readings):
        yield _likely(readings, 3)


def _likely(readings: Sequence[Sequence[Candidate]], most: int) -> Statement:
    """The first readings of each figure; if the rate is right of none, of any larger figure."""
    first = [c for group in readings for c in group[:most]][:MAX_READINGS]
    if telling(first[0].stated) >= TELLING and not any(holds(c) for c in first):
        right = (c for group in readings for c in group[most:] if holds(c))
        first = [*islice(right, 1)] or first
    return tuple(first)


def _is_of(subject: str, top: Spot, s: Spot) -> bool:
    """Whether a share is of the figure: of one in another sentence only by its whole name."""
    name = top.figure.indicator
    if top.sentence == s.sentence:
        return shared(subject, name) > 1
    shorter, longer = sorted((subject, name), key=len)
    return shorter in longer and 2 * len(shorter) > len(longer)


def _firm(view: View, top: Spot, noun: str) -> list[Spot]:
    """The wholes that the words point to beyond doubt."""
    if ANY_PLAN.fullmatch(noun):
        plans = [
            t for t in view.back(top.n, 12) if t.role == "plan" and t.figure.unit == top.figure.unit
        ]
        return plans[:2]
    told = view.whole_of(top)
    if told and ALL.fullmatch(noun):
        return told[:2]
    bases = [
        t
        for t in view.back(top.n, 30)
        if t.figure.unit == top.figure.unit
        and t.role in {"value", "plan"}
        and t.figure.value >= top.figure.value
    ]
    if (
        view.rules.cue("ratio.heads").fullmatch(noun)
        and bases
        and bases[-1].paragraph == top.paragraph
    ):
        largest = max(bases, key=lambda t: t.figure.value)
        if largest.figure.value == top.figure.value:
            return []
        ended = not view.text[largest.end : largest.end + 1].isalpha()
        return [largest] if ended and view.cue("ratio.all", largest.clause) else []
    core = WHOLE.sub("", noun)
    named = [t for t in bases if len(core) > 1 and _is_named(view, t, core)]
    if named:
        return named[:1]
    opened = view.cue("sum.open", top.lead) and not noun
    for base in bases[:1]:
        if opened and _is_right_before(view, base, top):
            return [base, *_wholes_of_share(view, base)][:2]
        if base.n == top.n - 1 and AMONG.match(view.between(base, top)):
            return [base]
    return []


def _is_right_before(view: View, base: Spot, top: Spot) -> bool:
    """Whether 其中 opens the parts of the figure: in its sentence, or with rates alone between."""
    if base.sentence == top.sentence:
        return base.n >= top.n - 2
    between = view.spots[base.n + 1 : top.n]
    return all(t.figure.kind == "rate" or t.role == "change" for t in between)


def _own_share(view: View, s: Spot) -> Spot | None:
    """The bare 占 right behind a figure."""
    rate = next(view.ahead(s), None)
    if rate is None or rate.sentence != s.sentence or rate.figure.unit not in {"%", "‰"}:
        return None
    bare = not NOUN.sub("", rate.clause).strip(" ,、")
    return rate if bare and view.cue("ratio.share", rate.lead) else None


def _wholes_of_share(view: View, s: Spot) -> list[Spot]:
    """占24.37%,其中176176人,占23.45%: of what the share before it is right of, perhaps too."""
    rate = _own_share(view, s)
    if rate is None:
        return []
    return [t for t in _wholes(view, s, "") if t is not s and holds(ratio(rate, s, t, 1))]


def _is_nested(view: View, top: Spot, whole: Spot, noun: str) -> bool:
    """Whether the whole has a share itself, and this one may be of the same, unnamed whole."""
    opened = view.cue("sum.open", top.lead) and not noun
    return opened and top.n > whole.n + 1 and _own_share(view, whole) is not None


def _is_named(view: View, base: Spot, core: str) -> bool:
    """Whether a noun is the figure's indicator or stands right at it: 278个开工在建."""
    if len(core) >= 3 and core == WHOLE.sub("", base.figure.indicator):
        return True
    around = view.text[base.end : base.end + 8]
    return len(core) <= 4 and core in STOP.split(around)[0]


def _wholes(view: View, top: Spot, noun: str) -> list[Spot]:
    """Larger figures of the same dimension before the part, those that the noun names first."""
    found = [
        t
        for t in reversed(view.spots[max(0, top.n - 60) : top.n])
        if top.paragraph - t.paragraph <= 8
        and view.alike(t.figure, top.figure)
        and t.figure.value >= top.figure.value
        and (t.role == "change") == (top.role == "change")
    ][:20]
    name, alike = top.figure.indicator, "同类" in noun
    return sorted(
        found,
        key=lambda t: (
            alike and t.figure.indicator != name,
            -shared(noun, t.figure.indicator),
            t.figure.indicator != name,
            -shared(name, t.figure.indicator),
            t.paragraph != top.paragraph,
        ),
    )


def _dealt(view: View, tops: Sequence[Spot], rates: Sequence[Spot]) -> Iterator[Statement]:
    """贫困户144户、贫困人口578人,分别占19.54%和20.58%: rates dealt out to the figures before.

    A whole that bears all of the rates out, or all but one of three and more, is theirs.
    """
    pairs = list(zip(tops, rates, strict=True))
    if summed := _of_their_sum(view, pairs):
        yield from ((c,) for c in summed)
        return
    for base in _common_wholes(view, tops):
        together = [ratio(r, t, base, 2, rule="ratio.share") for t, r in pairs]
        holding = sum(holds(c) for c in together)
        if holding == len(together) or (len(together) >= MOST and holding == len(together) - 1):
            yield from ((c,) for c in together)
            return
    noun = NOUN.sub("", rates[0].clause)
    for top, rate in pairs:
        own = _of_its_kind(view, top) if "同类" in noun else None
        if own:
            yield (ratio(rate, top, own, 1, rule="ratio.share"),)
            continue
        wholes = _wholes(view, top, noun)
        if wholes:
            readings = [ratio(rate, top, b, 2, TENTATIVE, "ratio.share") for b in wholes]
            yield _likely([readings], MAX_READINGS)


def _of_their_sum(view: View, pairs: Sequence[tuple[Spot, Spot]]) -> list[Candidate]:
    """采矿业9个、制造业3984个、电力业83个,分别占0.2%、97.7%和2%: of what they make up."""
    tops = [top for top, _ in pairs]
    if len(tops) < MOST or not all(view.alike(t.figure, tops[0].figure) for t in tops):
        return []
    parts = tuple(t.figure for t in tops)
    own = [
        Candidate("ratio", rate.figure, (top.figure, *parts), rank=2, rule="ratio.share")
        for top, rate in pairs
    ]
    return own if all(map(holds, own)) else []


def _of_its_kind(view: View, top: Spot) -> Spot | None:
    """占全年同类警情的29%: the figure of the same name, in a sentence before."""
    for n in range(top.n - 1, -1, -1):
        t = view.spots[n]
        same = t.figure.indicator == top.figure.indicator and t.figure.unit == top.figure.unit
        if same and t.sentence != top.sentence and t.figure.value >= top.figure.value:
            return t
    return None


def _common_wholes(view: View, tops: Sequence[Spot]) -> Iterator[Spot]:
    if not all(view.alike(t.figure, tops[0].figure) for t in tops):
        return
    largest = max(t.figure.value for t in tops)
    for base in reversed(view.spots[max(0, tops[0].n - 60) : tops[0].n]):
        if view.alike(base.figure, tops[0].figure) and base.figure.value >= largest:
            yield base
