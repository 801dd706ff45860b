"""From the page to paper: the sheet that a copy is printed on, and what the page's tree needs before it is laid out.

The sheet is paper, columns, and the style rules that follow from an edition; the tree has notes and addresses, since
paper has no links to follow.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from pressmark import fragments
from pressmark.i18n import locale_of
from pressmark.pdf.imprint import CODE, code, colophon
from pressmark.pdf.reading import TIE
from pressmark.pdf.weasy import hyphenates
from pressmark.problems import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from xml.etree.ElementTree import Element

    from pressmark.model import Article


# Millimetres, upright.
PAPERS = {
    "a4": (210.0, 297.0),
    "a5": (148.0, 210.0),
    "letter": (215.9, 279.4),
    "legal": (215.9, 355.6),
    "tabloid": (279.4, 431.8),
}
_UNITS = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72}
_SMALLEST, _LARGEST = 90.0, 1200.0
# A picture's height at most, and what is between columns.
_TALLEST, _GAP = 150.0, 7.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page's trimmed *width* and *height* in millimetres, and how many *columns* the text runs in."""

    width: float
    height: float
    columns: int

    @property
    def compact(self) -> bool:
        """Return whether the page is smaller than a letter sheet, so that margins and headline shrink with it."""
        return self.width < 180


def paper(name: str) -> tuple[float, float]:
    """Return width and height in millimetres of the paper *name*, or of ``WxH`` as in ``6x9in`` or ``170x240`` (mm).

    Raises BuildError for what is neither, and for pages that no column of text fits.
    """
    if name in PAPERS:
        return PAPERS[name]
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(mm|cm|in|pt)?x(\d+(?:\.\d+)?)(mm|cm|in|pt)?", name)
    if match is None:
        raise BuildError(f"unknown page size “{name}”; there are: {', '.join(PAPERS)}, or WxH as in 170x240mm or 6x9in")
    unit = match[4] or match[2] or "mm"
    size = (float(match[1]) * _UNITS[match[2] or unit], float(match[3]) * _UNITS[unit])
    if not all(_SMALLEST <= side <= _LARGEST for side in size):
        raise BuildError(f"a page of {name} is out of bounds: each side must be {_SMALLEST:g} to {_LARGEST:g} mm")
    return size


def sheet(page: str, columns: int, *, folded: bool = False, large: bool = False) -> Sheet:
    """Return the sheet for a page size and a number of columns (0: one); *folded* halves the paper, *large* has one."""
    width, height = paper(page)
    if folded:
        short, long = sorted((width, height))
        width, height = long / 2, short
    return Sheet(width, height, 1 if large else max(1, columns))


def third(on: Sheet, *, large: bool = False) -> int:
    """Return about how many characters of a quote fill a third of a page of the sheet *on*."""
    side, top, foot = _margins(on, large=large)
    letter, line = (3.9, 10.9) if large else (2.06, 6.35)
    width = (on.width - 2 * side - _GAP * (on.columns - 1)) / on.columns
    return int(width / letter * (on.height - top - foot) / line / 3)


_OUTLET, _HEADLINE = ("string(outlet)", "35%"), ("string(headline)", "65%")


def rules(on: Sheet, language: str, *, rtl: bool = False, large: bool = False) -> str:
    """Return what the sheet decides as styles: page size and margins, columns, page numbers in the language's digits.

    And what no theme need think of: running heads, the outlet's where lines begin (on the right where they run *rtl*);
    quotation marks that are characters in the text; notes that hide until a style floats them to the foot. The theme's
    own styles come after these and may change them.
    """
    side, top, foot = _margins(on, large=large)
    digits = _digits(language)
    number = f'counter(page{digits}) " / " counter(pages{digits})'
    markers = f"ol {{ list-style-type: {digits.removeprefix(', ')} }}" if digits else ""
    # One column is said by saying nothing: WeasyPrint lays out even a single column several times, and with every page
    # all the text that follows it.
    left, right = (_HEADLINE, _OUTLET) if rtl else (_OUTLET, _HEADLINE)
    columns = f".body {{ columns: {on.columns} }}" if on.columns > 1 else ""
    return f"""
@page {{
  size: {on.width:g}mm {on.height:g}mm;
  margin: {top:g}mm {side:g}mm {foot:g}mm;
  @bottom-center {{ content: {number} }}
}}
:root {{
  --columns: {on.columns};
  --left-head: {left[0]}; --left-head-width: {left[1]};
  --right-head: {right[0]}; --right-head-width: {right[1]};
  --tallest: {min(_TALLEST, 0.8 * (on.height - top - foot)):g}mm;
}}
q::before, q::after {{ content: none }}
.footnote {{ display: none }}
{columns}
{markers}
"""


