"""A series as a page of its own: a line chart in SVG, the contradictions, the table of values.

The page needs nothing from elsewhere and runs no script; its policy (CSP) forbids both. All text
of the reports is escaped, and stripped of control and direction characters.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from html import escape

from reportparse.archive.series import Line, Point, Series, label
from reportparse.outputs.layout import plain

_WIDTH, _HEIGHT = 960, 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 90, 20, 20, 40
_COLOURS = ("#1f6feb", "#d1561c", "#1a7f4b", "#8a4fbf", "#b8860b", "#c2255c", "#0b7285", "#5c6670")
_DASHES = ("", "6 4", "2 4", "10 4 2 4")
_MOST = len(_COLOURS) * len(_DASHES)
"""Lines that a chart can tell apart; the table has them all."""
_STYLE = """
:root { color-scheme: light dark; --ink: #1c2128; --quiet: #68707c; --line: #d8dee4; --bad: #c62828;
  --paper: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --quiet: #9aa4b0; --line: #3a424c;
  --bad: #ff7b72; --paper: #14181d; } }
body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; color: var(--ink);
  background: var(--paper); font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei",
  "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
svg { width: 100%; height: auto; } svg text { fill: var(--quiet); font-size: 13px; }
.grid { stroke: var(--line); } .bad { stroke: var(--bad); fill: none; stroke-width: 2; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .7rem; border-bottom: 1px solid var(--line); text-align: right;
  white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
td.clash { color: var(--bad); font-weight: 600; }
li { margin: .3rem 0; } .quiet { color: var(--quiet); }
@media print { body { margin: 0; max-width: none; } }
"""
_WORDS = {
    "zh": ("年", "与别的报告矛盾之处", "没有发现", "各年数值", "对象", "只画前{}条线，其余见表"),
    "en": (
        "Year", "Contradictions between reports", "None found", "Values by year", "Line",
        "The first {} lines are drawn; the table has all",
    ),
}  # fmt: skip

Lines = Mapping[Line, Mapping[int, Point]]


def page(series: Series, lang: str = "zh") -> str:
    """The whole page as HTML."""
    _, clashes_head, none, values_head, line_head, too_many = _WORDS[lang]
    lines = series.lines()
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    title = _safe(series.indicator)
    found = "".join(f"<li>{_safe(c.to_text(lang))}</li>" for c in series.contradictions)
    note = f'<p class="quiet">{too_many.format(_MOST)}</p>' if len(lines) > _MOST else ""
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        f"style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f"{''.join(_charts(series, lines))}{note}\n"
        f"<h2>{clashes_head}</h2>\n{f'<ul>{found}</ul>' if found else f'<p>{none}</p>'}\n"
        f"<h2>{values_head}</h2>\n{_table(series, lines, line_head)}\n</body>\n</html>\n"
    )


def _charts(series: Series, lines: Lines) -> Iterator[str]:
    """One chart a unit: lines of different units have no common axis."""
    shown = list(lines)[:_MOST]
    for unit in dict.fromkeys(key[3] for key in shown):
        yield _chart(series, [(n, k, lines[k]) for n, k in enumerate(shown) if k[3] == unit])


def _chart(series: Series, lines: Sequence[tuple[int, Line, Mapping[int, Point]]]) -> str:
    points = [point for _, _, line in lines for point in line.values()]
    years = sorted({year for _, _, line in lines for year in line})
    low, high = min(p.value for p in points), max(p.value for p in points)
    ticks = _ticks(min(low, Decimal(0)) if low < high / 2 else low, high)
    bottom, top = ticks[0], ticks[-1]

    def x(year: int) -> Decimal:
        share = Decimal(year - years[0]) / max(years[-1] - years[0], 1)
        return _at(_LEFT + share * (_WIDTH - _LEFT - _RIGHT))

    def y(value: Decimal) -> Decimal:
        share = (value - bottom) / (top - bottom)
        return _at(_HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM))

    parts = []
    for tick in ticks:
        at = y(tick)
        parts.append(f'<path class="grid" d="M{_LEFT} {at}H{_WIDTH - _RIGHT}"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{at + 4}" text-anchor="end">{_axis(tick)}</text>')
    step = -(-len(years) // 12)
    for year in years[::step]:
        parts.append(
            f'<text x="{x(year)}" y="{_HEIGHT - _BOTTOM + 22}" text-anchor="middle">{year}</text>'
        )
    clashing = {(c.earlier.report, c.earlier.figure) for c in series.contradictions}
    clashing |= {(c.later.report, c.later.figure) for c in series.contradictions}
    for number, key, line in lines:
        colour = _COLOURS[number % len(_COLOURS)]
        dash = _DASHES[number // len(_COLOURS)]
        path = "L".join(f"{x(year)} {y(point.value)}" for year, point in line.items())
        parts.append(
            f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2" '
            f'stroke-dasharray="{dash or "none"}"/>'
        )
        for year, point in line.items():
            centre = f'cx="{x(year)}" cy="{y(point.value)}"'
            told = _safe(f"{label(key)} {year}：{point.text}（{point.name}:{point.line}）")
            parts.append(f'<circle {centre} r="4" fill="{colour}"><title>{told}</title></circle>')
            if (point.report, point.figure) in clashing:
                parts.append(f'<circle class="bad" {centre} r="8"/>')
    legend = []
    for row, (number, key, _) in enumerate(lines):
        line_at = _HEIGHT + 20 * row + 14
        legend.append(
            f'<path d="M{_LEFT} {line_at - 4}h28" stroke="{_COLOURS[number % len(_COLOURS)]}" '
            f'stroke-width="2" stroke-dasharray="{_DASHES[number // len(_COLOURS)] or "none"}"/>'
            f'<text x="{_LEFT + 36}" y="{line_at}">{_safe(label(key))}</text>'
        )
    height = _HEIGHT + 20 * len(lines) + 6
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{_safe(series.indicator)}">'
        f"{''.join(parts)}{''.join(legend)}</svg>\n"
    )


def _table(series: Series, lines: Lines, head: str) -> str:
    clashing = {(c.earlier.report, c.earlier.figure) for c in series.contradictions}
    clashing |= {(c.later.report, c.later.figure) for c in series.contradictions}
    years = sorted({year for line in lines.values() for year in line})
    rows = []
    for key, line in lines.items():
        cells = []
        for year in years:
            point = line.get(year)
            clash = point is not None and (point.report, point.figure) in clashing
            text = _safe(point.text) if point else ""
            cells.append(f'<td class="clash">{text}</td>' if clash else f"<td>{text}</td>")
        rows.append(f"<tr><td>{_safe(label(key))}</td>{''.join(cells)}</tr>")
    heads = "".join(f"<th>{year}</th>" for year in years)
    return (
        f'<div class="scroll"><table><thead><tr><th>{head}</th>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _ticks(low: Decimal, high: Decimal) -> list[Decimal]:
    """About five round numbers that enclose low and high; at least two."""
    room = (high - low) or abs(high) or Decimal(1)
    power = Decimal(1).scaleb((room / 4).adjusted())
    step = next(s for s in (power, 2 * power, 5 * power, 10 * power) if s * 5 >= room)
    first = (low / step).to_integral_value("ROUND_FLOOR")
    last = max((high / step).to_integral_value("ROUND_CEILING"), first + 1)
    return [step * n for n in range(int(first), int(last) + 1)]


def _axis(value: Decimal) -> str:
    for scale, word in ((Decimal(10**8), "亿"), (Decimal(10**4), "万")):
        if abs(value) >= scale:
            return f"{(value / scale).normalize():,f}{word}"
    return f"{value.normalize():,f}" if value else "0"


def _at(value: Decimal) -> Decimal:
    return round(value, 1)


def _safe(text: str) -> str:
    return escape(plain(text))
