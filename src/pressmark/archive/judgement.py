"""The judgement of a BagIt bag by what its files show, whoever made it: files in, what is wrong or odd about them out.

RFC 8493 and the drafts before it (BagIt 0.93 to 1.0) hold for all; ours are also held to their profile, and to how
pressmark wrote them.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import posixpath
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pressmark.archive.bag import (
    ALGORITHMS,
    DECLARATION,
    INFO,
    PROFILE,
    digest,
    manifest,
    more_algorithms,
    oxum,
    read_info,
)
from pressmark.resources import resource
from pressmark.verdict import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(slots=True)
class Judgement:
    """What was found in a bag.

    *version* is the one it claims; *faults* make it no valid bag; *payload_faults* are those among them that touch the
    payload, so that nothing can be had from it safely; *remarks* are allowed, but worth knowing. *readable* says
    whether its declaration could be read, without which its manifests are not looked at.
    """

    version: str = "?"
    faults: list[Finding] = field(default_factory=list)
    payload_faults: list[Finding] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)
    encoding: str = "utf-8"
    readable: bool = False


# From a name in a manifest to the file that it means, None where there is none.
_Names = Callable[[str], str | None]
_MANIFEST = re.compile(r"(tag)?manifest-([a-z0-9_]+)\.txt")
# A manifest's line: a digest, white space, perhaps the asterisk of md5sum's binary mode, a path (RFC 8493, 2.1.3).
_LINE = re.compile(r"(\S+)[ \t]+\*?(\S.*)")
_TAGS_COUNT_FROM = (0, 97)
_ONE = (1, 0)
_MOST_ENTRIES = 20_000  # no package that is opened has so many files


def judge(files: Mapping[str, bytes], *, folders: Iterable[str] = ()) -> Judgement:
    """Return what is wrong with the bag *files*, and what is odd about it, as RFC 8493 and the drafts before it say.

    *folders* are the empty ones. Versions 0.93 to 1.x; tag manifests count from 0.97 on. That a repository changed the
    line ends of a tag file, and no tag manifest, is a remark on a bag of ours: it says what it said.
    """
    found = Judgement()
    version = _declared(files, found)
    if version is None:
        return found
    found.readable = True
    info_name = INFO if version >= (0, 96) else "package-info.txt"
    if not any(path.startswith("data/") for path in (*files, *(f"{folder}/" for folder in folders))):
        found.faults.append(Finding("data", "missing: a bag has its payload in this folder"))
    listed = _manifests(files, version, found)
    _info(files, info_name, found)
    _fetch(files, version, listed, found)
    return found


def _declared(files: Mapping[str, bytes], found: Judgement) -> tuple[int, int] | None:
    """Return the version that ``bagit.txt`` declares, None where the bag can't be read any further (2.1.1)."""
    data = files.get("bagit.txt")
    if data is None:
        found.faults.append(Finding("bagit.txt", "missing: this is no bag"))
        return None
    try:
        number = _declaration(data, found)
    except ValueError as error:
        found.faults.append(Finding("bagit.txt", str(error)))
        return None
    if data.startswith(codecs.BOM_UTF8):
        found.faults.append(Finding("bagit.txt", "begins with a byte-order mark, which the standard forbids"))
    return number


def _declaration(data: bytes, found: Judgement) -> tuple[int, int]:
    try:
        tags = read_info(data.decode("utf-8-sig"))
    except ValueError as error:
        raise ValueError(f"can't be read ({error})") from error
    declared = dict(tags)
    for label in ("BagIt-Version", "Tag-File-Character-Encoding"):
        if label not in declared:
            raise ValueError(f"{label} is missing")
    found.version = declared["BagIt-Version"]
    version = re.fullmatch(r"(\d+)\.(\d+)", found.version)
    if version is None:
        raise ValueError(f"the version “{found.version}” is not of the form 1.0")
    number = (int(version[1]), int(version[2]))
    if not (0, 93) <= number < (2, 0):
        raise ValueError(f"BagIt {found.version} is a version that is not known here")
    try:
        found.encoding = codecs.lookup(declared["Tag-File-Character-Encoding"]).name
    except LookupError:
        raise ValueError(f"no such encoding: {declared['Tag-File-Character-Encoding']}") from None
    if number >= _ONE and (why := _strict_form(data, tags)):
        found.faults.append(Finding("bagit.txt", why))
    return number


