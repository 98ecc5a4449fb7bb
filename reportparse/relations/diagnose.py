"""Likely causes of a mismatch, most likely first (docs/checks.md, section 6).

The causes are tried in the order in which they happen: another reading of the words, a unit, a
power of ten, exchanged digits, a part left out or counted twice, one digit. The first kind that
makes the statement exact is taken, the rest is silence: nearly every wrong figure lies one digit
from some right one, so a guess needs enough digits behind it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from itertools import pairwise

from reportparse.codes import Lang
from reportparse.interval import ARITHMETIC, Interval, rounds_to
from reportparse.models import Diagnosis, Figure
from reportparse.relations.candidate import Candidate, Judgement
from reportparse.relations.formulas import FORMULAS, scale_of_rate
from reportparse.relations.messages import diagnosis_text, written
from reportparse.relations.repair import (
    Slip,
    changed,
    dropped,
    exchanged,
    figures_of,
    might_have_slipped,
    moved_point,
    repairs,
    required,
    slips,
    suspect,
)
from reportparse.relations.written import Written, place_of

MAX_SUSPECTS = 3
_NARROW = Decimal("0.02")
_OUT_OF_PROPORTION = 100
_SLIPS: tuple[tuple[str, Slip], ...] = (("digit", changed), ("digit_dropped", dropped))


@dataclass(frozen=True, slots=True)
class _Cause:
    """A cause, the figure that it accuses, that figure or phrase put right."""

    name: str
    figure: Figure | None = None
    right: str = ""
    hint: bool = False
    others: bool = False


def diagnose(
    judgement: Judgement,
    *,
    siblings: Sequence[Figure] = (),
    confirmed: Collection[str] = (),
    located: Mapping[str, Decimal] | None = None,
    lang: Lang = "zh",
) -> tuple[Diagnosis, ...]:
    """What would make a failing statement right; empty for any other verdict, and for soft ones.

    ``siblings`` are the figures around it, ``confirmed`` the ids of figures that another relation
    bears out and that are therefore not accused, ``located`` the result of ``locate``. At most
    three figures are named for one cause; a message is conditional. ``suggestion`` is what the
    figure's text would be, in its own style, or for a missing part that part's text.
    """
    if judgement.verdict != "mismatch" or judgement.candidate.soft or "soft" in judgement.notes:
        return ()
    with localcontext(ARITHMETIC):
        causes = _causes(judgement, siblings, confirmed, located or {})
    rivals = Counter(c.name for c in causes if c.figure is not None)
    return tuple(
        Diagnosis(
            cause=c.name,
            figure=c.figure.id if c.figure and c.figure.id not in confirmed else None,
            suggestion="" if c.name == "stale" else c.right,
            message=diagnosis_text(
                c.name,
                written(c.figure) if c.figure else "",
                c.right,
                lang,
                others=c.others or rivals[c.name] > 1,
                hint=c.hint,
            ),
        )
        for c in causes
    )


def locate(judgements: Sequence[Judgement]) -> dict[str, Decimal]:
    """The figures that two failing relations agree on: figure id to the value that both require.

    A figure is located where exactly one value at its last place satisfies both relations; where
    two relations would locate two figures they locate none.
    """
    failing = [
        j
        for j in judgements
        if j.verdict == "mismatch" and not j.candidate.soft and "soft" not in j.notes
    ]
    by_figure: dict[str, list[int]] = {}
    for i, j in enumerate(failing):
        for id_ in {f.id for f in figures_of(j.candidate)}:
            by_figure.setdefault(id_, []).append(i)
    found: dict[tuple[int, int], dict[str, Decimal]] = {}
    with localcontext(ARITHMETIC):
        for id_, places in by_figure.items():
            for a, b in pairwise(places):
                value = _common(failing[a], failing[b], id_)
                if value is not None:
                    found.setdefault((a, b), {})[id_] = value
    return {id_: v for one in found.values() if len(one) == 1 for id_, v in one.items()}


def _common(first: Judgement, second: Judgement, id_: str) -> Decimal | None:
    figure = next(f for f in figures_of(first.candidate) if f.id == id_)
    values = required(first, figure), required(second, figure)
    if values[0] is None or values[1] is None:
        return None
    if any(v.width > abs(figure.value) * _NARROW for v in values if v):
        return None
    both = values[0].intersect(values[1])
    if both is None:
        return None
    step = place_of(figure) or Decimal(1)
    low = (both.low / step).to_integral_value(ROUND_CEILING)
    high = (both.high / step).to_integral_value(ROUND_FLOOR)
    return low * step if low == high and low * step != figure.value else None


def _causes(
    judgement: Judgement,
    siblings: Sequence[Figure],
    confirmed: Collection[str],
    located: Mapping[str, Decimal],
) -> list[_Cause]:
    candidate = judgement.candidate
    stated = Written.of(candidate.stated)
    digits = stated.significant if stated else 1
    if readings := [c for c in _readings(judgement) if digits >= 2 or _is_multiple(candidate)]:
        return readings
    figures = [f for f in figures_of(candidate) if f.id not in confirmed]
    named = [f for f in figures if f.id in located]
    if named:
        return _located(judgement, named, located)
    suspects = [f for f in figures if not f.modifier]
    hints: list[_Cause] = []
    if digits >= 2:
        if scales := [c for f in suspects for c in _scales(judgement, f)]:
            return scales[:MAX_SUSPECTS]
        powers = [c for f in suspects for c in _powers(judgement, f, hint=digits < 3)]
        if powers and digits >= 3:
            return powers[:MAX_SUSPECTS]
        hints = powers[:MAX_SUSPECTS]
    if digits < 3:
        return _structure(judgement, siblings) + hints
    if swaps := _slipped(judgement, suspects, "digit_swap", exchanged):
        return swaps + hints
    if structure := _structure(judgement, siblings):
        return structure + hints
    truncated = [_Cause("truncated_parts")] if _truncated_parts(judgement) else []
    for name, slip in _SLIPS:
        if slipped := _slipped(judgement, suspects, name, slip):
            return truncated + slipped + hints
    return truncated + hints + _stale(candidate, suspects, siblings)


def _is_multiple(candidate: Candidate) -> bool:
    return candidate.stated.unit in {"倍", "番"}


def _readings(judgement: Judgement) -> Iterator[_Cause]:
    """Step 1: the stated figure is right, but under other words than those of the text."""
    candidate, x = judgement.candidate, judgement.computed
    stated = candidate.stated
    if x is None or any(f.modifier for f in (stated, *candidate.operands)):
        return
    number = Written.of(stated)
    put_right = number.with_value(abs(x)) if number else None
    right = put_right.text if put_right else ""
    place = place_of(stated)
    for cause, value, words in _other_values(candidate, x):
        if rounds_to(value, stated.value, place):
            yield _Cause(cause, stated, right if words is None else words)


def _other_values(candidate: Candidate, x: Decimal) -> Iterator[tuple[str, Decimal, str | None]]:
    """Cause, the value under the other reading, the words that would fit it (None: a new value)."""
    k = scale_of_rate(candidate.stated)
    v = [f.value for f in candidate.operands]
    rates = len(v) == 2 and all(f.kind == "rate" for f in candidate.operands)
    said, unit = candidate.stated.text, candidate.stated.unit
    if candidate.relation == "ratio":
        if candidate.complement or x < k:
            yield "complement", k - x, None
        if x > k:
            yield "growth_as_ratio", x - k, None
        if len(v) == 2 and v[0] > 0:
            yield "swapped", v[1] / v[0] * k, None
    elif candidate.relation == "growth" and v[0] > 0 and v[1] > 0:
        change = abs(v[0] - v[1])
        if rates and unit == "%":
            yield "percent_vs_point", change, said.replace("％", "%").replace("%", "个百分点")
        if v[0] > v[1]:
            cause = "times_incl_base" if unit == "倍" else "ratio_as_growth"
            yield cause, v[0] / v[1] * k, None
        else:
            yield "remaining_as_drop", v[0] / v[1] * k, None
        yield "wrong_base", change / v[0] * k, None
        said = candidate.direction or candidate.stated.direction
        if x < 0 or (said == "down" and v[0] > v[1]):
            yield "direction", abs(x), ""
    elif candidate.relation == "delta":
        if rates and v[1] > 0 and unit in {"百分点", "个百分点"}:
            points = said.replace("个百分点", "%").replace("百分点", "%")
            yield "point_vs_percent", abs(v[0] - v[1]) / v[1] * 100, points
        if x < 0:
            yield "direction", -x, ""
    elif candidate.relation == "gain" and v[0] > 0:
        yield "wrong_base", v[1] / v[0] * k, None
        if len(candidate.signs) < 2 or candidate.signs[1] > 0:
            yield "ratio_as_growth", x + k, None
    elif candidate.relation == "times" and x == candidate.stated.value + 1:
        yield "times_as_doublings", candidate.stated.value, f"增长{candidate.stated.value:f}倍"


def _scales(judgement: Judgement, figure: Figure) -> Iterator[_Cause]:
    """Step 2: 万 for 亿, 元 for 万元. A part must exceed its whole out of all proportion."""
    number, candidate = Written.of(figure), judgement.candidate
    if number is None or figure.kind in {"rate", "rank", "duration"}:
        return
    shifts: tuple[int, ...] = (4, -4, 8, -8)
    if candidate.relation == "part":
        excess = candidate.stated.value > (judgement.computed or 0) * _OUT_OF_PROPORTION
        shifts = (4, -4) if excess else ()
    elif candidate.relation not in FORMULAS:
        return
    values = required(judgement, figure)
    for shift in shifts:
        other = number.with_scale(shift)
        if other is None or (values and other.value not in values) or _vanishes(candidate, other):
            continue
        if repairs(candidate, other):
            yield _Cause("unit_scale", figure, other.text)


def _powers(judgement: Judgement, figure: Figure, *, hint: bool) -> Iterator[_Cause]:
    """Step 3: the point moved, zeros lost or added."""
    found = suspect(judgement, figure)
    if found is None:
        return
    number, values = found
    for digits in moved_point(number):
        if number.value_of(digits) in values:
            other = number.with_digits(digits)
            if other is None or _vanishes(judgement.candidate, other):
                continue
            if repairs(judgement.candidate, other):
                yield _Cause("power_of_ten", figure, other.text, hint)


def _vanishes(candidate: Candidate, other: Figure) -> bool:
    """Whether a term would be so small beside the total that it is as good as struck out."""
    return candidate.relation in {"sum", "delta"} and abs(other.value) < place_of(candidate.stated)


def _slipped(
    judgement: Judgement, suspects: Sequence[Figure], name: str, slip: Slip
) -> list[_Cause]:
    """Steps 4, 7 and 8. Several repairs of one figure say nothing about it (G4).

    A lone suspect is one of several where another figure escapes only because its digits are too
    few or its range too wide.
    """
    found = []
    possible = [s for f in suspects if (s := suspect(judgement, f))]
    for one in possible:
        repaired = slips(judgement, one, slip)
        if len(repaired) == 1:
            found.append(_Cause(name, one.number.figure, repaired[0].text))
    if len(found) == 1 and any(
        might_have_slipped(s) for s in possible if s.number.figure is not found[0].figure
    ):
        return [replace(found[0], others=True)]
    return found[:MAX_SUSPECTS]


def _structure(judgement: Judgement, siblings: Sequence[Figure]) -> list[_Cause]:
    """Steps 5 and 6: a part is missing from a sum, or counted twice."""
    candidate, gap = judgement.candidate, judgement.difference
    if candidate.relation != "sum" or not gap:
        return []
    stated, used = candidate.stated, {f.id for f in figures_of(candidate)}
    half = place_of(stated) / 2
    if gap < 0:
        twice = [f for f in candidate.operands if not f.modifier and abs(f.value + gap) <= half]
        return [_Cause("part_twice", f, "") for f in twice[:MAX_SUSPECTS]]
    missing = [
        f
        for f in siblings
        if f.id not in used
        and (f.kind, f.unit) == (stated.kind, stated.unit)
        and f.status in {"", stated.status}
        and not f.modifier
        and abs(f.value - gap) <= half
        and (number := Written.of(f)) is not None
        and number.significant >= 2
    ]
    texts = dict.fromkeys(written(f) for f in missing)
    return [_Cause("part_missing", None, text) for text in list(texts)[:MAX_SUSPECTS]]


def _truncated_parts(judgement: Judgement) -> bool:
    """Whether cutting off the parts' last digits would account for the gap: 0 < gap < n units."""
    candidate, gap = judgement.candidate, judgement.difference
    if candidate.relation != "sum" or not gap or any(s < 0 for s in candidate.signs):
        return False
    places = {place_of(f) for f in figures_of(candidate)}
    unit = max(places)
    return len(places) == 1 and unit > 0 and 0 < gap < unit * len(candidate.operands)