def ragged(languages: Iterable[str]) -> str:
    """Return the styles that keep text in those of *languages* from being justified that nobody here can hyphenate.

    Without hyphens, justified lines have gaps.
    """
    return "\n".join(
        f".body p:lang({language}), .body li:lang({language}) {{ text-align: start }}"
        for language in sorted(set(languages))
        if re.fullmatch(r"[A-Za-z0-9-]+", language) and not hyphenates(language)
    )


def numbering(page: Element) -> str:
    """Return the styles by which lists of the tree *page* count from where it says.

    HTML says it in attributes (``ol start``, ``li value``; HTML, 4.4.5 and 4.4.8), which WeasyPrint takes for hints
    that may be passed over: a list from 4 would be printed from 1.
    """
    starts = {number for ol in page.iter("ol") if (number := _integer(ol.get("start"))) is not None}
    values = {number for li in page.iter("li") if (number := _integer(li.get("value"))) is not None}
    return "\n".join(
        [
            *(f'ol[start="{number}"] {{ counter-reset: list-item {number - 1} }}' for number in sorted(starts)),
            *(
                f'li[value="{number}"] {{ counter-set: list-item {number}; counter-increment: none }}'
                for number in sorted(values)
            ),
        ]
    )


def _integer(written: str | None) -> int | None:
    """Return the number *written* in its plain form; None for anything else."""
    return int(written) if written and re.fullmatch(r"0|-?[1-9][0-9]{0,8}", written) else None


def _margins(on: Sheet, *, large: bool) -> tuple[float, float, float]:
    """Return side, top and foot in millimetres; one column is never wider than about 70 characters."""
    if large:
        return (20, 22, 22)
    if on.compact:
        return (round(on.width * 0.105, 1), 17, 18)
    if on.columns > 1:
        return (round(on.width * 0.095, 1), 25, 25)
    measure = 126
    return (round(max(on.width * 0.12, (on.width - measure) / 2), 1), 27, 27)


# A language's digit one -> the counter style that counts with its digits.
_COUNTERS = {"۱": ", persian", "١": ", arabic-indic", "१": ", devanagari", "১": ", bengali", "၁": ", myanmar"}


def _digits(language: str) -> str:
    return _COUNTERS.get(locale_of(language).digits("1"), "")


# What is an address to whoever reads it: with a scheme, of a person, or of a host, alone or with a path.
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]{0,20}://|www\.)[^\s<>()\[\]“”„»«\"]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}"
    r"|(?:[A-Za-z0-9-]{1,63}\.){1,9}[A-Za-z]{2,}(?![\w.])(?:[/:?#][^\s<>()\[\]“”„»«\"]*)?",
    re.IGNORECASE,
)
_ADDRESSES = {"url", "email", "phone", "printed-url"}


def prepare(root: ET.Element, article: Article, *, notes: str, third: int = 1000, qr: bool = False) -> None:
    """Change the page's tree *root* for print: notes at the foot or the end, and words for the outlet's logo.

    With *qr*, a code of the article's address stands at the end.

    *third* is how many characters of a quote fill a third of a page: longer ones may be broken across pages.
    """
    for image in root.iter("img"):
        # On the page the logo stands beside the outlet's name and is passed over; print must describe every image.
        if image.get("id") == fragments.LOGO and article.outlet.logo:
            image.set("alt", article.outlet.logo.alt if article.look.logo_name else article.outlet.name)
    _print_addresses(root)
    _mark_addresses(root)
    _turn_names(root)
    _carry_spaces(root)
    _keep_references(root)
    _original_last(root)
    _let_break(root, third)
    _name_bookmarks(root)
    if notes == "foot":
        _notes_to_foot(root, article)
    else:
        _drop(root, lambda element: "footnote" in _classes(element))
    _sign(root, article, qr=qr)


