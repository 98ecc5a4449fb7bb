"""Which format a file is in: by its content; its name only settles what content cannot."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import PurePath

from reportparse.sources.limits import MAX_MEMBERS

EXTENSIONS = {
    "txt": "txt", "text": "txt", "md": "md", "markdown": "md", "csv": "csv", "tsv": "tsv",
    "htm": "html", "html": "html", "shtml": "html", "xhtml": "html", "mht": "mhtml",
    "mhtml": "mhtml", "docx": "docx", "docm": "docx", "xlsx": "xlsx", "xlsm": "xlsx",
    "doc": "doc", "wps": "wps", "rtf": "rtf", "odt": "odt", "xls": "xls", "et": "xls",
    "ods": "ods", "pdf": "pdf", "ofd": "ofd", "png": "image", "jpg": "image", "jpeg": "image",
    "tif": "image", "tiff": "image", "bmp": "image", "zip": "zip",
}  # fmt: skip
"""Extensions that a folder is searched for, with the format that each promises."""

BINARY = frozenset(
    {"docx", "xlsx", "doc", "wps", "odt", "xls", "ods", "pdf", "ofd", "image", "zip"}
)
"""Formats that no text file can be in."""

_HEAD = 4096
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gz"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("PowerPoint Document", "ppt"),
)
_OPEN_DOCUMENTS = (
    (b"opendocument.text", "odt"),
    (b"opendocument.spreadsheet", "ods"),
    (b"opendocument.presentation", "ppt"),
)
_HTML = re.compile(r"<!doctype\s+html|<html[\s>]|<(?:body|head)[\s>]", re.IGNORECASE)
_FRAGMENT = re.compile(r"<(?:table|div|p|meta|title|h[1-6])[\s>]", re.IGNORECASE)
_HEADER = re.compile(r"[A-Za-z][A-Za-z-]*:[ \t]")
_MIME = re.compile(
    r"^(?:mime-version:|from: <saved by|message-id:|received:)", re.IGNORECASE | re.MULTILINE
)


def extension(name: str) -> str:
    """The extension of a file's name, lower case, without the dot."""
    return PurePath(name).suffix.lower().removeprefix(".")


def sniff(data: bytes, name: str = "") -> str:
    """The format of a file: a key of the table of loaders, or a name that no loader reads
    (``encrypted``, ``ppt``, ``eml``, ``xml``, ``rar``, ``7z``, ``gz``, ``ole``)."""
    promised = EXTENSIONS.get(extension(name), "")
    for magic, format in _MAGIC:
        if data.startswith(magic):
            return format
    if data.startswith(b"BM") and b"\0" in data[:64]:
        return "image"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package(data, promised)
    if data.startswith(_OLE):
        return _compound(data, promised)
    head = data[:_HEAD].replace(b"\0", b"").decode("latin-1").lstrip("\xef\xbb\xbf\xff\xfe \t\r\n")
    if head.startswith("<?xml") and 'progid="Word.Document"' in head:
        return "doc"
    if _HEADER.match(head) and _MIME.search(head):
        page = "multipart/related" in head.lower() and extension(name) != "eml"
        return "mhtml" if page else "eml"
    if _HTML.search(head) or (promised == "html" and _FRAGMENT.search(head)):
        return "html" if head.startswith("<") or promised != "md" else "md"
    if head.startswith("<") and _FRAGMENT.match(head) and promised in {"doc", "xls", "wps"}:
        return "html"
    if head.startswith("<?xml") and promised not in {"md", "txt"}:
        return "xml"
    return promised if promised in {"md", "csv", "tsv"} else "txt"


def _package(data: bytes, promised: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.lower() for name in archive.namelist()[: MAX_MEMBERS + 1]}
            kind = _mimetype(archive) if "mimetype" in names else b""
    except (
        zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError,
        NotImplementedError, KeyError,
    ):  # fmt: skip
        return promised if promised in {"docx", "xlsx", "ofd"} else "zip"
    if "ofd.xml" in names:
        return "ofd"
    if "[content_types].xml" in names:
        for folder, format in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "ppt")):
            if any(name.startswith(folder) for name in names):
                return format
    if "content.xml" in names and kind:
        return next((format for known, format in _OPEN_DOCUMENTS if known in kind), "odt")
    return "zip"


def _mimetype(archive: zipfile.ZipFile) -> bytes:
    with archive.open("mimetype") as part:
        return part.read(100)


def _compound(data: bytes, promised: str) -> str:
    for stream, format in _OLE_STREAMS:
        if stream.encode("utf-16-le") in data:
            return promised if format == "doc" and promised == "wps" else format
    return promised if promised in {"doc", "wps", "xls"} else "ole"
