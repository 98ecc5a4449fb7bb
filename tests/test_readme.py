"""What the README shows is what happens: its commands, its code, its figures.

A ``console`` block is run command by command and its output compared. What a ``python`` block
prints stands in the ``text`` block behind it; the blocks share their names. The accuracy is that
of ``corpus/floors.json``. ``python tests/test_readme.py`` writes it all anew.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib.metadata import entry_points
from io import StringIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PYTHON = re.compile(
    r"^```python\n(?P<code>.*?)^```\n(?:\n^```text\n.*?^```\n)?", re.MULTILINE | re.DOTALL
)
FLOORS = re.compile(r"(?<=<!-- floors -->\n).*?(?=<!-- /floors -->)", re.DOTALL)
NAMES = {
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


def renewed(readme: str) -> str:
    """The README with every output as it is now."""
    readme = CONSOLE.sub(lambda m: f"```console\n{''.join(_session(m[1]))}```", readme)
    names: dict[str, Any] = {}
    readme = PYTHON.sub(lambda m: _python(m["code"], names), readme)
    return FLOORS.sub(_floors(), readme)


def _session(block: str) -> Iterator[str]:
    for line in block.splitlines():
        if line.startswith("$ "):
            yield f"{line}\n{_run(line[2:])}"


def _run(command: str) -> str:
    program, *arguments = shlex.split(command)
    assert program == "reportparse", command
    start = "from reportparse.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", start, *arguments],
        cwd=ROOT,
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode in (0, 1), done.stderr.decode("utf-8")
    return done.stdout.decode("utf-8")


def _python(code: str, names: dict[str, Any]) -> str:
    if "spacy" in code and not entry_points(group="spacy_factories", name="reportparse"):
        import reportparse.integrations.spacy  # noqa: F401  # a checkout that is not installed
    printed = StringIO()
    folder = Path.cwd()
    os.chdir(ROOT)
    try:
        with redirect_stdout(printed):
            exec(compile(code, "README.md", "exec"), names)
    finally:
        os.chdir(folder)
    return f"```python\n{code}```\n\n```text\n{printed.getvalue()}```\n"


def _floors() -> str:
    floors = json.loads((ROOT / "corpus" / "floors.json").read_text(encoding="utf-8"))["floors"]
    rows = "".join(f"| {NAMES[name]} | {value} |\n" for name, value in floors.items())
    return f"\n| 量 | 不低于 |\n|---|---|\n{rows}\n"


def test_the_readme_shows_what_happens() -> None:
    readme = README.read_text(encoding="utf-8")
    assert len(CONSOLE.findall(readme)) >= 2
    assert len(PYTHON.findall(readme)) >= 3
    assert renewed(readme) == readme, "run python tests/test_readme.py"


def test_what_the_readme_points_at_is_there() -> None:
    readme = README.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", readme):
        assert (ROOT / target).exists(), target
    for sample in re.findall(r"corpus/reports/[^\s\"]+\.txt", readme):
        assert (ROOT / sample).is_file(), sample


def test_each_command_is_in_the_readme() -> None:
    from typer.main import get_command

    from reportparse.cli import app

    readme = README.read_text(encoding="utf-8")
    for name in get_command(app).commands:  # type: ignore[attr-defined]
        assert f"reportparse {name}" in readme, name


def test_continuous_integration_runs_the_test_command() -> None:
    (block,) = re.findall(r"^```sh\n(.*?)^```$", README.read_text("utf-8"), re.MULTILINE | re.S)
    *_, line = block.strip().splitlines()
    _, _, command = line.partition(" && ")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert command.rpartition("/")[2] in script


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
