"""Everything but the article that decides an output's bytes, as one digest."""

from __future__ import annotations

import hashlib
import os
from dataclasses import fields
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from typing import TYPE_CHECKING

import pressmark
from pressmark.resources import resource
from pressmark.versions import DISTRIBUTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.theme import Options

# The package's own files that end up in an output: code, rules and wording, catalogues.
_SHAPING = {".py", ".toml", ".po", ".mo", ".json", ".ttf", ".icc"}


def recipe(name: str, options: Options) -> str:
    """Return the digest (hex) of what makes the format *name* under *options* besides the article itself."""
    return hashlib.sha256(f"{_setting(options)}\0{name}".encode()).hexdigest()


def _setting(options: Options) -> str:
    chosen = []
    for field in fields(options):
        value = getattr(options, field.name)
        if field.name == "theme":
            value = options.theme.sha256
        elif isinstance(value, bytes):
            value = hashlib.sha256(value).hexdigest()
        chosen.append(f"{field.name}={value!r}")
    return "\0".join((_program(), *chosen))


@cache
def _program() -> str:
    """Return a digest of pressmark as installed: its version and code (a checkout counts too), schema, libraries."""
    found = hashlib.sha256(pressmark.__version__.encode())
    for folder in (resource("building").parent, resource("schema")):
        for path in sorted(_shaping(str(folder))):
            with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - hundreds of files, before anything is built
                found.update(f"\0{os.path.relpath(path, folder)}\0".encode())
                found.update(file.read())
    for name in DISTRIBUTIONS:
        try:
            # The text with the version in it, since to parse it takes longer than all else here.
            text = distribution(name).read_text("METADATA") or ""
        except PackageNotFoundError:
            text = "absent"
        found.update(f"\0{name}\0{text}".encode())
    return found.hexdigest()


def _shaping(folder: str) -> Iterator[str]:
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (f"{place}/{name}" for name in files if os.path.splitext(name)[1] in _SHAPING)  # noqa: PTH122 - the same
