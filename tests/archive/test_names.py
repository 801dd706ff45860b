"""Names in packages are plain, no two alike, and always the same."""

from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressmark.archive import ocfl
from pressmark.archive.deposit import safe, safe_names
from pressmark.names import trouble


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("quay.jpg", "quay.jpg"),
        ("Übersicht Hafen (1).PNG", "ubersicht-hafen-1.png"),
        ("Straße.jpeg", "strasse.jpeg"),
        ("карта.png", "file.png"),
        ("con.png", "x-con.png"),
        ("con.old.png", "x-con.old.png"),
        ("..", "file"),
        (".hidden", "hidden"),
        ("a b..c.gif", "a-b..c.gif"),
    ],
)
def test_a_name_becomes_plain(name, expected):
    assert safe(name) == expected


@given(st.sets(st.text(max_size=40), max_size=12))
def test_any_names_become_plain_and_different(names):
    found = safe_names(names)
    assert set(found) == names
    assert len(set(found.values())) == len(names)
    assert all(re.fullmatch(r"[a-z0-9._-]+", name) and trouble(name) is None for name in found.values())
    assert safe_names(sorted(names, reverse=True)) == found


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        # The examples of the extension's own text.
        ("object-01", "3c0/ff4/240/object-01"),
        ("..hor/rib:le-$id", "487/326/d8c/%2e%2ehor%2frib%3ale-%24id"),
    ],
)
def test_the_layout_is_extension_0003(identifier, expected):
    assert ocfl.object_path(identifier) == expected


@pytest.mark.parametrize(("letters", "cut"), [(100, False), (101, True)])
def test_a_folder_s_name_of_more_than_100_letters_is_cut_and_ends_in_the_digest(letters, cut):
    identifier = "a" * letters
    folder = ocfl.object_path(identifier).split("/")[-1]
    digest = hashlib.sha256(identifier.encode()).hexdigest()
    assert folder == (f"{'a' * 100}-{digest}" if cut else identifier)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("../a.yaml", "a path that leaves its folder"),
        ("a/../../b.yaml", "a path that leaves its folder"),
        ("C:/a.yaml", "an absolute path"),
        ("/a.yaml", "an absolute path"),
        ("a//b.yaml", "an empty part in the path"),
        ("a/nul.yaml", "the name of a Windows device"),
        ("a/b.yaml", None),
    ],
)
def test_what_is_wrong_with_a_strangers_path_is_said(path, why):
    assert trouble(path) == why
