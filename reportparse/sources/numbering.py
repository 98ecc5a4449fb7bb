"""Automatic numbers as a reader sees them: 一、 (一) 1. ① A. iv. as Word and browsers draw."""

from __future__ import annotations

from collections.abc import Callable

LARGEST = 9_999
"""Numbers above it are drawn as Arabic digits."""

_SIMPLIFIED = ("〇一二三四五六七八九", "十百千")
_LEGAL = ("零壹贰叁肆伍陆柒捌玖", "拾佰仟")
_LEGAL_TRADITIONAL = ("零壹貳參肆伍陸柒捌玖", "拾佰仟")
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"


def draw(number: int, format: str) -> str:
    """A number in a format of WordprocessingML (ISO/IEC 29500-1, 17.18.59); an unknown format is
    drawn in Arabic digits, ``bullet`` and ``none`` as nothing."""
    if format in {"bullet", "none"}:
        return ""
    shape = _SHAPES.get(format)
    return shape(number) if shape and 0 < number <= LARGEST else str(number)


def label(marker: str, text: str) -> str:
    """A paragraph with its number before it. A space comes between where the number would run into
    the words: after a digit, a letter or a Han character (第一章), and after a point before a
    digit (``1.`` and 2020年)."""
    if not marker or not text:
        return marker + text
    last = marker[-1]
    apart = last.isalnum() or (last in ".\uff0e" and text[0].isdigit())
    return f"{marker} {text}" if apart and not text[0].isspace() else marker + text


def _chinese(digits: str, units: str, short_ten: bool = True) -> Callable[[int], str]:
    def shape(number: int) -> str:
        text, gap = "", False
        for power in range(3, -1, -1):
            digit = number // 10**power % 10
            if digit:
                text += ("零" if gap and text else "") + digits[digit]
                text += units[power - 1] if power else ""
            gap = not digit
        return text[1:] if short_ten and 10 <= number < 20 else text

    return shape


def _digits(zero: str) -> Callable[[int], str]:
    return lambda number: "".join(chr(ord(zero) + int(digit)) for digit in str(number))


def _ideographs(number: int) -> str:
    return "".join(_SIMPLIFIED[0][int(digit)] for digit in str(number))


def _circled(number: int) -> str:
    for first, last, base in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(base + number - first)
    return str(number)


def _parenthesised(number: int) -> str:
    return chr(0x2474 + number - 1) if number <= 20 else f"({number})"


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text


def _letters(number: int) -> str:
    return chr(ord("A") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)]


_SHAPES: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": _digits("\uff10"),
    "decimalFullWidth2": _digits("\uff10"),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _parenthesised,
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "ideographEnclosedCircle": _circled,
    "ideographDigital": _ideographs,
    "japaneseDigitalTenThousand": _ideographs,
    "taiwaneseDigital": _ideographs,
    "chineseCounting": _chinese(*_SIMPLIFIED),
    "chineseCountingThousand": _chinese(*_SIMPLIFIED),
    "japaneseCounting": _chinese(*_SIMPLIFIED),
    "taiwaneseCounting": _chinese(*_SIMPLIFIED),
    "taiwaneseCountingThousand": _chinese(*_SIMPLIFIED),
    "chineseLegalSimplified": _chinese(*_LEGAL, short_ten=False),
    "ideographLegalTraditional": _chinese(*_LEGAL_TRADITIONAL, short_ten=False),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
}
