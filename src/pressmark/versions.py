"""The versions that shape the bytes: under the same ones, the same source gives the same outputs."""

from __future__ import annotations

import hashlib
import os
import platform
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

import pressmark
from pressmark.resources import resource

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Distributions whose code or data ends up in an output's bytes.
DISTRIBUTIONS = (
    "weasyprint",
    "pydyf",
    "fonttools",
    "pyphen",
    "tinycss2",
    "tinyhtml5",
    "cssselect2",
    "pillow",
    "pikepdf",
    "jinja2",
    "markdown-it-py",
    "babel",
    "fontpkg-spectral",
    "fontpkg-fira-sans",
    "fontpkg-amiri",
)


# What an article's words and forms come from. Rooms that no output's bytes pass through are left out: a better error
# message makes no other package.
_SHAPING = {".py", ".toml", ".po", ".json"}
_APART = {
    "__pycache__",
    "building",
    "cli",
    "docs",
    "importing",
    "parity",
    "reports",
    "schema",
    "serving",
    "starters",
    "templates",
    "verify",
}


@cache
def program() -> str:
    """Return the digest (hex) of the words, rules and code that shape an output: version numbers don't tell them apart.

    A checkout between two releases bears the number of the first; whoever compares what two programs made asks this.
    """
    found = hashlib.sha256()
    package = resource("versions.py").parent
    for root, apart in ((package, _APART), (resource("schema"), set[str]())):
        for path in sorted(_shaping(root, apart)):
            found.update(f"\0{path.relative_to(root).as_posix()}\0".encode())
            found.update(path.read_bytes())
    return found.hexdigest()


def _shaping(root: Path, apart: set[str]) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in apart]
        yield from (root / folder / name for name in names if os.path.splitext(name)[1] in _SHAPING)  # noqa: PTH122 - hundreds


def versions() -> dict[str, str]:
    """Return name → version of Python, pressmark, the libraries and the native text engines (loads WeasyPrint)."""
    found = {"python": platform.python_version(), "pressmark": pressmark.__version__}
    found |= {name: version(name) for name in DISTRIBUTIONS}
    return found | native_versions()


def native_versions() -> dict[str, str]:
    """Return the versions of Pango, HarfBuzz, its subsetter, Fontconfig and zlib, as the loaded libraries say them.

    The subsetter is "absent" where HarfBuzz's subset library is not installed (the bytes then differ).
    """
    import zlib  # noqa: PLC0415 - only wanted here

    from weasyprint.text.ffi import ffi, fontconfig, harfbuzz, harfbuzz_subset, pango  # noqa: PLC0415 - heavy

    ffi.cdef("const char *hb_version_string(void); int FcGetVersion(void);", override=True)
    harfbuzz_version = ffi.string(harfbuzz.hb_version_string()).decode()
    return {
        "pango": _dotted(pango.pango_version()),
        "harfbuzz": harfbuzz_version,
        "harfbuzz-subset": harfbuzz_version if harfbuzz_subset else "absent",
        "fontconfig": _dotted(fontconfig.FcGetVersion()),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }


def _dotted(number: int) -> str:
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"
