"""The page as its readers get it: parsed by html5lib, or shown by a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import html5lib
import pytest

from pressmark.writers import html

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml import etree

    from pressmark.model import Article
    from pressmark.theme import Options


@pytest.fixture
def page(options: Options) -> Callable[..., etree._Element]:
    """Return a function that writes an article and parses the page strictly: any parse error fails the test."""

    def parsed(article: Article, **how: object) -> etree._Element:
        text = html.render(article, options, **how)
        parser = html5lib.HTMLParser(html5lib.getTreeBuilder("lxml"), strict=True, namespaceHTMLElements=False)
        return parser.parse(text).getroot()

    return parsed
