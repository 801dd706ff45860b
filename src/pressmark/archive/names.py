"""Names inside a package: only ``[a-z0-9._-]``, so that no archive's system changes, refuses or confuses them."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pressmark.filenames import DEVICES

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 96
_OTHER = re.compile(r"[^a-z0-9._-]+")


def safe(name: str) -> str:
    """Return one file name made of ``[a-z0-9._-]``: case folded, accents dropped, the rest turned into hyphens.

    The suffix stays; what leaves nothing becomes ``file``; a Windows device name gets an ``x-`` before it.
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    plain = _OTHER.sub("-", "".join(char for char in plain if not unicodedata.combining(char)))
    suffix = PurePosixPath(plain).suffix[:10].rstrip("-.")
    stem = plain[: len(plain) - len(PurePosixPath(plain).suffix)]
    stem = re.sub(r"-{2,}", "-", stem).strip("-.")[:_LONGEST].rstrip("-.") or "file"
    if stem.split(".", 1)[0] in DEVICES:
        stem = f"x-{stem}"
    return stem + suffix


def safe_names(originals: Iterable[str]) -> dict[str, str]:
    """Return original path → safe file name, no two alike; the same set always gives the same names."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for original in sorted(set(originals)):
        name = safe(PurePosixPath(original).name)
        path, n = PurePosixPath(name), 2
        while name in taken:
            name, n = f"{path.stem}-{n}{path.suffix}", n + 1
        taken.add(name)
        names[original] = name
    return names
