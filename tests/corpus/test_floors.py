"""The pinned accuracy on corpus/gold is kept."""

from __future__ import annotations

from decimal import Decimal

from pin_floors import corpus_sha256, measure, pinned, regressions


def test_the_floors_belong_to_this_gold() -> None:
    assert pinned()["gold_sha256"] == corpus_sha256(), "gold has changed: run pin_floors.py"


def test_no_measure_is_worse_than_pinned() -> None:
    floors = pinned()["floors"]
    measured = measure()
    assert floors.keys() == measured.keys()
    assert regressions(measured, floors) == []


def test_a_regression_is_seen_in_either_direction() -> None:
    measured = {"indicator": Decimal("0.89"), "false_alarms": Decimal(3)}
    assert regressions(measured, {"indicator": "0.89", "false_alarms": "3"}) == []
    assert len(regressions(measured, {"indicator": "0.9", "false_alarms": "2"})) == 2
