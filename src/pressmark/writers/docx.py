"""The article as a Word document (ECMA-376, transitional), for newsrooms that work on in it: styles, lists and notes.

In the order of the plain text, each block in a style that bears Word's own name where it has one. Headings of sections
are Heading 1, notes are footnotes, demands a numbered list. Pull quotes are left out: they say a quote again.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, assert_never

import pressmark
from pressmark import containers, word, wording
from pressmark.containers import element, part
from pressmark.i18n import locale_of, supports
from pressmark.letters import plain
from pressmark.model import (
    BlockQuote,
    DemandList,
    Figure,
    Heading,
    ItemList,
    Paragraph,
    QuoteBlock,
    direction,
)
from pressmark.model.dates import in_utc
from pressmark.pdf.paper import paper
from pressmark.word import BOLD, EMU, PLAIN, Shape, Story, paragraph
from pressmark.writers import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pressmark.model import Article, Block, Demand, Image, Quote, Reference
    from pressmark.theme import Options
    from pressmark.wording import Fact, Line

# In twentieths of a point, as Word measures pages.
_TWENTIETHS = 1440 / 25.4
_MARGIN = 25.0
_SMALLEST_MARGIN = 15.0
# How wide a picture of a size may be, as a part of the text's width; how tall, as a part of the page's; and no larger
# than so many EMU a pixel, at which print looks sharp enough.
_WIDTHS = {"small": 0.42, "column": 1.0, "full": 1.0}
_TALLEST = 0.38
_PIXEL = 9525
_LOGO = {"small": 8.0, "medium": 12.0, "large": 18.0}
_ACCENT = "8C1D18"
_DEEPEST = 8
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {
    "styles": "styles",
    "numbering": "numbering",
    "settings": "settings",
    "fontTable": "fontTable",
    "footnotes": "footnotes",
    "header": "header",
    "footer": "footer",
}
_THEME = "theme/theme1"


def write(article: Article, options: Options) -> bytes:
    """Return *article* as DOCX. Raises BuildError where the page size is at fault."""
    made = _Document(article, options)
    made.write()
    if not made.story.counted:
        # Word's own numbers would not be those of the sources, as every other rendition gives them.
        made = _Document(article, options, marked=True)
        made.write()
    return made.packed()


class _Document:
    """A document as it is written, block by block."""

    def __init__(self, article: Article, options: Options, *, marked: bool = False) -> None:
        self.story = Story(article.direction == "rtl", article.references, article.language, marked=marked)
        self._article = article
        self._language = article.language
        self._rtl = self.story.rtl or None
        self._label = locale_of(article.language).label
        # Labels of a language without words for them are English.
        self._said_in = "" if supports(article.language) else locale_of(article.language).tag
        self._asked = options.page
        self._page = paper(options.page)
        self._margin = max(_SMALLEST_MARGIN, min(_MARGIN, self._page[0] / 8))
        self._blocks: list[str] = []
        self._lists: list[tuple[int, int, int]] = []
        # The list, level and number of the item whose first paragraph is still to come; what stands in a passage.
        self._item: tuple[int, int] | None = None
        self._level = -1
        self._passage = False

    def write(self) -> None:
        """Write the article."""
        self._head()
        if self._article.withdrawn is not None:
            self._facts("Embargo", wording.withdrawal(self._article))
        else:
            self._body()
        self._matter()

    def _head(self) -> None:
        article = self._article
        embargo = wording.embargo(article)
        self._facts("Embargo", (embargo,) if embargo else ())
        self._logo()
        self._line("Outlet", wording.outlet(article.outlet))
        self._address(wording.letterhead(article))
        if article.contact and article.look.contact == "top":
            self._text("Outlet", self._label("Contact"), language=self._said_in)
            self._lines("Details", wording.contacts(article))
        self._text("Kicker", wording.rubric(article), language="" if article.rubric else self._said_in)
        self._text("Title", article.headline)
        self._text("Subtitle", article.deck or "")
        self._line("Byline", wording.byline(article))
        if article.based_on is not None:
            if article.kind != "summary":
                self._line("Details", wording.based_on_line(article))
            title = article.based_on.title
            runs = self.story.run(title, Shape(italic=True, link=bool(article.based_on.url)))
            self._paragraph("Byline", self.story.link(article.based_on.url, runs) if article.based_on.url else runs)
            self._facts("Details", wording.quoted(article))
        self._line("Byline", wording.summarised_by(article))
        self._facts("Details", wording.dates(article))
        if article.summary:
            self._facts("Abstract", (wording.brief(article),))
        self._text("Dateline", article.dateline or "")

    def _body(self) -> None:
        for section in self._article.sections:
            self._text("Heading1", section.heading or "")
            self._all(section.blocks)
        if self._article.kind == "statement":
            self._text("EndMark", self._label("Ends"), language=self._said_in)

    def _matter(self) -> None:
        article, language = self._article, self._language
        for author in wording.placed.biographies(article):
            self._text("Normal", author.bio or "")
        self._part("Notes to editors", article.notes, lambda: self._all(article.notes))
        if article.look.contact != "top":
            self._part("Contact", article.contact, lambda: self._lines("Normal", wording.contacts(article)))
        corrections = [wording.correction(value, language) for value in article.corrections]
        self._part("Corrections", corrections, lambda: self._facts("Normal", corrections))
        unattributed = wording.placed.unattributed(article)
        self._part("Quotations", unattributed, lambda: self._quotes(unattributed))
        # Those that no footnote tells of.
        others = [source for source in article.references if source not in self.story.footnotes]
        self._part("Sources", others, lambda: self._sources(others))
        people = (*wording.placed.reachable(article), *wording.placed.people(article))
        self._part(
            "People and organisations",
            people,
            lambda: self._lines("Details", [wording.person(party, language) for party in people]),
        )
        about = (*wording.about(article), *wording.rights(article))
        self._part("About this article", about, lambda: self._facts("Details", about))

    def _part(self, heading: str, there: object, write: Callable[[], object]) -> None:
        """Write a part of the end matter under its *heading*, if anything is *there*."""
        if there:
            self._text("Heading1", self._label(heading), language=self._said_in)
            write()

    def _quotes(self, quotes: Iterable[Quote]) -> None:
        for quote in quotes:
            self._quote(quote, 0, listed=True)

    def _sources(self, sources: Iterable[Reference]) -> None:
        """List *sources*, each with the number that every rendition gives it."""
        for source in sources:
            self._item = (self._new(word.NUMBERS, source.number, 0), 0)
            self._line("ListNumber", wording.reference(source, self._language))

    def _all(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph(children):
                self._paragraph(self._prose(), self.story.spans(wording.spans(children, self._language)))
            case Heading(level, children):
                self._paragraph(f"Heading{level - 1}", self.story.spans(wording.spans(children, self._language)))
            case ItemList():
                self._list(block)
            case BlockQuote(blocks):
                outside, self._passage = self._passage, True
                self._all(blocks)
                self._passage = outside
            case QuoteBlock(quote, first, nth):
                if not block.pulled:
                    self._quote(quote, nth, again=not first)
            case DemandList(demands, start):
                self._demands(demands, start)
            case Figure(image):
                self._figure(image)
            case _:
                assert_never(block)

    def _prose(self) -> str:
        """Return the style of a paragraph where the writing has come to."""
        if self._passage:
            return "QuotedList" if self._level >= 0 else "BlockText"
        if self._level < 0:
            return "Normal"
        if self._item is None:
            return "ListContinue"
        return "ListNumber" if self._lists[self._item[0] - 1][0] == word.NUMBERS else "ListBullet"

    def _list(self, block: ItemList) -> None:
        self._due()
        outside = self._level
        # In a passage, which stands in already, a list stands in further.
        self._level = min(max(outside + 1, int(self._passage)), _DEEPEST)
        kind = word.NUMBERS if block.ordered else word.BULLETS
        number = self._new(kind, block.start, self._level)
        for item in block.items:
            self._item = (number, self._level)
            self._all(item)
            self._due()
        self._level = outside

    def _new(self, kind: int, start: int, level: int) -> int:
        """Return the number of a new list."""
        self._lists.append((kind, level, start))
        return len(self._lists)

    def _due(self) -> None:
        """Write the item whose first paragraph is still to come, where it begins with something else."""
        if self._item is not None:
            self._paragraph(self._prose(), "")

    def _quote(self, quote: Quote, nth: int, *, listed: bool = False, again: bool = False) -> None:
        """Write *quote*: *listed* after the end noting its source, said *again* with only its speaker's name."""
        story = self.story
        self._paragraph("Quote", story.run("".join(wording.marked(quote, self._language))))
        who = wording.attribution(quote, self._language, nth, note=listed)
        said = story.line(wording.short_attribution(quote, self._language) if again else who)
        self._paragraph("QuoteAttribution", f"{story.run('— ')}{said}")
        if quote.original is not None and not again:
            label = wording.original_label(quote.original, self._language)
            self._text("OriginalLabel", label, language=self._said_in)
            tag = quote.original.language
            rtl = direction(tag) == "rtl"
            runs = story.run("".join(wording.marked_original(quote.original)), Shape(language=tag), rtl=rtl)
            space = '<w:spacing w:after="240"/>'
            self._blocks.append(paragraph("Quote", runs, rtl=rtl if rtl or self._rtl else None, after=space))

    def _demands(self, demands: tuple[Demand, ...], start: int) -> None:
        self._due()
        outside = self._level
        self._level = min(outside + 1, _DEEPEST)
        number = self._new(word.NUMBERS, start, self._level)
        for demand in demands:
            self._item = (number, self._level)
            self._text("Demand", demand.text)
            self._facts("DemandDetails", wording.demand(demand, self._language))
        self._level = outside

    def _figure(self, image: Image) -> None:
        width = (self._page[0] - 2 * self._margin) * EMU * _WIDTHS[image.size]
        scale = min(width / image.width, self._page[1] * EMU * _TALLEST / image.height, _PIXEL)
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        self._paragraph("Figure", self.story.picture(image, plain(image.alt), size))
        self._text("Caption", image.caption or "")
        self._facts("Caption", wording.credit(image, self._language))

    def _logo(self) -> None:
        """Set the outlet's logo above its name; a drawing, for which Word has no reader everywhere, is left out."""
        outlet = self._article.outlet
        if outlet.logo is None or outlet.logo.media_type == "image/svg+xml":
            return
        height = _LOGO[self._article.look.logo_size] * EMU
        width = min(height * outlet.logo.width / outlet.logo.height, (self._page[0] - 2 * self._margin) * EMU)
        size = (max(1, round(width)), max(1, round(width * outlet.logo.height / outlet.logo.width)))
        alt = "" if outlet.logo.alt == outlet.name else plain(outlet.logo.alt)
        self._paragraph("Outlet", self.story.picture(outlet.logo, alt, size))

    def _facts(self, style: str, facts: Iterable[Fact]) -> None:
        for fact in facts:
            label = Shape(bold=True, language=self._said_in)
            runs = f"{self.story.run(fact.label, label)}{self.story.run(fact.gap)}{self.story.line(fact.line)}"
            self._paragraph(style, runs)

    def _lines(self, style: str, lines: Iterable[Line]) -> None:
        for line in lines:
            self._line(style, line)

    def _line(self, style: str, line: Line) -> None:
        if line:
            self._paragraph(style, self.story.line(line))

    def _text(self, style: str, text: str, *, language: str = "") -> None:
        if text:
            self._paragraph(style, self.story.run(text, Shape(language=language) if language else PLAIN))

    def _address(self, text: str) -> None:
        """Write a postal address: “1 Quay Street” keeps its order on a page that runs from right to left."""
        if not self.story.rtl or any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in text):
            self._text("Details", text)
        elif text:
            runs = self.story.run(text, rtl=False)
            self._blocks.append(paragraph("Details", runs, rtl=False, after='<w:jc w:val="right"/>'))

    def _paragraph(self, style: str, runs: str) -> None:
        """Write a paragraph; the first of an item bears its number, the others stand under its words."""
        before = after = ""
        if self._item is not None:
            number, level = self._item
            before = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
            self._item = None
        elif self._level >= 0:
            after = f'<w:ind w:left="{word.indent(self._level)}"/>'
        self._blocks.append(paragraph(style, runs, rtl=self._rtl, before=before, after=after))

    def packed(self) -> bytes:
        """Return the document as a file."""
        article, story = self._article, self.story
        notes = list(story.notes())
        embargo = wording.embargo(article)
        head = story.run(embargo.text, BOLD) if embargo else ""
        accent = dict(article.look.print).get("accent") or dict(article.look.light).get("accent") or _ACCENT
        accent = accent.lstrip("#").upper()
        made = {
            "document": self._document(),
            "styles": word.styles(article.language, rtl=story.rtl, accent=accent, scale=article.look.scale),
            "numbering": word.numbering(self._lists),
            "settings": word.settings(article.language, {"page": self._asked, "kind": article.kind}),
            "fontTable": word.fonts(),
            "footnotes": word.footnotes(notes),
            "header": word.margins("hdr", head, rtl=story.rtl),
            "footer": word.margins("ftr", word.page_number(), rtl=story.rtl),
        }
        links = [(f"rId{n}", f"{_OFFICE}/{name}", f"{name}.xml", False) for n, name in enumerate(_PARTS, 1)]
        links.append(("rIdTheme", f"{_OFFICE}/theme", f"{_THEME}.xml", False))
        parts = {
            "[Content_Types].xml": part(self._types()),
            "_rels/.rels": part(
                _relationships(
                    [
                        ("rId1", f"{_OFFICE}/officeDocument", "word/document.xml", False),
                        ("rId2", _CORE, "docProps/core.xml", False),
                        ("rId3", f"{_OFFICE}/extended-properties", "docProps/app.xml", False),
                    ]
                )
            ),
            "docProps/core.xml": part(_core(article)),
            "docProps/app.xml": part(_app(article)),
            "word/document.xml": part(made.pop("document")),
            "word/_rels/document.xml.rels": part(_relationships([*links, *story.relationships("document")])),
            **{f"word/{name}.xml": part(root) for name, root in made.items()},
            f"word/{_THEME}.xml": part(word.theme(accent)),
        }
        if beside := list(story.relationships("footnotes")):
            parts["word/_rels/footnotes.xml.rels"] = part(_relationships(beside))
        parts |= {f"word/media/{name}": data for name, data in story.pictures.items()}
        return containers.packed(parts)

    def _document(self) -> str:
        width, height = (round(side * _TWENTIETHS) for side in self._page)
        margin = round(self._margin * _TWENTIETHS)
        sides = dict.fromkeys(("w:top", "w:right", "w:bottom", "w:left"), margin)
        links = {name: f"rId{n}" for n, name in enumerate(_PARTS, 1)}
        section = "".join(
            [
                *(
                    element(f"w:{name}Reference", {"w:type": "default", "r:id": links[name]})
                    for name in ("header", "footer")
                ),
                element("w:pgSz", {"w:w": width, "w:h": height}),
                element("w:pgMar", {**sides, "w:header": margin // 2, "w:footer": margin // 2, "w:gutter": 0}),
                "<w:bidi/>" if self.story.rtl else "",
            ]
        )
        body = element("w:body", {}, *self._blocks, element("w:sectPr", {}, section))
        return element("w:document", word.NAMESPACES, body)

    def _types(self) -> str:
        kinds = sorted({name.rpartition(".")[2] for name in self.story.pictures})
        defaults = {
            "rels": "application/vnd.openxmlformats-package.relationships+xml",
            "xml": "application/xml",
            **{kind: f"image/{kind}" for kind in kinds},
        }
        overrides = {
            "/word/document.xml": f"{_WORD}.document.main+xml",
            **{f"/word/{name}.xml": f"{_WORD}.{kind}+xml" for name, kind in _PARTS.items()},
            f"/word/{_THEME}.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
            "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
            "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        }
        said = [element("Default", {"Extension": end, "ContentType": kind}) for end, kind in defaults.items()]
        said += [element("Override", {"PartName": name, "ContentType": kind}) for name, kind in overrides.items()]
        return element("Types", {"xmlns": _TYPES}, *said)


def _relationships(links: Iterable[tuple[str, str, str, bool]]) -> str:
    made = (
        element(
            "Relationship",
            {"Id": id_, "Type": kind, "Target": target, "TargetMode": "External" if elsewhere else None},
        )
        for id_, kind, target, elsewhere in links
    )
    return element("Relationships", {"xmlns": _RELATIONS}, *made)


def _core(article: Article) -> str:
    """Return the properties that Word shows (ECMA-376, part 2, 11): days are the article's own, as UTC."""
    spaces = {
        "xmlns:cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
        "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        "xmlns:dcterms": "http://purl.org/dc/terms/",
        "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    }
    said = {
        "dc:title": plain(article.headline),
        "dc:subject": "; ".join(topic.name for topic in article.topics),
        "dc:creator": "; ".join(author.label for author in article.authors),
        "cp:keywords": ", ".join(article.keywords),
        "dc:description": plain(article.description),
        "dc:language": article.language,
        "dc:identifier": article.base,
        "cp:category": wording.rubric(article),
        "cp:version": "" if article.version is None else str(article.version),
    }
    dates = {"dcterms:created": article.published, "dcterms:modified": article.modified or article.published}
    made = [element(name, {}, containers.words(text)) for name, text in said.items() if text]
    made += [element(name, {"xsi:type": "dcterms:W3CDTF"}, in_utc(date)) for name, date in dates.items()]
    return element("cp:coreProperties", spaces, *made)


def _app(article: Article) -> str:
    space = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    company = element("Company", {}, containers.words(article.outlet.name))
    program = element("Application", {}, containers.words(f"pressmark {pressmark.__version__}"))
    return element("Properties", {"xmlns": space}, program, company)


WRITER = Writer(
    "docx",
    f"{_WORD}.document",
    "a Word document for newsrooms, with styles, lists and footnotes",
    write,
)
