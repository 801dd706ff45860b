"""Words as WordprocessingML: runs with their direction and language, hyperlinks, footnotes, pictures.

A `Story` gathers what the words of a document need outside of them: relationships, footnotes and pictures.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pressmark import wording
from pressmark.containers import element, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pressmark.model import Image, Reference
    from pressmark.wording import Line, Span

# English Metric Units, in which drawings are measured: a millimetre of them.
EMU = 36000
_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
# White space that would end a line or jump to a stop: only a body's hard breaks do.
_ENDS = re.compile(r"[\t\n\r\v\f\x85\u2028\u2029]+")
# An address on the web, with or without its scheme.
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[!-~]*[\w/]|(?<![\w.])[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+/(?:[!-~]*[\w/])?"
)
# Signs that Word has elements for: as characters, it shows the first of them even where no line ends.
_SIGNS = {"\u00ad": "<w:softHyphen/>", "\u2011": "<w:noBreakHyphen/>"}
_SIGN = re.compile("([\u00ad\u2011])")
# The styles of references to notes: those that the article has, and those to the sources of quotes in sentences.
NOTE, QUOTE_NOTE = "FootnoteReference", "QuoteReference"


@dataclass(frozen=True, slots=True)
class Shape:
    """How a run is set: *language* is a BCP 47 tag where it is not the document's."""

    bold: bool = False
    italic: bool = False
    link: bool = False
    language: str = ""


PLAIN = Shape()
BOLD = Shape(bold=True)


