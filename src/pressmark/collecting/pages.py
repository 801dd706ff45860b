"""The pages of a site: lists of articles, of those who have a list of their own, of corrections and of demands."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import pressmark
from pressmark import metadata
from pressmark.collecting.catalogue import KINDS, by_period, href, shared_digest
from pressmark.collecting.demands import SHOWN, DemandRegister, collection_page, status_of
from pressmark.collecting.entries import digest, instant
from pressmark.i18n import locale_of, own_name, supports
from pressmark.model import direction
from pressmark.page import rendered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pressmark.collecting.catalogue import Catalogue, Group, GroupKind, Listed, ListedDemand
    from pressmark.collecting.site import Site

# What the lists of each kind are called; English, as labels are.
TITLES = {
    "authors": "Authors",
    "topics": "Topics",
    "series": "Series",
    "outlets": "Outlets",
    "languages": "Languages",
}
_MOST = 200  # articles on a page
# Stands for the way to the site's folder in what is put into pages of any depth; no article holds it.
_ROOT = "\0"


@dataclass(frozen=True, slots=True)
class File:
    """A file of a site: its *name* (forward slashes), a digest of all that it is made from, and what makes it."""

    name: str
    inputs: str
    make: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link on a page: *current* where it leads to the page itself."""

    text: str
    href: str
    language: str | None = None
    count: int | None = None
    current: bool = False
    type: str | None = None


