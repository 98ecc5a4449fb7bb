"""Named quotients: 存贷比 is loans over deposits, 城乡收入比 urban over rural incomes.

The entries ``quotient.*`` of ``relations.toml`` name each and what is divided by what (their
``context``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import regex

from reportparse.relations.candidate import Candidate
from reportparse.relations.ratio import TENTATIVE, ratio
from reportparse.relations.view import Spot, View
from reportparse.rules import RuleEntry, Rules

REACH = 10
ALL = (
    "(?:这是|按|新增|年末|年底|期末|末|各项|金融机构|银行业?|本外币|人民币|总|全[国省市县区州镇行]|我[省市县区州])*"
    "的?"
)
Statement = tuple[Candidate, ...]


def find(view: View) -> Iterator[Statement]:
    """One statement a named quotient with levels of both kinds around it."""
    entries = _quotients(view.rules)
    named = view.rules.any_cue(tuple(entry.id for entry in entries))
    rates = [
        s
        for s in view.spots
        if s.figure.kind == "rate" and named.search(s.clause) and not _is_second(s)
    ]
    for entry in entries:
        top_word, base_word = entry.context
        for s in rates:
            if view.cue(entry.id, s.clause):
                readings = _readings(view, s, top_word, base_word, entry.id)
                if readings:
                    yield readings


@lru_cache(maxsize=4)
def _quotients(rules: Rules) -> tuple[RuleEntry, ...]:
    return tuple(e for e in rules.entries if e.id.startswith("quotient."))


def _is_second(s: Spot) -> bool:
    """The 1 of 2.02:1."""
    return s.figure.rule == "rate.parts" and s.figure.value == 1


def _readings(view: View, s: Spot, top_word: str, base_word: str, rule: str) -> Statement:
    around = [
        t
        for t in view.spots[max(0, s.n - REACH) : s.n + REACH]
        if t.paragraph == s.paragraph and t.figure.kind in {"amount", "measure", "count"}
    ]
    levels = [t for t in around if t.role in {"value", "plan"}]
    tops, bases = _named(levels, top_word), _named(levels, base_word)
    pairs = [(a, b) for a in tops for b in bases if view.alike(a.figure, b.figure)]
    fitting = [(a, b) for a, b in pairs if _kind(a) == _kind(b)]
    same = [(a, b) for a, b in fitting if not _kind(a) or _kind(a) in s.clause] or fitting or pairs
    firm = len(same) == 1 and _whole(same[0][0], top_word) and _whole(same[0][1], base_word)
    return tuple(
        ratio(s, a, b, n, "" if firm else TENTATIVE, rule) for n, (a, b) in enumerate(same[:4], 1)
    )


def _named(levels: Sequence[Spot], word: str) -> list[Spot]:
    return [t for t in levels if word in t.figure.indicator or word in t.clause]


def _whole(s: Spot, word: str) -> bool:
    """All loans and all deposits, not those of a kind: 各项贷款余额, never 涉农贷款余额."""
    return regex.match(rf"{ALL}{word}", s.figure.indicator) is not None


def _kind(s: Spot) -> str:
    """新增 or 余额: levels of one kind belong together."""
    return next((k for k in ("新增", "余额") if k in s.clause), "")
