"""Twice the text takes about twice the time, whatever is repeated in it.

A text four times as long takes four times as long where the work is linear and sixteen times where
it is quadratic; the limit lies between. Runs too short to measure pass.
"""

from __future__ import annotations

from time import process_time

import pytest

from reportparse.pipeline import parse_text

SHORT, LONG = 800, 3_200
LIMIT, TOO_SHORT, TOO_LONG = 9, 0.15, 20
REPEATED = (
    "1", "1 ", "1,", "1.", "1:", "1/", "1-", "1+", "一", "万", "一万", "九亿", "第一", "一是",
    "一、\n", "(", "“", "《", "\n", " ", "\u3000", "\t", "5\t", "-", "—", "~", "%", "A1", "A",
    "每", "每人5元", "投入5万元,", "5、", "5人、", "5人和", "占5%,", "其中5人,", "由5人增加到",
    "5人、6人分别为", "2020年", "1月2日", "5至", "5万元至", "约5人", "单位:万元\n", "5万元。",
    "一般公共预算收入5万元,增长5%。",
)  # fmt: skip


def seconds(unit: str, length: int) -> float:
    text = unit * (length // len(unit))
    start = process_time()
    parse_text(text)
    return process_time() - start


@pytest.mark.parametrize("unit", REPEATED, ids=repr)
def test_time_grows_with_the_length(unit: str) -> None:
    parse_text("投入5万元。")  # the rules are compiled
    long = seconds(unit, LONG)
    assert long < TOO_LONG
    if long > TOO_SHORT and long >= LIMIT * seconds(unit, SHORT):  # once more, to be sure
        assert seconds(unit, LONG) < LIMIT * seconds(unit, SHORT)
