"""The article as a PDF: its page, laid out by WeasyPrint on paper, fit to be handed out, read aloud and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pressmark.pdf import attachments, weasy
from pressmark.pdf.attachments import add_record, complete, describe, finisher
from pressmark.pdf.editions import impose, press
from pressmark.pdf.layout import PrintCopy, held, lay_out
from pressmark.pdf.tags import structure
from pressmark.problems import BuildError
from pressmark.writers import Writer

if TYPE_CHECKING:
    from pressmark.model import Article
    from pressmark.theme import Options

_VARIANTS = {"standard": "pdf/a-3a", "large-print": "pdf/a-3a", "archive": "pdf/a-2a"}


def write(article: Article, options: Options) -> bytes:
    """Return *article* as a PDF of its edition. Raises BuildError where the theme, page size or profile is at fault."""
    weasy.require_subsetter()
    with held(article):
        return _printed(lay_out(article, options))


def printed(copy: PrintCopy) -> bytes:
    """Return the PDF of *copy*, an article that is laid out. Raises BuildError as `write` does."""
    weasy.require_subsetter()
    with held(copy.article):
        return _printed(copy)


def _printed(copy: PrintCopy) -> bytes:
    article, options = copy.article, copy.options
    variant = _VARIANTS.get(options.edition)
    with weasy.listening() as heard:
        watched, pages = weasy.watch(copy.document)
        describe(watched, article)
        data: bytes = watched.write_pdf(
            finisher=finisher(article, options) if variant else None,
            # It is numbered and compressed when it is whole.
            pdf_identifier=False,
            pdf_tags=bool(variant),
            pdf_variant=variant,
            uncompressed_pdf=True,
        )
    if said := "; ".join(dict.fromkeys((*copy.heard, *heard))):
        raise BuildError(f"the page cannot be printed as its theme asks: {said}")
    if options.edition == "press":
        return press(data, article, options)
    if options.edition == "booklet":
        return impose(data, article, lambda sheets: add_record(sheets, article, options))
    inside = () if options.edition == "archive" else attachments.of(article)
    return complete(data, structure(copy.root, pages), inside, article)


WRITER = Writer(
    "pdf",
    "application/pdf",
    "print copy, PDF/A and PDF/UA, with its source embedded",
    write,
    printed,
)
