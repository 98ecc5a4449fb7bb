"""PDF pages in reading order."""

from __future__ import annotations

import pytest

from reportparse.errors import FormatError, InputError
from reportparse.sources import Document, load
from sources.samples import REPORT, Line, Pdf, pdf

WORDS = "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥金木水火"


def _load(file: Pdf) -> Document:
    return load(file.bytes(), name="a.pdf")


def test_lines_are_joined_to_paragraphs_over_pages() -> None:
    document = load(pdf(REPORT * 12), name="a.pdf")
    assert document.text == REPORT * 12
    assert {place.page for place in document.places} == {1, 2, 3}
    starts = [place.start for place in document.places]
    assert starts == sorted(starts)
    split = [p for p in document.places if p.paragraph == document.places[-1].paragraph]
    assert all(p.page is not None for p in split)


def test_running_heads_and_page_numbers_are_dropped() -> None:
    file = Pdf()
    for number in range(1, 5):
        body: list[Line] = [(84, 100, f"第{number}部分完成投资{number}2万元。")]
        file.page([(240, 30, "某县2020年工作报告"), *body, (280, 800, f"— {number} —")])
    expected = "".join(f"第{number}部分完成投资{number}2万元。\n" for number in range(1, 5))
    assert _load(file).text == expected


def test_a_number_in_the_text_is_no_page_number() -> None:
    assert _load(Pdf().page([(84, 400, "12")])).text == "12\n"


def test_two_columns_are_read_one_after_the_other() -> None:
    lines: list[Line] = [(60, 60, WORDS)]
    lines += [(60, 100 + 20 * row, f"左{row}{WORDS[:16]}") for row in range(8)]
    lines += [(320, 100 + 20 * row, f"右{row}{WORDS[:16]}") for row in range(8)]
    text = _load(Pdf().page(lines)).text
    assert text.index("左7") < text.index("右0")
    assert f"左0{WORDS[:16]}左1" in text


CELLS = [
    ["项目", "计划", "完成"],
    ["甲县", "1,200", "900"],
    ["乙县", "300", "250"],
    ["合计", "1,500", "1,150"],
]


def _cells(left: float = 100, top: float = 100) -> list[Line]:
    return [
        (left + 120 * column, top + 20 * row, text)
        for row, line in enumerate(CELLS)
        for column, text in enumerate(line)
    ]


def _grid(rows: int, columns: int) -> list[tuple[float, float, float, float]]:
    across = [(95, 95 + 20 * row, 95 + 120 * columns, 95 + 20 * row) for row in range(rows + 1)]
    down = [(95 + 120 * c, 95, 95 + 120 * c, 95 + 20 * rows) for c in range(columns + 1)]
    return [*across, *down]


TABLE = "".join("\t".join(line) + "\n" for line in CELLS)


def test_tables_by_alignment_and_by_ruled_lines() -> None:
    lines: list[Line] = [(84, 60, "完成情况如下。"), *_cells(), (84, 220, "以上。")]
    expected = f"完成情况如下。\n{TABLE}以上。\n"
    assert _load(Pdf().page(lines)).text == expected
    ruled = _load(Pdf().page(lines, _grid(4, 3)))
    assert ruled.text == expected
    cell = next(p for p in ruled.places if ruled.text[p.start : p.end] == "250")
    assert (cell.page, cell.table, cell.row, cell.column) == (1, 1, 3, 3)


def test_a_column_of_notes_may_be_empty_in_most_rows() -> None:
    rows = [["乡镇", "计划", "完成", "完成率", "备注"]]
    rows += [
        [f"{n}村", f"{n}00", f"{n}10", f"{n}.5%", "缓建" if n == 4 else ""] for n in range(1, 8)
    ]
    lines: list[Line] = [
        (90 + 90 * column, 100 + 20 * row, text)
        for row, line in enumerate(rows)
        for column, text in enumerate(line)
        if text
    ]
    assert _load(Pdf().page(lines)).text == "".join(
        "\t".join(row).rstrip("\t") + "\n" for row in rows
    )


def test_cells_of_several_lines_and_merged_cells() -> None:
    grid = [rule for rule in _grid(4, 3) if rule != (95, 115, 455, 115)]
    grid += [(215, 115, 455, 115)]
    grid.remove((335, 95, 335, 175))
    grid += [(335, 115, 335, 175)]
    lines: list[Line] = [
        (100, 98, "项目"), (230, 98, "投资"),
        (230, 118, "计划"), (350, 118, "完成"),
        (100, 138, "甲县"), (230, 138, "1,200"), (350, 138, "900"),
        (100, 158, "乙县"), (230, 158, "300"), (350, 158, "250"),
    ]  # fmt: skip
    assert _load(Pdf().page(lines, grid)).text == (
        "项目\t投资\t投资\n项目\t计划\t完成\n甲县\t1,200\t900\n乙县\t300\t250\n"
    )


def test_a_table_goes_on_on_the_next_page_without_its_head() -> None:
    file = Pdf().page(_cells(), _grid(4, 3)).page(_cells(), _grid(4, 3))
    document = _load(file)
    assert document.text == TABLE + "".join(TABLE.splitlines(keepends=True)[1:])
    assert document.places[-1].page == 2
    assert {place.table for place in document.places} == {1}


HEADS = [["乡镇", "投资", "户数"], ["乡镇", "（万元）", "（户）"]]


def _sheet(*rows: list[str]) -> tuple[list[Line], list[tuple[float, float, float, float]]]:
    """A page with a ruled table of three columns under whatever else it gets."""
    lines: list[Line] = [
        (100 + 120 * column, 100 + 20 * row, text)
        for row, line in enumerate(rows)
        for column, text in enumerate(line)
        if text
    ]
    return lines, _grid(len(rows), 3)


