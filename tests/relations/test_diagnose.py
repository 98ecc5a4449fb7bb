from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notation import candidate, figure

from reportparse.models import Diagnosis, Figure, Period
from reportparse.relations.candidate import Candidate
from reportparse.relations.diagnose import MAX_SUSPECTS, diagnose, locate
from reportparse.relations.judge import judge
from reportparse.relations.repair import substituted

D = Decimal
EARLIER = {"growth_as_ratio", "complement", "swapped", "power_of_ten", "unit_scale"}


def of(relation: str, stated: str, *operands: str, **fields: Any) -> Candidate:
    return candidate({"relation": relation, "stated": stated, "operands": operands, **fields})


def causes(relation: Candidate, **context: Any) -> list[tuple[str, str]]:
    return [(d.cause, d.suggestion) for d in diagnose(judge(relation), **context)]


def proposed(relation: Candidate, diagnosis: Diagnosis) -> Figure | None:
    """The accused figure with the number that the diagnosis proposes."""
    suspects = (relation.stated, *relation.operands)
    accused = next(f for f in suspects if f.id == diagnosis.figure)
    read = figure(diagnosis.suggestion, id=accused.id)
    return read if (read.kind, read.unit) == (accused.kind, accused.unit) else None


@pytest.mark.parametrize(
    ("relation", "first"),
    [
        (of("ratio", "12.0%", "110个", "125个"), ("complement", "88.0%")),
        (of("ratio", "66.5%", "335户", "1000户", complement=False), ("complement", "33.5%")),
        (of("ratio", "15%", "1380人", "1200人"), ("growth_as_ratio", "115%")),
        (of("growth", "115%", "1380人", "1200人"), ("ratio_as_growth", "15%")),
        (of("growth", "8.2%", "90.2%", "82.0%"), ("percent_vs_point", "8.2个百分点")),
        (of("gain", "7.7%", "16596元", "1286元"), ("wrong_base", "8.4%")),
        (of("growth", "10%", "110户", "100户", direction="down"), ("direction", "")),
        (of("sum", "3.2万元", "2.1亿元", "1.1亿元"), ("unit_scale", "3.2亿元")),
        (of("sum", "5427户", "1863户", "1594户", "1790户"), ("digit_swap", "5247户")),
        (of("ratio", "98.9%", "8720亩", "9000亩"), ("digit", "96.9%")),
        (of("sum", "7450万元", "3200万元", "2450万元", "1800万元", "1800万元"), ("part_twice", "")),
        (of("sum", "1234万元", "8123万元", "4222万元"), ("digit_dropped", "12345万元")),
        (of("part", "2.1亿元", "3.2万元"), ("unit_scale", "2.1万元")),
    ],
)  # fmt: skip
def test_the_first_cause(relation: Candidate, first: tuple[str, str]) -> None:
    assert causes(relation)[0] == first


@pytest.mark.parametrize(
    "relation",
    [
        of("sum", "86件", "31件", "29件", "24件"),
        of("ratio", "75%", "1140座", "1200座"),
        of("delta", "1.2万人", "31.9万人", "30.5万人"),
        of("part", "321处", "312处"),
        of("tally", "4项", constants=["3"]),
        of("plausible", "95.3%", "47户"),
        of("growth", "5.8%", "195.1亿元", "182.4亿元", soft="constant_price"),
        of("ratio", "85%以上", "4050户", "4820户"),
        of("ratio", "95%", "399户", "420户"),
    ],
)
def test_too_little_to_go_by(relation: Candidate) -> None:
    assert causes(relation) == []


def test_a_missing_part_is_sought_among_figures_of_its_kind() -> None:
    relation = of("sum", "2650万元", "980万元", "720万元", "600万元")
    near = [figure("350户"), figure("350万元", status="target"), figure("350万元")]
    assert causes(relation, siblings=near) == [("part_missing", "350万元")]
    assert causes(relation, siblings=near[:2]) == []
    assert diagnose(judge(relation), siblings=near)[0].figure is None


def test_a_confirmed_figure_is_not_accused() -> None:
    relation = of("sum", "37445万元", "21480万元", "13265万元")
    named = causes(relation, confirmed={relation.stated.id})
    assert named == [("digit_swap", "24180万元")]


def test_a_stale_figure_repeats_another_period() -> None:
    def dated(text: str, year: str) -> Figure:
        return figure(text, indicator="总投资", period=Period(text=year))

    now, before = dated("8317万元", "2023年"), dated("8317万元", "2022年")
    relation = Candidate("sum", now, (figure("4406万元"), figure("5222万元")))
    found = diagnose(judge(relation), siblings=[before])
    assert [d.cause for d in found] == ["stale"]
    assert "2022年" in found[0].message


