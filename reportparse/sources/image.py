"""Scans: pictures of pages, read by character recognition (rapidocr, all on this machine).

Each line keeps the confidence it was read with. Recognition runs on the models inside the package;
nothing is fetched.
"""

from __future__ import annotations

import io
import math
import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from reportparse.errors import FormatError, MissingExtraError
from reportparse.models import DOUBTFUL
from reportparse.sources.document import Document, Draft
from reportparse.sources.layout import Mark, Page, Rule, write_pages
from reportparse.sources.limits import MAX_PIXELS, MAX_SCANNED_PAGES

if TYPE_CHECKING:
    from PIL.Image import Image

_FORMATS = ("PNG", "JPEG", "TIFF", "BMP")
_LONGEST_SIDE = 3600
_STRAIGHT = 0.25
"""Degrees; a page skewed by less is left as it is."""

_ZERO = re.compile(r"(?<=\d)[OoO〇](?=[\d.%\uff05])")
_ONE = re.compile(r"(?<=[\d.])[lI|](?=[\d.%\uff05])")
_PER_MILLE = re.compile(r"(?<=\d)[%\uff05][0oO\u3007](?![\d.%\uff05])")
_TEN_THOUSAND = re.compile(r"(?<=\d)方(?=元)")

_MODELS = ("models/*det*.onnx", "models/*rec*.onnx", "models/*cls*.onnx")
_PARAMETERS = {
    "Global.log_level": "error",
    "Global.max_side_len": _LONGEST_SIDE,
    "Global.text_score": 0.3,
    "Global.use_cls": False,
    "Det.limit_type": "max",
    "Det.limit_side_len": 1600,
}
"""Lines are looked for in a smaller picture and read in the full one. Whether a page stands upside
down is judged for the whole page: judged line by line, some good lines are turned."""


def load(data: bytes, name: str) -> Document:
    """Reads a picture of a page, or a TIFF of several."""
    draft = Draft(data, name, "image")
    image = _open(data, name)
    draft.format = (image.format or "image").lower()
    try:
        frames = getattr(image, "n_frames", 1)
    except _BROKEN:
        raise FormatError(name, "图片已损坏，无法读取", "请重新扫描或取得文件") from None
    if frames > MAX_SCANNED_PAGES:
        raise FormatError(name, f"超过{MAX_SCANNED_PAGES}页", "请拆分后再读")
    pages = [_frame(image, index, draft) for index in range(frames)]
    write_pages(pages, draft)
    return draft.finish()


def recognise_bytes(data: bytes, number: int, draft: Draft) -> Page:
    """Reads the picture of one page."""
    return recognise(_rgb(_open(data, draft.name), draft.name), number, draft)


def recognise(picture: Image, number: int, draft: Draft) -> Page:
    """Reads one page: its lines, straightened, and its ruled lines.

    Raises ``MissingExtraError`` where the extra ``ocr`` is not installed.
    """
    import numpy

    engine = _engine()
    picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    found = _read(engine, picture)
    if found and sum(_is_upright(box) for box, _, _ in found) * 2 < len(found):
        picture = picture.rotate(90, expand=True)
        found = _read(engine, picture)
    if found and median(confidence for _, _, confidence in found) < DOUBTFUL:
        turned = picture.rotate(180)
        other = _read(engine, turned)
        if _worth(other) > _worth(found):
            picture, found = turned, other
    skew = _skew([box for box, _, _ in found])
    if abs(skew) > _STRAIGHT:
        picture = picture.rotate(skew, expand=False, fillcolor=(255, 255, 255))
    width, height = picture.size
    marks = []
    for box, read, confidence in found:
        text = repair(read)
        if text != read:
            draft.warn(f"第{number}页识别结果已改正：“{read}”改为“{text}”")
        if text.strip():
            marks.append(Mark(text, *_straighten(box, skew, width, height), confidence))
            if confidence < DOUBTFUL:
                draft.warn(f"第{number}页有识别不清的行，数据请对照原件核对")
    return Page(number, width, height, marks, _rules(numpy.asarray(picture.convert("L"))))


def repair(text: str) -> str:
    """A recognised line with the confusions mended that leave no doubt: letters between digits
    that look like digits (1O5, 1l8), 方元 after a digit, which can only be 万元, and %0 behind one,
    which can only be ‰."""
    text = _ZERO.sub("0", text)
    text = _ONE.sub("1", text)
    text = _PER_MILLE.sub("‰", text)
    return _TEN_THOUSAND.sub("万", text)


