"""The tags in a page's head: what each reader needs, and nothing that leads one astray."""

from __future__ import annotations

import html5lib
import pytest
from tests.page.articles import full

from pressmark import metadata
from pressmark.model import Rights
from pressmark.theme import Options, linked, load_theme
from pressmark.writers import writer


class Head:
    """The tags of a page, as its own parser reads them."""

    def __init__(self, article, along=("pdf", "jsonld")) -> None:
        """Write the page of *article* and read its head."""
        page = writer("html").write(article, Options(load_theme(), along=linked(along))).decode()
        (head,) = html5lib.parse(page, namespaceHTMLElements=False).iter("head")
        self.metas = [(e.get("name") or e.get("property"), e.get("content"), e.get("media")) for e in head.iter("meta")]
        self.links = [dict(element.attrib) for element in head.iter("link")]

    def all(self, key: str) -> list[str]:
        """Return the contents of every meta element *key*."""
        return [content for name, content, _ in self.metas if name == key]

    def one(self, key: str) -> str | None:
        """Return the content of the one meta element *key*, or None where there is none."""
        found = self.all(key)
        assert len(found) < 2, found
        return found[0] if found else None

    def hrefs(self, rel: str, **attributes: str) -> list[str]:
        """Return where the links *rel* with these *attributes* lead."""
        return [
            link["href"]
            for link in self.links
            if link["rel"] == rel and all(link.get(name) == value for name, value in attributes.items())
        ]


@pytest.fixture(scope="module")
def heads(articles):
    """Return the head of every article's page."""
    return {name: Head(article) for name, article in articles.items()}


def test_open_graph_says_what_link_previews_show(heads):
    head = heads["opinion"]

    assert head.one("og:type") == "article"
    assert head.one("og:title") == "Bring back the evening river bus"
    assert head.one("og:description") == "A transport planner argues for one evening sailing on the river bus line."
    assert head.one("og:url") == "https://harbourpost.example/2026/opinion/evening-river-bus"
    assert head.one("og:site_name") == "The Harbour Post"
    assert head.one("og:locale") == "en_GB"
    assert head.all("og:locale:alternate") == ["pt_BR"]
    assert head.one("article:published_time") == "2026-05-04T07:30:00+01:00"
    assert head.one("article:modified_time") == "2026-05-05T09:00:00+01:00"
    assert head.one("article:section") == "Comment"
    assert head.all("article:tag") == ["river bus", "public transport"]


def test_what_a_picture_is_follows_the_picture(heads):
    names = [name for name, _, _ in heads["opinion"].metas]
    at = names.index("og:image")

    assert names[at : at + 5] == ["og:image", "og:image:type", "og:image:width", "og:image:height", "og:image:alt"]
    assert heads["opinion"].one("og:image:width") == "640"


def test_a_language_without_region_has_no_locale(heads):
    assert heads["summary"].one("og:locale") is None


def test_x_shows_a_large_card_only_for_a_large_picture(heads):
    assert heads["opinion"].one("twitter:card") == "summary_large_image"
    assert heads["opinion"].one("twitter:image:alt") == "The east quay at dusk"
    assert heads["news"].one("twitter:card") == "summary"
    assert heads["news"].one("twitter:image") is None


def test_the_fediverse_credits_one_account(heads):
    assert heads["opinion"].one("fediverse:creator") == "@mira@social.example"
    assert heads["summary"].one("fediverse:creator") is None


def test_each_author_has_a_tag_of_their_own(heads):
    assert heads["summary"].all("author") == ["Ina Okafor", "Jon Ekholm"]
    assert heads["summary"].all("DC.creator") == ["Ina Okafor", "Jon Ekholm"]
    # An organisation has no first and last name, into which readers would part it.
    assert heads["statement"].all("author") == heads["statement"].all("DC.creator") == []
    assert heads["statement"].one("DC.publisher") == "Harbour Town Council"


def test_what_is_not_to_be_released_yet_is_not_to_be_found(heads):
    assert heads["statement"].one("robots") == "noindex"
    assert heads["news"].one("robots") == "max-image-preview:large"


