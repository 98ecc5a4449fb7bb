from __future__ import annotations

import json
import sqlite3
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from shelves import KINDS, column, contents, destination, shelf

from reportparse.archive.ingest import archive
from reportparse.archive.schema import CONTENT, INPUTS, VIEWS
from reportparse.errors import InputError, PatternError
from reportparse.pipeline import parse

every_kind = pytest.mark.parametrize("kind", KINDS)
CORPUS = Path(__file__).parents[2] / "corpus/reports"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return shelf(tmp_path / "in", 7)


@every_kind
def test_an_archive_holds_what_parse_reads(kind: str, tmp_path: Path) -> None:
    dest, paths = destination(kind, tmp_path), sorted(CORPUS.glob("*"))
    summary = archive(paths, dest)
    rows = contents(dest)
    reports = {report.source.sha256: report for report in map(parse, paths)}
    assert summary.reports == len(reports) == len(rows["reports"])
    figures = [
        (key, f.id, f.text, f.value, f.low, f.high, f.unit, f.indicator, f.start)
        for key, report in reports.items()
        for f in report.figures
    ]
    names = ("report", "figure", "text", "value", "low", "high", "unit", "indicator", "char_start")
    stored = zip(*(column(dest, "figures", name) for name in names), strict=True)
    assert sorted(stored, key=lambda row: row[:2]) == sorted(figures, key=lambda row: row[:2])
    checks = [
        (key, c.id, list(c.operands), list(c.signs), c.computed, c.message)
        for key, report in reports.items()
        for c in report.checks
    ]
    names = ("report", "check_id", "operands", "signs", "computed", "message")
    found = zip(*(column(dest, "checks", name) for name in names), strict=True)
    assert sorted(found) == sorted(checks)


@every_kind
def test_kinds_agree(kind: str, files: list[Path], tmp_path: Path) -> None:
    archive([*files, tmp_path / "none.txt"], destination("sqlite", tmp_path))
    archive([*files, tmp_path / "none.txt"], destination(kind, tmp_path), workers=2)
    assert contents(tmp_path / KINDS[kind]) == contents(tmp_path / KINDS["sqlite"])


@every_kind
def test_a_second_run_changes_nothing(kind: str, files: list[Path], tmp_path: Path) -> None:
    dest = destination(kind, tmp_path)
    archive(files[:4], dest)
    assert archive(files, dest).known == 4
    before = contents(dest)
    assert len(before["reports"]) == 7
    again = archive(files, dest)
    assert (again.known, again.reports, again.failures.total()) == (7, 0, 0)
    assert contents(dest) == before


@every_kind
def test_the_same_content_is_one_report(kind: str, files: list[Path], tmp_path: Path) -> None:
    dest, copy = destination(kind, tmp_path), tmp_path / "copy.txt"
    copy.write_bytes(files[0].read_bytes())
    packed = tmp_path / "two.zip"
    with zipfile.ZipFile(packed, "w") as file:
        file.write(files[0], "a.txt")
        file.write(files[1], "b.txt")
    archive([files[0], copy, packed], dest)
    assert column(dest, "reports", "name") == [
        name
        for _, name in sorted(
            [(parse(files[0]).source.sha256, str(files[0])),
             (parse(files[1]).source.sha256, f"{packed}/b.txt")]
        )
    ]  # fmt: skip
    keys = list(
        zip(column(dest, "figures", "report"), column(dest, "figures", "figure"), strict=True)
    )
    assert len(keys) == len(set(keys)) == 6


@every_kind
def test_what_fails_is_told_tried_again_and_stops_nothing(
    kind: str, files: list[Path], tmp_path: Path
) -> None:
    dest, late, bad = destination(kind, tmp_path), tmp_path / "late.txt", tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.4 broken")
    summary = archive([late, bad, *files], dest)
    assert summary.reports == 7
    assert summary.failures.total() == 2
    assert str(late) in summary.to_text()
    assert set(column(dest, "errors", "name")) == {str(late), str(bad)}
    assert "没有这个文件" in " ".join(column(dest, "errors", "message"))
    late.write_text("投入100万元。", encoding="utf-8")
    again = archive([late, bad, *files], dest)
    assert (again.reports, again.known) == (1, 7)
    assert column(dest, "errors", "name") == [str(bad)]
    assert len(column(dest, "inputs", "sha256")) == 9


