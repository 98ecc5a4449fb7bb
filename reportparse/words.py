"""Word borders from jieba, with the project's lexicon, in a tokenizer of its own.

jieba's global tokenizer is never touched. Where rjieba is installed (extra ``fast``) it cuts
instead; both give the same words on the phrases that indicators are made of.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache

from reportparse.rules import Rules


@lru_cache(maxsize=4)
def _tokenizer(lexicon: tuple[str, ...]) -> Callable[[str], list[str]]:
    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    for word in lexicon:
        tokenizer.add_word(word)
    cut: Callable[[str], list[str]] = tokenizer.lcut
    return cut


def cut(text: str, rules: Rules) -> list[str]:
    """The words of a short phrase, in order; their concatenation is the phrase."""
    return _tokenizer(rules.lexicon)(text)
