from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from reportparse import __version__
from reportparse.cli import app, main
from reportparse.errors import InputError
from reportparse.models import Check, Figure, Report, Source

GOOD = "工作总结\n\n一、项目情况\n计划改造危房420户，实际完成399户，完成率95%。\n"
WRONG = "工作总结\n\n一、项目情况\n任务1,240个，完成1,073个，完成率68.5%。\n"


def run(*args: str | Path, stdin: bytes | None = None) -> Any:
    return CliRunner().invoke(app, [str(a) for a in args], input=stdin)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test in a folder without settings of its own."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    file = tmp_path / "good.txt"
    file.write_text(GOOD, encoding="utf-8")
    return file


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    file = tmp_path / "wrong.txt"
    file.write_text(WRONG, encoding="utf-8")
    return file


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    file = tmp_path / "bad.txt"
    file.write_bytes(b"")
    return file


# check


def test_check_without_mismatch(good: Path) -> None:
    result = run("check", "good.txt")
    assert result.exit_code == 0
    assert result.stdout.startswith("good.txt: 3条数据")
    assert "未发现不符" in result.stdout
    assert result.stderr == ""


def test_check_with_a_mismatch(wrong: Path) -> None:
    result = run("check", "wrong.txt")
    assert result.exit_code == 1
    assert "wrong.txt:4:22 RP101 " in result.stdout
    row, carets = result.stdout.split("  4 | ")[1].split("    | ")[:2]
    assert row == "任务1,240个，完成1,073个，完成率68.5%。\n"
    assert carets.splitlines()[0] == "    ^^^^^^^      ^^^^^^^        ^^^^^"
    assert "\x1b" not in result.stdout


def test_check_with_bad_input_goes_on_and_exits_2(good: Path, wrong: Path, bad: Path) -> None:
    result = run("check", "bad.txt", "missing.txt", "wrong.txt", "good.txt")
    assert result.exit_code == 2
    first, second = result.stderr.splitlines()
    assert first.startswith("错误：bad.txt: ")
    assert second.startswith("错误：missing.txt: ")
    assert "wrong.txt:4:22 RP101" in result.stdout
    assert "good.txt: 3条数据" in result.stdout
    assert "2份未能读取" in result.stdout


def test_check_reads_standard_input() -> None:
    result = run("check", "-", "-j", "2", stdin=WRONG.encode("gb18030"))
    assert result.exit_code == 1
    assert "<stdin>:4:22 RP101" in result.stdout


def test_check_in_english(wrong: Path) -> None:
    result = run("check", "wrong.txt", "--lang", "en")
    assert "wrong.txt: 3 figures" in result.stdout
    assert "Mismatches: 1" in result.stdout


