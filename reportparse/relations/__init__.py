"""Relations: found from the words of the text, judged, explained.

Each finder module yields statements: tuples of candidates that are the licensed readings of one
statement. The judge decides; what fails softly is dropped, unless the one thing that is wrong with
it is a single slip of the pen in a figure with enough digits to tell (docs/checks.md 6.1).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal

from reportparse.codes import code_of
from reportparse.figures.tables import Cell
from reportparse.models import DOUBTFUL, Check, Figure, Place
from reportparse.relations import (
    bracket,
    breakdown,
    change,
    composition,
    contribution,
    equal,
    ladder,
    part,
    plausible,
    product,
    proportion,
    quotient,
    ratio,
    share,
    table,
    tally,
    total,
    witness,
    yearly,
)
from reportparse.relations.candidate import Candidate, Judgement
from reportparse.relations.diagnose import diagnose, locate
from reportparse.relations.judge import decide, judge, severity
from reportparse.relations.messages import Sensible, message
from reportparse.relations.slip import may_slip, slipped
from reportparse.relations.view import View
from reportparse.rules import Rules
from reportparse.structure import Structure

FINDERS = (
    composition.find,
    breakdown.find,
    total.find,
    table.find,
    quotient.find,
    ratio.find,
    witness.find,
    share.find,
    proportion.find,
    contribution.find,
    change.find,
    yearly.find,
    tally.find,
    bracket.find,
    plausible.find,
    ladder.find,
    part.find,
    product.find,
    equal.find,
)
"""In order: breakdowns before shares, since shares are shares of their totals."""

SILENT = frozenset(
    {
        "base_unclear",
        "incomplete_list",
        "rest_unnamed",
        "overlap",
        "base_differs",
        "other_fact",
        "scope_unclear",
        "coarse",
    }
)
"""Reasons that say that the words did not make the statement after all: not listed."""


BY_NUMBERS = frozenset({"sum.row", "sum.name"})
"""Sums that no word states: they hold, and nothing follows from them."""


class RelationChecker:
    """Finds, judges and explains the relations of a report."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    def check(
        self,
        structure: Structure,
        figures: Sequence[Figure],
        cells: Mapping[int, Cell],
        lang: str,
        places: Sequence[Place] = (),
    ) -> tuple[Check, ...]:
        """All checks, ordered by the place of the stated figure.

        A mismatch with a figure on a line that was recognised with doubt is noted as ``misread``.
        """
        view = View(structure, figures, self._rules, cells)
        judged = list(_unique(_folded(list(self._judged(view)))))
        doubtful = [p for p in places if p.confidence is not None and p.confidence < DOUBTFUL]
        if doubtful:
            judged = [_doubted(j, doubtful) for j in judged]
        confirmed = frozenset(
            f.id
            for j in judged
            if j.verdict == "exact" and j.candidate.relation != "part"
            for f in (j.candidate.stated, *j.candidate.operands)
        )
        located = locate([j for j in judged if j.verdict == "mismatch"])
        judged.sort(key=lambda j: (j.candidate.stated.start, j.candidate.relation))
        return tuple(
            self._record(n, j, structure, figures, confirmed, located, lang)
            for n, j in enumerate(judged, 1)
        )

    def _judged(self, view: View) -> Iterator[Judgement]:
        for finder in FINDERS:
            for statement in finder(view):
                judgement = decide(statement)
                if judgement.reason == "approx" and judgement.candidate.soft in SILENT:
                    continue
                if judgement.verdict == "unchecked" and judgement.reason in SILENT:
                    found = _as_slip(view, statement, judgement)
                    if found is None:
                        continue
                    judgement = found
                c = judgement.candidate
                told = c.rule not in BY_NUMBERS and judgement.verdict in {"exact", "rounding"}
                if c.relation == "sum" and told:
                    view.learn(c.stated, c.operands)
                elif c.relation == "part" and judgement.verdict == "exact":
                    view.learn_part(c.stated, c.operands[0])
                elif c.relation == "ratio" and judgement.verdict == "exact":
                    view.learn_rate(c.stated, c.operands[0])
                yield judgement

    def _record(
        self,
        n: int,
        j: Judgement,
        structure: Structure,
        figures: Sequence[Figure],
        confirmed: frozenset[str],
        located: Mapping[str, Decimal],
        lang: str,
    ) -> Check:
        c = j.candidate
        language: Literal["zh", "en"] = "en" if lang == "en" else "zh"
        siblings: Sequence[Figure] = ()
        if j.verdict == "mismatch":
            at = int(c.stated.id[1:]) - 1
            siblings = figures[max(0, at - 15) : at + 15]
        diagnoses = (
            diagnose(j, siblings=siblings, confirmed=confirmed, located=located, lang=language)
            if j.verdict == "mismatch"
            else ()
        )
        told = Sensible.of(j)
        return Check(
            id=f"c{n}",
            code=code_of(c.relation),
            relation=c.relation,
            stated=c.stated.id,
            operands=tuple(f.id for f in c.operands),
            signs=c.signs or (1,) * len(c.operands),
            constants=c.constants,
            computed=told.computed,
            low=told.low,
            high=told.high,
            difference=told.difference,
            verdict=j.verdict,
            reason=j.reason,
            severity=severity(j, any(f.id in located for f in (c.stated, *c.operands))),
            message=message(j, language),
            notes=j.notes,
            diagnoses=diagnoses,
        )


