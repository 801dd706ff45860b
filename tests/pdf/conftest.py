"""Print copies for the tests: each made once a session."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from tests.conftest import CHECKOUT

from pressmark import reader
from pressmark.theme import Options, load_theme
from pressmark.writers import writer

LANGUAGES = sorted(path.stem for path in (Path(__file__).parent / "articles").glob("*.yaml"))
assert len(LANGUAGES) >= 6
GOLDEN = ["opinion", "statement", "withdrawn"]
ALL = [*LANGUAGES, *GOLDEN]


def source(name: str) -> Path:
    """Return the source of the article *name*: a language's, or a golden one's."""
    if name in LANGUAGES:
        return Path(__file__).parent / "articles" / f"{name}.yaml"
    return CHECKOUT / "tests" / "golden" / name / "article.yaml"


@cache
def article(name: str):
    return reader.read(source(name))


@cache
def printed(name: str, edition: str = "standard", **more) -> bytes:
    """Return the copy of the article *name* in *edition*."""
    return writer("pdf").write(article(name), Options(load_theme(), edition=edition, **more))


@pytest.fixture
def saved(tmp_path):
    """Return a function that writes a copy to a file and returns its path."""

    def save(name: str, edition: str = "standard", **more) -> Path:
        path = tmp_path / f"{name}.{edition}.pdf"
        path.write_bytes(printed(name, edition, **more))
        return path

    return save
