"""An article is built again if, and only if, something that it is made of has changed."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from tests.building.conftest import QUICK, article, built, outputs

from pressmark import libraries
from pressmark.building import STATE, plan, workers
from pressmark.theme import load_theme

if TYPE_CHECKING:
    from pathlib import Path

_PICTURE = """\
images:
  quay: {file: quay.png, alt: The east quay}
"""


@pytest.fixture
def illustrated(tmp_path: Path) -> Path:
    """Return an article with an image."""
    Image.new("RGB", (30, 20), "teal").save(tmp_path / "quay.png")
    path = tmp_path / "a.yaml"
    path.write_text(_PICTURE + article(body="The quay at dusk:\n\n      {image:quay}"), "utf-8")
    return path


def test_nothing_is_built_twice(building, source):
    assert building.statuses(source) == ["built"]
    assert building.statuses(source) == ["unchanged"]


def test_a_new_date_alone_changes_nothing(building, source):
    building(source)
    os.utime(source, (1, 1))
    os.utime(building.folder / "out" / "a.html", (1, 1))

    assert building.statuses(source) == ["unchanged"]


def test_changed_bytes_are_seen_though_size_and_date_are_the_same(building, source):
    building(source)
    before = source.stat()
    source.write_text(source.read_text("utf-8").replace("evening", "morning"), "utf-8")
    os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert source.stat().st_size == before.st_size

    assert building.statuses(source) == ["built"]


def test_changed_bytes_are_seen_after_signatures_are_believed(building, source):
    building(source)
    # What was written seconds ago is believed by its signature from the second build on.
    for path in [source, *(building.folder / "out").glob("a.*")]:
        assert path.exists()
    database = sqlite3.connect(building.folder / "out" / STATE)
    found = source.stat()
    signature = f"{found.st_dev}:{found.st_ino}:{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}"
    with database:
        database.execute(
            "UPDATE article SET inputs = json_replace(inputs, '$[0][2]', ?)",
            (signature,),
        )
    database.close()
    assert building.statuses(source) == ["unchanged"]

    source.write_text(source.read_text("utf-8").replace("evening", "morning"), "utf-8")
    os.utime(source, ns=(found.st_atime_ns, found.st_mtime_ns))

    assert building.statuses(source) == ["built"]


def test_a_changed_image_is_seen(building, illustrated):
    assert building.statuses(illustrated) == ["built"]
    assert building.statuses(illustrated) == ["unchanged"]
    Image.new("RGB", (30, 20), "navy").save(illustrated.with_name("quay.png"))

    assert building.statuses(illustrated) == ["built"]


def test_an_image_beside_the_page_is_an_output_like_the_page(building, illustrated):
    settings = building.with_options(images="beside")
    assert built(building(illustrated, settings=settings)) == {"a.html", "a.jsonld", "a.txt", "quay.png"}
    (building.folder / "out" / "quay.png").unlink()

    assert built(building(illustrated, settings=settings)) == {"a.html", "quay.png"}
    assert building.statuses(illustrated, settings=settings) == ["unchanged"]


def test_a_changed_theme_is_seen(building, source, tmp_path):
    building(source)
    theme = tmp_path / "theme"
    theme.mkdir()
    (theme / "screen.css").write_text("body { color: teal }", "utf-8")

    assert building.statuses(source, settings=building.with_options(theme=load_theme(theme))) == ["built"]


def test_changed_options_are_seen(building, source):
    building(source)

    assert building.statuses(source, settings=building.with_options(images="beside")) == ["built"]


@pytest.mark.parametrize("what", ["the schema", "the code", "a library", "the version"])
def test_a_changed_program_is_seen(what, building, source, monkeypatch, tmp_path):
    building(source)
    assert building.statuses(source) == ["unchanged"]
    resource = libraries.resource
    plan._installation.cache_clear()
    if what == "the schema":
        shutil.copytree(resource("schema"), tmp_path / "schema")
        schema = tmp_path / "schema" / "article.schema.json"
        schema.write_text(schema.read_text("utf-8") + "\n", "utf-8")
        monkeypatch.setattr(libraries, "resource", lambda name: tmp_path / name if name == "schema" else resource(name))
    elif what == "the code":
        (tmp_path / "copy").mkdir()
        monkeypatch.setattr(
            libraries, "resource", lambda name: tmp_path / "copy" / name if name == "libraries.py" else resource(name)
        )
    elif what == "a library":
        monkeypatch.setattr(plan, "DISTRIBUTIONS", ("click",))
    else:
        monkeypatch.setattr(plan.pressmark, "__version__", "99")

    assert building.statuses(source) == ["built"]
    plan._installation.cache_clear()


@pytest.mark.parametrize("harm", ["removed", "altered", "altered to the same size", "emptied"])
def test_an_output_that_was_harmed_is_made_again_and_no_other(harm, building, source):
    building(source)
    page = building.folder / "out" / "a.html"
    good = page.read_bytes()
    if harm == "removed":
        page.unlink()
    else:
        page.write_bytes({"altered": good + b" ", "emptied": b""}.get(harm, b"X" + good[1:]))

    assert built(building(source)) == {"a.html"}
    assert page.read_bytes() == good


def test_another_format_is_made_without_those_that_are_there(building, source):
    building(source, formats=("html",))

    assert built(building(source, formats=QUICK)) == {"a.jsonld", "a.txt"}


def test_force_builds_what_is_up_to_date(building, source):
    building(source)

    assert building.statuses(source, force=True) == ["built"]


def test_deleting_the_state_loses_nothing(building, source):
    building(source)
    before = outputs(building.folder / "out")
    (building.folder / "out" / STATE).unlink()

    assert building.statuses(source) == ["built"]
    assert outputs(building.folder / "out") == before
    assert building.statuses(source) == ["unchanged"]


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 100, None], ids=["emptied", "overwritten", "torn"])
def test_a_damaged_state_is_begun_anew(damage, building, source):
    building(source)
    path = building.folder / "out" / STATE
    path.write_bytes(path.read_bytes()[:5000] if damage is None else damage)

    assert building.statuses(source) == ["built"]
    assert building.statuses(source) == ["unchanged"]


def test_the_state_of_another_version_is_begun_anew(building, source):
    building(source)
    database = sqlite3.connect(building.folder / "out" / STATE)
    database.execute("PRAGMA user_version = 99")
    database.close()

    assert building.statuses(source) == ["built"]


def test_a_warning_is_told_again_though_nothing_is_built(building, tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(_PICTURE.replace("images", "sources").replace("{file: quay.png, alt: ", "{title: ") + article())
    (first,) = building(path)
    (second,) = building(path)

    assert first.problems
    assert second.status == "unchanged"
    assert second.problems == first.problems
    assert second.text == first.text


def test_an_article_with_an_error_is_told_each_time_and_keeps_its_outputs(building, source):
    building(source)
    before = outputs(building.folder / "out")
    source.write_text(source.read_text("utf-8").replace("kind: opinion", "kind: opinions"), "utf-8")

    for _ in range(2):
        (outcome,) = building(source)
        assert outcome.status == "failed"
        assert outcome.problems
    assert outputs(building.folder / "out") == before


def test_a_source_that_changes_while_it_is_built_leaves_one_set(building, source, monkeypatch):
    """The page is up to date when it is compared, and no longer when the rest is made: all is made of the new bytes."""
    building(source, formats=("html",))
    make, calls = workers.make, []

    def late(task, *rest):
        calls.append(task.formats)
        source.write_text(source.read_text("utf-8").replace("evening", "morning"), "utf-8")
        return make(task, *rest)

    monkeypatch.setattr(workers, "make", late)
    building(source)

    assert calls == [("jsonld", "text"), QUICK]
    assert all(b"morning" in data for data in outputs(building.folder / "out").values())


def test_two_formats_share_nothing_of_their_recipes_but_the_program(building):
    options = building.order.settings.options

    assert plan.recipe("html", options) != plan.recipe("text", options)
    assert plan.recipe("html", options) != plan.recipe("html", replace(options, images="beside"))


def test_a_changed_logo_of_the_outlet_is_seen(building, source, tmp_path):
    Image.new("RGB", (30, 20), "teal").save(tmp_path / "logo.png")
    logo = "name: The Harbour Post\n  logo: {file: logo.png, alt: The Harbour Post}"
    source.write_text(source.read_text("utf-8").replace("name: The Harbour Post", logo), "utf-8")
    assert building.statuses(source) == ["built"]
    assert building.statuses(source) == ["unchanged"]
    Image.new("RGB", (30, 20), "navy").save(tmp_path / "logo.png")

    assert building.statuses(source) == ["built"]


def test_a_changed_copy_of_a_source_is_seen(building, source, tmp_path):
    said = "“We tie up at six,” said Tomas Reyl."
    tmp_path.joinpath("minutes.txt").write_text(said, "utf-8")
    digest = hashlib.sha256(said.encode()).hexdigest()
    more = (
        "parties: {tomas: {name: Tomas Reyl}}\n"
        "quotes: {tied: {text: We tie up at six, speaker: tomas, source: minutes}}\n"
        f'sources: {{minutes: {{title: Minutes, copy: {{file: minutes.txt, sha256: "{digest}"}}}}}}\n'
    )
    source.write_text(article(body="{quote:tied}") + more, "utf-8")
    assert building.statuses(source) == ["built"]
    assert building.statuses(source) == ["unchanged"]
    tmp_path.joinpath("minutes.txt").write_text("At noon they said: “We tie up at six.”", "utf-8")

    assert building.statuses(source) == ["failed"]


def test_a_format_that_missed_a_change_is_made_anew_when_it_is_asked_for_again(building, source):
    building(source, formats=("html",))
    source.write_text(source.read_text("utf-8").replace("evening", "morning"), "utf-8")
    building(source, formats=("text",))

    assert built(building(source, formats=("html", "text"))) == {"a.html"}
    assert b"morning river bus" in outputs(building.folder / "out")["a.html"]
