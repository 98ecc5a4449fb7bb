"""Imports follow the layers, and heavy libraries wait until they are needed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import reportparse

ROOT = Path(__file__).parents[1]
HEAVY = {
    "jieba", "rjieba", "spacy", "pandas", "numpy", "pyarrow", "xlsxwriter", "rich", "typer",
    "click", "pydantic", "regex", "charset_normalizer", "docx", "pypdfium2", "PIL", "onnxruntime",
    "duckdb", "pyspark",
}  # fmt: skip


def loaded(statement: str) -> set[str]:
    """The top-level modules that a fresh process has imported after the statement."""
    home = str(Path(reportparse.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", f"{statement}\nimport sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": home},
    )
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_imports_follow_the_contracts() -> None:
    lint = "from importlinter.cli import lint_imports_command as lint; lint(['--no-cache'])"
    done = subprocess.run(
        [sys.executable, "-c", lint],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_import_reportparse_loads_nothing_heavy() -> None:
    assert loaded("import reportparse") & HEAVY == set()


@pytest.mark.parametrize(
    ("statement", "allowed"),
    [
        ("import reportparse.errors", set()),
        ("from reportparse import ReportparseError", set()),
        ("from reportparse import Report", {"pydantic"}),
        ("from reportparse import parse, parse_many", {"pydantic", "regex"}),
        (
            "import reportparse; reportparse.parse_text('任务5个，完成4个，完成率80%。')",
            {"pydantic", "regex", "jieba", "rjieba"},
        ),
    ],
)
def test_each_step_loads_what_it_needs(statement: str, allowed: set[str]) -> None:
    assert (loaded(statement) & HEAVY) - allowed == set()


def test_the_public_names_are_there() -> None:
    for name in reportparse.__all__:
        assert getattr(reportparse, name).__name__ == name
    assert set(reportparse.__all__) <= set(dir(reportparse))
    with pytest.raises(AttributeError, match="nonsense"):
        reportparse.nonsense  # noqa: B018
