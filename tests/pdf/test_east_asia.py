"""Chinese, Japanese and Korean: lines break where their rules allow, and the shapes are those of the language."""

from __future__ import annotations

from functools import cache

import pytest
from tests.pdf.conftest import article, printed
from tests.pdf.test_faces import embedded
from tests.pdf.test_preflight import _found, _rules

from pressmark.pdf import fonts, layout, weasy
from pressmark.theme import Options, load_theme

# What JIS X 4051, GB/T 15834 and UAX 14 agree on: marks that close never begin a line, marks that open never end one.
_NEVER_FIRST = "、。，．；：？！」』）》〉”’·ー々ゃゅょっ,.;:?!)"
_NEVER_LAST = "「『（《〈“‘("


@cache
def _lines(name: str, page: str) -> list[str]:
    """Return the lines of the article's paragraphs as they stand on pages of the size *page*."""
    copy = layout.lay_out(article(name), Options(load_theme(), page=page))
    found = [
        "".join(part.text for part in weasy.boxes(box) if getattr(part, "text", "")).strip()
        for sheet in copy.pages
        for box in weasy.boxes(sheet)
        if type(box).__name__ == "LineBox"
    ]
    return [line for line in found if line]


@pytest.fixture(scope="module", params=["ja", "zh", "ko"])
def narrow(request):
    """Return the lines of an article on three widths, so that many places are tried."""
    return [line for page in ("a5", "105x148", "97x140") for line in _lines(request.param, page)]


def test_no_line_begins_with_a_mark_that_closes(narrow):
    assert len(narrow) > 90
    assert [line for line in narrow if line[0] in _NEVER_FIRST] == []


def test_no_line_ends_with_a_mark_that_opens(narrow):
    assert [line for line in narrow if line[-1] in _NEVER_LAST] == []


@pytest.mark.parametrize("name", ["ja", "zh"])
def test_lines_break_between_ideographs(name):
    # Without spaces to break at, a line is still filled.
    body = [line for line in _lines(name, "105x148") if len(line) > 15 and not line.isascii()]

    assert len(body) > 10
    assert " " not in body[0]


def test_words_of_another_language_within_a_page_have_their_font(tmp_path):
    more = (
        "quotes:\n  lights:\n    text: The lights are still on\n    speaker: tomas\n"
        "    original: {text: 向こう岸の灯りはついている, language: ja}\n"
        "parties: {tomas: {name: Tomas Reyl}}\n"
    )
    assert _found(tmp_path, body="{quote:lights}", more=more) == ()


@pytest.mark.parametrize(
    ("language", "family"), [("ja", "JP"), ("zh", "SC"), ("zh-Hans-CN", "SC"), ("zh-Hant", "TC"), ("zh-TW", "TC")]
)
def test_the_language_decides_how_an_ideograph_is_drawn(language, family):
    rules, files = fonts.east_asian_faces("船骨", [language], frozenset())

    assert len(files) == 2
    assert f'"Noto Sans {family}"' in rules


def test_what_one_family_lacks_another_has():
    rules, _ = fonts.east_asian_faces("船강", ["ja"], frozenset())

    assert '"Noto Sans JP"' in rules
    assert '"Noto Sans KR"' in rules


def test_a_font_of_the_theme_goes_first():
    assert fonts.east_asian_faces("船", ["ja"], frozenset([ord("船")])) == ("", {})


def test_the_copy_carries_no_more_than_its_characters():
    assert len(printed("ja")) < 150_000
    assert {font.removesuffix("-Bold") for font in embedded(printed("ja"))} == {"Noto-Sans-JP"}


def test_without_the_extra_preflight_names_it(tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "_MODULE", "no_such_fonts")

    (problem,) = _found(tmp_path, body="The boat 船 leaves.")

    assert _rules([problem]) == [("glyph-missing", "error", 11)]
    assert "“船” (U+8239, CJK UNIFIED IDEOGRAPH-8239)" in problem.message
    assert "pip install 'justmytype-intl-cjk>=" in problem.help
