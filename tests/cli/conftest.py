"""What the tests of the commands share: an article to write at, and commands that go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.running import Running, starting

from pressmark.starters import starter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Return a function that starts ``pressmark`` in the test's folder."""
    with starting(tmp_path) as run:
        yield run


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """Return an article in the test's folder."""
    path = tmp_path / "boat.yaml"
    path.write_text(starter("opinion", schema="x"), "utf-8")
    return path
