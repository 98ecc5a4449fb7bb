"""CSV and TSV: one table, its cells as written."""

from __future__ import annotations

import csv
import io

from reportparse.errors import FormatError
from reportparse.sources.document import Document, Draft
from reportparse.sources.encoding import decode
from reportparse.sources.limits import MAX_CELLS
from reportparse.sources.sniff import extension

_DELIMITERS = "\t,;|\uff0c"
_SAMPLE_LINES = 50


def load(data: bytes, name: str) -> Document:
    """Reads a table of delimited values; the delimiter is the one that gives even rows."""
    decoded = decode(data, name)
    tabs = extension(name) == "tsv"
    delimiter = "\t" if tabs else _delimiter(decoded.text)
    draft = Draft(data, name, "tsv" if tabs else "csv")
    rows: list[list[str]] = []
    cells = 0
    reader = csv.reader(io.StringIO(decoded.text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            cells += len(row)
            if cells > MAX_CELLS:
                raise FormatError(name, f"表格单元格超过{MAX_CELLS}个", "请拆分后再读")
            rows.append(row)
    except csv.Error as error:
        problem = f"第{reader.line_num}行无法读作表格（{error}）"
        raise FormatError(name, problem, "请检查引号，或另存为 xlsx") from None
    draft.table(rows)
    return draft.finish(decoded.encoding, decoded.decided_by)


def _delimiter(text: str) -> str:
    lines = [line for line in text.split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES] if line.strip()]

    def evenness(delimiter: str) -> tuple[int, int]:
        counts = [line.count(delimiter) for line in lines]
        usual = max(set(counts), key=lambda count: (counts.count(count), count)) if counts else 0
        return (counts.count(usual) if usual else 0, usual)

    return max(_DELIMITERS, key=evenness)
