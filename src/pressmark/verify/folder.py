"""A built folder as a whole: which files belong to which article, and where its source is."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pressmark import disk, fragments, reader
from pressmark.building.journal import interrupted
from pressmark.parity import page as pages
from pressmark.parity.checking import COMPARERS, check, stated_digest, suffix
from pressmark.pdf import attachments
from pressmark.problems import InvalidArticle
from pressmark.verdict import Advance, Check, Finding, Verdict, unseen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.model import Article

_SOURCES = (".yaml", ".yml")


def verify(path: Path, *, rebuild: bool = False, theme: Path | None = None, advance: Advance = unseen) -> Verdict:
    """Return the verdict on the renditions in the folder *path*, those in its folders too, or on the one file *path*.

    Each is held to its article's source: the YAML beside it or in the folder's neighbour ``source``, else the one
    that the PDF carries. With *rebuild* each is also built again, in *theme*, and compared byte by byte.
    *advance* is called after each article. A set of outputs whose publication was cut off is named.
    """
    groups = _groups(path)
    checks = [_complete(path)] if path.is_dir() else []
    for files in groups.values():
        checks += _verify(path, files, rebuild=rebuild, theme=theme)
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
        files = [
            f for f in sorted(path.rglob("*")) if f.is_file() and suffix(f.name) in COMPARERS and not _hidden(f, path)
        ]
    stems = {f.with_suffix("") for f in files if suffix(f.name) != ".pdf"}
    groups: dict[Path, list[Path]] = {}
    for file in files:
        stem = file.with_suffix("")
        shorter = [s for s in stems if s.parent == stem.parent and f"{stem.name}.".startswith(f"{s.name}.")]
        groups.setdefault(max(shorter, key=lambda s: len(s.name), default=stem), []).append(file)
    return groups


def _hidden(file: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(root).parts)


def _verify(root: Path, files: list[Path], *, rebuild: bool, theme: Path | None) -> Iterator[Check]:
    stem = min(files, key=lambda f: len(f.name)).with_suffix("")
    named = {_name(root, file): file.read_bytes() for file in files}
    digests = {name: digest for name, data in named.items() if (digest := stated_digest(name, data))}
    try:
        article = _article(root, stem, files, set(digests.values()))
    except InvalidArticle as error:
        problems = [Finding(error.name, p.message) for p in error.problems if p.severity == "error"]
        yield Check.of(f"the source of {stem.name} is valid", problems)
        return
    if article is None:
        missing = f"no source: neither {stem.name}.yaml beside it nor in source/, nor one inside the PDF"
        yield Check.of(f"{stem.name} has a source", [Finding(_name(root, files[0]), missing)])
        return
    strange = [
        Finding(name, f"it states the source’s SHA-256 as {digest}, but the source’s is {article.source.sha256}")
        for name, digest in digests.items()
        if digest != article.source.sha256
    ]
    yield Check.of(f"the renditions of {stem.name} come from its source", strange, f"SHA-256 {article.source.sha256}")
    yield from check(article, named)
    yield from _pictures(article, root, files)
    if rebuild:
        yield from _rebuilt(article, root, files, theme)


def _name(root: Path, file: Path) -> str:
    return file.name if file == root else file.relative_to(root).as_posix()


def _article(root: Path, stem: Path, files: list[Path], digests: set[str]) -> Article | None:
    """Return the article behind *files*: of several sources the one whose digest they state. Raises InvalidArticle."""
    top = root if root.is_dir() else root.parent
    neighbour = top.resolve().parent / "source" / stem.parent.relative_to(top)
    beside = [folder / f"{stem.name}{end}" for folder in (stem.parent, neighbour) for end in _SOURCES]
    candidates = [found for found in beside if found.is_file()]
    for candidate in candidates:
        if not digests or hashlib.sha256(candidate.read_bytes()).hexdigest() in digests:
            return reader.read(candidate)
    # A page or text that is looked at alone may have its PDF beside it.
    for file in dict.fromkeys([*files, stem.with_name(f"{stem.name}.pdf")]):
        if suffix(file.name) == ".pdf" and file.is_file() and (article := _carried(file)) is not None:
            return article
    return reader.read(candidates[0]) if candidates else None


def _carried(file: Path) -> Article | None:
    """Return the article whose source the PDF *file* carries, if it does."""
    try:
        carried = attachments.restore(file)
    except attachments.NoSource:
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
        beside = _beside(file) if suffix(file.name) == ".html" else ()
        wrong = []
        for name, address in beside:
            picture = file.parent / unquote(address)
            if not picture.is_file():
                wrong.append(Finding(_name(root, file), f"the picture {address} is not there"))
            elif hashlib.sha256(picture.read_bytes()).hexdigest() != known.get(name):
                wrong.append(Finding(_name(root, file), f"the picture {address} is not the one in the source"))
        if beside:
            yield Check.of(f"the pictures beside {_name(root, file)} are the source’s", wrong)


def _beside(page: Path) -> tuple[tuple[str, str], ...]:
    try:
        return pages.read(page.read_bytes(), set()).beside
    except (pages.Unreadable, RecursionError):
        return ()  # The comparison of its words says so.


def _rebuilt(article: Article, root: Path, files: list[Path], theme: Path | None) -> Iterator[Check]:
    """Yield for each rendition of the plain edition whether it is byte by byte what is built here and now."""
    from pressmark.theme import Options, load_theme  # noqa: PLC0415 - only a rebuild needs a theme
    from pressmark.writers import formats, writer  # noqa: PLC0415 - the same

    options = Options(load_theme(theme))
    for name in formats():
        found = writer(name)
        for file in files:
            if file.name != f"{article.source.stem}{found.suffix}":
                continue
            same = file.read_bytes() == found.write(article, options)
            title = f"{_name(root, file)} is what is built from the source"
            if same or name != "pdf":
                other = [] if same else [Finding(_name(root, file), "other bytes are built here from the same source")]
                yield Check.of(title, other)
            else:
                yield Check(title, "not compared", detail="other bytes here; versions of the text engines may differ")
