"""A figure said again in another unit in a bracket behind it: 1.5万亩(1,000公顷)."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from reportparse.relations import conversion
from reportparse.relations.candidate import Candidate
from reportparse.relations.view import View

OPENS = regex.compile(r"\(\s*(?:折合?|约合|合|即|相当于)?\s*")
Statement = tuple[Candidate, ...]


def find(view: View) -> Iterator[Statement]:
    """Two figures of one dimension in different units, the second alone in its bracket."""
    for a, b in zip(view.spots, view.spots[1:], strict=False):
        gap = view.text[a.end : b.start]
        if not OPENS.fullmatch(gap) or view.text[b.end : b.end + 1] != ")":
            continue
        same = a.figure.unit == b.figure.unit
        if (
            not same
            and conversion.ratio(a.figure.unit, b.figure.unit)
            and a.figure.kind == b.figure.kind
        ):
            yield (Candidate("convert", b.figure, (a.figure,), rank=1, rule="convert.bracket"),)
