"""Names for things that last: URNs of UUIDs (RFC 9562, version 5), made from what the article says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

if TYPE_CHECKING:
    from pressmark.model import Article

_PREFIX = "urn:uuid:"


def urn(article: Article) -> str:
    """Return the article's identifier, the same in every version of it.

    An identifier given as a UUID is kept; any other is named by a UUID made from it, else one is made from the
    canonical URL; an article with neither has its base, made from its outlet and slug.
    """
    given = article.archive.identifier
    if given is not None:
        try:
            return _PREFIX + str(UUID(given.strip().lower().removeprefix(_PREFIX)))
        except ValueError:
            return _PREFIX + str(uuid5(NAMESPACE_URL, given))
    if article.url is not None:
        return _PREFIX + str(uuid5(NAMESPACE_URL, article.url))
    return article.base


def part(identifier: str, *words: str) -> str:
    """Return the UUID of something that belongs to the article *identifier* and is told apart by *words*."""
    return str(uuid5(UUID(identifier.removeprefix(_PREFIX)), "\n".join(words)))


def named(text: str) -> str:
    """Return the UUID of what has the URL, or else the name, *text*."""
    return str(uuid5(NAMESPACE_URL, text))


def plain(identifier: str) -> str:
    """Return the bare UUID of *identifier*, for file names."""
    return identifier.removeprefix(_PREFIX)
