"""A mismatch on a line that was hard to recognise is a doubt of the reading, not an error."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reportparse.models import Check
from reportparse.pipeline import parse_document
from reportparse.sources.document import Draft, Piece

FIRM = "全年计划投资500万元，完成投资450万元，完成率95%。"
OTHER = "全县下辖12个乡镇。"


def ratio(confidences: tuple[str, str], lang: str = "zh") -> Check:
    draft = Draft(b"", "scan.png", "png")
    for text, confidence in zip((FIRM, OTHER), confidences, strict=True):
        draft.pieces([Piece(text, 1, Decimal(confidence))])
    report = parse_document(draft.finish(), lang=lang)
    return next(check for check in report.checks if check.relation == "ratio")


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "请先对照原件"), ("en", "compare the original first")]
)
def test_a_doubtful_line_makes_a_note(lang: str, words: str) -> None:
    check = ratio(("0.62", "0.99"), lang)
    assert (check.verdict, check.severity) == ("mismatch", "note")
    assert "misread" in check.notes
    assert words in check.message


def test_a_doubtful_line_elsewhere_does_not() -> None:
    check = ratio(("0.97", "0.62"))
    assert (check.verdict, check.severity) == ("mismatch", "warning")
    assert "misread" not in check.notes
