from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shelves import KINDS, destination

from reportparse.archive.chart import _ticks, page
from reportparse.archive.ingest import archive
from reportparse.archive.series import Series, series
from reportparse.errors import InputError

HEAD = "{place}{year}年财政工作总结\n\n一、财政收入情况\n"
INCOME = "一般公共预算收入"


def _archive(folder: Path, kind: str = "sqlite", **reports: str) -> Path:
    """Reports by place and year (青棠县2020) as an archive."""
    folder.mkdir(exist_ok=True)
    for name, body in reports.items():
        place, year = name[:-4], name[-4:]
        text = HEAD.format(place=place, year=year) + body + "\n"
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    dest = destination(kind, folder)
    archive(sorted(folder.glob("*.txt")), dest)
    return dest


@pytest.mark.parametrize("kind", KINDS)
def test_an_indicator_side_by_side(kind: str, tmp_path: Path) -> None:
    dest = _archive(
        tmp_path / "in", kind,
        青棠县2020="全年一般公共预算收入5000万元。", 青棠县2021="全年一般公共预算收入5500万元。",
        云溪县2021="全年一般公共预算收入0.32亿元。",
    )  # fmt: skip
    found = series(dest, INCOME)
    lines = {key[0]: {y: p.text for y, p in line.items()} for key, line in found.lines().items()}
    assert lines == {"云溪县": {2021: "0.32亿元"}, "青棠县": {2020: "5000万元", 2021: "5500万元"}}
    assert found.contradictions == ()
    assert {p.place for p in series(dest, INCOME, place="云溪县").points} == {"云溪县"}
    assert series(dest, INCOME, program="别的").points == ()
    frame = found.to_frame()
    assert list(frame["value"]) == [Decimal(32000000), Decimal(50000000), Decimal(55000000)]
    assert list(series(dest, "没有").to_frame().columns) == list(frame.columns)
    text = found.to_text()
    assert "青棠县" in text
    assert "2条线，3条数据，0处矛盾" in text


def test_last_years_value_given_otherwise(tmp_path: Path) -> None:
    dest = _archive(
        tmp_path / "in",
        青棠县2020="全年一般公共预算收入5000万元。",
        青棠县2021="全年一般公共预算收入5500万元。上年一般公共预算收入5100万元。",
        云溪县2020="全年一般公共预算收入3000万元。",
        云溪县2021="全年一般公共预算收入3300万元。上年一般公共预算收入0.30亿元。",
    )
    (found,) = series(dest, INCOME).contradictions
    assert (found.year, found.earlier.text, found.later.text) == (2020, "5000万元", "5100万元")
    assert (found.earlier.place, found.implied) == ("青棠县", None)
    assert "青棠县2020.txt:4 为5000万元" in found.to_text()
    assert "but 5100万元 in" in found.to_text("en")
    assert "1处矛盾" in series(dest, INCOME).to_text()


def test_growth_that_implies_another_value(tmp_path: Path) -> None:
    dest = _archive(
        tmp_path / "in",
        青棠县2020="全年一般公共预算收入5000万元。",
        青棠县2021="全年一般公共预算收入5500万元，增长20%。",
        云溪县2020="全年一般公共预算收入3000万元。",
        云溪县2021="全年一般公共预算收入3300万元，增长10%。",
        石河县2020="全年一般公共预算收入3000万元。",
        石河县2021="全年一般公共预算收入2700万元，下降10.0%。",
    )
    (found,) = series(dest, INCOME).contradictions
    assert found.earlier.place == "青棠县"
    assert found.implied is not None
    assert found.implied[0] < Decimal(55_000_000) / Decimal("1.2") < found.implied[1]
    assert "增长20%却推出" in found.to_text()


def test_growth_on_another_basis_is_left_alone(tmp_path: Path) -> None:
    dest = _archive(
        tmp_path / "in",
        青棠县2020="全年一般公共预算收入5000万元。",
        青棠县2021="全年一般公共预算收入5500万元，同口径增长20%。",
    )
    assert series(dest, INCOME).contradictions == ()


def test_a_series_needs_an_archive(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="reportparse archive"):
        series(tmp_path / "none.db", INCOME)


def test_the_page_draws_every_line_and_marks_contradictions(tmp_path: Path) -> None:
    dest = _archive(
        tmp_path / "in",
        青棠县2020="全年一般公共预算收入5000万元。",
        青棠县2021="全年一般公共预算收入5500万元。上年一般公共预算收入5100万元。",
        云溪县2021="全年一般公共预算收入3200万元。",
    )
    html = page(series(dest, INCOME))
    drawing = ElementTree.fromstring(re.search(r"<svg.*?</svg>", html, re.DOTALL)[0])  # type: ignore[index]
    circles = [c for c in drawing.iter("circle") if c.get("class") != "bad"]
    assert len(circles) == 3
    assert len([c for c in drawing.iter("circle") if c.get("class") == "bad"]) == 1
    by_year = {
        title.split("：")[0]: (Decimal(c.get("cx", "")), Decimal(c.get("cy", "")))
        for c in circles
        for title in [c.findtext("title", "")]
    }
    low, high = (by_year[f"青棠县 · 财政收入情况（元） {year}"] for year in (2020, 2021))
    assert low[0] < high[0]
    assert low[1] > high[1]
    assert "却为5100万元" in html


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_hostile_report_stays_text(lang: str, tmp_path: Path) -> None:
    bad = '<script>alert(1)</script>"onload="x'
    point = series(
        _archive(tmp_path / "in", 青棠县2020="全年一般公共预算收入5000万元。"), INCOME
    ).points[0]
    points = tuple(
        replace(point, place=f"{bad}\u202e", program=bad, name=bad, text=bad, year=y, figure=str(y))
        for y in (2020, 2021)
    )
    html = page(Series(bad, points, ()), lang)
    assert "<script" not in html
    assert '"onload' not in html
    assert "\u202e" not in html
    assert "default-src 'none'" in html
    assert not re.search(r"(?:src|href|style)=", html)


@given(
    st.decimals(-(10**12), 10**13, places=2),
    st.decimals(0, 10**12, places=2),
)
def test_an_axis_encloses_its_values_with_a_few_round_ticks(low: Decimal, room: Decimal) -> None:
    ticks = _ticks(low, low + room)
    assert ticks[0] <= low <= low + room <= ticks[-1]
    assert 2 <= len(ticks) <= 8
    assert len({b - a for a, b in pairwise(ticks)}) == 1
