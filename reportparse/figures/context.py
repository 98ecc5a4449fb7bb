"""What the words around a figure say of it: planned or done, rising or falling, whose."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import regex

from reportparse.figures.reading import Reading
from reportparse.figures.tables import Cell
from reportparse.models import Direction, Section, Status
from reportparse.rules import Rules
from reportparse.structure import Structure

REACH_CLAUSES = 2
YEAR_AHEAD = regex.compile(r"(?<![\p{Han}\d])到(20\d\d)年(?:底|末)?(?=,)")
YEAR = regex.compile(r"(?<![到\d])20\d\d")
EACH = regex.compile(r"(?:每(?:[人户亩月年名头只]|公斤|平方米)+)$")
SUBJECT = regex.compile(
    r"(?:^|[,。;:、])((?![该本全各每这那])[\p{Han}]{1,8}"
    r"(?:公司|银行|农商行|农行|信用社|集团|乡|镇|街道|学校|中学|小学|医院|法院|局|院|所"
    r"|村|社|区|县|市|农场|林场|牧场|厂|矿|站|中心|支行))(?=[\p{Han}\d])"
)
BOUNDS = frozenset({"以上", "以下", "以内"})


@dataclass(frozen=True, slots=True)
class _Lead:
    """The words before a figure in its sentence.

    ``previous`` is the figure before it there, which ``passes_on`` its status unless it is a length
    of time that the figure fell in (五年招收研究生四万人); ``near`` the text from that figure on,
    names that hold a planning word blanked; ``clause`` its last clause, ``reach`` its last two.
    """

    sentence: int
    previous: int | None
    passes_on: bool
    near: str
    clause: str
    reach: str


class ContextReader:
    """Status, direction, subject and program of figures, from cue words of ``status.toml``."""

    def __init__(self, rules: Rules) -> None:
        self._target = rules.cue("status.target")
        self._actual = rules.cue("status.actual")
        self._none = rules.cue("status.none")
        self._future = rules.cue("status.future")
        self._weak = rules.cue("status.weak")
        self._forecast = rules.cue("status.forecast")
        self._happened = rules.cue("status.happened")
        self._announced = rules.cue("status.announced")
        self._threshold = rules.cue("status.threshold")
        self._planned = rules.cue("heading.planned")
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
        year = YEAR.search(structure.title)
        ahead = _YearsAhead(structure.folded, int(year[0]) if year else None)
        out: list[Status] = []
        asides: set[int] = set()
        for i, r in enumerate(readings):
            default = self._section_default(structure, r.start)
            if cell := cells.get(r.core):
                out.append(self._of_cell(cell, default))
                continue
            if self._is_aside(structure.folded, r):
                asides.add(i)
                out.append("")
                continue
            lead = self._lead(structure, readings, i, asides)
            if default is None and self._looks_ahead(structure, lead.sentence, r.start, ahead):
                default = "target"
            out.append(self._status(structure.folded, r, lead, default, out))
        return out

    def _of_cell(self, cell: Cell, default: Status | None) -> Status:
        planned = self._target.search(cell.column_name)
        if planned and not self._actual.search(cell.column_name):
            return "target"
        return default or "actual"

    def _lead(
        self, structure: Structure, readings: Sequence[Reading], i: int, asides: Collection[int]
    ) -> _Lead:
        r, text = readings[i], structure.folded
        sentence = structure.sentence(r.start)[0]
        previous = i - 1 if i and readings[i - 1].end > sentence else None
        near = text[sentence if previous is None else readings[previous].end : r.start]
        near = self._name.sub(_blank, near)
        near = near[near.rfind(";") + 1 :]
        clause = near[max(near.rfind(c) for c in ",:") + 1 :]
        reach = ",".join(near.split(",")[-REACH_CLAUSES:])
        passes_on = previous is not None and previous not in asides
        if previous is not None and readings[previous].kind == "duration":
            passes_on = passes_on and r.kind == "duration"
        return _Lead(sentence, previous, passes_on, near, clause, reach)

    def _status(
        self, text: str, r: Reading, lead: _Lead, default: Status | None, before: Sequence[Status]
    ) -> Status:
        written = self._written(text, r, lead, before)
        if written is not None:
            return written
        said = self._said(lead.reach)
        if said is None and default is None and self._weak.search(lead.reach):
            return "actual"
        if said == "actual" and default == "target" and "已" not in lead.reach:
            return "target"
        if said is not None:
            return said
        if self._is_standard(r, lead):
            return ""
        if r.kind == "duration" and r.unit == "年":
            return ""
        if lead.previous is not None and lead.passes_on:
            return before[lead.previous]
        return "actual" if default is None else default

    def _written(
        self, text: str, r: Reading, lead: _Lead, before: Sequence[Status]
    ) -> Status | None:
        """The status that the figure's own surroundings settle, whatever the cues before it."""
        if r.kind == "rate":
            measured = self._measured.search(lead.clause)
            if measured and (lead.previous is not None or lead.clause.strip("的")):
                return "actual"
            if "占" in lead.clause:
                return "" if self._of_stock(lead, before) else "actual"
        if self._target_after.search(text[r.end : r.end + 10]):
            return "target"
        return "" if self._is_forecast(text, lead.sentence, r.start) else None

    def _of_stock(self, lead: _Lead, before: Sequence[Status]) -> bool:
        """Whether a share is that of a stock: 有农户737户,其中贫困户144户,占19.54%."""
        if lead.previous is None or not lead.passes_on or lead.near.startswith("的"):
            return False
        return before[lead.previous] == ""

    def _is_forecast(self, text: str, start: int, end: int) -> bool:
        """Whether the stretch says 预计, and nothing after it that has happened."""
        forecasts = [m.end() for m in self._forecast.finditer(text, start, end)]
        return bool(forecasts) and not self._happened.search(text, forecasts[-1], end)

    def _is_aside(self, text: str, r: Reading) -> bool:
        """Whether the figure is the bound of a rule, or says which are meant, and tells nothing."""
        return self._threshold.match(text, r.end) is not None or self._qualifies(text, r)

    def _qualifies(self, text: str, r: Reading) -> bool:
        """Whether an age or a bound says which are meant (60岁以上老年人, 30万千瓦以下的机组)."""
        if r.kind == "rate" or r.modifier not in {">", "<", ".."}:
            return False
        if r.unit in {"岁", "周岁"}:
            return text[r.end : r.end + 1] not in {"", ",", "。", ";", "、", "\n"}
        return text[r.end - 2 : r.end] in BOUNDS and text[r.end : r.end + 1] == "的"

    def _is_standard(self, r: Reading, lead: _Lead) -> bool:
        """Whether the amount is a standard: what each person, household or 亩 gets."""
        if r.kind != "amount":
            return False
        return regex.search("/[人户]", r.unit) is not None or EACH.search(lead.clause) is not None

    def _looks_ahead(
        self, structure: Structure, sentence: int, at: int, ahead: _YearsAhead
    ) -> bool:
        """Whether the sentence, or the list that its paragraph announces, speaks of the future."""
        text = structure.folded
        if self._future.search(text, sentence, at) or ahead.between(sentence, at):
            return True
        paragraph = structure.paragraphs[structure.paragraph_at(at)].start
        return self._announced.search(text, paragraph, at) is not None

    def _said(self, lead: str) -> Status | None:
        """The status that the nearest cue gives; of two that end together the longer decides."""
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
            if self._planned.search(heading):
                return "target"
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
        while verb := next(
            (v for v in self._verbs if name.startswith(v) and len(name) > len(v) + 1), ""
        ):
            name = name[len(verb) :]
        return name


def _blank(m: regex.Match[str]) -> str:
    return "　" * len(m[0])


class _YearsAhead:
    """Where a text says 到2025年, of a year after its own: what follows is planned."""

    def __init__(self, text: str, year: int | None) -> None:
        found = YEAR_AHEAD.finditer(text)
        self._starts = [m.start() for m in found if year is None or int(m[1]) > year]

    def between(self, start: int, end: int) -> bool:
        """Whether one stands in the stretch."""
        return bisect_left(self._starts, start) < bisect_left(self._starts, end)
