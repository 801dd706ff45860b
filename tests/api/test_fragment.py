"""An article in a page of somebody else's: alone, in its own styles, beside another one."""

from __future__ import annotations

import re
from pathlib import Path

import html5lib
import pytest
import tinycss2
from tests.conftest import CHECKOUT

import pressmark
from pressmark.page import alone
from pressmark.problems import BuildError

_PLACES = ("source/article.yaml", "tests/golden/*/article.yaml", "tests/pdf/articles/*.yaml")
_ARTICLES = sorted(path for place in _PLACES for path in CHECKOUT.glob(place))
assert len(_ARTICLES) >= 8


def _tree(html: bytes):
    return html5lib.parse(html, transport_encoding="utf-8", namespaceHTMLElements=False)


def _words(element) -> str:
    return " ".join("".join(element.itertext()).split())


def _name(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


@pytest.mark.parametrize("path", _ARTICLES, ids=_name)
def test_a_fragment_is_the_pages_article_and_nothing_else(path):
    article = pressmark.load(path)
    page = _tree(pressmark.render(article, "html"))

    body = _tree(b"<!DOCTYPE html><title>x</title>" + pressmark.render(article, "html", fragment=True)).find("body")

    (wrapper,) = body
    assert (wrapper.tag, wrapper.get("lang"), wrapper.get("dir")) == ("div", article.language, page.get("dir"))
    assert {child.tag for child in wrapper} == {"style", "article"}
    assert _words(wrapper.find("article")) == _words(page.find(".//article"))
    assert not body.findall(".//script")


def _ids(tree) -> list[str]:
    return [element.get("id") for element in tree.iter() if element.get("id")]


@pytest.mark.parametrize("path", _ARTICLES, ids=_name)
def test_two_on_one_page_have_no_id_in_common_and_every_reference_leads_to_one(path):
    article = pressmark.load(path)
    both = b"".join(pressmark.render(article, "html", fragment=True, id_prefix=prefix) for prefix in ("a-", "b-"))
    tree = _tree(b"<!DOCTYPE html><title>x</title>" + both)

    ids = _ids(tree)
    assert len(ids) == 2 * len(_ids(_tree(pressmark.render(article, "html")).find(".//article")))
    assert len(set(ids)) == len(ids)
    named = [
        (owner, word)
        for owner, wrapper in zip("ab", tree.find("body"), strict=True)
        for element in wrapper.iter()
        for word in [*element.get("aria-labelledby", "").split(), element.get("href", "")]
    ]
    links = [(owner, word.removeprefix("#")) for owner, word in named if word.startswith(("#", "a-", "b-"))]
    assert links
    assert [word for owner, word in links if word not in ids or not word.startswith(f"{owner}-")] == []


def _selectors(rules) -> list[str]:
    found = []
    for rule in rules:
        if rule.type == "qualified-rule":
            found += [one.strip() for one in tinycss2.serialize(rule.prelude).split(",")]
        elif rule.type == "at-rule" and rule.content is not None:
            assert rule.lower_at_keyword == "media"
            found += _selectors(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))
    return found


def test_no_style_holds_outside_of_the_fragment():
    article = pressmark.load(CHECKOUT / "source" / "article.yaml")
    tree = _tree(pressmark.render(article, "html", fragment=True))

    selectors = [
        selector
        for style in tree.iter("style")
        for selector in _selectors(tinycss2.parse_stylesheet(style.text, skip_comments=True, skip_whitespace=True))
    ]
    assert len(selectors) > 100
    assert [one for one in selectors if not re.match(r"\.pressmark(?![\w-])", one)] == []


