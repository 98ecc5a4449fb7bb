"""The texts that are measured."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from reportparse.errors import ReportparseError
from reportparse.sources import expand, load

CORPUS = Path(__file__).parent.parent / "corpus"
DEFAULT = {"reports": CORPUS / "reports", "gold": CORPUS / "gold"}
"""What is measured where nothing else is named; real reports lie outside the project."""

_MARK = re.compile(r"\{\{[a-z]\w*:(.*?)\|.*?\}\}", re.DOTALL)


def texts(folder: Path) -> list[str]:
    """The texts of a folder's reports; those of gold files without marks and relations."""
    gold = sorted(folder.glob("*.gold"))
    if gold:
        bare = (
            re.split(r"(?m)^={3,}\s*$", path.read_text("utf-8"), maxsplit=1)[0] for path in gold
        )
        return [_MARK.sub(r"\1", text) for text in bare]
    found = []
    for path in expand([str(folder)]):
        try:
            found.append(load(path).text)
        except ReportparseError as error:
            sys.stderr.write(f"passed over: {error}\n")
    return found


def sized(length: int, number: int) -> list[str]:
    """``number`` different texts of about ``length`` characters, cut at paragraphs."""
    lines = [line for text in texts(DEFAULT["reports"]) for line in text.split("\n") if line]
    found, at = [], 0
    for n in range(number):
        text = f"第{n}号材料\n"
        while len(text) < length:
            text += lines[at % len(lines)] + "\n"
            at += 1
        found.append(text)
    return found
