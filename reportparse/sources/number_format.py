"""Numbers of a spreadsheet as its reader sees them.

A cell holds 1.5919 and a format, ``0.00%``; the reader sees 159.19%. What he sees is the written
figure, so that is what is read. Formats follow ISO/IEC 29500-1, 18.8.31; conditions and colours
are passed over, fractions and exponents shown plainly.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy/m/d",
    15: "yyyy/m/d", 16: "m/d", 17: "yyyy/m", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"',
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0",
    43: "#,##0.00", 44: "#,##0.00", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"', 54: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""Formats that files name by number alone, as a Chinese Excel shows them."""

_PRECISION = Context(prec=15, rounding=ROUND_HALF_UP)
"""Excel keeps 15 significant digits; what a file holds beyond them is binary noise."""

_LARGEST_EXPONENT = 40
_TOKENS = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[[^\]]*\]|_.|\*.|(?P<word>[yY]+|[mM]+|[dD]+|[hH]+|'
    r"[sS]+|[aA][aA][aA][aA]?|AM/PM|General)|(?P<digits>[0#?][0#?,.]*)|(?P<point>\.)|(?P<other>.)",
    re.DOTALL,
)
_SECTION = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[])*')
_FIRST_DAY = date(1899, 12, 30)
_FIRST_DAY_1904 = date(1904, 1, 1)


def show(value: str, code: str, from_1904: bool = False) -> str:
    """The stored value of a number cell, drawn in a format; as stored where it is no number."""
    try:
        number = _PRECISION.create_decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite() or abs(number.adjusted()) > _LARGEST_EXPONENT:
        return value
    sections = [section for section in _SECTION.findall(code) if section]
    if not sections or "general" in code.lower() or "@" in code:
        return _plain(number)
    negative = number < 0 and len(sections) > 1
    zero = number == 0 and len(sections) > 2
    section = sections[1] if negative else sections[2] if zero else sections[0]
    tokens = list(_TOKENS.finditer(section))
    if any(match["word"] for match in tokens):
        return _date(number, tokens, from_1904)
    drawn = _number(abs(number) if negative else number, section, tokens)
    if not negative or "-" in drawn:
        return drawn
    return "-" + drawn.removeprefix("(").removesuffix(")")


def _number(number: Decimal, section: str, tokens: list[re.Match[str]]) -> str:
    picture = "".join(match["digits"] or match["point"] or "" for match in tokens)
    if not picture:
        return "".join(_literal(match) for match in tokens)
    if any(match["other"] in {"E", "e", "/"} for match in tokens if match["other"]):
        return _plain(number)
    percents = sum(match["other"] == "%" for match in tokens)
    whole, _, fraction = picture.partition(".")
    thousands = len(picture) - len(picture.rstrip(","))
    number = number.scaleb(2 * percents - 3 * thousands)
    places = len(fraction.replace(",", ""))
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, Context(prec=100))
    drawn = f"{rounded:,f}" if "," in whole.rstrip(",") else f"{rounded:f}"
    optional = len(fraction) - len(fraction.rstrip("#,?"))
    for _ in range(optional):
        drawn = drawn.removesuffix("0") if "." in drawn else drawn
    drawn = drawn.removesuffix(".")
    text, shown = "", False
    for match in tokens:
        if match["digits"] or match["point"]:
            text += "" if shown else drawn
            shown = True
        else:
            text += _literal(match)
    return text.strip()


def _date(number: Decimal, tokens: list[re.Match[str]], from_1904: bool) -> str:
    days = int(number)
    seconds = int(((number - days) * 86400).to_integral_value(ROUND_HALF_UP))
    try:
        day = (_FIRST_DAY_1904 if from_1904 else _FIRST_DAY) + timedelta(days + seconds // 86400)
    except OverflowError:
        return _plain(number)
    seconds %= 86400
    text, hours = "", False
    for match in tokens:
        word = (match["word"] or "").lower()
        width = len(word)
        if word.startswith("y"):
            text += f"{day.year:04d}" if width > 2 else f"{day.year % 100:02d}"
        elif word.startswith("m"):
            text += f"{seconds // 60 % 60 if hours else day.month:0{min(width, 2)}d}"
        elif word.startswith("d"):
            text += f"{day.day:0{min(width, 2)}d}"
        elif word.startswith("h"):
            text += f"{seconds // 3600:0{min(width, 2)}d}"
        elif word.startswith("s"):
            text += f"{seconds % 60:0{min(width, 2)}d}"
        elif not word:
            text += match["digits"] or match["point"] or _literal(match)
        hours = word.startswith("h") or (hours and not word)
    return text.strip()


def _literal(match: re.Match[str]) -> str:
    return match["quoted"] or match["escaped"] or match["other"] or ""


def _plain(number: Decimal) -> str:
    if number == number.to_integral_value():
        return f"{number.quantize(Decimal(1), context=Context(prec=100)):f}"
    return f"{number.normalize():f}"
