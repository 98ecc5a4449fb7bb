from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from samples import figure, report
from typer.testing import CliRunner

from reportparse import parse_text
from reportparse.cli import app
from reportparse.errors import ReportparseError
from reportparse.models import Check, Completion, Diagnosis, Period, Program, Report, Section
from reportparse.outputs import Options
from reportparse.outputs.html import page, render, retold
from reportparse.outputs.layout import plain

WRONG = "工作总结\n\n一、项目情况\n任务1,240个，完成1,073个，完成率68.5%。\n"


class Reader(HTMLParser):
    """Tags with attributes, the text of the report's lines, and the contents of scripts."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.blocks: list[str] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self._in: list[str] = []
        self._text = False
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {key: value or "" for key, value in attrs}
        self.tags.append((tag, named))
        self._in.append(tag)
        if named.get("id") == "text":
            self._text = True
        if self._text and tag in ("p", "h3", "td"):
            self.blocks.append("")
        if tag == "script":
            self.scripts.append("")
        if tag == "style":
            self.styles.append("")

    def handle_endtag(self, tag: str) -> None:
        while self._in and self._in.pop() != tag:
            pass
        if tag == "article":
            self._text = False

    def handle_data(self, data: str) -> None:
        if "script" in self._in:
            self.scripts[-1] += data
        elif "style" in self._in:
            self.styles[-1] += data
        elif (
            self._text and self._in and self._in[-1] not in ("th", "article", "div", "table", "tr")
        ):
            self.blocks[-1] += data

    def records(self) -> list[dict[str, Any]]:
        records: list[dict[str, Any]] = json.loads(self.scripts[0])
        return records


def test_the_text_stands_as_written(county: Report) -> None:
    lines = [line for line in county.text.split("\n") if line.strip()]
    assert Reader(page(county)).blocks == lines


def test_every_figure_is_marked_with_kind_status_and_verdict(county: Report) -> None:
    reader = Reader(page(county))
    marks = {a["id"]: a for _, a in reader.tags if "f" in a.get("class", "").split() and "id" in a}
    assert list(marks) == [f.id for f in county.figures]
    assert marks["f1"]["class"] == "f amount target mismatch"
    assert marks["f3"]["class"] == "f rate mismatch warning"
    assert marks["f3"]["data-n"] == "1"
    assert marks["f6"]["class"] == "f rate rounding note"
    assert {a["tabindex"] for a in marks.values()} == {"-1"}


def test_the_records_are_those_of_the_report(county: Report) -> None:
    records = Reader(page(county)).records()
    assert [r["id"] for r in records] == [f.id for f in county.figures]
    first = records[0]
    assert first["value"] == "697435700"
    assert first["bounds"] == ["697435650", "697435750"]
    assert first["days"] == ["2020-01-01", "2020-12-31"]
    assert first["checks"] == ["c1"]
    assert "subject" not in first
    assert records[5]["bounds"] == [None, "159.18"]


def test_lines_with_tabs_become_tables() -> None:
    text = "支出表\n项目\t预算\t决算\n教育\t5万元\n合计\n"
    money: dict[str, Any] = {"kind": "amount", "unit": "元", "value": "50000"}
    reader = Reader(page(report(text, [figure(text, "5万元", id="f1", **money)])))
    assert [t for t, _ in reader.tags].count("tr") >= 2
    assert reader.blocks == ["支出表", "项目", "预算", "决算", "教育", "5万元", "", "合计"]


def test_overlapping_figures_keep_the_text() -> None:
    text = "完成5万元。\n"
    one = figure(text, "5万元", id="f1", value="5")
    two = figure(text, "万元", id="f2", value="5")
    reader = Reader(page(report(text, [one, two])))
    assert reader.blocks == ["完成5万元。"]
    assert [a["id"] for _, a in reader.tags if "f" in a.get("class", "").split() and "id" in a] == [
        "f1"
    ]


def test_one_script_and_one_style_by_their_hashes(county: Report) -> None:
    reader = Reader(page(county))
    policy = next(a["content"] for t, a in reader.tags if a.get("http-equiv"))
    scripts = [a for t, a in reader.tags if t == "script"]
    assert [a.get("type") for a in scripts] == ["application/json", None]
    for kind, source in (("script-src", reader.scripts[1]), ("style-src", reader.styles[0])):
        digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy


def test_nothing_comes_from_elsewhere(county: Report) -> None:
    source = page(county)
    assert "http:" not in source
    assert "https:" not in source
    reader = Reader(source)
    for tag, attributes in reader.tags:
        assert tag not in ("link", "img", "iframe", "object", "embed", "base")
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert attributes.get("href", "#").startswith("#")
        assert "src" not in attributes
    assert "url(" not in reader.styles[0]
    assert "@import" not in reader.styles[0]


def attacked(attack: str) -> Report:
    """A report that has the attack in every field."""
    text = f"{attack}5人\n"
    one = figure(
        text, "5人", id="f1", value="5", indicator=attack, subject=attack, program=attack,
        rule=attack, section="s1", period=Period(text=attack),
    )  # fmt: skip
    check = Check(
        id="c1", code=attack, relation="ratio", stated="f1", operands=("f1",), verdict="mismatch",
        severity="error", message=attack, reason=attack,
        diagnoses=(Diagnosis(cause="digit", message=attack),),
    )  # fmt: skip
    section = Section(id="s1", level=1, marker="", heading=attack, start=0, end=len(text))
    program = Program(
        name=attack,
        section="s1",
        counts=("f1",),
        completion=(Completion(target="f1", actual="f1"),),
    )
    return report(
        text, [one], name=attack, title=attack, checks=(check,), warnings=(attack,),
        sections=(section,), programs=(program,), period=Period(text=attack),
    )  # fmt: skip


@pytest.mark.parametrize(
    "attack",
    ["</script><b>", "<!--<script>", "]]>x", "&lt;x", '"><i>', "'><i x='", "{{7*7}}"],
)
def test_an_attack_through_any_field_is_text(attack: str) -> None:
    harmless, reader = Reader(page(attacked("某事"))), Reader(page(attacked(attack)))
    assert [(tag, list(a)) for tag, a in reader.tags] == [
        (tag, list(a)) for tag, a in harmless.tags
    ]
    assert reader.records()[0]["indicator"] == plain(attack)
    assert reader.blocks == [f"{plain(attack)}5人"]


def test_a_hostile_report_stays_text(hostile: Report) -> None:
    source = page(hostile)
    reader = Reader(source)
    assert [t for t, _ in reader.tags].count("script") == 2
    assert "<script>alert" not in source
    assert "\x1b" not in source
    assert "\u202e" not in source
    assert any("<script>alert(1)</script>" in block for block in reader.blocks)


def test_lone_surrogates_can_be_written() -> None:
    text = "\ud8005人\n"
    source = page(report(text, [figure(text, "5人", id="f1", value="5", indicator="\ud800")]))
    assert "5人" in source.encode().decode()


def test_both_languages_are_on_the_page() -> None:
    made = parse_text(WRONG)
    source = next(render([made], Options()))
    assert '<html lang="zh">' in source
    assert "所述68.5%" in source
    assert "stated 68.5%" in source or "percentage points" in source
    english = next(render([parse_text(WRONG, lang="en")], Options(lang="en")))
    assert '<html lang="en">' in english
    assert "所述68.5%" in english


def test_a_report_that_the_rules_read_otherwise_keeps_its_messages(county: Report) -> None:
    assert retold(county, "zh") is None
    assert page(county, "zh", None) == next(render([county], Options()))


def test_a_page_holds_one_report(county: Report) -> None:
    pages = render([county, county], Options())
    next(pages)
    with pytest.raises(ReportparseError, match="一页只放一份报告"):
        next(pages)


def test_findings_come_by_severity_and_the_rest_folded(county: Report) -> None:
    source = page(county)
    groups = re.findall(r'<details class="group" (open)?>\s*<summary><span[^>]*>(\w+)', source)
    assert groups == [("open", "警告"), ("open", "提示"), ("", "未判")]
    assert source.count("若为118%则相符") == 1


def test_programs_show_target_actual_stated_computed_and_a_bar(county: Report) -> None:
    table = page(county).partition('<section class="pane" id="programs"')[2]
    row = table.partition("</tbody>")[0]
    for shown in ("69743.57万元", "82607.32万元", "120%", "118.44%", "不符", "<rect"):
        assert shown in row
    assert 'width="78.96"' in row  # 118.444 of 150
    assert 'cx="80.00"' in row  # 120 of 150


def test_an_empty_report_has_a_page() -> None:
    source = page(report("没有数据。\n", []))
    assert "没有可以核对的勾稽关系" in source
    assert "没有专项" in source


def test_the_command_writes_pages(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(WRONG, encoding="utf-8")
    run = CliRunner().invoke
    assert run(app, ["view", "a.txt", "-o", "a.html"]).exit_code == 0
    assert "68.5%" in (tmp_path / "a.html").read_text(encoding="utf-8")
    assert run(app, ["view", "a.txt", "b.txt", "-o", "pages"]).exit_code == 0
    assert sorted(p.name for p in (tmp_path / "pages").iterdir()) == ["a.html", "b.html"]
    many = run(app, ["view", "a.txt", "b.txt", "-o", "both.html"])
    assert many.exit_code == 2
    assert "用 -o 指定文件夹" in many.stderr
    assert not (tmp_path / "both.html").exists()
    missing = run(app, ["view", "c.txt", "-o", "c.html"])
    assert missing.exit_code == 2
    assert "没有这个文件" in missing.stderr
    assert not (tmp_path / "c.html").exists()
