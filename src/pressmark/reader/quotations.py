"""Quotations held against the kept copies of their sources, while the article is read.

What is found is data (`model.Proof`); what is not is a warning, or an error where the article asks for evidence.
Nothing is found that does not stand there word for word: see `pressmark.evidence`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

from pressmark import model
from pressmark.limits import Allowance
from pressmark.reader.document import Mapping, Scalar, Sequence, entries, get, items, mapping, words
from pressmark.reader.files import Outside, missing_help, read_inside, read_plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pressmark.evidence import CopyReader
    from pressmark.evidence.matching import Nearest
    from pressmark.model.parts import TextQuote
    from pressmark.reader.document import Document


# What a copy may be called: these are the kinds that are read (see docs/evidence.md).
SUFFIXES = frozenset(
    {".txt", ".md", ".html", ".htm", ".xhtml", ".pdf", ".docx", ".eml", ".warc", ".gz", ".wacz"},
)
LARGEST = 64 * 1024 * 1024
LARGEST_TOGETHER = 128 * 1024 * 1024
# Seconds of the processor for all copies of an article; ordinary ones take less than one.
_SECONDS = 6.0
# No text has so many pages, paragraphs or signs.
_MOST_PLACES = 100_000_000
_LARGEST_RECORD = 2 * 1024 * 1024
# How many words of the nearest passage a message shows.
_SHOWN = 60

Sort = Literal["quote", "demand"]
State = Literal["found", "said by another", "recorded", "not found", "no copy", "unreadable"]


@dataclass(frozen=True, slots=True)
class Holding:
    """What came of holding one quote or demand against a copy.

    *sort* and *id* name it, *text* are the words looked for, *speaker* whose they are said to be and *source* the
    title of where they are from. *file* is the copy (None: none is kept); *named* is who speaks in the copy instead.
    """

    sort: Sort
    id: str
    text: str
    speaker: str | None
    source: str | None
    state: State = "no copy"
    file: str | None = None
    evidence: model.Proof | None = None
    named: str | None = None


@dataclass(slots=True)
class Examination:
    """The copies of an article by the path in the source, and what came of each quote and demand."""

    copies: dict[str, model.KeptCopy] = field(default_factory=dict)
    record: Record = field(default_factory=dict)
    holdings: list[Holding] = field(default_factory=list)

    def of(self, sort: str, id_: str) -> model.Proof | None:
        """Return the evidence for the quote or demand *id_*, None where there is none."""
        return next((held.evidence for held in self.holdings if (held.sort, held.id) == (sort, id_)), None)


def hold(document: Document, folder: Path | None, stem: str) -> Examination:
    """Hold the quotes and demands of *document* against the copies that its sources keep in *folder*.

    Where a copy isn't there, what was found in it before is taken from the record of the article named *stem*.
    """
    asks = words(document.root, "evidence")
    required = asks is not None and asks.text == "required"
    held = Examination(record=_record(folder, stem))
    nodes = {id_: mapping(source, "copy") for id_, source in entries(document.root, "sources")}
    basis = mapping(mapping(document.root, "based_on"), "copy")
    together = 0
    for node in (*nodes.values(), basis):
        file = words(node, "file")
        if node is not None and file is not None and file.text not in held.copies:
            copy = _load(document, node, file, folder, held.record)
            if copy is not None:
                together += len(copy.data or b"")
                if together > LARGEST_TOGETHER:
                    message = f"with “{file.text}” the copies have more than {LARGEST_TOGETHER // 1024**2} MB together"
                    document.at("copy-unreadable", message, file, "keep only the pages that are quoted", "error")
                    break
                held.copies[file.text] = copy
    looker = _Looker(document, held, _names(document), _urls(document), Allowance(_SECONDS), required=required)
    wanted: list[tuple[Sort, str, Mapping, Mapping | None]] = []
    for id_, quote in entries(document.root, "quotes"):
        node = nodes.get(_text(quote, "source") or "")
        wanted.append(("quote", id_, quote, basis if node is None else node))
    for _, demand in items(document.root, "demands"):
        if get(demand, "basis") is not None:
            wanted.append(("demand", _text(demand, "id") or "", demand, nodes.get(_text(demand, "source") or "")))
    # Copy by copy, since few are kept in memory; told in the order of the article.
    ordered = sorted(range(len(wanted)), key=lambda n: _text(wanted[n][3], "file") or "")
    holdings = {n: looker.look(*wanted[n]) for n in ordered}
    held.holdings = [holding for n in range(len(wanted)) if (holding := holdings[n]) is not None]
    return held


def _text(node: Mapping | None, key: str) -> str | None:
    found = words(node, key)
    return found.text if found is not None else None


def _first(node: Mapping, key: str) -> str:
    """Return the id, or the first of several, under *key*."""
    found = get(node, key)
    if isinstance(found, Sequence) and found.items:
        found = found.items[0]
    return found.text if isinstance(found, Scalar) else ""


def _urls(document: Document) -> dict[str, str]:
    """Return the address of the work by the file of its copy, where it has one."""
    based_on = mapping(document.root, "based_on")
    works = [source for _, source in entries(document.root, "sources")] + ([based_on] if based_on is not None else [])
    found = ((_text(mapping(work, "copy"), "file"), _text(work, "url")) for work in works)
    return {file: url for file, url in found if file and url}


def _names(document: Document) -> dict[str, tuple[str, bool]]:
    """Return the name of everybody by id, and whether it is a person's: organisations speak through people."""
    people = [*entries(document.root, "parties")]
    for n, author in items(document.root, "authors"):
        people.append((_text(author, "id") or f"author-{n + 1}", author))
    return {
        id_: (_text(person, "name") or _text(person, "description") or id_, _text(person, "type") != "organization")
        for id_, person in people
    }