def test_a_table_goes_on_over_three_pages_with_a_head_of_two_rows() -> None:
    rows = [[f"第{n}村", f"{n}12", f"{n}3"] for n in range(1, 7)]
    file = Pdf()
    for n in (0, 2, 4):
        file.page(*_sheet(*HEADS, *rows[n : n + 2]))
    document = _load(file)
    assert document.text == "".join("\t".join(row) + "\n" for row in [*HEADS, *rows])
    assert {place.table for place in document.places} == {1}
    assert [place.page for place in document.places if place.column == 1][2:] == [1, 1, 2, 2, 3, 3]


def test_a_row_that_the_end_of_a_page_cuts_is_put_together() -> None:
    first, grid = _sheet(["甲镇", "12", "先行示范"], ["乙镇安置", "30", "受汛期"])
    rest, below = _sheet(["新村", "", "影响"], ["丙镇", "40", ""])
    assert _load(Pdf().page(first, grid).page(rest, below)).text == (
        "甲镇\t12\t先行示范\n乙镇安置新村\t30\t受汛期影响\n丙镇\t40\n"
    )


def test_a_row_that_names_a_group_is_not_the_rest_of_the_one_above() -> None:
    first, grid = _sheet(["甲镇", "12", "示范"], ["乙镇", "30", "示范"])
    rest, below = _sheet(["二、新建", "", ""], ["丙镇", "40", ""])
    whole = [
        (x, y, right, bottom) for x, y, right, bottom in below if x in (95, 455) or y == bottom
    ]
    parted = [(95 + 120 * c, 115.0, 95 + 120 * c, 135.0) for c in (1, 2)]
    for rules in (below, [*whole, *parted]):
        text = _load(Pdf().page(first, grid).page(rest, rules)).text
        assert text == "甲镇\t12\t示范\n乙镇\t30\t示范\n二、新建\n丙镇\t40\n"


def test_a_line_that_says_that_a_table_goes_on_is_left_out() -> None:
    first, grid = _sheet(*HEADS, ["甲镇", "12", "3"])
    rest, below = _sheet(*HEADS, ["乙镇", "30", "4"])
    told = [(84.0, 60.0, "表3 投资情况（续）"), (400.0, 80.0, "单位：万元、户"), *rest]
    rows = [*HEADS, ["甲镇", "12", "3"], ["乙镇", "30", "4"]]
    assert _load(Pdf().page(first, grid).page(told, below)).text == (
        "".join("\t".join(row) + "\n" for row in rows)
    )
    other = [(84.0, 60.0, "表4 另一张表"), *rest]
    assert "表4" in _load(Pdf().page(first, grid).page(other, below)).text


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_turned_pages_and_writing(rotate: int) -> None:
    lines: list[Line] = [(100, 100, "横排标题"), (100, 130, "完成投资82607.32万元。")]
    expected = "横排标题\n完成投资82607.32万元。\n"
    assert _load(Pdf().page(lines, rotate=rotate)).text == expected
    assert _load(Pdf().page(lines, rotate=rotate, sideways=True)).text == expected


def test_headings_stay_apart_and_titles_together() -> None:
    file = Pdf().page(
        [(84, 60, "一、总体情况"), (84, 80, WORDS), (60, 100, "完成。"), (84, 120, "二、下步")]
    )
    assert _load(file).text == f"一、总体情况\n{WORDS}完成。\n二、下步\n"


def test_ragged_lines_break_before_numbers_and_full_width_brackets() -> None:
    file = Pdf().page(
        [
            (60, 60, f"{WORDS}占全市总量的"),
            (60, 80, "\uff08123\uff09户,分别上升"),
            (60, 100, f"52.78%、44.09%,{WORDS[:20]}。"),
            (60, 120, "2.特色产业到户奖补项目"),
            (84, 140, "一是发放补贴12万元。"),
        ]
    )
    assert _load(file).text.count("\n") == 4
    joined = f"{WORDS}占全市总量的\uff08123\uff09户,分别上升"
    assert _load(file).text.startswith(joined)


def test_a_table_inside_a_column_stays_in_it() -> None:
    lines: list[Line] = [(60, 100 + 20 * row, f"左{row}{WORDS[:16]}") for row in range(4)]
    lines += [(64, 184, "甲"), (184, 184, "12"), (64, 204, "乙"), (184, 204, "30")]
    lines += [(320, 100 + 20 * row, f"右{row}{WORDS[:16]}") for row in range(8)]
    grid = [(60, 180 + 20 * row, 260, 180 + 20 * row) for row in range(3)]
    grid += [(60 + 100 * column, 180, 60 + 100 * column, 220) for column in range(3)]
    text = _load(Pdf().page(lines, grid)).text
    assert text.index("左3") < text.index("甲\t12\n乙\t30\n") < text.index("右0")


def test_broken_and_empty_files() -> None:
    with pytest.raises(FormatError, match="已损坏"):
        load(b"%PDF-1.7\n%%EOF", name="a.pdf")
    with pytest.raises(InputError, match="没有可读的文字"):
        _load(Pdf().page([]))


def test_page_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportparse.sources.pdf.MAX_PAGES", 1)
    with pytest.raises(FormatError, match="超过1页"):
        _load(Pdf().page([]).page([]))
    monkeypatch.setattr("reportparse.sources.pdf.MAX_MARKS", 1)
    with pytest.raises(FormatError, match="文字过多"):
        _load(Pdf().page([(84, 60, "一二三")]))
