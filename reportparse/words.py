"""Word borders and verbs from jieba, with the project's lexicon, in a tokenizer of its own.

jieba's global tokenizer is never touched, and nothing of it is loaded before the first phrase.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache

from reportparse.rules import Rules

COMMON = 3


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


@lru_cache(maxsize=1)
def dictionary_verbs() -> frozenset[str]:
    """Words of two and more characters that jieba's dictionary knows as verbs and nothing else.

    Those tagged ``vn`` (建设, 管理) name things as often as they say what is done; they are left
    to the rules, as are rare words.
    """
    import jieba

    verbs = set()
    with jieba.get_dict_file() as lines:
        for line in lines:
            if line.endswith(b" v\n"):
                word, count, _ = line.decode("utf-8").split(" ")
                if len(word) > 1 and int(count) >= COMMON:
                    verbs.add(word)
    return frozenset(verbs)
