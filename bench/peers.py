"""One peer in its own environment: ``PYTHON peers.py NAME TEXTS.json``, then a line a run.

Every line on standard input is answered by the seconds of one pass over the texts and the number
of things found. This file imports nothing of the project, so that any environment can run it.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def recognizers():
    from recognizers_number import recognize_number, recognize_percentage
    from recognizers_number_with_unit import recognize_currency, recognize_dimension

    steps = recognize_number, recognize_percentage, recognize_currency, recognize_dimension
    return lambda text: sum(len(step(text, "zh-cn")) for step in steps)


def jionlp():
    import jionlp as jio

    return lambda text: len(jio.ner.extract_money(text) or ())


def chinese2digits():
    from chinese2digits import chinese2digits as c2d

    return lambda text: len(c2d.takeNumberFromString(text)["digitsStringList"])


def jieba():
    import logging

    import jieba as module

    module.setLogLevel(logging.WARNING)
    return lambda text: len(module.lcut(text))


def rjieba():
    import rjieba as module

    return lambda text: len(module.cut(text))


def spacy():
    import logging

    import jieba as segmenter
    import spacy as module

    segmenter.setLogLevel(logging.WARNING)
    nlp = module.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})
    nlp.max_length = 10**9
    return lambda text: len(nlp(text))


PEERS = {
    "Recognizers-Text, number + percentage + currency + dimension": (
        recognizers, "recognizers", "recognizers-text-suite 'emoji<2'",
    ),
    "JioNLP, extract_money": (jionlp, "jionlp", "jionlp setuptools"),
    "chinese2digits": (chinese2digits, "chinese2digits", "chinese2digits"),
    "jieba.lcut": (jieba, "", "jieba"),
    "rjieba.cut": (rjieba, "", "rjieba"),
    "spaCy blank zh with jieba": (spacy, "", "spacy jieba"),
}  # fmt: skip
"""Name to function, folder of its environment ("": the project's own) and packages."""


def main() -> None:
    """Answers one line for each line read."""
    sys.stdout, answers = sys.stderr, sys.stdout
    find = PEERS[sys.argv[1]][0]()
    texts = json.loads(Path(sys.argv[2]).read_text("utf-8"))
    find(texts[0][:200])
    for _ in sys.stdin:
        start = time.perf_counter()
        found = sum(map(find, texts))
        seconds = time.perf_counter() - start
        print(json.dumps([seconds, found]), file=answers, flush=True)


if __name__ == "__main__":
    main()
