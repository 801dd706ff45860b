"""The article as a card of 1200 by 630 pixels: what link previews show of an article without a picture of its own."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pressmark
from pressmark import libraries, looks, pictures, wording
from pressmark.i18n import locale_of
from pressmark.letters import plain
from pressmark.metadata.pagehead import CARD
from pressmark.page import template
from pressmark.pdf import fonts, weasy
from pressmark.pdf.layout import held
from pressmark.problems import BuildError
from pressmark.writers import Writer

if TYPE_CHECKING:
    from pressmark.model import Article, Image
    from pressmark.pdf.weasy import Document
    from pressmark.theme import Options

WIDTH, HEIGHT = CARD
_TEMPLATE, _STYLE = "card.html.j2", "card.css"
# How large a headline is set, in CSS pixels, and how much room is for it.
_SIZES = (86, 76, 66, 58, 50, 44)
_ROOM = 290
_LONGEST = 600
# What stands before an ellipsis and says nothing there.
_HANGING = " ,;:.–—-‐·/([{«“„‘‚\u00a0"
_PAGE_HEIGHT = 472.5  # points


def write(article: Article, options: Options) -> bytes:
    """Return the card of *article* as a PNG, its words as text chunks beside the picture.

    Raises MissingPart without pypdfium2, BuildError where the theme is at fault.
    """
    libraries.require("png")
    with held(article):
        return _painted(_Card(article, options).pdf(), article)


def words(article: Article) -> dict[str, str]:
    """Return what the card of *article* says of itself, by PNG's keywords (PNG, third edition, 11.3.3)."""
    said = {
        "Title": article.headline,
        "Author": ", ".join(author.label for author in article.authors),
        "Publisher": article.outlet.name,
        "Genre": wording.rubric(article),
        "Description": _dated(article),
        "Copyright": article.rights.notice or "",
        "Source": article.url or "",
        "Software": f"pressmark {pressmark.__version__}",
    }
    return {key: plain(_flat(value)) for key, value in said.items() if value}


def _flat(text: str) -> str:
    return " ".join(text.split())


def _dated(article: Article) -> str:
    """Return the line at the foot: when it was published, or what must be known before its headline is believed."""
    if article.withdrawn is not None:
        return wording.withdrawal(article)[0].text
    if (embargo := wording.embargo(article)) is not None:
        return embargo.text
    return locale_of(article.language).day(article.published)


class _Card:
    def __init__(self, article: Article, options: Options) -> None:
        self._article = article
        self._theme = options.theme
        look = article.look
        colors = dict(look.light)
        self._dark = looks.is_dark(colors.get("paper", "#ffffff"))
        logo = article.outlet.logo
        self._logo: Image | None = (article.outlet.dark or logo) if self._dark else logo
        said = "".join((article.headline, article.outlet.name, wording.signature(article), wording.rubric(article)))
        said += _dated(article)
        rules = [face.rule for face in fonts.faces(fonts.scripts(said))]
        eastern, cuts = (
            fonts.east_asian_faces(said, [article.language], frozenset()) if fonts.east_asian(said) else ("", {})
        )
        sheets = ("\n".join([*rules, eastern]), self._theme.style(_STYLE), *looks.on_card(look, self._theme))
        named = "".join((self._theme.sha256, *(file.sha256 for file in look.files)))
        self._assets = {**self._theme.files, **cuts, **looks.assets(look)}
        with weasy.listening() as heard:
            self._kit = weasy.kit(sheets, self._assets, f"card {named}")
        if heard:
            raise BuildError(f"the card cannot be shown as its theme asks: {'; '.join(dict.fromkeys(heard))}")
        if self._logo is not None:
            self._assets[self._logo.file] = pictures.printed(self._logo.data)

    def pdf(self) -> bytes:
        """Return the card as a PDF of one page."""
        weasy.require_subsetter()
        return bytes(self._fitting().write_pdf(pdf_identifier=False))

    def _fitting(self) -> Document:
        """Return the card laid out, its headline as large as fits, or cut where even the smallest does not."""
        headline = _flat(self._article.headline)
        for size in _SIZES:
            if len(headline) * size < _LONGEST * _SIZES[-1]:
                document = self._laid_out(headline, size)
                if _height(document) <= _ROOM:
                    return document
        ends = _ends(headline[:_LONGEST])
        fits, too_long = 0, len(ends)
        found = self._laid_out("…", _SIZES[-1])
        while too_long - fits > 1:
            middle = (fits + too_long) // 2
            document = self._laid_out(headline[: ends[middle]].rstrip(_HANGING) + "…", _SIZES[-1])
            if _height(document) <= _ROOM:
                fits, found = middle, document
            else:
                too_long = middle
        return found

    def _laid_out(self, headline: str, size: int) -> Document:
        article = self._article
        page = template(self._theme, _TEMPLATE).render(
            article=article,
            dark=self._dark,
            logo=self._logo.file if self._logo else "",
            named=self._logo is None or article.look.logo_name,
            rubric=wording.rubric(article),
            headline=headline,
            size=size,
            signature=wording.signature(article),
            date=_dated(article),
        )
        return weasy.lay_out(weasy.parse(page, self._assets), self._kit)


def _ends(headline: str) -> list[int]:
    """Return where *headline* may be cut: between words, or between letters where there are no words to part."""
    between = [match.start() for match in re.finditer(r"\s+", headline)]
    if len(between) < len(headline) / 40:
        between = [n for n in range(1, len(headline)) if not re.match(r"[\W\u0300-\u036f]", headline[n])]
    return [0, *between]


def _height(document: Document) -> float:
    """Return how tall the headline is, in CSS pixels."""
    (page, *more) = weasy.pages(document)
    found = [box for box in weasy.boxes(page) if box.element is not None and box.element.get("id") == "headline"]
    if more or not found:
        return float("inf")
    return max(float(box.margin_height()) for box in found if hasattr(box, "margin_height"))


def _painted(data: bytes, article: Article) -> bytes:
    """Return the one page of the PDF *data* as a PNG of exactly the card's size."""
    import pypdfium2
    from PIL import Image as Picture
    from PIL.PngImagePlugin import PngInfo

    document = pypdfium2.PdfDocument(data)
    try:
        shown = document[0].render(scale=HEIGHT / _PAGE_HEIGHT).to_pil().convert("RGB")
    finally:
        document.close()
    if shown.size != (WIDTH, HEIGHT):  # a theme's own size
        shown = shown.resize((WIDTH, HEIGHT), Picture.Resampling.LANCZOS)
    about = PngInfo()
    for keyword, said in words(article).items():
        about.add_itxt(keyword, said, article.language)
    out = io.BytesIO()
    shown.save(out, "PNG", optimize=True, pnginfo=about)
    return out.getvalue()


WRITER = Writer("card", "image/png", "card of 1200 by 630 pixels, for link previews", write)
