"""The work of a parse, counted: what no change may raise unseen, whatever the machine."""

from __future__ import annotations

import json
import sys

import pytest

from bench.work import PINNED, TEXTS, counts

TOLERANCE = 0.05 if sys.version_info[:2] == (3, 11) else 0.15
"""The counts are pinned on 3.11; other versions count the calls of comprehensions otherwise."""


@pytest.fixture(scope="module")
def found() -> dict[str, int]:
    return counts()


@pytest.mark.parametrize("name", TEXTS)
def test_no_more_work_than_pinned(name: str, found: dict[str, int]) -> None:
    pinned = json.loads(PINNED.read_text("utf-8"))[name]
    assert found[name] <= pinned * (1 + TOLERANCE), (
        f"{found[name]:,} calls instead of {pinned:,}; if the work is worth it: "
        "python -m bench.work --pin"
    )


def test_less_work_is_pinned_too(found: dict[str, int]) -> None:
    pinned = json.loads(PINNED.read_text("utf-8"))
    slack = [name for name in TEXTS if found[name] < pinned[name] * 0.8]
    assert not slack, "the work has become less: python -m bench.work --pin keeps it so"


def test_work_grows_as_the_text_does(found: dict[str, int]) -> None:
    times = len(TEXTS["8 times"]) / len(TEXTS["once"])
    assert found["8 times"] <= found["once"] * times * 1.2
