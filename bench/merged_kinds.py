"""Tables with merged cells, heads of two rows, 小计, 其中 and numbered rows that add up.

Their grids repeat a merged label in every cell that it covers, as the loaders lay it out;
``merges`` say which cells are one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from random import Random

from bench.table_kinds import SOURCES, TOWNS, WORKS, YIELDS, Rows, Table, _checked, _rate

INCOMES = ("政府性基金预算收入", "国有资本经营预算收入", "社会保险基金预算收入")


def _sums(lines: Sequence[Sequence[Decimal | int]]) -> list[Decimal]:
    return [sum(map(Decimal, column), Decimal()) for column in zip(*lines, strict=True)]


def _numbers(rng: Random, count: int, tenths: bool = True) -> list[Decimal]:
    return [Decimal(rng.randint(1200, 9800)) / (10 if tenths else 1) for _ in range(count)]


def _two_heads(rng: Random) -> Table:
    """投资(万元) and 户数(户), each over 计划, 完成, 完成率; 合计 last."""
    names = rng.sample(TOWNS, rng.randint(4, 6))
    plans = [[rng.randint(1200, 9800), rng.randint(210, 980)] for _ in names]
    dones = [[p * rng.randint(870, 1060) // 1000 for p in line] for line in plans]
    lines = [*zip([*names, "合计"], [*plans, _sums(plans)], [*dones, _sums(dones)], strict=True)]
    rows = [
        ["乡镇", *["投资（万元）"] * 3, *["改造户数（户）"] * 3],
        ["乡镇", *["计划", "完成", "完成率（%）"] * 2],
    ]
    for name, plan, done in lines:
        cells = [[str(p), str(d), _rate(d, p, "")] for p, d in zip(plan, done, strict=True)]
        rows.append([name, *cells[0], *cells[1]])
    spots = _checked(rows, [-1], [1, 2, 3, 4, 5, 6]) + _checked(rows, [2, 3], [3, 6])
    merges = ((0, 0, 2, 1), (0, 1, 1, 3), (0, 4, 1, 3))
    return Table("农村危房改造进展情况表", "", rows, tuple(spots), merges)


def _delta(rng: Random) -> Table:
    """本年, 上年 and, under one head, the difference and the growth."""
    names = rng.sample(YIELDS, 5)
    bases = [rng.randint(2100, 9800) for _ in names]
    tops = [base * rng.randint(1020, 1230) // 1000 for base in bases]
    rows = [
        ["指标", "本年", "上年", "同比", "同比"],
        ["指标", "本年", "上年", "增减额", "增幅（%）"],
    ]
    for name, base, top in zip(names, bases, tops, strict=True):
        rows.append([name, str(top), str(base), str(top - base), _rate(top - base, base, "")])
    spots = _checked(rows, [2, 3, 4], [3, 4])
    merges = ((0, 0, 2, 1), (0, 1, 2, 1), (0, 2, 2, 1), (0, 3, 1, 2))
    return Table("主要农产品产量情况表", "吨", rows, tuple(spots), merges)


def _groups(rng: Random) -> Table:
    """A merged kind of work before its works, 小计 after each, 合计 over both columns of names."""
    works = rng.sample(WORKS, 5)
    rows: Rows = [["类别", "项目", "中央资金", "省级资金", "县级资金"]]
    merges: list[tuple[int, int, int, int]] = []
    groups, ends = [], []
    for kind, names in (("续建项目", works[:3]), ("新建项目", works[3:])):
        lines = [_numbers(rng, 3) for _ in names]
        merges.append((len(rows), 0, len(names) + 1, 1))
        rows += [[kind, n, *map(str, line)] for n, line in zip(names, lines, strict=True)]
        rows.append([kind, "小计", *map(str, _sums(lines))])
        ends.append(len(rows) - 1)
        groups.append(_sums(lines))
    merges.append((len(rows), 0, 1, 2))
    rows.append(["合计", "合计", *map(str, _sums(groups))])
    spots = _checked(rows, [*ends, -1], [2, 3, 4])
    return Table("水利项目资金安排表", "万元", rows, tuple(spots), tuple(merges))


def _among_rows(rng: Random) -> Table:
    """其中 rows under the first income; the second of them has no 其中 of its own."""
    taxes, others = _numbers(rng, 2), _numbers(rng, 2)
    lines = [
        ["一般公共预算收入", *_sums([taxes, others])],
        ["其中：税收收入", *taxes],
        ["非税收入", *others],
        *([name, *_numbers(rng, 2)] for name in INCOMES[: rng.randint(2, 3)]),
    ]
    total = _sums([line[1:] for line in (lines[0], *lines[3:])])
    rows = [
        ["项目", "上年数", "本年数"],
        *([str(c) for c in line] for line in (*lines, ["合计", *total])),
    ]
    return Table("财政收入完成情况表", "万元", rows, tuple(_checked(rows, [-1], [1, 2])))


def _among_columns(rng: Random) -> Table:
    """总投资 and, under 其中, the sources that make it up; 合计 first."""
    names = rng.sample(TOWNS, rng.randint(4, 6))
    lines = [_numbers(rng, 3) for _ in names]
    lines.insert(0, _sums(lines))
    rows = [
        ["乡镇", "总投资", "其中", "其中", "其中"],
        ["乡镇", "总投资", *SOURCES[:3]],
    ]
    rows += [
        [n, str(sum(line)), *map(str, line)]
        for n, line in zip(["合计", *names], lines, strict=True)
    ]
    spots = _checked(rows, [2], [1, 2, 3, 4]) + _checked(rows, [3, 4], [1])
    merges = ((0, 0, 2, 1), (0, 1, 2, 1), (0, 2, 1, 3))
    return Table("道路硬化投资情况表", "万元", rows, tuple(spots), merges)


def _column_groups(rng: Random) -> Table:
    """财政资金 over its levels and 小计, 自筹资金 alone, 合计 at the right."""
    names = rng.sample(TOWNS, rng.randint(4, 6))
    lines = [_numbers(rng, 4) for _ in names]
    lines.append(_sums(lines))
    rows = [
        ["乡镇", *["财政资金（万元）"] * 4, "自筹资金（万元）", "合计（万元）"],
        ["乡镇", "中央", "省级", "县级", "小计", "自筹资金（万元）", "合计（万元）"],
    ]
    for name, line in zip([*names, "合计"], lines, strict=True):
        sums = [*line[:3], sum(line[:3]), line[3], sum(line)]
        rows.append([name, *map(str, sums)])
    spots = _checked(rows, [-1], [1, 2, 3, 4, 5, 6]) + _checked(rows, [2, 3], [4, 6])
    merges = ((0, 0, 2, 1), (0, 1, 1, 4), (0, 5, 2, 1), (0, 6, 2, 1))
    return Table("厕所改造资金筹措表", "", rows, tuple(spots), merges)


def _numbered(rng: Random) -> Table:
    """一、 and 二、 add up to 合计, 1. and 2. below each of them to it; shares at the right."""
    rows: Rows = [["项目", "金额（万元）", "占比（%）"]]
    groups = [("财政拨款", SOURCES[:3]), ("其他资金", ("银行贷款", "社会资本"))]
    lines: list[tuple[str, Decimal]] = []
    for marker, (name, parts) in zip("一二", groups, strict=True):
        values = _numbers(rng, len(parts))
        lines.append((f"{marker}、{name}", sum(values, Decimal())))
        lines += [(f"{k}.{p}", v) for k, (p, v) in enumerate(zip(parts, values, strict=True), 1)]
    total = sum(v for n, v in lines if "、" in n)
    rows += [[n, str(v), _rate(v, total, "")] for n, v in lines]
    rows.append(["合计", str(total), "100"])
    spots = _checked(rows, [1, 5, -1], [1]) + _checked(rows, [2, 3], [2])
    return Table("项目资金来源表", "", rows, tuple(spots))


def _across_years(rng: Random) -> Table:
    """Years at the head; 计划, 完成 and the rate are rows."""
    years = [f"{year}年" for year in range(rng.randint(2015, 2018), 2022)][:4]
    plans = [rng.randint(2100, 9800) for _ in years]
    dones = [p * rng.randint(870, 1060) // 1000 for p in plans]
    rows = [
        ["指标", *years],
        ["计划投资（万元）", *map(str, plans)],
        ["完成投资（万元）", *map(str, dones)],
        ["完成率（%）", *(_rate(d, p, "") for d, p in zip(dones, plans, strict=True))],
    ]
    return Table("历年投资完成情况表", "", rows, tuple(_checked(rows, [3], [1, 2, 3, 4])))


def _averages(rng: Random) -> Table:
    """Funds, areas and funds an area, in scales of their own."""
    names = rng.sample(TOWNS, 5)
    rows = [["乡镇", "投资（万元）", "面积（亩）", "亩均投资（元）"]]
    for name in names:
        funds, area = rng.randint(1200, 9800), rng.randint(11000, 46000)
        rows.append([name, str(funds), str(area), str(round(Decimal(funds) * 10000 / area))])
    return Table("高标准农田投资情况表", "", rows, tuple(_checked(rows, [1, 2, 3], [3])))


def _captioned(rng: Random) -> Table:
    """Two units in the caption, the one or the other by the column's name."""
    names = rng.sample(TOWNS, rng.randint(4, 6))
    lines: list[list[Decimal | int]] = [
        [rng.randint(1200, 9800), rng.randint(210, 980), rng.randint(1100, 3900)] for _ in names
    ]
    lines.append([int(c) for c in _sums(lines)])
    rows = [["乡镇", "补助资金", "受益户数", "受益人数"]]
    rows += [[n, *map(str, line)] for n, line in zip([*names, "合计"], lines, strict=True)]
    spots = tuple(_checked(rows, [-1], [1, 2, 3]))
    return Table("产业奖补发放情况表", "万元、户、人", rows, spots)


def _told(rng: Random) -> Table:
    """A text before the table that tells its totals."""
    names = rng.sample(WORKS, 4)
    lines = [[rng.randint(2100, 9800)] * 2 for _ in names]
    for line in lines:
        line[1] = line[0] * rng.randint(870, 990) // 1000
    plan, done = (int(c) for c in _sums(lines))
    rows = [["项目", "计划投资", "完成投资"]]
    rows += [[n, *map(str, line)] for n, line in zip(names, lines, strict=True)]
    rows.append(["合计", str(plan), str(done)])
    note = f"全年水利工程计划投资{plan}万元，完成投资{done}万元，具体情况见下表。"
    told = (str(plan), str(done))
    return Table("水利工程投资完成情况表", "万元", rows, (), notes=(note,), told=told)


MERGED: dict[str, Callable[[Random], Table]] = {
    "two heads": _two_heads,
    "delta": _delta,
    "groups": _groups,
    "among rows": _among_rows,
    "among columns": _among_columns,
    "column groups": _column_groups,
    "numbered": _numbered,
    "across years": _across_years,
    "averages": _averages,
    "captioned": _captioned,
    "told": _told,
}