def test_errors_in_the_language_of_the_command_line_or_the_settings(
    wrong: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = run("check", "none.txt", "--lang", "en")
    assert missing.stderr == "error: none.txt: no such file. Check the path and the name\n"
    assert "::no such file" not in run("check", "none.txt", "--format", "github").stdout
    github = run("check", "none.txt", "--format", "github", "--lang", "en").stdout
    assert github.endswith("none.txt: no such file. Check the path and the name\n")
    assert run("annotate", "-", "--lang", "en").stderr.startswith("error: <stdin>: annotating")
    Path("reportparse.toml").write_text('lang = "en"\n', "utf-8")
    assert run("annotate", "-").stderr.startswith("error: <stdin>: annotating")
    Path("reportparse.toml").write_text("lang = 1\n", "utf-8")
    assert run("annotate", "-").stderr.startswith("错误：")
    assert run("annotate", "-", "--lang", "en").stderr.startswith("error: ")


def test_check_selects_and_ignores(wrong: Path) -> None:
    assert run("check", "wrong.txt", "--select", "RP2").exit_code == 0
    assert run("check", "wrong.txt", "--ignore", "rp101,RP2").exit_code == 0
    assert run("check", "wrong.txt", "--select", "RP1").exit_code == 1
    unknown = run("check", "wrong.txt", "--select", "RP9")
    assert unknown.exit_code == 2
    assert "没有代码 'RP9'" in unknown.stderr


def test_check_with_a_baseline(wrong: Path) -> None:
    written = run("check", "wrong.txt", "--write-baseline", "known.json")
    assert written.exit_code == 0
    assert "known.json" in written.stderr
    known = run("check", "wrong.txt", "--baseline", "known.json")
    assert known.exit_code == 0
    assert "RP101" not in known.stdout
    assert "没有列出" in known.stderr
    wrong.write_text("新的一段。\n" + WRONG.replace("68.5", "68.4"), encoding="utf-8")
    assert run("check", "wrong.txt", "--baseline", "known.json").exit_code == 1
    assert run("check", "wrong.txt", "--baseline", "none.json").exit_code == 2


@pytest.mark.parametrize("format", ["json", "sarif", "github", "junit"])
def test_check_for_machines(format: str, wrong: Path) -> None:
    result = run("check", "wrong.txt", "-f", format)
    assert result.exit_code == 1
    assert "RP101" in result.stdout
    if format in ("json", "sarif"):
        json.loads(result.stdout)


def test_check_takes_settings_from_the_folder(wrong: Path, tmp_path: Path) -> None:
    (tmp_path / "reportparse.toml").write_text('ignore = ["RP1"]\n')
    assert run("check", "wrong.txt").exit_code == 0
    assert run("check", "wrong.txt", "--ignore", "RP2").exit_code == 1
    (tmp_path / "reportparse.toml").write_text("ignore = 1\n")
    assert run("check", "wrong.txt").exit_code == 2


def test_notes_do_not_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    def parse_many(paths: Iterable[Any], **_: Any) -> Iterator[Report]:
        for path in paths:
            yield _noted(str(path))

    monkeypatch.setattr("reportparse.pipeline.parse_many", parse_many)
    result = run("check", "x.txt")
    assert result.exit_code == 0
    assert "提示1处" in result.stdout
    assert "159.19%是截尾" in result.stdout


def _noted(name: str) -> Report:
    figure = Figure(
        id="f1", start=0, end=7, text="159.19%", kind="rate", value=Decimal("159.19"),
        low=None, high=None, unit="%",
    )  # fmt: skip
    check = Check(
        id="c1", code="RP201", relation="ratio", stated="f1", operands=(), verdict="rounding",
        reason="truncated", severity="note", message="159.19%是截尾",
    )  # fmt: skip
    return Report(
        source=Source(name=name, format="txt", sha256="", bytes=7),
        text="159.19%",
        figures=(figure,),
        checks=(check,),
    )


def test_an_error_message_cannot_move_the_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    def parse_many(paths: Iterable[Any], **_: Any) -> Iterator[InputError]:
        yield InputError("\x1b[2J.txt", "坏\n了")

    monkeypatch.setattr("reportparse.pipeline.parse_many", parse_many)
    result = run("check", "x.txt")
    assert result.exit_code == 2
    assert result.stderr == "错误：␛[2J.txt: 坏␊了\n"


# parse


def test_parse_to_the_screen(good: Path) -> None:
    result = run("parse", "good.txt")
    assert result.exit_code == 0
    assert "420户" in result.stdout
    assert Report.model_validate_json(run("parse", "good.txt", "-f", "json").stdout).text == GOOD


def test_parse_into_a_folder(good: Path, wrong: Path, bad: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "GOOD.txt").write_text(GOOD, encoding="utf-8")
    result = run("parse", "good.txt", "bad.txt", "wrong.txt", "other", "-f", "json", "-o", "out/a")
    assert result.exit_code == 2
    assert result.stdout == ""
    out = tmp_path / "out" / "a"
    assert sorted(p.name for p in out.iterdir()) == ["GOOD-2.json", "good.json", "wrong.json"]
    assert Report.model_validate_json((out / "wrong.json").read_bytes()).text == WRONG
    assert run("parse", "good.txt", "-f", "json", "-o", "out/a").exit_code == 0
    assert len(list(out.iterdir())) == 3


@pytest.mark.parametrize("name", ["all.json", "all.jsonl", "all.csv", "all.xlsx", "all.txt"])
def test_parse_into_one_file(name: str, good: Path, wrong: Path, tmp_path: Path) -> None:
    assert run("parse", "good.txt", "wrong.txt", "-o", f"new/{name}").exit_code == 0
    written = (tmp_path / "new" / name).read_bytes()
    assert [p.name for p in (tmp_path / "new").iterdir()] == [name]
    if name == "all.json":
        assert [r["source"]["name"] for r in json.loads(written)] == ["good.txt", "wrong.txt"]
    if name == "all.csv":
        assert len(written.decode().splitlines()) == 7
    if name == "all.xlsx":
        assert written.startswith(b"PK")


def test_parse_csv_for_excel(good: Path) -> None:
    result = run("parse", "good.txt", "-f", "csv", "--bom")
    assert result.stdout_bytes.startswith(b"\xef\xbb\xbffile,")


def test_parse_refuses_a_workbook_on_the_screen(good: Path) -> None:
    result = run("parse", "good.txt", "-f", "xlsx")
    assert result.exit_code == 2
    assert "-o" in result.stderr


def test_parse_says_where_it_cannot_write(good: Path) -> None:
    result = run("parse", "good.txt", "-o", "good.txt/x.json")
    assert result.exit_code == 2
    assert result.stderr.startswith("错误：good.txt/x.json: 写不了")


def test_a_very_long_line_is_read_and_cut(tmp_path: Path) -> None:
    long = WRONG.replace("任务", "情况" * 3000 + "。任务").replace(
        "。\n", "。" + "说明" * 3000 + "\n"
    )
    (tmp_path / "long.txt").write_text(long, encoding="utf-8")
    result = run("check", "long.txt")
    assert result.exit_code == 1
    assert max(map(len, result.stdout.splitlines())) < 200
    assert "…" in result.stdout


# the other commands


def test_explain_a_code() -> None:
    result = run("explain", "rp101")
    assert result.exit_code == 0
    assert result.stdout.startswith("RP101 ")
    unknown = run("explain", "RP999")
    assert unknown.exit_code == 2
    assert "没有代码" in unknown.stderr


def test_explain_a_line(good: Path) -> None:
    result = run("explain", "good.txt:4")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1].strip().startswith("^^^^^")
    assert "420户" in result.stdout
    assert run("explain", "good.txt:2").stdout == "\n这一行没有读出数据\n"
    assert run("explain", "good.txt:99").exit_code == 2


