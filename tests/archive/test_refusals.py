"""What stands in a package's way is told with what differs, from bags of a few files that are made here."""

from __future__ import annotations

import json

import pytest

from pressmark.archive.bag import zip_bytes
from pressmark.archive.pack import _refusal

PROGRAM = {"@id": "#software-pressmark", "name": "pressmark", "version": "1", "sha256": "p"}


def _bag(*, crate: bytes | None = None, **more: object) -> dict[str, bytes]:
    """Return a bag's files; *more* replaces nodes of its crate by their ids, with _ for -."""
    nodes = {
        "#rendering": {"endTime": {"@value": "2026-05-04"}},
        "#software-pressmark": PROGRAM,
        "#software-engine": {"name": "engine", "version": "1"},
        "#theme": {"sha256": "t"},
    }
    nodes |= {f"#{name.replace('_', '-')}": node for name, node in more.items()}
    graph = [{"@id": name, **node} for name, node in nodes.items()]
    written = json.dumps({"@context": "x", "@graph": graph}).encode()
    return {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "data/article.yaml": b"pressmark: 1\n",
        "data/ro-crate-metadata.json": written if crate is None else crate,
    }


def _said(tmp_path, files: dict[str, bytes], there: dict[str, bytes]) -> str:
    place = tmp_path / "a.zip"
    place.write_bytes(zip_bytes("a", there))
    return _refusal(place, files)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"rendering": {"endTime": {"@value": "2026-05-03"}}}, "it was packed with the date 2026-05-03."),
        ({"rendering": {}}, "it was packed with the date that the article bears."),
        ({"software_engine": {"name": "engine", "version": "0"}}, "other software made it (engine 0)."),
        ({"theme": {"sha256": "u"}}, "it was made with another theme."),
        ({"software_pressmark": PROGRAM | {"sha256": "q"}}, "another state of pressmark made it."),
        ({"more": {"name": "x"}}, "who deposits it is not the same."),
        ({"crate": b"{"}, "its records are others."),
    ],
)
def test_how_two_bags_of_one_article_differ_is_said(tmp_path, more, said):
    told = _said(tmp_path, _bag(), _bag(**more))

    assert f"the article in it is the same, but {said}" in told
    assert "need not be deposited again" in told


def test_an_article_that_is_another_is_named_before_what_was_made_of_it(tmp_path):
    there = _bag() | {"data/article.yaml": b"pressmark: 2\n", "data/article.html": b"x", "data/images/a.png": b"x"}

    assert "article.yaml, images/a.png, article.html differ. If the article was corrected" in _said(
        tmp_path, _bag(), there
    )


def test_the_same_bag_in_another_wrapping_is_told_to_be_the_same(tmp_path):
    assert "the same bag, packed otherwise." in _said(tmp_path, _bag(), _bag())


def test_what_can_not_be_opened_or_is_no_file_is_told(tmp_path):
    place = tmp_path / "a.zip"
    place.write_bytes(b"PK")
    assert "it is no package that can be opened" in _refusal(place, _bag())

    place.unlink()
    place.symlink_to(tmp_path / "nowhere")
    assert "is there already and is no plain file" in _refusal(place, _bag())
