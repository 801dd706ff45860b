"""Whether all renditions of an article say the same: each is read back by its own parser and held to the source.

One check for each file, which also holds to the source the digest that the file states.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, get_args
from urllib.parse import quote as percent

import pressmark
from pressmark import fragments, looks, wording
from pressmark.containers import Broken
from pressmark.i18n import labels
from pressmark.letters import plain
from pressmark.metadata import page_metadata, web_profile
from pressmark.metadata.pagehead import LinkTag, MetaTag
from pressmark.page import beside, embedded
from pressmark.parity import claims, docx, epub, html, markdown, simple, statements
from pressmark.parity.claims import NOT_IN_PRINT, TEXT_ONLY, Said, attributed_first
from pressmark.parity.compare import Comparison, Form, Labels, UnreadableRendition, address, hold, short
from pressmark.parity.making import CARD, NINJS, KnownMaking, recorded, suffix
from pressmark.pdf import imprint, reading
from pressmark.pdf.contents import SHAPES, glance, unlike
from pressmark.problems import BuildError
from pressmark.theme import LINKED, Edition, linked, load_theme
from pressmark.verdict import Check, Finding
from pressmark.writers import formats, writer
from pressmark.writers.epub import sheet
from pressmark.writers.ninjs import item

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pressmark.model import Article
    from pressmark.parity.claims import Claim

__all__ = ["COMPARERS", "KnownMaking", "along", "check", "comparable", "recorded"]

# The styles that the page's template holds itself.
_INLINE = "q::before,q::after{content:none}.footnote{display:none}"
# Letters of a head that is cut: two lines hold more.
_SHORTEST_HEAD = 11
# The longest “12 / 345”, as `Form.key` has it.
_PAGE_NUMBER = 12
_COUNTED = re.compile(r"(?<!\d)(\d+)\s{0,3}/\s{0,3}(\d+)")
_NOTE_NUMBER = re.compile(r"\[\d+\]")
_METAS = ("og:", "article:", "twitter:", "citation_", "dc.", "dcterms.", "fediverse:", "tdm-")
_NAMES = {"description", "author", "keywords", "generator", "refresh", "title", "copyright", "news_keywords"}

_profile = claims.of_one(web_profile)


def check(article: Article, files: Mapping[str, bytes], making: KnownMaking | None = None) -> tuple[Check, ...]:
    """Return what comparing *files* (by name) with *article* found; files of no format are passed over."""
    made = making or KnownMaking.here()
    return tuple(_check(article, name, data, made) for name, data in files.items() if comparable(name))


def comparable(name: str) -> bool:
    """Return whether a file of this *name* is compared: one of a format that pressmark writes, pictures apart."""
    return suffix(name) in COMPARERS or suffix(name) in _written()


def _written() -> dict[str, str]:
    """Return the suffixes of the formats that have no reader of their own, with their media types."""
    found = {writer(name).suffix: writer(name).media_type for name in formats()}
    return {end: kind for end, kind in found.items() if end not in COMPARERS and not kind.startswith("image/")}


def _check(article: Article, name: str, data: bytes, making: KnownMaking) -> Check:
    title = f"{name} says what the source says"
    found = Comparison(Form())
    try:
        COMPARERS.get(suffix(name), _any)(article, data, making, found)
    except simple.Untagged as error:
        return Check(title, "not compared", detail=str(error))
    except (
        reading.UnreadablePdf,
        UnreadableRendition,
        Broken,
        UnicodeDecodeError,
    ) as error:
        found.wrong.append(f"it can’t be read: {error}")
    except RecursionError:
        found.wrong.append("it can’t be read: it is nested beyond reason")
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, OSError) as error:
        # A stranger's file makes a parser trip wherever it likes; that is an answer too.
        found.wrong.append(f"it can’t be read: {type(error).__name__}: {error}")
    detail = "; ".join(dict.fromkeys(found.unsure))
    if found.wrong:
        return Check.of(title, [Finding(name, message) for message in dict.fromkeys(found.wrong)])
    if detail and (making.theme is None or making.version != pressmark.__version__):
        return Check(title, "not compared", detail=detail)
    return Check.of(title, (), detail)


def _page(article: Article, data: bytes, making: KnownMaking, found: Comparison) -> None:
    sections = {section.id for section in article.sections}
    read = html.read(data, sections, _known() | _looks(article, making))
    _on_page(article, read, making, found)
    found.wrong += _head(article, read)
    found.wrong += _pictures(article, dict(read.pictures))


def _book(article: Article, data: bytes, making: KnownMaking, found: Comparison) -> None:
    try:
        known = frozenset({sheet(article, making.theme or load_theme()).strip()})
    except BuildError:  # No book is made with that theme.
        known = frozenset()
    read = epub.read(data, {section.id for section in article.sections}, known)
    _on_page(article, read.page, making, found)
    found.wrong += epub.departures(article, read, Form())
    found.wrong += _pictures(article, dict(read.pictures))
    found.wrong += [f"a picture is in it that the source does not have ({id_})" for id_, _ in read.page.pictures]


def _on_page(article: Article, read: html.Page, making: KnownMaking, found: Comparison) -> None:
    """Compare what a page says, in a file of its own or in a book."""
    compared = _comparison(article, making, Form())
    logo = article.outlet.logo
    hold(article, read.blocks, compared, _lines, _paged, (logo.alt,) if logo else ())
    found.take(compared)
    headline = " ".join(article.headline.split())
    if read.headlines != (headline,):
        found.wrong.append(
            f"the headline differs: it says “{' / '.join(read.headlines)}” where the source says “{headline}”"
        )
    title = plain(f"{headline} – {' '.join(article.outlet.name.split())}")
    if read.titles != (title,):
        (found.unsure if making.foreign and read.titles[:1] and headline in read.titles[0] else found.wrong).append(
            f"the title differs: it says “{' / '.join(read.titles)}” where the source says “{title}”"
        )
    if read.language != (article.language, article.direction):
        found.wrong.append(f"it is said to be in “{read.language[0]}”, written {read.language[1]}")
    for source in article.references:
        words_ = compared.form.key(wording.plain(wording.reference(source, article.language)))
        if source.id not in read.targets and source.id in wording.placed.referenced(article):
            found.wrong.append(f"the notes to source “{source.id}” lead nowhere")
        elif source.id in read.targets and words_ not in compared.form.key(read.targets[source.id]):
            found.wrong.append(f"the notes to source “{source.id}” lead to “{short(read.targets[source.id])}”")
    for one in read.styles:
        # A theme may dress elements with shapes of its own.
        (found.unsure if making.foreign and "may lay" in one else found.wrong).append(one)
    found.wrong += read.intruders
    found.wrong += _unspoken(article, read.spoken, making)
    found.wrong += _undated(article, read.dates, compared.form)
    cited = {address(quote.source.url) for quote in article.quotes if quote.source and quote.source.url}
    found.wrong += [f"a quotation is said to be from {one}" for one in read.sources if address(one) not in cited]
    if len(read.graphs) != 1:
        found.wrong.append(f"it holds {len(read.graphs)} JSON-LD scripts instead of one")
    for one in read.graphs:
        found.wrong += [f"JSON-LD: {message}" for message in _graph_departures(article, one)]


@cache
def _known() -> frozenset[str]:
    """Return pressmark's own styles, as a page holds them; those of any other theme may do anything."""
    theme = load_theme()
    return frozenset({_INLINE, *(theme.text(name).strip() for name in ("screen.css", "print.css"))})


