"""What files say of how they were made, and of what: suffix, version, theme, and the digest of their source."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pressmark
from pressmark.containers import Broken
from pressmark.parity import docx, epub, html, simple
from pressmark.parity.compare import UnreadableRendition
from pressmark.pdf import reading
from pressmark.theme import load_theme
from pressmark.writers import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pressmark.theme import Theme

# Suffixes of two parts.
CARD, NINJS = SUFFIXES["card"], SUFFIXES["ninjs"]


def suffix(name: str) -> str:
    """Return the suffix of the file *name*, by which a reader is chosen; ``.ninjs.json`` is one."""
    double = next((end for end in (CARD, NINJS) if name.lower().endswith(end)), None)
    return double or PurePosixPath(name).suffix.lower()


def stem(name: str) -> str:
    """Return *name* without its `suffix`."""
    return name.removesuffix(name[-len(end) :]) if (end := suffix(name)) else name


@dataclass(frozen=True, slots=True)
class KnownMaking:
    """What is known of how files were made: in which *theme* (None: in one that is not here), by which *version*."""

    theme: Theme | None = None
    version: str = pressmark.__version__

    @classmethod
    def here(cls, theme: Theme | None = None) -> KnownMaking:
        """Return that files were made by this version, in *theme* (None: pressmark's own)."""
        return cls(theme or load_theme())

    @classmethod
    def of(cls, record: Mapping[str, str], theme: Theme | None = None) -> KnownMaking:
        """Return what a *record* (`recorded`) says, where *theme* and pressmark's own are those that are here."""
        themes = {one.sha256: one for one in (load_theme(), theme) if one is not None}
        made = record.get("theme", (theme or load_theme()).sha256)
        return cls(themes.get(made), record.get("version", pressmark.__version__))

    @property
    def foreign(self) -> bool:
        """Return whether words around the article may be a theme's."""
        return self.theme is None or self.theme.sha256 != load_theme().sha256


def recorded(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return what *files* record of how they were made: ``version``, ``theme`` (a digest), a Word document's ``page``.

    A page in pressmark's own theme records none. What no file says is not there.
    """
    found: dict[str, str] = {}
    for name, data in files.items():
        try:
            if suffix(name) == ".html":
                metas = dict(html.read(data, set(), looks=False).metas)
                program, _, version = metas.get("generator", "").partition(" ")
                said = {"version": version} if program == "pressmark" else {}
                said["theme"] = metas.get("pressmark:theme", load_theme().sha256)
            elif suffix(name) == ".docx":
                said = docx.record(data)
            elif suffix(name) == CARD:
                said = simple.card_record(data)
            elif suffix(name) == ".epub":
                said = epub.record(data)
            elif suffix(name) == ".pdf":
                record = reading.record(data)
                said = {"version": json.loads(record.get("software", "{}")).get("pressmark", "")}
                said["theme"] = record.get("theme", "")
            else:
                continue
        except (reading.UnreadablePdf, UnreadableRendition, Broken, ValueError, AttributeError, RecursionError):
            continue
        found = {**{key: value for key, value in said.items() if value}, **found}
    return found


def stated_digest(name: str, data: bytes) -> str | None:
    """Return the SHA-256 of the source that a page or JSON-LD file states, or None where it states none."""
    try:
        if suffix(name) == ".html":
            (script,) = html.read(data, set(), looks=False).graphs
            stated = json.loads(script)
        elif suffix(name) == ".jsonld":
            stated = json.loads(data)
        else:
            return None
        files = stated["encoding"] if isinstance(stated["encoding"], list) else [stated["encoding"]]
        digest = next((f.get("sha256") for f in files if f.get("encodingFormat") == "application/yaml"), None)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return digest if isinstance(digest, str) else None
