"""What articles take from a house, as a build sees it: where its files are, and whether an article takes the same."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pressmark.building.sources import STDIN, is_url

if TYPE_CHECKING:
    from pressmark import reader
    from pressmark.building.sources import Found
    from pressmark.building.state import Input
    from pressmark.reader.house import House

# The input that stands for what an article took from its house; its signature is the digest of the whole house file.
TAKEN = "house/house.yaml"
_FOLDER = "house/"


class Houses:
    """The houses of a build's articles, each folder looked at once."""

    def __init__(self, houses: reader.Houses | None = None) -> None:
        """Begin without any; *houses* says where they are."""
        self._houses = houses
        self._of: dict[str, House | None] = {}

    def of(self, found: Found) -> House | None:
        """Return the house of the article *found*, None where it has none."""
        if is_url(found.name):
            return None
        folder = "" if found.name == STDIN else os.path.dirname(found.name)  # noqa: PTH120 - for every article
        if folder not in self._of:
            from pressmark import reader  # noqa: PLC0415 - a build with nothing to do must not wait for it

            self._of[folder] = (self._houses or reader.ANY).of(Path(folder))
        return self._of[folder]

    def path(self, found: Found, file: str) -> str | None:
        """Return the path of the input *file* of the article *found*: beside it, or in its house's folder.

        None for a house that is no file.
        """
        beside = os.path.join(os.path.dirname(found.name), file)  # noqa: PTH118, PTH120 - for every article
        if not file.startswith(_FOLDER) or os.path.isfile(beside):  # noqa: PTH113 - the same
            return beside
        house = self.of(found)
        if house is not None and not house.is_file and file == TAKEN:
            return None
        return str(house.folder / file.removeprefix(_FOLDER)) if house is not None else beside

    def same(self, found: Found, known: Input | None) -> tuple[bool, str | None]:
        """Return whether *found* would take from its house what *known* says it took, and the house file's digest.

        Another contributor's new role is no change to an article that doesn't name him.
        """
        house = self.of(found)
        if known is None or house is None:
            return (known is None) == (house is None), None
        if house.sha256 == known.signature:
            return True, known.signature
        from pressmark import reader  # noqa: PLC0415 - as above

        article = reader.check_file(Path(found.name), self._houses or reader.ANY).article
        taken = article.house.sha256 if article is not None and article.house is not None else ""
        return taken == known.sha256, house.sha256
