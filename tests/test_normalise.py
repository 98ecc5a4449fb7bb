"""Folding: one character to one, and simplified text left as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportparse import parse_text
from reportparse.errors import PatternError
from reportparse.normalise import folding
from reportparse.rules import load_rules

RULES = load_rules()
FOLD = folding(RULES)
HANZI = [
    bytes((row, cell)).decode("gb2312")
    for row in range(0xB0, 0xF8)
    for cell in range(0xA1, 0xFF)
    if not (row == 0xD7 and cell > 0xF9)
]


@given(st.text())
def test_the_length_never_changes(text: str) -> None:
    assert len(FOLD(text)) == len(text)


def test_simplified_characters_stay() -> None:
    text = "".join(HANZI)
    assert len(HANZI) == 6763
    assert FOLD(text) == text


def test_what_is_folded_is_not_folded_again() -> None:
    tables = (RULES.table("width"), RULES.table("traditional"))
    folded = FOLD("".join(str(table["from"]) for table in tables))
    assert folded == "".join(str(table["to"]) for table in tables)
    assert FOLD(folded) == folded


def test_a_figure_keeps_its_own_text() -> None:
    text = "財政收入５６０３３萬元"
    (figure,) = parse_text(text).figures
    assert text[figure.start : figure.end] == figure.text == "５６０３３萬元"
    assert figure.value == 560330000


def test_lists_of_different_lengths_are_told() -> None:
    rules = load_rules()
    tables = {**rules.tables, "traditional": {"from": "萬億", "to": "万"}}
    wrong = type(rules)(rules.entries, tables, rules.lexicon)
    with pytest.raises(PatternError, match=r"traditional\.toml"):
        folding(wrong)
