from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from shelves import column, shelf, strings
from typer.testing import CliRunner

from reportparse.cli import app

run = CliRunner().invoke


def test_archive_then_series(tmp_path: Path) -> None:
    files, dest = shelf(tmp_path / "in", 6), tmp_path / "shelf.db"
    done = run(app, ["archive", str(tmp_path / "in"), "-o", str(dest), "--workers", "2"])
    assert (done.exit_code, done.stdout) == (0, "")
    assert "入库6份报告" in done.stderr
    assert len(column(dest, "reports", "report")) == len(files)
    page = tmp_path / "out/rate.html"
    shown = run(app, ["series", str(dest), "--indicator", "完成率", "-o", str(page)])
    assert shown.exit_code == 0
    assert "甲县 · 资金完成情况（%）" in shown.stdout
    assert "<svg" in page.read_text("utf-8")


def test_archive_says_what_failed_and_goes_on(tmp_path: Path) -> None:
    files = [*shelf(tmp_path / "in", 2), tmp_path / "none.txt"]
    dest = tmp_path / "shelf.db"
    done = run(app, ["archive", *strings(files), "-o", str(dest), "--lang", "en"])
    assert done.exit_code == 2
    assert "2 reports" in done.stderr
    assert re.search(r"InputError 1, such as .*none\.txt", done.stderr)


def test_archive_needs_a_destination_that_it_knows(tmp_path: Path) -> None:
    (file,) = shelf(tmp_path, 1)
    done = run(app, ["archive", str(file), "-o", str(tmp_path / "a.xls")])
    assert done.exit_code == 2
    assert ".duckdb" in done.stderr


@pytest.mark.parametrize("target", ["out.parquet", "folder"])
def test_parse_writes_figures_and_checks_as_parquet(target: str, tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    (file,) = shelf(tmp_path, 1)
    done = run(app, ["parse", str(file), "-f", "parquet", "-o", str(tmp_path / target)])
    assert done.exit_code == 0
    written = tmp_path / "out" if target == "out.parquet" else tmp_path / "folder/0000"
    report = json.loads(run(app, ["parse", str(file), "-f", "json"]).stdout)
    for kind, key in ((".parquet", "figures"), (".checks.parquet", "checks")):
        rows = pq.read_table(written.with_suffix(kind)).to_pylist()
        assert [row["id"] for row in rows] == [record["id"] for record in report[key]]
    assert run(app, ["parse", str(file), "-f", "parquet"]).exit_code == 2


def test_progress_shows_rate_and_time_left_on_a_terminal_only(tmp_path: Path) -> None:
    shelf(tmp_path / "in", 3)
    command = [sys.executable, "-m", "reportparse.cli", "archive", str(tmp_path / "in"), "-o"]
    ours, theirs = pty.openpty()
    subprocess.run([*command, str(tmp_path / "a.db")], stderr=theirs, check=True)
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:
        pass
    assert b"/s" in shown
    assert b"3/3" in shown
    quiet = subprocess.run([*command, str(tmp_path / "b.db")], stderr=subprocess.PIPE, check=True)
    assert b"/s" not in quiet.stderr
    assert quiet.stderr.count(b"\n") == 1
