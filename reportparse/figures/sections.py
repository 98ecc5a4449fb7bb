"""What the headings above a figure make of it where no word beside it says: planned, or a stock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reportparse.figures.period import plan_age, years_in
from reportparse.models import Status
from reportparse.rules import Rules
from reportparse.structure import Structure


@dataclass(frozen=True)
class Outlook:
    """The status that each section gives to figures without a cue; None where it gives none.

    ``reviewed`` is the last year that a heading looks back on (2023年工作回顾), ``title_year`` the
    first that the title does.
    """

    reviewed: int | None
    title_year: int | None
    _structure: Structure
    _statuses: Mapping[str, Status | None]

    def at(self, offset: int) -> Status | None:
        """The status that the section at an offset gives."""
        section = self._structure.section_at(offset)
        return self._statuses[section.id] if section else None


class HeadingReader:
    """Reads from headings, with the cue words of ``headings.toml``, which way a section looks."""

    def __init__(self, rules: Rules) -> None:
        self._planned = rules.cue("heading.planned")
        self._stock = rules.cue("heading.stock")
        self._done = rules.cue("heading.done")
        self._progress = rules.cue("heading.progress")
        self._plan = rules.cue("heading.plan")
        self._trouble = rules.cue("heading.trouble")

    def outlook(self, structure: Structure) -> Outlook:
        """The statuses of all sections: each heading's own word, else that of the one around it.

        A heading that names a later year than the one reviewed looks ahead, and so do those of its
        level behind it.
        """
        headings = [structure.heading(s) for s in structure.sections]
        back = [h for h in headings if self._done.search(h) or self._progress.search(h)]
        reviewed = max((y for h in back for y in _years(h)), default=None)
        told = years_in(structure.title) if self._done.search(structure.title) else []
        statuses: dict[str, Status | None] = {}
        ahead = False
        for section, heading in zip(structure.sections, headings, strict=True):
            above = statuses.get(section.parent or "")
            if self._planned.search(heading):
                status: Status | None = "target"
            elif self._stock.search(heading):
                status = ""
            elif self._done.search(heading):
                status = None
            elif self._progress.search(heading):
                status = above
            elif reviewed and any(y > reviewed for y in _years(heading)):
                status = "target"
                ahead = ahead or section.parent is None
            elif self._plan.search(heading) or (
                section.parent is None and ahead and not self._trouble.search(heading)
            ):
                status = "target"
            else:
                status = above
            statuses[section.id] = status
        return Outlook(reviewed, min(told, default=None), structure, statuses)


def _years(heading: str) -> list[int]:
    """The years that a heading names, the last one of a plan among them."""
    plan = plan_age(heading)
    return years_in(heading) + ([plan.end.year] if plan and plan.end else [])
