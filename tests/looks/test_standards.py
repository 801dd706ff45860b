"""Every look before those who nobody here wrote: the Nu Html Checker, axe-core and veraPDF."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace

import pytest
from tests.conftest import absent
from tests.page.articles import full
from tests.page.test_browser import AXE
from tests.page.test_validators import VNU
from tests.verapdf import said

from pressmark.model import Look
from pressmark.theme import Options, load_theme
from pressmark.writers import html, pdf

pytestmark = [pytest.mark.conformance, pytest.mark.xdist_group("verapdf")]
NAMES = ("broadsheet", "letterhead", "magazine", "plain")


def _dressed(name: str, language: str = "en"):
    """Return an article in the look *name* with all that a house can change."""
    article = full(language, "statement")
    look = Look(
        name,
        light=(("accent", "#0a5a50"), ("paper", "#fffef8")),
        dark=(("accent", "#7fd6c8"), ("paper", "#101214")),
        print=(("accent", "#0a5a50"),),
        base="Fira Sans",
        headings="Spectral",
        scale=1.2,
        measure=60,
        logo_size="large",
        logo_name=False,
        contact="top",
        people="brief",
        quotations="brief",
        about="brief",
    )
    logo = article.outlet.logo
    return replace(article, look=look, outlet=replace(article.outlet, dark=replace(logo, file="dark.png")))


ARTICLES = {**{name: _dressed(name) for name in NAMES}, "arabic": _dressed("letterhead", "ar")}


@pytest.fixture(scope="module")
def options() -> Options:
    return Options(load_theme())


def test_the_nu_checker_has_nothing_to_say(options, tmp_path):
    java = shutil.which("java")
    if java is None or not VNU.exists():
        absent("java or vnu-jar is not installed; scripts/tools.sh fetches both")
    for name, article in ARTICLES.items():
        tmp_path.joinpath(f"{name}.html").write_text(html.render(article, options), "utf-8")
    command = [java, "-Xss2m", "-jar", str(VNU), "--no-langdetect", "--format", "json", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)

    assert [(m["url"][-20:], m["message"]) for m in json.loads(done.stderr)["messages"]] == []


def test_axe_finds_nothing_in_either_scheme_nor_is_a_page_wider_than_a_telephone(options, browser):
    context = browser.new_context(offline=True)
    page = context.new_page()
    for name, article in ARTICLES.items():
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": 1280, "height": 800})
            page.set_content(html.render(article, options), wait_until="load")
            page.add_script_tag(path=AXE)
            found = page.evaluate("axe.run().then(result => result.violations.map(one => [one.id, one.nodes[0].html]))")
            assert found == [], f"{name}, {scheme}"
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
    context.close()


def test_every_copy_is_what_it_claims(options, tmp_path):
    files = []
    for name, article in ARTICLES.items():
        files.append(tmp_path / f"{name}.pdf")
        files[-1].write_bytes(pdf.write(article, options))
    verdicts = said("3a,ua1", files)

    assert verdicts.count("PASS") == 2 * len(files), verdicts
    assert "FAIL" not in verdicts