def _strict_form(data: bytes, tags: list[tuple[str, str]]) -> str:
    """Return where the declaration is not the two lines that version 1.0 wants, "" where it is."""
    if [label for label, _ in tags] != ["BagIt-Version", "Tag-File-Character-Encoding"]:
        return "not the two lines, in their order, that BagIt 1.0 wants"
    if re.search(rb"^\S+\s+:|^\S+:(?! \S)|^\s", data.strip(), re.MULTILINE):
        return "white space where BagIt 1.0 has none, or none after a colon"
    return ""


def _text(data: bytes, encoding: str) -> str:
    """Return a tag file's text. Raises ValueError."""
    text = data.decode(encoding)
    return text.removeprefix("\ufeff")


def _info(files: Mapping[str, bytes], name: str, found: Judgement) -> None:
    if name not in files:
        return
    try:
        info = read_info(_text(files[name], found.encoding))
    except ValueError as error:
        found.faults.append(Finding(name, f"can't be read ({error})"))
        return
    # RFC 8493, 2.2.2: the names of reserved elements are the same in capitals and without.
    sums = [value for label, value in info if label.lower() == "payload-oxum"]
    if len(sums) > 1:
        found.remarks.append(Finding(name, f"Payload-Oxum is there {len(sums)} times"))
    real = oxum({path: data for path, data in files.items() if path.startswith("data/")})
    wrong = next((stated for stated in sums if re.sub(r"(^|\.)0+(?=[0-9])", r"\1", stated) != real), None)
    if wrong is not None:
        _fault(found, Finding(name, f"Payload-Oxum is {wrong}, but the payload has {real}"))


def _manifests(files: Mapping[str, bytes], version: tuple[int, int], found: Judgement) -> dict[str, set[str]]:
    """Hold the files to every manifest, and the payload's manifests to the payload; return what each of these names."""
    there = _by_name(files)
    listed: dict[str, set[str]] = {}
    named: dict[str, set[str]] = {}
    for name in sorted(files):
        match = _MANIFEST.fullmatch(name)
        if match and _known(match[2]):
            entries = _one_manifest(name, files, there, version, found)
            if not match[1]:
                named[name] = set(entries)
                listed[name] = {real for path in entries if (real := there(path)) is not None}
        elif match:
            found.remarks.append(Finding(name, f"not looked at: “{match[2]}” is not known here"))
    if not listed:
        others = ", ".join(sorted(path for path in files if re.match(r"(?i)manifest-", path)))
        _fault(found, Finding("", f"no manifest of the payload{f' that is known here ({others})' if others else ''}"))
    for path in sorted(path for path in files if path.startswith("data/")):
        silent = [name for name, names in listed.items() if path not in names]
        if listed and len(silent) == len(listed):
            _fault(found, Finding(path, f"undeclared: {_several(silent)} it"))
        elif silent and version >= _ONE:
            _fault(found, Finding(path, f"{_several(silent)} it; in BagIt 1.0 each lists every file"))
    return named


def _known(algorithm: str) -> bool:
    return algorithm in hashlib.algorithms_guaranteed and not algorithm.startswith("shake")


def _one_manifest(
    name: str, files: Mapping[str, bytes], there: _Names, version: tuple[int, int], found: Judgement
) -> dict[str, str]:
    """Hold the files to the manifest *name*, and return what it names."""
    of_tags = name.startswith("tag")
    algorithm = name.removeprefix("tag")[len("manifest-") : -len(".txt")]
    try:
        entries = read_manifest(_text(files[name], found.encoding), version)
    except ValueError as error:
        _fault(found, Finding(name, str(error)), payload=not of_tags)
        return {}
    if len({there(path) or _normal(path) for path in entries}) < len(entries):
        _fault(found, Finding(name, "two lines name one file in two forms of Unicode"), payload=not of_tags)
        return {}
    if files[name].startswith(codecs.BOM_UTF8):
        found.remarks.append(Finding(name, "begins with a byte-order mark"))
    for path in entries:
        if path.startswith("data/") == of_tags and there(path) and version >= _TAGS_COUNT_FROM:
            message = f"{name} names it, which is for {'tag files' if of_tags else 'the payload'} alone"
            _fault(found, Finding(path, message), payload=False)
    lenient = of_tags and ours(files)
    for finding in _compared(name, entries, there, files, algorithm):
        if of_tags and version < _TAGS_COUNT_FROM:
            found.remarks.append(finding)
        elif lenient and _only_line_ends(files.get(finding.path), entries.get(finding.path, ""), algorithm):
            message = f"its line ends were changed, nothing else: that is why its {algorithm} is not the one in {name}"
            found.remarks.append(Finding(finding.path, message))
        else:
            _fault(found, finding, payload=finding.path.startswith("data/") or not of_tags)
    return entries


