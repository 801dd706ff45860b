"""Pictures brought to the page they are told on: made smaller, within reason, where they would leave it half empty."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from pressmark.pdf import weasy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# How much of its height a picture keeps at least, and how tall it stays (CSS pixels, 96 to the inch: 40 mm).
_KEPT = 0.5
_SMALLEST = 150.0
# What is above a picture, and what rounding may take.
_MARGIN = 22.0
_HEADINGS = {"h2", "h3", "h4", "h5", "h6"}


def fit_picture(pages: Sequence[Any]) -> bool:
    """Find the first picture that begins one of *pages* and would fit the one before if it were smaller; make it so.

    *pages* are boxes. Its element gets the height that is left; True if there was such a picture, and the article is to
    be laid out anew. One that was made smaller before is let alone.
    """
    for before, page in pairwise(pages):
        picture = _first(page)
        if picture is None or picture.element.get("style"):
            continue
        figure = _figure(page, picture)
        above = picture.position_y - page.content_box_y()
        below = figure.position_y + figure.margin_height() - figure.margin_bottom - picture.position_y - picture.height
        left = _free(before) - above - below - _MARGIN
        if left >= max(_KEPT * picture.height, _SMALLEST):
            picture.element.set("style", f"max-height: {left:.0f}px")
            return True
    return False


def _first(page: Any) -> Any:  # noqa: ANN401 - WeasyPrint has no types
    """Return the picture that *page* begins with, under a heading or not; None where words or others come first."""
    heading = False
    for box in _content(page):
        heading = heading or box.element_tag in _HEADINGS
        if hasattr(box, "replacement"):
            return box if "logo" not in box.element.get("class", "") else None
        if getattr(box, "text", "").strip() and not _within_heading(page, box):
            return None
    return None


def _within_heading(page: Any, text: Any) -> bool:  # noqa: ANN401 - WeasyPrint has no types
    return any(text is inner for box in weasy.boxes(page) if box.element_tag in _HEADINGS for inner in weasy.boxes(box))


def _content(page: Any) -> Iterator[Any]:  # noqa: ANN401 - WeasyPrint has no types
    """Yield the boxes of the article on *page*, without its notes."""
    notes = set(weasy.notes(page))
    return (box for box, _ in weasy.content(page) if box not in notes)


def _figure(page: Any, picture: Any) -> Any:  # noqa: ANN401 - WeasyPrint has no types
    """Return the figure that *picture* stands in, or it alone."""
    for box in _content(page):
        if box.element_tag == "figure" and any(picture is inner for inner in weasy.boxes(box)):
            return box
    return picture


def _free(page: Any) -> float:  # noqa: ANN401 - WeasyPrint has no types
    """Return the height that is empty on *page*, between the last line and the notes or the foot."""
    foot = page.content_box_y() + page.height
    tops = [box.position_y for box in weasy.notes(page)]
    ends = [box.position_y + box.height for box in _content(page) if weasy.is_line(box) or hasattr(box, "replacement")]
    return float(min([foot, *tops]) - max(ends, default=page.content_box_y()))
