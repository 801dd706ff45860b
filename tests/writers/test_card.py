"""A card fits, whatever its headline, and says what the article says."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from tests.page.articles import full, image, withdrawn
from tests.pdf.conftest import article

from pressmark import metadata, parity, writers
from pressmark.metadata import MetaTag
from pressmark.model import Look, PublishedFiles
from pressmark.theme import Options, load_theme
from pressmark.writers import card

DARK = Look(light=(("paper", "#10243a"), ("ink", "#f4f1ea"), ("accent", "#e8a33d"), ("rule", "#3b5673")))
LONG = "The council should put one evening sailing into the timetable before the autumn begins, and " * 8


@cache
def _written(piece) -> bytes:
    return card.write(piece, Options(load_theme()))


def _picture(piece) -> Image.Image:
    picture = Image.open(io.BytesIO(_written(piece)))
    picture.load()
    return picture


def _touched(picture: Image.Image, box: tuple[int, int, int, int]) -> bool:
    """Return whether anything but the ground is in *box* (left, top, right, bottom)."""
    pixels = np.asarray(picture.convert("RGB").crop(box))
    return bool((pixels != pixels[0, 0]).any())


PIECES = {
    "opinion": article("opinion"),
    "withdrawn": article("withdrawn"),
    "arabic": article("ar"),
    "dark": replace(article("he"), look=DARK),
    "long": replace(article("opinion"), headline=LONG),
    "one long word": replace(
        article("opinion"), headline="Donaudampfschiff" * 40, authors=article("opinion").authors * 30
    ),
    "long names": replace(article("opinion"), outlet=replace(article("opinion").outlet, name="The Harbour Post " * 20)),
}


@pytest.mark.parametrize("name", PIECES)
def test_a_card_has_its_size_and_keeps_its_margins(name):
    picture = _picture(PIECES[name])

    assert picture.size == (1200, 630)
    for margin in ((0, 20, 64, 630), (1136, 20, 1200, 630), (64, 585, 1136, 630)):
        assert not _touched(picture, margin), margin
    # Between the headline and the line at the foot nothing runs over.
    assert not _touched(picture, (64, 484, 1136, 492))
    assert _touched(picture, (64, 190, 1136, 484))


@given(st.text("abc WMÉgy-—“”1שא中", min_size=1, max_size=700).filter(lambda text: any(map(str.isalnum, text))))
@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_no_headline_leaves_its_place(headline):
    picture = _picture(replace(article("opinion"), headline=headline))

    for margin in ((0, 20, 64, 630), (1136, 20, 1200, 630), (64, 484, 1136, 492)):
        assert not _touched(picture, margin), margin


def _shown(piece) -> str:
    """Return the headline as it was laid out in the end."""
    page = card._Card(piece, Options(load_theme()))._fitting()
    (element,) = [box for box in _boxes(page) if box.element.get("id") == "headline"][:1]
    return "".join(element.element.itertext())


def _boxes(document):
    from pressmark.pdf import weasy

    return [box for page in weasy.pages(document) for box in weasy.boxes(page) if box.element is not None]


def test_a_long_headline_is_cut_between_two_words():
    shown = _shown(PIECES["long"])

    assert shown.endswith("…")
    assert LONG.startswith(shown.removesuffix("…"))
    assert LONG[len(shown) - 1] == " "


def test_a_headline_that_fits_is_whole():
    assert _shown(PIECES["opinion"]) == article("opinion").headline


def test_the_house_s_colours_are_the_card_s():
    assert _picture(PIECES["dark"]).getpixel((600, 600)) == (0x10, 0x24, 0x3A)
    assert _picture(PIECES["dark"]).getpixel((600, 6)) == (0xE8, 0xA3, 0x3D)


def test_an_embargo_and_a_withdrawal_stand_where_the_day_would():
    embargoed = replace(full(kind="statement"), embargo="2026-05-04T06:00:00+01:00")

    assert card.words(embargoed)["Description"].startswith("Embargo: not for release before")
    assert card.words(withdrawn())["Description"].startswith("Withdrawn:")


def test_a_withdrawal_is_told_before_an_embargo():
    both = replace(withdrawn(), embargo="2026-05-04T06:00:00+01:00")

    assert card.words(both)["Description"].startswith("Withdrawn:")


def test_the_same_article_gives_the_same_bytes():
    assert card.write(article("opinion"), Options(load_theme())) == _written(article("opinion"))


def _findings(piece, data: bytes) -> list[str]:
    (check,) = parity.check(piece, {"x.card.png": data})
    return [finding.message for finding in check.findings]


@pytest.mark.parametrize("name", PIECES)
def test_a_card_s_words_are_held_to_the_source(name):
    assert _findings(PIECES[name], _written(PIECES[name])) == []
    assert _findings(replace(PIECES[name], headline="Another headline"), _written(PIECES[name]))


def _spoilt(change) -> list[str]:
    """Return what is found where *change* was made to the words in a card."""
    piece = PIECES["opinion"]
    said = card.words(piece)
    change(said)
    about = PngInfo()
    for keyword, words in said.items():
        about.add_itxt(keyword, words)
    file = io.BytesIO()
    _picture(piece).save(file, "PNG", pnginfo=about)
    return _findings(piece, file.getvalue())


def test_each_word_in_a_card_that_is_another_missing_or_too_many_is_found():
    keywords = [keyword for keyword in card.words(PIECES["opinion"]) if keyword != "Software"]
    assert {"Title", "Author", "Publisher", "Genre", "Description", "Copyright", "Source"} == set(keywords)

    assert _spoilt(lambda said: None) == []
    for keyword in keywords:
        (told,) = _spoilt(lambda said, keyword=keyword: said.update({keyword: "another"}))
        assert f"its “{keyword}” is “another” where the source says" in told
        (told,) = _spoilt(lambda said, keyword=keyword: said.pop(keyword))
        assert f"its “{keyword}” is missing" in told
    (told,) = _spoilt(lambda said: said.update(Comment="Buy"))
    assert told == "its “Comment” is not in the source: “Buy”"


def test_the_words_in_a_card_say_who_holds_it_and_their_language():
    piece = PIECES["arabic"]

    assert card.words(article("opinion"))["Copyright"] == article("opinion").rights.notice
    assert _picture(piece).text["Title"].lang == "ar"


def test_a_dark_card_has_the_logo_that_is_for_dark_ground():
    def plain(color: str) -> bytes:
        file = io.BytesIO()
        Image.new("RGB", (64, 64), color).save(file, "PNG")
        return file.getvalue()

    logos = {"logo": plain("#ff0000"), "dark": plain("#00ff00")}
    outlet = replace(
        full().outlet, **{name: replace(image(f"outlet_{name}"), data=data) for name, data in logos.items()}
    )
    pixels = np.asarray(_picture(full(outlet=outlet, look=DARK)).convert("RGB")).reshape(-1, 3)

    assert (pixels == (0, 255, 0)).all(axis=1).any()
    assert not (pixels == (255, 0, 0)).all(axis=1).any()


def test_no_comma_stands_before_the_dots_of_a_cut():
    shown = _shown(replace(article("opinion"), headline="Quays, boats, piers, " * 40))

    assert shown.endswith("…")
    assert shown[-2].isalpha()


def test_another_picture_is_no_card():
    small = io.BytesIO()
    about = PngInfo()
    about.add_itxt("Title", article("opinion").headline)
    Image.new("RGB", (600, 315)).save(small, "PNG", pnginfo=about)

    assert "it is 600 by 315 pixels, not 1200 by 630" in _findings(article("opinion"), small.getvalue())
    assert _findings(article("opinion"), b"\x89PNG\r\n\x1a\n" + b"\0" * 40)


def _metas(piece) -> dict[str, str]:
    return {tag.key: tag.content for tag in metadata.page_metadata(piece) if isinstance(tag, MetaTag)}


def test_the_page_names_the_card_where_it_has_an_address_and_the_article_no_picture():
    carded = PublishedFiles(card="https://post.example/bus.card.png")
    bare = article("statement")
    pictured = article("opinion")

    assert _metas(replace(bare, files=carded))["og:image"] == carded.card
    assert _metas(replace(bare, files=carded))["twitter:card"] == "summary_large_image"
    assert _metas(replace(pictured, files=carded))["og:image"] == "https://harbourpost.example/img/quay.png"
    assert "og:image" not in _metas(bare)


def test_the_format_is_listed():
    assert writers.writer("card").suffix == ".card.png"
