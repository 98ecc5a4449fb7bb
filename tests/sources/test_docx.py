"""Word documents as their reader sees them."""

from __future__ import annotations

import io

import docx as python_docx
import pytest

from reportparse.errors import FormatError, InputError
from reportparse.sources import load
from sources.samples import archive, docx, paragraph

NUMBERING = """
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="(%2)"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%3."/><w:isLgl/></w:lvl>
<w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl>
<w:lvl w:ilvl="4"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="第%5章"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="0"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
"""  # noqa: E501


def _numbered(text: str, level: int, number: int = 1) -> str:
    reference = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(text, reference)


def _text(body: str, **parts: str) -> str:
    return load(docx(body, **parts), name="a.docx").text


def test_automatic_numbers_are_written_out() -> None:
    body = "".join(
        [
            _numbered("资金情况", 0),
            _numbered("资金到位", 1),
            _numbered("资金支付", 1),
            _numbered("2020年明细", 2),
            _numbered("点", 3),
            _numbered("附则", 4),
            _numbered("项目情况", 0),
            _numbered("完成情况", 1),
            _numbered("另起一篇", 0, 2),
            _numbered("接着", 0, 1),
            _numbered("无此级", 8),
            _numbered("无此号", 0, 9),
        ]
    )
    assert _text(body, numbering=NUMBERING) == (
        "一、资金情况\n(一)资金到位\n(二)资金支付\n1.1. 2020年明细\n点\n第3章 附则\n"
        "二、项目情况\n(一)完成情况\n一、另起一篇\n二、接着\n无此级\n无此号\n"
    )


def test_numbers_come_through_styles() -> None:
    styles = (
        '<w:style w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="H"><w:basedOn w:val="Base"/></w:style>'
        '<w:style w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>'
    )
    body = (
        paragraph("标题", '<w:pStyle w:val="H"/>')
        + paragraph("正文")
        + paragraph("圈", '<w:pStyle w:val="Loop"/>')
        + paragraph("取消", '<w:pStyle w:val="H"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    )
    assert _text(body, numbering=NUMBERING, styles=styles) == "一、标题\n正文\n圈\n取消\n"


def test_tracked_changes_are_taken_as_accepted() -> None:
    body = (
        "<w:p><w:r><w:t>投入</w:t></w:r><w:del><w:r><w:delText>100</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>200</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>万元</w:t></w:r></w:moveTo></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半,</w:t></w:r></w:p>"
        + paragraph("后半。")
        + "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>删行</w:t></w:r></w:p></w:tc>"
        "</w:tr><w:tr><w:tc><w:p><w:r><w:t>留行</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    assert _text(body) == "投入200万元\n前半,后半。\n留行\n"


def test_hidden_text_fields_symbols_and_breaks() -> None:
    body = (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r><w:r><w:t>第</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        '<w:r><w:t>指令</w:t></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        '<w:r><w:t>12</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        '<w:r><w:t>页</w:t><w:tab/><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:br w:type="page"/>'
        '<w:noBreakHyphen/><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:char="2103"/></w:r>'
        '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r></w:p>'
    )
    assert _text(body) == "第12页 甲\n乙-℃²\n"


def test_text_boxes_and_notes_follow_their_paragraph_once() -> None:
    inner = f"<w:txbxContent>{paragraph('框内12万元')}</w:txbxContent>"
    both = (
        "<mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>"
        f"{inner}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{inner}"
        "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    body = (
        f'<w:p><w:r><w:t>前</w:t></w:r><w:r>{both}</w:r><w:r><w:footnoteReference w:id="1"/></w:r>'
        "<w:r><w:t>后</w:t></w:r></w:p>"
    ) + paragraph("下段")
    notes = (
        f'<w:footnote w:id="0" w:type="separator">{paragraph("线")}</w:footnote>'
        f'<w:footnote w:id="1"><w:p><w:r><w:t>注</w:t><w:footnoteReference w:id="1"/></w:r></w:p>'
        "</w:footnote>"
    )
    assert _text(body, footnotes=notes) == "前后\n框内12万元\n注\n下段\n"


def test_tables_of_contents_are_left_out() -> None:
    styles = '<w:style w:styleId="11"><w:name w:val="TOC 1"/></w:style>'
    body = (
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery "
        'w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>'
        f"{paragraph('一、甲 3')}</w:sdtContent></w:sdt>"
        f"<w:sdt><w:sdtContent>{paragraph('正文')}</w:sdtContent></w:sdt>"
    ) + paragraph("一、甲 3", '<w:pStyle w:val="11"/>')
    assert _text(body, styles=styles) == "正文\n"


def test_tables_keep_their_cells_with_places() -> None:
    document = python_docx.Document()
    document.add_paragraph("单位:万元")
    table = document.add_table(4, 4)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "项目"
    table.cell(0, 1).merge(table.cell(0, 3)).text = "投资"
    for column, text in enumerate(["计划", "完成", "率"], 1):
        table.cell(1, column).text = text
    for column, text in enumerate(["甲", "1,200", "600", "50%"]):
        table.cell(2, column).text = text
    table.cell(3, 0).merge(table.cell(3, 3)).text = "注:略"
    file = io.BytesIO()
    document.save(file)
    read = load(file.getvalue(), name="a.docx")
    assert read.text == (
        "单位:万元\n项目\t投资\t投资\t投资\n项目\t计划\t完成\t率\n甲\t1,200\t600\t50%\n注:略\n"
    )
    cells = {(p.row, p.column): read.text[p.start : p.end] for p in read.places if p.table}
    assert cells[3, 2] == "1,200"
    assert read.places[0].paragraph == 1


def test_a_merged_figure_stands_once() -> None:
    row = "<w:tr><w:tc><w:tcPr>{}</w:tcPr>{}</w:tc><w:tc>{}</w:tc></w:tr>"
    restart, go_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = (
        "<w:tbl>"
        + row.format(restart, paragraph("900.5"), paragraph("甲"))
        + row.format(go_on, paragraph(""), paragraph("乙"))
        + row.format(restart, paragraph("东片"), paragraph("丙"))
        + row.format(go_on, paragraph(""), paragraph("丁"))
        + "</w:tbl>"
    )
    assert _text(body) == "900.5\t甲\n\t乙\n东片\t丙\n东片\t丁\n"


def test_the_main_part_is_found_through_the_relations() -> None:
    data = archive(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": '<Relationships><Relationship Type="http://x/officeDocument" '
            'Target="/word/document2.xml"/></Relationships>',
            "word/document2.xml": '<d xmlns="x"><body><p><r><t>完成12万元</t></r></p></body></d>',
        }
    )
    assert load(data, name="a.docx").text == "完成12万元\n"


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ({"[Content_Types].xml": "", "word/x.xml": ""}, "缺正文"),
        ({"[Content_Types].xml": "", "word/document.xml": "<a"}, "不是完好的 XML"),
        (
            {
                "[Content_Types].xml": "",
                "word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
            },
            "DTD",
        ),
        ({"[Content_Types].xml": "", "word/document.xml": "<a>" * 300 + "</a>" * 300}, "嵌套"),
    ],
)
def test_broken_documents(parts: dict[str, str], problem: str) -> None:
    with pytest.raises(FormatError, match=problem):
        load(archive(parts), name="a.docx")


def test_an_empty_document_is_refused() -> None:
    with pytest.raises(InputError, match="没有可读的文字"):
        _text(paragraph(""))
