"""Lists dealt out by 分别, or by as many names as figures."""

from __future__ import annotations

import pytest

from reportparse.pipeline import parse_text


def names(text: str) -> list[str]:
    return [f.indicator for f in parse_text(text).figures]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(
            "生猪、牛、羊出栏分别为42万头、3万头、8万只。",
            ["生猪出栏", "牛出栏", "羊出栏"],
            id="verb-for-all",
        ),
        pytest.param(
            "东镇、西镇的投资完成率分别高11.8、6.3个百分点。",
            ["东镇投资完成率高", "西镇投资完成率高"],
            id="tail-behind-的",
        ),
        pytest.param(
            "城镇、农村居民人均收入分别增长5%、7%。",
            ["城镇居民人均收入增长", "农村居民人均收入增长"],
            id="tail-of-equal-items",
        ),
        pytest.param(
            "一、二季度税收分别为1.2亿元和1.4亿元。", ["一季度税收", "二季度税收"], id="ordinals"
        ),
        pytest.param(
            "水泥、平板玻璃、原煤产量分别为310万吨、260万重量箱和75万吨。",
            ["水泥产量", "平板玻璃产量", "原煤产量"],
            id="measures-beside-counts",
        ),
        pytest.param(
            "事故起数、死亡人数分别下降9.5%、7.1%。",
            ["事故起数下降", "死亡人数下降"],
            id="complete-items",
        ),
        pytest.param(
            "外资、基础设施拖了后腿,完成率分别低4个百分点和8个百分点。",
            ["外资完成率低", "基础设施完成率低"],
            id="list-in-the-clause-before",
        ),
        pytest.param(
            "高速公路、水利投资分别比上年增长19%、41%。",
            ["高速公路投资增长", "水利投资增长"],
            id="comparison-left-out",
        ),
    ],
)
def test_names_that_the_list_writes(text: str, wanted: list[str]) -> None:
    assert [n.replace("的", "") for n in names(text)] == wanted


def test_names_of_the_figures_before() -> None:
    text = "受理11210件、审结9882件,较2019年的11016件、9716件只上升了1.8%和1.7%。"
    assert names(text) == ["受理", "审结", "受理", "审结", "受理上升", "审结上升"]


def test_shares_of_the_figures_before() -> None:
    text = "贫困户144户、贫困人口578人,分别占19.54%和20.58%。"
    assert names(text)[2:] == ["贫困户占", "贫困人口占"]


def test_a_list_without_a_mark_word() -> None:
    assert names("苹果、猕猴桃产量稳定在全国1/4、1/3。") == ["苹果产量", "猕猴桃产量"]


def test_one_name_for_two_figures_is_not_dealt_to_those_before() -> None:
    text = "新增就业40万人、外出务工1610万人次,人均可支配收入增长5.3%、8.1%。"
    assert names(text)[2:] == ["人均可支配收入增长"] * 2


def test_lists_of_other_length_deal_nothing() -> None:
    assert "甲" not in names("甲、乙、丙产量分别为3吨、5吨。")[0]
