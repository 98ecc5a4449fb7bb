from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notation import candidate, figure

from reportparse.models import Figure, Verdict
from reportparse.relations.candidate import Candidate, Judgement
from reportparse.relations.judge import decide, judge, severity

D = Decimal


def of(relation: str, stated: str, *operands: str, **fields: Any) -> Judgement:
    return judge(
        candidate({"relation": relation, "stated": stated, "operands": operands, **fields})
    )


@pytest.mark.parametrize(
    ("relation", "stated", "operands", "fields", "verdict"),
    [
        ("ratio", "80.5%", ["195户", "1000户"], {"complement": True}, "exact"),
        ("ratio", "19.5%", ["195户", "1000户"], {"complement": True}, "mismatch"),
        ("ratio", "66.7%", ["10公顷", "225亩"], {}, "exact"),
        ("sum", "1000公顷", ["7500亩", "500公顷"], {}, "exact"),
        ("part", "900亩", ["100公顷"], {}, "exact"),
        ("part", "1600亩", ["100公顷"], {}, "mismatch"),
        ("equal", "1000公斤", ["2000斤"], {}, "exact"),
        ("convert", "30公顷", ["450亩"], {}, "exact"),
        ("convert", "40公顷", ["450亩"], {}, "mismatch"),
        ("convert", "40吨", ["450亩"], {}, "unchecked"),
        ("gain", "8.4%", ["16596元", "1286元"], {}, "exact"),
        ("gain", "9.1%", ["1000元", "100元"], {"signs": [1, -1]}, "exact"),
        ("gain", "11.1%", ["1000元", "100元"], {"signs": [1, -1]}, "mismatch"),
        ("annual_change", "2053亿元", ["18914亿元", "8651亿元"], {"constants": ["5"]}, "exact"),
        ("annual_change", "2153亿元", ["18914亿元", "8651亿元"], {"constants": ["5"]}, "mismatch"),
        ("cagr", "6.8%", ["3.48万台", "2.60万台"], {"constants": ["5"]}, "mismatch"),
        ("cagr", "6.0%", ["3.48万台", "2.60万台"], {}, "unchecked"),
        ("times", "1番", ["117.4万元", "60万元"], {}, "rounding"),
        ("times", "1番", ["100.0万元", "60万元"], {}, "mismatch"),
        ("tally", "3个", [], {"constants": ["3"]}, "exact"),
        ("plausible", "95.7%", ["47户"], {}, "exact"),
        ("plausible", "103%", [], {"constants": ["100"]}, "mismatch"),
        ("plausible", "99%", [], {"constants": ["100"]}, "exact"),
        ("growth", "5%", ["105户", "0户"], {}, "unchecked"),
        ("ratio", "5%", ["105户", "0户"], {}, "unchecked"),
        ("growth", "5%", ["105户", "100户"], {"direction": "down"}, "mismatch"),
        ("delta", "5户", ["105户", "100户"], {"direction": "down"}, "exact"),
        ("equal", "5亩", ["5公里"], {}, "unchecked"),
    ],
)  # fmt: skip
def test_verdicts(
    relation: str, stated: str, operands: list[str], fields: dict[str, Any], verdict: Verdict
) -> None:
    assert of(relation, stated, *operands, **fields).verdict == verdict


def test_a_product_converts_the_unit_that_its_standard_is_per() -> None:
    price = figure("2.50元").model_copy(update={"unit": "元/公斤"})
    assert (
        judge(Candidate("product", figure("75万元"), (price, figure("300吨")))).computed == 750000
    )
    harvest = figure("500公斤").model_copy(update={"unit": "公斤/亩"})
    assert (
        judge(Candidate("product", figure("75吨"), (harvest, figure("150亩")))).verdict == "exact"
    )


def test_difference_is_stated_minus_computed() -> None:
    judgement = of("sum", "14649万元", "9646万元", "5000万元")
    assert judgement.computed == 146460000
    assert judgement.difference == 30000
    assert (judgement.low, judgement.high) == (146450000, 146470000)


def test_a_sum_that_rounding_rarely_leaves_so_far_off_is_noted() -> None:
    judgement = of("sum", "104万元", *["10万元"] * 10)
    assert judgement.verdict == "rounding"
    assert "unlikely" in judgement.notes
    assert "unlikely" not in of("sum", "101万元", *["10万元"] * 10).notes


def test_a_standard_averaged_is_rounded_to_the_yuan() -> None:
    average = figure("333元").model_copy(update={"unit": "元/人", "low": D(333), "high": D(333)})
    total, people = figure("1000元"), figure("3人")
    assert judge(Candidate("ratio", average, (total, people))).verdict == "exact"


@pytest.mark.parametrize("reason", ["constant_price", "incomplete_list", "no_base"])
def test_a_soft_candidate_may_hold_but_never_fails(reason: str) -> None:
    holds = of("ratio", "50%", "5户", "10户", soft=reason)
    fails = of("ratio", "60%", "5户", "10户", soft=reason)
    assert (holds.verdict, fails.verdict, fails.reason) == ("exact", "unchecked", reason)


def reading(rank: int, stated: Figure, *operands: str, soft: str = "") -> Candidate:
    return Candidate("ratio", stated, tuple(map(figure, operands)), rank=rank, soft=soft)


