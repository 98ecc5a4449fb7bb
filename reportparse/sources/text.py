"""Plain text: the decoded file itself, so that offsets are those of the file."""

from __future__ import annotations

import hashlib

from reportparse.errors import FormatError
from reportparse.sources.document import Document
from reportparse.sources.encoding import decode, is_mojibake
from reportparse.sources.limits import MAX_TEXT

_MOJIBAKE = "文字是乱码：UTF-8 曾被误读为 GBK 后保存，请取原文件"


def load(data: bytes, name: str) -> Document:
    """Reads a plain text; nothing but its line ends is changed."""
    decoded = decode(data, name)
    if len(decoded.text) > MAX_TEXT:
        raise FormatError(name, f"文字超过{MAX_TEXT}字", "请拆分后再读")
    return Document(
        name=name,
        format="txt",
        encoding=decoded.encoding,
        decided_by=decoded.decided_by,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        text=decoded.text,
        warnings=(_MOJIBAKE,) if is_mojibake(decoded.text) else (),
    )
