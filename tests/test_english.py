"""Every error and warning has its English: none stays Chinese under ``--lang en``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import reportparse
from reportparse import parse
from reportparse.english import TEXTS, in_english, told
from reportparse.errors import FormatError, InputError, MissingExtraError, PatternError

PACKAGE = Path(reportparse.__file__).parent
CHINESE = re.compile(r"[\u4e00-\u9fff]")
RAISED = re.compile(r"\w*Error|warn|foreign|busy")
HELD = {"problem", "remedy", "note", "_REFUSED", "_REMEDY", "_MOJIBAKE", "where"}


def _text(node: ast.expr) -> str | None:
    """A literal as a template, what is put into it as {}."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            part.value if isinstance(part, ast.Constant) else "{}" for part in node.values
        )
    return None


def _literals(node: ast.AST) -> Iterator[str]:
    """The outermost texts below a node."""
    for child in ast.iter_child_nodes(node):
        text = _text(child) if isinstance(child, ast.expr) else None
        if text is None:
            yield from _literals(child)
        elif CHINESE.search(text):
            yield text


def _said(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if RAISED.fullmatch(called):
                yield from _literals(node)
        elif isinstance(node, ast.Assign):
            names = {n.id for t in node.targets for n in ast.walk(t) if isinstance(n, ast.Name)}
            if names & HELD:
                yield from _literals(node)


MODULES = [
    path
    for path in sorted(PACKAGE.rglob("*.py"))
    if not {"relations", "figures"} & set(path.parts) and path.name != "english.py"
]


def test_the_texts_of_all_modules_are_found() -> None:
    assert sum(len(set(_said(path))) for path in MODULES) > 100


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_all_that_is_said_has_its_english(path: Path) -> None:
    assert [text for text in dict.fromkeys(_said(path)) if text not in TEXTS] == []


@pytest.mark.parametrize("text", TEXTS)
def test_the_english_is_english_and_holds_what_the_chinese_holds(text: str) -> None:
    assert not CHINESE.search(TEXTS[text])
    assert TEXTS[text].count("{") == text.count("{")


def test_what_is_put_into_a_text_stays_and_is_translated_itself() -> None:
    assert in_english("超过3000页") == "more than 3000 pages"
    assert (
        in_english("其中 a.xml 已损坏，无法解压") == "a.xml in it is damaged and cannot be unpacked"
    )
    assert in_english("没有这样的话") == "没有这样的话"


@pytest.mark.parametrize(
    ("error", "english"),
    [
        (InputError("甲.txt", "没有这个文件", "请检查路径和文件名"),
         "甲.txt: no such file. Check the path and the name"),
        (FormatError("a.pdf", "文件已加密"), "a.pdf: the file is encrypted"),
        (PatternError("a.toml", "count.a", "id 用了两次"), "a.toml: count.a: the id is used twice"),
        (MissingExtraError("写 xlsx 需要 xlsxwriter：pip install xlsxwriter"),
         "writing xlsx needs xlsxwriter: pip install xlsxwriter"),
    ],
)  # fmt: skip
def test_errors_are_told_in_either_language(error: Exception, english: str) -> None:
    assert told(error, "en") == english
    assert told(error, "zh") == str(error)
    assert in_english(str(error)) == english


def test_warnings_of_a_report_are_in_the_language_asked_for() -> None:
    from sources import samples

    data = samples.docx(samples.paragraph("完成12万元。"))
    assert parse(data, name="a.pdf", lang="en").warnings == (
        "the extension is pdf, the content was read as docx",
    )
    assert parse(data, name="a.pdf").warnings == ("扩展名是 pdf，按内容读作 docx",)
