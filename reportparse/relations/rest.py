"""What an open list may leave unnamed, and what shows that it leaves nothing (docs/checks.md 7.4).

Behind 其中 stand the classes that are worth a word: a rest smaller than each of them is no slip of
the pen. Nothing is left where the classes are all of a partition, one is 其他, their shares make
up the whole, or another list goes along with them and adds up.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import islice

from reportparse.relations.candidate import OVERLAP, REST_UNNAMED, Candidate
from reportparse.relations.formulas import scale_of_rate, written_value
from reportparse.relations.held import Held
from reportparse.relations.partition import all_classes
from reportparse.relations.view import Spot, View

NEAR = 4
EACH = Decimal("0.1")
"""How far each of the shares may put their sum off."""


def excuse(view: View, listing: Candidate, parts: Sequence[Spot], held: Held) -> str:
    """Why an open list that does not add up is no slip of its total, if there is such a reason."""
    made = written_value(listing)
    if made is None:
        return ""
    rest = listing.stated.value - made
    if rest < 0 and _is_mixed(view, parts):
        return OVERLAP
    small = 0 < rest < min(f.value for f in listing.operands)
    return REST_UNNAMED if small and not _is_whole(view, parts, held) else ""


def _is_mixed(view: View, parts: Sequence[Spot]) -> bool:
    """Whether some items are classes and some are results of all: 会后17件,立案175件."""
    results = {view.cue("sum.outcome", view.head(s).clause) for s in parts}
    return len(results) == 2 and not names_rest(view, parts)


def _is_whole(view: View, parts: Sequence[Spot], held: Held) -> bool:
    """Whether the words or the figures beside show that no class lacks."""
    named = names_rest(view, parts) or all_classes(view, parts)
    return named or shares_all(view, parts) or held.goes_along(parts)


def names_rest(view: View, parts: Sequence[Spot]) -> bool:
    """Whether one of the items is all the others."""
    return any(view.cue("sum.rest", view.head(s).lead.rstrip()) for s in parts)


def shares_all(view: View, parts: Sequence[Spot]) -> bool:
    """Whether each item has its share, and the shares make up the whole."""
    shares = [_share(view, s) for s in parts]
    whole = [scale_of_rate(f.figure) for f in shares if f]
    if len(whole) < len(parts) or len(set(whole)) > 1:
        return False
    made = sum((f.figure.value for f in shares if f), Decimal(0))
    return abs(made - whole[0]) <= EACH * len(parts)


def _share(view: View, s: Spot) -> Spot | None:
    """The share right behind an item: 占27.3%."""
    for t in islice(view.ahead(s), NEAR):
        if t.sentence != s.sentence or view.alike(t.figure, s.figure):
            return None
        if t.figure.kind == "rate" and view.cue("ratio.share", t.clause):
            return t
    return None
