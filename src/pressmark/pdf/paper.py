"""From the page to paper: what the page's tree needs before it is laid out, since paper has no links to follow."""

from __future__ import annotations

import re
import unicodedata
from itertools import zip_longest
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from pressmark import fragments
from pressmark.i18n import locale_of
from pressmark.pdf.imprint import CODE, code, colophon
from pressmark.pdf.reading import TIE

if TYPE_CHECKING:
    from pressmark.model import Article


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


def _said_around(link: ET.Element, parents: dict[ET.Element, ET.Element]) -> str:
    """Return the words of the block around *link*; the head's and the marginal ones are taken to say every address."""
    block = link
    while block.tag not in ("p", "li", "dd", "figcaption", "address") and "footnote" not in _classes(block):
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
    """Give each note at the foot its number and the id that references lead to, and drop the list of sources."""
    _drop(root, lambda element: element.tag == "section" and "sources" in _classes(element))
    numbers = {source.id: source.number for source in article.references}
    locale = locale_of(article.language)
    wanted = ""
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
