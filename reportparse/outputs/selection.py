"""Which findings count: chosen by code, and new against a baseline.

A baseline is a file of findings that have been seen and accepted. A finding is known by the name
of its file and its fingerprint (code and written figures), not by its line, so that it stays known
when the text around it changes. The file is JSON, one entry a finding, sorted, to be kept under
version control.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import Any

from reportparse.errors import InputError, ReportparseError
from reportparse.models import Report
from reportparse.outputs import Outcome, save
from reportparse.outputs.findings import Finding, findings, without

Key = tuple[str, str]


class Selection:
    """What counts of the reports that pass through, and what was seen on the way.

    ``select`` and ``ignore`` are codes or their beginnings; no ``select`` means all. ``found``
    are all selected findings, ``accepted`` how many of them the baseline knows, ``failing`` how
    many of the others make a run fail, ``unread`` the inputs that could not be read.
    """

    def __init__(
        self,
        select: tuple[str, ...] = (),
        ignore: tuple[str, ...] = (),
        baseline: Path | None = None,
    ) -> None:
        self._select, self._ignore = select, ignore
        self._known = read_baseline(baseline) if baseline else frozenset()
        self.found: list[Finding] = []
        self.accepted = self.failing = self.unread = 0

    def passing(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """The outcomes, their reports less the checks that do not count."""
        for outcome in outcomes:
            if isinstance(outcome, ReportparseError):
                self.unread += 1
                yield outcome
            else:
                yield self._selected(outcome)

    def _selected(self, report: Report) -> Report:
        report = without(report, (c for c in report.checks if not self._wants(c.code)))
        found = findings(report)
        accepted = [f for f in found if key_of(f) in self._known]
        self.found += found
        self.accepted += len(accepted)
        self.failing += sum(f.failing for f in found if key_of(f) not in self._known)
        return without(report, (f.check for f in accepted))

    def _wants(self, code: str) -> bool:
        selected = not self._select or code.startswith(self._select)
        return selected and not code.startswith(self._ignore)


def key_of(finding: Finding) -> Key:
    """What a finding is known by: the name of its file, without folders, and its fingerprint."""
    return PurePath(finding.file).name, finding.fingerprint


def read_baseline(path: Path) -> frozenset[Key]:
    """The keys of a baseline file; InputError for one that is missing or no baseline."""
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        return frozenset((entry["file"], entry["fingerprint"]) for entry in data["findings"])
    except OSError as e:
        raise InputError(str(path), "基线文件读不了", "请先用 --write-baseline 生成") from e
    except (ValueError, KeyError, TypeError) as e:
        raise InputError(str(path), "不是基线文件", "请用 --write-baseline 重新生成") from e


def write_baseline(found: Iterable[Finding], path: Path) -> None:
    """Write the findings as a baseline, whole or not at all."""
    entries = {
        key_of(f): {
            "file": key_of(f)[0],
            "fingerprint": f.fingerprint,
            "code": f.check.code,
            "message": f.check.message,
        }
        for f in found
    }
    data = {"version": 1, "findings": [entries[key] for key in sorted(entries)]}
    save(iter([json.dumps(data, ensure_ascii=False, indent=2) + "\n"]), path)
