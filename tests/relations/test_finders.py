"""Sentences that state a relation, and sentences like them that state none, a file a finder.

``finders/NAME.toml``: ``holds`` gives a text, what it says (``relation stated = operands``, the
figures as written) and the verdict; ``silent`` a text and the relation that must never be judged
in it. ``fails`` is the reason why a case is not met yet.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import reportparse.relations
from reportparse.models import Check, Report
from reportparse.pipeline import parse_text

FILES = sorted((Path(__file__).parent / "finders").glob("*.toml"))
CASES: dict[str, dict[str, list[dict[str, str]]]] = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in FILES
}
UNORDERED = {"sum", "shares", "product", "equal"}
ENOUGH = 8
NARROW = {"contribution": 4, "quotient": 4}
"""Finders of a few fixed phrases, for which fewer sentences do."""


def _cases(kind: str) -> list[Any]:
    return [
        pytest.param(
            case,
            id=f"{name}-{n}",
            marks=[pytest.mark.xfail(reason=case["fails"])] if "fails" in case else [],
        )
        for name, cases in CASES.items()
        for n, case in enumerate(cases[kind], 1)
    ]


def _said(check: Check, report: Report) -> tuple[str, ...]:
    texts = {f.id: f.text for f in report.figures}
    return _comparable(check.relation, texts[check.stated], [texts[i] for i in check.operands])


def _comparable(relation: str, stated: str, operands: list[str]) -> tuple[str, ...]:
    if relation in {"shares", "equal"}:
        return (relation, *sorted([stated, *operands]))
    return (relation, stated, *(sorted(operands) if relation in UNORDERED else operands))


@pytest.mark.parametrize("case", _cases("holds"))
def test_stated(case: dict[str, str]) -> None:
    report = parse_text(case["text"])
    statement, _, operands = case["says"].partition(" = ")
    relation, stated = statement.split()
    wanted = _comparable(relation, stated, operands.split())
    found = {_said(c, report): c.verdict for c in report.checks}
    assert found.get(wanted) == case["verdict"], found
    others = [said for said, verdict in found.items() if verdict == "mismatch" and said != wanted]
    assert case["verdict"] == "mismatch" or not others


@pytest.mark.parametrize("case", _cases("silent"))
def test_not_stated(case: dict[str, str]) -> None:
    report = parse_text(case["text"])
    told = [(_said(c, report), c.verdict) for c in report.checks if c.verdict != "unchecked"]
    assert not [said for said, verdict in told if verdict == "mismatch"]
    assert not [said for said, _ in told if said[0] == case["never"]]


def test_every_finder_has_its_sentences() -> None:
    finders = {finder.__module__.rpartition(".")[2] for finder in reportparse.relations.FINDERS}
    assert finders == CASES.keys()
    for name, cases in CASES.items():
        least = NARROW.get(name, ENOUGH)
        assert len(cases["holds"]) >= least, name
        assert len(cases["silent"]) >= least, name
