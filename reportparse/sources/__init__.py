"""Files to text: one small protocol, one module a format, chosen by content.

A loader is ``load(data: bytes, name: str) -> Document`` in the module that ``LOADERS`` names for
the format; the module is imported when a file of that format comes. A new format is one module,
one line of the table, one sample and one test file. Loaders raise ``InputError`` and
``MissingExtraError`` and nothing else, follow no link, run no macro and open no connection.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from glob import glob, has_magic
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from reportparse.errors import FormatError, InputError, ReportparseError
from reportparse.sources.document import Document
from reportparse.sources.limits import MAX_BYTES
from reportparse.sources.sniff import BINARY, EXTENSIONS, extension, sniff

__all__ = ["Document", "expand", "load", "load_all"]

Source = str | os.PathLike[str] | bytes | BinaryIO

LOADERS = {
    "txt": "text",
    "md": "markdown",
    "csv": "delimited",
    "tsv": "delimited",
    "html": "html",
    "mhtml": "html",
    "docx": "docx",
    "xlsx": "xlsx",
    "pdf": "pdf",
    "ofd": "ofd",
    "image": "image",
    "doc": "office",
    "wps": "office",
    "rtf": "office",
    "odt": "office",
    "xls": "office",
    "ods": "office",
}
"""Format name to module of this package."""

_REFUSED = {
    "encrypted": ("文件已加密", "请去掉打开密码后再读"),
    "ppt": ("不读演示文稿", "请另存为 docx 或 pdf"),
    "eml": ("不读邮件", "请把正文或附件另存为文件"),
    "xml": ("不读 XML 文件", "请用原来的软件另存为 docx、pdf 或 txt"),
    "rar": ("不读 rar 压缩包", "请解压后读文件夹，或改压为 zip"),
    "7z": ("不读 7z 压缩包", "请解压后读文件夹，或改压为 zip"),
    "gz": ("不读 gz 压缩包", "请解压后再读"),
    "ole": ("无法识别的文件格式", "请另存为 docx、pdf 或 txt"),
}

_PASSED_OVER = frozenset({"txt", "ole", "gz", "zip", "eml", "xml"})
"""What a folder is not searched for where its name promises no report."""


def load(source: Source, *, name: str | None = None) -> Document:
    """Reads one report.

    ``source`` is a path, ``"-"`` for standard input, the bytes of a file or an open binary file;
    ``name`` is what messages call it (default: the path as given).

    Raises ``InputError`` for whatever cannot be read, naming the file, the fault and the remedy,
    and ``MissingExtraError`` where an optional package is needed. A zip archive is read if it
    holds exactly one report.
    """
    data, name = _read(source, name)
    if sniff(data, name) != "zip":
        return _load(data, name)
    found = list(_members(data, name))
    if len(found) == 1:
        if isinstance(found[0], Document):
            return found[0]
        raise found[0]
    raise FormatError(name, f"压缩包里有{len(found)}份文件", "请用 load_all 或命令行逐份读取")


def load_all(
    source: Source, *, name: str | None = None, apart: bool = False
) -> Iterator[Document | ReportparseError]:
    """Reads every report of a file: those of an archive, and those of a compilation (汇编) one by
    one. What cannot be read comes as an error value in its place; nothing is raised.

    With ``apart``, PDF, OFD and pictures are read in a process of their own, so that a crash of
    the C libraries that read them is an error too.
    """
    try:
        data, name = _read(source, name)
        packed = sniff(data, name) == "zip"
        found = _members(data, name, apart) if packed else iter([_load(data, name, apart)])
        for document in found:
            if isinstance(document, Document):
                yield from _reports(document)
            else:
                yield document
    except ReportparseError as error:
        yield error


def expand(inputs: Iterable[str]) -> Iterator[Path | str]:
    """The files that command-line inputs stand for, in order.

    A folder is walked, sorted by name; hidden files, Office's lock files and what is no report by
    extension or content are passed over. A glob gives its matches, ``-`` stays. An input that
    stands for nothing is given back, so that reading it says what is wrong.
    """
    for entry in inputs:
        path = Path(entry)
        if entry == "-":
            yield entry
        elif path.is_dir():
            yield from _walk(path) or [path]
        elif has_magic(entry) and not path.exists():
            matches = sorted(glob(entry, recursive=True))  # noqa: PTH207
            yield from [Path(match) for match in matches if Path(match).is_file()] or [path]
        else:
            yield path


def _walk(folder: Path) -> list[Path]:
    found: list[Path] = []
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__MACOSX")))
        for file in sorted(files):
            path = Path(parent, file)
            if not file.startswith((".", "~$")) and _is_report(path):
                found.append(path)
    return found


def _is_report(path: Path) -> bool:
    if extension(path.name) in EXTENSIONS:
        return True
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            head = file.read(16)
            recognised = sniff(head, path.name) not in _PASSED_OVER
            return recognised or (head[:4] == b"PK\x03\x04" and _is_package(head + file.read()))
    except OSError:
        return False


def _is_package(data: bytes) -> bool:
    return len(data) <= MAX_BYTES and sniff(data) in LOADERS


def _read(source: Source, name: str | None) -> tuple[bytes, str]:
    if isinstance(source, bytes):
        data, name = source, name or "<bytes>"
    elif isinstance(source, str | os.PathLike):
        data, name = _read_path(os.fspath(source), name or os.fspath(source))
    else:
        label = getattr(source, "name", None)
        name = name or (label if isinstance(label, str) else "<stream>")
        content = source.read(MAX_BYTES + 1)
        if not isinstance(content, bytes):
            raise InputError(name, "不是按字节打开的文件", "请用 open(..., 'rb') 打开")
        data = content
    if len(data) > MAX_BYTES:
        raise FormatError(name, f"文件超过{MAX_BYTES >> 20} MiB", "请拆分后再读")
    if not data:
        raise InputError(name, "文件是空的", "请检查是否选错文件")
    return data, name


def _read_path(path: str, name: str) -> tuple[bytes, str]:
    if path == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1), "<stdin>" if name == "-" else name
    try:
        if Path(path).is_dir():
            raise InputError(name, "是文件夹，里面没有可读的报告", "请给出文件，或检查文件夹")
        with open(path, "rb") as file:  # noqa: PTH123
            return file.read(MAX_BYTES + 1), name
    except FileNotFoundError:
        raise InputError(name, "没有这个文件", "请检查路径和文件名") from None
    except PermissionError:
        raise InputError(name, "没有读取权限", "请检查文件权限") from None
    except (OSError, ValueError) as error:
        raise InputError(name, f"无法打开（{error}）", "请检查路径") from None


def _load(data: bytes, name: str, apart: bool = False) -> Document:
    format = sniff(data, name)
    if format in _REFUSED:
        raise FormatError(name, *_REFUSED[format])
    promised = EXTENSIONS.get(extension(name), format)
    try:
        document = _run(LOADERS[format], data, name, apart)
    except InputError:
        if format == "txt" and promised in BINARY:
            problem = f"扩展名是 {extension(name)}，内容却不是"
            raise FormatError(name, problem, "文件可能已损坏或改过名，请重新取得") from None
        raise
    if promised != format and promised in BINARY | {"html", "rtf"}:
        note = f"扩展名是 {extension(name)}，按内容读作 {document.format}"
        document = replace(document, warnings=(note, *document.warnings))
    return document


def _run(loader: str, data: bytes, name: str, apart: bool) -> Document:
    module = f"reportparse.sources.{loader}"
    if apart:
        process = import_module("reportparse.sources.apart")
        if loader in process.MODULES:
            document: Document = process.load(module, data, name)
            return document
    document = import_module(module).load(data, name)
    return document


def _members(data: bytes, name: str, apart: bool = False) -> Iterator[Document | ReportparseError]:
    from reportparse.sources.archive import members

    for member in members(data, name):
        if isinstance(member, ReportparseError):
            yield member
            continue
        try:
            yield _load(*member, apart)
        except ReportparseError as error:
            yield error


def _reports(document: Document) -> Iterator[Document]:
    from reportparse.sources.compilation import split

    return iter(split(document))
