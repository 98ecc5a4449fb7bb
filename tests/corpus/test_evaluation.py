"""Gold is read strictly, and scores count what they say."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from reportparse.errors import GoldError
from reportparse.evaluate import (
    Gold,
    evaluate,
    read_gold,
    same_indicator,
    same_unit,
    same_value,
    score,
)
from reportparse.models import Check, Figure, Report, Section, Source

GOLD = """一、资金
计划投入{{f1:１，２00万元|amount|12000000|元|target|计划投入}}，其中省级{{f2:800万元|amount|8000000|元|actual|省级}}、县级{{f3:400万元|amount|4000000|元|actual|县级}}。省级占{{f4:66.7%|rate|66.7|%|actual|省级占}}，离村{{f5:五六百米|measure|500..600|米||离村|..}}。
=====
sum f1 = f2 + f3  # all of it
ratio f4 = f2 / f1
part f3 <= f2
head 1 一、资金
"""


@pytest.fixture
def gold(tmp_path: Path) -> Gold:
    path = tmp_path / "a.gold"
    path.write_text(GOLD, encoding="utf-8")
    return read_gold(path)


def perfect(gold: Gold) -> Report:
    """The report that a flawless reader would give."""
    return Report(
        source=Source(name=gold.name, format="txt", sha256="", bytes=0),
        text=gold.text,
        sections=tuple(
            Section(id="s1", level=level, marker="一、", heading=title[2:], start=0, end=9)
            for level, title in gold.headings
        ),
        figures=gold.figures,
        checks=tuple(
            Check(
                id=f"c{n}", code="RP101", relation=r.relation, stated=r.stated,
                operands=r.operands, verdict=r.verdict,
            )
            for n, r in enumerate(gold.relations)
        ),
    )  # fmt: skip


def test_gold_is_read(gold: Gold) -> None:
    assert gold.text.startswith("一、资金\n计划投入１，２00万元，其中省级800万元、")
    assert all(gold.text[f.start : f.end] == f.text for f in gold.figures)
    assert [r.verdict for r in gold.relations] == ["exact", "exact", "exact"]
    assert gold.headings == ((1, "一、资金"),)
    distance = gold.figures[-1]
    assert (distance.value, distance.low, distance.high) == (500, 500, 600)


def test_a_flawless_reader_scores_one_everywhere(gold: Gold) -> None:
    scores = score(gold, perfect(gold))
    for match in (scores.found, scores.strict, scores.relations, scores.headings):
        assert match.precision == match.recall == match.f1 == 1
    assert scores.modifier == scores.status == scores.indicator == scores.verdict == 1
    assert scores.false_alarms == scores.mismatches == 0


def test_each_fault_costs_its_own_measure(gold: Gold) -> None:
    report = perfect(gold)
    f1, f2, f3, f4, f5 = report.figures
    checks = (
        report.checks[0].model_copy(update={"verdict": "mismatch"}),
        report.checks[1].model_copy(update={"operands": ("f3", "f1")}),
    )
    worse = report.model_copy(
        update={
            "figures": (
                f1.model_copy(update={"value": Decimal(1), "status": ""}),
                f2.model_copy(update={"unit": "斤"}),
                f3.model_copy(update={"indicator": "工业投资"}),
                f4.model_copy(update={"modifier": ">"}),
            ),
            "checks": checks,
            "sections": (),
        }
    )
    scores = score(gold, worse)
    assert (scores.found.hits, scores.found.found, scores.found.gold) == (4, 4, 5)
    assert scores.found.recall == Decimal("0.8")
    assert scores.strict.hits == 2
    for share in (scores.value, scores.unit, scores.status, scores.indicator, scores.modifier):
        assert share == Decimal("0.75")
    assert scores.kind == 1
    assert (scores.relations.hits, scores.relations.found, scores.relations.gold) == (1, 2, 3)
    assert scores.verdict == 0
    assert scores.false_alarms == 1
    assert scores.headings.recall == 0
    assert f5.id == "f5"


def test_unchecked_and_other_relations_count_neither_way(gold: Gold) -> None:
    report = perfect(gold)
    soft = report.checks[0].model_copy(update={"verdict": "unchecked"})
    tally = report.checks[1].model_copy(update={"relation": "tally", "verdict": "mismatch"})
    scores = score(gold, report.model_copy(update={"checks": (soft, tally)}))
    assert (scores.relations.found, scores.false_alarms) == (0, 0)


def test_one_fact_twice_may_be_named_from_either_side(tmp_path: Path) -> None:
    path = tmp_path / "twice.gold"
    path.write_text(
        "{{a:3个|count|3|个}}、{{b:3个|count|3|个}}\n===\nequal b = a\n", encoding="utf-8"
    )
    gold = read_gold(path)
    report = perfect(gold)
    swapped = report.checks[0].model_copy(update={"stated": "a", "operands": ("b",)})
    assert score(gold, report.model_copy(update={"checks": (swapped,)})).relations.f1 == 1


def test_another_text_is_refused(gold: Gold) -> None:
    with pytest.raises(GoldError, match="正文"):
        score(gold, perfect(gold).model_copy(update={"text": gold.text + "。"}))


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("{{a:3个|number|3|个}}", "number"),
        ("{{a:3个|count|三|个}}", "三"),
        ("{{a:3个|count|nan|个}}", "nan"),
        ("{{a:3个|count|4|个}}", "4"),
        ("{{a:3个|count|3|个|done}}", "done"),
        ("{{a:3个|count|3|个||x|?}}", "?"),
        ("{{a: 3个|count|3|个}}", "a: 3个"),
        ("{{a:3个|count|3|个||x||y}}", "{{a"),
        ("{{a:3个|count|3|个}}{{a:5个|count|5|个}}", "5个"),
        ("又{{3个|count|3|个}}", "{{3"),
        ("{{a:3个|count|3|个}}\n===\nsum a = b + c", "b、c"),
        ("{{a:3个|count|3|个}}\n===\nequals a = a", "equals"),
        ("{{a:3个|count|3|个}}\n===\nsum a", "sum a"),
        ("{{a:3个|count|3|个}}\n===\nhead 1 二、别处", "二、别处"),
        ("{{a:3个|count|3|个}}\n===\nhead 一 3个", "head 一"),
    ],
)
def test_a_fault_names_the_file_and_the_mark(tmp_path: Path, body: str, named: str) -> None:
    path = tmp_path / "faulty.gold"
    path.write_text(body + "\n", encoding="utf-8")
    with pytest.raises(GoldError) as caught:
        read_gold(path)
    assert "faulty.gold" in str(caught.value)
    assert named in str(caught.value)


def test_what_cannot_be_read_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"no\.gold"):
        read_gold(tmp_path / "no.gold")
    (tmp_path / "bad.gold").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(GoldError, match="UTF-8"):
        read_gold(tmp_path / "bad.gold")
    with pytest.raises(GoldError, match="没有"):
        evaluate(tmp_path / "nothing")


@pytest.mark.parametrize(
    ("want", "got", "same"),
    [
        ("元/人/月", "元每人每月", True),
        ("公里", "km", True),
        ("", "个", True),
        ("用水户", "", True),
        ("公里", "", False),
        ("户", "人", False),
        ("个", "", False),
    ],
)
def test_units(want: str, got: str, same: bool) -> None:
    assert same_unit(want, got) is same


@pytest.mark.parametrize(
    ("want", "got", "same"),
    [
        ("完成率", "项目完成率", True),
        ("工业投资增长", "工业投资同比增长", True),
        ("投资", "电信公司完成投资", False),
        ("贫困户", "脱贫人口", False),
        ("", "什么都行", True),
        ("粮食产量", "", False),
        ("“三公”经费", "三公经费", True),
    ],
)
def test_indicators(want: str, got: str, same: bool) -> None:
    assert same_indicator(want, got) is same


def test_both_ends_of_a_range_count(gold: Gold) -> None:
    want = gold.figures[-1]

    def read(**changes: object) -> Figure:
        return want.model_copy(update=changes)

    assert same_value(want, want)
    assert same_value(want, read(high=None))
    assert not same_value(want, read(high=Decimal(700)))
    assert not same_value(want, read(value=Decimal(600)).model_copy(update={"low": Decimal(550)}))


def test_the_table_has_a_line_a_report_and_the_total(tmp_path: Path) -> None:
    (tmp_path / "b.gold").write_text("开会{{a:3次|count|3|次|actual|开会}}。\n", encoding="utf-8")
    (tmp_path / "a.gold").write_text(GOLD, encoding="utf-8")
    evaluation = evaluate(tmp_path)
    assert [row.name for row in evaluation.rows] == ["a", "b"]
    assert evaluation.total.found.gold == 6
    for lang, total in (("zh", "合计"), ("en", "total")):
        lines = evaluation.to_table(lang).splitlines()
        assert [line.split()[0] for line in lines[1:]] == ["a", "b", total]
