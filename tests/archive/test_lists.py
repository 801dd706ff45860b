"""The lists of what was packed, value by value, from articles that are made here: no package has to be."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from tests.page.articles import full

from pressmark.archive import ocfl
from pressmark.archive.lists import Reported, feed, ingest_report, internet_archive
from pressmark.archive.pack import Packed
from pressmark.verdict import Verdict

TERMS = "{http://purl.org/dc/terms/}"


def _packed(name: str = "a.zip") -> Packed:
    return Packed("urn:uuid:1", Path("out") / name, "0", 1, "packed")


def _row(article) -> dict[str, str]:
    (row,) = csv.DictReader(io.StringIO(internet_archive([(article, _packed())]).decode("utf-8")))
    return row


def test_a_keyword_that_is_a_topic_too_is_one_subject():
    article = full(keywords=("Public transport", "river bus"))

    assert [value for name, value in _row(article).items() if name.startswith("subject")] == [
        "Public transport",
        "river bus",
    ]


def test_the_deposit_feed_is_called_by_its_outlets_and_leads_to_the_first():
    first = full()
    other = full(outlet=replace(first.outlet, name="The Quay", url="https://quay.example/"))
    tree = etree.fromstring(feed([(first, _packed()), (other, _packed("b.zip")), (first, _packed("c.zip"))]))

    assert tree.findtext("channel/title") == "The Harbour Post, The Quay"
    assert tree.findtext("channel/link") == "https://harbourpost.example/"


def test_an_item_was_published_and_changed_on_its_own_days():
    (item,) = etree.fromstring(feed([(full(), _packed())])).iter("item")

    assert item.findtext("pubDate") == "Mon, 04 May 2026 07:30:00 +0100"
    assert item.findtext(f"{TERMS}issued") == "2026-05-04T07:30:00+01:00"
    assert item.findtext(f"{TERMS}modified") == "2026-05-05T09:00:00+01:00"


# --- What was verified, against the report


def _reported(tmp_path: Path, *rows: tuple[str, ...], targets=()) -> Reported:
    path = tmp_path / "report.csv"
    path.write_text(ingest_report(rows), "utf-8")
    return Reported(path, list(targets))


def _said(reported: Reported, path: Path, kind: str) -> list[str]:
    check = reported.held(path, Verdict(path.name, kind, "", ())).checks[-1]
    return [finding.message for finding in check.findings]


@pytest.mark.parametrize("kind", ["package", "store"])
def test_what_is_whole_and_not_what_the_report_tells_of_is_found(tmp_path, kind):
    one, other = (hashlib.sha512(data).hexdigest() for data in (b"one", b"other"))
    if kind == "store":
        place = tmp_path / "store" / ocfl.object_path("urn:1")
        place.mkdir(parents=True)
        (place / "inventory.json").write_bytes(b"one")
        target, vouching = tmp_path / "store", "no version of it has the inventory"
    else:
        target, vouching = tmp_path / "a.zip", "not the package of this name"
        target.write_bytes(b"one")
    told = [("urn:2", "b.zip", one, "3", "packed")] if kind == "package" else []

    right = _reported(tmp_path, ("urn:1", "a.zip", one, "3", "packed"), *told)
    assert _said(right, target, kind) == []
    # The bytes of another row's package do not excuse this one's.
    wrong = _reported(tmp_path, ("urn:1", "a.zip", other, "3", "packed"), *told)
    (said,) = _said(wrong, target, kind)
    assert vouching in said
