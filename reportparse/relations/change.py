"""Changes: growth from a stated level, gain without one, differences (growth, gain, delta)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from reportparse.expressions import compiled
from reportparse.relations.balance import balance
from reportparse.relations.candidate import Candidate
from reportparse.relations.judge import holds
from reportparse.relations.view import LIST_GAP, Spot, View

BASE_DIFFERS = "base_differs"
YEAR = compiled(r"(?:19|20)\d{2}年")
CHANGE = frozenset("增长加下降减少提高上升超收支幅额率数量值的总")
MONTH = compiled(r"(\d{1,2})月")
MOST_BACK = 60
Statement = tuple[Candidate, ...]


def find(view: View) -> Iterator[Statement]:
    """Rates of change against two levels or a level and a difference, and the differences."""
    yield from _dealt(view)
    for s in view.spots:
        f = s.figure
        if s.role == "change" and view.cue("delta.exceeds", s.clause):
            changed = balance
        elif f.kind == "rate" and view.cue("change.excess", s.clause):
            changed = _excess
        elif f.kind == "rate" and f.unit in {"%", "‰", "倍"} and view.cue("change.word", s.clause):
            changed = _growth_or_gain
        elif (s.role == "change" and f.kind != "rank") or f.unit == "百分点" or "新增" in s.clause:
            changed = _delta
        elif view.cue("delta.balance", s.clause):
            changed = balance
        else:
            continue
        if not view.cue("soft.annual_average", s.clause):
            yield from changed(view, s)


def _dealt(view: View) -> Iterator[Statement]:
    """受理a件、审结b件,较2019年的c件、d件上升x和y: rates dealt out to pairs of levels."""
    for s in view.spots:
        if s.figure.unit != "%" or not view.cue("change.word", s.clause):
            continue
        rates = [s]
        for t in view.ahead(s):
            if t.figure.unit != "%" or not LIST_GAP.fullmatch(t.lead):
                break
            rates.append(t)
        n = len(rates)
        if n > 1:
            yield from _dealt_pairs(view, s, rates, view.spots[max(0, s.n - 2 * n) : s.n])


def _dealt_pairs(
    view: View, s: Spot, rates: Sequence[Spot], before: Sequence[Spot]
) -> Iterator[Statement]:
    n = len(rates)
    new, old = before[:n], before[n:]
    if len(before) == 2 * n and old[0].role == "change":
        yield from _dealt_gains(view, rates, new, old)
        return
    if len(before) < 2 * n or old[0].role != "base":
        new, old = before[-n:], view.spots[rates[-1].n + 1 : rates[-1].n + 1 + n]
        year = YEAR.search(s.clause)
        if len(old) < n or not year or year[0] not in old[0].clause:
            return
    pairs = list(zip(rates, new, old, strict=True))
    if not all(view.alike(a.figure, b.figure) and a.sentence == s.sentence for _, a, b in pairs):
        return
    for rate, a, b in pairs:
        yield (
            Candidate(
                "growth", rate.figure, (a.figure, b.figure), direction=s.figure.direction,
                soft=softness(view, s), rank=1, rule="change.dealt",
            ),
        )  # fmt: skip


def _dealt_gains(
    view: View, rates: Sequence[Spot], new: Sequence[Spot], changes: Sequence[Spot]
) -> Iterator[Statement]:
    """收入、支出分别是a、b,分别减少c、d,降幅分别为x、y: differences dealt out, and rates."""
    soft, direction = softness(view, rates[0]), changes[0].figure.direction
    signs = (1, -1 if direction == "down" else 1)
    for rate, level, change in zip(rates, new, changes, strict=True):
        alike = view.alike(level.figure, change.figure) and level.sentence == rate.sentence
        if alike and level.role == "value" and level.figure.kind != "rate":
            yield (
                Candidate(
                    "gain", rate.figure, (level.figure, change.figure), signs=signs,
                    direction=direction, soft=soft, rank=1, rule="change.dealt",
                ),
            )  # fmt: skip


def softness(view: View, s: Spot) -> str:
    """Why a change cannot be recomputed from the written levels, or ''."""
    clause = view.text[max(s.sentence, s.start - 40) : s.end]
    if view.cue("soft.comparable_basis", clause):
        return "comparable_basis"
    if view.cue("soft.constant_price", s.figure.indicator) or view.cue(
        "soft.constant_price", clause
    ):
        return "constant_price"
    if s.figure.unit == "倍" and s.figure.direction == "down":
        return "wording"
    return ""


def _growth_or_gain(view: View, s: Spot) -> Iterator[Statement]:
    soft = softness(view, s)
    readings: list[Candidate] = []
    for new, old, rank in levels(view, s):
        readings.append(
            Candidate(
                "growth", s.figure, (new.figure, old.figure), direction=s.figure.direction,
                soft=soft, rank=rank, rule="change.levels",
            )
        )  # fmt: skip
    if readings:
        yield tuple(readings[:4])
        return
    yield from _against_other_year(view, s, soft)
    gains = []
    for new, change, rank in _gains(view, s):
        sign = -1 if "down" in {change.figure.direction, s.figure.direction} else 1
        gains.append(
            Candidate(
                "gain", s.figure, (new.figure, change.figure), signs=(1, sign),
                direction=s.figure.direction, rank=rank, rule="change.gain",
                soft=soft or (BASE_DIFFERS if s.figure.unit == "倍" else ""),
            )
        )  # fmt: skip
    if gains:
        yield tuple(gains[:4])


def _excess(view: View, s: Spot) -> Iterator[Statement]:
    """超额12.5%完成任务: the result against the plan, 100 % taken off."""
    near = [t for t in view.back(s.n, 6) if t.sentence == s.sentence and t.figure.kind != "rate"]
    for top in [t for t in near if t.role == "value"][:1]:
        plans = [t for t in near if t.role == "plan" or view.cue("role.plan", t.clause)]
        for plan in [t for t in plans if t.figure.unit == top.figure.unit and t is not top][:1]:
            yield (
                Candidate(
                    "growth", s.figure, (top.figure, plan.figure), direction="up", rank=1,
                    rule="change.excess",
                ),
            )  # fmt: skip


def levels(view: View, s: Spot) -> Iterator[tuple[Spot, Spot, int]]:
    """由/从 A 增加到 B; B, 较上年的 A 增长: two levels of one dimension before the rate."""
    same = [
        t
        for t in view.back(s.n, 6)
        if t.sentence == s.sentence
        and t.figure.kind not in {"rank", "duration"}
        and t.role != "change"
        and not view.is_shut_in(t, s)
    ]
    for i, later in enumerate(same[:3]):
        for earlier in same[i + 1 : i + 3]:
            if not view.alike(later.figure, earlier.figure):
                continue
            if (
                later.figure.kind == "rate"
                and s.figure.unit == "%"
                and later.figure.unit == "%"
                and "百分" in s.figure.text
            ):
                continue
            gap = view.text[earlier.end : later.start]
            if not _same_thing(view, s, later) or (
                later.n < s.n - 1 and not _continues(view, later, s)
            ):
                continue
            if earlier.role == "base" and view.cue("change.arrive", gap) and len(gap) < 24:
                yield later, earlier, 1
                return
            if (
                later.role == "base"
                and earlier.role != "base"
                and view.cue("change.against", later.clause)
                and later.n == s.n - 1
            ):
                yield earlier, later, 1
                return
            if later.n == s.n - 1 and _year_by_year(view, earlier, later):
                yield later, earlier, 2
                return


def _year_by_year(view: View, earlier: Spot, later: Spot) -> bool:
    """上年新增就业2400人,今年新增就业3000人; 2018年为1200张,2021年达到1500张."""
    if earlier.figure.unit != later.figure.unit or later.role == "base":
        return False
    first, second = YEAR.findall(earlier.clause), YEAR.findall(later.clause)
    if first and second:
        return int(first[-1][:4]) < int(second[-1][:4])
    return view.cue("year.last", earlier.clause) and view.cue("year.this", later.clause)


def _against_other_year(view: View, s: Spot, soft: str) -> Iterator[Statement]:
    """Two levels of the rate's indicator, a year apart by their periods, wherever they stand."""
    thing = s.figure.indicator
    levels = [
        t
        for t in view.spots[max(0, s.n - 24) : s.n + 12]
        if t.figure.kind in {"amount", "count", "measure"}
        and t.role != "change"
        and len(t.figure.indicator) > 1
        and thing.startswith(t.figure.indicator)
    ]
    for new in levels:
        for old in levels:
            if (
                view.alike(new.figure, old.figure)
                and _year_apart(new, old)
                and new.sentence == s.sentence
            ):
                yield (
                    Candidate(
                        "growth", s.figure, (new.figure, old.figure), direction=s.figure.direction,
                        soft=soft or ("" if _named_year(s, old) else BASE_DIFFERS),
                        rank=3, rule="change.years",
                    ),
                )  # fmt: skip
                return


