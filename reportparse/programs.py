"""Programs: the figures of each section as amounts, counts, rates and measures, with completion."""

from __future__ import annotations

from collections.abc import Sequence

from reportparse.models import Check, Completion, Figure, Program
from reportparse.rules import Rules
from reportparse.structure import Structure


def read_programs(
    structure: Structure, figures: Sequence[Figure], checks: Sequence[Check], rules: Rules
) -> tuple[Program, ...]:
    """One program a section that holds figures of its own, in text order."""
    by_section: dict[str, list[Figure]] = {}
    for f in figures:
        if f.section:
            by_section.setdefault(f.section, []).append(f)
    by_id = {f.id: f for f in figures}
    rates: dict[str | None, list[Check]] = {}
    for c in checks:
        if c.relation == "ratio" and len(c.operands) == 2:
            rates.setdefault(by_id[c.stated].section, []).append(c)
    programs = []
    for section in structure.sections:
        own = by_section.get(section.id)
        if not own:
            continue
        programs.append(
            Program(
                name=own[0].program,
                section=section.id,
                amounts=_ids(own, "amount"),
                counts=_ids(own, "count"),
                rates=_ids(own, "rate"),
                measures=_ids(own, "measure"),
                completion=tuple(
                    Completion(
                        target=c.operands[1],
                        actual=c.operands[0],
                        stated=c.stated,
                        computed=c.computed,
                        verdict=c.verdict,
                    )
                    for c in rates.get(section.id, ())
                    if by_id[c.operands[1]].status == "target"
                    and by_id[c.operands[0]].status != "target"
                ),
            )
        )
    return tuple(programs)


def _ids(figures: Sequence[Figure], kind: str) -> tuple[str, ...]:
    return tuple(f.id for f in figures if f.kind == kind)