def _looks(article: Article, making: KnownMaking) -> frozenset[str]:
    """Return the styles that are made of what the article's house says; its own sheets may do anything."""
    theme = making.theme or load_theme()
    sheets = (text for address in (embedded, beside) for _, text in looks.ours_on_page(article, theme, address))
    return frozenset(text.strip() for text in sheets)


def along(article: Article, read: html.Page) -> tuple[str, ...]:
    """Return the endings of the files that the page *read* says are built beside it, of those that it may lead to."""
    stem = percent(article.source.stem, safe="")
    named = {address(href) for rel, href in read.links if rel == "alternate"}
    ends = [end for edition in get_args(Edition) for end in linked(("pdf",), edition)]
    ends += linked({*LINKED} - {"pdf"})
    return tuple(end for end in ends if address(f"{stem}{end}") in named)


def _head(article: Article, read: html.Page) -> Iterator[str]:
    """Yield what the page's head says otherwise than the source, or besides."""
    tags = page_metadata(article, along(article, read))
    metas = [(tag.key, plain(tag.content)) for tag in tags if isinstance(tag, MetaTag)]
    if not any(key == "generator" for key, _ in read.metas):
        yield "it does not say in its head what made it (“generator”)"
    lost = set()
    for key, content in dict.fromkeys(metas):
        if (key, content) not in read.metas:
            lost.add(key)
            yield f"“{key}” in the head is not “{content}”"
    for key, content in dict.fromkeys(read.metas):
        name = key.lower()
        telling = name.startswith(_METAS) or name in _NAMES - {"generator"}
        if telling and key not in lost and (key, content) not in metas:
            yield f"“{key}” in the head says “{short(content)}”, which the source does not"
    links = [(tag.rel, address(tag.href)) for tag in tags if isinstance(tag, LinkTag)]
    there = [(rel, address(href)) for rel, href in read.links]
    for rel, href in dict.fromkeys(links):
        if (rel, href) not in there:
            yield f"the link “{rel}” in the head does not lead to {href}"
    for rel, href in dict.fromkeys(there):
        if (rel, href) not in links and rel in {
            "canonical",
            "alternate",
            "license",
            "author",
            "amphtml",
            "next",
            "prev",
        }:
            yield f"the link “{rel}” in the head leads to {href}, which is not in the source"


