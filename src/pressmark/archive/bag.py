"""BagIt 1.0 bags (RFC 8493): a payload and what is known of it in, a bag's files out; and what a bag's files show."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from functools import cache
from typing import TYPE_CHECKING, Any

from pressmark import __version__
from pressmark.archive.deposit import day
from pressmark.letters import plain
from pressmark.problems import BuildError
from pressmark.resources import resource
from pressmark.verdict import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pressmark.archive.deposit import Deposit


ALGORITHMS = ("sha256", "sha512")
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
INFO = "bag-info.txt"


def make(payload: Mapping[str, bytes], info: Sequence[tuple[str, str]]) -> dict[str, bytes]:
    """Return the files of a bag, by path, that holds *payload* (paths below ``data/``) and *info* (labels and values).

    RFC 8493, section 2: declaration, payload and tag manifests for both algorithms, ``bag-info.txt``. The payload's
    names must be plain (see `pressmark.archive.deposit`), so that no manifest needs escapes.
    """
    files = {f"data/{path}": data for path, data in payload.items()}
    tags = {"bagit.txt": DECLARATION, INFO: write_info(info)}
    tags |= {f"manifest-{name}.txt": manifest(files, name) for name in ALGORITHMS}
    tags |= {f"tagmanifest-{name}.txt": manifest(tags, name) for name in ALGORITHMS}
    return dict(sorted((files | tags).items()))


def manifest(files: Mapping[str, bytes], algorithm: str) -> bytes:
    """Return a manifest of *files*, sorted by path (RFC 8493, section 2.1.3)."""
    lines = (f"{hashlib.new(algorithm, files[path]).hexdigest()}  {path}\n" for path in sorted(files))
    return "".join(lines).encode()


def oxum(payload: Mapping[str, bytes]) -> str:
    """Return the Payload-Oxum: octets and number of files (RFC 8493, section 2.2.2)."""
    return f"{sum(map(len, payload.values()))}.{len(payload)}"


def write_info(info: Iterable[tuple[str, str]]) -> bytes:
    """Return *info* as lines of ``Label: value``; white space in values is made single, so that none breaks a line."""
    return "".join(f"{label}: {' '.join(value.split())}\n" for label, value in info if value.strip()).encode()


def read_info(text: str) -> list[tuple[str, str]]:
    """Return the labels and values of a ``bag-info.txt``, in order; indented lines continue a value (RFC 8493, 2.2.2).

    Raises ValueError with the number of a line that is neither.
    """
    info: list[tuple[str, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line[:1] in {" ", "\t"} and info:
            info[-1] = (info[-1][0], f"{info[-1][1]} {line.strip()}".strip())
        elif ":" in line and line.split(":", 1)[0].strip():
            label, value = line.split(":", 1)
            info.append((label.strip(), value.strip()))
        elif line.strip():
            raise ValueError(f"line {number} is not “Label: value”")
    return info


def read_manifest(data: bytes) -> dict[str, str]:
    """Return path → digest of a manifest (RFC 8493, section 2.1.3). Raises ValueError for what is none."""
    entries: dict[str, str] = {}
    for number, line in enumerate(data.decode("utf-8").splitlines(), 1):
        digest, _, path = line.partition(" ")
        path = path.strip().removeprefix("./")
        path = path.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
        if not re.fullmatch(r"[0-9a-fA-F]+", digest) or not path:
            raise ValueError(f"line {number} is not “digest  path”")
        if path in entries:
            raise ValueError(f"line {number} names {path} a second time")
        entries[path] = digest.lower()
    return entries


def declaration(files: Mapping[str, bytes]) -> list[Finding]:
    """Return what is wrong with the bag's declaration (RFC 8493, section 2.1.1)."""
    if "bagit.txt" not in files:
        return [Finding("bagit.txt", "missing: this is no bag")]
    if files["bagit.txt"] != DECLARATION:
        return [Finding("bagit.txt", "not the declaration of a BagIt 1.0 bag in UTF-8")]
    return []


def fixity(files: Mapping[str, bytes]) -> list[Finding]:
    """Return every difference between the bag's *files* and its manifests, both ways (RFC 8493, section 3).

    Stricter than the RFC in two points, since the bags are our own: every manifest names every file of its kind, and
    tag manifests are exactly as `make` writes them, because nothing else would show a change in them.
    """
    found: list[Finding] = []
    payload = {path: data for path, data in files.items() if path.startswith("data/")}
    tags = {path: data for path, data in files.items() if path not in payload and not path.startswith("tagmanifest-")}
    for algorithm in ALGORITHMS:
        for name, subject in ((f"manifest-{algorithm}.txt", payload), (f"tagmanifest-{algorithm}.txt", tags)):
            if name not in files:
                found.append(Finding(name, "missing"))
                continue
            differences = _compare(name, files[name], subject, algorithm)
            if not differences and files[name] != manifest(subject, algorithm):
                differences = [Finding(name, "says the right things, but not as pressmark wrote it")]
            found += differences
    return found


def undeclared(files: Mapping[str, bytes]) -> list[Finding]:
    """Return the files that no bag of ours has: tag files of other names, empty or foreign manifests, ``fetch.txt``."""
    known = {"bagit.txt", INFO} | {f"{kind}manifest-{name}.txt" for kind in ("", "tag") for name in ALGORITHMS}
    return [Finding(path, "undeclared") for path in files if not path.startswith("data/") and path not in known]


