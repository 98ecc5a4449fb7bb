"""The measurements. Every answer is a list of rows: name, figure, and what it is a ratio to."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.peers import PEERS
from bench.texts import sized, texts
from reportparse import tokens
from reportparse.figures import FigureReader
from reportparse.normalise import folding
from reportparse.pipeline import parse_text
from reportparse.programs import read_programs
from reportparse.rules import load_rules
from reportparse.structure import read_structure

ROOT = Path(__file__).parent.parent
_SLOW = 40_000
"""Characters that a peer gets at most which reads fewer than 100,000 a second."""
_MODEL = """
from decimal import Decimal
from pydantic import BaseModel
class Model(BaseModel):
    a: str; b: str; c: str; d: str; e: str; f: str
    g: int; h: int; i: int; j: Decimal; k: Decimal; l: Decimal | None = None
"""


class Line(NamedTuple):
    """A line of the table: what was measured, its figure, and its ratios to others."""

    name: str
    figure: str
    ratios: str = ""


class Options(NamedTuple):
    """How to measure: folders of texts by name, runs for each median, environments of peers."""

    texts: dict[str, Path]
    runs: int
    peers: Path
    full: bool


def speed(options: Options) -> Iterator[Line]:
    """Characters a second, ours and those of peers, turn by turn on the same texts.

    Ours are with the words of its own tokenizer, but for the line that says rjieba.
    """
    tokens.ENOUGH = sys.maxsize
    for name, folder in options.texts.items():
        corpus = texts(folder)
        size = sum(map(len, corpus))
        yield Line(f"-- speed on {name}: {len(corpus)} texts, {size:,} characters", "")
        ours = {
            "figures only": _timed(_figures_only(), corpus),
            "whole parse, no checks": _timed(_without_checks(), corpus),
            "parse and check": _timed(parse_text, corpus),
        }
        if find_spec("rjieba"):
            swift = _timed(_with_rjieba(parse_text), corpus)
            ours["parse and check, words by rjieba"] = swift
        with ExitStack() as stack:
            peers = {
                peer: stack.enter_context(_Peer(peer, corpus, options.peers))
                for peer in PEERS
                if _python(peer, options.peers)
            }
            rates: dict[str, list[float]] = {}
            for _ in range(options.runs):
                for label, run in (*ours.items(), *peers.items()):
                    rates.setdefault(label, []).append(run())
        medians = {label: median(found) for label, found in rates.items()}
        for label, rate in medians.items():
            others = (o for o in medians if o != label and o not in ours) if label in ours else ()
            ratios = ", ".join(f"{rate / medians[o]:.2f} x {_short(o)}" for o in others)
            yield Line(label, f"{rate:,.0f} characters a second", ratios)
        for peer in PEERS.keys() - peers.keys():
            _, environment, packages = PEERS[peer]
            where = options.peers / environment if environment else "this environment"
            yield Line(peer, "not installed", f"pip install {packages} in {where}")


def startup(options: Options) -> Iterator[Line]:
    """Seconds of fresh processes, and whether heavy packages were loaded."""
    report = max((options.texts[n] for n in options.texts), key=lambda p: len(list(p.iterdir())))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "report.txt")
        file.write_text("\n".join(texts(report))[:12_000], encoding="utf-8")
        commands = {
            "python": ["-c", "pass"],
            "pydantic with a model of 12 fields": ["-c", _MODEL],
            "import reportparse": ["-c", "import reportparse"],
            "reportparse check, 12,000 characters, cold": ["-m", "reportparse.cli", "check", file],
        }
        rates: dict[str, list[float]] = {}
        for _ in range(options.runs + 1):  # the first run only fills the caches
            for name, arguments in commands.items():
                rates.setdefault(name, []).append(_process(arguments))
        loaded = subprocess.run(
            [sys.executable, "-X", "importtime", *map(str, commands[name])],
            cwd=ROOT, capture_output=True, text=True, check=False,
        ).stderr  # fmt: skip
    modules = {line.rpartition("|")[2].strip() for line in loaded.splitlines()}
    heavy = sorted(modules & {"pandas", "spacy", "jieba", "numpy", "rich", "pyarrow"})
    medians = {name: median(found[1:]) for name, found in rates.items()}
    base = medians["pydantic with a model of 12 fields"]
    yield Line("-- start-up of a fresh process", "")
    for name, seconds in medians.items():
        yield Line(name, f"{seconds:.3f} s", f"{seconds / base:.2f} x pydantic")
    yield Line("heavy packages loaded by check", " ".join(heavy) or "none")


def length(options: Options) -> Iterator[Line]:
    """Seconds for 1, 2, 4 … 64 times a text, as a ratio to as many times its own seconds."""
    text = sized(12_000, 1)[0]
    parse_text(text)
    yield Line(f"-- cost against length: {len(text):,} characters and more", "")
    times = [1, 2, 4, 8, 16, 32, 64]
    seconds = {
        n: median(_seconds(parse_text, [text * n]) for _ in range(options.runs if n < 16 else 1))
        for n in times
    }
    for n in times:
        yield Line(
            f"{n} x the text", f"{seconds[n]:.3f} s", f"{seconds[n] / seconds[1]:.1f} x once"
        )


def memory(options: Options) -> Iterator[Line]:
    """Peak resident memory of fresh processes."""
    number = 100_000 if options.full else 5_000
    yield Line("-- peak memory", "")
    for name, folder in options.texts.items():
        code = (
            "from bench.texts import texts; from reportparse.pipeline import parse_text\n"
            f"from pathlib import Path\nfor t in texts(Path({str(folder)!r})): parse_text(t)\n"
        )
        yield Line(f"parse and check of {name}", _peak(code))
    with _files(1_000, number) as folder:
        for workers in (1, 2):
            code = (
                "from pathlib import Path; from reportparse import parse_many\n"
                f"files = sorted(Path({folder!r}).iterdir())\n"
                f"for r in parse_many(files, workers={workers}): r.figures\n"
            )
            name = f"parse_many of {number:,} reports of 1,000 characters, workers={workers}"
            yield Line(name, _peak(code))


def workers(options: Options) -> Iterator[Line]:
    """Reports a second with one and with two processes, turn by turn."""
    from reportparse.pipeline import parse_many

    number = 2_000 if options.full else 400
    yield Line(f"-- workers: {number:,} reports of 1,000 characters", "")
    with _files(1_000, number) as folder:
        files = sorted(Path(folder).iterdir())
        rates: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(options.runs):
            for count, found in rates.items():
                start = time.perf_counter()
                for _report in parse_many(files, workers=count):
                    pass
                found.append(number / (time.perf_counter() - start))
    one, two = median(rates[1]), median(rates[2])
    yield Line("1 worker", f"{one:,.0f} reports a second")
    yield Line("2 workers", f"{two:,.0f} reports a second", f"{two / one:.2f} x 1 worker")


SECTIONS: dict[str, Callable[[Options], Iterator[Line]]] = {
    "speed": speed,
    "startup": startup,
    "length": length,
    "memory": memory,
    "workers": workers,
}


def _figures_only() -> Callable[[str], object]:
    rules = load_rules()
    fold, reader = folding(rules), FigureReader(rules)
    return lambda text: reader.read(read_structure(text, fold(text), rules))


def _without_checks() -> Callable[[str], object]:
    rules = load_rules()
    fold, reader = folding(rules), FigureReader(rules)

    def parse(text: str) -> object:
        structure = read_structure(text, fold(text), rules)
        figures = reader.read(structure)[0]
        return read_programs(structure, figures, (), rules)

    return parse


def _with_rjieba(function: Callable[[str], object]) -> Callable[[str], object]:
    """The same where the process has cut so many words that rjieba goes on with them."""

    def run(text: str) -> object:
        enough, tokens.ENOUGH = tokens.ENOUGH, -1
        try:
            return function(text)
        finally:
            tokens.ENOUGH = enough

    return run


def _timed(function: Callable[[str], object], corpus: Sequence[str]) -> Callable[[], float]:
    size = sum(map(len, corpus))
    function(corpus[0][:200])
    return lambda: size / _seconds(function, corpus)


def _seconds(function: Callable[[str], object], corpus: Sequence[str]) -> float:
    start = time.perf_counter()
    for text in corpus:
        function(text)
    return time.perf_counter() - start


class _Peer:
    """A peer in a process of its own; each call is one pass, in characters a second."""

    def __init__(self, name: str, corpus: Sequence[str], environments: Path) -> None:
        self._name, self._python = name, str(_python(name, environments))
        self._corpus = _first(corpus, _SLOW) if name.startswith("Recognizers") else corpus

    def __enter__(self) -> Callable[[], float]:
        size = sum(map(len, self._corpus))
        self._file = tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8")
        json.dump(list(self._corpus), self._file)
        self._file.flush()
        self._process = subprocess.Popen(
            [self._python, str(ROOT / "bench/peers.py"), self._name, self._file.name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        return lambda: size / self._run()

    def _run(self) -> float:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{self._name} ended without an answer: run bench/peers.py by hand")
        seconds: float = json.loads(answer)[0]
        return seconds

    def __exit__(self, *_: object) -> None:
        self._process.communicate()
        self._file.close()


def _python(peer: str, environments: Path) -> Path | None:
    """The interpreter that has the peer's packages; None where there is none."""
    _, folder, packages = PEERS[peer]
    if folder:
        python = environments / folder / "bin/python"
        return python if python.exists() else None
    found = all(find_spec(package) for package in packages.split())
    return Path(sys.executable) if found else None


