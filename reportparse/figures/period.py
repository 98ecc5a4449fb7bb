"""Periods: the span of time that a report, or a figure in it, speaks of."""

from __future__ import annotations

import calendar
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import regex

from reportparse.expressions import compiled
from reportparse.models import Period
from reportparse.structure import Structure

YEAR = compiled(
    r"(?<!\d)(19[4-9]\d|20\d\d)(?:\s?年|(?!\s?[\d.,:%万亿千百余多元人户亩吨件个名家次辆台座处项条所米公平起批份场头只套间宗株盏栋艘对组位]))"
)
HAN_YEAR = compiled(
    r"([一二])([〇零○一二三四五六七八九])([〇零○一二三四五六七八九])([〇零○一二三四五六七八九])年"
)
HAN = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}
NUM = r"(\d{1,2}|[一二三四五六七八九十]{1,2})"
PART = (
    rf"(?:(?P<m1>{NUM})月?[-—–~至到]{{1,2}}(?P<m2>{NUM})月(?:份|末|底)?"
    rf"|(?P<month>{NUM})月(?:份|末|底|初|中旬|上旬|下旬)?(?:(?P<day>{NUM})[日号])?"
    rf"|前(?P<first>{NUM})个?月"
    rf"|(?P<half>[上下])半年|(?P<q>[一二三四1-4])季度|前(?P<fq>[二三])季度)"
)
MENTION = compiled(
    rf"(?=[\d一二三四五六七八九十今本当去上前下全][\d半〇零○一二三四五六七八九十个]{{0,3}}[年月季—–~至到-])"
    rf"(?:(?:(?P<year>(?:19[4-9]\d|20\d\d)(?:年|(?=[-—–~]))|[一二][〇零○一二三四五六七八九]{{3}}年|今年|本年|当年|去年|上年|前年)"
    rf"(?P<span>[-—–~至到]+(?P<year2>(?:19|20)\d\d)年?(?:度)?)?){PART}?|{PART})"
    rf"(?:末|底|初)?"
    rf"|(?P<whole>全年)"
)
MULTIPLE = compiled(
    r"的(?:近|约|超过?)?(?:百分之)?[\d.一二三四五六七八九十百点两]+(?:余|多)?(?:倍|%|成)"
)
AGAINST = compiled(r"[比较同与超]$|超过$")
AGAINST_END = compiled(
    r"[,。;、)]|相比|(?:分别|净|平均每?年?|实际)*"
    r"(?:[增减升降涨跌多少高低快慢翻超好优]|上升|上涨|下降|下滑|提高|提前|回落|扩大|缩小|压减)"
)
BROUGHT = compiled(r"(?:末|底)?(?:[结滚]转|结余|旧存|遗留|未结|留存)\p{Han}{0,6}")
ASIDE = compiled(r"\([^()]*$")
ASIDE_FIGURE = compiled(r"[^()]*?\d[^()]*(?=\))")
CLAUSE_STOP = compiled(r"[,。;、)]")
BASE = compiled(r"(?:[比较同与由从自]|恢复[至到]|超过)$")
DEPARTURES = frozenset("由从")
ARRIVAL = compiled(r"(?<=[\d十百千万亿%\p{Han}])(?:到|至|为|成)|[,。;]")
PLAN_AGE = compiled(
    r"(?<![\p{Han}])[“\"‘]?(十?[一二三四五六七八九])五[”\"’]?(?=时期|期间|规划|以来|发展|主要)"
)
PAST = compiled(r"过去的?([一二三四五])年")
BARE_YEAR = compiled(r"(?:19[4-9]|20\d)\d")
OPENING = 400
RELATIVE = {"今年": 0, "本年": 0, "当年": 0, "去年": -1, "上年": -1, "前年": -2}


class _Reach(NamedTuple):
    """A stretch of the text and the time that holds in it; None for that of the section."""

    start: int
    end: int
    period: Period | None


