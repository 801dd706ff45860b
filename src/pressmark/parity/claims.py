"""What an article says, claim by claim, each with the name under which a reader would look for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import wraps
from itertools import count
from typing import TYPE_CHECKING, TypeVar, assert_never

from pressmark import wording
from pressmark.i18n import locale_of
from pressmark.model import BlockQuote, DemandList, Figure, Heading, ItemList, Paragraph, QuoteBlock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pressmark.model import Article, Block, Demand, Image, Inline, Party, Quote
    from pressmark.wording import Fact, Line, ShownSpan

_T = TypeVar("_T")

TEXT_ONLY = "text only"
# A kind: what is placed within a passage that is set off, which formats set off with it or by itself.
WITHIN = "within a passage"
NOT_IN_PRINT = "not in print"
ORIGINAL_LABEL = "original label"
ORIGINAL = "original"
ATTRIBUTION = "attribution"
PULL_QUOTE, SAID_AGAIN = "pull quote", "quote said again"
HEADLINE = "headline"
ALTERNATIVE = "alternative text"
OUTLET = "outlet"

BULLET = "•"
QUOTED, PASSAGE = "quoted", "passage"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words that lead to *href*: an address, or ``#`` and the id of a source for a note's number.

    *needed* is False where a rendition may leave the link out, since the address stands elsewhere. *line* counts the
    claim's lines from 0.
    """

    words: str
    href: str
    needed: bool = True
    line: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """Some *words* that every rendition must hold as one block; a hard break in them is a line feed.

    *sort* is set where a format has its own way of showing that sort of words, or none. *label* is the number or
    bullet before them: "" for none, None where a format may choose. *kind* says what they are: ``h2`` to ``h6`` a
    heading, `QUOTED` somebody's words, `PASSAGE` a passage set off, "" anything else. *links* stand in them in order.
    *part* names the claims that must follow one another where the article has them. *noted* are the words as
    plain text has them, with the numbers of notes, as “[1]”, and the addresses of links; "" where there are none.
    *dates* are words and the date that they stand for.
    """

    name: str
    words: str
    sort: str = ""
    label: str | None = None
    kind: str = ""
    links: tuple[Anchor, ...] = ()
    part: str = ""
    noted: str = ""
    dates: tuple[tuple[str, str], ...] = ()


# Claims with their words as a format shows them.
Said = list[tuple[Claim, str]]


def attributed_first(found: Said) -> Said:
    """Return *found* with who said a translated quote before its original, not after it."""
    made: Said = []
    held: Said = []
    for one in found:
        if one[0].sort in (ORIGINAL_LABEL, ORIGINAL):
            held.append(one)
            continue
        made.append(one)
        if one[0].sort == ATTRIBUTION:
            made += held
            held = []
    return made


def of_one(function: Callable[[Article], _T]) -> Callable[[Article], _T]:
    """Return *function* so that it keeps its last answer: each of an article's files asks it of the same article."""
    last: tuple[Article, _T] | None = None

    @wraps(function)
    def remembered(article: Article) -> _T:
        nonlocal last
        known = last
        if known is None or known[0] is not article:
            known = last = (article, function(article))
        return known[1]

    return remembered


@of_one
def surroundings(article: Article) -> tuple[Claim, ...]:
    """Return what is said before and after the body; claims of one part stand in its order."""
    return tuple(claim for claim in (*_head(article), *_matter(article)) if claim.words)


@of_one
def body(article: Article) -> tuple[Claim, ...]:
    """Return what the sections say, in order; nothing for a withdrawn article, whose words are gone."""
    made: list[Claim] = []
    for n, section in enumerate(article.sections, 1):
        where = f"section “{section.heading}”" if section.heading else f"section {n}"
        if section.heading:
            made.append(Claim(f"the heading of section {n}", _flat(section.heading), label="", kind="h2"))
        made.extend(_Namer(article.language, where).blocks(section.blocks))
    return tuple(made)


def _head(article: Article) -> Iterator[Claim]:
    embargo = wording.embargo(article)
    yield _fact("the embargo", embargo) if embargo else Claim("the embargo", "")
    yield _line("the outlet", wording.outlet(article.outlet), OUTLET)
    yield Claim("the outlet’s address", _flat(wording.letterhead(article)))
    yield Claim("the rubric", _flat(wording.rubric(article)))
    yield Claim("the headline", _flat(article.headline), HEADLINE)
    yield Claim("the deck", _flat(article.deck or ""))
    yield _line("the byline", wording.byline(article))
    if article.based_on is not None:
        work = article.based_on
        if article.kind != "summary":
            yield _line("what it is based on", wording.based_on_line(article))
        title = (Anchor(work.title, work.url, needed=article.kind == "summary"),) if work.url else ()
        yield Claim("the title of the original", _flat(work.title), links=title)
        yield Claim("the address of the original", work.url or "", TEXT_ONLY)
        yield from _facts("the original", wording.quoted(article))
    yield _line("who wrote the summary", wording.summarised_by(article))
    yield from _facts("the date", wording.dates(article), "dates")
    yield from _facts("the withdrawal", wording.withdrawal(article), "withdrawal")
    yield Claim("the summary", _flat(wording.brief(article).text) if article.summary else "")
    yield Claim("the dateline", _flat(article.dateline or ""))


