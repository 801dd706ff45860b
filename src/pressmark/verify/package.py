"""A package asked what an archivist asks: whether it is whole, unchanged, complete, and one thing throughout.

Ours are held to everything we know; a bag or a crate of somebody else to its own standard, and called what it is. What
is asked of an article's deposit wherever it lies, in a bag or as a version in a store, stands here too.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace
from functools import cache, partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from pressmark import __version__, disk, reader
from pressmark.archive import bag, judgement
from pressmark.archive.crate import Crate, disagreements, undescribed
from pressmark.archive.deposit import CRATE, DUBLIN_CORE, HTML, JSONLD, PDF, PREMIS, SOURCE, Making, attached
from pressmark.archive.pack import assembled, deposit, more_renditions, payload
from pressmark.archive.unpack import PackageContents, UnsafePackage, originals, read
from pressmark.libraries import MissingPart, shaping_code, versions
from pressmark.pdf import reading
from pressmark.problems import PressmarkError
from pressmark.verdict import Advance, Check, Finding, Verdict, unseen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pressmark.archive.deposit import Deposit
    from pressmark.model import Article
    from pressmark.theme import Theme

    Read = Callable[[], tuple[Article, str, dict[str, bytes]]]

NOT_OURS = "not one of pressmark's"
# What RO-Crate 1.0 called its descriptor.
CRATE_1_0 = "ro-crate-metadata.jsonld"
# A bag that lost its declaration is told by its manifests, or by the crate inside.
_SIGN = re.compile(r"(?i)bagit\.txt$|(tag)?manifest-|bag-info\.txt$|data/ro-crate-metadata\.json")


def verify(path: Path, *, rebuild: bool = False, theme: Path | None = None, advance: Advance = unseen) -> Verdict:
    """Return the verdict on the package at *path* (zip, tar, folder), its one article counted by *advance*.

    Raises BuildError for a bad *theme*.
    """
    verdict = _verdict(path, rebuild=rebuild, theme=theme)
    advance()
    return verdict


def _verdict(path: Path, *, rebuild: bool, theme: Path | None) -> Verdict:
    try:
        contents = read(path)
    except UnsafePackage as error:
        finding = Finding("", str(error).removeprefix(f"{path}: "))
        return Verdict(str(path), "package", "not a package that can be opened", (Check.of("opening", [finding]),))
    files = contents.files
    if "bagit.txt" not in files and _descriptor(files):
        about, checks = _crate(contents)
        inside, whole = files, not any(check.findings for check in checks)
        named = Crate.written_by_us(files)
    elif not any(_SIGN.match(name) for name in files):
        found = Check.of("opening", [Finding("", "no package: neither a bag nor a crate")])
        return Verdict(str(path), "package", f"no package, {NOT_OURS}", (found,))
    else:
        about, checks, whole = _bag(contents)
        inside, named = bag.payload(files), judgement.ours(files)
    # What is not whole is not looked into: its parts are no longer known to be what they were.
    if named and whole:
        again = read_once(inside)
        checks.append(same_source(inside, again))
        checks.append(records(inside, prefixes=("data/", ""), stated=files.get(bag.INFO), read=again))
        checks += quotations(again)
        if rebuild:
            from pressmark.theme import load_theme  # only a rebuild needs it

            checks.append(replace(rebuilt(inside, load_theme(theme), prefixes=("data/", "")), rebuild=True))
    return Verdict(str(path), "package", about, tuple(checks), foreign=not named)


def _bag(contents: PackageContents) -> tuple[str, list[Check], bool]:
    """Return what the bag is, its checks, and whether its payload is whole."""
    files = contents.files
    judged = judgement.judge(files, folders=contents.empty)
    inside = bag.payload(files)
    opening = f"{contents.form}, {len(files)} files"
    whole = not judged.payload_faults and judged.readable
    if not judgement.ours(files):
        word = "a bag that is not valid" if judged.faults else "a valid bag"
        about = f"{word}, {NOT_OURS}; BagIt {judged.version}, {bag.oxum(inside)}"
        checks = [
            # RFC 8493, 4: a bag is packed from the folder around it; ours is recognised all the same.
            Check.of("opening", [Finding("", contents.odd)] if contents.odd else [], opening),
            Check.of("bag", judged.faults, f"BagIt {judged.version}", remarks=judged.remarks),
        ]
        return about, [*checks, *([_graph(inside)] if _descriptor(inside) else [])], whole
    altered, packed_anew = _container(contents)
    checks = [
        Check.of("opening", altered, opening, remarks=packed_anew),
        Check.of("fixity", judged.faults, "every file against every manifest", remarks=judged.remarks),
        Check.of("untouched", [], "as pressmark wrote it", remarks=judgement.touched(files, contents.empty)),
        Check.of(
            "profile",
            [],
            judgement.profile()["BagIt-Profile-Info"]["BagIt-Profile-Identifier"],
            remarks=judgement.profile_problems(files),
        ),
        Check.of("crate", [*disagreements(inside), *undescribed(inside)], "every file described, with its digest"),
    ]
    try:
        about = f"{_title(inside)}; BagIt {judged.version}, {len(inside)} files, {sum(map(len, inside.values()))} bytes"
    except ValueError:
        about = f"a bag of {len(files)} files without a crate that can be read"
    return about, checks, whole


def _title(payload: Mapping[str, bytes]) -> str:
    crate = Crate.of(payload)
    return f"{crate.title}, {crate.identifier}"


def _container(contents: PackageContents) -> tuple[list[Finding], list[Finding]]:
    """Return what is wrong with a zip of ours, and what is only other than pressmark writes it.

    A program that packs anew gives every file a date, a mode or a method of its own; where that is so of some files
    only, and the zip is as long as ours, somebody changed bytes in it.
    """
    odd = [Finding("", contents.odd)] if contents.odd else []
    if contents.raw is None:
        return [], odd
    written = bag.zip_bytes(contents.top, contents.files)
    if contents.raw == written:
        return [], odd
    if len(contents.raw) == len(written) and not _packed_anew(contents.raw, written):
        return [Finding("", "bytes of the zip itself were changed; the files in it are as the sums say")], odd
    return [], [*odd, Finding("", "the zip was packed anew by another program; the bag in it is what counts")]


def _packed_anew(raw: bytes, written: bytes) -> bool:
    """Return whether the zip *raw* describes each file otherwise than *written*, ours of the same files."""
    theirs, ours = (zipfile.ZipFile(io.BytesIO(data)).infolist() for data in (raw, written))
    known = {(one.filename, one.date_time, one.external_attr) for one in ours}
    return all((one.filename, one.date_time, one.external_attr) not in known for one in theirs)


def _crate(contents: PackageContents) -> tuple[str, list[Check]]:
    """Return what a crate without a bag around it is, and its checks."""
    files = contents.files
    checks = [Check.of("opening", [], f"{contents.form}, {len(files)} files")]
    if not Crate.written_by_us(files):
        graph = _graph(files)
        word = "a crate that is not valid" if graph.findings else "a valid crate"
        return f"{word}, {NOT_OURS}; {graph.detail}, {len(files)} files", [*checks, graph]
    bare = Finding("", "a crate without the bag around it: who sent it, and the sums of the whole, are not here")
    checks[0] = Check.of("opening", [], checks[0].detail, remarks=[bare])
    checks.append(
        Check.of("crate", disagreements(files), "every file described, with its digest", remarks=undescribed(files))
    )
    return f"{_title(files)}; RO-Crate, {len(files)} files", checks


def _descriptor(files: Mapping[str, bytes]) -> str:
    """Return the name of the file that makes *files* a crate, "" for none; RO-Crate 1.0 had another than today's."""
    return next((name for name in (CRATE, CRATE_1_0) if name in files), "")


