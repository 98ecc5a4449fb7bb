from __future__ import annotations

import re
from pathlib import Path

import pytest

from reportparse.archive.schema import CONTENT, INPUTS, VIEWS, Table
from reportparse.outputs.rows import CHECK_COLUMNS, FIGURE_COLUMNS

PAGE = (Path(__file__).parents[2] / "docs/scale.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^### (\w+)\n\n(.*?)(?=^###|\Z)", PAGE, re.MULTILINE | re.DOTALL))
TABLES = (*CONTENT, INPUTS)
KEYWORDS = {"start", "end", "column", "order", "group", "table", "check", "references", "values"}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_is_documented(table: Table) -> None:
    assert set(re.findall(r"`([a-z]\w*)`", SECTIONS[table.name])) >= set(table.names)
    assert all(column.meaning for column in table.columns)
    assert set(table.key) <= set(table.names)


def test_every_view_is_documented() -> None:
    assert set(re.findall(r"`(\w+)`", SECTIONS["视图"])) == set(VIEWS)


def test_no_column_is_a_keyword_of_sql() -> None:
    assert not KEYWORDS & {name for table in TABLES for name in table.names}


def test_nothing_that_a_row_of_the_outputs_says_is_left_out() -> None:
    tables = {table.name: set(table.names) for table in TABLES}
    renamed = {"start": "char_start", "end": "char_end", "column": "col"}
    figures = {renamed.get(c, c) for c in FIGURE_COLUMNS} - {"file", "id", "checks"}
    checks = {renamed.get(c, c) for c in CHECK_COLUMNS} - {"file", "id"}
    assert figures <= tables["figures"]
    assert checks <= tables["checks"]
