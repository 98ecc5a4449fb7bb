"""Wrapped lines: what is read is what is read without them, at its place in the text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportparse import parse_text
from reportparse.models import Report
from reportparse.sources import load
from reportparse.wrapping import flowing

REPORTS = sorted((Path(__file__).parent.parent / "corpus" / "reports").glob("*.txt"))


def wrapped(text: str, columns: int) -> str:
    """Each paragraph indented, and broken at so many columns, be it within a number."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for character in f"　　{paragraph.strip()}" if paragraph.strip() else "":
            if len((line + character).encode("gbk", "replace")) > columns:
                lines.append(line)
                line = ""
            line += character
        lines.append(line)
    return "\n".join(lines)


def read(report: Report) -> list[tuple[str, str, str, str, str]]:
    return [
        (str(f.value), f.unit, f.modifier, f.status, f.indicator.replace(" ", ""))
        for f in report.figures
    ]


@pytest.mark.parametrize("path", REPORTS, ids=lambda p: p.stem)
@pytest.mark.parametrize("columns", [56, 70])
def test_a_wrapped_report_reads_like_itself(path: Path, columns: int) -> None:
    text = load(path).text
    if "\t" in text or max(map(len, text.split("\n"))) < columns:
        pytest.skip("nothing to wrap")
    plain, report = parse_text(text), parse_text(wrapped(text, columns))
    assert read(report) == read(plain)
    assert [(c.relation, c.verdict) for c in report.checks] == [
        (c.relation, c.verdict) for c in plain.checks
    ]
    assert [s.heading for s in report.sections] == [s.heading for s in plain.sections]
    for f, g in zip(report.figures, plain.figures, strict=True):
        assert report.text[f.start : f.end] == f.text
        assert f.text.replace("\n", "") == g.text


def test_a_figure_parted_by_a_line_break_is_one() -> None:
    text = wrapped("全县总人口为六十六万人,人口出生率为8.34‰,出口收购总值达到27100万元," * 6, 62)
    report = parse_text(text)
    assert {f.text.replace("\n", "") for f in report.figures} == {
        "六十六万人",
        "8.34‰",
        "27100万元",
    }
    assert any("\n" in f.text for f in report.figures)


@given(text=st.text(alphabet="全县完成3.5万元，。\n 　\t|一、(1)", max_size=400))
def test_nothing_but_breaks_and_blanks_before_them_is_taken_out(text: str) -> None:
    flow = flowing(text)
    if flow is None:
        return
    kept = list(text)
    for n, at in enumerate(flow.taken):
        assert kept.pop(at).isspace(), n
    assert "".join(kept) == flow.text


LISTS = {
    "a list": "\n".join(
        f"{n}.第{n}项工作按照计划全部完成并通过了有关部门组织的验收工作" for n in range(1, 9)
    ),
    "sentences": "\n".join(["全县各乡镇的各项工作都按照年初的计划圆满完成了任务目标。"] * 8),
    "short lines": "\n".join(["教育局", "卫生局", "财政局", "税务局", "水利局", "审计局"]),
    "a table": "\n".join(["教育\t300\t270\t90%\t教育局各股室以及各个学校的全体工作人员"] * 8),
    "paragraphs": "\n".join("全县工作" * n for n in (9, 30, 12, 45, 21, 60)),
}


@pytest.mark.parametrize("text", LISTS.values(), ids=LISTS.keys())
def test_lines_of_their_own_stay_apart(text: str) -> None:
    assert flowing(text) is None
