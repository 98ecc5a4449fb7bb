"""Markdown: words without marks, lines of one sentence joined."""

from __future__ import annotations

import pytest

from reportparse.errors import FormatError
from reportparse.sources import load


def _text(source: str) -> str:
    return load(source.encode(), name="a.md").text


def test_marks_go_and_words_stay() -> None:
    assert _text(
        "---\ntitle: 总结\n---\n# 某县*2020*年总结\n\n全年投入**82607.32**万元,见[附件](http://x)。\n\n"
        "1. 修路\n2. 2020年建桥\n* 点\n\n1.5万人\n\n> 引文\n\n```\n代码\n```\n"
    ) == (
        "title: 总结\n某县2020年总结\n全年投入82607.32万元,见附件。\n1.修路\n2. 2020年建桥\n点\n"
        "1.5万人\n引文\n代码\n"
    )


def test_wrapped_sentences_are_joined_and_paragraphs_kept_apart() -> None:
    assert (
        _text(
            "一、资金情况\n全年投入82607.32万元,其中省级资金\n29434.04万元。\n"
            "(一)完成情况\n　　完成率118%。\n"
        )
        == "一、资金情况\n全年投入82607.32万元,其中省级资金29434.04万元。\n"
        "(一)完成情况\n完成率118%。\n"
    )


def test_tables_of_pipes_and_of_html() -> None:
    source = "| 项目 | 金额 |\n|---|---|\n| 甲 | 1,200 |\n\n<table><tr><td>a<td>b</table>\n"
    document = load(source.encode(), name="a.md")
    assert document.text == "项目\t金额\n甲\t1,200\na\tb\n"
    assert [(p.table, p.row, p.column) for p in document.places][-1] == (2, 1, 2)


def test_scripts_inside_do_not_come_through() -> None:
    assert _text("正文\n\n<script>alert(1)</script>\n") == "正文\n"


def test_size_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportparse.sources.markdown.MAX_MARKDOWN", 10)
    with pytest.raises(FormatError, match="超过10字"):
        _text("报告" * 6)
