"""One zip file for a folder: the same files give the same bytes, whatever machine, zone or library version."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# The earliest moment that a zip can hold: no file in a package claims a date of its own.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_REGULAR_0644 = 0o100644


def zip_bytes(folder: str, files: Mapping[str, bytes]) -> bytes:
    """Return a zip with *files* below one top folder: stored, sorted by path, mode 0644, all of one date.

    Nothing is compressed, since another zlib would compress otherwise, and what is stored can be read even from a
    damaged zip.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{path}", _EPOCH)
            entry.create_system = _UNIX
            entry.external_attr = _REGULAR_0644 << 16
            archive.writestr(entry, files[path])
    return buffer.getvalue()
