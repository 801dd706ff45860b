"""The articles that the metadata is tested on, each read once, with a picture beside it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image

from pressmark import reader

FOLDER = Path(__file__).parent / "articles"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
assert NAMES


@pytest.fixture(scope="session")
def sources(tmp_path_factory) -> Path:
    """Return a folder with all the articles' sources and the pictures they show."""
    folder = tmp_path_factory.mktemp("articles")
    for path in FOLDER.glob("*.yaml"):
        shutil.copy(path, folder)
    Image.new("RGB", (640, 360), "#357").save(folder / "quay.png")
    Image.new("RGB", (64, 64), "#753").save(folder / "logo.png")
    return folder


@pytest.fixture(scope="session")
def articles(sources):
    """Return every article by its name."""
    return {name: reader.read(sources / f"{name}.yaml") for name in NAMES}


@pytest.fixture(params=NAMES)
def article(request, articles):
    """Return each article in turn."""
    return articles[request.param]
