"""The judged vectors of docs/checks.md, section 8, as texts: found, judged and explained."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from notation import figure

from reportparse.models import Check, Report
from reportparse.pipeline import parse_text

_FILE = Path(__file__).parents[1] / "vectors.toml"
VECTORS: list[dict[str, Any]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["vector"]

NOT_FOUND = {
    "T63": "quoted in one sentence: no indicator of its own, and two digits are too few",
    "T64": "the figures have no indicator: nothing says that they are one fact",
    "T65": "the figures have no indicator: nothing says that they are one fact",
    "T66": "the figures have no indicator: nothing says that they are one fact",
}
ALSO_READ_AS = {"T32": "shares", "T33": "shares", "T49": "times", "T50": "times"}
"""Relations with a kind of their own for what the vector writes as a sum or a ratio."""


def _vectors() -> list[Any]:
    return [
        pytest.param(
            v,
            id=v["id"],
            marks=[pytest.mark.xfail(reason=NOT_FOUND[v["id"]])] if v["id"] in NOT_FOUND else [],
        )
        for v in VECTORS
    ]


def _judged(vector: dict[str, Any], report: Report) -> list[Check]:
    """The checks of the vector's relation and verdict, between its very figures."""
    values = {f.id: f.value for f in report.figures}
    surfaces = [vector["stated"], *vector.get("operands", ())]
    written = {figure(s).value for s in surfaces}
    other = ALSO_READ_AS.get(vector["id"])
    return [
        c
        for c in report.checks
        if c.relation == (other or vector["relation"])
        and c.verdict == vector["verdict"]
        and (other or {values[i] for i in (c.stated, *c.operands)} == written)
    ]


@pytest.mark.parametrize("vector", _vectors())
def test_vector_as_text(vector: dict[str, Any]) -> None:
    report = parse_text(vector["text"])
    mismatches = [c.message for c in report.checks if c.verdict == "mismatch"]
    if vector["verdict"] == "unchecked":
        assert not mismatches
        return
    checks = _judged(vector, report)
    assert checks, [(c.relation, c.verdict, c.message) for c in report.checks]
    if vector["verdict"] != "mismatch":
        assert not mismatches
    if "reason" in vector:
        assert vector["reason"] in {c.reason for c in checks}
    if "cause" in vector:
        assert vector["cause"] in {c.diagnoses[0].cause for c in checks if c.diagnoses}


def test_every_failure_is_a_vector() -> None:
    assert NOT_FOUND.keys() | ALSO_READ_AS.keys() <= {v["id"] for v in VECTORS}
