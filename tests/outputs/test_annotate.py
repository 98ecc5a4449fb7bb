from __future__ import annotations

import html
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from reportparse import parse
from reportparse.cli import app
from reportparse.errors import FormatError, InputError
from reportparse.outputs import docx_comments, pdf_notes
from reportparse.outputs.annotate import annotated

docx = pytest.importorskip("docx", reason="python-docx is not installed")
pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed")

LINES = (
    "某县工作总结",
    "一、项目情况",
    "任务1,240个，完成1,073个，完成率68.5%。",
    "二、资金情况",
    "排查隐患312处，其中已整改321处。任务200个，完成100个，完成率60%。",
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MARK = (
    rb'(?:<w:commentRange(?:Start|End) w:id="\d+"/>|<w:r><w:commentReference w:id="\d+"/></w:r>)'
)
_CUT = re.compile(
    rb"(<w:r(?: [^>]*)?>(?:<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>|<w:rPr/>)?<w:t(?: [^>]*)?>)([^<]*)"
    rb"</w:t></w:r>" + _MARK + rb"+\1"
)


def unmarked(document: bytes) -> bytes:
    """The document part without marks, runs that were cut for them put together again."""
    while (whole := _CUT.sub(rb"\1\2", document)) != document:
        document = whole
    return re.sub(_MARK, b"", document)


def run_of(text: str) -> list[str]:
    """The text in runs of five letters, as Word makes them when one edits."""
    return [text[n : n + 5] for n in range(0, len(text), 5)]


def saved(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def word() -> bytes:
    """Paragraphs of many runs, and a table with merged cells."""
    document = docx.Document()
    for line in LINES:
        paragraph = document.add_paragraph()
        for n, part in enumerate(run_of(line)):
            paragraph.add_run(part).bold = n % 2 == 0
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "附表"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "改造"
    table.cell(1, 1).text = "任务60个"
    table.cell(2, 2).text = "任务80个，完成60个，完成率57%"
    return saved(document)


def part(package: bytes, name: str) -> bytes:
    return zipfile.ZipFile(io.BytesIO(package)).read(name)


def rewritten(package: bytes, name: str, old: str, new: str) -> bytes:
    """The package with words of one part replaced."""
    buffer = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(package))
    with zipfile.ZipFile(buffer, "w") as target:
        for member in source.namelist():
            content = source.read(member)
            target.writestr(
                member, content.replace(old.encode(), new.encode()) if member == name else content
            )
    return buffer.getvalue()


def commented(package: bytes) -> dict[str, str]:
    """The beginning of each comment, and the text that it spans."""
    document = docx.Document(io.BytesIO(package))
    spans: dict[str, str] = {}
    opened: set[str] = set()
    for element in document.element.iter():
        kind, number = element.tag.rpartition("}")[2], element.get(f"{{{WORD}}}id")
        if kind == "commentRangeStart":
            opened.add(number)
            spans[number] = ""
        elif kind == "commentRangeEnd":
            opened.remove(number)
        elif kind == "t":
            for each in opened:
                spans[each] += element.text
    assert not opened
    return {c.text.split("\n")[0]: spans[str(c.comment_id)] for c in document.comments}


def test_a_comment_at_every_finding(word: bytes) -> None:
    report = parse(word, name="县.docx")
    comments = commented(docx_comments.annotate(word, report))
    assert len(comments) == 4
    for head, figure in (
        ("RP101", "68.5%"),
        ("RP103", "321处"),
        ("RP101", "60%"),
        ("RP101", "57%"),
    ):
        (span,) = [
            span
            for told, span in comments.items()
            if told.startswith(head) and figure in told.partition(":")[0]
        ]
        assert span == figure


def test_nothing_else_is_changed(word: bytes) -> None:
    copy = docx_comments.annotate(word, parse(word, name="县.docx"))
    before, after = (zipfile.ZipFile(io.BytesIO(data)) for data in (word, copy))
    assert after.namelist() == [*before.namelist(), "word/comments.xml"]
    listings = {"[Content_Types].xml", "word/_rels/document.xml.rels"}
    for name in before.namelist():
        if name == "word/document.xml":
            assert unmarked(after.read(name)) == before.read(name)
            assert after.read(name) != before.read(name)
        elif name in listings:
            added = after.read(name).replace(before.read(name).rpartition(b"</")[0], b"", 1)
            assert added.count(b"comments") >= 1
            assert added.count(b"<") == 2
        else:
            assert after.read(name) == before.read(name)


def test_comments_that_are_there_stay(word: bytes) -> None:
    document = docx.Document(io.BytesIO(word))
    document.add_comment(document.paragraphs[0].runs, text="请核实", author="张三")
    data = saved(document)
    copy = docx_comments.annotate(data, parse(data, name="县.docx"))
    comments = docx.Document(io.BytesIO(copy)).comments
    assert [c.author for c in comments] == ["张三"] + ["reportparse"] * 4
    assert next(iter(comments)).text == "请核实"
    assert len({c.comment_id for c in comments}) == 5
    assert unmarked(part(copy, "word/document.xml")) == unmarked(part(data, "word/document.xml"))


def test_without_a_finding_the_file_is_the_same() -> None:
    document = docx.Document()
    document.add_paragraph("任务200个，完成100个，完成率50%。")
    data = saved(document)
    assert docx_comments.annotate(data, parse(data, name="a.docx")) == data


def test_numbers_drawn_by_word_do_not_shift_the_place() -> None:
    document = docx.Document()
    for line in ("开头一段。", "任务200个，完成100个，完成率60%。"):
        paragraph = document.add_paragraph(style="List Number")
        for piece in run_of(line):
            paragraph.add_run(piece)
    data = saved(document)
    report = parse(data, name="a.docx")
    assert "2.任务200个" in report.text.replace(" ", "")
    (span,) = commented(docx_comments.annotate(data, report)).values()
    assert span == "60%"


def test_the_same_line_twice_is_told_apart() -> None:
    document = docx.Document()
    line = "任务200个，完成100个，完成率60%。"
    for _ in range(2):
        document.add_paragraph(line)
    data = saved(document)
    copy = docx.Document(io.BytesIO(docx_comments.annotate(data, parse(data, name="a.docx"))))
    assert [p.text for p in copy.paragraphs] == [line, line]
    assert [p._p.xml.count("<w:commentRangeStart") for p in copy.paragraphs] == [1, 1]


def test_a_run_that_is_cut_keeps_its_formatting_in_each_part() -> None:
    document = docx.Document()
    run = document.add_paragraph().add_run("任务200个，完成100个，完成率60%。")
    run.bold, run.font.size = True, docx.shared.Pt(16)
    data = saved(document)
    copy = docx.Document(io.BytesIO(docx_comments.annotate(data, parse(data, name="a.docx"))))
    runs = [run for run in copy.paragraphs[0].runs if run.text]
    assert [run.text for run in runs] == ["任务200个，完成100个，完成率", "60%", "。"]
    assert all(run.bold and run.font.size == docx.shared.Pt(16) for run in runs)


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("<w:t>任务200个，完成100个，完成率60%。</w:t>", "60%"),
        ("<w:t>任务200个，完成100个，</w:t><w:tab/><w:t>完成率60%。</w:t>", "60%"),
        ("<w:t>甲&amp;乙任务200个，完成100个，完成率60%。</w:t>", "60%"),
        ("<w:t>任务200个，完成100个，完成率&#54;0%。</w:t>", "60%"),
        ("<w:t>任务200个，完成100个，完成率60% 。</w:t>", "60% 。"),
        ('<w:t xml:space="preserve">任务200个，完成100个，完成率60% 。</w:t>', "60%"),
        ("<w:t><![CDATA[任务8个，完成4个，完成率60%。]]></w:t>", "任务8个，完成4个，完成率60%。"),
        ("<w:rPr><w:b/></w:rPr><w:t>满意率60%，任务8个，完成4个，完成率60%，好。</w:t>", "60%"),
    ],
)  # fmt: skip
def test_a_comment_spans_the_figure_and_no_more(written: str, span: str) -> None:
    document = docx.Document()
    document.add_paragraph("X")
    data = rewritten(saved(document), "word/document.xml", "<w:t>X</w:t>", written)
    report = parse(data, name="a.docx")
    copy = docx_comments.annotate(data, report)
    raw = part(copy, "word/document.xml")
    between = raw.partition(b"<w:commentRangeStart")[2].partition(b"<w:commentRangeEnd")[0]
    root = ElementTree.fromstring(raw)
    letters = re.sub(r"<!\[CDATA\[|\]\]>|<[^>]*>|^[^>]*>", "", between.decode())
    assert html.unescape(letters) == span
    assert "".join(root.itertext()) == "".join(
        ElementTree.fromstring(part(data, "word/document.xml")).itertext()
    )
    assert parse(copy, name="a.docx").text == report.text


