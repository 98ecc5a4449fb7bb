"""A figure as it is written: its digits, its scale, and the same figure with other digits.

Repairs are tried on the surface, as a slip of the pen happens there: ``68.5%`` with two digits
exchanged is ``86.5%``, ``1.08万元`` with another scale ``1.08亿元``. The style is kept: thousands
separators, full-width digits, words around the number.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache
from typing import NamedTuple

from reportparse.interval import ARITHMETIC, ONE, bounds, last_place
from reportparse.models import Figure

_DIGIT = r"[0-9\uff10-\uff19]"
_NUMBER = re.compile(rf"{_DIGIT}(?:[0-9\uff10-\uff19,\uff0c.\uff0e \u00a0\u3000]*{_DIGIT})?")
_SCALE = re.compile(r"\s*(万亿|[百千]?[万亿]|[百千](?![瓦米克伏卡帕焦公]))")
_SCALES = {
    "百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "百亿": 10, "千亿": 11, "万亿": 12,
}  # fmt: skip
_HALF = {0xFF10 + i: 0x30 + i for i in range(10)} | {0xFF0E: "."}
_WIDE = {0x30 + i: 0xFF10 + i for i in range(10)} | {0x2E: "\uff0e"}
_BLANK = re.compile(r"[,\uff0c\s]")
_MAX_DIGITS = 20
_BEYOND = Decimal(10) ** _MAX_DIGITS
_Parts = tuple[int, int, str, Decimal, str, str, bool]
_EXACT_KINDS = frozenset({"count", "rank", "duration"})


class Written(NamedTuple):
    """The one number in a figure's text.

    ``digits`` is the number in half-width, without separators; ``factor`` what turns it into the
    figure's value, its Chinese scale as a rule.
    """

    figure: Figure
    start: int
    end: int
    digits: str
    factor: Decimal
    scale: str
    separator: str
    wide: bool

    @classmethod
    def of(cls, figure: Figure) -> Written | None:
        """The figure's number, or ``None``: Chinese numerals, a range, a fraction, too long."""
        parts = _parts_of(figure)
        return None if parts is None else cls(figure, *parts)

    @property
    def decimals(self) -> int:
        """How many digits stand after the point."""
        return len(self.digits.partition(".")[2])

    @property
    def place(self) -> Decimal:
        """The place of the last written digit, in the figure's unit; 0 for an exact count."""
        if self.figure.kind in _EXACT_KINDS and not self.decimals and self.factor == 1:
            return Decimal(0)
        return abs(self.factor).scaleb(-self.decimals)

    @property
    def significant(self) -> int:
        """How many digits are written from the first that is not zero."""
        return len(self.digits.replace(".", "").lstrip("0"))

    def value_of(self, digits: str) -> Decimal:
        """The figure's value with other digits."""
        return ARITHMETIC.multiply(Decimal(digits), self.factor)

    def with_digits(self, digits: str) -> Figure | None:
        """The figure with other digits in the same style, or ``None`` if no number results."""
        whole, point, _ = digits.partition(".")
        if not whole or (len(whole) > 1 and whole[0] == "0") or digits == self.digits:
            return None
        if not point and self.figure.kind == "count" and not whole.strip("0"):
            return None
        return self._rewritten(digits, self.factor, self.scale)

    def with_value(self, value: Decimal) -> Figure | None:
        """The figure with ``value``, rounded at the place that is written (half up)."""
        with localcontext(ARITHMETIC):
            units = (value / self.factor).scaleb(self.decimals).to_integral_value(ROUND_HALF_UP)
            if not 0 <= units < _BEYOND:
                return None
            return self.with_digits(f"{units.scaleb(-self.decimals):f}")

    def with_scale(self, shift: int) -> Figure | None:
        """The figure with the scale 10**``shift`` times larger (万 to 亿), or ``None``."""
        exponent = self.factor.adjusted() + shift
        names = {0: ""} | {v: k for k, v in _SCALES.items()}
        if exponent not in (0, 4, 8, 12):
            return None
        return self._rewritten(self.digits, self.factor.scaleb(shift), names[exponent])

    def _rewritten(self, digits: str, factor: Decimal, scale: str) -> Figure:
        text, figure = self.figure.text, self.figure
        after = text[self.end :]
        if scale != self.scale:
            after = scale + after.lstrip().removeprefix(self.scale)
            if figure.unit and not after.endswith(figure.unit) and figure.unit_inferred:
                after += figure.unit
        written = text[: self.start] + self._styled(digits) + after
        new = Written(figure, self.start, self.end, digits, factor, scale, "", self.wide)
        with localcontext(ARITHMETIC):
            value = Decimal(digits) * factor
            low, high = bounds(
                value, new.place, kind=figure.kind, unit=figure.unit,
                modifier=figure.modifier, text=written,
            )  # fmt: skip
        return figure.model_copy(update={"text": written, "value": value, "low": low, "high": high})

    def _styled(self, digits: str) -> str:
        whole, point, fraction = digits.partition(".")
        if self.separator:
            whole = f"{int(whole):,}".replace(",", self.separator)
        number = whole + point + fraction
        return number.translate(_WIDE) if self.wide else number


def _parts_of(figure: Figure) -> _Parts | None:
    return None if figure.modifier == ".." else _parts(figure.text, figure.value)


@lru_cache(maxsize=512)
def _parts(text: str, value: Decimal) -> _Parts | None:
    """What ``Written`` says of a text with its value; asked for again and again."""
    found = list(_NUMBER.finditer(text))
    if len(found) != 1:
        return None
    number = found[0][0]
    plain = number.isascii() and "," not in number and " " not in number
    digits = number if plain else _BLANK.sub("", number.translate(_HALF))
    if digits.count(".") > 1 or len(digits) > _MAX_DIGITS:
        return None
    value_of_digits = Decimal(digits)
    scale = _SCALE.match(text, found[0].end())
    if not value_of_digits:
        factor = ONE.scaleb(_SCALES[scale[1]] if scale else 0)
    elif value == value_of_digits:
        factor = ONE
    else:
        factor = ARITHMETIC.divide(value, value_of_digits).normalize(ARITHMETIC)
        if factor.as_tuple().digits != (1,):
            return None
    separator = "" if plain else next((c for c in number if c in ",\uff0c"), "")
    return (
        found[0].start(), found[0].end(), digits, factor, scale[1] if scale else "", separator,
        number[0] > "9",
    )  # fmt: skip


def exponent_of(figure: Figure) -> int | None:
    """The power of ten that a figure is written in: 4 for 35万元; ``None`` where none is."""
    parts = _parts_of(figure)
    return None if parts is None else parts[3].adjusted()


def place_of(figure: Figure) -> Decimal:
    """The place of the last written digit, in the figure's unit; 0 for an exact count.

    A figure without a modifier has an interval one place wide. A standard has a single value:
    there the digits tell, though what follows from a standard is rounded as it is written.
    """
    if figure.low is not None and figure.high is not None and figure.low != figure.high:
        return ARITHMETIC.subtract(figure.high, figure.low)
    if figure.kind == "amount" and "/" in figure.unit:
        written = Written.of(figure)
        return written.place if written else last_place(figure.value)
    return Decimal(0)


def telling(figure: Figure) -> int:
    """How many digits of the written number tell: the zeros of a round one's end do not."""
    parts = _parts_of(figure)
    if parts is None:
        return 0
    digits = parts[2] if "." in parts[2] else parts[2].rstrip("0")
    return len(digits.replace(".", "").lstrip("0"))
