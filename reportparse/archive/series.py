"""One indicator over the years: the same figure of many reports side by side, by place and year.

A report also speaks of earlier years: it gives last year's value again, or this year's with a
rate of growth that implies it. Where that cannot be what the earlier report stated, the series
says so. A contradiction may be a slip, a revision or another scope (统计口径), so it is a question
to ask, never a finding of ``check``. As in docs/checks.md, a written figure stands for an
interval, and only intervals without a common value contradict each other; growth at constant
prices and on a comparable basis is left alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from itertools import combinations
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from reportparse.archive.schema import FIGURES, REPORTS
from reportparse.archive.store import Store, open_store
from reportparse.outputs.layout import grid, plain
from reportparse.rules import load_rules

if TYPE_CHECKING:
    import pandas as pd

_GROWTH = tuple(
    prefix + word
    for prefix in ("", "同比", "比上年", "较上年")
    for word in ("增长", "下降", "增加", "减少", "上升", "提高", "降低", "增幅", "降幅", "增速")
)
"""What follows an indicator in the indicator of its rate of change."""
_NEAR = 60
"""Characters between a value and the rate of change that belongs to it, at most."""
_SOFT = ("soft.constant_price", "soft.comparable_basis", "soft.annual_average")
_HUNDRED = Decimal(100)


Line: TypeAlias = tuple[str, str, str, str]
"""What makes a line of a series: place, program, subject and unit."""


@dataclass(frozen=True, slots=True)
class Point:
    """A figure of a series: what one report says about one span of time.

    ``start`` and ``end`` are the span's days; ``year`` is set where it is a whole calendar year.
    """

    place: str
    program: str
    indicator: str
    subject: str
    unit: str
    start: date | None
    end: date | None
    year: int | None
    text: str
    value: Decimal
    low: Decimal | None
    high: Decimal | None
    status: str
    report: str
    name: str
    report_year: int | None
    figure: str
    line: int
    char_start: int
    char_end: int


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two reports that cannot both be right about ``year``; ``implied`` is the interval that
    value and growth of the later report give, where it is these that speak of the earlier year."""

    year: int
    earlier: Point
    later: Point
    growth: str = ""
    implied: tuple[Decimal, Decimal] | None = None

    def to_text(self, lang: str = "zh") -> str:
        """The contradiction in one line, with both reports and places."""
        before, after = self.earlier, self.later
        there = f"{before.name}:{before.line}"
        here = f"{after.name}:{after.line}"
        what = f"{before.place}{before.program and '·' + before.program}·{before.indicator}"
        if self.implied is None:
            if lang == "zh":
                return f"{what}，{self.year}年：{there} 为{before.text}，{here} 却为{after.text}"
            return f"{what}, {self.year}: {before.text} in {there}, but {after.text} in {here}"
        low, high = (f"{_short(bound)}{before.unit}" for bound in self.implied)
        if lang == "zh":
            return (
                f"{what}，{self.year}年：{there} 为{before.text}，{here} 的{after.text}、"
                f"{self.growth}却推出{low}至{high}"
            )
        return (
            f"{what}, {self.year}: {before.text} in {there}, but {after.text} and {self.growth} "
            f"in {here} imply {low} to {high}"
        )


