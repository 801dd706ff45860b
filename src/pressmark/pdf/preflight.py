"""Preflight: what a print run would regret, found before it, each at its line of the source.

Warnings, unless the copy could not be printed as it stands: a character without a glyph, and a theme that would make
an inaccessible PDF, are errors.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from pressmark import problems
from pressmark.libraries import command, extras
from pressmark.pdf import fonts, weasy
from pressmark.pdf.layout import PrintCopy, held, lay_out, prepared
from pressmark.problems import Problem
from pressmark.reader.compose import SyntaxSlip, compose
from pressmark.reader.document import Collector, Lines, Mapping, Node, Sequence, UnreadableSource

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from typing import TypeAlias

    from pressmark.model import Article
    from pressmark.problems import Span
    from pressmark.reader import Reading
    from pressmark.theme import Options

    # The pages, each with all boxes on it.
    _Laid: TypeAlias = list[tuple[Any, list[Any]]]

_LONGEST_HEADLINE = 3
_MOST_CHARACTERS = 20
_SCREEN_DPI, _PRESS_DPI = 150, 300
# Half a CSS pixel is nothing that anybody sees.
_SLACK = 1.0
_UNREACHABLE = (".localhost", ".local", ".invalid", ".test", ".internal", ".lan", ".home.arpa")


def proof(article: Article, text: str, options: Options) -> tuple[tuple[Problem, ...], PrintCopy | None]:
    """Return what printing *article*, whose source is *text*, would regret, in the order of the source, and the copy.

    That is None where *article* cannot be laid out. Raises BuildError where the theme cannot be laid out at all.
    """
    with held(article):
        return _proof(article, text, options)


def _proof(article: Article, text: str, options: Options) -> tuple[tuple[Problem, ...], PrintCopy | None]:
    places = SourcePlaces(text)
    page = prepared(article, options)
    missing = tuple(_glyphs(page.etree_element, article, options, places))
    if missing:
        # Laid out now, the page would show boxes and WeasyPrint would complain of each.
        return missing, None
    copy = lay_out(article, options, page)
    laid = [(one, list(weasy.boxes(one))) for one in copy.pages]
    found = [
        *_theme(copy.root, copy.heard),
        *_fonts(copy, laid),
        *_headline(laid, places),
        *_pictures(copy, laid, places),
        *_overflows(laid, places),
        *_links(copy.root, places),
    ]
    if options.qr and article.url is None:
        message = "the copy has no QR code, because the article has no address"
        found.append(_problem("code-nowhere", message, help_="say in “url” where it is published, or leave out --qr"))
    if copy.notes_moved:
        message = "the notes at the foot of the pages do not fit there: they stand at the end"
        found.append(_problem("notes-moved", message, help_="ask for it: --notes end"))
    return tuple(sorted(dict.fromkeys(found), key=lambda problem: problem.sort_key)), copy


def _problem(rule: str, message: str, places: SourcePlaces | None = None, *, help_: str = "", **where: str) -> Problem:
    """Return a problem of the rule book; *where* is a ``pointer``, or the ``words`` to look for."""
    span = None
    if places is not None:
        span = places.value(where["pointer"]) if "pointer" in where else places.words(where["words"])
    severity = problems.severity(rule)
    return Problem(rule, message, span, where.get("pointer", ""), help_, severity)


def _glyphs(
    tree: Any,  # noqa: ANN401 - WeasyPrint has no types
    article: Article,
    options: Options,
    places: SourcePlaces,
) -> Iterator[Problem]:
    characters = {c for element in tree.iter() if element.tag not in ("style", "script") for c in element.text or ""}
    characters |= {c for element in tree.iter() for c in element.tail or ""}
    elsewhere = fonts.theme_coverage(options.theme, article.look)
    if fonts.east_asian(characters):
        elsewhere |= fonts.east_asian_coverage()
    missing = fonts.without_glyph(characters, elsewhere)
    for character in missing[:_MOST_CHARACTERS]:
        name = unicodedata.name(character, "no name")
        message = f"no font has a glyph for “{character}” (U+{ord(character):04X}, {name})"
        help_ = "write it otherwise, or bring a font that has it in a theme (see docs/print.md)"
        if fonts.east_asian(character) and not fonts.east_asian_installed():
            help_ = f"install the fonts for it: {command(extras()[fonts.EXTRA])}"
        yield _problem("glyph-missing", message, places, help_=help_, words=character)
    if len(missing) > _MOST_CHARACTERS:
        message = f"no font has glyphs for {len(missing) - _MOST_CHARACTERS} more characters"
        yield _problem("glyph-missing", message)


def _theme(root: Any, heard: tuple[str, ...]) -> Iterator[Problem]:  # noqa: ANN401 - WeasyPrint has no types
    """Yield what the theme's page or styles do that no accessible copy can have."""
    level = 0
    for element in root.iter():
        if re.fullmatch("h[1-6]", str(element.tag)):
            now = int(element.tag[1])
            if now > level + 1:
                message = f"the theme's page goes from heading {level or 'nothing'} to {now}: “{_words(element)[:60]}”"
                yield _problem("theme-inaccessible", message, help_="headings go down one level at a time")
            level = now
        elif element.tag == "img" and not element.get("alt"):
            message = f"the theme's page shows {element.get('src', 'an image')} without a description"
            yield _problem("theme-inaccessible", message, help_="give its img element an alt attribute")
    for said in dict.fromkeys(heard):
        yield _problem("theme-broken", f"the theme's page or style is at fault: {said}")


