"""The lists of a collection: who wrote what, on which topics, in which series, outlets, languages and months.

Whoever bears two names under one address is one; two who bear one name and have different addresses are two.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote as percent

from pressmark.collecting.entries import digest, instant
from pressmark.i18n import own_name
from pressmark.letters import ascii_letters
from pressmark.names import DEVICES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pressmark.collecting.entries import Call, Entry

GroupKind = Literal["authors", "topics", "series", "outlets", "languages"]
KINDS: tuple[GroupKind, ...] = ("authors", "topics", "series", "outlets", "languages")
_LONGEST = 80  # characters of a name in an address


@dataclass(frozen=True, slots=True)
class Listed:
    """An article in a collection: its *entry*, with the digests of that and of its body.

    *handle* names it alone within the collection. *file* is its page below the site, None where the site has none;
    *address* is where it is published for good, None where nobody said.
    """

    entry: Entry
    digest: str
    body: str
    file: str | None = None
    address: str | None = None
    handle: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Return what sorts articles by time."""
        return instant(self.entry.published), self.entry.place


@dataclass(frozen=True, slots=True)
class Group:
    """Articles that have something in common, the newest first: *name* is what, *slug* its place in an address.

    *said* tells, by the place of an article, as which one of several that names it, and by what name.
    """

    kind: GroupKind
    slug: str
    name: str
    language: str
    articles: tuple[Listed, ...]
    url: str | None = None
    said: dict[str, tuple[int, str]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def path(self) -> str:
        """Return the place of its page below the site, without the suffix."""
        return f"{self.kind}/{self.slug}"


@dataclass(frozen=True, slots=True)
class ListedDemand:
    """A demand in the register: what *call* of which article; *status* is "due" where its day has come."""

    article: Listed
    call: Call
    status: Literal["due", "open", "met", "refused"]

    @property
    def anchor(self) -> str:
        """Return its id on the register's page, and within the collection."""
        return f"{self.article.handle}_{self.call.id}"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A collection in order: *articles* are all, the newest first; *groups* by kind, by name."""

    articles: tuple[Listed, ...]
    groups: dict[GroupKind, tuple[Group, ...]]
    memberships: dict[str, tuple[Group, ...]] = field(default_factory=dict)

    def of(self, article: Listed, kind: GroupKind) -> tuple[Group, ...]:
        """Return the groups of *kind* that *article* is in, in the order in which it names them."""
        place = article.entry.place
        found = [group for group in self.memberships.get(place, ()) if group.kind == kind]
        return tuple(sorted(found, key=lambda group: group.said[place][0]))

    @property
    def standing(self) -> tuple[Listed, ...]:
        """Return the articles that are not withdrawn."""
        return tuple(one for one in self.articles if one.entry.withdrawn is None)

    def claims(self, today: str | None) -> tuple[ListedDemand, ...]:
        """Return all demands of articles that stand; *today* (``YYYY-MM-DD``) says which open ones are due."""
        return tuple(_claim(article, call, today) for article in self.standing for call in article.entry.calls)


def _claim(article: Listed, call: Call, today: str | None) -> ListedDemand:
    come = call.status == "open" and call.due is not None and today is not None and call.due[:10] <= today
    return ListedDemand(article, call, "due" if come else call.status)


def catalogue(articles: Iterable[Listed], language: str) -> Catalogue:
    """Return *articles* in order, for a site in *language*."""
    ordered = _named(sorted(articles, key=lambda one: one.key, reverse=True))
    groups: dict[GroupKind, tuple[Group, ...]] = {}
    for kind in KINDS:
        found = list(_grouped(kind, ordered, language))
        groups[kind] = tuple(sorted(found, key=lambda group: (_sorting(group.name), group.slug)))
    if len(groups["languages"]) < 2:
        groups["languages"] = ()
    memberships: dict[str, list[Group]] = defaultdict(list)
    for kind in KINDS:
        for group in groups[kind]:
            for one in group.articles:
                memberships[one.entry.place].append(group)
    return Catalogue(tuple(ordered), groups, {place: tuple(found) for place, found in memberships.items()})


def by_period(articles: Sequence[Listed], length: int) -> dict[str, list[Listed]]:
    """Return *articles* by year (*length* 4, ``2026``) or month (7, ``2026-05``), the newest first."""
    found: dict[str, list[Listed]] = {}
    for one in articles:
        found.setdefault(one.entry.published[:length], []).append(one)
    return dict(sorted(found.items(), reverse=True))


def slug(name: str) -> str:
    """Return *name* as it stands in an address: small letters of any script, without accents where it is Latin."""
    small = ascii_letters(name)
    text = small if small.isascii() else unicodedata.normalize("NFC", name.casefold())
    kept = "".join(letter if unicodedata.category(letter)[0] in "LNM" else "-" for letter in text)
    short = "-".join(part for part in kept.split("-") if part)[:_LONGEST].strip("-")
    while len(short.encode()) > 2 * _LONGEST:
        short = short[:-1]
    return f"{short}-1" if short in DEVICES else short or "1"


def href(path: str) -> str:
    """Return the *path* of a file as it stands in a link."""
    return percent(path, safe="/")


def _named(ordered: list[Listed]) -> list[Listed]:
    """Return the articles with their handles: the oldest of several with one slug has it bare."""
    handles = _unique([(one.entry.slug.lower(), one) for one in reversed(ordered)])
    return [
        Listed(one.entry, one.digest, one.body, one.file, one.address, handle)
        for handle, one in reversed(list(zip(handles, reversed(ordered), strict=True)))
    ]


def _unique(wanted: list[tuple[str, Listed]]) -> list[str]:
    """Return a name for each of *wanted*, in order: the one wanted, or with the first free number after it."""
    taken = {name for name, _ in wanted}
    used: set[str] = set()
    following: dict[str, int] = {}
    made = []
    for name, _ in wanted:
        number, free = following.get(name, 2), name
        while free in used or (free != name and free in taken):
            free, number = f"{name}-{number}", number + 1
        used.add(free)
        following[name] = number
        made.append(free)
    return made


@dataclass(frozen=True, slots=True)
class _Mention:
    """That an article names somebody or something: by *name*, with addresses (*ids*) that tell it from others.

    *at* counts those that the article names, from 0.
    """

    name: str
    ids: frozenset[str]
    article: Listed
    url: str | None
    at: int = 0


def _mentions(kind: GroupKind, article: Listed) -> Iterator[_Mention]:
    entry = article.entry
    if kind == "authors":
        for at, author in enumerate(entry.authors):
            if author.name:
                yield _Mention(author.name, _identities(author.url, *author.ids), article, author.url, at)
    elif kind == "topics":
        for at, topic in enumerate(entry.topics):
            yield _Mention(topic.name, _identities(topic.same_as), article, topic.same_as, at)
    elif kind == "series":
        if entry.series is not None:
            yield _Mention(entry.series.name, _identities(entry.series.same_as), article, entry.series.same_as)
    elif kind == "outlets":
        yield _Mention(entry.outlet.name, _identities(entry.outlet.url), article, entry.outlet.url)
    else:
        primary = entry.language.split("-")[0].lower()
        yield _Mention(primary, frozenset(), article, None)


def _identities(*addresses: str | None) -> frozenset[str]:
    """Return *addresses* so that those that differ by nothing but their scheme or last slash are one."""
    return frozenset(one.partition("://")[2].rstrip("/") for one in addresses if one)


def _grouped(kind: GroupKind, ordered: list[Listed], language: str) -> Iterator[Group]:
    mentions = [mention for article in ordered for mention in _mentions(kind, article)]
    clusters = list(_clusters(mentions))
    # The oldest bearer of a name has its address bare, so that a new one changes nobody's.
    clusters.sort(key=lambda found: (min(one.article.key for one in found), sorted(one.name for one in found)))
    named = [(_name(found, language), found) for found in clusters]
    if kind == "languages":
        named = [((own_name(name), name), found) for (name, _), found in named]
    slugs = _unique(
        [(slug(found[0].name) if kind == "languages" else slug(name), found[0].article) for (name, _), found in named]
    )
    for ((name, spoken), found), place in zip(named, slugs, strict=True):
        articles = tuple({one.article.entry.place: one.article for one in found}.values())
        url = next((one.url for one in found if one.url), None)
        said: dict[str, tuple[int, str]] = {}
        for one in found:
            said.setdefault(one.article.entry.place, (one.at, one.name))
        yield Group(kind, place, name, spoken, articles, url, said)


def _clusters(mentions: list[_Mention]) -> Iterator[list[_Mention]]:
    """Yield the mentions of each one: those that share an address, and those of a name that only one of them bears."""
    owner: dict[str, int] = {}
    parent: list[int] = []

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    of: list[int | None] = []
    bearers: dict[str, set[int]] = defaultdict(set)
    for mention in mentions:
        if not mention.ids:
            of.append(None)
            continue
        mine = len(parent)
        parent.append(mine)
        for ident in mention.ids:
            parent[root(owner.setdefault(ident, mine))] = root(mine)
        of.append(mine)
    for mention, number in zip(mentions, of, strict=True):
        if number is not None:
            bearers[_folded(mention.name)].add(number)
    found: dict[object, list[_Mention]] = {}
    for mention, number in zip(mentions, of, strict=True):
        name = _folded(mention.name)
        roots = {root(n) for n in bearers[name]} if number is None else {root(number)}
        found.setdefault(roots.pop() if len(roots) == 1 else name, []).append(mention)
    yield from found.values()


def _name(mentions: list[_Mention], language: str) -> tuple[str, str]:
    """Return the name that most articles use, those in the site's *language* first, and the language it is in."""
    wanted = language.split("-", maxsplit=1)[0].lower()
    ours = [one for one in mentions if one.article.entry.language.split("-")[0].lower() == wanted] or mentions
    counted = Counter((one.name, one.article.entry.language) for one in ours)
    return min(counted, key=lambda pair: (-counted[pair], pair))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _sorting(name: str) -> tuple[str, str]:
    return ascii_letters(name), name


def shared_digest(article: Listed, groups: Iterable[Group]) -> str:
    """Return the digest of all that a page shows of *article* in a list."""
    linked = (f"{group.path}\t{group.name}\t{group.language}" for group in groups)
    return digest(article.digest, article.handle, article.file or "", article.address or "", *linked)
