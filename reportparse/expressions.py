"""Regular expressions, compiled once an installation and kept beside the bytecode of the package.

The regex module compiles in Python: the patterns of one run take as long as reading a report with
them. A compiled pattern pickles with its code, and is made again from it ten times as fast. What is
kept is for one version of Python and of regex; where it is missing, of another version or damaged,
patterns are compiled as ever.
"""

from __future__ import annotations

import atexit
import os
import pickle
import sys
from contextlib import suppress
from functools import cache, lru_cache
from importlib.util import cache_from_source
from pathlib import Path
from zlib import crc32

import regex

MOST = 2_000
"""Patterns that are kept at most; those of the package are some 600. Of more those of the last run
stay, so that rules that were changed again and again leave nothing behind."""


class _Kept:
    """The pickled patterns of a file, and those that have come since."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._old: dict[str, bytes] = {}
        self._new: dict[str, regex.Pattern[str]] = {}
        self._used: set[str] = set()
        with suppress(OSError):
            head, _, body = path.read_bytes().partition(b"\n")
            if head == _head(body):
                self._old = pickle.loads(body)

    def compile(self, pattern: str) -> regex.Pattern[str]:
        if pattern in self._old:
            self._used.add(pattern)
            found: regex.Pattern[str] = pickle.loads(self._old[pattern])
            return found
        made = regex.compile(pattern)
        if len(self._used) + len(self._new) < MOST:
            self._new[pattern] = made
        return made

    def write(self) -> None:
        """Adds what has come to the file, where Python may write bytecode."""
        if not self._new or sys.dont_write_bytecode:
            return
        new = {p: pickle.dumps(made) for p, made in self._new.items()}
        full = len(self._old) + len(new) > MOST
        old = {p: made for p, made in self._old.items() if not full or p in self._used}
        body = pickle.dumps(old | new)
        part = self._path.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(_head(body) + b"\n" + body)
            part.replace(self._path)


@lru_cache(MOST)
def compiled(pattern: str) -> regex.Pattern[str]:
    """A pattern compiled; a ``regex.error`` if it is no regular expression."""
    return _kept().compile(pattern)


@cache
def _kept() -> _Kept:
    kept = _Kept(Path(cache_from_source(__file__)).with_suffix(".regex"))
    atexit.register(kept.write)
    return kept


def _head(body: bytes) -> bytes:
    return f"{regex.__version__} {crc32(body)}".encode()
