"""Periods: the span of time that a report, or a figure in it, speaks of."""

from __future__ import annotations

import calendar
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from datetime import date

import regex

from reportparse.models import Period
from reportparse.rules import Rules
from reportparse.structure import Structure

YEAR = regex.compile(r"(?<!\d)(19[4-9]\d|20\d\d)\s?年?")
HAN_YEAR = regex.compile(r"([一二])([〇零○一二三四五六七八九])([〇零○一二三四五六七八九])([〇零○一二三四五六七八九])年")
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


class PeriodReader:
    """Finds the mentions of time of a text and resolves them against the report's own year."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    def resolver(self, structure: Structure) -> Periods:
        """All mentions of a text, each reaching to the end of its sentence."""
        report = self._report(structure)
        base = report.start.year if report and report.start else None
        starts, ends, mentions = [], [], []
        for m in MENTION.finditer(structure.folded):
            if not m[0] or m[0] in {"末", "底", "初"}:
                continue
            period = _resolve(m, base, structure.text)
            if period:
                starts.append(m.start())
                ends.append(structure.sentence(m.start())[1])
                mentions.append(period)
        return Periods(report, tuple(starts), tuple(ends), tuple(mentions))

    def _report(self, structure: Structure) -> Period | None:
        head = structure.folded[: max(len(structure.title), 1) + 400]
        title = structure.title
        base = structure.published.year if structure.published else None
        for source in (title, head):
            years = _years(source)
            if not years:
                continue
            counted = Counter(years)
            year = years[0] if source is title else max(counted, key=lambda y: (counted[y], -years.index(y)))
            for m in MENTION.finditer(title):
                if m[0] and (period := _resolve(m, year, title)) and period.start and period.start.year == year:
                    return period
            return Period(text=f"{year}年", start=date(year, 1, 1), end=date(year, 12, 31))
        for m in MENTION.finditer(title):
            if m[0] and base and (period := _resolve(m, base, title)):
                return period
        return None


def _years(text: str) -> list[int]:
    found = [(m.start(), int(m[1])) for m in YEAR.finditer(text)]
    found += [(m.start(), _han_year(m[0])) for m in HAN_YEAR.finditer(text)]
    return [y for _, y in sorted(found)]


def _han_year(written: str) -> int:
    return int("".join(HAN[c] for c in written if c in HAN))


def _number(written: str) -> int:
    if written.isdecimal():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    if not ten:
        return int(HAN.get(written, "0"))
    return (int(HAN[tens]) if tens else 1) * 10 + (int(HAN[ones]) if ones else 0)


def _resolve(m: regex.Match[str], base: int | None, text: str) -> Period | None:
    written = m["year"]
    if written is None:
        year = base
    elif written in RELATIVE:
        year = None if base is None else base + RELATIVE[written]
    else:
        year = int(written[:4]) if written[0].isdecimal() else _han_year(written)
    surface = text[m.start() : m.end()].strip()
    first, last = 1, 12
    if m["span"]:
        if year is None:
            return None
        return _period(surface, year, 1, int(m["year2"]), 12)
    if m["m2"]:
        first, last = _number(m["m1"]), _number(m["m2"])
    elif m["month"]:
        month = _number(m["month"])
        first, last = (1, month) if m["end"] or "末" in surface or "底" in surface else (month, month)
    elif m["first"]:
        last = _number(m["first"])
    elif m["half"]:
        first, last = (1, 6) if m["half"] == "上" else (7, 12)
    elif m["q"]:
        quarter = _number(m["q"])
        first, last = 3 * quarter - 2, 3 * quarter
    elif m["fq"]:
        last = 3 * _number(m["fq"])
    elif written is None:
        return None
    if year is None:
        return Period(text=surface)
    return _period(surface, year, first, year, last)


def _period(surface: str, y1: int, m1: int, y2: int, m2: int) -> Period | None:
    if not (1 <= m1 <= 12 and 1 <= m2 <= 12 and (y1, m1) <= (y2, m2)):
        return None
    return Period(
        text=surface, start=date(y1, m1, 1), end=date(y2, m2, calendar.monthrange(y2, m2)[1])
    )
