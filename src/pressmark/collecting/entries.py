"""What a collection knows of an article: enough to list it anywhere, as a value that is kept between two runs.

An article that is not out yet has no entry: until then, nothing of it is kept or shown.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote as percent

from pressmark import metadata, page, wording
from pressmark.archive.deposit import urn
from pressmark.letters import plain
from pressmark.model import dates, direction

if TYPE_CHECKING:
    from xml.etree import ElementTree as ET

    from pressmark.metadata import Node
    from pressmark.model import Article, Image, Party

Status = Literal["open", "met", "refused"]

# A picture that lies beside the page: its address depends on where the site is.
BESIDE = "beside:"
_PULLED = re.compile(r'<aside class="pull-quote".*?</aside>\n?', re.DOTALL)
# Text has its quotation marks escaped: only an element's own attributes look like this.
_ATTRIBUTES = re.compile(r' (?:id|class|role|aria-[a-z]+)="[^"]*"')


@dataclass(frozen=True, slots=True)
class Agent:
    """An author, an outlet: *ids* are addresses that name the same one elsewhere."""

    name: str
    type: Literal["person", "organization"] = "person"
    url: str | None = None
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """A topic, or a series of which the article is the *part* with that number."""

    name: str
    same_as: str | None = None
    part: int | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A demand: who (*by*) demands what (*text*) of whom (*of*); *node* is it as JSON-LD."""

    id: str
    text: str
    by: tuple[str, ...]
    of: tuple[str, ...] = ()
    action: str | None = None
    due: str | None = None
    status: Status = "open"
    node: Node = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note:
    """A correction, or why an article was withdrawn: what was said of it when, and by whom."""

    date: str
    text: str
    by: str | None = None


@dataclass(frozen=True, slots=True)
class LeadPicture:
    """The first picture of an article: *file* is its path from the article, *url* its own address."""

    file: str
    url: str | None
    media_type: str
    width: int
    height: int
    size: int
    alt: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as it is listed: its values as in the source, dates as text.

    *base* is what its fragments hang on, *identifier* a URN that no other article has. *translations* are pairs of
    language and address. *place* is its folder and stem among the outputs.
    """

    base: str
    identifier: str
    kind: str
    language: str
    headline: str
    slug: str
    published: str
    rubric: str
    outlet: Agent
    authors: tuple[Agent, ...] = ()
    issn: str | None = None
    url: str | None = None
    deck: str | None = None
    summary: str | None = None
    modified: str | None = None
    topics: tuple[Subject, ...] = ()
    series: Subject | None = None
    keywords: tuple[str, ...] = ()
    calls: tuple[Call, ...] = ()
    corrections: tuple[Note, ...] = ()
    withdrawn: Note | None = None
    embargo: str | None = None
    translations: tuple[tuple[str, str], ...] = ()
    license: str | None = None
    notice: str | None = None
    holder: str | None = None
    picture: LeadPicture | None = None
    pdf: str | None = None
    yaml: str | None = None
    free: bool | None = None
    place: str = ""

    @property
    def id(self) -> str:
        """Return what names the article in feeds, for good: its address, or a URN where it has none."""
        return self.url or self.identifier

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """Return the writing direction of the article's language."""
        return direction(self.language)

    @property
    def description(self) -> str:
        """Return the summary, else the deck, else the headline."""
        return self.summary or self.deck or self.headline

    @property
    def updated(self) -> str:
        """Return when it last changed as far as it says so: published, modified, corrected or withdrawn."""
        said = [self.published, self.modified, *(one.date for one in self.corrections)]
        said.append(self.withdrawn.date if self.withdrawn else None)
        return max((one for one in said if one), key=instant)


def instant(text: str) -> str:
    """Return the date *text* as RFC 3339 in UTC, so that sorting sorts by time; a day is its beginning in UTC."""
    if dates.day(text):
        return f"{text}T00:00:00Z"
    from datetime import UTC  # with the next line

    found = dates.time(text.upper())
    if found is None:
        raise ValueError(f"no date: {text}")
    return found.astimezone(UTC).isoformat().replace("+00:00", "Z")