def _only_line_ends(data: bytes | None, stated: str, algorithm: str) -> bool:
    """Return whether *data* with other line ends, and nothing else, has the *stated* digest."""
    if data is None:
        return False
    plain = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return any(digest(algorithm, plain.replace(b"\n", end)) == stated for end in (b"\n", b"\r\n", b"\r"))


def _several(names: list[str]) -> str:
    return f"{' and '.join(names)} do{'es' if len(names) == 1 else ''} not name"


def _fault(found: Judgement, finding: Finding, *, payload: bool = True) -> None:
    found.faults.append(finding)
    if payload:
        found.payload_faults.append(finding)


def _normal(path: str) -> str:
    return unicodedata.normalize("NFC", path)


def _by_name(files: Iterable[str]) -> _Names:
    """Return what finds the file that a manifest names: of this name, or else of it in another form of Unicode."""
    there = set(files)
    normal: dict[str, list[str]] = {}
    for path in there:
        normal.setdefault(_normal(path), []).append(path)
    alone = {name: paths[0] for name, paths in normal.items() if len(paths) == 1}
    return lambda path: path if path in there else alone.get(_normal(path))


def read_manifest(text: str, version: tuple[int, int] = _ONE) -> dict[str, str]:
    """Return path → digest of a manifest (RFC 8493, section 2.1.3). Raises ValueError for what is none.

    Blank lines are passed over, and lines that begin with ``#``, as others do; a path twice is refused, before 1.0 only
    where its digests differ.
    """
    entries: dict[str, str] = {}
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if not match or not re.fullmatch(r"[0-9a-fA-F]+", match[1]):
            raise ValueError(f"line {number} is not “digest  path”")
        path = posixpath.normpath(_unescaped(match[2], version))
        if _outside(path):
            raise ValueError(f"line {number} names “{path}”, which is outside the bag")
        if path in entries and (version >= _ONE or entries[path] != match[1].lower()):
            raise ValueError(f"line {number} names {path} a second time")
        entries[path] = match[1].lower()
        if len(entries) > _MOST_ENTRIES:
            raise ValueError(f"names more than {_MOST_ENTRIES} files")
    return entries


def _unescaped(path: str, version: tuple[int, int] = _ONE) -> str:
    """Return *path* without its escapes; before 1.0 a line's end had one, and the sign itself had none."""
    signs = {"%0a": "\n", "%0d": "\r"} | ({"%25": "%"} if version >= _ONE else {})
    return re.sub(r"(?i)%(0a|0d|25)", lambda found: signs.get(found[0].lower(), found[0]), path)


def _outside(path: str) -> bool:
    """Return whether *path*, on any system, leads out of the bag."""
    return path == ".." or bool(re.match(r"/|~|\.\./|[A-Za-z]:[\\/]|\\\\", path))


def _compared(
    name: str, entries: Mapping[str, str], there: _Names, files: Mapping[str, bytes], algorithm: str
) -> Iterator[Finding]:
    """Yield what the manifest *name* names that is not *there*, or is not what it says."""
    for path, stated in entries.items():
        real = there(path)
        if real is None:
            yield Finding(path, f"missing; {name} names it")
        elif digest(algorithm, files[real]) != stated:
            yield Finding(real, f"altered: its {algorithm} is not the one in {name}")


