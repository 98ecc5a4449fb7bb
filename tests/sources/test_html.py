"""Web pages: the article, its tables and its numbers, without what surrounds it."""

from __future__ import annotations

import pytest

from reportparse.errors import FormatError, InputError
from reportparse.sources import Document, load

PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}">
<title>2020年扶贫工作总结_某县人民政府网</title><style>p {{ color: red }}</style></head><body>
<div class="top-nav"><a href="1">首页</a><a href="2">新闻</a><a href="3">公开</a></div>
<div class="wrap"><div>您的位置:<a href="1">首页</a> &gt; <a href="1">公开</a></div>
<h1>2020年扶贫工作总结</h1><div class="info">发布时间:2021-01-05 来源:某县</div>
<div class="article"><p>　　一、资金情况</p><p>全年投入<b>82607.32</b>万元,其中
省级<span>29434.04</span>万元,种植1200hm<sup>2</sup>。<sup><a href="#1">[1]</a></sup></p>
<p style="display: none">看不见</p><script>document.write("12万元")</script></div></div>
<ul><li><a href="x">相关新闻一二三四</a></li><li><a href="y">相关新闻五六七八</a></li></ul>
<div class="footer">版权所有 某县人民政府</div></body></html>"""


def _load(body: str) -> Document:
    return load(f"<!DOCTYPE html><body>{body}".encode(), name="a.html")


def test_the_article_without_navigation_scripts_and_hidden_text() -> None:
    assert load(PAGE.format(charset="utf-8").encode(), name="a.html").text == (
        "2020年扶贫工作总结\n"
        "发布时间:2021-01-05 来源:某县\n"
        "一、资金情况\n"
        "全年投入82607.32万元,其中省级29434.04万元,种植1200hm²。\n"
    )


@pytest.mark.parametrize(
    ("charset", "codec", "encoding"),
    [
        ("gb2312", "gb18030", "gb18030"),
        ("utf-8", "gb18030", "gb18030"),
        ("gb2312", "utf-8", "utf-8"),
        ("x", "utf-16", "utf-16-le"),
    ],
)
def test_the_charset_that_decodes_wins(charset: str, codec: str, encoding: str) -> None:
    document = load(PAGE.format(charset=charset).encode(codec), name="a.html")
    assert document.encoding == encoding
    assert "一、资金情况" in document.text


def test_the_title_stands_in_where_the_page_has_no_heading() -> None:
    page = "<html><head><title>某县2020年总结-某县政府</title></head><body><p>投入12万元。"
    assert load(page.encode(), name="a.html").text == "某县2020年总结\n投入12万元。\n"
    page = page.replace("<p>", "<p>某县 2020年总结</p><p>")
    assert load(page.encode(), name="a.html").text == "某县 2020年总结\n投入12万元。\n"


def test_merged_cells_are_repeated_where_they_are_labels() -> None:
    document = _load(
        "<table><caption>单位:万元</caption><tr><th rowspan=2>项目</th><th colspan=2>投资</th></tr>"
        "<tr><td>计划</td><td>完成</td></tr>"
        "<tr><td rowspan=2>甲县</td><td>1,200</td><td rowspan=2>900.5</td></tr>"
        "<tr><td>300</td></tr><tr><td colspan=3>注:略</td></tr></table>"
    )
    assert document.text == (
        "单位:万元\n项目\t投资\t投资\n项目\t计划\t完成\n甲县\t1,200\t900.5\n甲县\t300\n注:略\n"
    )
    places = {
        document.text[p.start : p.end]: (p.table, p.row, p.column)
        for p in document.places
        if p.table
    }
    assert places["300"] == (1, 4, 2)
    assert places["900.5"] == (1, 3, 3)


def test_tables_that_lay_out_the_page_give_paragraphs() -> None:
    article = "".join(f"<p>第{n}段,{'完成投资12万元,' * 9}</p>" for n in range(8))
    document = _load(f"<table><tr><td>左栏</td><td>{article}</td></tr></table>")
    assert "\t" not in document.text
    assert document.text.count("\n") >= 8


def test_lists_are_numbered_as_a_browser_numbers_them() -> None:
    document = _load(
        "<ol><li>修路</li><li>2020年建桥</li></ol><ol start=3 type=A><li>甲</li></ol>"
        '<ol style="list-style-type: cjk-ideographic"><li>总体情况</li></ol><ul><li>点</li></ul>'
        '<ol style="list-style: none"><li>无号</li></ol>'
    )
    assert document.text == "1.修路\n2. 2020年建桥\nC.甲\n一、总体情况\n点\n无号\n"


def test_breaks_blocks_and_entities() -> None:
    document = _load(
        "　　第一行<br>&nbsp;&nbsp;第二行<div>A&amp;B</div>第三<i>行</i><pre>四\n五</pre>"
    )
    assert document.text == "第一行\n第二行\nA&B\n第三行\n四\n五\n"


def test_control_characters_and_lone_surrogates_do_not_come_through() -> None:
    text = _load("<p>a&#27;[31m&#xD800;&#x202E;b</p>").text
    assert "\x1b" not in text
    assert "\u202e" not in text
    text.encode()


def test_saved_pages_in_one_file() -> None:
    parts = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="B"\n\n--B\n'
        "Content-Type: text/html; charset=gb2312\nContent-Transfer-Encoding: base64\n\n"
        "PHA+zeqzyTEyzfLUqqGjPC9wPg==\n--B\nContent-Type: image/png\n\nx\n--B--\n"
    )
    document = load(parts.encode(), name="a.mht")
    assert (document.text, document.format) == ("完成12万元。\n", "mhtml")
    with pytest.raises(FormatError, match="没有正文"):
        load(parts.replace("text/html", "text/plain").encode(), name="a.mht")


def test_a_page_without_words_is_refused() -> None:
    with pytest.raises(InputError, match="没有可读的文字"):
        _load("<script>1</script>")


def test_depth_and_size_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FormatError, match="嵌套"):
        _load("<div>" * 300 + "x")
    monkeypatch.setattr("reportparse.sources.html.MAX_TAGS", 10)
    with pytest.raises(FormatError, match="元素超过"):
        _load("<p>x" * 50)
