"""What the web profile says of particular articles."""

from __future__ import annotations

import json
from dataclasses import replace

import html5lib
import pytest

from pressmark import metadata
from pressmark.model import DemandList
from pressmark.theme import Options, load_theme
from pressmark.writers import writer


@pytest.fixture(scope="module")
def graphs(articles):
    """Return the graph of every article by its name."""
    return {name: metadata.web_profile(article) for name, article in articles.items()}


def _parts(graph, kind):
    return {part["@id"].partition("#")[2]: part for part in graph["hasPart"] if part["@type"] == kind}


def test_the_file_holds_the_very_graph_of_the_page(article):
    options = Options(load_theme())
    page = html5lib.parse(writer("html").write(article, options).decode(), namespaceHTMLElements=False)
    (script,) = list(page.iter("script"))

    assert script.get("type") == "application/ld+json"
    assert json.loads(script.text) == json.loads(writer("jsonld").write(article, options))


def test_every_fragment_is_the_id_of_one_element_of_the_page(article):
    page = html5lib.parse(writer("html").write(article, Options(load_theme())).decode(), namespaceHTMLElements=False)
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    nodes = metadata.flatten(metadata.web_profile(article))
    fragments = [node["@id"].partition("#")[2] for node in nodes if node["@id"].startswith(f"{article.base}#")]

    assert fragments
    assert {fragment: ids.count(fragment) for fragment in fragments} == dict.fromkeys(fragments, 1)


def test_every_quote_and_demand_stands_in_the_page_under_its_id(article):
    page = html5lib.parse(writer("html").write(article, Options(load_theme())).decode(), namespaceHTMLElements=False)
    elements = {element.get("id"): element for element in page.iter() if element.get("id")}

    for part in metadata.web_profile(article).get("hasPart", []):
        if part["@type"] in ("Quotation", "Statement"):
            assert part["text"] in "".join(elements[part["@id"].partition("#")[2]].itertext())


def test_one_author_is_an_object_and_several_are_a_list(graphs):
    assert isinstance(graphs["opinion"]["author"], dict)
    assert [author["name"] for author in graphs["summary"]["author"]] == ["Ina Okafor", "Jon Ekholm"]


def test_a_day_stays_a_day(graphs, articles):
    assert graphs["statement"]["datePublished"] == "2026-06-02"
    assert graphs["statement"]["dateModified"] == "2026-06-02"
    assert "T00:00:00" not in json.dumps(list(graphs.values()))


def test_what_has_to_be_paid_for_is_named_and_marked_on_the_page(graphs, articles):
    (paid,) = [part for part in graphs["summary"]["hasPart"] if part["@type"] == "WebPageElement"]
    page = html5lib.parse(
        writer("html").write(articles["summary"], Options(load_theme())).decode(), namespaceHTMLElements=False
    )
    (marked,) = [e for e in page.iter() if paid["cssSelector"].removeprefix(".") in e.get("class", "").split()]

    assert paid["isAccessibleForFree"] is False
    assert paid["@id"].endswith(f"#{marked.get('id')}")
    assert {block.tag for block in marked} >= {"p"}
    assert not [part for part in graphs["opinion"]["hasPart"] if part["@type"] == "WebPageElement"]


def test_a_picture_without_an_address_is_no_image_for_search_but_one_in_a_package(graphs, articles):
    assert graphs["opinion"]["image"]["contentUrl"] == "https://harbourpost.example/img/quay.png"
    assert graphs["opinion"]["publisher"]["logo"]["contentUrl"] == "https://harbourpost.example/img/logo.png"
    assert len(metadata.web_profile(articles["opinion"], pictures=True)["image"]) == 2


def test_nothing_in_the_file_can_end_a_script_element(articles):
    hostile = replace(articles["opinion"], deck="x </script><script>alert(1)</script> <!-- \u2028")
    text = writer("jsonld").write(hostile, Options(load_theme())).decode()

    assert json.loads(text)["alternativeHeadline"] == hostile.deck
    assert not {"<", ">", "&", "\u2028"} & set(text)


def test_the_description_falls_back_to_the_deck_and_the_headline(graphs):
    assert graphs["opinion"]["description"].startswith("A transport planner")
    assert graphs["arabic"]["description"] == graphs["arabic"]["alternativeHeadline"]
    assert graphs["news"]["description"] == graphs["news"]["headline"]


@pytest.mark.parametrize(
    ("name", "kind", "genre"),
    [
        ("opinion", "OpinionNewsArticle", "http://cv.iptc.org/newscodes/genre/Opinion"),
        ("news", "NewsArticle", None),
        ("withdrawn", "ReportageNewsArticle", None),
        ("arabic", "AnalysisNewsArticle", "http://cv.iptc.org/newscodes/genre/Analysis"),
        ("background", "BackgroundNewsArticle", "http://cv.iptc.org/newscodes/genre/Background"),
        ("statement", "Article", "http://cv.iptc.org/newscodes/genre/Press_Release"),
        ("summary", "Article", "http://cv.iptc.org/newscodes/genre/Synopsis"),
    ],
)
def test_each_kind_has_its_type_and_genre(name, kind, genre, graphs):
    assert (graphs[name]["@type"], graphs[name].get("genre")) == (kind, genre)


def test_a_statement_is_published_by_an_organization_with_its_contact(graphs):
    publisher = graphs["statement"]["publisher"]

    assert publisher["@type"] == "Organization"
    assert publisher["contactPoint"]["telephone"] == "+44 1632 960000"
    assert "not for release before" in graphs["statement"]["conditionsOfAccess"]


