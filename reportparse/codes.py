"""The finding codes: what each means, why it matters, an example, how much it weighs.

RP1xx are relations that do not add up, RP2xx are remarks on rounding, RP3xx on wording. A code is
never given another meaning; ``reportparse explain CODE`` prints its entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from reportparse.errors import ReportparseError

Lang = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """What a code says in one language: a title, the reason, a wrong example and a right one."""

    title: str
    why: str
    wrong: str
    right: str


@dataclass(frozen=True, slots=True)
class Code:
    """A finding code. ``name`` is the relation or the note that it stands for."""

    code: str
    name: str
    severity: Literal["note", "warning", "error"]
    zh: Text
    en: Text


_LABELS = {
    "zh": ("级别", "原因", "有误", "相符", {"note": "提示", "warning": "警告", "error": "错误"}),
    "en": ("Severity", "Why", "Wrong", "Right", {}),
}  # fmt: skip


def _code(
    code: str,
    name: str,
    severity: Literal["note", "warning", "error"],
    zh: tuple[str, str],
    en: tuple[str, str],
    example: tuple[str, str],
) -> Code:
    wrong, right = example
    return Code(code, name, severity, Text(*zh, wrong, right), Text(*en, wrong, right))


_ALL = (
    _code(
        "RP101", "ratio", "warning",
        ("比率与分子分母不符",
         "完成率、支付率、占比等应等于文中的分子除以分母；按书写位数四舍五入后仍不相符。"),
        ("Rate does not follow from its two figures",
         "A completion rate, payment rate or share must be its numerator divided by its "
         "denominator; here it is not, even with rounding."),
        ("任务1,240个，完成1,073个，完成率68.5%。", "任务1,240个，完成1,073个，完成率86.5%。"),
    ),
    _code(
        "RP102", "sum", "warning",
        ("合计与分项之和不符",
         "分项已全部列出时，合计应等于各分项之和；差额超过四舍五入所能解释的范围。"),
        ("Total is not the sum of its parts",
         "Where all parts are listed the total must be their sum; the difference is more than "
         "rounding allows."),
        ("合计14,649万元：中央9,646万元、省5,000万元。",
         "合计14,646万元：中央9,646万元、省5,000万元。"),
    ),
    _code(
        "RP103", "part", "error",
        ("部分大于总体", "“其中”所列的数不能大于它所属的总数。"),
        ("Part is greater than its whole",
         "What stands after 其中 cannot exceed the total that it belongs to."),
        ("排查隐患312处，其中已整改321处。", "排查隐患321处，其中已整改312处。"),
    ),
    _code(
        "RP104", "growth", "warning",
        ("增幅与前后两数不符",
         "增幅等于（现数－原数）÷原数，降幅等于（原数－现数）÷原数，基数总是原数。"),
        ("Growth rate does not follow from the two levels",
         "Growth is (new − old) ÷ old, also for a fall: the base is always the earlier level."),
        ("投诉由400件降至320件，下降25%。", "投诉由400件降至320件，下降20%。"),
    ),
    _code(
        "RP105", "gain", "warning",
        ("增幅与现数、增量不符",
         "由现数减去增量得到原数，增幅应等于增量除以原数；下降时原数为现数加减少量。"),
        ("Growth rate does not follow from level and change",
         "The level less the change gives the earlier level; the rate must be the change divided "
         "by it."),
        ("人均收入增加1,286元，增长9.4%，达16,596元。",
         "人均收入增加1,286元，增长8.4%，达16,596元。"),
    ),
    _code(
        "RP106", "delta", "warning",
        ("增减量与前后两数之差不符", "增加或减少的数量（含百分点）应等于前后两数之差。"),
        ("Change is not the difference of the two levels",
         "A stated increase or decrease, also in percentage points, must be the difference of "
         "the two levels."),
        ("总数由30.5万人增至31.9万人，新增1.2万人。",
         "总数由30.5万人增至31.9万人，新增1.4万人。"),
    ),
    _code(
        "RP107", "product", "warning",
        ("总额与标准乘数量不符", "补助标准乘人数（再乘月数）、平均数乘个数，应等于总额。"),
        ("Total is not standard times count",
         "A standard times people (times months), or an average times a count, must give the "
         "total."),
        ("按每亩300元补助4,215亩，兑付12.645万元。",
         "按每亩300元补助4,215亩，兑付126.45万元。"),
    ),
    _code(
        "RP108", "equal", "error",
        ("同一事实前后不一致", "同一指标、同一时期、同一范围的数在文中出现两次，应当相同。"),
        ("One fact is stated with two values",
         "The same indicator for the same period and scope stands twice and must agree."),
        ("开头“新增就业3,268人”，结尾“新增就业3,286人”。",
         "开头“新增就业3,268人”，结尾“新增就业3,268人”。"),
    ),
    _code(
        "RP109", "cagr", "warning",
        ("年均增速与首末年数不符", "按水平法，年均增速等于（末年数÷基年数）开年数次方再减1。"),
        ("Average yearly growth does not follow from first and last year",
         "By the level method it is the n-th root of last ÷ first, minus 1, over n years."),
        ("五年间销量由2.60万台增加到3.48万台，年均增长6.8%。",
         "五年间销量由2.60万台增加到3.48万台，年均增长6.0%。"),
    ),
    _code(
        "RP110", "annual_change", "warning",
        ("年均增量与首末年数不符", "平均每年增加量等于（末年数－基年数）÷年数。"),
        ("Average yearly change does not follow from first and last year",
         "It is (last − first) ÷ years."),
        ("五年间由8,651亿元增加到18,914亿元，平均每年增加2,153亿元。",
         "五年间由8,651亿元增加到18,914亿元，平均每年增加2,053亿元。"),
    ),
    _code(
        "RP111", "tally", "error",
        ("所报项数与所列项数不符", "“三个专项”等项数应与随后列出的条目数相同。"),
        ("Announced number differs from the list",
         "An announced number of items must be the length of the list that follows."),
        ("聚焦四项重点：一是就业；二是教育；三是医疗。",
         "聚焦三项重点：一是就业；二是教育；三是医疗。"),
    ),
    _code(
        "RP112", "shares", "warning",
        ("各类占比之和不为100%", "完整划分的各类占比合计应为100%，只容许四舍五入的差异。"),
        ("Shares of a partition do not make 100 %",
         "The shares of a complete partition add to 100 %, but for rounding."),
        ("四类占比分别为38%、27%、21%、17%。", "四类占比分别为38%、27%、21%、14%。"),
    ),
    _code(
        "RP113", "convert", "warning",
        ("单位换算不符", "括号内的换算数应与原数相等，如1公顷＝15亩、1吨＝2000斤。"),
        ("Unit conversion is wrong",
         "A figure repeated in another unit must be the same quantity: 1 hm² is 15 亩."),
        ("建成高标准农田1.5万亩（1,500公顷）。", "建成高标准农田1.5万亩（1,000公顷）。"),
    ),
    _code(
        "RP114", "times", "warning",
        ("翻番与前后两数不符", "翻一番为原来的2倍，翻两番为4倍，翻n番为2的n次方倍。"),
        ("Doubling does not follow from the two levels",
         "翻一番 is twice, 翻两番 four times, 翻 n 番 two to the power of n."),
        ("收入由60万元增至180万元，翻了两番。", "收入由60万元增至240万元，翻了两番。"),
    ),
    _code(
        "RP115", "plausible", "note",
        ("比率不可能出现", "以该个数为分母得不到这个百分比，或比率超过了上限；请核对分母与口径。"),
        ("Rate cannot occur",
         "No count out of that many gives this percentage, or the rate is over its cap; check "
         "the base."),
        ("走访47户，满意率95.3%。", "走访47户，满意率95.7%。"),
    ),
    _code(
        "RP201", "rounding", "note",
        ("尾数未按一次四舍五入",
         "比率的末位被截去、进位或连续修约；GB/T 8170-2008要求一次修约到位。"),
        ("Last digit is not rounded once to the nearest",
         "The rate was cut off, rounded up or rounded twice; GB/T 8170-2008 asks for one step."),
        ("应参保48,650人，已参保48,005人，参保率98.6%。",
         "应参保48,650人，已参保48,005人，参保率98.7%。"),
    ),
    _code(
        "RP301", "modifier", "note",
        ("约数词相互矛盾", "“近”与“余”、“约”与“超过”不能同时修饰一个数。"),
        ("Contradictory modifiers", "近 and 余, or 约 and 超过, cannot both qualify one number."),
        ("投入近300余万元。", "投入300余万元。"),
    ),
    _code(
        "RP302", "wording", "note",
        ("减少不用倍数", "“减少n倍”没有确定的含义；减少应写百分比或分数。"),
        ("倍 with a fall", "A fall by n times has no meaning; write a percentage or a fraction."),
        ("事故由30起降至10起，减少2倍。", "事故由30起降至10起，减少66.7%。"),
    ),
    _code(
        "RP303", "over_100", "note",
        ("有上限的比率超过100%", "覆盖率、参保率、合格率等不应超过100%；多因分子与分母口径不同。"),
        ("Capped rate over 100 %",
         "Coverage, enrolment or pass rates cannot exceed 100 %; numerator and base mostly differ "
         "in scope."),
        ("应参保9,850人，已参保9,912人，参保率100.6%。",
         "应参保9,912人，已参保9,850人，参保率99.4%。"),
    ),
    _code(
        "RP304", "percent_vs_point", "note",
        ("百分点写成了百分比", "两个比率之差用“百分点”；“提高2.5%”是指相对提高2.5%。"),
        ("Percent written for percentage points",
         "The difference of two rates is in 百分点; 提高2.5% is a relative rise."),
        ("参保率由94.6%提高到97.1%，提高2.5%。",
         "参保率由94.6%提高到97.1%，提高2.5个百分点。"),
    ),
    _code(
        "RP305", "boundary_100", "note",
        ("四舍五入成的100%", "实际数小于计划数，比率四舍五入后才为100%，并非全部完成。"),
        ("100 % by rounding only",
         "The actual count is below the plan; 100 % is reached by rounding and not all is done."),
        ("1,388个项目完工1,382个，完工率100%。", "1,388个项目完工1,382个，完工率99.6%。"),
    ),
)  # fmt: skip

CODES: Mapping[str, Code] = {c.code: c for c in _ALL}
"""Every code by its number."""

_BY_NAME = {c.name: c.code for c in _ALL}


def code_of(name: str) -> str:
    """The code of a relation ("ratio") or of a note ("over_100"); raises ReportparseError."""
    if name not in _BY_NAME:
        raise ReportparseError(_unknown(name, list(_BY_NAME)))
    return _BY_NAME[name]


def note_code(note: str) -> str | None:
    """The code of a remark on a check, or ``None`` for one that has none of its own."""
    return _BY_NAME.get(note)


def explain(code: str, lang: Lang = "zh") -> str:
    """What a code means, as a few lines of text; upper and lower case alike.

    Raises ReportparseError for an unknown code and names those that are near it.
    """
    entry = CODES.get(code.strip().upper())
    if entry is None:
        raise ReportparseError(_unknown(code, list(CODES)))
    text = entry.zh if lang == "zh" else entry.en
    severity, why, wrong, right, levels = _LABELS[lang]
    level = levels.get(entry.severity, entry.severity)
    colon = "：" if lang == "zh" else ": "
    return "\n".join(
        (
            f"{entry.code} {text.title} ({entry.name})",
            f"{severity}{colon}{level}",
            f"{why}{colon}{text.why}",
            f"{wrong}{colon}{text.wrong}",
            f"{right}{colon}{text.right}",
        )
    )


def _unknown(given: str, known: list[str]) -> str:
    shown = given if len(given) <= 40 else given[:40] + "…"
    near = get_close_matches(shown.strip().upper(), known, n=3, cutoff=0.5) or get_close_matches(
        shown.strip(), known, n=3, cutoff=0.5
    )
    hint = "、".join(near or known)
    return f"没有代码 {shown!r}；{'相近的有' if near else '可用的有'} {hint}"
