"""Feeds and sitemaps, read by the libraries of feed readers."""

from __future__ import annotations

import json
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import atoma
import feedparser
import html5lib
import pytest
from lxml import etree
from tests.collecting.sites import collected, copied, files
from tests.conftest import absent

MODULES = Path(__file__).parents[1] / "conformance" / "node_modules"
BASE = "https://velmarledger.example/"
READ = """
import {parseFeed} from 'feedsmith';
import fs from 'node:fs';
console.log(JSON.stringify(process.argv.slice(2).map((name) => parseFeed(fs.readFileSync(name, 'utf8')))));
"""


def _entry(feed, title):
    return next(one for one in feed.entries if one.title == title)


def test_two_readers_take_every_atom_feed(before):
    names = sorted(before.rglob("*.atom"))
    assert len(names) > 10
    for path in names:
        data = path.read_bytes()
        one, other = feedparser.parse(data), atoma.parse_atom_bytes(data)
        assert not one.bozo, path
        assert [entry.id for entry in one.entries] == [entry.id_ for entry in other.entries]
        assert all(entry.content[0].value for entry in one.entries)


def test_an_entry_has_the_full_text_its_authors_its_licence_and_complete_addresses(before):
    entry = _entry(feedparser.parse((before / "feed.atom").read_bytes()), "Bring back the evening boat")

    assert entry.id == entry.link == f"{BASE}2026/evening-boat"
    assert [(one.name, one.href) for one in entry.authors] == [("Ines Valdor", f"{BASE}people/ines-valdor")]
    assert {link.href for link in entry.links if link.rel == "license"} == {
        "https://creativecommons.org/licenses/by/4.0/"
    }
    assert {(link.hreflang, link.href) for link in entry.links if link.rel == "related"} == {
        ("de", f"{BASE}de/abendboot")
    }
    (enclosure,) = entry.enclosures
    assert enclosure.href == f"{BASE}articles/2026/ferry.png"
    assert int(enclosure.length) == len((before / "articles" / "2026" / "ferry.png").read_bytes())
    assert entry.content[0].language == "en-GB"
    assert {tag.term for tag in entry.tags} == {"Ferries", "river boat"}
    text = entry.content[0].value
    assert "Nurses and cooks, whose shifts end at <em>nine</em>, walk home." in text
    assert f'src="{BASE}articles/2026/ferry.png"' in text


def test_a_full_text_acts_on_nothing_and_leads_nowhere_within_the_feed(before):
    items = json.loads((before / "feed.json").read_text("utf-8"))["items"]
    assert len(items) == 10
    for item in items:
        tree = html5lib.parseFragment(item["content_html"], namespaceHTMLElements=False)
        for element in tree.iter():
            assert element.tag not in {"script", "style", "link", "iframe", "form"}
            assert not set(element.attrib) & {"id", "class", "style", "role"}
            for name in ("href", "src", "cite"):
                assert element.get(name, "https://").startswith(("https://", "mailto:", "tel:"))


def test_the_json_feed_says_what_the_atom_feed_says(before):
    atom = feedparser.parse((before / "feed.atom").read_bytes())
    said = json.loads((before / "feed.json").read_text("utf-8"))

    assert said["version"] == "https://jsonfeed.org/version/1.1"
    assert (said["title"], said["home_page_url"], said["feed_url"]) == ("The Velmar Ledger", BASE, f"{BASE}feed.json")
    assert [(one["id"], one["title"], one["date_published"]) for one in said["items"]] == [
        (one.id, one.title, one.published) for one in atom.entries
    ]
    assert all(one["authors"] and one["content_html"] and one["language"] for one in said["items"])
    licences = {one["title"]: one.get("_rights", {}).get("license") for one in said["items"]}
    # It is another outlet's, for which the house does not speak.
    assert licences.pop("Dockers call for a lit quay") is None
    assert set(licences.values()) == {"https://creativecommons.org/licenses/by/4.0/"}


def test_older_articles_are_in_archives_that_lead_back_to_the_first(tmp_path):
    collected(copied(tmp_path, "evening-boat", "fog-horn"), tmp_path / "site", "--newest", "1")
    seen, name = [], "feed.atom"
    while name:
        feed = feedparser.parse((tmp_path / "site" / name).read_bytes())
        seen += [entry.title for entry in feed.entries]
        links = {link.rel: link.href.removeprefix(BASE) for link in feed.feed.links}
        assert name == links["self"]
        assert links.get("current", "feed.atom") == "feed.atom"
        name = links.get("prev-archive")

    assert list(dict.fromkeys(seen)) == ["Bring back the evening boat", "The fog horn falls silent"]


