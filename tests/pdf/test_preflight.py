"""Preflight finds what a print run would regret, at its line of the source; a broken theme is caught."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from tests.conftest import CHECKOUT
from tests.pdf.conftest import ALL, article, source

from pressmark import reader
from pressmark.pdf import fonts
from pressmark.pdf.preflight import proof
from pressmark.theme import Options, load_theme

_SOURCE = """\
pressmark: 1
kind: opinion
language: en-GB
headline: {headline}
published: 2026-05-04
authors: [{{name: Mira Sandoval}}]
outlet: {{name: The Harbour Post}}
sections:
  - heading: The last boat
    body: |
      {body}
{more}"""


def _found(folder: Path, *, body="The boat leaves at six.", headline="The last boat", more="", theme=None, **options):
    text = _SOURCE.format(body=body, headline=headline, more=more)
    reading = reader.check(text.encode(), name="a.yaml", stem="a", folder=folder)
    assert reading.article is not None, reading.problems
    return proof(reading.article, text, Options(load_theme(theme), **options))[0]


def _rules(problems) -> list[tuple[str, str, int | None]]:
    return [(p.rule, p.severity, p.span.line if p.span else None) for p in problems]


@pytest.mark.parametrize("name", ALL)
def test_an_ordinary_article_has_nothing_to_regret_but_small_pictures(name):
    found, _ = proof(article(name), source(name).read_text("utf-8"), Options(load_theme()))

    assert {problem.rule for problem in found} <= {"image-resolution"}


def test_a_character_without_a_glyph_is_named_with_code_point_and_line(tmp_path):
    (problem,) = _found(tmp_path, body="The boat 🙂 leaves.")

    assert _rules([problem]) == [("glyph-missing", "error", 11)]
    assert "“🙂” (U+1F642, SLIGHTLY SMILING FACE)" in problem.message
    assert problem.span.column == 16


def test_a_word_wider_than_its_column_is_found(tmp_path):
    word = "1234567890" * 8
    theme = tmp_path / "theme"
    theme.mkdir()
    (theme / "page.css").write_text(f"{load_theme().text('page.css')}\n.body {{ overflow-wrap: normal }}\n", "utf-8")

    (problem,) = _found(tmp_path, body=f"The {word} leaves.", theme=theme)

    assert _rules([problem]) == [("print-overflow", "warning", 11)]


def test_a_coarse_picture_is_found_and_more_is_asked_for_the_press(tmp_path):
    out = io.BytesIO()
    Image.new("RGB", (1000, 600), (40, 90, 110)).save(out, "PNG")
    (tmp_path / "quay.png").write_bytes(out.getvalue())
    more = "images:\n  quay: {file: quay.png, alt: The quay}\n"

    assert _found(tmp_path, body="{{image:quay}}".replace("{{", "{").replace("}}", "}"), more=more) == ()
    (problem,) = _found(tmp_path, body="{image:quay}", more=more, edition="press")
    assert _rules([problem]) == [("image-resolution", "warning", 13)]
    assert "202 dots" in problem.message


def test_a_picture_that_overflows_its_box_is_found(tmp_path):
    theme = tmp_path / "theme"
    theme.mkdir()
    style = (CHECKOUT / "templates" / "page.css").read_text("utf-8")
    (theme / "page.css").write_text(f"{style}\nfigure.image img {{ max-width: none; width: 140% }}\n", "utf-8")
    Image.new("RGB", (2400, 1200), (40, 90, 110)).save(tmp_path / "quay.png")
    more = "images:\n  quay: {file: quay.png, alt: The quay}\n"

    (problem,) = _found(tmp_path, body="{image:quay}", more=more, theme=theme)

    assert _rules([problem]) == [("print-overflow", "warning", 13)]
    assert problem.message == "quay.png is wider than the text on its page"


@pytest.mark.parametrize(
    "address", ["http://localhost:8000/x", "http://192.168.0.4/", "https://intranet/", "http://a.local/"]
)
def test_a_link_to_nowhere_is_found(address, tmp_path):
    assert _rules(_found(tmp_path, body=f"See [this]({address}).")) == [("link-nowhere", "warning", 11)]


def test_a_public_link_is_fine(tmp_path):
    assert _found(tmp_path, body="See [this](https://council.example/counts).") == ()


def test_an_overlong_headline_is_found(tmp_path):
    assert _rules(_found(tmp_path, headline="The last boat leaves the quay " * 6)) == [("headline-long", "warning", 4)]


@pytest.mark.parametrize(
    ("file", "change", "rule"),
    [
        ("page.css", lambda text: text + "\nh1 { font-family: Helvetica }", ("font-substituted", "warning")),
        ("page.css", lambda text: text + "\nh1 { font-size: enormous }", ("theme-broken", "error")),
        ("page.css", lambda text: text + "\nh2 { position: relative; left: 300mm }", ("outside-page", "warning")),
        (
            "article.html.j2",
            lambda text: text.replace("<h2", "<h4").replace("</h2", "</h4"),
            ("theme-inaccessible", "error"),
        ),
        (
            "article.html.j2",
            lambda text: text.replace("<h1", '<img src="rule.png"><h1'),
            ("theme-inaccessible", "error"),
        ),
    ],
    ids=["a foreign font", "a style it can't mean", "outside the page", "a skipped heading", "no alt"],
)
def test_a_broken_theme_is_caught(file, change, rule, tmp_path):
    theme = tmp_path / "theme"
    theme.mkdir()
    (theme / file).write_text(change((CHECKOUT / "templates" / file).read_text("utf-8")), "utf-8")
    out = io.BytesIO()
    Image.new("L", (9, 9)).save(out, "PNG")
    (theme / "rule.png").write_bytes(out.getvalue())

    assert rule in {(problem.rule, problem.severity) for problem in _found(tmp_path, theme=theme)}


def test_a_font_in_the_theme_is_used_for_what_ours_lack(tmp_path):
    theme = tmp_path / "theme"
    theme.mkdir()
    amiri = next(face for face in fonts.FACES if face.family == "Amiri")
    (theme / "own.ttf").write_bytes(amiri.read())
    style = (CHECKOUT / "templates" / "page.css").read_text("utf-8")
    (theme / "page.css").write_text(
        f"{style}\n@font-face {{ font-family: Own; src: url(own.ttf) }}\nh1 {{ font-family: Own }}"
    )

    assert _found(tmp_path, theme=theme) == ()


def test_building_says_it_and_strict_fails(pressmark, tmp_path):
    (tmp_path / "a.yaml").write_text(
        _SOURCE.format(body="See [this](http://localhost/).", headline="The boat", more="")
    )

    warned = pressmark("build", "a.yaml", "--to", "pdf")
    failed = pressmark("build", "a.yaml", "--to", "pdf", "--strict", "-o", "other")

    assert (warned.code, failed.code) == (0, 1)
    assert "a.yaml:11:18: warning[link-nowhere]" in warned.err
    assert not (tmp_path / "other" / "a.pdf").exists()


def test_a_coarse_picture_is_found_whatever_its_name(tmp_path):
    names = ["foto.png", "foto (1).png", "Größe.png", "50 % & mehr.png"]
    for name in names:
        Image.new("RGB", (400, 300), (40, 90, 110)).save(tmp_path / name)
    more = "images:\n" + "".join(f'  p{n}: {{file: "{name}", alt: The quay}}\n' for n, name in enumerate(names))

    found = _found(tmp_path, body="\n\n      ".join(f"{{image:p{n}}}" for n in range(len(names))), more=more)

    assert {problem.message.split(" has ")[0] for problem in found} == set(names)


def test_a_picture_that_a_theme_lets_run_off_the_foot_is_found(tmp_path):
    theme = tmp_path / "theme"
    theme.mkdir()
    style = load_theme().text("page.css")
    (theme / "page.css").write_text(f"{style}\nfigure.image img {{ max-height: none; width: 100% }}\n", "utf-8")
    Image.new("RGB", (1000, 4000), (40, 90, 110)).save(tmp_path / "quay.png")
    more = "images:\n  quay: {file: quay.png, alt: The quay}\n"

    found = _found(tmp_path, body="{image:quay}", more=more, theme=theme)

    assert ("outside-page", "warning", 13) in _rules(found)
