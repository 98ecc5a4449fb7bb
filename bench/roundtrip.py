"""Round trip: reports written in every format, read back, and their figures compared.

    python bench/roundtrip.py [FOLDER...] [--formats docx,pdf-chromium] [--limit 5]

Each text of the folders (default: ``corpus/reports`` and ``corpus/gold``; ``.txt`` as it is,
``.gold`` without its marks) is written as a file of each format, read by ``reportparse.sources``
and parsed. Its figures are compared with those of the same text parsed as plain text: the two texts
are aligned character by character, blanks and widths left out, and a figure counts as found where
one with the same kind, value and unit stands at the aligned place. Each folder is scored by itself.
``breaks`` is the F1 of the line breaks, which headings and sentences depend on.

PDF needs LibreOffice or Chromium and a Chinese font; scans need the extra ``ocr`` too. Formats that
cannot be written here are named and left out. The exit status is 1 where a floor is missed.
"""

from __future__ import annotations

import argparse
import html
import io
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from reportparse.errors import ReportparseError
from reportparse.models import Figure, Report
from reportparse.pipeline import parse_document, parse_text
from reportparse.sources import load

FLOORS = {
    "docx": 0.995,
    "docx-libreoffice": 0.995,
    "doc": 0.995,
    "html": 0.995,
    "md": 0.995,
    "ofd": 0.995,
    "pdf-libreoffice": 0.98,
    "pdf-chromium": 0.98,
    "scan-200": 0.95,
    "scan-150-skewed": 0.85,
}
"""Least F1 of the figures, by format."""

_MARK = re.compile(r"\{\{[a-z]\w*:(.*?)\|.*?\}\}", re.DOTALL)
_HEADING = re.compile(r"[((]?[一二三四五六七八九十]+[))、]|第[一二三四五六七八九十]+[章部节]")


def bare_texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Names and texts of a folder; of gold ones without their marks and relations."""
    for path in sorted([*folder.glob("*.gold"), *folder.glob("*.txt")]):
        text = load(path).text
        if path.suffix == ".gold":
            text = re.split(r"^={3,}\s*$", text, maxsplit=1, flags=re.MULTILINE)[0]
            text = _MARK.sub(r"\1", text)
        yield path.stem, text.strip() + "\n"


def paragraphs(text: str) -> list[list[str]]:
    """The lines of a text; one with tabs or bars is a row of a table."""
    return [line.split("\t") for line in text.split("\n") if line.strip()]


# --- writers: text and folder to a file -------------------------------------------------------


def write_docx(text: str, folder: Path) -> Path:
    """Word as an office writes it: 仿宋 16 pt, justified, first lines indented, titles centred."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = docx.Document()
    style = document.styles["Normal"]
    style.font.size = Pt(16)
    style.font.name = "Noto Serif CJK SC"
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Noto Serif CJK SC")
    for group in _groups(text):
        if len(group) > 1 or len(group[0]) > 1:
            table = document.add_table(len(group), max(map(len, group)))
            table.style = "Table Grid"
            for row, cells in enumerate(group):
                for column, cell in enumerate(cells):
                    table.cell(row, column).text = cell
            continue
        line = group[0][0].strip()
        paragraph = document.add_paragraph(line)
        if _is_title(line, text):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.runs[0].font.size = Pt(22)
        else:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            paragraph.paragraph_format.first_line_indent = Pt(32)
            paragraph.paragraph_format.line_spacing = Pt(28)
    path = folder / "report.docx"
    document.save(str(path))
    return path


def write_html(text: str, folder: Path) -> Path:
    """A web page with a heading, navigation and a footer around the article."""
    parts = []
    for group in _groups(text):
        if len(group) > 1 or len(group[0]) > 1:
            rows = (
                "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
                for row in group
            )
            parts.append(f"<table border=1>{''.join(rows)}</table>")
        else:
            line = group[0][0].strip()
            tag = "h1" if _is_title(line, text) else "h3" if _HEADING.match(line) else "p"
            tag = "p" if len(line) > 40 else tag
            parts.append(f"<{tag}>{html.escape(line)}</{tag}>")
    page = f"""<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><style>
body {{ font: 12pt/1.6 "Noto Serif CJK SC"; text-align: justify }} h1 {{ text-align: center }}
p {{ text-indent: 2em; margin: 0.3em 0 }} .nav, .footer {{ font-size: 9pt }}
table {{ border-collapse: collapse }}</style></head><body>
<div class="nav"><a href="/">首页</a> <a href="/a">政务公开</a> <a href="/b">政策文件</a></div>
<div class="content">{"".join(parts)}</div>
<div class="footer">主办单位:某县人民政府办公室 网站标识码:3400000001</div></body></html>"""
    path = folder / "report.html"
    path.write_text(page, "utf-8")
    return path