def _graph(files: Mapping[str, bytes]) -> Check:
    """Return whether the crate among *files* is one, as RO-Crate 1.0 to 1.2 ask: descriptor, root, and their words.

    RO-Crate 1.2, “RO-Crate structure” and “root data entity”; what is only recommended is a remark.
    """
    own = _descriptor(files)
    try:
        document = json.loads(files[own].decode("utf-8"))
        nodes = _nodes(document)
    except (ValueError, RecursionError) as error:
        return Check.of("crate", [Finding(own, f"no RO-Crate metadata ({error})")], "RO-Crate")
    found, remarks = [], []
    descriptor = nodes.get(own) or next((node for name, node in nodes.items() if name.endswith(f"/{own}")), {})
    about = descriptor.get("about")
    root = nodes.get(str(about.get("@id")) if isinstance(about, dict) else "", {})
    standard = descriptor.get("conformsTo", {})
    standards = [
        str(one.get("@id")) for one in (standard if isinstance(standard, list) else [standard]) if isinstance(one, dict)
    ]
    named = next((name for name in standards if "w3id.org/ro/crate/" in name), "")
    detail = f"RO-Crate {named.rstrip('/').rpartition('/')[2]}" if named else "RO-Crate"
    if not descriptor:
        found.append(Finding(own, "no descriptor: the graph does not describe its own file"))
    elif not named:
        found.append(Finding(own, "its descriptor does not say to which version of RO-Crate it conforms"))
    if not root:
        found.append(Finding(own, "no root: the descriptor is not about anything in the graph"))
    elif "Dataset" not in _list(root.get("@type")):
        found.append(Finding(own, "its root is no Dataset"))
    wanted = ("name", "description", "datePublished", "license")
    remarks += [Finding(own, f"its root has no “{key}”") for key in wanted if root and not root.get(key)]
    for name, node in nodes.items():
        local = "File" in _list(node.get("@type")) and ":" not in name and not name.startswith("#")
        if local and name.removeprefix("./") not in files and "/" not in name[:1]:
            remarks.append(Finding(name, "described, but not here"))
    return Check.of("crate", found, detail, remarks=remarks)