class Pages:
    """The pages of *site* for *catalogue*; call `files`."""

    def __init__(self, site: Site, catalogue: Catalogue, register: DemandRegister) -> None:
        """Prepare what all pages share."""
        self._site = site
        self._catalogue = catalogue
        self._register = register
        self._locale = locale_of(site.language)
        self._own = site.masthead.outlet.name if site.masthead else site.title
        self._digests: dict[str, str] = {}
        self._made: dict[str, str] = {}
        self._day = lru_cache(maxsize=4096)(self._locale.day)
        self._addresses = {
            one.entry.url: one for one in catalogue.articles if one.entry.url and one.entry.withdrawn is None
        }
        self._nav = self._places()

    def _places(self) -> list[tuple[str, str]]:
        """Return what the head of every page leads to: the text's label and the file."""
        found = [(TITLES[kind], f"{kind}.html") for kind in KINDS if self._worth(kind)]
        if self._register.claims:
            found.append(("Demands", "demands.html"))
        if self.corrected:
            found.append(("Corrections", "corrections.html"))
        return found

    def _worth(self, kind: GroupKind) -> bool:
        """Return whether there is a list of *kind*: of the only outlet there is none."""
        return len(self._catalogue.groups[kind]) > (1 if kind == "outlets" else 0)

    def kinds(self) -> list[GroupKind]:
        """Return the kinds of lists that there are."""
        return [kind for kind in KINDS if self._worth(kind)]

    @property
    def corrected(self) -> list[Listed]:
        """Return the articles that were corrected or withdrawn."""
        return [one for one in self._catalogue.articles if one.entry.corrections or one.entry.withdrawn]

    def files(self) -> Iterator[File]:
        """Yield every page, with the style sheet and the logos."""
        yield File("style.css", self._site.recipe, self._site.style)
        for name, image in self._site.logos().items():
            yield File(name, image.sha256, partial(bytes, image.data))
        yield from self._lists(self._catalogue.articles)
        for kind in self.kinds():
            yield self._groups(kind)
            for group in self._catalogue.groups[kind]:
                yield from self._lists(group.articles, group)
        yield from self._corrections()
        yield from self._demands()

    # --- Lists of articles

    def _lists(self, articles: Sequence[Listed], group: Group | None = None) -> Iterator[File]:
        """Yield the first page of *articles*, and where it can't hold them all, one a month (of a *group*: a year)."""
        path, title = (group.path, group.name) if group else ("index", self._site.title)
        length, below = (4, path) if group else (7, "archive")
        rest = by_period(articles, length) if len(articles) > self._site.newest else {}
        periods = [
            PageLink(self._period(period), f"{below}/{period}.html", count=len(those)) for period, those in rest.items()
        ]
        first = articles[: self._site.newest]
        head: dict[str, Any] = {"title": title, "group": group, "periods": periods, "up": None}
        yield self._list(f"{path}.html", head, first)
        for period, those in rest.items():
            chunks = [those[max(0, end - _MOST) : end] for end in range(len(those), 0, -_MOST)]
            # The oldest are on the first page, so that a new article changes none but the last.
            names = [f"{below}/{period}{f'-{n}' if n > 1 else ''}.html" for n in range(1, len(chunks) + 1)]
            for n, (name, chunk) in enumerate(zip(names, chunks, strict=True)):
                others = [
                    PageLink(f"{self._locale.number(m + 1)}", other, current=m == n) for m, other in enumerate(names)
                ]
                head = {
                    "title": self._period(period),
                    "group": None,
                    "periods": others if len(names) > 1 else [],
                    "up": PageLink(title, f"{path}.html", group.language if group else None),
                }
                yield self._list(name, head, chunk)

    def _period(self, period: str) -> str:
        return self._locale.month(period) if len(period) > 4 else self._locale.digits(period)

    def _list(self, name: str, head: dict[str, Any], articles: Sequence[Listed]) -> File:
        group: Group | None = head["group"]
        told = [repr(head["title"]), repr(head["periods"]), repr(head["up"])]
        told += [repr((group.url, group.kind, group.language))] if group else []
        inputs = digest(self._shared, name, *told, *(self._digest(one) for one in articles))
        return File(name, inputs, partial(self._list_page, name, head, articles))

    def _list_page(self, name: str, head: dict[str, Any], articles: Sequence[Listed]) -> bytes:
        group: Group | None = head["group"]
        months = [
            (self._locale.month(month), [self._entry(one, name) for one in those])
            for month, those in by_period(articles, 7).items()
        ]
        shown = {
            **head,
            "language": group.language if group else None,
            "periods": [self._placed(link, name) for link in head["periods"]],
            "up": self._placed(head["up"], name) if head["up"] else None,
            "months": months,
            "feeds": self._feeds(name, group),
            "home": name == "index.html",
            "kind": TITLES[group.kind] if group else None,
        }
        listed = [(one.address, one.entry.headline) for one in articles if one.address]
        graph = collection_page(self._site, name, str(head["title"]), [{"url": a, "name": t} for a, t in listed])
        return self._render("list", name, shown, graph)

    def _feeds(self, name: str, group: Group | None) -> list[PageLink]:
        below = f"{group.path}/" if group else ""
        if group is None and name != "index.html":
            return []
        return [
            PageLink("Atom", self._relative(f"{below}feed.atom", name), type="application/atom+xml"),
            PageLink("JSON Feed", self._relative(f"{below}feed.json", name), type="application/feed+json"),
        ]

    def _entry(self, article: Listed, name: str) -> str:
        """Return the item of *article* in a list on the page *name*; how deep that lies is put in afterwards."""
        place = article.entry.place
        if place not in self._made:
            self._made[place] = self._rendered("entry", self._item(article, _ROOT))
        return self._made[place].replace(_ROOT, _root(name))

    def _item(self, article: Listed, name: str) -> dict[str, Any]:
        entry = article.entry
        linked = {kind: self._linked(article, kind, name) for kind in ("authors", "series", "outlets")}
        # A byline stays as it was signed, whatever name its author has on the site.
        byline = [group.said[entry.place][1] for group in self._catalogue.of(article, "authors")]
        linked["authors"] = [
            link if link.text == signed else replace(link, text=signed, language=entry.language)
            for link, signed in zip(linked["authors"], byline, strict=True)
        ]
        known = {link.text for link in linked["authors"]}
        return {
            "entry": entry,
            "href": self._article(article, name),
            "day": self._day(entry.published),
            "moment": entry.published.upper(),
            "withdrawn_on": self._day(entry.withdrawn.date) if entry.withdrawn else None,
            "authors": linked["authors"] if known else [],
            "unnamed": [] if known else [author.name for author in entry.authors if author.name],
            "series": linked["series"],
            "outlets": linked["outlets"] if entry.outlet.name != self._own else [],
            "spoken": own_name(entry.language) if self._foreign(entry.language) else None,
            "corrected": self._relative(f"corrections.html#{article.handle}", name) if entry.corrections else None,
            "translations": [
                PageLink(own_name(language), self._article(self._addresses[url], name) or url, language)
                for language, url in entry.translations
                if url in self._addresses
            ],
        }

    def _linked(self, article: Listed, kind: GroupKind, name: str) -> list[PageLink]:
        return [
            PageLink(group.name, self._relative(f"{group.path}.html", name), group.language)
            for group in self._catalogue.of(article, kind)
        ]

    def _foreign(self, language: str) -> bool:
        return language.split("-", maxsplit=1)[0].lower() != self._site.language.split("-")[0].lower()

    # --- Lists of lists

    def _groups(self, kind: GroupKind) -> File:
        name = f"{kind}.html"
        links = [
            PageLink(group.name, self._relative(f"{group.path}.html", name), group.language, len(group.articles))
            for group in self._catalogue.groups[kind]
        ]
        head = {"title": self._locale.label(TITLES[kind]), "links": links}
        graph = collection_page(self._site, name, str(head["title"]), [])
        return File(name, digest(self._shared, name, repr(links)), partial(self._render, "groups", name, head, graph))

    # --- Corrections

    def _corrections(self) -> Iterator[File]:
        if not self.corrected:
            return
        ordered = sorted(self.corrected, key=lambda one: (max(_noted(one)), one.key), reverse=True)
        periods: dict[str, list[Listed]] = {}
        for one in ordered:
            periods.setdefault(max(_noted(one))[:4], []).append(one)
        cut = len(ordered) > _MOST
        links = [
            PageLink(self._period(year), f"corrections/{year}.html", count=len(those))
            for year, those in periods.items()
        ]
        yield self._corrected("corrections.html", ordered[:_MOST], links if cut else [])
        for year, those in periods.items() if cut else ():
            yield self._corrected(f"corrections/{year}.html", those, [])

    def _corrected(self, name: str, articles: Sequence[Listed], periods: list[PageLink]) -> File:
        def make() -> bytes:
            items = [
                {
                    **self._item(one, name),
                    "anchor": one.handle,
                    "notes": [(note, self._day(note.date)) for note in reversed(one.entry.corrections)],
                }
                for one in articles
            ]
            placed = [self._placed(link, name) for link in periods]
            head = {"title": self._locale.label("Corrections"), "items": items, "periods": placed}
            graph = collection_page(self._site, name, str(head["title"]), [])
            return self._render("corrections", name, head, graph)

        return File(name, digest(self._shared, name, repr(periods), *(self._digest(one) for one in articles)), make)

    # --- Demands

    def _demands(self) -> Iterator[File]:
        if not self._register.claims:
            return
        cut = {status: those for status, those in self._register.groups.items() if len(those) > _MOST}
        shown = [
            (status, those[: SHOWN if status in cut else _MOST]) for status, those in self._register.groups.items()
        ]
        more: dict[str, list[PageLink]] = {}
        for status, those in cut.items():
            years: dict[str, list[ListedDemand]] = {}
            for claim in those:
                years.setdefault(claim.article.entry.published[:4], []).append(claim)
            more[status] = [
                PageLink(self._period(year), f"demands/{status}-{year}.html", count=len(found))
                for year, found in sorted(years.items(), reverse=True)
            ]
            for year, found in years.items():
                yield self._claims(f"demands/{status}-{year}.html", [(status, found)], {})
        yield self._claims("demands.html", shown, more)

    def _claims(
        self, name: str, groups: Sequence[tuple[str, Sequence[ListedDemand]]], more: dict[str, list[PageLink]]
    ) -> File:
        def make() -> bytes:
            sections = [
                {
                    "status": status,
                    "title": self._capital(status_of(status, self._locale)),
                    "count": len(self._register.groups[status]),
                    "claims": [self._claim(claim, name) for claim in claims],
                    "more": [self._placed(link, name) for link in more.get(status, [])],
                }
                for status, claims in groups
            ]
            today = self._site.today
            head = {
                "title": self._locale.label("Register of demands"),
                "sections": sections,
                "as_of": (self._locale.label("As of {date}").format(date=self._day(today)), today) if today else None,
                "files": self._register_files(name),
            }
            claims = [claim for _, those in groups for claim in those]
            graph = self._register.graph(self._site, name, str(head["title"]), claims)
            return self._render("demands", name, head, graph)

        told = (repr([(status, len(self._register.groups[status])) for status, _ in groups]), repr(more))
        claims = (
            f"{claim.status}{self._digest(claim.article)}{claim.call.id}" for _, those in groups for claim in those
        )
        return File(name, digest(self._shared, name, self._site.today or "", *told, *claims), make)

    def _register_files(self, name: str) -> list[PageLink]:
        calendar = PageLink(
            self._locale.label("Calendar of due dates"), self._relative("demands.ics", name), type="text/calendar"
        )
        return [
            *([calendar] if self._register.dated else []),
            PageLink(self._locale.label("Table"), self._relative("demands.csv", name), type="text/csv"),
            PageLink("JSON-LD", self._relative("demands.jsonld", name), type="application/ld+json"),
        ]

    def _claim(self, claim: ListedDemand, name: str) -> dict[str, Any]:
        call, entry = claim.call, claim.article.entry
        page = self._article(claim.article, name)
        due = call.due
        return {
            "claim": claim,
            "call": call,
            "entry": entry,
            "by": call.by,
            "of": call.of,
            "due": (self._day(due), due) if due else None,
            "href": f"{page}#{call.id}" if page else None,
            "day": self._day(entry.published),
            "moment": entry.published.upper(),
        }

    # --- What every page needs

    @property
    def _shared(self) -> str:
        return f"{self._site.recipe}\0{self._nav!r}"

    def _digest(self, article: Listed) -> str:
        place = article.entry.place
        if place not in self._digests:
            groups = [group for kind in self.kinds() for group in self._catalogue.of(article, kind)]
            others = [
                self._addresses[url].file or "" for _, url in article.entry.translations if url in self._addresses
            ]
            self._digests[place] = digest(shared_digest(article, groups), *others)
        return self._digests[place]

    def _article(self, article: Listed, name: str) -> str | None:
        """Return where a link on the page *name* finds *article*: in the site, else where it says that it is."""
        if article.file is not None:
            return self._relative(article.file, name)
        return article.entry.url

    def _placed(self, link: PageLink, name: str) -> PageLink:
        return PageLink(link.text, self._relative(link.href, name), link.language, link.count, link.current, link.type)

    @staticmethod
    def _relative(file: str, name: str) -> str:
        file, hash_, fragment = file.partition("#")
        return (name if name == _ROOT else _root(name)) + href(file) + hash_ + href(fragment)

    @staticmethod
    def _capital(text: str) -> str:
        return text[:1].upper() + text[1:]

    def _render(self, kind: str, name: str, shown: dict[str, Any], graph: dict[str, object]) -> bytes:
        site = self._site
        masthead = site.masthead
        logo = next(((file, image) for file, image in site.logos().items() if file.startswith("logo.")), None)
        nav = [
            PageLink(self._locale.label(text), self._relative(file, name), current=file == name)
            for text, file in self._nav
        ]
        context = {
            **shown,
            "nav": nav,
            "logo": (self._relative(logo[0], name), logo[1]) if logo else None,
            "named": masthead is None or masthead.look.logo_name or logo is None,
            "canonical": site.address(name),
            "style": self._relative("style.css", name),
            "index": self._relative("index.html", name),
            "license": masthead.license if masthead else None,
            "generator": f"pressmark {pressmark.__version__}",
            "json_ld": metadata.script_safe(json.dumps(graph, ensure_ascii=False)),
        }
        return self._rendered(kind, context).encode()

    def _rendered(self, kind: str, context: dict[str, Any]) -> str:
        from markupsafe import Markup  # comes with Jinja2, loads with it

        site = self._site
        foreign = Markup("") if supports(site.language) else Markup(' lang="{}" dir="ltr"').format(self._locale.tag)
        shared = {"site": site, "t": self._locale, "foreign": foreign, "direction": direction, "markup": Markup}
        return rendered(site.theme, f"collection/{kind}.html.j2", {**shared, **context})


def _root(name: str) -> str:
    """Return the way from the page *name* to the site's folder, as links begin with it."""
    return "../" * name.count("/")


def _noted(article: Listed) -> Iterable[str]:
    entry = article.entry
    yield from (instant(one.date) for one in entry.corrections)
    if entry.withdrawn is not None:
        yield instant(entry.withdrawn.date)
