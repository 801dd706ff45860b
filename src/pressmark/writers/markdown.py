"""The article as Markdown: every word of it, for sites made by Hugo or Jekyll, for Pandoc, and for people.

The text is CommonMark 0.31 with footnotes as GitHub has them; it begins with front matter in YAML. In this order, each
block only where the article has it:

1. embargo; outlet, its postal address and rubric, a line each; the headline as the one heading of level 1; deck, byline
   (for a summary: whose work it tells), dates, summary;
2. the dateline; for a withdrawn article date and reason, else the sections, each under a heading of level 2;
3. what is told about the authors, then under headings of level 2: notes to editors, contact, corrections, quotations,
   people and organisations, about this article, sources. Sources that a note refers to are footnotes; they come last.

A quote is a block quote, and who said it stands after a dash in the paragraph below. Demands are a numbered list, their
facts lines of the item. What the article says in words never becomes markup, be it CommonMark's, GitHub's, Pandoc's or
that of a site's generator.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, assert_never
from urllib.parse import quote as percent

from pressmark import wording
from pressmark.i18n import locale_of
from pressmark.letters import plain
from pressmark.model import BlockQuote, DemandList, Figure, Heading, ItemList, Paragraph, QuoteBlock
from pressmark.writers import Writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pressmark.model import Article, Block, Demand, Image, Inline, Quote
    from pressmark.theme import Options
    from pressmark.wording import Fact, Line, ShownSpan


def write(article: Article, options: Options) -> bytes:
    """Return *article* as UTF-8 Markdown that ends with a line feed.

    A picture is named by its address; one without, or with ``images="beside"``, by its file, which is built beside it.
    """
    made = _Document(article, beside=options.images == "beside")
    blocks = [_front(article), *made.head(), *made.body(), *made.matter()]
    return ("\n\n".join(block for block in blocks if block) + "\n").encode("utf-8")


def front_matter(article: Article) -> dict[str, object]:
    """Return what the head of the file says of *article*: texts, and lists of texts, by names that generators know.

    They are Pandoc's, Hugo's and Jekyll's with its SEO tag. An embargo is Hugo's ``publishDate``: before it the page is
    not shown.
    """
    rights, picture = article.rights, next((i for i in wording.placed.images(article) if i.url), None)
    said: dict[str, object] = {
        "title": article.headline,
        "subtitle": article.deck,
        "description": article.summary or article.deck,
        "author": [author.label for author in article.authors],
        "date": article.published,
        "lastmod": article.modified,
        "publishDate": article.embargo,
        "lang": article.language,
        "dir": "rtl" if article.direction == "rtl" else None,
        "publisher": article.outlet.name,
        "genre": article.kind,
        "section": article.rubric,
        "slug": article.slug,
        "canonical_url": article.url,
        "image": picture.url if picture else None,
        "keywords": list(article.keywords),
        "tags": list(article.keywords),
        "version": None if article.version is None else str(article.version),
        "rights": rights.notice,
        "license": rights.license,
        "status": "withdrawn" if article.withdrawn else None,
        "robots": "noindex" if article.embargo else None,
    }
    return {key: _said(value) for key, value in said.items() if value}


def _said(value: object) -> object:
    return [_said(one) for one in value] if isinstance(value, list) else plain(_flat(str(value)))


def _front(article: Article) -> str:
    import yaml

    text = yaml.safe_dump(front_matter(article), allow_unicode=True, sort_keys=False, width=1_000_000)
    return f"---\n{text}---"


def address(image: Image, *, beside: bool) -> str:
    """Return where the Markdown says that *image* is."""
    return image.url if image.url and not beside else percent(image.file, safe="/")


class _Document:
    """Writes the parts of one article, and remembers to which sources notes refer."""

    def __init__(self, article: Article, *, beside: bool) -> None:
        self._article = article
        self._language = article.language
        self._beside = beside
        self._noted: set[int] = set()

    def head(self) -> Iterator[str]:
        article = self._article
        embargo = wording.embargo(article)
        yield self._fact(embargo) if embargo else ""
        outlet = self._line(wording.outlet(article.outlet))
        yield _broken([outlet, _text(wording.letterhead(article)), _text(wording.rubric(article))])
        yield f"# {_text(article.headline)}"
        yield _marked(article.deck or "", _EM)
        yield self._line(wording.byline(article))
        if article.based_on is not None:
            if article.kind != "summary":
                yield self._line(wording.based_on_line(article))
            yield _inline(_linked(article.based_on.title, article.based_on.url))
            yield self._facts(wording.quoted(article))
        yield self._line(wording.summarised_by(article))
        yield self._facts(wording.dates(article))
        yield self._fact(wording.brief(article)) if article.summary else ""

    def body(self) -> Iterator[str]:
        article = self._article
        yield _marked(article.dateline or "", _STRONG)
        if article.withdrawn is not None:
            yield self._facts(wording.withdrawal(article))
            return
        for section in article.sections:
            yield f"## {_text(section.heading)}" if section.heading else ""
            yield from self._blocks(section.blocks)
        if article.kind == "statement":
            yield _text(locale_of(self._language).label("Ends"))

    def matter(self) -> Iterator[str]:
        article, language = self._article, self._language
        yield from (_text(author.bio or "") for author in wording.placed.biographies(article))
        yield from self._part("Notes to editors", self._blocks(article.notes))
        yield from self._part("Contact", [_listed(map(self._line, wording.contacts(article)))])
        corrections = [wording.correction(value, language) for value in article.corrections]
        yield from self._part("Corrections", [_listed(map(self._fact, corrections))])
        quotes = wording.placed.unattributed(article)
        yield from self._part("Quotations", [self._quote(quote, 0, note=True) for quote in quotes])
        people = (*wording.placed.reachable(article), *wording.placed.people(article))
        yield from self._part(
            "People and organisations", [_listed(self._line(wording.person(party, language)) for party in people)]
        )
        about = (*wording.about(article), *wording.rights(article))
        yield from self._part("About this article", [_listed(map(self._fact, about))])
        yield from self._part("Sources", self._sources())

    def _part(self, heading: str, blocks: Iterable[str]) -> Iterator[str]:
        if found := [block for block in blocks if block]:
            yield f"## {_text(locale_of(self._language).label(heading))}"
            yield from found

    def _sources(self) -> Iterator[str]:
        """Yield the sources: those that no note refers to as a list, for footnotes without a reference vanish."""
        said = [(one.number, self._line(wording.reference(one, self._language))) for one in self._article.references]
        for n, (number, words) in enumerate((number, words) for number, words in said if number not in self._noted):
            # A list counts on by one; sources need not.
            yield _item(f"{number}{')' if n % 2 else '.'} ", words)
        yield "\n\n".join(f"[^{number}]: {words}" for number, words in said if number in self._noted)

    def _blocks(self, blocks: Iterable[Block]) -> Iterator[str]:
        before: Block | None = None
        other = False
        for block in blocks:
            # Lists that follow one another would be one: every other has other signs.
            other = before is not None and _alike(before, block) and not other
            yield self._block(block, other=other)
            before = block

    def _block(self, block: Block, *, other: bool) -> str:
        match block:
            case Paragraph(children):
                return self._inline(children)
            case Heading(level, children):
                return f"{'#' * level} {' '.join(self._inline(children).split(_BREAK))}"
            case ItemList():
                return self._list(block, other=other)
            case BlockQuote(blocks):
                return _quoted("\n\n".join(self._blocks(blocks)))
            case QuoteBlock(quote, first, nth):
                return self._quote(quote, nth) if first else self._pull_quote(quote)
            case DemandList(demands, start):
                sign = ")" if other else "."
                return "\n\n".join(_item(f"{n}{sign} ", self._demand(one)) for n, one in enumerate(demands, start))
            case Figure(image):
                return self._figure(image)
            case _:
                assert_never(block)

    def _list(self, block: ItemList, *, other: bool) -> str:
        items = []
        for n, item in enumerate(block.items, block.start):
            numbered = f"{n}) " if other else f"{n}. "
            plain_ = "+ " if other else "- "
            items.append(_item(numbered if block.ordered else plain_, "\n\n".join(self._blocks(item))))
        return ("\n" if block.tight else "\n\n").join(items)

    def _quote(self, quote: Quote, nth: int, *, note: bool = False) -> str:
        made = [_quoted(_text("".join(wording.marked(quote, self._language))))]
        made.append(_DASH + self._line(wording.attribution(quote, self._language, nth, note=note)))
        if quote.original is not None:
            made.append(_text(wording.original_label(quote.original, self._language)))
            made.append(_quoted(_text("".join(wording.marked_original(quote.original)))))
        return "\n\n".join(made)

    def _pull_quote(self, quote: Quote) -> str:
        words = _quoted(_text("".join(wording.marked(quote, self._language))))
        return f"{words}\n\n{_DASH}{self._line(wording.short_attribution(quote, self._language))}"

    def _demand(self, demand: Demand) -> str:
        return _broken([_text(demand.text), *map(self._fact, wording.demand(demand, self._language))])

    def _figure(self, image: Image) -> str:
        picture = f"![{_text(image.alt)}]({_target(address(image, beside=self._beside))})"
        told = _broken([_text(image.caption or ""), *map(self._fact, wording.credit(image, self._language))])
        return f"{picture}\n\n{told}" if told else picture

    def _inline(self, children: tuple[Inline, ...]) -> str:
        return _inline(self._spans(wording.spans(children, self._language)))

    def _spans(self, spans: Iterable[ShownSpan]) -> Iterator[_Token]:
        for span in spans:
            match span.kind:
                case "break":
                    yield _Token("break", _BREAK)
                case "note":
                    yield self._note(span.source.number if span.source else 0)
                case "link":
                    yield from _link(span.words, span.href, self._spans(span.children))
                case "emphasis" | "strong":
                    mark = _EM if span.kind == "emphasis" else _STRONG
                    yield _Token("open", mark)
                    yield from self._spans(span.children)
                    yield _Token("close", mark)
                case _:
                    yield _Token("text", _escaped(span.words))

    def _note(self, number: int) -> _Token:
        self._noted.add(number)
        return _Token("note", f"[^{number}]")

    def _line(self, line: Line) -> str:
        return _inline(self._pieces(line))

    def _pieces(self, line: Line) -> Iterator[_Token]:
        numbers = {reference.id: reference.number for reference in self._article.references}
        for piece in line:
            if piece.role == "note":
                yield self._note(numbers[piece.value])
            else:
                yield from _linked(piece.text, piece.href)

    def _fact(self, fact: Fact) -> str:
        return _inline([_Token("text", _escaped(fact.label + fact.gap)), *self._pieces(fact.line)])

    def _facts(self, facts: Iterable[Fact]) -> str:
        return _broken(map(self._fact, facts))


# How Markdown is spelt, from blocks to letters.

# Two spaces end a line everywhere; a backslash does not in kramdown, which Jekyll has.
_BREAK = "  \n"
_DASH = "— "
# Two signs, so that no run of stars is both.
_EM, _STRONG = "_", "**"


def _alike(one: Block, other: Block) -> bool:
    """Return whether two lists would become one where they follow one another."""
    kinds = [block.ordered if isinstance(block, ItemList) else True for block in (one, other)]
    return isinstance(one, ItemList | DemandList) and isinstance(other, ItemList | DemandList) and kinds[0] == kinds[1]


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))


def _item(marker: str, text: str) -> str:
    lines = text.split("\n")
    return "\n".join([marker + lines[0], *(" " * len(marker) + line if line else "" for line in lines[1:])])


def _listed(texts: Iterable[str]) -> str:
    return "\n".join(_item("- ", text) for text in texts if text)


def _broken(lines: Iterable[str]) -> str:
    """Return *lines* as one paragraph in which each ends with a hard break."""
    return _BREAK.join(line for line in lines if line)


@dataclass(frozen=True, slots=True)
class _Token:
    """A piece of a line: *text* is Markdown already. What is opened is closed by the same mark."""

    kind: Literal["text", "open", "close", "break", "note", "link"]
    text: str


def _text(words: str) -> str:
    """Return *words* as Markdown of a line of its own."""
    return _inline([_Token("text", _escaped(words))])


def _marked(words: str, mark: str) -> str:
    return _inline([_Token("open", mark), _Token("text", _escaped(words)), _Token("close", mark)])


def _linked(words: str, href: str | None) -> Iterator[_Token]:
    text = _Token("text", _escaped(words))
    yield from _link(words, href, [text]) if href else [text]


_ADDRESS = re.compile(r"https?://[^\s<>\\`{}&]+")
# What would be read as a sign by its name or number, and what no address holds unless it is hidden.
_ENTITY = re.compile(r"&(?=#?\w+;)")
_HIDDEN = re.compile(r"[\\<>`{}|\s^\"]")


def _link(words: str, href: str, inner: Iterable[_Token]) -> Iterator[_Token]:
    if words == href and _ADDRESS.fullmatch(href):
        yield _Token("link", f"<{href}>")
        return
    yield _Token("link", "[")
    yield from inner
    yield _Token("link", f"]({_target(href)})")


def _target(href: str) -> str:
    """Return *href* as a link's destination (CommonMark 0.31, 6.3): in angle brackets if its own don't pair up."""
    said = _ENTITY.sub("&amp;", _HIDDEN.sub(lambda found: percent(found[0], safe=""), href))
    depth = 0
    for sign in said:
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            break
    return said if depth == 0 else f"<{said}>"


def _inline(tokens: Iterable[_Token]) -> str:
    """Return *tokens* as the Markdown of a block whose every line begins as text."""
    made = _settled(_merged(tokens))
    lines = "".join(token.text for token in made).split(_BREAK)
    return _BREAK.join(filter(None, map(_begun, lines)))


def _merged(tokens: Iterable[_Token]) -> list[_Token]:
    """Return *tokens* without emphasis in emphasis, between two of a kind, or around nothing: marks can't say it."""
    made: list[_Token] = []
    depth = {_EM: 0, _STRONG: 0}
    for token in tokens:
        if token.kind in ("open", "close"):
            depth[token.text] += 1 if token.kind == "open" else -1
            if depth[token.text] != (1 if token.kind == "open" else 0):
                continue
            last = made[-1] if made else None
            if last is not None and last.text == token.text and {last.kind, token.kind} == {"open", "close"}:
                made.pop()
                continue
        if token.text:
            made.append(token)
    return made