def write_markdown(text: str, folder: Path) -> Path:
    """Markdown with headings marked and paragraphs apart."""
    parts = []
    for group in _groups(text):
        if len(group) > 1 or len(group[0]) > 1:
            width = max(map(len, group))
            rows = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in group]
            rows.insert(1, "|" + "---|" * width)
            parts.append("\n".join(rows))
        else:
            line = re.sub(r"([\\*_`#<>~|\[\]])", r"\\\1", group[0][0].strip())
            heading = _HEADING.match(line) and len(line) < 40
            parts.append(f"## {line}" if heading else line)
    path = folder / "report.md"
    path.write_text("\n\n".join(parts) + "\n", "utf-8")
    return path


def write_docx_libreoffice(text: str, folder: Path) -> Path:
    """Word as LibreOffice writes it, from a web page."""
    page = _article(text, folder)
    return _convert(page, "docx:MS Word 2007 XML", ["--infilter=HTML (StarWriter)"])


def write_doc(text: str, folder: Path) -> Path:
    """The old binary Word format."""
    return _convert(write_docx(text, folder), "doc:MS Word 97")


def write_pdf_libreoffice(text: str, folder: Path) -> Path:
    """A PDF with a text layer, from Word."""
    return _convert(write_docx(text, folder), "pdf")


def write_pdf_chromium(text: str, folder: Path) -> Path:
    """A PDF with a text layer, printed from the browser."""
    page = _article(text, folder)
    path = folder / "report.pdf"
    command = [
        _program("chromium", "chromium-browser", "google-chrome"), "--headless", "--no-sandbox",
        "--disable-gpu", f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={path}",
        page.as_uri(),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return path


def write_ofd(text: str, folder: Path) -> Path:
    """An OFD (GB/T 33190): 5 mm type, 34 characters a line, first lines indented, ruled tables."""
    size, across, left, top, pitch, last = 5.0, 34, 20.0, 25.0, 7.0, 265.0
    pages: list[list[str]] = [[]]
    y = top

    def put(x: float, line: str) -> None:
        steps = " ".join(str(size / 2 if char.isascii() else size) for char in line[:-1])
        pages[-1].append(
            f'<ofd:TextObject ID="{len(pages[-1]) + 100}" Boundary="{x} {y} 180 {size}" Font="2" '
            f'Size="{size}"><ofd:TextCode X="0" Y="4.4" DeltaX="{steps}">{html.escape(line)}'
            "</ofd:TextCode></ofd:TextObject>"
        )

    def rule(x: float, y: float, width: float, height: float) -> None:
        pages[-1].append(
            f'<ofd:PathObject ID="{len(pages[-1]) + 100}" Boundary="{x} {y} {width} {height}" '
            f'LineWidth="0.3"><ofd:AbbreviatedData>M 0 0 L {width} {height}</ofd:AbbreviatedData>'
            "</ofd:PathObject>"
        )

    def feed() -> None:
        nonlocal y
        y += pitch
        if y > last:
            pages.append([])
            y = top

    for group in _groups(text):
        if len(group) == 1 and len(group[0]) == 1:
            held, room = "", across - 2.0
            x = left + 2 * size
            for char in group[0][0].strip():
                step = 0.5 if char.isascii() else 1.0
                if step > room:
                    put(x, held)
                    feed()
                    held, room, x = "", float(across), left
                held, room = held + char, room - step
            put(x, held)
            feed()
            continue
        columns = max(map(len, group))
        width = across * size / columns
        for cells in group:
            rule(left, y - 1, across * size, 0)
            rule(left, y - 1 + pitch, across * size, 0)
            for column in range(columns + 1):
                rule(left + column * width, y - 1, 0, pitch)
            for column, cell in enumerate(cells):
                if cell:
                    put(left + column * width + 1, cell)
            feed()
    path = folder / "report.ofd"
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "OFD.xml",
            f'<ofd:OFD {space} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocRoot>Doc_0/'
            "Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        references = "".join(
            f'<ofd:Page ID="{number + 1}" BaseLoc="Pages/Page_{number}/Content.xml"/>'
            for number in range(len(pages))
        )
        archive.writestr(
            "Doc_0/Document.xml",
            f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
            f"</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>{references}</ofd:Pages>"
            "</ofd:Document>",
        )
        for number, page in enumerate(pages):
            archive.writestr(
                f"Doc_0/Pages/Page_{number}/Content.xml",
                f'<ofd:Page {space}><ofd:Content><ofd:Layer ID="9">{"".join(page)}</ofd:Layer>'
                "</ofd:Content></ofd:Page>",
            )
    return path


