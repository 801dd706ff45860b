"""What a store's objects are listed as, read from inventories and crates made by hand."""

from __future__ import annotations

import json

import pytest

from pressmark import reader
from pressmark.archive.holdings import Entry, entry, itself, same_address

ARTICLE = b"""\
pressmark: 1
kind: opinion
language: en-GB
headline: The last boat
slug: last-boat
published: 2026-05-04
authors: [{name: Mira Sandoval}]
outlet: {name: The Harbour Post}
sections: [{body: The last boat leaves at six.}]
"""


def _stored(place, versions: int, *more: dict) -> Entry:
    """Return the entry of an object of so many *versions*, whose newest crate alone has a title and *more* nodes."""
    article = {"@id": "https://post.example/boat#article", "url": "https://post.example/boat"}
    graph = [{"@id": "./", "name": "The last boat", "mainEntity": {"@id": article["@id"]}}, article, *more]
    manifest = {f"{n:02}": [f"v{n}/content/ro-crate-metadata.json"] for n in range(1, versions + 1)}
    blocks = {
        f"v{n}": {
            "created": f"2026-05-{n:02}T00:00:00Z",
            "message": f"Change {n}",
            "state": {f"{n:02}": ["ro-crate-metadata.json"]},
        }
        for n in range(1, versions + 1)
    }
    newest = place / f"v{versions}" / "content"
    newest.mkdir(parents=True)
    newest.joinpath("ro-crate-metadata.json").write_text(json.dumps({"@graph": graph}), "utf-8")
    inventory = {"id": "urn:uuid:1", "head": f"v{versions}", "versions": blocks, "manifest": manifest}
    place.joinpath("inventory.json").write_text(json.dumps(inventory), "utf-8")
    return entry(place)


def test_the_tenth_version_comes_after_the_ninth_and_is_the_one_that_is_described(tmp_path):
    found = _stored(tmp_path, 10)

    assert [held.message for held in found.versions] == [f"Change {n}" for n in range(1, 11)]
    assert (found.title, found.url) == ("The last boat", "https://post.example/boat")


def test_an_article_is_withdrawn_where_its_crate_has_a_withdrawal(tmp_path):
    gone = {"@id": "https://post.example/boat#withdrawal_1"}

    assert not _stored(tmp_path / "stands", 1).withdrawn
    assert _stored(tmp_path / "gone", 1, gone).withdrawn


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("http://post.example/boat", True),
        ("https://www.post.example/boat", True),
        ("https://POST.example:443/boat/", True),
        ("https://post.example/Boat", False),
        ("https://post.example/boat?page=2", False),
        ("https://wwwpost.example/boat", False),
        ("ftp://post.example/boat", False),
    ],
)
def test_addresses_are_the_same_but_for_what_servers_pass_over(other, same):
    assert same_address("https://post.example/boat", other) is same


def test_an_article_without_address_is_not_the_one_that_has_one():
    article = reader.check(ARTICLE, name="a.yaml", stem="a", folder=None).article
    known = {"slug": "last-boat", "outlet": "The Harbour Post", "published": "2026-05-04"}

    with_address = Entry("urn:uuid:1", None, (), url="https://post.example/boat", **known)
    without = Entry("urn:uuid:2", None, (), **known)
    another_day = Entry("urn:uuid:3", None, (), **(known | {"published": "2026-05-11"}))
    assert itself(article, [with_address, another_day]) is None
    assert itself(article, [with_address, another_day, without]) is without