def _unspoken(article: Article, spoken: Sequence[tuple[str, str]], making: KnownMaking) -> Iterator[str]:
    """Yield the attributes that say words which neither their element nor a label of the language says."""
    known = set(labels(article.language))
    for said, shown in spoken:
        if said not in known and said not in shown and not (making.foreign and not shown):
            yield f"an attribute says “{short(said)}”, which its element does not"


def _undated(article: Article, dates: Sequence[tuple[str, str]], form: Form) -> Iterator[str]:
    """Yield the dates for programs that are not those of their words."""
    claimed = (*claims.body(article), *claims.surroundings(article))
    known = {(form.key(words_), value.upper()) for claim in claimed for words_, value in claim.dates}
    for shown, value in dates:
        if (form.key(shown), value.upper()) not in known:
            yield f"“{short(shown)}” is said to be the date {short(value)}"


def _pictures(article: Article, found: dict[str, str]) -> Iterator[str]:
    known = {image.id: image.sha256 for image in wording.placed.images(article)}
    if article.outlet.logo:
        known[fragments.LOGO] = article.outlet.logo.sha256
    for name, digest in found.items():
        if name not in known:
            yield f"a picture is in it that the source does not have (SHA-256 {digest[:16]}…)"
        elif known[name] != digest:
            yield f"image “{name}” is not the picture in the source: its SHA-256 is {digest}"


def _text(article: Article, data: bytes, making: KnownMaking, found: Comparison) -> None:
    compared = _comparison(article, making, Form())
    compared.foreign = False  # No theme shapes it.
    hold(article, simple.read_text(data), compared, simple.text_lines, lambda said: [simple.text_shown(said)])
    found.take(compared)


def _markdown(article: Article, data: bytes, making: KnownMaking, found: Comparison) -> None:
    compared = _comparison(article, making, Form())
    compared.foreign = False  # No theme shapes it.
    found.wrong += markdown.departures(article, data, compared)
    found.take(compared)


def _ninjs(article: Article, data: bytes, _making: KnownMaking, found: Comparison) -> None:
    found.wrong += statements.departures(data, item(article), "the item", statements.by_path)


def _card(article: Article, data: bytes, _making: KnownMaking, found: Comparison) -> None:
    found.wrong += simple.card_departures(article, data)


def _graph(article: Article, data: bytes, _making: KnownMaking, found: Comparison) -> None:
    found.wrong += _graph_departures(article, data)


def _graph_departures(article: Article, data: str | bytes) -> Iterator[str]:
    return statements.departures(data, _profile(article), "the article", statements.by_id)


def _any(article: Article, data: bytes, _making: KnownMaking, found: Comparison) -> None:
    found.wrong += simple.missing(article, data)


def _document(article: Article, data: bytes, making: KnownMaking, found: Comparison) -> None:
    compared = _comparison(article, making, Form())
    compared.foreign = False  # No theme shapes it.
    found.wrong += docx.departures(article, data, compared)
    found.take(compared)


