"""The page in a real browser: accessible in light and dark, at any width, and silent on the network."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import absent
from tests.page.articles import full, withdrawn

from pressmark import model as m
from pressmark.theme import load_theme
from pressmark.writers import html

AXE = Path(__file__).parents[1] / "conformance" / "node_modules" / "axe-core" / "axe.min.js"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def german() -> m.Article:
    """Return an article whose words are longer than a telephone is wide."""
    article = full("de", "summary")
    section = m.Section("s", LONG, (m.Paragraph((m.Text(f"{LONG}. https://harbourpost.example/{'x' * 200}"),)),))
    return replace(article, headline=LONG, deck=LONG, keywords=(LONG,), sections=(section, *article.sections))


ARTICLES = {
    "opinion": full(),
    "statement": full(kind="statement"),
    "summary": full(kind="summary"),
    "withdrawn": withdrawn(),
    "German": german(),
    "Arabic": full("ar", "summary"),
    "Hebrew": full("he", "statement"),
    "Chinese": full("zh"),
    "untranslated": full("ur"),
}


@pytest.fixture(scope="module")
def tab(browser):
    """Return a tab that takes every request for a failure."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.requests = []
    page.on("request", lambda request: page.requests.append(request.url))
    yield page
    context.close()


@pytest.fixture
def shown(tab, options):
    """Return a function that shows an article in the tab."""

    def show(article: m.Article, width: int = 1280, scheme: str = "light"):
        tab.requests.clear()
        tab.set_viewport_size({"width": width, "height": 800})
        tab.emulate_media(color_scheme=scheme)
        tab.set_content(html.render(article, options), wait_until="load")
        return tab

    return show


@pytest.mark.conformance
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["opinion", "statement", "summary", "withdrawn", "Arabic", "untranslated"])
def test_axe_finds_no_violation(shown, name, scheme):
    if not AXE.exists():
        absent("axe-core is not installed; scripts/tools.sh fetches it")
    tab = shown(ARTICLES[name], scheme=scheme)
    tab.add_script_tag(path=str(AXE))
    found = tab.evaluate("async () => await axe.run(document, {resultTypes: ['violations']})")
    assert found["passes"]
    assert [(v["id"], v["impact"], v["nodes"][0]["html"]) for v in found["violations"]] == []


def _luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    colour = "".join(c * 2 for c in colour[1:]) if len(colour) == 4 else colour[1:]
    parts = [int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_text_colour_stands_out_from_every_ground_it_meets():
    # axe leaves some contrasts undecided, where elements overlap; the colours themselves leave nothing open.
    style = load_theme().text("screen.css")
    rules = [
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", rule)) for rule in re.findall(r":root \{([^}]*)\}", style)
    ]
    light, dark, more, more_dark = (rule for rule in rules if "paper" in rule)
    schemes = [light, {**light, **dark}, {**light, **more}, {**light, **dark, **more, **more_dark}]
    pairs = [(text, ground) for text in ("ink", "soft", "accent") for ground in ("paper", "panel")]
    poor = []
    for scheme in schemes:
        for text, ground in [*pairs, ("alert", "alert-panel"), ("ink", "alert-panel")]:
            low, high = sorted((_luminance(scheme[text]), _luminance(scheme[ground])))
            if (high + 0.05) / (low + 0.05) < 7:
                poor.append((text, ground, scheme[text], scheme[ground]))
    assert poor == []


@pytest.mark.parametrize("width", [320, 768, 1440])
@pytest.mark.parametrize("name", ARTICLES)
def test_nothing_is_wider_than_the_window(shown, name, width):
    tab = shown(ARTICLES[name], width)
    assert tab.evaluate("() => document.documentElement.scrollWidth") <= width


def test_at_400_percent_zoom_the_text_reflows(shown):
    tab = shown(german(), 320)  # WCAG 2.2, 1.4.10: 1280 pixels at 400 % are 320
    lines = "() => [...document.querySelectorAll('p, li, dd')].every(e => e.getBoundingClientRect().right <= 320.5)"
    assert tab.evaluate(lines)


def test_text_spacing_of_the_readers_own_hides_nothing(shown):
    tab = shown(full(kind="summary"), 320)
    tab.add_style_tag(
        content="* {line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important}"
    )
    assert tab.evaluate("() => document.documentElement.scrollWidth") <= 320


