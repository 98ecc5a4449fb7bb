"""Word borders and verbs from jieba, in a tokenizer of its own.

jieba's global tokenizer is never touched, and nothing of it is loaded before the first phrase.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache

COMMON = 3


@lru_cache(maxsize=4)
def tokenizer(words: tuple[str, ...]) -> Callable[..., list[str]]:
    """A function that cuts a short phrase into words, keeping the given ones whole.

    The concatenation of the words is the phrase. With ``HMM=False`` words that neither the
    dictionary nor ``words`` know fall into pieces.
    """
    import jieba

    jieba.setLogLevel(logging.WARNING)
    own = jieba.Tokenizer()
    for word in words:
        own.add_word(word)
    cut: Callable[..., list[str]] = own.lcut
    return cut


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
