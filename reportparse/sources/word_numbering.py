"""Automatic numbering of Word documents: which number a paragraph is drawn with.

ISO/IEC 29500-1, 17.9: a paragraph names a numbering instance (``numId``) and a level, itself or
through its style; the instance names an abstract numbering with nine levels, each with a start, a
number format and a text such as ``(%1)`` or ``%1.%2``. Instances of one abstract numbering count on
together unless one overrides a start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reportparse.sources.archive import attribute, child, children, local
from reportparse.sources.numbering import draw

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_LEVELS = 9
_LEVELS_OF_STYLES = 20


@dataclass(slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    legal: bool = False
    restart: int | None = None
    style: str = ""


@dataclass(slots=True)
class _Instance:
    abstract: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, _Level] = field(default_factory=dict)


class Numbering:
    """The numbers of one document, drawn in the order of its paragraphs."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._links: dict[str, str] = {}
        self._instances: dict[str, _Instance] = {}
        self._counters: dict[str, list[int | None]] = {}
        self._used: set[tuple[str, int]] = set()
        self._styles: dict[str, tuple[str, str, str]] = {}
        style_links: dict[str, str] = {}
        for element in numbering if numbering is not None else ():
            if local(element) == "abstractNum":
                key = attribute(element, "abstractNumId")
                self._abstract[key] = _levels(element)
                self._counters[key] = [None] * _LEVELS
                if (link := child(element, "styleLink")) is not None:
                    style_links[attribute(link, "val")] = key
                if (link := child(element, "numStyleLink")) is not None:
                    self._links[key] = attribute(link, "val")
            elif local(element) == "num":
                self._read_instance(element)
        self._links = {
            key: style_links[style] for key, style in self._links.items() if style in style_links
        }
        for style in children(styles, "style") if styles is not None else ():
            number, level = _reference(child(style, "pPr"))
            base = child(style, "basedOn")
            parent = attribute(base, "val") if base is not None else ""
            self._styles[attribute(style, "styleId")] = number, level, parent

    def number(self, properties: Element | None) -> str:
        """The number of the next paragraph, from its ``pPr``; empty where it has none."""
        number, level = _reference(properties)
        style = child(properties, "pStyle")
        styled = attribute(style, "val") if style is not None else ""
        inherited, inherited_level, home = self._from_style(styled)
        number, level = number or inherited, level or inherited_level
        instance = self._instances.get(number)
        if instance is None:
            return ""
        abstract = self._links.get(instance.abstract, instance.abstract)
        levels = {**self._abstract.get(abstract, {}), **instance.levels}
        depth = int(level) if level.isdigit() else _styled_level(levels, home)
        if depth not in levels or depth >= _LEVELS:
            return ""
        self._count(number, instance, abstract, levels, depth)
        return self._draw(levels, self._counters[abstract], depth)

    def _read_instance(self, element: Element) -> None:
        link = child(element, "abstractNumId")
        instance = _Instance(attribute(link, "val") if link is not None else "")
        for override in children(element, "lvlOverride"):
            depth = _number(attribute(override, "ilvl"), 0)
            if (start := child(override, "startOverride")) is not None:
                instance.starts[depth] = _number(attribute(start, "val"), 1)
            if (level := child(override, "lvl")) is not None:
                instance.levels[depth] = _level(level)
        self._instances[attribute(element, "numId")] = instance

    def _from_style(self, style: str) -> tuple[str, str, str]:
        """Instance and level that a style gives, and the style of its chain that gives them."""
        level = ""
        for _ in range(_LEVELS_OF_STYLES):
            if style not in self._styles:
                break
            number, own_level, parent = self._styles[style]
            level = level or own_level
            if number:
                return number, level, style
            style = parent
        return "", level, ""

    def _count(
        self,
        number: str,
        instance: _Instance,
        abstract: str,
        levels: Mapping[int, _Level],
        depth: int,
    ) -> None:
        counter = self._counters.setdefault(abstract, [None] * _LEVELS)
        first = (number, depth) not in self._used
        self._used.add((number, depth))
        current = counter[depth]
        if first and depth in instance.starts:
            counter[depth] = instance.starts[depth]
        else:
            counter[depth] = levels[depth].start if current is None else current + 1
        for deeper in range(depth + 1, _LEVELS):
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart and depth < restart):
                counter[deeper] = None

    @staticmethod
    def _draw(levels: Mapping[int, _Level], counter: list[int | None], depth: int) -> str:
        text = levels[depth].text
        if levels[depth].format == "bullet":
            return ""
        for upper in range(_LEVELS):
            place = f"%{upper + 1}"
            if place in text:
                level = levels.get(upper, _Level())
                value = counter[upper] if counter[upper] is not None else level.start
                shape = "decimal" if levels[depth].legal and upper < depth else level.format
                text = text.replace(place, draw(value or 0, shape))
        return text


def _levels(element: Element) -> dict[int, _Level]:
    return {
        _number(attribute(level, "ilvl"), 0): _level(level) for level in children(element, "lvl")
    }


def _level(element: Element) -> _Level:
    level = _Level()
    for part in element:
        value = attribute(part, "val")
        match local(part):
            case "start":
                level.start = _number(value, 1)
            case "numFmt":
                level.format = value
            case "lvlText":
                level.text = value
            case "isLgl":
                level.legal = value not in {"0", "false", "off"}
            case "lvlRestart":
                level.restart = _number(value, 0)
            case "pStyle":
                level.style = value
            case "AlternateContent":
                fallback = child(part, "Fallback", "numFmt")
                level.format = attribute(fallback, "val") if fallback is not None else level.format
    return level


def _reference(properties: Element | None) -> tuple[str, str]:
    reference = child(properties, "numPr")
    number, level = child(reference, "numId"), child(reference, "ilvl")
    return (
        attribute(number, "val") if number is not None else "",
        attribute(level, "val") if level is not None else "",
    )


def _styled_level(levels: Mapping[int, _Level], style: str) -> int:
    return next((depth for depth, level in levels.items() if style and level.style == style), 0)


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else default
