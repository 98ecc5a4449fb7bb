from __future__ import annotations

from typing import get_args

import pytest

from reportparse.codes import CODES, code_of, explain, note_code
from reportparse.errors import ReportparseError
from reportparse.models import Relation


def test_every_relation_has_a_code_of_its_own() -> None:
    codes = [code_of(relation) for relation in get_args(Relation)]
    assert len(set(codes)) == len(codes)
    assert all(code.startswith("RP1") for code in codes)


@pytest.mark.parametrize("code", CODES)
def test_explain_says_what_why_and_how(code: str) -> None:
    entry = CODES[code]
    for lang, text in (("zh", entry.zh), ("en", entry.en)):
        shown = explain(code.lower(), lang)
        assert shown.startswith(code)
        for part in (text.title, text.why, text.wrong, text.right):
            assert part
            assert part in shown
    assert entry.zh.wrong != entry.zh.right
    assert not any("\u4e00" <= c <= "\u9fff" for c in entry.en.title.replace("倍", ""))


def test_an_unknown_code_names_the_near_ones() -> None:
    with pytest.raises(ReportparseError, match="RP10"):
        explain("RP10")
    with pytest.raises(ReportparseError, match="ratio"):
        code_of("ration")


def test_an_unknown_code_is_shown_short_and_escaped() -> None:
    with pytest.raises(ReportparseError) as caught:
        explain("\x1b[31m" + "x" * 10_000)
    assert len(str(caught.value)) < 400
    assert "\x1b" not in str(caught.value)


def test_notes_without_a_code() -> None:
    assert note_code("over_100") == "RP303"
    assert note_code("round_figure") is None
