"""OFD pages: characters in their places, templates, ruled tables."""

from __future__ import annotations

import pytest

from reportparse.errors import FormatError, InputError
from reportparse.sources import load
from sources.samples import OFD, archive, ofd, ofd_text


def _rule(left: float, top: float, width: float, height: float) -> str:
    return (
        f'<ofd:PathObject Boundary="{left} {top} {width} {height}"><ofd:AbbreviatedData>'
        f"M 0 0 L {width} {height}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def test_lines_become_paragraphs_with_pages() -> None:
    line = "全年完成投资八万二千六百零七万元,其中省级资金二万九千四百三十四万元,"
    document = load(
        ofd(
            ofd_text(100, 30, "一、总体")
            + ofd_text(38, 40, line)
            + ofd_text(30, 46, "市县资金二万一千七百九十六万元。"),
            ofd_text(38, 30, "第二页。"),
        ),
        name="a.ofd",
    )
    assert document.text == f"一、总体\n{line}市县资金二万一千七百九十六万元。\n第二页。\n"
    assert [place.page for place in document.places] == [1, 1, 2]


def test_ruled_tables() -> None:
    cells = [["项目", "投资"], ["甲", "1,200"], ["乙", "300"]]
    page = "".join(
        ofd_text(31 + 50 * column, 41 + 8 * row, text)
        for row, line in enumerate(cells)
        for column, text in enumerate(line)
    )
    page += "".join(_rule(30, 40 + 8 * row, 100, 0) for row in range(4))
    page += "".join(_rule(30 + 50 * column, 40, 0, 24) for column in range(3))
    document = load(ofd(page), name="a.ofd")
    assert document.text == "项目\t投资\n甲\t1,200\n乙\t300\n"
    assert (document.places[3].row, document.places[3].column) == (2, 2)


def test_steps_may_be_grouped_and_turned() -> None:
    grouped = (
        '<ofd:TextObject Boundary="30 30 100 5" Size="4"><ofd:TextCode X="0" Y="4" '
        'DeltaX="g 3 2 4">1234万元</ofd:TextCode></ofd:TextObject>'
    )
    assert load(ofd(grouped), name="a.ofd").text == "1234万元\n"
    turned = ofd_text(100, 30, "转过来的字", attributes='CTM="0 1 -1 0 0 0"')
    assert load(ofd(turned), name="a.ofd").text == "转过来的字\n"
    slanting = ofd_text(60, 90, "水印", attributes='CTM="0.7 0.7 -0.7 0.7 0 0"')
    assert load(ofd(ofd_text(30, 30, "正文") + slanting), name="a.ofd").text == "正文\n"


def test_broken_encrypted_and_empty_files() -> None:
    with pytest.raises(FormatError, match="加密"):
        load(archive({"OFD.xml": "", "Encryptions.xml": ""}), name="a.ofd")
    with pytest.raises(InputError, match="没有可读的文字"):
        load(archive({"OFD.xml": f'<ofd:OFD xmlns:ofd="{OFD}"/>'}), name="a.ofd")
    missing = archive(
        {
            "OFD.xml": "<OFD><DocBody><DocRoot>D.xml</DocRoot></DocBody></OFD>",
            "D.xml": '<Document><Pages><Page BaseLoc="../../x.xml"/></Pages></Document>',
        }
    )
    with pytest.raises(InputError, match="没有可读的文字"):
        load(missing, name="a.ofd")