def _print_addresses(root: ET.Element) -> None:
    """Print the address behind the words of a link, unless it stands beside them anyway.

    Names in the head of the page are left alone: whom they lead to is told among the people.
    """
    parents = {child: parent for parent in root.iter() for child in parent}
    for link in list(root.iter("a")):
        address = link.get("href", "")
        if "passage-found" in _classes(parents[link]):  # the source's own address stands in its note
            continue
        if not address.startswith(("http:", "https:")):
            continue
        said = _said_around(link, parents)
        if address in said or _short(address) in {_short(word.strip(_AROUND)) for word in said.split()}:
            continue
        shown = ET.SubElement(link, "span", {"class": "printed-url"})
        # The space belongs to the line, whose direction may not be the address's.
        shown.text = "\u00a0"
        ET.SubElement(shown, "span", {"class": "url", "dir": "ltr"}).text = f"({_short(address)})"


# What may stand around an address in a sentence and is no part of it.
_AROUND = "()[]<>{}.,;:!?'\"“”„‘’‚«»‹›…\u2060\u2066\u2067\u2068\u2069"


def _short(address: str) -> str:
    """Return *address* as people write it: without its scheme, and without a slash at its end."""
    return address.split("://", 1)[-1].removesuffix("/")


def _mark_addresses(root: ET.Element) -> None:
    """Put each address that stands in a text into an element of its own, so that no hyphen is put into it."""
    body = root.find("body")
    for parent in list(root.iter() if body is None else body.iter()):
        if _ADDRESSES.intersection(_classes(parent)) or parent.tag in ("style", "script"):
            continue
        for place in range(len(parent), 0, -1):
            child = parent[place - 1]
            child.tail, found = _addresses(child.tail or "")
            for offset, span in enumerate(found):
                parent.insert(place + offset, span)
        parent.text, found = _addresses(parent.text or "")
        for offset, span in enumerate(found):
            parent.insert(offset, span)


def _addresses(text: str) -> tuple[str, list[ET.Element]]:
    """Return the *text* before its first address, and an element for each address with the text behind it."""
    if "." not in text:
        return text, []
    found = list(_ADDRESS.finditer(text))
    spans = []
    for match, following in zip_longest(found, found[1:]):
        address = match[0].rstrip(".,;:!?'’")
        span = ET.Element("span", {"class": "address"})
        span.text = address
        span.tail = text[match.start() + len(address) : following.start() if following else len(text)]
        spans.append(span)
    return text[: found[0].start()] if found else text, spans


def _turn_names(root: ET.Element) -> None:
    """Give each name the direction of its first letter that has one (Unicode Bidirectional Algorithm, P2 and P3).

    HTML does so for ``bdi``, WeasyPrint 70 does not: the full stop of a Latin name would stand before it in Hebrew.
    """
    _turn(root, "ltr")


def _turn(element: ET.Element, around: str) -> None:
    around = element.get("dir", around)
    if element.tag == "bdi" and not element.get("dir"):
        own = _direction("".join(element.itertext()))
        if own and own != around:
            element.set("dir", own)
            around = own
    for child in element:
        _turn(child, around)


def _direction(text: str) -> str:
    """Return ``ltr`` or ``rtl``, the direction of the first letter of *text* that has one; "" if none has."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind == "L":
            return "ltr"
        if kind in ("R", "AL"):
            return "rtl"
    return ""


def _let_break(root: ET.Element, third: int) -> None:
    """Mark what is kept on one page as long where it would fill more than a third of it.

    Sections at the end are set smaller than quotes: twice as many characters go into a third; of a headline, a quarter.
    """
    for element in root.iter():
        classes = set(_classes(element))
        most = {"section": 2 * third, "h1": third // 4}.get(element.tag, third)
        if element.tag in ("figure", "aside", "section", "h1") or "demand" in classes:
            length = sum(map(len, element.itertext()))
            if length > most:
                element.set("class", f"{element.get('class', '')} long".strip())


_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset(["p", "li", "dd", "dt", "figcaption", "address", *_HEADINGS])


def _said_around(link: ET.Element, parents: dict[ET.Element, ET.Element]) -> str:
    """Return the words of the block around *link*; the head's and the marginal ones are taken to say every address."""
    block = link
    while block in parents and block.tag not in _BLOCKS and "footnote" not in _classes(block):
        block = parents[block]
    above = block
    while above in parents and above.tag != "header":
        above = parents[above]
    if above.tag == "header" and "original-title" not in _classes(block):
        return link.get("href", "")
    return "".join(block.itertext())


_WITHIN_LINES = {"em", "strong", "a", "q", "cite", "time", "span"}


