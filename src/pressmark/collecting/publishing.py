"""A whole collection: articles are built, then each file of the site that is stale is made, and all appear together.

An article that could not be read keeps the entry and the files that it had: the last good pages stay.
Only files that a collection wrote, and that still hold what it wrote, are ever removed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pressmark import disk, reader
from pressmark.building import journal
from pressmark.building.plan import recipe
from pressmark.building.run import build
from pressmark.building.state import Clock, LocalFiles
from pressmark.collecting import state
from pressmark.collecting.catalogue import Listed, catalogue
from pressmark.collecting.demands import DemandRegister
from pressmark.collecting.entries import digest, entry_of, kept, until
from pressmark.collecting.feeds import Feeds, sitemaps
from pressmark.collecting.pages import File, Pages
from pressmark.collecting.site import site
from pressmark.collecting.state import Known, Row, loaded
from pressmark.problems import PressmarkError
from pressmark.reader.files import read_plain

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from pressmark.building.plan import Order, Outcome
    from pressmark.building.sources import Found
    from pressmark.collecting.catalogue import Catalogue
    from pressmark.collecting.site import Site, SiteWish
    from pressmark.collecting.state import SiteState, Written
    from pressmark.reader.house import House


ARTICLES = "articles"  # the folder of the site in which they are built
_BATCH = 500  # entries that are kept in one go


@dataclass(frozen=True, slots=True)
class Held:
    """An article that is held back *until* a moment: an *embargo*'s, or the day that it is published."""

    name: str
    until: str
    embargo: bool
    url: str | None
    place: str


@dataclass(slots=True)
class Gathering:
    """What came of building the articles; fill it with `run`, then ask for `listed`."""

    order: Order
    state: SiteState
    as_of: str | None
    held: list[Held] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    _seen: dict[str, str] = field(default_factory=dict)
    _changed: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    _rows: list[Row] = field(default_factory=list)

    def run(self, sources: Iterable[Found]) -> Generator[Outcome]:
        """Build what is stale of *sources*, those that are out, and yield how it went for each."""
        made_by = recipe("entry", self.order.settings.options)
        known = self.state.known()
        settings = replace(self.order.settings, entry=partial(kept, as_of=self.as_of))
        for outcome in build(replace(self.order, settings=settings), sources):
            self._take(outcome, made_by, known)
            if len(self._rows) >= _BATCH:
                self._keep()
            yield outcome
        self._keep()
        self.state.forget(place for place in known if place not in self._seen)
        if hidden := [one.place for one in self.held if one.place in known]:
            with journal.opened(self.order.folder) as built:
                for place in hidden:
                    built.forget(place)

    def _take(self, outcome: Outcome, made_by: str, known: dict[str, Known]) -> None:
        place = outcome.found.key
        said, held, old = outcome.entry, outcome.status == "held", known.get(place)
        if outcome.status == "unchanged" and (old is None or (old.recipe, old.made_of) != (made_by, outcome.made_of)):
            said, held = self._again(outcome)
        if held:
            self._hold(outcome, **json.loads(said))
            return
        if not said and old is not None and until(old.embargo, old.published, self.as_of) is not None:
            # It was out by an earlier run's time; the article itself did not change.
            self._hold(outcome, old.embargo, old.published, old.url)
            return
        # Sorted: what was built is told in another order than what is unchanged.
        files = tuple(sorted((f"{ARTICLES}/{one.name}", one.sha256) for one in outcome.outputs))
        if said:
            entry, body = (json.loads(said)[key] for key in ("entry", "body"))
            made = Known(made_by, outcome.made_of, entry["embargo"], entry["published"], entry["url"])
            self._rows.append(Row(place, made, files, json.dumps(entry, ensure_ascii=False), body))
        elif outcome.status == "unchanged":
            self._changed[place] = files
        elif old is None:
            return
        self._seen[place] = digest(outcome.made_of, repr(files))

    def _hold(self, outcome: Outcome, embargo: str | None, published: str, url: str | None) -> None:
        moment = until(embargo, published, self.as_of) or published
        self.held.append(Held(outcome.found.name, moment, moment == embargo, url, outcome.found.key))

    def _again(self, outcome: Outcome) -> tuple[bytes, bool]:
        """Return what is kept of an article that is up to date but not known, since the state was lost."""
        from pressmark import reader  # rarely wanted

        article = reader.check_file(Path(outcome.found.name), self.order.settings.houses or reader.ANY).article
        return kept(article, self.as_of) if article is not None else (b"", False)

    def _keep(self) -> None:
        self.state.keep(self._rows)
        self._rows.clear()

    @property
    def digest(self) -> str:
        """Return the digest of all that was gathered: which articles, made of what, with which files."""
        held = sorted(f"{one.name}\t{one.url}" for one in self.held)
        return digest(*(f"{place}\t{said}" for place, said in sorted(self._seen.items())), *held)

    def listed(self) -> list[Listed]:
        """Return the articles that are out, and note their files, by name with their digests."""
        found = []
        for row in self.state.rows():
            if row.place not in self._seen:
                continue
            files = self._changed.get(row.place, row.files)
            if files != row.files:
                self._rows.append(replace(row, files=files, body=self.state.body(row.place)))
            entry = loaded(row)
            if entry is None:
                continue
            self.files |= dict(files)
            page = next((name for name, _ in files if name == f"{ARTICLES}/{row.place}.html"), None)
            found.append(Listed(entry, digest(row.entry), digest(row.known.recipe, row.known.made_of), page))
        self._keep()
        return found