def _nodes(document: Any) -> dict[str, dict[str, Any]]:  # noqa: ANN401 - whatever JSON holds
    if not isinstance(document, dict) or "@context" not in document or not isinstance(document.get("@graph"), list):
        raise ValueError("an object with “@context” and the list “@graph” is wanted")
    nodes = {}
    for node in document["@graph"]:
        if not isinstance(node, dict) or not isinstance(node.get("@id"), str):
            raise ValueError("something in its graph has no “@id”")  # noqa: TRY004 - the same
        nodes[node["@id"]] = node
    return nodes


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


# --- A deposit, wherever it lies.

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
    from pressmark.parity import check  # loads the parsers

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
    renditions = {name: files[name] for name in (HTML, JSONLD, PDF, *more_renditions(files).values()) if name in files}
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
    return "" if crate.program == shaping_code() else f"another state of pressmark {wrote} wrote it"


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
        found = replace(found, taken_back=crate.taken_back)
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
        more = more_renditions(files)
        found = deposit(
            article, name, images, theme, crate.attested, identifier=identifier, page=_paper(files), more=more
        )
        found = replace(found, taken_back=crate.taken_back)
        every = [payload(found, prefix) for prefix in prefixes]
        differing = min((sorted(_wrong(files, again, files.keys() | again.keys())) for again in every), key=len)
    except UnsafePackage as error:
        return Check.of(REBUILD, [Finding("", str(error))])
    except MissingPart as error:
        return Check(REBUILD, "not compared", detail=f"cannot compare: {error}")
    except (PressmarkError, ValueError, KeyError) as error:
        return _held_to_rules(REBUILD, [Finding("", f"the source does not build: {error}")], _other_writer(files))
    other = _otherwise(crate, theme)
    if differing and other:
        return Check(REBUILD, "not compared", detail=f"cannot compare: {other}")
    return Check.of(REBUILD, [Finding(name, "the source does not give these bytes") for name in differing])


def _paper(files: Mapping[str, bytes]) -> str:
    """Return the paper of the copy among *files*, as it records. Raises ValueError for a record that is none."""
    asked = json.loads(reading.record(files[PDF]).get("options", "{}"))
    return str(asked.get("page", "a4")) if isinstance(asked, dict) else "a4"


def _otherwise(crate: Crate, theme: Theme) -> str:
    """Return what is otherwise here than where the package was made, "" if nothing is."""
    here = versions()
    there = crate.software
    other = [
        f"{name} {there.get(name, 'absent')} made it, here is {here.get(name, 'absent')}"
        for name in sorted(here.keys() | there.keys())
        if here.get(name) != there.get(name)
    ]
    if there.get("pressmark") == here["pressmark"] and crate.program != shaping_code():
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
            if path != name:  # the source is at hand
                place = Path(folder, path)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)
        reading = reader.check(own[name], name=name, stem=PurePosixPath(name).stem, folder=Path(folder))
        if reading.article is None:
            errors = [problem.message for problem in reading.problems if problem.severity == "error"]
            raise ValueError(f"the source in it is not valid for this version of pressmark: {errors[0]}")
        return reading.article, name, attached(reading.article, name, Path(folder))
