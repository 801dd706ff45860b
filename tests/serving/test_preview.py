"""The preview as its writer sees it: a real browser beside a file that is being edited."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from tests.conftest import CHECKOUT
from tests.running import edit

from pressmark.resources import resource

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import FrameLocator, Page

pytestmark = [pytest.mark.conformance, pytest.mark.xdist_group("browser")]

_PAGE = "iframe:not([data-coming])"


@dataclass
class Shown:
    """The preview in a browser's *tab*."""

    tab: Page

    @property
    def page(self) -> FrameLocator:
        """Return the frame with the article."""
        return self.tab.frame_locator(_PAGE)

    def says(self, words: str) -> None:
        """Wait until the page has *words*."""
        self.page.get_by_text(words).first.wait_for()

    def problem(self, words: str) -> str:
        """Wait until a problem with *words* lies over the page, and return all it says."""
        found = self.tab.locator("#problems article", has_text=words).first
        found.wait_for()
        return found.inner_text()

    def no_problem(self) -> None:
        """Wait until the last problem has gone."""
        self.tab.locator("#problems").wait_for(state="hidden")


@pytest.fixture
def show(browser, start):
    """Return a function that previews an article in a new tab."""
    tabs = []

    def opened(*arguments: str | Path) -> Shown:
        url = start("serve", *arguments, "--port", "0").wait_for("^http", where="out")
        tab = browser.new_page(viewport={"width": 900, "height": 700})
        tab.set_default_timeout(20_000)
        tabs.append(tab)
        tab.goto(url)
        return Shown(tab)

    yield opened
    for tab in tabs:
        tab.close()


def test_what_is_saved_is_shown_a_slip_is_told_at_its_line_and_goes_when_mended(show, article):
    shown = show(article)
    shown.says("Night workers walk home")

    edit(article, "Night workers walk home", "Night workers swim home")
    shown.says("Night workers swim home")

    edit(article, "kind: opinion ", "kind: opinoin ")
    told = shown.problem("opinoin")
    assert "boat.yaml:8:7" in told
    assert "kind: opinoin" in told
    assert "did you mean" in told
    assert shown.tab.locator("#problems mark").first.inner_text() == "opinoin"
    shown.says("Night workers swim home")

    edit(article, "kind: opinoin ", "kind: opinion ")
    shown.no_problem()


def test_all_problems_are_shown_in_the_order_of_the_file(show, article):
    shown = show(article)
    shown.says("Night workers")

    edit(article, "published: 2026-05-04", "published: yesterday")
    edit(article, "speaker: tomas", "speaker: tomsa")

    shown.problem("tomsa")
    lines = article.read_text("utf-8").splitlines()
    places = [int(place.split(":")[1]) for place in shown.tab.locator("#problems h2").all_inner_texts()]
    assert [lines[place - 1].split()[0] for place in places] == ["published:", "speaker:"]


def test_an_article_that_starts_broken_is_shown_as_soon_as_it_is_mended(show, article):
    edit(article, "kind: opinion ", "kind: [ ")
    shown = show(article)
    shown.problem("error[")

    edit(article, "kind: [ ", "kind: opinion ")

    shown.no_problem()
    shown.says("Night workers")


def test_a_save_by_renaming_is_seen(show, article):
    shown = show(article)
    shown.says("Night workers")

    text = article.read_text("utf-8")

    for word in ("swim", "row", "skate"):
        beside = article.with_name(".boat.yaml.new")
        beside.write_text(text.replace("The last river bus", f"They {word}; the last river bus"), "utf-8")
        beside.replace(article)
        shown.says(f"They {word};")


def test_an_article_that_goes_away_is_told_and_one_that_comes_back_is_shown(show, article):
    shown = show(article)
    shown.says("Night workers")
    text = article.read_text("utf-8")

    article.unlink()
    shown.problem("no such file")
    article.write_text(text.replace("Night workers", "Day workers"), "utf-8")

    shown.no_problem()
    shown.says("Day workers")


def test_an_image_that_changes_or_comes_later_is_shown(show, article):
    edit(article, "sections:  ", "images:\n  quay: {file: img/quay.png, alt: The quay}\n\nsections:  ")
    edit(article, "      {demands}", "      {image:quay}\n\n      {demands}")
    shown = show(article)
    shown.problem("quay.png")

    folder = article.parent / "img"
    folder.mkdir()
    Image.new("RGB", (40, 20), "navy").save(folder / "quay.png")
    shown.no_problem()
    assert _natural_size(shown) == [40, 20]

    Image.new("RGB", (60, 50), "maroon").save(folder / "quay.png")
    shown.tab.wait_for_function(
        f"() => document.querySelector('{_PAGE}')?.contentDocument.querySelector('figure img')?.naturalWidth === 60"
    )


def _natural_size(shown: Shown) -> list[int]:
    image = shown.page.locator("figure img")
    image.wait_for()
    return image.evaluate("image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])")


def test_a_style_and_a_template_that_change_are_shown(show, article, tmp_path):
    theme = tmp_path / "theme"
    theme.mkdir()
    style = resource("templates") / "screen.css"
    shown = show(article, "--theme", theme)
    shown.says("Night workers")

    (theme / "screen.css").write_text(style.read_text("utf-8") + "\nh1 { letter-spacing: 7px !important }\n", "utf-8")
    shown.tab.wait_for_function(
        "selector => {const page = document.querySelector(selector)?.contentDocument;"
        " return page?.readyState === 'complete' && page.querySelector('h1')"
        " && page.defaultView.getComputedStyle(page.querySelector('h1')).letterSpacing === '7px'}",
        arg=_PAGE,
    )

    template = theme / "article.html.j2"
    shutil.copy(resource("templates") / "article.html.j2", template)
    template.write_text(template.read_text("utf-8").replace("<h1", "<p>From the theme</p><h1", 1), "utf-8")
    shown.says("From the theme")


