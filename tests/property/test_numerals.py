"""Chinese numerals, against cn2an where both read them."""

from __future__ import annotations

from decimal import Decimal

import cn2an
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reportparse.figures.numerals import NumeralReader
from reportparse.pipeline import parse_text
from reportparse.rules import load_rules

SCALES = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}
READER = NumeralReader(load_rules())
quick = settings(max_examples=200, deadline=None, derandomize=True)


def read(written: str) -> Decimal | None:
    number = READER.read(written)
    return None if number is None else number.value


@settings(max_examples=1000, deadline=None, derandomize=True)
@given(st.integers(1, 10**12))
@example(10)
@example(10**4)
@example(10**8)
@example(100_000_010)
@example(10**12)
@example(2_0000_0002)
def test_an_integer_is_read_as_cn2an_writes_it(n: int) -> None:
    assert read(cn2an.an2cn(str(n), "low")) == n


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.integers(1, 10**12))
def test_an_integer_in_banker_s_numerals(n: int) -> None:
    assert read(cn2an.an2cn(str(n), "up")) == n


@quick
@given(st.decimals(min_value="0.01", max_value=10**8, places=2))
def test_a_decimal_is_read_as_cn2an_writes_it(value: Decimal) -> None:
    assert read(cn2an.an2cn(f"{value:f}", "low")) == value


@quick
@given(st.decimals(min_value="0.1", max_value=9999, places=1), st.sampled_from(list(SCALES)))
def test_arabic_digits_with_a_scale(value: Decimal, scale: str) -> None:
    factor = SCALES[scale]
    assert read(f"{value}{scale}") == value * factor


@quick
@given(st.integers(1, 9999), st.integers(1, 9999))
def test_yi_and_wan_in_arabic_digits(yi: int, wan: int) -> None:
    assert read(f"{yi}亿{wan}万") == yi * 10**8 + wan * 10**4


@quick
@given(st.integers(2, 10**12))  # a lone 一 is an article
@example(10)
@example(100_000)
@example(1_000_000_000)
def test_both_ways_of_writing_say_the_same(n: int) -> None:
    (han,) = parse_text(f"发放补助{cn2an.an2cn(str(n), 'low')}元。").figures
    (arabic,) = parse_text(f"发放补助{n}元。").figures
    assert (han.value, han.unit, han.kind) == (arabic.value, arabic.unit, arabic.kind)


@quick
@given(st.integers(0, 10**9), st.integers(0, 3))
def test_full_width_digits_say_the_same(n: int, places: int) -> None:
    written = f"{n}.{'5' * places}" if places else str(n)
    wide = written.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789."})
    assert [f.value for f in parse_text(f"投入{wide}万元。").figures] == [
        f.value for f in parse_text(f"投入{written}万元。").figures
    ]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1.5万亿", "1500000000000"),
        ("1,100万", "11000000"),
        ("六百五十亿二千万", "65020000000"),
        ("二百多万", "2000000"),
        ("两千零五", "2005"),
        ("一百一", "110"),
        ("三万五", "35000"),
        ("二〇二〇", "2020"),
        ("十二万八千", "128000"),
        ("1.50亿", "150000000"),
    ],
)
def test_what_cn2an_does_not_read(written: str, value: str) -> None:
    assert read(written) == Decimal(value)


@pytest.mark.parametrize("written", ["", "元", "点", "点五"])
def test_what_is_no_number(written: str) -> None:
    assert read(written) is None
