"""What files say of an article, value by value; the articles are made here, so that no site has to be built."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain

import feedparser
import html5lib
import icalendar
import pytest
from lxml import etree
from tests.collecting.sites import listed, site

from pressmark.building.work import Settings
from pressmark.collecting import feeds, pages, publishing
from pressmark.collecting.catalogue import catalogue, shared_digest
from pressmark.collecting.demands import DemandRegister
from pressmark.collecting.entries import Agent, Call, Note, Subject, until
from pressmark.collecting.feeds import Feeds
from pressmark.collecting.pages import Pages
from pressmark.collecting.site import NEWEST, SiteWish
from pressmark.collecting.site import site as site_of
from pressmark.problems import PressmarkError
from pressmark.reader import house
from pressmark.theme import Options, load_theme

TODAY = "2026-05-04"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def _feeds(*articles, body="<p>Words.</p>", **more) -> dict[str, bytes]:
    found = catalogue(articles, "en")
    return {file.name: file.make() for file in Feeds(site(**more), found, lambda _: body).files()}


def _sitemaps(*articles, **more) -> dict[str, bytes]:
    return {file.name: file.make() for file in feeds.sitemaps(site(**more), catalogue(articles, "en"), ["index.html"])}


def _register(*articles, today=TODAY) -> DemandRegister:
    return DemandRegister(catalogue(articles, "en").claims(today))


def _pages(*articles, **more) -> dict[str, bytes]:
    found = catalogue(articles, "en")
    made = site(as_of=TODAY, **more)
    return {file.name: file.make() for file in Pages(made, found, DemandRegister(found.claims(TODAY))).files()}


def _many(count: int, **more) -> list:
    return [
        listed(
            f"a{n}", published=f"2026-0{1 + n // 28}-{1 + n % 28:02}", address=f"https://ledger.example/a{n}", **more
        )
        for n in range(count)
    ]


# --- Days


@pytest.mark.parametrize(
    ("as_of", "held"),
    [
        ("2026-05-04T05:59:59+02:00", True),
        ("2026-05-04T06:00:00+02:00", False),
        ("2026-05-04T04:00:00Z", False),
        (None, True),
    ],
)
def test_an_embargo_ends_at_its_second(as_of, held):
    moment = "2026-05-04T06:00:00+02:00"

    assert until(moment, moment, as_of) == (moment if held else None)


def test_an_article_is_out_on_the_whole_of_its_day():
    assert until(None, "2026-05-04T18:00:00+02:00", "2026-05-04") is None
    assert until(None, "2026-05-04T18:00:00+02:00", "2026-05-03") == "2026-05-04T18:00:00+02:00"


@pytest.mark.parametrize(
    ("said", "updated"),
    [
        ({}, "2026-01-01"),
        ({"modified": "2026-02-01"}, "2026-02-01"),
        ({"corrections": (Note("2026-03-01", "One."), Note("2026-03-09", "Two."))}, "2026-03-09"),
        ({"withdrawn": Note("2026-04-01", "Gone."), "modified": "2026-02-01"}, "2026-04-01"),
    ],
)
def test_an_article_changed_last_when_it_says_so(said, updated):
    assert listed("a", **said).entry.updated == updated


def test_what_describes_an_article_is_its_summary_before_its_deck():
    assert listed("a", summary="In short.", deck="A deck.").entry.description == "In short."


# --- The site, by what the command and the house say of it


def _site(tmp_path, wish: SiteWish, text: str):
    path = tmp_path / "house.yaml"
    path.write_text(f"house: 1\n{text}", "utf-8")
    return site_of(wish, house.read(path), Settings(Options(load_theme())), "", {"language": "en", "outlet": "Most"})


def test_a_site_is_what_its_command_says_before_its_house_and_its_house_before_its_articles(tmp_path):
    told = "language: de\ncollection: {title: Die Post, language: fr, newest: 7, url: https://post.example/fr}\n"
    wish = SiteWish("The Post", "https://else.example/post", "nl", 9)

    asked, housed, alone = (
        _site(tmp_path, wish, told),
        _site(tmp_path, SiteWish(), told),
        _site(tmp_path, SiteWish(), ""),
    )

    assert (asked.title, asked.language, asked.newest) == ("The Post", "nl", 9)
    assert asked.address("a.html") == "https://else.example/post/a.html"
    assert (housed.title, housed.language, housed.newest) == ("Die Post", "fr", 7)
    assert housed.address("a.html") == "https://post.example/fr/a.html"
    assert (alone.title, alone.language, alone.newest, alone.address("a.html")) == ("Most", "en", NEWEST, None)
    assert _site(tmp_path, SiteWish(), "language: de\n").language == "de"


def test_only_a_demand_that_is_open_needs_to_know_the_day():
    def refuse(**more):
        publishing._refuse_undated(catalogue([listed("a", calls=(_call("lamps", **more),))], "en"), SiteWish())

    refuse(due="2026-05-04", status="met")
    refuse()
    with pytest.raises(PressmarkError, match="lamps"):
        refuse(due="2026-05-04")


def test_an_embargo_that_is_over_is_told_but_for_what_was_withdrawn():
    past = {"embargo": "2026-01-01T06:00:00Z"}
    found = catalogue([listed("a", **past), listed("b", **past, withdrawn=Note("2026-02-01", "Wrong."))], "en")

    assert list(publishing._remarks(site(as_of=TODAY), found, [])) == [
        "a: its embargo is over, and its page still shows it; take “embargo” out"
    ]


# --- Feeds


def test_the_feed_of_a_list_holds_twenty_articles_at_most():
    made = _feeds(*_many(25, topics=[Subject("Ferries")]))

    assert len(feedparser.parse(made["topics/ferries/feed.atom"]).entries) == 20
    assert len(json.loads(made["topics/ferries/feed.json"])["items"]) == 20
    assert len(feedparser.parse(made["feed.atom"]).entries) == 25


def test_archives_lead_forward_and_back():
    made = _feeds(*_many(60), newest=2)
    names = ["archive/2026-03.atom", "archive/2026-02.atom", "archive/2026-01.atom"]

    links = [
        {one.rel: one.href.removeprefix("https://ledger.example/") for one in feedparser.parse(made[name]).feed.links}
        for name in names
    ]
    assert [one.get("next-archive") for one in links] == [None, *names[:-1]]
    assert [one.get("prev-archive") for one in links] == [*names[1:], None]


def test_one_article_more_than_a_feed_holds_is_in_an_archive():
    assert "archive/2026-01.atom" in _feeds(*_many(3), newest=2)
    assert "archive/2026-01.atom" not in _feeds(*_many(2), newest=2)


def test_every_author_of_an_article_is_in_its_entry():
    (entry,) = feedparser.parse(_feeds(listed("a", authors=[Agent("Ines Valdor"), Agent("Maro")]))["feed.atom"]).entries

    assert [one.name for one in entry.authors] == ["Ines Valdor", "Maro"]


def test_a_tombstone_names_the_entry_by_its_id_and_the_day_on_which_it_went():
    gone = listed(
        "a",
        url="https://else.example/a",
        address="https://ledger.example/a",
        withdrawn=Note("2026-02-03", "It was wrong."),
    )
    made = _feeds(gone)
    (stone,) = etree.fromstring(made["feed.atom"]).iter("{*}deleted-entry")

    assert (stone.get("ref"), stone.get("when")) == ("https://else.example/a", "2026-02-03T00:00:00Z")
    assert json.loads(made["feed.json"])["items"] == []


def test_an_item_says_its_own_language_and_when_it_changed():
    (item,) = json.loads(_feeds(listed("a", language="de", modified="2026-02-01"))["feed.json"])["items"]

    assert item["language"] == "de"
    assert item["date_modified"] == "2026-02-01T00:00:00Z"


def test_only_a_translation_that_is_out_is_named_in_its_own_language():
    one = listed("a", translations=(("de", "https://l.example/de"), ("fr", "https://l.example/fr")))
    other = listed("b", language="de", url="https://l.example/de", published="2026-01-02")
    entry = feedparser.parse(_feeds(one, other)["feed.atom"]).entries[1]

    assert [(link.hreflang, link.href) for link in entry.links if link.rel == "related"] == [
        ("de", "https://l.example/de")
    ]


def test_a_list_s_feed_leaves_out_a_text_as_long_as_a_booklet_and_no_shorter_one():
    article = listed("a", topics=[Subject("Ferries")], summary="In short.")
    name = "topics/ferries/feed.json"
    short, long = (json.loads(_feeds(article, body="x" * n)[name])["items"][0] for n in (65_536, 65_537))

    assert "content_html" in short
    assert "content_html" not in long
    assert long["content_text"] == "In short."


def test_a_link_within_a_text_leads_to_the_page_whatever_its_address_holds():
    article = listed("a", address='https://ledger.example/?a=1&copy="2"')
    (item,) = json.loads(_feeds(article, body='<a href="#note">1</a>')["feed.json"])["items"]

    assert etree.fromstring(item["content_html"]).get("href") == 'https://ledger.example/?a=1&copy="2"#note'


def test_the_deposit_feed_names_authors_issn_and_days():
    article = listed("a", authors=[Agent("Ines Valdor")], issn="2049-3630", modified="2026-02-01")
    terms = {
        one.tag.rpartition("}")[2]: one.text
        for one in etree.fromstring(_feeds(article)["deposit.xml"]).iter("{http://purl.org/dc/terms/}*")
    }

    assert terms["creator"] == "Ines Valdor"
    assert terms["isPartOf"] == "urn:ISSN:2049-3630"
    assert (terms["issued"], terms["modified"]) == ("2026-01-01", "2026-02-01")


def test_new_words_of_an_article_make_its_feeds_stale():
    article = listed("a")
    inputs = [
        {file.name: file.inputs for file in Feeds(site(), catalogue([one], "en"), lambda _: "").files()}
        for one in (article, replace(article, body="other words"))
    ]

    assert inputs[0]["feed.atom"] != inputs[1]["feed.atom"]
    assert inputs[0]["feed.json"] != inputs[1]["feed.json"]


# --- Sitemaps


def test_an_address_on_another_host_is_not_in_the_sitemap():
    made = _sitemaps(listed("a", address="https://else.example/a"), listed("b", address="https://ledger.example/b"))

    assert [one.text for one in etree.fromstring(made["sitemap.xml"]).iter(f"{SITEMAP}loc")] == [
        "https://ledger.example/",
        "https://ledger.example/b",
    ]


def test_the_sitemap_says_when_an_article_changed():
    made = _sitemaps(listed("a", address="https://ledger.example/a", modified="2026-02-01"))

    assert etree.fromstring(made["sitemap.xml"]).findtext(f".//{SITEMAP}lastmod") == "2026-02-01T00:00:00Z"


def test_sitemaps_that_are_cut_lose_no_address(monkeypatch):
    monkeypatch.setattr(feeds, "_MOST", 2)
    made = _sitemaps(*_many(4))
    found = [
        one.text
        for name in ("sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml")
        for one in etree.fromstring(made[name]).iter(f"{SITEMAP}loc")
    ]

    assert sorted(found) == sorted(["https://ledger.example/", *(one.address for one in _many(4))])
    assert [one.text for one in etree.fromstring(made["sitemap.xml"]).iter(f"{SITEMAP}loc")] == [
        f"https://ledger.example/sitemap-{n}.xml" for n in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    ("published", "there"),
    [
        ("2026-05-02T12:00:00Z", True),
        ("2026-05-02T11:59:59Z", False),
        ("2026-05-04T12:00:00Z", True),
        ("2026-05-04T12:00:01Z", False),
    ],
)
def test_news_are_of_the_last_two_days_to_the_second(published, there):
    made = _sitemaps(listed("a", published=published, address="https://ledger.example/a"), as_of="2026-05-04T12:00:00Z")

    assert (b"<news:title>a</news:title>" in made["news-sitemap.xml"]) == there


@pytest.mark.parametrize(
    ("tag", "said"), [("en-GB", "en"), ("zh-Hant", "zh-tw"), ("zh-HK", "zh-tw"), ("zh-Hans", "zh-cn"), ("zh", "zh-cn")]
)
def test_news_name_their_language_as_the_format_does(tag, said):
    made = _sitemaps(listed("a", language=tag, published=TODAY, address="https://ledger.example/a"), as_of=TODAY)

    assert etree.fromstring(made["news-sitemap.xml"]).findtext(".//{*}language") == said


def test_there_are_a_thousand_news_at_most():
    articles = [listed(f"a{n}", published=TODAY, address=f"https://ledger.example/a{n}") for n in range(1001)]

    found = etree.fromstring(_sitemaps(*articles, as_of=TODAY)["news-sitemap.xml"]).findall(f"{SITEMAP}url")
    assert len(found) == 1000


# --- The register


def _call(name: str, **more) -> Call:
    return Call(name, f"Text of {name}.", ("Union",), node={"@type": "Statement", "@id": f"urn:x#{name}"}, **more)


def _events(*articles, today=TODAY) -> list:
    return icalendar.Calendar.from_ical(_register(*articles, today=today).calendar(site())).walk("VEVENT")


def test_what_is_due_the_longest_comes_first_then_the_newest():
    old = listed("old", calls=(_call("late", due="2026-04-30"), _call("plain")))
    new = listed("new", published="2026-02-01", calls=(_call("later", due="2026-05-01"), _call("plain")))

    assert [one.anchor for one in _register(new, old).ordered] == ["old_late", "new_later", "new_plain", "old_plain"]


def test_the_calendar_has_a_day_of_its_own_for_each_demand_that_is_open_or_due():
    article = listed(
        "a",
        modified="2026-02-01",
        calls=(
            _call("due", due="2026-05-04"),
            _call("open", due="2026-06-01", of=("Board", "Council")),
            _call("met", due="2026-05-05", status="met"),
        ),
    )
    events = _events(article)

    assert [str(one["summary"]) for one in events] == ["Due: Text of due.", "Due: Text of open."]
    assert len({str(one["uid"]) for one in events}) == 2
    assert "Demanded of: Board and Council" in str(events[1]["description"])
    assert {one.decoded("dtstamp") for one in events} == {datetime(2026, 2, 1, tzinfo=UTC)}


def test_an_event_leads_to_the_demand_on_the_article_s_page():
    article = listed("a", address="https://ledger.example/a", calls=(_call("lamps", due="2026-06-01"),))

    assert [str(one["url"]) for one in _events(article)] == ["https://ledger.example/a#lamps"]


def test_signs_that_mean_something_in_a_calendar_are_words_there():
    said = "Light; dark, and a \\ backslash"
    article = listed("a", calls=(_call("lamps", action=said, due="2026-06-01"),))

    assert [str(one["summary"]) for one in _events(article)] == [f"Due: {said}"]
    assert b"\\;" in _register(article).calendar(site())


def test_a_calendar_s_lines_are_cut_at_75_octets_and_never_within_a_letter():
    data = _register(listed("a", calls=(_call("lamps", action="é" * 200, due="2026-06-01"),))).calendar(site())

    lines = data.split(b"\r\n")
    assert max(map(len, lines)) == 75
    for line in lines:
        line.decode()


def test_the_table_begins_with_a_mark_by_which_excel_knows_its_letters():
    assert _register(listed("a", calls=(_call("lamps"),))).table().startswith("\ufeffstatus".encode())


def test_a_statement_says_of_which_article_it_is_part():
    article = listed("a", address="https://ledger.example/a", calls=(_call("lamps"), _call("pay")))
    graph = json.loads(_register(article).jsonld(site()))["mainEntity"]

    assert graph["numberOfItems"] == 2
    assert [one["item"]["isPartOf"]["url"] for one in graph["itemListElement"]] == ["https://ledger.example/a"] * 2


def test_a_demand_that_becomes_due_makes_the_register_s_files_stale():
    article = listed("a", calls=(_call("lamps", due="2026-05-04"),))
    same = site()

    assert _register(article, today="2026-05-03").inputs(same) != _register(article, today="2026-05-04").inputs(same)


# --- Pages


def _tree(data: bytes):
    return html5lib.parse(data, namespaceHTMLElements=False)


def _headlines(data: bytes) -> list[str]:
    return ["".join(one.itertext()).strip() for one in _tree(data).iter("h3")]


def test_a_month_of_more_articles_than_a_page_holds_loses_none(monkeypatch):
    monkeypatch.setattr(pages, "_MOST", 3)
    made = _pages(*_many(7), newest=1)
    names = ["archive/2026-01.html", "archive/2026-01-2.html", "archive/2026-01-3.html"]

    assert [len(_headlines(made[name])) for name in names] == [3, 3, 1]
    assert sorted(chain(*(_headlines(made[name]) for name in names))) == [f"a{n}" for n in range(7)]


def test_a_register_too_long_for_its_page_shows_fifty_and_has_the_others_by_the_year_of_their_article(monkeypatch):
    monkeypatch.setattr(pages, "_MOST", 60)
    calls = tuple(_call(f"d{n}", due="2027-01-01") for n in range(61))
    made = _pages(listed("a", calls=calls))

    assert _claims(made["demands.html"]) == 50
    assert _claims(made["demands/open-2026.html"]) == 61
    (heading,) = [one for one in _tree(made["demands.html"]).iter("h2") if "Open" in "".join(one.itertext())]
    assert "61" in "".join(heading.itertext())


def test_a_register_of_another_day_is_stale_though_nothing_became_due():
    def inputs(day: str) -> dict[str, str]:
        found = catalogue([listed("a", calls=(_call("lamps"),))], "en")
        made = Pages(site(as_of=day), found, DemandRegister(found.claims(day)))
        return {file.name: file.inputs for file in made.files()}

    before, after = inputs("2026-05-03"), inputs("2026-05-04")
    assert {name for name in before if before[name] != after[name]} == {"demands.html"}


def _claims(data: bytes) -> int:
    return sum("claim" in one.get("class", "").split() for one in _tree(data).iter("li"))


def test_a_correction_is_found_from_the_list_also_where_two_articles_have_one_slug():
    note = (Note("2026-02-01", "One.", "The editors"), Note("2026-03-01", "Two."))
    made = _pages(
        listed("a/column", slug="column"), listed("b/column", slug="column", published="2026-01-08", corrections=note)
    )
    corrections = made["corrections.html"].decode()

    assert 'href="corrections.html#column-2"' in made["index.html"].decode()
    assert 'id="column-2"' in corrections
    assert corrections.index("Two.") < corrections.index("One.")


def test_the_latest_correction_comes_first_whenever_its_article_was_published():
    old = listed("old", corrections=(Note("2026-04-01", "Lately."),))
    new = listed("new", published="2026-03-01", corrections=(Note("2026-03-02", "At once."),))
    page = _pages(old, new)["corrections.html"].decode()

    assert page.index("Lately.") < page.index("At once.")


def test_a_translation_that_was_withdrawn_is_not_led_to():
    one = listed("a", translations=(("de", "https://l.example/de"),))
    gone = listed("b", language="de", url="https://l.example/de", withdrawn=Note("2026-02-01", "Wrong."))

    entry = _pages(one, gone)["index.html"].decode().split('<li class="entry')
    (shown,) = [part for part in entry if '<bdi lang="en" dir="ltr">a</bdi>' in part]
    assert "https://l.example/de" not in shown


def test_an_author_is_listed_as_the_article_was_signed():
    orcid = ("https://orcid.org/0000-0002-1825-0097",)
    usual = [listed(f"a{n}", authors=[Agent("Ines Valdor", ids=orcid)]) for n in range(2)]
    made = _pages(*usual, listed("b", authors=[Agent("I. Valdor", ids=orcid)]))

    assert ">I. Valdor</bdi></a>" in made["index.html"].decode()


def test_no_headline_ends_the_script_that_names_it():
    headline = "</script><b>no</b>"
    page = _pages(listed(headline, slug="a", address="https://ledger.example/a"))["index.html"]

    (script,) = [one for one in _tree(page).iter("script") if one.get("type") == "application/ld+json"]
    assert json.loads(script.text)["mainEntity"]["itemListElement"][0]["name"] == headline


def test_each_page_names_its_own_address():
    made = _pages(listed("a", authors=[Agent("Maro")]))
    (link,) = [one for one in _tree(made["authors/maro.html"]).iter("link") if one.get("rel") == "canonical"]

    assert link.get("href") == "https://ledger.example/authors/maro.html"


def test_one_topic_has_a_list_and_one_outlet_has_none():
    made = _pages(listed("a", topics=[Subject("Ferries")]))

    assert "topics/ferries.html" in made
    assert not [name for name in made if name.startswith("outlets")]


def test_two_languages_have_a_list_each():
    found = catalogue([listed("a"), listed("b", language="de")], "en").groups["languages"]

    assert [(one.slug, one.name) for one in found] == [("de", "Deutsch"), ("en", "English")]


def test_a_page_is_stale_where_its_article_s_file_moves():
    (before,), (after,) = (catalogue([listed("a", file=file)], "en").articles for file in ("a.html", "b.html"))

    assert shared_digest(before, ()) != shared_digest(after, ())


def test_the_name_in_a_byline_is_the_one_it_was_signed_with_whatever_most_articles_say():
    orcid = ("https://orcid.org/0000-0002-1825-0097",)
    usual = [listed(f"a{n}", authors=[Agent("Ines Valdor", ids=orcid)]) for n in range(2)]
    article = listed("b", authors=[Agent("I. Valdor", ids=orcid)])
    (group,) = catalogue([*usual, article], "en").groups["authors"]

    assert (group.name, group.said["b"][1]) == ("Ines Valdor", "I. Valdor")