def _matter(article: Article) -> Iterator[Claim]:
    label = locale_of(article.language).label
    language = article.language
    if article.kind == "statement" and article.withdrawn is None:
        yield Claim("the end mark", label("Ends"))
    for author in wording.placed.biographies(article):
        yield Claim(f"what is told about “{author.label}”", _flat(author.bio or ""))
    yield from _part(label("Notes to editors"), _Namer(language, "the notes to editors").blocks(article.notes))
    yield from _part(label("Contact"), [_line("the contact", line) for line in wording.contacts(article)])
    corrections = [wording.correction(value, language) for value in article.corrections]
    corrected = [_fact(f"correction {n}", fact) for n, fact in enumerate(corrections, 1)]
    days = [((fact.label, value.date),) for fact, value in zip(corrections, article.corrections, strict=True)]
    yield from _part(label("Corrections"), [replace(one, dates=day) for one, day in zip(corrected, days, strict=True)])
    listed = _Namer(language, "the list of quotations")
    quotes = wording.placed.unattributed(article)
    found = [replace(claim, label=None) for quote in quotes for claim in listed.quote(quote, 0, note=True)]
    yield from _part(label("Quotations"), found)
    sources = [
        replace(_line(f"source “{value.id}”", wording.reference(value, language)), label=str(value.number))
        for value in article.references
    ]
    # In print a source stands at the foot of the page that refers to it first, under no heading.
    # What no numbered note refers to stands at the end of its own in print, and in formats that have notes.
    noted = wording.placed.referenced(article)
    loose = {str(value.number) for value in article.references if value.id not in noted}
    listed_sources = _part(label("Sources"), sources, NOT_IN_PRINT)
    yield from (replace(claim, part="") if claim.label in loose else claim for claim in listed_sources)
    people = [_line(f"who “{party.id}” is", wording.person(party, language)) for party in _people(article)]
    yield from _part(label("People and organisations"), people)
    about = [*_facts("about this article", wording.about(article)), *_facts("the rights", wording.rights(article))]
    yield from _part(label("About this article"), about)


def _people(article: Article) -> tuple[Party, ...]:
    return (*wording.placed.reachable(article), *wording.placed.people(article))


def _part(heading: str, claims: Iterable[Claim], sort: str = "") -> Iterator[Claim]:
    """Yield *claims* that say something, after their *heading*; nothing where none does."""
    found = [claim for claim in claims if claim.words]
    if found:
        yield Claim(f"the heading “{heading}”", heading, sort, part=heading)
        yield from (replace(claim, part=heading) for claim in found)


def _flat(words: str) -> str:
    """Return *words* on one line: only a body's hard breaks end lines."""
    return " ".join(words.split("\n"))


def _line(name: str, line: Line, sort: str = "") -> Claim:
    """Return the claim of a *line* of pieces, and where they lead; the numbers of notes are no words."""
    words = _flat("".join(piece.text for piece in line if piece.role != "note"))
    return Claim(name, words, sort, links=_anchors(line), noted=_flat(wording.plain(line)), dates=_dates(line))


def _anchors(line: Line) -> tuple[Anchor, ...]:
    made = []
    for piece in line:
        if piece.role == "note":
            made.append(Anchor(number(piece.text), f"#{piece.value}"))
        elif piece.href:
            # A party's page is told among the people.
            made.append(Anchor(piece.text, piece.href, needed=piece.role not in ("party", "affiliation", "outlet")))
    return tuple(made)


def _dates(line: Line) -> tuple[tuple[str, str], ...]:
    return tuple((piece.text, piece.value) for piece in line if piece.role == "date")


def number(words: str) -> str:
    """Return the number in *words*, as “[٣]” or “3.”, in plain digits; `BULLET` where there is none."""
    digits = "".join(str(int(letter)) for letter in words if letter.isdecimal())
    return str(int(digits)) if digits else BULLET


def _fact(name: str, fact: Fact) -> Claim:
    return replace(_line(name, fact.line), words=_flat(fact.text), noted="")


def _facts(name: str, facts: Iterable[Fact], part: str = "") -> Iterator[Claim]:
    for fact in facts:
        yield replace(_fact(f"{name} ({fact.name})", fact), part=part)


