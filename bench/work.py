"""How much work a parse is, counted and not timed, so that a test can hold it.

    python -m bench.work          the counts
    python -m bench.work --pin    write them to bench/work.json

A count is the number of calls, of Python and of C functions, while a fixed text is parsed and
checked. It is the same on every machine, and nearly so on every version of Python.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import FrameType

from reportparse.pipeline import parse_text

PINNED = Path(__file__).parent / "work.json"
_PARAGRAPH = (
    "（一）资金完成情况。全年计划投入资金69743.57万元，实际投入资金82607.32万元，完成率118%，"
    "比上年增长12.3%，其中中央资金20535万元、省级资金29434.04万元、市县资金32638.28万元。\n"
    "（二）项目完成情况。计划实施项目903个，已完成669个，完成率74%；建成通村公路235.76公里，"
    "惠及2829户近1.2万人。各乡镇认真落实责任，压实工作措施，切实抓好各项任务的推进落实。\n"
)
TEXTS = {
    "once": "县专项工作总结\n" + _PARAGRAPH * 4,
    "8 times": "县专项工作总结\n" + _PARAGRAPH * 32,
}
"""A dense text, and one eight times as long, whose cost must be eight times as high."""


def count(text: str) -> int:
    """The calls that it takes to parse and check a text, the rules being loaded already."""
    parse_text(text)
    calls = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        parse_text(text)
    finally:
        sys.setprofile(None)
    return calls


def counts() -> dict[str, int]:
    """The count of each of ``TEXTS``."""
    return {name: count(text) for name, text in TEXTS.items()}


if __name__ == "__main__":
    found = counts()
    for name, calls in found.items():
        print(f"{name:<10} {calls:>12,} calls  {calls / len(TEXTS[name]):.1f} a character")
    if "--pin" in sys.argv:
        PINNED.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
