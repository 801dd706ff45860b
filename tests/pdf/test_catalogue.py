"""What a catalogue, a file manager and a viewer read of a copy without opening it, read by pypdf and pikepdf."""

from __future__ import annotations

import hashlib
import io

import pikepdf
import pypdf
import pytest
from tests.pdf.conftest import printed, printed_of

from pressmark import reader

ARTICLE = b"""\
pressmark: 1
kind: opinion
language: nl
headline: De avondboot
url: https://havenpost.example/avondboot
published: 2026-05-04T07:30:00+05:30
modified: 2026-05-05T09:00:00-03:30
authors: [{name: Mira Sandoval}, {name: Tomas Reyl}]
outlet: {name: De Havenpost}
keywords: [veerboot]
sections:
  - body: De laatste boot vaart om zes uur.
"""


@pytest.fixture(scope="module")
def copy() -> bytes:
    return printed_of(reader.check(ARTICLE, name="a.yaml", stem="a", folder=None).article)


def test_publisher_authors_and_language_are_those_of_the_article(copy):
    xmp = pypdf.PdfReader(io.BytesIO(copy)).xmp_metadata

    assert xmp.dc_publisher == ["De Havenpost"]
    assert xmp.dc_creator == ["Mira Sandoval", "Tomas Reyl"]
    assert xmp.dc_language == ["nl"]
    assert xmp.dc_identifier == "https://havenpost.example/avondboot"
    assert xmp.dc_subject == ["veerboot"]


def test_dates_keep_their_half_hours_from_greenwich(copy):
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        assert str(pdf.docinfo.CreationDate).rstrip("'") == "D:20260504073000+05'30"
        assert str(pdf.docinfo.ModDate).rstrip("'") == "D:20260505090000-03'30"
        held = [specification.EF.F for specification in pdf.Root.AF]
        assert {str(file.Params.ModDate) for file in held} == {"D:20260505090000-03'30'"}


def test_an_embedded_file_has_its_own_sum_and_size(copy):
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        held = [specification.EF.F for specification in pdf.Root.AF]
        assert len(held) == 2
        for file in held:
            data = file.read_bytes()
            assert bytes(file.Params.CheckSum) == hashlib.md5(data, usedforsecurity=False).digest()
            assert int(file.Params.Size) == len(data)


def test_each_page_says_its_number_and_how_many_there_are():
    pages = pypdf.PdfReader(io.BytesIO(printed("opinion"))).pages

    assert len(pages) >= 2
    for number, page in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in page.extract_text()


@pytest.mark.parametrize("edition", ["standard", "booklet", "press"])
def test_who_wrote_it_and_what_it_is_about_stand_in_every_edition(edition):
    article = reader.check(ARTICLE, name="a.yaml", stem="a", folder=None).article
    xmp = pypdf.PdfReader(io.BytesIO(printed_of(article, edition=edition))).xmp_metadata

    assert xmp.dc_title == {"x-default": article.headline}
    assert xmp.dc_creator == ["Mira Sandoval", "Tomas Reyl"]
    assert xmp.dc_description == {"x-default": article.description}
    assert xmp.dc_publisher == ["De Havenpost"]
