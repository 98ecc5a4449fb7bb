"""Findings in words: the statement, both sides with their units, the difference, the cause.

A message is rendered from the judgement that decided, so that it cannot say anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext
from typing import NamedTuple

from reportparse.codes import Lang
from reportparse.interval import ARITHMETIC, ONE, ZERO
from reportparse.models import Figure, Relation
from reportparse.relations.candidate import Candidate, Judgement
from reportparse.relations.formulas import scale_of_rate
from reportparse.relations.judge import shares_of
from reportparse.relations.written import Written, exponent_of, place_of

_MAX_SHOWN = 8
_MAX_WORDS = 30
_GUARD = Decimal("0.01")
_SCALES = {12: "万亿", 8: "亿", 4: "万", 0: ""}
_MEASURE_WORD = {"百分点": "个百分点", "千分点": "个千分点"}
_POINTS = {
    "%": ("个百分点", " percentage points"),
    "百分点": ("个百分点", " percentage points"),
    "个百分点": ("个百分点", " percentage points"),
    "‰": ("个千分点", " per-mille points"),
}

_REASONS: Mapping[str, tuple[str, str]] = {
    "nearest": ("四舍五入范围内相符", "agrees within rounding"),
    "approx": ("约数范围内相符", "agrees within the stated approximation"),
    "truncated": ("末位被截去，未四舍五入", "the last digit is cut off, not rounded"),
    "raised": ("末位被进一，未四舍五入", "the last digit is rounded up, not to the nearest"),
    "double": ("末位经两次修约", "rounded twice"),
    "no_base": ("文中没有基数", "the base is not stated"),
    "base_differs": ("比率的基数另有所指", "the rate has another base"),
    "constant_price": ("增速按不变价格计算，不能由现价推算", "growth is at constant prices"),
    "comparable_basis": ("增速按可比口径计算", "growth is on a comparable basis"),
    "annual_average": ("年均增速的口径或年数不明", "the basis of the yearly average is unclear"),
    "scope": ("统计范围不同", "the figures differ in scope"),
    "overlap": ("各项之间有交叉", "the items overlap"),
    "incomplete_list": ("分项未列全", "the list is not complete"),
    "period_differs": ("时期不同", "the figures are of different periods"),
    "unit": ("单位不能换算", "the units cannot be compared"),
    "wording": ("说法没有确定的含义", "the wording has no definite meaning"),
    "zero_base": ("基数为零或为负", "the base is zero or negative"),
    "base_unclear": ("比率的基数不明确", "the base of the rate is unclear"),
    "other_fact": ("两处可能不是同一事实", "the two may not be the same fact"),
    "coarse": ("乘数取整过粗，不足以判断", "the factors are too coarsely rounded to tell"),
}

_NOTES: Mapping[str, tuple[str, str]] = {
    "misread": (
        "数据所在的行识别不清，可能是识别错误，请先对照原件",
        "the line was hard to recognise and may be misread: compare the original first",
    ),
    "unlikely": ("差额虽可由四舍五入产生，但很少见", "rounding could cause this, but rarely does"),
    "over_100": ("该类比率一般不超过100%", "such a rate does not normally exceed 100%"),
    "boundary_100": ("四舍五入后为100%，实际并未达到", "100% by rounding only"),
    "percent_vs_point": ("两个比率之差宜写作百分点", "write the difference in percentage points"),
    "round_figure": ("其中的整数若为约数则相符", "would agree if the round figure is approximate"),
}

_CAUSES: Mapping[str, tuple[str, str]] = {
    "growth_as_ratio": (
        "若为{y}则相符：{x}只是超出原数的部分",
        "would agree as {y}: {x} is only what exceeds the base",
    ),
    "ratio_as_growth": (
        "若为{y}则相符：{x}包含了原数的100%",
        "would agree as {y}: {x} includes the base's 100%",
    ),
    "complement": (
        "若为{y}则相符：{x}是其余部分的比率",
        "would agree as {y}: {x} is the rate of the rest",
    ),
    "swapped": (
        "若分子与分母对调则得{x}；按文中两数应为{y}",
        "{x} results with the two figures exchanged; as written they give {y}",
    ),
    "percent_vs_point": (
        "若写作{y}则相符：两个比率相差的是百分点",
        "would agree as {y}: two rates differ by percentage points",
    ),
    "point_vs_percent": (
        "若写作{y}则相符：{x}是相对增幅",
        "would agree as {y}: {x} is the relative change",
    ),
    "times_incl_base": (
        "若写作增长{y}则相符：{x}包含了原数",
        "would agree as a rise by {y}: {x} includes the base",
    ),
    "times_as_doublings": (
        "若写作“{y}”则相符：翻n番是2的n次方",
        "would agree as {y}: n doublings are 2 to the power of n",
    ),
    "wrong_base": (
        "若为{y}则相符：{x}以变化后的数为基数，应以原数为基数",
        "would agree as {y}: {x} takes the later level for the base",
    ),
    "remaining_as_drop": (
        "若下降{y}则相符：{x}是剩余的比率",
        "would agree as a fall of {y}: {x} is what remains",
    ),
    "direction": (
        "数值相符而方向相反：请核对是升是降",
        "the size agrees but the direction is opposite",
    ),
    "unit_scale": (
        "若{x}为{y}则相符：万、亿等单位有出入",
        "would agree if {x} were {y}: 万 or 亿 mistaken",
    ),
    "power_of_ten": (
        "若{x}为{y}则相符：小数点或0有出入",
        "would agree if {x} were {y}: decimal point or zero",
    ),
    "digit_swap": (
        "若{x}为{y}则相符：相邻两个数字颠倒",
        "would agree if {x} were {y}: two digits exchanged",
    ),
    "part_missing": (
        "若将{y}一并计入则相符：可能漏列一项",
        "would agree with {y} counted in: a part may be missing",
    ),
    "part_twice": (
        "若不计{x}则相符：可能重复计入",
        "would agree without {x}: it may be counted twice",
    ),
    "digit": (
        "若{x}为{y}则相符：相差一个数字",
        "would agree if {x} were {y}: one digit",
    ),
    "digit_dropped": (
        "若{x}为{y}则相符：多写或少写一个数字",
        "would agree if {x} were {y}: a digit dropped or doubled",
    ),
    "truncated_parts": (
        "差额在各分项截去尾数所能造成的范围内",
        "cutting off the parts' last digits could cause the difference",
    ),
    "stale": (
        "{x}与{y}的数相同：可能沿用了旧数",
        "{x} equals the figure of {y}: it may be a stale one",
    ),
    "located": (
        "若{x}为{y}，两处勾稽都相符",
        "both relations would agree if {x} were {y}",
    ),
}  # fmt: skip


def message(judgement: Judgement, lang: Lang = "zh") -> str:
    """A check in one line: 完成率118%:82607.32万元 ÷ 69743.57万元 = 118.44%.

    A mismatch adds the stated value and the difference, rounding its kind where it is more than
    the nearest, ``unchecked`` the reason, remarks their words.
    """
    candidate, zh = judgement.candidate, lang == "zh"
    head = _head(candidate, lang)
    with localcontext(ARITHMETIC):
        parts = [f"{head}:{_RENDER.get(candidate.relation, _formula)(judgement, lang)}"]
        if judgement.verdict == "mismatch" and candidate.relation not in _SAYS_DIFFERENCE:
            parts.append(_difference(judgement, lang))
    if judgement.verdict == "unchecked":
        parts.append(
            f"{'未核对：' if zh else 'not checked: '}{reason_text(judgement.reason, lang)}"
        )
    elif judgement.reason in {"truncated", "raised", "double"}:
        parts.append(reason_text(judgement.reason, lang))
    parts += [_NOTES[n][not zh] for n in judgement.notes if n in _NOTES]
    return ("；" if zh else "; ").join(p for p in parts if p)


def reason_text(reason: str, lang: Lang = "zh") -> str:
    """The words of a reason code; the code itself where it has none."""
    texts = _REASONS.get(reason)
    return texts[lang != "zh"] if texts else reason


def diagnosis_text(
    cause: str, wrong: str, right: str, lang: Lang = "zh", *, others: bool = False,
    hint: bool = False,
) -> str:  # fmt: skip
    """A likely cause, conditionally: what would make the statement agree, never "is wrong".

    ``others`` says that another figure could be the culprit as well, ``hint`` that too few digits
    stand behind the guess.
    """
    zh = lang == "zh"
    text = _CAUSES[cause][not zh].format(x=wrong, y=right)
    if others:
        text += "（可能之一）" if zh else " (one of several)"
    if hint:
        text += "（位数少，仅供参考）" if zh else " (few digits, a hint only)"
    return text


def written(figure: Figure) -> str:
    """A figure's own words, with the unit that the text leaves to a sibling or a table head."""
    text = _words(figure.text)
    if not figure.unit_inferred or not figure.unit or figure.unit in text:
        return text
    number = Written.of(figure)
    if number is None or number.scale or figure.modifier:
        return text + figure.unit if number and number.scale else text
    exponent = number.factor.adjusted()
    return text + _SCALES.get(exponent, "") + figure.unit