def test_a_mistake_in_a_template_is_told_and_goes_when_mended(show, article, tmp_path):
    theme = tmp_path / "theme"
    theme.mkdir()
    shown = show(article, "--theme", theme)
    shown.says("Night workers")

    (theme / "article.html.j2").write_text("{% if %}")
    assert "article.html.j2" in shown.problem("theme file")
    (theme / "article.html.j2").unlink()

    shown.no_problem()


def test_where_the_system_tells_of_no_changes_they_are_looked_for(show, article, monkeypatch):
    monkeypatch.setenv("WATCHFILES_FORCE_POLLING", "1")
    shown = show(article)
    shown.says("Night workers")

    for old, new in (("Night", "Day"), ("Day", "Dawn"), ("Dawn", "Tide")):
        edit(article, f"{old} workers", f"{new} workers")
        shown.says(f"{new} workers")


def test_a_burst_of_saves_ends_with_the_last_one_and_few_pages(show, article):
    shown = show(article)
    shown.says("Night workers")
    loads = []
    shown.tab.on("request", lambda request: loads.append(request.url) if "/page/" in request.url else None)
    text = article.read_text("utf-8")

    for number in range(40):
        article.write_text(text.replace("Night workers", f"{number} workers"), "utf-8")
    shown.says("39 workers")
    shown.tab.wait_for_timeout(500)

    shown.says("39 workers")
    assert 1 <= len(loads) <= 5


def test_a_save_that_changes_nothing_loads_nothing(show, article):
    shown = show(article)
    shown.says("Night workers")
    loads = []
    shown.tab.on("request", lambda request: loads.append(request.url))

    article.write_bytes(article.read_bytes())
    shown.tab.wait_for_timeout(700)

    assert loads == []


def test_the_reader_stays_at_the_same_place_of_the_page(show, article):
    edit(article, "      {demands}", "".join(f"      Line {n}.\n\n" for n in range(100)) + "      {demands}")
    shown = show(article)
    shown.says("Line 99.")
    frame = shown.tab.locator(_PAGE)
    frame.evaluate("frame => frame.contentWindow.scrollTo(0, 900)")

    edit(article, "Line 99.", "The last line.")
    shown.says("The last line.")

    assert shown.tab.locator(_PAGE).evaluate("frame => frame.contentWindow.scrollY") == 900


def test_the_pdf_is_one_click_away(show, article):
    shown = show(article)
    link = shown.tab.locator("#pdf")
    shown.tab.locator("#pdf[data-state=ready]").wait_for()

    answer = shown.tab.request.get(link.evaluate("link => link.href"))

    assert link.is_visible()
    assert answer.body().startswith(b"%PDF-")


def test_what_the_print_run_would_regret_is_shown_at_its_line_and_goes_when_mended(show, article):
    shown = show(article)
    shown.says("Night workers")

    edit(article, "Night workers", "Night 𒀀 workers")
    told = shown.problem("U+12000")
    assert "in the PDF" in told
    line = next(number for number, text in enumerate(article.read_text("utf-8").splitlines(), 1) if "𒀀" in text)
    assert f"boat.yaml:{line}:" in told
    shown.says("Night 𒀀 workers")

    edit(article, "Night 𒀀 workers", "Day workers")
    shown.no_problem()
    shown.tab.locator("#pdf[data-state=ready]").wait_for()


def test_warnings_are_shown_and_cover_nothing(show, article):
    edit(article, "      {quote:tied-up}\n", "")
    shown = show(article)
    shown.says("Night workers")

    shown.problem("warning[not-placed]")
    page, box = (shown.tab.locator(one).bounding_box() for one in ("#pages", "#problems"))
    assert page["y"] + page["height"] <= box["y"]


def test_nothing_in_the_page_runs_though_a_theme_puts_it_there(show, article, tmp_path):
    theme = tmp_path / "theme"
    theme.mkdir()
    (theme / "article.html.j2").write_text(
        "<!doctype html><title>t</title><p id=p>still<script>document.getElementById('p').textContent = 'ran'</script>"
        "<img src=x onerror=\"document.getElementById('p').textContent = 'ran'\">"
    )
    shown = show(article, "--theme", theme)

    shown.says("still")
    shown.tab.wait_for_timeout(300)
    assert shown.page.locator("#p").inner_text() == "still"


def test_words_that_look_like_markup_stay_words_in_a_problem(show, article):
    shown = show(article)
    shown.says("Night workers")

    edit(article, "kind: opinion ", "kind: <img src=x onerror=alert(1)> ")

    assert "<img src=x" in shown.problem("onerror")
    assert shown.tab.locator("#problems img").count() == 0


def test_the_end_of_the_command_is_told_and_the_page_stays(browser, start, article):
    running = start("serve", article, "--port", "0")
    tab = browser.new_page()
    tab.goto(running.wait_for("^http", where="out"))
    shown = Shown(tab)
    shown.says("Night workers")

    running.interrupt()

    tab.get_by_text("has ended").wait_for()
    shown.says("Night workers")
    tab.close()


@pytest.mark.soak
def test_from_keystroke_to_changed_page_it_takes_less_than_a_second():
    bench = CHECKOUT / "bench" / "preview.py"
    ran = subprocess.run([sys.executable, bench, "--edits", "20"], capture_output=True, text=True, check=False)

    # The program fails by itself where any edit took longer.
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "| a word changed | 20 |" in ran.stdout
