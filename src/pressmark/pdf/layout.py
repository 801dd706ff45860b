"""An article on paper: its page, made ready for print and laid out on the sheets of its edition.

Pictures are brought to the page they are told on: made smaller, within reason, where they would leave it half empty.
"""

from __future__ import annotations

import re
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import tinycss2

from pressmark import limits, looks, pictures
from pressmark.i18n import locale_of
from pressmark.limits import Limits
from pressmark.page import render
from pressmark.pdf import fonts, imprint, weasy
from pressmark.pdf.paper import Sheet, numbering, prepare, ragged, rules, sheet, third
from pressmark.problems import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from xml.etree.ElementTree import Element

    from pressmark.model import Article, Image, Look
    from pressmark.pdf.weasy import HTML, Document
    from pressmark.theme import Options


_STYLE = "page.css"
# How often an article is laid out anew to bring a picture to the page it is told on.
_FITTINGS = 3


@dataclass(frozen=True, slots=True)
class PrintCopy:
    """An article laid out: what is looked at before it is printed, and then printed.

    *page* is its page made ready for paper, *document* the pages that WeasyPrint laid it out on. *heard* is what
    WeasyPrint complained of. *notes_moved* says that notes had no place at the foot and stand at the end.
    """

    article: Article
    options: Options
    page: HTML
    document: Document
    heard: tuple[str, ...] = ()
    notes_moved: bool = False

    @property
    def root(self) -> Element:
        """Return the tree of the page."""
        tree: Element = self.page.etree_element
        return tree

    @property
    def pages(self) -> list[Any]:
        """Return the boxes of the pages."""
        return weasy.pages(self.document)

    def of(self, article: Article) -> PrintCopy:
        """Return the copy as one of *article*, which differs in what is not on the page: its file's name."""
        return replace(self, article=article)


def prepared(article: Article, options: Options) -> HTML:
    """Return the page of *article*, made ready for paper and not laid out."""
    page = weasy.parse(render(article, options, target="pdf"), _assets(article, options))
    if any("attachment" in one.get("rel", "").lower().split() for one in page.etree_element.iter()):
        message = "the theme attaches a file to the page (rel=attachment), which nobody would see in the PDF"
        raise BuildError(f"{message}; link to it instead")
    prepare(
        page.etree_element,
        article,
        notes=options.notes,
        third=third(_sheet(options), large=_large(options)),
        qr=options.qr,
    )
    return page


def _large(options: Options) -> bool:
    return options.edition == "large-print"


def _sheet(options: Options) -> Sheet:
    """Return the sheet of an edition."""
    return sheet(options.page, options.columns, folded=options.edition == "booklet", large=_large(options))


# What printing an article with its house's own styles and fonts may cost.
_HELD = Limits(30.0, 1_000_000_000)


def held(article: Article) -> AbstractContextManager[None]:
    """Return what holds the printing of *article* to so much time and memory, if its house brings styles or fonts.

    These are a program for the printer: a rule of twenty letters can ask for a million pages.
    """
    look = article.look
    if look.paper is None and not look.fonts:
        return nullcontext()
    return limits.held(_HELD, "printing with the house’s own styles and fonts (house-print.css, look)")


def lay_out(article: Article, options: Options, page: HTML | None = None) -> PrintCopy:
    """Return *article* laid out on the pages of its edition; *page* is what `prepared` returned, if that was done.

    Notes go to the end where some of them would be on no page. Raises BuildError where the theme, the size of the page
    or a font is at fault.
    """
    page = page or prepared(article, options)
    document, heard = _lay_out(page, article, options)
    moved = options.notes == "foot" and bool(_notes(page) - _shown(document))
    if moved:
        options = replace(options, notes="end")
        page = prepared(article, options)
        document, heard = _lay_out(page, article, options)
    if options.columns > 1 and (lost := _lost(page, document)):
        more = f" and {len(lost) - 1} more" if len(lost) > 1 else ""
        raise BuildError(
            f"in {options.columns} columns there is no place for a picture (“{lost[0]}”{more}): print it with fewer"
            " columns (--columns 1), or with smaller pictures (“size: small”)"
        )
    return PrintCopy(article, replace(options, notes="foot") if moved else options, page, document, heard, moved)


