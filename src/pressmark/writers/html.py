"""The article as one HTML page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pressmark.page import render
from pressmark.writers import Writer

if TYPE_CHECKING:
    from pressmark.model import Article
    from pressmark.theme import Options


def write(article: Article, options: Options) -> bytes:
    """Return *article* as one self-contained page. Raises BuildError where a theme's template or style is at fault."""
    return render(article, options).encode("utf-8")


WRITER = Writer("html", "text/html", "one self-contained page for browsers, readers and crawlers", write)
