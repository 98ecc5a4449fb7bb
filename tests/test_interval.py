from __future__ import annotations

from decimal import Decimal, getcontext, localcontext

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reportparse.interval import ARITHMETIC, Interval, bounds, last_place, rounds_to

D = Decimal
numbers = st.decimals(-10_000, 10_000, places=3, allow_nan=False)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    ends = sorted((draw(numbers), draw(numbers)))
    return Interval(ends[0], ends[1])


@st.composite
def intervals_with_member(draw: st.DrawFn) -> tuple[Interval, Decimal]:
    values = sorted(draw(st.lists(numbers, min_size=3, max_size=3)))
    return Interval(values[0], values[2]), values[1]


@pytest.mark.parametrize(
    ("text", "value", "place", "modifier", "low", "high"),
    [
        ("86.5%", "86.5", "0.1", "", "86.45", "86.55"),
        ("35万元", "350000", "10000", "", "345000", "355000"),
        ("42个", "42", "0", "", "42", "42"),
        ("300余人", "300", "0", ">", "300", "400"),
        ("20余万元", "200000", "10000", ">", "200000", "300000"),
        ("3.5万余人", "35000", "1000", ">", "35000", "36000"),
        ("超过95%", "95", "1", ">", "95", None),
        ("多于95%", "95", "1", ">", "95", None),
        ("85%以上", "85", "1", ">", "84.5", None),
        ("近8万人", "80000", "10000", "<", "70000", "80000"),
        ("不足50万元", "500000", "10000", "<", None, "500000"),
        ("50万元以内", "500000", "10000", "<", None, "505000"),
        ("约300人", "300", "0", "~", "270", "330"),
        ("约1.2亿元", "120000000", "10000000", "~", "114000000", "126000000"),
        ("约1000户", "1000", "0", "~", "900", "1100"),
    ],
)
def test_bounds_of_a_written_figure(
    text: str, value: str, place: str, modifier: str, low: str, high: str | None
) -> None:
    kind = "rate" if "%" in text else "amount" if "元" in text else "count"
    found = bounds(D(value), D(place), kind=kind, unit="", modifier=modifier, text=text)
    assert found == (low and D(low), high and D(high))


def test_a_standard_in_whole_yuan_is_exact_and_an_average_is_not() -> None:
    def of(unit: str, value: str, place: str) -> tuple[Decimal | None, Decimal | None]:
        return bounds(D(value), D(place), kind="amount", unit=unit, modifier="", text="")

    assert of("元/人/月", "120", "1") == (120, 120)
    assert of("元/公斤", "2.5", "0.1") == (D("2.45"), D("2.55"))
    assert of("元", "120", "1") == (D("119.5"), D("120.5"))


def test_a_range_is_its_ends() -> None:
    found = bounds(
        D(3000), D(1), kind="amount", unit="元", modifier="..", text="3000~5000元", high=D(5000)
    )
    assert found == (3000, 5000)


def test_bounds_do_not_depend_on_the_callers_decimal_context() -> None:
    with localcontext() as context:
        context.prec = 3
        found = bounds(D("123456.5"), D("0.1"), kind="measure", unit="亩", modifier="", text="")
    assert found == (D("123456.45"), D("123456.55"))
    assert getcontext().prec != ARITHMETIC.prec


@given(numbers, st.sampled_from(["", ">", "<", "~"]), st.sampled_from(["0", "0.001", "1", "100"]))
def test_a_figure_can_stand_for_itself(value: Decimal, modifier: str, place: str) -> None:
    for text in ("", "余", "超", "近", "不足"):
        low, high = bounds(value, D(place), kind="measure", unit="亩", modifier=modifier, text=text)
        assert value in Interval.of(low, high)


@given(intervals_with_member(), intervals_with_member())
def test_arithmetic_encloses_every_true_value(
    a: tuple[Interval, Decimal], b: tuple[Interval, Decimal]
) -> None:
    (left, x), (right, y) = a, b
    with localcontext(ARITHMETIC):
        assert x + y in left + right
        assert x - y in left - right
        assert x * y in left * right
        assert -x in -left
        if y != 0:
            assert x / y in left / right


@given(intervals_with_member(), numbers)
def test_a_missing_bound_encloses_more(a: tuple[Interval, Decimal], y: Decimal) -> None:
    left, x = a
    assume(y != 0)
    open_left = Interval.of(left.low, None)
    with localcontext(ARITHMETIC):
        assert x * y in open_left * Interval.exactly(y)
        assert x / y in open_left / Interval.exactly(y)
        assert y / x in Interval.exactly(y) / open_left if x else True


@given(intervals(), intervals())
def test_meeting_is_mutual_and_needs_more_than_a_touch(a: Interval, b: Interval) -> None:
    assert a.meets(b) == b.meets(a)
    assert not a.meets(b) or a.intersect(b) is not None


def test_wide_intervals_that_touch_do_not_meet() -> None:
    wide = Interval(D(0), D(1))
    assert not wide.meets(Interval(D(1), D(2)))
    assert wide.meets(Interval.exactly(D(1)))


@given(numbers)
def test_either_rounding_of_a_tie_is_accepted(value: Decimal) -> None:
    rounded = value.quantize(D("0.01"))
    assert rounds_to(value, rounded, D("0.01"))
    assert not rounds_to(value, rounded + D("0.02"), D("0.01"))
    assert rounds_to(D("12.5"), D(12), D(1))
    assert rounds_to(D("12.5"), D(13), D(1))


@pytest.mark.parametrize(
    ("value", "place"), [("350000", "10000"), ("2.50", "0.1"), ("0", "1"), ("7", "1")]
)
def test_last_place(value: str, place: str) -> None:
    assert last_place(D(value)) == D(place)