def quantity(value: Decimal, like: Figure, unit: str | None = None) -> str:
    """A value in the unit and the scale of another figure, two digits finer than it at most."""
    exponent = _exponent(value, like)
    with localcontext(ARITHMETIC):
        number = sensible(value, like).scaleb(-exponent)
    unit = _MEASURE_WORD.get(like.unit, like.unit) if unit is None else unit
    return f"{_plain(number)}{_SCALES[exponent]}{unit}"


def sensible(value: Decimal, stated: Figure) -> Decimal:
    """A computed value two digits finer than the stated figure, not an endless decimal."""
    return _rounded(value, _finest(stated), ROUND_HALF_UP)


class Sensible(NamedTuple):
    """What a judgement computed, as ``sensible`` gives it; its interval is rounded outwards."""

    computed: Decimal | None
    low: Decimal | None
    high: Decimal | None
    difference: Decimal | None

    @classmethod
    def of(cls, judgement: Judgement) -> Sensible:
        """All that was computed, at one place."""
        finest = _finest(judgement.candidate.stated)

        def at(value: Decimal | None, rounding: str) -> Decimal | None:
            return None if value is None else _rounded(value, finest, rounding)

        computed = at(judgement.computed, ROUND_HALF_UP)
        exact = computed == judgement.low == judgement.high
        return cls(
            computed,
            computed if exact else at(judgement.low, ROUND_FLOOR),
            computed if exact else at(judgement.high, ROUND_CEILING),
            at(judgement.difference, ROUND_HALF_UP),
        )


