"""The stages in order: a document in, a checked report out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import sha256
from os import PathLike
from pathlib import Path
from typing import BinaryIO

from reportparse.errors import InputError, ReportparseError
from reportparse.figures import FigureReader
from reportparse.models import Report, Source
from reportparse.normalise import folding
from reportparse.programs import read_programs
from reportparse.relations import RelationChecker
from reportparse.rules import load_rules
from reportparse.sources import load
from reportparse.sources.document import Document
from reportparse.structure import read_structure


class Engine:
    """Rules compiled once, used for every document."""

    def __init__(self, patterns: Path | None = None) -> None:
        self.rules = load_rules(patterns)
        self._fold = folding(self.rules)
        self._figures = FigureReader(self.rules)
        self._relations = RelationChecker(self.rules)

    def read(self, document: Document, lang: str = "zh") -> Report:
        """One document through all stages."""
        text = document.text
        folded = text.translate(self._fold)
        structure = read_structure(text, folded, self.rules)
        figures, cells, period = self._figures.read(structure)
        checks = self._relations.check(structure, figures, cells, lang)
        programs = read_programs(structure, figures, checks, self.rules)
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
            text=text,
            sections=structure.sections,
            figures=figures,
            programs=programs,
            checks=checks,
            places=document.places,
            warnings=document.warnings,
        )


@lru_cache(maxsize=4)
def engine(patterns: Path | None = None) -> Engine:
    """The engine for a folder of rules, made once a process."""
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
    r"""The same for a string; ``\r\n`` and ``\r`` are read as ``\n``."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    data = plain.encode("utf-8", "surrogatepass")
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
    """Read and check many reports, in order; a file that fails yields its error instead.

    With ``workers`` above 1 the files are spread over that many processes; only a few wait in
    memory at any time.
    """
    if workers <= 1:
        for path in paths:
            yield _attempt(path, patterns, lang)
        return
    from collections import deque
    from concurrent.futures import Future, ProcessPoolExecutor

    waiting: deque[Future[Report | ReportparseError]] = deque()
    with ProcessPoolExecutor(workers) as pool:
        try:
            for path in paths:
                waiting.append(pool.submit(_attempt, path, patterns, lang))
                if len(waiting) >= 4 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _attempt(
    path: str | PathLike[str], patterns: Path | None, lang: str
) -> Report | ReportparseError:
    try:
        return parse(path, patterns=patterns, lang=lang)
    except InputError as e:
        return e
