"""Rule data: ``patterns/*.toml`` read, validated, overlaid and compiled.

A rule entry says what to read; the code that runs it is elsewhere. Files are families: a family
names the table that its entries stand in and the fields that they may have. A user's folder
overlays the shipped one: an entry with a known ``id`` replaces it, any other is added, and a
plain table (``[fragments]``, ``[words]``) is merged key by key.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal, Self

import regex
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from reportparse.errors import PatternError
from reportparse.expressions import compiled
from reportparse.models import Kind, Modifier

Role = Literal["unit", "form", "mask", "modifier", "heading", "cue"]
"""unit: a written unit behind a number; form: a figure with a grammar of its own; mask: what looks
like a figure and is none; modifier, heading and cue: words that set a figure's context."""


_MARKED = compiled(r"【([^【】]+)】")
_NUMBER = compiled(r"\d+(\.\d+)?")
_FRAGMENT = compiled(r"\{([a-z_]+)\}")
_NEEDED: dict[str, tuple[str, ...]] = {
    "unit": ("kind",),
    "form": ("kind", "pattern", "value"),
    "mask": (),
    "modifier": ("modifier",),
    "heading": ("pattern",),
    "cue": (),
}


class Example(BaseModel):
    """A text with the figure (or masked name) that a rule must read in it, ``【marked】``."""

    model_config = ConfigDict(frozen=True)

    text: str
    surface: str
    value: str = ""
    unit: str = ""

    @classmethod
    def read(cls, written: str) -> Example:
        """``投入【82607.32万元】 => 826073200 元`` to an example; what follows ``=>`` may lack."""
        body, _, answer = written.partition(" => ")
        found = _MARKED.search(body)
        if not found:
            raise ValueError(f"no 【…】 in {written!r}")
        value, _, unit = answer.partition(" ")
        plain = body.replace("【", "").replace("】", "")
        return cls(text=plain, surface=found[1], value=value, unit=unit)


