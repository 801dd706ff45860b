"""What a Word document consists of besides an article's words: runs, footnotes, pictures; styles, numbering, settings.

Words become WordprocessingML: runs with their direction and language, hyperlinks, footnotes, pictures. A `Story`
gathers what they need outside of them. The other parts are the same for every article of a language; style names are
Word's own where it has them, so that it shows them in the reader's language and lists headings in its outline
(ECMA-376, part 1, 17.7).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pressmark import wording
from pressmark.containers import element, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pressmark.model import Image, Reference
    from pressmark.wording import Line, ShownSpan


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

    def spans(self, shown: Iterable[ShownSpan], shape: Shape = PLAIN) -> str:
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


# --- The parts that are the same for every article of a language.

NAMESPACES = {
    "xmlns:w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "xmlns:r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "xmlns:wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "xmlns:a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "xmlns:pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
_W = {"xmlns:w": NAMESPACES["xmlns:w"]}
# Fonts that Word brings on every system, each with what else may stand in for it where it is missing: LibreOffice's are
# as wide. *Serif* is for text, *sans* for headings.
_SERIF, _SANS = "Cambria", "Calibri"
_FONTS = (
    (_SERIF, "Caladea,Georgia,Times New Roman", "roman"),
    (_SANS, "Carlito,Arial,Helvetica", "swiss"),
    ("Times New Roman", "Liberation Serif", "roman"),
)
# What Word draws scripts with that its Latin fonts lack, by the language's subtag.
_COMPLEX = {
    "bn": "Nirmala UI", "hi": "Nirmala UI", "mr": "Nirmala UI", "ne": "Nirmala UI", "ta": "Nirmala UI",
    "te": "Nirmala UI", "kn": "Nirmala UI", "ml": "Nirmala UI", "gu": "Nirmala UI", "pa": "Nirmala UI",
    "si": "Nirmala UI", "th": "Leelawadee UI", "km": "Leelawadee UI", "lo": "Leelawadee UI", "my": "Myanmar Text",
}  # fmt: skip
_EAST = {"ja": "Yu Mincho", "ko": "Batang", "zh": "SimSun", "zh-hant": "PMingLiU", "zh-tw": "PMingLiU"}
# Styles that Word doesn't have.
_OURS = {
    *("Embargo", "Outlet", "Kicker", "Byline", "Details", "Abstract", "Dateline", "QuoteAttribution", "OriginalLabel"),
    *("QuotedList", "Demand", "DemandDetails", "Figure", "EndMark", "QuoteReference"),
}
_QUIET, _LINK = "595959", "0B4F8A"
BULLETS, NUMBERS = 1, 2


def indent(level: int) -> int:
    """Return how far the words of a list at *level* (from 0) stand in, in twentieths of a point."""
    return 454 * (level + 1)


def styles(language: str, *, rtl: bool, accent: str, scale: float) -> str:
    """Return the part that holds the styles for a document in *language*; *accent* is a colour (``RRGGBB``)."""
    made = _Styles(scale)
    serif, sans = _fonts(_SERIF, language), _fonts(_SANS, language)
    lang = element("w:lang", {"w:val": language, "w:eastAsia": language, "w:bidi": language})
    turned = "<w:bidi/>" if rtl else ""
    made.defaults(
        f"{serif}{made.size(22)}{lang}",
        f'<w:widowControl/>{turned}<w:spacing w:after="160" w:line="288" w:lineRule="auto"/>',
    )
    made.add("Normal", "Normal", "", "", based=None, default=True)
    quiet = f'<w:color w:val="{_QUIET}"/>'
    colored = f'<w:color w:val="{accent}"/>'
    small = f"{sans}{quiet}{made.size(19)}"
    frame = "".join(
        f'<w:{side} w:val="single" w:sz="6" w:space="6" w:color="{accent}"/>'
        for side in ("top", "left", "bottom", "right")
    )
    made.add("Title", "Title", _kept(0, 120), f"{sans}<w:b/><w:bCs/>{made.size(52)}", after="Subtitle")
    made.add("Subtitle", "Subtitle", _kept(0, 200), f"{sans}{quiet}{made.size(28)}", after="Byline")
    for level, points in enumerate((32, 26, 23, 22, 22), 1):
        outline = f'<w:outlineLvl w:val="{level - 1}"/>'
        look = f"{sans}<w:b/><w:bCs/>{made.size(points)}"
        made.add(f"Heading{level}", f"heading {level}", _kept(320 if level == 1 else 240, 80) + outline, look)
    made.add("Embargo", "Embargo", f"<w:pBdr>{frame}</w:pBdr>{_space(0, 240)}", f"{sans}<w:b/><w:bCs/>{colored}")
    made.add("Outlet", "Outlet", _kept(0, 60), f"{sans}<w:b/><w:bCs/>{made.size(24)}")
    made.add("Kicker", "Kicker", _kept(360, 60), f"{sans}<w:b/><w:bCs/>{colored}{made.size(19)}", after="Title")
    made.add("Byline", "Byline", _space(0, 60), f"{sans}{made.size(21)}")
    made.add("Details", "Details", _together(0, 160), small)
    made.add("Abstract", "Abstract", _space(160, 240), f"{sans}{made.size(21)}")
    made.add("Dateline", "Dateline", _kept(160, 40), f"{sans}<w:b/><w:bCs/>{made.size(19)}", after="Normal")
    made.add("Quote", "Quote", f"<w:keepNext/><w:keepLines/>{_set_in(200, 40)}", f"<w:i/><w:iCs/>{made.size(24)}")
    made.add("QuoteAttribution", "Quote Attribution", f"<w:keepLines/>{_set_in(0, 240)}", small)
    made.add("OriginalLabel", "Original Label", f"<w:keepNext/>{_set_in(0, 40)}", small)
    made.add("BlockText", "Block Text", _set_in(0, 160), "")
    made.add("QuotedList", "Quoted List", "", "", based="BlockText")
    made.add("ListNumber", "List Number", _together(0, 160), "")
    made.add("ListBullet", "List Bullet", _together(0, 160), "")
    made.add("ListContinue", "List Continue", _space(0, 80), "")
    made.add("Demand", "Demand", f"<w:keepNext/><w:keepLines/>{_space(160, 60)}", "<w:b/><w:bCs/>")
    made.add("DemandDetails", "Demand Details", f"<w:keepLines/>{_together(0, 200)}", small)
    made.add("Figure", "Figure", _kept(200, 80), "")
    made.add("Caption", "caption", f"<w:keepLines/>{_together(0, 240)}", small)
    made.add("EndMark", "End Mark", f'{_space(240, 240)}<w:jc w:val="center"/>', small)
    made.add("Header", "header", _space(0, 0), small)
    made.add("Footer", "footer", f'{_space(0, 0)}<w:jc w:val="center"/>', small)
    made.add("FootnoteText", "footnote text", '<w:spacing w:after="40" w:line="240" w:lineRule="auto"/>', made.size(18))
    made.character("DefaultParagraphFont", "Default Paragraph Font", "", default=True)
    made.character("FootnoteReference", "footnote reference", '<w:vertAlign w:val="superscript"/>')
    made.character("QuoteReference", "Quote Reference", '<w:vertAlign w:val="superscript"/>')
    made.character("Hyperlink", "Hyperlink", f'<w:color w:val="{_LINK}"/><w:u w:val="single"/>')
    return element("w:styles", _W, *made.parts)


class _Styles:
    """Styles as they are added; sizes are in half-points, times *scale*."""

    def __init__(self, scale: float) -> None:
        self.parts: list[str] = []
        self._scale = scale

    def size(self, half_points: int) -> str:
        """Return the size of letters, those of complex scripts as well."""
        value = max(2, round(half_points * self._scale))
        return f'<w:sz w:val="{value}"/><w:szCs w:val="{value}"/>'

    def defaults(self, letters: str, paragraphs: str) -> None:
        self.parts.append(
            f"<w:docDefaults><w:rPrDefault><w:rPr>{letters}</w:rPr></w:rPrDefault>"
            f"<w:pPrDefault><w:pPr>{paragraphs}</w:pPr></w:pPrDefault></w:docDefaults>"
        )

    def add(
        self,
        id_: str,
        name: str,
        paragraphs: str,
        letters: str,
        *,
        based: str | None = "Normal",
        after: str = "",
        default: bool = False,
    ) -> None:
        """Add a paragraph style; a writer who ends one goes on in the style *after*."""
        head = element("w:name", {"w:val": name})
        head += element("w:basedOn", {"w:val": based}) if based else ""
        head += element("w:next", {"w:val": after}) if after else ""
        body = f"<w:pPr>{paragraphs}</w:pPr>" if paragraphs else ""
        body += f"<w:rPr>{letters}</w:rPr>" if letters else ""
        self._add("paragraph", id_, f"{head}<w:qFormat/>{body}", default=default)

    def character(self, id_: str, name: str, letters: str, *, default: bool = False) -> None:
        """Add a style of letters."""
        look = f"<w:rPr>{letters}</w:rPr>" if letters else ""
        self._add("character", id_, element("w:name", {"w:val": name}) + look, default=default)

    def _add(self, kind: str, id_: str, inner: str, *, default: bool) -> None:
        own = "1" if id_ in _OURS else None
        about = {"w:type": kind, "w:default": "1" if default else None, "w:customStyle": own, "w:styleId": id_}
        self.parts.append(element("w:style", about, inner))


def _space(before: int, after: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"/>'


def _together(before: int, after: int) -> str:
    """Return the space around paragraphs of a style that follow one another without any."""
    return f"{_space(before, after)}<w:contextualSpacing/>"


def _kept(before: int, after: int) -> str:
    return f"<w:keepNext/><w:keepLines/>{_space(before, after)}"


def _set_in(before: int, after: int) -> str:
    return f'{_space(before, after)}<w:ind w:left="{indent(0)}" w:right="{indent(0)}"/>'


def _fonts(latin: str, language: str) -> str:
    subtags = language.lower().split("-")
    east = next((_EAST[tag] for tag in ("-".join(subtags[:2]), subtags[0]) if tag in _EAST), latin)
    complex_ = _COMPLEX.get(subtags[0], "Times New Roman" if latin == _SERIF else "Arial")
    return element("w:rFonts", {"w:ascii": latin, "w:hAnsi": latin, "w:eastAsia": east, "w:cs": complex_})


def fonts() -> str:
    """Return the part that says what may stand in for a font that is missing."""
    made = (
        element(
            "w:font",
            {"w:name": name},
            element("w:altName", {"w:val": others}),
            element("w:family", {"w:val": family}),
            element("w:pitch", {"w:val": "variable"}),
        )
        for name, others, family in _FONTS
    )
    return element("w:fonts", _W, *made)


def theme(accent: str) -> str:
    """Return the part that holds the theme (part 1, 14.2.7): fonts and colours that programs offer."""
    shown = {"dk1": "000000", "lt1": "FFFFFF", "dk2": _QUIET, "lt2": "F2F2F2"}
    shown |= {f"accent{n}": accent for n in range(1, 7)} | {"hlink": _LINK, "folHlink": _LINK}
    colors = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in shown.items())
    faces = "".join(
        f'<a:{name}><a:latin typeface="{font}"/><a:ea typeface=""/><a:cs typeface=""/></a:{name}>'
        for name, font in (("majorFont", _SANS), ("minorFont", _SERIF))
    )
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="9525">{fill}</a:ln>'
    forms = (
        f"<a:fillStyleLst>{fill * 3}</a:fillStyleLst>"
        f"<a:lnStyleLst>{line * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{'<a:effectStyle><a:effectLst/></a:effectStyle>' * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst>"
    )
    parts = (
        element("a:clrScheme", {"name": "pressmark"}, colors),
        element("a:fontScheme", {"name": "pressmark"}, faces),
        element("a:fmtScheme", {"name": "pressmark"}, forms),
    )
    about = {"xmlns:a": NAMESPACES["xmlns:a"], "name": "pressmark"}
    return element("a:theme", about, element("a:themeElements", {}, *parts))


def numbering(lists: list[tuple[int, int, int]]) -> str:
    """Return the part that numbers *lists*, each one's kind (`BULLETS`, `NUMBERS`), level and first number.

    The first of them is the list 1. Each has a definition of its own: lists that share one count on from each other.
    """
    made = []
    for n, (kind, level, start) in enumerate(lists, 1):
        levels = "".join(_level(kind, one, start if one == level else 1) for one in range(level + 1))
        known = f'<w:nsid w:val="{n:08X}"/><w:multiLevelType w:val="multilevel"/>'
        made.append(element("w:abstractNum", {"w:abstractNumId": n}, known, levels))
    numbers = range(1, len(lists) + 1)
    made += [element("w:num", {"w:numId": n}, element("w:abstractNumId", {"w:val": n})) for n in numbers]
    return element("w:numbering", _W, *made)


def _level(kind: int, level: int, start: int) -> str:
    form, shown = ("decimal", f"%{level + 1}.") if kind == NUMBERS else ("bullet", "•–"[level % 2])
    at = f'<w:ind w:left="{indent(level)}" w:hanging="{indent(0)}"/>'
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{shown}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr>{at}</w:pPr></w:lvl>'
    )


def settings(language: str, known: Mapping[str, str]) -> str:
    """Return the part that holds the settings; its words are in *language*, *known* is kept as variables."""
    tag = {"w:val": language, "w:eastAsia": language, "w:bidi": language}
    separators = element("w:footnotePr", {}, '<w:footnote w:id="-1"/><w:footnote w:id="0"/>')
    # Without it Word takes a document for one of 2007.
    mode = {"w:name": "compatibilityMode", "w:uri": "http://schemas.microsoft.com/office/word", "w:val": "15"}
    compatible = element("w:compat", {}, element("w:compatSetting", mode))
    stop = '<w:defaultTabStop w:val="454"/>'
    kept = (element("w:docVar", {"w:name": f"pressmark-{name}", "w:val": value}) for name, value in known.items())
    variables = element("w:docVars", {}, *kept)
    return element("w:settings", _W, stop, separators, compatible, variables, element("w:themeFontLang", tag))


def footnotes(notes: list[str]) -> str:
    """Return the part that holds the footnotes, whose paragraphs are *notes*, from number 1 on."""
    lines = ("separator", "continuationSeparator")
    made = [
        f'<w:footnote w:type="{kind}" w:id="{n}"><w:p><w:pPr><w:spacing w:after="0"/></w:pPr>'
        f"<w:r><w:{kind}/></w:r></w:p></w:footnote>"
        for n, kind in enumerate(lines, -1)
    ]
    made += [element("w:footnote", {"w:id": n}, note) for n, note in enumerate(notes, 1)]
    return element("w:footnotes", NAMESPACES, *made)


def margins(kind: str, runs: str, *, rtl: bool) -> str:
    """Return a part for the head or foot of pages: *kind* is “hdr” or “ftr”."""
    turned = "<w:bidi/>" if rtl else ""
    style = element("w:pStyle", {"w:val": "Header" if kind == "hdr" else "Footer"})
    return element(f"w:{kind}", NAMESPACES, f"<w:p><w:pPr>{style}{turned}</w:pPr>{runs}</w:p>")


def page_number() -> str:
    """Return the runs that show a page's number and how many pages there are."""
    fields = [
        element("w:fldSimple", {"w:instr": f" {name} "}, f"<w:r><w:t>{words('1')}</w:t></w:r>")
        for name in ("PAGE", "NUMPAGES")
    ]
    return '<w:r><w:t xml:space="preserve"> / </w:t></w:r>'.join(fields)
