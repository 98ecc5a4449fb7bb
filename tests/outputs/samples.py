"""Reports written by hand, so that the outputs are tested without the reading of texts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from reportparse.models import Figure, Report, Source

TEXT = """县专项工作总结

一、资金完成情况
全年计划投入资金69743.57万元，实际投入资金82607.32万元，完成率120%。
二、项目完成情况
计划培训980人，实际培训1560人，完成率159.18%。
"""


def figure(text: str, written: str, **more: Any) -> Figure:
    """The figure that stands at the first occurrence of ``written``."""
    start = text.index(written)
    value = Decimal(more.pop("value"))
    return Figure(
        **{
            "id": f"f{start}",
            "start": start,
            "end": start + len(written),
            "text": written,
            "kind": "count",
            "value": value,
            "low": value,
            "high": value,
            "unit": "人",
            "rule": "count.person",
            **more,
        }
    )


def report(text: str, figures: list[Figure], name: str = "县.txt", **more: Any) -> Report:
    """A report of the given figures."""
    source = Source(name=name, format="txt", encoding="utf-8", sha256="0" * 64, bytes=len(text))
    return Report(source=source, text=text, figures=tuple(figures), **more)


HOSTILE = (
    "=cmd|' /C calc'!A0\x1b[31m红\x07\u202e\t<script>alert(1)</script> ::error::x %0A ]]> 5人\n"
)
