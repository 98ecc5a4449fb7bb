"""Loaders against damaged files: only documented errors leave them, whatever comes in.

Small files of every format are damaged in many ways: bytes of the file, and for packages the bytes
of the parts inside, so that the damage is not only seen by the zip reader. ``REPORTPARSE_FUZZ``
sets the number of damaged files a format (default 80; the long run is 20000).
"""

from __future__ import annotations

import io
import os
import time
import zipfile
from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sources import samples

from reportparse.errors import ReportparseError
from reportparse.sources import Document, load_all
from reportparse.sources.sniff import sniff

RUNS = int(os.environ.get("REPORTPARSE_FUZZ", "80"))
SLOWEST = 20.0
"""Seconds of work that one small damaged file may take."""

TOKENS = [
    b"0", b"-1", b"4294967296", b"1e309", b"99999999999999999999", b"\x00", b"\xff\xfe", b"<", b">",
    b"</w:p>", b"<w:tbl><w:tr><w:tc>", b"&lt;", b"&#x110000;", b"<!DOCTYPE a>", b"<table>", b"<ol>",
    b"<td colspan=999999 rowspan=999999>", b"\r", b"\t", b'"', b"/Rotate 37", b"endobj", b"g 99 ",
    b"M 0 0 L ", b"A1:XFD1048576", "万元".encode(), "\u202e".encode(), b"| --- | --- |\n", b"```\n",
]  # fmt: skip

LABELLED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt '
    'w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
TABLE = (
    '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
    f"{samples.paragraph('投资(万元)')}</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge "
    f'w:val="restart"/></w:tcPr>{samples.paragraph("甲")}</w:tc><w:tc>'
    f"{samples.paragraph('1,200')}</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>"
    f"{samples.paragraph('')}</w:tc><w:tc>{samples.paragraph('300')}</w:tc></w:tr></w:tbl>"
)
PAGE = (
    "<!DOCTYPE html><meta charset=utf-8><title>某县总结</title><div class=nav><a href=1>首页</a>"
    "</div><h1>总结</h1><div><p>一、资金<b>82607.32</b>万元</p><ol><li>修路</li></ol><table><tr>"
    "<th rowspan=2>项目<th colspan=2>投资<tr><td>计划<td>完成<tr><td>甲<td>1,200<td>900</table>"
)
CELLS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>1.5919</v></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>甲</t></is></c><c r="B2"><f>1+1</f>'
    "<v>2</v></c></row>"
)
STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="#,##0.00&quot;万元&quot;"/></numFmts><cellXfs>'
    '<xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="164"/></cellXfs>'
)
RULES = "".join(
    f'<ofd:PathObject Boundary="30 {40 + 8 * row} 100 0"><ofd:AbbreviatedData>M 0 0 L 100 0'
    "</ofd:AbbreviatedData></ofd:PathObject>"
    for row in range(3)
)
MHTML = (
    'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="B"\n\n--B\nContent-Type: '
    "text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n<p>=E5=AE=8C</p>\n"
    "--B--\n"
)

SAMPLES = {
    "txt": samples.REPORT.encode(),
    "txt-gbk": samples.REPORT.encode("gbk"),
    "md": f"# 总结\n\n{samples.REPORT}\n| 项目 |\n|---|\n| 甲 |\n\n1. 修路\n".encode(),
    "csv": '项目,金额\n甲,"1,200"\n合计,1200\n'.encode(),
    "html": PAGE.encode(),
    "mht": MHTML.encode(),
    "docx": samples.docx(samples.paragraph("资金", LABELLED) + TABLE, numbering=NUMBERING),
    "xlsx": samples.xlsx(
        CELLS, STYLES, '<mergeCells><mergeCell ref="A1:A2"/></mergeCells>', ["项目"]
    ),
    "ofd": samples.ofd(samples.ofd_text(30, 30, "完成82607.32万元。") + RULES),
    "pdf": samples.Pdf()
    .page([(84, 60, "一、总体"), (84, 80, "完成12万元。")], [(80, 50, 300, 50), (80, 50, 80, 90)])
    .bytes(),
    "zip": samples.archive({"a.txt": samples.REPORT, "b/c.html": PAGE}),
}
PACKAGES = {"docx", "xlsx", "ofd", "zip"}

