"""BagIt bags (RFC 8493): a payload and what is known of it in, a bag's files out, and its zip or tar; and back."""

from __future__ import annotations

import hashlib
import io
import re
import tarfile
import zipfile
from typing import TYPE_CHECKING

from pressmark import __version__
from pressmark.archive.deposit import day
from pressmark.letters import plain
from pressmark.problems import BuildError
from pressmark.reader.files import read_plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pressmark.archive.deposit import Deposit

    Info = Sequence[tuple[str, str]]


ALGORITHMS = ("sha256", "sha512")
# What a depositor may ask for beside these: some repositories take nothing without it.
MORE_ALGORITHMS = ("md5",)
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
INFO = "bag-info.txt"
PROFILE = "https://w3id.org/pressmark/bagit-profile.json"
# RFC 8493, section 2.2.2: the elements that say who sends the bag.
CONTACT = ("Source-Organization", "Organization-Address", "Contact-Name", "Contact-Phone", "Contact-Email")
# What pressmark knows better than whoever deposits.
_OURS = (
    "External-Description",
    "External-Identifier",
    "Bagging-Date",
    "Bag-Size",
    "Payload-Oxum",
    "Bag-Count",
    "Internal-Sender-Identifier",
    "Internal-Sender-Description",
    "BagIt-Profile-Identifier",
    "Bag-Software-Agent",
)
_LARGEST = 64 * 1024
# The earliest moment that a zip can hold: no file in a package claims a date of its own.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_REGULAR_0644 = 0o100644


def make(payload: Mapping[str, bytes], info: Info, more: Iterable[str] = ()) -> dict[str, bytes]:
    """Return the files of a bag, by path, that holds *payload* (paths below ``data/``) and *info* (labels and values).

    RFC 8493, section 2: declaration, payload and tag manifests for both algorithms and those in *more*,
    ``bag-info.txt``. The payload's names must be plain (see `pressmark.archive.deposit`), so that no manifest needs
    escapes.
    """
    algorithms = (*more, *ALGORITHMS)
    files = {f"data/{path}": data for path, data in payload.items()}
    tags = {"bagit.txt": DECLARATION, INFO: write_info(info)}
    tags |= {f"manifest-{name}.txt": manifest(files, name) for name in algorithms}
    tags |= {f"tagmanifest-{name}.txt": manifest(tags, name) for name in algorithms}
    return dict(sorted((files | tags).items()))


def more_algorithms(files: Iterable[str]) -> tuple[str, ...]:
    """Return the algorithms beside our own two that the bag with these *files* was made with."""
    return tuple(name for name in MORE_ALGORITHMS if f"manifest-{name}.txt" in files)


def manifest(files: Mapping[str, bytes], algorithm: str) -> bytes:
    """Return a manifest of *files*, sorted by path (RFC 8493, section 2.1.3)."""
    lines = (f"{digest(algorithm, files[path])}  {path}\n" for path in sorted(files))
    return "".join(lines).encode()


def digest(algorithm: str, data: bytes) -> str:
    """Return a digest in hex; MD5 too, which is no safeguard but what some repositories ask for."""
    return hashlib.new(algorithm, data, usedforsecurity=False).hexdigest()


def oxum(payload: Mapping[str, bytes]) -> str:
    """Return the Payload-Oxum: octets and number of files (RFC 8493, section 2.2.2)."""
    return f"{sum(map(len, payload.values()))}.{len(payload)}"