def _stale(
    candidate: Candidate, suspects: Sequence[Figure], siblings: Sequence[Figure]
) -> list[_Cause]:
    """Step 10: the value of the same indicator in another period."""
    used = {f.id for f in figures_of(candidate)}
    return [
        _Cause("stale", figure, other.period.text)
        for figure in suspects
        for other in siblings
        if other.id not in used
        and figure.indicator
        and figure.period
        and other.period
        and other.period.text != figure.period.text
        and (other.indicator, other.unit, other.value)
        == (figure.indicator, figure.unit, figure.value)
        and (number := Written.of(figure)) is not None
        and number.significant >= 3
    ][:MAX_SUSPECTS]


def _located(
    judgement: Judgement, named: Sequence[Figure], located: Mapping[str, Decimal]
) -> list[_Cause]:
    """A located figure, with the slip that explains it where one does."""
    causes = []
    for figure in named[:MAX_SUSPECTS]:
        number, value = Written.of(figure), located[figure.id]
        right = number.with_value(value) if number else None
        if number is None or right is None:
            continue
        wanted = Interval.exactly(value)
        kinds: tuple[tuple[str, Slip], ...] = (
            ("power_of_ten", moved_point),
            ("digit_swap", exchanged),
            *_SLIPS,
        )
        name = next(
            (
                name
                for name, slip in kinds
                if any(number.value_of(d) in wanted for d in slip(number))
            ),
            "located",
        )
        scaled = [number.with_scale(s) for s in (4, -4, 8, -8)]
        unit = next((f for f in scaled if f is not None and f.value == value), None)
        causes.append(
            _Cause("unit_scale", figure, unit.text)
            if unit and figure.kind not in {"rate", "rank", "duration"}
            else _Cause(name, figure, right.text)
        )
    return causes
