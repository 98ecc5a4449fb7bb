"""Rates with a name: 完成率, 支付率, 整改率 (contract: ratio, stated = a ÷ b).

A base that stands with its rate (占预算10065万元的43.2%), a plan beside its result, or what came in
beside what was dealt with (受理 … 结案 … 结案率) licenses a hard reading. Where the base is only
implied the readings are tentative: they count when the numbers bear them out and are dropped when
not (docs/checks.md 7.4, 7.6).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportparse.expressions import compiled
from reportparse.relations.candidate import Candidate
from reportparse.relations.view import Spot, View
from reportparse.relations.written import telling

TENTATIVE = "base_unclear"
MAX_READINGS = 4
REACH = 60
ENOUGH = 2
TELLING = 3
"""Digits of a rate below which two figures make it by chance."""
PLAN_OF = compiled(
    r"(?:占|为|完成|达到?|实现|相当于)([\p{Han}]{0,8}(?:预算|计划|任务|目标|下达数|任务数))数?的?$"
)
ANY_PLAN = compiled(r"(?:年初|年度|年内|全年|年|既定|总)?(?:预算|计划|任务|目标)(?:任务|数)?")
RATE_WORDS = compiled(
    r"占|为|完成率?|达到?了?|实现|执行|开工|完工|竣工|率|进度|的|是|约|年初|年度|全年|调整|计划|预算|任务|目标|数"
    r"|已|只|仅|高"
)
RECKONED = compiled(r"[按以]([^,。;按以]{3,14})(?:计?算|为基数|为分母|口径)")
STOP = compiled("[,。;、]")
LINKING = compiled("[率为达到是的]")
STEM = compiled(r"(\p{Han}{2})率")
Statement = tuple[Candidate, ...]


def find(view: View) -> Iterator[Statement]:
    """One statement a rate whose words name its base or the kind of its base."""
    for s in view.spots:
        f = s.figure
        if f.kind != "rate" or f.unit not in {"%", "‰", "倍"} or s.role == "base":
            continue
        yield from _counted_behind(view, s)
        previous = view.spots[s.n - 1] if s.n else None
        if previous and base_before(view, previous, s):
            yield from _of_base(view, previous, s)
        elif view.cue("change.word", s.clause) or view.cue("ratio.share", s.clause):
            continue
        elif view.cue("ratio.completion", s.clause) or view.cue("ratio.rate", s.clause):
            yield from _named(view, s)


def ratio(s: Spot, top: Spot, base: Spot, rank: int, soft: str = "", rule: str = "") -> Candidate:
    """The reading ``s = top ÷ base``."""
    return Candidate("ratio", s.figure, (top.figure, base.figure), rank=rank, soft=soft, rule=rule)


def base_before(view: View, base: Spot, s: Spot) -> bool:
    """Whether the figure before a rate is its base: 预算10065万元的43.2%."""
    gap = view.between(base, s).strip()
    if base.sentence != s.sentence or base.figure.kind in {"rate", "rank", "duration"}:
        return False
    return "的" in gap and view.cue("ratio.of", gap) and view.cue("ratio.of_lead", base.clause)


def quantities(view: View, n: int, limit: int) -> list[Spot]:
    """The figures before the n-th in its paragraph that may be divided, nearest first."""
    return [t for t in view.back(n, limit) if t.figure.kind not in {"rate", "rank", "duration"}]


def shared(noun: str, indicator: str) -> int:
    """How many characters two names share, words for wholes apart."""
    return len(set(noun) & set(indicator) - set("总全的占数"))


def _of_base(view: View, base: Spot, s: Spot) -> Iterator[Statement]:
    """占/完成/为 B 的 S: the numerator is the nearest figure before that is no base itself."""
    tops = [
        t
        for t in view.back(base.n)
        if view.alike(t.figure, base.figure) and t.role in {"value", "plan"}
    ]
    same = [t for t in tops if t.sentence == s.sentence]
    readings = [ratio(s, t, base, 1, rule="ratio.of") for t in same[:3]]
    readings += [ratio(s, t, base, 2, TENTATIVE, "ratio.of") for t in tops[:2] if t not in same]
    if readings:
        yield tuple(readings)


def _named(view: View, s: Spot) -> Iterator[Statement]:
    """The plan that the words set against the result, else what the result was drawn from."""
    if view.cue("ratio.except", view.text[s.sentence : s.start]):
        return
    near = quantities(view, s.n, 16)
    same = [t for t in near if t.sentence == s.sentence]
    firm = [*_reckoned(view, s, near), *_of_whole(view, s, same)]
    firm = firm or [*_against_plan(view, s, near, same), *_drawn_from(view, s, near, same)]
    if firm:
        yield tuple(firm[:MAX_READINGS])
        return
    readings = [*_by_name(view, s, near), *_plans(view, s, near, same), *_planned(view, s, same)]
    readings += [*_pairs(view, s, same), *_pairs(view, s, near)]
    if s.figure.value != 100:  # else the top is no figure said twice
        readings = [c for c in readings if c.operands[0].value != c.operands[1].value]
    if readings:
        yield tuple(_distinct(readings)[:MAX_READINGS])


def _reckoned(view: View, s: Spot, near: Sequence[Spot]) -> Iterator[Candidate]:
    """免费筛查率按符合条件孕妇算为87.09%: the words name the base."""
    named = RECKONED.search(s.clause)
    if not named:
        return
    told = {t.n: shared(named[1], t.figure.indicator + t.clause) for t in near}
    bases = sorted(near, key=lambda t: -told[t.n])
    rate = RATE_WORDS.sub("", s.figure.indicator)
    for base in bases[:1]:
        tops = [t for t in near if t is not base and t.figure.unit == base.figure.unit]
        tops = [t for t in tops if shared(rate, t.figure.indicator) > 1]
        for top in sorted(tops, key=lambda t: -shared(rate, t.figure.indicator))[:1]:
            if told[base.n] > 2:
                yield ratio(s, top, base, 1, rule="ratio.reckoned")


def _of_whole(view: View, s: Spot, same: Sequence[Spot]) -> Iterator[Candidate]:
    """已消除27256人,未消除27595人,消除率49.69%: of the total that a breakdown has shown."""
    stem = STEM.search(s.clause)
    if not stem:
        return
    for top in same:
        words = view.head(top).clause
        done = stem[1] in words and not view.cue("ratio.undone", words)
        for base in view.whole_of(top) if done else ():
            rest = (view.head(t).clause for t in view.parts_of(base))
            if any(view.cue("ratio.undone", clause) for clause in rest):
                yield ratio(s, top, base, 1, rule="ratio.whole")


def _results(near: Sequence[Spot], same: Sequence[Spot]) -> list[Spot]:
    done = [t for t in same if t.role == "value" and t.figure.status != "target"]
    return (
        done or [t for t in same if t.role == "value"] or [t for t in near[:3] if t.role == "value"]
    )


def _against_plan(
    view: View, s: Spot, near: Sequence[Spot], same: Sequence[Spot]
) -> Iterator[Candidate]:
    for top in _results(near, same)[:1]:
        plans = [t for t in near if _is_plan(view, t) and view.alike(t.figure, top.figure)]
        for base in plans[:1]:
            if view.cue("ratio.completion", s.clause) and _is_the_plan(view, s, top, base):
                yield ratio(s, top, base, 1, rule="ratio.completion")


def _planned(view: View, s: Spot, same: Sequence[Spot]) -> Iterator[Candidate]:
    """廉租住房开工2164套,开工率116.85%: of the plan of its name, paragraphs before."""
    top = next((t for t in same if t.role == "value"), None)
    if top is None or not view.cue("ratio.completion", s.clause):
        return
    plans = [
        t
        for t in view.spots[max(0, top.n - REACH) : top.n]
        if t.figure.status == "target" and t.figure.unit == top.figure.unit
    ]
    plans.sort(key=lambda t: -shared(t.figure.indicator, top.figure.indicator + top.clause))
    for base in plans[:MAX_READINGS]:
        if telling(s.figure) >= TELLING:
            yield ratio(s, top, base, 3, TENTATIVE, "ratio.planned")


def _counted_behind(view: View, s: Spot) -> Iterator[Statement]:
    """15个断面优良比例为86.7%(13个): of what the rate is the rate."""
    top = next(view.ahead(s), None)
    if top is None or view.between(s, top) != "(" or not view.text.startswith(")", top.end):
        return
    for base in quantities(view, s.n, 6):
        same = base.figure.unit == top.figure.unit and base.sentence == s.sentence
        if same and base.figure.value >= top.figure.value:
            yield (ratio(s, top, base, 2, TENTATIVE, "ratio.counted"),)
            return


def _is_plan(view: View, s: Spot) -> bool:
    """预算302亿元, and 比预算302亿元略多; not 比预算超收150万元."""
    if s.role == "base" and view.cue("role.plan", s.clause):
        return not view.cue("ratio.beside_plan", s.clause)
    return s.role == "plan"


def _is_the_plan(view: View, s: Spot, top: Spot, base: Spot) -> bool:
    """Whether the plan is beyond doubt the base: no other rate's base, no other plan named."""
    if top.sentence != s.sentence or top.figure.unit != base.figure.unit:
        return False
    said = (t.figure.indicator + t.clause for t in (top, base))
    if base.sentence != s.sentence and shared(*said) < ENOUGH:
        return False
    based = view.text[base.end : base.end + 1] == "的"
    if based and (base.n < top.n or base.n + 1 != s.n):
        return False
    subject = RATE_WORDS.sub("", s.clause)
    if len(subject) > 1 and shared(subject, top.figure.indicator + base.figure.indicator) < 2:
        return False
    named = PLAN_OF.search(s.clause)
    if named:
        return named[1] in base.clause or ANY_PLAN.fullmatch(named[1]) is not None
    return view.cue("ratio.against_plan", s.clause)