@dataclass(frozen=True)
class Periods:
    """The report's period, those of its sections, and the mentions that override them."""

    report: Period | None
    _structure: Structure
    _sections: Mapping[str, Period]
    _reaches: Sequence[_Reach]
    _starts: Sequence[int]

    def at(self, offset: int) -> Period | None:
        """The period at an offset: that of the last mention before it in its sentence.

        Without one it is what the headings above name, else the report's.
        """
        i = bisect_right(self._starts, offset) - 1
        if i >= 0 and offset < self._reaches[i].end and self._reaches[i].period:
            return self._reaches[i].period
        return self.topic(offset)

    def later(self, offset: int, year: int | None) -> bool:
        """Whether the time at an offset begins after a year."""
        period = self.at(offset)
        return bool(year and period and period.start and period.start.year > year)

    def topic(self, offset: int) -> Period | None:
        """The period that the headings above the offset name, else the report's."""
        section = self._structure.section_at(offset)
        return self._sections.get(section.id, self.report) if section else self.report

    def named(self, rows: Sequence[str], columns: Sequence[str]) -> Period | None:
        """The period that the names of a table's cell give: a row's whole name (2020年, 3月), or
        what a column's begins with (上年产量)."""
        base = self.report.start.year if self.report and self.report.start else None
        for names, match in ((columns, MENTION.match), (rows, MENTION.fullmatch)):
            for name in reversed(names):
                if BARE_YEAR.fullmatch(name):
                    return _whole_year(int(name))
                m = match(name)
                if m and m[0] and (period := _resolve(m, base, name)):
                    return period
        return None


def read_periods(structure: Structure) -> Periods:
    """All mentions of time of a text, resolved against the year of the report itself.

    A mention reaches to the end of its sentence, or to the next one; one that a figure is compared
    with (比上年增长, 由2015年的3万亩增加到) to the end of the comparison only.
    """
    report = _report(structure)
    base = report.start.year if report and report.start else None
    reaches: list[_Reach] = []
    starts: list[int] = []
    periods = Periods(report, structure, _of_sections(structure, base), reaches, starts)
    sentence, outer = -1, None
    for m in MENTION.finditer(structure.folded):
        begin, end = structure.sentence(m.start())
        outer = outer if begin == sentence else None
        sentence = begin
        topic = outer or periods.topic(m.start())
        year = topic.end.year if topic and topic.end else base
        period = _resolve(m, base if m["year"] in RELATIVE else year, structure.text)
        if period is None:
            continue
        stop = _compared(structure.folded, m, begin, end)
        if stop is None:
            stop = _aside(structure.folded, m, begin, end)
        if stop is None:
            outer = period
            reaches.append(_Reach(m.start(), end, period))
        else:
            reaches += _Reach(m.start(), stop, period), _Reach(stop, end, outer)
        starts += [r.start for r in reaches[len(starts) :]]
    return periods


def _of_sections(structure: Structure, base: int | None) -> dict[str, Period]:
    """For each section the period that its heading names, else that of the one around it."""
    found: dict[str, Period] = {}
    for section in structure.sections:
        heading = structure.heading(section)
        named = (
            _resolve(m, base, heading)
            for m in MENTION.finditer(heading)
            if _compared(heading, m, 0, len(heading)) is None
        )
        own = next(filter(None, named), None) or plan_age(heading) or _past(heading, base)
        period = own or found.get(section.parent or "")
        if period:
            found[section.id] = period
    return found


def _past(heading: str, base: int | None) -> Period | None:
    """The years before the report's own that a heading looks back on (过去五年的工作)."""
    m = PAST.search(heading)
    if not m or base is None:
        return None
    return _period(m[0], base - _number(m[1]), 1, base - 1, 12)


def plan_age(heading: str) -> Period | None:
    """The five years of a plan from the sixth on (“十四五”时期: 2021 to 2025)."""
    m = PLAN_AGE.search(heading)
    if not m:
        return None
    last = 1955 + 5 * _number(m[1])
    return _period(m[0], last - 4, 1, last, 12) if last >= 1985 else None


def _compared(text: str, m: regex.Match[str], begin: int, end: int) -> int | None:
    """Where a comparison with the mention ends; None where nothing is compared with it.

    What stands between the mention and that place is of the mention's time; the multiple of a year
    (2012年的1.9倍) is none of it.
    """
    if MULTIPLE.match(text, m.end(), end):
        return m.end()
    lead = text[max(begin, m.start() - 2) : m.start()]
    if AGAINST.search(lead):
        stop = AGAINST_END.search(text, m.end(), end)
    elif lead[-1:] in DEPARTURES:
        stop = ARRIVAL.search(text, m.end(), end)
    else:
        return None
    return stop.start() if stop else end


