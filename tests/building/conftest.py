"""What the tests of building share: small articles, and a build in this process."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pressmark.building.plan import Order, Outcome
from pressmark.building.run import build
from pressmark.building.sources import find
from pressmark.building.work import Settings
from pressmark.theme import Options, load_theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

QUICK = ("html", "jsonld", "text")


def article(headline: str = "Bring back the evening river bus", body: str = "The last river bus leaves at six.") -> str:
    """Return the source of a small article."""
    return f"""\
pressmark: 1
kind: opinion
language: en-GB
headline: {headline}
published: 2026-05-04
authors:
  - name: Mira Sandoval
outlet:
  name: The Harbour Post
sections:
  - heading: The last boat
    body: |
      {body}
"""


class Building:
    """Build in this process, without a worker unless there are many articles."""

    def __init__(self, folder: Path) -> None:
        """Build into ``out`` in *folder*."""
        self.folder = folder
        self.order = Order(folder / "out", QUICK, Settings(Options(load_theme())))

    def __call__(self, *sources: str | Path, **changes: object) -> list[Outcome]:
        """Build *sources*; *changes* are those to the order."""
        order = replace(self.order, **changes)
        return list(build(order, find(map(str, sources), besides=order.folder)))

    def statuses(self, *sources: str | Path, **changes: object) -> list[str]:
        """Build, and return how it went for each article."""
        return [outcome.status for outcome in self(*sources, **changes)]

    def with_options(self, **changes: object) -> Settings:
        """Return settings with other options."""
        return Settings(replace(self.order.settings.options, **changes))


@pytest.fixture
def building(tmp_path: Path) -> Building:
    """Return a build into ``out``."""
    return Building(tmp_path)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return an article on the disk."""
    path = tmp_path / "a.yaml"
    path.write_text(article(), "utf-8")
    return path


@pytest.fixture
def many(tmp_path: Path) -> Callable[[int], Path]:
    """Return a function that writes so many articles into folders of three."""

    def write(count: int) -> Path:
        root = tmp_path / "many"
        for number in range(count):
            path = root / f"week-{number // 3}" / f"article-{number}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(article(f"Number {number}"), "utf-8")
        return root

    return write


def outputs(folder: Path) -> dict[str, bytes]:
    """Return the outputs in *folder* by their names, without what pressmark keeps for itself."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".pressmark")
    }


def litter(folder: Path) -> list[str]:
    """Return the names of what a build must not leave behind in *folder*."""
    return sorted(path.name for path in folder.rglob(".pressmark*") if path.name != ".pressmark.sqlite")


def built(outcomes: Iterable[Outcome]) -> set[str]:
    """Return the names of the files that were made now."""
    return {one.name.rpartition("/")[2] for outcome in outcomes for one in outcome.built}