def _settled(tokens: list[_Token]) -> list[_Token]:
    """Return *tokens* where every mark opens or closes, whatever letters stand beside it.

    Which it does depends on them (CommonMark 0.31, 6.2). Where they would not let it, they are written as character
    references, which are punctuation where they begin and where they end.
    """
    made, before = list(tokens), list[_Token]()
    while made != before:
        before = list(made)
        for at, token in enumerate(made):
            if token.kind == "open":
                _let(made, token, (at + 1, 0), (at - 1, -1))
            elif token.kind == "close":
                _let(made, token, (at - 1, -1), (at + 1, 0))
    return made


def _let(tokens: list[_Token], mark: _Token, inner: tuple[int, int], outer: tuple[int, int]) -> None:
    """Let *mark* do its work between the signs at *inner*, which it stresses, and at *outer*: token and end of it."""
    if _sort(tokens, *inner) in "s?":
        _refer(tokens, *inner)
    if _sort(tokens, *outer) in "l?" and (mark.text == _EM or _sort(tokens, *inner) == "p"):
        _refer(tokens, *outer)


def _sort(tokens: list[_Token], at: int, end: int) -> str:
    """Return what stands at *end* of the token *at*: ``s``pace, ``p``unctuation, ``l``etter, ``-`` where there is none.

    What versions of CommonMark differ about, such as symbols, is ``?``.
    """
    if not 0 <= at < len(tokens):
        return "-"
    sign = tokens[at].text[end]
    category = unicodedata.category(sign)
    if sign.isspace():
        return "s"
    if category[0] == "P" or (sign.isascii() and not sign.isalnum()):
        return "p"
    return "?" if category[0] in "SC" else "l"