def _named_year(rate: Spot, old: Spot) -> bool:
    """Whether the rate's clause names the year of the earlier level: 比2020年."""
    period = old.figure.period
    return bool(period and period.start and f"{period.start.year}年" in rate.clause)


def _year_apart(new: Spot, old: Spot) -> bool:
    a, b = new.figure.period, old.figure.period
    if not (a and b and a.start and b.start and a.end and b.end):
        return False
    same = (a.start.month, a.end.month) == (b.start.month, b.end.month)
    return same and a.start.year == b.start.year + 1


def _same_thing(view: View, rate: Spot, level: Spot) -> bool:
    """Whether the rate is one of the level's indicator, not of a thing that its clause names."""
    if view.cue("change.amplitude", rate.clause):
        return True
    name, of = rate.figure.indicator, level.figure.indicator
    shared = sum(c in of for c in set(name[:-2]))
    return len(name) <= 4 or 2 * shared >= len(set(name[:-2]))


def _continues(view: View, level: Spot, rate: Spot) -> bool:
    """Whether the clause of the rate names no other thing than that of the level."""
    between = view.spots[level.n + 1 : rate.n]
    return all(
        t.figure.kind in {"rate", "rank"} or t.role == "change" or _spans(view, t, rate)
        for t in between
    )


def _spans(view: View, length: Spot, rate: Spot) -> bool:
    """Whether a length of time is that of the change right behind it (16年间增长15.6倍)."""
    behind = length.n == rate.n - 1 and view.cue("change.during", view.between(length, rate))
    return behind and length.figure.kind == "duration"