def until(embargo: str | None, published: str, as_of: str | None) -> str | None:
    """Return the moment before which nothing of an article may be shown, None where it is out.

    *as_of* is the day or moment that it is; None where nobody said. An *embargo* ends at its hour (a day at its
    beginning in UTC); an article is out on the day that it says it was *published* on.
    """
    if embargo is not None and (as_of is None or dates.before(as_of.upper(), embargo.upper())):
        return embargo
    if as_of is not None and dates.days_before(as_of.upper(), published.upper()):
        return published
    return None


def kept(article: Article, as_of: str | None) -> tuple[bytes, bool]:
    """Return what a collection keeps of *article* as JSON, and whether it is held back (`Settings.entry`)."""
    if until(article.embargo, article.published, as_of) is not None:
        said = {"embargo": article.embargo, "published": article.published, "url": article.url}
        return json.dumps(said).encode(), True
    body = page.content(article, lambda image: image.url or f"{BESIDE}{percent(image.file, safe='/')}")
    entry = asdict(entry_of(article))
    return json.dumps({"entry": entry, "body": tidied(body)}, ensure_ascii=False).encode(
        "utf-8", "surrogatepass"
    ), False


def tidied(body: str) -> str:
    """Return the HTML *body* without what only a page of its own needs: ids, classes, roles, passages said again."""
    return _ATTRIBUTES.sub("", _PULLED.sub("", body))


def entry_of(article: Article) -> Entry:
    """Return the entry of *article*. A withdrawn one has what its page still shows: that it was there, and why not."""
    gone = article.withdrawn
    shown = {} if gone is not None else _content(article)
    return Entry(
        base=article.base,
        identifier=urn(article),
        kind=article.kind,
        language=article.language,
        headline=plain(article.headline),
        slug=article.slug,
        published=article.published,
        rubric=plain(wording.rubric(article)),
        outlet=Agent(plain(article.outlet.name), "organization", article.outlet.url),
        issn=article.outlet.issn,
        authors=tuple(_agent(author) for author in article.authors),
        url=article.url,
        modified=article.modified,
        embargo=article.embargo,
        topics=tuple(Subject(plain(topic.name), topic.same_as) for topic in article.topics),
        series=Subject(plain(series.name), series.url, series.part) if (series := article.series) else None,
        corrections=tuple(
            Note(one.date, plain(one.text), plain(one.by.label) if one.by else None) for one in article.corrections
        ),
        withdrawn=Note(gone.date, plain(gone.reason)) if gone is not None else None,
        translations=tuple((one.language, one.url) for one in article.translations),
        license=article.rights.license,
        notice=article.rights.notice,
        holder=article.rights.holder,
        free=article.rights.free,
        **shown,
    )


def _content(article: Article) -> dict[str, Any]:
    """Return what only an article that stands has."""
    nodes = metadata.demand_nodes(article)
    calls = [
        Call(
            one.id,
            plain(one.text),
            tuple(plain(party.label) for party in one.by),
            tuple(plain(party.label) for party in one.of),
            plain(one.action) if one.action else None,
            one.due,
            one.status,
            node,
        )
        for one, node in zip(wording.placed.demands(article), nodes, strict=True)
    ]
    images = wording.placed.images(article)
    return {
        "deck": plain(article.deck) if article.deck else None,
        "summary": plain(article.summary) if article.summary else None,
        "keywords": tuple(plain(word) for word in article.keywords),
        "calls": tuple(calls),
        "picture": _picture(images[0]) if images else None,
        "pdf": article.files.pdf,
        "yaml": article.files.yaml,
    }


def _agent(party: Party) -> Agent:
    return Agent(plain(party.name or ""), party.type, party.url, party.same_as)


def _picture(image: Image) -> LeadPicture:
    return LeadPicture(
        image.file, image.url, image.media_type, image.width, image.height, len(image.data), plain(image.alt)
    )


class Strange(ValueError):
    """What was kept is nothing that this version writes."""


def entry_from(said: dict[str, Any], place: str) -> Entry:
    """Return the entry that was kept as *said*, of the article at *place*. Raises Strange for what `kept` never writes.

    What is kept lies in the site's folder, and may be anybody's by now: an address leads to the web or nowhere.
    """
    try:
        values = {name: _checked(name, value) for name, value in said.items()}
        entry = Entry(**{**values, "place": place})
        for name in ("base", "identifier", "kind", "language", "headline", "slug", "published", "rubric"):
            _text(getattr(entry, name))
        instant(entry.updated)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise Strange(f"no entry: {error}") from error
    return entry