@dataclass(frozen=True, slots=True)
class Series:
    """One indicator in an archive: its points by place, program and time, and contradictions."""

    indicator: str
    points: tuple[Point, ...]
    contradictions: tuple[Contradiction, ...]

    def lines(self) -> dict[Line, dict[int, Point]]:
        """For each place, program, subject and unit: the point of each whole year.

        Where several reports speak of a year, the one that is about that year counts, else the
        latest; inside a report an actual figure goes before a target, then the first one counts.
        """
        found: dict[Line, dict[int, Point]] = defaultdict(dict)
        for point in sorted(self.points, key=_preference, reverse=True):
            if point.year is not None:
                line = found[point.place, point.program, point.subject, point.unit]
                line[point.year] = point
        return dict(sorted((key, dict(sorted(line.items()))) for key, line in found.items()))

    def to_text(self, lang: str = "zh") -> str:
        """The values by year as a table for a screen, then the contradictions, one a line."""
        zh = lang == "zh"
        lines = self.lines()
        years = sorted({year for line in lines.values() for year in line})
        rows = [
            [plain(label(key)), *(plain(line[y].text) if y in line else "" for y in years)]
            for key, line in lines.items()
        ]
        heads = ("对象" if zh else "Line", *map(str, years))
        table = grid(heads, rows, right=range(1, len(heads)), indent="") if rows else ""
        found = "".join(plain(c.to_text(lang)) + "\n" for c in self.contradictions)
        total = len(self.contradictions)
        return (
            f"{table}{found}"
            + (
                f"{len(lines)}条线，{len(self.points)}条数据，{total}处矛盾"
                if zh
                else f"{len(lines)} lines, {len(self.points)} figures, {total} contradictions"
            )
            + "\n"
        )

    def to_frame(self) -> pd.DataFrame:
        """One row a point, with the fields of ``Point``; values are Decimals."""
        import pandas as pd

        names = [f.name for f in fields(Point)]
        return pd.DataFrame([asdict(point) for point in self.points], columns=names)


def series(
    dest: str | PathLike[str],
    indicator: str,
    *,
    program: str | None = None,
    place: str | None = None,
) -> Series:
    """The figures of an archive with this indicator, as written in the reports (完成率).

    ``program`` and ``place`` narrow it down to one. Raises InputError where there is no archive.
    """
    store = open_store(Path(dest), write=False)
    try:
        reports = {row[0]: row for row in store.read(REPORTS, _REPORT_COLUMNS, {})}
        where: dict[str, Any] = {"indicator": indicator}
        if program is not None:
            where["program"] = program
        points = _points(store, where, reports, place)
        rates = _points(
            store,
            where | {"indicator": tuple(indicator + word for word in _GROWTH)},
            reports,
            place,
        )
        found = sorted(
            (*_restated(points), *_implied(store, points, rates)),
            key=lambda c: (c.earlier.place, c.year, c.earlier.program),
        )
    finally:
        store.close()
    return Series(indicator, tuple(points), tuple(found))


def label(key: Line) -> str:
    """The name of a line: place, program and subject, as far as there are any, and the unit."""
    place, program, subject, unit = key
    return " · ".join(filter(None, (place, program, subject))) + (f"（{unit}）" if unit else "")


_REPORT_COLUMNS = ("report", "name", "place", "year", "period_start", "period_end")
_FIGURE_COLUMNS = (
    "report", "figure", "line", "char_start", "char_end", "text", "kind", "value", "low", "high",
    "unit", "status", "direction", "indicator", "subject", "program", "period_start", "period_end",
)  # fmt: skip


def _points(
    store: Store, where: dict[str, Any], reports: dict[str, Any], place: str | None
) -> list[Point]:
    points = []
    for row in store.read(FIGURES, _FIGURE_COLUMNS, where):
        figure = dict(zip(_FIGURE_COLUMNS, row, strict=True))
        report = dict(zip(_REPORT_COLUMNS, reports[figure["report"]], strict=True))
        if place not in (None, report["place"]) or figure["value"] is None:
            continue
        start, end = figure["period_start"], figure["period_end"]
        if start is None:
            start, end = report["period_start"], report["period_end"]
        points.append(
            Point(
                place=report["place"] or report["name"],
                start=start,
                end=end,
                year=_whole_year(start, end),
                name=report["name"],
                report_year=report["year"],
                **{f.name: figure[f.name] for f in fields(Point) if f.name in figure},
            )
        )
    return sorted(
        points, key=lambda p: (p.place, p.start or date.min, p.report_year or 0, p.char_start)
    )


def _whole_year(start: date | None, end: date | None) -> int | None:
    if start is None or end is None or start.year != end.year:
        return None
    whole = (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)
    return start.year if whole else None


