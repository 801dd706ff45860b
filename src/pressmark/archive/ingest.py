"""An article's versions in an OCFL store: which object is its own, what is a new version, what that says of itself."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from pressmark import fragments
from pressmark.archive import ocfl
from pressmark.archive.crate import Crate
from pressmark.archive.deposit import CRATE, EVIDENCE, SOURCE, TakenBack, instant, latest, moment, urn
from pressmark.archive.holdings import alike, entry, find, holdings, itself, namesakes
from pressmark.archive.ocfl import InvalidStore, Store, VersionNote
from pressmark.archive.pack import Packed, payload
from pressmark.problems import BuildError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pressmark.archive.bag import Info
    from pressmark.archive.deposit import Deposit
    from pressmark.archive.holdings import StoredArticle
    from pressmark.archive.ocfl import Snapshot
    from pressmark.model import Article

    # What to do with an article that in all likelihood is in the store under another identifier.
    Alike = Literal["refuse", "join", "apart"]

FIRST = "First deposit"
NO_NOTE = "Revised without note"
REPUBLISHED = "Republished"


@dataclass(frozen=True, slots=True)
class Submission:
    """An article at the store's door: its images by path, and how to make its *deposit* under an identifier."""

    article: Article
    images: Mapping[str, bytes]
    deposit: Callable[[str], Deposit]


class Ingest:
    """Takes articles into the store at *root*, for the depositor in *contact*, at the date *attested*."""

    def __init__(
        self,
        root: Path,
        attested: str | None = None,
        contact: Info = (),
        *,
        same_as: str | None = None,
        alike: Alike = "refuse",
    ) -> None:
        """Remember what is asked for; nothing is read yet."""
        self.root, self._attested, self._contact = root, attested, contact
        self._same_as, self._alike = same_as, alike
        self._entries: dict[str, StoredArticle] | None = None

    def add(self, submission: Submission) -> Packed:
        """Add an article to the store if its source or images are not those of its newest version there.

        Its deposit is only asked for where they are not. Raises BuildError, InvalidStore.
        """
        article = submission.article
        identifier, remarks = self._place(article)
        wanted = sorted(hashlib.sha512(data).hexdigest() for data in (article.source.data, *submission.images.values()))

        earlier: list[Snapshot] = []

        def note(before: Snapshot | None) -> VersionNote | None:
            if before is None:
                return self._note(article, None)
            earlier.append(before)
            return None if _sources(before) == wanted else self._note(article, before)

        def files() -> dict[str, bytes]:
            deposit = submission.deposit(identifier)
            taken_back = _taken_back(deposit, earlier[0]) if earlier else ()
            return payload(replace(deposit, taken_back=taken_back), "")

        added = Store(self.root).add(identifier, files, note, _others)
        if self._entries is not None and added.status == "added":
            self._entries[identifier] = entry(added.path)
        if added.status == "added":
            created = entry(added.path).versions[-1].created
            if self._attested and instant(created) > instant(self._attested):
                remarks.append(
                    f"v{added.version} is dated {created}, as the version below it, which is later than the given date"
                )
        if added.kept:
            remarks.append(f"kept what somebody else had added: {', '.join(added.kept)}")
        digest = hashlib.sha512(added.inventory).hexdigest()
        return Packed(identifier, added.path, digest, added.size, f"{added.status} v{added.version}", tuple(remarks))

    def _place(self, article: Article) -> tuple[str, list[str]]:
        """Return the identifier of the object that is the article's own, and what should be said of the choice.

        Raises BuildError where another object is in all likelihood the article's, and nobody said whether it is.
        """
        own = urn(article)
        if self._same_as is not None:
            place = find(self.root, self._same_as)
            return entry(place).identifier, []
        if (self.root / ocfl.object_path(own)).is_dir():
            return own, []
        others = [one for one in self._known().values() if one.identifier != own]
        given = article.archive.identifier is not None
        known = itself(article, others)
        if known and not given:
            return known.identifier, []
        found = alike(article, others)
        if found and self._alike == "join" and len(found) == 1:
            return found[0].identifier, [f"joined with {found[0].named}"]
        if found and self._alike != "apart":
            named = "; ".join(one.named for one in found)
            raise BuildError(
                f"not added: the store has what is in all likelihood the same article: {named}. Join them with "
                f"--same-as {found[0].identifier}, or --alike join for all such articles; "
                "if it is another article, --alike apart"
            )
        same_name = namesakes(article, others)
        return own, [
            f"the store also has {one.named}, of the same outlet and slug; the two are kept apart "
            f"(--same-as {one.identifier} joins them)"
            for one in same_name[-1:]
        ]

    def _known(self) -> dict[str, StoredArticle]:
        if self._entries is None:
            there = any(self.root.glob("0=ocfl_*")) if self.root.is_dir() else False
            self._entries = {one.identifier: one for one in holdings(self.root)} if there else {}
        return self._entries

    def _note(self, article: Article, before: Snapshot | None) -> VersionNote:
        """Return a new version's note: when it was made, what is new in it, and who answers for it."""
        lines, by = _news(article, before)
        created = moment(self._attested or latest(article))
        if before and instant(before.inventory.head.note.created) > instant(created):
            created = before.inventory.head.note.created
        name, address = article.outlet.name, article.outlet.url or f"{article.base}#{fragments.OUTLET}"
        if by is not None:
            mail = f"mailto:{by.email}" if by.email else by.url
            name, address = by.label, mail or f"{article.base}#{by.id}"
        if self._contact:
            said = dict(self._contact)
            name = ", ".join(said[key] for key in ("Contact-Name", "Source-Organization") if said.get(key)) or name
            address = f"mailto:{said['Contact-Email']}" if said.get("Contact-Email") else ""
            placed = {"Contact-Name", "Source-Organization", "Contact-Email"}
            lines += [f"{label}: {value}" for label, value in self._contact if label not in placed]
        return VersionNote(created, "\n".join(lines), name, address)


