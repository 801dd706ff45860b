"""Compile the catalogues after editing one: ``python -m pressmark.i18n.compile``.

The compiled files are kept beside their sources, so that no install needs a build step; a test holds them to each
other.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pressmark.i18n.catalogues import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

    from babel.messages.catalog import Catalog


def compiled(source: Path) -> bytes:
    """Return the catalogue *source* (``.po``) as gettext's binary form."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - only those who edit a catalogue need it
    from babel.messages.pofile import read_po  # noqa: PLC0415 - the same

    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.stem, abort_invalid=True)
    buffer = io.BytesIO()
    write_mo(buffer, _bare(catalogue))
    return buffer.getvalue()


def _bare(catalogue: Catalog) -> Catalog:
    """Return *catalogue* with the headers that gettext needs; Babel's would name its version and today's date."""
    from babel.messages.catalog import Catalog as Full  # noqa: PLC0415 - only those who edit a catalogue need it

    class Bare(Full):
        @property
        def mime_headers(self) -> list[tuple[str, str]]:
            return [("Content-Type", "text/plain; charset=utf-8"), ("Content-Transfer-Encoding", "8bit")]

    bare = Bare(locale=catalogue.locale)
    for message in catalogue:
        if message.id:
            bare.add(message.id, message.string, context=message.context)
    return bare


def main() -> None:
    """Compile every catalogue beside its source."""
    for source in sorted(FOLDER.glob("*.po")):
        source.with_suffix(".mo").write_bytes(compiled(source))


if __name__ == "__main__":
    main()
