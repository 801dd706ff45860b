"""What a page states comes before what its text seems to say, and nothing that is the article is lost for its names."""

# ruff: noqa: E501 - markup and copy read best in one line

from __future__ import annotations

import json

import pytest
from tests.importing.readback import article, imported, values

_LEAD = (
    "<p>The council has dropped the levy on ferry tickets after three years, and the money that was collected will be paid"
    " back to season-ticket holders in June.</p>"
)
_MORE = "<p>The levy brought in less than a tenth of what was planned, according to a report of the council.</p>"
_TITLE = "Harbour council drops the ferry levy"


def _page(body="", head="", title=_TITLE, h1=_TITLE):
    return imported(
        f'<!doctype html><html lang="en-GB"><head><title>{title}</title>{head}</head>'
        f"<body><article><h1>{h1}</h1>{body or _LEAD + _MORE}</article></body></html>"
    )


def _names(found):
    return [author["name"] for author in values(found)["authors"]]


def _linked(*nodes):
    return f'<script type="application/ld+json">{json.dumps({"@graph": list(nodes)})}</script>'


def _story(**keys):
    return {"@type": "NewsArticle", "headline": _TITLE, "datePublished": "2026-05-04", **keys}


def test_an_author_is_followed_by_its_id_and_so_is_the_publisher():
    story = _story(author={"@id": "#ada"}, publisher={"@id": "#post"})
    people = {"@id": "#ada", "@type": "Person", "name": "Ada Quill"}, {"@id": "#post", "name": "The Harbour Post"}
    found = _page(head=_linked(story, *people))

    assert _names(found) == ["Ada Quill"]
    assert values(found)["outlet"]["name"] == "The Harbour Post"


def test_a_broken_script_hides_no_sound_one_beside_it():
    broken = '<script type="application/ld+json">{"@type": "NewsArticle", </script>'

    assert _names(_page(head=broken + _linked(_story(author={"name": "Ada Quill"})))) == ["Ada Quill"]


@pytest.mark.parametrize(
    "name",
    [
        "author",
        "byl",
        "parsely-author",
        "sailthru.author",
        "dc.creator",
        "citation_author",
        "vr:author",
        "article:author",
    ],
)
def test_each_usual_name_of_a_meta_element_names_the_author(name):
    assert _names(_page(head=f'<meta name="{name}" content="By Ada Quill">')) == ["Ada Quill"]


def test_several_metas_name_several_authors_and_an_address_names_none():
    metas = "".join(
        f'<meta property="article:author" content="{one}">'
        for one in ("https://x.example/ada", "Ada Quill", "Jon Arden")
    )

    assert _names(_page(head=metas)) == ["Ada Quill", "Jon Arden"]


@pytest.mark.parametrize("line", ["<p>Opinion</p>", "<p>Year Levy Cost</p>", "<p>AP Photo</p>", "<p>Jo Arden</p>"])
def test_no_line_of_the_text_adds_to_an_author_whom_metadata_name(line):
    assert _names(_page(line + _LEAD + _MORE, '<meta name="author" content="Ada Quill">')) == ["Ada Quill"]


def test_an_author_of_whom_one_place_knows_the_firm_and_another_the_role_has_both():
    ada = {"@type": "Person", "name": "Ada Quill", "affiliation": {"@type": "Organization", "name": "River Forum"}}
    found = _page(f"<p>By Ada Quill, transport planner</p>{_LEAD}{_MORE}", _linked(_story(author=ada)))

    assert values(found)["authors"] == [
        {"name": "Ada Quill", "role": "transport planner", "affiliation": {"name": "River Forum"}}
    ]


def test_where_two_places_name_another_author_than_the_first_they_are_believed():
    head = _linked(_story(author={"@type": "Person", "name": "Ada Quill"})) + '<meta name="author" content="Jon Arden">'

    assert _names(_page(f"<p>By Jon Arden</p>{_LEAD}{_MORE}", head)) == ["Jon Arden"]
    assert _names(_page(head=head)) == ["Ada Quill"]


@pytest.mark.parametrize("said", ["The Harbour Post", "admin", "Redaktion", "harbourpost.example", "Staff"])
def test_the_outlet_and_its_staff_are_nobody(said):
    head = f'<meta property="og:site_name" content="The Harbour Post"><meta name="author" content="{said}">'

    assert "/authors/0/name" in _page(head=head).report.missing


def test_by_alone_goes_with_the_name_in_the_next_element():
    line = (
        '<div class="c-byline">By <span class="c-byline__author"><a rel="author" href="/a">Ada Quill</a></span></div>'
    )

    assert _names(_page(line + _LEAD + _MORE)) == ["Ada Quill"]


