"""A theme replaces templates and styles by name, runs sandboxed, and is told where it is wrong."""

from __future__ import annotations

import pytest
from tests.page.articles import full

from pressmark.problems import BuildError
from pressmark.theme import Options, load_theme
from pressmark.writers import html


@pytest.fixture
def themed(tmp_path):
    """Return a function that writes the page with some of the theme's files replaced."""

    def render(target: str = "html", **files: str) -> str:
        for name, text in files.items():
            (tmp_path / name.replace("__", ".")).write_text(text, encoding="utf-8")
        return html.render(full(), Options(load_theme(tmp_path)), target=target)

    return render


def test_one_style_is_replaced_and_the_rest_stays(themed):
    page = themed(screen__css="body { color: rebeccapurple }\n")
    assert "body { color: rebeccapurple }" in page
    assert "@page" in page  # print.css is still the shipped one


def test_one_block_of_the_page_is_replaced_by_extending_the_shipped_template(themed):
    page = themed(
        article__html__j2='{% extends "pressmark/article.html.j2" %}{% block outlet %}<p>My masthead</p>{% endblock %}'
    )
    assert "<p>My masthead</p>" in page
    assert 'id="outlet_1"' not in page
    assert ">What now?</h2>" in page


def test_macros_are_replaced_by_their_file(themed):
    shipped = load_theme().text("parts.html.j2")
    page = themed(parts__html__j2=shipped.replace('<ol class="demands"', '<ol class="demands grand"'))
    assert '<ol class="demands grand"' in page


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ article.__init__.__globals__ }}",
        "{{ t._translations }}",
        "{{ w.byline.__globals__ }}",
        "{{ inlines.__code__ }}",
        "{% set x = article.keywords.__class__ %}{{ x }}",
    ],
)
def test_a_template_cannot_reach_out_of_the_sandbox(themed, attack):
    with pytest.raises(BuildError):
        themed(article__html__j2=attack)


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("line\n{{ article.nothing }}", "theme file article.html.j2, line 2: "),
        ("line\n{% if %}", "theme file article.html.j2, line 2: "),
        ('{% include "other.html.j2" %}', "the theme has no other.html.j2"),
        ('{{ style("other.css") }}', "the theme has no other.css"),
        ("\n\n{{ article.headline + 1 }}", "theme file article.html.j2, line 3: "),
    ],
)
def test_a_faulty_template_is_named_with_its_line(themed, template, message):
    with pytest.raises(BuildError) as caught:
        themed(article__html__j2=template)
    assert str(caught.value).startswith(message)


def test_a_style_cannot_end_the_style_element(themed):
    with pytest.raises(BuildError, match=r"screen\.css holds “</style”"):
        themed(screen__css="</STYLE><script>alert(1)</script>")


def test_a_style_that_is_not_text_is_refused(themed, tmp_path):
    (tmp_path / "screen.css").write_bytes(b"\xff\xfe")
    with pytest.raises(BuildError, match=r"screen\.css is not UTF-8 text"):
        themed()


def test_a_style_takes_over_the_shipped_one_and_changes_a_line(themed):
    page = themed(screen__css='/* @import "no.css"; */\n@import "pressmark/screen.css";\n:root { --accent: #0a5a50 }\n')

    assert load_theme().text("screen.css") in page
    assert page.index(":root { --accent: #0a5a50 }") > page.index("--accent: #8fd0dd")
    assert '@import "pressmark' not in page


@pytest.mark.parametrize("name", ["pressmark/scren.css", "https://example.org/a.css", "other.css", "screen.css"])
def test_a_style_that_is_not_there_is_said_with_what_there_is(themed, name):
    with pytest.raises(BuildError, match=r"pressmark/screen\.css"):
        themed(screen__css=f'@import url("{name}");')


def test_a_theme_s_font_is_in_the_page(themed, tmp_path):
    tmp_path.joinpath("brand.ttf").write_bytes(b"\0\1\0\0")
    page = themed(screen__css='@font-face { font-family: Brand; src: url("brand.ttf") }')

    assert 'src: url("data:font/ttf;base64,AAEAAA==")' in page
    with pytest.raises(BuildError, match=r"screen\.css names “brnd\.ttf”"):
        themed(screen__css="@font-face { font-family: Brand; src: url(brnd.ttf) }")


def test_a_theme_s_own_style_comes_after_all_others(themed):
    page = themed(house__css=".deck { color: var(--accent) }")

    assert page.index(".deck { color: var(--accent) }") > page.index('<style media="print">')


def test_files_that_change_nothing_are_known(tmp_path):
    for name in ("Screen.css", "theme.css", "README.md", "brand.ttf", "print.css"):
        tmp_path.joinpath(name).write_text("", "utf-8")
    tmp_path.joinpath("screen.css").write_text('@font-face { font-family: B; src: url("brand.ttf") }', "utf-8")

    assert load_theme(tmp_path).idle == ("Screen.css", "theme.css")
    assert load_theme().idle == ()