def write_scan(text: str, folder: Path, dpi: int = 200, worn: bool = False) -> Path:
    """A scanned PDF: the printed pages as pictures; worn ones are skewed by 2° with noise."""
    import pypdfium2
    from PIL import Image

    source = write_pdf_libreoffice(text, folder)
    noise = random.Random(dpi)
    pictures = []
    with pypdfium2.PdfDocument(source) as file:
        for page in file:
            picture = page.render(scale=dpi / 72).to_pil().convert("L")
            if worn:
                angle = 2 if noise.random() < 0.5 else -2
                picture = picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=250)
                grain = Image.effect_noise(picture.size, 60)
                picture = Image.blend(picture, grain, 0.25)
            pictures.append(picture)
    path = folder / "scan.pdf"
    pictures[0].save(
        path, save_all=True, append_images=pictures[1:], resolution=dpi, quality=70 if worn else 90
    )
    return path


WRITERS: dict[str, Callable[[str, Path], Path]] = {
    "docx": write_docx,
    "docx-libreoffice": write_docx_libreoffice,
    "doc": write_doc,
    "html": write_html,
    "md": write_markdown,
    "ofd": write_ofd,
    "pdf-libreoffice": write_pdf_libreoffice,
    "pdf-chromium": write_pdf_chromium,
    "scan-200": write_scan,
    "scan-150-skewed": lambda text, folder: write_scan(text, folder, 150, worn=True),
}


def _article(text: str, folder: Path) -> Path:
    """The web page without what stands around its article."""
    page = write_html(text, folder)
    bare = re.sub(r'<div class="(?:nav|footer)">.*?</div>', "", page.read_text("utf-8"))
    page.write_text(bare, "utf-8")
    return page


def _groups(text: str) -> Iterator[list[list[str]]]:
    """Paragraphs one by one, and rows that stand together as one table."""
    rows: list[list[str]] = []
    for cells in paragraphs(text):
        if len(cells) > 1:
            rows.append(cells)
            continue
        if rows:
            yield rows
            rows = []
        yield [cells]
    if rows:
        yield rows


def _is_title(line: str, text: str) -> bool:
    first = text.lstrip().split("\n", 1)[0].strip()
    return line == first and len(line) <= 40 and line[-1] not in "。;:"


