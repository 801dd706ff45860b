"""The article's printed pages as one picture, for people who would rather look."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pressmark import libraries
from pressmark.pdf.layout import held, lay_out
from pressmark.writers import Writer, pdf

if TYPE_CHECKING:
    from PIL.Image import Image

    from pressmark.model import Article
    from pressmark.pdf.layout import PrintCopy
    from pressmark.theme import Options

_SCALE = 110 / 72
_GAP = 24
_ACROSS = 3
_GROUND = (214, 214, 210)


def write(article: Article, options: Options) -> bytes:
    """Return the pages of *article*'s print copy side by side as a PNG. Raises MissingPart without pypdfium2."""
    with held(article):
        return printed(lay_out(article, options))


def printed(copy: PrintCopy) -> bytes:
    """Return the pages of *copy*, an article that is laid out, side by side. Raises MissingPart without pypdfium2."""
    libraries.require("png")
    out = io.BytesIO()
    with held(copy.article):
        _in_rows(pages(pdf.printed(copy))).save(out, "PNG", optimize=True)
    return out.getvalue()


def pages(data: bytes, scale: float = _SCALE) -> list[Image]:
    """Return each page of the PDF *data* as a picture, *scale* pixels to the point."""
    import pypdfium2  # an extra, and heavy

    document = pypdfium2.PdfDocument(data)
    try:
        return [document[number].render(scale=scale).to_pil().convert("RGB") for number in range(len(document))]
    finally:
        document.close()


def _in_rows(shown: list[Image]) -> Image:
    """Return the pages laid out in rows, as on a table."""
    from PIL import Image as Picture  # heavy

    rows = [shown[start : start + _ACROSS] for start in range(0, len(shown), _ACROSS)]
    width = max(sum(page.width + _GAP for page in row) for row in rows) + _GAP
    height = sum(max(page.height for page in row) + _GAP for row in rows) + _GAP
    ground = Picture.new("RGB", (width, height), _GROUND)
    top = _GAP
    for row in rows:
        left = _GAP
        for page in row:
            ground.paste(page, (left, top))
            left += page.width + _GAP
        top += max(page.height for page in row) + _GAP
    return ground


WRITER = Writer("png", "image/png", "the printed pages as a picture", write, printed)
