"""Phrases around a figure: the noun run before it, the noun behind it, what a clause speaks of.

jieba's words, with the project's lexicon, mark the borders; the word classes stand in
``indicator.toml``. A link (达到, 共计) or a lead (全年, 目前) belongs to no name, a verb ends one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from reportparse.expressions import compiled
from reportparse.figures.scan import PER
from reportparse.models import Kind
from reportparse.rules import Rules, any_of
from reportparse.words import is_verb, tokenizer

BRACKETED = compiled(r"\([^()]*\)|\[\d{1,3}\]")
MARKER = compiled(
    r"^\s*(?:\(?\d{1,2}[.、)](?!\d)|[①-⑳⑴-⒇●○◆■★]+)+|^[一二三四五六七八九十]{1,2}[是要、]"
)
AFTER_END = compiled(r"[。;!?,:、\n\t()\[\]　…—]")
NOUN_START = compiled(r"[\p{Han}“\"A-Za-z]")
PLACES = frozenset("村县乡镇户组队校站所院厂店")
SHORT_NOUNS = PLACES | frozenset("省市区州")
NUMERALS = frozenset("一二三四五六七八九十两几")
COVERBS = frozenset("到在向对把被给为从由不")
VERBAL_LINKS = frozenset({"调整", "控制"})
COUNTING = frozenset("共已")
FILLERS = frozenset({"的", "等", "其他"})
COUNTED = compiled(r"(?<=[人户件次总系指倍]数)为$")
HEADED = compiled("(?<=[率额量值])为$")
NEGATIONS = frozenset("不未非")
STAIRS = ("台阶", "大关", "关口")
VOLTAGE = compiled(r"^(?:[\d.]{1,6}(?:千伏|[kK]V)(?:及以[上下])?[、和及]?)+")
QUOTES = '“”"'
QUOTED = compiled(r"(“[^“”]*”|\"[^\"]*\")")
DETERMINERS = frozenset({"各类", "各项", "各种", "各式", "其他", "其它"})
SHARES = frozenset({"占", "占比"})
CONJUNCTIONS = frozenset("及和与或并")
MARKS = "、 ,-—·"
JOINTS = frozenset("的和与及、")
MAX_PHRASE = 16
MAX_AFTER = 12


class Named(NamedTuple):
    """A phrase and the verb that stands between it and the figure.

    ``act`` is the verb where it follows the phrase directly and the two are one (危桥改造).
    """

    name: str
    verb: str
    act: str = ""


class PhraseReader:
    """Reads names out of clauses, with the word classes of ``indicator.toml``."""

    def __init__(self, rules: Rules) -> None:
        self._links = frozenset(rules.words("indicator.link"))
        self._long_links = tuple(w for w in self._links if len(w) > 1)
        self._leads = frozenset(rules.words("indicator.lead"))
        self.verbs = frozenset(rules.words("indicator.verb"))
        self.light = frozenset(rules.words("indicator.light"))
        self._acts_on = frozenset(rules.words("indicator.act"))
        self._nominal = frozenset(rules.words("indicator.nominal"))
        self._generic = frozenset(rules.words("indicator.generic"))
        self._agent = rules.cue("indicator.agent")
        self._actor = rules.cue("indicator.actor")
        self._changes = _longest_first(rules.words("indicator.change"))
        self._rate_changes = _longest_first(rules.words("indicator.rate_change"))
        self._any_change = re.compile(any_of((*self._changes, *self._rate_changes)))
        self._budgets = _longest_first(rules.words("indicator.budget"))
        self._attribute = rules.cue("indicator.attribute")
        self._compared = rules.cue("indicator.compared")
        self._date = rules.cue("indicator.date")
        whole = (*self.verbs, *self._leads)
        self._whole = frozenset(w for w in whole if len(w) == 2)
        self._vocabulary = (*rules.lexicon, *sorted(w for w in whole if len(w) > 1))

    def cut(self, text: str) -> list[str]:
        """The words of a phrase; those of the rules and quoted names stay whole."""
        if "“" not in text and '"' not in text:
            return self._tokenize(text)
        words: list[str] = []
        for n, part in enumerate(QUOTED.split(text)):
            words += [part] if n % 2 else self._tokenize(part)
        return words

    @cached_property
    def _tokenize(self) -> Callable[..., list[str]]:
        return tokenizer(self._vocabulary)

    def before(self, clause: str) -> Named:
        """The noun run nearest to the clause's end, and the verb nearest to it.

        Where a time stands between it and the end, the run before the time counts
        (抚恤金今年已发).
        """
        plain = BRACKETED.sub("", clause)
        inner = plain[max(plain.rfind("("), plain.rfind(")")) + 1 :]
        plain = inner if inner.strip() else plain.rstrip("() ")
        plain = MARKER.sub("", PER.sub("", plain))
        found = Named("", "")
        pieces = self._date.split(plain)
        for n, piece in enumerate(reversed(pieces)):
            if piece.strip(" 、,:的"):
                run = piece.strip(' 、,:"')
                here = self._last_run(run.rstrip("比较和与同") if n else run)
                found = Named(here.name, found.verb or here.verb, "" if found.verb else here.act)
                if found.name:
                    break
        return found

    def _last_run(self, piece: str) -> Named:
        while piece.endswith(self._long_links):
            counted = COUNTED.search(piece)
            cut = max(len(w) for w in self._long_links if piece.endswith(w))
            piece = piece[: -len(counted[0])] if counted else piece[:-cut]
        if len(piece) > 2 and piece[-1] in "有达共计由" and piece[-2:] not in self._whole:
            piece = piece[:-1]
        words = self.cut(HEADED.sub("", piece))
        if words and words[-1][:1] in COUNTING and words[-1][1:] in self.verbs:
            words[-1] = words[-1][1:]
        verb, last = "", words[-1] if words else ""
        kept: list[str] = []
        while words and (self._passes(words[-1]) or words[-1] in self.verbs):
            if words[-1] == "比" and len(words) > 1:  # 桥隧比: no comparison follows
                kept.append(words.pop())
                break
            if words[-1] in self.verbs and len(words) > 1 and words[-2] in DETERMINERS:
                kept.append(words.pop())
                break
            word = words.pop()
            if word in self.verbs and not verb:
                verb = word
        for word in reversed(words):
            length = sum(map(len, kept))
            if not self._weak(kept, word) and (
                self._breaks(word) or length + len(word) > MAX_PHRASE
            ):
                break
            kept.append(word)
        while kept and kept[-1] in {"的", " ", "和", "与"}:
            kept.pop()
        name = _unquoted("".join(reversed(kept)))
        if name in NEGATIONS and verb:  # 不起诉122人
            name, verb = name + verb, ""
        if name.endswith(STAIRS):
            name = ""
        one = verb == last and verb in self._acts_on and piece.endswith(name + verb)
        return Named(name, verb, verb if one else "")

    def _weak(self, kept: list[str], word: str) -> bool:
        """Whether what is kept says too little alone, so that the name reaches over the word."""
        if not kept:
            return False
        short = sum(map(len, kept)) < 2
        if not short and not all(w in self._generic or w in FILLERS for w in kept):
            return False
        verbal = word in self.verbs and (short or word not in self.light)
        return verbal or word in FILLERS or word in {"年", "月"}

    def after(self, text: str, at: int, kind: Kind | None) -> str:
        """The noun phrase that follows a figure directly."""
        tail = VOLTAGE.sub("", text[at : at + MAX_AFTER + 8])
        stop = AFTER_END.search(tail)
        tail = (tail[: stop.start()] if stop else tail).strip()
        if tail.startswith("的"):
            tail, kind = tail[1:], "count"
        if not NOUN_START.match(tail):
            return ""
        kept = ""
        if kind == "count" and (attribute := self._attribute.match(tail)):
            tail = tail[attribute.end() :]
        words = self.cut(tail)
        if kind == "count" and "的" in words[1:-1] and self._acts(words[0]):
            words = words[words.index("的") + 1 :]
        for word, following in zip(words, [*words[1:], ""], strict=True):
            if not kept:
                if word in CONJUNCTIONS or word in SHARES:
                    return ""
                if word in self._changes or (word in self.verbs and kind != "count"):
                    return ""
                if word in VERBAL_LINKS and kind == "count":
                    kept = word
                    continue
                if word in self._leads:
                    continue
            if self._ends_noun(kept, word) and following not in PLACES:
                break
            kept += word
            if len(kept) >= MAX_AFTER:
                break
        kept = _unquoted(kept)
        if kept.endswith(STAIRS):
            return ""
        return kept if len(kept) > 1 or kept in SHORT_NOUNS else ""

    def _ends_noun(self, kept: str, word: str) -> bool:
        """Whether a phrase behind a figure stops before the word: a link, or what an agent does."""
        if word in self._leads or word in self._links or word[0].isdecimal():
            return True
        if len(kept) < 2:
            return kept in SHORT_NOUNS and self._acts(word)
        if word in self.verbs:
            return True
        acts = word[0] in NUMERALS or word[0] in COVERBS or self._acts(word)
        return acts and self._agent.search(kept) is not None

    def _acts(self, word: str) -> bool:
        """Whether a word says what somebody does: a verb, and no part of names."""
        return word in self.verbs or (is_verb(word) and word not in self._nominal)

    def topic(self, clause: str) -> str:
        """What a clause without a figure speaks of: its subject, or else the object of its verb."""
        plain = self._compared.sub("", MARKER.sub("", BRACKETED.sub("", clause)))
        plain = plain.rpartition("的是")[2]
        words = self.cut(self._date.sub("", plain))
        while words and (self._passes(words[0]) or words[0] in self.light):
            words.pop(0)
        kept: list[str] = []
        while words and (
            words[0] in JOINTS or not (self._acts(words[0]) or self._passes(words[0]))
        ):
            kept.append(words.pop(0))
        while kept and kept[-1] in JOINTS:
            kept.pop()
        subject = _unquoted("".join(kept))
        if len(subject) > 1 and "的" not in words[1:3]:
            return subject
        return self.before(self._compared.sub("", clause)).name

    def is_actor(self, phrase: str) -> bool:
        """Whether the phrase names a place or an office that does something (石桥镇, 县公安局)."""
        return self._actor.search(phrase) is not None

    def change_word(self, clause: str, rate: bool) -> str:
        """The change word that the clause ends with; none where it leads to a level (增长到)."""
        if not self._any_change.search(clause):
            return ""
        words = self.cut(clause.rstrip())
        while words and words[-1] in self._links and words[-1] not in {"长", "成", "跌", "掉"}:
            if words.pop()[-1] in "到至为":
                return ""
        tail = "".join(words)
        if tail.endswith(("新增", "至少")):
            return ""
        every = (*self._changes, *self._rate_changes) if rate else self._changes
        return _ending(tail, every)

    def without_comparison(self, clause: str) -> str:
        """The clause without what a change is compared with (比上年同期, 同比)."""
        return self._compared.sub("", clause)

    def ends_with_change(self, name: str) -> bool:
        """Whether the name is that of a change."""
        return name.endswith(self._changes)

    def ends_with_verb(self, clause: str) -> bool:
        """Whether the last word of a clause says what is done."""
        return (self.cut(clause) or [""])[-1] in self.verbs

    def act(self, verb: str) -> str:
        """The verb where it names a thing that is measured (出口增长)."""
        return verb if verb in self._acts_on else ""

    def unchanged(self, name: str) -> str:
        """The name of the thing that a change is a change of; "" where only the change is named."""
        return name.removesuffix(_ending(name, self._changes))

    def unplanned(self, name: str) -> str:
        """A name without its plan's word (总收入年初预算)."""
        return name if self.is_plan(name) else name.removesuffix(_ending(name, self._budgets))

    def is_plan(self, name: str) -> bool:
        """Whether the name is a plan's word and nothing else (年初预算)."""
        return name in self._budgets

    def is_generic(self, word: str) -> bool:
        """Whether the word is a head that says nothing alone (产量, 收入)."""
        return word in self._generic

    def thing(self, name: str) -> str:
        """A name without its change word and its plan's word."""
        return self.unplanned(self.unchanged(name) or name)

    def begins_with_verb(self, phrase: str) -> bool:
        """Whether the phrase says first what is done (培训目标 is a thing all the same)."""
        words = self.cut(phrase)
        if not words or words[0] not in self.verbs:
            return False
        noun = len(words) == 2 and (self.is_generic(words[1]) or self.is_plan(words[1]))
        return not noun

    def is_word(self, text: str) -> bool:
        """Whether the text is one word of jieba's dictionary or of the rules."""
        return len(self._tokenize(text, HMM=False)) == 1

    def dealt(self, name: str) -> str:
        """The name that a list deals out, with verb and change word (生猪出栏, 受理上升)."""
        body = self.unchanged(name)
        phrase, verb, _ = self.before(body)
        if phrase and body.endswith(phrase + verb):
            phrase += verb
        return (phrase if len(phrase) > 1 else body) + name[len(body) :]

    def _breaks(self, word: str) -> bool:
        """Whether a name does not reach over the word."""
        return word in self._leads or word in self.verbs or not word.strip(MARKS)

    def _passes(self, word: str) -> bool:
        """Whether a word belongs to no name: links, adverbs, general subjects, marks."""
        return word in self._links or word in self._leads or not word.strip(MARKS)


def _ending(name: str, words: tuple[str, ...]) -> str:
    """The first of the words that a name ends with; "" where there is none."""
    return next(w for w in words if name.endswith(w)) if name.endswith(words) else ""


def _unquoted(name: str) -> str:
    """The name without the quotation marks around it, or one that stands alone."""
    name = name.strip()
    return (
        name if len(QUOTED.split(name)) > 1 and not QUOTED.fullmatch(name) else name.strip(QUOTES)
    )


def _longest_first(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(words, key=len, reverse=True))
