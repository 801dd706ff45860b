"""Styles that were made ready for one page print the same copy as those that were not, only sooner."""

from __future__ import annotations

import io
from xml.etree import ElementTree as ET

import pikepdf
import pytest
from tests.pdf.conftest import ALL, article, printed

from pressmark.pdf import layout, weasy
from pressmark.pdf.layout import brings_styles, settle
from pressmark.theme import Options, load_theme
from pressmark.writers import writer


def _page(language: str = "en-GB", inside: str = "") -> ET.Element:
    return ET.fromstring(f'<html lang="{language}"><body><p>The boat. {inside}</p></body></html>')


def _settled(css: str, language: str = "en-GB", inside: str = "") -> str:
    (style,) = settle((css,), _page(language, inside))
    return style


def _drawn(copy: bytes) -> list[bytes]:
    """Return what is painted on each page of *copy*, as a PDF reader decodes it."""
    with pikepdf.open(io.BytesIO(copy)) as document:
        return [page.Contents.read_bytes() for page in document.pages]


_COPIES = [
    *((name, {}) for name in ALL),
    *((name, {"columns": 2, "page": "letter"}) for name in ("opinion", "ar", "ja")),
    *((name, {"edition": "large-print"}) for name in ("opinion", "he")),
]


@pytest.mark.parametrize(("name", "options"), _COPIES, ids=str)
def test_the_copy_is_the_one_that_whatever_styles_are_asked_for_would_give(name, options, monkeypatch):
    sooner = _drawn(printed(name, **options))

    monkeypatch.setattr(layout, "settle", lambda styles, _page: styles)
    monkeypatch.setattr(weasy, "plain_style", lambda _styles: None)
    plain = writer("pdf").write(article(name), Options(load_theme(), **options))

    assert sooner
    assert _drawn(plain) == sooner


def test_what_only_the_root_sets_is_put_in_place():
    css = ":root { --ink: #111; --rule:\n 1pt solid }\np { color: var(--ink); border: var( --rule ) red }"

    assert _settled(css) == ":root { --ink: #111; --rule:\n 1pt solid }\np { color: #111; border: 1pt solid red }"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "p { --ink: red }",
        ":root, p { --ink: red }",
        ":root { --ink: red !important }",
        "@media print { p { --ink: red } }",
        "@layer own { :root { --ink: red } }",
        "section { p { --ink: red } }",
    ],
)
def test_what_others_set_too_is_left_to_the_engine(elsewhere):
    css = f":root {{ --ink: #111 }}\n{elsewhere}\np {{ color: var(--ink) }}"

    assert _settled(css) == css


def test_a_later_sheet_changes_what_an_earlier_one_uses():
    styles = (":root { --ink: #111 } p { color: var(--ink) }", ":root { --ink: #222 }")

    assert settle(styles, _page())[0].endswith("p { color: #222 }")


@pytest.mark.parametrize(("language", "ink"), [("en", "#111"), ("ar", "#222"), ("ar-EG", "#222"), ("arc", "#111")])
def test_the_language_of_the_root_decides(language, ink):
    css = ":root { --ink: #111 }\n:root:lang(ar) { --ink: #222 }\np { color: var(--ink) }"

    assert _settled(css, language).endswith(f"p {{ color: {ink} }}")


def test_the_language_of_a_word_does_not_decide_for_the_root():
    css = ":root { --ink: #111 }\n:root:lang(ar) { --ink: #222 }\np { color: var(--ink) }"

    assert _settled(css, "en", '<i lang="ar">x</i>').endswith("p { color: #111 }")


def test_a_value_that_uses_another_waits_for_it():
    assert _settled(":root { --a: var(--b); --b: red }\np { color: var(--a) }").endswith("p { color: red }")


@pytest.mark.parametrize("value", ["var(--gap, 1pt)", "var()", "var(--self)"])
def test_what_nobody_sets_and_what_uses_itself_is_left(value):
    css = f":root {{ --self: var(--self) }}\np {{ margin: {value} }}"

    assert _settled(css) == css


def test_rules_for_languages_that_nobody_speaks_go_and_lines_stay():
    css = ":lang(ar) em,\n:lang(he) em {\n  color: red;\n}\nem { color: blue }"

    assert _settled(css).splitlines()[4] == "em { color: blue }"
    assert "red" not in _settled(css)
    assert "red" in _settled(css, "en", '<i lang="he-IL">x</i>')


@pytest.mark.parametrize("selector", [":not(:lang(ar)) em", ":lang(ar) em, strong", ":lang(ar, he) em"])
def test_a_rule_that_may_match_stays(selector):
    css = f"{selector} {{ color: red }}"

    assert _settled(css) == css


@pytest.mark.parametrize(
    "css", ['@import "more.css"; :root { --ink: red } p { color: var(--ink) }', ":root { --ink: red } }}"]
)
def test_styles_that_import_or_are_broken_are_left_as_they_are(css):
    assert _settled(css) == css


@pytest.mark.parametrize(
    "inside",
    ['<i style="--ink: red">x</i>', "<style>p { --ink: red }</style>", '<link rel="Stylesheet" href="a.css"/>'],
)
def test_a_page_with_styles_of_its_own_is_known(inside):
    assert brings_styles(_page(inside=inside))
    assert not brings_styles(_page(inside="<i>x</i>"))


@pytest.mark.parametrize(
    "css",
    [
        "aside { float: footnote }",
        ".footnote { float: footnote } aside { float:footnote }",
        "dt { display: inline list-item }",
        "aside { position: note(side) }",
        '@import "more.css";',
    ],
)
def test_styles_that_need_the_engines_own_sheet_get_it(css):
    assert weasy.plain_style((css,)) is None


def test_a_margin_has_the_boxes_that_styles_name():
    sheet = weasy.plain_style(("@page { @top-left { content: 'a' } @bottom-right-corner { content: 'b' } }",))

    named = {kind for _rule, selectors, _declarations in sheet.page_rules for _weight, kind, _page in selectors}
    assert {kind for kind in named if kind and kind not in {"@footnote", "@note-area"}} == {
        "@top-left",
        "@bottom-right-corner",
    }


@pytest.mark.parametrize("css", ["p.deck { float: footnote }", "p.deck { display: list-item }"])
def test_a_theme_that_makes_notes_and_items_of_other_elements_prints(css, tmp_path):
    (tmp_path / "page.css").write_text(load_theme().text("page.css") + css)

    assert _drawn(writer("pdf").write(article("de"), Options(load_theme(tmp_path))))


def test_a_theme_whose_page_has_styles_of_its_own_prints_them(tmp_path):
    text = load_theme().text("article.html.j2")
    assert "</head>" in text
    own = "<style>:root { --accent: #00ff00 }</style></head>"
    (tmp_path / "article.html.j2").write_text(text.replace("</head>", own))

    copy = b"".join(_drawn(writer("pdf").write(article("de"), Options(load_theme(tmp_path)))))

    assert b"0 1 0 rg" in copy