@dataclass(frozen=True, slots=True)
class _Looker:
    document: Document
    held: Examination
    names: dict[str, tuple[str, bool]]
    urls: dict[str, str]
    allowance: Allowance
    required: bool

    def look(self, sort: Sort, id_: str, owner: Mapping, copy_node: Mapping | None) -> Holding | None:
        """Look for the words of *owner* in the copy that *copy_node* names, and report what is not as it should be."""
        wording = _wording(sort, owner)
        if wording is None:
            return None
        name, _ = self.names.get(_first(owner, "speaker" if sort == "quote" else "by"), (None, False))
        source = _text(owner, "source") or ("based_on" if copy_node is not None else None)
        file = _text(copy_node, "file")
        holding = Holding(sort, id_, wording.text.strip(), name, source, "no copy", file)
        copy = self.held.copies.get(file or "")
        if copy is not None:
            holding = self._compared(holding, wording, copy, words(owner, "speaker"))
        elif file is not None:
            holding = replace(holding, state="unreadable")
        elif self.required:
            message = f"no copy is kept of the source of the {sort} “{id_}”, and the article asks for evidence"
            help_ = "give it a source and keep a copy of that: pressmark source add ARTICLE SOURCE-ID FILE"
            self._at(_NOT_FOUND[sort], message, wording, help_)
        return holding

    def _compared(self, holding: Holding, wording: Scalar, copy: model.KeptCopy, speaker: Scalar | None) -> Holding:
        from pressmark.evidence.matching import UnreadableCopy  # most articles keep no copies

        if copy.data is None:
            evidence = _recorded(self.held.record, holding, copy)
            return replace(holding, state="recorded" if evidence else "unreadable", evidence=evidence)
        name, person = self.names.get(speaker.text if speaker is not None else "", (None, False))
        try:
            found, named, near = _held(
                copy, self.urls.get(copy.file), holding.text, name if person else None, self.allowance
            )
        except UnreadableCopy as error:
            self._at("copy-unreadable", f"“{copy.file}”: {error}", wording, _NO_COPY)
            return replace(holding, state="unreadable")
        if found is None:
            message = f"the {holding.sort} “{holding.id}” does not stand in “{copy.file}” in these words"
            self._at(_NOT_FOUND[holding.sort], message, wording, _nearest_help(near))
            return replace(holding, state="not found")
        evidence = model.Proof.of(copy, found)
        if named is None:
            return replace(holding, state="found", evidence=evidence)
        message = f"“{copy.file}” says that these are the words of {named}"
        help_ = "look who said it; where both are right, say in “context” what the copy means"
        self.document.at("quote-said-by-another", message, speaker or wording, help_)
        return replace(holding, state="said by another", evidence=evidence, named=named)

    def _at(self, rule: str, message: str, node: Scalar, help_: str) -> None:
        self.document.at(rule, message, node, help_, "error" if self.required else "warning")


