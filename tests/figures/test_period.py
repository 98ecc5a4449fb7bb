"""Periods: mentions of time resolved against the year of the report."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportparse.pipeline import parse_text

TITLE = "某县2021年工作总结\n\n"


def span(text: str) -> tuple[str, str]:
    period = parse_text(text).figures[-1].period
    assert period is not None
    return str(period.start), str(period.end)


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("", "2021-01-01", "2021-12-31"),
        ("截至9月末,", "2021-01-01", "2021-09-30"),
        ("1-11月,", "2021-01-01", "2021-11-30"),
        ("1月至3月,", "2021-01-01", "2021-03-31"),
        ("5月份,", "2021-05-01", "2021-05-31"),
        ("上半年,", "2021-01-01", "2021-06-30"),
        ("下半年,", "2021-07-01", "2021-12-31"),
        ("三季度,", "2021-07-01", "2021-09-30"),
        ("前三季度,", "2021-01-01", "2021-09-30"),
        ("前两个月以来,", "2021-01-01", "2021-12-31"),
        ("前7个月,", "2021-01-01", "2021-07-31"),
        ("去年,", "2020-01-01", "2020-12-31"),
        ("2018-2019年度,", "2018-01-01", "2019-12-31"),
        ("2020年2月,", "2020-02-01", "2020-02-29"),
        ("一九五七年,", "1957-01-01", "1957-12-31"),
    ],
)
def test_a_mention_holds_for_the_figures_behind_it(written: str, start: str, end: str) -> None:
    assert span(f"{TITLE}{written}造林3万亩。") == (start, end)


def test_a_mention_ends_with_its_sentence() -> None:
    figures = parse_text(f"{TITLE}5月份造林3万亩。改造5万亩。").figures
    assert [f.period.end for f in figures if f.period] == [date(2021, 5, 31), date(2021, 12, 31)]


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("某县2021年上半年工作总结\n\n造林3万亩。", date(2021, 6, 30)),
        ("某县上半年工作总结\n\n2021年,造林3万亩。", date(2021, 6, 30)),
        ("某县上半年工作总结\n2021-07-08\n造林3万亩。", date(2021, 6, 30)),
        ("政府工作报告——3月5日在大会上\n\n2020年、2020年,2019年。", date(2020, 12, 31)),
    ],
)
def test_the_period_of_the_report(text: str, end: date) -> None:
    period = parse_text(text).period
    assert period is not None
    assert period.end == end


def test_without_a_year_a_mention_keeps_its_words_only() -> None:
    period = parse_text("截至9月末,造林3万亩。").figures[0].period
    assert period is not None
    assert (period.text, period.start, period.end) == ("9月末", None, None)


@given(st.integers(1, 99), st.integers(1, 99))
def test_no_month_beyond_twelve(first: int, last: int) -> None:
    for figure in parse_text(f"{TITLE}{first}-{last}月,造林3万亩。").figures:
        assert (
            figure.period is None
            or figure.period.start is None
            or (
                figure.period.start <= figure.period.end  # type: ignore[operator]
            )
        )


@pytest.mark.parametrize(
    ("sentence", "starts"),
    [
        ("造林3万亩,比上年增长5%,抚育2万亩。", [2021, 2021, 2021]),
        ("造林3万亩,比2019年的2万亩增加1万亩。", [2021, 2019, 2021]),
        ("产量由2015年的3万吨增加到6万吨,增长100%。", [2015, 2021, 2021]),
        ("产量从2015年的3万吨增加到2020年的6万吨,增长100%。", [2015, 2020, 2020]),
        ("造林3万亩,相当于2012年的1.9倍。", [2021, 2021]),
        ("5月造林3万亩,全年抚育2万亩。", [2021, 2021]),
        ("2019年与2018年相比,造林增加3万亩。", [2019]),
    ],
)
def test_what_a_figure_is_compared_with_is_not_its_period(sentence: str, starts: list[int]) -> None:
    periods = [f.period for f in parse_text(TITLE + sentence).figures]
    assert [p.start.year for p in periods if p and p.start] == starts


def test_a_heading_sets_the_period_of_its_section() -> None:
    text = (
        "县政府工作报告\n\n一、2022年工作回顾\n1-9月造林3万亩。全年造林4万亩。\n"
        "(一)林业\n抚育2万亩。\n二、与2021年相比的变化\n造林5万亩。\n三、2023年计划\n造林6万亩。\n"
    )
    periods = [f.period for f in parse_text(text).figures]
    assert [p.start.year for p in periods if p and p.start] == [2022, 2022, 2022, 2022, 2023]
    assert periods[0]
    assert periods[0].end == date(2022, 9, 30)


def test_a_number_with_a_unit_is_no_year() -> None:
    period = parse_text("供水集团小结\n\n全年电费1980万元,修漏2040处。").figures[0].period
    assert period is None or period.start is None


def test_a_heading_that_looks_back_over_years() -> None:
    text = "2003年县政府工作报告\n\n一、过去五年的工作\n修路9公里。\n二、今后的任务\n修路12公里。\n"
    period = parse_text(text).figures[0].period
    assert period is not None
    assert (period.start, period.end) == (date(1998, 1, 1), date(2002, 12, 31))


@pytest.mark.parametrize(
    "text",
    ["今年早稻收了3万亩，比1957年多2万亩。", "与2010年的13万人相比，常住人口增加2万人。"],
)
def test_a_year_of_comparison_is_not_that_of_the_report(text: str) -> None:
    assert parse_text(text).period is None


def test_a_year_end_without_a_title_s_year_is_past() -> None:
    assert parse_text("到2011年底，就业人员764万人。").figures[0].status == "actual"
