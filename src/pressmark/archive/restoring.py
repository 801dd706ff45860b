"""An article's files got back from a package or a store, after all its sums were checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pressmark.archive import bag
from pressmark.archive.container import UnsafePackage, read
from pressmark.archive.reading import disagreements, originals
from pressmark.archive.store import Snapshot, Store

if TYPE_CHECKING:
    from pathlib import Path

    from pressmark.verdict import Finding


def restore(path: Path, *, identifier: str | None = None, version: int | None = None) -> dict[str, bytes]:
    """Return the article's own files by their own paths, byte for byte.

    *path* is a package, an OCFL object, or a store (then *identifier* says which article, *version* which of its
    versions). Raises UnsafePackage or InvalidStore for what is altered, incomplete, or could do harm.
    """
    if path.is_dir() and not (path / "bagit.txt").exists():
        place = path if (path / "inventory.json").exists() else Store(path).find(identifier)
        return originals(Snapshot.of(place).files(version))
    contents = read(path)
    payload = bag.payload(contents.files)
    findings = [*bag.declaration(contents.files), *bag.fixity(contents.files), *disagreements(payload)]
    if findings:
        raise UnsafePackage(f"{path} is not whole: {_said(findings)}")
    return originals(payload)


def _said(findings: list[Finding]) -> str:
    more = f" (and {len(findings) - 1} more; see “pressmark verify”)" if len(findings) > 1 else ""
    return f"{findings[0].path}: {findings[0].message}{more}"