_NAMED = 5  # articles in a message
_AT_ONCE = 8  # files that are synced at a time
_AHEAD = 64  # files that wait for it
# What every site has in its folder.
_ALWAYS = ("index.html", "style.css", "feed.atom", "feed.json", "deposit.xml")
# The keys of an article that ask what time it is.
_TIMED = re.compile(rb"\b(?:embargo|due)[\"']?\s{0,20}:")
# What of a house says how a site is called and which language it speaks, besides what it says of collections.
_SAID_BY = {"title": "outlet", "language": "language"}
_BUILT = "article"  # what stands for the inputs of an article's files: the build looks after them


@dataclass(slots=True)
class Collected:
    """What came of a collection: names of files below the site, and what to tell.

    *listed* counts the articles that are out, *withdrawn* those of them that were withdrawn; *held* are held back.
    """

    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    listed: int = 0
    withdrawn: int = 0
    held: list[Held] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


class TimeNeeded(PressmarkError):
    """What is asked for depends on the day, and nobody said which it is."""


def collect(
    order: Order, folder: Path, sources: Iterable[Found], wish: SiteWish, house: House | None
) -> Generator[Outcome, None, Collected]:
    """Make the site in *folder*: build *sources* as *order* says, yield how it went for each, then write the rest.

    The order's folder is where articles go, inside the site's. Returns what came of it. Raises TimeNeeded where an
    article has an embargo, or an open demand a day, and *wish* has no *as_of*; BuildError where a file cannot be
    written. What was published before stays in either case.
    """
    if wish.as_of is None:
        sources = list(sources)
        _refuse_what_needs_a_day(sources, order)
    _refuse_what_is_in_the_way(folder)
    with state.opened(folder) as kept:
        gathering = Gathering(order, kept, wish.as_of)
        yield from gathering.run(sources)
        return _published(gathering, kept, folder, wish, house)


def _published(gathering: Gathering, kept: SiteState, folder: Path, wish: SiteWish, house: House | None) -> Collected:
    _refuse_timeless(gathering.held, wish)
    told = Collected(held=sorted(gathering.held, key=lambda one: one.name))
    options = gathering.order.settings.options
    program = recipe("collection", replace(options, icc=None))
    asked = digest(program, house.sha256 if house is not None else "", repr(wish), gathering.digest)
    shelf = _SiteFiles(folder, kept, told)
    if kept.whole() == asked and shelf.all_there():
        told.listed, told.withdrawn = kept.counts()
        return told
    listed = gathering.listed()
    if not listed and not told.held:
        raise PressmarkError("no article could be read, so that there is nothing to list; no page was written")
    made = site(wish, house, gathering.order.settings, program, _common(listed))
    addressed = [
        replace(one, address=one.entry.url or (made.address(one.file) if one.file else None)) for one in listed
    ]
    ordered = catalogue(addressed, made.language)
    _refuse_undated(ordered, wish)
    told.listed, told.withdrawn = len(listed), len(listed) - len(ordered.standing)
    told.remarks = [*_guessed(made, wish, house, listed), *_remarks(made, ordered, gathering.held)]
    shelf.write(list(files(made, ordered, kept)), gathering.files, asked)
    return told


def files(made: Site, found: Catalogue, kept: SiteState) -> Iterator[File]:
    """Yield all files of the site *made* for the articles *found*, but for the articles' own."""
    register = DemandRegister(found.claims(made.today))
    pages = list(Pages(made, found, register).files())
    yield from pages
    if register.claims:
        inputs = register.inputs(made)
        yield File("demands.jsonld", inputs, lambda: register.jsonld(made))
        yield File("demands.csv", inputs, register.table)
        if register.dated:
            yield File("demands.ics", inputs, lambda: register.calendar(made))
    yield from Feeds(made, found, kept.body).files()
    yield from sitemaps(made, found, [page.name for page in pages if page.name.endswith(".html")])


