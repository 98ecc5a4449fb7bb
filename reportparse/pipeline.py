"""The stages in order: a document in, a checked report out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from hashlib import sha256
from os import PathLike
from pathlib import Path, PurePath
from traceback import extract_tb
from typing import BinaryIO

from reportparse.english import in_english
from reportparse.errors import InputError, PatternError, ReportparseError
from reportparse.figures import FigureReader
from reportparse.models import Report, Source
from reportparse.normalise import folding
from reportparse.programs import read_programs
from reportparse.relations import RelationChecker
from reportparse.rules import load_rules, state_of
from reportparse.sources import load, load_all
from reportparse.sources.document import Document
from reportparse.structure import read_structure
from reportparse.wrapping import flowing

HALF_CHARACTER = re.compile(r"[\ud800-\udfff]")


class Engine:
    """Rules compiled once, used for every document."""

    def __init__(self, patterns: Path | None = None) -> None:
        self.rules = load_rules(patterns)
        self._fold = folding(self.rules)
        self._figures = FigureReader(self.rules)
        self._relations = RelationChecker(self.rules)

    def read(self, document: Document, lang: str = "zh") -> Report:
        """One document through all stages."""
        flow = flowing(document.text) if document.format == "txt" else None
        text = flow.text if flow else document.text
        folded = self._fold(text)
        structure = read_structure(text, folded, self.rules)
        figures, cells, period = self._figures.read(structure)
        checks = self._relations.check(structure, figures, cells, lang, document.places)
        programs = read_programs(structure, figures, checks, self.rules)
        sections = structure.sections
        if flow:
            figures = flow.figures(figures, document.text)
            sections = flow.sections(sections)
        return Report(
            source=Source(
                name=document.name,
                format=document.format,
                encoding=document.encoding,
                decided_by=document.decided_by,
                sha256=document.sha256,
                bytes=document.size,
            ),
            title=structure.title,
            published=structure.published,
            period=period,
            text=document.text,
            sections=sections,
            figures=figures,
            programs=programs,
            checks=checks,
            places=document.places,
            warnings=tuple(in_english(w) if lang == "en" else w for w in document.warnings),
        )


def engine(patterns: Path | None = None) -> Engine:
    """The engine for a folder of rules, made once a process and again when a rule changes."""
    return _engine(patterns, state_of(patterns))


@lru_cache(maxsize=4)
def _engine(patterns: Path | None, state: tuple[tuple[str, int, int], ...]) -> Engine:
    return Engine(patterns)


def parse(
    source: str | PathLike[str] | bytes | BinaryIO,
    *,
    name: str | None = None,
    patterns: Path | None = None,
    lang: str = "zh",
) -> Report:
    """Read and check a report: a path, its bytes, or an open binary file.

    ``patterns`` is a folder of rules that overlay the shipped ones; ``lang`` ("zh", "en") chooses
    the language of messages. Raises InputError for input that cannot be read, PatternError for
    rules that do not validate.
    """
    return engine(patterns).read(load(source, name=name), lang)


def parse_document(document: Document, *, patterns: Path | None = None, lang: str = "zh") -> Report:
    """The same for a document that ``reportparse.sources`` has loaded."""
    return engine(patterns).read(document, lang)


def parse_text(
    text: str, *, name: str = "text", patterns: Path | None = None, lang: str = "zh"
) -> Report:
    r"""The same for a string; ``\r\n`` and ``\r`` are read as ``\n``.

    Half a character (a lone surrogate) is read as U+FFFD, so that offsets stay.
    """
    plain = HALF_CHARACTER.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    data = plain.encode("utf-8")
    document = Document(
        name=name, format="txt", encoding="", decided_by="", sha256=sha256(data).hexdigest(),
        size=len(data), text=plain,
    )  # fmt: skip
    return engine(patterns).read(document, lang)


def parse_many(
    paths: Iterable[str | PathLike[str]],
    *,
    workers: int = 1,
    patterns: Path | None = None,
    lang: str = "zh",
) -> Iterator[Report | ReportparseError]:
    """Read and check many reports, in order; what cannot be read yields its error instead.

    An archive (zip) or a compilation yields each of its reports. With ``workers`` above 1 the
    files are spread over that many processes. Only a few files wait in memory at any time.
    Raises PatternError for rules that do not validate, before anything is read.
    """
    engine(patterns)
    if workers <= 1:
        for path in paths:
            yield from read_all(path, patterns=patterns, lang=lang)
        return
    from reportparse.workers import spread

    for outcomes in spread(
        partial(_listed, patterns=patterns, lang=lang), paths, workers=workers, lost=_lost
    ):
        yield from outcomes


def read_all(
    source: str | PathLike[str] | bytes | BinaryIO,
    *,
    name: str | None = None,
    patterns: Path | None = None,
    lang: str = "zh",
) -> Iterator[Report | ReportparseError]:
    """Every report of one file, errors as values: whatever a file holds, it never stops a batch.

    A fault of the program itself comes as a ReportparseError that names its place. A crash of a C
    library costs the file: it is read apart, unless this process is one of several workers.
    """
    from multiprocessing import parent_process

    label = name or (str(source) if isinstance(source, str | PathLike) else "<bytes>")
    try:
        for document in load_all(source, name=name, apart=parent_process() is None):
            if isinstance(document, ReportparseError):
                yield document
            else:
                yield _attempt(document, patterns, lang)
    except PatternError:
        raise
    except Exception as error:
        yield _fault(label, error)


def _attempt(document: Document, patterns: Path | None, lang: str) -> Report | ReportparseError:
    try:
        return parse_document(document, patterns=patterns, lang=lang)
    except PatternError:
        raise
    except Exception as error:
        return _fault(document.name, error)


def _listed(
    path: str | PathLike[str], *, patterns: Path | None, lang: str
) -> list[Report | ReportparseError]:
    return list(read_all(path, patterns=patterns, lang=lang))


def _lost(path: str | PathLike[str]) -> list[Report | ReportparseError]:
    return [lost(str(path))]


def lost(name: str) -> ReportparseError:
    """The error of an input whose process died over it."""
    return InputError(name, "读它的进程意外终止", "内存可能不足，或文件已损坏；请单独读这份文件")


def _fault(name: str, error: Exception) -> ReportparseError:
    last = extract_tb(error.__traceback__)[-1]
    where = f"{PurePath(last.filename).name}:{last.lineno}"
    return InputError(
        name, f"程序出错（{type(error).__name__}，{where}）", "请反馈，并附上这份文件"
    )
