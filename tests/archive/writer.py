"""Add versions to a store as fast as it goes, until killed: ``writer.py STORE SEED``; each finished one is said aloud.

The files are made up, not rendered: what is tried is the store, and a kill must fall into its writing.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from pressmark.archive.ocfl import Store, VersionNote

ARTICLES = 4


def identifier(n: int) -> str:
    """Return the identifier of the *n*-th made-up article."""
    return f"urn:uuid:00000000-0000-5000-8000-00000000000{n}"


def main(root: Path, seed: int) -> None:
    """Write until killed."""
    chance = random.Random(seed)
    store = Store(root)
    while True:
        n = chance.randrange(ARTICLES)
        words = chance.randbytes(chance.choice([10, 1000, 60_000]))
        files = {"article.yaml": words, "article.html": words[::-1], "always/the-same.txt": b"the same"}
        added = store.add(
            identifier(n),
            lambda files=files: files,
            lambda _: VersionNote("2026-01-01T00:00:00Z", "More", "Me", "mailto:me@x.example"),
        )
        print(n, added.version, flush=True)  # noqa: T201 - its only way to tell


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
