"""reportparse: the figures of Chinese work reports, read into records and checked.

The names below are imported on first use, so that ``import reportparse`` stays cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reportparse.errors import (
        EncodingError,
        FormatError,
        InputError,
        MissingExtraError,
        PatternError,
        ReportparseError,
    )
    from reportparse.models import Check, Diagnosis, Figure, Period, Program, Report, Section
    from reportparse.pipeline import parse, parse_many, parse_text

_HOMES = {
    "reportparse.pipeline": ("parse", "parse_many", "parse_text"),
    "reportparse.models": (
        "Check", "Diagnosis", "Figure", "Period", "Program", "Report", "Section",
    ),
    "reportparse.errors": (
        "EncodingError", "FormatError", "InputError", "MissingExtraError", "PatternError",
        "ReportparseError",
    ),
}  # fmt: skip
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__version__ = "0.1.0"
__all__ = [
    "Check", "Diagnosis", "EncodingError", "Figure", "FormatError", "InputError",
    "MissingExtraError", "PatternError", "Period", "Program", "Report", "ReportparseError",
    "Section", "parse", "parse_many", "parse_text",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _HOME_OF:
        return getattr(import_module(_HOME_OF[name]), name)
    raise AttributeError(f"module 'reportparse' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME_OF])
