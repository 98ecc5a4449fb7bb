"""The page in a real browser: clicks, filters, search, keys, attacks, size.

``python tests/outputs/test_browser.py`` takes the picture of the README anew.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from samples import figure, report

from reportparse import parse
from reportparse.models import Check, Figure, Report, Section
from reportparse.outputs import Options
from reportparse.outputs.html import page, render

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_CHROMIUM = next(filter(None, map(shutil.which, _NAMES)), None)
pytestmark = pytest.mark.skipif(_CHROMIUM is None, reason="no Chromium is installed")

CORPUS = Path(__file__).parents[2] / "corpus/reports"
WRONG = CORPUS / "对账有误-石河县农业农村工作总结.txt"
STALL = 1_000
"""Milliseconds in which every action on 20,000 figures must be done, on a slow machine."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visit:
    """A page on disk, opened; ``complaints`` gathers what scripts and the policy report."""

    def __init__(self, browser: Any, file: Path, source: str, **context: Any) -> None:
        file.write_text(source, encoding="utf-8")
        self.context = browser.new_context(viewport={"width": 1440, "height": 900}, **context)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("dialog", lambda dialog: self.complaints.append("dialog"))
        self.page.goto(file.as_uri())

    def classes(self, mark: str) -> list[str]:
        """The classes of an element."""
        return str(self.page.locator(mark).get_attribute("class")).split()


@pytest.fixture(scope="module")
def wrong_page() -> str:
    return "".join(render([parse(WRONG)], Options()))


@pytest.fixture
def visit(browser: Any, tmp_path: Path, wrong_page: str) -> Iterator[Visit]:
    opened = Visit(browser, tmp_path / "page.html", wrong_page)
    yield opened
    opened.context.close()
    assert opened.complaints == []
    assert len(set(opened.requests)) == 1


def test_a_click_on_a_finding_leads_to_its_figures(visit: Visit) -> None:
    finding = visit.page.locator("#checks .check", has_text="完成率115%")
    finding.locator(".go").click()
    ids = str(finding.get_attribute("data-figures")).split()
    assert "stated" in visit.classes(f"#text #{ids[0]}")
    assert [visit.page.locator(f"#text #{i}").inner_text() for i in ids] == ["115%", "40个", "46个"]
    assert all("operand" in visit.classes(f"#text #{i}") for i in ids[1:])
    card = visit.page.locator("#card")
    assert card.is_visible()
    assert "40个 ÷ 46个 = 86.96%" in card.inner_text()
    visit.page.wait_for_function(
        "id => { const b = document.getElementById(id).getBoundingClientRect();"
        " return b.top > 0 && b.bottom < innerHeight }",
        arg=ids[0],
    )


def test_the_record_shows_on_hover_and_goes_again(visit: Visit) -> None:
    visit.page.locator("#text .f", has_text="6240万元").hover()
    card = visit.page.locator("#card")
    card.wait_for()
    shown = card.inner_text()
    for part in ("62,400,000 元", "种粮补贴", "amount.", "第7行"):
        assert part in shown
    visit.page.mouse.move(5, 700)
    card.wait_for(state="hidden")


def test_keys_walk_over_figures_and_findings(visit: Visit) -> None:
    keyboard, focused = visit.page.keyboard, visit.page.locator("#text .f:focus")
    first, second = visit.page.locator("#text .f").all_inner_texts()[:2]
    keyboard.press("j")
    keyboard.press("j")
    assert visit.page.locator("#card .big span").inner_text() == focused.inner_text()
    keyboard.press("ArrowLeft")
    assert focused.inner_text() == first
    keyboard.press("ArrowRight")
    assert focused.inner_text() == second
    keyboard.press("Escape")
    assert not visit.page.locator("#card").is_visible()
    keyboard.press("n")
    assert "stated" in str(focused.get_attribute("class"))
    assert visit.page.locator("#checks .check.open .n").inner_text() == "1"
    keyboard.press("n")
    assert visit.page.locator("#checks .check.open .n").inner_text() == "2"
    keyboard.press("p")
    assert visit.page.locator("#checks .check.open .n").inner_text() == "1"


def test_a_figure_is_reached_by_tab_and_shows_its_record(visit: Visit) -> None:
    assert visit.page.locator("#text .f[tabindex='0']").count() == 1
    visit.page.locator("#text .f[tabindex='0']").focus()
    assert visit.page.locator("#card").is_visible()


