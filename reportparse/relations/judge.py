"""Decides whether a stated figure follows from others: exact, rounding, mismatch, unchecked.

Every formula is worked twice, on the written values and on the intervals that they stand for.
Where the first, rounded at the stated place, gives the stated figure, the statement is exact;
where only the second reaches it, the difference is rounding; where neither does, it is a
mismatch. The rules are those of docs/checks.md, section 7.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext

from reportparse.interval import ARITHMETIC, INFINITY, ONE, ZERO, Interval, last_place, rounds_to
from reportparse.models import Figure, Relation, Severity, Verdict
from reportparse.relations.candidate import Candidate, Judgement
from reportparse.relations.formulas import (
    FORMULAS,
    UnjudgeableError,
    converted,
    in_stated_unit,
    points,
    quotient,
    scale_of_rate,
    spread,
)
from reportparse.relations.written import place_of

MAX_READINGS = 4
LINTS = frozenset(
    {"unlikely", "over_100", "boundary_100", "percent_vs_point", "wording", "modifier", "soft"}
)
CERTAIN: frozenset[Relation] = frozenset({"part", "tally", "equal"})
"""Relations whose failure is an error by itself: no third figure could excuse it."""
NEVER_JUDGED = frozenset({"scope", "period_differs", "wording"})
"""Soft reasons under which a relation that holds is chance: it says nothing about the text."""

_SIGNED: frozenset[Relation] = frozenset({"delta", "growth", "annual_change", "cagr"})
"""Relations whose result may fall below zero, which the words tell of as a fall."""
_DOWN = re.compile("下降|减少|降低|下滑|减幅|降幅|回落|压减|缩小|收窄|跌|调减|减收|减支|少")
_UP = re.compile("增长|增加|提高|上升|增幅|增收|扩大|上涨|多")
_CAPPED = re.compile("覆盖率|参保率|入户率|到位率|兑付率|达标率|合格率|满意率|普及率|入学率|占比")
_BEYOND_ALL_USE = Decimal(64)
_SPREAD = Decimal("0.1")
_LIKELY = Decimal("3.3")
_TENTH_OF_A_DOUBLING = Decimal("0.05")


def judge(candidate: Candidate) -> Judgement:
    """Work one reading out.

    A soft candidate that fails is ``unchecked`` with its reason, one under ``NEVER_JUDGED`` even
    if it holds; so is one whose base is zero or whose units cannot be compared. Never raises for
    figures of any size.
    """
    with localcontext(ARITHMETIC):
        try:
            judgement = _SPECIAL.get(candidate.relation, _follows)(candidate)
        except UnjudgeableError as reason:
            return Judgement(candidate, "unchecked", str(reason), notes=candidate.notes)
        if candidate.soft in NEVER_JUDGED:
            return judgement._replace(verdict="unchecked", reason=candidate.soft)
        if judgement.verdict == "mismatch":
            if candidate.soft:
                return judgement._replace(verdict="unchecked", reason=candidate.soft)
            if candidate.relation == "product" and _coarse(judgement):
                return judgement._replace(verdict="unchecked", reason="coarse")
        notes = _notes(judgement)
        return judgement._replace(notes=(*judgement.notes, *notes)) if notes else judgement


def holds(candidate: Candidate) -> bool:
    """Whether ``judge`` finds the statement exact, told from the written values where they tell."""
    relation, stated = candidate.relation, candidate.stated
    if relation in _SPECIAL or relation in _SIGNED or candidate.soft in NEVER_JUDGED:
        return judge(candidate).verdict == "exact"
    if not _is_plain(candidate):
        return False
    with localcontext(ARITHMETIC):
        try:
            x = FORMULAS[relation](candidate, points(candidate))
        except UnjudgeableError:
            return False
        return rounds_to(x, stated.value, place_of(stated))


def decide(candidates: Sequence[Candidate]) -> Judgement:
    """The judgement of one statement from its licensed readings.

    The words license at most four readings, the best ranked; the numbers choose among them: exact,
    then rounding to the nearest, then other rounding. Only if all fail is the statement a
    mismatch, reported in the reading that the words put first (docs/checks.md 7.6).
    """
    if len(candidates) == 1:
        return judge(candidates[0])
    readings = sorted(candidates, key=lambda c: c.rank)[:MAX_READINGS]
    judgements = [judge(c) for c in readings]
    return min(judgements, key=lambda j: (_merit(j), j.candidate.rank, j.verdict == "unchecked"))


def severity(judgement: Judgement, located: bool = False) -> Severity:
    """How much a finding weighs (docs/checks.md 7.2).

    One failing relation is a warning; it is an error where two relations locate the wrong figure,
    or where nothing else can explain it: a part over its whole, a list shorter than announced, one
    fact stated twice. ``""`` is no finding.
    """
    if judgement.verdict == "mismatch":
        doubted = {"soft", "misread"} & set(judgement.notes)
        if doubted or judgement.candidate.relation == "plausible":
            return "note"
        certain = judgement.candidate.relation in CERTAIN
        return "error" if located or certain else "warning"
    if judgement.verdict == "rounding" and judgement.reason in {"truncated", "raised", "double"}:
        return "note"
    return "note" if LINTS.intersection(judgement.notes) else ""


def _follows(candidate: Candidate) -> Judgement:
    """The common case: a formula over the operands gives the stated figure."""
    stated = candidate.stated
    formula = FORMULAS[candidate.relation]
    x = formula(candidate, points(candidate))
    if all(f.low == f.value == f.high for f in candidate.operands):
        reach = Interval.exactly(x)
    else:
        reach = formula(candidate, spread(candidate.operands))
    if candidate.relation in _SIGNED:
        contrary = _contrary(candidate, x)
        if x < 0 < stated.value and not contrary:
            x, reach = -x, -reach
        if contrary:
            return _judgement(candidate, "mismatch", "", x, reach)
    return _judgement(candidate, *_compare(candidate, x, reach), x, reach)


def _is_plain(candidate: Candidate) -> bool:
    """Whether no figure is written with a modifier (约, 以上)."""
    return not (candidate.stated.modifier or any(f.modifier for f in candidate.operands))


def _contrary(candidate: Candidate, x: Decimal) -> bool:
    """Whether the words say a rise where the figures fall, or a fall where they rise.

    A difference may be taken either way round, so for it only a rise is judged.
    """
    said = candidate.direction or candidate.stated.direction
    if x < 0 < candidate.stated.value:
        if said:
            return said == "up"
        words = candidate.stated.indicator
        return bool(_UP.search(words)) and not _DOWN.search(words)
    rates = candidate.relation in {"growth", "cagr"}
    return rates and said == "down" and x > 0 and candidate.stated.value > 0


def _compare(candidate: Candidate, x: Decimal, reach: Interval) -> tuple[Verdict, str]:
    stated = candidate.stated
    want, place = Interval.of(stated.low, stated.high), place_of(stated)
    written_plainly = _is_plain(candidate)
    if written_plainly and rounds_to(x, stated.value, place):
        return "exact", ""
    if reach.meets(want):
        return "rounding", _nearest(candidate, x, place) if written_plainly else "approx"
    cut = stated.kind == "rate" or place not in {ZERO, ONE}
    if candidate.relation == "sum" or not cut or stated.modifier or stated.unit in {"倍", "番"}:
        return "mismatch", ""
    if not place or reach.low >= stated.value + place or reach.high <= stated.value - place:
        return "mismatch", ""
    if _rounded_twice(x, stated.value, place):
        return "rounding", "double"
    above = reach.meets(Interval(stated.value, stated.value + place))
    return "rounding", "truncated" if above else "raised"


def _nearest(candidate: Candidate, x: Decimal, place: Decimal) -> str:
    """A rate that is the written quotient cut off is named so, though rounding could excuse it."""
    stated = candidate.stated
    if stated.kind != "rate" or candidate.relation == "sum" or not place:
        return "nearest"
    cut = stated.value < x < stated.value + place
    return "truncated" if cut and place < 1 else "nearest"


def _rounded_twice(x: Decimal, stated: Decimal, place: Decimal) -> bool:
    once = (x / place * 10).to_integral_value(ROUND_HALF_UP)
    return (once / 10).to_integral_value(ROUND_HALF_UP) * place == stated


def _judgement(
    candidate: Candidate, verdict: Verdict, reason: str, x: Decimal, reach: Interval
) -> Judgement:
    low, high = reach.bounds
    return Judgement(
        candidate, verdict, reason, x, low, high, candidate.stated.value - x, candidate.notes
    )


def _part(candidate: Candidate) -> Judgement:
    stated = candidate.stated
    whole = in_stated_unit(candidate, 0, candidate.operands[0].value)
    reach = in_stated_unit(candidate, 0, spread(candidate.operands)[0])
    want = Interval.of(stated.low, stated.high)
    if stated.value <= whole:
        return _judgement(candidate, "exact", "", whole, reach)
    if want.low < reach.high:
        approximate = stated.modifier or candidate.operands[0].modifier
        reason = "approx" if approximate else "nearest"
        return _judgement(candidate, "rounding", reason, whole, reach)
    return _judgement(candidate, "mismatch", "", whole, reach)


def _tally(candidate: Candidate) -> Judgement:
    """An announced number against the length of the list that follows, which is exact."""
    stated = candidate.stated
    listed = candidate.constants[0] if candidate.constants else Decimal(len(candidate.operands))
    verdict: Verdict = "mismatch"
    if stated.value == listed:
        verdict = "exact"
    elif stated.modifier and listed in Interval.of(stated.low, stated.high):
        verdict = "rounding"
    reason = "approx" if verdict == "rounding" else ""
    return _judgement(candidate, verdict, reason, listed, Interval.exactly(listed))


def shares_of(candidate: Candidate) -> tuple[Figure, ...]:
    """All shares of a partition: the operands and the stated one, which stands once."""
    others = tuple(f for f in candidate.operands if f.id != candidate.stated.id)
    return (*others, candidate.stated)


def _shares(candidate: Candidate) -> Judgement:
    """The shares of a partition make up the whole; ``computed`` is their sum."""
    shares = shares_of(candidate)
    whole = candidate.constants[0] if candidate.constants else scale_of_rate(candidate.stated)
    x = sum((f.value for f in shares), ZERO)
    reach = Interval.exactly(ZERO)
    for share in spread(shares):
        reach = reach + share
    written_plainly = not any(f.modifier for f in shares)
    verdict: Verdict = "mismatch"
    if written_plainly and x == whole:
        verdict = "exact"
    elif reach.meets(Interval.exactly(whole)):
        verdict = "rounding"
    reason = ("nearest" if written_plainly else "approx") if verdict == "rounding" else ""
    judgement = _judgement(candidate, verdict, reason, x, reach)
    return judgement._replace(difference=whole - x)


def _times(candidate: Candidate) -> Judgement:
    """翻 n 番: the quotient is 2 ** n, where n counts to a tenth (翻了一番 for 1.96 times)."""
    stated = candidate.stated
    doublings = candidate.constants[0] if candidate.constants else stated.value
    if not 0 < doublings <= _BEYOND_ALL_USE:
        raise UnjudgeableError("wording")
    written, reach = points(candidate), spread(candidate.operands)
    unit = candidate.operands[1].unit
    x = quotient(converted(candidate, 0, written[0], unit), written[1])
    grown = quotient(converted(candidate, 0, reach[0], unit), reach[1])
    two = Decimal(2)
    low, high = doublings - _TENTH_OF_A_DOUBLING, doublings + _TENTH_OF_A_DOUBLING
    want = Interval(two**low, two**high)
    if stated.modifier == ">":
        want = Interval(two**doublings, INFINITY)
    elif stated.modifier == "<":
        want = Interval(two ** (doublings - 1), two**doublings)
    plain = not any(f.modifier for f in (stated, *candidate.operands))
    if plain and x == two**doublings:
        verdict: Verdict = "exact"
    else:
        verdict = "rounding" if grown.meets(want) else "mismatch"
    reason = ("nearest" if plain else "approx") if verdict == "rounding" else ""
    judgement = _judgement(candidate, verdict, reason, x, grown)
    return judgement._replace(difference=None)


def _plausible(candidate: Candidate) -> Judgement:
    """A rate that no count of that many can give (GRIM), or one over its cap."""
    stated = candidate.stated
    k = scale_of_rate(stated)
    if not candidate.operands:
        cap = candidate.constants[0] if candidate.constants else k
        within = stated.low is not None and stated.low <= cap
        verdict: Verdict = "exact" if stated.value <= cap else "rounding" if within else "mismatch"
        reason = "nearest" if verdict == "rounding" else ""
        return _as_soft(_judgement(candidate, verdict, reason, cap, Interval.exactly(cap)))
    among = candidate.operands[0]
    if among.modifier or stated.modifier or among.value < 1 or place_of(among):
        raise UnjudgeableError("wording")
    count = among.value * stated.value / k
    nearest = min(count.to_integral_value(ROUND_HALF_UP), among.value) * k / among.value
    verdict, reason = _compare(candidate, nearest, Interval.exactly(nearest))
    return _as_soft(_judgement(candidate, verdict, reason, nearest, Interval.exactly(nearest)))


def _as_soft(judgement: Judgement) -> Judgement:
    failed = judgement.verdict == "mismatch" and "soft" not in judgement.notes
    return judgement._replace(notes=(*judgement.notes, "soft")) if failed else judgement


_SPECIAL: Mapping[Relation, Callable[[Candidate], Judgement]] = {
    "part": _part,
    "tally": _tally,
    "shares": _shares,
    "times": _times,
    "plausible": _plausible,
}


def _coarse(judgement: Judgement) -> bool:
    """Whether rounded factors leave a product so wide that it shows nothing (7.4: over 10 %)."""
    if judgement.low is None or judgement.high is None or not judgement.computed:
        return False
    return judgement.high - judgement.low > abs(judgement.computed) * _SPREAD


def _merit(judgement: Judgement) -> int:
    if judgement.verdict == "rounding":
        return {"nearest": 1, "approx": 2}.get(judgement.reason, 3)
    return 0 if judgement.verdict == "exact" else 4


def _notes(judgement: Judgement) -> tuple[str, ...]:
    """Remarks that change no verdict."""
    candidate, stated = judgement.candidate, judgement.candidate.stated
    notes = []
    if judgement.verdict == "mismatch" and _round_figure(candidate):
        notes.append("round_figure")
    if judgement.verdict == "rounding" and candidate.relation in {"sum", "shares"}:
        figures = (stated, *candidate.operands)
        if candidate.relation == "shares":
            figures = shares_of(candidate)
        variance = sum((place_of(f) ** 2 for f in figures), ZERO) / 12
        limit = _LIKELY * variance.sqrt()
        plain = not any(f.modifier for f in figures)
        if plain and judgement.difference and abs(judgement.difference) > limit:
            notes.append("unlikely")
    if candidate.relation == "ratio" and judgement.verdict in {"exact", "rounding"}:
        notes += _ratio_notes(judgement)
    if candidate.relation == "growth" and judgement.verdict == "rounding":
        both_rates = all(f.kind == "rate" for f in candidate.operands) and stated.unit == "%"
        points = abs(candidate.operands[0].value - candidate.operands[1].value)
        if both_rates and rounds_to(points, stated.value, place_of(stated)):
            notes.append("percent_vs_point")
    return tuple(n for n in notes if n not in judgement.notes)


def _ratio_notes(judgement: Judgement) -> list[str]:
    stated, x = judgement.candidate.stated, judgement.computed
    whole = scale_of_rate(stated)
    if x is None or stated.kind != "rate" or whole == 1:
        return []
    if stated.value == whole and x < whole and not stated.modifier:
        return ["boundary_100"]
    capped = _CAPPED.search(stated.indicator) or _CAPPED.search(judgement.candidate.cue)
    return ["over_100"] if stated.value > whole and capped else []


def _round_figure(candidate: Candidate) -> bool:
    """Whether a round figure (12,000) taken for a rounded one would make the statement hold."""
    if candidate.relation not in {"sum", "delta", "product", "equal"}:
        return False
    widened = [_widened(f) for f in (candidate.stated, *candidate.operands)]
    for i, (figure, before) in enumerate(
        zip(widened, (candidate.stated, *candidate.operands), strict=True)
    ):
        if figure is before:
            continue
        changed = (
            candidate._replace(stated=figure)
            if i == 0
            else candidate._replace(
                operands=(*candidate.operands[: i - 1], figure, *candidate.operands[i:]),
            )
        )
        reach = FORMULAS[candidate.relation](changed, spread(changed.operands))
        if reach.meets(Interval.of(changed.stated.low, changed.stated.high)):
            return True
    return False


def _widened(figure: Figure) -> Figure:
    if figure.modifier or "." in figure.text or not figure.value:
        return figure
    place = place_of(figure) or ONE
    wide = last_place(figure.value)
    if wide < place * 100:
        return figure
    if figure.kind == "amount" and figure.low == figure.high:
        return figure
    ends = Interval.around(figure.value, wide / 2)
    return figure.model_copy(update={"low": ends.low, "high": ends.high})