def _refuse_what_needs_a_day(sources: Iterable[Found], order: Order) -> None:
    """Raise TimeNeeded before anything is built, where the time is not known and an article shows that it is needed.

    Only sources that look so are read; what is written in another way, `_published` finds.
    """
    held, dated = [], []
    for found in sources:
        try:
            if not _TIMED.search(read_plain(Path(found.name), reader.LARGEST)):
                continue
        except OSError:
            continue  # The build says so.
        article = reader.check_file(Path(found.name), order.settings.houses or reader.ANY).article
        if article is not None and article.embargo:
            held.append((found.name, article.embargo))
        elif article is not None:
            calls = entry_of(article).calls
            dated += [(one.id, found.key, one.due) for one in calls if one.status == "open" and one.due]
    if held:
        raise _embargoed(held)
    if dated:
        raise _undated(dated)


def _refuse_what_is_in_the_way(folder: Path) -> None:
    """Raise PressmarkError before anything is built, where a file that every site has would replace somebody else's."""
    if (folder / ARTICLES).exists() and not (folder / ARTICLES).is_dir():
        raise PressmarkError(f"{folder / ARTICLES} is a file, and the site needs a folder there; name another with -o")
    for name in _ALWAYS:
        _refuse_strange(folder / name)


def _refuse_timeless(held: list[Held], wish: SiteWish) -> None:
    if wish.as_of is None and held:
        raise _embargoed([(one.name, one.until) for one in held])


def _embargoed(held: list[tuple[str, str]]) -> TimeNeeded:
    names = ", ".join(f"{name} (until {until})" for name, until in held[:_NAMED])
    more = f" and {len(held) - _NAMED} more" if len(held) > _NAMED else ""
    return TimeNeeded(
        f"there is an embargo, and nobody said what time it is: {names}{more}; say it with --as-of, as a day or a"
        " moment with its offset, or in SOURCE_DATE_EPOCH"
    )


def _refuse_undated(found: Catalogue, wish: SiteWish) -> None:
    claims = [claim for claim in found.claims(None) if claim.status == "open" and claim.call.due]
    if wish.as_of is None and claims:
        raise _undated([(claim.call.id, claim.article.entry.place, claim.call.due) for claim in claims])


def _undated(dated: Sequence[tuple[str, str, str | None]]) -> TimeNeeded:
    number = "1 open demand has" if len(dated) == 1 else f"{len(dated)} open demands have"
    ident, place, due = dated[0]
    return TimeNeeded(
        f"{number} a day by which it is due, and nobody said which day it is (“{ident}” of {place}: {due}); say it with"
        " --as-of, as a day or a moment with its offset, or in SOURCE_DATE_EPOCH"
    )


def _common(listed: list[Listed]) -> dict[str, str]:
    """Return what most of the articles have: their language, and the name of their outlet."""
    languages = Counter(one.entry.language for one in listed)
    outlets = Counter(one.entry.outlet.name for one in listed)
    return {
        name: min(counted, key=lambda one: (-counted[one], one), default=nothing)
        for name, counted, nothing in (("language", languages, "en"), ("outlet", outlets, "Articles"))
    }


def _guessed(made: Site, wish: SiteWish, house: House | None, listed: list[Listed]) -> Iterator[str]:
    """Yield what of the site itself is only what most of its articles have."""
    own = (house.value("collection") or {}) if house is not None else {}
    for key, option, values in (
        ("title", "--title", {one.entry.outlet.name for one in listed}),
        ("language", "--language", {one.entry.language for one in listed}),
    ):
        known = getattr(wish, key) or own.get(key) or (house is not None and house.value(_SAID_BY[key]))
        if not known and len(values) > 1:
            is_ = f"called “{made.title}”" if key == "title" else f"in “{made.language}”"
            yield f"the site is {is_}, as most or the first of its articles are; {option} or a house says it otherwise"


def _remarks(made: Site, found: Catalogue, held: list[Held]) -> Iterator[str]:
    if not made.base:
        yield "no sitemap, and no address in feeds but the articles' own: say where the site will be, with --base-url"
    elif made.as_of is None:
        yield "no news sitemap: which articles are of the last two days, --as-of would say"
    embargoed = {one.url: one for one in held if one.url}
    for article in found.articles:
        if article.entry.embargo and article.entry.withdrawn is None:
            yield f"{article.entry.place}: its embargo is over, and its page still shows it; take “embargo” out"
        for _, url in article.entry.translations:
            if url in embargoed:
                one = embargoed[url]
                yield f"{article.entry.place} names {one.name} as its translation, which is held back until {one.until}"