def _lost(page: HTML, document: Document) -> list[str]:
    """Return the descriptions of the pictures on no page of *document*: WeasyPrint 70 drops some in columns."""
    figures = (figure for figure in page.etree_element.iter("figure") if "image" in figure.get("class", "").split())
    wanted = [picture for figure in figures for picture in figure.iter("img")]
    if not wanted:
        return []
    there = {id(box.element) for sheet_ in weasy.pages(document) for box in weasy.boxes(sheet_)}
    return [picture.get("alt", "") for picture in wanted if id(picture) not in there]


def _notes(page: HTML) -> set[str]:
    """Return the ids of the notes that are to stand at a page's foot."""
    elements = page.etree_element.iter("span")
    return {element.get("id", "") for element in elements if "footnote" in element.get("class", "").split()} - {""}


def _shown(document: Document) -> set[str]:
    """Return the ids of elements at the feet of the pages of *document*."""

    def found() -> Iterator[str]:
        for page in weasy.pages(document):
            for box in weasy.notes(page):
                if box.element is not None:
                    yield box.element.get("id", "")

    return set(found())


def _lay_out(page: HTML, article: Article, options: Options) -> tuple[Document, tuple[str, ...]]:
    """Return *page* laid out, and what was complained of."""
    words = "".join(page.etree_element.itertext())
    languages = dict.fromkeys(element.get("lang", "") for element in page.etree_element.iter())
    faces = fonts.faces(fonts.scripts(words + locale_of(article.language).digits("1")))
    eastern, cuts = _eastern(words, languages, options, article.look)
    ours = [
        *(face.rule for face in faces),
        eastern,
        rules(_sheet(options), article.language, rtl=article.direction == "rtl", large=_large(options)),
        numbering(page.etree_element),
        ragged(languages),
    ]
    look = article.look
    page_style = options.theme.style(_STYLE)
    page_style = page_style if _large(options) else looks.scaled(page_style, look)
    styles = ["\n".join(ours), page_style, *looks.on_paper(look, options)]
    more = _STYLE.replace(".css", f"-{options.edition}.css")
    if more in options.theme.files:
        styles.append(options.theme.style(more))
    own = brings_styles(page.etree_element)
    settled = tuple(styles) if own else settle(tuple(styles), page.etree_element)
    with weasy.listening() as heard:
        brought = looks.assets(look)
        named = "".join((options.theme.sha256, *(file.sha256 for file in look.files)))
        using = weasy.kit(settled, {**options.theme.files, **cuts, **brought}, named)
        plain = None if own else weasy.plain_style(settled)
        document = weasy.lay_out(page, using, plain=plain)
        for _ in range(_FITTINGS):
            if not fit_picture(weasy.pages(document), spanning=options.columns > 1 and not _large(options)):
                break
            document = weasy.lay_out(page, using, plain=plain)
    return document, tuple(dict.fromkeys((*using.warnings, *heard)))


def _eastern(words: str, languages: Iterable[str], options: Options, look: Look) -> tuple[str, dict[str, bytes]]:
    """Return the rules and files of the Chinese, Japanese and Korean faces that *words* in *languages* need."""
    if not fonts.east_asian(words):
        return "", {}
    return fonts.east_asian_faces(words, languages, fonts.theme_coverage(options.theme, look))


def _assets(article: Article, options: Options) -> dict[str, bytes]:
    shown = {image.file: _printed(image, options) for image in article.pictures}
    drawn = imprint.code(article) if options.qr else None
    return {**options.theme.files, **shown, **({imprint.CODE: drawn[0]} if drawn else {})}


def _printed(image: Image, options: Options) -> bytes:
    if options.edition == "press" and (inks := pictures.inks(image.original or image.data)) is not None:
        return inks
    if options.edition == "press" and image.media_type == "image/svg+xml":
        return pictures.without_gradients(image.data)
    return pictures.printed(image.data)


