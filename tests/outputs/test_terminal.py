from __future__ import annotations

from dataclasses import replace

from reportparse.errors import InputError
from reportparse.models import Place, Report
from reportparse.outputs import Options
from reportparse.outputs.terminal import render

GOLDEN = """\
县.txt: 6条数据，2个专项，核对3项：相符 0，舍入 1，不符 1，未判 1

  专项                  计划          实际  文中完成率     复算  结论
  资金完成情况  69743.57万元  82607.32万元        120%  118.44%  不符

不符1处

县.txt:4:40 RP101 完成率120%：82607.32万元 ÷ 69743.57万元 = 118.44%；所述120%，多1.56个百分点
  4 | 全年计划投入资金69743.57万元，实际投入资金82607.32万元，完成率120%。
    |                 ^^^^^^^^^^^^              ^^^^^^^^^^^^        ^^^^
    = 线索: 若为118%则相符

提示1处

县.txt:6:23 RP201 159.18%：1560人 ÷ 980人 = 159.1837%；末位被截去，未四舍五入
  6 | 计划培训980人，实际培训1560人，完成率159.18%。
    |         ^^^^^          ^^^^^^        ^^^^^^^
"""


def test_a_report_in_chinese(county: Report, options: Options) -> None:
    assert "".join(render([county], options)) == GOLDEN


def test_a_report_in_english(county: Report) -> None:
    text = "".join(render([county], Options(lang="en")))
    assert text.startswith(
        "县.txt: 6 figures, 2 programs, 3 checks: 0 exact, 1 rounding, 1 mismatch, 1 unchecked\n"
    )
    assert "Mismatches: 1" in text
    assert "hint" in text


def test_colour_is_the_only_difference_that_colour_makes(county: Report, options: Options) -> None:
    import re

    coloured = "".join(render([county], replace(options, colour=True)))
    bare = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert "\x1b[31;1mRP101\x1b[0m" in coloured
    assert [line.rstrip() for line in bare.splitlines()] == GOLDEN.splitlines()


def test_nothing_found_is_said(county: Report, options: Options) -> None:
    clean = county.model_copy(update={"checks": county.checks[2:]})
    assert "\n  未发现不符\n" in "".join(render([clean], options))
    assert "没有可以核对的勾稽关系" in "".join(
        render([county.model_copy(update={"checks": ()})], options)
    )


def test_a_soft_mismatch_counts_as_doubtful(county: Report, options: Options) -> None:
    soft = county.checks[0].model_copy(update={"severity": "note"})
    text = "".join(render([county.model_copy(update={"checks": (soft,)})], options))
    assert "不符 0，未判 0，存疑 1" in text
    assert "未发现不符" in text
    assert "提示1处" in text


def test_several_reports_end_with_a_summary(county: Report, options: Options) -> None:
    text = "".join(render([county, InputError("x", "坏"), county], options))
    assert text.endswith("\n共2份报告，12条数据，核对6项：2份有不符，计2处；提示2处；1份未能读取\n")


def test_operands_on_another_line_are_shown_there(county: Report, options: Options) -> None:
    far = county.checks[0].model_copy(update={"operands": ("f5", "f1")})
    text = "".join(render([county.model_copy(update={"checks": (far,)})], options))
    assert "  4 | 全年计划" in text
    assert "  6 | 计划培训" in text
    assert text.count("^^^^^^") > 2


def test_the_place_in_a_paged_source_is_named(county: Report, options: Options) -> None:
    place = Place(start=0, end=len(county.text), page=3, table=1, row=2, column=4)
    text = "".join(render([county.model_copy(update={"places": (place,)})], options))
    assert "(第3页表1第2行第4列)" in text


def test_a_hostile_report_is_shown_not_obeyed(hostile: Report, options: Options) -> None:
    text = "".join(render([hostile], options))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text
    assert "␛[31m红␇" in text
    assert "␊::error::second line" in text