def _gains(view: View, s: Spot) -> Iterator[tuple[Spot, Spot, int]]:
    """Value, change and rate in any order: 82.7亿元, 增收8.2亿元, 增长11%."""
    before = s.n - 1
    while before > 0 and _spans(view, view.spots[before], s):
        before -= 1
    own = view.spots[max(0, before)]
    told = own.role == "change" and own.sentence == s.sentence and own.n < s.n
    beside = view.spots[max(0, before) : s.n + (1 if told else 2)]
    changes = [
        t
        for t in beside
        if t.sentence == s.sentence
        and t.role == "change"
        and t.figure.kind in {"amount", "count", "measure"}
    ]
    for change in changes:
        if change.figure.unit != "元" and s.figure.modifier == "..":
            continue
        gap = view.text[min(change.end, s.end) : max(change.start, s.start)]
        if len(gap) > 14 or ";" in gap or _two_bases(view, change, s):
            continue
        first = min(change.n, s.n)
        for new in view.back(first, 8):
            if new.sentence != s.sentence or ";" in view.text[new.end : view.spots[first].start]:
                break
            if view.is_shut_in(new, view.spots[first]):
                continue
            if new.role == "value" and view.alike(new.figure, change.figure):
                if not _one_thing(view, new, change):
                    break
                yield new, change, 1
                break


def _two_bases(view: View, change: Spot, rate: Spot) -> bool:
    """比上年下降3.14%,比2015年预算数减少5万元: each against a base of its own."""
    bases = [view.rules.cue("change.base").search(s.clause) for s in (change, rate)]
    return all(bases) and len({b[0] for b in bases if b}) > 1


def _one_thing(view: View, new: Spot, change: Spot) -> bool:
    """Whether a level and a difference may be of one thing: no two names without a common word."""
    said, names = set(change.figure.indicator) - CHANGE, set(new.figure.indicator)
    compared = view.cue("change.compared", change.clause)
    return compared or not said or not names or bool(said & names)


