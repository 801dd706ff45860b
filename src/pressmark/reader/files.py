"""Files that an article names are plain files, read within bounds; images, known by what they are."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pressmark import pictures
from pressmark.problems import Problem
from pressmark.reader.compose import SyntaxSlip, compose
from pressmark.reader.document import (
    Collector,
    Document,
    Lines,
    Mapping,
    UnreadableSource,
    decode,
    entries,
    mapping,
    without_refused,
    words,
)
from pressmark.reader.schema import near

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.reader.document import Scalar


_NO_LINKS = os.O_NOFOLLOW


class Outside(ValueError):
    """A path that leads out of the folder that it is relative to."""


def read_plain(path: Path, most: int) -> bytes:
    """Return at most *most* bytes of the plain file at *path*.

    Opened so that a named pipe can't keep us waiting for its other end. Raises OSError, also for what is no plain
    file: a device never ends, a pipe can't be read twice.
    """
    return _read(os.open(path, _FLAGS), path, most)


def foreign(path: Path, data: bytes, what: str, key: str) -> Problem | None:
    """Return the problem that *path* is a link out of its folder, and its *data* no *what*: no line begins with *key*.

    What a stranger links to is not quoted. None where it is none, or leads to one.
    """
    try:
        leads_out = path.is_symlink() and not path.resolve().is_relative_to(path.parent.resolve())
    except (OSError, RuntimeError):
        leads_out = True
    if not leads_out or re.search(rb"^[\"']?%s[\"']?[ \t]*:" % key.encode(), data, re.MULTILINE):
        return None
    message = f"it is a link to a file outside its folder, and that is no {what}; nothing of it is shown"
    return Problem("not-an-article", message, help=f"put the {what} itself there")


def read_inside(folder: Path, name: str, most: int) -> tuple[Path, bytes]:
    """Return the real path of the plain file *name* inside *folder*, and at most *most* of its bytes.

    Links are followed as long as they stay inside. It is found by its name in either of Unicode's forms: a Mac writes
    other bytes for the same letters. Raises Outside, OSError.
    """
    pure = PurePosixPath(name)
    if "\\" in name or "\0" in name or pure.is_absolute() or ".." in pure.parts or (len(name) > 1 and name[1] == ":"):
        raise Outside(name)
    try:
        root = folder.resolve()
        path = _there(root, pure).resolve()
    except RuntimeError as error:
        raise Outside(name) from error
    if not path.is_relative_to(root) or path == root:
        raise Outside(name)
    # What was found is opened step by step without following links: whoever puts one in the way is not followed.
    *above, last = path.relative_to(root).parts
    at = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in above:
            below = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | _NO_LINKS, dir_fd=at)
            os.close(at)
            at = below
        handle = os.open(last, _FLAGS | _NO_LINKS, dir_fd=at)
    finally:
        os.close(at)
    return path, _read(handle, path, most)


def _there(root: Path, pure: PurePosixPath) -> Path:
    """Return the path *pure* below *root* as the disk spells it."""
    if os.path.lexists(root / pure) or pure.as_posix().isascii():
        return root / pure
    path = root
    for part in pure.parts:
        if os.path.lexists(path / part):
            path = path / part
            continue
        wanted = unicodedata.normalize("NFC", part)
        try:
            with os.scandir(path) as entries:
                same = (entry.name for entry in entries if unicodedata.normalize("NFC", entry.name) == wanted)
                path = path / next(same, part)
        except OSError:
            path = path / part
    return path


_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC


def _read(handle: int, path: Path, most: int) -> bytes:
    with os.fdopen(handle, "rb") as file:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(f"{path} is a folder")
        if not stat.S_ISREG(mode):
            raise OSError(None, "it is no plain file")
        return file.read(most)


LARGEST = 32 * 1024 * 1024
LARGEST_TOGETHER = 128 * 1024 * 1024
# Pixels of all images of an article: twenty-five photographs as a camera takes them.
MOST_TOGETHER = 600_000_000

_SUFFIXES = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".gif": "GIF", ".webp": "WEBP", ".svg": "SVG"}


@dataclass(frozen=True, slots=True)
class Picture:
    """An image file: the bytes that are published, what they are, their size in pixels as it is shown.

    *original* are the file's own bytes; the digests are SHA-256 in hex.
    """

    data: bytes
    media_type: str
    width: int
    height: int
    sha256: str
    transparent: bool
    original: bytes
    original_sha256: str


@dataclass(slots=True)
class _Read:
    """The files that were read, which may have several names, and what it took, in pixels of ordinary pictures."""

    pictures: dict[Path, Picture | None] = field(default_factory=dict)
    effort: int = 0


def load(document: Document, folder: Path | None, house: Path | None = None) -> dict[str, Picture]:
    """Return the article's pictures by the path in the source, after reporting those that can't be used.

    Those below ``house/`` are looked for in the folder *house*, that of the article's house, too.
    """
    found: dict[str, Picture] = {}
    read = _Read()
    together = 0
    for node in files(document):
        suffix = PurePosixPath(node.text).suffix.lower()
        if suffix not in _SUFFIXES or (suffix == ".svg" and document.pointer(node).startswith("/images/")):
            continue  # the schema has said so: only logos may be drawings
        picture = found.get(node.text) or _load(document, node, shared(node.text, folder, house), read)
        if picture is not None:
            found[node.text] = picture
            together += len(picture.data)
            if together > LARGEST_TOGETHER:
                message = f"with “{node.text}” the images have more than {LARGEST_TOGETHER // 1024**2} MB together"
                document.at("image-too-large", message, node, "scale them down, or leave some out")
                break
        if read.effort > MOST_TOGETHER:
            message = f"with “{node.text}” the images have more than {MOST_TOGETHER // 10**6} million pixels together"
            document.at("image-too-large", message, node, "scale them down: no page shows more than 4000 pixels a side")
            break
    return found


def check_addresses(document: Document) -> None:
    """Warn where an article that is published shows pictures but none that search and previews can fetch."""
    images = [image for _, image in entries(document.root, "images")]
    if images and words(document.root, "url") and not any(words(image, "url") for image in images):
        file = words(images[0], "file")
        if file is not None:
            message = "no image has a url: search results and link previews will have no picture"
            document.at("image-unpublished", message, file, "add “url”, where the picture itself is published")


def files(document: Document) -> Iterator[Scalar]:
    """Yield the paths of the image files that the source names."""
    owners: list[Mapping | None] = [image for _, image in entries(document.root, "images")]
    logo = mapping(mapping(document.root, "outlet"), "logo")
    owners += [logo, mapping(logo, "dark")]
    for owner in owners:
        file = words(owner, "file")
        if file is not None:
            yield file


def shared(name: str, folder: Path | None, house: Path | None) -> tuple[Path | None, str]:
    """Return the folder in which the file *name* is looked for, an article's or its house's, and its path there."""
    if house is None or not name.startswith("house/") or (folder is not None and (folder / name).is_file()):
        return folder, name
    return house, name.removeprefix("house/")


def _load(document: Document, node: Scalar, place: tuple[Path | None, str], read: _Read) -> Picture | None:
    """Return the picture that *node* names; *read* holds those that were read."""
    folder, name = place
    if folder is None:
        document.at(
            "image-missing",
            f"“{node.text}” can’t be looked for: the article has no folder",
            node,
            "build it from a file",
        )
        return None
    try:
        path, data = read_inside(folder, name, LARGEST + 1)
    except Outside:
        _outside(document, node)
        return None
    except OSError:
        document.at("image-missing", f"the image “{node.text}” can’t be read", node, missing_help(name, folder))
        return None
    if path not in read.pictures:
        read.pictures[path] = _look(document, node, data, read)
    return read.pictures[path]


def _outside(document: Document, node: Scalar) -> None:
    slashed = node.text.replace("\\", "/")
    if slashed != node.text and ".." not in PurePosixPath(slashed).parts and not PurePosixPath(slashed).is_absolute():
        message = f"“{node.text}” is written with \\, which is a folder’s sign on Windows alone"
        help_ = f"write / for \\: “{slashed}”" if slashed[1:2] != ":" else "name it relative to the article, with /"
        document.at("image-outside", message, node, help_)
        return
    message = f"“{node.text}” is outside the article’s folder"
    document.at("image-outside", message, node, "copy it beside the article; write the path with / and without ..")


def missing_help(name: str, folder: Path) -> str:
    """Return what to do about the file *name* that is not in *folder*."""
    root = folder.resolve()
    path = root / name
    try:
        there = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
    except OSError:
        there = []
    close = near(path.name, there[:1000])
    if close and path.parent.resolve().is_relative_to(root):
        return f"did you mean “{(path.parent / close).relative_to(root).as_posix()}”?"
    return "put the file there, or correct the path: it is relative to the article"


def _look(document: Document, node: Scalar, data: bytes, read: _Read) -> Picture | None:
    if len(data) > LARGEST:
        document.at("image-too-large", f"“{node.text}” is larger than {LARGEST // 1024**2} MB", node, "scale it down")
        return None
    try:
        made = pictures.rendition(data)
    except pictures.TooLarge as error:
        document.at("image-too-large", f"“{node.text}” {error}", node, error.remedy)
        return None
    except pictures.Unusable as error:
        read.effort += error.effort
        document.at("image-broken", f"“{node.text}” {error}", node, error.remedy)
        return None
    read.effort += made.effort
    suffix = PurePosixPath(node.text).suffix
    if _SUFFIXES[suffix.lower()] != made.kind:
        right = next(end for end, name in _SUFFIXES.items() if name == made.kind)
        message = f"“{node.text}” is in truth a {made.kind} image"
        document.at("image-kind", message, node, f"rename it to “{PurePosixPath(node.text).with_suffix(right)}”")
        return None
    if made.left_out:
        message = f"“{node.text}” tells more than it shows: {', '.join(made.left_out)}"
        help_ = "nothing to do: what is published says none of it; a package keeps the file as it is"
        document.at("image-metadata", message, node, help_)
    sha256, original = (hashlib.sha256(one).hexdigest() for one in (made.data, data))
    kind = pictures.KINDS[made.kind]
    return Picture(made.data, kind, made.width, made.height, sha256, made.transparent, data, original)


def image_files(data: bytes) -> tuple[str, ...]:
    """Return the paths of the image files that the source *data* names, as written; none where it can't be read."""
    report = Collector()
    text = decode(data, report)
    if text is None:
        return ()
    lines = Lines(text)
    report.span_of = lines.span
    try:
        plain = without_refused(text, report)
        root = compose(plain, report)
    except (UnreadableSource, SyntaxSlip):
        return ()
    if not isinstance(root, Mapping):
        return ()
    return tuple(dict.fromkeys(node.text for node in files(Document(root, lines, report, plain))))
