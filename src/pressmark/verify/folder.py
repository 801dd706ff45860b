"""A built folder as a whole: which files belong to which article, and where its source is."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote as percent
from urllib.parse import unquote

import pressmark
from pressmark import disk, fragments, reader
from pressmark.building.journal import interrupted
from pressmark.building.state import looked_at
from pressmark.collecting.state import STATE as COLLECTION
from pressmark.parity import COMPARERS, KnownMaking, along, check, comparable, markdown, recorded
from pressmark.parity import html as pages
from pressmark.parity.making import stated_digest, suffix
from pressmark.parity.making import stem as stem_of
from pressmark.pdf import attachments as embedded
from pressmark.problems import BuildError, InvalidArticle, PressmarkError
from pressmark.reader import ANY
from pressmark.theme import LINKED, load_theme
from pressmark.verdict import Advance, Check, Finding, Verdict, unseen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pressmark.model import Article
    from pressmark.reader import Houses
    from pressmark.theme import Theme

_SOURCES = (".yaml", ".yml", ".json")


def verify(
    path: Path,
    *,
    rebuild: bool = False,
    theme: Path | None = None,
    source: Path | None = None,
    houses: Houses = ANY,
    advance: Advance = unseen,
) -> Verdict:
    """Return the verdict on the renditions in the folder *path*, those in its folders too, or on the one file *path*.

    Each is held to its article's *source*: the file beside it, above it, in the folder's neighbour ``source`` or
    where the last build found it, else the one that the PDF carries. With *rebuild* each is also built again, in the
    theme it was made in if that is pressmark's own or *theme*, and compared byte by byte. *houses* says where the
    articles' houses are. *advance* is called after each article. A set of outputs whose publication was cut off is
    named. Raises BuildError for a bad *theme*, and for one *source* where there are several articles.
    """
    groups = _groups(path)
    if source is not None and len(groups) > 1:
        raise BuildError(
            f"{path} holds {len(groups)} articles; --source names the source of one: verify its files alone"
        )
    known = load_theme(theme) if theme else None
    checks = [_complete(path)] if path.is_dir() else []
    for files in groups.values():
        checks += _verify(path, files, known, source, houses, rebuild=rebuild)
        advance()
    if not groups:
        checks += [Check.of("there is something to verify", [Finding("", "no rendition in it")])]
    count = sum(map(len, groups.values()))
    about = f"{count} rendition{'' if count == 1 else 's'} of {len(groups)} article{'' if len(groups) == 1 else 's'}"
    return Verdict(str(path), "folder", about, tuple(checks))


def _complete(folder: Path) -> Check:
    message = "its set was interrupted while it was published; the next build finishes it"
    found = [Finding(name, message) for one in interrupted(folder) for name in one.names]
    return Check.of("every set of outputs is complete", found)


def _groups(path: Path) -> dict[Path, list[Path]]:
    """Return the renditions under *path* by their article: its folder and stem. Editions (STEM.NAME.pdf) go with it."""
    if path.is_file():
        files = [path]
    else:
        there = [f for f in sorted(path.rglob("*")) if comparable(f.name) and f.is_file() and not _hidden(f, path)]
        files = [f for f in there if suffix(f.name) in COMPARERS and _telling(f)]
        # A format without a reader of its own may have a common name: README.md is no rendition.
        stems = {_stem(f) for f in files}
        files += [f for f in there if f not in files and _stem(f) in stems]
    stems = {_stem(f) for f in files if suffix(f.name) != ".pdf"}
    groups: dict[Path, list[Path]] = {}
    for file in files:
        own = _stem(file)
        shorter = [s for s in stems if s.parent == own.parent and f"{own.name}.".startswith(f"{s.name}.")]
        groups.setdefault(max(shorter, key=lambda s: len(s.name), default=own), []).append(file)
    return groups


def _stem(file: Path) -> Path:
    return file.with_name(stem_of(file.name))


def _telling(file: Path) -> bool:
    """Return whether the name of *file* tells that it is a rendition; that of Markdown doesn't, its beginning does."""
    if suffix(file.name) != ".md":
        return True
    with file.open("rb") as opened:
        return opened.read(4) == b"---\n"


