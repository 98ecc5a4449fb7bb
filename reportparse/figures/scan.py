"""Running the rules over the text: numbers with their units and modifiers.

Two kinds of matches are found: forms (figures with a grammar of their own, 百分之三,
14.6:42.7:42.7) and plain numbers with what follows and precedes them. ``resolve.py`` decides
between matches that overlap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

import regex

from reportparse.expressions import compiled
from reportparse.figures.branches import Branches
from reportparse.figures.masks import Masked
from reportparse.figures.numerals import Number, NumeralReader
from reportparse.figures.reading import Reading
from reportparse.models import Modifier
from reportparse.rules import RuleEntry, Rules, any_of

CLAUSE_END = compiled(r"[。;;!?!?\n,]")
CONTEXT_REACH = 24
LEADS_ON = frozenset("—–~-至到两")
"""What a number behind belongs to: the dash of a range, or 两 where it is a unit."""
LONGEST_UNIT = 8
LEADING_ZERO = compiled(r"0\d")
"""No number begins so: the rest of one that a line break or a misread point has cut."""
PART = compiled(r"\d+(?:\.\d+)?")
BRACKETED = compiled(r"\(([^()\d]{1,5})\)")
IN_WORD = compiled("[A-Za-z](?=[A-Za-z0-9])")
SLASHES = compiled("[/每·・•]+")
TENTHS = {
    "元": compiled(r"(?:([\d一二两三四五六七八九])角)(?:([\d一二三四五六七八九])分)?"),
    "亩": compiled(r"([\d一二两三四五六七八九])分(?![之钟数])(?:([\d一二三四五六七八九])厘)?"),
}
PER = compiled(
    r"每(?:[人名户亩吨个件位头台辆只座担]|公斤|人次|平方米|千瓦时|公里|度|斤)(?:每(?:[年月日天次]|学期|学年))?|人[年月](?!均)"
)


class Scanner:
    """The compiled rules; built once for a set of rules, used for every text."""

    def __init__(self, rules: Rules) -> None:
        self.numerals = NumeralReader(rules)
        self._forms = [(e, Branches.of(rules, e)) for e in rules.of("form")]
        self._units = _Units(rules)
        self._modifiers = _Modifiers(rules)
        probe = RuleEntry(id="number", role="cue", file="numerals.toml", words=("0",))
        self._number = rules.compile(
            r"(?P<minus>(?<![\d%\w)])-(?=\d)|(?<=[\p{Han},。;])-(?=\d))?[¥¥$]?\s?"
            r"(?P<number>(?:{arabic})(?:\s?(?P<mid>[余多])?(?:{scale})(?:\d+(?:\.\d+)?(?:{scale}))*)?|{han_number})"
            r"(?P<more>(?:(?<=\d \d) )?[余多](?:[万亿]+)?|(?<=[十百千万])来(?=\p{Han}))?",
            probe,
        )
        self._no_range = rules.cue("range.blocked")
        self._dash = rules.compile(r"\s?{dash}\s?", probe)

    def readings(self, text: str, masked: Masked) -> Iterator[Reading]:
        """Every written quantity of the folded text, overlaps included, in no order.

        Numbers that a mask holds are left out, but for those that may begin a range.
        """
        for entry, pattern in self._forms:
            for m in pattern.finditer(text):
                yield from self._form(text, entry, m)
        at = 0
        while found := self._number.search(text, at):
            start, end = found.span("number")
            at = max(found.end(), found.start() + 1)
            if masked.firmly(start, end) and LEADS_ON.isdisjoint(text[end : end + LONGEST_UNIT]):
                continue
            reading = self._quantity(text, found)
            if reading:
                yield reading
                at = max(at, reading.end)

    # plain numbers

    def _quantity(self, text: str, m: regex.Match[str]) -> Reading | None:
        written, end = m["number"], m.end("number")
        scaled = written[-1] in "万亿" and written[0] not in "十百千万亿"
        stands_alone = written[0].isdecimal() or scaled
        unit = self._units.after(text, end)
        if not (stands_alone or unit or m["more"] or self._dash.match(text, end)):
            return None
        number = self.numerals.read(written)
        if number is None or LEADING_ZERO.match(written):
            return None
        more = number.more
        if m["more"]:
            tail, behind = m["more"].lstrip()[1:], self._units.after(text, m.end())
            if behind or tail or number.scale > 1:
                number = number._replace(
                    value=number.value * _scale(tail), place=number.place * _scale(tail)
                )
                if tail:
                    number = number._replace(scale=number.scale * _scale(tail))
                end, unit, more = m.end(), behind, True
        core = m.start("minus") if m["minus"] else m.start("number")
        if m["minus"]:
            number = number._replace(value=-number.value)
        if unit and unit.form.endswith("半"):
            number = number._replace(value=number.value + Decimal("0.5"), place=Decimal("0.1"))
        elif unit and (parts := self._parts(text, unit)):
            number = number._replace(value=number.value + parts[0], place=parts[1])
            unit = unit._replace(end=parts[2])
        other = None if more else self._range(text, core, end, unit)
        if other:
            second, second_unit = other
            high, low = second.number.value, number.value
            if number.scale == 1 and second.number.scale > 1 and not unit and low < 10000:
                low *= second.number.scale
            if low < high and number.high is None:
                number = Number(
                    low, min(number.place, second.number.place), high, second.number.scale
                )
                unit = second_unit or unit
                end = second.end
        reading = Reading(core, core, end, number, None, "", "", "")
        if unit and self._licensed(text, core, unit.entry):
            rule = unit.entry
            if rule.factor:
                number = _times(number, Decimal(rule.factor))
            reading = Reading(
                core, core, max(unit.end, end), number, rule.kind, unit.unit, "", rule.id
            )
        if reading.bare and not stands_alone:
            return None
        return self._modified(text, reading, more)

    def _parts(self, text: str, unit: _Unit) -> tuple[Decimal, Decimal, int] | None:
        """五角, 3角2分 behind 元, 五分 behind 亩: value, place of its last digit, end."""
        pattern = TENTHS.get(unit.unit)
        m = pattern.match(text, unit.end) if pattern else None
        if not m:
            return None
        value = Decimal(0)
        for written, worth in ((m[1], "0.1"), (m[2], "0.01")):
            number = self.numerals.read(written) if written else None
            value += (number.value if number else Decimal(0)) * Decimal(worth)
        place = Decimal("0.01") if m[2] or unit.unit == "元" else Decimal("0.1")
        return value, place, m.end()

    def _range(
        self, text: str, start: int, end: int, first: _Unit | None
    ) -> tuple[Reading, _Unit | None] | None:
        """The second number of 30%-50%, 3至5个; 至 and 到 behind a change lead to a level."""
        unit_end = first.end if first else end
        for at in {end, unit_end}:
            dash = self._dash.match(text, at)
            if not dash:
                continue
            led = dash[0].strip() in {"至", "到"}
            if led and self._no_range.search(text, max(0, start - 16), start):
                continue
            m = self._number.match(text, dash.end())
            if not m or m["minus"] or m["more"]:
                continue
            second = self.numerals.read(m["number"])
            if second is None or second.high is not None:
                continue
            unit = self._units.after(text, m.end("number"))
            if unit is None and unit_end == end:
                continue
            if unit and first and unit.unit != first.unit:
                continue
            if dash[0].strip() == "到" and not first:
                continue
            stop = unit.end if unit else m.end("number")
            return Reading(at, at, stop, second, None, "", "", ""), unit
        return None

    def _licensed(self, text: str, start: int, entry: RuleEntry) -> bool:
        """Whether a context word of the rule stands in the clause before (none asked: yes)."""
        if not entry.context:
            return True
        before = text[max(0, start - CONTEXT_REACH) : start]
        clause = CLAUSE_END.split(before)[-1]
        return any(w in clause for w in entry.context)

    def _modified(self, text: str, reading: Reading, more: bool) -> Reading:
        start, end = reading.start, reading.end
        found: list[Modifier] = []
        before = self._modifiers.before(text, start)
        if before and not (reading.kind == "duration" and text[before.start] == "近"):
            start = before.start
            found.append(before.modifier)
            again = self._modifiers.before(text, start)
            if again:
                start = again.start
                found.append(again.modifier)
        if more:
            found.append(">")
        after = self._modifiers.after(text, end)
        if after and not (reading.bare and after.word == "多"):
            end = after.end
            found.append(after.modifier)
        if not found and (apart := self._modifiers.apart(text, start)):
            found.append(apart)
        modifier: Modifier = ""
        if found:
            modifier = found[0] if len(set(found)) == 1 else "~"
        elif reading.number.high is not None:
            modifier = ".."
        if not modifier and (start, end) == (reading.start, reading.end):
            return reading
        return reading._replace(start=start, end=end, modifier=modifier)

    # figures with a grammar of their own

    def _form(self, text: str, entry: RuleEntry, m: regex.Match[str]) -> Iterator[Reading]:
        assert entry.kind is not None
        if entry.value != "parts" and not self._licensed(text, m.start(), entry):
            return
        groups = m.groupdict()
        unit = groups.get("unit") or entry.unit or ""
        if entry.value == "parts":
            if "." not in m[0] and not self._licensed(text, m.start(), entry):
                return
            percent = m[0].count(":") > 1
            unit = "%" if percent else unit
            for part in PART.finditer(text, m.start(), m.end()):
                number = self.numerals.read(part[0])
                if number:
                    yield Reading(
                        part.start(),
                        part.start(),
                        part.end(),
                        number,
                        entry.kind,
                        unit,
                        "",
                        entry.id,
                    )
            return
        number = self._form_number(entry, groups)
        if number is None:
            return
        more = bool(groups.get("mid"))
        if unit == "月":
            unit = "个月"
        reading = Reading(m.start(), m.start(), m.end(), number, entry.kind, unit, "", entry.id)
        other = None if more else self._form_range(text, entry, m)
        if other:
            reading = reading._replace(end=other[1], number=number._replace(high=other[0].value))
        yield self._modified(text, reading, more or number.more)

    def _form_number(self, entry: RuleEntry, groups: dict[str, str | None]) -> Number | None:
        if entry.value == "number":
            return self.numerals.read(groups.get("number") or "")
        if entry.value == "tenths":
            tens, ones = (
                self.numerals.read(groups["number"] or ""),
                self.numerals.read(groups["ones"] or ""),
            )
            if not tens or not ones:
                return None
            return Number(10 * tens.value + ones.value, Decimal(1), arabic=False)
        if entry.value == "fraction":
            above = self.numerals.read(groups.get("above") or "")
            below = self.numerals.read(groups.get("below") or "")
            if not above or not below or not below.value or above.value > below.value:
                return None
            share = (above.value / below.value * 100).quantize(Decimal("0.01"))
            return Number(share, Decimal("0.01"), None, Decimal(1), False, False)
        return Number(Decimal(entry.value), Decimal(10), None, Decimal(1), False, False)

    def _form_range(
        self, text: str, entry: RuleEntry, m: regex.Match[str]
    ) -> tuple[Number, int] | None:
        """百分之三至百分之五, 百分之三至五."""
        dash = self._dash.match(text, m.end())
        if not dash or entry.value != "number":
            return None
        for e, pattern in self._forms:
            if e.id == entry.id and (n := pattern.match(text, dash.end())):
                second = self.numerals.read(n["number"] or "")
                return (second, n.end()) if second else None
        bare = self._number.match(text, dash.end())
        if not bare or bare["minus"] or bare["more"] or self._units.after(text, bare.end()):
            return None
        second = self.numerals.read(bare["number"])
        return (second, bare.end()) if second and second.high is None else None


class _Unit(NamedTuple):
    entry: RuleEntry
    unit: str
    end: int
    form: str


class _Units:
    """The unit behind a number: the longest form, with a bracketed second unit (户(次))."""

    def __init__(self, rules: Rules) -> None:
        self._of: dict[str, RuleEntry] = {}
        patterns: list[str] = []
        self._patterned: dict[str, RuleEntry] = {}
        for entry in rules.of("unit"):
            for form in entry.forms:
                self._of.setdefault(form, entry)
            if entry.pattern:
                group = f"p{len(patterns)}"
                patterns.append(f"(?P<{group}>{rules.expand(entry.pattern, entry)})")
                self._patterned[group] = entry
        self._forms = re.compile(any_of(self._of))
        self._pattern = compiled("|".join(patterns))
        self._blocked = rules.cue("unit.blocked")

    def after(self, text: str, at: int) -> _Unit | None:
        """The unit that begins at ``at``, a space allowed before it."""
        spaced = at < len(text) and text[at] == " "
        start = at + 1 if spaced else at
        found = self._literal(text, start)
        m = self._pattern.match(text, start)
        if m and m.lastgroup and (found is None or m.end() > found.end):
            entry = self._patterned[m.lastgroup]
            return _Unit(entry, entry.unit or _compound(m[0]), m.end(), m[0])
        if found is None or self._blocked.match(text, start):
            return None
        bracket = text.startswith("(", found.end) and BRACKETED.match(text, found.end)
        others = bracket[1].split("、") if bracket else []
        if bracket and others != ["次"] and all(unit in self._of for unit in others):
            return found._replace(unit=found.unit + bracket[0], end=bracket.end())
        return found

    def _literal(self, text: str, start: int) -> _Unit | None:
        m = self._forms.match(text, start)
        if m is None:
            return None
        form = m[0]
        while IN_WORD.match(text, start + len(form) - 1):
            form = next((form[:n] for n in range(len(form) - 1, 0, -1) if form[:n] in self._of), "")
            if not form:
                return None
        entry = self._of[form]
        return _Unit(entry, entry.unit or form.strip("半多"), start + len(form), form)

    def known(self, form: str) -> RuleEntry | None:
        """The rule of this very form."""
        return self._of.get(form)


def _compound(surface: str) -> str:
    """元每人每月 and 元/人/月 are one unit."""
    return SLASHES.sub("/", surface).strip("/") if "/" not in surface[:1] else surface


class _Modifier(NamedTuple):
    modifier: Modifier
    start: int
    end: int
    word: str


class _Modifiers:
    def __init__(self, rules: Rules) -> None:
        by_place: dict[str, list[RuleEntry]] = {"before": [], "after": [], "apart": []}
        for e in rules.of("modifier"):
            by_place[e.id.partition(".")[0]].append(e)
        self._before = [(e, _reversed(rules, e)) for e in by_place["before"]]
        self._after = [(e, compiled(_alternatives(rules, e))) for e in by_place["after"]]
        self._apart = [(e, _reversed(rules, e)) for e in by_place["apart"]]
        self._any_before = _reversed(rules, *by_place["before"])
        self._any_after = compiled(_alternatives(rules, *by_place["after"]))
        self._any_apart = _reversed(rules, *by_place["apart"])

    def before(self, text: str, at: int) -> _Modifier | None:
        """The longest modifier that ends at ``at``."""
        best: _Modifier | None = None
        while at > 0 and text[at - 1] == " ":
            at -= 1
        if not at or not self._any_before.match(text, 0, at):
            return None
        for e, pattern in self._before:
            m = pattern.match(text, 0, at)
            if m and e.modifier is not None and (best is None or m.start() < best.start):
                best = _Modifier(e.modifier, m.start(), at, m[0])
        return best

    def apart(self, text: str, at: int) -> Modifier:
        """The modifier that stands some words before the figure (不到计划的80%)."""
        if not at or not self._any_apart.match(text, 0, at):
            return ""
        for e, pattern in self._apart:
            if e.modifier is not None and pattern.match(text, 0, at):
                return e.modifier
        return ""

    def after(self, text: str, at: int) -> _Modifier | None:
        """The modifier that begins at ``at``."""
        if not self._any_after.match(text, at):
            return None
        for e, pattern in self._after:
            m = pattern.match(text, at)
            if m and e.modifier is not None:
                return _Modifier(e.modifier, at, m.end(), m[0])
        return None


def _reversed(rules: Rules, *entries: RuleEntry) -> regex.Pattern[str]:
    """Matches that end where the search begins."""
    return compiled(f"(?r)(?:{_alternatives(rules, *entries)})")


def _alternatives(rules: Rules, *entries: RuleEntry) -> str:
    every: list[str] = []
    for entry in entries:
        every += [regex.escape(w) for w in sorted(entry.words, key=len, reverse=True)]
        if entry.pattern:
            every.append(rules.expand(entry.pattern, entry))
    return "|".join(every) or r"(?!)"


def _scale(suffix: str) -> Decimal:
    value = Decimal(1)
    for c in suffix:
        value *= 10000 if c == "万" else 100000000
    return value


def _times(number: Number, factor: Decimal) -> Number:
    high = None if number.high is None else number.high * factor
    return number._replace(value=number.value * factor, high=high, place=number.place * factor)
