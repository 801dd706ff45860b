"""An article around what a test is about."""

from __future__ import annotations

import pytest
import yaml

from pressmark import reader

_KEYS = {
    "pressmark": 1,
    "kind": "opinion",
    "language": "en-GB",
    "headline": "Bring back the evening river bus",
    "published": "2026-05-04",
    "authors": [{"id": "mira", "name": "Mira Sandoval"}],
    "outlet": {"name": "The Harbour Post"},
    "parties": {"tomas": {"name": "Tomas Reyl"}},
    "quotes": {
        "tied-up": {"text": "We tie up", "speaker": "tomas", "source": "log"},
        "late": {"text": "Late", "speaker": "mira"},
    },
    "demands": [{"id": "sailing", "text": "Sail.", "by": "mira"}, {"id": "counts", "text": "Count.", "by": "tomas"}],
    "sources": {"timetable": {"title": "Timetable"}, "log": {"title": "Log"}},
    "sections": [{"heading": "The last boat", "body": "At six."}],
}


@pytest.fixture
def check(tmp_path):
    """Return a function that checks an article with the given keys; a key that is None is left out."""

    def checked(folder=tmp_path, stem: str = "bus", **keys) -> reader.Reading:
        whole = {key: value for key, value in {**_KEYS, **keys}.items() if value is not None}
        data = yaml.safe_dump(whole, allow_unicode=True, sort_keys=False).replace("'2026-05-04'", "2026-05-04")
        return reader.check(data.encode(), name="bus.yaml", stem=stem, folder=folder)

    return checked


@pytest.fixture
def article(check):
    """Return a function that reads an article with the given keys, which may cause warnings but no error."""

    def read(**keys):
        reading = check(**keys)
        assert reading.article is not None, reading.problems
        return reading.article

    return read


@pytest.fixture
def blocks(article):
    """Return a function that reads the text of a body into blocks."""

    def read(body: str):
        return article(sections=[{"heading": "The last boat", "body": body}]).sections[0].blocks

    return read


@pytest.fixture
def rules(check):
    """Return a function that checks the text of a body and returns the rules that it breaks."""

    def found(body: str, **keys) -> list[str]:
        reading = check(sections=[{"heading": "The last boat", "body": body}], **keys)
        return [problem.rule for problem in reading.problems if problem.rule != "not-placed"]

    return found