def _fetch(
    files: Mapping[str, bytes], version: tuple[int, int], listed: Mapping[str, Iterable[str]], found: Judgement
) -> None:
    """Find what is wrong with ``fetch.txt`` (RFC 8493, section 2.2.3): nothing is ever fetched here.

    *listed* are the paths that each manifest of the payload names.
    """
    named = {name: {_normal(path) for path in paths} for name, paths in listed.items()}
    if "fetch.txt" not in files:
        return
    try:
        lines = _text(files["fetch.txt"], found.encoding).splitlines()
    except ValueError as error:
        found.faults.append(Finding("fetch.txt", f"can't be read ({error})"))
        return
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        parts = line.strip().split(None, 2)
        path = posixpath.normpath(_unescaped(parts[2], version)) if len(parts) > 2 else ""
        try:
            url = urlsplit(parts[0])
        except ValueError:
            url = urlsplit("")
        if len(parts) < 3 or not (url.scheme and (url.netloc or url.scheme == "file")):
            found.faults.append(Finding("fetch.txt", f"line {number} is not “address length path”"))
        elif _outside(path):
            found.faults.append(Finding("fetch.txt", f"line {number} names “{path}”, which is outside the bag"))
        elif version >= _ONE and not re.fullmatch(r"-|[0-9]+", parts[1]):
            found.faults.append(Finding("fetch.txt", f"line {number} gives the length “{parts[1]}”; a number, or “-”"))
        elif version >= _ONE and (silent := [name for name, paths in named.items() if _normal(path) not in paths]):
            found.faults.append(Finding("fetch.txt", f"line {number} names “{path}”; {_several(silent)} it"))


def ours(files: Mapping[str, bytes]) -> bool:
    """Return whether a bag says that pressmark made it."""
    try:
        stated = dict(read_info(files.get(INFO, b"").decode("utf-8-sig")))
    except ValueError:
        stated = {}
    signs = (stated.get("BagIt-Profile-Identifier") == PROFILE, stated.get("Bag-Software-Agent", "")[:9] == "pressmark")
    return any(signs) or b'"#software-pressmark"' in files.get("data/ro-crate-metadata.json", b"")


def touched(files: Mapping[str, bytes], folders: Iterable[str] = ()) -> list[Finding]:
    """Return where a bag of ours is not as pressmark wrote it, though nothing is wrong with it."""
    found = []
    if files.get("bagit.txt") not in {None, DECLARATION}:
        found.append(Finding("bagit.txt", "says the right things, but not as pressmark wrote it"))
    algorithms = (*more_algorithms(files), *ALGORITHMS)
    payload = {path: data for path, data in files.items() if path.startswith("data/")}
    known = {"bagit.txt", INFO} | {f"{kind}manifest-{name}.txt" for kind in ("", "tag") for name in algorithms}
    tags = {path: files[path] for path in known if path in files and not path.startswith("tagmanifest-")}
    for algorithm in algorithms:
        for name, subject in ((f"manifest-{algorithm}.txt", payload), (f"tagmanifest-{algorithm}.txt", tags)):
            if name not in files:
                found.append(Finding(name, "missing; pressmark wrote one"))
            elif files[name] != manifest(subject, algorithm):
                found.append(Finding(name, "says the right things, but not as pressmark wrote it"))
    found += [Finding(path, "added") for path in files if path not in known and path not in payload]
    return found + [Finding(path, "added: an empty folder") for path in folders]


@cache
def profile() -> dict[str, Any]:
    """Return the profile that our bags keep to (BagIt Profiles Specification 1.3.0)."""
    found: dict[str, Any] = json.loads(resource("docs/bagit-profile.json").read_bytes())
    return found


def profile_problems(files: Mapping[str, bytes]) -> list[Finding]:
    """Return where the bag *files* breaks the profile: its ``bag-info.txt``, manifests, ``fetch.txt`` and version."""
    found = []
    for kind, key in (("manifest", "Manifests-Required"), ("tagmanifest", "Tag-Manifests-Required")):
        names = (f"{kind}-{algorithm}.txt" for algorithm in profile()[key])
        found += [Finding(name, "the profile requires it") for name in names if name not in files]
    if "fetch.txt" in files:
        found.append(Finding("fetch.txt", "the profile allows no files that have yet to be fetched"))
    try:
        info = read_info(files[INFO].decode("utf-8-sig"))
    except KeyError:
        return [*found, Finding(INFO, "missing; the profile requires it")]
    except ValueError as error:
        return [*found, Finding(INFO, str(error))]
    for label, rule in profile()["Bag-Info"].items():
        values = [value for name, value in info if name == label]
        if rule["required"] and not any(values):
            found.append(Finding(INFO, f"{label} is missing"))
        if len(values) > 1 and not rule["repeatable"]:
            found.append(Finding(INFO, f"{label} is there {len(values)} times"))
        if "values" in rule and not set(values) <= set(rule["values"]):
            found.append(Finding(INFO, f"{label} is not “{rule['values'][0]}”"))
    return found
