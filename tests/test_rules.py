"""Rule files are validated on load, and a user's folder overlays the shipped ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportparse.errors import PatternError
from reportparse.models import Figure
from reportparse.pipeline import parse_text
from reportparse.rules import Example, load_rules


def folder(tmp_path: Path, text: str, name: str = "own.toml") -> Path:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def read(text: str, patterns: Path) -> tuple[Figure, ...]:
    return parse_text(text, patterns=patterns).figures


def test_the_shipped_rules_load() -> None:
    rules = load_rules()
    assert len(rules.entries) >= 100
    assert len({e.id for e in rules.entries}) == len(rules.entries)
    assert rules.lexicon
    assert load_rules() is rules


def test_a_new_unit_is_one_entry(tmp_path: Path) -> None:
    text = "发放鱼苗35瓢。"
    assert not parse_text(text).figures
    own = folder(
        tmp_path,
        '[[rule]]\nid = "count.gourd"\nkind = "count"\nforms = ["瓢"]\n'
        'examples = ["鱼苗【35瓢】 => 35 瓢"]\n',
    )
    (figure,) = read(text, own)
    assert (figure.text, figure.unit, figure.rule) == ("35瓢", "瓢", "count.gourd")


def test_an_entry_with_a_known_id_replaces_the_shipped_one(tmp_path: Path) -> None:
    own = folder(
        tmp_path, '[[rule]]\nid = "rate.doubling"\nkind = "count"\nforms = ["番"]\nunit = "番次"\n'
    )
    (figure,) = read("收入翻了两番。", own)
    assert (figure.kind, figure.unit) == ("count", "番次")
    shipped = {e.id for e in load_rules().entries}
    assert {e.id for e in load_rules(own).entries} == shipped


def test_a_table_is_merged_key_by_key(tmp_path: Path) -> None:
    own = folder(tmp_path, '[digits]\n"弌" = 1\n')
    digits = load_rules(own).table("digits")
    assert (digits["弌"], digits["九"]) == (1, 9)


def test_the_lexicon_is_added_to_and_comments_are_no_words(tmp_path: Path) -> None:
    own = folder(tmp_path, "# 地名\n青棠坝 白渡口  # 两个村\n", name="lexicon.txt")
    rules = load_rules(own)
    assert rules.lexicon[-2:] == ("青棠坝", "白渡口")
    assert rules.lexicon[:-2] == load_rules().lexicon


VALID = '[[rule]]\nid = "own.a"\nkind = "count"\nforms = ["瓢"]\n'


@pytest.mark.parametrize(
    ("text", "entry", "fault"),
    [
        ("[[rule]\n", "", "TOML"),
        ('[[rule]]\nid = "a"\nid = "b"\n', "", "TOML"),
        ('title = "x"\n', "title", "表"),
        ('rule = "x"\n', "第 1 条", ""),
        ('rule = ["x"]\n', "第 1 条", ""),
        ('[[rule]]\nforms = ["瓢"]\n', "第 1 条", "id"),
        ('[[rule]]\nid = "own.a"\nkind = "money"\n', "own.a", "kind"),
        ('[[rule]]\nid = "own.a"\nrole = "verb"\n', "own.a", "role"),
        ('[[rule]]\nid = "own.a"\nform = ["瓢"]\n', "own.a", "form"),
        ('[[rule]]\nid = "own.a"\nforms = "瓢"\n', "own.a", "forms"),
        ('[[rule]]\nid = "own.a"\nmodifier = "≈"\n', "own.a", "modifier"),
        ('[[rule]]\nid = "own.a"\nexamples = ["没有标记"]\n', "own.a", "【"),
        (
            '[[rule]]\nid = "own.a"\nkind = "count"\nforms = ["瓢"]\n\n[[rule]]\nid = "own.a"\n',
            "own.a",
            "两次",
        ),
        ('[[rule]]\nid = "own.a"\nforms = ["瓢"]\n', "own.a", "kind"),
        ('[[rule]]\nid = "own.a"\nkind = "count"\n', "own.a", "forms"),
        ('[[rule]]\nid = "own.a"\nkind = "count"\nforms = [""]\n', "own.a", "forms"),
        ('[[rule]]\nid = "own.a"\nkind = "rate"\nforms = ["瓢"]\nfactor = "x"\n', "own.a", "x"),
        ('[[rule]]\nid = "own.a"\nrole = "form"\nkind = "rate"\n', "own.a", "pattern"),
        ('[[rule]]\nid = "own.a"\nrole = "mask"\n', "own.a", "pattern"),
        ('[[rule]]\nid = "own.a"\nrole = "heading"\n', "own.a", "pattern"),
        ('[[rule]]\nid = "own.a"\nrole = "modifier"\nwords = ["顶"]\n', "own.a", "modifier"),
        ('[[rule]]\nid = "own.a"\nrole = "mask"\npattern = "(["\n', "own.a", "正则"),
        ('[[rule]]\nid = "own.a"\nrole = "mask"\npattern = "{nonsense}"\n', "own.a", "nonsense"),
    ],
)
def test_a_fault_names_file_entry_and_what_is_wrong(
    tmp_path: Path, text: str, entry: str, fault: str
) -> None:
    with pytest.raises(PatternError) as caught:
        load_rules(folder(tmp_path, text))
    error = caught.value
    assert error.file == "own.toml"
    assert error.entry == entry
    assert fault in error.fault
    assert str(error).startswith("own.toml: ")
    assert "\n" not in str(error)


@pytest.mark.parametrize("make", [True, False], ids=["empty", "absent"])
def test_a_folder_without_rules_is_an_error(tmp_path: Path, make: bool) -> None:
    own = tmp_path / "rules"
    if make:
        own.mkdir()
    with pytest.raises(PatternError, match="没有规则文件"):
        load_rules(own)


def test_a_file_that_is_no_utf8_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_bytes("# 规则\n".encode("gb18030"))
    with pytest.raises(PatternError, match=r"own\.toml"):
        load_rules(tmp_path)


def test_a_lexicon_that_is_no_utf8_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "lexicon.txt").write_bytes("规则\n".encode("gb18030"))
    with pytest.raises(PatternError, match=r"lexicon\.txt"):
        load_rules(tmp_path)


def test_a_missing_cue_names_it() -> None:
    rules = load_rules()
    for ask in (rules.cue, rules.words):
        with pytest.raises(PatternError, match=r"no\.such"):
            ask("no.such")


def test_a_cue_prefers_its_longest_word() -> None:
    found = load_rules().cue("sum.total").match("总收入合计")
    assert found is not None
    assert found[0] == "总收入"


@pytest.mark.parametrize(
    ("written", "text", "surface", "value", "unit"),
    [
        ("投入【5万元】资金 => 50000 元", "投入5万元资金", "5万元", "50000", "元"),
        ("居【第二】 => 2", "居第二", "第二", "2", ""),
        ("【一是】推进", "一是推进", "一是", "", ""),
    ],
)
def test_an_example_is_read(written: str, text: str, surface: str, value: str, unit: str) -> None:
    assert Example.read(written) == Example(text=text, surface=surface, value=value, unit=unit)