@dataclass(slots=True)
class Story:
    """The words of a document in one direction, and what they need beside them.

    With *marked*, notes show the numbers of the article's sources; otherwise Word counts them, which gives the same
    numbers where `counted` says so.
    """

    rtl: bool
    references: tuple[Reference, ...]
    language: str
    marked: bool = False
    footnotes: list[Reference] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    _links: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    _links_of: str = "document"
    _drawn: int = 0
    _just_noted: bool = False

    @property
    def counted(self) -> bool:
        """Return whether Word's count of the footnotes gives the numbers of their sources."""
        return [source.number for source in self.footnotes] == list(range(1, len(self.footnotes) + 1))

    def relationships(self, of: str) -> Iterator[tuple[str, str, str, bool]]:
        """Yield what the part *of* (“document”, “footnotes”) points to: id, type, target, whether it is elsewhere."""
        for (owner, kind), targets in self._links.items():
            if owner == of:
                yield from ((id_, kind, target, kind == _HYPERLINK) for target, id_ in targets.items())

    def run(self, text: str, shape: Shape = PLAIN, *, rtl: bool | None = None) -> str:
        """Return *text* as runs, one for each stretch of one direction (UAX #9 gives the letters theirs)."""
        self._just_noted = False if text else self._just_noted
        base = self.rtl if rtl is None else rtl
        return "".join(_run(piece, shape, turned) for piece, turned in stretches(_ENDS.sub(" ", text), rtl=base))

    def spans(self, shown: Iterable[Span], shape: Shape = PLAIN) -> str:
        """Return inline content as runs and hyperlinks."""
        made = []
        for span in shown:
            match span.kind:
                case "emphasis":
                    made.append(self.spans(span.children, replace(shape, italic=True)))
                case "strong":
                    made.append(self.spans(span.children, replace(shape, bold=True)))
                case "link":
                    inner = self.spans(span.children, replace(shape, link=True))
                    made.append(self.link(span.href, inner))
                case "break":
                    made.append("<w:r><w:br/></w:r>")
                case "note" if span.source is not None:
                    made.append(self.note(span.source))
                case "quote" if span.quote is not None:
                    made.append(self.run(span.words, shape))
                    source = span.quote.source
                    # The numbers of sources count quotes, too: with a note here Word counts as the article does.
                    if source is not None and source not in self.footnotes:
                        made.append(self.note(source, QUOTE_NOTE))
                case _:
                    made.append(self.run(span.words, shape))
        return "".join(made)

    def line(self, line: Line, shape: Shape = PLAIN) -> str:
        """Return a line of shared words as runs; pieces that lead somewhere are hyperlinks."""
        made = []
        for piece in line:
            if piece.role == "note":
                made += [self.note(source) for source in self.references if source.id == piece.value]
                continue
            linked = shape.link or bool(piece.href)
            own = replace(shape, italic=shape.italic or piece.role == "title", link=linked)
            own = replace(own, language=piece.language or shape.language)
            runs = self.run(piece.text, own)
            made.append(self.link(piece.href, runs) if piece.href else runs)
        return "".join(made)

    def link(self, href: str, inner: str) -> str:
        """Return the runs *inner* as a hyperlink to *href*."""
        id_ = self._related(_HYPERLINK, href)
        return element("w:hyperlink", {"r:id": id_, "w:history": "1"}, inner) if inner else ""

    def note(self, source: Reference, style: str = NOTE) -> str:
        """Return the reference to the note of *source*: its footnote, or, from the second on, a field that names it."""
        look = _styled(style)
        apart = f'<w:r>{look}<w:t xml:space="preserve">\u00a0</w:t></w:r>' if self._just_noted else ""
        self._just_noted = True
        number = f"<w:t>{words(self._number(source))}</w:t>"
        if source in self.footnotes:
            at = self.footnotes.index(source) + 1
            return apart + _field(f" NOTEREF _Note{at} \\f \\h ", f"<w:r>{look}{number}</w:r>")
        self.footnotes.append(source)
        at = len(self.footnotes)
        custom = {"w:customMarkFollows": "1" if self.marked else None, "w:id": at}
        mark = element("w:footnoteReference", custom) + (number if self.marked else "")
        return (
            f'{apart}<w:bookmarkStart w:id="{at}" w:name="_Note{at}"/><w:r>{look}{mark}</w:r>'
            f'<w:bookmarkEnd w:id="{at}"/>'
        )

    def notes(self) -> Iterator[str]:
        """Yield each footnote's paragraph."""
        self._links_of = "footnotes"
        for source in self.footnotes:
            own = f"<w:t>{words(self._number(source))}</w:t>" if self.marked else "<w:footnoteRef/>"
            said = wording.reference(source, self.language)
            runs = f"<w:r>{_styled(NOTE)}{own}</w:r>{self.run(' ')}{self.line(said)}"
            yield paragraph("FootnoteText", runs, rtl=self.rtl or None)
        self._links_of = "document"

    def picture(self, image: Image, alt: str, size: tuple[int, int]) -> str:
        """Return *image* as a run, described by *alt*; *size* is its width and height in EMU."""
        name, data = printable(image)
        self.pictures[name] = data
        id_ = self._related(_IMAGE, f"media/{name}")
        self._drawn += 1
        width, height = size
        about = {"id": self._drawn, "name": image.id, "descr": alt or None}
        extent = f'cx="{width}" cy="{height}"'
        blip = element("a:blip", {"r:embed": id_})
        drawn = (
            f'<a:graphic><a:graphicData uri="{_PICTURE}"><pic:pic>'
            f"<pic:nvPicPr>{element('pic:cNvPr', about)}<pic:cNvPicPr/></pic:nvPicPr>"
            f"<pic:blipFill>{blip}<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        )
        return (
            f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
            f"{element('wp:docPr', about)}{drawn}</wp:inline></w:drawing></w:r>"
        )

    def _related(self, kind: str, target: str) -> str:
        known = self._links.setdefault((self._links_of, kind), {})
        prefix = "rIdLink" if kind == _HYPERLINK else "rIdImage"
        return known.setdefault(target, f"{prefix}{len(known) + 1}")

    @staticmethod
    def _number(source: Reference) -> str:
        return str(source.number)


def _styled(style: str) -> str:
    return element("w:rPr", {}, element("w:rStyle", {"w:val": style}))


def _field(asked: str, shown: str) -> str:
    """Return a field in its long form: of its short one many programs do not even show the words."""
    begin, part, end = (f'<w:r><w:fldChar w:fldCharType="{at}"/></w:r>' for at in ("begin", "separate", "end"))
    return f'{begin}<w:r><w:instrText xml:space="preserve">{words(asked)}</w:instrText></w:r>{part}{shown}{end}'


def paragraph(style: str, runs: str, *, rtl: bool | None, before: str = "", after: str = "") -> str:
    """Return a paragraph; *before* and *after* are properties that stand before and after its direction.

    *rtl* is None where the document's own direction, left to right, need not be said.
    """
    turned = "" if rtl is None else element("w:bidi", {"w:val": None if rtl else "0"})
    return f"<w:p><w:pPr>{element('w:pStyle', {'w:val': style})}{before}{turned}{after}</w:pPr>{runs}</w:p>"


def stretches(text: str, *, rtl: bool) -> Iterator[tuple[str, bool]]:
    """Yield *text* in stretches of one direction, each with whether it runs from right to left.

    What has no direction of its own takes that of the letters on both sides, where they agree, else *rtl*. Digits go on
    in the direction of Latin letters before them (UAX #9, W7), and an address is one piece with its last sign.
    """
    known = [_turned(letter) for letter in text]
    before: bool | None = rtl
    for at, letter in enumerate(text):
        before = known[at] if known[at] is not None else before
        if before is False and unicodedata.bidirectional(letter) == "EN":
            known[at] = False
    for address in _ADDRESS.finditer(text):
        known[address.start() : address.end()] = [False] * len(address[0])
    if not any(turned is not rtl and turned is not None for turned in known):
        if text:
            yield text, rtl
        return
    resolved = _resolved(known, rtl=rtl)
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or resolved[at] != resolved[start]:
            yield text[start:at], resolved[start]
            start = at


def _turned(letter: str) -> bool | None:
    kind = unicodedata.bidirectional(letter)
    return False if kind == "L" else True if kind in ("R", "AL", "AN") else None


def _resolved(known: list[bool | None], *, rtl: bool) -> list[bool]:
    following: list[bool] = []
    after = rtl
    for turned in reversed(known):
        after = after if turned is None else turned
        following.append(after)
    made, before = [], rtl
    for turned, after in zip(known, reversed(following), strict=True):
        before = before if turned is None else turned
        made.append(before if before == after else rtl)
    return made


def _run(text: str, shape: Shape, rtl: bool) -> str:  # noqa: FBT001 - of one module
    said = [
        element("w:rStyle", {"w:val": "Hyperlink"}) if shape.link else "",
        "<w:b/><w:bCs/>" if shape.bold else "",
        "<w:i/><w:iCs/>" if shape.italic else "",
        "<w:rtl/>" if rtl else "",
        element("w:lang", dict.fromkeys(("w:val", "w:eastAsia", "w:bidi"), shape.language)) if shape.language else "",
    ]
    properties = "".join(said)
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    pieces = (_SIGNS.get(piece) or _text(piece) for piece in _SIGN.split(text) if piece)
    return f"<w:r>{look}{''.join(pieces)}</w:r>"


def _text(piece: str) -> str:
    return f'<w:t xml:space="preserve">{words(piece)}</w:t>'


def printable(image: Image) -> tuple[str, bytes]:
    """Return a file name for *image* in a document and its bytes, as PNG where Word has no reader of its kind."""
    kind = {"image/png": "png", "image/jpeg": "jpeg", "image/gif": "gif"}.get(image.media_type)
    if kind is not None:
        return f"{image.sha256[:16]}.{kind}", image.data
    import io  # few articles have a picture of another kind

    from PIL import Image as Picture  # the same

    made = io.BytesIO()
    with Picture.open(io.BytesIO(image.data)) as picture:
        picture.save(made, "PNG", optimize=False)
    return f"{image.sha256[:16]}.png", made.getvalue()
