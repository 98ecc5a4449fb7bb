"""Which encoding a text is in: a ladder of four steps, each surer than the next.

1. ``bom``: a byte order mark (UTF-8, UTF-16, UTF-32, GB18030).
2. ``utf-8``: the bytes are valid UTF-8 without NULs. Chinese text in another encoding is never so
   by chance.
3. ``gb18030``: the bytes are valid GB18030 and what they give reads as Chinese.
4. ``detector``: Big5 and UTF-16 without a mark, then what charset-normalizer proposes.

Strict GB18030 accepts most Big5 and much UTF-16, so step 3 looks at the result. ``plausibility``
is the share of characters beyond ASCII that a Chinese report is made of: the 3755 level-1
characters of GB/T 2312, the 5401 frequent ones of Big5 and Chinese punctuation count one,
the level-2 characters of GB/T 2312 a half, everything else (rare and private-use characters,
Hangul, half-width kana) nothing. Real reports score above 0.97; Big5 read as GB18030 scores about
0.5. GB18030 stands unless another reading is clearly better (``MARGIN``).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache

from reportparse.errors import EncodingError, InputError
from reportparse.sources.document import Step

MARGIN = 0.15
"""By how much another reading must be more plausible than GB18030."""

ENOUGH = 0.7
"""A reading less plausible than this is taken for noise, whichever detector proposes it."""

SAMPLE = 65536
"""Characters that plausibility is judged on."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030", "gb18030"),
)
_REMEDY = "请用文本编辑器或 Word 打开，确认内容无误后另存为 UTF-8 编码"

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding that gave it and the step of the ladder that settled it."""

    text: str
    encoding: str
    decided_by: Step


def decode(data: bytes, name: str, declared: str = "") -> Decoded:
    """Decodes the bytes of a text file.

    ``declared`` is an encoding that the file itself names (an HTML ``meta``); it is believed where
    the bytes are neither marked nor UTF-8 and it decodes them.

    Raises ``InputError`` for empty, blank and binary input, ``EncodingError`` where no step
    decodes the bytes.
    """
    if not data:
        raise InputError(name, "文件是空的", "请检查是否选错文件")
    decoded = _ladder(data, name, declared)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise InputError(name, "文件里只有空白", "请检查是否选错文件")
    if len(_CONTROLS.findall(text)) * 50 > len(text):
        raise InputError(name, "不是文本文件（含二进制内容）", "请检查是否选错文件")
    return Decoded(text, decoded.encoding, decoded.decided_by)


def _ladder(data: bytes, name: str, declared: str) -> Decoded:
    for mark, codec, encoding in _MARKS:
        if data.startswith(mark):
            try:
                text = data.decode(codec)
            except UnicodeDecodeError as error:
                problem = f"文件头标明 {encoding}，但第{error.start + 1}字节处无法解码"
                raise EncodingError(name, problem, _REMEDY) from None
            return Decoded(text.removeprefix("\ufeff"), encoding, "bom")
    binary = b"\0" in data
    if not binary:
        try:
            return Decoded(data.decode(), "utf-8", "utf-8")
        except UnicodeDecodeError as error:
            broken = error.start + 1
        if declared and (told := _try(data, declared)) is not None:
            return Decoded(told, declared.removesuffix("hkscs"), "detector")
        if (gb := _try(data, "gb18030")) is not None:
            better = max(plausibility(gb) + MARGIN, ENOUGH)
            rival = _best(data, ("big5hkscs", "utf-16-le", "utf-16-be")) if better < 1 else None
            if rival is not None and plausibility(rival.text) >= better:
                return rival
            return Decoded(gb, "gb18030", "gb18030")
        codecs_left: tuple[str, ...] = ("big5hkscs", "utf-16-le", "utf-16-be")
    else:
        broken = data.index(b"\0") + 1
        codecs_left = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
    best = _best(data, codecs_left)
    if best is not None and plausibility(best.text) >= ENOUGH:
        return best
    if binary:
        raise InputError(name, f"不是文本文件（第{broken}字节是二进制内容）", "请检查是否选错文件")
    guess = _detect(data)
    if guess is not None and plausibility(guess.text) >= ENOUGH:
        return guess
    problem = f"无法识别文字编码（试过 UTF-8、GB18030、Big5、UTF-16；UTF-8 在第{broken}字节处中断）"
    raise EncodingError(name, problem, _REMEDY)


def is_mojibake(text: str) -> bool:
    """Whether a text is UTF-8 that was once read as GBK and saved so (锛屾繁鍖 for ,深化)."""
    head = text[:SAMPLE]
    if plausibility(head) > ENOUGH:
        return False
    undone = head.encode("gb18030", "ignore").decode("utf-8", "ignore")
    return len(undone) * 4 > len(head) and plausibility(undone) > plausibility(head) + MARGIN


def plausibility(text: str) -> float:
    """How far the characters beyond ASCII are those of a Chinese report, 0…1; 1 without any."""
    full, half = _common()
    total = score = 0
    for char in text[:SAMPLE]:
        if char < "\x80":
            if char < " " and char not in "\t\n\r\f":
                total += 2
            continue
        total += 2
        if char in full:
            score += 2
        elif char in half:
            score += 1
    return score / total if total else 1.0


@cache
def _common() -> tuple[frozenset[str], frozenset[str]]:
    def table(codec: str, leads: range, trails: range) -> set[str]:
        seconds = [bytes([trail]) for trail in trails]
        rows = [lead + (b"\n" + lead).join(seconds) for lead in (bytes([x]) for x in leads)]
        return set(b"\n".join(rows).decode(codec, "ignore"))

    trails = range(0xA1, 0xFF)
    marks = set("·—–‘’“”…‰℃㎡㎥①②③④⑤⑥⑦⑧⑨⑩×÷±≥≤㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩\u3000\xa0")
    marks |= {chr(code) for code in (*range(0x3001, 0x301C), *range(0xFF01, 0xFF5F))}
    frequent = table("gb2312", range(0xB0, 0xD8), trails)
    frequent |= table("big5", range(0xA4, 0xC7), range(0x40, 0xFF))
    second = table("gb2312", range(0xD8, 0xF8), trails) | table("gb2312", range(0xA1, 0xAA), trails)
    return frozenset(frequent | marks), frozenset(second)


def _try(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return None


def _best(data: bytes, names: tuple[str, ...]) -> Decoded | None:
    readings = [(name, text) for name in names if (text := _try(data, name)) is not None]
    if not readings:
        return None
    name, text = max(readings, key=lambda reading: plausibility(reading[1]))
    return Decoded(text, name.removesuffix("hkscs"), "detector")


def _detect(data: bytes) -> Decoded | None:
    from charset_normalizer import from_bytes

    match = from_bytes(data[: 2**20]).best()
    if match is None or (text := _try(data, match.encoding)) is None:
        return None
    return Decoded(text, match.encoding.replace("_", "-"), "detector")
