"""Figures and candidates from the notation of the vectors: ``1.2亿元``, ``近3成``, ``3000~5000元``.

A trailing ``!`` marks an exact constant. Written without the library's own scanner, so that the
judge is tested apart from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import count
from typing import Any

from reportparse.interval import bounds
from reportparse.models import Figure, Kind, Modifier
from reportparse.relations.candidate import Candidate

_SCALE = {"": 0, "百": 2, "千": 3, "万": 4, "亿": 8}
_FIGURE = re.compile(
    r"(?P<before>\D*?)(?P<sign>-?)(?P<number>\d[\d,]*(?:\.\d+)?)(?:~(?P<top>[\d.]+))?"
    r"(?P<more>[余多]?)(?P<scale>[万亿]?)(?P<unit>[^\d!以左]*)(?P<after>以上|以内|左右)?(?P<exact>!?)$"
)
_RATES = {"%", "‰", "百分点", "倍", "成", "番"}
_MEASURES = {"亩", "公顷", "吨", "平方公里", "公里", "斤", "公斤"}
_ids = count(1)


def figure(written: str, **fields: Any) -> Figure:
    """A figure from its surface; ``fields`` set status, direction, indicator and the like."""
    m = _FIGURE.match(written)
    assert m, written
    unit = m["unit"].removeprefix("个") if m["unit"].startswith("个百") else m["unit"]
    scale = Decimal(10) ** _SCALE[m["scale"]]
    number = Decimal(m["number"].replace(",", "")) * (-1 if m["sign"] else 1)
    kind: Kind = (
        "rate" if unit in _RATES
        else "measure" if unit in _MEASURES
        else "amount" if "元" in unit
        else "count"
    )  # fmt: skip
    if unit == "成":
        scale, unit = Decimal(10), "%"
    decimals = len(m["number"].partition(".")[2])
    place = scale.scaleb(-decimals)
    if m["exact"] or (kind == "count" and not decimals and scale == 1):
        place = Decimal(0)
    text = written.rstrip("!")
    modifier = fields.pop("modifier", None) or _modifier(text, bool(m["top"]))
    value = number * scale
    high = Decimal(m["top"]) * scale if m["top"] else None
    low, top = bounds(value, place, kind=kind, unit=unit, modifier=modifier, text=text, high=high)
    return Figure(
        id=fields.pop("id", f"f{next(_ids)}"), start=0, end=len(text), text=text, kind=kind,
        value=value, low=low, high=top, unit=unit, modifier=modifier, **fields,
    )  # fmt: skip


def _modifier(text: str, ranged: bool) -> Modifier:
    if ranged:
        return ".."
    if re.search("[余多超]|突破|以上", text):
        return ">"
    if re.search("近|不足|以内", text):
        return "<"
    return "~" if re.search("约|左右", text) else ""


def candidate(case: Mapping[str, Any]) -> Candidate:
    """A candidate from a vector: surfaces for figures, strings for exact constants."""
    operands: Sequence[Figure] = [figure(o) for o in case.get("operands", ())]
    return Candidate(
        relation=case["relation"],
        stated=figure(case["stated"], indicator=case.get("indicator", "")),
        operands=tuple(operands),
        signs=tuple(case.get("signs", ())),
        constants=tuple(Decimal(c) for c in case.get("constants", ())),
        complement=case.get("complement", False),
        direction=case.get("direction", ""),
        soft=case.get("soft", ""),
    )
