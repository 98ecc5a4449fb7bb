"""What the README and the reference pages show is what happens: commands, code, figures.

A ``console`` block is run command by command and its output compared. What a ``python`` block
prints stands in the ``text`` block behind it. A block with a title is the file of that name. The
blocks of a page are taken in order; they share a folder, which holds the corpus, and their names.
What stands between ``<!-- name -->`` and ``<!-- /name -->`` is written from the data that it shows.
``python tests/test_docs.py`` writes it all anew.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import chdir, redirect_stdout
from importlib.metadata import entry_points
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from reportparse.codes import CODES

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = [README, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(
    r'^```(?P<kind>console|python|toml)(?: title="(?P<title>[^"]+)")?\n(?P<body>.*?)^```\n'
    r"(?P<printed>\n^```text\n.*?^```\n)?",
    re.MULTILINE | re.DOTALL,
)
WRITTEN = re.compile(r"<!-- (\w+) -->\n.*?<!-- /\1 -->", re.DOTALL)
MEASURES = {
    "figures_found_f1": "数据，位置（F1）",
    "figures_strict_f1": "数据，位置、类别、数值、单位全对（F1）",
    "modifier": "约数词（正确率）",
    "status": "计划或实际（正确率）",
    "indicator": "指标名（正确率）",
    "relation_recall": "勾稽关系（召回率）",
    "relation_precision": "勾稽关系（准确率）",
    "false_alarms": "误报（处，至多）",
    "headings_f1": "标题（F1）",
}


def renewed(page: str) -> str:
    """The page with every output as it is now."""
    with TemporaryDirectory() as folder:
        for shared in ("corpus", "patterns"):
            Path(folder, shared).symlink_to(ROOT / shared)
        names: dict[str, Any] = {}
        page = BLOCK.sub(lambda block: _block(block, Path(folder), names), page)
    return WRITTEN.sub(
        lambda m: f"<!-- {m[1]} -->\n\n{''.join(TABLES[m[1]]()).strip()}\n\n<!-- /{m[1]} -->", page
    )


def _block(block: re.Match[str], folder: Path, names: dict[str, Any]) -> str:
    if block["title"]:
        file = folder / block["title"]
        file.parent.mkdir(exist_ok=True)
        file.write_text(block["body"], encoding="utf-8")
    if block["kind"] == "console":
        return f"```console\n{''.join(_session(block['body'], folder))}```\n"
    if block["kind"] == "python":
        printed = _python(block["body"], folder, names)
        return f"```python\n{block['body']}```\n\n```text\n{printed}```\n"
    return block[0]


def _session(block: str, folder: Path) -> Iterator[str]:
    for line in block.splitlines():
        if line.startswith("$ "):
            yield f"{line}\n{_run(line[2:], folder)}"


def _run(command: str, folder: Path) -> str:
    program, *arguments = shlex.split(command)
    assert program == "reportparse", command
    done = subprocess.run(
        [sys.executable, "-c", "from reportparse.cli import main; main()", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    printed = done.stdout.decode("utf-8")
    assert done.returncode in (0, 1), printed
    return printed


def _python(code: str, folder: Path, names: dict[str, Any]) -> str:
    if "spacy" in code and not entry_points(group="spacy_factories", name="reportparse"):
        import reportparse.integrations.spacy  # noqa: F401  # a checkout that is not installed
    printed = StringIO()
    with chdir(folder), redirect_stdout(printed):
        exec(compile(code, "page", "exec"), names)
    return printed.getvalue()


def _floors() -> Iterator[str]:
    """The pinned accuracy of corpus/floors.json."""
    yield "| 量 | 不低于 |\n|---|---|\n"
    floors = json.loads((ROOT / "corpus" / "floors.json").read_text(encoding="utf-8"))["floors"]
    for name, value in floors.items():
        yield f"| {MEASURES[name]} | {value} |\n"


def _codes() -> Iterator[str]:
    """Each finding code as ``explain`` tells it."""
    levels = {"note": "提示", "warning": "警告", "error": "错误"}
    for code in CODES.values():
        yield f"## {code.code} {code.zh.title} {{#{code.code.lower()}}}\n\n"
        yield f"`{code.name}`，{levels[code.severity]}。{code.zh.why}\n\n"
        yield f"- 有误：{code.zh.wrong}\n- 相符：{code.zh.right}\n\n"


def _commands() -> Iterator[str]:
    """Each command with its arguments, its options and its help."""
    for name, command in _all_commands():
        arguments = [p for p in command.params if p.param_type_name == "argument"]
        options = [p for p in command.params if p.param_type_name == "option"]
        shown = " ".join(p.metavar or p.name.upper() for p in arguments)
        yield f"`reportparse {f'{name} {shown}'.strip()}`: {command.help}\n\n"
        for option in options:
            meaning = f": {option.help}" if option.help else ""
            value = "" if option.is_flag else f" {option.metavar or 'N'}"
            yield f"- `{', '.join(option.opts)}{value}`{meaning}\n"
        yield "\n" if options else ""


def _all_commands() -> Iterator[tuple[str, Any]]:
    from typer.main import get_command

    from reportparse.cli import app

    root: Any = get_command(app)
    for name, command in root.commands.items():
        yield name, command
        for below, inner in getattr(command, "commands", {}).items():
            yield f"{name} {below}", inner


def _vectors() -> Iterator[str]:
    """The judged statements of tests/vectors.toml."""
    yield "| id | text | relation | stated | verdict | cause, reason or note |\n"
    yield "|---|---|---|---|---|---|\n"
    path = Path(__file__).with_name("vectors.toml")
    for v in tomllib.loads(path.read_text(encoding="utf-8"))["vector"]:
        more = ", ".join(str(v[key]) for key in ("cause", "reason", "soft", "note") if v.get(key))
        cells = (v["id"], v["text"], v["relation"], v["stated"], v["verdict"], more)
        yield f"| {' | '.join(cells)} |\n".replace("|  |", "| |")


TABLES = {"floors": _floors, "codes": _codes, "commands": _commands, "vectors": _vectors}


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_a_page_shows_what_happens(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    assert renewed(page) == page, "run python tests/test_docs.py"


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_what_a_page_points_at_is_there(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page):
        assert (path.parent / target).exists(), target
    for sample in re.findall(r"corpus/reports/[^\s\"]+\.txt", page):
        assert (ROOT / sample).is_file(), sample


def test_the_readme_has_its_parts() -> None:
    readme = README.read_text(encoding="utf-8")
    assert len(CONSOLE.findall(readme)) >= 2
    assert len(PYTHON.findall(readme)) >= 3
    for name, _ in _all_commands():
        assert f"reportparse {name.partition(' ')[0]}" in readme, name


def test_the_rule_of_the_readme_reads_its_example(tmp_path: Path) -> None:
    from reportparse.rules import load_rules
    from reportparse.rules_check import run_examples

    (rule,) = re.findall(r"^```toml\n(.*?)^```$", README.read_text("utf-8"), re.M | re.S)
    (tmp_path / "own.toml").write_text(rule, encoding="utf-8")
    own = load_rules(tmp_path)
    entry = next(e for e in own.entries if e.file == "own.toml")
    assert entry.examples
    assert not [failure for failure in run_examples(own) if entry.id in failure]


def test_continuous_integration_runs_the_test_command_of_the_readme() -> None:
    (block,) = re.findall(r"^```sh\n(.*?)^```$", README.read_text("utf-8"), re.M | re.S)
    _, _, command = block.strip().splitlines()[-1].partition(" && ")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert command.rpartition("/")[2] in script


def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    pytest.importorskip("material", reason="mkdocs-material is not installed")
    pytest.importorskip("mkdocstrings", reason="mkdocstrings is not installed")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", tmp_path]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    for page in sorted((ROOT / "docs").glob("*.md")):
        built = tmp_path / ("index.html" if page.stem == "index" else f"{page.stem}/index.html")
        assert built.is_file(), page.name


def test_the_picture_is_there_and_light() -> None:
    picture = (ROOT / "docs" / "assets" / "view.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 300_000


if __name__ == "__main__":
    for written in PAGES:
        written.write_text(renewed(written.read_text(encoding="utf-8")), encoding="utf-8")
