"""Many reports into one archive: resumable, idempotent, and stopped by no file."""

from __future__ import annotations

import hashlib
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from os import PathLike, fspath
from pathlib import Path
from typing import TypeAlias

import reportparse
from reportparse.archive.records import rows_of, rules_version
from reportparse.archive.store import Reading, Store, open_store
from reportparse.english import in_english
from reportparse.pipeline import engine, lost, read_all
from reportparse.sources.limits import MAX_BYTES
from reportparse.workers import spread

_SECONDS = 20.0
"""The longest that readings wait to be written."""


@dataclass(slots=True)
class Summary:
    """What a run did. ``failures`` counts errors by class, ``examples`` has the first of each."""

    inputs: int = 0
    known: int = 0
    outdated: int = 0
    reports: int = 0
    figures: int = 0
    mismatches: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def to_text(self, lang: str = "zh") -> str:
        """The summary in a few lines for a reader."""
        zh = lang == "zh"
        failed = self.failures.total()
        lines = [
            f"{self.inputs}个文件：入库{self.reports}份报告、{self.figures}条数据，"
            f"不符{self.mismatches}处；已有{self.known}个，失败{failed}处"
            if zh
            else f"{self.inputs} files: {self.reports} reports and {self.figures} figures taken "
            f"in, {self.mismatches} mismatches; {self.known} known already, {failed} failures"
        ]
        if self.outdated:
            lines.append(
                f"其中{self.outdated}个是旧规则读的；要重读请加 --refresh"
                if zh
                else f"{self.outdated} of them were read by older rules; --refresh reads them again"
            )
        for name, count in self.failures.most_common():
            example = self.examples[name] if zh else in_english(self.examples[name])
            lines.append(f"  {name} {count}{'，例如' if zh else ', such as'} {example}")
        return "\n".join(lines)


def archive(
    inputs: Iterable[str | PathLike[str]],
    dest: str | PathLike[str],
    *,
    workers: int = 1,
    patterns: Path | None = None,
    lang: str = "zh",
    refresh: bool = False,
    step: Callable[[], None] = lambda: None,
) -> Summary:
    """Reads files into the archive at ``dest`` and answers with a summary.

    ``dest`` is a SQLite file (.db, .sqlite), a DuckDB file (.duckdb) or a folder of Parquet files.
    A file whose content is there already is passed over, so an interrupted run is taken up by
    repeating it; what failed is tried again. With ``refresh``, files that were read by other
    rules or another version are read again. ``step`` is called after each file.

    Raises InputError for a destination that cannot be used, PatternError for rules that do not
    validate, MissingExtraError where the kind of archive needs a package.
    """
    rules = rules_version(engine(patterns).rules)
    summary = Summary()
    store = open_store(Path(dest), write=True)
    waiting: list[Reading] = []
    try:
        run = _Run(store, rules, refresh, step, summary)
        read = partial(_read, rules=rules, patterns=patterns, lang=lang)
        written = time.monotonic()
        try:
            readings = spread(read, run.new(inputs), workers=workers, lost=partial(_lost, rules))
            for reading in readings:
                waiting.append(reading)
                run.count(reading)
                if len(waiting) >= store.batch or time.monotonic() - written > _SECONDS:
                    store.write(waiting)
                    waiting.clear()
                    written = time.monotonic()
        except KeyboardInterrupt:
            store.write(waiting)
            raise
        if waiting:
            store.write(waiting)
    finally:
        store.close()
    return summary


_Item: TypeAlias = tuple[str, str, bytes | None]
"""A file to read: its key, its name, and its bytes unless it cannot be opened."""


@dataclass(slots=True)
class _Run:
    store: Store
    rules: str
    refresh: bool
    step: Callable[[], None]
    summary: Summary
    seen: set[str] = field(default_factory=set)

    def new(self, inputs: Iterable[str | PathLike[str]]) -> Iterator[_Item]:
        """The files to read: those that the archive does not know, each content once."""
        for path in inputs:
            self.summary.inputs += 1
            item = _open(fspath(path))
            if item[0] in self.seen or self._holds(item[0]):
                self.summary.known += 1
                self.step()
            else:
                self.seen.add(item[0])
                yield item

    def _holds(self, key: str) -> bool:
        known = self.store.known(key)
        if known is None or known.errors:
            return False
        if (known.rules, known.version) != (self.rules, reportparse.__version__):
            self.summary.outdated += not self.refresh
            return not self.refresh
        return True

    def count(self, reading: Reading) -> None:
        """Adds a reading to the summary."""
        self.summary.reports += len(reading.rows["reports"])
        self.summary.figures += len(reading.rows["figures"])
        self.summary.mismatches += sum(row["mismatches"] for row in reading.rows["reports"])
        for row in reading.rows["errors"]:
            self.summary.failures[row["error"]] += 1
            self.summary.examples.setdefault(row["error"], row["message"])
        self.step()


def _open(path: str) -> _Item:
    try:
        if path == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(path).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError):
        return path, path, None
    return hashlib.sha256(data).hexdigest(), "<stdin>" if path == "-" else path, data


def _read(item: _Item, *, rules: str, patterns: Path | None, lang: str) -> Reading:
    key, name, data = item
    source = name if data is None else data
    rows = rows_of(read_all(source, name=name, patterns=patterns, lang=lang), key, name)
    return Reading(_input_row(item, rules, len(rows["reports"]), len(rows["errors"])), rows)


def _lost(rules: str, item: _Item) -> Reading:
    return Reading(_input_row(item, rules, 0, 1), rows_of([lost(item[1])], item[0], item[1]))


def _input_row(item: _Item, rules: str, reports: int, errors: int) -> dict[str, object]:
    return {
        "sha256": item[0],
        "name": item[1],
        "rules": rules,
        "version": reportparse.__version__,
        "reports": reports,
        "errors": errors,
        "read_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
