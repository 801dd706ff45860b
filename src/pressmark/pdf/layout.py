"""An article on paper: its page, made ready for print and laid out on the sheets of its edition."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from pressmark.i18n import locale_of
from pressmark.page import render
from pressmark.pdf import attachments, eastasia, engine, themefonts, typefaces
from pressmark.pdf.colour import as_they_are, for_screens
from pressmark.pdf.paper import prepare
from pressmark.pdf.plainstyle import plain_style
from pressmark.pdf.settling import brings_styles, settle
from pressmark.pdf.sheet import numbering, rules, sheet

if TYPE_CHECKING:
    from weasyprint import HTML, Document

    from pressmark.model import Article
    from pressmark.theme import Options

_STYLE = "page.css"


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
    _last.page = engine.parse(render(article, options, target="pdf"), _assets(article, options))
    prepare(_last.page.etree_element, article, notes=options.notes)
    return _last.page


class _Last(threading.local):
    article: Article | None = None
    options: Options | None = None
    page: HTML | None = None
    document: Document | None = None


_last = _Last()


def forget() -> None:
    """Let go of the last layout, which nobody asks for again."""
    _last.page = _last.document = None


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
        numbering(page.etree_element),
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
