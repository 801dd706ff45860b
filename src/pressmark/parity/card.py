"""What a card says of itself: its size, and the words in its text chunks.

Words that are painted can't be read back, so a rebuild holds the picture to the source: that a card is the one that is
built from it, byte by byte, can be told where the version and the fonts are here.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pressmark.parity.compare import short
from pressmark.writers.card import HEIGHT, WIDTH, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.model import Article

_LARGEST = 16 * 1024 * 1024


class Unreadable(ValueError):
    """A file that is no PNG, or one that is made to be hard to read."""


def departures(article: Article, data: bytes) -> Iterator[str]:
    """Yield where the card *data* says otherwise than *article*. Raises Unreadable."""
    said, size = _read(data)
    if size != (WIDTH, HEIGHT):
        yield f"it is {size[0]} by {size[1]} pixels, not {WIDTH} by {HEIGHT}"
    wanted = words(article)
    for keyword in dict.fromkeys((*wanted, *said)):
        there, here = said.get(keyword), wanted.get(keyword)
        if keyword == "Software" or there == here:
            continue
        if there is None or here is None:
            missing = "is missing" if there is None else "is not in the source"
            yield f"its “{short(keyword)}” {missing}: “{short(there or here or '')}”"
        else:
            yield f"its “{keyword}” is “{short(there)}” where the source says “{short(here)}”"


def record(data: bytes) -> dict[str, str]:
    """Return which version made the card *data*, if it says so. Raises Unreadable."""
    program, _, version = _read(data)[0].get("Software", "").partition(" ")
    return {"version": version} if program == "pressmark" else {}


def _read(data: bytes) -> tuple[dict[str, str], tuple[int, int]]:
    from PIL import Image

    if len(data) > _LARGEST:
        raise Unreadable("it is too large")
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
            if picture.width * picture.height > 4 * WIDTH * HEIGHT:
                return {}, picture.size
            picture.load()  # Chunks may stand behind the picture.
            return {key: str(value) for key, value in picture.text.items()}, picture.size  # type: ignore[attr-defined]
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise Unreadable(f"it is no whole PNG: {error}") from error
