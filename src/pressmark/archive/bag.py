"""BagIt 1.0 bags (RFC 8493): a payload and what is known of it in, a bag's files out; and what a bag's files show."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from pressmark.verdict import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ALGORITHMS = ("sha256", "sha512")
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
INFO = "bag-info.txt"


def make(payload: Mapping[str, bytes], info: Sequence[tuple[str, str]]) -> dict[str, bytes]:
    """Return the files of a bag, by path, that holds *payload* (paths below ``data/``) and *info* (labels and values).

    RFC 8493, section 2: declaration, payload and tag manifests for both algorithms, ``bag-info.txt``. The payload's
    names must be plain (see `pressmark.archive.names`), so that no manifest needs escapes.
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