def test_the_headline_that_all_agree_on_wins_over_another_first_heading():
    found = _page(f"{_LEAD}<h1>Winning back trust</h1>{_MORE}", _linked(_story()))

    assert values(found)["headline"] == _TITLE
    assert values(found)["sections"][1]["heading"] == "Winning back trust"


def test_a_kicker_in_the_heading_is_the_rubric():
    found = _page(h1=f'<span class="kicker">Ferry levy</span><span>{_TITLE}</span>')

    assert (values(found)["headline"], values(found)["rubric"]) == (_TITLE, "Ferry levy")


@pytest.mark.parametrize(
    "names", ["paywall", "post category-news author-ada", "author", "entry-date sponsored-by-nobody"]
)
def test_no_class_name_makes_the_article_disappear(names):
    found = _page(f'{_LEAD}<div class="{names}"><p class="{names}">{_MORE[3:-4]}</p></div>')

    assert "less than a tenth" in values(found)["sections"][0]["body"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            "<p>The levy was <del>three</del> <s>four</s> <ins>five</ins> pounds a ticket.</p>",
            "The levy was five pounds",
        ),
        ("<p>It is <ruby>体罰<rt>たいばつ</rt></ruby> in that law, they say.</p>", "It is 体罰 in that law"),
        ("<p>It covers 5 km<sup>2</sup> of water and of land there.</p>", "It covers 5 km² of water"),
        ("<div>One is here now.<br><br>Two is there now.</div>", "One is here now.\n\nTwo is there now."),
        ("<table><tr><th>Year</th><th>Levy</th></tr><tr><td>2023</td><td>1,200</td></tr></table>", "2023 | 1,200"),
    ],
)
def test_what_is_struck_glossed_raised_broken_or_in_a_table_reads_as_the_page_does(body, words):
    assert words in values(_page(_LEAD + body))["sections"][0]["body"]


@pytest.mark.parametrize(
    "body",
    [
        '<p>The case is known as the <a href="https://lexikon.example/wiki/Fähr|Affäre{1}">ferry affair</a> there.</p>',
        '<p>Readers may <a href="mailto:?subject=Levy">write to the editor</a> about it until the end of the month.</p>',
        "<p>The levy&#65279; brought in less&#8203; than was plan&shy;ned, and the council&#x202E; said so.</p>",
        "<ul><li>&nbsp;</li><li>One of them is this.</li></ul><p>That is all there is to say about it, for now.</p>",
    ],
)
def test_what_comes_out_is_valid_whatever_the_page_has(body):
    article(_page(_LEAD + body))


def test_a_change_before_publication_is_none():
    moments = ("published_time", "2026-05-04T07:30:00+01:00"), ("modified_time", "2026-05-04T07:29:58+01:00")
    found = _page(head="".join(f'<meta property="article:{name}" content="{value}">' for name, value in moments))

    assert "modified" not in values(found)


def test_a_placeholder_gives_way_to_the_picture_that_loads_late():
    figure = (
        "<figure><img src=\"data:image/svg+xml,%3Csvg%3E%3C/svg%3E\" data-lazy-src='https://p.example/../../quay.jpg' alt='A quay'>"
        "<figcaption>The quay at noon</figcaption></figure>"
    )
    found = values(_page(_LEAD + figure + _MORE))

    assert found["images"]["quay"]["file"] == "quay.jpg"
    assert found["images"]["quay"]["caption"] == "The quay at noon"


@pytest.mark.parametrize("src", ["../../../etc/x.png", "..\\..\\x.png", "/etc/x.png", "....//x.png"])
def test_a_picture_is_named_inside_the_folder(src):
    (image,) = values(_page(f"{_LEAD}<figure><img src='{src}' alt='A quay'></figure>{_MORE}"))["images"].values()

    assert not image["file"].startswith(("/", "."))
    assert ".." not in image["file"].split("/")


def test_a_page_may_begin_with_a_style():
    assert (
        values(imported(f"<style>.x{{}}</style><html><body><h1>{_TITLE}</h1>{_LEAD}</body></html>"))["headline"]
        == _TITLE
    )


def test_a_raised_reference_to_a_note_on_the_page_becomes_a_source_and_nothing_stands_twice():
    body = (
        f'{_LEAD[:-4]}<sup><a href="#fn1">1</a></sup></p>{_MORE}'
        '<ol><li id="fn1">Town Council, <a href="https://council.example/r.pdf">Report</a>, 2026 <a href="#r1">↩</a></li></ol>'
    )
    made = values(_page(body))

    assert made["sources"]["town-council-report"]["url"] == "https://council.example/r.pdf"
    assert made["sections"][0]["body"].count("dropped the levy") == 1
    assert "June.[^town-council-report]" in made["sections"][0]["body"]


