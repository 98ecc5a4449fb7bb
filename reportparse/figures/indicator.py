"""The indicator: the shortest phrase of the text that says what a figure measures.

It stands before the figure in its clause (``实际投入资金82607.32万元``), behind it (``2139户建档立卡
贫困户``), or further left where the clause has none of its own: the figure beside it, the figure
that a change is a change of, the list that 分别 deals out.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from reportparse.figures.distribute import distributed
from reportparse.figures.reading import Reading
from reportparse.figures.scan import PER
from reportparse.figures.tables import Cell
from reportparse.rules import Rules
from reportparse.structure import Structure
from reportparse.words import cut

BOUNDARY = regex.compile(r"[。;!?,:\n\t]|——|　")
BRACKETED = regex.compile(r"\([^()]*\)")
MARKER = regex.compile(
    r"^\s*(?:\(?\d{1,2}[.、)](?!\d)|[①-⑳⑴-⒇●○◆■★]+)+|^[一二三四五六七八九十]{1,2}[是要、]"
)
PLACES = frozenset("村县乡镇户组队校站所院厂店")
AFTER_END = regex.compile(r"[。;!?,:、\n\t()\[\]　…—]")
JOINED = regex.compile(r"[、,和及与/(计共合约近 ]*|以及")
BASE_OF_RATE = regex.compile(r"\)?的?(?:比重|比例)?[为是达到约]*")
COMPARED = regex.compile(r"\s*[较比与]\p{Han}*\d*\p{Han}*的?$")
ARRIVAL = regex.compile(r"^\p{Han}{0,4}(?:到|至|为)$")
CLASSIFIERS = frozenset("个家名项场种座条处件所批类位支张期门届台套幢栋间册本份宗部只头口片") | {"名", "家次", "场次"}
MAX_PHRASE = 16
MAX_AFTER = 12


class IndicatorReader:
    """Names what figures measure, with the cue words of ``indicator.toml`` and jieba's borders."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._links = frozenset(rules.words("indicator.link"))
        self._long_links = sorted((w for w in self._links if len(w) > 1), key=len, reverse=True)
        self._leads = frozenset(rules.words("indicator.lead"))
        self._verbs = frozenset(rules.words("indicator.verb"))
        self._changes = sorted(rules.words("indicator.change"), key=len, reverse=True)
        self._compared = rules.cue("indicator.compared")
        self._date = rules.cue("indicator.date")
        self._generic = frozenset(rules.words("indicator.generic"))
        self._bare_heads = frozenset(rules.words("indicator.bare_head"))
        self._place = rules.cue("indicator.place")
        self._light = frozenset(rules.words("indicator.light"))
        self._budgets = sorted(rules.words("indicator.budget"), key=len, reverse=True)

    def indicators(
        self, structure: Structure, readings: Sequence[Reading], cells: dict[int, Cell]
    ) -> list[str]:
        """One phrase a reading, in order."""
        dealt = distributed(structure, readings, self._cut, self._verbs)
        out: list[str] = []
        for i, r in enumerate(readings):
            if cell := cells.get(r.core):
                out.append(cell.row_name + cell.column_name)
            elif i in dealt:
                share = dealt[i]
                name = out[share.of] if share.of is not None else share.name
                out.append(self._dealt(name) + share.tail)
            else:
                out.append(self._name(structure, readings, i, out))
        return out

    def _name(
        self, structure: Structure, readings: Sequence[Reading], i: int, before: Sequence[str]
    ) -> str:
        r, text = readings[i], structure.folded
        sentence = structure.sentence(r.start)[0]
        previous = readings[i - 1] if i and readings[i - 1].end > sentence else None
        gap = text[previous.end if previous else sentence : r.start]
        if previous and JOINED.fullmatch(gap) and r.kind != "rank" and (gap or previous.kind == r.kind):
            return (self._after(text, r) if gap and r.unit in CLASSIFIERS else "") or before[i - 1]
        clause = BOUNDARY.split(gap)[-1]
        if r.kind == "rank":
            clause = self._place.split(clause)[0]
        if r.kind == "rate" and previous and BASE_OF_RATE.fullmatch(gap):
            return self._share(text, sentence, readings, i, before)
        change = self._change_word(clause)
        if change and r.kind != "rank":
            return self._changed(structure, readings, i, before, clause, change)
        if r.kind == "rate" and (share := regex.search(r"(?:占|完成)[^占]*$", clause)):
            return self._of_whole(clause, share, before, i, previous)
        if r.unit == "倍" and (times := regex.search(r"(?:是|相当于)[^,]*$", clause)):
            subject, _ = self._phrase(clause[: times.start()])
            return subject or self._carried(before, i, previous) or self._earlier(gap)
        phrase, verb = ("", "") if COMPARED.match(clause) else self._phrase(clause)
        last = i
        while last + 1 < len(readings) and readings[last + 1].start == readings[last].end:
            last += 1
        after = self._after(text, readings[last])
        done = bool(verb) and clause.rstrip("了 ").endswith(verb)
        counted = r.unit in CLASSIFIERS and r.kind == "count" and not self._begins_with_verb(after)
        if after and (not phrase or done or counted):
            return after
        if phrase in self._bare_heads and previous:
            return self._thing(before[i - 1]) + phrase
        if phrase:
            return phrase
        if previous and ARRIVAL.search(clause) and before[i - 1]:
            return self._carried(before, i, previous)
        if verb and verb not in self._light:
            return verb
        carried = self._carried(before, i, previous)
        if verb and "实际" in clause and carried == before[i - 1]:
            return f"实际{verb}"
        return self._earlier(gap) or carried or verb

    def _thing(self, name: str) -> str:
        """A name without its change word and its plan's word."""
        for word in (*self._changes, *self._budgets):
            if name.endswith(word) and name != word:
                return name.removesuffix(word)
        return name

    def _begins_with_verb(self, phrase: str) -> bool:
        return bool(phrase) and self._cut(phrase)[0] in self._verbs

    def _carried(self, before: Sequence[str], i: int, previous: Reading | None) -> str:
        """The name of the figure before, without its plan's word."""
        if previous is None:
            return ""
        name = before[i - 1]
        return next((name.removesuffix(b) for b in self._budgets if name.endswith(b) and name != b), name)

    def _of_whole(
        self,
        clause: str,
        share: regex.Match[str],
        before: Sequence[str],
        i: int,
        previous: Reading | None,
    ) -> str:
        """占总户数, 完成年初预算; where nothing is named the part itself: 抢险救援占."""
        if share[0][0] != "占":
            return share[0]
        noun = share[0][1:].strip("的达为到约了 ")
        noun = noun if len(noun) <= 8 else self._phrase(noun)[0]
        if len(noun) > 1:
            return "占" + noun
        subject, _ = self._phrase(clause[: share.start()])
        return (subject or self._carried(before, i, previous)) + "占"

    def _share(
        self, text: str, sentence: int, readings: Sequence[Reading], i: int, before: Sequence[str]
    ) -> str:
        """占年初预算10065万元的43.2%: the verb and the base."""
        base = readings[i - 1]
        left = readings[i - 2].end if i > 1 and readings[i - 2].end > sentence else sentence
        clause = BOUNDARY.split(text[left : base.start])[-1]
        verb = regex.search(r"占|完成|相当于|为", clause)
        return clause[verb.start() :].strip() if verb and len(clause) - verb.start() <= 14 else before[i - 1]

    def _change_word(self, clause: str) -> str:
        words = self._cut(clause)
        while words and words[-1] in self._links and words[-1] not in {"长", "成"}:
            if words.pop()[-1] in "到至为":
                return ""
        tail = "".join(words)
        if tail.endswith("新增"):
            return ""
        return next((c for c in self._changes if tail.endswith(c)), "")

    def _changed(
        self,
        structure: Structure,
        readings: Sequence[Reading],
        i: int,
        before: Sequence[str],
        clause: str,
        word: str,
    ) -> str:
        """The measured thing and the change word: carried from the figure that changed."""
        at = clause.rfind(word)
        thing = self._compared.sub("", clause[:at])
        phrase, _ = self._phrase(thing)
        if phrase:
            return phrase + word
        sentence = structure.sentence(readings[i].start)[0]
        left = readings[i - 1].end if i and readings[i - 1].end > sentence else sentence
        further = self._earlier(structure.folded[left : readings[i].start])
        if further:
            return further + word
        for k in range(i - 1, -1, -1):
            if readings[k].end <= sentence:
                break
            name = before[k]
            if ")" in structure.folded[readings[k].end : readings[k].end + 3]:
                continue
            if readings[k].kind == "rank" or any(name.endswith(c) for c in self._changes):
                base = next((name.removesuffix(c) for c in self._changes if name.endswith(c)), "")
                if k and readings[k - 1].end > sentence:
                    continue
                name = base
            name = next((name.removesuffix(b) for b in self._budgets if name.endswith(b)), name)
            if name and not regex.match("占|完成", name):
                return name + word
        return word

    def _earlier(self, gap: str) -> str:
        """The phrase of an earlier clause of the same sentence without a figure of its own."""
        for clause in reversed([c for c in BOUNDARY.split(gap)[:-1] if c.strip()]):
            phrase, _ = self._phrase(self._compared.sub("", clause))
            if len(phrase) > 1:
                return phrase
        return ""

    def _after(self, text: str, r: Reading) -> str:
        """The noun phrase that follows the figure directly."""
        tail = text[r.end : r.end + MAX_AFTER + 8]
        stop = AFTER_END.search(tail)
        tail = (tail[: stop.start()] if stop else tail).strip()
        tail = tail.removeprefix("的")
        if not tail or not regex.match(r"[\p{Han}“\"A-Za-z]", tail):
            return ""
        words: list[str] = []
        for word in self._cut(tail):
            if not words and (word in self._changes or (word in self._verbs and r.kind not in {"count"})):
                return ""
            if not words and word in self._leads:
                continue
            stops = word in self._leads or word in self._links or word[0].isdecimal()
            if stops or (word in self._verbs and len("".join(words)) > 1):
                break
            words.append(word)
            if sum(map(len, words)) >= MAX_AFTER:
                break
        phrase = "".join(words).strip("“”\"")
        return phrase if len(phrase) > 1 or phrase in PLACES else ""

    def _phrase(self, clause: str) -> tuple[str, str]:
        """The noun run nearest to the clause's end, and the verb nearest to it."""
        plain = BRACKETED.sub("", clause)
        inner = plain[max(plain.rfind("("), plain.rfind(")")) + 1 :]
        plain = inner if inner.strip() else plain.rstrip("() ")
        plain = MARKER.sub("", PER.sub("", plain))
        pieces = [p for p in self._date.split(plain) if p.strip(" 、,:的")]
        last = pieces[-1].strip(" 、,:\"") if pieces else ""
        while word := next((w for w in self._long_links if last.endswith(w)), ""):
            last = last[: -len(word)]
        if len(last) > 2 and last[-1] in "有达共计由":
            last = last[:-1]
        words = self._cut(last)
        verb = ""
        while words and (self._passes(words[-1]) or words[-1] in self._verbs):
            word = words.pop()
            if word in self._verbs and not verb:
                verb = word
        kept: list[str] = []
        for word in reversed(words):
            length = sum(map(len, kept))
            weak = kept and (length < 2 or all(w in self._generic or w == "的" for w in kept))
            verbal = word in self._verbs and word not in self._light
            if weak and (verbal or word in {"的", "等", "其他", "年", "月"}):
                kept.append(word)
                continue
            if self._breaks(word) or length + len(word) > MAX_PHRASE:
                break
            kept.append(word)
        while kept and (kept[-1] in {"的", " ", "和", "与"}):
            kept.pop()
        return "".join(reversed(kept)).strip(" “”\""), verb

    def _breaks(self, word: str) -> bool:
        """Whether a name does not reach over the word."""
        return word in self._leads or word in self._verbs or not word.strip("、 ,-—·")

    def _passes(self, word: str) -> bool:
        """Whether a word belongs to no name: links, adverbs, general subjects, marks."""
        return word in self._links or word in self._leads or not word.strip("、 ,-—·")

    def _dealt(self, name: str) -> str:
        """The name that a list deals out, its verb and its change word kept (生猪出栏, 受理上升)."""
        word = next((c for c in self._changes if name.endswith(c)), "")
        body = name[: len(name) - len(word)]
        phrase, verb = self._phrase(body)
        return (phrase + verb if phrase and body.endswith(phrase + verb) else phrase or body) + word

    def _cut(self, text: str) -> list[str]:
        return cut(text, self._rules)
