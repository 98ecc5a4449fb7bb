"""Exact factors between units of one dimension.

Sources: GB 3100-1993 for the statutory units; 1 亩 = 1/15 hm² and 1 斤 = 0.5 kg by the State
Council's order on legal units of 1984. Each dimension counts in a unit that keeps all factors
whole: a third of a square metre, a gram, a millimetre.
"""

from __future__ import annotations

from decimal import Decimal

_DIMENSIONS: dict[str, dict[str, str]] = {
    "area": {
        "平方米": "3", "㎡": "3", "平米": "3", "亩": "2000", "公顷": "30000",
        "平方公里": "3000000", "平方千米": "3000000",
    },
    "mass": {
        "克": "1", "两": "50", "斤": "500", "市斤": "500", "公斤": "1000", "千克": "1000",
        "担": "50000", "吨": "1000000",
    },
    "length": {
        "毫米": "1", "厘米": "10", "米": "1000", "里": "500000", "华里": "500000",
        "公里": "1000000", "千米": "1000000",
    },
    "volume": {"毫升": "1", "升": "1000", "立方米": "1000000", "方": "1000000", "立方": "1000000"},
    "energy": {"千瓦时": "1", "千瓦小时": "1", "度": "1", "兆瓦时": "1000"},
    "power": {"瓦": "1", "千瓦": "1000", "兆瓦": "1000000"},
    "months": {"个月": "1", "月": "1", "个季度": "3", "年": "12"},
    "share": {"‰": "1", "千分点": "1", "个千分点": "1", "%": "10", "％": "10", "百分点": "10",
              "个百分点": "10", "倍": "1000"},
}  # fmt: skip
_SAME = (Decimal(1), Decimal(1))
_UNITS: dict[str, tuple[str, Decimal]] = {
    unit: (dimension, Decimal(size))
    for dimension, units in _DIMENSIONS.items()
    for unit, size in units.items()
}


def known(unit: str) -> bool:
    """Whether ``unit`` is in the table."""
    return unit in _UNITS


def ratio(unit: str, target: str) -> tuple[Decimal, Decimal] | None:
    """``(p, q)`` such that a value in ``unit`` is ``value * p / q`` in ``target``.

    Compound units (元/公斤) convert term by term. ``None`` where the two are not of one dimension
    or not in the table; ``(1, 1)`` for one unit.
    """
    if unit == target:
        return _SAME
    if "/" in unit or "/" in target:
        return _compound(unit.split("/"), target.split("/"))
    here, there = _UNITS.get(unit), _UNITS.get(target)
    if here is None or there is None or here[0] != there[0]:
        return None
    return here[1], there[1]


def _compound(terms: list[str], targets: list[str]) -> tuple[Decimal, Decimal] | None:
    if len(terms) != len(targets):
        return None
    top, bottom = Decimal(1), Decimal(1)
    for place, (term, target) in enumerate(zip(terms, targets, strict=True)):
        factor = ratio(term, target)
        if factor is None:
            return None
        p, q = factor if place == 0 else factor[::-1]
        top, bottom = top * p, bottom * q
    return top, bottom