def _finest(stated: Figure) -> Decimal:
    number = Written.of(stated)
    place = number.place if number else place_of(stated)
    return ARITHMETIC.multiply(place or ONE, _GUARD)


def _rounded(value: Decimal, finest: Decimal, rounding: str) -> Decimal:
    """The value at a place; ``rounding`` is a mode of the decimal module."""
    if not value:
        return ZERO
    units = ARITHMETIC.divide(value, finest).to_integral_value(rounding=rounding)
    return Decimal(_plain(ARITHMETIC.multiply(units, finest)))


def _hundredths(value: Decimal) -> Decimal:
    return (value * 100).to_integral_value(ROUND_HALF_UP) / 100


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def _words(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MAX_WORDS else text[: _MAX_WORDS - 1] + "…"


def _head(candidate: Candidate, lang: Lang) -> str:
    stated = candidate.stated
    if candidate.relation == "shares":
        return "各类占比" if lang == "zh" else "shares"
    indicator = _words(stated.indicator)
    return written(stated) if indicator in stated.text else f"{indicator}{written(stated)}"


def _exponent(value: Decimal, like: Figure) -> int:
    exponent = exponent_of(like)
    if exponent in _SCALES:
        return exponent
    if like.kind in {"rate", "rank", "duration"}:
        return 0
    return next((e for e in _SCALES if abs(value) >= Decimal(1).scaleb(e)), 0)


def _difference(judgement: Judgement, lang: Lang) -> str:
    stated, gap = judgement.candidate.stated, judgement.difference
    if gap is None:
        return ""
    zh = lang == "zh"
    if _opposite(judgement):
        return "所述升降方向相反" if zh else "stated in the opposite direction"
    if stated.modifier:
        return f"与所述{written(stated)}不符" if zh else f"does not fit {written(stated)}"
    points = _POINTS.get(stated.unit) if stated.kind == "rate" else None
    size = quantity(abs(gap), stated, points[not zh] if points else None)
    if zh:
        return f"所述{written(stated)}，{'多' if gap > 0 else '少'}{size}"
    return f"stated {written(stated)}, {size} {'more' if gap > 0 else 'less'}"


def _opposite(judgement: Judgement) -> bool:
    """Whether the words say a rise and the figures a fall, or the other way round."""
    candidate, x = judgement.candidate, judgement.computed
    if candidate.relation not in _CHANGES or x is None:
        return False
    if x < 0 < candidate.stated.value:
        return True
    rose = len(candidate.operands) > 1 and candidate.operands[0].value > candidate.operands[1].value
    said = candidate.direction or candidate.stated.direction
    return candidate.relation in {"growth", "cagr"} and said == "down" and rose


def _joined(texts: Sequence[str], by: str) -> str:
    if len(texts) > _MAX_SHOWN:
        texts = [*texts[: _MAX_SHOWN - 2], "…", texts[-1]]
    return f" {by} ".join(texts)


def _formula(judgement: Judgement, lang: Lang) -> str:
    left = _LEFT[judgement.candidate.relation](judgement)
    if judgement.computed is None:
        return left
    return f"{left} = {quantity(judgement.computed, judgement.candidate.stated)}"


def _reversed(judgement: Judgement) -> bool:
    """Whether a fall was compared by its size, so that the earlier level stands first."""
    operands = judgement.candidate.operands
    fell = len(operands) > 1 and operands[0].value < operands[1].value
    return fell and judgement.computed is not None and judgement.computed >= 0


def _ratio(judgement: Judgement) -> str:
    top, *base = map(written, judgement.candidate.operands)
    below = base[0] if len(base) == 1 else f"({_joined(base, '+')})"
    return f"{'1 - ' if judgement.candidate.complement else ''}{top} ÷ {below}"


def _sum(judgement: Judgement) -> str:
    candidate = judgement.candidate
    signs = candidate.signs or (1,) * len(candidate.operands)
    terms = [
        f"{'+' if s > 0 else '-'} {written(f)}"
        for s, f in zip(signs, candidate.operands, strict=True)
    ]
    terms += [f"+ {_plain(c)}" for c in candidate.constants]
    if len(terms) > _MAX_SHOWN:
        terms = [*terms[: _MAX_SHOWN - 2], "+ …", terms[-1]]
    return " ".join(terms).removeprefix("+ ")


def _delta(judgement: Judgement) -> str:
    candidate = judgement.candidate
    ends = [written(f) for f in candidate.operands]
    if len(ends) == 1:
        ends.append(quantity(candidate.constants[0], candidate.operands[0]))
        operand = candidate.operands[0].value
        turned = (judgement.computed or 0) >= 0 and operand < candidate.constants[0]
    else:
        turned = _reversed(judgement)
    return " - ".join(reversed(ends) if turned else ends)


def _growth(judgement: Judgement) -> str:
    return f"({_delta(judgement)}) ÷ {written(judgement.candidate.operands[1])}"


def _gain(judgement: Judgement) -> str:
    level, change = map(written, judgement.candidate.operands)
    signs = judgement.candidate.signs
    sign = "+" if len(signs) > 1 and signs[1] < 0 else "-"
    return f"{change} ÷ ({level} {sign} {change})"


def _product(judgement: Judgement) -> str:
    candidate = judgement.candidate
    factors = [*map(written, candidate.operands), *map(_plain, candidate.constants)]
    return _joined(factors, "×")


def _years(candidate: Candidate) -> str:
    return _plain(candidate.constants[0]) if candidate.constants else "?"


def _cagr(judgement: Judgement) -> str:
    new, old = map(written, judgement.candidate.operands)
    return f"({new} ÷ {old})^(1/{_years(judgement.candidate)}) - 1"


def _annual_change(judgement: Judgement) -> str:
    return f"({_delta(judgement)}) ÷ {_years(judgement.candidate)}"


def _same(judgement: Judgement) -> str:
    return written(judgement.candidate.operands[0])


_LEFT: Mapping[Relation, Callable[[Judgement], str]] = {
    "ratio": _ratio, "sum": _sum, "growth": _growth, "gain": _gain, "delta": _delta,
    "product": _product, "cagr": _cagr, "annual_change": _annual_change, "convert": _same,
}  # fmt: skip


def _part_message(judgement: Judgement, lang: Lang) -> str:
    stated, whole = judgement.candidate.stated, judgement.candidate.operands[0]
    if judgement.verdict != "mismatch":
        return f"{written(stated)} ≤ {written(whole)}"
    over = quantity(judgement.difference or Decimal(0), stated)
    if lang == "zh":
        return f"部分{written(stated)}大于总体{written(whole)}，多{over}"
    return f"the part {written(stated)} is greater than the whole {written(whole)} by {over}"


def _equal_message(judgement: Judgement, lang: Lang) -> str:
    other = judgement.candidate.operands[0]
    text = f"{'另一处为' if lang == 'zh' else 'elsewhere '}{written(other)}"
    same_unit = other.unit == judgement.candidate.stated.unit
    if judgement.computed is None or (same_unit and _exponent(other.value, other) == _exponent(
        judgement.candidate.stated.value, judgement.candidate.stated
    )):  # fmt: skip
        return text
    return f"{text} = {quantity(judgement.computed, judgement.candidate.stated)}"


def _tally_message(judgement: Judgement, lang: Lang) -> str:
    listed = _plain(judgement.computed or Decimal(0))
    return f"列出{listed}项" if lang == "zh" else f"{listed} listed"


def _shares_message(judgement: Judgement, lang: Lang) -> str:
    stated = judgement.candidate.stated
    left = _joined([written(f) for f in shares_of(judgement.candidate)], "+")
    total = judgement.computed or Decimal(0)
    text = f"{left} = {quantity(total, stated)}"
    if judgement.verdict != "mismatch" or judgement.difference is None:
        return text
    whole = quantity(total + judgement.difference, stated)
    return f"{text}，应为{whole}" if lang == "zh" else f"{text}, should be {whole}"


def _times_message(judgement: Judgement, lang: Lang) -> str:
    candidate = judgement.candidate
    text = _ratio(judgement)
    if judgement.computed is None:
        return text
    unit = "倍" if lang == "zh" else " times"
    text = f"{text} = {_plain(_hundredths(judgement.computed))}{unit}"
    doublings = candidate.constants[0] if candidate.constants else candidate.stated.value
    if judgement.verdict != "mismatch":
        return text
    wanted = _plain(_hundredths(Decimal(2) ** doublings))
    return f"{text}，翻{_plain(doublings)}番应为{wanted}倍" if lang == "zh" else (
        f"{text}, {_plain(doublings)} doublings are {wanted} times"
    )  # fmt: skip


def _plausible_message(judgement: Judgement, lang: Lang) -> str:
    candidate, zh = judgement.candidate, lang == "zh"
    value = quantity(judgement.computed or Decimal(0), candidate.stated)
    if not candidate.operands:
        return f"上限{value}" if zh else f"the cap is {value}"
    among = candidate.operands[0]
    if judgement.computed is None:
        return written(among)
    count = judgement.computed * among.value / scale_of_rate(candidate.stated)
    nearest = f"{_plain(count.to_integral_value())} ÷ {written(among)} = {value}"
    return f"最接近的是{nearest}" if zh else f"the nearest is {nearest}"


_RENDER: Mapping[Relation, Callable[[Judgement, Lang], str]] = {
    "part": _part_message, "equal": _equal_message, "tally": _tally_message,
    "shares": _shares_message, "times": _times_message, "plausible": _plausible_message,
}  # fmt: skip
_SAYS_DIFFERENCE: frozenset[Relation] = frozenset({"part", "shares", "times", "plausible"})
_CHANGES: frozenset[Relation] = frozenset({"delta", "growth", "annual_change", "cagr"})