class _SiteFiles:
    """The files of the site in *folder* as they are *known* to have been written; what is done is *told*."""

    def __init__(self, folder: Path, kept: SiteState, told: Collected) -> None:
        self._folder = folder
        self._kept = kept
        self._told = told
        self._known = kept.files()
        self._looked = LocalFiles(Clock.of(kept.path))

    def all_there(self) -> bool:
        """Return whether every file is as it was written, and note what that took to learn."""
        learnt = []
        for name, one in self._known.items():
            same, signature = self._looked.same(f"{self._folder}/{name}", one.sha256, one.signature)
            if not same:
                return False
            if signature != one.signature:
                learnt.append(replace(one, signature=signature))
        self._told.unchanged = sum(1 for one in self._known.values() if one.inputs != _BUILT)
        if learnt:
            self._kept.note(learnt, (), self._kept.whole())
        return True

    def write(self, wanted: list[File], built: dict[str, str], asked: str) -> None:
        """Write what of *wanted* is stale, all together, and remove what a collection wrote and wants no more.

        *built* are the files of articles, by name with their digests; *asked* is the digest of all this.
        """
        notes = [state.Written(name, _BUILT, sha256) for name, sha256 in built.items()]
        for file in wanted:
            if file.name not in self._known:
                _refuse_strange(disk.place(self._folder, file.name))
        with _Staging() as staging:
            notes += [self._noted(file, staging) for file in wanted]
            staging.publish()
        kept = {file.name for file in wanted} | built.keys()
        gone = [one for name, one in self._known.items() if name not in kept]
        for one in gone:
            self._remove(one)
        self._kept.note(notes, [one.name for one in gone], asked)

    def _noted(self, file: File, staging: _Staging) -> Written:
        """Return what to note of *file*, staged where it is stale."""
        old = self._known.get(file.name)
        place = disk.place(self._folder, file.name)
        if old is not None and old.inputs == file.inputs:
            same, signature = self._looked.same(str(place), old.sha256, old.signature)
            if same:
                self._told.unchanged += 1
                return replace(old, signature=signature)
        data = file.make()
        sha256 = hashlib.sha256(data).hexdigest()
        if self._looked.same(str(place), sha256, None)[0]:
            self._told.unchanged += 1
        else:
            staging.add(place, data)
            self._told.written.append(file.name)
        return state.Written(file.name, file.inputs, sha256)

    def _remove(self, old: Written) -> None:
        """Remove a file that a collection wrote, if it still holds that, and the folders that this leaves empty."""
        place = self._folder / old.name
        try:
            inside = place.resolve().is_relative_to(self._folder.resolve()) and not place.is_symlink()
        except (OSError, RuntimeError):
            return
        if not inside or not self._looked.same(str(place), old.sha256, None)[0]:
            return
        with suppress(OSError):
            place.unlink()
            self._told.removed.append(old.name)
            for parent in [one for one in place.parents if one != self._folder and one.is_relative_to(self._folder)]:
                parent.rmdir()


class _Staging:
    """Files that are staged in threads, since each is synced: many at a time cost a disk little more than one."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_AT_ONCE)
        self._waiting: list[Future[disk.Staged]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)
        for one in self._waiting:
            if one.done() and not one.cancelled() and one.exception() is None:
                disk.discard(one.result().temporary)

    def add(self, place: Path, data: bytes) -> None:
        """Stage *data* for *place*. Raises BuildError where an earlier file could not be staged."""
        self._waiting.append(self._pool.submit(disk.stage, place, data))
        if len(self._waiting) > _AHEAD:
            self._waiting[-_AHEAD].result()

    def publish(self) -> None:
        """Give all files their names. Raises BuildError."""
        disk.publish([one.result() for one in self._waiting])


def _refuse_strange(place: Path) -> None:
    """Raise PressmarkError where a page that no collection made would be overwritten, or a folder stands there."""
    if place.is_dir():
        raise PressmarkError(f"{place} is a folder, and the site needs a file there; name another folder with -o")
    if place.suffix != ".html":
        return
    with suppress(OSError):
        if b'name="generator" content="pressmark' not in read_plain(place, 8192):
            raise PressmarkError(f"{place} is there already, and no collection wrote it; name another folder with -o")
