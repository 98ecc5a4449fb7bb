"""The tree is typed, linted and formatted, and no module has grown past reading."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "reportparse").rglob("*.py"))
CODE = ("reportparse", "tests", "bench")
LONGEST = 500


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "--no-cache", *CODE),
        ("ruff", "format", "--check", "--no-cache", *CODE),
        ("mypy", "--cache-dir", os.devnull),
    ],
    ids=" ".join,
)
def test_tool_has_no_complaint(command: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_module_is_short_and_says_what_it_is(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= LONGEST
    assert source.startswith(('"""', 'r"""')), "a module begins with its docstring"
    assert path.stem not in {"helpers", "utils", "common", "misc"}
    assert not re.search(r"\b(?:TODO|FIXME|XXX|HACK)\b", source)


def test_only_the_command_line_prints() -> None:
    printing = [
        p.name for p in SOURCES if re.search(r"^\s*print\(", p.read_text("utf-8"), re.MULTILINE)
    ]
    assert printing == ["cli.py"]


def test_no_float_in_the_reading_and_judging_of_figures() -> None:
    judged = ("figures", "relations", "interval.py", "programs.py", "models.py")
    exact = [p for p in SOURCES if p.relative_to(ROOT / "reportparse").parts[0] in judged]
    assert len(exact) > 15
    for path in exact:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_float = isinstance(node, ast.Constant) and isinstance(node.value, float)
            is_float |= isinstance(node, ast.Name) and node.id == "float"
            assert not is_float, f"{path.name}:{getattr(node, 'lineno', 0)}"
