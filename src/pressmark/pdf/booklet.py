"""Saddle-stitch imposition: pages two by two on sheets that are printed on both sides, folded once and stapled."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pressmark.pdf.files import save

if TYPE_CHECKING:
    from collections.abc import Callable

    import pikepdf

    from pressmark.model import Article


def order(pages: int, *, rtl: bool = False) -> list[tuple[int, int]]:
    """Return the page numbers (from 1) left and right on each side, sheet by sheet, front before back.

    *pages* is rounded up to a multiple of four; numbers beyond the last page are blank. A booklet read from the right
    has its spine there, so that left and right change places.
    """
    total = -(-pages // 4) * 4
    sides = []
    for sheet in range(total // 4):
        front = (total - 2 * sheet, 2 * sheet + 1)
        back = (2 * sheet + 2, total - 2 * sheet - 1)
        sides += [front, back]
    return [(right, left) for left, right in sides] if rtl else sides


def impose(data: bytes, article: Article, finish: Callable[[pikepdf.Pdf], None]) -> bytes:
    """Return the PDF *data* as a booklet, two of its pages on a side; *finish* gets them before they are saved."""
    import pikepdf  # noqa: PLC0415 - heavy

    with pikepdf.open(io.BytesIO(data)) as pages, pikepdf.new() as sheets:
        width, height = (float(edge) for edge in list(pages.pages[0].mediabox)[2:])
        forms = [sheets.copy_foreign(page.as_form_xobject()) for page in pages.pages]
        for left, right in order(len(forms), rtl=article.direction == "rtl"):
            sheet = sheets.add_blank_page(page_size=(2 * width, height))
            shown = [(number, offset) for number, offset in ((left, 0.0), (right, width)) if number <= len(forms)]
            sheet.obj.Resources = pikepdf.Dictionary(
                XObject=pikepdf.Dictionary({f"/P{number}": forms[number - 1] for number, _ in shown})
            )
            drawn = "\n".join(f"q 1 0 0 1 {offset:.3f} 0 cm /P{number} Do Q" for number, offset in shown)
            sheet.obj.Contents = sheets.make_stream(drawn.encode())
        for key in ("/Title", "/Author", "/Subject", "/Keywords", "/Creator", "/Producer", "/CreationDate", "/ModDate"):
            if key in pages.docinfo:
                sheets.docinfo[key] = pikepdf.String(str(pages.docinfo[key]))
        sheets.Root.ViewerPreferences = pikepdf.Dictionary(
            Duplex=pikepdf.Name.DuplexFlipShortEdge, DisplayDocTitle=True, PrintScaling=pikepdf.Name("/None")
        )
        sheets.Root.Lang = pikepdf.String(article.language)
        finish(sheets)
        return save(sheets)
