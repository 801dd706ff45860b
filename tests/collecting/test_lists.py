"""Who is who, and what things are called in an address."""

from __future__ import annotations

import pytest
from tests.collecting.sites import listed as _listed

from pressmark.collecting.catalogue import catalogue, slug
from pressmark.collecting.entries import Agent, Subject


def _found(kind, *articles, language="en"):
    return {
        (group.slug, group.name): [one.entry.place for one in group.articles]
        for group in catalogue(articles, language).groups[kind]
    }


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Inés Valdor", "ines-valdor"),
        ("Jörg Straß", "jorg-strass"),
        ("Łukasz Żak", "lukasz-zak"),
        ("Ольга Петрова", "ольга-петрова"),
        ("公共交通", "公共交通"),
        ("النقل العام", "النقل-العام"),
        ("ह्रषिकेश", "ह्रषिकेश"),
        ("  A/B: testing?! ", "a-b-testing"),
        ("…", "1"),
        ("CON", "con-1"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_a_name_of_any_script_has_an_address_to_read(name, said):
    assert slug(name) == said


def test_two_names_with_one_address_get_two_and_the_older_keeps_it():
    old = _listed("old", topics=[Subject("Tolls?")])
    new = _listed("new", topics=[Subject("Tolls")], published="2026-02-01")

    assert _found("topics", new, old) == {("tolls", "Tolls?"): ["old"], ("tolls-2", "Tolls"): ["new"]}


def test_one_author_under_two_names_is_one_where_an_address_says_so():
    orcid = "https://orcid.org/0000-0002-1825-0097"
    one = _listed("a", authors=[Agent("Ines Valdor", ids=(orcid,))])
    two = _listed("b", authors=[Agent("I. Valdor", url="https://x.example/iv", ids=(orcid,))], published="2026-02-01")
    three = _listed("c", authors=[Agent("Ines Valdor", url="http://x.example/iv/")], published="2026-03-01")

    assert _found("authors", one, two, three) == {("ines-valdor", "Ines Valdor"): ["c", "b", "a"]}


def test_a_byline_keeps_its_order_and_its_names():
    orcid = "https://orcid.org/0000-0002-1825-0097"
    long_ago = _listed("a", authors=[Agent("Ines Valdor", ids=(orcid,))])
    article = _listed("b", authors=[Agent("Zoe Zed"), Agent("I. Valdor", ids=(orcid,)), Agent("Abe Ash")])
    found = catalogue([long_ago, article], "en")

    groups = found.of(article, "authors")
    assert [group.said["b"][1] for group in groups] == ["Zoe Zed", "I. Valdor", "Abe Ash"]


def test_two_authors_of_one_name_are_two_where_their_addresses_differ():
    one = _listed("a", authors=[Agent("Ines Valdor", url="https://x.example/1")])
    two = _listed("b", authors=[Agent("Ines Valdor", url="https://x.example/2")], published="2026-02-01")
    whose = _listed("c", authors=[Agent("Ines Valdor")], published="2026-03-01")

    found = _found("authors", one, two, whose)

    assert list(found.values()) == [["a"], ["b"], ["c"]]
    assert [place for place, _ in found] == ["ines-valdor", "ines-valdor-2", "ines-valdor-3"]


def test_a_topic_in_two_languages_bears_the_name_of_the_site_s():
    same = "https://www.wikidata.org/wiki/Q25653"
    one = _listed("a", topics=[Subject("Fähren", same)], language="de")
    two = _listed("b", topics=[Subject("Ferries", same)])

    assert set(_found("topics", one, two)) == {("ferries", "Ferries")}
    assert set(_found("topics", one, two, language="de")) == {("fahren", "Fähren")}


def test_a_column_with_the_same_slug_every_week_has_anchors_of_its_own():
    found = catalogue(
        [_listed("a/column", slug="column"), _listed("b/column", slug="column", published="2026-01-08")], "en"
    )

    assert [one.handle for one in found.articles] == ["column-2", "column"]


def test_a_series_has_its_parts(before):
    page = (before / "series" / "letters-from-the-quay.html").read_text("utf-8")

    assert page.index("A school boat for the islands") < page.index("The fog horn falls silent")
    assert "1 · <a" in page
