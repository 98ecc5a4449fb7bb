"""Settings of a project: ``reportparse.toml``, or ``[tool.reportparse]`` of ``pyproject.toml``.

The nearest file counts, from the working folder upwards. Paths in it are relative to it. What the
command line says goes first.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from reportparse.codes import CODES, explain
from reportparse.errors import InputError


class Config(BaseModel):
    """The settings. ``select`` and ``ignore`` are codes or their beginnings (RP1)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    patterns: Path | None = None
    lang: Literal["zh", "en"] = "zh"
    baseline: Path | None = None

    def overridden(self, **said: Any) -> Config:
        """These settings, less those that something else is said about; ``None`` says nothing.

        Codes may be joined by commas. Raises ReportparseError for one that begins no known code.
        """
        given = {name: value for name, value in said.items() if value}
        for name in ("select", "ignore"):
            given[name] = _codes(given.get(name, getattr(self, name)))
        return self.model_copy(update=given)


def _codes(written: Iterable[str]) -> tuple[str, ...]:
    codes = tuple(c.strip().upper() for item in written for c in item.split(",") if c.strip())
    for code in codes:
        if not any(known.startswith(code) for known in CODES):
            explain(code)
    return codes


def load_config(folder: Path) -> Config:
    """The settings that hold in ``folder``; the defaults where no file says anything.

    Raises InputError, naming file and key, for a file that does not validate.
    """
    for parent in (folder, *folder.parents):
        for name, tables in (("reportparse.toml", ()), ("pyproject.toml", ("tool", "reportparse"))):
            path = parent / name
            if path.is_file():
                settings = _table(path, tables)
                if settings is not None:
                    return _validated(path, settings)
    return Config()


def _table(path: Path, names: tuple[str, ...]) -> dict[str, Any] | None:
    try:
        data: Any = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise InputError(str(path), f"不是有效的 TOML：{e}", "请改正后重试") from e
    except OSError as e:
        raise InputError(str(path), f"读不了：{e.strerror}", "请检查权限") from e
    for name in names:
        data = data.get(name) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else None


def _validated(path: Path, settings: dict[str, Any]) -> Config:
    try:
        config = Config(**settings)
    except ValidationError as e:
        first = e.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        known = "、".join(Config.model_fields)
        raise InputError(
            str(path), f"设置 {key} 不对：{first['msg']}", f"可用的设置有 {known}"
        ) from e
    return config.model_copy(
        update={
            "patterns": path.parent / config.patterns if config.patterns else None,
            "baseline": path.parent / config.baseline if config.baseline else None,
        }
    )
