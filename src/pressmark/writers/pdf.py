"""The article as a PDF: its page, laid out by WeasyPrint on paper, fit to be handed out, read aloud and kept."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from pressmark.i18n import locale_of
from pressmark.pdf import attachments, eastasia, engine, themefonts, typefaces
from pressmark.pdf.booklet import impose
from pressmark.pdf.colour import as_they_are, for_screens
from pressmark.pdf.complete import complete
from pressmark.pdf.finish import describe, finisher, record
from pressmark.pdf.paper import prepare
from pressmark.pdf.plainstyle import plain_style
from pressmark.pdf.press import press
from pressmark.pdf.settling import brings_styles, settle
from pressmark.pdf.sheet import rules, sheet
from pressmark.pdf.tags import structure, watch
from pressmark.problems import BuildError
from pressmark.writers import Writer, html

if TYPE_CHECKING:
    from weasyprint import HTML, Document

    from pressmark.model import Article
    from pressmark.theme import Options

_STYLE = "page.css"
_VARIANTS = {"standard": "pdf/a-3a", "large-print": "pdf/a-3a", "archive": "pdf/a-2a"}


def write(article: Article, options: Options) -> bytes:
    """Return *article* as a PDF of its edition. Raises BuildError where the theme, page size or profile is at fault."""
    engine.require_subsetter()
    with engine.listening() as heard:
        page, document = lay_out(article, options)
        watched, pages = watch(document)
        describe(watched, article)
        variant = _VARIANTS.get(options.edition)
        data: bytes = watched.write_pdf(
            finisher=finisher(article, options) if variant else None,
            # It is numbered and compressed when it is whole.
            pdf_identifier=False,
            pdf_tags=bool(variant),
            pdf_variant=variant,
            uncompressed_pdf=True,
        )
    if heard:
        raise BuildError(f"the page cannot be printed as its theme asks: {'; '.join(dict.fromkeys(heard))}")
    if options.edition == "press":
        return press(data, article, options)
    if options.edition == "booklet":
        return impose(data, article, lambda sheets: record(sheets, article, options))
    files = () if options.edition == "archive" else attachments.of(article)
    _last.page = _last.document = None
    return complete(data, structure(page.etree_element, pages), files, article)


def lay_out(article: Article, options: Options) -> tuple[HTML, Document]:
    """Return the page of *article*, made ready for paper, and the pages of its edition on which it is laid out.

    The last layout is kept for whoever asks next: preflight looks at what is then printed.
    """
    page = prepared(article, options)
    if _last.document is None:
        _last.document = _lay_out(page, article, options)
    return page, _last.document


def prepared(article: Article, options: Options) -> HTML:
    """Return the page of *article*, made ready for paper and not laid out; the last one is kept too."""
    if _last.page is not None and _last.article is article and _last.options == options:
        return _last.page
    _last.article, _last.options, _last.document = article, options, None
    _last.page = engine.parse(html.render(article, options, target="pdf"), _assets(article, options))
    prepare(_last.page.etree_element, article, notes=options.notes)
    return _last.page


class _Last(threading.local):
    article: Article | None = None
    options: Options | None = None
    page: HTML | None = None
    document: Document | None = None


_last = _Last()


def _lay_out(page: HTML, article: Article, options: Options) -> Document:
    large = options.edition == "large-print"
    on = sheet(options.page, options.columns, folded=options.edition == "booklet", large=large)
    words = "".join(page.etree_element.itertext())
    faces = typefaces.faces(typefaces.scripts(words + locale_of(article.language).digits("1")))
    eastern, cuts = _eastern(page, words, options)
    ours = [
        *(face.rule for face in faces),
        eastern,
        rules(on, article.language, rtl=article.direction == "rtl", large=large),
    ]
    styles = ["\n".join(ours), options.theme.text(_STYLE)]
    more = _STYLE.replace(".css", f"-{options.edition}.css")
    if more in options.theme.files:
        styles.append(options.theme.text(more))
    own = brings_styles(page.etree_element)
    settled = tuple(styles) if own else settle(tuple(styles), page.etree_element)
    using = engine.kit(settled, {**options.theme.files, **cuts}, options.theme.sha256)
    return engine.lay_out(page, using, plain=None if own else plain_style(settled))


def _eastern(page: HTML, words: str, options: Options) -> tuple[str, dict[str, bytes]]:
    """Return the rules and files of the Chinese, Japanese and Korean faces that the *words* of *page* need."""
    if not eastasia.east_asian(words):
        return "", {}
    languages = dict.fromkeys(element.get("lang", "") for element in page.etree_element.iter())
    return eastasia.faces(words, languages, themefonts.coverage(options.theme))


def _assets(article: Article, options: Options) -> dict[str, bytes]:
    shown = as_they_are if options.edition == "press" else for_screens
    return {**options.theme.files, **{image.file: shown(image.data) for image in attachments.pictures(article)}}


WRITER = Writer("pdf", ".pdf", "application/pdf", "print copy, PDF/A and PDF/UA, with its source embedded", write)
