"""What a bracket says of the figure before it: the same in another unit, or a part of it."""

from __future__ import annotations

from collections.abc import Iterator

from reportparse.expressions import compiled
from reportparse.relations import conversion
from reportparse.relations.candidate import Candidate
from reportparse.relations.view import View

OPENS = compiled(r"\(\s*(?:折合?|约合|合|即|相当于)?\s*")
INSIDE = compiled(r"\([^()]*$")
SCOPE_UNCLEAR = "scope_unclear"
REACH = 3
Statement = tuple[Candidate, ...]


def find(view: View) -> Iterator[Statement]:
    """Conversions, the second figure alone in its bracket, and heads of one class in a bracket."""
    yield from _converted(view)
    yield from _heads(view)


def _converted(view: View) -> Iterator[Statement]:
    for a, b in zip(view.spots, view.spots[1:], strict=False):
        if view.text[b.end : b.end + 1] != ")" or not OPENS.fullmatch(view.between(a, b)):
            continue
        same = a.figure.unit == b.figure.unit
        if (
            not same
            and conversion.ratio(a.figure.unit, b.figure.unit)
            and a.figure.kind == b.figure.kind
        ):
            yield (Candidate("convert", b.figure, (a.figure,), rank=1, rule="convert.bracket"),)


def _heads(view: View) -> Iterator[Statement]:
    """惠及群众1200户(贫困户86户): alone of its unit there, no more than the one before."""
    for s in view.spots:
        if (
            s.figure.unit not in view.units("heads")
            or s.figure.kind != "count"
            or s.role != "value"
        ):
            continue
        if not view.head(s).clause:
            continue
        opened = INSIDE.search(view.text, s.sentence, s.start)
        close = view.text.find(")", s.end) if opened else -1
        if not opened or close < 0:
            continue
        beside = [t for t in view.spots[max(0, s.n - REACH) : s.n + REACH] if t is not s]
        alike = [t for t in beside if t.figure.unit == s.figure.unit and t.start < close]
        whole = [t for t in alike if t.end <= opened.start()]
        if len(whole) == len(alike) > 0 and whole[-1].figure.value >= s.figure.value:
            yield (
                Candidate(
                    "part", s.figure, (whole[-1].figure,), soft=SCOPE_UNCLEAR, rule="part.bracket"
                ),
            )
