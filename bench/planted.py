"""Errors planted into annotated reports, and how many the checker reports and explains.

    python -m bench.planted                          in corpus/gold
    python -m bench.planted GOLD_DIR… --seed 2       in other gold, other errors
    python -m bench.planted --missed                 and every error that is not reported
    python -m bench.planted --json

Every exact relation of the gold whose stated figure has three or more significant digits gets one
error of each kind that fits it, by chance but the same for the same seed: a digit changed, two
neighbours exchanged, 万 for 亿, the decimal point lost or added, a part struck out of a list that
the words call complete, plan and actual exchanged. An error that rounding hides is not planted.

reported    a new mismatch touches a figure of the relation
cause       of those where docs/checks.md allows a diagnosis (G1 to G7): the true cause is among
            the first two of a mismatch that touches the relation
wrong name  a mismatch names a single figure, and not the one that is wrong
elsewhere   new mismatches that do not touch the planted figure: the error spoiled another reading
false alarm a mismatch in the unplanted text that the gold has not
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal, localcontext
from itertools import pairwise
from pathlib import Path
from random import Random

from reportparse.evaluate import Gold, read_gold
from reportparse.interval import ARITHMETIC
from reportparse.models import Check, Figure, Relation, Report
from reportparse.pipeline import parse_text
from reportparse.relations.candidate import Candidate, Judgement
from reportparse.relations.judge import judge
from reportparse.relations.repair import changed, exchanged, required, substituted
from reportparse.relations.written import Written

CORPUS = Path(__file__).parent.parent / "corpus" / "gold"
SIGNIFICANT = 3
EXCESS = 100
"""How far a part must exceed its whole before a wrong unit is the likely cause."""

CAUSES = {
    "digit": "digit", "swap": "digit_swap", "scale": "unit_scale", "point": "power_of_ten",
    "dropped": "part_missing", "exchanged": "swapped",
}  # fmt: skip
_NAMELESS = {"swapped"}
"""Causes that accuse no figure: the stated rate stands, its operands have changed places."""

_OPEN = re.compile(r"其中|包括|包含|主要|重点|等|含|另|当中")
_CLOSED = re.compile(r"分别|[::]|[（(]|组成|构成|即|分为|按.{1,10}[分看]|从.{1,10}看")
_TOTAL = re.compile(r"合计|共计|总计|合起来|一共|加起来")
_STARTS = re.compile(r"[、，,；;：:\n（(]|[和及]")
_ENDS = re.compile(r"[、，,；;。\n）)]|[和及]")
_REACH = 60


@dataclass(frozen=True)
class Error:
    """One error in one report: the text with it, and where the relation's figures now stand.

    ``spans`` are those of the relation, ``wrong`` those of the figures that the error changed.
    """

    report: str
    kind: str
    relation: Relation
    was: str
    now: str
    text: str
    spans: tuple[tuple[int, int], ...]
    wrong: tuple[tuple[int, int], ...]
    diagnosable: bool


@dataclass(frozen=True)
class Outcome:
    """What the checker made of an error."""

    error: Error
    reported: bool
    cause: bool
    misnamed: str
    elsewhere: int


@dataclass
class Line:
    """One line of the table."""

    planted: int = 0
    reported: int = 0
    diagnosable: int = 0
    cause: int = 0
    misnamed: int = 0
    elsewhere: int = 0

    def add(self, outcome: Outcome) -> None:
        self.planted += 1
        self.reported += outcome.reported
        self.diagnosable += outcome.error.diagnosable
        self.cause += outcome.error.diagnosable and outcome.cause
        self.misnamed += bool(outcome.misnamed)
        self.elsewhere += outcome.elsewhere


@dataclass
class Result:
    """All outcomes, and the mismatches of the unplanted texts that the gold has not."""

    outcomes: list[Outcome] = field(default_factory=list)
    false_alarms: list[str] = field(default_factory=list)

    def lines(self, key: Callable[[Error], str]) -> dict[str, Line]:
        found: dict[str, Line] = {}
        for outcome in self.outcomes:
            found.setdefault(key(outcome.error), Line()).add(outcome)
        return found

    def total(self) -> Line:
        return self.lines(lambda _: "total").get("total", Line())


def errors(gold: Gold, seed: int) -> Iterator[Error]:
    """The errors of one report, the same for the same seed."""
    figures = {f.id: f for f in gold.figures}
    for n, relation in enumerate(gold.relations):
        statement = Candidate(
            relation.relation,
            figures[relation.stated],
            tuple(figures[i] for i in relation.operands),
        )
        if _digits(statement.stated) < SIGNIFICANT or judge(statement).verdict != "exact":
            continue
        for kind, plant in _PLANTS.items():
            chance = Random(f"{seed} {gold.name} {n} {kind}")
            planted = plant(gold.text, statement, chance)
            if planted:
                yield _error(gold, kind, statement, planted)


def run(folders: Iterable[Path], seed: int = 1, every: int = 1) -> Result:
    """Plants the errors, every n-th of them, and checks each text."""
    result, n = Result(), 0
    for path in sorted(p for folder in folders for p in folder.glob("*.gold")):
        gold = read_gold(path)
        plain = parse_text(gold.text)
        before = {_key(c, plain) for c in plain.checks if c.verdict == "mismatch"}
        result.false_alarms += _false_alarms(gold, plain)
        for error in errors(gold, seed):
            n += 1
            if n % every == 0:
                result.outcomes.append(_outcome(error, parse_text(error.text), before))
    return result


def _outcome(error: Error, report: Report, before: set[tuple[str, ...]]) -> Outcome:
    figures = {f.id: f for f in report.figures}
    new = [c for c in report.checks if c.verdict == "mismatch" and _key(c, report) not in before]

    def touches(check: Check, spans: Sequence[tuple[int, int]]) -> bool:
        touched = [figures[i] for i in (check.stated, *check.operands)]
        return any(f.start < end and start < f.end for f in touched for start, end in spans)

    own = [c for c in new if touches(c, error.spans)]
    wrong = {f.id for f in figures.values() for a, b in error.wrong if f.start < b and a < f.end}
    misnamed = ""
    for check in own:
        first, *others = check.diagnoses or (None,)
        if first is None or others or not first.figure or first.cause in _NAMELESS:
            continue
        if "可能之一" not in first.message and first.figure not in wrong:
            misnamed = f"{figures[first.figure].text}: {first.message}"
    return Outcome(
        error=error,
        reported=bool(own),
        cause=any(d.cause == CAUSES[error.kind] for c in own for d in c.diagnoses[:2]),
        misnamed=misnamed,
        elsewhere=sum(not touches(c, error.wrong or error.spans) for c in new),
    )


def _key(check: Check, report: Report) -> tuple[str, ...]:
    texts = {f.id: f.text for f in report.figures}
    return (check.relation, texts[check.stated], *(texts[i] for i in check.operands))


def _false_alarms(gold: Gold, report: Report) -> Iterator[str]:
    """Mismatches of the text as it is that the gold has not."""
    wanted = {f.id: (f.start, f.end) for f in gold.figures}
    known = [
        {wanted[i] for i in (r.stated, *r.operands)}
        for r in gold.relations
        if r.verdict == "mismatch"
    ]
    spans = {f.id: (f.start, f.end) for f in report.figures}
    for check in report.checks:
        if check.verdict == "mismatch":
            own = {spans[i] for i in (check.stated, *check.operands)}
            if own not in known:
                yield f"{gold.name}: {check.relation} {check.message}"


@dataclass(frozen=True)
class _Planted:
    """Edits of the text (start, end, new), and what is wrong then: the statement, its figures."""

    edits: tuple[tuple[int, int, str], ...]
    failing: Judgement
    wrong: tuple[Figure, ...]
    diagnosable: bool


def _error(gold: Gold, kind: str, statement: Candidate, planted: _Planted) -> Error:
    text, at, moved = "", 0, []
    for start, end, new in sorted(planted.edits):
        text += gold.text[at:start]
        moved.append((end, len(new) - (end - start)))
        text, at = text + new, end
    removed = {f.id for f in planted.wrong} if kind == "dropped" else set()

    def span(figure: Figure) -> tuple[int, int]:
        start = figure.start + sum(by for end, by in moved if end <= figure.start)
        return start, figure.end + sum(by for end, by in moved if end <= figure.end)

    left = [f for f in (statement.stated, *statement.operands) if f.id not in removed]
    return Error(
        report=gold.name,
        kind=kind,
        relation=statement.relation,
        was=" … ".join(gold.text[start:end] for start, end, _ in planted.edits),
        now=" … ".join(new for _, _, new in planted.edits),
        text=text + gold.text[at:],
        spans=tuple(span(f) for f in left),
        wrong=tuple(span(f) for f in planted.wrong if f.id not in removed),
        diagnosable=planted.diagnosable,
    )


def _rewritten(statement: Candidate, figures: Iterable[Figure]) -> _Planted | None:
    """The statement with one of these figures in place of its own, the first that spoils it."""
    for figure in figures:
        failing = judge(substituted(statement, figure))
        if failing.verdict == "mismatch":
            edits = ((figure.start, figure.end, figure.text),)
            return _Planted(edits, failing, (figure,), False)
    return None


def _numbers(statement: Candidate, chance: Random) -> list[Written]:
    """The figures that an error can stand in, in the order of chance."""
    figures = (statement.stated, *statement.operands)
    numbers = [n for f in figures if (n := Written.of(f)) and n.significant >= SIGNIFICANT]
    chance.shuffle(numbers)
    return numbers


def _slips(
    slip: Callable[[Written], Iterator[str]], number: Written, chance: Random
) -> list[Figure]:
    written = sorted(set(slip(number)) - {number.digits})
    chance.shuffle(written)
    figures = (number.with_digits(digits) for digits in written)
    return [f for f in figures if f is not None and f.value != number.figure.value]


def _slip(
    slip: Callable[[Written], Iterator[str]], statement: Candidate, chance: Random
) -> _Planted | None:
    for number in _numbers(statement, chance):
        planted = _rewritten(statement, _slips(slip, number, chance))
        if planted:
            return replace(planted, diagnosable=_is_repairable(planted, slip))
    return None


def _is_repairable(planted: _Planted, slip: Callable[[Written], Iterator[str]]) -> bool:
    """Whether the slip can be told from the relation alone: G3 and G4."""
    (figure,) = planted.wrong
    number = Written.of(figure)
    with localcontext(ARITHMETIC):
        values = required(planted.failing, figure)
        if number is None or values is None or values.width > (number.place or Decimal(1)):
            return False
        return sum(Decimal(d) * number.factor in values for d in set(slip(number))) == 1


def _digit(_: str, statement: Candidate, chance: Random) -> _Planted | None:
    return _slip(changed, statement, chance)


def _swap(_: str, statement: Candidate, chance: Random) -> _Planted | None:
    return _slip(exchanged, statement, chance)


def _scale(_: str, statement: Candidate, chance: Random) -> _Planted | None:
    for number in _numbers(statement, chance):
        shift = {"万": 4, "亿": -4}.get(number.scale)
        other = number.with_scale(shift) if shift else None
        planted = _rewritten(statement, [other] if other else [])
        if planted:
            wrong, whole = planted.failing.candidate.stated, planted.failing.computed or 0
            told = statement.relation != "part" or wrong.value > whole * EXCESS
            return replace(planted, diagnosable=told)
    return None


def _point(_: str, statement: Candidate, chance: Random) -> _Planted | None:
    """The point lost (118.4 to 1184), or one put in."""
    for number in _numbers(statement, chance):
        whole = number.digits.replace(".", "").lstrip("0")
        if number.decimals:
            written = [whole]
        elif number.figure.kind in {"count", "rank", "duration"} and not number.scale:
            continue
        else:
            written = [f"{whole[:at]}.{whole[at:]}" for at in (len(whole) - 1, len(whole) - 2)]
        figures = (number.with_digits(digits) for digits in written)
        planted = _rewritten(statement, [f for f in figures if f is not None])
        if planted:
            return replace(planted, diagnosable=statement.relation != "part")
    return None


def _dropped(text: str, statement: Candidate, chance: Random) -> _Planted | None:
    """A part of a closed list struck out with its clause, not the first and none of only two."""
    parts = statement.operands
    if statement.relation != "sum" or len(parts) < SIGNIFICANT or not _is_closed(text, statement):
        return None
    n = chance.randrange(1, len(parts))
    begins = [m.start() for m in _STARTS.finditer(text, parts[n - 1].end, parts[n].start)]
    ends = _ENDS.search(text, parts[n].end)
    if not begins or not ends:
        return None
    left = statement._replace(operands=(*parts[:n], *parts[n + 1 :]))
    failing = judge(left)
    edits = ((begins[-1], ends.start(), ""),)
    return _Planted(edits, failing, (parts[n],), False) if failing.verdict == "mismatch" else None


def _is_closed(text: str, statement: Candidate) -> bool:
    """Whether the words call the list complete: 分别为, a colon, 合计 behind it, and no 其中."""
    total, parts = statement.stated, statement.operands
    if any(a.start > b.start for a, b in pairwise(parts)):
        return False
    span = text[min(total.start, parts[0].start) - 12 : max(total.end, parts[-1].end) + 2]
    if _OPEN.search(span) or parts[-1].end - parts[0].start > _REACH * len(parts):
        return False
    if total.start > parts[-1].end:
        return _TOTAL.search(text[parts[-1].end : total.start]) is not None
    gap = text[total.end : parts[0].start]
    return total.end <= parts[0].start and len(gap) < _REACH and bool(_CLOSED.search(gap))


def _exchanged(_: str, statement: Candidate, chance: Random) -> _Planted | None:
    """The planned and the actual figure of a rate change places."""
    if statement.relation != "ratio" or len(statement.operands) != 2:
        return None
    done, plan = statement.operands
    if plan.status != "target" or done.status == "target" or plan.unit != done.unit:
        return None
    swapped = statement._replace(operands=(plan, done))
    failing = judge(swapped)
    edits = ((done.start, done.end, plan.text), (plan.start, plan.end, done.text))
    if failing.verdict != "mismatch":
        return None
    return _Planted(edits, failing, (done, plan), True)


_PLANTS: dict[str, Callable[[str, Candidate, Random], _Planted | None]] = {
    "digit": _digit, "swap": _swap, "scale": _scale, "point": _point, "dropped": _dropped,
    "exchanged": _exchanged,
}  # fmt: skip


def _digits(figure: Figure) -> int:
    number = Written.of(figure)
    return number.significant if number else 0


def _rows(result: Result) -> Iterator[tuple[str, Line]]:
    kinds, relations = result.lines(lambda e: e.kind), result.lines(lambda e: e.relation)
    yield from ((k, kinds[k]) for k in CAUSES if k in kinds)
    yield from sorted(relations.items())
    yield "total", result.total()


def _share(hits: int, of: int) -> str:
    return f"{hits}/{of}" + (f" {100 * hits / of:.1f}%" if of else "")


def _table(result: Result) -> Iterator[str]:
    yield f"{'':<10} {'reported':>16} {'cause':>16} {'wrong name':>14} {'elsewhere':>10}"
    for name, line in _rows(result):
        yield (
            f"{name:<10} {_share(line.reported, line.planted):>16}"
            f" {_share(line.cause, line.diagnosable):>16}"
            f" {_share(line.misnamed, line.planted):>14} {line.elsewhere:>10}"
        )
    yield f"false alarms in the unplanted texts: {len(result.false_alarms)}"
    yield from (f"  {alarm}" for alarm in result.false_alarms)


def _missed(result: Result) -> Iterator[str]:
    for outcome in result.outcomes:
        e = outcome.error
        told = [
            *([] if outcome.reported else ["not reported"]),
            *(["cause"] if e.diagnosable and outcome.reported and not outcome.cause else []),
            *([f"wrong name {outcome.misnamed}"] if outcome.misnamed else []),
        ]
        if told:
            places = [p for span in e.spans for p in span]
            around = e.text[max(0, min(places) - 20) : max(places) + 12].replace("\n", "⏎")
            yield (
                f"{e.report} {e.kind} {e.relation}: {e.was} -> {e.now or 'nothing'}"
                f" [{'; '.join(told)}]\n    {around[:400]}"
            )


def main() -> None:
    """Prints the table, or the counts as JSON."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.planted", description=__doc__.split("\n")[0]
    )
    parser.add_argument("gold", nargs="*", type=Path, metavar="GOLD_DIR", default=[CORPUS])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--missed", action="store_true", help="list what is not reported or explained"
    )
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    result = run(given.gold, given.seed)
    if given.json:
        counts = {name: asdict(line) for name, line in _rows(result)}
        content = {"seed": given.seed, "rows": counts, "false_alarms": result.false_alarms}
        print(json.dumps(content, ensure_ascii=False, indent=1))
        return
    print("\n".join([*_table(result), *(_missed(result) if given.missed else ())]))


if __name__ == "__main__":
    main()