def _fonts(copy: PrintCopy, laid: _Laid) -> Iterator[Problem]:
    ours = (*(face.family for face in fonts.FACES), *(family.name for family in fonts.EAST_ASIAN))
    known = {family.lower() for family in ours} | fonts.theme_families(copy.options.theme, copy.article.look)
    asked = set()
    for _, boxes in laid:
        for box in boxes:
            if getattr(box, "text", "").strip():
                asked.add(box.style["font_family"][0])
    for family in sorted(family for family in asked if family.lower() not in known):
        message = f"the theme asks for the font “{family}”, which it doesn't bring; another is used in its place"
        yield _problem("font-substituted", message, help_="put the font file into the theme and name it in @font-face")


def _headline(laid: _Laid, places: SourcePlaces) -> Iterator[Problem]:
    lines = sum(
        sum(map(weasy.is_line, box.children))
        for _, boxes in laid
        for box in boxes
        if box.element_tag == "h1" and hasattr(box, "children")
    )
    if lines > _LONGEST_HEADLINE:
        message = f"the headline takes {lines} lines in print"
        yield _problem(
            "headline-long", message, places, help_="shorten it, or move words to the deck", pointer="/headline"
        )


def _pictures(copy: PrintCopy, laid: _Laid, places: SourcePlaces) -> Iterator[Problem]:
    wanted = _PRESS_DPI if copy.options.edition == "press" else _SCREEN_DPI
    known = {image.file: image for image in copy.article.pictures}
    pointers = {image.file: f"/images/{image.id}/file" for image in copy.article.images}
    for page, boxes in laid:
        for box in boxes:
            element = box.element
            if element is None or element.tag != "img" or not hasattr(box, "replacement"):
                continue
            image = known.get(unquote(element.get("src", "")))
            if image is None or not box.width or image.media_type == "image/svg+xml":
                continue
            pointer = pointers.get(image.file, "/outlet/logo/file")
            if box.position_x + box.width > page.content_box_x() + page.width + _SLACK:
                message = f"{image.file} is wider than the text on its page"
                yield _problem("print-overflow", message, places, pointer=pointer)
            if box.position_y + box.height > page.content_box_y() + page.height + _SLACK:
                message = f"{image.file} runs off the foot of its page"
                yield _problem("outside-page", message, places, help_="make it smaller", pointer=pointer)
            dots = image.width / (box.width / 96)
            if dots < wanted:
                inches = box.width / 96 * 25.4
                message = f"{image.file} has {dots:.0f} dots to the inch at its printed width of {inches:.0f} mm"
                help_ = f"use a picture at least {-(-box.width * wanted // 96):.0f} pixels wide"
                yield _problem("image-resolution", message, places, help_=help_, pointer=pointer)


