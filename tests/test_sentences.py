"""Sentences of many bureaus and decades, each with the figures that a careful clerk reads in it.

``sentences/*.toml`` holds them, a file a subject. A figure is written
``surface | kind | value | unit | status | indicator | modifier``; ``*`` leaves a field open, a
range has the value ``3..5``, and an optional end of the surface stands in square brackets
(``147[企业]``). No ``figures`` means that the sentence has none. ``extra`` holds, a table a
figure, what is wanted of direction, subject, program, and the first and last day of the period
(``start``, ``end``).

``python -m tests.test_sentences [SUBJECT…]`` prints how many are read right and what fails.
Sentences that are not read right yet stand in ``sentences/known_failures.txt``, one a line, with
line breaks and tabs escaped.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from reportparse.evaluate import same_indicator, same_unit
from reportparse.models import Figure
from reportparse.pipeline import parse_text

FOLDER = Path(__file__).parent / "sentences"
KNOWN_FAILURES = FOLDER / "known_failures.txt"
FIELDS = ("surface", "kind", "value", "unit", "status", "indicator", "modifier")


@dataclass(frozen=True)
class Sentence:
    """A text and its wanted figures, each a mapping from field to wanted value."""

    subject: str
    text: str
    figures: tuple[dict[str, str], ...]

    @property
    def line(self) -> str:
        """The text as one line, as the list of known failures has it."""
        return self.text.strip().replace("\n", "\\n").replace("\t", "\\t")


def sentences() -> Iterator[Sentence]:
    """All sentences, file by file."""
    for path in sorted(FOLDER.glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["sentence"]:
            assert entry.keys() <= {"text", "figures", "extra"}, entry["text"]
            figures = [
                dict(zip(FIELDS, (part.strip() for part in f"{f} ".split("|")), strict=True))
                for f in entry.get("figures", [])
            ]
            extra = entry.get("extra", [])
            assert len(extra) in (0, len(figures)), entry["text"]
            for figure, more in zip(figures, extra, strict=False):
                figure.update(more)
            yield Sentence(path.stem, entry["text"], tuple(figures))


def faults(sentence: Sentence) -> list[str]:
    """What is read otherwise than wanted, a line a figure."""
    read = parse_text(sentence.text, name="sentence").figures
    found = []
    at = 0
    pending = list(read)
    for want in sentence.figures:
        full, short = _surfaces(want["surface"])
        spans = {
            (begin, begin + len(s))
            for s in (full, short)
            if (begin := sentence.text.find(s, at)) >= 0
        }
        assert spans, f"{want['surface']} does not stand in {sentence.text!r}"
        at = max(end for _, end in spans)
        got = next((f for f in pending if (f.start, f.end) in spans), None)
        if got is None:
            near = [f.text for f in read if f.start < at and min(spans)[0] < f.end]
            found.append(f"{full}: not read{'; got ' + ', '.join(near) if near else ''}")
            continue
        pending.remove(got)
        wrong = [
            f"{name} want {want[name]!r} got {_shown(name, got)!r}"
            for name in want
            if name != "surface" and want[name] != "*" and not _agrees(name, want[name], got)
        ]
        if wrong:
            found.append(f"{got.text}: " + ", ".join(wrong))
    touched = [s for s in found if ": not read" in s]
    for figure in pending:
        if not any(figure.text in s for s in touched):
            found.append(f"{figure.text}: no figure ({figure.rule})")
    return found


def _surfaces(written: str) -> tuple[str, str]:
    head, _, tail = written.partition("[")
    return head + tail.removesuffix("]"), head


def _shown(name: str, figure: Figure) -> str:
    if name == "value":
        number = f"{figure.value.normalize():f}"
        return f"{number}..{figure.high}" if figure.modifier == ".." else number
    if name in {"start", "end"}:
        day = getattr(figure.period, name, None)
        return day.isoformat() if day else ""
    return str(getattr(figure, name))


def _agrees(name: str, want: str, figure: Figure) -> bool:
    if name == "value":
        low, _, high = want.partition("..")
        same = figure.value == Decimal(low)
        return same and (not high or figure.high == Decimal(high))
    if name == "unit":
        return same_unit(want, figure.unit)
    if name == "indicator":
        return same_indicator(want, figure.indicator)
    return _shown(name, figure) == want


def known_failures() -> set[str]:
    """Sentences that are known not to be read right."""
    return set(KNOWN_FAILURES.read_text(encoding="utf-8").splitlines()) - {""}


def parameters() -> Iterator[object]:
    """A parameter a sentence; the known failures must fail."""
    known = known_failures()
    for sentence in sentences():
        marks = [pytest.mark.xfail(strict=True)] if sentence.line in known else []
        yield pytest.param(sentence, marks=marks, id=f"{sentence.subject}-{sentence.line[:24]}")


@pytest.mark.parametrize("sentence", list(parameters()))
def test_sentence_is_read_as_by_a_clerk(sentence: Sentence) -> None:
    assert faults(sentence) == []


def test_known_failures_are_sentences() -> None:
    assert known_failures() <= {sentence.line for sentence in sentences()}


def test_there_are_sentences_without_figures() -> None:
    assert sum(not sentence.figures for sentence in sentences()) >= 80


def main(subjects: list[str]) -> None:
    """Print what passes and what fails, of the named subjects or of all."""
    counts: dict[str, list[bool]] = {}
    for sentence in sentences():
        if subjects and sentence.subject not in subjects:
            continue
        found = faults(sentence)
        counts.setdefault(sentence.subject, []).append(not found)
        if found:
            print(f"[{sentence.subject}] {sentence.line}")
            for fault in found:
                print("    " + fault)
    for subject, passed in counts.items():
        print(f"{subject:18}{sum(passed):4} of {len(passed)}")
    every = [p for passed in counts.values() for p in passed]
    print(f"{'all':18}{sum(every):4} of {len(every)}")


if __name__ == "__main__":
    main(sys.argv[1:])
