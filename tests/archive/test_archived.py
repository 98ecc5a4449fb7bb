from __future__ import annotations

from dataclasses import replace

import pytest

from reportparse.archive.records import (
    place_of_report,
    rules_version,
    year_of_report,
)
from reportparse.pipeline import parse_text
from reportparse.rules import load_rules


@pytest.mark.parametrize(
    ("title", "name", "place"),
    [
        ("青棠县扶贫专项工作总结", "a.txt", "青棠县"),
        ("2026年四川省人民政府工作报告", "a.txt", "四川省"),
        ("关于2023年临洲市财政预算执行情况的报告", "a.txt", "临洲市"),
        ("宁夏回族自治区政府工作报告", "a.txt", "宁夏回族自治区"),
        ("恩施土家族苗族自治州2020年工作总结", "a.txt", "恩施土家族苗族自治州"),
        ("沛县2020年工作总结", "a.txt", "沛县"),
        ("政府工作报告", "in/云南省-2026.txt", "云南省"),
        ("政府工作报告", "in\\云南省-2026.txt", "云南省"),
        ("我县脱贫攻坚工作总结", "a.txt", ""),
        ("全市经济运行情况", "a.txt", ""),
        ("工作总结", "a.txt", ""),
        ("城市管理工作总结", "a.txt", ""),
        ("乡村振兴工作总结", "a.txt", ""),
        ("城乡居民医保工作总结", "a.txt", ""),
    ],
)
def test_place(title: str, name: str, place: str) -> None:
    assert place_of_report(parse_text(f"{title}\n\n投入5万元。", name=name)) == place


@pytest.mark.parametrize(
    ("text", "name", "year"),
    [
        ("青棠县2019年工作总结\n\n投入5万元。", "a-2020.txt", 2019),
        ("工作总结\n\n投入5万元。", "总结2020.txt", 2020),
        ("工作总结\n\n投入5万元。", "编号120201.txt", None),
    ],
)
def test_year(text: str, name: str, year: int | None) -> None:
    assert year_of_report(parse_text(text, name=name)) == year


def test_the_version_of_rules_changes_with_any_of_them() -> None:
    rules = load_rules()
    assert rules_version(rules) == rules_version(rules)
    words = replace(rules, lexicon=(*rules.lexicon, "新词"))
    fewer = replace(rules, entries=rules.entries[:-1])
    assert len({rules_version(r) for r in (rules, words, fewer)}) == 3
