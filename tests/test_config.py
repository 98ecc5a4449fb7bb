from __future__ import annotations

from pathlib import Path

import pytest

from reportparse.config import Config, load_config
from reportparse.errors import InputError


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_config(tmp_path) == Config()


def test_paths_are_relative_to_the_file_that_names_them(tmp_path: Path) -> None:
    (tmp_path / "reportparse.toml").write_text(
        'select = ["RP1"]\npatterns = "rules"\nlang = "en"\nbaseline = "known.json"\n',
        encoding="utf-8",
    )
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    config = load_config(inner)
    assert config.select == ("RP1",)
    assert config.lang == "en"
    assert config.patterns == tmp_path / "rules"
    assert config.baseline == tmp_path / "known.json"


def test_a_pyproject_counts_only_with_its_table(tmp_path: Path) -> None:
    (tmp_path / "reportparse.toml").write_text('ignore = ["RP3"]\n')
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "pyproject.toml").write_text('[project]\nname = "x"\n')
    assert load_config(inner).ignore == ("RP3",)
    (inner / "pyproject.toml").write_text('[tool.reportparse]\nignore = ["RP2"]\n')
    assert load_config(inner).ignore == ("RP2",)


def test_the_nearest_file_counts_and_reportparse_toml_first(tmp_path: Path) -> None:
    (tmp_path / "reportparse.toml").write_text('lang = "en"\n')
    (tmp_path / "pyproject.toml").write_text('[tool.reportparse]\nlang = "zh"\n')
    assert load_config(tmp_path).lang == "en"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("lang = 'fr'", "设置 lang 不对"),
        ("colour = true", "设置 colour 不对"),
        ("select = 'RP1'", "设置 select 不对"),
        ("select = [", "不是有效的 TOML"),
    ],
)
def test_a_faulty_file_is_named_with_its_key(tmp_path: Path, content: str, problem: str) -> None:
    (tmp_path / "reportparse.toml").write_text(content)
    with pytest.raises(InputError, match=problem) as caught:
        load_config(tmp_path)
    assert caught.value.name == str(tmp_path / "reportparse.toml")
