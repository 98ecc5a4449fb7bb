from __future__ import annotations

from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notation import candidate, figure

from reportparse.models import Relation
from reportparse.relations.candidate import Candidate, Judgement
from reportparse.relations.judge import judge
from reportparse.relations.messages import (
    Sensible,
    message,
    quantity,
    reason_text,
    sensible,
    written,
)

D = Decimal


def of(relation: str, stated: str, *operands: str, **fields: Any) -> Judgement:
    return judge(
        candidate({"relation": relation, "stated": stated, "operands": operands, **fields})
    )


@pytest.mark.parametrize(
    ("judgement", "zh", "en"),
    [
        (
            of("ratio", "118%", "82607.32万元", "69743.57万元", indicator="完成率"),
            "完成率118%:82607.32万元 ÷ 69743.57万元 = 118.44%",
            "完成率118%:82607.32万元 ÷ 69743.57万元 = 118.44%",
        ),
        (
            of("sum", "14649万元", "9646万元", "5000万元", indicator="合计"),
            "合计14649万元:9646万元 + 5000万元 = 14646万元；所述14649万元，多3万元；"
            "其中的整数若为约数则相符",
            "合计14649万元:9646万元 + 5000万元 = 14646万元; stated 14649万元, 3万元 more; "
            "would agree if the round figure is approximate",
        ),
        (
            of("growth", "25%", "320件", "400件", direction="down"),
            "25%:(400件 - 320件) ÷ 400件 = 20%；所述25%，多5个百分点",
            "25%:(400件 - 320件) ÷ 400件 = 20%; stated 25%, 5 percentage points more",
        ),
        (
            of("growth", "5.8%", "195.1亿元", "182.4亿元", soft="constant_price"),
            "5.8%:(195.1亿元 - 182.4亿元) ÷ 182.4亿元 = 6.963%；"
            "未核对：增速按不变价格计算，不能由现价推算",
            "5.8%:(195.1亿元 - 182.4亿元) ÷ 182.4亿元 = 6.963%; "
            "not checked: growth is at constant prices",
        ),
        (
            of("ratio", "80.5%", "195户", "1000户", complement=True),
            "80.5%:1 - 195户 ÷ 1000户 = 80.5%",
            "80.5%:1 - 195户 ÷ 1000户 = 80.5%",
        ),
        (
            of("ratio", "85%", "510件", "120件", "480件"),
            "85%:510件 ÷ (120件 + 480件) = 85%",
            "85%:510件 ÷ (120件 + 480件) = 85%",
        ),
        (
            of("gain", "9.1%", "1000元", "100元", signs=[1, -1]),
            "9.1%:100元 ÷ (1000元 + 100元) = 9.091%",
            "9.1%:100元 ÷ (1000元 + 100元) = 9.091%",
        ),
        (
            of("tally", "4项", constants=["3"], indicator="重点"),
            "重点4项:列出3项；所述4项，多1项",
            "重点4项:3 listed; stated 4项, 1项 more",
        ),
        (
            of("convert", "40公顷", "450亩"),
            "40公顷:450亩 = 30公顷；所述40公顷，多10公顷",
            "40公顷:450亩 = 30公顷; stated 40公顷, 10公顷 more",
        ),
    ],
)
def test_a_message_is_the_statement_both_sides_and_the_difference(
    judgement: Judgement, zh: str, en: str
) -> None:
    assert message(judgement) == zh
    assert message(judgement, "en") == en


@pytest.mark.parametrize("relation", get_args(Relation))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_relation_and_verdict_has_a_message(relation: Relation, lang: Any) -> None:
    stated = figure("50.0%")
    constants = (D(5),)
    for operands in ([figure("105户"), figure("100户")], [figure("95户"), figure("0户")]):
        use = operands[:1] if relation in {"part", "equal", "convert", "plausible"} else operands
        for soft in ("", "no_base"):
            judgement = judge(
                Candidate(relation, stated, tuple(use), constants=constants, soft=soft)
            )
            text = message(judgement, lang)
            assert ":" in text
            assert "\n" not in text
            assert "None" not in text


def test_line_breaks_and_length_of_the_text_do_not_reach_the_message() -> None:
    stated = figure("50%", indicator="完成\n率" * 200)
    text = message(judge(Candidate("ratio", stated, (figure("5户"), figure("10户")))))
    assert "\n" not in text
    assert len(text) < 100


def test_a_long_sum_is_shortened() -> None:
    many = [figure("10户") for _ in range(100)]
    text = message(judge(Candidate("sum", figure("1000户"), tuple(many))))
    assert "…" in text
    assert len(text) < 150


def test_an_inferred_unit_is_written_out_with_its_scale() -> None:
    bare = figure("29434.04万元").model_copy(update={"text": "29434.04", "unit_inferred": True})
    assert written(bare) == "29434.04万元"
    assert written(figure("29434.04万元")) == "29434.04万元"


@pytest.mark.parametrize(
    ("value", "like", "shown"),
    [
        ("118.444444", "118%", "118.44%"),
        ("118.444444", "118.4%", "118.444%"),
        ("3450000", "35万元", "345万元"),
        ("345", "350户", "345户"),
        ("2.5", "3个百分点", "2.5个百分点"),
        ("100", "50.0%", "100%"),
    ],
)
def test_quantities_read_like_the_stated_figure(value: str, like: str, shown: str) -> None:
    assert quantity(D(value), figure(like)) == shown


@given(st.decimals("0.001", "100000", places=9))
def test_a_sensible_value_is_near_and_short(value: Decimal) -> None:
    short = sensible(value, figure("50.0%"))
    assert abs(short - value) <= D("0.0005")
    assert -short.as_tuple().exponent <= 3


def test_bounds_are_rounded_outwards() -> None:
    judgement = of("ratio", "118%", "82607.32万元", "69743.57万元")
    told = Sensible.of(judgement)
    assert (told.low, told.high) == (D("118.44"), D("118.45"))
    assert told.computed == D("118.44")
    assert Sensible.of(of("tally", "4项", constants=["3"])) == (3, 3, 3, 1)


def test_an_unknown_reason_is_shown_as_it_is() -> None:
    assert reason_text("another") == "another"
    assert reason_text("overlap", "en") == "the items overlap"