def _copy(article: Article, data: bytes, making: KnownMaking, found: Comparison) -> None:
    copy = simple.read_pdf(data)
    compared = _comparison(article, making, Form(loose=True, cased=not making.foreign))
    logo = article.outlet.logo
    around = claims.surroundings(article)
    optional = [
        imprint.colophon(article),
        *filter(None, (imprint.code_words(article),)),
        *((logo.alt,) if logo else ()),
        *_printed_addresses(article),
    ]
    optional += [claim.words for claim in around if claim.sort == NOT_IN_PRINT]
    hold(article, copy.blocks, compared, lambda claim: [(claim, claim.words)], _printed, optional)
    found.take(compared)
    shown = imprint.fingerprint(" ".join(block.words for block in copy.blocks))
    if shown is not None and not article.source.sha256.startswith(shown):
        found.wrong.append(f"the digest printed in it is {shown}…, but the source’s is {article.source.sha256}")
    found.wrong += _attached(article, data)
    found.wrong += copy.besides.faults
    _around(article, copy, making, found)


def _around(article: Article, copy: simple.ReadBack, making: KnownMaking, found: Comparison) -> None:
    """Compare what a viewer shows around a copy's words: title, bookmarks, running heads."""
    form = Form(loose=True, cased=False, hyphened=False)
    headline = form.key(article.headline)
    found.wrong += _about(article, copy, Form(loose=True))
    found.wrong += _drawn(article, copy)
    added = [form.key(printed) for printed in _printed_addresses(article)]

    def bare(words_: str) -> str:
        """Return the key of *words_* without the notes and addresses that a heading's bookmark may have or not."""
        key = form.key(_NOTE_NUMBER.sub("", words_))
        for printed in added:
            key = key.replace(printed, "")
        return key

    everything = bare("\n".join(block.words for block in copy.blocks))
    for title in copy.besides.outline:
        if bare(title) not in everything:
            found.wrong.append(f"a bookmark says “{short(title)}”, which its words do not")
    heads = (form.key(article.outlet.name), headline)
    # From right to left a line is drawn in the order of the eye.
    drawn = [sorted(filter(str.isalpha, said)) for said in ("", *heads, "".join(heads))]
    for number, margin in enumerate(copy.besides.margins, 1):
        left = key = form.key(margin)
        for head in heads:
            left = left.replace(head if head in left else _cut(head, left), "", 1)
        counted = [{int(n), int(of)} for n, of in _COUNTED.findall(margin)]
        if counted and {number, len(copy.besides.margins)} not in counted:
            found.wrong.append(f"page {number} of {len(copy.besides.margins)} says in its margin “{short(margin)}”")
        more = any(letter.isalpha() for letter in left) or len(left) > _PAGE_NUMBER
        if more and sorted(filter(str.isalpha, key)) not in drawn:
            (found.unsure if making.foreign else found.wrong).append(
                f"in the margin of page {number} stands “{short(margin)}”"
            )


def _cut(head: str, margin: str) -> str:
    """Return as much of *head* as stands in the *margin* before an ellipsis, with that; "" where it isn't there."""
    kept = next((n for n in range(len(head) - 1, _SHORTEST_HEAD, -1) if f"{head[:n]}..." in margin), 0)
    return f"{head[:kept]}..." if kept else ""


def _about(article: Article, copy: simple.ReadBack, form: Form) -> Iterator[str]:
    """Yield what a copy says of itself, in its metadata, that the source does not."""
    headline = form.key(article.headline)
    said = copy.besides.about
    expected = {"Title": article.headline, "Subject": article.description, "Keywords": ", ".join(article.keywords)}
    for name, words_ in expected.items():
        if form.key(said.get(name, "")) not in ("", form.key(words_)):
            yield f"its {name.lower()} is “{short(said[name])}”, which the source does not say"
    if form.key(said.get("Title", "")) != headline or any(form.key(one) != headline for one in copy.besides.titles):
        yield f"its title is not “{short(article.headline)}”"
    authors = [author.label for author in article.authors]
    if form.key(said.get("Author", "")) not in ("", form.key(", ".join(authors))):
        yield f"its author is “{short(said['Author'])}”, which the source does not say"
    known = _core(article)
    for name, value in copy.besides.said:
        if name in known and form.key(value) not in {form.key(one) for one in known[name] if one}:
            yield f"its metadata say “{short(value)}” ({name}), which the source does not"
    if copy.besides.language not in ("", article.language):
        yield f"it is said to be in “{copy.besides.language}”"


