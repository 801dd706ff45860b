"""How an article looks: what its house says of colours, type and what stands after the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LookName = Literal["broadsheet", "letterhead", "magazine", "plain"]
Extent = Literal["shown", "brief", "none"]
Colors = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file of the house that a look is made of: *file* as articles name it, its bytes, their digest in hex."""

    file: str
    data: bytes
    media_type: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Font:
    """A font file of the house: the *family* by which styles call it, its *weight* (100 to 900) and *style*."""

    family: str
    weight: int
    style: Literal["normal", "italic"]
    file: SharedFile


@dataclass(frozen=True, slots=True)
class Look:
    """A look that comes with pressmark, and what a house changes of it; as it is, nothing is changed.

    *light*, *dark* and *print* are colours (``#rrggbb``) by name: accent, ink, quiet, paper, rule. *base* and
    *headings* are families, *scale* a factor, *measure* the longest line of a page in characters. *contact* says where
    whom to call stands. *people*, *quotations* and *about* say how much of it stands after the end: ``brief`` is what
    is said nowhere else. *screen* and *paper* are the house's own style sheets, which come last.
    """

    name: LookName = "broadsheet"
    light: Colors = ()
    dark: Colors = ()
    print: Colors = ()
    base: str | None = None
    headings: str | None = None
    scale: float = 1
    measure: int | None = None
    fonts: tuple[Font, ...] = ()
    logo_size: Literal["small", "medium", "large"] = "small"
    logo_name: bool = True
    contact: Literal["top", "foot"] = "foot"
    people: Extent = "shown"
    quotations: Extent = "shown"
    about: Extent = "shown"
    screen: SharedFile | None = None
    paper: SharedFile | None = None

    @property
    def files(self) -> tuple[SharedFile, ...]:
        """Return the files of the house that the look is made of, each once."""
        found = (*(font.file for font in self.fonts), self.screen, self.paper)
        return tuple({one.file: one for one in found if one is not None}.values())


UNCHANGED = Look()
