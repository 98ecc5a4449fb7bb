"""Indicators: where the name of a figure stands, one mechanism a test."""

from __future__ import annotations

import pytest

from reportparse.pipeline import parse_text


def names(text: str) -> list[str]:
    return [f.indicator for f in parse_text(text).figures]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("新建农村公路35公里。", ["农村公路"], id="before"),
        pytest.param("为2139户贫困户提供维修服务。", ["贫困户"], id="behind"),
        pytest.param("仓库里积压着3吨陈粮。", ["陈粮"], id="behind-its-verb"),
        pytest.param("年初确定的1200人培训目标。", ["培训目标"], id="behind-a-relative-clause"),
        pytest.param(
            "受灾困难户12户和8户低保户。", ["受灾困难户", "低保户"], id="behind-a-list-mark"
        ),
        pytest.param("脱贫户745户1456人。", ["脱贫户", "脱贫户"], id="two-in-a-row"),
        pytest.param("结案439件,其余651件为判决。", ["结案", "判决"], id="copula"),
        pytest.param("柳河镇拆除35处。", ["拆除"], id="what-an-office-did"),
        pytest.param(
            "慈善基金通过审核,已给26户贫困户送去3.8万元。",
            ["贫困户", "慈善基金"],
            id="not-the-recipients",
        ),
    ],
)
def test_names_in_the_clause(text: str, wanted: list[str]) -> None:
    assert names(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("税收2628万元,增幅为9.5%。", ["税收", "税收增幅"], id="change-noun"),
        pytest.param("粮食产量50万吨,比上年增长3%。", ["粮食产量", "粮食产量增长"], id="carried"),
        pytest.param("生猪产能恢复最快,增长12%。", ["生猪产能增长"], id="earlier-clause"),
        pytest.param(
            "投资增长8%,比全省平均高1个百分点。", ["投资增长", "比全省平均高"], id="benchmark"
        ),
        pytest.param("进度同比快1.6个百分点。", ["进度快"], id="rate-change-word"),
        pytest.param("净流入增加5人,达到12人。", ["净流入增加", "净流入"], id="level-after-change"),
        pytest.param("农业总产值比2019年增长5%。", ["农业总产值增长"], id="comparison-left-out"),
    ],
)
def test_names_of_changes(text: str, wanted: list[str]) -> None:
    assert names(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("供养标准从560元提到600元。", ["供养标准", "供养标准"], id="from-to"),
        pytest.param(
            "总收入由年初预算790万元调整为820万元。", ["总收入", "总收入"], id="from-the-plan"
        ),
        pytest.param(
            "锌价从1-9月平均17553元/吨掉到眼下8000元/吨。", ["锌价", "锌价"], id="from-a-time"
        ),
        pytest.param("自由贸易账户120个。", ["自由贸易账户"], id="no-from"),
    ],
)
def test_names_of_a_move_between_two_levels(text: str, wanted: list[str]) -> None:
    assert names(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("贫困户44户,占总户数5.97%。", ["贫困户", "占总户数"], id="of-a-whole"),
        pytest.param("农产品占比55%。", ["农产品占比"], id="share-as-a-noun"),
        pytest.param("完成投资100万元,相当于年度计划的73%。", ["投资", "投资"], id="of-the-plan"),
        pytest.param(
            "投资277亿元,为年度计划258亿元的107%。",
            ["投资", "年度计划", "投资"],
            id="of-a-written-plan",
        ),
        pytest.param("利润总额为上个时期的2.2倍。", ["利润总额"], id="times"),
        pytest.param(
            "境内上市公司62家,总数186家。", ["境内上市公司", "境内上市公司总数"], id="bare-head"
        ),
    ],
)
def test_names_of_shares_and_totals(text: str, wanted: list[str]) -> None:
    assert names(text) == wanted


def test_a_closed_bracket_is_stepped_over() -> None:
    text = "教师宿舍3幢(砖混结构2幢、砖木结构1幢)共1700平方米。"
    assert names(text) == ["教师宿舍", "砖混结构", "砖木结构", "教师宿舍"]


def test_cells_take_the_names_of_row_and_column() -> None:
    figures = parse_text("单位:万元\n项目\t计划\t完成\n道路\t120.5\t98.2\n水利\t33.1\t30.4").figures
    assert [f.indicator for f in figures] == ["道路计划", "道路完成", "水利计划", "水利完成"]


def test_every_name_but_a_composed_one_is_text() -> None:
    text = "全县新建公路35公里,惠及12个村,投资4500万元,同比增长8.2%。"
    for figure in parse_text(text).figures:
        assert figure.indicator in text or figure.direction == "up"
