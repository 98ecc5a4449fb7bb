from __future__ import annotations

import csv
import io
import json
import stat
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from reportparse.models import Figure, Report
from reportparse.outputs import RECORDS, Options, file_name, record_renderer, save
from reportparse.outputs.rows import FIGURE_COLUMNS, program_rows


def rendered(name: str, *reports: Report, options: Options | None = None) -> str:
    return "".join(str(p) for p in record_renderer(name)(reports, options or Options()))


def csv_rows(*reports: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(rendered("csv", *reports), newline="")))


def test_one_report_is_an_object_several_an_array(county: Report) -> None:
    assert Report.model_validate_json(rendered("json", county)) == county
    assert [Report.model_validate(r) for r in json.loads(rendered("json", *[county] * 3))] == [
        county
    ] * 3
    assert json.loads(rendered("json")) == []


def test_jsonl_is_a_report_a_line(county: Report, hostile: Report) -> None:
    lines = rendered("jsonl", county, hostile).splitlines()
    assert [Report.model_validate_json(line) for line in lines] == [county, hostile]


def test_csv_agrees_with_the_records(county: Report) -> None:
    rows = csv_rows(county)
    assert len(rows) == len(county.figures)
    for row, figure in zip(rows, county.figures, strict=True):
        assert tuple(row) == FIGURE_COLUMNS
        written = figure.model_dump(mode="json")
        for key in set(Figure.model_fields) - {"period", "unit_inferred", "section"}:
            assert row[key] == ("" if written[key] is None else str(written[key])), key
        assert Decimal(row["value"]) == figure.value
    assert rows[0]["period_start"] == "2020-01-01"
    assert rows[0]["heading"] == "资金完成情况"
    assert (rows[3]["verdict"], rows[3]["checks"]) == ("rounding", "c2 c3")


def test_csv_bom_on_request(county: Report) -> None:
    assert rendered("csv", county, options=Options(bom=True)).startswith("\ufefffile,")
    assert rendered("csv", county).startswith("file,")


def test_csv_text_cannot_become_a_formula(hostile: Report) -> None:
    (row,) = csv_rows(hostile)
    assert row["indicator"].startswith("'=1+1")
    assert row["subject"] == "'+x"
    assert row["program"] == "'@x"
    assert row["value"] == "-5"


@pytest.mark.parametrize("start", list("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"))
def test_csv_defuses_every_start_of_a_formula(county: Report, start: str) -> None:
    figure = county.figures[0].model_copy(update={"indicator": f"{start}1"})
    (row,) = csv_rows(county.model_copy(update={"figures": (figure,), "checks": ()}))
    assert row["indicator"] == f"'{start}1"


def test_table_has_a_line_a_figure(county: Report, hostile: Report) -> None:
    lines = rendered("table", county).splitlines()
    assert lines[0] == "县.txt: 县专项工作总结"
    assert lines[2].split() == [
        "4:9", "69743.57万元", "697,435,700", "元", "金额", "计划", "计划投入资金",
        "资金完成情况", "全年",
    ]  # fmt: skip
    assert "\x1b" not in rendered("table", hostile)


def test_programs_without_a_pair_have_a_row(county: Report) -> None:
    first, second = program_rows(county)
    assert (first["target"], first["stated"], first["verdict"]) == (
        "69743.57万元",
        "120%",
        "mismatch",
    )
    assert (second["program"], second["figures"], second["target"]) == ("项目完成情况", 3, "")


def test_every_format_of_the_table_renders(county: Report) -> None:
    for name in RECORDS:
        assert all(record_renderer(name)([county], Options()))


def test_save_is_whole_or_nothing(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    target.write_text("old")

    def breaking() -> Iterator[str]:
        yield "new"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        save(breaking(), target)
    assert target.read_text() == "old"
    save(iter(["新", "\ud800"]), target)
    assert target.read_bytes() == "新?".encode()
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]
    assert stat.S_IMODE(target.stat().st_mode) & 0o400


def test_file_names_do_not_clash_or_leave_the_folder() -> None:
    taken: set[str] = set()
    names = [
        file_name(source, ".json", taken)
        for source in (
            "a/x.txt", "b/X.docx", "x.pdf", "x-2.txt", "../..", "a.zip!../../etc/passwd",
            "<stdin>", "县\x00\n.txt", "长" * 300 + ".txt", "C:\\报告\\y.doc",
        )
    ]  # fmt: skip
    assert names[:4] == ["x.json", "X-2.json", "x-3.json", "x-2-2.json"]
    assert names[5] == "passwd.json"
    assert names[9] == "y.json"
    assert len({n.casefold() for n in names}) == len(names)
    assert all("/" not in n and "\x00" not in n and n[0] != "." for n in names)
    assert all(len(n.encode()) <= 255 for n in names)
