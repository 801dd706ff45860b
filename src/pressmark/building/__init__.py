"""Many articles to files: what is stale is rebuilt, in warm worker processes, and published set by set."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

STATE = ".pressmark.sqlite"  # the name of the one file that a build keeps for itself, in the output folder


@dataclass(frozen=True, slots=True)
class Rendition:
    """What was made: one output of an article, what is kept of which is `pressmark.building.state.Output`.

    *name* is its place in the output folder (forward slashes), *sha256* the digest (hex) and *size* the number of its
    bytes, *pages* a PDF's where they were counted. One that is in its store already has no *data* any more, and
    perhaps the store's *signature*.
    """

    name: str
    format: str
    media_type: str
    data: bytes
    sha256: str = ""
    size: int = 0
    pages: int | None = None
    signature: str | None = None

    def __post_init__(self) -> None:
        """Measure what was made just now."""
        if not self.sha256:
            object.__setattr__(self, "sha256", hashlib.sha256(self.data).hexdigest())
            object.__setattr__(self, "size", len(self.data))