def _compare(name: str, data: bytes, subject: Mapping[str, bytes], algorithm: str) -> list[Finding]:
    try:
        entries = read_manifest(data)
    except ValueError as error:
        return [Finding(name, str(error))]
    found = [Finding(path, f"missing; {name} names it") for path in entries if path not in subject]
    for path, content in subject.items():
        if path not in entries:
            found.append(Finding(path, f"undeclared: {name} does not name it"))
        elif hashlib.new(algorithm, content).hexdigest() != entries[path]:
            found.append(Finding(path, f"altered: its {algorithm} is not the one in {name}"))
    return found


def payload(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the payload among the bag's *files*, by path below ``data/``."""
    return {path.removeprefix("data/"): data for path, data in files.items() if path.startswith("data/")}


PROFILE = "https://w3id.org/pressmark/bagit-profile.json"
# RFC 8493, section 2.2.2: the elements that say who sends the bag.
CONTACT = ("Source-Organization", "Organization-Address", "Contact-Name", "Contact-Phone", "Contact-Email")
_LARGEST = 64 * 1024


def depositor(path: Path | None) -> dict[str, str]:
    """Return the contact elements in the file *path*, which is written like a ``bag-info.txt``; {} without one.

    Raises BuildError for what can't be read, another element, or one given twice.
    """
    if path is None:
        return {}
    try:
        data = path.read_bytes()
        if len(data) > _LARGEST:
            raise BuildError(f"{path} is too large for a depositor's address")
        info = read_info(data.decode("utf-8-sig"))
    except OSError as error:
        raise BuildError(f"{path}: {error.strerror or error}") from error
    except ValueError as error:
        raise BuildError(
            f"{path}: {error}; write lines such as “Contact-Email: archive@harbourpost.example”"
        ) from error
    found: dict[str, str] = {}
    for label, value in info:
        name = next((name for name in CONTACT if name.casefold() == label.casefold()), None)
        if name is None or name in found:
            wrong = "is there twice" if name else f"is not one of {', '.join(CONTACT)}"
            raise BuildError(f"{path}: “{label}” {wrong}")
        found[name] = value
    return found


def contact_in(data: bytes) -> dict[str, str]:
    """Return the contact elements in the ``bag-info.txt`` *data*. Raises ValueError for what is none."""
    given = dict(read_info(data.decode("utf-8")))
    return {label: given[label] for label in CONTACT if label in given}


def info(deposit: Deposit, contact: Mapping[str, str], payload: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Return the labels and values of the bag that carries *payload*. Without a *contact* the outlet is the source."""
    article = deposit.article
    press = next(iter(article.contact), None)
    given = {
        "Source-Organization": article.outlet.name,
        "Contact-Name": (press and press.name) or "",
        "Contact-Phone": (press and press.phone) or "",
        "Contact-Email": (press and press.email) or "",
    }
    sender = dict(contact) if contact else given
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
    ]


@cache
def profile() -> dict[str, Any]:
    """Return the profile (BagIt Profiles Specification 1.3.0)."""
    found: dict[str, Any] = json.loads(resource("docs/bagit-profile.json").read_bytes())
    return found


def profile_problems(files: Mapping[str, bytes]) -> list[Finding]:
    """Return where the bag *files* breaks the profile: its ``bag-info.txt``, manifests, ``fetch.txt`` and version."""
    found = []
    if files.get("bagit.txt") != DECLARATION:
        found.append(Finding("bagit.txt", "the profile accepts BagIt 1.0 only"))
    for kind, key in (("manifest", "Manifests-Required"), ("tagmanifest", "Tag-Manifests-Required")):
        names = (f"{kind}-{algorithm}.txt" for algorithm in profile()[key])
        found += [Finding(name, "the profile requires it") for name in names if name not in files]
    if "fetch.txt" in files:
        found.append(Finding("fetch.txt", "the profile allows no files that have yet to be fetched"))
    return found + _info(files)


def _info(files: Mapping[str, bytes]) -> list[Finding]:
    try:
        info = read_info(files[INFO].decode("utf-8"))
    except KeyError:
        return [Finding(INFO, "missing; the profile requires it")]
    except ValueError as error:
        return [Finding(INFO, str(error))]
    found = []
    for label, rule in profile()["Bag-Info"].items():
        values = [value for name, value in info if name == label]
        if rule["required"] and not any(values):
            found.append(Finding(INFO, f"{label} is missing"))
        if len(values) > 1:
            found.append(Finding(INFO, f"{label} is there {len(values)} times"))
        if "values" in rule and not set(values) <= set(rule["values"]):
            found.append(Finding(INFO, f"{label} is not “{rule['values'][0]}”"))
    payload = {path: data for path, data in files.items() if path.startswith("data/")}
    if dict(info).get("Payload-Oxum") not in {None, oxum(payload)}:
        found.append(Finding(INFO, f"Payload-Oxum does not fit: the payload has {oxum(payload)}"))
    return found


# The earliest moment that a zip can hold: no file in a package claims a date of its own.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_REGULAR_0644 = 0o100644


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