def _hidden(file: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(root).parts)


def _verify(
    root: Path, files: list[Path], theme: Theme | None, source: Path | None, houses: Houses, *, rebuild: bool
) -> Iterator[Check]:
    stem = _stem(min(files, key=lambda f: len(f.name)))
    named = {_name(root, file): file.read_bytes() for file in files}
    digests = {name: digest for name, data in named.items() if (digest := stated_digest(name, data))}
    try:
        article = reader.read(source, houses) if source else _article(root, stem, files, set(digests.values()), houses)
    except InvalidArticle as error:
        problems = [Finding(error.name, p.message) for p in error.problems if p.severity == "error"]
        yield Check.of(f"the source of {stem.name} is valid", problems)
        return
    if article is None:
        missing = (
            f"no source: {stem.name}.yaml is neither beside it nor above it nor in source/, nor inside the PDF; "
            "name it with --source"
        )
        yield Check.of(f"{stem.name} has a source", [Finding(_name(root, files[0]), missing)])
        return
    strange = [
        Finding(name, f"it states the source’s SHA-256 as {digest}, but the source’s is {article.source.sha256}")
        for name, digest in digests.items()
        if digest != article.source.sha256
    ]
    yield Check.of(f"the renditions of {stem.name} come from its source", strange, f"SHA-256 {article.source.sha256}")
    own = [f'"{percent(article.source.stem)}{end}"'.encode() for end in LINKED.values()]
    if not any(name in data for data in named.values() for name in own):
        # Its files were built under another name than the source's: their own, unless somebody renamed them since.
        article = replace(article, source=replace(article.source, stem=stem.name))
    record = recorded(named)
    yield from check(article, named, KnownMaking.of(record, theme))
    yield from _pictures(article, root, files)
    if rebuild:
        for name, data in named.items():
            yield _rebuilt(name, data, article, record, theme)


def _name(root: Path, file: Path) -> str:
    return file.name if file == root else file.relative_to(root).as_posix()


def _article(root: Path, stem: Path, files: list[Path], digests: set[str], houses: Houses) -> Article | None:
    """Return the article behind *files*: of several sources the one whose digest they state. Raises InvalidArticle."""
    top = root if root.is_dir() else root.parent
    neighbour = top.resolve().parent / "source" / stem.parent.relative_to(top)
    above = top.resolve().parent / stem.parent.relative_to(top)
    beside = [folder / f"{stem.name}{end}" for folder in (stem.parent, neighbour, above) for end in _SOURCES]
    candidates = [found for found in beside if found.is_file()]
    for candidate in candidates:
        if not digests or hashlib.sha256(candidate.read_bytes()).hexdigest() in digests:
            return reader.read(candidate, houses)
    for candidate in _built_from(top, [file.relative_to(top).as_posix() for file in files]):
        if hashlib.sha256(candidate.read_bytes()).hexdigest() in digests:
            return reader.read(candidate, houses)
    # A page or text that is looked at alone may have its PDF beside it.
    for file in dict.fromkeys([*files, stem.with_name(f"{stem.name}.pdf")]):
        if suffix(file.name) == ".pdf" and file.is_file() and (article := _carried(file)) is not None:
            return article
    return reader.read(candidates[0], houses) if candidates else None


def _built_from(folder: Path, names: list[str]) -> Iterator[Path]:
    """Yield the sources that the state of *folder* says the outputs *names* were built from, those below its parent.

    Of the articles of a collection, those below its site's parent. The state is a stranger's word: what it points to
    counts only where the outputs state its digest.
    """
    with looked_at(folder) as database:
        if database is None:
            return
        asked = "SELECT source FROM article JOIN output USING (key) WHERE name = ?"
        try:
            found = {str(row[0]) for name in names for row in database.execute(asked, (name,)).fetchmany(2)}
        except (sqlite3.Error, UnicodeDecodeError):
            return
    near = folder.resolve().parent
    near = near.parent if (near / COLLECTION).is_file() else near
    for name in sorted(found):
        place = Path(name)
        if suffix(name) in _SOURCES and place.is_file() and place.resolve().is_relative_to(near):
            yield place