@pytest.mark.parametrize(
    ("mining", "policy", "reserved"),
    [
        ("allowed", None, "0"),
        ("reserved", None, "1"),
        ("conditions", "https://post.example/mining", "1"),
        (None, None, None),
    ],
)
def test_who_mines_texts_is_told_whether_this_one_is_reserved(mining, policy, reserved):
    head = Head(full(rights=Rights(mining=mining, mining_policy=policy)))

    assert (head.one("tdm-reservation"), head.one("tdm-policy")) == (reserved, policy)


def test_a_day_stays_a_day(heads):
    assert heads["statement"].one("article:published_time") == "2026-06-02"
    assert heads["statement"].one("article:modified_time") == "2026-06-02"


def test_dublin_core_makes_it_a_newspaper_article(heads):
    head = heads["opinion"]

    assert head.one("DC.type") == "newsItem"
    assert head.one("DC.title") == "Bring back the evening river bus"
    assert head.one("DC.date") == "2026-05-04T07:30:00+01:00"
    assert head.one("DC.language") == "en-GB"
    assert head.one("DC.publisher") == "The Harbour Post"
    assert head.one("DC.source") == "The Harbour Post"
    assert head.all("DC.subject") == ["river bus", "public transport"]
    assert head.one("DC.rights") == "© 2026 The Harbour Post"
    assert head.hrefs("schema.DC") == ["http://purl.org/dc/elements/1.1/"]
    assert head.hrefs("schema.DCTERMS") == ["http://purl.org/dc/terms/"]


def test_reference_managers_find_the_pdf(heads):
    assert heads["opinion"].one("citation_pdf_url").endswith("/evening-river-bus.pdf")
    assert heads["news"].one("citation_pdf_url") is None


def test_nothing_leads_a_reader_astray(article):
    names = {name for name, _, _ in Head(article).metas}

    assert "og:title" in names
    assert names.isdisjoint({"article:author", "citation_title", "citation_author", "citation_journal_title"})


def test_the_page_leads_to_its_other_forms(heads):
    head = heads["opinion"]

    assert head.hrefs("canonical") == ["https://harbourpost.example/2026/opinion/evening-river-bus"]
    assert head.hrefs("alternate", type="application/pdf")[0].endswith("/evening-river-bus.pdf")
    assert head.hrefs("alternate", type="application/ld+json") == ["opinion.jsonld"]
    assert head.hrefs("alternate", hreflang="nl") == ["https://harbourpost.example/nl/avondboot"]
    assert head.hrefs("alternate", hreflang="pt-BR") == ["https://harbourpost.example/pt/barco-da-noite"]
    assert head.hrefs("alternate", hreflang="en-GB") == head.hrefs("canonical")
    assert head.hrefs("license") == ["https://creativecommons.org/licenses/by/4.0/"]


def test_a_page_leads_to_no_file_that_is_not_built_with_it(articles):
    alone, marked = Head(articles["news"], ()), Head(articles["news"], ("markdown",))

    assert [link for link in alone.links if link["rel"] == "alternate" and "type" in link] == []
    assert marked.hrefs("alternate", type="text/markdown") == ["news.md"]
    assert marked.hrefs("alternate", type="application/pdf") == []
    # An address that the article has is one, whatever is built here.
    assert len(Head(articles["opinion"], ()).hrefs("alternate", type="application/pdf")) == 1


def test_an_unpublished_page_leads_to_the_files_beside_it(heads):
    assert heads["news"].hrefs("canonical") == []
    assert heads["news"].hrefs("alternate", type="application/pdf") == ["news.pdf"]


def test_the_frame_has_the_page_s_colour_in_both_schemes(heads):
    found = {media: content for name, content, media in heads["news"].metas if name == "theme-color"}

    assert set(found) == {"(prefers-color-scheme: light)", "(prefers-color-scheme: dark)"}
    style = load_theme().text("screen.css").lower()
    assert {color for color in found.values() if color in style} == set(found.values())


def test_a_withdrawn_article_s_head_holds_none_of_its_words(articles):
    tags = [value for tag in metadata.page_metadata(articles["withdrawn"]) for _, value in tag.attributes]

    assert "River bus to run until midnight" in tags
    assert not any("draft timetable" in value for value in tags)