def test_without_a_place_on_the_web_a_feed_gives_no_address_that_nobody_gave(tmp_path):
    articles = copied(tmp_path, "fog-horn")
    house = articles / "house.yaml"
    house.write_text(house.read_text("utf-8").replace("  url: https://velmarledger.example/\nlook", "look"))

    result = collected(articles, tmp_path / "site")

    feed = feedparser.parse((tmp_path / "site" / "feed.atom").read_bytes())
    assert not feed.bozo
    assert not [link for link in feed.entries[0].links if link.rel == "alternate"]
    assert "no sitemap" in result.output
    assert not list((tmp_path / "site").glob("*sitemap*"))


def test_what_has_no_new_date_is_not_new(before):
    feed = feedparser.parse((before / "feed.atom").read_bytes())

    assert feed.feed.updated == "2026-05-02T07:00:00Z"
    assert _entry(feed, "What the new toll earns, and from whom").updated == "2026-03-16T00:00:00Z"


def _news(site):
    root = ET.fromstring((site / "news-sitemap.xml").read_bytes())
    return [one.text for one in root.iter("{http://www.google.com/schemas/sitemap-news/0.9}title")]


def test_the_news_sitemap_has_the_last_two_days_and_no_more(before, after):
    assert _news(before) == ["Pilots’ school opens its doors"]
    assert _news(after) == ["Harbour tender went to the chairman’s cousin", "Pilots’ school opens its doors"]


def test_the_sitemap_has_the_pages_and_the_articles_of_this_host(before):
    root = ET.fromstring((before / "sitemap.xml").read_bytes())
    found = {one.text for one in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}

    assert {BASE, f"{BASE}demands.html", f"{BASE}authors/ines-valdor.html", f"{BASE}2026/evening-boat"} <= found
    assert all(one.startswith(BASE) for one in found)
    assert not [one for one in found if one.endswith((".css", ".png", ".svg"))]
    for one in found - {BASE, f"{BASE}2026/evening-boat", f"{BASE}de/abendboot"}:
        assert (before / one.removeprefix(BASE)).is_file(), one


def test_the_deposit_feed_has_dublin_core_s_terms(before):
    feed = feedparser.parse((before / "deposit.xml").read_bytes())

    assert not feed.bozo
    assert len(feed.entries) == 10
    assert "Bridge" not in str(feed)
    root = ET.fromstring((before / "deposit.xml").read_bytes())
    terms = {element.tag.rpartition("}")[2] for element in root.iter() if "purl.org/dc/terms" in element.tag}
    assert terms >= {"publisher", "creator", "issued", "language", "isPartOf", "license", "identifier"}


def test_every_page_leads_to_files_that_are_there(before):
    pages = [path for path in before.rglob("*.html") if "articles" not in path.relative_to(before).parts]
    assert len(pages) > 15
    for path in pages:
        tree = html5lib.parse(path.read_bytes(), namespaceHTMLElements=False)
        for element in tree.iter():
            for address in (element.get("href"), element.get("src")):
                if address and not address.startswith(("https://", "#")):
                    assert (path.parent / address.partition("#")[0]).is_file(), (path, address)


@pytest.mark.conformance
def test_a_third_reader_takes_them_and_the_sitemap_is_valid(before):
    schema = MODULES / "sitemap" / "schema" / "sitemap.xsd"
    if shutil.which("node") is None or not schema.exists() or not (MODULES / "feedsmith").exists():
        absent("node, feedsmith or sitemap is not installed; scripts/tools.sh fetches them")
    names = [str(before / name) for name in ("feed.atom", "feed.json", "deposit.xml")]
    script = MODULES.parent / "read-feeds.mjs"
    done = subprocess.run(
        ["node", "--input-type=module", "-", *names],
        input=READ,
        cwd=script.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    read = json.loads(done.stdout)

    assert [one["format"] for one in read] == ["atom", "json", "rss"]
    assert [len(one["feed"].get("entries") or one["feed"]["items"]) for one in read] == [10, 10, 10]
    etree.XMLSchema(etree.parse(schema)).assertValid(etree.parse(before / "sitemap.xml"))


def test_a_list_too_long_for_a_page_goes_on_by_month_and_year(tmp_path):
    collected(copied(tmp_path, "evening-boat", "fog-horn"), tmp_path / "site", "--newest", "1")
    found = files(tmp_path / "site")

    assert {"archive/2026-01.html", "archive/2026-03.html", "authors/ines-valdor/2026.html"} <= set(found)
    assert b"The fog horn" not in found["index.html"]
    assert b"The fog horn" in found["archive/2026-01.html"]
