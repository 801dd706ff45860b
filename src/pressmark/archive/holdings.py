"""What a store holds, for people: identifiers, titles, slugs, addresses, versions, dates; and how to find an article.

Read from inventories and the newest crates; nothing is kept beside the objects that could go out of step with them.
"""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pressmark import fragments
from pressmark.archive import ocfl
from pressmark.archive.deposit import CRATE, SOURCE, day, urn_of
from pressmark.archive.ocfl import InvalidStore, Store
from pressmark.reader.files import read_inside

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pressmark.model import Article

# An inventory of ten thousand versions, or a crate of as many files, has less.
_LARGEST = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """One version of an article: its number, when it was *created* (RFC 3339), what its *message* says."""

    number: int
    created: str
    message: str


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """One object of a store. What its newest crate does not say, or an object that is not ours, is ""."""

    identifier: str
    path: Path
    versions: tuple[StoredVersion, ...]
    title: str = ""
    slug: str = ""
    url: str = ""
    outlet: str = ""
    published: str = ""
    modified: str = ""
    withdrawn: bool = False

    @property
    def named(self) -> str:
        """Return the entry in a few words: title, day, identifier."""
        return f"“{self.title or '?'}” ({day(self.published) or '?'}), {self.identifier}"

    def as_json(self, root: Path) -> dict[str, Any]:
        """Return the entry as JSON-ready values; paths from *root*."""
        return {
            "identifier": self.identifier,
            "path": self.path.relative_to(root).as_posix(),
            "title": self.title,
            "slug": self.slug,
            "url": self.url,
            "outlet": self.outlet,
            "published": self.published,
            "modified": self.modified,
            "withdrawn": self.withdrawn,
            "versions": [
                {"version": held.number, "created": held.created, "message": held.message} for held in self.versions
            ],
        }


def holdings(root: Path) -> list[StoredArticle]:
    """Return the articles in the store at *root*, in the order of their folders. Raises InvalidStore for no store."""
    if not any(root.glob("0=ocfl_*")):
        raise InvalidStore(f"{root} is no OCFL store")
    objects = [root] if any(root.glob("0=ocfl_object_*")) else Store(root).objects()
    return [entry(place) for place in objects]