_NOT_FOUND: dict[Sort, str] = {"quote": "quote-not-found", "demand": "demand-not-found"}
_NO_COPY = "keep a copy of another kind; docs/evidence.md lists what is read"


def _wording(sort: str, owner: Mapping) -> Scalar | None:
    """Return the words to look for: a quote's before translation where it has them, a demand's basis."""
    if sort == "demand":
        return words(owner, "basis")
    return words(mapping(owner, "original"), "text") or words(owner, "text")


def _load(
    document: Document, node: Mapping, file: Scalar, folder: Path | None, record: Record
) -> model.KeptCopy | None:
    digest = words(node, "sha256")
    if PurePosixPath(file.text).suffix.lower() not in SUFFIXES:
        message = f"“{file.text}” is no kind of copy that is read"
        document.at("copy-unreadable", message, file, _NO_COPY, "error")
        return None
    if folder is None:
        message = f"“{file.text}” can’t be looked for"
        document.at("copy-missing", message, file, "put the copy into a folder beside the article")
        return None
    try:
        _, data = read_inside(folder, file.text, LARGEST + 1)
    except Outside:
        message = f"“{file.text}” is outside the article’s folder"
        document.at("copy-missing", message, file, "put the copy into a folder beside the article")
        return None
    except OSError:
        message, help_ = f"the copy “{file.text}” can’t be read", missing_help(file.text, folder)
        if digest is None or not any(entry["copy"] == digest.text for entry in record.values()):
            document.at("copy-missing", message, file, help_)
            return None
        document.at("copy-missing", f"{message}; what was found in it is taken from the record", file, help_, "warning")
        return _kept(node, file.text, digest.text, None)
    if len(data) > LARGEST:
        message = f"“{file.text}” is larger than {LARGEST // 1024**2} MB"
        document.at("copy-unreadable", message, file, "keep only the pages that are quoted", "error")
        return None
    found = hashlib.sha256(data).hexdigest()
    if digest is not None and digest.text != found:
        message = f"“{file.text}” is not the copy that was kept: its SHA-256 is another"
        help_ = f"bring the kept file back; if this one is right, its sum is {found}"
        document.at("copy-changed", message, digest, help_)
        return None
    return _kept(node, file.text, found, data)


def _kept(node: Mapping, file: str, digest: str, data: bytes | None) -> model.KeptCopy:
    return model.KeptCopy(file, digest, data, _text(node, "retrieved"), private=_text(node, "keep") == "private")


# What was found, by sort and id: a page or a PDF carries this in place of the copies, which it may not publish.
Record = dict[tuple[str, str], dict[str, Any]]


def record_name(stem: str) -> str:
    """Return the name of the file that says what was found in the copies of the article named *stem*."""
    return f"{stem}.evidence.json"


def record(article: model.Article) -> bytes | None:
    """Return as JSON what was found in the copies that *article* keeps, None where nothing was.

    Of private copies only the words and their place are told.
    """
    found = []
    parts: list[tuple[Sort, model.Quote | model.Demand]] = [("quote", quote) for quote in article.quotes]
    parts += [("demand", demand) for demand in article.demands]
    for sort, part in parts:
        evidence = part.evidence
        if evidence is None:
            continue
        around = {} if evidence.copy.private else {"prefix": evidence.prefix, "suffix": evidence.suffix}
        place = {"page": evidence.page, "paragraph": evidence.paragraph, "offset": evidence.offset}
        known = {"sort": sort, "id": part.id, "text": _said(part), "copy": evidence.copy.sha256}
        found.append({**known, "exact": evidence.exact, **around, **place, "left_out": list(evidence.left_out)})
    if not found:
        return None
    return (json.dumps({"evidence": 1, "found": found}, ensure_ascii=False, indent=1) + "\n").encode()