@every_kind
def test_refresh_reads_again_what_other_rules_read(
    kind: str, files: list[Path], tmp_path: Path
) -> None:
    dest, mine = destination(kind, tmp_path), tmp_path / "mine"
    mine.mkdir()
    (mine / "mine.toml").write_text(
        '[[rule]]\nid = "mask.mine"\nrole = "mask"\npattern = "2\\\\d{3}万元"\n', encoding="utf-8"
    )
    archive(files, dest)
    before = contents(dest)
    old = archive(files, dest, patterns=mine)
    assert (old.known, old.outdated) == (7, 7)
    assert "--refresh" in old.to_text()
    assert contents(dest) == before
    new = archive(files, dest, patterns=mine, refresh=True)
    assert (new.known, new.reports) == (0, 7)
    texts = column(dest, "figures", "text")
    assert len(texts) == 14
    assert not any(text.startswith("2") and text.endswith("万元") for text in texts)
    assert len(set(column(dest, "inputs", "rules"))) == 1
    archive(files, dest, refresh=True)
    assert contents(dest) == before


@every_kind
def test_what_is_no_archive_is_left_alone(kind: str, files: list[Path], tmp_path: Path) -> None:
    dest = destination(kind, tmp_path)
    if kind == "parquet":
        dest.mkdir()
        kept = dest / "letters.txt"
    else:
        kept = dest
    kept.write_text("something else, and rather longer than a header would be" * 30)
    with pytest.raises(InputError, match="shelf"):
        archive(files, dest)
    assert kept.read_text().startswith("something else")


def test_another_programs_database_is_left_alone(files: list[Path], tmp_path: Path) -> None:
    dest = tmp_path / "theirs.db"
    with sqlite3.connect(dest) as base:
        base.execute("CREATE TABLE reports (x)")
    with pytest.raises(InputError, match="档案库"):
        archive(files, dest)
    with sqlite3.connect(dest) as base:
        assert base.execute("SELECT name FROM sqlite_master").fetchall() == [("reports",)]


def test_faulty_rules_end_the_run_before_it_begins(files: list[Path], tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "mine.toml").write_text('[[rule]]\nid = "x"\npattern = "("\n', encoding="utf-8")
    with pytest.raises(PatternError):
        archive(files, tmp_path / "shelf.db", patterns=mine)
    assert not (tmp_path / "shelf.db").exists()


def test_a_destination_says_what_it_can_be(files: list[Path], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="duckdb"):
        archive(files, tmp_path / "shelf.xls")


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_views_answer_the_usual_questions(kind: str, files: list[Path], tmp_path: Path) -> None:
    dest = destination(kind, tmp_path)
    archive([*files, tmp_path / "none.txt"], dest)
    rows = {name: _query(dest, f"SELECT * FROM {name}") for name in VIEWS}
    assert len(rows["findings_by_report"]) == 7
    wrong = sum(row["mismatches"] for row in _query(dest, "SELECT mismatches FROM reports"))
    assert wrong == len(rows["findings"]) == 3
    completion = rows["completion_by_program"]
    assert len(completion) == 7
    assert {row["program"] for row in completion} == {"资金完成情况"}
    assert {Decimal(row["computed"]) for row in completion} == {Decimal(200)}
    assert rows["failures"][0]["files"] == 1


def test_a_parquet_archive_opens_in_duckdb(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dest = destination("duckdb", tmp_path).with_name("shelf")
    import duckdb

    archive([*files, tmp_path / "none.txt"], dest)
    monkeypatch.chdir(dest)
    base = duckdb.connect()
    base.execute(Path("views.sql").read_text("utf-8"))
    for name in (*VIEWS, *(table.name for table in (*CONTENT, INPUTS))):
        assert base.execute(f"SELECT count(*) FROM {name}").fetchone() is not None
    counts = base.execute("SELECT year, count(*) FROM reports GROUP BY year ORDER BY year")
    assert counts.fetchall() == [(2010, 2), (2011, 2), (2012, 1), (2013, 1), (2014, 1)]


def test_sqlite_keeps_decimals_exactly_and_lists_as_json(tmp_path: Path) -> None:
    dest, file = tmp_path / "shelf.db", tmp_path / "a.txt"
    file.write_text("投入82607.32万元，其中中央0.10万元。", encoding="utf-8")
    archive([file], dest)
    values = _query(dest, "SELECT value, text FROM figures ORDER BY char_start")
    assert [(v["value"], v["text"]) for v in values] == [
        (f"{f.value:f}", f.text) for f in parse(file).figures
    ]
    for row in _query(dest, "SELECT operands, signs FROM checks"):
        assert isinstance(json.loads(row["operands"]), list)


def _query(dest: Path, query: str) -> list[dict[str, object]]:
    if dest.suffix == ".db":
        with sqlite3.connect(dest) as base:
            base.row_factory = sqlite3.Row
            return [dict(row) for row in base.execute(query)]
    import duckdb

    with duckdb.connect(str(dest), read_only=True) as base:
        found = base.execute(query)
        names = [d[0] for d in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
