"""Image files: found inside the article's folder, read within bounds, known by what they are, not by their names."""

from __future__ import annotations

import hashlib
import io
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pressmark.reader.files import read_plain
from pressmark.reader.nodes import entries, mapping, words
from pressmark.reader.suggest import near

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.reader.document import Document
    from pressmark.reader.nodes import Mapping, Scalar

LARGEST = 32 * 1024 * 1024
MOST_PIXELS = 100_000_000

_KINDS = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
_SUFFIXES = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".gif": "GIF", ".webp": "WEBP"}
_TURNED = {5, 6, 7, 8}  # values of Exif's Orientation that swap width and height
_ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True)
class Picture:
    """An image file: its bytes, what they are, and its size in pixels as it is shown."""

    data: bytes
    media_type: str
    width: int
    height: int
    sha256: str


def load(document: Document, folder: Path | None) -> dict[str, Picture]:
    """Return the article's pictures by the path in the source, after reporting those that can't be used."""
    found: dict[str, Picture] = {}
    for node in files(document):
        if node.text in found or PurePosixPath(node.text).suffix.lower() not in _SUFFIXES:
            continue
        picture = _load(document, node, folder)
        if picture is not None:
            found[node.text] = picture
    return found


def files(document: Document) -> Iterator[Scalar]:
    """Yield the paths of the image files that the source names."""
    owners: list[Mapping | None] = [image for _, image in entries(document.root, "images")]
    owners.append(mapping(mapping(document.root, "outlet"), "logo"))
    for owner in owners:
        file = words(owner, "file")
        if file is not None:
            yield file


def _load(document: Document, node: Scalar, folder: Path | None) -> Picture | None:
    if folder is None:
        document.at(
            "image-missing",
            f"“{node.text}” can’t be looked for: the article has no folder",
            node,
            "build it from a file",
        )
        return None
    path = _inside(node.text, folder)
    if path is None:
        message = f"“{node.text}” is outside the article’s folder"
        document.at("image-outside", message, node, "copy it beside the article; write the path with / and without ..")
        return None
    try:
        data = read_plain(path, LARGEST + 1)
    except OSError:
        document.at("image-missing", f"the image “{node.text}” can’t be read", node, _missing_help(path, folder))
        return None
    if len(data) > LARGEST:
        document.at("image-too-large", f"“{node.text}” is larger than {LARGEST // 1024**2} MB", node, "scale it down")
        return None
    return _look(document, node, data)


def _inside(name: str, folder: Path) -> Path | None:
    pure = PurePosixPath(name)
    if "\\" in name or "\0" in name or pure.is_absolute() or ".." in pure.parts or (len(name) > 1 and name[1] == ":"):
        return None
    try:
        root = folder.resolve()
        path = (root / name).resolve()
    except (OSError, RuntimeError):
        return None
    return path if path.is_relative_to(root) else None


def _missing_help(path: Path, folder: Path) -> str:
    try:
        there = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
    except OSError:
        there = []
    close = near(path.name, there[:1000])
    if close and path.parent.is_relative_to(folder.resolve()):
        return f"did you mean “{(path.parent / close).relative_to(folder.resolve()).as_posix()}”?"
    return "put the file there, or correct the path: it is relative to the article"


@contextmanager
def _strictly() -> Iterator[None]:
    """Let Pillow refuse what is cut short: WeasyPrint, once it is imported, has told it not to."""
    from PIL import ImageFile  # noqa: PLC0415 -- as below

    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _look(document: Document, node: Scalar, data: bytes) -> Picture | None:
    from PIL import Image  # noqa: PLC0415 -- an article without images must not wait for it

    try:
        with warnings.catch_warnings(), _strictly():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=list(_KINDS)) as image:
                kind, (width, height) = str(image.format), image.size
                if width * height > MOST_PIXELS:
                    message = f"“{node.text}” has {width} × {height} pixels"
                    document.at(
                        "image-too-large", message, node, f"scale it to {MOST_PIXELS // 10**6} million or fewer"
                    )
                    return None
                if image.getexif().get(_ORIENTATION) in _TURNED:
                    width, height = height, width
                image.load()
    except Exception:  # noqa: BLE001 -- Pillow's decoders raise whatever a broken file makes them trip over
        document.at(
            "image-broken", f"“{node.text}” is no image that can be read", node, "export it again as PNG or JPEG"
        )
        return None
    if kind == "MPO":
        kind = "JPEG"
    if _SUFFIXES[PurePosixPath(node.text).suffix.lower()] != kind:
        suffix = next(end for end, name in _SUFFIXES.items() if name == kind)
        message = f"“{node.text}” is in truth a {kind} image"
        document.at("image-kind", message, node, f"rename it to “{PurePosixPath(node.text).with_suffix(suffix)}”")
        return None
    return Picture(data, _KINDS[kind], width, height, hashlib.sha256(data).hexdigest())
