"""The entries of a collection: articles are built, and of each that is out its entry is kept, old or new.

An article that could not be read keeps the entry and the files that it had: the last good pages stay.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pressmark.building import journal
from pressmark.building.plan import recipe
from pressmark.building.run import build
from pressmark.collecting.catalogue import Listed
from pressmark.collecting.entries import digest, kept, until
from pressmark.collecting.state import Known, Row, loaded

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from pressmark.building.outcomes import Order, Outcome
    from pressmark.building.sources import Found
    from pressmark.collecting.state import State

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
    state: State
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
        files = tuple((self._name(outcome.path(one)), one.sha256) for one in outcome.outputs)
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

    def _name(self, path: str) -> str:
        return f"{ARTICLES}/{os.path.relpath(path, self.order.folder)}"

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