def _preference(point: Point) -> tuple[bool, int, bool, int]:
    """Smaller is better (see ``Series.lines``)."""
    own = point.report_year == point.year
    return not own, -(point.report_year or 0), point.status == "target", point.char_start


def _restated(points: Sequence[Point]) -> Iterator[Contradiction]:
    """Reports that give the same year of the same thing different values."""
    groups: dict[Any, dict[str, list[Point]]] = defaultdict(lambda: defaultdict(list))
    for point in points:
        if point.year is not None and point.status != "target":
            key = point.place, point.program, point.subject, point.unit, point.year
            groups[key][point.report].append(point)
    for group in groups.values():
        alone = [found[0] for found in group.values() if len({p.value for p in found}) == 1]
        for one, other in combinations(sorted(alone, key=lambda p: p.report_year or 0), 2):
            if one.report_year != other.report_year and _apart(
                (one.low, one.high), (other.low, other.high)
            ):
                assert one.year is not None
                yield Contradiction(one.year, one, other)


def _implied(
    store: Store, points: Sequence[Point], rates: Iterable[Point]
) -> Iterator[Contradiction]:
    """Values that, with their growth, cannot come from what the report of the year before says."""
    stated: dict[Any, list[Point]] = defaultdict(list)
    values: dict[Any, list[Point]] = defaultdict(list)
    for point in points:
        if point.year is not None and point.status != "target":
            values[point.report, point.line].append(point)
            if point.report_year == point.year:
                stated[point.place, point.program, point.subject, point.unit, point.year].append(
                    point
                )
    for rate in rates:
        for value in values[rate.report, rate.line]:
            if rate.unit != "%" or not 0 <= rate.char_start - value.char_end <= _NEAR:
                continue
            assert value.year is not None
            key = value.place, value.program, value.subject, value.unit, value.year - 1
            base = _base(value, rate)
            if base is None or len(stated[key]) != 1:
                continue
            earlier = stated[key][0]
            if _apart((earlier.low, earlier.high), base) and not _soft(store, value, rate):
                growth = rate.indicator.removeprefix(value.indicator) + rate.text
                yield Contradiction(value.year - 1, earlier, value, growth, base)


def _base(value: Point, rate: Point) -> tuple[Decimal, Decimal] | None:
    """The interval of the earlier value: new / (1 + growth); None where a side is open."""
    if value.low is None or value.high is None or rate.low is None or rate.high is None:
        return None
    down = any(word in rate.indicator for word in ("下降", "减少", "降"))
    low, high = (-rate.high, -rate.low) if down else (rate.low, rate.high)
    least, most = 1 + low / _HUNDRED, 1 + high / _HUNDRED
    if least <= 0 or value.low < 0:
        return None
    return value.low / most, value.high / least


def _soft(store: Store, value: Point, rate: Point) -> bool:
    """Whether the words say that the growth is not that of the written values."""
    rules = load_rules()
    for (text,) in store.read(REPORTS, ["text"], {"report": value.report}):
        around = text[max(text.rfind("\n", 0, value.char_start), 0) : rate.char_end + _NEAR]
        return any(rules.cue(name).search(around) for name in _SOFT)
    return True


def _apart(
    one: tuple[Decimal | None, Decimal | None], other: tuple[Decimal | None, Decimal | None]
) -> bool:
    """Whether the intervals, None standing for no bound, have no value in common."""
    return _below(one[1], other[0]) or _below(other[1], one[0])


def _below(high: Decimal | None, low: Decimal | None) -> bool:
    return high is not None and low is not None and high < low


def _short(value: Decimal) -> str:
    """About six digits, as one says a number aloud."""
    for scale, word in ((Decimal(10**8), "亿"), (Decimal(10**4), "万")):
        if abs(value) >= scale:
            return f"{_six(value / scale)}{word}"
    return _six(value)


def _six(value: Decimal) -> str:
    digits = max(0, 5 - value.adjusted())
    return f"{round(value, digits):f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"