def _delta(view: View, s: Spot) -> Iterator[Statement]:
    """A stated difference of two levels: 由 A 增加到 B, 增加 D; 较上年的 A 增加 D."""
    same = [
        t
        for t in view.back(s.n, 5)
        if t.sentence == s.sentence and t.role != "change" and t.figure.kind != "rank"
    ]
    points = s.figure.unit == "百分点"
    if points and view.cue("delta.schedule", s.clause):
        yield from _against_schedule(view, s)
        return
    if points and (compared := [*_against_bracket(view, s), *_against_all(view, s)]):
        yield (compared[0],)
        return
    fitting = [
        t for t in same
        if (points and t.figure.unit == "%") or (not points and view.alike(t.figure, s.figure))
    ]  # fmt: skip
    if len(fitting) < 2:
        yield from _before_levels(view, s)
        return
    later, earlier = fitting[0], fitting[1]
    gap = view.text[earlier.end : later.start]
    if earlier.role == "base" and view.cue("change.arrive", gap):
        pair = (later, earlier)
    elif later.role == "base" and later.n == s.n - 1:
        pair = (earlier, later)
    else:
        return
    yield (
        Candidate(
            "delta", s.figure, (pair[0].figure, pair[1].figure), signs=(1, -1),
            direction=s.figure.direction, soft=softness(view, s) if not points else "",
            rank=1, rule="change.difference",
        ),
    )  # fmt: skip


def _against_schedule(view: View, s: Spot) -> Iterator[Statement]:
    """快于序时进度 3.4 个百分点: the schedule at the end of a month is month ÷ 12, exactly."""
    progress = next((t for t in view.back(s.n, 2) if t.figure.unit == "%"), None)
    period = s.figure.period
    if progress is None or period is None:
        return
    month = MONTH.search(period.text)
    months = Decimal(int(month[1])) if month else Decimal(period.end.month) if period.end else None
    if months is None:
        return
    slower = view.cue("delta.slower", s.clause)
    yield (
        Candidate(
            "delta", s.figure, (progress.figure,), signs=(1,), constants=(months / 12 * 100,),
            direction="down" if slower else "up", rank=1, rule="change.schedule",
        ),
    )  # fmt: skip


def _against_bracket(view: View, s: Spot) -> Iterator[Candidate]:
    """低于全省平均(16.67%)3.82个百分点: the base stands in a bracket before the difference."""
    base = view.spots[s.n - 1] if s.n else None
    if base is None or base.figure.unit != "%" or view.between(base, s) != ")":
        return
    own = next((t for t in view.back(base.n, 4) if t.figure.unit == "%"), None)
    if own and own.sentence == s.sentence and view.text[base.start - 1] == "(":
        yield _points(view, s, own, base, "")


def _against_all(view: View, s: Spot) -> Iterator[Candidate]:
    """增长18.7%,比全市投资增速低2.6个百分点: the rate of all stands in a sentence before."""
    own = view.spots[s.n - 1] if s.n else None
    said = view.rules.cue("delta.of_all").search(s.clause)
    if own is None or own.figure.unit != "%" or own.sentence != s.sentence or not said:
        return
    for t in reversed(view.spots[max(0, s.n - MOST_BACK) : own.n]):
        if t.figure.unit != "%" or t.role == "base" or not view.cue("change.word", t.clause):
            continue
        names = set(t.figure.indicator) - CHANGE, set(own.figure.indicator) - CHANGE
        if (
            len(names[0] & names[1]) < 2
            or (said[1] or said[2]) not in view.text[t.sentence : t.start]
        ):
            continue
        reading = _points(view, s, own, t, BASE_DIFFERS)
        if holds(reading):
            yield reading
            return


def _points(view: View, s: Spot, own: Spot, base: Spot, soft: str) -> Candidate:
    said = view.between(own, s)
    lower = view.cue("delta.slower", said) or "低" in said
    return Candidate(
        "delta", s.figure, (own.figure, base.figure), signs=(1, -1), soft=soft,
        direction="down" if lower else "up", rank=1, rule="change.compared",
    )  # fmt: skip


def _before_levels(view: View, s: Spot) -> Iterator[Statement]:
    """新增1.2万人,总数由30.5万人增至31.9万人: the levels stand behind."""
    after = [t for t in view.spots[s.n + 1 : s.n + 3] if t.sentence == s.sentence]
    if view.cue("change.compared", s.clause):
        return
    if len(after) == 2 and all(view.alike(t.figure, s.figure) for t in after):
        old, new = after
        total = "总" in old.clause or "累计" in old.clause
        if total and old.role == "base" and view.cue("change.arrive", view.between(old, new)):
            yield (
                Candidate(
                    "delta", s.figure, (new.figure, old.figure), signs=(1, -1),
                    direction=s.figure.direction, rank=2, rule="change.difference",
                ),
            )  # fmt: skip
