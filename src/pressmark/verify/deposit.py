"""What is asked of an article's deposit wherever it lies, in a bag or as a version in a store.

Whether its renditions say what its source says, whether its records are those that its source and files give, and
whether its source gives every byte of it again.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from functools import cache, partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pressmark import __version__, disk, reader
from pressmark.archive import bag
from pressmark.archive.container import UnsafePackage
from pressmark.archive.deposit import CRATE, DUBLIN_CORE, HTML, JSONLD, PDF, PREMIS, SOURCE, Making, attached
from pressmark.archive.open import Crate, originals
from pressmark.archive.pack import assembled, deposit, payload
from pressmark.problems import PressmarkError
from pressmark.verdict import Check, Finding
from pressmark.versions import program, versions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pressmark.archive.deposit import Deposit
    from pressmark.model import Article
    from pressmark.theme import Theme

    Read = Callable[[], tuple[Article, str, dict[str, bytes]]]

SAME_SOURCE = "same source in every rendition"
RECORDS = "records"
REBUILD = "rebuild"
_WRITTEN = (CRATE, DUBLIN_CORE, PREMIS)
# The record that the PDF keeps in its XMP, which PDF/A leaves in clear.
_RECORD = re.compile(rb"<pressmark:source>([0-9a-f]{64})</pressmark:source>")


def same_source(files: Mapping[str, bytes], read: Read | None = None) -> Check:
    """Return whether page, metadata and PDF among the payload's *files* are of the source there.

    *read* gives the article where several questions are asked of one payload (see `read_once`).
    Each is read back by its own parser and held to the article's words; the PDF also names the source's digest, as
    the page and the metadata do in what they say of the article's files.
    """
    from pressmark.parity import check  # noqa: PLC0415 - loads the parsers

    source = hashlib.sha256(files.get(SOURCE, b"")).hexdigest()
    other = _other_writer(files)
    try:
        article, _, _ = read() if read else reread(files)
    except UnsafePackage as error:
        return Check.of(SAME_SOURCE, [Finding(SOURCE, str(error))])
    except (PressmarkError, ValueError) as error:
        return _held_to_rules(SAME_SOURCE, [Finding(SOURCE, str(error))], other)
    # In a package the renditions refer to each other by the package's names.
    article = replace(article, source=replace(article.source, stem=PurePosixPath(SOURCE).stem))
    renditions = {name: files[name] for name in (HTML, JSONLD, PDF) if name in files}
    found = [Finding(name, "missing") for name in (HTML, JSONLD, PDF) if name not in files]
    found += _copy(files, source)
    lasting = bool(found)
    for name, data in renditions.items():
        try:
            found += [finding for one in check(article, {name: data}) for finding in one.findings]
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            # A stranger's file makes its parser trip wherever it likes; that is an answer too.
            found.append(Finding(name, f"can't be read ({error})"))
    return _held_to_rules(SAME_SOURCE, found, "" if lasting else other, f"sha256:{source}")


def _other_writer(files: Mapping[str, bytes]) -> str:
    """Return which pressmark wrote the payload's *files* where it was not this one, "" where it was.

    Words, schema and rules change between versions, and between two states of one version: a package is held to those
    that it was written under, and what today's would say of it is not its fault.
    """
    try:
        crate = Crate.of(files)
    except ValueError:
        return ""
    wrote = crate.software.get("pressmark")
    if wrote != __version__:
        return f"pressmark {wrote or 'of an unknown version'} wrote it, this is {__version__}"
    return "" if crate.program == program() else f"another state of pressmark {wrote} wrote it"


def _held_to_rules(name: str, found: list[Finding], other: str, detail: str = "") -> Check:
    """Return the check *name*, which today's words and rules decide: failed only where today's program wrote it."""
    if found and other:
        return Check(name, "not compared", detail=f"cannot compare: {other}")
    return Check.of(name, found, detail)


def _copy(files: Mapping[str, bytes], source: str) -> Iterator[Finding]:
    if PDF in files and _RECORD.findall(files[PDF]) != [source.encode()]:
        yield Finding(PDF, "does not name the digest of the source beside it")


def records(
    files: Mapping[str, bytes],
    *,
    prefixes: tuple[str, ...] = ("",),
    identifier: str | None = None,
    stated: bytes | None = None,
    read: Read | None = None,
) -> Check:
    """Return whether crate, PREMIS and Dublin Core among the payload's *files* are those of its source.

    *prefixes* are what may go before the paths in them (``data/`` in a bag), *identifier* is the article's where its
    place decides on it (an object in a store), *stated* is a bag's ``bag-info.txt``: what it says must be what we
    would, and what somebody added to it is a remark.
    """
    other = _other_writer(files)
    try:
        crate = Crate.of(files)
        article, name, images = read() if read else reread(files)
        making = Making(crate.attested, crate.software, crate.theme, crate.program)
        found = assembled(article, name, images, files, making, identifier=identifier)
        wrong = min((_wrong(files, payload(found, prefix), _WRITTEN) for prefix in prefixes), key=len)
        missing, added = _info(found, files, stated) if stated is not None else ([], [])
    except UnsafePackage as error:
        return Check.of(RECORDS, [Finding("", str(error))])
    except (PressmarkError, ValueError, KeyError) as error:
        return _held_to_rules(RECORDS, [Finding("", f"they can't be written again: {error}")], other)
    findings = [Finding(name, "not what the source and the files give") for name in wrong]
    check = _held_to_rules(RECORDS, findings + missing, other)
    return Check.of(RECORDS, check.findings, remarks=added) if added and check.status != "not compared" else check


def _wrong(files: Mapping[str, bytes], again: Mapping[str, bytes], names: Iterable[str]) -> list[str]:
    return [name for name in names if again.get(name) != files.get(name)]


def _info(found: Deposit, files: Mapping[str, bytes], stated: bytes) -> tuple[list[Finding], list[Finding]]:
    """Return what a ``bag-info.txt`` should say and doesn't, and what it says beside that. Raises ValueError."""
    said = bag.read_info(stated.decode("utf-8-sig"))
    depositor = bag.contact_in(stated)
    ours = bag.read_info(bag.write_info(bag.info(found, depositor, files)).decode())
    missing = [label for label, value in ours if (label, value) not in said]
    added = dict.fromkeys(label for label, value in said if (label, value) not in ours)
    order = [pair for pair in said if pair in ours] != ours
    findings = [Finding(bag.INFO, "not what the source and the files give")] if missing else []
    remarks = [Finding(bag.INFO, f"“{label}” was added") for label in added if label not in missing]
    if not missing and not added and (order or stated != bag.write_info(said)):
        remarks.append(Finding(bag.INFO, "says the right things, but not as pressmark wrote it"))
    return findings, remarks


