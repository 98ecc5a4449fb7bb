"""What the words around a figure say of it: planned or done, rising or falling, whose."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import regex

from reportparse.expressions import compiled
from reportparse.figures.period import Periods, years_in
from reportparse.figures.reading import Reading, antecedent
from reportparse.figures.sections import HeadingReader, Outlook
from reportparse.figures.tables import Cell
from reportparse.models import Direction, Section, Status
from reportparse.rules import Rules
from reportparse.structure import Structure
from reportparse.words import is_verb

REACH_CLAUSES = 2
REACH = 300
YEAR_AHEAD = compiled(
    r"(?<![\p{Han}\d])到((?:19|20)\d\d年|[一二][〇零○一二三四五六七八九]{3}年)(?:底|末)?(?=,)"
)
EACH = compiled(r"(?:每(?:[人户亩月年名头只]|公斤|平方米)+)$")
EACH_HEAD = compiled("/[人户]")
SUBJECT = compiled(
    r"(?:^|(?<=[,。;:、!?\s]))(?:其中|预计|今年(?:以来)?|去年|上半年|[一二三四前]季度|全年|目前|年内)?+"
    r"((?![该本全各每这那我对从在向与由为将居共其据]|根据|按照?|结合|围绕|针对|记者|保持)(?:"
    r"\p{Han}{1,8}(?:公司|银行|农商行|农行|信用社|集团|街道|学校|中学|小学|医院|法院|农场|林场|牧场"
    r"|中心|支行|派出所|卫生所|供销社|合作社)|\p{Han}{2,8}[乡镇局院村区县市厂矿站]))(?=[\p{Han}\d])"
)
CLAUSE_MARK = compiled(r"[,。;:、!?\s]")
NOBODY = compiled("(?:乡村|城市|地区|片区|灾区|矿区|户区|城镇|农村|[布格]局|中村)$")
ADVERBS = frozenset("已共全累新今实现先也则还年在为把向将")
QUALIFIED = compiled(r"的?\p{Han}{2,12}")
LATEST = 1999
YEAR = compiled(r"(?<![到\d])(?:19|20)\d\d")
SINCE = compiled("以?来|间")
LAST_YEAR = compiled("(?<![比较与同])[上去]年(?!同期|相比|基础|水平|结|滚)(?!.*[今明]年)")
LISTED = compiled("[、和及与]|[,;]?其中")
DEPARTURE = compiled(r"[由从](?:20\d\d年)?的?$|(?:到|至|为)(?:20\d\d年)?的?$")
LEVEL = compiled("[到至]|(?<![幅速长])为")
STOCKS = frozenset({"count", "measure", "rate"})
NEAR = 24
AFTER = 10
ACTED = compiled("[了出得获]")
BOUNDS = frozenset({"以上", "以下", "以内"})


class _Lead(NamedTuple):
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
    last: Reading | None


class ContextReader:
    """Status, direction, subject and program of figures, from cue words of ``status.toml``."""

    def __init__(self, rules: Rules) -> None:
        self._target = rules.cue("status.target")
        self._actual = rules.cue("status.actual")
        self._none = rules.cue("status.none")
        self._any_status = rules.any_cue(("status.actual", "status.target", "status.none"))
        self.future = rules.cue("status.future")
        self._weak = rules.cue("status.weak")
        self.forecast = rules.cue("status.forecast")
        self.happened = rules.cue("status.happened")
        self.announced = rules.cue("status.announced")
        self._befell = rules.cue("status.befell")
        self._change = rules.cue("status.change")
        self._standard = rules.cue("status.standard")
        self._threshold = rules.cue("status.threshold")
        self._target_after = rules.cue("status.target_after")
        self._name = rules.cue("status.name")
        self._measured = rules.cue("status.measured")
        self._up = rules.cue("direction.up")
        self._down = rules.cue("direction.down")
        self._either = rules.any_cue(("direction.up", "direction.down"))
        self._no_change = rules.cue("direction.name")
        self._headings = HeadingReader(rules)
        self._done_verbs = frozenset(rules.words("indicator.verb"))
        self._verbs = tuple(sorted(rules.words("heading.leading_verbs"), key=len, reverse=True))

    def statuses(
        self,
        structure: Structure,
        readings: Sequence[Reading],
        cells: dict[int, Cell],
        periods: Periods,
    ) -> list[Status]:
        """The status of each reading, lists and parts taking that of the figure they follow."""
        year = YEAR.search(structure.title)
        outlook = _Prospects(self, structure.folded, int(year[0]) if year else None)
        sections = self._headings.outlook(structure)
        out: list[Status] = []
        asides: set[int] = set()
        for i, r in enumerate(readings):
            default = sections.at(r.start)
            if cell := cells.get(r.core):
                out.append(self._of_cell(cell, default))
                continue
            if self._is_aside(structure.folded, r, readings[i + 1 : i + 2]):
                asides.add(i)
                out.append("")
                continue
            lead = self._lead(structure, readings, i, asides)
            if default is None and (
                self._looks_ahead(structure, lead.sentence, r.start, outlook)
                or periods.later(r.start, sections.reviewed)
                or self._announces(structure, lead.sentence, r.start, sections, periods)
            ):
                default = "target"
            status = self._status(structure, r, lead, default, outlook, out)
            if not status and (self._standard.search(lead.clause) or self._is_standard(r, lead)):
                asides.add(i)
            out.append(status)
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
        previous, start = antecedent(text, readings, i, sentence)
        near = text[start : r.start]
        near = self._name.sub(_blank, near)
        near = near[near.rfind(";") + 1 :]
        clause = near[max(near.rfind(","), near.rfind(":")) + 1 :]
        reach = ",".join(near.split(",")[-REACH_CLAUSES:])
        passes_on = previous is not None and (
            previous not in asides or LISTED.match(near) is not None
        )
        if previous is not None and readings[previous].kind == "duration":
            passes_on = passes_on and r.kind == "duration"
        last = readings[i - 1] if i else None
        return _Lead(sentence, previous, passes_on, near, clause, reach, last)

    def _status(
        self,
        structure: Structure,
        r: Reading,
        lead: _Lead,
        default: Status | None,
        outlook: _Prospects,
        before: Sequence[Status],
    ) -> Status:
        written = self._written(structure, r, lead, default, outlook, before)
        if written is not None:
            return written
        said = self._said(lead.reach)
        planned = lead.previous is not None and before[lead.previous] == "target"
        if said == "actual" and planned and lead.passes_on and self._change.match(lead.near):
            return "target"
        if said is None and default is None and self._weak.search(lead.reach):
            return "actual"
        if said != "target" and default == "target" and LAST_YEAR.search(lead.near):
            return "actual"
        if said == "actual" and default == "target" and "已" not in lead.reach:
            return "target"
        if said is not None:
            return said
        if self._is_standard(r, lead):
            return ""
        if r.kind == "duration" and r.unit == "年" and not DEPARTURE.search(lead.clause):
            return ""
        if not default and self._befell.search(structure.folded[r.end : r.end + AFTER]):
            return "actual"
        if lead.previous is not None and lead.passes_on:
            return before[lead.previous]
        if default is None and self._goes_on(structure, r, lead, before):
            return ""
        return "actual" if default is None else default

    def _goes_on(
        self, structure: Structure, r: Reading, lead: _Lead, before: Sequence[Status]
    ) -> bool:
        """Whether the sentence goes on with the stocks of the one before: 法官403人,占69%."""
        last = lead.last
        if lead.previous is not None or last is None or before[len(before) - 1] != "":
            return False
        if last.kind not in STOCKS or r.kind not in STOCKS or lead.sentence - last.end > NEAR:
            return False
        if ACTED.search(lead.near):
            return False
        return structure.paragraph_at(last.start) == structure.paragraph_at(r.start)

    def _written(
        self,
        structure: Structure,
        r: Reading,
        lead: _Lead,
        default: Status | None,
        outlook: _Prospects,
        before: Sequence[Status],
    ) -> Status | None:
        """The status that the figure's own surroundings settle, whatever the cues before it."""
        text = structure.folded
        if r.kind == "rate":
            measured = self._measured.search(lead.clause.strip())
            told = lead.previous is not None or lead.clause.strip("的")
            planned = default == "target" and "已" not in lead.reach
            if measured and told:
                return "target" if planned else "actual"
            if "占" in lead.clause and not planned:
                return "" if self._of_stock(lead, before) else "actual"
        if self._target_after.search(text[r.end : r.end + 10]):
            return "target"
        if r.kind == "duration" and SINCE.match(text, r.end):
            return ""
        start = lead.sentence
        if text.startswith("其中", start):
            start = structure.sentence(max(start - 1, 0))[0]
        forecast = outlook.forecast.between(start, r.start)
        if forecast is not None and outlook.happened.between(forecast, r.start) is None:
            return ""
        return None

    def _of_stock(self, lead: _Lead, before: Sequence[Status]) -> bool:
        """Whether a share is that of a stock: 有农户737户,其中贫困户144户,占19.54%."""
        if lead.previous is None or not lead.passes_on or lead.near.startswith("的"):
            return False
        return before[lead.previous] == ""

    def _is_aside(self, text: str, r: Reading, following: Sequence[Reading]) -> bool:
        """Whether the figure is the bound of a rule, or says which are meant, and tells nothing."""
        if self._threshold.match(text, r.end) or self._qualifies(text, r):
            return True
        if r.modifier not in {">", "<"} or r.kind in {"count", "rate"}:
            return False
        counted = next((f for f in following if f.kind == "count"), None)
        return counted is not None and (QUALIFIED.fullmatch(text, r.end, counted.start) is not None)

    def _qualifies(self, text: str, r: Reading) -> bool:
        """Whether an age or a bound says which are meant (60岁以上老年人, 30万千瓦以下的机组)."""
        if r.kind == "rate" or r.modifier not in {">", "<", ".."}:
            return False
        if r.unit in {"岁", "周岁"}:
            return text[r.end : r.end + 1] not in {"", ",", "。", ";", "、", "\n"}
        return text[r.end - 2 : r.end] in BOUNDS and text[r.end : r.end + 1] == "的"

    def _is_standard(self, r: Reading, lead: _Lead) -> bool:
        """Whether the amount is a standard: what each person, household or 亩 gets, no price."""
        if r.kind != "amount" or "价" in lead.clause:
            return False
        return EACH_HEAD.search(r.unit) is not None or EACH.search(lead.clause) is not None

    def _looks_ahead(
        self, structure: Structure, sentence: int, at: int, outlook: _Prospects
    ) -> bool:
        """Whether the sentence, or the list that its paragraph announces, speaks of the future."""
        paragraph = structure.paragraphs[structure.paragraph_at(at)].start
        sooner = outlook.future.between(sentence, at), outlook.announced.between(paragraph, at)
        return sooner != (None, None)

    def _announces(
        self,
        structure: Structure,
        sentence: int,
        at: int,
        sections: Outlook,
        periods: Periods,
    ) -> bool:
        """Whether the sentence plans for a year after the one that the title looks back on."""
        later = periods.later(at, sections.title_year)
        return later and self._target.search(structure.folded, sentence, at) is not None

    def _said(self, lead: str) -> Status | None:
        """The status that the nearest cue gives; of two that end together the longer decides."""
        best, status = (-1, 0), None
        if not self._any_status.search(lead):
            return None
        for cue, name in ((self._actual, "actual"), (self._target, "target"), (self._none, "")):
            for m in cue.finditer(lead):
                if (m.end(), -m.start()) >= best:
                    best, status = (m.end(), -m.start()), name
        return status  # type: ignore[return-value]

    def direction(self, structure: Structure, r: Reading, indicator: str) -> Direction:
        """Whether the figure is a rise or a fall: the change word that ends before it decides."""
        clause = structure.clause(r.start)[0]
        lead = self._no_change.sub(_blank, structure.folded[max(clause, r.start - 12) : r.start])
        up, down = -1, -1
        if self._either.search(lead):
            up, down = _last_end(self._up, lead), _last_end(self._down, lead)
        if max(up, down) < 0 or len(lead) - max(up, down) > 4:
            tail = self._no_change.sub(_blank, indicator)[-3:]
            if not self._either.search(tail):
                return ""
            up, down = (1 if self._up.search(tail) else -1), (1 if self._down.search(tail) else -1)
            if up == down:
                return ""
        if LEVEL.match(lead, max(up, down)):
            return ""
        return "down" if down >= up else "up"

    def subject(self, structure: Structure, r: Reading, openings: Openings) -> str:
        """Who, where the sentence names one before the figure that does something (电信公司)."""
        text = structure.folded
        for found in reversed(openings.before(structure.sentence(r.start)[0], r.start)):
            if not r.start - REACH <= found.start() < r.start:
                continue
            m = found if found.end() < r.start else SUBJECT.match(text, found.start(), r.start)
            if m is None or NOBODY.search(m[1]) or self._begins_with_verb(m[1]):
                continue
            if self._acts(text[m.end() : r.end]):
                return m[1]
        return ""

    def _acts(self, words: str) -> bool:
        """Whether what follows a name says what it did, or gives its figure straight away."""
        if words[0].isdecimal() or words[0] in ADVERBS:
            return True
        return self._begins_with_verb(words) or is_verb(words[:2])

    def _begins_with_verb(self, words: str) -> bool:
        return any(words[:length] in self._done_verbs for length in (1, 2, 3))

    def program(self, section: Section | None) -> str:
        """The section's heading without leading verbs."""
        if section is None:
            return ""
        name = section.heading
        while name.startswith(self._verbs) and (
            verb := next((v for v in self._verbs if name.startswith(v) and name[len(v) + 1 :]), "")
        ):
            name = name[len(verb) :]
        return name


