"""Whether a print copy is what it says: fingerprint, source and words agree, and the source prints it again."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pressmark import disk, reader
from pressmark.pdf import attachments as embedded
from pressmark.pdf import imprint, reading
from pressmark.problems import PressmarkError
from pressmark.reader import ANY
from pressmark.theme import load_theme
from pressmark.verdict import Advance, Check, Finding, Verdict, unseen

if TYPE_CHECKING:
    from pressmark.model import Article
    from pressmark.reader import Houses
    from pressmark.theme import Theme

_NOT_HERE = "cannot compare: "


@dataclass(frozen=True, slots=True)
class _Copy:
    """A copy taken apart: its bytes, what it carries, what it shows, and what it records of its making."""

    data: bytes
    files: dict[str, tuple[bytes, str]]
    shown: str | None
    tagged: bool
    record: dict[str, str]


def verify(
    path: Path,
    *,
    rebuild: bool = False,
    theme: Path | None = None,
    source: Path | None = None,
    houses: Houses = ANY,
    advance: Advance = unseen,
) -> Verdict:
    """Return the verdict on the PDF at *path*, which *advance* counts: forged, damaged and foreign files fail.

    It is held to *source*, of a house as *houses* says, else to the source that it carries. With *rebuild* that is
    printed again, in *theme* if that is the one recorded, and every byte compared; other versions of the tools, or a
    theme that is not here, make that "not compared", which is no failure. Raises InvalidArticle for a *source* that
    is not valid, BuildError for a bad *theme*.
    """
    verdict = _verdict(path, source, houses, load_theme(theme) if theme else None, rebuild=rebuild)
    advance()
    return verdict


def _verdict(path: Path, own: Path | None, houses: Houses, theme: Theme | None, *, rebuild: bool) -> Verdict:
    try:
        copy = _take_apart(path)
    except PressmarkError as error:
        return Verdict(
            str(path), "pdf", "not a print copy of pressmark's", (_failed("the file is readable", str(error)),)
        )
    checks = [Check.of("the file is readable", ()), _fingerprint(copy)]
    source = next(((name, data) for name, (data, kind) in copy.files.items() if kind == "Source"), None)
    if source is None and own is None:
        detail = (
            "no source is embedded: withdrawn articles, archive and press editions carry none; name it with --source"
        )
        checks.append(Check("the words are the source's", "not compared", detail=detail))
        return Verdict(str(path), "pdf", _about(copy), tuple(checks))
    article, check = _given(copy, own, houses) if own is not None else _article(copy)
    checks.append(check)
    if article is not None:
        checks.append(_graph(copy, article))
        checks.append(_words(copy, article, path.name, theme))
        if rebuild:
            checks.append(_again(copy, article, theme))
    return Verdict(str(path), "pdf", _about(copy), tuple(checks))


def _take_apart(path: Path) -> _Copy:
    return _opened(path.read_bytes(), path.name)


def _opened(data: bytes, path: str) -> _Copy:
    files = embedded.extract(data, name=path)
    record = reading.record(data)
    if not record:
        raise PressmarkError(f"{path}: pressmark's record of how it was made is not in it")
    shown, tagged = None, True
    try:
        words = " ".join(block.text for block in reading.read(data))
        shown = imprint.fingerprint(words)
    except reading.UnreadablePdf:
        tagged = False
    return _Copy(data, files, shown, tagged, record)


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


def _given(copy: _Copy, source: Path, houses: Houses) -> tuple[Article, Check]:
    """Return the article at *source*, and whether the copy was made from it."""
    name = "the source is the one recorded"
    article = reader.read(source, houses)
    if article.source.sha256 == copy.record.get("source"):
        return article, Check.of(name, (), source.name)
    digest = article.source.sha256[:16]
    return article, Check.of(name, [Finding(source.name, f"its SHA-256 begins with {digest}, not as recorded")])


def _graph(copy: _Copy, article: Article) -> Check:
    name = "the metadata embedded is the source's"
    expected = {file.name: file.data for file in embedded.of(article) if file.relationship == "Data"}
    found = {file: data for file, (data, kind) in copy.files.items() if kind == "Data"}
    if found == expected or not copy.files:
        return Check.of(name, ())
    if _strange_tools(copy):
        return Check(name, "not compared", detail=f"{_NOT_HERE}made by other versions")
    return Check.of(
        name, [Finding(file, "it is not what the source says") for file in found] or [Finding("", "missing")]
    )


def _words(copy: _Copy, article: Article, file: str, theme: Theme | None) -> Check:
    """Compare the copy's words with its source's, block by block."""
    from pressmark.parity import KnownMaking, check, recorded  # only wanted here

    name = "the words are the source's"
    if not copy.tagged:
        return Check(name, "not compared", detail="this edition has no tags to read its words by")
    files = {file: copy.data}
    (found,) = check(article, files, KnownMaking.of(recorded(files), theme))
    return replace(found, name=name)


def _strange_tools(copy: _Copy, source: bytes = b"") -> list[str]:
    """Return the tools whose versions here are not those recorded; *source* is what a copy that carries none is of."""
    try:
        recorded = json.loads(copy.record.get("software", "{}"))
    except ValueError:
        recorded = {}
    source = next((data for data, kind in copy.files.values() if kind == "Source"), source)
    here = imprint.tools(source.decode("utf-8", "replace"))
    names = sorted(set(here) | set(recorded))
    return [
        f"{name} {recorded.get(name, '–')} (here {here.get(name, '–')})"
        for name in names
        if recorded.get(name) != here.get(name)
    ]


def _again(copy: _Copy, article: Article, theme: Theme | None) -> Check:
    """Print the source again, as recorded, and compare every byte."""
    from pressmark.theme import Options  # only wanted here
    from pressmark.writers import writer  # the same

    name = "the source prints this very file again"

    def not_here(why: str) -> Check:
        return Check(name, "not compared", detail=f"{_NOT_HERE}{why}", rebuild=True)

    themes = {one.sha256: one for one in (load_theme(), theme) if one is not None}
    loaded = themes.get(copy.record.get("theme", ""))
    if loaded is None:
        return not_here("that is not its theme" if theme else "it was made with another theme; name it with --theme")
    if strange := _strange_tools(copy, article.source.data):
        return not_here(f"made with {', '.join(strange)}")
    asked = _asked(copy)
    if asked.pop("icc", None):
        return not_here("it was made with a profile that is not here")
    try:
        made = writer("pdf").write(article, Options(loaded, **asked))
    except (PressmarkError, TypeError, KeyError, ValueError) as error:
        return replace(_failed(name, f"it cannot be printed as recorded: {error}"), rebuild=True)
    other = [] if made == copy.data else [Finding("", "other bytes are printed from the same source")]
    return replace(Check.of(name, other), rebuild=True)


def rebuilt(data: bytes, name: str, article: Article, theme: Theme | None) -> Check:
    """Return whether *article* prints the PDF *data* again, whose file is *name*, with what it records."""
    try:
        found = _again(_opened(data, name), article, theme)
    except PressmarkError as error:
        found = replace(_failed("", str(error)), rebuild=True)
    findings = tuple(replace(finding, path=name) for finding in found.findings)
    return replace(found, name=f"{name} is what is built from the source", findings=findings)
