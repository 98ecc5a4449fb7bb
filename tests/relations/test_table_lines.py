"""What the heads and names of a table license, and what they leave open."""

from __future__ import annotations

from datetime import date

import pytest

from reportparse import Report, parse_text


def _failed(report: Report) -> list[str]:
    figures = {f.id: f.text for f in report.figures}
    return [figures[c.stated] for c in report.checks if c.verdict == "mismatch"]


WRONG = {
    "a list behind 其中 that makes up its whole elsewhere": (
        "单位：万元\n乡镇\t总投资\t其中：中央资金\t省级资金\t户数（户）\n甲镇\t600\t300\t300\t120\n"
        "乙镇\t900\t400\t500\t130\n丙镇\t1100\t450\t550\t90\n",
        ["1100"],
    ),
    "a part over its whole": (
        "单位：万元\n乡镇\t总投资\t其中：中央资金\n甲镇\t600\t300\n乙镇\t900\t1400\n",
        ["1400"],
    ),
    "小计 of named groups": (
        "乡镇\t社区\t户数（户）\n甲镇\t东街\t100\n甲镇\t西街\t120\n甲镇\t小计\t240\n"
        "乙镇\t南街\t100\n乙镇\t北街\t130\n乙镇\t小计\t230\n总计\t\t470\n",
        ["240"],
    ),
    "numbered lines": (
        "单位：万元\n项目\t预算数\t决算数\n一、税收收入\t5000\t5300\n1.增值税\t3000\t3100\n"
        "2.所得税\t2000\t2100\n二、非税收入\t1000\t1300\n收入总计\t6000\t6600\n",
        ["5300"],
    ),
    "rows parted by the names of groups": (
        "单位：万元\n项目\t计划\t完成\n续建项目\n东渠\t120\t110\n西渠\t230\t215\n新建项目\n"
        "南闸\t310\t300\n北闸\t440\t425\n合计\t1100\t1060\n",
        ["1060"],
    ),
    "a rate among the rows": (
        "指标\t一季度\t二季度\t三季度\n计划（户）\t500\t800\t900\n完成（户）\t450\t720\t855\n"
        "完成率（%）\t90.0\t90.0\t96.0\n",
        ["96.0"],
    ),
    "growth from row to row": (
        "年份\t产量（吨）\t增长率（%）\n2019年\t1000\t\n2020年\t1100\t10.0\n2021年\t1210\t10.0\n"
        "2022年\t1331\t13.0\n",
        ["13.0"],
    ),
    "a difference": (
        "单位：万元\n项目\t本年\t上年\t增减额\n教育\t812\t740\t72\n卫生\t655\t690\t-35\n农林\t930\t875\t65\n",
        ["65"],
    ),
    "an average in a scale of its own": (
        "乡镇\t投资（万元）\t面积（亩）\t亩均投资（元）\n甲镇\t1200\t8000\t1500\n乙镇\t900\t4500\t2000\n"
        "丙镇\t700\t2800\t2900\n",
        ["2900"],
    ),
    "a rate without a sign below a caption": (
        "单位：万元\n项目\t计划\t完成\t完成率\n教育\t1000\t900\t90.0\n卫生\t2000\t1500\t75.0\n农林\t2000\t1600\t85.0\n",
        ["85.0"],
    ),
    "the text before a table": (
        "全年计划改造农村危房3246户，进展见下表。\n乡镇\t计划改造（户）\t户均补助（元）\n甲镇\t1214\t8000\n"
        "乙镇\t2032\t8200\n合计\t3248\t\n",
        ["3248", "3248"],
    ),
}

RIGHT = {
    "rows of 其中 with a second part that is not so named": (
        "单位：万元\n项目\t上年\t本年\n一般预算收入\t900\t1000\n其中：税收收入\t600\t650\n非税收入\t300\t350\n"
        "基金收入\t200\t260\n合计\t1100\t1260\n"
    ),
    "columns of two groups with a total each": (
        "乡镇\t资金（万元）\t资金（万元）\t资金（万元）\t户数（户）\t户数（户）\t户数（户）\n"
        "乡镇\t中央\t省级\t合计\t新建\t改建\t合计\n甲镇\t12\t30\t42\t5\t6\t11\n乙镇\t15\t22\t37\t8\t2\t10\n"
    ),
    "a total of more than is listed": (
        "单位：万元\n乡镇\t计划\t完成\t结余\n合计\t9000\t8000\t1000\n甲镇\t600\t300\t300\n乙镇\t900\t400\t500\n"
    ),
    "sections with a total each": (
        "单位：万元\n项目\t投资\n甲\t100\n乙\t200\n合计\t300\n丙\t400\n丁\t500\n合计\t900\n"
    ),
    "shares and ranks beside amounts": (
        "乡镇\t投资（万元）\t占比\t排名\n甲镇\t60\t40.0%\t2\n乙镇\t90\t60.0%\t1\n合计\t150\t100%\t\n"
    ),
    "rows with one name": "乡镇\t投资（万元）\n安置新村\t4253\n甲村\t900\n安置新村\t4753\n",
    "another figure of the text": (
        "上年计划改造农村危房2846户。\n2021年改造情况\n乡镇\t计划改造（户）\n甲镇\t1214\n乙镇\t2032\n合计\t3246\n"
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_add_up_is_found(name: str) -> None:
    text, stated = WRONG[name]
    assert _failed(parse_text(text)) == stated


@pytest.mark.parametrize("name", RIGHT)
def test_what_adds_up_or_is_left_open_raises_no_alarm(name: str) -> None:
    assert _failed(parse_text(RIGHT[name])) == []


def test_groups_of_columns_are_summed_by_themselves() -> None:
    report = parse_text(RIGHT["columns of two groups with a total each"])
    assert sum(c.relation == "sum" and c.verdict == "exact" for c in report.checks) == 4


def test_columns_of_years_give_their_figures_a_period() -> None:
    report = parse_text("\t2021\t2022年\n粮食产量（吨）\t5600\t6300\n肉类产量（吨）\t560\t630\n")
    years = [f.period.start for f in report.figures if f.period]
    assert years == [date(2021, 1, 1), date(2022, 1, 1)] * 2
    assert {f.indicator for f in report.figures} == {"粮食产量", "肉类产量"}


def test_of_several_units_in_a_caption_each_column_takes_the_one_it_names() -> None:
    report = parse_text(
        "单位：万元、户、%\n乡镇\t补助资金\t受益户数\t兑付率\n甲镇\t120\t360\t95\n乙镇\t135\t410\t98\n"
    )
    assert [f.unit for f in report.figures] == ["元", "户", "%"] * 2