def _first(corpus: Sequence[str], limit: int) -> list[str]:
    """Whole lines of the texts, up to so many characters."""
    text = "\n".join(corpus)
    return [text if len(text) <= limit else text[: text.rindex("\n", 0, limit)]]


def _short(peer: str) -> str:
    return peer.partition(",")[0]


def _process(arguments: Sequence[object]) -> float:
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    seconds = time.perf_counter() - start
    if done.returncode > 1:  # 1: mismatches found
        raise RuntimeError(f"{arguments} ended with {done.returncode}: {done.stderr[-500:]}")
    return seconds


def _peak(code: str) -> str:
    """MB that a fresh process running ``code`` has at most, its children not counted."""
    code += (
        "import resource, sys\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss"
        " / (1024 ** 2 if sys.platform == 'darwin' else 1024))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return f"{float(done.stdout.split()[-1]):.0f} MB"


@contextmanager
def _files(length: int, number: int) -> Iterator[str]:
    """A folder of so many different small reports, for as long as the block lasts."""
    corpus = sized(length, min(number, 2_000))
    with tempfile.TemporaryDirectory() as folder:
        for n in range(number):
            text = f"{n}\n{corpus[n % len(corpus)]}"
            Path(folder, f"{n:06}.txt").write_text(text, encoding="utf-8")
        yield folder
