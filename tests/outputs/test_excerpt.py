from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from reportparse.outputs.excerpt import Mark, excerpt
from reportparse.outputs.layout import columns, plain


def marked(rows: list[tuple[str, str]]) -> str:
    """The characters above the carets, in order."""
    found = []
    for source, carets in rows:
        at = 0
        for char in source:
            width = columns(char)
            if width and carets[at : at + width] == "^" * width:
                found.append(char)
            at += width
    return "".join(found)


def test_a_short_line_is_shown_whole() -> None:
    line = "计划投入980人，完成率120%。"
    rows = excerpt(line, [Mark(4, 8, "cyan"), Mark(12, 16, "red")], 80, colour=False)
    assert rows == [(line, "        ^^^^^" + " " * 8 + "^^^^")]


def test_a_long_line_is_cut_around_its_figure() -> None:
    line = "一" * 1500 + "完成率118%，" + "二" * 1500
    start = line.index("118%")
    ((source, carets),) = excerpt(line, [Mark(start, start + 4, "red")], 120, colour=False)
    assert source.startswith("…一")
    assert source.endswith("完成率118%，…")
    assert columns(source) <= 120
    assert marked([(source, carets)]) == "118%"


def test_distant_figures_are_joined_by_an_ellipsis() -> None:
    line = "甲" * 400 + "5人" + "乙" * 400 + "8人" + "丙" * 400
    marks = [Mark(400, 402, "red"), Mark(802, 804, "cyan")]
    rows = excerpt(line, marks, 100, colour=False)
    assert marked(rows) == "5人8人"
    assert "".join(source for source, _ in rows).count("…") == 3


def test_figures_that_do_not_fit_one_row_go_on_in_the_next() -> None:
    parts = [f"第{n}乡镇投入{n}8.51万元、" for n in range(10, 30)]
    line, marks = "".join(parts), []
    for n in range(10, 30):
        start = line.index(f"{n}8.51万元")
        marks.append(Mark(start, start + 8, "cyan"))
    rows = excerpt(line, marks, 60, colour=False)
    assert len(rows) > 2
    assert all(columns(source) <= 60 for source, _ in rows)
    assert marked(rows) == "".join(f"{n}8.51万元" for n in range(10, 30))


def test_rows_and_cuts_fall_between_clauses() -> None:
    line = (
        "前文" * 60
        + "。产值33.36亿元，"
        + "其他情况；" * 8
        + "牧业20.49亿元，渔业1.48亿元；"
        + "后文" * 60
    )
    marks = []
    for text in ("33.36亿元", "20.49亿元", "1.48亿元"):
        start = line.index(text)
        marks.append(Mark(start, start + len(text), "cyan"))
    rows = excerpt(line, marks, 50, colour=False)
    assert rows[0][0].startswith("…产值33.36亿元，")
    assert rows[-1][0] == "牧业20.49亿元，渔业1.48亿元；…"


def test_characters_that_are_not_shown_take_no_column() -> None:
    line = "\u202e\x1b投入\u200b5人"
    rows = excerpt(line, [Mark(5, 7, "red")], 80, colour=False)
    assert rows == [("␛投入5人", "     ^^^")]


def test_colour_changes_nothing_but_the_colour() -> None:
    ((source, carets),) = excerpt("投入5人", [Mark(2, 4, "red")], 80, colour=True)
    assert source == "投入\x1b[31;1m5人\x1b[0m"
    assert carets == "    \x1b[31m^^^\x1b[0m"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.data())
def test_every_marked_character_has_its_carets(line: str, data: st.DataObject) -> None:
    line = line.replace("^", "")
    start = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, min(len(line), start + 12)))
    rows = excerpt(line, [Mark(start, end, "red")], 40, colour=False)
    carets = sum(c.count("^") for _, c in rows)
    assert carets == sum(columns(plain(char)) for char in line[start:end])
