"""The pictures of a page: their addresses or data, their captions and credits."""

from __future__ import annotations

import base64
import binascii
import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes, urljoin

from pressmark.importing.manuscript import Picture
from pressmark.importing.read.decoding import clean
from pressmark.importing.read.inline import Collector, web_address
from pressmark.importing.words import languages, listed, words_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_PERSONAL = re.compile(r"\b(?:bio|about|author|profile|avatar|gravatar|logo|icon|emoji|pixel|badge)\b", re.IGNORECASE)
_CREDIT = re.compile(r"credit|copyright|photographer|source|fotograf|quelle|©", re.IGNORECASE)
_LAZY = listed("lazy")
_PLACEHOLDER = re.compile(
    r"data:|.{0,300}(?:spacer|placeholder|blank|transparent|1x1|loading|lazy)[\w-]{0,20}\.(?:gif|png|svg)"
)


def names_of(element: HtmlElement | None) -> str:
    """Return all that an element is called: its classes, id and other names, camel case parted."""
    if element is None:
        return ""
    keys = ("class", "id", "itemprop", "rel", "data-testid")
    names = " ".join(element.get(key) or "" for key in keys)[:600]
    return re.sub(r"([a-z])([A-Z])", r"\1-\2", names).strip()


def picture_of(image: HtmlElement, caption: str, credit: str, base: str) -> Picture | None:
    """Return *image* with its words, None for portraits, icons, pixels and images without an address."""
    src = (image.get("src") or "").strip()
    if not src or _PLACEHOLDER.match(src[:400]):
        lazy = ((image.get(name) or "").split(",")[0].split() for name in _LAZY)
        better = next((parts[0] for parts in lazy if parts and not _PLACEHOLDER.match(parts[0][:400])), "")
        src = better or (src if src.startswith("data:") else "")
    sizes = {image.get("width"), image.get("height")}
    if not src or sizes & {"0", "1"} or _PERSONAL.search(names_of(image).replace("_", " ")):
        return None
    alt = " ".join(clean(image.get("alt") or "")[0].split())
    if src.startswith("data:"):
        data = image_data(src)
        return Picture("image", alt, caption, credit, data) if data else None
    if not base and not re.match(r"(?:[a-z][a-z0-9+.-]*:|//|/)", src, re.IGNORECASE):
        return Picture(src, alt, caption, credit)
    try:
        address = urljoin(base, src)
    except ValueError:
        return None
    return Picture(web_address(address) or src, alt, caption, credit)


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


@cache
def _credit_words() -> str:
    words = {word for language in languages() for word in words_of(language).table.get("credit", [])}
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def split_credit(text: str) -> tuple[str, str]:
    """Split “The east quay. Photo: Jo Arden” into caption and credit."""
    tail = max(0, len(text) - 110)
    match = re.search(
        rf"(?:^|[.\s(/|])\(?((?:{_credit_words()})\s?:\s?|©\s?)([^:]{{2,60}}?)\)?\.?$", text[tail:], re.IGNORECASE
    )
    if match is None:
        return text, ""
    return text[: tail + match.start(1)].strip(" (/|"), text[tail + match.start(1) :].strip(" )")


def unlabelled(credit: str) -> str:
    """Return *credit* without a word such as “Photo:” before it."""
    return re.sub(rf"^(?:{_credit_words()})\s?:\s?", "", credit, flags=re.IGNORECASE).strip()


def image_data(src: str) -> bytes | None:
    """Return the bytes of a data URL that holds a picture of a kind that an article takes, else None."""
    match = re.match(r"data:image/(?:png|jpe?g|gif|webp)((?:;[\w=.+-]{1,60}){0,4}),", src, re.IGNORECASE)
    if match is None:
        return None
    content = src[match.end() :]
    try:
        data = base64.b64decode(content) if ";base64" in match[1] else unquote_to_bytes(content)
    except (binascii.Error, ValueError):
        return None
    return data if len(data) > 200 or not data.startswith(b"GIF8") else None
