"""A folder as it is after a build: sources, and every rendition of each."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from tests.conftest import CHECKOUT

from pressmark import reader
from pressmark.theme import Options, load_theme
from pressmark.writers import formats, writer

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("arabic", "opinion", "statement", "summary", "withdrawn")


@pytest.fixture(scope="session")
def desk(tmp_path_factory) -> Path:
    """Return a folder with ``source`` and ``build`` in it; tests change copies of it."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "source").mkdir()
    (folder / "build").mkdir()
    for name in NAMES:
        shutil.copy(CHECKOUT / "tests" / "metadata" / "articles" / f"{name}.yaml", folder / "source")
    Image.new("RGB", (1200, 675), "#357").save(folder / "source" / "quay.png")
    Image.new("RGB", (64, 64), "#753").save(folder / "source" / "logo.png")
    # What Markdown can only show from a file.
    shutil.copy(folder / "source" / "quay.png", folder / "build")
    options = Options(load_theme())
    for name in NAMES:
        article = reader.read(folder / "source" / f"{name}.yaml")
        for format_ in formats():
            made = writer(format_)
            (folder / "build" / f"{name}{made.suffix}").write_bytes(made.write(article, options))
    return folder


@pytest.fixture(scope="session")
def articles(desk):
    """Return every article by its name."""
    return {name: reader.read(desk / "source" / f"{name}.yaml") for name in NAMES}


@pytest.fixture
def own(desk, tmp_path) -> Path:
    """Return a copy of the folder that a test may change."""
    shutil.copytree(desk, tmp_path / "desk")
    return tmp_path / "desk"
