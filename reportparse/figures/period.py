"""Periods: the span of time that a report, or a figure in it, speaks of."""

from __future__ import annotations

import calendar
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from datetime import date

import regex

from reportparse.models import Period
from reportparse.structure import Structure

YEAR = regex.compile(r"(?<!\d)(19[4-9]\d|20\d\d)\s?年?")
HAN_YEAR = regex.compile(
    r"([一二])([〇零○一二三四五六七八九])([〇零○一二三四五六七八九])([〇零○一二三四五六七八九])年"
)
HAN = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}
NUM = r"(\d{1,2}|[一二三四五六七八九十]{1,2})"
MENTION = regex.compile(
    rf"(?=[\d一二三四五六七八九十今本当去上前下])"
    rf"(?:(?P<year>(?:19[4-9]\d|20\d\d)(?:年|(?=[-—–~]))|[一二][〇零○一二三四五六七八九]{{3}}年|今年|本年|当年|去年|上年|前年)"
    rf"(?P<span>[-—–~至到]+(?P<year2>(?:19|20)\d\d)年?(?:度)?)?)?"
    rf"(?:(?P<m1>{NUM})月?[-—–~至到]{{1,2}}(?P<m2>{NUM})月(?:份|末|底)?"
    rf"|(?P<month>{NUM})月(?:份|末|底|初|中旬|上旬|下旬)?(?:(?P<day>{NUM})[日号])?"
    rf"|前(?P<first>{NUM})个?月"
    rf"|(?P<half>[上下])半年|(?P<q>[一二三四1-4])季度|前(?P<fq>[二三])季度)?"
    rf"(?P<end>末|底|初)?"
)
OPENING = 400
RELATIVE = {"今年": 0, "本年": 0, "当年": 0, "去年": -1, "上年": -1, "前年": -2}


@dataclass(frozen=True)
class Periods:
    """The report's period and the mentions that override it for the figures behind them."""

    report: Period | None
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    mentions: tuple[Period, ...]

    def at(self, offset: int) -> Period | None:
        """The period that holds at an offset: the last mention in its sentence, or the report's."""
        i = bisect_right(self.starts, offset) - 1
        if i >= 0 and offset < self.ends[i]:
            return self.mentions[i]
        return self.report


def read_periods(structure: Structure) -> Periods:
    """All mentions of time of a text, resolved against the year of the report itself.

    A mention reaches to the end of its sentence, or to the next one.
    """
    report = _report(structure)
    base = report.start.year if report and report.start else None
    starts, ends, mentions = [], [], []
    for m in MENTION.finditer(structure.folded):
        if m[0] and (period := _resolve(m, base, structure.text)):
            starts.append(m.start())
            ends.append(structure.sentence(m.start())[1])
            mentions.append(period)
    return Periods(report, tuple(starts), tuple(ends), tuple(mentions))


def _report(structure: Structure) -> Period | None:
    """The report's own period: what its title names (a day is none), else a whole year.

    The year is that of the title, else the one that the opening names most, else that of the date.
    """
    title = structure.title
    years = _years(title)[:1] or _most_named(structure.folded[: max(len(title), 1) + OPENING])
    published = structure.published.year if structure.published else None
    base = years[0] if years else published
    for m in MENTION.finditer(title) if base else ():
        period = _resolve(m, base, title) if m[0] and not m["day"] else None
        if period and period.start and (not years or period.start.year == base):
            return period
    return _whole_year(years[0]) if years else None


def _most_named(head: str) -> list[int]:
    years = _years(head)
    counted = Counter(years)
    return sorted(set(years), key=lambda y: (-counted[y], years.index(y)))[:1]


def _whole_year(year: int) -> Period:
    return Period(text=f"{year}年", start=date(year, 1, 1), end=date(year, 12, 31))


def _years(text: str) -> list[int]:
    found = [(m.start(), int(m[1])) for m in YEAR.finditer(text)]
    found += [(m.start(), _han_year(m[0])) for m in HAN_YEAR.finditer(text)]
    return [y for _, y in sorted(found)]


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
