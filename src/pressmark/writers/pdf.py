"""The article as a PDF: its page, laid out by WeasyPrint on paper, fit to be handed out, read aloud and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pressmark.i18n import locale_of
from pressmark.printing import engine, typefaces
from pressmark.printing.complete import complete
from pressmark.printing.finish import describe, finisher
from pressmark.printing.paper import prepare
from pressmark.printing.sheet import rules, sheet
from pressmark.printing.tags import structure, watch
from pressmark.problems import BuildError
from pressmark.writers import Writer, html

if TYPE_CHECKING:
    from weasyprint import HTML, Document

    from pressmark.model import Article
    from pressmark.theme import Options

_STYLE = "page.css"
_VARIANTS = {
    "standard": "pdf/a-3a",
    "archive": "pdf/a-2a",
    "large-print": "pdf/a-3a",
    "booklet": "pdf/a-3a",
    "press": "pdf/a-3a",
}


def write(article: Article, options: Options) -> bytes:
    """Return *article* as a PDF. Raises BuildError where the theme or the page size is at fault."""
    engine.require_subsetter()
    with engine.listening() as heard:
        page, document = lay_out(article, options)
        watched, pages = watch(document)
        describe(watched, article)
        data: bytes = watched.write_pdf(finisher=finisher(article, options), pdf_variant=_VARIANTS[options.edition])
    if heard:
        raise BuildError(f"the page cannot be printed as its theme asks: {'; '.join(dict.fromkeys(heard))}")
    embed = options.edition != "archive"
    return complete(data, structure(page.etree_element, pages), article, embed=embed)


def lay_out(article: Article, options: Options) -> tuple[HTML, Document]:
    """Return the page of *article*, made ready for paper, and the pages of its edition on which it is laid out."""
    page = html.render(article, options, target="pdf")
    assets = _assets(article, options)
    on = sheet(options.page, options.columns)
    faces = typefaces.faces(typefaces.scripts(page + locale_of(article.language).digits("1")))
    styles = (
        "\n".join(face.rule for face in faces),
        rules(on, article.language),
        options.theme.text(_STYLE),
    )
    using = engine.kit(styles, options.theme.files, options.theme.sha256)
    tree = engine.parse(page, assets)
    prepare(tree.etree_element, article, notes=options.notes)
    return tree, engine.lay_out(tree, using)


def _assets(article: Article, options: Options) -> dict[str, bytes]:
    logo = [article.outlet.logo] if article.outlet.logo else []
    return {**options.theme.files, **{image.file: image.data for image in (*article.images, *logo)}}


WRITER = Writer("pdf", ".pdf", "application/pdf", "print copy, PDF/A and PDF/UA, with its source embedded", write)
