"""Phrases: what jieba's words and the word classes of the rules make of a clause."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportparse.figures.phrase import PhraseReader
from reportparse.rules import load_rules


@pytest.fixture(scope="module")
def phrases() -> PhraseReader:
    return PhraseReader(load_rules())


@pytest.mark.parametrize(
    ("clause", "name", "verb"),
    [
        ("实际投入资金", "资金", ""),
        ("全县新建农村公路", "农村公路", ""),
        ("生猪出栏", "生猪", "出栏"),
        ("抚恤金今年已发", "抚恤金", "已发"),
        ("登记失业率按常住人口计算为", "登记失业率", ""),
        ("全线桥隧比达", "全线桥隧比", ""),
        ("政策培训等各类培训共计", "培训", ""),
        ("供应工业“标准地”", "工业“标准地”", ""),
        ("(3)小型水库", "小型水库", ""),
        ("参加人数(含家属)", "参加人数", ""),
    ],
)
def test_the_noun_run_before_a_figure(
    phrases: PhraseReader, clause: str, name: str, verb: str
) -> None:
    assert phrases.before(clause)[:2] == (name, verb)


def test_a_thing_and_its_act_are_one(phrases: PhraseReader) -> None:
    assert phrases.before("农村危桥改造") == ("农村危桥", "改造", "改造")
    assert phrases.before("危桥全部改造").act == ""


@pytest.mark.parametrize(
    ("tail", "name"),
    [
        ("党员冒雨抢修河堤", "党员"),
        ("建档立卡贫困户提供维修服务", "建档立卡贫困户"),
        ("国省乡村振兴重点帮扶县", "国省乡村振兴重点帮扶县"),
        ("和美乡村,道路", "和美乡村"),
        ("及两建三改", ""),
        ("的道路", "道路"),
        (",其中", ""),
        ("12户", ""),
        ("村", "村"),
    ],
)
def test_the_noun_behind_a_count(phrases: PhraseReader, tail: str, name: str) -> None:
    assert phrases.after(tail, 0, "count") == name


def test_no_noun_is_what_was_done_with_money(phrases: PhraseReader) -> None:
    assert phrases.after("发放到户", 0, "amount") == ""


@pytest.mark.parametrize(
    ("clause", "topic"),
    [
        ("生猪产能恢复最快", "生猪产能"),
        ("经济总量跨过两个万亿元大关", "经济总量"),
        ("农民的纯收入", "农民的纯收入"),
        ("贡献最大的是金属矿产品采掘加工业", "金属矿产品采掘加工业"),
        ("节前安排一次性生活补贴", "一次性生活补贴"),
        ("今年", ""),
    ],
)
def test_what_a_clause_speaks_of(phrases: PhraseReader, clause: str, topic: str) -> None:
    assert phrases.topic(clause) == topic


@pytest.mark.parametrize(
    ("clause", "rate", "word"),
    [
        ("同比增长", True, "增长"),
        ("增长了", True, "增长"),
        ("增长到", True, ""),
        ("进度同比快", True, "快"),
        ("坝体加高", False, ""),
        ("新增", False, ""),
        ("城镇新增", True, ""),
    ],
)
def test_the_change_word_a_clause_ends_with(
    phrases: PhraseReader, clause: str, rate: bool, word: str
) -> None:
    assert phrases.change_word(clause, rate) == word


def test_plan_and_change_words_are_taken_off(phrases: PhraseReader) -> None:
    assert phrases.thing("总收入年初预算") == "总收入"
    assert phrases.thing("粮食产量增长") == "粮食产量"
    assert phrases.unplanned("年初预算") == "年初预算"
    assert phrases.unchanged("增长") == ""


@given(st.text("全县完成投资的和、,:()“”比较增长年初预算2019一二三 ", max_size=24))
def test_names_are_text_of_the_clause(clause: str) -> None:
    reader = PhraseReader(load_rules())
    assert "".join(reader.cut(clause)) == clause
    for name in (reader.before(clause).name, reader.topic(clause)):
        assert set(name) <= set(clause)
    assert reader.after(clause, 0, "count") in clause


def test_jieba_is_loaded_with_the_first_phrase_only() -> None:
    code = (
        "import sys; from reportparse.figures.phrase import PhraseReader;"
        "from reportparse.rules import load_rules; p = PhraseReader(load_rules());"
        "assert 'jieba' not in sys.modules; p.cut('资金'); assert 'jieba' in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
