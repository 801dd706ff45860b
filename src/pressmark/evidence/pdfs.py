"""The words of any PDF: as they come, without running heads, in the size of its text, and column by column."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from pressmark.evidence.readings import Unreadable
from pressmark.optional import advice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.evidence.readings import Words

_MOST_PAGES = 5_000


def read(data: bytes) -> Iterator[Words]:
    """Yield the readings of the PDF *data*, the likeliest first. Raises Unreadable."""
    try:
        import pypdfium2  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise Unreadable(f"a PDF: {advice('evidence')}") from error
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("the copy is a PDF that can’t be read; if it has a password, save it without one") from error
    try:
        pages = [document[number].get_textpage() for number in range(min(len(document), _MOST_PAGES))]
        lines = [_lines(page.get_text_range(errors="replace")) for page in pages]
        yield _paged(lines)
        furniture = _furniture(lines)
        if furniture:
            yield _paged(
                [
                    [line for index, line in enumerate(page) if (number, index) not in furniture]
                    for number, page in enumerate(lines)
                ]
            )
        yield _paged([_by_size(page) for page in pages])
        yield _paged([_by_columns(page) for page in pages])
    except pypdfium2.PdfiumError as error:
        raise Unreadable("the copy is a PDF that can’t be read") from error
    finally:
        document.close()


def _lines(text: str) -> list[str]:
    return [line for line in re.split(r"\r?\n|\r", text) if line.strip()]


def _paged(pages: list[list[str]]) -> Words:
    starts, out, at = [], [], 0
    for lines in pages:
        starts.append(at)
        text = "".join(f"{line}\n" for line in lines)
        out.append(text)
        at += len(text)
    return "".join(out), tuple(starts)


def _furniture(pages: list[list[str]]) -> set[tuple[int, int]]:
    """Return page and line of the running heads, feet and page numbers: what comes again at the edges of most pages."""
    if len(pages) < 2:
        return set()
    edges = [
        (number, index)
        for number, page in enumerate(pages)
        for index in {*range(min(2, len(page))), *range(max(0, len(page) - 2), len(page))}
    ]
    shape = {(number, index): re.sub(r"\d+", "#", pages[number][index].strip()) for number, index in edges}
    counts = Counter(shape.values())
    most = max(2, len(pages) // 3)
    return {
        place
        for place, form in shape.items()
        if counts[form] >= most or re.fullmatch(r"[-–—(\[ ]*#(?:\s*(?:/|of|von|de|sur|di|van)\s*#)?[-–—)\] ]*", form)
    }


def _by_size(page: Any) -> list[str]:  # noqa: ANN401 - pypdfium2's text page
    """Return the lines of *page* in the size that most of it is set in, without notes, heads and raised figures."""
    from pypdfium2 import raw  # noqa: PLC0415 - an extra

    text = page.get_text_range(errors="replace")
    count = page.count_chars()
    sizes = [round(raw.FPDFText_GetFontSize(page.raw, index), 1) for index in range(count)]
    if not sizes:
        return []
    usual = Counter(sizes).most_common(1)[0][0]
    signs = []
    for index in range(count):
        sign = chr(raw.FPDFText_GetUnicode(page.raw, index) & 0x10FFFF)
        if sign in "\r\n" or sizes[index] >= 0.85 * usual:
            signs.append(sign)
        elif signs and signs[-1].isdigit() and sign.isdigit():
            signs.append(sign)  # a power or a fraction, no mark of a note
    return _lines("".join(signs) or text)


def _by_columns(page: Any) -> list[str]:  # noqa: ANN401 - pypdfium2's text page
    """Return the lines of *page* column by column, for a file that holds them line by line across all columns."""
    rects = [page.get_rect(index) for index in range(min(page.count_rects(), 5_000))]
    pieces = [
        (left, bottom, right, top, page.get_text_bounded(left, bottom, right, top))
        for left, bottom, right, top in rects
    ]
    gutter = _gutter([(left, right) for left, _, right, _, text in pieces if text.strip()])
    if gutter is None:
        return []
    columns = [
        [piece for piece in pieces if (piece[0] + piece[2]) / 2 < gutter],
        [piece for piece in pieces if (piece[0] + piece[2]) / 2 >= gutter],
    ]
    out = []
    for column in columns:
        row: list[tuple[float, str]] = []
        middle: float | None = None
        for left, bottom, _, top, text in sorted(column, key=lambda piece: (-(piece[1] + piece[3]) / 2, piece[0])):
            here = (bottom + top) / 2
            if middle is not None and abs(here - middle) > (top - bottom) / 2:
                out.append(" ".join(words for _, words in sorted(row)))
                row = []
            middle = here
            row.append((left, text.strip()))
        out.append(" ".join(words for _, words in sorted(row)))
    return [line for line in out if line.strip()]


def _gutter(spans: list[tuple[float, float]]) -> float | None:
    """Return where an upright stripe that few lines cross parts the page, None where there is none."""
    if len(spans) < 8:
        return None
    low, high = min(left for left, _ in spans), max(right for _, right in spans)
    width = high - low
    best: tuple[int, float] | None = None
    for step in range(35, 66):
        x = low + width * step / 100
        crossing = sum(1 for left, right in spans if left < x < right)
        if best is None or crossing < best[0]:
            best = (crossing, x)
    return best[1] if best is not None and best[0] <= len(spans) // 10 else None
