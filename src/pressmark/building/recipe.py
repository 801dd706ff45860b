"""Everything but the article that decides an output's bytes, as one digest."""

from __future__ import annotations

import hashlib
from dataclasses import fields
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import pressmark
from pressmark.resources import resource
from pressmark.versions import DISTRIBUTIONS

if TYPE_CHECKING:
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
        for path in sorted(path for path in folder.rglob("*.*") if path.suffix in _SHAPING):
            found.update(f"\0{path.relative_to(folder).as_posix()}\0".encode())
            found.update(path.read_bytes())
    for distribution in DISTRIBUTIONS:
        try:
            number = version(distribution)
        except PackageNotFoundError:
            number = "absent"
        found.update(f"\0{distribution}={number}".encode())
    return found.hexdigest()
