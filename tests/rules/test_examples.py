"""Every rule reads its examples and leaves its counter-examples alone."""

from __future__ import annotations

import pytest

from reportparse.rules import Example, RuleEntry, Rules, load_rules
from reportparse.rules_check import ExampleChecker, run_examples

RULES = load_rules()
RUN = [e for e in RULES.entries if e.role != "cue"]


@pytest.fixture(scope="module")
def checker() -> ExampleChecker:
    return ExampleChecker(RULES)


@pytest.mark.parametrize("entry", RUN, ids=lambda e: e.id)
def test_rule_reads_its_examples_and_no_counter_example(
    checker: ExampleChecker, entry: RuleEntry
) -> None:
    assert checker.failures(entry) == []


@pytest.mark.parametrize("entry", RUN, ids=lambda e: e.id)
def test_rule_has_an_example(entry: RuleEntry) -> None:
    assert entry.examples


@pytest.mark.parametrize(
    "entry", [*RULES.of("form"), *(e for e in RULES.of("mask") if e.pattern)], ids=lambda e: e.id
)
def test_rule_with_a_grammar_has_a_counter_example(entry: RuleEntry) -> None:
    assert entry.counter_examples


@pytest.mark.parametrize("entry", [*RULES.of("unit"), *RULES.of("form")], ids=lambda e: e.id)
def test_an_example_of_a_figure_says_its_value(entry: RuleEntry) -> None:
    assert all(example.value for example in entry.examples)


# the checker itself: a wrong example is told, whatever is wrong with it


def changed(id: str, **changes: object) -> list[str]:
    """What is told of the shipped rule when it is given these examples instead."""
    entries = tuple(
        e.model_copy(update={"examples": (), "counter_examples": (), **changes})
        if e.id == id
        else e.model_copy(update={"examples": (), "counter_examples": ()})
        for e in RULES.entries
    )
    return run_examples(Rules(entries, RULES.tables, RULES.lexicon))


def example(written: str) -> tuple[Example, ...]:
    return (Example.read(written),)


def test_right_examples_are_not_told() -> None:
    assert changed("amount.yuan", examples=example("投入【5万元】 => 50000 元")) == []
    assert changed("date.day", examples=example("于【3月5日】开工")) == []


@pytest.mark.parametrize(
    ("id", "written", "told"),
    [
        ("amount.yuan", "投入【5万元】 => 60000 元", "50000 元"),
        ("amount.yuan", "投入【5万元】 => 50000 角", "单位应为“角”"),
        ("amount.yuan", "投入【5万】元 => 50000 元", "“5万元”（amount.yuan"),
        ("amount.yuan", "投入【5个】 => 5 个", "count.general"),
        ("amount.yuan", "投入【五】次 => 5 元", "count.general"),
        ("amount.yuan", "没有【数字】 => 5 元", "没有读出数据"),
        ("rate.hundredth", "增长【3%】 => 3 %", "rate.percent"),
        ("date.day", "于【3月】5日开工", "“3月5日”"),
        ("date.day", "于【三里】开工", "没有盖住"),
        ("after.about", "增长【3%以上】 => 3 %", "修饰应为“~”"),
        ("after.about", "增长3【%左右】 => 3 %", "应读出“%左右”"),
        ("heading.han", "【1.】组织领导", "heading.arabic"),
        ("heading.han", "【一】是组织领导", "没有读出标题"),
        ("heading.han", "【一】、组织领导", "实读“一、”"),
    ],
)
def test_a_wrong_example_is_told(id: str, written: str, told: str) -> None:
    (failure,) = changed(id, examples=example(written))
    assert f" {id} " in failure
    assert written.partition(" => ")[0] in failure
    assert told in failure
    assert "\n" not in failure


@pytest.mark.parametrize(
    ("id", "text", "told"),
    [
        ("amount.yuan", "投入5万元", "“5万元”"),
        ("date.day", "于3月5日开工", "“3月5日”"),
        ("after.about", "增长3%左右", "“3%左右”"),
        ("heading.han", "一、组织领导", "“一、”"),
        ("rate.hundredth", "增长百分之三", "“百分之三”"),
    ],
)
def test_a_counter_example_that_is_read_is_told(id: str, text: str, told: str) -> None:
    (failure,) = changed(id, counter_examples=(text,))
    assert text in failure
    assert told in failure
