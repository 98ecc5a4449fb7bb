"""The shelf of 100 reports: what adds up is not reported, the one that is wrong is."""

from __future__ import annotations

from pathlib import Path

from reportparse.models import Report
from reportparse.pipeline import parse_many

SHELF = Path(__file__).parents[2] / "corpus" / "shelf.zip"


def test_one_report_of_a_hundred_is_wrong() -> None:
    reports = list(parse_many([SHELF]))
    assert len(reports) == 100
    assert all(isinstance(r, Report) and len(r.figures) == 11 for r in reports)
    wrong = [
        (r.source.name, c.message)
        for r in reports
        if isinstance(r, Report)
        for c in r.checks
        if c.verdict == "mismatch"
    ]
    assert len(wrong) == 1
    assert "柳浦县水利局2021" in wrong[0][0]
