"""Two reports: one as it should be, one that attacks its reader."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from samples import HOSTILE, TEXT, figure, report

from reportparse.models import Check, Completion, Diagnosis, Period, Program, Report, Section
from reportparse.outputs import Options


@pytest.fixture
def options() -> Options:
    return Options()


@pytest.fixture
def county() -> Report:
    """Two programs: one completion rate that does not agree, one that is cut off."""
    rate: dict[str, Any] = {"kind": "rate", "unit": "%", "rule": "rate.percent"}
    money: dict[str, Any] = {"kind": "amount", "unit": "元", "rule": "amount.yuan"}
    year = Period(text="全年", start=date(2020, 1, 1), end=date(2020, 12, 31))
    first, second = "资金完成情况", "项目完成情况"
    figures = [
        figure(
            TEXT, "69743.57万元", id="f1", value="697435700", low=Decimal("697435650"),
            high=Decimal("697435750"), status="target", indicator="计划投入资金", program=first,
            section="s1", period=year, **money,
        ),
        figure(
            TEXT, "82607.32万元", id="f2", value="826073200", low=Decimal("826073150"),
            high=Decimal("826073250"), status="actual", indicator="实际投入资金", program=first,
            section="s1", **money,
        ),
        figure(
            TEXT, "120%", id="f3", value="120", low=Decimal("119.5"), high=Decimal("120.5"),
            indicator="完成率", program=first, section="s1", **rate,
        ),
        figure(TEXT, "980人", id="f4", value="980", status="target", program=second, section="s2"),
        figure(TEXT, "1560人", id="f5", value="1560", status="actual", program=second),
        figure(TEXT, "159.18%", id="f6", value="159.18", low=None, program=second, **rate),
    ]  # fmt: skip
    checks = (
        Check(
            id="c1", code="RP101", relation="ratio", stated="f3", operands=("f2", "f1"),
            computed=Decimal("118.44"), low=Decimal("118.44"), high=Decimal("118.45"),
            difference=Decimal("1.56"), verdict="mismatch", severity="warning",
            message="完成率120%：82607.32万元 ÷ 69743.57万元 = 118.44%；所述120%，多1.56个百分点",
            diagnoses=(
                Diagnosis(cause="digit", figure="f3", suggestion="118%", message="若为118%则相符"),
            ),
        ),
        Check(
            id="c2", code="RP201", relation="ratio", stated="f6", operands=("f5", "f4"),
            computed=Decimal("159.1837"), verdict="rounding", reason="truncated", severity="note",
            message="159.18%：1560人 ÷ 980人 = 159.1837%；末位被截去，未四舍五入",
        ),
        Check(
            id="c3", code="RP104", relation="growth", stated="f6", operands=("f5", "f4"),
            verdict="unchecked", reason="constant_price", message="未核对",
        ),
    )  # fmt: skip
    heading = TEXT.index("一、")
    return report(
        TEXT,
        figures,
        title="县专项工作总结",
        published=date(2021, 1, 5),
        period=year,
        sections=(
            Section(id="s1", level=1, marker="一、", heading=first, start=heading, end=70),
            Section(id="s2", level=1, marker="二、", heading=second, start=70, end=len(TEXT)),
        ),
        programs=(
            Program(
                name=first, section="s1", amounts=("f1", "f2"), rates=("f3",),
                completion=(
                    Completion(
                        target="f1", actual="f2", stated="f3", computed=Decimal("118.444"),
                        verdict="mismatch",
                    ),
                ),
            ),
            Program(name=second, section="s2", counts=("f4", "f5"), rates=("f6",)),
        ),
        checks=checks,
    )  # fmt: skip


@pytest.fixture
def hostile() -> Report:
    """Text that tries to be a formula, an escape sequence, markup and a command."""
    text = HOSTILE
    bad = "=1+1\x1b]0;x\x07<b>&\u202e"
    one = figure(
        text, "5人", id="f1", value="-5", indicator=bad, subject="+x", program="@x", rule="r"
    )
    check = Check(
        id="c1", code="RP101", relation="ratio", stated="f1", operands=("f1",), verdict="mismatch",
        severity="error", message=bad + "\n::error::second line", reason="\x00",
        diagnoses=(Diagnosis(cause="digit", message="\x1b[2J=2+2"),),
    )  # fmt: skip
    program = Program(name=bad, section="s1", counts=("f1",))
    section = Section(id="s1", level=1, marker="", heading=bad, start=0, end=len(text))
    return report(
        text, [one], name="a\x1b[2J:b,c.txt", title=bad, checks=(check,), programs=(program,),
        sections=(section,), warnings=(bad,),
    )  # fmt: skip