def _core(article: Article) -> dict[str, list[str | None]]:
    """Return what a copy's metadata may say of *article* in Dublin Core, by element."""
    based = article.based_on
    places = [place.name for place in article.places]
    return {
        "title": [article.headline],
        "creator": [author.label for author in article.authors],
        "description": [article.description],
        "publisher": [article.outlet.name],
        "language": [article.language],
        "subject": [*article.keywords, *(topic.name for topic in article.topics)],
        "rights": [article.rights.notice, article.rights.license],
        "identifier": [article.url, article.base],
        "source": [based.title if based else None],
        "coverage": [*places, "; ".join(places)],
    }


def _drawn(article: Article, copy: simple.ReadBack) -> Iterator[str]:
    """Yield which pictures of a copy are not those of the source: by a glance, since print converts them."""
    known = {image.alt: image.data for image in wording.placed.images(article)}
    for described, drawn in copy.besides.pictures:
        if described not in known:
            continue
        if drawn == SHAPES or unlike(glance(known[described]), drawn):
            yield f"it shows another picture for “{short(described)}”"


def _printed_addresses(article: Article) -> Iterator[str]:
    """Yield what print shows of a link's address behind its words."""
    for claim in (*claims.body(article), *claims.surroundings(article)):
        for link in claim.links:
            if "://" in link.href:
                yield f"({link.href.split('://', 1)[1].removesuffix('/')})"


def _attached(article: Article, data: bytes) -> Iterator[str]:
    """Yield which of the files inside a PDF are not those of *article*; not every copy carries them."""
    from pressmark.pdf import attachments  # only a comparison opens PDFs

    try:
        inside = attachments.extract(data, name="it")
    except attachments.NoSource as error:
        yield str(error)
        return
    expected = {file.name: file.data for file in attachments.of(article)} if inside else {}
    for name, (content, relationship) in inside.items():
        if relationship == "Source" and content != article.source.data:
            yield f"the source inside it, {name}, is another: its SHA-256 is {hashlib.sha256(content).hexdigest()}"
        elif suffix(name) == ".jsonld":
            yield from (f"{name} inside it: {message}" for message in _graph_departures(article, content))
        elif name not in expected and relationship != "Source":
            yield f"a file is inside it that the article does not consist of: {short(name)}"
        elif relationship != "Source" and content != expected[name]:
            yield f"{name} inside it is another: its SHA-256 is {hashlib.sha256(content).hexdigest()}"


def _comparison(article: Article, making: KnownMaking, form: Form) -> Comparison:
    other = making.version != pressmark.__version__
    return Comparison(form, foreign=making.foreign, labels=Labels(labels(article.language)) if other else None)


def _lines(claim: Claim) -> Said:
    """Return *claim* line by line: on a page a hard break ends a block."""
    made: Said = []
    for n, line in enumerate(claim.words.split("\n")):
        links = tuple(replace(anchor, line=0) for anchor in claim.links if anchor.line == n)
        label = "" if n and claim.label is not None else claim.label
        made.append((replace(claim, label=label, links=links), line))
    return made


def _paged(found: Said) -> list[Said]:
    """Return the two orders of pages, where a quote's original stands before or after who said it."""
    kept = [one for one in found if one[0].sort != TEXT_ONLY]
    return [attributed_first(kept), kept]


def _printed(found: Said) -> list[Said]:
    """Return the two orders of print, where a quote's original stands before or after who said it."""
    kept = [one for one in found if one[0].sort not in (TEXT_ONLY, NOT_IN_PRINT)]
    return [kept, attributed_first(kept)]


COMPARERS: dict[str, Callable[[Article, bytes, KnownMaking, Comparison], None]] = {
    ".docx": _document,
    ".epub": _book,
    ".html": _page,
    ".jsonld": _graph,
    ".md": _markdown,
    NINJS: _ninjs,
    CARD: _card,
    ".pdf": _copy,
    ".txt": _text,
}