def test_filters_by_kind_program_status_and_verdict(visit: Visit) -> None:
    page = visit.page
    total = page.locator("#text .f").count()
    page.locator("#filter").click()
    page.locator(".kinds label", has_text="金额").click()
    amounts = page.locator("#text .f.amount").count()
    assert page.locator("#text .f.off").count() == amounts > 0
    assert page.locator("#listed").inner_text() == str(total - amounts)
    page.locator(".kinds label", has_text="金额").click()
    page.locator("select[name=verdict]").select_option("mismatch")
    assert page.locator("#text .f:not(.off)").count() == page.locator("#text .f.mismatch").count()
    page.locator("select[name=status]").select_option("target")
    assert page.locator("#text .f:not(.off)").all_inner_texts() == ["46个"]
    page.locator("#filters button[type=reset]").click()
    page.wait_for_function("() => !document.querySelector('#text .off')")
    page.locator("select[name=program]").select_option("畜牧")
    shown = page.locator("#text .f:not(.off)").all_inner_texts()
    assert "115%" in shown
    assert "6240万元" not in shown
    page.keyboard.press("Escape")
    assert not page.locator("#filters").is_visible()


def test_the_list_of_figures_follows_the_filter(visit: Visit) -> None:
    page = visit.page
    page.locator("#tab-figures").click()
    assert page.locator(".rows button").first.inner_text().startswith("62.4万亩")
    page.keyboard.press("f")
    page.locator("select[name=verdict]").select_option("mismatch")
    rows = page.locator(".rows button")
    assert rows.first.locator("b").inner_text() == "46个"
    rows.first.click()
    assert page.locator("#text .f:focus").inner_text() == "46个"


def test_a_program_shows_its_figures(visit: Visit) -> None:
    page = visit.page
    page.locator("#tab-programs").click()
    row = page.locator("#programs tbody", has_text="畜牧")
    assert row.locator("td").all_inner_texts()[:4] == ["46个", "40个", "115%", "86.96%"]
    done, said = row.locator(".done").bounding_box(), row.locator(".said").bounding_box()
    goal = row.locator(".goal").bounding_box()
    assert done["x"] + done["width"] < goal["x"] < said["x"]
    row.locator("[data-program]").click()
    assert page.locator("select[name=program]").input_value() == "畜牧"
    assert page.locator("#text .f:not(.off)").count() > 0


def test_search_finds_across_marks_and_widths(visit: Visit) -> None:
    page = visit.page
    page.keyboard.press("/")
    page.keyboard.type("完成率１15%")
    page.wait_for_function("() => document.getElementById('hits').textContent === '1'")
    page.keyboard.press("Enter")
    assert page.locator("#hits").inner_text() == "1/1"
    found = page.evaluate("[...CSS.highlights.get('hit')].map(String)")
    assert found == ["完成率115%"]
    page.keyboard.press("Escape")
    assert page.locator("#query").input_value() == ""


def test_the_switch_turns_everything_to_english_and_back(visit: Visit) -> None:
    page = visit.page
    assert "所述115%" in page.locator("#checks").inner_text()
    page.locator("#language").click()
    assert page.locator("html").get_attribute("lang") == "en"
    panel = page.locator(".side").inner_text()
    assert "Mismatch" in panel
    assert "不符" not in panel
    assert "所述" not in panel
    assert page.locator("#query").get_attribute("placeholder") == "Search the text"
    page.keyboard.press("j")
    assert "Value" in page.locator("#card").inner_text()
    page.keyboard.press("l")
    assert "数值" in page.locator("#card").inner_text()


def test_the_outline_leads_and_follows(visit: Visit) -> None:
    page = visit.page
    page.locator(".outline a", has_text="农民增收").click()
    page.wait_for_function(
        "() => document.querySelector('.outline [aria-current]').textContent.includes('农民增收')"
    )


def test_a_link_to_a_figure_opens_it(browser: Any, tmp_path: Path, wrong_page: str) -> None:
    opened = Visit(browser, tmp_path / "page.html", wrong_page)
    opened.page.goto((tmp_path / "page.html").as_uri() + "#f20")
    opened.page.reload()
    assert opened.page.locator("#text .f:focus").get_attribute("id") == "f20"
    opened.context.close()