def entry(place: Path) -> StoredArticle:
    """Return what is known of the object at *place*; sums are not looked at."""
    known = StoredArticle("", place, ())
    # An archive's own object, or a broken one, is listed with as much as can be read of it.
    with contextlib.suppress(OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        document = json.loads(_content(place, "inventory.json"))
        names = sorted(document["versions"], key=lambda name: int(name.strip("v")))
        known = StoredArticle(str(document["id"]), place, tuple(_held(document, name) for name in names))
        files = _newest(document, names[-1])
        known = described(known, json.loads(_content(place, files[CRATE])), _slug(place, files))
    return known


def has_crate(place: Path) -> bool:
    """Return whether the newest version of the object at *place* has a crate; True where nobody can tell."""
    try:
        document = json.loads(_content(place, "inventory.json"))
        return CRATE in _newest(document, document["head"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return True


def _held(document: Mapping[str, Any], name: str) -> StoredVersion:
    block = document["versions"][name]
    return StoredVersion(int(name.strip("v")), str(block.get("created", "")), str(block.get("message", "")))


def _newest(document: Mapping[str, Any], head: str) -> dict[str, str]:
    manifest = {digest.lower(): paths for digest, paths in document["manifest"].items()}
    state = document["versions"][head]["state"]
    return {path: manifest[digest.lower()][0] for digest, paths in state.items() for path in paths}


def _content(place: Path, path: str) -> bytes:
    """Return the plain file at *path* inside the object at *place*. Raises OSError, and ValueError for another one."""
    _, data = read_inside(place, path, _LARGEST + 1)
    if len(data) > _LARGEST:
        raise ValueError("a file larger than any inventory or crate")
    return data


def _slug(place: Path, files: Mapping[str, str]) -> str:
    """Return the slug that the source gives, "" where it gives none: packages before the crate said it."""
    found = (
        re.search(rb"^slug:\s*[\"']?([^\s\"'#]+)", _content(place, files[SOURCE]), re.MULTILINE)
        if SOURCE in files
        else None
    )
    return found[1].decode("utf-8", "replace") if found else ""


def described(known: StoredArticle, crate: Any, slug: str = "") -> StoredArticle:  # noqa: ANN401 - whatever JSON holds
    """Return *known* with what the *crate* says of the article. Raises TypeError, KeyError, AttributeError for none."""
    nodes = {node["@id"]: node for node in crate["@graph"]}
    root = nodes["./"]
    article = nodes.get(_reference(root.get("mainEntity")), {})
    source = nodes.get(SOURCE, {})
    return StoredArticle(
        known.identifier,
        known.path,
        known.versions,
        title=str(root.get("name", "")),
        slug=str(root.get("alternateName") or slug or PurePosixPath(str(source.get("alternateName", ""))).stem),
        url=str(article.get("url", "")),
        outlet=str(nodes.get(_reference(root.get("publisher")), {}).get("name", "")),
        published=str(root.get("datePublished", "")),
        modified=str(root.get("dateModified", "")),
        withdrawn=any(name.endswith(f"#{fragments.WITHDRAWAL}") for name in nodes),
    )


def _reference(value: object) -> str:
    return str(value.get("@id")) if isinstance(value, dict) else ""


def find(root: Path, wanted: str | None) -> Path:
    """Return the object that *wanted* names, or the only one there is.

    An article is named by its identifier (with or without ``urn:uuid:``, capitals or not), its URL or its slug. Raises
    InvalidStore where there is none, or more than one.
    """
    if wanted is None:
        objects = list(Store(root).objects())
        if len(objects) != 1:
            raise InvalidStore(f"{root} has {len(objects)} objects; name one with --id (“pressmark list” shows them)")
        return objects[0]
    for identifier in (wanted, urn_of(wanted)):
        if identifier and (root / ocfl.object_path(identifier)).is_dir():
            return root / ocfl.object_path(identifier)
    found = [one for one in holdings(root) if wanted in {one.url, one.slug} or wanted.lower() == one.identifier.lower()]
    found = found or [one for one in holdings(root) if one.url and same_address(one.url, wanted)]
    if len(found) == 1:
        return found[0].path
    if found:
        raise InvalidStore(f"{root} has {len(found)} articles “{wanted}”: {'; '.join(one.named for one in found)}")
    raise InvalidStore(f"{root} has no object {wanted}: neither an identifier, a URL nor a slug there")


def same_address(one: str, other: str) -> bool:
    """Return whether two URLs differ in nothing but scheme, capitals in the host, ``www.``, port, or a last slash."""
    return one == other or (_plain(one) is not None and _plain(one) == _plain(other))


def _plain(address: str) -> tuple[str, str, str] | None:
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.").rstrip(".")
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return None
    return host, parts.path.rstrip("/"), parts.query


def itself(article: Article, entries: Iterable[StoredArticle]) -> StoredArticle | None:
    """Return the object that holds *article* under another identifier, joined there before or named by an older rule.

    It bears the article's very URL; or neither has one, and outlet, slug and day are the same.
    """
    for one in entries:
        if article.url == one.url if article.url else not one.url and _of_one_day(article, one):
            return one
    return None


def alike(article: Article, entries: Iterable[StoredArticle]) -> list[StoredArticle]:
    """Return the objects that in all likelihood hold *article*: nearly its URL, or its outlet, slug and day."""
    return [
        one
        for one in entries
        if (article.url and one.url and same_address(article.url, one.url)) or _of_one_day(article, one)
    ]


def namesakes(article: Article, entries: Iterable[StoredArticle]) -> list[StoredArticle]:
    """Return the objects of the outlet and slug of *article*, whatever their day: a column, or the same article."""
    return [one for one in entries if (one.outlet, one.slug) == (article.outlet.name, article.slug)]


def _of_one_day(article: Article, one: StoredArticle) -> bool:
    facts = (article.outlet.name, article.slug, day(article.published))
    return facts == (one.outlet, one.slug, day(one.published))
