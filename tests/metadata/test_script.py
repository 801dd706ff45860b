"""Hostile words in every text field stay words: in the script, the head and the page, by parser and by browser."""

from __future__ import annotations

import html
import json
from dataclasses import fields, is_dataclass, replace

import html5lib
import pytest

from pressmark import metadata
from pressmark.model import Article
from pressmark.theme import Options, load_theme
from pressmark.writers import writer

HOSTILE = {
    "an end of the script": "a </script><img src=x onerror=alert(1)> b",
    "an end in capitals": "a </SCRIPT > b",
    "a comment and a script": "a <!-- <script> b",
    "a script and a comment's end": "a <script>alert(1)</script> --> b",
    "a reference that is text": "a &quot; &amp; &lt;b&gt; &#x27; b",
    "an end of CDATA": "a ]]> <![CDATA[ b",
    "a template": "a {{7*7}} {% raw %} {# no #} ${7*7} b",
    "bidi isolates": "a \u2067\u05d0\u05d1\u2069 \u2068b\u2069 c",
    "quotation marks and backslashes": "a \" ' \\ \\u003c \\n b",
    "an attribute's end": 'a "><svg onload=alert(1)> b',
    "an astral character": "a 𝔘 👩\u200d🚢 b",
    "markup of ours": "a {quote:x} *b* **c** [d](javascript:alert(1)) e",
}

# Not words for people: ids, addresses, dates, tags, digests and the choices of the format.
_NOT_WORDS = {
    "id", "url", "href", "base", "stem", "slug", "language", "published", "modified", "accessed", "archived", "said",
    "due", "date", "kind", "type", "status", "license", "acquire", "file", "media_type", "sha256", "email",
    "fediverse", "same_as", "embargo", "pdf", "yaml", "archived_at", "identifier", "phone", "policies",
    "origin", "mining", "mining_policy",
}  # fmt: skip


def _poisoned(value: object, words: str, name: str = "") -> object:
    """Return *value* with *words* in every text that is for people."""
    if isinstance(value, str):
        return value if name in _NOT_WORDS else words
    if isinstance(value, tuple):
        return tuple(_poisoned(item, words, name) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _poisoned(getattr(value, f.name), words, f.name) for f in fields(value)})
    return value


@pytest.fixture(params=HOSTILE)
def hostile(request, articles) -> tuple[str, Article]:
    """Return hostile words, and the fullest article with nothing else in it."""
    words = HOSTILE[request.param]
    article = _poisoned(articles["opinion"], words)
    assert isinstance(article, Article)
    return words, article


def _page(article: Article) -> str:
    return writer("html").write(article, Options(load_theme())).decode()


def test_the_parser_reads_the_very_graph_from_the_one_script(hostile):
    words, article = hostile
    page = html5lib.parse(_page(article), namespaceHTMLElements=False)
    (script,) = list(page.iter("script"))

    assert json.loads(script.text) == json.loads(metadata.dumps(metadata.web_profile(article)))
    assert json.loads(script.text)["headline"] == words


def test_readers_that_decode_html_in_the_script_first_read_the_same(hostile):
    _, article = hostile
    graph = metadata.web_profile(article)

    assert json.loads(html.unescape(metadata.script_safe(metadata.dumps(graph)))) == graph


def test_the_parser_reads_the_words_from_headline_and_head(hostile):
    words, article = hostile
    page = html5lib.parse(_page(article), namespaceHTMLElements=False)
    (heading,) = list(page.iter("h1"))
    metas = {e.get("name") or e.get("property"): e.get("content") for e in page.iter("meta")}

    assert "".join(heading.itertext()) == words
    assert metas["og:title"] == metas["DC.title"] == metas["author"] == words


def test_no_element_comes_out_of_the_words(hostile):
    _, article = hostile
    names = {element.tag for element in html5lib.parse(_page(article), namespaceHTMLElements=False).iter()}

    assert "h1" in names
    assert names.isdisjoint({"svg", "b"})


@pytest.mark.conformance
@pytest.mark.xdist_group("browser")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_browser_shows_the_words_and_runs_nothing(browser, articles):
    tab = browser.new_page()
    said: list[str] = []
    tab.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    seen = {}
    for name, words in HOSTILE.items():
        tab.set_content(_page(_poisoned(articles["opinion"], words)))
        scripts = tab.eval_on_selector_all("script", "all => all.map(one => one.textContent)")
        shown = tab.eval_on_selector("h1", "one => one.textContent")
        seen[name] = (len(scripts), json.loads(scripts[0])["headline"], shown)
    tab.close()

    assert seen == {name: (1, words, words) for name, words in HOSTILE.items()}
    assert said == []
