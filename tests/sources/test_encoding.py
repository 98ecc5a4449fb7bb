"""The encoding ladder: which step decides, and what no step takes."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportparse.errors import EncodingError, InputError
from reportparse.sources.encoding import ENOUGH, decode, is_mojibake, plausibility
from sources.samples import REPORT

TRADITIONAL = """二〇二〇年全縣扶貧工作總結
一、資金情況
全年計畫投入六萬九千七百四十三萬元,實際投入八萬二千六百零七萬元,完成率百分之一百一十八。
"""


@pytest.mark.parametrize(
    ("data", "encoding", "step"),
    [
        (REPORT.encode(), "utf-8", "utf-8"),
        (REPORT.encode("utf-8-sig"), "utf-8", "bom"),
        (REPORT.encode("gb18030"), "gb18030", "gb18030"),
        (REPORT.encode("gbk"), "gb18030", "gb18030"),
        (REPORT.encode("utf-16"), "utf-16-le", "bom"),
        (codecs.BOM_UTF16_BE + REPORT.encode("utf-16-be"), "utf-16-be", "bom"),
        (REPORT.encode("utf-32"), "utf-32-le", "bom"),
        (REPORT.encode("utf-16-le"), "utf-16-le", "detector"),
        (REPORT.encode("utf-16-be"), "utf-16-be", "detector"),
        (REPORT.encode("utf-32-be"), "utf-32-be", "detector"),
        ("\ufeff".encode("gb18030") + REPORT.encode("gb18030"), "gb18030", "bom"),
        (b"2020: 82607.32", "utf-8", "utf-8"),
    ],
)
def test_each_step_of_the_ladder(data: bytes, encoding: str, step: str) -> None:
    decoded = decode(data, "county.txt")
    assert (decoded.encoding, decoded.decided_by) == (encoding, step)
    assert decoded.text in {REPORT, "2020: 82607.32"}


def test_big5_is_not_taken_for_gb18030_though_that_decodes_it() -> None:
    data = TRADITIONAL.encode("big5hkscs", "ignore")
    data.decode("gb18030")
    decoded = decode(data, "a.txt")
    assert (decoded.encoding, decoded.decided_by) == ("big5", "detector")
    assert decoded.text == data.decode("big5hkscs")


@pytest.mark.parametrize("words", ["完成率", "资金情况", "投入82607.32万元", "乡镇", "1,200户"])
def test_a_few_words_in_gbk_are_read_as_gbk(words: str) -> None:
    assert decode(words.encode("gbk"), "a.txt").text == words


def test_traditional_text_in_gb18030_stays_gb18030() -> None:
    decoded = decode(TRADITIONAL.encode("gb18030"), "a.txt")
    assert (decoded.text, decoded.encoding) == (TRADITIONAL, "gb18030")


def test_line_ends_become_newlines_and_nothing_else_changes() -> None:
    text = "一、\r\n\u3000\u3000(二)\ta b\r\x0c三\u200b\n\n"
    expected = "一、\n\u3000\u3000(二)\ta b\n\x0c三\u200b\n\n"
    assert decode(text.encode(), "a.txt").text == expected


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "文件是空的"),
        (b" \n\t\r\n", "只有空白"),
        ("\ufeff \n".encode(), "只有空白"),
        (b"abc\x00\x01\x02def" * 9, "二进制"),
        (bytes(range(256)) * 3, "二进制"),
        (b"\x01\x02\x03\x04\x05" * 20, "二进制"),
    ],
)
def test_what_is_no_text_gives_one_clear_error(data: bytes, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as caught:
        decode(data, "报告.txt")
    assert str(caught.value).startswith("报告.txt: ")
    assert caught.value.remedy


def test_undecodable_bytes_name_the_place_and_the_remedy() -> None:
    with pytest.raises(EncodingError, match=r"第\d+字节.*UTF-8"):
        decode("résumé naïve façade".encode("latin-1"), "a.txt")
    with pytest.raises(EncodingError, match=r"utf-16-le.*无法解码"):
        decode(b"\xff\xfea", "a.txt")


def test_a_mark_is_believed_over_the_content() -> None:
    with pytest.raises(EncodingError, match="utf-8"):
        decode(codecs.BOM_UTF8 + REPORT.encode("gb18030"), "a.txt")


def test_a_declared_encoding_is_believed_where_it_decodes() -> None:
    data = TRADITIONAL.encode("big5hkscs", "ignore")
    assert decode(data, "a.html", "big5hkscs").encoding == "big5"
    assert decode(REPORT.encode(), "a.html", "gb18030").encoding == "utf-8"


def test_mojibake_is_recognised() -> None:
    garbled = REPORT.encode().decode("gb18030", "replace")
    assert is_mojibake(garbled)
    assert not is_mojibake(REPORT)
    assert not is_mojibake(TRADITIONAL)


def test_plausibility_separates_right_from_wrong_readings() -> None:
    assert plausibility(REPORT) > 0.97
    assert plausibility(TRADITIONAL.encode("big5", "ignore").decode("gb18030", "ignore")) < ENOUGH
    assert plausibility("ascii only") == 1


@given(st.binary(max_size=200))
def test_bytes_give_text_or_an_input_error(data: bytes) -> None:
    try:
        text = decode(data, "a.txt").text
    except InputError:
        return
    assert text.strip()
    assert "\r" not in text
    text.encode("utf-8")


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=80))
def test_utf8_with_a_mark_comes_back_whatever_it_says(text: str) -> None:
    if text.strip() and not text.startswith("\ufeff"):
        assert decode(text.encode("utf-8-sig"), "a.txt").text == text