def _convert(path: Path, to: str, options: list[str] | None = None) -> Path:
    folder = path.parent
    out = folder / "converted"
    command = [
        _program("soffice", "libreoffice"), "--headless", "--norestore", *(options or []),
        f"-env:UserInstallation={Path(_profile().name, 'office').as_uri()}",
        "--convert-to", to, "--outdir", str(out), str(path),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return next(out.glob(f"{path.stem}.{to.partition(':')[0]}"))


@cache
def _profile() -> tempfile.TemporaryDirectory[str]:
    """A profile of LibreOffice for this run alone: two that share one get in each other's way."""
    return tempfile.TemporaryDirectory(prefix="roundtrip-")


def _program(*names: str) -> str:
    for name in names:
        if found := shutil.which(name):
            return found
    raise FileNotFoundError(f"{names[0]} is not installed")


# --- scoring ----------------------------------------------------------------------------------


class Score:
    """Counts of what stands in both, only in the text and only in the file."""

    def __init__(self) -> None:
        self.both = self.expected = self.found = 0

    def add(self, both: int, expected: int, found: int) -> None:
        """Counts one report."""
        self.both += both
        self.expected += expected
        self.found += found

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 where there is nothing to find."""
        total = self.expected + self.found
        return 2 * self.both / total if total else 1.0


_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def _squeeze(text: str) -> tuple[str, list[int]]:
    places = [index for index, char in enumerate(text) if not char.isspace()]
    return "".join(text[index] for index in places), places


def align(expected: str, found: str) -> dict[int, int]:
    """Where the characters of one text stand in the other, blanks left out."""
    left, left_places = _squeeze(expected.translate(_FOLD))
    right, right_places = _squeeze(found.translate(_FOLD))
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    return {
        left_places[block.a + step]: right_places[block.b + step]
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    }


def _key(figure: Figure) -> tuple[object, ...]:
    return figure.kind, figure.value, figure.unit


def compare(expected: Report, found: Report) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Figures and line breaks: in both, expected, found."""
    places = align(expected.text, found.text)
    there = {figure.start: figure for figure in found.figures}
    both = 0
    for figure in expected.figures:
        spots = [places[index] for index in range(figure.start, figure.end) if index in places]
        other = next((there[spot] for spot in spots if spot in there), None)
        both += other is not None and _key(other) == _key(figure)
    ends = {places.get(index) for index in _line_ends(expected.text)}
    own = set(_line_ends(found.text))
    return (
        (both, len(expected.figures), len(found.figures)),
        (len(ends & own), len(ends), len(own)),
    )


def _line_ends(text: str) -> list[int]:
    return [match.start() for match in re.finditer(r"\S(?=[^\S\n\t]*(?:[\n\t]|\Z))", text)]


def main() -> int:
    """Runs the round trip and prints a table a folder."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    corpus = Path(__file__).resolve().parent.parent / "corpus"
    parser.add_argument(
        "folders", type=Path, nargs="*", default=[corpus / "reports", corpus / "gold"]
    )
    parser.add_argument("--formats", default=",".join(WRITERS))
    parser.add_argument("--limit", type=int, default=None)
    parser.add_argument("--show", action="store_true", help="print what differs")
    options = parser.parse_args()
    missed = False
    for folder in options.folders:
        texts = list(bare_texts(folder))[: options.limit]
        print(f"{folder.name:18}{'reports':>8}{'f1':>8}{'floor':>8}{'breaks':>8}{'s/report':>10}")
        for format in options.formats.split(","):
            try:
                missed |= _run(format, texts, options.show)
            except (FileNotFoundError, ReportparseError, subprocess.SubprocessError) as error:
                print(f"{format:18}  left out: {error}", file=sys.stderr)
    return int(missed)


def _run(format: str, texts: Sequence[tuple[str, str]], show: bool) -> bool:
    """Scores one format, prints its line and tells whether it misses its floor."""
    figures, breaks, seconds = Score(), Score(), 0.0
    for name, text in texts:
        with tempfile.TemporaryDirectory() as folder:
            path = WRITERS[format](text, Path(folder))
            begun = time.perf_counter()
            document = load(path)
            seconds += time.perf_counter() - begun
        expected, found = parse_text(text), parse_document(document)
        counts, ends = compare(expected, found)
        figures.add(*counts)
        breaks.add(*ends)
        if show and counts[0] * 2 < counts[1] + counts[2]:
            _show(name, expected, found)
    print(
        f"{format:18}{len(texts):>8}{figures.f1:>8.4f}{FLOORS[format]:>8.3f}{breaks.f1:>8.4f}"
        f"{seconds / max(len(texts), 1):>10.2f}",
        flush=True,
    )
    return figures.f1 < FLOORS[format]


def _show(name: str, expected: Report, found: Report) -> None:
    stream = io.StringIO()
    matcher = SequenceMatcher(None, expected.text, found.text, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            before = expected.text[max(a - 12, 0) : a]
            stream.write(f"  …{before!r} {expected.text[a:b]!r} -> {found.text[c:d]!r}\n")
    print(f"--- {name}\n{stream.getvalue()}")


if __name__ == "__main__":
    sys.exit(main())
