"""Small files of every format, made from their parts, so that tests can put in what they like."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Mapping, Sequence

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFD = "http://www.ofdspec.org/2016"

REPORT = """2020年全县扶贫工作总结
一、资金情况
(一)资金到位。全年计划投入69743.57万元,实际投入82607.32万元,完成率118.44%。
二、项目情况
共实施项目1,236个,同比增长15.3%。
"""


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return file.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """A docx with this body; ``numbering``, ``styles``, ``footnotes`` hold the insides of parts."""
    space = (
        f'xmlns:w="{WORD}" xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    )
    return archive(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"<w:document {space}><w:body>{body}</w:body></w:document>",
            **{
                f"word/{name}.xml": f"<w:{name} {space}>{inner}</w:{name}>"
                for name, inner in parts.items()
            },
        }
    )


def paragraph(text: str, properties: str = "") -> str:
    """A paragraph of a docx."""
    run = f"<w:r><w:t>{html.escape(text)}</w:t></w:r>"
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"


def xlsx(rows: str, styles: str = "", merges: str = "", strings: Sequence[str] = ()) -> bytes:
    """A workbook of one sheet, its rows given as XML."""
    shared = "".join(f"<si><t>{html.escape(text)}</t></si>" for text in strings)
    return archive(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{RELATIONS}"><sheets>'
            '<sheet name="投资表" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="rId1" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}"><sheetData>{rows}'
            f"</sheetData>{merges}</worksheet>",
            "xl/styles.xml": f'<styleSheet xmlns="{SHEET}">{styles}</styleSheet>',
            "xl/sharedStrings.xml": f'<sst xmlns="{SHEET}">{shared}</sst>',
        }
    )


def ofd(*pages: str) -> bytes:
    """An OFD, the layer of each page given as XML."""
    listed = "".join(
        f'<ofd:Page ID="{index}" BaseLoc="Pages/Page_{index}/Content.xml"/>'
        for index in range(len(pages))
    )
    space = f'xmlns:ofd="{OFD}"'
    return archive(
        {
            "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml"
            "</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml": f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea>"
            "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>"
            f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
            **{
                f"Doc_0/Pages/Page_{index}/Content.xml": f"<ofd:Page {space}><ofd:Content>"
                f'<ofd:Layer ID="1">{page}</ofd:Layer></ofd:Content></ofd:Page>'
                for index, page in enumerate(pages)
            },
        }
    )


def ofd_text(x: float, y: float, text: str, size: float = 4.0, attributes: str = "") -> str:
    """A text object of an OFD page, in millimetres from the top left corner."""
    steps = " ".join(str(size / 2 if char.isascii() else size) for char in text[:-1])
    return (
        f'<ofd:TextObject Boundary="{x} {y} 180 {size}" Size="{size}" {attributes}><ofd:TextCode '
        f'X="0" Y="{size * 0.88}" DeltaX="{steps}">{html.escape(text)}</ofd:TextCode>'
        "</ofd:TextObject>"
    )


Line = tuple[float, float, str]


class Pdf:
    """A PDF of text lines and ruled lines, placed in points from the top left corner."""

    WIDTH, HEIGHT = 595, 842

    def __init__(self) -> None:
        self._pages: list[tuple[str, int]] = []

    def page(
        self,
        lines: Sequence[Line],
        rules: Sequence[tuple[float, float, float, float]] = (),
        size: float = 12,
        rotate: int = 0,
        sideways: bool = False,
    ) -> Pdf:
        """Adds a page; ``sideways`` writes every line up the page, from coordinates as if it lay
        on its side."""
        content = []
        for x, y, text in lines:
            code = text.encode("utf-16-be").hex()
            matrix = f"1 0 0 1 {x} {self.HEIGHT - y - size * 0.88}"
            if sideways:
                matrix = f"0 1 -1 0 {y + size * 0.88} {x}"
            content.append(f"BT /F1 {size} Tf {matrix} Tm <{code}> Tj ET")
        for left, top, right, bottom in rules:
            start, end = self.HEIGHT - top, self.HEIGHT - bottom
            content.append(f"0.5 w {left} {start} m {right} {end} l S")
        self._pages.append(("\n".join(content), rotate))
        return self

    def bytes(self) -> bytes:
        """The file."""
        objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", *_FONT]
        kids = []
        for content, rotate in self._pages:
            number = len(objects) + 1
            kids.append(f"{number} 0 R")
            objects.append(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {self.WIDTH} {self.HEIGHT}] "
                f"/Rotate {rotate} /Resources << /Font << /F1 3 0 R >> >> "
                f"/Contents {number + 1} 0 R >>"
            )
            objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
        objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
        out = b"%PDF-1.4\n"
        offsets = []
        for number, body in enumerate(objects, 1):
            offsets.append(len(out))
            out += f"{number} 0 obj\n{body}\nendobj\n".encode()
        start = len(out)
        table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
        out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
        out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\n".encode()
        return out + f"startxref\n{start}\n%%EOF\n".encode()


_FONT = [
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
    "/DescendantFonts [4 0 R] >>",
    "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo "
    "<< /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 /W [1 95 500 814 939 500] "
    "/FontDescriptor 5 0 R >>",
    "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] "
    "/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
]


def pdf(text: str, per_line: int = 38) -> bytes:
    """A one-column PDF of a text: first lines indented, 12 points, 38 characters a line."""
    file = Pdf()
    lines: list[Line] = []
    y = 80.0
    for words in text.strip().split("\n"):
        rest, indent = words, 2
        while rest:
            held, room = "", float(per_line - indent)
            while rest and room >= (0.5 if rest[0].isascii() else 1.0):
                room -= 0.5 if rest[0].isascii() else 1.0
                held, rest = held + rest[0], rest[1:]
            lines.append((60.0 + indent * 12, y, held))
            y += 20
            indent = 0
            if y > 740:
                file.page(lines)
                lines, y = [], 80.0
    if lines:
        file.page(lines)
    return file.bytes()
