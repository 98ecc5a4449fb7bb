"""The sample reports parse, add up where they should, and are found wrong where they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportparse.models import Report
from reportparse.pipeline import parse

REPORTS = Path(__file__).parents[2] / "corpus" / "reports"
PLANTED = {
    "对账有误-石河县农业农村工作总结.txt": {"115%", "18650万元", "810万元", "320户", "10.7%"}
}
NAMES = sorted(path.name for path in REPORTS.glob("*.txt"))


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    return {name: parse(REPORTS / name) for name in NAMES}


def mismatches(report: Report) -> set[str]:
    """The texts of the figures that a mismatch is reported on."""
    texts = {figure.id: figure.text for figure in report.figures}
    return {texts[check.stated] for check in report.checks if check.verdict == "mismatch"}


def test_the_samples_are_there() -> None:
    assert len(NAMES) >= 8
    assert PLANTED.keys() <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_offsets_are_exact_and_in_order(reports: dict[str, Report], name: str) -> None:
    report = reports[name]
    assert len(report.figures) >= 15
    end = 0
    for figure in report.figures:
        assert report.text[figure.start : figure.end] == figure.text
        assert end <= figure.start < figure.end
        end = figure.end
    for section in report.sections:
        assert 0 <= section.start < section.end <= len(report.text)
        assert section.heading in report.text[section.start : section.end]


@pytest.mark.parametrize("name", NAMES)
def test_parsing_twice_gives_the_same_bytes(reports: dict[str, Report], name: str) -> None:
    assert parse(REPORTS / name).model_dump_json() == reports[name].model_dump_json()


@pytest.mark.parametrize("name", NAMES)
def test_what_adds_up_is_not_reported(reports: dict[str, Report], name: str) -> None:
    assert mismatches(reports[name]) <= PLANTED.get(name, set())


@pytest.mark.parametrize(
    ("name", "stated"), [(name, text) for name in PLANTED for text in sorted(PLANTED[name])]
)
def test_planted_mistakes_are_reported(reports: dict[str, Report], name: str, stated: str) -> None:
    assert stated in mismatches(reports[name])


def test_encodings_are_told_apart(reports: dict[str, Report]) -> None:
    decided = {name: report.source.decided_by for name, report in reports.items()}
    assert decided["白渡县水利局年度工作总结.txt"] == "gb18030"
    assert decided["云栖区教育局工作总结.txt"] == "bom"
    assert decided["松南市卫生健康工作报告.txt"] == "utf-8"


def test_the_county_has_its_nineteen_programs(reports: dict[str, Report]) -> None:
    report = reports["青棠县扶贫专项工作总结.txt"]
    headings = [s.heading for s in report.sections if s.heading.endswith("扶贫专项")]
    assert len(headings) == 19
    assert {program.name for program in report.programs} >= {"财政扶贫专项", "水利建设扶贫专项"}


def test_a_rate_that_was_cut_off_is_no_mistake(reports: dict[str, Report]) -> None:
    report = reports["青棠县扶贫专项工作总结.txt"]
    rate = next(figure for figure in report.figures if figure.text == "159.19%")
    (check,) = [c for c in report.checks if c.stated == rate.id]
    assert (check.relation, check.verdict) == ("ratio", "rounding")