def test_words_of_an_attacker_stay_words(word: bytes) -> None:
    report = parse(word, name="县.docx")
    evil = "]]></w:t><w:script/>&\x00\ud800=1+1"
    checks = tuple(c.model_copy(update={"message": evil}) for c in report.checks)
    copy = docx_comments.annotate(word, report.model_copy(update={"checks": checks}))
    told = [c.text for c in docx.Document(io.BytesIO(copy)).comments]
    assert all("]]></w:t><w:script/>&" in text for text in told)


def test_a_broken_package_is_an_input_error(word: bytes) -> None:
    report = parse(word, name="县.docx")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/other.xml", "<a/>")
    with pytest.raises(FormatError, match="正文"):
        docx_comments.annotate(buffer.getvalue(), report)


def converted(source: Path, suffix: str) -> Path:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    profile = f"-env:UserInstallation={(source.parent / 'profile').as_uri()}"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", suffix, "--outdir", source.parent, source],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return source.with_suffix(f".{suffix}")


def test_libreoffice_opens_the_copy(word: bytes, tmp_path: Path) -> None:
    file = tmp_path / "copy.docx"
    file.write_bytes(docx_comments.annotate(word, parse(word, name="县.docx")))
    pages = pdfium.PdfDocument(converted(file, "pdf"))
    assert "68.5%" in pages[0].get_textpage().get_text_range()
    text = zipfile.ZipFile(converted(file, "odt")).read("content.xml").decode()
    assert text.count("<office:annotation ") == 4
    assert "RP101" in text


