"""Ids for the parts of a draft: readable, in ASCII, each used once."""

from __future__ import annotations

import re

from pressmark.letters import fold

_RESERVED = re.compile(r"(?:article|author-\d+|section-\d+)\Z")
_LONGEST = 32


class Ids:
    """The ids given so far in one draft: they share one namespace."""

    def __init__(self) -> None:
        """Begin with none given."""
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def new(self, text: str, fallback: str, *, words: int = 3) -> str:
        """Return an unused id made of the first *words* of *text*; *fallback* names the sort of thing."""
        parts = [part for part in fold(text[:200]).split("-") if part]
        while parts and not parts[0][0].isalpha():
            parts = parts[1:]
        chosen = "-".join(parts[:words])[:_LONGEST].strip("-")
        if not chosen or _RESERVED.match(chosen):
            return self._free(f"{fallback}-1")
        return self._free(chosen)

    def _free(self, wanted: str) -> str:
        found = wanted
        stem = re.sub(r"-1\Z", "", wanted)
        number = self._next.get(stem, 2)
        while found in self._taken:
            found = f"{stem}-{number}"
            number += 1
        self._next[stem] = number
        self._taken.add(found)
        return found