def base_error() -> tuple[Candidate, Candidate, Figure]:
    """New 1818, true base 1562, written 1582, with growth and increase stated."""
    new, base = figure("1818万元"), figure("1582万元")
    growth = Candidate("growth", figure("16.39%"), (new, base))
    return growth, Candidate("delta", figure("256万元"), (new, base)), base


def test_two_relations_locate_the_figure_that_they_share() -> None:
    growth, delta, base = base_error()
    located = locate([judge(growth), judge(delta)])
    assert located == {base.id: D("15620000")}
    for relation in (growth, delta):
        found = diagnose(judge(relation), located=located)
        assert [(d.cause, d.figure, d.suggestion) for d in found] == [
            ("digit", base.id, "1562万元")
        ]


def test_one_relation_locates_nothing() -> None:
    growth, delta, _ = base_error()
    assert locate([judge(growth)]) == {}
    sound = Candidate("delta", figure("236万元"), delta.operands)
    assert locate([judge(growth), judge(sound)]) == {}


def test_the_style_of_the_figure_is_kept() -> None:
    relation = of("sum", "5,427户", "1,863户", "1,594户", "1,790户")
    assert causes(relation)[0] == ("digit_swap", "5,247户")
    wide = figure("5427户").model_copy(update={"text": "５，４２７户"})
    relation = Candidate("sum", wide, relation.operands)
    assert causes(relation)[0] == ("digit_swap", "５，２４７户")


def test_messages_are_conditional_in_both_languages() -> None:
    relation = judge(of("sum", "37445万元", "21480万元", "13265万元"))
    for diagnosis in diagnose(relation):
        assert diagnosis.message.startswith("若")
        assert diagnosis.suggestion in diagnosis.message
    for diagnosis in diagnose(relation, lang="en"):
        assert diagnosis.message.startswith("would agree if")


parts = st.lists(st.integers(1000, 99_999), min_size=2, max_size=5)


@given(parts, st.data())
def test_every_proposed_figure_makes_a_sum_exact(values: list[int], data: st.DataObject) -> None:
    total = str(sum(values))
    at = data.draw(st.integers(0, len(total) - 1))
    slip = total[:at] + data.draw(st.sampled_from("0123456789")) + total[at + 1 :]
    slip = slip.lstrip("0") or "0"
    relation = Candidate("sum", figure(f"{slip}户"), tuple(figure(f"{v}户") for v in values))
    found = diagnose(judge(relation))
    assert len(found) <= MAX_SUSPECTS
    for diagnosis in found:
        if diagnosis.figure and diagnosis.cause != "part_twice":
            repaired = proposed(relation, diagnosis)
            assert repaired is not None
            assert judge(substituted(relation, repaired)).verdict == "exact"


@given(
    st.integers(100, 99_999),
    st.integers(100, 99_999),
    st.decimals("0.01", "400", places=2),
    st.sampled_from(["ratio", "growth", "gain"]),
)
def test_every_proposed_figure_makes_a_rate_exact(
    a: int, b: int, rate: Decimal, relation_name: str
) -> None:
    relation = of(relation_name, f"{rate}%", f"{a}户", f"{b}户")
    for diagnosis in diagnose(judge(relation)):
        if diagnosis.suggestion and diagnosis.cause != "percent_vs_point":
            repaired = proposed(relation, diagnosis)
            assert repaired is not None
            assert judge(substituted(relation, repaired)).verdict == "exact"


@given(st.integers(10_000, 99_999), st.integers(10_000, 99_999), st.integers(0, 3))
def test_a_swap_in_a_rate_is_found_unless_an_earlier_cause_fits(a: int, b: int, at: int) -> None:
    rate = f"{(D(a) / b * 100).quantize(D('0.01'), ROUND_HALF_UP):f}"
    places = [i for i, c in enumerate(rate) if c != "."]
    if at + 1 >= len(places):
        return
    i, j = places[at], places[at + 1]
    slip = rate[:i] + rate[j] + rate[i + 1 : j] + rate[i] + rate[j + 1 :]
    judgement = judge(of("ratio", f"{slip}%", f"{a}户", f"{b}户"))
    if judgement.verdict == "mismatch" and D(slip) >= 1 and not slip.startswith("0"):
        found = diagnose(judgement)
        swapped = [d.suggestion for d in found if d.cause == "digit_swap"]
        assert f"{rate}%" in swapped or (found and found[0].cause in EARLIER)


def test_a_long_sum_is_diagnosed_in_reasonable_time() -> None:
    many = tuple(figure(f"{1000 + i}户") for i in range(400))
    total = sum(int(f.value) for f in many)
    relation = Candidate("sum", figure(f"{total + 20}户"), many)
    assert len(diagnose(judge(relation))) <= MAX_SUSPECTS
