"""An article that is built on another machine travels with what it names, and with what its house names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.building.conftest import article
from tests.page.articles import picture

from pressmark import reader
from pressmark.building.sources import Found
from pressmark.building.work import Task, _unpacked, with_files
from pressmark.problems import BuildError
from pressmark.reader import files

HOUSE = """\
house: 1
outlet:
  name: The Harbour Post
  logo: {file: logo.png, alt: A wave, dark: {file: night.png}}
contributors: {mira: {name: Mira Sandoval}}
"""
PICTURED = "images: {quay: {file: pictures/quay.png, alt: The quay}}\n"


@pytest.fixture
def task(tmp_path, monkeypatch) -> Task:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "house.yaml").write_text(HOUSE, "utf-8")
    for name in ("logo.png", "night.png", "desk/pictures/quay.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(picture())
    text = article("a", "The boat:\n\n      {image:quay}").replace("outlet:\n  name: The Harbour Post\n", "")
    (tmp_path / "desk" / "a.yaml").write_text(PICTURED + text, "utf-8")
    path = Path("desk/a.yaml")
    return Task(Found(str(path)), ("text",))


def test_all_that_it_names_goes_along_by_the_names_that_it_has_there(task):
    sent = with_files(task)

    assert [name for name, _ in sent.files] == [
        "a.yaml",
        "pictures/quay.png",
        "house/house.yaml",
        "house/logo.png",
        "house/night.png",
    ]


def test_what_arrives_is_read_as_it_is_at_home(task):
    at_home = reader.check_file(Path(task.found.name))
    there = _unpacked(with_files(task))

    assert at_home.article is not None, at_home.problems
    assert there.name == task.found.name
    assert there.article == at_home.article


def test_what_is_too_large_does_not_travel_and_what_is_not_there_is_said_by_the_worker(task, monkeypatch):
    gone = replace(task, found=replace(task.found, name="desk/b.yaml"))
    assert with_files(gone) == gone

    monkeypatch.setattr(files, "LARGEST", 10)
    assert with_files(task) is None


@pytest.mark.parametrize("name", ["../b.png", "/etc/b.png", "a\\b.png", ""])
def test_nothing_is_written_outside_of_its_folder(task, name):
    sent = with_files(task)

    with pytest.raises(BuildError, match="nothing was written"):
        _unpacked(replace(sent, files=(*sent.files, (name, b""))))
