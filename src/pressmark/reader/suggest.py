"""Did you mean …: the word that a mistyped one is nearest to."""

from __future__ import annotations

import re
from difflib import get_close_matches
from heapq import nlargest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

# What other tools and newsrooms call our keys and values.
_KNOWN_AS = {
    "title": "headline", "head": "headline", "subtitle": "deck", "standfirst": "deck", "subhead": "deck",
    "subheadline": "deck", "abstract": "summary", "description": "summary", "date": "published",
    "datepublished": "published", "pubdate": "published", "updated": "modified", "lastmod": "modified",
    "datemodified": "modified", "author": "authors", "byline": "authors", "by": "authors", "writer": "authors",
    "tags": "keywords", "lang": "language", "locale": "language", "publisher": "outlet", "publication": "outlet",
    "newspaper": "outlet", "type": "kind", "genre": "kind", "content": "body", "text": "body", "body": "text",
    "section": "rubric", "category": "rubric", "embargoed": "embargo", "license": "rights", "licence": "license",
    "copyright": "rights", "references": "sources", "footnotes": "sources", "people": "parties",
    "speakers": "parties", "photos": "images", "pictures": "images", "figures": "images", "quotations": "quotes",
    "asks": "demands", "calls": "demands", "homepage": "url", "link": "url", "website": "url", "href": "url",
    "mail": "email", "sameas": "same_as", "src": "file", "path": "file", "who": "speaker", "said_by": "speaker",
    "errata": "corrections", "job": "role", "position": "role", "organisation": "affiliation",
    "organization": "affiliation", "to": "of", "addressee": "of", "deadline": "due", "id": "identifier",
    "canonical": "url", "tel": "phone", "telephone": "phone",
    "titel": "headline", "titre": "headline", "título": "headline", "titulo": "headline", "überschrift": "headline",
    "untertitel": "deck", "datum": "published", "fecha": "published", "autorin": "authors", "auteur": "authors",
    "sprache": "language", "langue": "language", "idioma": "language", "zitate": "quotes", "quellen": "sources",
}  # fmt: skip
_VALUES = {
    "editorial": "opinion", "op-ed": "opinion", "oped": "opinion", "column": "opinion", "comment": "opinion",
    "reportage": "report", "feature": "report", "press release": "statement", "press-release": "statement",
    "release": "statement", "explainer": "background", "abstract": "summary", "organisation": "organization",
    "org": "organization", "company": "organization", "human": "person", "newspaper": "news", "done": "met",
    "fulfilled": "met", "closed": "met", "rejected": "refused", "denied": "refused", "retracted": "withdrawn",
    "live": "published", "pending": "open",
}  # fmt: skip


# Known words that a mistyped one is compared with, letter by letter: a hostile file could have thousands of each.
_COMPARED = 60


def near(word: str, choices: Iterable[str]) -> str | None:
    """Return the one of *choices* that *word* is most likely a slip of, or None."""
    known = {choice.lower(): choice for choice in choices}
    plain = word.strip("“”‘’\"' ").lower()
    for candidate in (plain, plain.replace("-", "_"), plain.replace(" ", "_"), plain.replace("_", "-")):
        if candidate in known:
            return known[candidate]
    for table in (_KNOWN_AS, _VALUES):
        if (other := table.get(plain)) in known and other is not None:
            return known[other]
    found = get_close_matches(plain[:60], _worth_comparing(plain, known), n=1, cutoff=0.66)
    return known[found[0]] if found else None


_JOINED = re.compile(r" (?:and|und|et|&|/|\+) |;")
_JOINED_ELSEWHERE = re.compile(r" (?:en|y|e|i|a|och|og|ja|и|و) |، ?|、|, ")


def names_in(text: str) -> list[str]:
    """Return the names that *text* seems to hold, one or several."""
    found = [part.strip() for part in _JOINED.split(text) if part.strip()]
    whole = [part.strip() for one in found for part in _JOINED_ELSEWHERE.split(one) if part.strip()]
    return whole if all(" " in part for part in whole) else found


def _worth_comparing(word: str, known: Collection[str]) -> Collection[str]:
    """Return those of *known* that begin most like *word*, where there are too many to compare letter by letter."""
    if len(known) <= _COMPARED:
        return known
    return nlargest(_COMPARED, known, key=lambda one: (_alike(word, one), -abs(len(word) - len(one))))


def _alike(one: str, other: str) -> int:
    """Return how many letters both begin with."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def one_of(choices: Iterable[str], most: int = 12) -> str:
    """Return *choices* as a list to read."""
    listed = [f"“{choice}”" for choice in choices]
    if len(listed) > most:
        return ", ".join(listed[:most]) + " …"
    return " or ".join(filter(None, [", ".join(listed[:-1]), listed[-1]])) if listed else "nothing"