class RuleEntry(BaseModel):
    """One rule of ``patterns/``.

    ``forms`` are literal surfaces; ``pattern`` is a regular expression in which ``{name}`` stands
    for a fragment of ``numerals.toml``; ``context`` are words one of which must stand in the clause
    before; a mask that ``yields`` gives way to a reading that holds it whole. ``examples`` must be
    read by this very rule, ``counter_examples`` by it never.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    role: Role = "unit"
    file: str = ""
    description: str = ""
    kind: Kind | None = None
    unit: str | None = None
    forms: tuple[str, ...] = ()
    pattern: str = ""
    modifier: Modifier | None = None
    factor: str = ""
    words: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    value: str = ""
    yields: bool = False
    examples: tuple[Example, ...] = ()
    counter_examples: tuple[str, ...] = ()

    @field_validator("examples", mode="before")
    @classmethod
    def _read_examples(cls, written: Any) -> Any:
        return tuple(Example.read(w) if isinstance(w, str) else w for w in written)

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        """Each role has what its mechanism needs."""
        needed = _NEEDED[self.role]
        missing = [field for field in needed if not getattr(self, field)]
        if missing:
            raise ValueError(f"{self.role} 规则缺少 {'、'.join(missing)}")
        if not (self.forms or self.words or self.pattern):
            raise ValueError(f"forms、words、pattern 至少要有一项，{self.role} 规则才读得出东西")
        if "" in self.forms or "" in self.words:
            raise ValueError("forms、words 里不能有空字符串")
        if self.factor and not _NUMBER.fullmatch(self.factor):
            raise ValueError(f"factor 不是数：{self.factor}")
        return self


@dataclass(frozen=True, eq=False)
class Rules:
    """All rules of one run: shipped ones, overlaid by a user's."""

    entries: tuple[RuleEntry, ...]
    tables: Mapping[str, Mapping[str, Any]]
    lexicon: tuple[str, ...]

    def of(self, role: Role) -> tuple[RuleEntry, ...]:
        """The entries with this role, in file order."""
        return tuple(e for e in self.entries if e.role == role)

    def words(self, name: str) -> tuple[str, ...]:
        """The words of the cue entry ``name``; a PatternError if there is none."""
        entry = self._by_id.get(name)
        if entry is None:
            raise PatternError("patterns", name, "缺少这一条目")
        return entry.words

    def cue(self, name: str) -> regex.Pattern[str]:
        """The words and the pattern of the cue entry ``name`` as one compiled alternation."""
        return self.cues[name]

    @cached_property
    def cues(self) -> Mapping[str, regex.Pattern[str]]:
        """Every cue by its name, compiled when first asked for."""
        return _Cues(self._compiled_cue)

    def any_cue(self, names: tuple[str, ...]) -> regex.Pattern[str]:
        """Several cues as one compiled alternation, to tell quickly that none is there."""
        key = "|".join(names)
        if key not in self._any_cues:
            self._any_cues[key] = compiled("|".join(self.cue(n).pattern for n in names))
        return self._any_cues[key]

    def table(self, name: str) -> Mapping[str, Any]:
        """A plain table such as ``fragments``."""
        return self.tables.get(name, {})

    def expand(self, pattern: str, entry: RuleEntry) -> str:
        """The pattern with ``{fragment}`` filled in."""

        def fill(m: regex.Match[str]) -> str:
            name = m[1]
            if name not in self._fragments:
                raise PatternError(entry.file, entry.id, f"pattern 里没有名为 {name} 的片段")
            return f"(?:{self._fragments[name]})"

        before = ""
        while before != pattern:
            before, pattern = pattern, _FRAGMENT.sub(fill, pattern)
        return pattern

    def compile(self, pattern: str, entry: RuleEntry) -> regex.Pattern[str]:
        """The pattern compiled; a PatternError names file and entry if it is no regex."""
        try:
            return compiled(self.expand(pattern, entry))
        except regex.error as e:
            raise PatternError(entry.file, entry.id, f"pattern 不是正则表达式：{e}") from e

    @cached_property
    def any_class(self) -> regex.Pattern[str]:
        """Any class of any partition."""
        partitions = self.table("partitions").values()
        return compiled("|".join(c for p in partitions for c in p["classes"]) or "(?!)")

    @cached_property
    def _by_id(self) -> dict[str, RuleEntry]:
        return {e.id: e for e in self.entries}

    @cached_property
    def _fragments(self) -> dict[str, str]:
        return {k: str(v) for k, v in self.table("fragments").items()}

    @cached_property
    def _any_cues(self) -> dict[str, regex.Pattern[str]]:
        return {}

    def _compiled_cue(self, name: str) -> regex.Pattern[str]:
        entry = self._by_id.get(name)
        if entry is None:
            raise PatternError("patterns", name, "缺少这一条目")
        parts = [entry.pattern] if entry.pattern else []
        parts += [regex.escape(w) for w in sorted(entry.words, key=len, reverse=True)]
        return self.compile("|".join(parts), entry)


class _Cues(dict[str, regex.Pattern[str]]):
    """Patterns by name, each compiled when it is first asked for."""

    def __init__(self, compiled: Callable[[str], regex.Pattern[str]]) -> None:
        self._compiled = compiled

    def __missing__(self, name: str) -> regex.Pattern[str]:
        self[name] = pattern = self._compiled(name)
        return pattern


def any_of(words: Collection[str]) -> str:
    """A regular expression for the longest of some words, with what they begin with in common.

    It is found several times as fast as ``a|b|c``, which tries one word after another.
    """
    following: dict[str, list[str]] = {}
    for word in sorted(words):
        if word:
            following.setdefault(word[0], []).append(word[1:])
    branches = [
        regex.escape(head) + (any_of(rest) if any(rest) else "") for head, rest in following.items()
    ]
    longer = "|".join(branches) or r"(?!)"
    return f"(?:{longer})?" if "" in words else f"(?:{longer})"


def load_rules(overlay: Path | None = None) -> Rules:
    """The shipped rules, overlaid by those of a folder, read again when a file there has changed.

    Raises PatternError, naming file, entry and fault, for a folder without rule files or a rule
    file that does not validate.
    """
    return _loaded(overlay, state_of(overlay))