class Openings:
    """The names that the clauses of a text begin with, asked for from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._sentence, self._end = -1, 0
        self._found: list[regex.Match[str]] = []

    def before(self, sentence: int, at: int) -> Sequence[regex.Match[str]]:
        """Those between the start of a sentence and an offset."""
        starts = []
        if sentence != self._sentence:
            self._sentence, self._end, self._found = sentence, sentence, []
            starts.append(sentence)
        starts += [m.end() for m in CLAUSE_MARK.finditer(self._text, self._end, at)]
        self._found += [m for start in starts if (m := SUBJECT.match(self._text, start))]
        self._end = at
        return self._found


class _Prospects:
    """Where a text looks ahead or says what has happened, found once for all its figures."""

    def __init__(self, reader: ContextReader, text: str, year: int | None) -> None:
        named = YEAR_AHEAD.finditer(text)
        later = (m for m in named if years_in(m[1])[0] > (LATEST if year is None else year))
        if year is None:
            later = (m for m in later if m[0][-1] not in "底末")
        self.future = _Spots([*reader.future.finditer(text), *later])
        self.announced = _Spots(reader.announced.finditer(text))
        self.forecast = _Spots(reader.forecast.finditer(text))
        self.happened = _Spots(reader.happened.finditer(text))


class _Spots:
    def __init__(self, matches: Iterable[regex.Match[str]]) -> None:
        self._starts = sorted(m.start() for m in matches)

    def between(self, start: int, end: int) -> int | None:
        """The start of the last spot in a stretch of the text."""
        i = bisect_left(self._starts, end) - 1
        return self._starts[i] if i >= 0 and self._starts[i] >= start else None


def _last_end(cue: regex.Pattern[str], text: str) -> int:
    """Where the last match ends; -1 where there is none."""
    end = -1
    for m in cue.finditer(text):
        end = m.end()
    return end


def _blank(m: regex.Match[str]) -> str:
    return "　" * len(m[0])