_PARTS: dict[str, type] = {
    "outlet": Agent,
    "series": Subject,
    "withdrawn": Note,
    "picture": LeadPicture,
    "authors": Agent,
    "topics": Subject,
    "calls": Call,
    "corrections": Note,
}


def _checked(name: str, value: Any) -> Any:  # noqa: ANN401 - a value from JSON
    kind = _PARTS.get(name)
    if kind is not None:
        return tuple(_part(kind, one) for one in value) if isinstance(value, list) else value and _part(kind, value)
    if name == "translations":
        return tuple((_text(language), _address(url)) for language, url in value)
    if isinstance(value, list):
        return tuple(_text(word) for word in value)
    return _plain_value(name, value)


def _part(kind: type, said: dict[str, Any]) -> Any:  # noqa: ANN401 - the same
    return kind(
        **{
            name: value
            if name == "node" and isinstance(value, dict)
            else tuple((_address if name == "ids" else _text)(one) for one in value)
            if isinstance(value, list)
            else _plain_value(name, value)
            for name, value in said.items()
        }
    )


def _plain_value(name: str, value: object) -> object:
    if not isinstance(value, str | int | None):
        raise TypeError(f"{name} is no text")
    if isinstance(value, str) and _text(value) and name in _WORDS and _GAPS.search(value):
        raise ValueError(f"{name} is no single word")
    return _address(value) if value and name in _ADDRESSES else value


_ADDRESSES = {"url", "same_as", "license", "pdf", "yaml"}


def _address(value: object) -> str:
    address = _text(value)
    if not address.lower().startswith(("http://", "https://")) or _GAPS.search(address):
        raise ValueError("an address that leads elsewhere")
    return address


# What no article may hold, nor XML and calendars carry; and what no address or single word has.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_GAPS = re.compile(r"\s")
_WORDS = {"id", "language", "due", "date", "published", "modified", "embargo", "status", "slug", "kind", "identifier"}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a value that is no text")
    if _CONTROLS.search(value):
        raise ValueError("a text with a control character")
    return value


# A quick look, since few texts give any cause to read them as a browser does.
_ACTS = re.compile(
    r"<(?:script|style|i?frame|object|embed|applet|link|meta|base|form|svg|math|template)\b"
    r"|[\s/\"']on[a-z]{1,30}\s{0,9}="
    # An address of any scheme but these, also one that is written with references.
    r"|(?:href|src|action)\s{0,9}=\s{0,9}[\"']?\s{0,9}"
    r"(?!https?:|mailto:|tel:|beside:|data:image/(?:png|jpeg|gif|webp)[;,])[^\"'#/?>\s]{0,99}[:&]",
    re.IGNORECASE,
)


def harmless(body: str) -> str:
    """Return the kept HTML *body*. Raises Strange for one that acts, which `kept` never writes."""
    if _ACTS.search(body) and _acts(body):
        raise Strange("a body that acts")
    return body


_ACTING = {
    *("script", "style", "frame", "iframe", "object", "embed", "applet"),
    *("link", "meta", "base", "form", "svg", "math", "template"),
}
_LEADING = frozenset({"href", "src", "action", "formaction", "srcset", "poster", "data"})
_LEADS = re.compile(
    r"(?:https?:|mailto:|tel:|beside:|data:image/(?:png|jpeg|gif|webp)[;,]|[^:]{0,2000}$|[^:#/?]{0,2000}[#/?])",
    re.IGNORECASE,
)


def _acts(body: str) -> bool:
    """Return whether *body* acts, as a browser reads it; the quick look was only suspicious."""
    from tinyhtml5 import parse  # rarely wanted

    root: ET.Element = parse(f"<!DOCTYPE html><body>{body}", namespace_html_elements=False)
    own = root.find("body")
    for one in () if own is None else own.iter():
        if isinstance(one.tag, str) and (one.tag.lower() in _ACTING or "}" in one.tag):
            return True
        for name, value in one.attrib.items():
            leads = name in _LEADING or name.endswith("href")
            if name.startswith("on") or (leads and not _LEADS.match(re.sub(r"[\x00-\x20]", "", value))):
                return True
    return any(one.tag in _ACTING for one in root.iter() if one.tag not in {"html", "head", "body"} and one is not root)


def digest(*parts: str) -> str:
    """Return one digest (hex) for *parts*."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
