"""Whether a print copy is what it says: fingerprint, source and words agree, and the source prints it again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pressmark import disk, reader
from pressmark.pdf import attachments, bounded, imprint, reading
from pressmark.problems import PressmarkError
from pressmark.verdict import Advance, Check, Finding, Verdict, unseen

if TYPE_CHECKING:
    from pressmark.model import Article

_NOT_HERE = "cannot compare: "


@dataclass(frozen=True, slots=True)
class _Copy:
    """A copy taken apart: its bytes, what it carries, what it shows, and what it records of its making."""

    data: bytes
    files: dict[str, tuple[bytes, str]]
    shown: str | None
    tagged: bool
    record: dict[str, str]


def verify(path: Path, *, rebuild: bool = False, theme: Path | None = None, advance: Advance = unseen) -> Verdict:
    """Return the verdict on the PDF at *path*, which *advance* counts: forged, damaged and foreign files fail.

    With *rebuild* the embedded source is printed again, in *theme* if that is the one recorded, and every byte
    compared; other versions of the tools, or a theme that is not here, make that "not compared", which is no failure.
    """
    verdict = _verdict(path, rebuild=rebuild, theme=theme)
    advance()
    return verdict


def _verdict(path: Path, *, rebuild: bool, theme: Path | None) -> Verdict:
    try:
        copy = _take_apart(path)
    except PressmarkError as error:
        return Verdict(
            str(path), "pdf", "not a print copy of pressmark's", (_failed("the file is readable", str(error)),)
        )
    checks = [Check.of("the file is readable", ()), _fingerprint(copy)]
    source = next(((name, data) for name, (data, kind) in copy.files.items() if kind == "Source"), None)
    if source is None:
        detail = "no source is embedded: withdrawn articles, archive and press editions carry none"
        checks.append(Check("the words are the source's", "not compared", detail=detail))
        return Verdict(str(path), "pdf", _about(copy), tuple(checks))
    article, check = _article(copy)
    checks.append(check)
    if article is not None:
        checks.append(_graph(copy, article))
        checks.append(_words(copy, article, path.name))
        if rebuild:
            checks.append(_again(copy, article, theme))
    return Verdict(str(path), "pdf", _about(copy), tuple(checks))


def _take_apart(path: Path) -> _Copy:
    data = path.read_bytes()
    files = attachments.extract(data, name=path.name)
    record = _record(data)
    if not record:
        raise PressmarkError(f"{path}: pressmark's record of how it was made is not in it")
    shown, tagged = None, True
    try:
        words = " ".join(block.text for block in reading.read(data))
        shown = imprint.fingerprint(words)
    except reading.Unreadable:
        tagged = False
    return _Copy(data, files, shown, tagged, record)


def _record(data: bytes) -> dict[str, str]:
    """Return the record in the metadata of the PDF *data*, empty where there is none."""
    from lxml import etree  # noqa: PLC0415 - pikepdf brings it

    with bounded.opened(data) as pdf:
        if "/Metadata" not in pdf.Root:
            return {}
        packet = bounded.unpacked(pdf.Root.Metadata, bounded.LARGEST_PACKET)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        tree = etree.fromstring(packet, parser)
    except etree.XMLSyntaxError:
        return {}
    start = f"{{{imprint.NAMESPACE}}}"
    return {
        str(element.tag).removeprefix(start): element.text or ""
        for element in tree.iter()
        if str(element.tag).startswith(start)
    }


def _about(copy: _Copy) -> str:
    edition = _asked(copy).get("edition", "unknown")
    return f"{edition} edition, source SHA-256 {copy.record.get('source', 'unknown')[:16]}…"


def _asked(copy: _Copy) -> dict[str, Any]:
    try:
        asked = json.loads(copy.record.get("options", "{}"))
    except ValueError:
        return {}
    return asked if isinstance(asked, dict) else {}


def _failed(name: str, message: str) -> Check:
    return Check.of(name, [Finding("", message)])


def _fingerprint(copy: _Copy) -> Check:
    """Compare the digest that readers see with the one recorded."""
    name = "the fingerprint on the page is that of the record"
    if not copy.tagged:
        return Check(name, "not compared", detail="this edition has no tags to read the page by")
    if copy.shown is None:
        return _failed(name, "no fingerprint is printed on it")
    if not copy.record.get("source", "").startswith(copy.shown):
        return _failed(name, f"the page says {copy.shown}, the record {copy.record.get('source', '')[:16]}")
    return Check.of(name, (), f"SHA-256 {copy.shown}")


def _article(copy: _Copy) -> tuple[Article | None, Check]:
    """Return the article that the copy carries, and whether its source is the one recorded."""
    name = "the source embedded is the one recorded"
    inside = next(name for name, (_, kind) in copy.files.items() if kind == "Source")
    with disk.passing() as folder:
        for file, (data, _) in copy.files.items():
            place = Path(folder, file)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        found = reader.check_file(Path(folder, inside))
    if found.article is None:
        said = "; ".join(problem.message for problem in found.problems if problem.severity == "error")
        return None, Check.of(name, [Finding(inside, f"it is not a valid article: {said}")])
    if found.article.source.sha256 != copy.record.get("source"):
        digest = found.article.source.sha256[:16]
        return found.article, Check.of(name, [Finding(inside, f"its SHA-256 begins with {digest}, not as recorded")])
    return found.article, Check.of(name, (), inside)


def _graph(copy: _Copy, article: Article) -> Check:
    name = "the metadata embedded is the source's"
    expected = {file.name: file.data for file in attachments.of(article) if file.relationship == "Data"}
    found = {file: data for file, (data, kind) in copy.files.items() if kind == "Data"}
    if found == expected:
        return Check.of(name, ())
    if _strange_tools(copy):
        return Check(name, "not compared", detail=f"{_NOT_HERE}made by other versions")
    return Check.of(
        name, [Finding(file, "it is not what the source says") for file in found] or [Finding("", "missing")]
    )


def _words(copy: _Copy, article: Article, file: str) -> Check:
    """Compare the copy's words with its source's, block by block."""
    from pressmark.parity import check  # noqa: PLC0415 - only wanted here

    name = "the words are the source's"
    if not copy.tagged:
        return Check(name, "not compared", detail="this edition has no tags to read its words by")
    findings = [finding for found in check(article, {file: copy.data}) for finding in found.findings]
    return Check.of(name, findings)


def _strange_tools(copy: _Copy) -> list[str]:
    """Return the tools whose versions here are not those recorded."""
    try:
        recorded = json.loads(copy.record.get("software", "{}"))
    except ValueError:
        recorded = {}
    source = next((data for data, kind in copy.files.values() if kind == "Source"), b"")
    here = imprint.tools(source.decode("utf-8", "replace"))
    names = sorted(set(here) | set(recorded))
    return [
        f"{name} {recorded.get(name, '–')} (here {here.get(name, '–')})"
        for name in names
        if recorded.get(name) != here.get(name)
    ]


def _again(copy: _Copy, article: Article, theme: Path | None) -> Check:
    """Print the source again, as recorded, and compare every byte."""
    from pressmark.theme import Options, load_theme  # noqa: PLC0415 - only wanted here
    from pressmark.writers import writer  # noqa: PLC0415 - the same

    name = "the source prints this very file again"
    loaded = load_theme(theme)
    if loaded.sha256 != copy.record.get("theme"):
        hint = "it was made with another theme; name it with --theme" if theme is None else "that is not its theme"
        return Check(name, "not compared", detail=f"{_NOT_HERE}{hint}")
    if strange := _strange_tools(copy):
        return Check(name, "not compared", detail=f"{_NOT_HERE}made with {', '.join(strange)}")
    asked = _asked(copy)
    if asked.pop("icc", None):
        return Check(name, "not compared", detail=f"{_NOT_HERE}it was made with a profile that is not here")
    try:
        options = Options(loaded, **asked)
        made = writer("pdf").write(article, options)
    except (PressmarkError, TypeError, KeyError) as error:
        return _failed(name, f"it cannot be printed as recorded: {error}")
    return Check.of(name, [] if made == copy.data else [Finding("", "other bytes are printed from the same source")])
