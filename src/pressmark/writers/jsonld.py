"""The article as JSON-LD: the same graph that its page embeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pressmark.metadata import dumps, script_safe, web_profile
from pressmark.writers import Writer

if TYPE_CHECKING:
    from pressmark.model import Article
    from pressmark.theme import Options


def write(article: Article, _options: Options) -> bytes:
    """Return the web profile of *article* as UTF-8 JSON."""
    # Whoever pastes it into a page of their own must not open a hole there.
    return (script_safe(dumps(web_profile(article))) + "\n").encode()


WRITER = Writer("jsonld", "application/ld+json", "Metadata for search engines and other machines", write)
