"""Pins the accuracy on corpus/gold in corpus/floors.json.

``python tests/corpus/pin_floors.py`` measures, raises every floor that is surpassed and takes up a
changed corpus. It refuses to lower a floor, and exits with 1, unless ``--allow-regression`` is
given; lowering one is a decision to be explained in the changelog.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from reportparse.evaluate import evaluate

CORPUS = Path(__file__).parents[2] / "corpus"
FLOORS = CORPUS / "floors.json"
AT_MOST = frozenset({"false_alarms"})
"""Measures that are better the lower they are; all others are better the higher."""


def corpus_sha256() -> str:
    """One hash over the names and the bytes of all gold files."""
    digest = sha256()
    for path in sorted((CORPUS / "gold").glob("*.gold")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def measure() -> dict[str, Decimal]:
    """What is pinned, measured now."""
    total = evaluate(CORPUS / "gold").total
    return {
        "figures_found_f1": total.found.f1,
        "figures_strict_f1": total.strict.f1,
        "modifier": total.modifier,
        "status": total.status,
        "indicator": total.indicator,
        "relation_recall": total.relations.recall,
        "relation_precision": total.relations.precision,
        "false_alarms": Decimal(total.false_alarms),
        "headings_f1": total.headings.f1,
    }


def pinned() -> dict[str, Any]:
    """The file: ``gold_sha256`` and ``floors``, numbers as strings."""
    content: dict[str, Any] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return content


def regressions(measured: Mapping[str, Decimal], floors: Mapping[str, str]) -> list[str]:
    """What is worse than pinned, a line each."""
    return [
        f"{name}: {measured[name]} is {'above' if name in AT_MOST else 'below'} {floor}"
        for name, floor in floors.items()
        if (measured[name] > Decimal(floor) if name in AT_MOST else measured[name] < Decimal(floor))
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--allow-regression", action="store_true", help="pin worse figures too")
    allowed = parser.parse_args().allow_regression
    measured = measure()
    worse = regressions(measured, pinned()["floors"]) if FLOORS.exists() else []
    for line in worse:
        print(line)
    if worse and not allowed:
        print("not pinned: mend the regression, or give --allow-regression")
        return 1
    content = {
        "gold_sha256": corpus_sha256(),
        "floors": {name: str(value) for name, value in measured.items()},
    }
    FLOORS.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    print("pinned: " + ", ".join(f"{name} {value}" for name, value in measured.items()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
