"""Word borders and verbs from jieba, in a tokenizer of its own.

jieba's global tokenizer is never touched, and nothing of it is loaded before the first phrase.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

COMMON = 3


@lru_cache(maxsize=4)
def tokenizer(words: tuple[str, ...]) -> Callable[..., list[str]]:
    """A function that cuts a short phrase into words, keeping the given ones whole.

    The concatenation of the words is the phrase. With ``HMM=False`` words that neither the
    dictionary nor ``words`` know fall into pieces.
    """
    from reportparse.tokens import Tokenizer

    return Tokenizer(words).lcut


@lru_cache(maxsize=4096)
def is_verb(word: str) -> bool:
    """Whether jieba's dictionary knows a word of two and more characters as a verb only.

    Those tagged ``vn`` (建设, 管理) name things as often as they say what is done; they are left
    to the rules, as are rare words.
    """
    from reportparse.tokens import dictionary

    frequency, tag = dictionary().tag(word)
    return tag == "v" and len(word) > 1 and frequency >= COMMON
