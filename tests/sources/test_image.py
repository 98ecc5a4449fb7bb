"""Scans: what is done around character recognition, and recognition itself where installed."""

from __future__ import annotations

import io
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from reportparse.errors import FormatError, InputError, MissingExtraError
from reportparse.sources import image, load, load_all

pillow = pytest.importorskip("PIL.Image")
pytest.importorskip("cv2")

FONTS = sorted(Path("/usr/share/fonts").rglob("Noto*CJK*egular*"))


def _picture(kind: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    pillow.new("RGB", (900, 600), "white").save(file, kind, **options)
    return file.getvalue()


def _line(
    text: str, top: float, score: str = "0.99", left: float = 100
) -> tuple[Any, str, Decimal]:
    right = left + 30.0 * len(text)
    box = [(left, top), (right, top), (right, top + 30), (left, top + 30)]
    return box, text, Decimal(score)


def _recogniser(monkeypatch: pytest.MonkeyPatch, lines: list[tuple[Any, str, Decimal]]) -> None:
    monkeypatch.setattr(image, "_engine", lambda: None)
    monkeypatch.setattr(image, "_read", lambda engine, picture: list(lines))


def test_lines_keep_their_confidence(monkeypatch: pytest.MonkeyPatch) -> None:
    _recogniser(monkeypatch, [_line("一、总体", 50), _line("完成12万元。", 100, "0.61")])
    document = load(_picture(), name="a.png")
    assert document.text == "一、总体\n完成12万元。\n"
    assert [place.confidence for place in document.places] == [Decimal("0.99"), Decimal("0.61")]
    assert document.format == "png"
    assert "第1页有识别不清的行" in document.warnings[0]


def test_every_page_of_a_tiff_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    _recogniser(monkeypatch, [_line("完成12万元。", 300)])
    pages = _picture("TIFF", save_all=True, append_images=[pillow.new("RGB", (900, 600))])
    assert [place.page for place in load(pages, name="a.tif").places] == [1, 2]
    monkeypatch.setattr(image, "MAX_SCANNED_PAGES", 1)
    with pytest.raises(FormatError, match="超过1页"):
        load(pages, name="a.tif")


def test_a_skewed_page_is_straightened(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = []
    for index in range(4):
        top = 100.0 + 40 * index
        box = [(100.0, top), (800.0, top + 35), (800.0, top + 65), (100.0, top + 30)]
        lines.append((box, f"第{index}行" + "字" * 20, Decimal("0.99")))
    _recogniser(monkeypatch, lines)
    text = load(_picture(), name="a.png").text
    assert [text.index(f"第{index}行") for index in range(4)] == [0, 23, 46, 69]


@pytest.mark.parametrize(
    ("read", "repaired"),
    [
        ("1O5户", "105户"),
        ("1l8.44%", "118.44%"),
        ("82607.32方元", "82607.32万元"),
        ("死亡率2.61%0;3.75%o", "死亡率2.61‰;3.75‰"),
        ("占4%05项", "占4%05项"),
        ("土方3方", "土方3方"),
        ("GO1", "GO1"),
        ("120。3月", "120。3月"),
    ],
)
def test_only_sure_confusions_are_repaired(read: str, repaired: str) -> None:
    assert image.repair(read) == repaired


def test_repairs_are_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    _recogniser(monkeypatch, [_line("完成1O5方元", 50)])
    document = load(_picture(), name="a.png")
    assert document.text == "完成105万元\n"
    assert "“完成1O5方元”改为“完成105万元”" in document.warnings[0]


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    image._engine.cache_clear()
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'reportparse\[ocr\]'"):
        load(_picture(), name="a.png")
    assert isinstance(next(load_all(_picture(), name="a.png")), MissingExtraError)


def test_broken_huge_and_blank_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    _recogniser(monkeypatch, [])
    with pytest.raises(FormatError, match="已损坏"):
        load(_picture()[:60], name="a.png")
    with pytest.raises(InputError, match="没有可读的文字"):
        load(_picture(), name="a.png")
    monkeypatch.setattr(image, "MAX_PIXELS", 1000)
    with pytest.raises(FormatError, match="图片过大"):
        load(_picture(), name="a.png")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("cut", range(40, 400, 40))
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP"])
def test_damaged_pictures(kind: str, cut: int, monkeypatch: pytest.MonkeyPatch) -> None:
    _recogniser(monkeypatch, [_line("完成12万元。", 100)])
    data = bytearray(_picture(kind))
    del data[cut : cut + 7]
    for found in load_all(bytes(data), name=f"a.{kind.lower()}"):
        assert found


@pytest.mark.skipif(not FONTS, reason="needs a Chinese font")
def test_recognition_itself() -> None:
    pytest.importorskip("rapidocr")
    pytest.importorskip("onnxruntime")
    from PIL import ImageDraw, ImageFont

    image._engine.cache_clear()
    picture = pillow.new("RGB", (1000, 300), "white")
    font = ImageFont.truetype(str(FONTS[0]), 40)
    ImageDraw.Draw(picture).text((60, 100), "实际投入82607.32万元", "black", font)
    file = io.BytesIO()
    picture.save(file, "PNG")
    document = load(file.getvalue(), name="a.png")
    assert "82607.32万元" in document.text
    assert (document.places[0].confidence or 0) > Decimal("0.8")