def _drawn_from(
    view: View, s: Spot, near: Sequence[Spot], same: Sequence[Spot]
) -> Iterator[Candidate]:
    """已开工160个,开工率: the result's clause has the rate's stem, its base stands before it."""
    stem = STEM.search(s.clause)
    if not stem or not same or same[0].n < s.n - 2 or view.cue("ratio.elsewhere", s.clause):
        return
    tail = STOP.split(view.text[same[0].end : same[0].end + 12])[0]
    if stem[1] not in same[0].clause + tail and not same[0].clause.endswith(stem[1][0]):
        return
    top = same[0]
    if opposite := _opposite(view, s, top, same):
        yield opposite
        return
    before = [
        t
        for t in near
        if t.n < top.n
        and t.role in {"value", "plan"}
        and t.figure.unit == top.figure.unit
        and (t.figure.value >= top.figure.value or "旧存" in t.clause or "新收" in t.clause)
    ]
    bases = [
        t
        for t in before
        if not view.cue("part.nested", t.lead)
        and (stem[1] not in t.clause or view.cue("ratio.due", t.clause))
    ]
    beside = [t for t in bases if t.sentence == s.sentence and ";" not in view.between(t, s)]
    carried = [t for t in beside if "旧存" in t.clause]
    new = [t for t in beside if t not in carried]
    if carried and new:
        operands = (top.figure, carried[0].figure, new[0].figure)
        yield Candidate("ratio", s.figure, operands, rank=1, rule="ratio.carried")
    due = [t for t in bases if view.cue("ratio.due", t.clause)] if len(before) == 1 else []
    chosen = beside or due
    for n, base in enumerate(chosen[:2]):
        yield ratio(s, top, base, 1 + n, rule="ratio.stem")


