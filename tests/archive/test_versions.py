"""Corrections are versions: what a store keeps of an article, and what each version says of itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.archive.conftest import ARTICLES, run

BASE = (ARTICLES / "evening-river-bus.yaml").read_text("utf-8").split("corrections:")[0]
FIRST = "corrections: [{date: 2026-05-05T09:00:00+01:00, text: An earlier version named the wrong quay., by: mira}]\n"
SECOND = FIRST[:-2] + ", {date: 2026-05-06, text: Night workers cross three bridges.}]\n"
GONE = SECOND + "status: withdrawn\nwithdrawn: {date: 2026-05-09, reason: The timetable was a draft.}\n"


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Path:
    """Return a folder with the article's images and a store with five versions of it; each was packed twice."""
    folder = tmp_path_factory.mktemp("desk")
    for name in ("logo.png", "quay.jpg"):
        (folder / name).write_bytes((ARTICLES / name).read_bytes())
    source = folder / "evening-river-bus.yaml"
    for text in (BASE, BASE + FIRST, BASE + SECOND, BASE + SECOND + "# no note\n", BASE + GONE):
        source.write_text(text, "utf-8")
        done = run("pack", source, "--as", "ocfl", "-o", "store", cwd=folder)
        assert done.returncode == 0, done.stderr
        before = sorted((path, path.stat().st_mtime_ns) for path in (folder / "store").rglob("*"))
        done = run("pack", source, "--as", "ocfl", "-o", "store", cwd=folder)
        assert "unchanged" in done.stdout
        assert sorted((path, path.stat().st_mtime_ns) for path in (folder / "store").rglob("*")) == before
    return folder


def versions(desk: Path) -> dict:
    (inventory,) = (desk / "store").glob("???/???/???/*/inventory.json")
    return json.loads(inventory.read_text("utf-8"))["versions"]


def test_each_change_is_a_version_with_its_note_author_and_date(desk):
    said = {name: (one["message"], one["user"]["name"], one["created"]) for name, one in versions(desk).items()}
    assert said == {
        "v1": ("First deposit", "The Harbour Post", "2026-05-05T09:00:00+01:00"),
        "v2": (
            "Corrected on 2026-05-05T09:00:00+01:00: An earlier version named the wrong quay.",
            "Mira Sandoval",
            "2026-05-05T09:00:00+01:00",
        ),
        "v3": (
            "Corrected on 2026-05-06: Night workers cross three bridges.",
            "The Harbour Post",
            "2026-05-06T00:00:00Z",
        ),
        "v4": ("Revised without note", "The Harbour Post", "2026-05-06T00:00:00Z"),
        "v5": ("Withdrawn on 2026-05-09: The timetable was a draft.", "The Harbour Post", "2026-05-09T00:00:00Z"),
    }


def test_every_version_can_be_had_back_byte_for_byte(desk, tmp_path):
    texts = (BASE, BASE + FIRST, BASE + SECOND, BASE + SECOND + "# no note\n", BASE + GONE)
    for number, text in enumerate(texts, 1):
        done = run("unpack", desk / "store", "--version", number, "-o", tmp_path / str(number), cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / str(number) / "evening-river-bus.yaml").read_text("utf-8") == text
        assert (tmp_path / str(number) / "quay.jpg").read_bytes() == (ARTICLES / "quay.jpg").read_bytes()


def test_the_newest_version_comes_back_where_none_is_named_and_the_identifier_may_be_given(desk, tmp_path):
    identifier = json.loads(next((desk / "store").rglob("inventory.json")).read_text())["id"]
    assert run("unpack", desk / "store", "--id", identifier, "-o", "out", cwd=tmp_path).returncode == 0
    assert (tmp_path / "out" / "evening-river-bus.yaml").read_text("utf-8") == BASE + GONE


@pytest.mark.parametrize(
    ("more", "complaint"), [(("--version", "9"), "no version 9"), (("--id", "urn:uuid:0"), "has no object")]
)
def test_what_the_store_does_not_have_is_said(desk, tmp_path, more, complaint):
    done = run("unpack", desk / "store", *more, "-o", "out", cwd=tmp_path)
    assert done.returncode == 1
    assert complaint in done.stderr


def test_the_whole_store_verifies_and_every_version_is_rebuilt(desk, tmp_path):
    done = run("verify", "--rebuild", "--json", desk / "store", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    checks = json.loads(done.stdout)["checks"]
    assert sum(check["name"].endswith(": rebuild") for check in checks) == 5


def test_what_did_not_change_is_stored_once(desk):
    stored = [path.relative_to(desk / "store").parts[-3:] for path in (desk / "store").rglob("quay.jpg")]
    assert len(stored) == 1


def test_an_image_alone_that_changed_is_a_version_too(desk, tmp_path):
    for path in desk.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    source = tmp_path / "evening-river-bus.yaml"
    source.write_text(BASE, "utf-8")
    assert run("pack", source, "--as", "ocfl", "-o", "store", cwd=tmp_path).returncode == 0
    (tmp_path / "quay.jpg").write_bytes((tmp_path / "quay.jpg").read_bytes() + b"\0")
    assert "added v2" in run("pack", source, "--as", "ocfl", "-o", "store", cwd=tmp_path).stdout