def test_patterns_are_listed() -> None:
    everything = run("patterns")
    units = run("patterns", "--family", "units")
    assert everything.exit_code == units.exit_code == 0
    assert 1 < len(units.stdout.splitlines()) < len(everything.stdout.splitlines())
    unknown = run("patterns", "--family", "nothing")
    assert unknown.exit_code == 2
    assert "units" in unknown.stderr


def test_patterns_test_runs_the_examples(tmp_path: Path) -> None:
    assert run("patterns", "test").exit_code == 0
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "units.toml").write_text("[[rule]]\n", encoding="utf-8")
    faulty = run("patterns", "test", "own")
    assert faulty.exit_code == 2
    assert "units.toml" in faulty.stderr
    assert run("patterns", "test", "none").exit_code == 2


def test_evaluate(tmp_path: Path) -> None:
    (tmp_path / "a.gold").write_text(
        "实际投入{{f1:1.2亿元|amount|120000000|元|actual|实际投入}}。\n=====\n", encoding="utf-8"
    )
    table = run("evaluate", ".")
    assert table.exit_code == 0
    assert table.stdout.strip()
    assert isinstance(json.loads(run("evaluate", ".", "--json").stdout), dict)
    missing = run("evaluate", "none")
    assert missing.exit_code == 2
    assert "none" in missing.stderr


def test_schema_describes_a_report(good: Path) -> None:
    schema = json.loads(run("schema").stdout)
    assert schema["properties"]["figures"]["items"]["$ref"] == "#/$defs/Figure"
    assert schema["$defs"]["Figure"]["properties"]["value"]["type"] == "string"


def test_version_and_help() -> None:
    assert run("--version").stdout == f"reportparse {__version__}\n"
    for command in ("check", "parse", "explain", "patterns", "evaluate", "schema"):
        assert command in run("--help").stdout
        assert run(command, "--help").exit_code == 0


CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("command", ["", *get_command(app).commands, "patterns test"])
def test_all_help_is_english_where_that_is_asked_for(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    helps = {}
    for lang in ("zh", "en"):
        monkeypatch.setattr(
            sys, "argv", ["reportparse", "--lang", lang, *command.split(), "--help"]
        )
        with pytest.raises(SystemExit):
            main()
        helps[lang] = capsys.readouterr().out
    assert CHINESE.search(helps["zh"])
    assert "Usage" in helps["en"]
    assert set(CHINESE.findall(helps["en"])) <= set("完成率")


def test_the_language_before_the_command_holds_for_it(good: Path) -> None:
    assert "No mismatch" in run("--lang", "en", "check", "good.txt").stdout
    assert "未发现不符" in run("--lang", "en", "check", "good.txt", "--lang", "zh").stdout


@pytest.mark.parametrize(
    "args", [["check"], ["check", "x", "-f", "xml"], ["check", "x", "--lang", "fr"], ["nothing"]]
)
def test_wrong_usage_exits_2(args: list[str]) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert result.stdout == ""


# the process


def start(*args: str, **more: Any) -> subprocess.Popen[bytes]:
    root = Path(__file__).parent.parent
    env = {**os.environ, "PYTHONPATH": str(root)}
    return subprocess.Popen(
        [sys.executable, "-m", "reportparse.cli", *args],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, **more,
    )  # fmt: skip


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    for n in range(40):
        (tmp_path / f"{n}.txt").write_text(GOOD * 40, encoding="utf-8")
    process = start("parse", ".", "-f", "json")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(100)
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 141


def _heeds_interrupts() -> None:
    """A shell that runs the tests in the background has its children ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_ends_with_one_line(tmp_path: Path) -> None:
    for n in range(40):
        (tmp_path / f"{n}.txt").write_text(GOOD * 40, encoding="utf-8")
    process = start("parse", ".", "-f", "json", preexec_fn=_heeds_interrupts)
    assert process.stdout is not None
    process.stdout.read(100)
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate()
    assert errors.decode() == "已中断\n"
    assert process.returncode == 130


def test_colours_and_bars_are_for_terminals(wrong: Path) -> None:
    process = start("check", "wrong.txt", "wrong.txt")
    out, errors = process.communicate()
    assert b"\x1b" not in out + errors
    assert process.returncode == 1


def test_a_fault_of_the_program_is_no_finding(
    good: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def parse_many(*_: Any, **__: Any) -> Iterator[Report]:
        raise ZeroDivisionError("fault")
        yield

    monkeypatch.setattr("reportparse.pipeline.parse_many", parse_many)
    monkeypatch.setattr(sys, "argv", ["reportparse", "check", "good.txt"])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 2
    assert "ZeroDivisionError: fault" in capsys.readouterr().err


def on_a_terminal(*args: str, stream: str, **env: str) -> str:
    """What a command writes to ``stream`` ("stdout", "stderr") where that is a terminal."""
    import pty

    ours, theirs = pty.openpty()
    streams: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    root = Path(__file__).parent.parent
    clean = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    process = subprocess.Popen(
        [sys.executable, "-m", "reportparse.cli", *args],
        env={**clean, "TERM": "xterm", "PYTHONPATH": str(root), **env},
        **(streams | {stream: theirs}),
    )
    os.close(theirs)
    written = b""
    try:
        while piece := os.read(ours, 65536):
            written += piece
    except OSError:
        pass  # Linux ends a terminal's stream with EIO
    process.wait()
    os.close(ours)
    return written.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX terminals")
def test_colours_on_a_terminal_unless_refused(wrong: Path) -> None:
    assert "\x1b[31;1mRP101\x1b[0m" in on_a_terminal("check", "wrong.txt", stream="stdout")
    plain = on_a_terminal("check", "wrong.txt", stream="stdout", NO_COLOR="1")
    assert "RP101" in plain
    assert "\x1b" not in plain


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX terminals")
def test_data_formats_are_safe_on_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "esc.txt").write_text("一、项目\x9b2J\n投入5万元。\n", encoding="utf-8")
    shown = on_a_terminal("parse", "esc.txt", "-f", "json", stream="stdout")
    assert "\x9b" not in shown
    assert "5万元" in shown


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX terminals")
def test_a_bar_for_several_inputs_on_a_terminal(good: Path) -> None:
    several = on_a_terminal("check", "good.txt", "good.txt", stream="stderr")
    assert "2/2" in several
    assert on_a_terminal("check", "good.txt", stream="stderr") == ""


@pytest.mark.parametrize("command", [["--version"], ["--help"], ["check", "wrong.txt"]])
def test_heavy_libraries_stay_out(command: list[str], wrong: Path) -> None:
    code = (
        "import sys\nfrom reportparse.cli import app\n"
        f"try:\n    app({command!r})\nexcept SystemExit:\n    pass\n"
        "heavy = {'pandas', 'spacy', 'rich', 'numpy', 'xlsxwriter'} & set(sys.modules)\n"
        "print(heavy, file=sys.stderr)\n"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True)
    assert done.stderr.decode().strip() == "set()"
