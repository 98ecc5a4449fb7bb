"""Tables as work reports print them, right by construction, and errors planted into them.

Funds by township and source, plans and what was done, two years and the growth, shares, groups
with 小计 and 总计; units in a caption or in the heads, 合计 last, first or at the right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from random import Random

TOWNS = ("青棠镇", "白渡镇", "云栖乡", "松南镇", "柳浦乡", "丹水镇", "梅岭乡", "北屏镇")
WORKS = ("农村供水工程", "灌区改造", "河道治理", "水库除险加固", "水土保持", "山塘整治")
YIELDS = ("粮食产量", "油料产量", "蔬菜产量", "水果产量", "茶叶产量", "肉类产量")
LANDS = ("水稻", "小麦", "玉米", "大豆", "油菜", "蔬菜")
SOURCES = ("中央资金", "省级资金", "市级资金", "县级资金", "社会资本")
Rows = list[list[str]]


@dataclass(frozen=True)
class Table:
    """A table with its totals and rates as (row, column), and what one of its cells was and is.

    ``merges`` are row, column, height and width of merged cells; ``notes`` are paragraphs before
    the table and ``told`` their numbers that say the same as a cell.
    """

    title: str
    unit: str
    rows: Rows
    checked: tuple[tuple[int, int], ...]
    merges: tuple[tuple[int, int, int, int], ...] = ()
    notes: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    was: str = ""
    now: str = ""

    @property
    def above(self) -> list[str]:
        """What stands above the rows, a line each."""
        return [*self.notes, self.title, *([f"单位：{self.unit}"] if self.unit else [])]

    @property
    def text(self) -> str:
        """Notes, title, unit and rows with tabs between the cells."""
        lines = self.above
        return "\n".join([*lines, *("\t".join(row) for row in self.rows)]) + "\n"


def _rate(part: Decimal | int, whole: Decimal | int, sign: str = "%") -> str:
    rate = Decimal(part) / Decimal(whole) * 100
    return f"{rate.quantize(Decimal('0.1'), ROUND_HALF_UP)}{sign}"


def _checked(rows: Rows, lines: Sequence[int], columns: Sequence[int]) -> list[tuple[int, int]]:
    return [(line % len(rows), column) for line in lines for column in columns]


def _sources(rng: Random) -> Table:
    """Funds by township and source, 合计 below and at the right."""
    parts = [
        [Decimal(rng.randint(1200, 9800)) / 10 for _ in range(3)] for _ in range(rng.randint(4, 6))
    ]
    parts.append([sum(column, Decimal()) for column in zip(*parts, strict=True)])
    names = [*rng.sample(TOWNS, len(parts) - 1), "合计"]
    rows = [["乡镇", "中央资金", "省级资金", "县级资金", "合计"]]
    rows += [[n, *map(str, p), str(sum(p))] for n, p in zip(names, parts, strict=True)]
    spots = {*_checked(rows, [-1], [1, 2, 3, 4]), *_checked(rows, [1, 2], [4])}
    return Table("水利资金分乡镇安排情况表", "万元", rows, tuple(sorted(spots)))


def _pairs(title: str, unit: str, heads: str, style: str, rng: Random) -> Table:
    """Two columns and a rate; style: growth, newest first, total, commas, serial numbers, per cent.

    The letters of ``style`` are g, n, t, c, s and %, the last for a sign in the cell.
    """
    names = rng.sample(WORKS if "工程" in title else YIELDS if "产品" in title else TOWNS, 5)
    bases = [rng.randint(1500, 98000 if "c" in style else 9800) for _ in names]
    tops = [b * rng.randint(880 if "%" in style else 1020, 1250) // 1000 for b in bases]
    lines = list(zip(names, bases, tops, strict=True))
    lines += [("合计", sum(bases), sum(tops))] if "t" in style else []
    rows = [heads.split()]
    for number, (name, base, top) in enumerate(lines, 1):
        cells = [f"{n:,}" if "c" in style else str(n) for n in (base, top)]
        rate = _rate(top - base if "g" in style else top, base, "%" if "%" in style else "")
        serial = [str(number)] if "s" in style else []
        rows.append([*serial, name, *(cells[::-1] if "n" in style else cells), rate])
    last = len(rows[0]) - 1
    spots = [*_checked(rows, [1, 2, -1], [last])]
    spots += _checked(rows, [-1], [last - 2, last - 1]) if "t" in style else []
    return Table(title, unit, rows, tuple(spots))


def _shares(title: str, heads: str, first: bool, rng: Random) -> Table:
    """Parts and their shares, 合计 first with per cent in the cells, or last."""
    names = (LANDS if first else SOURCES)[: rng.randint(4, 5)]
    parts = [Decimal(rng.randint(12000, 99000)) / (10 if first else 100) for _ in names]
    sign = "%" if first else ""
    lines = [[n, str(p), _rate(p, sum(parts), sign)] for n, p in zip(names, parts, strict=True)]
    lines.insert(0 if first else len(lines), ["合计", str(sum(parts)), f"100{sign}"])
    rows = [heads.split(), *lines]
    spots = _checked(rows, [2, 3], [2]) + _checked(rows, [1 if first else -1], [1])
    return Table(title, "", rows, tuple(spots))


def _subtotals(rng: Random) -> Table:
    """Two groups, each with its 小计, and 总计 at the end."""
    rows = [["项目", "计划投资", "完成投资"]]
    names, whole, lines = rng.sample(WORKS, 5), [0, 0], []
    for group in (names[:3], names[3:]):
        sums = [0, 0]
        for name in group:
            pair = [rng.randint(1100, 8900), rng.randint(1100, 8900)]
            rows.append([name, *map(str, pair)])
            sums = [a + b for a, b in zip(sums, pair, strict=True)]
        rows.append(["小计", *map(str, sums)])
        lines.append(len(rows) - 1)
        whole = [a + b for a, b in zip(whole, sums, strict=True)]
    rows.append(["总计", *map(str, whole)])
    return Table("水利项目投资汇总表", "万元", rows, tuple(_checked(rows, [*lines, -1], [1, 2])))


def _first(rng: Random) -> Table:
    """合计 in the first row, another unit in every column."""
    names = rng.sample(TOWNS, rng.randint(4, 7))
    parts = [[rng.randint(1100, 9900), rng.randint(120, 990), rng.randint(150, 990)] for _ in names]
    whole = [sum(column) for column in zip(*parts, strict=True)]
    rows = [
        ["乡镇", "投资（万元）", "受益户数（户）", "改造面积（亩）"],
        ["合计", *map(str, whole)],
    ]
    rows += [[n, *map(str, p)] for n, p in zip(names, parts, strict=True)]
    return Table("高标准农田建设情况表", "", rows, tuple(_checked(rows, [1], [1, 2, 3])))


_PAIRS = {
    "completion": ("重点工程完成情况表", "", "项目 计划投资（万元） 完成投资（万元） 完成率", "t%"),
    "years": ("主要农产品产量对比表", "吨", "指标 2022年 2023年 增长率", "gc%"),
    "growth": ("集体收入情况表", "", "乡镇 本年（万元） 上年（万元） 同比增长（%）", "gnt"),
    "tasks": ("改厕任务情况表", "", "序号 乡镇 任务数（户） 完成数（户） 完成率（%）", "s"),
}
_SHARES = {
    "shares": ("播种面积情况表", "作物 播种面积（亩） 占比", True),
    "funds": ("资金来源构成表", "资金来源 金额（万元） 占比（%）", False),
}
PLAIN: dict[str, Callable[[Random], Table]] = {
    "sources": _sources,
    "subtotals": _subtotals,
    "first": _first,
    **{name: partial(_pairs, *of) for name, of in _PAIRS.items()},
    **{name: partial(_shares, *of) for name, of in _SHARES.items()},
}


def plants(table: Table, rng: Random) -> Iterator[Table]:
    """The table with one checked cell or told number changed, for each."""
    others = {cell for row in table.rows for cell in row}
    for row, column in table.checked:
        cell = table.rows[row][column]
        rows = [list(line) for line in table.rows]
        rows[row][column] = now = _slip(cell, others, rng)
        yield replace(table, rows=rows, was=cell, now=now)
    for was in table.told:
        now = _slip(was, others, rng)
        notes = tuple(note.replace(was, now) for note in table.notes)
        yield replace(table, notes=notes, was=was, now=now)


def _slip(cell: str, others: set[str], rng: Random) -> str:
    """The cell with one digit changed: never the last digit, never the sign."""
    places = [m.start() for m in re.finditer(r"\d", cell)]
    return rng.choice(
        [
            changed
            for place in places[: -1 if len(places) > 1 else None]
            for digit in "123456789"
            if (changed := cell[:place] + digit + cell[place + 1 :]) not in others
        ]
    )
