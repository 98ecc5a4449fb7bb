"""CSV and TSV as one table."""

from __future__ import annotations

import pytest

from reportparse.errors import FormatError
from reportparse.sources import load


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ('项目,金额\n甲,"1,200"\n', "a.csv"),
        ("项目;金额\n甲;1,200\n", "a.csv"),
        ("项目\t金额\n甲\t1,200\n", "a.csv"),
        ("项目\t金额\n甲\t1,200\n", "a.tsv"),
    ],
)
def test_the_delimiter_is_found(source: str, name: str) -> None:
    document = load(source.encode("gbk"), name=name)
    assert document.text == "项目\t金额\n甲\t1,200\n"
    assert document.format == name[-3:]
    assert document.encoding == "gb18030"


def test_places_and_breaks_inside_cells() -> None:
    document = load('a,"甲\n县"\n\n,1\n'.encode(), name="a.csv")
    assert document.text == "a\t甲县\n\t1\n"
    assert [(p.row, p.column) for p in document.places] == [(1, 1), (1, 2), (3, 2)]


def test_faults_name_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FormatError, match="第1行"):
        load(b'a,"' + b"x" * 200_000 + b'"\n', name="a.csv")
    monkeypatch.setattr("reportparse.sources.delimited.MAX_CELLS", 3)
    with pytest.raises(FormatError, match="单元格"):
        load(b"a,b\nc,d\n", name="a.csv")
