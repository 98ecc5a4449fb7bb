"""Status, direction, subject and program from the words around a figure."""

from __future__ import annotations

import pytest

from reportparse.pipeline import parse_text


def statuses(text: str) -> list[str]:
    return [f.status for f in parse_text(text).figures]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("计划投入20万元,实际到位18万元。", ["target", "actual"], id="nearest-cue"),
        pytest.param("完成造林任务3万亩。", ["actual"], id="task-done"),
        pytest.param("使用新增用地计划294公顷。", ["actual"], id="plan-used"),
        pytest.param("拟建厂房3万平方米,投资8600万元。", ["target", "target"], id="carried"),
        pytest.param("雨露计划资助21人。", ["actual"], id="a-name"),
        pytest.param("完成投资9亿元,占年度计划的62%。", ["actual", "actual"], id="measured"),
        pytest.param("新增端口14000个任务。", ["target"], id="behind"),
        pytest.param("下一步,新建公路30公里。", ["target"], id="sentence-ahead"),
        pytest.param(
            "全局共有干警584人。法官403人,占69%;司法辅助人员181人。",
            ["", "", "", ""],
            id="stocks-go-on",
        ),
        pytest.param(
            "全镇共有18个村、4132户,20080人受灾,经济损失794万元。",
            ["", "", "actual", "actual"],
            id="what-befell",
        ),
        pytest.param(
            "救助118人(任务数28人)、拨付68人的资金93.6万元。",
            ["actual", "target", "actual", "actual"],
            id="a-bracket-ends",
        ),
        pytest.param(
            "预计到6月底生产总值14.7亿元。其中第三产业8.9亿元。", ["", ""], id="forecast-of-parts"
        ),
        pytest.param(
            "主要建设内容为道路31.1万平方米,小桥2座。", ["target", "target"], id="what-is-built"
        ),
        pytest.param(
            "今年的主要任务是:计划完成工程19件。实现灌溉面积5800亩。",
            ["target", "target"],
            id="tasks-announced",
        ),
        pytest.param("应交税金342亿元,增长11.6%。", ["actual", "actual"], id="taxes-due"),
        pytest.param("发展计划局等25个部门挪用27.5亿元。", ["actual", "actual"], id="an-office"),
        pytest.param("下一步工作如下:一是抓产业。新建大棚20个。", ["target"], id="paragraph-ahead"),
        pytest.param("确保税收增长5%,实现利润2亿元。", ["target", "target"], id="assured"),
    ],
)
def test_planned_or_done(text: str, wanted: list[str]) -> None:
    assert statuses(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("我区有17个省级重点项目。", [""], id="what-there-is"),
        pytest.param("全村共有农户737户,其中贫困户144户,占19.54%。", ["", "", ""], id="parts"),
        pytest.param("预计上交税金800万元,比上年减少200万元。", ["", ""], id="forecast"),
        pytest.param("预计较好,实际上交税金800万元。", ["actual"], id="forecast-ends"),
        pytest.param("地力保护补贴每亩86.9元。", [""], id="standard"),
        pytest.param("省、市补助比例分别为50%、30%。", ["", ""], id="ratio-of-a-rule"),
        pytest.param("为60岁以上老年人体检300人次。", ["", "actual"], id="who-is-meant"),
        pytest.param(
            "按照缴费不低于280元的规定,征缴1.9亿元。", ["", "actual"], id="bound-of-a-rule"
        ),
        pytest.param("辖区发生事故2起。", ["actual"], id="an-area-is-no-stock"),
    ],
)
def test_neither_planned_nor_done(text: str, wanted: list[str]) -> None:
    assert statuses(text) == wanted


@pytest.mark.parametrize(
    ("title", "status"),
    [("某县2021年工作总结", "target"), ("某县2026年工作总结", "actual")],
)
def test_a_year_ahead_of_the_report_is_planned(title: str, status: str) -> None:
    assert statuses(f"{title}\n\n到2025年,城镇化率达到62%。") == [status]


@pytest.mark.parametrize(
    ("heading", "status"),
    [
        ("一、完成情况", "actual"),
        ("一、下一步打算", "target"),
        ("一、基本情况", ""),
        ("一、镇级预算调整情况", "target"),
        ("一、建设内容", "target"),
    ],
)
def test_a_section_decides_where_nothing_else_does(heading: str, status: str) -> None:
    assert statuses(f"{heading}\n大棚20个。") == [status]


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("产量增长5%。", "up"),
        ("产量同比下降5%。", "down"),
        ("产量增长到50吨。", ""),
        ("产量50吨。", ""),
        ("亏损减少300万元。", "down"),
    ],
)
def test_direction(text: str, direction: str) -> None:
    assert parse_text(text).figures[0].direction == direction


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("县农商行发放贷款3.4亿元。", "县农商行"),
        ("电信公司新建基站20个。", "电信公司"),
        ("该村修路3公里。", ""),
        ("修路3公里。", ""),
    ],
)
def test_subject(text: str, subject: str) -> None:
    assert parse_text(text).figures[0].subject == subject


def test_a_program_is_a_heading_without_its_verbs() -> None:
    figure = parse_text("1.抓实农业产业扶贫专项\n投入资金20万元。").figures[0]
    assert figure.program == "农业产业扶贫专项"
