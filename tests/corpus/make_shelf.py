"""Writes the shelf of ``corpus/``: 100 short yearly reports in one zip, and a sample in Word.

``python tests/corpus/make_shelf.py`` renews both; the same bytes each time, as far as zip allows.
The counties are invented and the arithmetic is right, but for one report that contradicts itself.
"""

from __future__ import annotations

import io
import random
import zipfile
from decimal import Decimal
from pathlib import Path

CORPUS = Path(__file__).parents[2] / "corpus"
SHELF = CORPUS / "shelf.zip"
SAMPLE = CORPUS / "reports" / "对账有误-石河县农业农村工作总结.txt"
COUNTIES = (
    "青棠县", "石河县", "白渡县", "云栖县", "松南县", "临洲县", "棠溪县",
    "柳浦县", "丹水县", "梅岭县", "沙头县", "北屏县", "南渡县", "东塘县",
    "西堰县", "长汀县", "高桥县", "清源县", "双溪县", "龙口县",
)  # fmt: skip
YEARS = range(2019, 2024)
WRONG = ("柳浦县", 2021)


def rate(part: int, whole: int) -> str:
    """A share in per cent at one decimal, half up."""
    return f"{(Decimal(part) / whole * 100).quantize(Decimal('0.1'))}%"


def report(county: str, year: int, rng: random.Random) -> str:
    """One yearly report of a county's water bureau."""
    planned, central = rng.randint(3200, 9800), rng.randint(900, 2600)
    local = rng.randint(700, 2300)
    invested = central + local + rng.randint(400, 1900)
    own = invested - central - local
    target, done = rng.randint(40, 90), rng.randint(35, 95)
    households, poor = rng.randint(2200, 9000), rng.randint(200, 900)
    stated = rate(invested, planned)
    if (county, year) == WRONG:
        stated = rate(planned, invested)
    return (
        f"{county}水利局{year}年工作总结\n\n一、投资完成情况\n"
        f"全年计划投入水利资金{planned}万元，实际投入{invested}万元，完成率{stated}。"
        f"投入资金分别为中央{central}万元、省级{local}万元、县级{own}万元。\n\n"
        f"二、工程建设情况\n计划维修塘坝{target}座，实际维修{done}座，完成率{rate(done, target)}。"
        f"解决饮水困难{households}户，其中脱贫户{poor}户。\n"
    )


def shelf() -> dict[str, str]:
    """File name to text, county by county."""
    rng = random.Random(19)
    return {
        f"{county}水利局{year}.txt": report(county, year, rng)
        for county in COUNTIES
        for year in YEARS
    }


def main() -> None:
    """Write both."""
    from docx import Document

    with zipfile.ZipFile(SHELF, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in shelf().items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), text)
    document = Document()
    for line in SAMPLE.read_text(encoding="utf-8").splitlines():
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    SAMPLE.with_suffix(".docx").write_bytes(buffer.getvalue())


if __name__ == "__main__":
    main()