def rebuilt(
    files: Mapping[str, bytes], theme: Theme, *, prefixes: tuple[str, ...] = ("",), identifier: str | None = None
) -> Check:
    """Return whether the source among the payload's *files* gives every one of them again; see `records`."""
    try:
        crate = Crate.of(files)
        article, name, images = reread(files)
        found = deposit(article, name, images, theme, crate.attested, identifier=identifier)
        every = [payload(found, prefix) for prefix in prefixes]
        differing = min((sorted(_wrong(files, again, files.keys() | again.keys())) for again in every), key=len)
    except UnsafePackage as error:
        return Check.of(REBUILD, [Finding("", str(error))])
    except (PressmarkError, ValueError, KeyError) as error:
        return _held_to_rules(REBUILD, [Finding("", f"the source does not build: {error}")], _other_writer(files))
    other = _otherwise(crate, theme)
    if differing and other:
        return Check(REBUILD, "not compared", detail=f"cannot compare: {other}")
    return Check.of(REBUILD, [Finding(name, "the source does not give these bytes") for name in differing])


def _otherwise(crate: Crate, theme: Theme) -> str:
    """Return what is otherwise here than where the package was made, "" if nothing is."""
    here = versions()
    there = crate.software
    other = [
        f"{name} {there.get(name, 'absent')} made it, here is {here.get(name, 'absent')}"
        for name in sorted(here.keys() | there.keys())
        if here.get(name) != there.get(name)
    ]
    if there.get("pressmark") == here["pressmark"] and crate.program != program():
        other.append(f"another state of pressmark {here['pressmark']} made it")
    if crate.theme != theme.sha256:
        other.append("it was made with another theme; name it with --theme")
    return "; ".join(other)


def read_once(files: Mapping[str, bytes]) -> Read:
    """Return a function that does as `reread`, and only once."""
    return cache(partial(reread, files))


def quotations(read: Read) -> list[Check]:
    """Return whether the article's words stand in the kept copies of its sources; nothing where none is kept.

    What stands there was found in the copy kept: that it is true, nobody says.
    """
    try:
        article, _, _ = read()
    except (PressmarkError, ValueError):
        return []  # said by others already
    if not article.copies:
        return []
    held = [*(quote.evidence for quote in article.quotes), *(demand.evidence for demand in article.demands)]
    evidence = [one for one in held if one is not None]
    found = sum(one.copy.data is not None for one in evidence)
    recorded = len(evidence) - found
    said = [f"{found} found in the copies kept"] if found or not recorded else []
    said += [f"{recorded} by the record alone: the copies are private"] if recorded else []
    return [Check.of("quotations", [], "; ".join(said))]


def reread(files: Mapping[str, bytes]) -> tuple[Article, str, dict[str, bytes]]:
    """Return the article whose source is among the payload's *files*, its file's name, and its images by path.

    Raises UnsafePackage for names that could do harm, ValueError for a source that this version finds invalid.
    """
    own = originals(files)
    name = next(iter(own))
    with disk.passing() as folder:
        for path, data in own.items():
            place = Path(folder, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        reading = reader.check(own[name], name=name, stem=PurePosixPath(name).stem, folder=Path(folder))
        if reading.article is None:
            errors = [problem.message for problem in reading.problems if problem.severity == "error"]
            raise ValueError(f"the source in it is not valid for this version of pressmark: {errors[0]}")
        return reading.article, name, attached(reading.article, name, Path(folder))