def payload(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the payload among the bag's *files*, by path below ``data/``."""
    return {path.removeprefix("data/"): data for path, data in files.items() if path.startswith("data/")}


def zip_bytes(folder: str, files: Mapping[str, bytes]) -> bytes:
    """Return a zip with *files* below one top folder: stored, sorted by path, mode 0644, all of one date.

    Nothing is compressed, since another zlib would compress otherwise, and what is stored can be read even from a
    damaged zip.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{path}", _EPOCH)
            entry.create_system = _UNIX
            entry.external_attr = _REGULAR_0644 << 16
            archive.writestr(entry, files[path])
    return buffer.getvalue()


def tar_bytes(folder: str, files: Mapping[str, bytes]) -> bytes:
    """Return an uncompressed tar (POSIX 1003.1, ustar) with *files* below one top folder, as `zip_bytes` does."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path in sorted(files):
            member = tarfile.TarInfo(f"{folder}/{path}")
            member.size, member.mode = len(files[path]), _REGULAR_0644 & 0o777
            archive.addfile(member, io.BytesIO(files[path]))
    return buffer.getvalue()


def write_info(info: Iterable[tuple[str, str]]) -> bytes:
    """Return *info* as lines of ``Label: value``; white space in values is made single, so that none breaks a line."""
    return "".join(f"{label}: {' '.join(value.split())}\n" for label, value in info if value.strip()).encode()


def read_info(text: str) -> list[tuple[str, str]]:
    """Return the labels and values of a ``bag-info.txt``, in order; indented lines continue a value (RFC 8493, 2.2.2).

    Raises ValueError with the number of a line that is neither.
    """
    info: list[tuple[str, list[str]]] = []
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        if line[:1] in {" ", "\t"} and line.strip() and info:
            info[-1][1].append(line.strip())
        elif ":" in line and line.split(":", 1)[0].strip():
            label, value = line.split(":", 1)
            info.append((label.strip(), [value.strip()]))
        elif line.strip():
            raise ValueError(f"line {number} is not “Label: value”")
    return [(label, " ".join(lines).strip()) for label, lines in info]


def depositor(path: Path | None) -> list[tuple[str, str]]:
    """Return the elements in the file *path*, which is written like a ``bag-info.txt``; none without one.

    Any label may be there, whatever a repository asks for, but those that pressmark fills in itself. Raises BuildError
    for what can't be read, for such a label, or for one of who deposits given twice.
    """
    if path is None:
        return []
    try:
        data = read_plain(path, _LARGEST + 1)
        if len(data) > _LARGEST:
            raise BuildError(f"{path} is too large for a depositor's address")
        info = read_info(data.decode("utf-8-sig"))
    except OSError as error:
        raise BuildError(f"{path}: {error.strerror or error}") from error
    except ValueError as error:
        raise BuildError(
            f"{path}: {error}; write lines such as “Contact-Email: archive@harbourpost.example”"
        ) from error
    found: list[tuple[str, str]] = []
    for label, value in info:
        name = next((name for name in (*CONTACT, *_OURS) if name.casefold() == label.casefold()), label)
        if name in _OURS:
            raise BuildError(f"{path}: “{label}” is filled in by pressmark; leave it out")
        if name in CONTACT and any(name == other for other, _ in found):
            raise BuildError(f"{path}: “{label}” is there twice")
        found.append((name, value))
    return found


def contact_in(data: bytes) -> list[tuple[str, str]]:
    """Return what a depositor said in the ``bag-info.txt`` *data*. Raises ValueError for what is none."""
    return [(label, value) for label, value in read_info(data.decode("utf-8-sig")) if label not in _OURS]


def info(deposit: Deposit, contact: Info, payload: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Return the labels and values of the bag that carries *payload*.

    *contact* is what the depositor says; where it names no sender, the outlet is the source.
    """
    article = deposit.article
    press = next(iter(article.contact), None)
    sender = {label: value for label, value in contact if label in CONTACT}
    if not sender:
        sender = {
            "Contact-Name": (press and press.name) or "",
            "Contact-Phone": (press and press.phone) or "",
            "Contact-Email": (press and press.email) or "",
        }
    sender.setdefault("Source-Organization", article.outlet.name)
    size = sum(map(len, payload.values()))
    version = f", version {article.version}" if article.version is not None else ""
    return [
        *((label, sender.get(label, "")) for label in CONTACT),
        ("External-Description", f"{plain(article.headline)} ({article.outlet.name}, {day(article.published)})"),
        ("External-Identifier", deposit.identifier),
        ("Bagging-Date", day(deposit.dated)),
        ("Bag-Size", f"{size / 1000:.1f} KB"),
        ("Payload-Oxum", oxum(payload)),
        ("Bag-Count", "1 of 1"),
        ("Internal-Sender-Identifier", article.url or article.slug),
        ("Internal-Sender-Description", f"Article “{article.slug}”{version}, source, renditions and metadata"),
        ("BagIt-Profile-Identifier", PROFILE),
        ("Bag-Software-Agent", f"pressmark {__version__}"),
        *((label, value) for label, value in contact if label not in CONTACT),
    ]
