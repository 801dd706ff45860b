"""Texts that try to break out of their place come back as the same texts."""

from __future__ import annotations

import json

import pytest
from tests.page.articles import full, withdrawn
from tests.page.hostile import STRINGS, hostile

from pressmark import wording
from pressmark.writers import html

ARTICLES = {
    "opinion": full(),
    "statement": full(kind="statement"),
    "summary": full(kind="summary"),
    "tomb": withdrawn(),
}
# Where in the page a text stands alone.
PLACES = {
    ".//h1": 1,
    ".//p[@class='deck']": 1,
    ".//h2[@id='last-boat']": 1,
    ".//figure[@id='quay']/figcaption/p": 1,
    ".//li[@id='counts']/p": 1,
    ".//span[@id='topic_1']": 1,
}


def text(element) -> str:
    return "".join(element.itertext())


@pytest.mark.parametrize("string", STRINGS)
def test_a_parser_gets_the_text_back_in_every_place(page, string):
    root = page(hostile(full(), string))
    assert {path: [text(found) for found in root.findall(path)] for path in PLACES} == {
        path: [string] * n for path, n in PLACES.items()
    }


@pytest.mark.parametrize("string", STRINGS)
@pytest.mark.parametrize("name", ARTICLES)
def test_no_text_adds_or_swallows_an_element(page, name, string):
    plain = [str(element.tag) for element in page(ARTICLES[name]).iter() if element.tag != "meta"]
    found = [str(element.tag) for element in page(hostile(ARTICLES[name], string)).iter() if element.tag != "meta"]
    assert found == plain


@pytest.mark.parametrize("string", STRINGS)
def test_the_script_element_holds_the_text_unchanged(page, string):
    assert json.loads(page(hostile(full(), string)).find(".//script").text)["headline"] == string


@pytest.mark.parametrize("string", STRINGS)
def test_attributes_hold_the_text_unchanged(page, string):
    root = page(hostile(full(), string))
    assert root.find(".//figure[@id='quay']/img").get("alt") == string
    assert root.find(".//meta[@name='description']").get("content") == string


def test_a_browser_shows_the_texts_and_runs_nothing(browser, options):
    context = browser.new_context(offline=True)
    tab = context.new_page()
    ran: list[str] = []
    tab.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    tab.on("pageerror", lambda error: ran.append(str(error)))
    shown = []
    for string in STRINGS:
        tab.set_content(html.render(hostile(full(kind="summary"), string), options))
        shown.append(tab.evaluate(
            "() => [document.querySelector('h1').textContent, document.scripts.length,"
            " JSON.parse(document.scripts[0].textContent).headline]"
        ))  # fmt: skip
    context.close()
    assert shown == [[string, 1, string] for string in STRINGS]
    assert ran == []


def test_every_kind_of_text_is_tried():
    article = hostile(full(kind="summary"), "@@@")
    assert wording.plain(wording.byline(article)).startswith("Summary of an opinion piece by @@@, @@@, in @@@")