# How much of its height a picture keeps at least, and how tall it stays (CSS pixels, 96 to the inch: 40 mm).
_KEPT = 0.5
_SMALLEST = 150.0
# What is above a picture, and what rounding may take.
_MARGIN = 22.0
_HEADINGS = {"h2", "h3", "h4", "h5", "h6"}


def fit_picture(pages: Sequence[Any], *, spanning: bool = False) -> bool:
    """Find the first picture that begins one of *pages* and would fit the one before if it were smaller; make it so.

    *pages* are boxes. Its element gets the height that is left; True if there was such a picture, and the article is to
    be laid out anew. One that was made smaller before is let alone. Of those in columns only the ones count that are
    *spanning* all.
    """
    for before, page in pairwise(pages):
        picture = _first(page)
        if picture is None or picture.element.get("style"):
            continue
        figure = _figure(page, picture)
        if spanning and "size-full" not in figure.element.get("class", ""):
            continue
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
            return box if box.element.get("class", "") not in ("logo", "qr") else None
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


# --- Styles made ready for one page: what only its root decides is put in place, and what it has no use for goes.
#
# WeasyPrint works a custom property out anew for every box, and tries every selector on every element: an eighth of the
# time that a copy takes. Every rule stays on its line, since WeasyPrint's complaints name it.

_LANGUAGE = re.compile(r":lang\(\s*[\"']?([\w*-]+)[\"']?\s*\)", re.IGNORECASE)
_ROOT = re.compile(r":root(?::lang\(\s*[\"']?(?P<language>[\w-]+)[\"']?\s*\))?", re.IGNORECASE)
_NAME = re.compile(r"--[\w-]+")
_BLOCKS = {"{} block", "() block", "[] block"}


def brings_styles(page: Element) -> bool:
    """Return whether the tree *page* has styles of its own, with which nothing can be said beforehand."""
    return any(
        element.get("style") or element.tag == "style" or "stylesheet" in element.get("rel", "").lower()
        for element in page.iter()
    )


def settle(styles: tuple[str, ...], page: Element) -> tuple[str, ...]:
    """Return *styles* (CSS texts, later ones win) for the tree *page*, which brings none: the same copy comes of both.

    As they are, where they import others.
    """
    if any("@import" in style.lower() for style in styles):
        return styles
    languages = {element.get("lang", "").lower() for element in page.iter()}
    spoken = frozenset(wanted for wanted in _named(styles) if any(_speaks(language, wanted) for language in languages))
    root = page.get("lang", "").lower()
    return _settled(styles, spoken, frozenset(wanted for wanted in spoken if _speaks(root, wanted)))


def _speaks(language: str, wanted: str) -> bool:
    return language == wanted or language.startswith(f"{wanted}-")


@lru_cache(maxsize=32)
def _named(styles: tuple[str, ...]) -> frozenset[str]:
    """Return the languages that selectors of *styles* ask for, in lower case."""
    return frozenset(found[1].lower() for style in styles for found in _LANGUAGE.finditer(style))


@lru_cache(maxsize=32)
def _settled(styles: tuple[str, ...], spoken: frozenset[str], at_root: frozenset[str]) -> tuple[str, ...]:
    """Return *styles* for a page with the languages *spoken*, of which *at_root* are its root's."""
    parsed = [tinycss2.parse_stylesheet(style) for style in styles]
    if any(rule.type == "error" for found in parsed for rule in found):
        return styles  # WeasyPrint says what is wrong, and where
    for found in parsed:
        for rule in found:
            if rule.type == "qualified-rule":
                _leave_out(rule, spoken)
    values = _Values(rule for found in parsed for rule in found)
    values.decide(at_root)
    for found in parsed:
        for rule in found:
            if rule.type in {"qualified-rule", "at-rule"} and rule.content is not None:
                rule.content = values.put_into(rule.content)
    return tuple(tinycss2.serialize(found) for found in parsed)


