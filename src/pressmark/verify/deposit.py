"""What is asked of an article's deposit wherever it lies, in a bag or as a version in a store.

Whether its renditions say what its source says, whether its records are those that its source and files give, and
whether its source gives every byte of it again.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pressmark import __version__, disk, reader
from pressmark.archive import bag
from pressmark.archive.bag import contact_in, info
from pressmark.archive.container import UnsafePackage
from pressmark.archive.deposit import CRATE, DUBLIN_CORE, HTML, JSONLD, PDF, PREMIS, SOURCE, Deposit, Making, attached
from pressmark.archive.open import Crate, originals
from pressmark.archive.pack import assembled, deposit, payload
from pressmark.problems import PressmarkError
from pressmark.verdict import Check, Finding
from pressmark.versions import program, versions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pressmark.model import Article
    from pressmark.theme import Theme

    Make = Callable[[Deposit], dict[str, bytes]]

SAME_SOURCE = "same source in every rendition"
RECORDS = "records"
REBUILD = "rebuild"
_WRITTEN = (CRATE, DUBLIN_CORE, PREMIS)
# The record that the PDF keeps in its XMP, which PDF/A leaves in clear.
_RECORD = re.compile(rb"<pressmark:source>([0-9a-f]{64})</pressmark:source>")


def same_source(files: Mapping[str, bytes]) -> Check:
    """Return whether page, metadata and PDF among the payload's *files* are of the source there.

    Each is read back by its own parser and held to the article's words; the PDF also names the source's digest, as
    the page and the metadata do in what they say of the article's files.
    """
    from pressmark.parity import check  # noqa: PLC0415 - loads the parsers

    source = hashlib.sha256(files.get(SOURCE, b"")).hexdigest()
    other = _other_writer(files)
    try:
        article, _, _ = reread(files)
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


def bag_records(files: Mapping[str, bytes]) -> Check:
    """Return whether crate, PREMIS, Dublin Core and ``bag-info.txt`` of the bag *files* are those of its source."""

    def written(found: Deposit) -> dict[str, bytes]:
        parts = payload(found, "data/")
        return {**parts, bag.INFO: bag.write_info(info(found, contact_in(files[bag.INFO]), parts))}

    inside = bag.payload(files)
    return _as_recorded({**inside, bag.INFO: files.get(bag.INFO, b"")}, inside, written)


def crate_records(files: Mapping[str, bytes]) -> Check:
    """Return whether crate, PREMIS and Dublin Core of a version in a store, its *files*, are those of its source."""
    return _as_recorded(files, files, lambda found: payload(found, ""))


def _as_recorded(files: Mapping[str, bytes], inside: Mapping[str, bytes], write: Make) -> Check:
    other = _other_writer(inside)
    try:
        crate = Crate.of(inside)
        article, name, images = reread(inside)
        making = Making(crate.attested, crate.software, crate.theme, crate.program)
        again = write(assembled(article, name, images, inside, making))
    except UnsafePackage as error:
        return Check.of(RECORDS, [Finding("", str(error))])
    except (PressmarkError, ValueError, KeyError) as error:
        return _held_to_rules(RECORDS, [Finding("", f"they can't be written again: {error}")], other)
    wrong = [name for name in (*_WRITTEN, bag.INFO) if again.get(name) != files.get(name)]
    found = [Finding(name, "not what the source and the files give") for name in wrong]
    return _held_to_rules(RECORDS, found, other)


def rebuilt_bag(files: Mapping[str, bytes], theme: Theme) -> Check:
    """Return whether the source in the bag *files* gives every byte of the bag again."""

    def make(found: Deposit) -> dict[str, bytes]:
        parts = payload(found, "data/")
        return bag.make(parts, info(found, contact_in(files[bag.INFO]), parts))

    return _compare(bag.payload(files), files, theme, make)


def rebuilt_crate(files: Mapping[str, bytes], theme: Theme) -> Check:
    """Return whether the source among the *files* of a version in a store gives every one of them again."""
    return _compare(files, files, theme, lambda found: payload(found, ""))


def _compare(crate_files: Mapping[str, bytes], files: Mapping[str, bytes], theme: Theme, make: Make) -> Check:
    try:
        crate = Crate.of(crate_files)
        article, name, images = reread(crate_files)
        again = make(deposit(article, name, images, theme, crate.attested))
    except UnsafePackage as error:
        return Check.of(REBUILD, [Finding("", str(error))])
    except (PressmarkError, ValueError, KeyError) as error:
        found = [Finding("", f"the source does not build: {error}")]
        return _held_to_rules(REBUILD, found, _other_writer(crate_files))
    differing = sorted(name for name in files.keys() | again.keys() if files.get(name) != again.get(name))
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
