"""The rule files are tidy, and code and files name the same cues."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

import reportparse
from reportparse.errors import PatternError
from reportparse.rules import RuleEntry, check, load_rules

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "patterns").glob("*.toml"))
RULES = load_rules()
CODE = "\n".join(
    p.read_text(encoding="utf-8") for p in sorted(Path(reportparse.__file__).parent.rglob("*.py"))
)


def repeated(words: Iterable[str]) -> list[str]:
    return [word for word, n in Counter(words).items() if n > 1]


def test_all_files_are_looked_at() -> None:
    assert {p.name for p in FILES} >= {e.file for e in RULES.entries}
    assert len(FILES) >= 10


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_file_is_tidy(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert not re.search(r"[\r\t\ufeff]", text)
    assert not re.search(r"[ ]\n|\n\n\n", text)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert text.startswith("# "), "the first line says what the file is about"
    for block in text.split("[[rule]]\n")[1:]:
        assert block.startswith("id = "), block[:40]
        assert block.endswith("\n\n") or text.endswith(block), "a blank line between rules"


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_examples_stand_last(path: Path) -> None:
    for rule in tomllib.loads(path.read_text(encoding="utf-8")).get("rule", []):
        named = [key for key in rule if key in ("examples", "counter_examples")]
        assert list(rule)[len(rule) - len(named) :] == named, rule["id"]
        assert named == sorted(named, reverse=True), rule["id"]


@pytest.mark.parametrize("entry", RULES.entries, ids=lambda e: e.id)
def test_no_word_stands_twice(entry: RuleEntry) -> None:
    for words in (entry.forms, entry.words, entry.context):
        assert repeated(words) == []


def test_no_unit_belongs_to_two_rules() -> None:
    assert repeated(form for e in RULES.of("unit") for form in e.forms) == []


def test_no_lexicon_word_stands_twice() -> None:
    written = (ROOT / "patterns" / "lexicon.txt").read_text(encoding="utf-8")
    words = [w for line in written.splitlines() for w in line.partition("#")[0].split()]
    assert repeated(words) == []
    assert tuple(words) == RULES.lexicon


def test_each_cue_is_used() -> None:
    families = ("quotient.",)
    in_ladders = {name for ladder in RULES.table("ladders").values() for name in ladder["classes"]}
    unused = [
        e.id
        for e in RULES.of("cue")
        if f'"{e.id}"' not in CODE and not e.id.startswith(families) and e.id not in in_ladders
    ]
    assert all(f'"{family}"' in CODE for family in families)
    assert unused == []


def test_each_cue_that_code_asks_for_is_there() -> None:
    asked = set(re.findall(r'\.(?:cue|words)\(\s*"([^"]+)"', CODE))
    assert len(asked) >= 20
    assert asked <= {e.id for e in RULES.of("cue")}


def test_each_table_that_code_asks_for_is_there() -> None:
    asked = set(re.findall(r'\.table\(\s*"([^"]+)"', CODE))
    assert asked == set(RULES.tables)


def test_a_table_that_names_no_cue_or_no_pattern_is_told(tmp_path: Path) -> None:
    for wrong, told in (
        ('[ladders.x]\nreach = "sentence"\nfirm = true\nclasses = ["class.none"]', "class.none"),
        ('[partitions.x]\nclasses = ["男", "(女"]', "x"),
    ):
        (tmp_path / "relations.toml").write_text(wrong, encoding="utf-8")
        with pytest.raises(PatternError, match=told):
            load_rules(tmp_path)


def test_a_changed_rule_is_read_again(tmp_path: Path) -> None:
    own = tmp_path / "names.toml"
    for name in ("五小工程", "一核两翼工程"):
        own.write_text(f'[[rule]]\nid = "name.own"\nrole = "mask"\nforms = ["{name}"]\n', "utf-8")
        (entry,) = (e for e in load_rules(tmp_path).entries if e.id == "name.own")
        assert entry.forms == (name,)
    assert load_rules(tmp_path) is load_rules(tmp_path)


def test_fragments_are_used_and_defined() -> None:
    fragments = set(RULES.table("fragments"))
    patterns = [e.pattern for e in RULES.entries] + list(RULES.table("fragments").values())
    used = set(re.findall(r"\{([a-z_]+)\}", "\n".join([*patterns, CODE])))
    assert fragments <= used


def test_each_pattern_is_a_regular_expression() -> None:
    check(RULES)