def _refer(tokens: list[_Token], at: int, end: int) -> None:
    token = tokens[at]
    if token.kind == "break":
        return
    reference = f"&#{ord(token.text[end])};"
    text = token.text[:-1] + reference if end else reference + token.text[1:]
    tokens[at] = _Token(token.kind, text)


# Any ASCII sign of punctuation may be escaped (CommonMark 0.31, 2.4). These always are; others where more is read into
# them: entities, generators' tags, dashes and dots, addresses, names of emoji.
_SIGNS = re.compile(
    r"[\\`*_\[\]<>|~^${}#@]|&(?=#?\w)|(?<=\{)%|%(?=\})|(?<=-)-|-(?=-)|(?<==)=|=(?==)|\.(?=\.\.)|(?<=\.)\.(?=\.)"
    r"|(?<=\.\.)\.|:(?=//|[A-Za-z_+-]+:)|(?<=\b[wW]{3})\."
)


def _escaped(words: str) -> str:
    """Return *words*, on one line, so that no sign of them is markup within a line."""
    return _SIGNS.sub(lambda found: f"\\{found[0]}", _flat(words))


# What begins a block: a list, a definition, the line under a heading. Pandoc counts with letters and in brackets, too.
_BEGINS = re.compile(r"!|[-+](?=[ \t]|\Z)|[=-](?=\Z)|:(?=[ \t])|%(?=[ \t])")
_COUNTS = re.compile(r"(\(?(?:[0-9]{1,9}|[A-Za-z]|[ivxlcdmIVXLCDM]+))([.)])(?=[ \t]|\Z)")
_NOTED = re.compile(r"(\[\^[0-9]+\])([:(])")


def _begun(line: str) -> str:
    """Return *line* so that it begins no block, and nothing in it joins what stands beside it."""
    line = re.sub(r"!(?=\[|\Z)", r"\\!", line.strip(" \t"))
    line = _NOTED.sub(r"\1\\\2", line)
    line = _COUNTS.sub(r"\1\\\2", line, count=1) if _COUNTS.match(line) else line
    return f"\\{line}" if _BEGINS.match(line) else line


def _flat(words: str) -> str:
    return " ".join(words.splitlines())


WRITER = Writer("markdown", "text/markdown", "Markdown with front matter, for Hugo, Jekyll and Pandoc", write)
