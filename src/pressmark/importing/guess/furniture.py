"""Page furniture: lines that belong to the page an article stood on, not to the article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pressmark.importing.words import Words

_LONGEST = 14
_CRUMBS = re.compile(r"^\S[^.]*(?:\s[>›»/]\s[^.]+){1,5}$")
_MEASURE = re.compile(r"^\W*\d[\d.,]*\s*(.+?)\W*$")
_ONLY_SIGNS = re.compile(r"^[\W\d_]*$")
_HANDLES = re.compile(r"^(?:@\w+\s*)+$")


def furniture(text: str, vocabularies: Sequence[Words]) -> str:
    """Return why the line *text* is furniture, or "" if it is part of the article."""
    bare = text.strip()
    if not bare or len(bare.split()) > _LONGEST:
        return ""
    key = re.sub(r"^[\W_]+|[\W_]+$", "", bare).casefold()
    folded = " ".join(key.split())
    for words in vocabularies:
        if folded in words.sets.get("furniture", ()) or bare.casefold() in words.sets.get("ends", ()):
            return "page furniture"
        if words.leading("furniture_starts", bare):
            return "page furniture"
        measure = _MEASURE.match(folded)
        if measure and measure[1] in words.sets.get("minutes", ()):
            return "page furniture"
    return _by_shape(bare, folded, vocabularies)


def _by_shape(bare: str, folded: str, vocabularies: Sequence[Words]) -> str:
    if _HANDLES.match(bare):
        return "a handle of a social network"
    parts = [part.strip(" :-–—•·*") for part in re.split(r"\s{2,}|[|•·,/]|\s[–-]\s", bare) if part.strip(" :-–—•·*")]
    every = set().union(*(words.sets.get("furniture", frozenset()) for words in vocabularies))
    if len(parts) > 1 and all(part.casefold() in every or _ONLY_SIGNS.match(part) for part in parts):
        return "page furniture"
    if len(folded.split()) > 1 and all(word.strip("|·•") in every or not word.strip("|·•") for word in folded.split()):
        return "page furniture"
    return ""


def breadcrumbs(text: str) -> bool:
    """Tell whether *text* is a trail such as “Home > Opinion > …”; only at the head of a page does it count."""
    return len(text.split()) <= _LONGEST and bool(_CRUMBS.match(text.strip())) and not re.search(r"\d/\d", text)


def only_signs(text: str) -> bool:
    """Tell whether *text* has neither a letter nor a figure."""
    return not any(char.isalnum() for char in text)
