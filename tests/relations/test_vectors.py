"""The judged vectors of docs/checks.md, section 8, at the level of relations."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from notation import candidate

from reportparse.relations.diagnose import diagnose
from reportparse.relations.judge import judge

_FILE = Path(__file__).parents[1] / "vectors.toml"
VECTORS = tomllib.loads(_FILE.read_text(encoding="utf-8"))["vector"]


def test_all_eighty_are_there() -> None:
    assert [v["id"] for v in VECTORS] == [f"T{i:02}" for i in range(1, 81)]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["id"])
def test_vector(vector: dict[str, Any]) -> None:
    judgement = judge(candidate(vector))
    diagnoses = diagnose(judgement)
    assert judgement.verdict == vector["verdict"]
    if "reason" in vector:
        assert judgement.reason == vector["reason"]
    if "soft" in vector:
        assert judgement.reason == vector["soft"]
        assert not diagnoses
    if "note" in vector:
        assert vector["note"] in judgement.notes
    if "cause" in vector:
        assert diagnoses[0].cause == vector["cause"]
    if "suggestion" in vector:
        proposed = {d.suggestion for d in diagnoses if d.cause == vector["cause"]}
        assert proposed == set(vector["suggestion"])
    if vector["verdict"] != "mismatch":
        assert diagnoses == ()