Pdf = Callable[[str], bytes]


@pytest.fixture
def pdf() -> Pdf:
    """Makes a pdf with a real text layer, one line each."""
    canvas = pytest.importorskip("reportlab.pdfgen.canvas", reason="reportlab is not installed")
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))

    def make(text: str) -> bytes:
        buffer = io.BytesIO()
        page = canvas.Canvas(buffer)
        for sheet in text.split("\f"):
            page.setFont("STSong-Light", 12)
            for n, line in enumerate(sheet.split("\n")):
                page.drawString(60, 760 - 24 * n, line)
            page.showPage()
        page.save()
        return buffer.getvalue()

    return make


def notes(data: bytes) -> list[tuple[int, str, str]]:
    """Page, contents, and the text below each highlight of a pdf."""
    raw, found = pdfium.raw, []
    file = pdfium.PdfDocument(data)
    for number in range(len(file)):
        page = file[number]
        text = page.get_textpage()
        for index in range(raw.FPDFPage_GetAnnotCount(page)):
            annotation = raw.FPDFPage_GetAnnot(page, index)
            assert raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_HIGHLIGHT
            length = raw.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
            buffer = (raw.FPDF_WCHAR * (length // 2))()
            raw.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, length)
            box = raw.FS_RECTF()
            raw.FPDFAnnot_GetRect(annotation, box)
            below = text.get_text_bounded(box.left, box.bottom, box.right - 1, box.top)
            found.append((number + 1, bytes(buffer).decode("utf-16-le").rstrip("\0"), below))
    return found


def test_a_highlight_with_a_note_on_the_figure(pdf: Pdf) -> None:
    data = pdf(
        "工作总结\n任务200个，完成100个，完成率60%。\n满意率60%，任务30个，完成30个。\f"
        "工作打算\n排查隐患312处，其中已整改321处。"
    )
    report = parse(data, name="a.pdf")
    copy = pdf_notes.annotate(data, report)
    assert copy.startswith(data)
    (first, told, below), (second, _, under) = notes(copy)
    assert (first, below) == (1, "60%")
    assert told.startswith("RP101 完成率60%")
    assert (second, under) == (2, "321处")


def test_the_figure_is_told_from_the_same_one_elsewhere(pdf: Pdf) -> None:
    data = pdf("工作总结\n覆盖率达到60%以上。\n任务200个，完成100个，完成率60%。")
    copy = pdf_notes.annotate(data, parse(data, name="a.pdf"))
    file = pdfium.PdfDocument(copy)
    annotation = pdfium.raw.FPDFPage_GetAnnot(file[0], 0)
    box = pdfium.raw.FS_RECTF()
    pdfium.raw.FPDFAnnot_GetRect(annotation, box)
    assert 700 < box.bottom < 724  # the third line, at 712


def test_a_pdf_without_a_finding_is_the_same(pdf: Pdf) -> None:
    data = pdf("工作总结\n任务200个，完成100个，完成率50%。")
    assert pdf_notes.annotate(data, parse(data, name="a.pdf")) == data


def test_other_formats_give_the_page(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("任务200个，完成100个，完成率60%。", encoding="utf-8")
    copy = annotated(str(file))
    assert copy.path == tmp_path / "a.annotated.html"
    assert copy.findings == 1
    assert copy.content.startswith(b"<!DOCTYPE html>") or b"<!DOCTYPE html>" in copy.content[:200]


def test_the_original_is_never_written_over(word: bytes, tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    file.write_bytes(word)
    with pytest.raises(InputError, match="会覆盖原文件"):
        annotated(str(file), file)
    with pytest.raises(InputError, match="扩展名不符"):
        annotated(str(file), tmp_path / "b.pdf")
    with pytest.raises(InputError, match="批注要有原文件"):
        annotated("-")


def test_the_command(word: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("县.docx").write_bytes(word)
    result = CliRunner().invoke(app, ["annotate", "县.docx"])
    assert result.exit_code == 0
    assert result.stderr == "已把4处发现批注在 县.annotated.docx\n"
    assert Path("县.docx").read_bytes() == word
    assert len(commented(Path("县.annotated.docx").read_bytes())) == 4
    wrong = CliRunner().invoke(app, ["annotate", "没有.docx"])
    assert wrong.exit_code == 2
    assert "没有这个文件" in wrong.stderr
