"""Errors planted into the gold are found and explained, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench.planted import CAUSES, CORPUS, Result, errors, run
from reportparse.evaluate import Gold, read_gold

EVERY = 9
REPORTED = 0.6
EXPLAINED = 0.5
MISNAMED = 0.03
GOLD = """计划投入{{f1:1250万元|amount|12500000|元|target|计划投入}}，实际投入{{f2:1180万元|amount|11800000|元|actual|实际投入}}，完成率{{f3:94.4%|rate|94.4|%|actual|完成率}}。三项支出{{f4:118万元|amount|1180000|元|actual|支出}}，分别为{{f5:52万元|amount|520000|元|actual|支出}}、{{f6:40万元|amount|400000|元|actual|支出}}、{{f7:26万元|amount|260000|元|actual|支出}}。
=====
ratio f3 = f2 / f1
sum f4 = f5 + f6 + f7
"""  # noqa: E501


@pytest.fixture
def gold(tmp_path: Path) -> Gold:
    path = tmp_path / "a.gold"
    path.write_text(GOLD, encoding="utf-8")
    return read_gold(path)


@pytest.fixture(scope="module")
def slice_() -> Result:
    return run([CORPUS], every=EVERY)


def test_one_error_a_kind_and_relation(gold: Gold) -> None:
    planted = [(e.relation, e.kind) for e in errors(gold, 1)]
    assert len(planted) == len(set(planted))
    assert {kind for _, kind in planted} == CAUSES.keys()
    assert ("sum", "exchanged") not in planted


def test_the_same_seed_plants_the_same(gold: Gold) -> None:
    assert list(errors(gold, 3)) == list(errors(gold, 3))
    assert list(errors(gold, 3)) != list(errors(gold, 4))


def test_an_error_changes_what_it_says_and_nothing_else(gold: Gold) -> None:
    for error in errors(gold, 1):
        if error.kind == "dropped":
            assert len(error.text) == len(gold.text) - len(error.was)
            assert re.search(r"118万元，分别为52万元、\d\d万元。$", error.text.strip())
        elif error.kind != "exchanged":
            ((start, end),) = error.wrong
            assert error.text[start:end] == error.now
            assert error.text[:start] + error.was + error.text[end:] == gold.text


def test_plan_and_actual_change_places(gold: Gold) -> None:
    (error,) = (e for e in errors(gold, 1) if e.kind == "exchanged")
    assert "计划投入1180万元，实际投入1250万元，完成率94.4%" in error.text
    assert [error.text[a:b] for a, b in error.wrong] == ["1250万元", "1180万元"]


def test_the_slice_is_large_enough(slice_: Result) -> None:
    assert slice_.total().planted >= 60
    assert len(slice_.lines(lambda e: e.kind)) >= 5


def test_the_errors_are_reported(slice_: Result) -> None:
    total = slice_.total()
    assert total.reported >= REPORTED * total.planted


def test_their_cause_is_told(slice_: Result) -> None:
    total = slice_.total()
    assert total.cause >= EXPLAINED * total.diagnosable


def test_no_sound_figure_is_accused(slice_: Result) -> None:
    total = slice_.total()
    assert total.misnamed <= MISNAMED * total.planted


def test_the_unplanted_texts_have_no_false_alarm(slice_: Result) -> None:
    assert slice_.false_alarms == []
