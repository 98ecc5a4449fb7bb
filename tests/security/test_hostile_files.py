"""Files made to do harm: bombs, entities, endless nesting, references outside."""

from __future__ import annotations

import io
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from sources import samples

from reportparse.errors import FormatError, InputError
from reportparse.sources import archive, load, load_all
from reportparse.sources.archive import Package, parse_xml
from reportparse.sources.limits import MAX_CELLS, MAX_ELEMENTS, MAX_TAGS


def _zip_of(name: str, size: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target, target.open(name, "w") as part:
        for _ in range(size >> 20):
            part.write(bytes(1 << 20))
    return file.getvalue()


def _stored(data: bytes) -> bytes:
    """The same package, not compressed, so that no ratio stops it."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    return file.getvalue()


def test_a_bomb_is_refused_before_it_unfolds() -> None:
    data = _zip_of("word/document.xml", 200 << 20)
    begun = time.process_time()
    with pytest.raises(FormatError, match="解压后过大"):
        Package(data, "a.docx").read("word/document.xml")
    assert time.process_time() - begun < 1


def test_a_lying_directory_does_not_help_a_bomb() -> None:
    data = bytearray(_zip_of("a.txt", 8 << 20))
    size = (8 << 20).to_bytes(4, "little")
    data = bytearray(bytes(data).replace(size, (100).to_bytes(4, "little")))
    found = list(load_all(bytes(data), name="a.zip"))
    assert len(found) == 1
    assert isinstance(found[0], InputError)


def test_all_members_share_one_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_EXPANDED", 1000)
    inner = samples.archive({f"{n}.txt": "报告" * 70 for n in range(3)})
    data = samples.archive({"a.zip": inner, "b.zip": inner})
    found = list(load_all(data, name="x.zip"))
    refused = [item for item in found if isinstance(item, FormatError)]
    assert refused
    assert len(refused) < len(found)


def test_archives_in_archives_have_a_floor() -> None:
    data = samples.archive({"a.txt": "报告"})
    for _ in range(6):
        data = samples.archive({"a.zip": data})
    found = list(load_all(data, name="x.zip"))
    assert [type(item) for item in found] == [FormatError]
    assert "嵌套" in str(found[0])


def test_too_many_members(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBERS", 3)
    data = samples.archive({f"{n}.txt": "x" for n in range(4)})
    assert "超过3个" in str(next(load_all(data, name="x.zip")))


def test_encrypted_members_say_so() -> None:
    data = bytearray(samples.archive({"a.txt": "报告"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    assert "加密" in str(next(load_all(bytes(data), name="x.zip")))


@pytest.mark.parametrize(
    "xml",
    [
        b'<!DOCTYPE a [<!ENTITY x "yy">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>',
        b"<!DOCTYPE a [<!ENTITY a0 'x'>"
        + b"".join(b"<!ENTITY a%d '&a%d;&a%d;'>" % (n, n - 1, n - 1) for n in range(1, 40))
        + b"]><a>&a39;</a>",
    ],
)
def test_entities_and_dtds_are_refused(xml: bytes) -> None:
    with pytest.raises(FormatError, match="DTD"):
        parse_xml(xml, "a.docx", "x.xml")


def test_deep_and_wide_trees_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FormatError, match="嵌套"):
        parse_xml(b"<a>" * 100_000 + b"</a>" * 100_000, "a.docx", "x.xml")
    monkeypatch.setattr(archive, "MAX_ELEMENTS", 10)
    with pytest.raises(FormatError, match="过多"):
        parse_xml(b"<a>" + b"<b/>" * 30 + b"</a>", "a.docx", "x.xml")


@pytest.mark.parametrize(
    ("unit", "count"),
    [
        ("<div>", 100_000),
        ("<b><p>", 20_000),
        ("<a href=1><table><td>", 5_000),
        ("<ol><li>", 20_000),
        ("<!--", 50_000),
        ("<td colspan=1000 rowspan=1000>1", 3_000),
        ("&amp", 100_000),
    ],
)
def test_web_pages_made_to_be_slow(unit: str, count: int) -> None:
    begun = time.process_time()
    list(load_all(f"<html><table>{unit * count}".encode(), name="a.html"))
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    "text",
    ["*" * 50_000, "[" * 50_000, "> " * 20_000, "`a" * 30_000, "|a" * 20_000 + "\n" + "|-" * 20_000,
     "a**b" * 20_000, "- " * 10_000, "<a " * 20_000, "![" * 20_000],
)  # fmt: skip
def test_markdown_made_to_be_slow(text: str) -> None:
    begun = time.process_time()
    list(load_all(text.encode(), name="a.md"))
    assert time.process_time() - begun < 10


def test_long_lines_of_text_are_no_trouble() -> None:
    begun = time.process_time()
    assert load(("报告" * 500_000).encode(), name="a.txt").text
    list(load_all(("总结" * 200_000 + "\n" + "一、" * 200_000).encode(), name="a.txt"))
    assert time.process_time() - begun < 10


def test_nothing_outside_is_opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密")
    page = f'<p>正文<iframe src="{secret.as_uri()}"></iframe><img src="http://127.0.0.1:9/x.png">'
    linked = samples.docx(
        '<w:p><w:r><w:t>正文</w:t></w:r><w:r><w:instrText>INCLUDETEXT "'
        + secret.as_posix()
        + '"</w:instrText></w:r></w:p>'
    )
    climbing = samples.archive(
        {
            "OFD.xml": "<OFD><DocBody><DocRoot>D/D.xml</DocRoot></DocBody></OFD>",
            "D/D.xml": f'<Document><Pages><Page BaseLoc="../../../..{secret.as_posix()}"/></Pages>'
            "</Document>",
        }
    )

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("socket.socket.connect", refuse)
    for data, name in ((page.encode(), "a.html"), (linked, "a.docx"), (climbing, "a.ofd")):
        for found in load_all(data, name=name):
            assert "机密" not in getattr(found, "text", "")


def test_a_name_that_climbs_out_of_an_archive_is_only_a_name(tmp_path: Path) -> None:
    data = samples.archive({"../../evil.txt": "报告", "/abs.txt": "总结"})
    found = list(load_all(data, name="x.zip"))
    assert len(found) == 2
    assert not (tmp_path.parent / "evil.txt").exists()


def test_a_pdf_stream_bomb_gives_a_page_or_an_error() -> None:
    stream = zlib.compress(b"q Q " * 2_000_000)
    body = samples.Pdf().page([(84, 60, "正文")]).bytes()
    start = body.index(b"<< /Length")
    end = body.index(b"endstream", start)
    head = b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(stream)
    begun = time.process_time()
    list(load_all(body[:start] + head + stream + b"\n" + body[end:], name="a.pdf"))
    assert time.process_time() - begun < 20


MEMORY = """
import resource, sys
from reportparse.sources import load, load_all
data = sys.stdin.buffer.read()
load(b"warm up", name="a.txt")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
found = list(load_all(data, name=sys.argv[1]))
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print((after - before) << 10, type(found[0]).__name__)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is in kibibytes on Linux alone")
@pytest.mark.parametrize("kind", ["docx", "xlsx", "html", "csv"])
def test_memory_stays_below_a_gibibyte(kind: str) -> None:
    """A fifth of the largest file that the limits let through takes less than a fifth of 1 GiB."""
    elements, tags, cells = MAX_ELEMENTS // 5, MAX_TAGS // 5, MAX_CELLS // 5
    files = {
        "docx": lambda: _stored(samples.docx("<w:p/>" * elements + samples.paragraph("完"))),
        "xlsx": lambda: _stored(
            samples.xlsx(f"<row>{'<c><v>1</v></c>' * 100}</row>" * (cells // 100))
        ),
        "html": lambda: ("<p>报告" * tags).encode(),
        "csv": lambda: b"1,2,3,4,5\n" * (cells // 5),
    }
    run = subprocess.run(
        [sys.executable, "-c", MEMORY, f"a.{kind}"],
        input=files[kind](),
        capture_output=True,
        check=True,
    )
    growth, outcome = run.stdout.split()
    assert outcome == b"Document"
    assert int(growth) < (1 << 30) // 5