def _overflows(laid: _Laid, places: SourcePlaces) -> Iterator[Problem]:
    for number, (page, boxes) in enumerate(laid, start=1):
        for block in boxes:
            if weasy.is_margin(block):
                continue
            for line in getattr(block, "children", ()):
                if weasy.is_line(line):
                    yield from _overflow(line, block, page, number, places)


def _overflow(line: Any, block: Any, page: Any, number: int, places: SourcePlaces) -> Iterator[Problem]:  # noqa: ANN401 - WeasyPrint has no types
    texts = [box for box in weasy.boxes(line) if getattr(box, "text", "").strip()]
    if not texts:
        return
    left, right = min(box.position_x for box in texts), max(box.position_x + box.width for box in texts)
    word = max("".join(box.text for box in texts).split(), key=len)
    if (
        left < 0
        or right > page.margin_width() + _SLACK
        or line.position_y < 0
        or line.position_y > page.margin_height()
    ):
        yield _problem("outside-page", f"“{word[:60]}” falls outside page {number}", places, words=word)
        return
    start, end = block.content_box_x(), block.content_box_x() + block.width
    out = start - left if block.style["direction"] == "rtl" else right - end
    if out > _SLACK and block.width > 0:
        message = f"“{word[:60]}” runs {out / 96 * 25.4:.0f} mm out of its column on page {number}"
        yield _problem("print-overflow", message, places, help_="shorten or break it, or use a wider page", words=word)


def _links(root: Any, places: SourcePlaces) -> Iterator[Problem]:  # noqa: ANN401 - WeasyPrint has no types
    for element in root.iter("a"):
        address = element.get("href", "")
        if not address.startswith("#") and _unreachable(address):
            message = f"nobody else can reach {address}"
            yield _problem("link-nowhere", message, places, help_="name a public address", words=address)


def _unreachable(address: str) -> bool:
    """Return whether *address* leads to this machine or a private network."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
    except ValueError:
        return True
    if parts.scheme not in ("http", "https"):
        return False
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(_UNREACHABLE)


def _words(element: Any) -> str:  # noqa: ANN401 - WeasyPrint has no types
    return " ".join("".join(element.itertext()).split())


class SourcePlaces:
    """The places of one source; its *text* was read without an error before."""

    def __init__(self, text: str) -> None:
        """Keep *text*; its tree is read when it is first needed."""
        self._text = text
        self._lines = Lines(text)
        self._root: Node | None = None

    def value(self, pointer: str) -> Span | None:
        """Return where the value behind the JSON Pointer (RFC 6901) *pointer* stands, None where there is none."""
        if self._root is None:
            try:
                self._root = compose(self._text, Collector())
            except (SyntaxSlip, UnreadableSource):
                return None
        node: Node | None = self._root
        for step in (step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]):
            if isinstance(node, Mapping):
                node = node.values.get(step)
            elif isinstance(node, Sequence) and step.isdecimal() and int(step) < len(node.items):
                node = node.items[int(step)]
            else:
                return None
        return self._lines.span(node.start, node.end) if node is not None else None

    def words(self, words: str) -> Span | None:
        """Return where *words* first stand in the source; None where it writes them otherwise (escaped, folded)."""
        start = self._text.find(words)
        return self._lines.span(start, start + len(words)) if start >= 0 else None


_PRINTED = {"pdf", "png"}


def checked(reading: Reading, formats: Collection[str], options: Options) -> tuple[Reading, PrintCopy | None]:
    """Return *reading*, with preflight's problems if one of *formats* is printed, and no article where one is an error.

    With it comes the copy that preflight looked at, to be printed. Raises BuildError where the theme cannot be laid out
    at all.
    """
    if reading.article is None or not _PRINTED.intersection(formats):
        return reading, None
    found, copy = proof(reading.article, reading.text, options)
    failed = any(problem.severity == "error" for problem in found)
    problems = tuple(sorted((*reading.problems, *found), key=lambda problem: problem.sort_key))
    return replace(reading, article=None if failed else reading.article, problems=problems), copy