def _doubted(j: Judgement, doubtful: Sequence[Place]) -> Judgement:
    """The judgement, a mismatch noted as a doubt of the reading where it may be one."""
    figures = (j.candidate.stated, *j.candidate.operands)
    touched = any(p.start < f.end and f.start < p.end for f in figures for p in doubtful)
    misread = j.verdict == "mismatch" and touched
    return j._replace(notes=(*j.notes, "misread")) if misread else j


def _as_slip(view: View, statement: Sequence[Candidate], decided: Judgement) -> Judgement | None:
    """A soft reading that one slip in its stated figure explains, as the mismatch that it is."""
    nested = view.units("nested")
    for candidate in statement:
        if not may_slip(candidate):
            continue
        judgement = decided if candidate is decided.candidate else judge(candidate)
        if judgement.verdict in {"unchecked", "mismatch"} and slipped(judgement, nested):
            firm = judge(candidate._replace(soft=""))
            if firm.verdict == "mismatch":
                return firm
    return None


def _folded(judged: list[Judgement]) -> Iterator[Judgement]:
    """Each thing told once: A + (B + C) where B + C has a total, no part that a sum names, no sum
    that a difference tells."""
    sums = [j.candidate for j in judged if j.candidate.relation == "sum" and j.verdict == "exact"]
    inner = {frozenset(f.id for f in c.operands): c.stated for c in sums}
    lists: dict[str, list[tuple[int, frozenset[str]]]] = {}
    for n, ids in enumerate(inner):
        lists.setdefault(min(ids), []).append((n, ids))
    summed = (j.candidate for j in judged if j.candidate.relation == "sum")
    told = {(c.stated.id, f.id) for c in summed for f in c.operands}
    parts: set[str] = set()
    differences = {_figures(j.candidate) for j in judged if j.candidate.relation == "delta"}
    for j in judged:
        c = j.candidate
        if c.relation == "sum" and _figures(c) in differences:
            continue
        if c.relation == "part":
            if (c.operands[0].id, c.stated.id) in told or c.stated.id in parts:
                continue
            parts.add(c.stated.id)
        held = None
        if c.relation == "sum" and j.verdict == "exact" and set(c.signs) == {1}:
            ids = frozenset(f.id for f in c.operands)
            within = (k for id_ in ids for k in lists.get(id_, ()) if k[1] < ids)
            others = (k for k in within if inner[k[1]].id != c.stated.id)
            _, held = min(others, default=(0, None))
        if held:
            rest = [f for f in c.operands if f.id not in held]
            if inner[held].id not in {f.id for f in rest}:
                folded = (inner[held], *rest)
                j = judge(c._replace(operands=folded, signs=(1,) * len(folded)))
        yield j


def _figures(c: Candidate) -> frozenset[str]:
    return frozenset(f.id for f in (c.stated, *c.operands))


def _unique(judgements: Iterator[Judgement]) -> Iterator[Judgement]:
    seen: set[tuple[str, str, frozenset[str]]] = set()
    for j in judgements:
        c = j.candidate
        key = (c.relation, c.stated.id, frozenset(f.id for f in c.operands))
        if key not in seen:
            seen.add(key)
            yield j
