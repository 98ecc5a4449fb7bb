"""A copy of the reader's own file with a remark at every finding, by format of the input.

Word files get comments, PDFs highlights with notes. Every other format has no place for remarks
that all programs show, so its copy is the web page.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from reportparse.codes import Lang
from reportparse.errors import InputError
from reportparse.outputs import Format, Options, to_bytes
from reportparse.outputs.findings import findings
from reportparse.pipeline import parse

ANNOTATORS = {
    "docx": Format("reportparse.outputs.docx_comments", ".docx"),
    "pdf": Format("reportparse.outputs.pdf_notes", ".pdf"),
}
"""Formats that take remarks: modules with ``annotate(data, report, lang) -> bytes``."""


@dataclass(frozen=True, slots=True)
class Copy:
    """An annotated copy: where it goes, what it holds, how many findings it shows."""

    path: Path
    content: bytes
    findings: int


def annotated(
    file: str, output: Path | None = None, *, lang: Lang = "zh", patterns: Path | None = None
) -> Copy:
    """The copy of a file, to be written to ``output`` or to NAME.annotated beside the file.

    Raises InputError for a file that cannot be read, for an output that would replace it, and for
    one whose extension is not that of the copy.
    """
    if file == "-":
        raise InputError("<stdin>", "批注要有原文件", "请给出文件名")
    report, source = parse(file, patterns=patterns, lang=lang), Path(file)
    form = ANNOTATORS.get(report.source.format, Format("reportparse.outputs.html", ".html"))
    path = output or source.with_name(f"{source.stem}.annotated{form.suffix}")
    if path.suffix.lower() != form.suffix:
        problem = f"副本会是{form.suffix}文件，扩展名不符"
        raise InputError(str(path), problem, f"请用 -o 给出{form.suffix}文件名")
    if path.exists() and path.samefile(source):
        raise InputError(str(path), "会覆盖原文件", "请用 -o 给出另一个文件名")
    module = import_module(form.module)
    if report.source.format in ANNOTATORS:
        content: bytes = module.annotate(source.read_bytes(), report, lang)
    else:
        pages = module.render([report], Options(lang=lang), patterns)
        content = b"".join(map(to_bytes, pages))
    return Copy(path, content, len(findings(report)))
