"""The examples and counter-examples that stand beside each rule, run through the engine.

An example must be read by the very rule that it stands beside: a unit or form reads the marked
figure with its value and unit, a mask covers exactly the marked name and no figure is read in it,
a modifier qualifies the marked figure, a heading rule makes the mark a heading. A counter-example
must be left alone by its rule. Cues are not run: they act only together.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from reportparse.figures import FigureReader
from reportparse.figures.masks import Masks, Span
from reportparse.models import Figure
from reportparse.normalise import folding
from reportparse.rules import Example, Role, RuleEntry, Rules
from reportparse.structure import Structure, read_structure


def run_examples(rules: Rules) -> list[str]:
    """What fails, a line each in the order of the rules: file, rule, example, what was read."""
    checker = ExampleChecker(rules)
    return [failure for entry in rules.entries for failure in checker.failures(entry)]


class ExampleChecker:
    """Runs examples rule by rule; the rules are compiled once."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._fold = folding(rules)
        self._spans = Masks(rules).spans
        self._figures = FigureReader(rules)
        self._headings = [(e.id, rules.compile(e.pattern, e)) for e in rules.of("heading")]
        self._reads: dict[Role, Callable[[RuleEntry, Example], str]] = {
            "unit": self._figure,
            "form": self._figure,
            "mask": self._mask,
            "modifier": self._modifier,
            "heading": self._heading,
        }

    def failures(self, entry: RuleEntry) -> list[str]:
        """What fails of one rule's examples and counter-examples, a line each."""
        reads = self._reads.get(entry.role)
        if reads is None:
            return []
        failed = [
            f"例子“{_marked(example)}”：{got}"
            for example in entry.examples
            if (got := reads(entry, example))
        ]
        failed += [
            f"反例“{text}”：不应读，却读了{got}"
            for text in entry.counter_examples
            if (got := "、".join(self._touched(entry, text)))
        ]
        return [f"{entry.file} {entry.id} {failure}" for failure in failed]

    def _read(self, text: str) -> tuple[Structure, tuple[Figure, ...]]:
        structure = read_structure(text, self._fold(text), self._rules)
        return structure, self._figures.read(structure)[0]

    # each returns what is wrong, "" if nothing

    def _figure(self, entry: RuleEntry, example: Example) -> str:
        figures = self._read(example.text)[1]
        found = [f for f in figures if f.text == example.surface and f.rule == entry.id]
        if not found:
            return f"应读出“{example.surface}”，{_got(figures)}"
        return _differs(found[0], example)

    def _modifier(self, entry: RuleEntry, example: Example) -> str:
        figures = self._read(example.text)[1]
        found = [f for f in figures if f.text == example.surface]
        if not found:
            return f"应读出“{example.surface}”，{_got(figures)}"
        if found[0].modifier != entry.modifier:
            return f"修饰应为“{entry.modifier}”，{_got(found)}，修饰为“{found[0].modifier}”"
        return _differs(found[0], example)

    def _mask(self, entry: RuleEntry, example: Example) -> str:
        start = example.text.index(example.surface)
        end = start + len(example.surface)
        spans = [s for s in self._masks(example.text) if s.rule == entry.id]
        if (start, end) not in {(s.start, s.end) for s in spans}:
            covered = "、".join(f"“{example.text[s.start : s.end]}”" for s in spans)
            return f"应盖住“{example.surface}”，{'盖住的是' + covered if covered else '没有盖住'}"
        inside = [f for f in self._read(example.text)[1] if f.start < end and start < f.end]
        return f"其中不应有数据，{_got(inside)}" if inside else ""

    def _heading(self, entry: RuleEntry, example: Example) -> str:
        markers = [s.marker for s in self._read(example.text)[0].sections]
        if example.surface not in markers:
            return f"应读出标题序号“{example.surface}”，" + (
                f"实读“{'、'.join(markers)}”" if markers else "没有读出标题"
            )
        kind = self._heading_kind(example.text)
        return "" if kind == entry.id else f"由规则 {kind} 读出"

    def _touched(self, entry: RuleEntry, text: str) -> list[str]:
        """What a rule reads in a text that it must leave alone."""
        structure, figures = self._read(text)
        if entry.role == "mask":
            standing = [
                s
                for s in self._masks(text)
                if s.rule == entry.id
                and not (s.yields and any(f.start <= s.start and s.end <= f.end for f in figures))
            ]
            return [f"“{text[s.start : s.end]}”" for s in standing]
        if entry.role == "heading":
            return [
                f"“{s.marker}”" for s in structure.sections if self._heading_kind(text) == entry.id
            ]
        if entry.role == "modifier":
            return [_shown(f) for f in figures if f.modifier == entry.modifier]
        return [_shown(f) for f in figures if f.rule == entry.id]

    def _masks(self, text: str) -> list[Span]:
        return self._spans(self._fold(text))

    def _heading_kind(self, text: str) -> str:
        folded = self._fold(text)
        return next((id for id, pattern in self._headings if pattern.match(folded)), "")


def _differs(figure: Figure, example: Example) -> str:
    if example.value and figure.value != Decimal(example.value):
        return f"值应为{example.value}，{_got([figure])}"
    if example.value and figure.unit != example.unit:
        return f"单位应为“{example.unit}”，{_got([figure])}"
    return ""


def _got(figures: tuple[Figure, ...] | list[Figure]) -> str:
    return f"实读{'、'.join(map(_shown, figures))}" if figures else "没有读出数据"


def _shown(figure: Figure) -> str:
    value = f"{figure.value:f} {figure.unit}".rstrip()
    return f"“{figure.text}”（{figure.rule}，{value}）"


def _marked(example: Example) -> str:
    return example.text.replace(example.surface, f"【{example.surface}】", 1)
