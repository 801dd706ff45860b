"""Articles for the tests of the whole way through."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent.parent


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """Return the project's own article, copied into an empty folder."""
    return Path(shutil.copy(CHECKOUT / "source" / "article.yaml", tmp_path / "article.yaml"))