def _aside(text: str, m: regex.Match[str], begin: int, end: int) -> int | None:
    """Where a mention ends that holds for one figure only: that of a bracket (不含上年旧存16件), or
    one brought forward (加上年结余50万元,调入资金…)."""
    if ASIDE.search(text, begin, m.start()) and (own := ASIDE_FIGURE.match(text, m.end(), end)):
        return own.end()
    if m["year"] and (brought := BROUGHT.match(text, m.end(), end)):
        stop = CLAUSE_STOP.search(text, brought.end(), end)
        return stop.start() if stop else end
    return None


def _report(structure: Structure) -> Period | None:
    """The report's own period: what its title names (a day is none), else a whole year.

    The year is that of the title, else the one that the opening names most, else that of the date.
    """
    title = structure.title
    opening = structure.folded[: max(len(title), 1) + OPENING]
    years = _own_years(title)[:1] or _most_named(opening)
    published = structure.published.year if structure.published else None
    base = years[0] if years else published
    for m in MENTION.finditer(title) if base else ():
        period = _resolve(m, base, title) if not m["day"] else None
        if period and period.start and (not years or period.start.year == base):
            return period
    return _whole_year(years[0]) if years else None


def _most_named(head: str) -> list[int]:
    years = _own_years(head)
    counted = Counter(years)
    return sorted(set(years), key=lambda y: (-counted[y], years.index(y)))[:1]


def _own_years(text: str) -> list[int]:
    """The years that a text names and compares nothing with."""
    return [y for at, y in _years(text) if not BASE.search(text, 0, at)]


def _whole_year(year: int) -> Period:
    return Period(text=f"{year}年", start=date(year, 1, 1), end=date(year, 12, 31))


def years_in(text: str) -> list[int]:
    """The years that a text names, in order."""
    return [y for _, y in _years(text)]


def _years(text: str) -> list[tuple[int, int]]:
    found = [(m.start(), int(m[1])) for m in YEAR.finditer(text)]
    found += [(m.start(), _han_year(m[0])) for m in HAN_YEAR.finditer(text)]
    return sorted(found)


def _han_year(written: str) -> int:
    return int("".join(HAN[c] for c in written if c in HAN))


def _number(written: str) -> int:
    """A month, quarter or day in digits or Chinese numerals; 0, which none has, for nonsense."""
    if written.isdecimal():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    if not ten:
        return int(HAN.get(written, "0"))
    if not {tens, ones} <= HAN.keys() | {""}:
        return 0
    return int(HAN.get(tens, "1")) * 10 + int(HAN.get(ones, "0"))


def _resolve(m: regex.Match[str], base: int | None, text: str) -> Period | None:
    """The period of a mention; without dates where its year is unknown, None where it is none."""
    surface = text[m.start() : m.end()].strip()
    if m["whole"]:
        return None if base is None else _period(surface, base, 1, base, 12)
    year = _year(m["year"], base)
    if m["span"]:
        return None if year is None else _period(surface, year, 1, int(m["year2"]), 12)
    months = _months(m, surface)
    if months is None and m["year"] is None:
        return None
    if year is None:
        return Period(text=surface)
    first, last = months or (1, 12)
    return _period(surface, year, first, year, last)


def _year(written: str | None, base: int | None) -> int | None:
    if written is None:
        return base
    if written in RELATIVE:
        return None if base is None else base + RELATIVE[written]
    return int(written[:4]) if written[0].isdecimal() else _han_year(written)


def _months(m: regex.Match[str], surface: str) -> tuple[int, int] | None:
    """First and last month of a mention; None where it names no part of a year.

    9月末 and 9月底 count from January on: reports give what has been reached by then.
    """
    if m["m2"]:
        return _number(m["m1"]), _number(m["m2"])
    if m["month"]:
        month = _number(m["month"])
        return (1, month) if "末" in surface or "底" in surface else (month, month)
    if m["first"]:
        return 1, _number(m["first"])
    if m["half"]:
        return (1, 6) if m["half"] == "上" else (7, 12)
    if m["q"]:
        quarter = _number(m["q"])
        return 3 * quarter - 2, 3 * quarter
    if m["fq"]:
        return 1, 3 * _number(m["fq"])
    return None


def _period(surface: str, y1: int, m1: int, y2: int, m2: int) -> Period | None:
    if not (1 <= m1 <= 12 and 1 <= m2 <= 12 and (y1, m1) <= (y2, m2)):
        return None
    return Period(
        text=surface, start=date(y1, m1, 1), end=date(y2, m2, calendar.monthrange(y2, m2)[1])
    )
