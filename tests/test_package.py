"""The wheel holds what an installed reportparse needs."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from configparser import ConfigParser
from email import message_from_string
from pathlib import Path
from zipfile import ZipFile

import pytest

from reportparse import __version__

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel"]
    build = ["--no-deps", "--no-build-isolation", "--no-index", "-w", str(folder), str(ROOT)]
    done = subprocess.run([*pip, *build], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = folder.glob("*.whl")
    return ZipFile(path)


def metadata(wheel: ZipFile, name: str) -> str:
    (path,) = (n for n in wheel.namelist() if n.endswith(f".dist-info/{name}"))
    return wheel.read(path).decode("utf-8")


def test_the_code_and_the_rules_are_in_it(wheel: ZipFile) -> None:
    names = set(wheel.namelist())
    modules = {str(p.relative_to(ROOT)) for p in (ROOT / "reportparse").rglob("*.py")}
    rules = {
        f"reportparse/_patterns/{p.name}"
        for p in (ROOT / "patterns").iterdir()
        if p.suffix in (".toml", ".txt")
    }
    assert len(rules) >= 11
    assert modules | rules | {"reportparse/py.typed"} <= names


def test_nothing_else_is_in_it(wheel: ZipFile) -> None:
    for name in wheel.namelist():
        assert name.startswith(("reportparse/", "reportparse-")), name
        assert not name.endswith((".pyc", ".regex", ".gold")), name


def test_the_entry_points_are_there(wheel: ZipFile) -> None:
    entries = ConfigParser()
    entries.read_string(metadata(wheel, "entry_points.txt"))
    assert entries["console_scripts"]["reportparse"] == "reportparse.cli:main"
    factory = entries["spacy_factories"]["reportparse"]
    assert factory == "reportparse.integrations.spacy:create_component"


def test_the_metadata_is_that_of_the_project(wheel: ZipFile) -> None:
    data = message_from_string(metadata(wheel, "METADATA"))
    assert (data["Name"], data["Version"]) == ("reportparse", __version__)
    assert data["Requires-Python"] == PROJECT["requires-python"]
    assert data["License-Expression"] == "Apache-2.0"
    assert "reportparse check" in str(data.get_payload())
    assert "Apache License" in metadata(wheel, "licenses/LICENSE")


def test_the_version_stands_in_one_more_place_and_agrees() -> None:
    assert PROJECT["version"] == __version__
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {__version__}" in changelog
