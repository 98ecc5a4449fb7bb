"""What the words around a figure say of it: planned or done, rising or falling, whose."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from reportparse.figures.reading import Reading
from reportparse.figures.tables import Cell
from reportparse.models import Direction, Section, Status
from reportparse.rules import Rules
from reportparse.structure import Structure

REACH_CLAUSES = 2
THRESHOLD = regex.compile("以[上下内]的")
SUBJECT = regex.compile(r"(?:^|[,。;:、])([\p{Han}]{2,8}(?:公司|银行|农商行|农行|信用社|集团|乡|镇|街道|学校|中学|小学|医院|法院|局|院|所|村|社|区|县|市|农场|林场|牧场|厂|矿|站|中心|支行))(?=[\p{Han}\d])")


class ContextReader:
    """Status, direction, subject and program of figures, from cue words of ``status.toml``."""

    def __init__(self, rules: Rules) -> None:
        self._target = rules.cue("status.target")
        self._actual = rules.cue("status.actual")
        self._none = rules.cue("status.none")
        self._future = rules.cue("status.future")
        self._weak = rules.cue("status.weak")
        self._target_after = rules.cue("status.target_after")
        self._name = rules.cue("status.name")
        self._measured = rules.cue("status.measured")
        self._stock = rules.cue("heading.stock")
        self._up = rules.cue("direction.up")
        self._down = rules.cue("direction.down")
        self._plan = rules.cue("heading.plan")
        self._done = rules.cue("heading.done")
        self._verbs = sorted(rules.words("heading.leading_verbs"), key=len, reverse=True)

    def statuses(
        self, structure: Structure, readings: Sequence[Reading], cells: dict[int, Cell]
    ) -> list[Status]:
        """The status of each reading, lists and parts taking that of the figure they follow."""
        out: list[Status] = []
        for i, r in enumerate(readings):
            out.append(self._status(structure, readings, i, out, cells))
        return out

    def _status(
        self,
        structure: Structure,
        readings: Sequence[Reading],
        i: int,
        before: Sequence[Status],
        cells: dict[int, Cell],
    ) -> Status:
        r, text = readings[i], structure.folded
        default = self._section_default(structure, r.start)
        if cell := cells.get(r.core):
            planned = self._target.search(cell.column_name) and not self._actual.search(cell.column_name)
            return "target" if planned else default or "actual"
        sentence = structure.sentence(r.start)[0]
        previous = readings[i - 1] if i and readings[i - 1].end > sentence else None
        lead = self._name.sub(_blank, text[previous.end if previous else sentence : r.start])
        lead = lead[lead.rfind(";") + 1 :]
        clause = lead[max(lead.rfind(c) for c in ",:") + 1 :]
        lead = ",".join(lead.split(",")[-REACH_CLAUSES:])
        if r.kind == "rate" and (self._measured.search(clause) and (previous or clause.strip("的"))):
            return "actual"
        if r.kind == "rate" and "占" in clause:
            return "actual"
        if r.kind != "rate" and THRESHOLD.search(text[r.end - 2 : r.end + 1]):
            return ""
        if default is None and self._future.search(text, sentence, r.start):
            default = "target"
        if self._target_after.search(text[r.end : r.end + 10]):
            return "target"
        said = self._said(lead)
        if said is None and default is None and self._weak.search(lead):
            return "actual"
        if said == "actual" and default == "target" and "已" not in lead:
            return "target"
        if said is not None:
            return said
        if r.kind == "amount" and regex.search("/[人户]", r.unit):
            return ""
        if r.kind == "duration" and r.unit == "年":
            return ""
        if previous is not None and (previous.kind != "duration" or r.kind == "duration"):
            return before[i - 1]
        return "actual" if default is None else default

    def _said(self, lead: str) -> Status | None:
        """The status that the nearest cue of the lead gives; of two that end together the longer."""
        best, status = (-1, 0), None
        for cue, name in ((self._actual, "actual"), (self._target, "target"), (self._none, "")):
            for m in cue.finditer(lead):
                if (m.end(), -m.start()) >= best:
                    best, status = (m.end(), -m.start()), name
        return status  # type: ignore[return-value]

    def _section_default(self, structure: Structure, at: int) -> Status | None:
        """What the headings above make of a figure without a cue: planned, a stock, or nothing."""
        section = structure.section_at(at)
        while section:
            heading = section.heading
            if self._stock.search(heading):
                return ""
            if self._done.search(heading):
                return None
            if self._plan.search(heading):
                return "target"
            section = next((s for s in structure.sections if s.id == section.parent), None)
        return None

    def direction(self, structure: Structure, r: Reading, indicator: str) -> Direction:
        """Whether the figure is a rise or a fall: the change word that ends before it decides."""
        clause = structure.clause(r.start)[0]
        lead = structure.folded[max(clause, r.start - 12) : r.start]
        up = max((m.end() for m in self._up.finditer(lead)), default=-1)
        down = max((m.end() for m in self._down.finditer(lead)), default=-1)
        if max(up, down) < 0 or len(lead) - max(up, down) > 4:
            tail = indicator[-3:]
            up, down = (1 if self._up.search(tail) else -1), (1 if self._down.search(tail) else -1)
            if up == down:
                return ""
        if regex.match(r"[到至]", lead[max(up, down) :]):
            return ""
        return "down" if down >= up else "up"

    def subject(self, structure: Structure, r: Reading) -> str:
        """Who, where the sentence names one before the figure (电信公司)."""
        start = structure.sentence(r.start)[0]
        found = list(SUBJECT.finditer(structure.folded, start, r.start))
        return found[-1][1] if found else ""

    def program(self, section: Section | None) -> str:
        """The section's heading without leading verbs."""
        if section is None:
            return ""
        name = section.heading
        while verb := next((v for v in self._verbs if name.startswith(v) and len(name) > len(v) + 1), ""):
            name = name[len(verb) :]
        return name


def _blank(m: regex.Match[str]) -> str:
    return "　" * len(m[0])
