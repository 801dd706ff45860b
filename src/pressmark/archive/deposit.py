"""What goes into a package, before any format: one article's files, each with what is known of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pressmark.model import Article

Role = Literal["source", "rendition", "image", "schema", "record"]

SOURCE = "article.yaml"
PDF = "article.pdf"
HTML = "article.html"
JSONLD = "article.jsonld"
SCHEMA = "schema/article.schema.json"
CRATE = "ro-crate-metadata.json"
DUBLIN_CORE = "metadata/metadata.csv"
PREMIS = "metadata/premis.xml"


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a package: its *path* below the crate's root, its bytes, and what they are.

    *original* is its path in the article's folder where it comes from there; *pronom* its PRONOM identifier where
    the format has one; *node* the fragment of the article's part that it is (an image's id).
    """

    path: str
    data: bytes
    role: Role
    name: str
    media_type: str
    pronom: str | None = None
    original: str | None = None
    node: str | None = None

    def digest(self, algorithm: str) -> str:
        """Return the digest of the bytes, in hex."""
        return hashlib.new(algorithm, self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Making:
    """How renditions came about: the date given for the packing (None: none), the software, the theme's digest."""

    attested: str | None
    software: Mapping[str, str]
    theme: str


@dataclass(frozen=True, slots=True)
class Deposit:
    """One article ready to be packed.

    *article* bears the stem ``article`` that its files have in a package. *attested* is the date that the user gives
    for the packing, None where there is none. *software* are the versions that shaped the bytes, *theme* the digest
    of the theme.
    """

    article: Article
    identifier: str
    parts: tuple[Part, ...]
    attested: str | None
    software: Mapping[str, str]
    theme: str

    @property
    def updated(self) -> str:
        """Return when the article last changed, by its own account."""
        dates = (self.article.withdrawn and self.article.withdrawn.date, self.article.modified, self.article.published)
        return next(date for date in dates if date)

    @property
    def dated(self) -> str:
        """Return the package's date: the attested one, else the article's own."""
        return self.attested or self.updated