def _opposite(view: View, s: Spot, top: Spot, same: Sequence[Spot]) -> Candidate | None:
    """起诉68万人;不起诉20万人,不起诉率: over both outcomes, if there is no third."""
    negated = view.rules.cue("ratio.negated").search(s.clause)
    if not negated or not view.cue("ratio.negation", view.head(top).clause):
        return None
    for t in same:
        words = view.head(t).clause
        affirmed = negated[1] in words and not view.cue("ratio.negation", words)
        if t.n < top.n and affirmed and t.figure.unit == top.figure.unit and t.role == "value":
            operands = (top.figure, top.figure, t.figure)
            return Candidate(
                "ratio", s.figure, operands, soft=TENTATIVE, rank=1, rule="ratio.opposite"
            )
    return None


def _plans(view: View, s: Spot, near: Sequence[Spot], same: Sequence[Spot]) -> Iterator[Candidate]:
    for top in _results(near, same)[:2]:
        plans = [t for t in near if t.role == "plan" and view.alike(t.figure, top.figure)]
        wholes = [
            t
            for t in near
            if t.n < top.n
            and t.role == "value"
            and view.alike(t.figure, top.figure)
            and t.figure.value >= top.figure.value
        ]
        for base in [*plans[:1], *wholes[:2]]:
            yield ratio(s, top, base, 2, TENTATIVE, "ratio.completion")


def _pairs(view: View, s: Spot, pool: Sequence[Spot]) -> Iterator[Candidate]:
    """Nearest figure over an earlier one of its dimension, nearest pairs first."""
    values = [t for t in pool if t.role in {"value", "plan"}]
    parts = {t.n for t in values if any(w in values for w in view.whole_of(t))}
    values = [t for t in values if t.n not in parts] or values
    if telling(s.figure) < TELLING:
        values = values[:2]
    for i, top in enumerate(values[:3]):
        for base in values[i + 1 : i + 4]:
            paired = view.alike(top.figure, base.figure) and top.figure.value
            if paired and not _is_rated_apart(view, base, top):
                yield ratio(s, top, base, 3, TENTATIVE, "ratio.rate")


def _is_rated_apart(view: View, base: Spot, top: Spot) -> bool:
    """个人所得税1350万元,为预算的108.17%;房产税: a result with a rate of its own, no base."""
    own = view.spots[base.n + 1]
    rated = own.figure.kind == "rate" and view.cue("ratio.completion", own.clause)
    return rated and ";" in view.text[base.end : top.start]


def _by_name(view: View, s: Spot, near: Sequence[Spot]) -> Iterator[Candidate]:
    """A figure that the rate is named after, over one before it."""
    name = LINKING.sub("", s.clause)
    tops = sorted(near, key=lambda t: -shared(name, t.figure.indicator))
    for top in [t for t in tops if shared(name, t.figure.indicator) >= 2][:1]:
        bases = [t for t in near if t.n < top.n and view.alike(t.figure, top.figure)]
        for base in sorted(bases, key=lambda t: -shared(name, t.figure.indicator))[:2]:
            yield ratio(s, top, base, 3, TENTATIVE, "ratio.rate")


def _distinct(readings: Sequence[Candidate]) -> list[Candidate]:
    distinct: dict[tuple[str, str], Candidate] = {}
    for c in readings:
        distinct.setdefault((c.operands[0].id, c.operands[1].id), c)
    return list(distinct.values())
