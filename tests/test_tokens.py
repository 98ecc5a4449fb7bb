"""jieba's words without its tables: the same as jieba's own tokenizer finds."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import jieba
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportparse import tokens
from reportparse.rules import load_rules
from reportparse.sources import load
from reportparse.tokens import Tokenizer, dictionary

NEW = ("实际投入", "脱贫攻坚", "人均可支配收入", "GDP增速", "十四五")
WORDS = (*NEW, *load_rules().lexicon)
CORPUS = Path(__file__).parent.parent / "corpus" / "reports"


@pytest.fixture(scope="module")
def plain() -> jieba.Tokenizer:
    jieba.setLogLevel(logging.WARNING)
    own = jieba.Tokenizer()
    for word in WORDS:
        own.add_word(word)
    return own


@pytest.fixture(scope="module", params=["own", "rjieba"])
def ours(request: pytest.FixtureRequest) -> Iterator[Tokenizer]:
    if request.param == "rjieba":
        pytest.importorskip("rjieba")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokens, "ENOUGH", -1 if request.param == "rjieba" else sys.maxsize)
        yield Tokenizer(WORDS)


def test_the_words_are_those_of_jieba(plain: jieba.Tokenizer, ours: Tokenizer) -> None:
    texts = [load(path).text for path in sorted(CORPUS.glob("*.txt"))]
    lines = [line for text in texts for line in text.splitlines()]
    assert len(lines) > 50
    phrases = {phrase for line in lines for phrase in re.split("[^一-龥]+", line)}
    for phrase in (*lines, *phrases):
        assert ours.lcut(phrase) == plain.lcut(phrase)
        assert ours.lcut(phrase, HMM=False) == plain.lcut(phrase, HMM=False)


KNOWN = st.text(
    "全县人均可支配收入实际投增长GDP速脱贫攻坚十四五年3.5%,、一的吉林高富帅", max_size=20
)
ANY = st.lists(
    st.one_of(
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FD7),
        st.sampled_from([*"aZ09.%+#&_- \t，。“①㎡𠀀é", "\r", "\n", "\r\n", "规上", "我区", *NEW]),
    ),
    max_size=12,
).map("".join)


@pytest.mark.parametrize("model", [True, False])
@given(text=st.one_of(KNOWN, ANY))
def test_so_they_are_in_any_text(
    plain: jieba.Tokenizer, ours: Tokenizer, model: bool, text: str
) -> None:
    assert ours.lcut(text, HMM=model) == plain.lcut(text, HMM=model)


def test_a_word_of_ones_own_weighs_what_jieba_gives_it(
    plain: jieba.Tokenizer, ours: Tokenizer
) -> None:
    assert ours.total == plain.total
    for word in WORDS:
        for fragment in (word[:length] for length in range(1, len(word) + 1)):
            assert ours.frequency(fragment) == plain.FREQ[fragment]


def test_rjieba_goes_on_where_it_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    rjieba = pytest.importorskip("rjieba")
    cut: list[str] = []

    class Counted(rjieba.Jieba):  # type: ignore[misc, name-defined]
        def cut(self, text: str, hmm: bool) -> list[str]:
            cut.append(text)
            words: list[str] = super().cut(text, hmm)
            return words

    monkeypatch.setattr(rjieba, "Jieba", Counted)
    monkeypatch.setattr(tokens, "ENOUGH", 10)
    tokenizer = Tokenizer(WORDS)
    for phrase in ("实际投入", "人均收入", "资金GDP", "脱贫攻坚"):
        tokenizer.lcut(phrase)
    assert cut == ["脱贫攻坚"]


def test_it_goes_without_rjieba(plain: jieba.Tokenizer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rjieba", None)
    monkeypatch.setattr(tokens, "ENOUGH", -1)
    alone = Tokenizer(WORDS)
    assert alone._swift is None
    assert alone.lcut("全县实际投入资金") == plain.lcut("全县实际投入资金")


def test_few_beginnings_are_remembered(
    plain: jieba.Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "MOST_ASKED", 3)
    small = Tokenizer(WORDS)
    sentence = "全县实际投入资金与人均可支配收入增长"
    assert small.lcut(sentence) == plain.lcut(sentence)


def test_the_dictionary_tells_words_beginnings_and_the_rest() -> None:
    assert (dictionary().frequency("吉林") or 0) > 1
    assert dictionary().frequency("吉林工业大") == 0
    assert dictionary().frequency("资金增") is None
    assert dictionary().tag("增长")[1] == "v"
    assert dictionary().tag("资金增") == (0, "")


def test_the_known_total_is_the_sum() -> None:
    data = b"\xe4\xb8\x80 5 m\n\xe4\xb8\x80\xe4\xb8\x80 2 m\n"
    assert tokens._Dictionary(data).total == 7
    with jieba.get_dict_file() as file:
        assert dictionary().total == sum(int(line.split(b" ")[1]) for line in file)


def test_every_word_and_beginning_weighs_what_jieba_gives_it() -> None:
    with jieba.get_dict_file() as file:
        data = file.read()
        file.seek(0)
        frequencies, total = jieba.Tokenizer.gen_pfdict(file)
    any_other = tokens._Dictionary(data.replace(b"\n", b"\n\n", 1))  # in no known order
    for words in (dictionary(), any_other):
        assert words.total == total
        assert all(words.frequency(word) == given for word, given in frequencies.items())


def test_jieba_loads_nothing_that_it_can_do_without() -> None:
    code = (
        "import sys, reportparse.tokens; assert 'pkg_resources' not in sys.modules;"
        "import reportparse.words as w; w.tokenizer(())('实际投入资金');"
        "import jieba; assert not jieba.dt.initialized"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