def test_on_a_phone_one_pane_at_a_time(visit: Visit) -> None:
    page = visit.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    assert page.locator("#text").is_visible()
    assert not page.locator("#checks").is_visible()
    page.locator("#tab-checks").click()
    assert not page.locator("#text").is_visible()
    page.locator("#checks .go").first.click()
    assert page.locator("#text").is_visible()
    card = page.locator("#card").bounding_box()
    assert (card["x"], card["width"]) == (0, 390)
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_in_print_text_findings_and_programs_stand_open(visit: Visit) -> None:
    page = visit.page
    page.emulate_media(media="print")
    for part in ("#text", "#checks", "#programs"):
        assert page.locator(part).is_visible()
    for part in (".top", ".outline", ".tabs", "#figures"):
        assert not page.locator(part).is_visible()


def test_without_script_the_page_still_reads(browser: Any, tmp_path: Path, wrong_page: str) -> None:
    opened = Visit(browser, tmp_path / "page.html", wrong_page, java_script_enabled=False)
    for part in ("#text", "#checks", "#programs"):
        assert opened.page.locator(part).is_visible()
    assert not opened.page.locator("#filter").is_visible()
    opened.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(browser: Any, tmp_path: Path, wrong_page: str, scheme: str) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1 between text and paper, for every colour of words."""
    opened = Visit(browser, tmp_path / "page.html", wrong_page, color_scheme=scheme)
    colours = opened.page.evaluate(
        """() => {
          const parse = (text) => text.match(/[\\d.]+/g).map(Number);
          const probe = document.body.appendChild(document.createElement("i"));
          const of = (name) => {
            probe.style.color = `var(--${name})`;
            return parse(getComputedStyle(probe).color).slice(0, 3);
          };
          const names = ["paper", "sheet", "ink", "soft", "bad", "warn", "good", "accent",
            "bad-bg", "warn-bg"];
          return Object.fromEntries(names.map((name) => [name, of(name)]));
        }"""
    )
    opened.context.close()
    for ink in ("ink", "soft", "bad", "warn", "good", "accent"):
        for paper in ("paper", "sheet"):
            assert _contrast(colours[ink], colours[paper]) >= 4.5, (ink, paper)
    assert _contrast(colours["bad"], colours["bad-bg"]) >= 4.5
    assert _contrast(colours["warn"], colours["warn-bg"]) >= 4.5


def _contrast(one: list[float], other: list[float]) -> float:
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: list[float]) -> float:
    """Relative luminance of sRGB, as WCAG defines it."""
    linear = [c / 3294.6 if c <= 10.31 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return float(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])


ATTACKS = (
    "<script>window.hurt=1</script>",
    "</script><script>window.hurt=1</script>",
    "<img src=x onerror=window.hurt=1>",
    '"onfocus=window.hurt=1 autofocus x="',
    "</style><svg onload=window.hurt=1>",
    "javascript:window.hurt=1",
    "</textarea></select></title><iframe srcdoc='<script>parent.hurt=1</script>'>",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hostile_report_runs_nothing(browser: Any, tmp_path: Path, attack: str) -> None:
    text = f"一、{attack}\n{attack}共5人\n"
    one = figure(
        text, "5人", id="f1", value="5", indicator=attack, subject=attack, program=attack,
        rule=attack, unit=attack,
    )  # fmt: skip
    check = Check(
        id="c1", code="RP101", relation="ratio", stated="f1", operands=("f1",), severity="error",
        verdict="mismatch", message=attack,
    )  # fmt: skip
    section = Section(id="s1", level=1, marker="一、", heading=attack, start=0, end=len(text))
    made = report(text, [one], name=attack, title=attack, checks=(check,), sections=(section,))
    opened = Visit(browser, tmp_path / "page.html", page(made))
    for key in ("j", "n", "3", "l", "2"):
        opened.page.keyboard.press(key)
    opened.page.wait_for_timeout(50)
    assert opened.page.evaluate("window.hurt") is None
    assert attack in opened.page.locator("#text").inner_text()
    assert opened.requests == [(tmp_path / "page.html").as_uri()]
    assert opened.complaints == []
    opened.context.close()


def test_the_policy_stops_what_would_get_in(browser: Any, tmp_path: Path, wrong_page: str) -> None:
    """The second line of defence: markup that did get in runs nothing and loads nothing."""
    injected = "<script>window.hurt=1</script><img src='http://example.invalid/x' onerror='hurt=1'>"
    source = wrong_page.replace('<article id="text"', injected + '<article id="text"')
    assert injected in source
    opened = Visit(browser, tmp_path / "page.html", source)
    opened.page.wait_for_timeout(50)
    assert opened.page.evaluate("window.hurt") is None
    assert sum("Content Security Policy" in complaint for complaint in opened.complaints) >= 2
    assert "js" in opened.classes("html")
    opened.context.close()


def test_twenty_thousand_figures_without_a_stall(browser: Any, tmp_path: Path) -> None:
    opened = Visit(browser, tmp_path / "page.html", page(_large()), bypass_csp=True)
    load = opened.page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    assert load < 10 * STALL
    key = "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '%s', bubbles: true}))"
    actions = {
        "next figure": key % "j",
        "next finding": key % "n",
        "filter": "document.querySelector('input[name=kind]').click()",
        "unfilter": "document.querySelector('input[name=kind]').click()",
        "list": "document.getElementById('tab-figures').click()",
        "scroll the list": "document.querySelector('.scroll').scrollTop = 500000",
        "scroll the text": "scrollTo(0, document.body.scrollHeight / 2)",
        "switch": "document.getElementById('language').click()",
        "far figure": "location.hash = '#f19990'",
    }
    for name, action in actions.items():
        taken = opened.page.evaluate(
            """async (action) => {
              const start = performance.now();
              (0, eval)(action);
              await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
              return performance.now() - start;
            }""",
            action,
        )
        assert taken < STALL, name
    opened.page.wait_for_function("() => document.activeElement.id === 'f19990'")
    assert opened.page.locator(".rows button").count() < 60
    assert opened.complaints == []
    opened.context.close()


def _large() -> Report:
    """A report of 20,000 figures in 2,500 paragraphs, 1,000 checks."""
    line = "投资1200万元，新建道路35公里，惠及480户，完成率98.5%；计划60个，实际59个，300元，4成。"
    words: tuple[tuple[str, str, Any], ...] = (
        ("1200万元", "amount", "元"), ("35公里", "measure", "公里"), ("480户", "count", "户"),
        ("98.5%", "rate", "%"), ("60个", "count", "个"), ("59个", "count", "个"),
        ("300元", "amount", "元"), ("4成", "rate", "成"),
    )  # fmt: skip
    figures = [
        Figure(
            id=f"f{8 * n + k}", start=n * (len(line) + 1) + line.index(word), kind=kind,
            end=n * (len(line) + 1) + line.index(word) + len(word), text=word, value=Decimal(k),
            low=None, high=None, unit=unit, indicator="投资", program=f"专项{n // 50}", rule="r",
        )
        for n in range(2500)
        for k, (word, kind, unit) in enumerate(words)
    ]  # fmt: skip
    checks = tuple(
        Check(
            id=f"c{n}", code="RP101", relation="ratio", stated=f"f{16 * n + 3}",
            operands=(f"f{16 * n + 5}", f"f{16 * n + 4}"), verdict="mismatch", severity="warning",
            message="完成率98.5%：59个 ÷ 60个 = 98.33%",
        )
        for n in range(1000)
    )  # fmt: skip
    return report("\n".join([line] * 2500), figures, checks=checks)


def _picture(file: Path) -> None:
    """Writes the picture of the README: the page with a finding followed."""
    from io import BytesIO

    from PIL import Image

    source = "".join(render([parse(WRONG, name=WRONG.name)], Options()))
    with sync_api.sync_playwright() as playwright, TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        opened = Visit(browser, Path(folder, "page.html"), source, device_scale_factor=1.5)
        opened.page.set_viewport_size({"width": 1360, "height": 860})
        opened.page.locator("#checks .check", has_text="完成率115%").locator(".go").click()
        opened.page.evaluate("scrollTo({top: 260, behavior: 'instant'})")
        opened.page.wait_for_timeout(500)
        shot = Image.open(BytesIO(opened.page.screenshot()))
        shot.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE).save(file, optimize=True)
        browser.close()


if __name__ == "__main__":
    _picture(CORPUS.parents[1] / "docs" / "assets" / "view.png")
