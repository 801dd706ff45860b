"""A Word document against its article: words, notes, pictures, margins and properties.

It is read from its parts as any program for DOCX finds them (ECMA-376, parts 1 and 2).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pressmark import wording
from pressmark.containers import Broken, parsed, unpacked
from pressmark.letters import plain
from pressmark.model.dates import in_utc
from pressmark.parity import claims
from pressmark.parity.claims import (
    ALTERNATIVE,
    BULLET,
    NOT_IN_PRINT,
    PASSAGE,
    PULL_QUOTE,
    QUOTED,
    SAID_AGAIN,
    TEXT_ONLY,
    Said,
    attributed_first,
)
from pressmark.parity.compare import Block, hold, short
from pressmark.word import NOTE, QUOTE_NOTE, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from xml.etree.ElementTree import Element

    from pressmark.model import Article, Image
    from pressmark.parity.compare import Comparison, Form


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_CP = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_KINDS = {"Quote": QUOTED, "BlockText": PASSAGE, "QuotedList": PASSAGE} | {
    f"Heading{n}": f"h{n + 1}" for n in range(1, 6)
}
_WORDS = {
    *("body", "document", "footnotes", "footnote", "p", "pPr", "r", "rPr", "t", "br", "softHyphen", "noBreakHyphen"),
    *("hyperlink", "fldSimple", "bookmarkStart", "bookmarkEnd", "footnoteReference", "footnoteRef", "drawing"),
    *("separator", "continuationSeparator", "sectPr", "hdr", "ftr", "tab"),
    # What programs leave behind as they save, and nobody sees.
    *("proofErr", "lastRenderedPageBreak", "cr"),
}
_DRAWN = {
    "inline",
    "extent",
    "effectExtent",
    "docPr",
    "cNvGraphicFramePr",
    "graphicFrameLocks",
    "graphic",
    "graphicData",
}
_DRAWN |= {"pic", "nvPicPr", "cNvPr", "cNvPicPr", "picLocks", "blipFill", "blip", "stretch", "fillRect", "spPr", "xfrm"}
_DRAWN |= {"off", "ext", "prstGeom", "avLst", "srcRect"}
_TRACKED = {"ins", "del", "moveFrom", "moveTo"}
_SIGNS = {"softHyphen": "\u00ad", "noBreakHyphen": "\u2011", "br": " ", "cr": " ", "tab": " "}
_SWITCHES = {
    "vanish": "hides words",
    "specVanish": "hides words",
    "strike": "strikes words out",
    "dstrike": "strikes words out",
}
_OFF = {"0", "false", "none", "off"}
_SMALLEST = 6
_PALE = re.compile(r"[EF][0-9A-F][EF][0-9A-F][EF][0-9A-F]", re.IGNORECASE)
_LINKED = {"hyperlink"}
# Parts that are read, each once, and parts that say nothing.
_READ = {"styles", "numbering", "footnotes"}
_SILENT = {"settings", "fontTable", "hyperlink", "image", "theme", "webSettings", "customXml"}
_ACTIVE = re.compile(r"vba|activex|embeddings|\.bin\Z|attachedtoolbars|customui", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WordDocument:
    """A document: its *blocks*, those of the text, then the notes by number; the words of its *margins*.

    *about* are its properties, *pictures* are name, description and bytes of each, *footnotes* the numbers that those
    show; *quoted* are the numbers of the notes to quotes in sentences, with the words before them, *languages* those
    that it is said to be in. *intruders* says what is in it that no article's document has.
    """

    blocks: tuple[Block, ...]
    margins: tuple[str, ...]
    about: Mapping[str, str]
    pictures: tuple[tuple[str, str, bytes], ...]
    footnotes: tuple[int, ...]
    quoted: tuple[tuple[int, str], ...]
    languages: tuple[str, ...]
    intruders: tuple[str, ...]


def read(data: bytes, sources: Mapping[int, str]) -> WordDocument:
    """Return what the DOCX *data* says; *sources* are the ids of sources by number. Raises Broken."""
    parts = unpacked(data)
    if "word/document.xml" not in parts:
        raise Broken("it is no Word document")
    return _Reader(parts, sources).document()


def record(data: bytes) -> dict[str, str]:
    """Return how the DOCX *data* says that it was made: by what ``version``, for what ``page``. Raises Broken."""
    parts = unpacked(data)
    root = parsed(parts.get("docProps/app.xml", b"<none/>"))
    program, _, version = next((one.text or "" for one in root if _local(one) == "Application"), "").partition(" ")
    if program != "pressmark":
        return {}
    return {"version": version, "page": _variable(parsed(parts.get("word/settings.xml", b"<none/>")), "page")}


def _variable(settings: Element, name: str) -> str:
    """Return what the *settings* keep of how pressmark wrote the document, under *name*."""
    named = {one.get(f"{_W}name", ""): one.get(f"{_W}val", "") for one in settings.iter(f"{_W}docVar")}
    return named.get(f"pressmark-{name}", "")


@dataclass(slots=True)
class _Paragraph:
    """What has been read of a paragraph."""

    words: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    described: list[str] = field(default_factory=list)


class _Reader:
    def __init__(self, parts: dict[str, bytes], sources: Mapping[int, str]) -> None:
        self._parts = parts
        self._roots: dict[str, Element] = {}
        self._known: dict[str, dict[str, str]] = {}
        self._sources = sources
        self._lists = _lists(self._root("word/numbering.xml"))
        # Lists of one definition count on from each other, where they do not begin anew (part 1, 17.9.27).
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        self._waiting: list[str] = []
        # The number that each footnote shows, by its id; Word counts those that have no mark of their own.
        self._numbers: dict[str, int] = {}
        self._bookmarks: dict[str, str] = {}
        self._quoted: list[tuple[int, str]] = []
        self._pictures: list[tuple[str, str, bytes]] = []

    def document(self) -> WordDocument:
        root = self._root("word/document.xml")
        assert root is not None
        self._count(root)
        blocks = [block for p in root.iter(f"{_W}p") for block in self._blocks(p, "document")]
        notes = self._root("word/footnotes.xml")
        shown: list[Block] = []
        known = [note for note in (notes if notes is not None else ()) if note.get(f"{_W}id", "") in self._numbers]
        for note in sorted(known, key=lambda one: self._numbers[one.get(f"{_W}id", "")]):
            label = str(self._numbers[note.get(f"{_W}id", "")])
            for p in note.iter(f"{_W}p"):
                for block in self._blocks(p, "footnotes"):
                    shown.append(Block(block.words, label=label, kind="", links=block.links))
                    label = ""
        margins = [name for name in self._parts if re.fullmatch(r"word/(?:header|footer)\d*\.xml", name)]
        said = ["".join(self._margin(name)) for name in margins]
        return WordDocument(
            (*blocks, *shown),
            tuple(" ".join(words.split()) for words in said),
            self._about(),
            tuple(self._pictures),
            tuple(self._numbers.values()),
            tuple(self._quoted),
            tuple(dict.fromkeys(self._languages())),
            tuple(dict.fromkeys(self._intruders())),
        )

    def _root(self, name: str) -> Element | None:
        if name not in self._parts or name in self._roots:
            return self._roots.get(name)
        root = self._roots[name] = parsed(self._parts[name])
        for holder in [one for one in root.iter() if one.find(f"{_W}r/{_W}fldChar") is not None]:
            _shorten(holder)
        return root

    def _targets(self, of: str) -> dict[str, str]:
        if of not in self._known:
            root = self._root(f"word/_rels/{of}.xml.rels")
            links = root if root is not None else ()
            self._known[of] = {one.get("Id", ""): one.get("Target", "") for one in links}
        return self._known[of]

    def _count(self, root: Element) -> None:
        """Learn what number each footnote shows, and which bookmark stands at its reference."""
        at, opened = 0, ""
        for one in root.iter():
            if one.tag == f"{_W}bookmarkStart":
                opened = one.get(f"{_W}name", "")
            elif one.tag == f"{_W}r":
                for reference in one.iter(f"{_W}footnoteReference"):
                    id_ = reference.get(f"{_W}id", "")
                    own = "".join(t.text or "" for t in one.iter(f"{_W}t"))
                    if reference.get(f"{_W}customMarkFollows", "0") not in _OFF:
                        self._numbers[id_] = int(own) if own.isdecimal() else -1
                    elif id_ not in self._numbers:
                        at += 1
                        self._numbers[id_] = at
                    self._bookmarks[opened] = id_

    def _blocks(self, p: Element, of: str) -> Iterator[Block]:
        properties = p.find(f"{_W}pPr")
        style = _value(properties, "pStyle")
        if label := self._label(properties):
            self._waiting.append(label)
        read = _Paragraph()
        self._walk(p, read, self._targets(of))
        words = " ".join("".join(read.words).split())
        if style == "QuoteAttribution":
            words = words.removeprefix("— ")
        for described in read.described:
            yield self._block(described, style, ())
        if words:
            yield self._block(words, style, tuple(read.links))

    def _block(self, words: str, style: str, links: tuple[tuple[str, str], ...]) -> Block:
        label = " ".join(self._waiting)
        self._waiting.clear()
        return Block(words, label=label, kind=_KINDS.get(style, ""), links=links)

    def _label(self, properties: Element | None) -> str:
        """Return the number or bullet that a paragraph with *properties* shows, counting on."""
        numbered = properties.find(f"{_W}numPr") if properties is not None else None
        number = _value(numbered, "numId")
        if numbered is None or number in ("", "0"):
            return ""
        level = int(_value(numbered, "ilvl") or 0)
        known = self._lists.get(number)
        kind, start, anew = known.levels.get(level, ("", 1, False)) if known is not None else ("", 1, False)
        if kind == "bullet" or known is None:
            return BULLET if kind == "bullet" else "a list that is not there"
        counts = self._counts.setdefault(known.definition, {})
        if anew and (number, level) not in self._begun:
            counts[level] = start - 1
        self._begun.add((number, level))
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        return str(counts[level]) if kind == "decimal" else f"{kind} for {counts[level]}"

    def _walk(self, element: Element, read: _Paragraph, targets: Mapping[str, str]) -> None:
        for child in element:
            name = _local(child)
            if name in ("pPr", "rPr"):
                continue
            if name == "hyperlink":
                start = len(read.words)
                self._walk(child, read, targets)
                href = targets.get(child.get(f"{_R}id", ""), f"#{child.get(f'{_W}anchor', '')}")
                if said := " ".join("".join(read.words[start:]).split()):
                    read.links.append((said, href))
            elif name == "fldSimple":
                self._field(child, read, targets)
            elif name == "r":
                self._run(child, read, targets)
            else:
                self._walk(child, read, targets)

    def _field(self, field_: Element, read: _Paragraph, targets: Mapping[str, str]) -> None:
        asked = re.fullmatch(r"\s*NOTEREF\s+(\S+)(?:\s+\\[fh])*\s*", field_.get(f"{_W}instr", ""))
        number = self._numbers.get(self._bookmarks.get(asked[1], "")) if asked else None
        shown = "".join(t.text or "" for t in field_.iter(f"{_W}t"))
        if number is not None and shown == str(number):
            read.links.append(self._note(number))
        else:
            self._walk(field_, read, targets)

    def _run(self, run: Element, read: _Paragraph, targets: Mapping[str, str]) -> None:
        references = list(run.iter(f"{_W}footnoteReference"))
        style = _value(run.find(f"{_W}rPr"), "rStyle")
        for one in references:
            number = self._numbers.get(one.get(f"{_W}id", ""), -1)
            if style == QUOTE_NOTE:
                self._quoted.append((number, " ".join("".join(read.words).split())))
            else:
                read.links.append(self._note(number))
        sign = style in (NOTE, QUOTE_NOTE)
        for child in run:
            name = _local(child)
            if name == "t" and not references:
                # Between two notes stands a space of their own, and before a note its number.
                mark = sign and not any(map(str.isalpha, child.text or ""))
                read.words.append("" if mark else child.text or "")
            elif name in _SIGNS:
                read.words.append(_SIGNS[name])
            elif name == "drawing":
                self._drawing(child, read, targets)

    def _drawing(self, drawing: Element, read: _Paragraph, targets: Mapping[str, str]) -> None:
        about = next((one for one in drawing.iter() if _local(one) == "docPr"), None)
        name, described = (about.get("name", ""), about.get("descr", "")) if about is not None else ("", "")
        for one in drawing.iter():
            if _local(one) == "blip":
                target = targets.get(one.get(f"{_R}embed", ""), "")
                self._pictures.append((name, described, self._parts.get(f"word/{target}", b"")))
        if described.strip():
            read.described.append(" ".join(described.split()))

    def _note(self, number: int) -> tuple[str, str]:
        return str(number), f"#{self._sources.get(number, '')}"

    def _margin(self, name: str) -> Iterator[str]:
        """Yield the words of a header or footer; what fields count is none."""
        root = self._root(name)
        if root is None:
            return
        counting = {t for field_ in root.iter(f"{_W}fldSimple") for t in field_.iter(f"{_W}t")}
        for t in root.iter(f"{_W}t"):
            if t not in counting:
                yield t.text or ""

    def _about(self) -> dict[str, str]:
        root = self._root("docProps/core.xml")
        found = {}
        for one in root if root is not None else ():
            for space in (_DC, _TERMS, _CP):
                if isinstance(one.tag, str) and one.tag.startswith(space):
                    found[one.tag.removeprefix(space)] = one.text or ""
        settings = self._root("word/settings.xml")
        return found | ({"kind": _variable(settings, "kind")} if settings is not None else {})

    def _languages(self) -> Iterator[str]:
        root = self._root("word/styles.xml")
        for one in root.iterfind(f"{_W}docDefaults//{_W}lang") if root is not None else ():
            yield from (one.get(f"{_W}{name}", "") for name in ("val", "bidi", "eastAsia"))

    def _intruders(self) -> Iterator[str]:
        """Yield what is in the document that acts, loads, or hides words."""
        for name, data in self._parts.items():
            if _ACTIVE.search(name):
                yield f"it holds {short(name)}, which may act"
            if name.endswith(".rels"):
                yield from _loads(parsed(data))
        yield from self._elsewhere()
        for name in ("word/document.xml", "word/footnotes.xml"):
            root = self._root(name)
            for one in root.iter() if root is not None else ():
                yield from _unusual(one)
                yield from _strangers(one)
        styles = self._root("word/styles.xml")
        if styles is not None and next(styles.iter(f"{_W}numPr"), None) is not None:
            yield "its styles number paragraphs"
        for name in ("word/document.xml", "word/footnotes.xml", "word/styles.xml"):
            root = self._root(name)
            for one in root.iter(f"{_W}rPr") if root is not None else ():
                yield from _unseen(one)

    def _elsewhere(self) -> Iterator[str]:
        """Yield which parts a program would read that were not read here: it finds them by their relationships."""
        main = self._linked("_rels/.rels")
        beside = self._linked("word/_rels/document.xml.rels")
        wanted = {"officeDocument": "word/document.xml"}, {kind: f"{kind}.xml" for kind in _READ}
        for links, places in zip((main, beside), wanted, strict=True):
            for kind, place in places.items():
                if links.get(kind, []) != [place]:
                    yield f"its {kind} is elsewhere than where it belongs, or not there"
        for kind, targets in beside.items():
            for target in targets:
                margin = kind in ("header", "footer") and re.fullmatch(rf"{kind}\d*\.xml", target)
                if kind not in _READ | _SILENT and not margin:
                    yield f"it has a part of a kind that was not read ({short(kind)})"

    def _linked(self, name: str) -> dict[str, list[str]]:
        """Return the targets of the relationships in the part *name*, by kind."""
        root = self._root(name)
        found: dict[str, list[str]] = {}
        for one in root if root is not None else ():
            target = one.get("Target", "").removeprefix("/word/" if "document" in name else "/")
            found.setdefault(one.get("Type", "").rpartition("/")[2], []).append(target)
        return found


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _value(properties: Element | None, name: str) -> str:
    found = properties.find(f"{_W}{name}") if properties is not None else None
    return found.get(f"{_W}val", "") if found is not None else ""


@dataclass(frozen=True, slots=True)
class _List:
    """A list: its *definition*, and for every level the kind of number, the first one, and whether it begins anew."""

    definition: str
    levels: dict[int, tuple[str, int, bool]]


def _lists(root: Element | None) -> dict[str, _List]:
    """Return every list by its number."""
    if root is None:
        return {}
    kinds: dict[str, dict[int, tuple[str, int, bool]]] = {}
    for one in root.iter(f"{_W}abstractNum"):
        levels = {int(level.get(f"{_W}ilvl", "0")): level for level in one.iter(f"{_W}lvl")}
        kinds[one.get(f"{_W}abstractNumId", "")] = {
            n: (_kind(level, n), int(_value(level, "start") or 1), False) for n, level in levels.items()
        }
    made = {}
    for one in root.iter(f"{_W}num"):
        definition = _value(one, "abstractNumId")
        levels_ = dict(kinds.get(definition, {}))
        for override in one.iter(f"{_W}lvlOverride"):
            n = int(override.get(f"{_W}ilvl", "0"))
            kind, start, _ = levels_.get(n, ("", 1, False))
            own, first = override.find(f"{_W}lvl"), _value(override, "startOverride")
            levels_[n] = (kind if own is None else _kind(own, n), int(first or start), bool(first))
        made[one.get(f"{_W}numId", "")] = _List(definition, levels_)
    return made


def _kind(level: Element, n: int) -> str:
    """Return what a *level* of a list shows: “bullet”, “decimal” for its number and a full stop, else what it is."""
    form, text = _value(level, "numFmt"), _value(level, "lvlText")
    usual = not any(map(str.isalnum, text)) if form == "bullet" else text == f"%{n + 1}."
    return form if usual else f"{form} “{short(text)}”"


def _shorten(holder: Element) -> None:
    """Put fields in their long form, which *holder* has among its runs, into their short one (part 1, 17.16.18)."""
    asked: list[str] = []
    shown: list[Element] | None = None
    begun = -1
    for run in list(holder):
        mark = run.find(f"{_W}fldChar")
        at = mark.get(f"{_W}fldCharType", "") if mark is not None else ""
        if at == "begin" and begun < 0:
            begun, asked, shown = list(holder).index(run), [], None
        elif begun < 0:
            continue
        elif at == "separate":
            shown = []
        elif shown is None:
            asked += [one.text or "" for one in run.iter(f"{_W}instrText")]
        elif at != "end":
            shown.append(run)
        if at == "end":
            made = holder.makeelement(f"{_W}fldSimple", {f"{_W}instr": "".join(asked)})
            made.extend(shown or [])
            holder[begun : list(holder).index(run) + 1] = [made]
            begun = -1


def _loads(root: Element) -> Iterator[str]:
    for one in root:
        kind = one.get("Type", "").rpartition("/")[2]
        if one.get("TargetMode", "") == "External" and kind not in _LINKED:
            yield f"it loads {short(one.get('Target', ''))} ({kind})"


def _unusual(element: Element) -> Iterator[str]:
    """Yield that *element* is of a kind that no document of an article has; properties are looked at elsewhere."""
    name = _local(element)
    if not isinstance(element.tag, str) or not element.tag.startswith(_W):
        if name not in _DRAWN:
            yield f"<{name}> is in it"
    elif name in _TRACKED:
        yield "changes are tracked in it"
    elif name == "fldSimple" and not element.get(f"{_W}instr", "").strip().startswith("NOTEREF"):
        yield f"a field is in it that computes words ({short(element.get(f'{_W}instr', ''))})"


def _strangers(holder: Element) -> Iterator[str]:
    """Yield what stands among the words in *holder* that no document of an article has there."""
    if _local(holder) in ("body", "p", "r", "hyperlink", "fldSimple", "footnote", "footnotes"):
        for child in holder:
            name = _local(child)
            if child.tag == f"{_W}{name}" and name not in _WORDS | _TRACKED:
                yield f"<w:{name}> is in it"


def _unseen(properties: Element) -> Iterator[str]:
    for name, message in _SWITCHES.items():
        switch = properties.find(f"{_W}{name}")
        if switch is not None and switch.get(f"{_W}val", "1").lower() not in _OFF:
            yield f"it {message} (w:{name})"
    if _PALE.fullmatch(_value(properties, "color")):
        yield f"words in it are as pale as paper ({_value(properties, 'color')})"
    size = _value(properties, "sz")
    if size.isdecimal() and int(size) <= _SMALLEST:
        yield "words in it are too small to be seen"


__all__ = ["departures", "record"]


def departures(article: Article, data: bytes, compared: Comparison) -> Iterator[str]:
    """Yield where the DOCX *data* departs from *article*; of its words, *compared* keeps that. Raises Broken."""
    found = read(data, {source.number: source.id for source in article.references})
    logo = article.outlet.logo
    heading = next((claim for claim in claims.surroundings(article) if claim.sort == NOT_IN_PRINT), None)
    optional = [*((logo.alt,) if logo else ()), *((heading.words,) if heading else ())]
    hold(
        article,
        found.blocks,
        compared,
        # A picture's description is no text that is broken into lines.
        lambda claim: [(claim, plain(claim.words) if claim.sort == ALTERNATIVE else claim.words)],
        lambda order: [_worked_on(order, found.footnotes)],
        optional,
    )
    for number, before in found.quoted:
        quotes = (one for one in article.quotes if one.source is not None and one.source.number == number)
        if not any(
            compared.form.key(quote.text) in compared.form.key(before[-len(quote.text) - 8 :]) for quote in quotes
        ):
            yield f"the note {number} stands behind “{short(before[-40:])}”, which is not from that source"
    embargo = wording.embargo(article)
    for margin in found.margins:
        if any(map(str.isalnum, margin)) and (
            embargo is None or compared.form.key(margin) != compared.form.key(embargo.text)
        ):
            yield f"in the margin of its pages stands “{short(margin)}”"
    known = {image.id: image for image in wording.placed.images(article)}
    known |= {logo.id: logo} if logo else {}
    for name, described, drawn in found.pictures:
        if name not in known:
            yield f"a picture is in it that the source does not have (“{short(described or name)}”)"
        elif not _shows(known[name], drawn):
            yield f"image “{name}” is not the picture in the source"
    yield from _properties(article, found.about, compared.form)
    yield from (f"it is said to be in “{tag}”" for tag in found.languages if tag != article.language)
    yield from found.intruders


def _worked_on(found: Said, noted: Sequence[int]) -> Said:
    """Return the claims as a document has them: no quote twice, and the sources *noted* in footnotes."""
    heading = next((claim for claim, _ in found if claim.sort == NOT_IN_PRINT), None)
    made: Said = []
    for claim, said in found:
        if claim.sort in (TEXT_ONLY, PULL_QUOTE) or claim is heading:
            continue
        listed = (
            heading is not None and claim.part == heading.part and claim.label not in [str(number) for number in noted]
        )
        if claim.sort == SAID_AGAIN and not claim.noted:
            claim = replace(claim, kind=QUOTED)  # noqa: PLW2901 - as a document has it
        made.append((replace(claim, part="") if listed else claim, said))
    return attributed_first(made)


def _properties(article: Article, about: Mapping[str, str], form: Form) -> Iterator[str]:
    """Yield what a document's properties say otherwise than the source."""
    expected = {
        "title": article.headline,
        "creator": "; ".join(author.label for author in article.authors),
        "subject": "; ".join(topic.name for topic in article.topics),
        "keywords": ", ".join(article.keywords),
        "description": article.description,
        "language": article.language,
        "identifier": article.base,
        "category": wording.rubric(article),
        "version": "" if article.version is None else str(article.version),
        "created": in_utc(article.published),
        "modified": in_utc(article.modified or article.published),
        "lastModifiedBy": "",
        "kind": article.kind,
    }
    for name, words_ in expected.items():
        said = about.get(name, "")
        if form.key(plain(said)) != form.key(plain(words_)):
            yield f"its property “{name}” is “{short(said)}” where the source gives “{short(words_)}”"


def _shows(image: Image, drawn: bytes) -> bool:
    """Return whether *drawn* is the picture of *image*; what was turned into PNG is compared as it is seen."""
    _, expected = printable(image)
    if drawn == expected:
        return True
    if expected == image.data:
        return False
    import io  # few articles have a picture of another kind

    from PIL import Image as Picture  # the same

    try:
        with Picture.open(io.BytesIO(expected)) as one, Picture.open(io.BytesIO(drawn)) as other:
            return one.size == other.size and one.convert("RGBA").tobytes() == other.convert("RGBA").tobytes()
    except (OSError, Picture.DecompressionBombError):
        return False
