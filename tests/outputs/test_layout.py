from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportparse.outputs.layout import clip, columns, grid, pad, paint, plain

ANY_TEXT = st.text(st.characters())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("完成率118%", "完成率118%"),
        ("a\tb", "a b"),
        ("\x1b[31mred", "␛[31mred"),
        ("\x00\x07\x7f", "␀␇␡"),
        ("line\nbreak\r", "line␊break␍"),
        ("\x9b2J", "\ufffd2J"),
        ("a\u202eb\u2066c\u200bd\ufeff", "abcd"),
        ("\ud800", "\ufffd"),
    ],
)
def test_plain_shows_what_it_defuses(text: str, shown: str) -> None:
    assert plain(text) == shown


@given(ANY_TEXT)
def test_plain_leaves_nothing_a_terminal_obeys(text: str) -> None:
    shown = plain(text)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in shown)
    assert not any(unicodedata.bidirectional(c) in ("RLO", "LRO", "RLE", "LRE") for c in shown)
    assert plain(shown) == shown


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("完成率", 6), ("１２３％", 8), ("e\u0301", 1), ("", 0)]
)
def test_columns_counts_full_width_twice(text: str, width: int) -> None:
    assert columns(text) == width


@given(ANY_TEXT, st.integers(1, 40))
def test_clip_never_exceeds_the_width(text: str, width: int) -> None:
    cut = clip(text, width)
    assert columns(cut) <= width
    assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1]))


def test_pad_fills_columns_not_characters() -> None:
    assert pad("资金", 6) == "资金  "
    assert pad("资金", 6, right=True) == "  资金"


def test_paint_needs_colour() -> None:
    assert paint("x", "red bold", colour=True) == "\x1b[31;1mx\x1b[0m"
    assert paint("x", "red bold", colour=False) == "x"


def test_grid_aligns_columns_under_full_width_text() -> None:
    table = grid(("专项", "计划"), [("资金完成情况", "9人"), ("x", "10人")], right=(1,))
    assert table == "  专项          计划\n  资金完成情况   9人\n  x             10人\n"


def test_grid_cuts_long_cells_to_their_limit() -> None:
    assert grid(("a",), [("一二三四五",)], limits=(5,), indent="") == "a\n一二…\n"
