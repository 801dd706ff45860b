"""Images of a page with their captions and credits."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes, urljoin

from pressmark.importing.inline import Collector
from pressmark.importing.manuscript import Picture
from pressmark.importing.words import languages, words_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

BIO = re.compile(r"bio|about|box|card|profile|avatar", re.IGNORECASE)
_CREDIT = re.compile(r"credit|copyright|photographer|source|fotograf|quelle|©", re.IGNORECASE)


def names_of(element: HtmlElement | None) -> str:
    """Return all that an element is called: its classes, id and other names, camel case parted."""
    if element is None:
        return ""
    keys = ("class", "id", "itemprop", "rel", "data-testid")
    return re.sub(r"([a-z])([A-Z])", r"\1-\2", " ".join(element.get(key) or "" for key in keys)).strip()


def picture_of(image: HtmlElement, caption: str, credit: str, base: str) -> Picture | None:
    """Return *image* with its words, None for portraits, pixels and images without an address."""
    src = (image.get("src") or "").strip()
    lazy = (
        image.get("data-src") or image.get("data-original") or (image.get("srcset") or "").split(",")[0].split(" ")[0]
    )
    if (not src or src.startswith("data:image/gif")) and lazy:
        src = lazy
    if not src or image.get("width") == "1" or BIO.search(names_of(image)):
        return None
    data = image_data(src)
    if src.startswith("data:"):
        return Picture("image", image.get("alt") or "", caption, credit, data) if data else None
    local = base == "" or not re.match(r"(?:https?:)?//|/", src)
    return Picture(src if local else urljoin(base, src), " ".join((image.get("alt") or "").split()), caption, credit)


def caption_of(caption: HtmlElement) -> tuple[str, str]:
    """Split a caption into its words and its credit."""
    marked = [
        inner
        for inner in caption.iterdescendants()
        if isinstance(inner.tag, str) and (_CREDIT.search(names_of(inner)) or inner.tag == "cite")
    ]
    credit = " ".join(marked[0].text_content().split()) if marked else ""
    line = Collector()
    line.children(caption, frozenset(marked[:1]))
    words = line.take().text
    if not credit:
        words, credit = split_credit(words)
    return words, unlabelled(credit)


def _credit_words() -> str:
    words = {word for language in languages() for word in words_of(language).table.get("credit", [])}
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def split_credit(text: str) -> tuple[str, str]:
    """Split “The east quay. Photo: Jo Arden” into caption and credit."""
    match = re.search(
        rf"(?:^|[.\s(/|])\(?((?:{_credit_words()})\s*:\s*|©\s*)([^:]{{2,60}}?)\)?\.?$", text, re.IGNORECASE
    )
    return (text[: match.start() + 1].strip(" (/|"), text[match.start(1) :].strip(" )")) if match else (text, "")


def unlabelled(credit: str) -> str:
    """Return *credit* without a word such as “Photo:” before it."""
    return re.sub(rf"^(?:{_credit_words()})\s*:\s*", "", credit, flags=re.IGNORECASE).strip()


def image_data(src: str) -> bytes | None:
    """Return the bytes of a data URL, None where *src* is none."""
    match = re.match(r"data:image/[\w.+-]+((?:;[\w=.+-]+)*),(.*)\Z", src, re.DOTALL)
    if match is None:
        return None
    try:
        return base64.b64decode(match[2]) if ";base64" in match[1] else unquote_to_bytes(match[2])
    except (binascii.Error, ValueError):
        return None
