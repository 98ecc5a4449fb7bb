"""Compilations are split by their titles, single reports never."""

from __future__ import annotations

from reportparse.sources import Document, load, load_all

BODY = "\n".join(
    f"{number}、第{number}部分\n全年完成投资12.5亿元,同比增长8.3%,完成年度计划的104.2%,各项工作进展顺利。"
    for number in "一二三"
)


def _split(text: str) -> list[Document]:
    return [part for part in load_all(text.encode(), name="汇编.txt") if isinstance(part, Document)]


def test_reports_one_after_the_other_are_split() -> None:
    text = f"甲县2020年扶贫工作总结\n{BODY}\n乙县2020年水利工作报告\n\n{BODY}\n"
    parts = _split(text)
    assert [part.name for part in parts] == [
        "汇编.txt#1 甲县2020年扶贫工作总结",
        "汇编.txt#2 乙县2020年水利工作报告",
    ]
    assert "".join(part.text for part in parts) == text
    for part in parts:
        for place in part.places:
            assert part.text[place.start : place.end].strip()
    second = parts[1].places[0]
    assert text.split("\n")[(second.paragraph or 0) - 1] == "乙县2020年水利工作报告"


def test_a_table_of_contents_before_the_reports_goes_with_the_first() -> None:
    contents = "2020年工作汇编\n目录\n甲县扶贫工作总结\n乙县水利工作报告\n"
    text = f"{contents}甲县扶贫工作总结\n{BODY}\n乙县水利工作报告\n{BODY}\n"
    parts = _split(text)
    assert len(parts) == 2
    assert parts[0].text.startswith("2020年工作汇编")
    assert parts[1].text.startswith("乙县水利工作报告")


def test_titles_of_two_lines_and_with_plans_behind_them() -> None:
    titles = [
        "甲县水务局\n2021年工作总结及2022年工作计划",
        "乙县住建局2021年工作总结和下一步打算",
        "丙县人民检察院工作报告\n——2022年1月5日在县人民代表大会会议上",
        "丁县城市管理局\n二〇二一年度工作总结（2021年12月30日）",
    ]
    text = "".join(f"{title}\n{BODY}\n" for title in titles)
    parts = _split(text)
    assert [part.name.partition(" ")[2] for part in parts] == [
        "甲县水务局2021年工作总结及2022年工作计划",
        "乙县住建局2021年工作总结和下一步打算",
        "丙县人民检察院工作报告",
        "丁县城市管理局二〇二一年度工作总结（2021年12月30日）",
    ]
    assert "".join(part.text for part in parts) == text
    assert all(part.text.startswith(title) for part, title in zip(parts, titles, strict=True))


def test_a_single_report_stays_whole() -> None:
    text = f"甲县2020年扶贫工作总结\n{BODY}\n四、完成情况\n附件:2020年资金使用情况\n"
    assert len(_split(text)) == 1
    quoted = f"甲县工作总结\n一、任务\n审议了乙县工作报告\n丙县工作报告\n{BODY[4:]}"
    assert len(_split(quoted)) == 1


def test_load_never_splits() -> None:
    text = f"甲县2020年扶贫工作总结\n{BODY}\n乙县2020年水利工作报告\n{BODY}\n"
    assert load(text.encode(), name="a.txt").text == text
