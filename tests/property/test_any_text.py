"""What holds for every text."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import texts

from reportparse.models import Report
from reportparse.normalise import folding
from reportparse.pipeline import parse_text
from reportparse.rules import load_rules

FOLD = folding(load_rules())
quick = settings(max_examples=250, deadline=None, derandomize=True)


@quick
@given(texts)
@example("")
@example("\n")
@example("完成率%，占%。")
@example("一、\n二、\n")
@example("投入" + "9" * 60 + "万元,增长" + "8" * 40 + "%。")
@example("投入" + "九亿" * 20 + "元。")
@example("投入一" + "万" * 300 + "元。")
@example("计划0元,完成0元,完成率0%。")
def test_a_report_is_sound(text: str) -> None:
    report = parse_text(text)
    assert report.text == text.replace("\r\n", "\n").replace("\r", "\n")
    ids = [f.id for f in report.figures]
    assert len(set(ids)) == len(ids)
    for f in report.figures:
        assert f.start < f.end
        assert report.text[f.start : f.end] == f.text
        assert f.value.is_finite()
        assert f.low is None or f.high is None or f.low <= f.high
    for one, next_ in pairwise(report.figures):
        assert one.end <= next_.start
    sections = {s.id for s in report.sections}
    for s in report.sections:
        assert 0 <= s.start < s.end <= len(report.text)
        assert s.parent is None or s.parent in sections
        assert s.level >= 1
    for check in report.checks:
        assert {check.stated, *check.operands} <= set(ids)
        assert (check.verdict == "mismatch") <= bool(check.message)
    for program in report.programs:
        named = [*program.amounts, *program.counts, *program.rates, *program.measures]
        assert set(named) <= set(ids)
        assert program.section in sections


@quick
@given(texts)
def test_parsing_twice_gives_the_same_bytes(text: str) -> None:
    assert parse_text(text).model_dump_json() == parse_text(text).model_dump_json()


@quick
@given(texts)
def test_json_brings_back_the_report(text: str) -> None:
    report = parse_text(text)
    written = report.model_dump_json()
    again = Report.model_validate_json(written)
    assert again == report
    assert again.model_dump_json() == written


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    folded = FOLD(text)
    assert len(folded) == len(text)
    assert FOLD(folded) == folded


@quick
@given(texts)
def test_a_sentence_without_numbers_changes_no_figure(text: str) -> None:
    closed = text.rstrip() + "\n"
    before = parse_text(closed).figures
    assert parse_text(closed + "各部门团结协作,群众满意。\n").figures == before


@pytest.mark.parametrize("text", ["完成\ud8005万元。", "\udcff", "投入5\udfff万元。"])
def test_half_a_character_is_replaced(text: str) -> None:
    report = parse_text(text)
    assert len(report.text) == len(text)
    assert Report.model_validate_json(report.model_dump_json()) == report


@quick
@given(texts, texts)
def test_messages_speak_either_language(one: str, two: str) -> None:
    text = one + "计划投入100万元,实际投入80万元,完成率70%。" + two
    zh, en = parse_text(text).checks, parse_text(text, lang="en").checks
    assert [(c.stated, c.operands, c.verdict) for c in zh] == [
        (c.stated, c.operands, c.verdict) for c in en
    ]


@given(st.decimals(min_value=0, max_value=10**12, places=2), st.sampled_from(["", ","]))
def test_an_amount_is_read_exactly(value: Decimal, grouping: str) -> None:
    written = f"{value:{grouping}f}"
    (figure,) = parse_text(f"投入资金{written}元。").figures
    assert figure.text == f"{written}元"
    assert figure.value == value