EDITS = st.lists(
    st.tuples(
        st.integers(0, 2**16),
        st.integers(0, 5),
        st.integers(0, 2**16),
        st.sampled_from(TOKENS),
    ),
    min_size=1,
    max_size=6,
)


def damage(data: bytes, edits: list[tuple[int, int, int, bytes]]) -> bytes:
    """Bytes with some of them changed, cut, doubled, swapped or overwritten by telling tokens."""
    for place, kind, more, token in edits:
        if not data:
            return token
        start = place % len(data)
        end = start + more % 40
        if kind == 0:
            data = data[:start] + bytes([data[start] ^ (1 << more % 8)]) + data[start + 1 :]
        elif kind == 1:
            data = data[:start] + data[end:]
        elif kind == 2:
            data = data[:end] + data[start:end] * (more % 50) + data[end:]
        elif kind == 3:
            data = data[:start] + token + data[start:]
        elif kind == 4:
            data = data[:start] + token + data[start + len(token) :]
        else:
            data = data[: max(start, 1)]
    return data


def _inside(data: bytes, edits: list[tuple[int, int, int, bytes]]) -> bytes:
    """A package with one of its parts damaged."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts: dict[str, str | bytes] = {name: package.read(name) for name in package.namelist()}
    name = sorted(parts)[edits[0][2] % len(parts)]
    content = parts[name]
    assert isinstance(content, bytes)
    parts[name] = damage(content, edits)
    return samples.archive(parts)


def check(data: bytes, name: str) -> None:
    """Reads a file and checks what every document promises."""
    begun = time.process_time()
    for found in load_all(data, name=name):
        if isinstance(found, ReportparseError):
            assert str(found)
            continue
        assert isinstance(found, Document)
        found.text.encode("utf-8")
        reached = 0
        for place in found.places:
            assert reached <= place.start < place.end <= len(found.text)
            reached = place.end
    assert time.process_time() - begun < SLOWEST


@pytest.mark.parametrize("kind", SAMPLES)
def test_the_samples_themselves_are_read(kind: str) -> None:
    found = list(_documents(SAMPLES[kind], f"a.{kind.partition('-')[0]}"))
    assert found


def _documents(data: bytes, name: str) -> Iterator[Document]:
    for item in load_all(data, name=name):
        assert isinstance(item, Document), item
        yield item


@pytest.mark.parametrize("kind", SAMPLES)
@settings(
    max_examples=RUNS,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(edits=EDITS, inside=st.booleans())
def test_damaged_files_give_documents_or_documented_errors(
    kind: str, edits: list[tuple[int, int, int, bytes]], inside: bool
) -> None:
    data = SAMPLES[kind]
    damaged = _inside(data, edits) if inside and kind in PACKAGES else damage(data, edits)
    if sniff(damaged, "") not in {"doc", "xls", "rtf", "odt", "image"}:
        check(damaged, f"a.{kind.partition('-')[0]}")


@settings(max_examples=RUNS, deadline=None, database=None)
@given(data=st.binary(max_size=300), name=st.sampled_from(["a.txt", "a.md", "a.csv", "a.html"]))
def test_any_bytes(data: bytes, name: str) -> None:
    check(data, name)


def _pictures() -> dict[str, bytes]:
    pillow = pytest.importorskip("PIL.Image")
    found = {}
    for kind in ("PNG", "JPEG", "TIFF", "BMP"):
        file = io.BytesIO()
        pillow.linear_gradient("L").resize((60, 40)).save(file, kind)
        found[kind] = file.getvalue()
    return found


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP"])
@pytest.mark.filterwarnings("ignore")
@settings(max_examples=RUNS, deadline=None, database=None)
@given(edits=EDITS)
def test_damaged_pictures(kind: str, edits: list[tuple[int, int, int, bytes]]) -> None:
    """Decoding alone: recognition, which takes a second a page, is stood in for."""
    pytest.importorskip("cv2")
    from reportparse.sources import image

    line = ([(1.0, 1.0), (50.0, 1.0), (50.0, 9.0), (1.0, 9.0)], "完成12万元。", Decimal("0.9"))
    damaged = damage(_pictures()[kind], edits)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(image, "_engine", lambda: None)
        patch.setattr(image, "_read", lambda engine, picture: [line])
        check(damaged, f"a.{kind.lower()}")