def test_the_numbers_choose_among_the_readings() -> None:
    stated = figure("33%")
    wrong, near, exact = (
        reading(1, stated, "10户", "20户"),
        reading(2, stated, "1.0万户", "3.1万户"),
        reading(3, stated, "33户", "100户"),
    )
    assert decide([wrong, near, exact]).candidate is exact
    assert decide([wrong, near]).candidate is near
    assert decide([wrong]).verdict == "mismatch"


def test_a_mismatch_is_reported_in_the_reading_that_the_words_put_first() -> None:
    stated = figure("33%")
    first, second = reading(1, stated, "10户", "20户"), reading(2, stated, "10户", "50户")
    assert decide([second, first]).candidate is first
    soft = first._replace(soft="no_base")
    assert decide([soft, second]).verdict == "unchecked"
    assert decide([soft._replace(rank=3), second]).verdict == "mismatch"


def test_only_four_readings_are_licensed() -> None:
    stated = figure("33%")
    wrong = [reading(1, stated, "10户", "20户") for _ in range(4)]
    assert decide([*wrong, reading(2, stated, "33户", "100户")]).verdict == "mismatch"


def test_severity() -> None:
    assert severity(of("ratio", "50%", "5户", "10户")) == ""
    assert severity(of("ratio", "72.1%", "0.87亿元", "1.2亿元")) == ""
    assert severity(of("ratio", "98.6%", "48005人", "48650人")) == "note"
    assert severity(of("ratio", "60%", "5户", "10户")) == "warning"
    assert severity(of("ratio", "60%", "5户", "10户"), located=True) == "error"
    assert severity(of("part", "12户", "10户")) == "error"
    assert severity(of("equal", "12户", "10户")) == "error"
    assert severity(of("plausible", "95.3%", "47户")) == "note"
    assert severity(of("ratio", "60%", "5户", "10户", soft="no_base")) == ""


counts = st.integers(1, 99_999)
rates = st.decimals("0.1", "300", places=1)


def scaled(f: Figure, power: int) -> Figure:
    def by(value: Decimal | None) -> Decimal | None:
        return None if value is None else value.scaleb(power)

    return f.model_copy(update={"value": by(f.value), "low": by(f.low), "high": by(f.high)})


@given(counts, counts, counts, rates, st.integers(-3, 9))
def test_verdicts_do_not_depend_on_the_scale(
    a: int, b: int, total: int, rate: Decimal, power: int
) -> None:
    first, second = figure(f"{a}万元"), figure(f"{b}万元")
    cases = [
        ("sum", figure(f"{total}万元"), True),
        ("delta", figure(f"{total}万元"), True),
        ("ratio", figure(f"{rate}%"), False),
        ("growth", figure(f"{rate}%"), False),
        ("gain", figure(f"{rate}%"), False),
    ]
    for relation, stated, grows in cases:
        before = judge(Candidate(relation, stated, (first, second)))  # type: ignore[arg-type]
        after = judge(
            Candidate(
                relation,  # type: ignore[arg-type]
                scaled(stated, power) if grows else stated,
                (scaled(first, power), scaled(second, power)),
            )
        )
        assert (before.verdict, before.reason) == (after.verdict, after.reason)


@given(counts, counts, st.decimals(0, 1000, places=2))
def test_widening_an_exact_statement_never_makes_it_a_mismatch(
    a: int, b: int, more: Decimal
) -> None:
    rate = (Decimal(a) / b * 100).quantize(D("0.1"), ROUND_HALF_UP)
    exact = Candidate("ratio", figure(f"{rate}%"), (figure(f"{a}户"), figure(f"{b}户")))
    assert judge(exact).verdict == "exact"
    widened = tuple(
        f.model_copy(update={"low": f.value - more, "high": f.value + more, "modifier": "~"})
        for f in exact.operands
    )
    assert judge(exact._replace(operands=widened)).verdict == "rounding"


@given(st.lists(st.decimals(0, 10_000, places=4), min_size=2, max_size=8))
def test_true_parts_rounded_are_never_a_mismatch(parts: list[Decimal]) -> None:
    def shown(value: Decimal) -> Figure:
        return figure(f"{value.quantize(D('0.01'), ROUND_HALF_UP)}万元")

    judgement = judge(Candidate("sum", shown(sum(parts, D(0))), tuple(map(shown, parts))))
    assert judgement.verdict in {"exact", "rounding"}


@given(counts, counts)
def test_verdicts_do_not_depend_on_the_callers_decimal_context(a: int, b: int) -> None:
    relation = Candidate("ratio", figure("50.0%"), (figure(f"{a}户"), figure(f"{b}户")))
    expected = judge(relation)
    with localcontext() as context:
        context.prec = 4
        assert judge(relation) == expected


def test_hostile_sizes_do_not_raise() -> None:
    assert of("times", "99999999番", "5户", "10户").verdict == "unchecked"
    huge = figure("1" * 60 + "户")
    assert judge(Candidate("sum", huge, (huge, huge))).verdict == "mismatch"
    assert judge(Candidate("plausible", figure("50%"), (huge,))).verdict in {"exact", "rounding"}