def _said(part: model.Quote | model.Demand) -> str:
    if isinstance(part, model.Demand):
        return part.basis or ""
    return part.original.text if part.original is not None else part.text


def _record(folder: Path | None, stem: str) -> Record:
    if folder is None:
        return {}
    try:
        found = json.loads(read_plain(folder / record_name(stem), _LARGEST_RECORD))["found"]
        return {(entry["sort"], entry["id"]): entry for entry in found if isinstance(entry["copy"], str)}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}


def _recorded(record: Record, holding: Holding, copy: model.KeptCopy) -> model.Proof | None:
    """Return the recorded evidence of *holding*, if it is of this copy and of the same words."""
    entry = record.get((holding.sort, holding.id), {})
    if (entry.get("copy"), entry.get("text")) != (copy.sha256, holding.text):
        return None
    exact, prefix, suffix = (entry.get(key, "") for key in ("exact", "prefix", "suffix"))
    page, paragraph, offset = (entry.get(key) for key in ("page", "paragraph", "offset"))
    left_out = entry.get("left_out", [])
    sound = (
        all(isinstance(text, str) for text in (exact, prefix, suffix))
        and all(number is None or (type(number) is int and 0 < number < _MOST_PLACES) for number in (page, paragraph))
        and type(offset) is int
        and 0 <= offset < _MOST_PLACES
        and isinstance(left_out, list)
        and all(isinstance(text, str) for text in left_out)
    )
    from pressmark.evidence.matching import fit, made_of  # most articles keep no copies

    if not sound or not made_of(holding.text, exact):
        return None
    exact, prefix, suffix, *left_out = (fit(text) for text in (exact, prefix, suffix, *left_out))
    return model.Proof(exact, prefix, suffix, page, paragraph, offset or 0, tuple(left_out), copy=copy)


@lru_cache(maxsize=2)
def _read(digest: str, data: bytes, name: str, url: str | None) -> CopyReader:  # noqa: ARG001 -- compared first
    """Return a copy read once for all the quotes that are held against it."""
    from pressmark import evidence  # most articles keep no copies

    return evidence.read(data, name, url)


def _held(
    copy: model.KeptCopy, url: str | None, text: str, speaker: str | None, allowance: Allowance
) -> tuple[TextQuote | None, str | None, Nearest | None]:
    """Return where *text* stands in *copy* and who plainly says it there instead of *speaker*, else what is nearest.

    *url* is the address of the work, by which its page is found in a web archive.
    """
    read = _read(copy.sha256, copy.data or b"", copy.file, url)
    read.allowance = allowance
    found = read.find(text)
    if found is None:
        return None, None, read.nearest(text)
    return found, read.said_by_another(text, speaker) if speaker else None, None


def _nearest_help(near: Nearest | None) -> str:
    if near is None:
        return "nothing like it stands there: look whether this is the right source, or take the quotation marks off"
    place = f"page {near.page}" if near.page else f"paragraph {near.paragraph}"
    shown = " ".join(_marked(near))
    return f"nearest, on {place}: {shown}" if near.page else f"nearest, in {place}: {shown}"


def _marked(near: Nearest) -> Iterator[str]:
    """Yield the nearest passage; what stands in the copy or the quotation alone is in square brackets that say so."""
    left = _SHOWN
    for difference in near.near.differences:
        found = difference.words.split()[:left]
        left -= len(found)
        if not found:
            yield "…"
            return
        text = " ".join(found)
        yield {"same": text, "copy": f"[the copy has: {text}]", "quote": f"[the quotation has: {text}]"}[
            difference.kind
        ]


_HOLDERS = {"copy": "copy", "quote": "quotation"}