def _carried(file: Path) -> Article | None:
    """Return the article whose source the PDF *file* carries, if it does."""
    try:
        carried = embedded.restore(file)
    except embedded.NoSource:
        return None
    with disk.passing() as folder:
        for name, data in carried.items():
            place = Path(folder) / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        source = next((name for name in carried if suffix(name) in _SOURCES), None)
        return reader.read(Path(folder) / source) if source else None


def _pictures(article: Article, root: Path, files: list[Path]) -> Iterator[Check]:
    """Yield for each page that points to pictures beside it whether they are there, and the source's."""
    known = {image.id: image.sha256 for image in article.images}
    if article.outlet.logo:
        known[fragments.LOGO] = article.outlet.logo.sha256
    for file in files:
        beside = _beside(article, file)
        wrong = []
        for name, address in beside:
            picture = file.parent / unquote(address)
            if not picture.is_file():
                wrong.append(Finding(_name(root, file), f"the picture {address} is not there"))
            elif hashlib.sha256(picture.read_bytes()).hexdigest() != known.get(name):
                wrong.append(Finding(_name(root, file), f"the picture {address} is not the one in the source"))
        if beside:
            yield Check.of(f"the pictures beside {_name(root, file)} are the source’s", wrong)


def _beside(article: Article, file: Path) -> tuple[tuple[str, str], ...]:
    """Return the id and the address of each picture that *file* names by its own file."""
    try:
        if suffix(file.name) == ".html":
            return pages.read(file.read_bytes(), set(), looks=False).beside
        if suffix(file.name) == ".md":
            ids = {percent(image.file, safe="/"): image.id for image in article.images}
            shown = [address for _, address in markdown.read(file.read_bytes()).pictures]
            return tuple((ids[address], address) for address in shown if address in ids)
    except (ValueError, RecursionError):
        pass  # The comparison of its words says so.
    return ()


def _along(article: Article, name: str, data: bytes) -> tuple[str, ...]:
    """Return the endings of the files that the page *data* leads to beside it."""
    try:
        return along(article, pages.read(data, set(), looks=False)) if suffix(name) == ".html" else ()
    except (ValueError, RecursionError):
        return ()  # The comparison of its words says so.


def _rebuilt(name: str, data: bytes, article: Article, record: Mapping[str, str], theme: Theme | None) -> Check:
    """Return whether the file *name*, whose set records how it was made, is byte by byte what is built here and now."""
    if suffix(name) == ".pdf":
        from pressmark.verify.pdf import rebuilt  # loads the PDF engine

        return rebuilt(data, name, article, theme)
    from pressmark.theme import Options  # only a rebuild wants options
    from pressmark.writers import formats, writer  # the same

    title = f"{name} is what is built from the source"
    themes = {one.sha256: one for one in (load_theme(), theme) if one is not None}
    made_in = record.get("theme", load_theme().sha256)
    version = record.get("version", "")
    chosen = themes.get(made_in, load_theme())
    found = next(one for one in map(writer, formats()) if one.suffix == suffix(name))
    why = ""
    plain = Options(chosen, page=record.get("page") or "a4", along=_along(article, name, data))
    for options in (plain, replace(plain, images="beside")):
        try:
            if found.write(article, options) == data:
                return Check(title, "ok", rebuild=True)
        except PressmarkError as error:
            why = str(error)
    if made_in not in themes and suffix(name) == ".html":
        why = "it was made with another theme; name it with --theme"
    elif version and version != pressmark.__version__:
        why = f"pressmark {version} made it, this is {pressmark.__version__}"
    elif not version:
        why = "nothing says which version made it"
    if why:
        return Check(title, "not compared", detail=f"cannot compare: {why}", rebuild=True)
    return Check(title, "failed", (Finding(name, "other bytes are built here from the same source"),), rebuild=True)