def test_another_story_of_the_page_s_data_lends_neither_its_author_nor_its_date():
    other = {"@type": "NewsArticle", "headline": "Seals return", "datePublished": "2020-01-01", "author": "Jo Arden"}
    found = _page(head=_linked(other, _story(author="Ada Quill")))

    assert _names(found) == ["Ada Quill"]
    assert str(values(found)["published"]) == "2026-05-04"


def test_a_catalogue_s_surname_first_is_one_author():
    head = "".join(f'<meta name="citation_author" content="{name}">' for name in ("Quill, Ada", "Reyl, Tomas"))

    assert _names(_page(head=head)) == ["Ada Quill", "Tomas Reyl"]


def test_a_role_beside_an_author_s_name_is_no_author():
    head = '<meta name="author" content="By Ada Quill, Chief Reporter | The Harbour Post">'

    assert _names(_page(head=head, title=f"{_TITLE} - The Harbour Post")) == ["Ada Quill"]


@pytest.mark.parametrize("byline", ["By Ada Quill | Updated 4 May 2026 | 3 min read", "By Ada Quill, in Eastport"])
def test_when_and_where_an_author_wrote_are_no_role(byline):
    author = values(_page(body=f"<p>{byline}</p>{_LEAD}{_MORE}"))["authors"][0]

    assert author["name"] == "Ada Quill"
    assert "role" not in author


def test_a_surname_and_a_given_name_are_not_made_two_authors():
    made = values(_page(head='<meta name="author" content="Quill, Ada">'))["authors"]

    assert [author["name"] for author in made] == [""]


def test_a_role_between_article_and_author_and_values_with_a_language_are_seen_through():
    role = {"@type": "Role", "roleName": "reporter", "author": {"@type": "Person", "name": {"@value": "Ada Quill"}}}
    made = values(_page(head=_linked(_story(headline={"@value": _TITLE}, author=[role, {"@value": "Jon Arden"}]))))

    assert made["authors"] == [{"name": "Ada Quill", "role": "reporter"}, {"name": "Jon Arden"}]


_MENUS = "".join(f'<nav><a href="/{number}">Section {number}</a></nav>' for number in range(15))


@pytest.mark.parametrize(("shown", "names"), [("<p>Ada Quill</p>", ["Ada Quill"]), ("", [""])])
def test_a_name_that_a_whole_page_shows_nowhere_signs_nothing(shown, names):
    found = _page(_MENUS + shown + _LEAD + _MORE, head='<meta name="author" content="Ada Quill">')

    assert _names(found) == names


def test_the_day_that_most_places_state_is_that_of_publication():
    head = _linked(_story(datePublished="2026-05-03")) + '<meta property="article:published_time" content="2026-05-04">'
    found = _page(f'<time datetime="2026-05-04">4 May 2026</time>{_LEAD}{_MORE}', head=head)

    assert values(found)["published"] == "2026-05-04"


_STAMP = '<meta name="date" content="2026-03-09">'
_CHANGED = '<meta property="article:modified_time" content="2026-05-06T09:00:00+02:00">'
_SPLIT = '<div class="datum"><span>04.05.26</span><span>12:44</span></div>'


@pytest.mark.parametrize(
    ("body", "head", "day"),
    [
        (f"<p>(4 May 2026) The council dropped it.</p>{_LEAD}", "", "2026-05-04"),
        (f"<p>4 May 2026. The council dropped it.</p>{_LEAD}", "", "2026-05-04"),
        (f"<p>Harbour Town, (4 May 2026). The council dropped it.</p>{_LEAD}", "", "2026-05-04"),
        (f"<p>04.05.2026 “We dropped it,” the council said.</p>{_LEAD}", "", "2026-05-04"),
        (f"<p>4 May 2026 saw the end of it for the whole town, and nobody wept.</p>{_LEAD}", "", ""),
        (f"<ul><li>By Ada Quill</li><li>4 May 2026</li><li>3 min read</li></ul>{_LEAD}", "", "2026-05-04"),
        (f"<ul><li>Levy in court 4 May 2026</li><li>Levy on trial 3 May 2026</li></ul>{_LEAD}", "", ""),
        (f"<p>04 | 05 | 2026</p>{_LEAD}", "", "2026-05-04"),
        (_SPLIT + _LEAD, "", "2026-05-04"),
        (_LEAD + _MORE + "<p>Last edited: 6 May 2026 Published on: 4 May 2026 Read: 61</p>", "", "2026-05-04"),
        (f"<p>The next hearing of the council on the levy will be on 4 June 2026 in the old hall.</p>{_LEAD}", "", ""),
        (f"<p>4 May 2026</p>{_LEAD}", _STAMP, "2026-05-04"),
        (f"<p>6 May 2026</p>{_LEAD}", _STAMP + _CHANGED, "2026-03-09"),
        (_LEAD, '<link rel="canonical" href="https://harbourpost.example/news/04-05-2026/levy">', "2026-05-04"),
    ],
)
def test_the_day_beside_the_headline_or_at_the_start_of_the_text_is_found_and_no_other(body, head, day):
    found = _page(body, head=head)

    assert values(found)["published"] == day


