"""Branches looked for one by one: the same matches as of the whole pattern."""

from __future__ import annotations

from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from reportparse.figures.branches import Branches, branches
from reportparse.normalise import folding
from reportparse.rules import RuleEntry, load_rules
from reportparse.sources import load

RULES = load_rules()
FOLD = folding(RULES)
CORPUS = Path(__file__).parents[2] / "corpus" / "reports"
PATTERNED = [e for e in RULES.entries if e.pattern and e.role in {"mask", "form"}]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("a|bc", ["a", "bc"]),
        ("(a|b)c|[|)]d|\\|e", ["(a|b)c", "[|)]d", "\\|e"]),
        ("[]|]a|[^]|]b", ["[]|]a", "[^]|]b"]),
        ("a(?:b|(c|d))", ["a(?:b|(c|d))"]),
        ("(?i)a|b", ["(?i)a|b"]),
        ("a|", ["a", ""]),
    ],
)
def test_branches_are_parted_at_the_top(pattern: str, found: list[str]) -> None:
    assert branches(pattern) == found


@pytest.mark.parametrize("entry", PATTERNED, ids=lambda e: e.id)
def test_a_rule_finds_the_same_branch_by_branch(entry: RuleEntry) -> None:
    whole, apart = RULES.compile(entry.pattern, entry), Branches.of(RULES, entry)
    texts = [FOLD(load(path).text) for path in sorted(CORPUS.glob("*.txt"))]
    texts += [FOLD(e.text) for e in entry.examples]
    for text in texts:
        one, other = list(whole.finditer(text)), list(apart.finditer(text))
        assert [(m.span(), m[0]) for m in one] == [(m.span(), m[0]) for m in other]
        for a, b in zip(one, other, strict=True):
            named = {k: v for k, v in a.groupdict().items() if v is not None}
            assert named == {k: v for k, v in b.groupdict().items() if v is not None}


@given(st.text("abc1", max_size=12))
def test_the_first_branch_wins_and_nothing_overlaps(text: str) -> None:
    pattern = r"ab|(?<=a)b+|a|bc?|(?<!c)1+(?=a)"
    whole, apart = regex.compile(pattern), Branches(map(regex.compile, branches(pattern)))
    assert [m.span() for m in apart.finditer(text)] == [m.span() for m in whole.finditer(text)]
    for at in range(len(text)):
        one, other = whole.match(text, at), apart.match(text, at)
        assert (one and one.span()) == (other and other.span())


def test_a_pattern_that_may_be_empty_stays_whole() -> None:
    entry = RuleEntry(id="x", role="mask", pattern="a*|b")
    found = [m.span() for m in Branches.of(RULES, entry).finditer("ba")]
    assert found == [m.span() for m in regex.finditer("a*|b", "ba")]