@pytest.mark.parametrize(
    ("rule", "scoped"),
    [
        ("p { color: red }", ".pressmark p { color: red; }"),
        (".head, h1 { color: red }", ".pressmark .pressmark-head, .pressmark h1 { color: red; }"),
        (":root { --a: 1 }", ".pressmark.pressmark { --a: 1; }"),
        ("html { color: red }", ".pressmark { color: red; }"),
        ("html > body .head { color: red }", ".pressmark .pressmark-head { color: red; }"),
        ("body > main > article { color: red }", ".pressmark article { color: red; }"),
        ("body.opinion h1 { color: red }", ".pressmark.pressmark-opinion h1 { color: red; }"),
        (":root:lang(ar) p { color: red }", ".pressmark.pressmark:lang(ar) p { color: red; }"),
        (":lang(ar) { color: red }", ".pressmark:lang(ar), .pressmark :lang(ar) { color: red; }"),
        (".opinion p { x: y }", ".pressmark.pressmark-opinion p, .pressmark .pressmark-opinion p { x: y; }"),
        ("* { color: red }", ".pressmark, .pressmark * { color: red; }"),
        ("a:not(.url, #x) > b { color: red }", ".pressmark a:not(.pressmark-url, #n-x) > b { color: red; }"),
        ("[class] + p ~ i { color: red }", ".pressmark[class] + p ~ i, .pressmark [class] + p ~ i { color: red; }"),
        ("@media print { p { color: red } }", "@media print { .pressmark p { color: red; } }"),
        ("@supports (x: y) { .a { x: y } }", "@supports (x: y) { .pressmark .pressmark-a { x: y; } }"),
        ("@page { margin: 1cm }", ""),
        ("@font-face { font-family: x }", "@font-face { font-family: x }"),
        ("p { & .b { color: red } }", ".pressmark p { & .pressmark-b { color: red; } }"),
        ("p { fill: url(#dots) }", ".pressmark p { fill: url(#n-dots); }"),
    ],
)  # fmt: skip
def test_a_rule_is_scoped(rule, scoped):
    page = f'<html><style>{rule}</style><body class="opinion"><main><article>x</article></main></body></html>'

    style = _tree(alone(page.encode(), "n-")).find(".//style").text

    assert re.sub(r"\s+", " ", style or "").strip() == scoped


def test_what_names_an_id_follows_it_and_what_only_looks_like_it_stays():
    page = (
        b'<body><article id="a"><a href="#a" aria-describedby="a b">#a</a><a href="https://x.example/#a">x</a>'
        b'<label for="b">y</label><i style="fill: url(#b)" data-a="#a">z</i></article></body>'
    )

    said = alone(page, "n-").decode()

    assert '<article id="n-a"><a href="#n-a" aria-describedby="n-a n-b">#a</a><a href="https://x.example/#a">' in said
    assert '<label for="n-b">y</label><i style="fill: url(#n-b)" data-a="#a">z</i>' in said


def test_a_theme_without_an_article_is_one_message():
    with pytest.raises(BuildError, match="no article element"):
        alone(b"<html><body><p>x</p></body></html>")


_HOST = b"""<!DOCTYPE html>
<meta charset=utf-8><title>x</title>
<style>body { margin: 0 } .head { display: none } .name { color: red } article#x { color: red }</style>
"""
_LOOKS = """() => [...document.querySelectorAll("article, article *")].map((one) => {
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    return [one.tagName, Math.round(box.x), Math.round(box.width), style.color, style.fontSize, style.fontFamily];
})"""


@pytest.mark.conformance
def test_a_fragment_in_another_page_looks_as_in_its_own(browser, tmp_path):
    article = pressmark.load(CHECKOUT / "tests" / "golden" / "opinion" / "article.yaml")
    shown = []
    for number, html in enumerate(
        [
            pressmark.render(article, "html"),
            _HOST + pressmark.render(article, "html", fragment=True, id_prefix="n-"),
        ]
    ):
        path = tmp_path / f"{number}.html"
        path.write_bytes(html)
        page = browser.new_page(viewport={"width": 900, "height": 800})
        page.goto(path.as_uri())
        shown.append(page.evaluate(_LOOKS))
        page.close()

    assert len(shown[0]) > 50
    assert shown[0] == shown[1]
