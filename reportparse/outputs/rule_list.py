"""The rules as a table: their names, their files, how many examples they have, what they read."""

from __future__ import annotations

from collections.abc import Iterable

from reportparse.outputs import Options
from reportparse.outputs.layout import grid, plain
from reportparse.rules import RuleEntry


def rule_list(entries: Iterable[RuleEntry], options: Options) -> str:
    """A row for each rule; one without a description shows its first example."""
    rows = [
        (
            plain(entry.id),
            plain(entry.file),
            str(len(entry.examples)),
            plain(entry.description or _first_example(entry)),
        )
        for entry in entries
    ]
    heads = ("规则", "文件", "例子", "说明")
    return grid(heads, rows, right=(2,), colour=options.colour, indent="")


def _first_example(entry: RuleEntry) -> str:
    return next((f"{e.text} → {e.surface}" for e in entry.examples), "")
