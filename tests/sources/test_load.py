"""Choosing a loader by content, and the inputs of the command line."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from reportparse.errors import FormatError, InputError, ReportparseError
from reportparse.sources import Document, expand, limits, load, load_all
from reportparse.sources.sniff import sniff
from sources import samples

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ODF = "application/vnd.oasis.opendocument."
LETTER = (
    b"Received: from a.example by b.example; Mon, 3 Jan 2022 09:00:00 +0800\nSubject: report\n"
    b"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nTo whom it may concern.\n"
)


def _slides() -> bytes:
    return samples.archive({"[Content_Types].xml": "", "ppt/slides/slide1.xml": ""})


def _stream(name: str) -> bytes:
    return OLE + bytes(100) + name.encode("utf-16-le") + bytes(100)


@pytest.mark.parametrize(
    ("data", "name", "format"),
    [
        (samples.REPORT.encode(), "a.txt", "txt"),
        (samples.REPORT.encode(), "a.docx", "txt"),
        (samples.REPORT.encode(), "", "txt"),
        (b"# \xe6\x80\xbb\xe7\xbb\x93", "a.md", "md"),
        (b"a,b\n1,2\n", "a.csv", "csv"),
        (b"a,b\n1,2\n", "a.txt", "txt"),
        (b"<!DOCTYPE html><p>x", "a.txt", "html"),
        (b"\xef\xbb\xbf \n<html><body>x", "a.doc", "html"),
        ("<html>".encode("utf-16"), "a.htm", "html"),
        (b"<p>x</p>", "a.html", "html"),
        (b"<table><tr><td>1", "a.xls", "html"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n", "a.mht", "mhtml"),
        (samples.docx(""), "a.zip", "docx"),
        (samples.xlsx(""), "a.docx", "xlsx"),
        (samples.ofd(""), "a.pdf", "ofd"),
        (samples.archive({"a.txt": "x"}), "a.docx", "zip"),
        (samples.pdf("x"), "a.txt", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "a.jpg", "image"),
        (b"\xff\xd8\xff\xe0", "", "image"),
        (b"II*\x00", "", "image"),
        (b"{\\rtf1", "a.doc", "rtf"),
        (_stream("WordDocument"), "a.txt", "doc"),
        (_stream("WordDocument"), "a.wps", "wps"),
        (_stream("Workbook"), "a.doc", "xls"),
        (_stream("Workbook"), "a.et", "xls"),
        (samples.archive({"mimetype": f"{ODF}text", "content.xml": ""}), "a.zip", "odt"),
        (samples.archive({"mimetype": f"{ODF}spreadsheet", "content.xml": ""}), "a", "ods"),
        (LETTER, "a.txt", "eml"),
        (_stream("EncryptedPackage"), "a.docx", "encrypted"),
        (OLE + bytes(100), "Thumbs.db", "ole"),
        (b"Rar!\x1a\x07\x00", "a.zip", "rar"),
    ],
)
def test_content_decides_and_the_name_only_breaks_ties(data: bytes, name: str, format: str) -> None:
    assert sniff(data, name) == format


def test_plain_text_comes_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "县.txt"
    path.write_bytes(samples.REPORT.replace("\n", "\r\n").encode("gbk"))
    document = load(path)
    assert document.text == samples.REPORT
    assert document.name == str(path)
    assert (document.format, document.encoding) == ("txt", "gb18030")
    assert document.size == path.stat().st_size
    assert len(document.sha256) == 64


@pytest.mark.parametrize("kind", ["path", "str", "bytes", "file", "stream"])
def test_every_kind_of_source(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(samples.REPORT, "utf-8")
    data = path.read_bytes()
    if kind == "file":
        with path.open("rb") as file:
            document = load(file)
    else:
        sources = {"path": path, "str": str(path), "bytes": data, "stream": io.BytesIO(data)}
        document = load(sources[kind])
    assert document.text == samples.REPORT


def test_a_name_may_be_given() -> None:
    assert load(b"\xe6\x8a\xa5\xe5\x91\x8a", name="县.txt").name == "县.txt"
    with pytest.raises(InputError, match=r"^县\.txt: "):
        load(b"", name="县.txt")


def test_an_open_text_file_is_refused_with_the_remedy() -> None:
    with pytest.raises(InputError, match="rb"):
        load(io.StringIO("报告"))  # type: ignore[arg-type]


def test_missing_folder_and_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有这个文件"):
        load(tmp_path / "none.txt")
    with pytest.raises(InputError, match="文件夹"):
        load(tmp_path)
    with pytest.raises(InputError, match="无法打开"):
        load("a\0b")
    locked = tmp_path / "locked.txt"
    locked.write_text("x")
    locked.chmod(0)
    if not os.access(locked, os.R_OK):
        with pytest.raises(InputError, match="没有读取权限"):
            load(locked)


def test_a_file_over_the_limit_is_not_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportparse.sources.MAX_BYTES", 10)
    with pytest.raises(FormatError, match="超过"):
        load(b"x" * 11)


@pytest.mark.parametrize(
    ("data", "name", "problem"),
    [
        (_stream("EncryptedPackage"), "a.docx", "加密"),
        (_stream("PowerPoint Document"), "a.ppt", "演示文稿"),
        (_slides(), "a.pptx", "演示文稿"),
        (samples.archive({"mimetype": f"{ODF}presentation", "content.xml": ""}), "a.odp", "演示"),
        (_stream("PowerPoint Document"), "a.dps", "演示文稿"),
        (LETTER, "a.eml", "邮件"),
        (b'<?xml version="1.0"?><uof:UOF/>', "a.uof", "XML"),
        (b"Rar!\x1a\x07\x00", "a.rar", "rar"),
        (b"7z\xbc\xaf\x27\x1c", "a.7z", "7z"),
        (b"\x1f\x8b\x08", "a.gz", "gz"),
        (OLE, "a", "无法识别"),
        (b"\x00\x01garbage\x02" * 40, "a.docx", "内容却不是"),
        (b"PK\x03\x04broken", "a.docx", "已损坏"),
        (b"%PDF-1.4 broken", "a.pdf", "PDF 已损坏"),
    ],
)
def test_what_is_not_read_says_why_and_what_to_do(data: bytes, name: str, problem: str) -> None:
    with pytest.raises(FormatError, match=problem) as caught:
        load(data, name=name)
    assert caught.value.remedy


def test_a_wrong_extension_is_read_and_noted() -> None:
    document = load(samples.docx(samples.paragraph("完成12万元。")), name="a.pdf")
    assert document.format == "docx"
    assert document.warnings == ("扩展名是 pdf，按内容读作 docx",)


def test_mojibake_is_noted() -> None:
    garbled = samples.REPORT.encode().decode("gb18030", "replace")
    assert "乱码" in load(garbled.encode(), name="a.txt").warnings[0]


def test_load_all_gives_errors_as_values(tmp_path: Path) -> None:
    found = list(load_all(tmp_path / "none.txt"))
    assert len(found) == 1
    assert isinstance(found[0], InputError)


def test_a_zip_gives_its_reports_in_order_and_never_stops() -> None:
    inner = samples.archive({"深/三.txt": "三"})
    data = samples.archive(
        {
            "b/二.docx": samples.docx(samples.paragraph("二")),
            "a/一.txt": "一季度".encode("gbk"),
            "c/空.txt": b"",
            "d.zip": inner,
            "__MACOSX/._x.txt": "x",
            ".hidden.txt": "x",
            "图.exe": "x",
        }
    )
    found = list(load_all(data, name="汇.zip"))
    names = [item.name for item in found if isinstance(item, Document | InputError)]
    assert names == [
        "汇.zip/a/一.txt",
        "汇.zip/b/二.docx",
        "汇.zip/c/空.txt",
        "汇.zip/d.zip/深/三.txt",
    ]
    texts = [item.text.strip() for item in found if isinstance(item, Document)]
    assert texts == ["一季度", "二", "三"]
    assert isinstance(found[2], InputError)


def test_load_takes_a_zip_of_one_report_and_refuses_several() -> None:
    assert load(samples.archive({"a.txt": "一"}), name="x.zip").text == "一"
    with pytest.raises(FormatError, match="2份文件"):
        load(samples.archive({"a.txt": "一", "b.txt": "二"}), name="x.zip")
    with pytest.raises(FormatError, match="0份文件"):
        load(samples.archive({"a.exe": "一"}), name="x.zip")


def test_names_in_a_zip_from_chinese_windows_are_read_as_gbk() -> None:
    data = samples.archive({"xxxx.txt": "报告"})
    data = data.replace(b"xxxx.txt", "报告".encode("gbk") + b".txt")
    assert load(data, name="a.zip").name == "a.zip/报告.txt"


def test_expand_walks_folders_and_globs(tmp_path: Path) -> None:
    for name in ["b.txt", "a.docx", ".hidden.txt", "~$a.docx", "x.py", "sub/c.pdf", ".git/d.txt"]:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    (tmp_path / "noname").write_bytes(samples.docx(""))
    (tmp_path / "photo.dat").write_bytes(b"\x89PNG\r\n\x1a\n")
    found = [str(Path(item).relative_to(tmp_path)) for item in expand([str(tmp_path)])]
    assert found == ["a.docx", "b.txt", "noname", "photo.dat", "sub/c.pdf"]
    globbed = list(expand([str(tmp_path / "**" / "*.pdf"), "-"]))
    assert globbed == [tmp_path / "sub" / "c.pdf", "-"]


def test_expand_gives_back_what_stands_for_nothing(tmp_path: Path) -> None:
    missing = [str(tmp_path / "none.txt"), str(tmp_path / "*.zzz"), str(tmp_path)]
    found = list(expand(missing))
    assert found == [Path(item) for item in missing]
    for item in found:
        assert isinstance(next(load_all(item)), ReportparseError)


def test_a_file_named_like_a_glob_is_taken_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "报告[1].txt"
    path.write_text("x")
    assert list(expand([str(path)])) == [path]


def test_limits_keep_a_file_below_a_gibibyte() -> None:
    assert limits.MAX_BYTES + limits.MAX_EXPANDED < 2**30
