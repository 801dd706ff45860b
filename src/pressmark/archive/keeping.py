"""An article's versions in an OCFL store: what is a new one, and what it says of itself."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pressmark import fragments
from pressmark.archive.assembling import payload
from pressmark.archive.deposit import CRATE, SOURCE
from pressmark.archive.inventory import Note
from pressmark.archive.moments import instant, moment
from pressmark.archive.packing import Packed
from pressmark.archive.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pressmark.archive.deposit import Deposit
    from pressmark.archive.store import Snapshot
    from pressmark.model import Article

FIRST = "First deposit"
NO_NOTE = "Revised without note"


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article at the store's door: its identifier, its images by path, and how to make its *deposit* if wanted."""

    article: Article
    identifier: str
    images: Mapping[str, bytes]
    deposit: Callable[[], Deposit]


def keep(arrival: Arrival, root: Path, attested: str | None) -> Packed:
    """Add an article to the store at *root* if its source or images are not those of its newest version there.

    Its deposit is only asked for where they are not. Raises BuildError, InvalidStore.
    """
    article = arrival.article
    wanted = sorted(hashlib.sha512(data).hexdigest() for data in (article.source.data, *arrival.images.values()))

    def note(before: Snapshot | None) -> Note | None:
        if before is None:
            return _by_outlet(article, attested, FIRST)
        if _sources(before) == wanted:
            return None
        return _change(article, before, attested)

    added = Store(root).add(arrival.identifier, lambda: payload(arrival.deposit(), ""), note)
    status = f"added v{added.version}" if added.status == "added" else f"unchanged v{added.version}"
    return Packed(arrival.identifier, added.path, hashlib.sha512(added.inventory).hexdigest(), added.size, status)


def _sources(snapshot: Snapshot) -> list[str]:
    state = snapshot.inventory.head.state
    return sorted(digest for path, digest in state.items() if path == SOURCE or path.startswith("images/"))


def _change(article: Article, before: Snapshot, attested: str | None) -> Note:
    """Return a new version's note: the withdrawal's, or that of the corrections that *before* had not."""
    told = _comments(before)
    if article.withdrawn and (moment(article.withdrawn.date), article.withdrawn.reason) not in told:
        return _by_outlet(article, article.withdrawn.date, f"Withdrawn: {article.withdrawn.reason}")
    new = [one for one in article.corrections if (moment(one.date), one.text) not in told]
    if not new:
        return _by_outlet(article, attested, NO_NOTE)
    last = max(new, key=lambda one: instant(one.date))
    message = "\n".join(one.text for one in new)
    if last.by is None:
        return _by_outlet(article, last.date, message)
    address = f"mailto:{last.by.email}" if last.by.email else last.by.url
    return Note(moment(last.date), message, last.by.label, address or f"{article.base}#{last.by.id}")


def _by_outlet(article: Article, date: str | None, message: str) -> Note:
    """Return a note that the outlet answers for, dated by the article itself where no *date* is given."""
    created = date or (article.withdrawn and article.withdrawn.date) or article.modified or article.published
    address = article.outlet.url or f"{article.base}#{fragments.OUTLET}"
    return Note(moment(created), message, article.outlet.name, address)


def _comments(snapshot: Snapshot) -> set[tuple[str, str]]:
    """Return date and text of the corrections and the withdrawal that the newest version's crate tells of."""
    graph = json.loads(snapshot.files()[CRATE])["@graph"]
    found = (node for node in graph if node["@type"] == "CorrectionComment")
    return {(node["datePublished"]["@value"], node["text"]) for node in found}
