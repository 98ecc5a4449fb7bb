"""How the command line is used: the choices of an option, the help in English."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import typer

from reportparse.errors import ReportparseError

HELP = frozenset({"-h", "--help"})


def one_of(*choices: str) -> Callable[[str | None], str | None]:
    """The check of an option that has a few values."""

    def check(value: str | None) -> str | None:
        if value is not None and value not in choices:
            raise typer.BadParameter(f"{value!r}：可用的有 {'、'.join(choices)}")
        return value

    return check


def in_language(command: Any, arguments: Sequence[str]) -> Any:
    """A click command whose help is in the language that its arguments or the settings ask for."""
    helps = not arguments or not HELP.isdisjoint(arguments)
    return _englished(command) if helps and _language(arguments) == "en" else command


def _language(arguments: Sequence[str]) -> str:
    said = [b for a, b in pairwise(arguments) if a == "--lang"]
    said += [a.removeprefix("--lang=") for a in arguments if a.startswith("--lang=")]
    if said:
        return said[-1]
    from reportparse.config import load_config

    with suppress(ReportparseError):
        return load_config(Path.cwd()).lang
    return "zh"


def _englished(command: Any) -> Any:
    """The command and all below it, each help in English where its English is known."""
    from reportparse.english import in_english

    for part in (command, *command.params):
        if getattr(part, "help", None):
            part.help = in_english(part.help)
    for child in getattr(command, "commands", {}).values():
        _englished(child)
    return command
