"""What becomes of a report: one module a format, imported only when it is asked for.

Every format module has one function, ``render(reports, options)``, that takes reports one by one
and yields the output piece by piece: text, or bytes for a binary format. ``save`` writes the
pieces to a file. The formats of findings also take the errors of inputs that could not be read,
in their place among the reports. A new format is one module and one line of a table below.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from reportparse.errors import InputError

if TYPE_CHECKING:
    from reportparse.codes import Lang
    from reportparse.errors import ReportparseError
    from reportparse.models import Report

Outcome: TypeAlias = "Report | ReportparseError"
Pieces: TypeAlias = Iterator[str] | Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Options:
    """How to render: language of the labels ("zh" or "en"), ANSI colours, columns of the screen,
    and whether a csv starts with the byte order mark that Excel needs to see UTF-8."""

    lang: Lang = "zh"
    colour: bool = False
    width: int = 120
    bom: bool = False


class Format(NamedTuple):
    """The module that renders a format and the suffix of its files."""

    module: str
    suffix: str


RECORDS = {
    "table": Format("reportparse.outputs.table", ".txt"),
    "json": Format("reportparse.outputs.json", ".json"),
    "jsonl": Format("reportparse.outputs.jsonl", ".jsonl"),
    "csv": Format("reportparse.outputs.csv", ".csv"),
    "xlsx": Format("reportparse.outputs.xlsx", ".xlsx"),
    "parquet": Format("reportparse.outputs.parquet", ".parquet"),
}
"""Formats of ``reportparse parse``: the records themselves."""

FINDINGS = {
    "text": Format("reportparse.outputs.terminal", ".txt"),
    "json": Format("reportparse.outputs.findings_json", ".json"),
    "sarif": Format("reportparse.outputs.sarif", ".sarif"),
    "github": Format("reportparse.outputs.github", ".txt"),
    "junit": Format("reportparse.outputs.junit", ".xml"),
}
"""Formats of ``reportparse check``: what the checks found."""


def record_renderer(name: str) -> Callable[[Iterable[Report], Options], Pieces]:
    """The ``render`` function of a format of RECORDS; KeyError for an unknown name."""
    renderer: Callable[[Iterable[Report], Options], Pieces]
    renderer = import_module(RECORDS[name].module).render
    return renderer


def finding_renderer(name: str) -> Callable[[Iterable[Outcome], Options], Pieces]:
    """The ``render`` function of a format of FINDINGS; KeyError for an unknown name."""
    renderer: Callable[[Iterable[Outcome], Options], Pieces]
    renderer = import_module(FINDINGS[name].module).render
    return renderer


def to_bytes(piece: str | bytes) -> bytes:
    """A piece as it is written: text in UTF-8, a lone surrogate as a question mark."""
    return piece.encode("utf-8", "replace") if isinstance(piece, str) else piece


def save(pieces: Pieces, path: Path) -> None:
    """Write the pieces to ``path``, whole or not at all: a temporary file beside it, then a rename.

    Raises OSError where the folder cannot be written.
    """
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                file.write(to_bytes(piece))
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def writing(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file, its folder made first; an InputError names what the system refuses."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputError(str(path), f"写不了：{error.strerror}", "请检查路径和权限") from error


def record_saver(name: str, options: Options) -> Callable[[Iterable[Report], Path], None]:
    """What writes reports to a file in a format of RECORDS; KeyError for an unknown name."""
    if name == "parquet":
        saver: Callable[[Iterable[Report], Path], None]
        saver = import_module(RECORDS[name].module).save_tables
        return saver
    render = record_renderer(name)
    return lambda reports, path: save(render(reports, options), path)


def save_each(
    reports: Iterable[Report],
    output: Path,
    suffix: str,
    save: Callable[[Iterable[Report], Path], None],
) -> None:
    """Save all reports to the file ``output``, or one file each where it is a folder.

    A path with an extension is a file, unless it is a folder that exists. Raises InputError where
    the system refuses.
    """
    if output.suffix and not output.is_dir():
        writing(output, partial(save, reports))
        return
    taken: set[str] = set()
    for report in reports:
        path = output / file_name(report.source.name, suffix, taken)
        writing(path, partial(save, [report]))


def file_name(source: str, suffix: str, taken: set[str]) -> str:
    """``NAME.suffix`` for an input, with -2, -3 … where an input before it has taken the name.

    ``taken`` holds the names so far, in the form in which a file system that ignores case would
    compare them; the new one is added. The name never leaves its folder.
    """
    stem = re.sub(r'[\x00-\x1f<>:"|?*]', "_", PurePath(source.replace("\\", "/")).stem)
    stem = stem.encode("utf-8", "replace")[:200].decode("utf-8", "ignore").strip(" .") or "report"
    name, n = stem + suffix, 1
    while name.casefold() in taken:
        n += 1
        name = f"{stem}-{n}{suffix}"
    taken.add(name.casefold())
    return name


def _umask() -> int:
    """The mode bits that new files lack (mkstemp makes files for the owner alone)."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
