"""Saved pages and documents: every word of them is in the article or listed as left out."""

from __future__ import annotations

import re
from collections import Counter
from io import BytesIO

import mammoth
import pytest
from bench.import_eval import pieces
from lxml import html
from tests.importing.readback import account, imported, values

from pressmark.importing import import_article

_ALL = [path for path in [*pieces(), *pieces(held_out=True)] if path.suffix != ".txt"]
assert len(_ALL) > 10


@pytest.mark.parametrize("path", _ALL, ids=lambda path: path.stem)
def test_no_word_of_a_page_is_lost_but_those_of_its_dates(path):
    texts = _texts(path)
    dates = Counter("".join(text for text in texts if re.search(r"\b20\d\d\b", text) and len(text.split()) < 12))
    found = import_article(path.read_bytes(), name=path.name)
    images = Counter(str(values(found).get("images", "")))

    lost = Counter(char for text in texts for char in text if char.isalpha()) - account(found) - images - dates
    assert "".join(lost.elements()) in {"", "Photo"[: lost.total()]}


def _texts(path):
    if path.suffix == ".docx":
        return mammoth.extract_raw_text(BytesIO(path.read_bytes())).value.split("\n")
    tree = html.document_fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
    return [text for text in tree.xpath("//body//text()[not(parent::script or parent::style)]") if text.strip()]


def _page(body, head=""):
    return imported(
        f"<html lang='en'><head>{head}</head><body><article><h1>A headline</h1>{body}</article></body></html>"
    )


def test_a_figure_keeps_its_caption_and_credit():
    found = _page(
        "<p>By Ada Quist</p><figure><img src='https://p.example/quay.jpg' alt='A quay'>"
        "<figcaption>The east quay at dusk. Photo: Jo Arden</figcaption></figure><p>The ferry was late.</p>"
    )

    assert values(found)["images"] == {
        "quay": {
            "file": "quay.jpg", "alt": "A quay", "url": "https://p.example/quay.jpg",
            "caption": "The east quay at dusk.", "credit": "Jo Arden",
        }
    }  # fmt: skip
    assert "{image:quay}" in found.yaml
    assert ("/images/quay/file", "save https://p.example/quay.jpg as quay.jpg") in found.report.checks


def test_an_image_without_words_for_those_who_do_not_see_it_is_left_to_a_person():
    found = _page("<img src='quay.jpg'><p>The ferry was late, as it always is.</p>")

    assert "/images/quay/alt" in found.report.missing


def test_a_link_to_another_site_becomes_a_source_and_one_to_the_same_site_stays_a_link():
    found = _page(
        "<p>The <a href='https://council.example/counts'>passenger counts of May</a> are"
        " <a href='/a/b'>old news</a>.</p>",
        "<link rel='canonical' href='https://p.example/a'>",
    )
    article = values(found)

    assert article["sources"] == {
        "passenger-counts-of": {"title": "passenger counts of May", "url": "https://council.example/counts"}
    }
    assert article["sections"][0]["body"] == (
        "The [passenger counts of May](https://council.example/counts)[^passenger-counts-of] are"
        " [old news](https://p.example/a/b).\n"
    )


def test_stress_survives_and_raw_html_is_words():
    found = _page("<p>It is <em>never</em> and <strong>ever</strong> *so* &lt;b&gt; late.</p>")

    assert values(found)["sections"][0]["body"] == "It is *never* and **ever** \\*so\\* \\<b> late.\n"


def test_a_set_off_passage_without_a_speaker_stays_a_passage_and_is_pointed_at():
    found = _page(
        "<p>So it goes on.</p><blockquote><p>A river is a road that nobody mends.</p></blockquote><p>It does.</p>"
    )

    assert "> A river is a road that nobody mends." in found.yaml
    assert "quotes" not in values(found)
    assert [pointer for pointer, message in found.report.checks if "set off" in message] == ["/sections/0/body"]


def test_broken_json_ld_does_no_harm():
    found = _page(
        "<p>The ferry was late.</p>", '<script type=\'application/ld+json\'>{"@type": "NewsArticle", </script>'
    )

    assert values(found)["headline"] == "A headline"


@pytest.mark.parametrize(
    ("said", "speaker"),
    [
        ("“We go,” said Tomas Reyl.", "Tomas Reyl"),
        ("“We go now,” Tomas Reyl, a ferry pilot, told the Post.", "Tomas Reyl"),
        ("Tomas Reyl told the Post: “We go.”", "Tomas Reyl"),
        ("According to Tomas Reyl, “nobody goes home by boat”.", "Tomas Reyl"),
        ("Mayor Tomas Reyl described the line as “a luxury for few.”", "Tomas Reyl"),
        ("“We go,” said a clerk.", "clerk"),
    ],
)
def test_who_speaks_is_found(said, speaker):
    article = values(_page(f"<p>{said}</p>"))
    (party,) = article["parties"].values()

    assert len(article["quotes"]) == 1
    assert party.get("name", party.get("description")) == speaker


@pytest.mark.parametrize(
    "said",
    [
        "The so-called “quiet quay” is loud.",
        "Her film “The Last Boat” opens in May.",
        "They met at the “Anchor” on Monday.",
    ],
)
def test_titles_and_words_held_at_a_distance_are_no_quotes(said):
    assert "quotes" not in values(_page(f"<p>{said}</p>"))


def test_a_pronoun_is_doubtful_and_says_so():
    found = _page("<p>Ferry pilot Tomas Reyl shook his head.</p><p>“We go home now,” he said.</p>")

    (quote,) = values(found)["quotes"].values()
    assert quote["speaker"] == "reyl"
    assert "# check: “he” may be somebody else\n    speaker: reyl" in found.yaml
