from __future__ import annotations

import json
from pathlib import Path

import pytest

from reportparse.errors import InputError
from reportparse.models import Report
from reportparse.outputs.selection import Selection, read_baseline, write_baseline


def run(selection: Selection, *outcomes: Report | InputError) -> list[list[str]]:
    return [
        [c.id for c in o.checks] if isinstance(o, Report) else [str(o)]
        for o in selection.passing(outcomes)
    ]


def test_everything_passes_by_default(county: Report) -> None:
    selection = Selection()
    assert run(selection, county) == [["c1", "c2", "c3"]]
    assert (selection.failing, selection.accepted, selection.unread) == (1, 0, 0)


def test_codes_choose_by_their_beginning(county: Report) -> None:
    assert run(Selection(select=("RP1",)), county) == [["c1", "c3"]]
    assert run(Selection(ignore=("RP101",)), county) == [["c2", "c3"]]
    assert run(Selection(select=("RP1",), ignore=("RP104",)), county) == [["c1"]]


def test_errors_pass_and_are_counted(county: Report) -> None:
    selection = Selection()
    assert run(selection, InputError("x", "坏了"), county)[0] == ["x: 坏了"]
    assert selection.unread == 1


def test_a_baseline_hides_what_it_knows(county: Report, tmp_path: Path) -> None:
    first = Selection()
    run(first, county)
    file = tmp_path / "known.json"
    write_baseline(first.found, file)
    second = Selection(baseline=file)
    assert run(second, county) == [["c3"]]
    assert (second.failing, second.accepted) == (0, 2)
    assert len(json.loads(file.read_text(encoding="utf-8"))["findings"]) == 2


def test_a_baseline_knows_a_file_by_name_not_by_folder(county: Report, tmp_path: Path) -> None:
    def named(name: str) -> Report:
        return county.model_copy(update={"source": county.source.model_copy(update={"name": name})})

    first = Selection()
    run(first, named("old/县.txt"))
    write_baseline(first.found, tmp_path / "b.json")
    same, other = Selection(baseline=tmp_path / "b.json"), Selection(baseline=tmp_path / "b.json")
    run(same, named("new/县.txt"))
    run(other, named("old/市.txt"))
    assert (same.accepted, other.accepted) == (2, 0)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"findings": [1]}', "\udcff"])
def test_what_is_no_baseline_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "b.json"
    file.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError, match="不是基线文件"):
        read_baseline(file)


def test_a_missing_baseline_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="读不了"):
        read_baseline(tmp_path / "none.json")
