"""What goes into a package, before any format: one article's files, their names, dates and identifiers."""

from __future__ import annotations

import hashlib
import posixpath
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal
from uuid import NAMESPACE_URL, UUID, uuid5

from pressmark.letters import ascii_letters
from pressmark.names import DEVICES, clashes, foreign
from pressmark.problems import BuildError
from pressmark.reader import document
from pressmark.reader.compose import compose
from pressmark.reader.document import Collector, decode, without_refused
from pressmark.reader.files import LARGEST, Outside, read_inside
from pressmark.reader.quotations import record, record_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pressmark.model import Article


Role = Literal["source", "rendition", "image", "copy", "schema", "record"]

SOURCE = "article.yaml"
PDF = "article.pdf"
HTML = "article.html"
JSONLD = "article.jsonld"
SCHEMA = "schema/article.schema.json"
CRATE = "ro-crate-metadata.json"
DUBLIN_CORE = "metadata/metadata.csv"
PREMIS = "metadata/premis.xml"
EVIDENCE = "evidence.json"


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
    """How renditions came about: the date given for the packing (None: none), the software, and two digests.

    *theme* is the theme's; *program* that of pressmark's own words, rules and code, "" where it is not known.
    """

    attested: str | None
    software: Mapping[str, str]
    theme: str
    program: str = ""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A withdrawal that an earlier version in a store tells of, and that was taken back.

    Its *date* and *reason* are the article's own of then; it was *republished* on a day, or later where that is the
    withdrawal's own: no date is made up.
    """

    date: str
    reason: str
    republished: str


@dataclass(frozen=True, slots=True)
class Deposit:
    """One article ready to be packed.

    *article* bears the stem ``article`` that its files have in a package; *taken_back* are its withdrawals that count
    no more.
    """

    article: Article
    identifier: str
    parts: tuple[Part, ...]
    making: Making
    taken_back: tuple[TakenBack, ...] = ()

    @property
    def attested(self) -> str | None:
        """Return the date that the user gives for the packing, None where there is none."""
        return self.making.attested

    @property
    def updated(self) -> str:
        """Return when the article last changed, by its own account."""
        return latest(self.article)

    @property
    def dated(self) -> str:
        """Return the package's date: the attested one, else the article's own."""
        return self.attested or self.updated


_NO_DATE = "“{}” is no date; write it as 2026-05-04 or 2026-05-04T07:30:00+01:00"
_DAY = len("YYYY-MM-DD")


def day(text: str) -> str:
    """Return the day of a date or RFC 3339 date-time, as written there."""
    return text[:_DAY]


def moment(text: str) -> str:
    """Return *text* as an RFC 3339 date-time; a date is that day at 00:00:00Z (the source format's own rule)."""
    return f"{text}T00:00:00Z" if len(text) == _DAY else text.replace("t", "T").replace("z", "Z").replace(" ", "T")


def attested(given: str | None, epoch: str | None) -> str | None:
    """Return the date that the user attests: *given* (a date or date-time), else the SOURCE_DATE_EPOCH *epoch*.

    None where there is neither. Raises BuildError for what is no date, or has a time without an offset.
    """
    if given is None:
        if not epoch:
            return None
        try:
            return datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        except (ValueError, OverflowError, OSError):
            raise BuildError(f"SOURCE_DATE_EPOCH is “{epoch}”, which is no number of seconds") from None
    # A week, or a day without its hyphens: ISO 8601 knows more than people read.
    if not re.match(r"\d{4}-\d{2}-\d{2}", given):
        raise BuildError(_NO_DATE.format(given))
    try:
        if len(given) == _DAY:
            return date.fromisoformat(given).isoformat()
        if datetime.fromisoformat(given.upper()).tzinfo is None:
            raise BuildError(f"the date “{given}” has a time without an offset; write it as 2026-05-04T07:30:00+01:00")
    except ValueError:
        raise BuildError(_NO_DATE.format(given)) from None
    return moment(given)


def latest(article: Article) -> str:
    """Return the latest date that the article bears: of its publication, a change, a correction, its withdrawal."""
    dates = [article.published, article.modified, *(one.date for one in article.corrections)]
    dates.append(article.withdrawn.date if article.withdrawn else None)
    return max((date for date in dates if date), key=instant)


def instant(text: str) -> datetime:
    """Return *text* as a moment that can be compared. Raises ValueError."""
    return datetime.fromisoformat(moment(text))


_LONGEST = 96
_OTHER = re.compile(r"[^a-z0-9._-]+")


def safe(name: str) -> str:
    """Return one file name made of ``[a-z0-9._-]``: case folded, accents dropped, the rest turned into hyphens.

    The suffix stays; what leaves nothing becomes ``file``; a Windows device name gets an ``x-`` before it.
    """
    plain = _OTHER.sub("-", ascii_letters(name))
    suffix = PurePosixPath(plain).suffix[:10].rstrip("-.")
    stem = plain[: len(plain) - len(PurePosixPath(plain).suffix)]
    stem = re.sub(r"-{2,}", "-", stem).strip("-.")[:_LONGEST].rstrip("-.") or "file"
    if stem.split(".", 1)[0] in DEVICES:
        stem = f"x-{stem}"
    return stem + suffix


def safe_names(originals: Iterable[str]) -> dict[str, str]:
    """Return original path → safe file name, no two alike; the same set always gives the same names."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for original in sorted(set(originals)):
        name = safe(PurePosixPath(original).name)
        path, n = PurePosixPath(name), 2
        while name in taken:
            name, n = f"{path.stem}-{n}{path.suffix}", n + 1
        taken.add(name)
        names[original] = name
    return names


_URN = "urn:uuid:"


def urn(article: Article) -> str:
    """Return the article's identifier, the same in every version of it.

    An identifier given as a UUID is kept; any other is named by a UUID made from it, else one is made from the
    canonical URL; an article with neither has the one that its parts hang on, made from outlet, slug and day.
    """
    given = article.archive.identifier
    if given is not None:
        return urn_of(given) or _URN + str(uuid5(NAMESPACE_URL, given))
    if article.url is not None:
        return _URN + str(uuid5(NAMESPACE_URL, article.url))
    return article.base


def urn_of(text: str) -> str | None:
    """Return the identifier that *text* writes as a UUID, prefix or not, capitals or not; None where it is none."""
    try:
        return _URN + str(UUID(text.strip().lower().removeprefix(_URN)))
    except ValueError:
        return None


def uuid_of_part(identifier: str, *words: str) -> str:
    """Return the UUID of something that belongs to the article *identifier* and is told apart by *words*."""
    return str(uuid5(UUID(identifier.removeprefix(_URN)), "\n".join(words)))


def uuid_of(text: str) -> str:
    """Return the UUID of what has the URL, or else the name, *text*."""
    return str(uuid5(NAMESPACE_URL, text))


def plain(identifier: str) -> str:
    """Return the bare UUID of *identifier*, for file names."""
    return identifier.removeprefix(_URN)


def attached(article: Article, name: str, folder: Path) -> dict[str, bytes]:
    """Return the files that the source *name* in *folder* stands on, by their normal paths; a withdrawn article's too.

    The source is deposited as it is and must build again, so its images go with it, and the kept copies of its sources
    with what was found in them; private copies stay behind. Raises BuildError where one can't be read, or has a name
    that can't be restored everywhere.
    """
    found = {posixpath.normpath(image.file): image.original or image.data for image in article.pictures}
    found |= {posixpath.normpath(copy.file): copy.data for copy in article.copies if copy.data and not copy.private}
    if article.house is not None:
        found |= {"house/house.yaml": article.house.data, "house/flat.yaml": article.house.flat}
        found |= {file.file: file.data for file in article.look.files}
    if (told := record(article)) is not None:
        found[record_name(PurePosixPath(name).stem)] = told
    if article.withdrawn:
        for path in _named(article.source.data):
            found.setdefault(posixpath.normpath(path), _read(folder, path))
    for path in (name, *found):
        if why := foreign(path):
            raise BuildError(f"“{path}” cannot be packed: {why}; rename it")
    if twice := clashes((name, *found)):
        raise BuildError(f"“{twice[0]}” cannot be packed: another file has that name, capitals apart; rename one")
    return found


def _named(source: bytes) -> tuple[str, ...]:
    report = Collector()
    text = decode(source, report)
    root = compose(without_refused(text, report), report) if text is not None else None
    if not isinstance(root, document.Mapping):
        return ()
    logo = document.mapping(document.mapping(root, "outlet"), "logo")
    owners = [*(image for _, image in document.entries(root, "images")), logo, document.mapping(logo, "dark")]
    files = (document.words(owner, "file") for owner in owners)
    return tuple(file.text for file in files if file is not None)


def _read(folder: Path, path: str) -> bytes:
    try:
        return read_inside(folder, path, LARGEST)[1]
    except Outside as error:
        raise BuildError(f"{folder / path}: outside the article’s folder") from error
    except OSError as error:
        raise BuildError(f"{folder / path}: {error.strerror or error}") from error
