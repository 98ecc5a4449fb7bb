"""Errors planted into tables are found in every format, and right tables raise no alarm."""

from __future__ import annotations

import importlib.util
import shutil
from itertools import chain
from random import Random

import pytest

from bench.table_kinds import plants
from bench.tables import KINDS, run

FOUND = 0.95
NEEDS = {"docx": "docx", "html": "html", "xlsx": "openpyxl"}


@pytest.mark.parametrize("format", [*NEEDS, "pdf"])
def test_errors_in_tables_are_found(format: str) -> None:
    if format == "pdf" and not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    if not importlib.util.find_spec(NEEDS.get(format, "docx")):
        pytest.skip(f"{NEEDS.get(format, 'docx')} is not installed")
    score = run(format, kinds=tuple(KINDS))
    assert score.false_alarms == []
    assert score.share >= FOUND, score.missed


@pytest.mark.parametrize("format", ["docx", "html", "xlsx"])
def test_right_tables_raise_no_alarm(format: str) -> None:
    assert run(format, seed=2).false_alarms == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_changes_one_digit_of_one_cell(kind: str) -> None:
    table = KINDS[kind](Random(1))
    planted = list(plants(table, Random(1)))
    assert len(planted) == len(table.checked) + len(table.told)
    for case in planted:
        pairs = zip(chain(*table.rows, *table.notes), chain(*case.rows, *case.notes), strict=True)
        assert sum(a != b for a, b in pairs) == 1
        assert sum(a != b for a, b in zip(case.was, case.now, strict=True)) == 1