def test_a_summary_names_the_work_it_is_based_on(graphs):
    work = graphs["summary"]["isBasedOn"]

    assert work["@type"] == "OpinionNewsArticle"
    assert work["headline"] == "Bring back the evening river bus"
    assert work["author"]["name"] == "Mira Sandoval"
    assert work["publisher"]["name"] == "The Harbour Post"
    assert work["datePublished"] == "2026-05-04"


def test_a_withdrawn_article_keeps_its_record_and_none_of_its_words(graphs):
    graph = graphs["withdrawn"]

    assert graph["creativeWorkStatus"]["name"] == "Withdrawn"
    assert [c["text"] for c in graph["correction"]] == [
        "The timetable on which it rests was a draft.",
        "An earlier version named the wrong line.",
    ]
    assert graph["encoding"][1]["sha256"]
    assert "contentUrl" not in graph["encoding"][1]
    assert {"articleBody", "wordCount", "hasPart", "alternativeHeadline"}.isdisjoint(graph)
    assert "midnight, says" not in json.dumps(graph)


def test_the_yaml_is_named_by_digest_and_size_and_the_pdf_by_its_address_alone(graphs, articles):
    pdf, yaml = graphs["opinion"]["encoding"]
    source = articles["opinion"].source

    assert pdf.keys() == {"@type", "@id", "encodingFormat", "contentUrl", "inLanguage"}
    assert (yaml["sha256"], yaml["contentSize"]) == (source.sha256, f"{len(source.data)} B")


def test_an_attributed_quote_is_its_speaker_s(graphs):
    quote = _parts(graphs["opinion"], "Quotation")["tied-up"]

    assert quote["creator"]["name"] == "Tomas Reyl"
    assert quote["spokenByCharacter"] == {"@id": quote["creator"]["@id"]}
    assert quote["citation"]["@id"].endswith("#timetable")


def test_a_disputed_quote_is_attributed_and_not_asserted(graphs):
    quote = _parts(graphs["opinion"], "Quotation")["too-dear"]

    assert "creator" not in quote
    assert quote["spokenByCharacter"]["name"] == "Edda Lindqvist"


def test_an_anonymous_speaker_has_a_description_and_no_name(graphs):
    clerk = _parts(graphs["opinion"], "Quotation")["nobody-asks"]["creator"]

    assert clerk["description"] == "A clerk in the ticket office"
    assert "name" not in clerk


def test_a_translated_quote_leads_to_its_original(graphs):
    quotes = _parts(graphs["opinion"], "Quotation")

    assert quotes["lamps"]["translationOfWork"]["inLanguage"] == "nl"
    assert quotes["lamps"]["translator"] == {"@id": graphs["opinion"]["author"]["@id"]}
    assert quotes["slow"]["creditText"] == "Jon Ekholm"


def test_a_demand_is_a_statement_about_an_action(graphs):
    demand = _parts(graphs["opinion"], "Statement")["evening-sailing"]

    assert demand["additionalType"] == f"{metadata.VOCABULARY}Demand"
    assert demand["creator"] == {"@id": graphs["opinion"]["author"]["@id"]}
    assert demand["mainEntity"]["agent"]["@id"].endswith("#council")
    assert demand["mainEntity"]["actionStatus"] == {"@id": "http://schema.org/PotentialActionStatus"}


@pytest.mark.parametrize(
    ("status", "name"),
    [("open", "PotentialActionStatus"), ("met", "CompletedActionStatus"), ("refused", "FailedActionStatus")],
)
def test_what_became_of_a_demand_is_the_status_of_its_action(articles, status, name):
    article = articles["opinion"]
    block = DemandList((replace(article.demands[0], status=status),))
    graph = metadata.web_profile(replace(article, sections=(replace(article.sections[0], blocks=(block,)),)))

    (demand,) = _parts(graph, "Statement").values()
    assert demand["mainEntity"]["actionStatus"] == {"@id": f"http://schema.org/{name}"}


def test_what_an_organisation_does_stands_before_what_it_is_for_it_has_no_job(articles):
    article = articles["opinion"]
    (author, *others) = article.authors
    union = replace(author, type="organization", role="Union", description="Of the docks")
    graph = metadata.web_profile(replace(article, authors=(union, *others)))

    assert graph["author"]["description"] == "Union. Of the docks"
    assert "jobTitle" not in graph["author"]


@pytest.mark.parametrize("part", ["Mira", "Sandoval", "mira sandoval"])
def test_half_a_name_is_nobodys(articles, part):
    article = articles["opinion"]
    assert article.authors[0].name == "Mira Sandoval"

    rights = replace(article.rights, holder=part)
    assert "copyrightHolder" not in metadata.web_profile(replace(article, rights=rights))


def test_a_name_that_the_article_does_not_introduce_is_given_no_type(graphs):
    survey = graphs["opinion"]["citation"][1]

    assert survey["creditText"] == "Lena Faber"
    assert "author" not in survey
    assert "copyrightHolder" not in graphs["summary"]


def test_due_and_accessed_stay_with_the_package(graphs):
    text = json.dumps(graphs["opinion"])

    assert "2026-09-22" not in text
    assert "2026-05-01" not in text
    assert "Box 12" not in text


def test_words_are_counted_where_spaces_part_them(graphs):
    assert graphs["news"]["articleBody"] == "最後の船は六時に東の岸を出る。"
    assert "wordCount" not in graphs["news"]
    assert graphs["statement"]["wordCount"] == 12


def test_the_flat_form_holds_every_node_once_with_references_between_them(article):
    nodes = metadata.flatten(metadata.web_profile(article))
    described = [node["@id"] for node in nodes]

    assert len(described) == len(set(described))
    for node in nodes:
        for value in node.values():
            for item in value if isinstance(value, list) else [value]:
                assert not isinstance(item, dict) or item.keys() == {"@id"}
