"""The fonts a theme brings: their families as its styles name them, and the characters they cover."""

from __future__ import annotations

import io
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pressmark.problems import BuildError

if TYPE_CHECKING:
    from pressmark.theme import Theme

_FACE = re.compile(rb"@font-face\s*\{([^}]*)\}", re.IGNORECASE)
_FAMILY = re.compile(rb"font-family\s*:\s*[\"']?([^;\"'}]+)", re.IGNORECASE)
_FONTS = (".ttf", ".otf", ".woff", ".woff2")


def families(theme: Theme) -> frozenset[str]:
    """Return the families that *theme*'s styles bring with ``@font-face``, in lower case."""
    found = set()
    for name, data in theme.files.items():
        if name.endswith(".css"):
            for face in _FACE.findall(data):
                family = _FAMILY.search(face)
                if family:
                    found.add(family[1].decode("utf-8", "replace").strip().lower())
    return frozenset(found)


def coverage(theme: Theme) -> frozenset[int]:
    """Return the code points that *theme*'s font files have glyphs for. Raises BuildError for a damaged one."""
    found: set[int] = set()
    for name in sorted(theme.files):
        if name.lower().endswith(_FONTS):
            found |= _characters(name, theme.files[name])
    return frozenset(found)


@lru_cache(maxsize=32)
def _characters(name: str, data: bytes) -> frozenset[int]:
    from fontTools.ttLib import TTFont, TTLibError  # noqa: PLC0415 - heavy

    try:
        with TTFont(io.BytesIO(data), lazy=True, fontNumber=0) as font:
            return frozenset(font.getBestCmap() or ())
    except (TTLibError, OSError, ValueError) as error:
        raise BuildError(f"theme file {name} is not a font that can be read: {error}") from error