def _open(data: bytes, name: str) -> Image:
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError:
        raise _missing() from None
    try:
        image = Image.open(io.BytesIO(data), formats=_FORMATS)
    except (UnidentifiedImageError, Image.DecompressionBombError, *_BROKEN):
        raise FormatError(name, "图片已损坏，无法打开", "请重新扫描或取得文件") from None
    return image


def _frame(image: Image, index: int, draft: Draft) -> Page:
    try:
        image.seek(index)
    except _BROKEN:
        raise FormatError(draft.name, f"第{index + 1}页已损坏", "请重新扫描") from None
    return recognise(_rgb(image, draft.name), index + 1, draft)


def _rgb(image: Image, name: str) -> Image:
    from PIL import Image, ImageOps

    if image.width * image.height > MAX_PIXELS:
        problem = f"图片过大（{image.width}×{image.height}像素）"
        raise FormatError(name, problem, "请用 200~300 dpi 重新扫描")
    try:
        turned = ImageOps.exif_transpose(image)
        if turned.mode in {"RGBA", "LA", "PA", "P"}:
            layered = turned.convert("RGBA")
            white = Image.new("RGBA", layered.size, "white")
            return Image.alpha_composite(white, layered).convert("RGB")
        return turned.convert("RGB")
    except (Image.DecompressionBombError, *_BROKEN):
        raise FormatError(name, "图片已损坏，无法读取", "请重新扫描或取得文件") from None


_BROKEN = (
    OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, AttributeError,
    OverflowError, ZeroDivisionError, MemoryError,
)  # fmt: skip


def _missing() -> MissingExtraError:
    return MissingExtraError("读扫描件需要文字识别组件，请安装：pip install 'reportparse[ocr]'")


@cache
def _engine() -> Any:
    try:
        import onnxruntime  # noqa: F401
        import rapidocr
    except ImportError:
        raise _missing() from None
    folder = Path(rapidocr.__file__).parent
    if not all(list(folder.glob(pattern)) for pattern in _MODELS):
        raise _missing()
    return rapidocr.RapidOCR(params=_PARAMETERS)


Corners = list[tuple[float, float]]


def _read(engine: Any, picture: Image) -> list[tuple[Corners, str, Decimal]]:
    import numpy

    pixels = numpy.asarray(picture)[:, :, ::-1]
    result = engine(pixels)
    if result.boxes is None:
        return []
    return [
        (
            [(float(x), float(y)) for x, y in box],
            str(text),
            Decimal(str(round(float(score), 4))),
        )
        for box, text, score in zip(result.boxes, result.txts, result.scores, strict=True)
    ]


def _worth(found: list[tuple[Corners, str, Decimal]]) -> Decimal:
    return sum((confidence * len(text) for _, text, confidence in found), Decimal(0))


def _is_upright(box: Corners) -> bool:
    (left, top), (right, _), (_, bottom) = box[0], box[1], box[2]
    return abs(right - left) >= 0.8 * abs(bottom - top)


def _skew(boxes: list[Corners]) -> float:
    """Degrees that the lines fall to the right, from the long ones."""
    angles = []
    for (x0, y0), (x1, y1), *_ in boxes:
        if x1 - x0 > 200:
            angles.append(math.degrees(math.atan2(y1 - y0, x1 - x0)))
    return median(angles) if angles else 0.0


def _straighten(
    box: Corners, skew: float, width: int, height: int
) -> tuple[float, float, float, float]:
    """The box of a line after its page is turned back by the skew."""
    if abs(skew) <= _STRAIGHT:
        skew = 0.0
    cos, sin = math.cos(math.radians(skew)), math.sin(math.radians(skew))
    xs, ys = [], []
    for x, y in box:
        dx, dy = x - width / 2, y - height / 2
        xs.append(width / 2 + dx * cos + dy * sin)
        ys.append(height / 2 - dx * sin + dy * cos)
    left, right = (xs[0] + xs[3]) / 2, (xs[1] + xs[2]) / 2
    top, bottom = (ys[0] + ys[1]) / 2, (ys[2] + ys[3]) / 2
    return min(left, right), min(top, bottom), max(left, right), max(top, bottom)


def _rules(grey: Any) -> list[Rule]:
    """Long dark strokes across and down the page: the lines of tables."""
    import cv2

    dark = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]
    length = max(grey.shape[1] // 30, 20)
    rules = []
    for kernel in ((length, 1), (1, length)):
        strokes = cv2.morphologyEx(
            dark, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, kernel)
        )
        strokes = cv2.dilate(strokes, cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3)))
        count, _, stats, _ = cv2.connectedComponentsWithStats(strokes)
        for left, top, wide, high, _ in stats[1:count].tolist():
            if min(wide, high) <= max(length // 4, 8):
                rules.append(Rule(left, top, left + wide, top + high))
    return rules