class _Namer:
    """Names the blocks of one part of the article: paragraphs, list items and set-off passages count together."""

    def __init__(self, language: str, where: str) -> None:
        self._language = language
        self._where = where
        self._paragraphs = count(1)
        self._headings = count(1)

    def blocks(self, blocks: Iterable[Block], kind: str = "") -> Iterator[Claim]:
        """Yield the claims of *blocks* in order; *kind* is what they stand in."""
        for block in blocks:
            placed = kind and isinstance(block, QuoteBlock | DemandList | Figure)
            found = self._block(block, kind)
            yield from (replace(claim, kind=WITHIN) for claim in found) if placed else found

    def _block(self, block: Block, kind: str) -> Iterator[Claim]:
        match block:
            case Paragraph(children):
                yield self._inline(f"paragraph {next(self._paragraphs)}", children, kind)
            case Heading(level, children):
                yield self._inline(f"sub-heading {next(self._headings)}", children, f"h{level}")
            case ItemList():
                for n, item in enumerate(block.items, block.start):
                    yield from _labelled(str(n) if block.ordered else BULLET, self.blocks(item, kind))
            case BlockQuote(inner):
                yield from self.blocks(inner, PASSAGE)
            case QuoteBlock(quote, first, nth):
                again = PULL_QUOTE if block.pulled else SAID_AGAIN
                yield from self.quote(quote, nth) if first else self._pull_quote(quote, again)
            case DemandList(demands, start):
                for n, demand in enumerate(demands, start):
                    yield from _labelled(str(n), self._demand(demand))
            case Figure(image):
                yield from self._figure(image)
            case _:
                assert_never(block)

    def _inline(self, name: str, children: tuple[Inline, ...], kind: str) -> Claim:
        words = wording.inline_text(children, self._language, notes=False)
        links = tuple(_links(wording.spans(children, self._language)))
        noted = wording.inline_text(children, self._language, addresses=True)
        return Claim(f"{name} of {self._where}", words, label="", kind=kind, links=links, noted=noted)

    def quote(self, quote: Quote, nth: int, *, note: bool = False) -> Iterator[Claim]:
        """Yield the claims of *quote* with its attribution, which refers to its source for the *nth* time."""
        said = _flat("".join(wording.marked(quote, self._language)))
        yield Claim(f"quote “{quote.id}”", said, label="", kind=QUOTED)
        if quote.original:
            label = wording.original_label(quote.original, self._language)
            yield Claim(f"the label of the original of quote “{quote.id}”", label, ORIGINAL_LABEL, label="")
            words = _flat("".join(wording.marked_original(quote.original)))
            yield Claim(f"the original of quote “{quote.id}”", words, ORIGINAL, label="", kind=QUOTED)
        line = wording.attribution(quote, self._language, nth, note=note)
        yield replace(_line(f"the attribution of quote “{quote.id}”", line, ATTRIBUTION), label="")

    def _pull_quote(self, quote: Quote, sort: str) -> Iterator[Claim]:
        said = _flat("".join(wording.marked(quote, self._language)))
        yield Claim(f"pull quote “{quote.id}”", said, sort, label="")
        speaker = wording.short_attribution(quote, self._language)
        yield replace(_line(f"the attribution of pull quote “{quote.id}”", speaker, sort), label="")

    def _demand(self, demand: Demand) -> Iterator[Claim]:
        yield Claim(f"demand “{demand.id}”", _flat(demand.text), label="")
        for claim in _facts(f"demand “{demand.id}”", wording.demand(demand, self._language)):
            yield replace(claim, label="")

    def _figure(self, image: Image) -> Iterator[Claim]:
        yield Claim(f"the alternative text of image “{image.id}”", _flat(image.alt), ALTERNATIVE, label="")
        yield Claim(f"the caption of image “{image.id}”", _flat(image.caption or ""), label="")
        for claim in _facts(f"image “{image.id}”", wording.credit(image, self._language)):
            yield replace(claim, label="")


def _labelled(label: str, claims: Iterable[Claim]) -> Iterator[Claim]:
    """Yield *claims*, those of one item, the first with *label* before its own."""
    for n, claim in enumerate(claims):
        yield claim if n else replace(claim, label=f"{label} {claim.label or ''}".rstrip())


def _links(shown: Iterable[ShownSpan]) -> Iterator[Anchor]:  # noqa: C901 - one walk
    """Yield the links of *shown*; one across the end of a line is two."""
    line = 0
    open_: list[tuple[str, str]] = []

    def walk(spans: Iterable[ShownSpan], href: str) -> Iterator[Anchor]:
        nonlocal line
        for span in spans:
            if span.kind == "break":
                if href:
                    yield from close(href)
                line += 1
            elif span.kind == "note" and span.source is not None:
                yield Anchor(number(span.text), f"#{span.source.id}", line=line)
            elif span.kind == "link":
                yield from walk(span.children, span.href)
                yield from close(span.href)
            elif span.children:
                yield from walk(span.children, href)
            elif href:
                open_.append((span.words, href))

    def close(href: str) -> Iterator[Anchor]:
        words = "".join(said for said, _ in open_)
        open_.clear()
        if words.strip():
            yield Anchor(words, href, line=line)

    return walk(shown, "")
