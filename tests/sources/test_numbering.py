"""Automatic numbers as they are drawn."""

from __future__ import annotations

import pytest

from reportparse.sources.numbering import draw, label


@pytest.mark.parametrize(
    ("number", "format", "drawn"),
    [
        (3, "decimal", "3"),
        (3, "unknown", "3"),
        (3, "bullet", ""),
        (3, "none", ""),
        (7, "decimalZero", "07"),
        (12, "decimalFullWidth", "\uff11\uff12"),
        (1, "chineseCounting", "一"),
        (10, "chineseCounting", "十"),
        (15, "chineseCountingThousand", "十五"),
        (20, "chineseCounting", "二十"),
        (101, "chineseCounting", "一百零一"),
        (110, "chineseCounting", "一百一十"),
        (1010, "chineseCounting", "一千零一十"),
        (2005, "chineseCounting", "二千零五"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (12, "ideographDigital", "一二"),
        (2, "ideographTraditional", "乙"),
        (1, "decimalEnclosedCircleChinese", "①"),
        (20, "decimalEnclosedCircle", "⑳"),
        (21, "decimalEnclosedCircle", "㉑"),
        (51, "decimalEnclosedCircle", "51"),
        (4, "decimalEnclosedParen", "⑷"),
        (27, "upperLetter", "AA"),
        (2, "lowerLetter", "b"),
        (1994, "upperRoman", "MCMXCIV"),
        (4, "lowerRoman", "iv"),
        (0, "chineseCounting", "0"),
        (10_000, "upperRoman", "10000"),
    ],
)
def test_formats(number: int, format: str, drawn: str) -> None:
    assert draw(number, format) == drawn


@pytest.mark.parametrize(
    ("marker", "text", "labelled"),
    [
        ("一、", "总体", "一、总体"),
        ("(一)", "2020年", "(一)2020年"),
        ("1.", "修路", "1.修路"),
        ("1.", "2020年", "1. 2020年"),
        ("第一章", "总则", "第一章 总则"),
        ("1.1", "修路", "1.1 修路"),
        ("", "修路", "修路"),
        ("1.", "", "1."),
    ],
)
def test_labels_never_run_into_figures(marker: str, text: str, labelled: str) -> None:
    assert label(marker, text) == labelled