def test_the_page_makes_no_request(shown):
    tab = shown(full(kind="summary"))
    tab.evaluate("() => document.fonts.ready")
    asked = [url for url in tab.requests if not url.startswith("data:")]
    tab.evaluate("() => fetch('https://harbourpost.example/').catch(() => null)")
    assert asked == []
    assert "https://harbourpost.example/" in tab.requests  # who listens was awake


def test_nothing_moves_while_the_page_loads(browser, options, tmp_path):
    (tmp_path / "page.html").write_bytes(html.write(full(kind="summary"), options))
    context = browser.new_context(viewport={"width": 412, "height": 800})
    page = context.new_page()
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(l => { for (const e of l.getEntries()) window.moved += e.value })"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    page.goto((tmp_path / "page.html").as_uri())
    page.wait_for_timeout(300)
    moved = page.evaluate("() => window.moved")
    page.evaluate("() => document.querySelector('h1').style.marginTop = '300px'")
    page.wait_for_timeout(300)
    noticed = page.evaluate("() => window.moved")
    context.close()
    assert moved == 0
    assert noticed > 0  # the observer was awake


def test_a_line_of_text_holds_about_65_characters(shown):
    tab = shown(
        full(sections=(m.Section("s", None, (m.Paragraph((m.Text("The last river bus leaves. " * 40),)),)),)), 1440
    )
    lines = tab.evaluate(
        "() => { const p = document.querySelector('#s + p'), r = document.createRange(); r.selectNodeContents(p);"
        " return new Set([...r.getClientRects()].map(b => Math.round(b.top))).size }"
    )
    assert 55 <= 27 * 40 / lines <= 75


def test_what_is_drawn_on_nothing_has_a_light_ground_in_the_dark(shown):
    drawing = replace(full().images[0], transparent=True)
    logo = replace(full().outlet.logo, transparent=True)
    section = m.Section("s", None, (m.Figure(drawing),))
    article = full(sections=(section,), images=(drawing,))
    tab = shown(replace(article, outlet=replace(article.outlet, logo=logo)), scheme="dark")
    grounds = tab.evaluate("() => [...document.querySelectorAll('img')].map(e => getComputedStyle(e).backgroundColor)")
    assert grounds == ["rgb(255, 255, 255)"] * 2


@pytest.mark.parametrize("width", [400, 1440])
def test_a_picture_is_as_large_as_the_source_asks(shown, width):
    wide = [
        replace(full().images[0], id=size, size=size, width=1600, height=900) for size in ("small", "column", "full")
    ]
    section = m.Section("s", None, (m.Paragraph((m.Text("The boat leaves. " * 40),)), *map(m.Figure, wide)))
    tab = shown(full(sections=(section,), images=tuple(wide)), width)
    text, small, column, most = tab.evaluate(
        "() => ['#s + p', '#small img', '#column img', '#full img'].map(s => document.querySelector(s))"
        ".map(e => e.getBoundingClientRect()).map(b => [b.left, b.right])"
    )
    rules = tab.evaluate("() => document.querySelector('.outlet').getBoundingClientRect().right")
    assert small[0] == column[0] == pytest.approx(text[0], abs=1)
    assert small[1] - small[0] <= (text[1] - text[0]) / 2 + 1
    assert column[1] == pytest.approx(rules, abs=1)
    assert most[0] < column[0]
    assert 0 <= most[0] < most[1] <= width


def test_the_tab_key_goes_through_the_page_in_reading_order(shown):
    tab = shown(full())
    tab.keyboard.press("Tab")
    tops = []
    for _ in range(8):
        tops.append(tab.evaluate("() => document.activeElement.getBoundingClientRect().top + scrollY"))
        tab.keyboard.press("Tab")
    assert tops == sorted(tops)


def test_a_focused_link_has_an_outline(shown):
    tab = shown(full())
    tab.keyboard.press("Tab")
    assert tab.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_quotation_marks_are_shown_once(shown):
    tab = shown(full())
    assert tab.evaluate("() => getComputedStyle(document.querySelector('q'), '::before').content") == "none"


def test_a_reader_of_the_page_hears_a_quote_once(shown):
    tab = shown(full(sections=full().sections[1:]))
    assert tab.locator("aside.pull-quote").get_attribute("aria-hidden") == "true"
