"""What a store's objects are listed as, read from inventories and crates made by hand."""

from __future__ import annotations

import json
from hashlib import sha512

import pytest

from pressmark import reader
from pressmark.archive import ocfl
from pressmark.archive.holdings import StoredArticle, entry, find, holdings, itself, same_address
from pressmark.archive.ocfl import InvalidStore

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


def _stored(place, versions: int, *more: dict) -> StoredArticle:
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

    with_address = StoredArticle("urn:uuid:1", None, (), url="https://post.example/boat", **known)
    without = StoredArticle("urn:uuid:2", None, (), **known)
    another_day = StoredArticle("urn:uuid:3", None, (), **(known | {"published": "2026-05-11"}))
    assert itself(article, [with_address, another_day]) is None
    assert itself(article, [with_address, another_day, without]) is without


def _store(root, *identifiers: str) -> None:
    root.mkdir()
    root.joinpath("0=ocfl_1.1").write_text("ocfl_1.1\n")
    for identifier in identifiers:
        place = root / ocfl.object_path(identifier)
        _stored(place, 1)
        place.joinpath("0=ocfl_object_1.1").write_text("ocfl_object_1.1\n")
        path = place / "inventory.json"
        path.write_text(path.read_text("utf-8").replace("urn:uuid:1", identifier), "utf-8")


def test_an_object_is_named_by_its_identifier_in_any_capitals_by_its_address_or_is_the_only_one(tmp_path):
    one = "urn:uuid:0b6a5a94-3b0f-5d8e-9f0b-5c6d7e8f9a0b"
    _store(tmp_path / "store", one)
    place = tmp_path / "store" / ocfl.object_path(one)

    for wanted in (None, one, one.upper(), one.removeprefix("urn:uuid:"), "http://www.post.example/boat/"):
        assert find(tmp_path / "store", wanted) == place
    _store(tmp_path / "other", "ark:/12345/boat")
    assert find(tmp_path / "other", "ARK:/12345/Boat") == tmp_path / "other" / ocfl.object_path("ark:/12345/boat")


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (None, "has 2 objects; name one with --id"),
        (
            "https://post.example/boat",
            r"has 2 articles “https://post.example/boat”: “The last boat” \(\?\), urn",
        ),
        ("quay", "has no object quay"),
        ("http://[", r"has no object http://\["),
    ],
)
def test_what_names_no_object_or_two_is_told(tmp_path, wanted, said):
    _store(tmp_path / "store", "urn:uuid:a", "urn:uuid:b")

    with pytest.raises(InvalidStore, match=said):
        find(tmp_path / "store", wanted)


def test_a_folder_that_is_no_store_has_no_holdings(tmp_path):
    with pytest.raises(InvalidStore, match="is no OCFL store"):
        holdings(tmp_path)


def test_an_object_is_whole_only_where_every_place_of_its_content_is(tmp_path):
    digest = sha512(b"words").hexdigest()
    names = ("v1/content/a", "v1/content/b")
    for name in names:
        tmp_path.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        tmp_path.joinpath(name).write_bytes(b"words")
    inventory = ocfl.Inventory(
        "urn:x",
        (ocfl.Version(ocfl.VersionNote("2026-05-04T00:00:00Z", "First", "", ""), {"a": digest}),),
        {digest: names},
    )
    snapshot = ocfl.Snapshot(tmp_path, inventory)
    snapshot.check()

    tmp_path.joinpath(names[1]).write_bytes(b"others")
    assert snapshot.files() == {"a": b"words"}
    with pytest.raises(InvalidStore, match="b was altered"):
        snapshot.check()