def _carry_spaces(root: ET.Element) -> None:
    """Move the space before an element within a line to its beginning; the words stay the same.

    Where a text fits a line but for its last space, WeasyPrint 70 breaks it at its first chance instead of its last,
    which leaves a line of two words. Elements with a direction of their own keep their spaces outside.
    """
    for parent in root.iter():
        before: ET.Element | None = None
        for child in parent:
            text = (parent.text if before is None else before.tail) or ""
            if (
                child.tag in _WITHIN_LINES
                and child.text
                and not child.get("dir")
                and text.endswith(" ")
                and text.strip()
            ):
                child.text = f" {child.text}"
                if before is None:
                    parent.text = text[:-1]
                else:
                    before.tail = text[:-1]
            before = child


def _keep_references(root: ET.Element) -> None:
    """Tie each reference to a note to the word before it, so that none begins a line."""
    for reference in root.iter("a"):
        if reference.get("role") == "doc-noteref":
            reference.text = f"{TIE}{reference.text or ''}"


def _original_last(root: ET.Element) -> None:
    """Put a quote's words before translation behind the attribution, as the plain text does: who spoke comes first."""
    for figure in root.iter("figure"):
        if "quote" in _classes(figure):
            for child in [c for c in figure if {"original", "original-label"} & set(_classes(c))]:
                figure.remove(child)
                figure.append(child)


def _notes_to_foot(root: ET.Element, article: Article) -> None:
    """Give each note at the foot its number and the id that references lead to; the list keeps the sources without one.

    These are the sources that no numbered note refers to, but a quotation in the list after the end, or a demand.
    """
    numbers = {source.id: source.number for source in article.references}
    locale = locale_of(article.language)
    wanted = ""
    told: set[str] = set()
    for element in root.iter():
        if element.get("role") == "doc-noteref":
            wanted = element.get("href", "").removeprefix("#")
        if "footnote" not in _classes(element) or wanted not in numbers:
            continue
        note = element
        note.set("id", wanted)
        number = ET.Element("span", {"class": "note-number"})
        number.text = locale.number(numbers[wanted])
        number.tail = f"\u2002{note.text or ''}"
        note.text = None
        note.insert(0, number)
        told.add(wanted)
    for entry in list(root.iter("li")):
        if entry.get("id", "") in numbers:
            entry.set("value", str(numbers[entry.get("id", "")]))
    _drop(root, lambda element: element.tag == "li" and element.get("id", "") in told)
    _drop(root, lambda element: "sources" in _classes(element) and next(element.iter("li"), None) is None)


# What print adds to a heading's words.
_ADDED = frozenset(["note-ref", "footnote", "printed-url"])


def _name_bookmarks(root: ET.Element) -> None:
    """Leave the numbers of notes and printed addresses out of bookmarks."""
    for heading in root.iter():
        if heading.tag in _HEADINGS and any(_ADDED & set(_classes(one)) for one in heading.iter()):
            heading.set("data-bookmark", "".join(_own_words(heading)))
            heading.set("style", "bookmark-label: attr(data-bookmark)")


def _own_words(element: ET.Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if not _ADDED & set(_classes(child)):
            yield from _own_words(child)
        yield child.tail or ""


def _sign(root: ET.Element, article: Article, *, qr: bool) -> None:
    """Put the colophon at the end of the page, after a code of the article's address where *qr* asks for one."""
    article_element = next(root.iter("article"), None)
    if article_element is not None:
        matter = article_element.find("footer")
        if matter is not None and not len(matter):
            # An empty foot is a rule and nothing else, and could stand alone on a page.
            article_element.remove(matter)
        if qr and (made := code(article)) is not None:
            _, side, said = made
            holder = ET.SubElement(article_element, "div", {"class": "qr"})
            ET.SubElement(holder, "img", {"class": "qr", "src": CODE, "alt": said, "style": f"width: {side}mm"})
        line = ET.SubElement(article_element, "p", {"class": "colophon"})
        line.text = colophon(article)


def _classes(element: ET.Element) -> list[str]:
    return element.get("class", "").split()


def _drop(root: ET.Element, unwanted: object) -> None:
    """Remove the elements that *unwanted* says yes to, keeping the text behind them."""
    assert callable(unwanted)
    for parent in list(root.iter()):
        for child in [child for child in parent if unwanted(child)]:
            place = list(parent).index(child)
            if child.tail and place:
                before = parent[place - 1]
                before.tail = (before.tail or "") + child.tail
            elif child.tail:
                parent.text = (parent.text or "") + child.tail
            parent.remove(child)