def test_words_that_begin_with_the_day_stay_words_of_the_text():
    assert "(4 May 2026) The council dropped it." in _page(f"<p>(4 May 2026) The council dropped it.</p>{_LEAD}").yaml


def test_a_day_that_only_the_address_or_a_change_gives_is_doubtful():
    address = _page(_LEAD, '<link rel="canonical" href="https://harbourpost.example/04-05-2026/levy">')
    change = _page(f"{_LEAD}{_MORE}<p>Last edited:</p><p>6 May 2026</p>")

    assert "# check: the day in the address; the page shows none\npublished: 2026-05-04" in address.yaml
    assert "# check: the only date, and it is that of a change\npublished: 2026-05-06" in change.yaml


def test_a_moment_in_utc_gives_way_to_the_day_that_the_page_shows():
    head = _linked(_story(datePublished="2026-05-05T02:25:54Z"))

    assert values(_page(f"<p>May 4, 2026</p>{_LEAD}{_MORE}", head=head))["published"] == "2026-05-04"


def test_two_places_of_a_page_that_name_different_people_are_pointed_at():
    page = (
        '<html lang="en"><head><title>The levy goes</title><meta name="author" content="Ada Quill"></head><body><article>'
        '<h1>The levy goes</h1><p><a rel="author" href="/j">Jon Arden</a></p><p>The council has dropped the levy on ferry tickets.</p>'
        "<footer><p>Correction, 5 May 2026: We gave the wrong name for the harbourmaster, who is Ole Thorsen.</p></footer></article>"
    )
    made = imported(page)

    assert (
        "# check: the author in the page’s metadata names them, another place Jon Arden\n  - name: Ada Quill"
        in made.yaml
    )
    assert values(made)["corrections"] == [
        {"date": "2026-05-05", "text": "We gave the wrong name for the harbourmaster, who is Ole Thorsen."}
    ]


_TEXT = "<p>The harbour council drops the levy that it raised for three years, and the ferries sail as before.</p>" * 4


@pytest.mark.parametrize(
    ("head", "body", "headline"),
    [
        # The site's name leads to its first page; the headline stands in a smaller heading.
        (
            "<title>Quay Notes » Blog Archive » The levy goes</title>",
            '<h1><a href="https://quaynotes.example/">Quay Notes</a></h1><h2>The levy goes</h2>',
            "The levy goes",
        ),
        ("<title>Quay Notes</title>", '<h1><a href="/">Quay Notes</a></h1><h2>The levy goes</h2>', "The levy goes"),
        # What the page shows and other metadata have wins over metadata that stand nowhere.
        (
            '<title>Levy: why it goes</title><meta property="og:title" content="The levy of three years goes">',
            "<h1>The levy of three years goes</h1>",
            "The levy of three years goes",
        ),
        # A heading holds more than the headline.
        (
            '<title>The levy of three years goes</title><meta property="og:title" content="The levy of three years goes">',
            "<h1><span>The levy of three years goes</span><small>Ferries sail as before</small></h1>",
            "The levy of three years goes",
        ),
        (
            '<meta property="og:title" content="Harbour: The levy of three years goes">',
            "<h1><div>Harbour</div>The levy of three years goes</h1>",
            "The levy of three years goes",
        ),
        # Words of a layout around the whole article set nothing aside.
        (
            "<title>Levy goes | Quay Notes</title>",
            '<div class="content-sidebar-wrap"><h1>Why the levy goes, and what comes next</h1>',
            "Why the levy goes, and what comes next",
        ),
    ],
)
def test_the_headline_is_the_heading_that_metadata_speak_of(head, body, headline):
    found = values(imported(f"<html><head>{head}</head><body>{body}<article>{_TEXT}</article></body></html>"))

    assert found["headline"] == headline


def test_what_stands_beside_the_headline_in_its_heading_is_told_apart():
    head = '<meta property="og:title" content="The levy of three years goes">'
    body = "<h1><span>The levy of three years goes</span><br><small>Ferries sail as they did before</small></h1>"
    found = values(imported(f"<html><head>{head}</head><body>{body}<article>{_TEXT}</article></body></html>"))

    assert found["headline"] == "The levy of three years goes"
    assert found["deck"] == "Ferries sail as they did before"