def state_of(overlay: Path | None) -> tuple[tuple[str, int, int], ...]:
    """Name, time and size of each file of a folder of rules: the same as long as they are."""
    if overlay is None or not overlay.is_dir():
        return ()
    found = ((f.name, f.stat()) for f in overlay.iterdir())
    return tuple(sorted((name, s.st_mtime_ns, s.st_size) for name, s in found))


@lru_cache(maxsize=8)
def _loaded(overlay: Path | None, state: tuple[tuple[str, int, int], ...]) -> Rules:
    entries: dict[str, RuleEntry] = {}
    tables: dict[str, dict[str, Any]] = {}
    lexicon: dict[str, None] = {}
    for folder in [_shipped(), *([overlay] if overlay else [])]:
        files = (
            sorted(
                (f for f in folder.iterdir() if f.name.endswith((".toml", ".txt"))),
                key=lambda f: f.name,
            )
            if folder.is_dir()
            else []
        )
        if not files:
            raise PatternError(str(folder), "", "这个文件夹里没有规则文件（*.toml、lexicon.txt）")
        for file in files:
            if file.name.endswith(".txt"):
                lexicon.update(dict.fromkeys(_lexicon_words(_read(file))))
                continue
            for entry in _entries(file, tables):
                entries[entry.id] = entry
    rules = Rules(tuple(entries.values()), tables, tuple(lexicon))
    if overlay:  # the shipped rules by themselves are checked by the tests
        check(rules)
    return rules


def check(rules: Rules) -> None:
    """Raises PatternError for a pattern that is no regular expression or a table that is wrong.

    Each class of a ladder is a cue, each class of a partition a regular expression.
    """
    for entry in rules.entries:
        if entry.pattern:
            rules.compile(entry.pattern, entry)
    for name, ladder in rules.table("ladders").items():
        for cue in ladder.get("classes", ()):
            if not any(e.id == cue for e in rules.of("cue")):
                raise PatternError("ladders", name, f"classes 里的 {cue} 不是词条的 id")
    for name, partition in rules.table("partitions").items():
        for pattern in (*partition.get("classes", ()), *partition.get("optional", ())):
            try:
                compiled(pattern)
            except regex.error as e:
                raise PatternError("partitions", name, f"{pattern} 不是正则表达式：{e}") from e


def _shipped() -> Traversable:
    """Inside a wheel the rules are package data; in a checkout they lie beside the package."""
    packaged = resources.files("reportparse") / "_patterns"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "patterns"


def _read(file: Traversable) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as e:
        raise PatternError(file.name, "", "不是 UTF-8 编码，请另存为 UTF-8") from e


def _lexicon_words(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield from line.partition("#")[0].split()


def _entries(file: Traversable, tables: dict[str, dict[str, Any]]) -> Iterator[RuleEntry]:
    try:
        data = tomllib.loads(_read(file))
    except tomllib.TOMLDecodeError as e:
        raise PatternError(file.name, "", f"不是有效的 TOML:{e}") from e
    for name, content in data.items():
        if name != "rule":
            if not isinstance(content, dict):
                raise PatternError(file.name, name, "应当是一张表")
            tables.setdefault(name, {}).update(content)
            continue
        seen: set[str] = set()
        if not isinstance(content, list):
            raise PatternError(file.name, "第 1 条", "应当写成 [[rule]]")
        for n, raw in enumerate(content, 1):
            if not isinstance(raw, dict):
                raise PatternError(file.name, f"第 {n} 条", "应当写成 [[rule]]")
            label = str(raw.get("id") or f"第 {n} 条")
            if label in seen:
                raise PatternError(file.name, label, "id 用了两次")
            seen.add(label)
            try:
                entry = RuleEntry(**{**raw, "file": file.name})
            except ValidationError as e:
                first = e.errors()[0]
                where = ".".join(str(x) for x in first["loc"])
                raise PatternError(file.name, label, f"{where}: {first['msg']}") from e
            yield entry
