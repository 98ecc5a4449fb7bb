"""Parts by the class that is counted: 贫困户 within 全村, what is closed within what came in.

A ladder of ``relations.toml`` names classes from the widest to the narrowest, each within those
before it. What is counted of a narrower class is at most what was counted of a wider one just
before, in the same unit. As a rule the words do not say that the scopes are the same, and such a
reading is soft; on a firm ladder (the poor of a place, the fields of an area) it is hard within one
sentence (docs/checks.md 7.4).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportparse.expressions import compiled
from reportparse.relations.candidate import Candidate
from reportparse.relations.view import Spot, View

SCOPE_UNCLEAR = "scope_unclear"
MARK = "#"
"""Stands for the figure in the pattern of a class."""
BEFORE, BEHIND = 18, 10
REACH = 12
STOP = compiled(r"[,。;、:()\n]")
Statement = tuple[Candidate, ...]


@dataclass(frozen=True)
class Ladder:
    """Classes (cues) from the widest to the narrowest; ``sentence``: only within one sentence.

    ``firm``: the narrower is never more than the wider of its sentence.
    """

    classes: Sequence[str]
    sentence: bool
    units: Sequence[str]
    firm: bool


def ladders(view: View) -> Iterator[Ladder]:
    """The ladders of ``relations.toml``."""
    for entry in view.rules.table("ladders").values():
        yield Ladder(
            entry["classes"], entry["reach"] == "sentence", entry.get("units", ()), entry["firm"]
        )


def find(view: View) -> Iterator[Statement]:
    """Each figure of a narrower class against the nearest one of a wider class before it."""
    counted = [
        (s, _phrase(view, s))
        for s in view.spots
        if s.figure.kind not in {"rate", "rank", "duration"} and s.role in {"value", "plan"}
    ]
    for ladder in ladders(view):
        any_class = view.rules.any_cue(tuple(ladder.classes))
        rungs: dict[int, int] = {}
        for s, words in counted:
            if ladder.units and s.figure.unit not in ladder.units:
                continue
            if not any_class.search(words) or view.cue("product.per", s.clause):
                continue
            rungs[s.n] = rung = _rung(view, ladder, words)
            if rung and not view.whole_of(s) and (whole := _wider(view, ladder, s, rungs, rung)):
                firm = ladder.firm and whole.sentence == s.sentence
                soft = "" if firm else SCOPE_UNCLEAR
                yield (Candidate("part", s.figure, (whole.figure,), soft=soft, rule="part.ladder"),)


def _rung(view: View, ladder: Ladder, words: str) -> int:
    """The narrowest class that the words name; they name one."""
    return max(n for n, name in enumerate(ladder.classes) if view.cue(name, words))


def _phrase(view: View, s: Spot) -> str:
    """The words around a figure, marked in it; 525人 of 174户525人 is told by those of 174户."""
    s = view.head(s)
    behind = STOP.split(view.text[s.end : s.end + BEHIND], maxsplit=1)[0]
    return s.clause.rstrip()[-BEFORE:] + MARK + behind


def _wider(view: View, ladder: Ladder, s: Spot, rungs: dict[int, int], rung: int) -> Spot | None:
    """The nearest figure of a wider class that holds this one; of a firm ladder the only one."""
    wider = []
    for t in view.back(s.n, REACH):
        if ladder.sentence and t.sentence != s.sentence:
            break
        if rungs.get(t.n, rung) >= rung or t.figure.unit != s.figure.unit:
            continue
        if ")" in view.text[t.end : s.start] and "(" not in view.text[t.end : s.start]:
            continue
        if t.figure.value >= s.figure.value:
            return t
        wider.append(t)
    return wider[0] if len(wider) == 1 and ladder.firm else None