def _news(article: Article, before: Snapshot | None) -> tuple[list[str], Any]:
    """Return what is new in *article* since *before*, line by line, and the party who made the last correction."""
    told, withdrawn = _comments(before) if before else (set(), False)
    lines = [] if before else [FIRST]
    by = None
    if withdrawn and not article.withdrawn:
        lines.append(REPUBLISHED)
    if article.withdrawn:
        gone = article.withdrawn
        if (moment(gone.date), gone.reason) not in told:
            lines.append(f"Withdrawn on {gone.date}: {gone.reason}")
    elif before:
        new = sorted(
            (one for one in article.corrections if (moment(one.date), one.text) not in told),
            key=lambda one: instant(one.date),
        )
        lines += [f"Corrected on {one.date}: {one.text}" for one in new]
        by = new[-1].by if new else None
    return lines or [NO_NOTE], by


def _taken_back(deposit: Deposit, before: Snapshot) -> tuple[TakenBack, ...]:
    """Return the withdrawals that *before* tells of and *deposit* does not: it is published again."""
    known = Crate({node["@id"]: node for node in _graph(before)}).taken_back
    gone = next((node for node in _graph(before) if node["@id"].endswith(f"#{fragments.WITHDRAWAL}")), None)
    if gone is None or deposit.article.withdrawn:
        return known
    date = gone["datePublished"]["@value"]
    return (*known, TakenBack(date, gone["text"], max(date, deposit.dated, key=instant)))


def _sources(snapshot: Snapshot) -> list[str]:
    state = snapshot.inventory.head.state
    described = _described(snapshot)
    return sorted(
        digest
        for path, digest in state.items()
        if path == SOURCE
        or (
            (path == EVIDENCE or path.startswith(("images/", "sources/", "house/")))
            and (path in described or not described)
        )
    )


def _others(snapshot: Snapshot) -> list[str]:
    """Return the logical paths in the newest version that its crate does not describe: somebody else added them."""
    described = _described(snapshot)
    return [path for path in snapshot.inventory.head.state if described and path not in described and path != CRATE]


def _described(snapshot: Snapshot) -> set[str]:
    return {node["@id"] for node in _graph(snapshot) if node.get("@type") == "File"}


def _graph(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Return the nodes of the newest version's crate. Raises InvalidStore where it has none of ours."""
    try:
        graph: list[dict[str, Any]] = json.loads(snapshot.one(CRATE))["@graph"]
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise InvalidStore(f"{snapshot.path}: its newest version has no crate of pressmark's ({error!r})") from error
    return graph


def _comments(snapshot: Snapshot) -> tuple[set[tuple[str, str]], bool]:
    """Return date and text of the corrections and the withdrawal that the newest version's crate tells of.

    Also whether it tells of a withdrawal.
    """
    found = [node for node in _graph(snapshot) if node.get("@type") == "CorrectionComment"]
    told = {(moment(node["datePublished"]["@value"]), node["text"]) for node in found}
    return told, any(node["@id"].endswith(f"#{fragments.WITHDRAWAL}") for node in found)
