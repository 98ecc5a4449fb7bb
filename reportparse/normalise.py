"""Width folding by an allow-list, one character to one, so that offsets never move.

Full NFKC would change lengths and meanings (① to 1, ㎡ to m2, ½ to 1⁄2); the list in
``patterns/numerals.toml`` folds digits and the punctuation around them and nothing else. The
alignment of the folded text with its source is the identity: ``len(fold(text)) == len(text)``.
"""

from __future__ import annotations

from reportparse.errors import PatternError
from reportparse.rules import Rules


def folding(rules: Rules) -> dict[int, str]:
    """The table for ``str.translate``; a PatternError if it does not map one to one."""
    width = rules.table("width")
    source, target = str(width.get("from", "")), str(width.get("to", ""))
    if len(source) != len(target):
        raise PatternError(
            "numerals.toml", "width", f"from 有 {len(source)} 个字符,to 有 {len(target)} 个"
        )
    return {ord(a): b for a, b in zip(source, target, strict=True)}