def _leave_out(rule: Any, spoken: frozenset[str]) -> None:  # noqa: ANN401 - tinycss2 has no types
    """Empty *rule* where each of its selectors wants a language that is not *spoken*; its lines remain."""
    selectors: list[list[Any]] = [[]]
    for token in rule.prelude:
        if token.type == "literal" and token.value == ",":
            selectors.append([])
        else:
            selectors[-1].append(token)
    if any(_possible(selector, spoken) for selector in selectors):
        return
    lines = tinycss2.serialize(rule.content).count("\n")
    rule.content = tinycss2.parse_component_value_list("\n" * lines)


def _possible(selector: list[Any], spoken: frozenset[str]) -> bool:
    """Return whether an element can match *selector*; within ``:not()`` and its like, a language says nothing."""
    wanted = [token.arguments for token in selector if token.type == "function" and token.lower_name == "lang"]
    return all(
        _language(arguments) in spoken for arguments in wanted if len(arguments) == 1 and _language(arguments) != ""
    )


def _language(arguments: list[Any]) -> str:
    token = arguments[0]
    return token.value.lower() if token.type in {"ident", "string"} else ""


class _Values:
    """The custom properties that only the root sets."""

    def __init__(self, rules: Iterable[Any]) -> None:
        """Look through *rules* for who sets what."""
        self._found: dict[str, list[tuple[str | None, list[Any]]]] = {}
        self._free: set[str] = set()
        self._values: dict[str, list[Any]] = {}
        for rule in rules:
            if rule.type == "qualified-rule":
                self._read(rule)
            elif rule.type == "at-rule" and rule.content is not None:
                self._free |= _set_in(rule.content)

    def _read(self, rule: Any) -> None:  # noqa: ANN401 - tinycss2 has no types
        selector = _ROOT.fullmatch(tinycss2.serialize(rule.prelude).strip())
        for part in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
            if part.type == "declaration" and part.name.startswith("--") and selector and not part.important:
                wanted = selector["language"]
                self._found.setdefault(part.name, []).append((wanted and wanted.lower(), part.value))
            elif part.type == "declaration" and part.name.startswith("--"):
                self._free.add(part.name)
            elif part.type in {"qualified-rule", "at-rule"} and part.content is not None:
                self._free |= _set_in(part.content)

    def decide(self, at_root: frozenset[str]) -> None:
        """Take for each property the value that the root's languages give it, the last of the most particular ones."""
        open_ = {}
        for name, found in self._found.items():
            plain = [value for wanted, value in found if wanted is None]
            particular = [value for wanted, value in found if wanted in at_root]
            if name not in self._free and (plain or particular):
                open_[name] = (particular or plain)[-1]
        # A value that uses another waits for it; one that uses itself waits for ever.
        while ready := {name: value for name, value in open_.items() if not _uses(value)}:
            self._values |= {name: _trimmed(value) for name, value in ready.items()}
            open_ = {name: self.put_into(value) for name, value in open_.items() if name not in ready}

    def put_into(self, tokens: list[Any]) -> list[Any]:
        """Return *tokens* with the values in the place of ``var()``."""
        put: list[Any] = []
        for token in tokens:
            if token.type == "function" and token.lower_name == "var":
                name = _NAME.search(tinycss2.serialize(token.arguments))
                put += self._values.get(name[0], [token]) if name else [token]
                continue
            if token.type == "function":
                token.arguments = self.put_into(token.arguments)
            elif token.type in _BLOCKS:
                token.content = self.put_into(token.content)
            put.append(token)
        return put


def _set_in(tokens: list[Any]) -> set[str]:
    """Return the custom properties that are named anywhere in *tokens*, other than to use them."""
    names = set()
    for token in tokens:
        if token.type == "ident" and token.value.startswith("--"):
            names.add(token.value)
        elif token.type == "function" and token.lower_name != "var":
            names |= _set_in(token.arguments)
        elif token.type in _BLOCKS:
            names |= _set_in(token.content)
    return names


def _uses(tokens: list[Any]) -> bool:
    return "var(" in tinycss2.serialize(tokens).lower()


def _trimmed(tokens: list[Any]) -> list[Any]:
    """Return *tokens* on one line, without white space and comments around them."""
    text = " ".join(tinycss2.serialize([token for token in tokens if token.type != "comment"]).split())
    parsed: list[Any] = tinycss2.parse_component_value_list(text)
    return parsed
