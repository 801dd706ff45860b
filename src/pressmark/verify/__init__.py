"""What the command verify does: what a target is, and the function that looks at targets of that kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from pressmark.archive.deposit import CRATE
from pressmark.archive.lists import Reported
from pressmark.problems import PressmarkError
from pressmark.reader import ANY
from pressmark.verdict import unseen
from pressmark.verify import folder, package, pdf, store
from pressmark.writers import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pressmark.reader import Houses
    from pressmark.verdict import Advance, Kind, Verdict

__all__ = ["VERIFIERS", "Reported", "Verifier", "kind_of", "looked_at", "verify"]

# A PDF is a kind of its own, and of a picture of pages nothing can be read back.
_RENDITIONS = tuple(suffix for name, suffix in SUFFIXES.items() if name not in {"pdf", "png"})
_OTHER_ARCHIVES = (".7z", ".rar", ".bz2", ".xz", ".zst")
_ARCHIVES = (".zip", ".tar", ".tgz", ".tar.gz")


class Verifier(Protocol):
    """Looks at one target, *rebuild*s it in *theme* if asked, and calls *advance* after each article."""

    def __call__(
        self, path: Path, /, *, rebuild: bool = False, theme: Path | None = None, advance: Advance = unseen
    ) -> Verdict:
        """Return the verdict on *path*. Raises BuildError for a bad *theme*."""


class Sourced(Protocol):
    """A verifier of what may carry no source, which then is *source*, with its house as *houses* says."""

    def __call__(
        self,
        path: Path,
        /,
        *,
        rebuild: bool = False,
        theme: Path | None = None,
        source: Path | None = None,
        houses: Houses = ANY,
        advance: Advance = unseen,
    ) -> Verdict:
        """Return the verdict on *path*. Raises BuildError for a bad *theme*, InvalidArticle for a bad *source*."""


VERIFIERS: Mapping[Kind, Verifier] = {
    "package": package.verify,
    "store": store.verify,
    "pdf": pdf.verify,
    "folder": folder.verify,
}
_SOURCED: Mapping[Kind, Sourced] = {"pdf": pdf.verify, "folder": folder.verify}


def verify(
    path: Path,
    *,
    rebuild: bool = False,
    theme: Path | None = None,
    source: Path | None = None,
    houses: Houses = ANY,
    advance: Advance = unseen,
) -> Verdict:
    """Return the verdict on *path*, whatever kind of target it is.

    Raises PressmarkError for what is none, and for a *source* or *houses* where the target carries its own.
    """
    kind = kind_of(path)
    if source is None and houses == ANY:
        return VERIFIERS[kind](path, rebuild=rebuild, theme=theme, advance=advance)
    if kind not in _SOURCED:
        raise PressmarkError(
            f"{path}: a {kind} carries its source and house; --source, --house and --look are for built files"
        )
    return _SOURCED[kind](path, rebuild=rebuild, theme=theme, source=source, houses=houses, advance=advance)


def looked_at(
    path: Path,
    rebuild: bool,  # noqa: FBT001 - as it travels
    theme: Path | None,
    source: Path | None,
    houses: Houses,
    *,
    advance: Advance,
) -> Verdict:
    """Do as `verify`, as a function that another process can be told to call."""
    return verify(path, rebuild=rebuild, theme=theme, source=source, houses=houses, advance=advance)


def kind_of(path: Path) -> Kind:
    """Return what *path* is, a folder or a file. Raises PressmarkError for what is no target."""
    if path.is_dir():
        # Two signs of each, so that one that was taken away does not hide what it is.
        signs = ("bagit.txt", "manifest-sha512.txt", CRATE, package.CRATE_1_0)
        if any((path / sign).exists() for sign in signs) or any(path.glob("manifest-*.txt")):
            return "package"
        more = ("ocfl_layout.json", "inventory.json")
        return "store" if any(path.glob("0=ocfl_*")) or any((path / sign).exists() for sign in more) else "folder"
    if not path.is_file():
        raise PressmarkError(f"{path}: neither a folder nor a plain file")  # a pipe never ends, nor does a device
    name = path.name.lower()
    if name.endswith(_ARCHIVES):
        return "package"
    if name.endswith(".pdf"):
        return "pdf"
    if name.endswith(_RENDITIONS):
        return "folder"
    if name.endswith(_OTHER_ARCHIVES):
        raise PressmarkError(f"{path}: packages are read from .zip, .tar and .tgz; unpack it, and verify its folder")
    start = _start(path)
    if start.startswith((b"PK", b"\x1f\x8b")) or start[257:262] == b"ustar":
        return "package"
    if start.startswith(b"%PDF"):
        return "pdf"
    raise PressmarkError(f"{path}: neither a package, an OCFL store, a built folder nor a rendition")


def _start(path: Path) -> bytes:
    """Return the first bytes of the file *path*, whose name tells nothing; none where it can't be read."""
    try:
        with path.open("rb") as file:
            return file.read(512)
    except OSError:
        return b""
