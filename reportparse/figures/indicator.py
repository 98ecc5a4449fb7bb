"""The indicator: the shortest phrase of the text that says what a figure measures.

It stands before the figure in its clause (``实际投入资金82607.32万元``), behind it
(``2139户建档立卡贫困户``), or further left where the clause has none of its own: the figure beside
it, the figure that a change is a change of, the list that 分别 deals out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

import regex

from reportparse.expressions import compiled
from reportparse.figures.distribute import LIST_MARKS, distributed
from reportparse.figures.phrase import Named, PhraseReader
from reportparse.figures.reading import Reading, antecedent
from reportparse.figures.tables import Cell
from reportparse.rules import Rules
from reportparse.structure import Structure

BOUNDARY = compiled(r"[。;!?,:\n\t…]|——|　")
OPENS = compiled(r"\s*(?:[比较](?![例重大小好快高低多少])|同比|与[^,。;]{1,14}相比)")
ASIDE = compiled(r"\([^()]*,[^()]*\)")
JOINED = compiled(r"[、,和及与/(计共合约近 ]*|以及")
LIST_MARK = compiled(r"[、和及与]\s*$")
BASE_OF_RATE = compiled(r"\)?的?(?:比重|比例)?[为是达到约]*")
COMPARED = compiled(r"\s*(?:[较比]|与(?=\p{Han}{0,2}(?:[年月]|同期)|\d))\p{Han}*\d*\p{Han}*的?$")
ARRIVAL = compiled(
    r"[、, ]*(?:已|并|又|现)?"
    r"(?:[提降升增减调扩缩改翻掉跌涨回下上][高升低降加少长大小整落]?|达|发展|波动)"
    r"(?:到了?|至|为|成)(?:\d{2,4}年(?:末|底)?|目前|眼下|现在|如今)?的?"
)
REACHED = compiled(r"(?:\d{2,4}年)?\p{Han}{0,5}(?:到|至|为)")
DEPARTURE = compiled(r"[由从](?![于此业事严])")
LEVEL_AFTER = compiled(r"\p{Han}{0,5}(?:到|至|为|成)")
COPULA = compiled(r"\s*(?:为|是|属于?|系)")
COUNTED_CHANGE = ("增加", "减少", "改善", "扩大")
PEOPLE = compiled("[口民]")
AGAINST = compiled(r"[比较][^,]{1,14}$")
GRADE = compiled(r"\p{Han}{1,5}?级")
TIME_OF = compiled(r"在?\p{Han}{0,6}(?:初期|期间|时期|年间|以前|以后|[前后中里内])")
BEFORE_SHARE = compiled(r"(?:^|[下中里有使让就约近]|全[国省市县区乡镇村])$")
SHARE_HEADS = frozenset({"速度", "幅度", "份额", "目标", "股份", "股权", "税率", "利率"})
MORE = compiled(r"[比较][^,]{1,14}?([多少](?!年|数|次|于)\p{Han})了?$")
STAIR = compiled("台阶|大关|关口")
REST = compiled(r"(?:其余|其他|其它|剩余|余下)的?$|[里中]有$")
CHANGE_NOUN = compiled(r"(增幅|降幅|减幅|增速|涨幅|跌幅)(?:达到?|为|是|约|仅|只有)*$")
BENCHMARK = compiled(
    r"(?:[比较](?:全[国省市县区州]|计划|预算|目标|序时|平均|考核|规定)\p{Han}{0,8}"
    r"|(?:[快慢高低优]于|高出|超过?)(?:全[国省市县区州]|计划|目标|平均|序时)\p{Han}{0,6})$"
)
SHARE = compiled(r"(?:(?<!所)占(?!比|有率|地|用|领)|完成(?![率比度量额]))[^占]*$")
TIMES = compiled(r"(?:是|为|相当于|等于)[^,]*$")
OF_PLAN = compiled(r"(?:相当于|为|是)[^,]{0,10}(?:计划|预算|任务|目标|下达\p{Han}{0,3})[数额]?的?$")
OF_BASE = compiled(r"占(?!比|有率|地|用|领)|完成|相当于|等于|为")
FULFILLED = compiled(r"完成\p{Han}{0,6}(?:任务|计划|目标|预算)")
RELATIVE_NAME = compiled("占|完成|[比较]|[快慢高低优等]于|相当于")
OF_CLASS = compiled("的(?:[有是为]|占)?|者")
CLASS_NOUN = compiled(
    r"的?(\p{Han}{0,4}(?:项目|企业|单位|工程|机组|大户|人员|人口|老人|党员|干部|儿童|教师))"
)
MAX_BASE = 14
MAX_BACK = 24
CLASSIFIERS = frozenset("个家名项场种座条处件所批类位支张期门届台套幢栋间册本份宗部只头口片") | {
    "家次",
    "场次",
}


class _Place(NamedTuple):
    """A reading with what stands before it in its sentence.

    ``previous`` is the reading that it may lean on, ``gap`` the text between the two, ``clause``
    the last clause of the gap.
    """

    reading: Reading
    sentence: int
    previous: int | None
    gap: str
    clause: str


class IndicatorReader:
    """Names what figures measure."""

    def __init__(self, rules: Rules) -> None:
        self._phrases = PhraseReader(rules)
        self._bare_heads = frozenset(rules.words("indicator.bare_head"))
        self._place = rules.cue("indicator.place")
        self._site = rules.cue("indicator.site")

    def indicators(
        self, structure: Structure, readings: Sequence[Reading], cells: dict[int, Cell]
    ) -> list[str]:
        """One phrase a reading, in order."""
        phrases = self._phrases
        dealt = distributed(structure, readings, phrases)
        naming = _Naming(structure, readings, phrases, self._bare_heads, self._place, self._site)
        for i, r in enumerate(readings):
            if cell := cells.get(r.core):
                naming.names.append(cell.label)
            elif share := dealt.get(i):
                name = naming.names[share.of] if share.of is not None else share.name
                if phrases.ends_with_change(share.tail):
                    name = phrases.unchanged(name) or name
                naming.names.append(phrases.dealt(name) + share.tail)
            else:
                own = naming.name(i)
                naming.names.append("" if own.isdecimal() else own)
        return naming.names


class _Naming:
    """The names of one text, given from left to right."""

    def __init__(
        self,
        structure: Structure,
        readings: Sequence[Reading],
        phrases: PhraseReader,
        bare_heads: frozenset[str],
        place: regex.Pattern[str],
        site: regex.Pattern[str],
    ) -> None:
        self._structure = structure
        self._text = structure.folded
        self._readings = readings
        self._phrases = phrases
        self._bare_heads = bare_heads
        self._rank_word = place
        self._site = site
        self._things: dict[str, str] = {}
        self.names: list[str] = []

    def name(self, i: int) -> str:
        """What the reading measures; those before it have their names already."""
        at = self._at(i)
        r = at.reading
        if r.kind == "count" and at.clause.endswith("等") and (listed := self._after(r)):
            return listed
        if joined := self._joined(at) or self._of_class(at):
            return joined
        if whole := self._whole(at):
            return whole
        if r.kind == "rate" and at.previous is not None and BASE_OF_RATE.fullmatch(at.gap):
            return self._part_of_base(at, at.previous)
        if at.previous is not None and ARRIVAL.fullmatch(at.gap) and self.names[at.previous]:
            return self._phrases.thing(self.names[at.previous])
        if at.previous is not None and REACHED.fullmatch(at.gap) and self._departed(at.previous):
            return self._phrases.thing(self.names[at.previous])
        if started := self._departing(at):
            return started
        if r.kind != "rank" and (changed := self._changed(at)):
            return changed
        if r.kind == "rate" and (share := SHARE.search(at.clause)):
            return self._of_whole(at, share)
        if r.kind == "rate" and at.previous is not None and OF_PLAN.search(at.clause):
            return self._carried(at)
        if r.unit == "倍" and (times := TIMES.search(at.clause)):
            subject = self._phrases.before(at.clause[: times.start()]).name
            return subject or self._carried(at) or self._earlier(at.gap)
        return self._named(i, at)

    def _at(self, i: int) -> _Place:
        r = self._readings[i]
        sentence = self._structure.sentence(r.start)[0]
        previous, start = antecedent(self._text, self._readings, i, sentence)
        gap = ASIDE.sub("", self._text[start : r.start])
        clause = BOUNDARY.split(gap)[-1]
        if r.kind == "rank":
            clause = self._rank_word.split(clause)[0]
        return _Place(r, sentence, previous, gap, clause)

    def _joined(self, at: _Place) -> str:
        """The name of the figure that only a list mark parts from this one."""
        r = at.reading
        if at.previous is None or r.kind == "rank" or not JOINED.fullmatch(at.gap):
            return ""
        before = self._readings[at.previous]
        if not at.gap and before.kind != r.kind:
            return ""
        own = self._after(r) if at.gap and r.kind == "count" else ""
        if r.unit not in CLASSIFIERS and (
            at.gap not in "和及与" or self._phrases.begins_with_verb(own)
        ):
            own = own if {before.kind, r.kind} == {"rate", "count"} else ""
        return own or self._noun(r) or self.names[at.previous]

    def _of_class(self, at: _Place) -> str:
        """The class that a bound or a span before the figure names: 年龄35岁以下的143人."""
        if at.previous is None:
            return ""
        bound, noun = self._readings[at.previous], CLASS_NOUN.fullmatch(at.gap)
        if not (noun or OF_CLASS.fullmatch(at.gap)):
            return ""
        if bound.modifier not in {"<", ">", ".."} or bound.kind in {"rate", "count"}:
            return ""
        if noun:
            bounded = self._text[bound.start : bound.end].endswith(("以上", "以下", "以内"))
            return self._text[bound.start : bound.end] + noun[1] if bounded else ""
        start = self._structure.clause(bound.start)[0]
        head = self._phrases.before(self._text[start : bound.start]).name
        return head + self._text[bound.start : bound.end]

    def _noun(self, r: Reading) -> str:
        """The unit where it is a noun of its own (五千农户)."""
        return r.unit if r.rule == "count.noun" and len(r.unit) > 1 else ""

    def _whole(self, at: _Place) -> str:
        """What the rate is a share of: 有百分之六十的职工."""
        r = at.reading
        if r.kind != "rate" or not self._text.startswith("的", r.end):
            return ""
        if not BEFORE_SHARE.search(at.clause):
            return ""
        noun = self._phrases.after(self._text, r.end, "count")
        return "" if noun in SHARE_HEADS or self._phrases.is_generic(noun) else noun

    def _at_site(self, phrase: str, at: _Place) -> str:
        """The site with the thing that an earlier clause or the figure before it measures."""
        led = at.clause.strip("、, ").removeprefix("其中").startswith(phrase)
        if not led or not self._site.fullmatch(phrase):
            return ""
        thing = self._earlier(at.gap)
        if not thing and at.previous is not None:
            before = self._readings[at.previous]
            if (before.kind, before.unit) == (at.reading.kind, at.reading.unit):
                carried = self._carried(at)
                thing = self._things.get(carried, carried)
        if not thing or self._phrases.is_actor(thing):
            return ""
        if (own := self._site.match(thing)) and len(thing) > own.end() + 1:
            thing = thing[own.end() :]
        self._things[phrase + thing] = thing
        return phrase + thing

    def _departing(self, at: _Place) -> str:
        """总收入由年初预算79552.91万元调整为…: the thing stands before 由."""
        start = DEPARTURE.search(at.clause)
        if not start or not LEVEL_AFTER.match(self._text, at.reading.end):
            return ""
        head = at.clause[: start.start()]
        if TIME_OF.fullmatch(head):
            return self._earlier(at.gap)
        share = SHARE.search(head) if at.reading.kind == "rate" else None
        phrase = share[0] if share else self._phrases.before(head).name
        return self._at_site(phrase, at) or phrase

    def _departed(self, k: int) -> bool:
        """Whether a change starts from the figure: 由5天压缩到2天."""
        r = self._readings[k]
        before = self._text[max(self._structure.sentence(r.start)[0], r.start - MAX_BASE) : r.start]
        return DEPARTURE.search(BOUNDARY.split(before)[-1]) is not None

    def _changed(self, at: _Place) -> str:
        """The measured thing and the change word: carried from the figure that changed."""
        rate = at.reading.kind == "rate"
        if benchmark := BENCHMARK.search(at.clause):
            return benchmark[0]
        noun = CHANGE_NOUN.search(at.clause)
        against = rate or AGAINST.search(at.clause) is not None
        more = MORE.search(at.clause)
        word = noun[1] if noun else self._phrases.change_word(at.clause, against)
        word = word or (more[1] if more else "")
        if not word or self._counts_more(at, word):
            return ""
        thing = self._phrases.without_comparison(at.clause[: at.clause.rfind(word)])
        named = self._phrases.before(thing)
        if phrase := named.name or self._phrases.act(named.verb):
            return phrase + word
        told = self._earlier(at.gap) or self._thing_before(at.previous)
        return (told or self._told_before(at)) + word

    def _counts_more(self, at: _Place, word: str) -> bool:
        """Whether a change counts the things behind it (增加5000个学位, 改造提升25个站点)."""
        if at.reading.kind != "count" or at.reading.unit not in CLASSIFIERS:
            return False
        act = at.clause.endswith(COUNTED_CHANGE) or self._phrases.ends_with_verb(
            at.clause.removesuffix(word)
        )
        return act and bool(self._after(at.reading))

    def _thing_before(self, k: int | None) -> str:
        """The thing of the nearest figure before that a change can be a change of."""
        for _ in range(MAX_BACK):
            if k is None:
                break
            sentence = self._structure.sentence(self._readings[k].start)[0]
            before = antecedent(self._text, self._readings, k, sentence)[0]
            name = self.names[k]
            if self._readings[k].kind == "rank" or self._phrases.ends_with_change(name):
                thing = self._phrases.unchanged(name)
                name = thing if before is None or self._says(k, thing) else ""
            if name and not self._phrases.is_plan(name) and not RELATIVE_NAME.match(name):
                return self._phrases.unplanned(name.removesuffix("占"))
            k = before
        return ""

    def _told_before(self, at: _Place) -> str:
        """The thing that the sentence before gives first, where this one opens with a comparison:
        收入120万元,为财政拨款。较上年减少…"""
        if at.previous is not None or not OPENS.match(self._text, at.sentence):
            return ""
        k = bisect_left(self._readings, at.sentence, key=lambda r: r.start) - 1
        if k < 0 or "\n" in self._text[self._readings[k].end : at.sentence]:
            return ""
        start = self._structure.sentence(self._readings[k].start)[0]
        first = bisect_left(self._readings, start, key=lambda r: r.start)
        if self._readings[first].kind in {"rate", "rank", "duration"}:
            return ""
        name = self.names[first]
        return "" if self._phrases.ends_with_change(name) else self._phrases.unplanned(name)

    def _says(self, k: int, thing: str) -> bool:
        """Whether the figure's own clause names the thing."""
        start = self._readings[k].start
        lead = self._text[max(self._structure.sentence(start)[0], start - MAX_BACK) : start]
        return bool(thing) and thing in BOUNDARY.split(lead)[-1]

    def _of_whole(self, at: _Place, share: regex.Match[str]) -> str:
        """占总户数, 完成年初预算; where nothing is named the part itself: 抢险救援占."""
        if share[0][0] != "占":
            alone = not share[0].removeprefix("完成").strip("了达约近到为")
            subject = self._phrases.before(at.clause[: share.start()]).name if alone else ""
            return (subject or (self._carried(at) if alone else "")) + share[0]
        noun = share[0][1:].strip("的达为到约了 ")
        noun = noun if len(noun) <= 8 else self._phrases.before(noun).name
        if len(noun) > 1:
            return "占" + noun
        subject = self._phrases.before(at.clause[: share.start()]).name
        carried = self._carried(at)
        return (subject or self._phrases.unchanged(carried) or carried) + "占"

    def _part_of_base(self, at: _Place, base: int) -> str:
        """占年初预算10065万元的43.2%: the verb and the base; 为计划258亿元的107%: what was done."""
        r = self._readings[base]
        whole, left = antecedent(self._text, self._readings, base, at.sentence)
        clause = BOUNDARY.split(self._text[left : r.start])[-1]
        verb = OF_BASE.search(clause)
        if verb is None or len(clause) - verb.start() > MAX_BASE:
            return self.names[base]
        if verb[0] in {"相当于", "等于", "为"} and whole is not None:
            return self.names[whole]
        return clause[verb.start() :].strip()

    def _named(self, i: int, at: _Place) -> str:
        """The phrase before the figure or the noun behind it, else what the sentence spoke of."""
        r, clause = at.reading, at.clause
        phrase, verb, act = (
            Named("", "") if COMPARED.match(clause) else self._phrases.before(clause)
        )
        after = self._after(self._readings[self._run_end(i)])
        if (not phrase or REST.search(clause)) and (said := self._copula(r)):
            return said
        whose = self._text.startswith("的", r.end)
        if (noun := self._noun(r)) and (whose or self._phrases.begins_with_verb(after)):
            return phrase if phrase and not whose else noun
        if after and (not phrase or self._names_after(at, verb, after)):
            return after
        if after and r.kind == "count" and clause.endswith("的"):
            return phrase if self._phrases.begins_with_verb(after) else after
        if phrase and verb and self._phrases.is_actor(phrase):
            if verb not in self._phrases.light:
                return verb
            phrase = ""
        if phrase in self._bare_heads and at.previous is not None:
            thing = self._thing_before(at.previous) or self.names[at.previous]
            return self._phrases.thing(thing) + phrase
        if phrase and verb and self._is_recipient(phrase, at):
            return self._earlier(self._at(i - 1).gap) or verb
        if (
            phrase
            and verb
            and verb not in self._phrases.light
            and self._serves(phrase, verb, clause)
        ):
            return verb
        if phrase:
            return self._at_site(phrase, at) or phrase + act
        if at.previous is not None and REACHED.fullmatch(clause) and self.names[at.previous]:
            carried = self._carried(at)
            changed = self._readings[at.previous].kind == "rate" != r.kind
            return self._phrases.thing(carried) if changed else carried
        if len(verb) > 1 and verb not in self._phrases.light:
            return verb
        carried = self._carried(at)
        if r.kind not in {"rate", "rank", "duration"} and STAIR.search(
            self._text, r.end, r.end + 8
        ):
            carried = self._phrases.thing(carried)
        if verb and verb not in self._phrases.light:
            thing = self._earlier(at.gap) or carried
            done = thing[-1:] in self._phrases.verbs
            return (thing[:-1] if done else thing) + verb
        if (
            verb
            and "实际" in clause
            and at.previous is not None
            and carried == self.names[at.previous]
        ):
            return f"实际{verb}"
        return self._earlier(at.gap) or carried or verb or self._noun(r)

    def _run_end(self, i: int) -> int:
        """The last of the figures that follow one another without a gap (745户1456人)."""
        readings = self._readings
        while i + 1 < len(readings) and readings[i + 1].start == readings[i].end:
            i += 1
        return i

    def _names_after(self, at: _Place, verb: str, after: str) -> bool:
        """Whether the noun behind the figure names it although a phrase stands before."""
        r, clause = at.reading, at.clause
        if verb and clause.rstrip("了着 ").endswith(verb):
            return True
        if LIST_MARK.search(clause):
            return True
        counted = r.unit in CLASSIFIERS and r.kind == "count"
        return counted and not self._phrases.begins_with_verb(after)

    def _is_recipient(self, phrase: str, at: _Place) -> bool:
        """Whether the phrase names those of the figure before: 给26户贫困户送去3.8万元."""
        if at.previous is None or phrase != self.names[at.previous]:
            return False
        return not BOUNDARY.search(at.gap) and at.gap.strip().startswith(phrase)

    def _serves(self, phrase: str, verb: str, clause: str) -> bool:
        """Whether the phrase names those for whom something is done (每年为国家节约)."""
        ends = clause.rstrip("了着 ").endswith(phrase + verb)
        return ends and clause[: clause.rindex(phrase)].endswith(("为", "给", "向", "替"))

    def _copula(self, r: Reading) -> str:
        """其余651件为判决: what the figure is said to be."""
        m = COPULA.match(self._text, r.end)
        return self._phrases.after(self._text, m.end(), "count") if m else ""

    def _after(self, r: Reading) -> str:
        if r.unit == "人" and (people := PEOPLE.match(self._text, r.end)):
            return "人" + people[0]
        noun = self._phrases.after(self._text, r.end, r.kind)
        if GRADE.fullmatch(noun):
            return noun + self._graded(r.end + len(noun))
        bare = self._phrases.unplanned(noun)
        return bare if len(bare) > 3 else noun

    def _graded(self, at: int) -> str:
        """What the next figure's noun says for both: 2个国家级、5个省级产业园."""
        i = bisect_left(self._readings, at, key=lambda r: r.start)
        if i == len(self._readings) or self._text[at : self._readings[i].start] not in LIST_MARKS:
            return ""
        following = self._readings[i]
        noun = self._phrases.after(self._text, following.end, following.kind)
        graded = GRADE.match(noun)
        if graded and graded.end() == len(noun):
            return self._graded(following.end + len(noun))
        return noun[graded.end() :] if graded else ""

    def _carried(self, at: _Place) -> str:
        """The name of the figure before, without its plan's word."""
        k = at.previous
        while k is not None and (
            BENCHMARK.match(self.names[k])
            or (at.reading.kind != "rate" and FULFILLED.match(self.names[k]))
        ):
            k = antecedent(self._text, self._readings, k, at.sentence)[0]
        return "" if k is None else self._phrases.unplanned(self.names[k].removesuffix("占"))

    def _earlier(self, gap: str) -> str:
        """What an earlier clause of the same sentence without a figure of its own speaks of."""
        for clause in reversed([c for c in BOUNDARY.split(gap)[:-1] if c.strip()]):
            if len(topic := self._phrases.topic(clause)) > 1:
                return topic
        return ""
