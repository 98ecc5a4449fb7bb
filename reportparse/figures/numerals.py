"""Written numbers to Decimals: Arabic, Chinese, mixed, approximate.

Written by hand because the reading must keep what the writer wrote: trailing zeros and the place
of the last digit decide what a figure can stand for (GB/T 8170-2008), and approximate numerals
(GB/T 15835-2011: 二三十, 十几) are ranges, not values.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import regex

from reportparse.expressions import compiled
from reportparse.interval import ONE, ZERO
from reportparse.rules import Rules

ARABIC = compiled(r"[\d][\d, .]*")
GROUPING = {ord(c): None for c in ", "}
MORE = "余多来"
MAX_LENGTH = 32
SHORT = 16
"""Digits that no arithmetic rounds."""
PLACES = tuple(ONE.scaleb(-n) for n in range(SHORT))


class Number(NamedTuple):
    """``value`` (and ``high`` of a range), the ``place`` of the last written digit, the ``scale``.

    ``more`` marks 余 or 多 inside the number (20余万).
    """

    value: Decimal
    place: Decimal
    high: Decimal | None = None
    scale: Decimal = ONE
    more: bool = False
    arabic: bool = True

    @property
    def whole(self) -> bool:
        """Written without decimals and without a scale."""
        return self.place == 1 and self.scale == 1


class NumeralReader:
    """Reads the surfaces that the ``number`` fragment of ``numerals.toml`` matches."""

    def __init__(self, rules: Rules) -> None:
        self._digits = {str(k): Decimal(v) for k, v in rules.table("digits").items()}
        self._scales = {str(k): Decimal(v) for k, v in rules.table("scales").items()}
        scales = regex.escape("".join(self._scales))
        self._several = compiled(rf"[几数]([{scales}]+)")
        self._tens = compiled(rf"([一二两三四五六七八九]?[百千])([几数])十([{scales}]*)")
        self._teens = compiled(rf"(.*?)十几([{scales}]*)")
        self._neighbours = compiled(
            rf"((?:.*[百千])?十?)([一二两三四五六七八九])([二三四五六七八九])([{scales}]*)"
        )

        self._in_chinese = lru_cache(maxsize=256)(self._chinese)

    def read(self, surface: str) -> Number | None:
        """The number that the (width-folded) surface writes, or None if it writes none."""
        surface = surface.strip()
        if not surface or len(surface) > MAX_LENGTH:
            return None
        return self._mixed(surface) if surface[0].isdecimal() else self._in_chinese(surface)

    def _mixed(self, surface: str) -> Number | None:
        """Arabic digits with Chinese scales: 1.5万亿, 2亿3千万, 20余万."""
        if len(surface) <= SHORT:
            whole, point, decimals = surface.partition(".")
            if whole.isdecimal() and decimals.isdecimal() == bool(point):
                value = Decimal(surface)
                return Number(_plain(value) if point else value, PLACES[len(decimals)])
        total, place, scale = ZERO, ONE, ONE
        more, at = False, 0
        while at < len(surface):
            m = ARABIC.match(surface, at)
            if not m:
                return None
            written = m[0].translate(GROUPING).rstrip(".")
            number = Decimal(written)
            at, scale = m.end(), ONE
            while at < len(surface) and (surface[at] in self._scales or surface[at] in MORE + " "):
                if surface[at] in MORE:
                    more = True
                elif surface[at] != " ":
                    scale *= self._scales[surface[at]]
                at += 1
            total += number * scale
            place = scale.scaleb(-len(written.partition(".")[2]))
        return Number(_plain(total), _plain(place), None, scale, more)

    def _chinese(self, surface: str) -> Number | None:
        more = any(c in MORE for c in surface)
        bare = "".join(c for c in surface if c not in MORE)
        whole, point, decimals = bare.replace(".", "点").partition("点")
        trailing = ""
        while decimals and decimals[-1] in "万亿":
            decimals, trailing = decimals[:-1], decimals[-1] + trailing
        span = self._approximate(whole)
        if span:
            low, high, place = span
            return Number(low, place, high if high != low else None, Decimal(1), more, False)
        value = self._integer(whole)
        if value is None or (point and not decimals):
            return None
        place = Decimal(1)
        if decimals:
            digits = "".join(str(self._digits[c]) for c in decimals if c in self._digits)
            value += Decimal(f"0.{digits}")
            place = Decimal(1).scaleb(-len(digits))
        scale = Decimal(1)
        for c in trailing:
            scale *= self._scales[c]
        value *= scale
        if not decimals and value:
            _, _, exponent = value.normalize().as_tuple()
            place = Decimal(1).scaleb(max(int(exponent), 0))
        else:
            place *= scale
        return Number(_plain(value), _plain(place), None, Decimal(1), more, False)

    def _integer(self, text: str) -> Decimal | None:
        if len(text) > 1 and text[0] in "万亿" and text not in {"万亿", "亿万"}:
            return None
        if not text or any(c not in self._digits and c not in self._scales for c in text):
            return None
        if all(c in self._digits for c in text):
            positional = len(text) == 1 or any(c in "〇零○" for c in text)  # 一五〇户
            positional = positional or (len(text) > 2 and not self._counts_up(text))  # 九二二斤
            return Decimal("".join(str(self._digits[c]) for c in text)) if positional else None
        for large in "亿万":
            head, found, tail = text.rpartition(large)
            if not found:
                continue
            scale = self._scales[large]
            times = self._integer(head) if head else Decimal(1)
            rest = self._below(tail, scale)
            return None if times is None or rest is None else times * scale + rest
        return self._section(text)

    def _counts_up(self, text: str) -> bool:
        """Whether each digit is one more than that before it (一二三产业), or 两 is among them."""
        digits = [self._digits[c] for c in text]
        return "两" in text or all(b - a == 1 for a, b in pairwise(digits))

    def _below(self, tail: str, scale: Decimal) -> Decimal | None:
        """What stands behind 万 or 亿; a lone digit counts the next lower place (三万二)."""
        if not tail:
            return Decimal(0)
        if len(tail) == 1 and tail in self._digits:
            return self._digits[tail] * scale / 10
        return self._integer(tail)

    def _section(self, text: str) -> Decimal | None:
        """A number below 10,000: 三千六百五十, 十七, 两百五."""
        total, digit, last = Decimal(0), Decimal(0), Decimal(1)
        for c in text:
            if c in self._digits:
                digit = self._digits[c]
                continue
            last = self._scales[c]
            total += last if last in {20, 30} else (digit or Decimal(1)) * last
            digit = Decimal(0)
        lone = last >= 100 and text[-1] in self._digits and text[-2:-1] in self._scales
        return total + digit * (last / 10 if lone else 1)

    def _approximate(self, text: str) -> tuple[Decimal, Decimal, Decimal] | None:
        """二三十 to 20..30, 三五 to 3..5, 十几 to 11..19, 几十 to 20..99, 数百 to 200..999,
        一百几十 to 120..199."""
        if m := self._several.fullmatch(text):
            unit = self._integer(m[1]) or Decimal(1)
            return 2 * unit, 10 * unit - 1, unit
        if m := self._teens.fullmatch(text):
            unit = self._whole(m[2], Decimal(1))
            tens = self._whole(m[1] and m[1] + "十", Decimal(10))
            return (tens + 1) * unit, (tens + 9) * unit, unit
        if m := self._tens.fullmatch(text):
            unit = 10 * self._whole(m[3], Decimal(1))
            base = self._whole(m[1], Decimal(0)) * self._whole(m[3], Decimal(1))
            return base + 2 * unit, base + 10 * unit - unit / 10, unit
        if m := self._neighbours.fullmatch(text):
            low, high = self._digits[m[2]], self._digits[m[3]]
            if high - low in {1, 2}:
                unit = self._whole(m[4], Decimal(1))
                base = self._whole(m[1], Decimal(0))
                return base + low * unit, base + high * unit, unit
        return None

    def _whole(self, text: str, empty: Decimal) -> Decimal:
        value = self._integer(text) if text else empty
        return empty if value is None else value


def _plain(number: Decimal) -> Decimal:
    """Without exponent notation; zeros that a scale brought in are dropped, written ones stay."""
    if number == number.to_integral_value() and number.as_tuple().exponent != 0:
        _, _, exponent = number.as_tuple()
        if int(exponent) > 0 or number >= 10000:
            return number.quantize(Decimal(1))
    return number
