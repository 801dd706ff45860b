"""The libraries we stand on: their versions, which shape the bytes, and the optional ones that are missing here."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shlex
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pressmark
from pressmark.problems import BuildError
from pressmark.resources import resource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


_EXTRA = re.compile(r"extra == ['\"]([^'\"]+)['\"]")


class MissingPart(BuildError):
    """An optional part that is asked for is not installed; the message names the command that installs it."""


def extras() -> dict[str, tuple[str, ...]]:
    """Return what pressmark's metadata ask for: the requirements of each extra; those of "" are not optional."""
    asked: dict[str, tuple[str, ...]] = {"": ()}
    for line in requires("pressmark") or []:
        requirement, _, marker = line.partition(";")
        extra = _EXTRA.search(marker)
        name = extra[1] if extra else ""
        asked[name] = (*asked.get(name, ()), requirement.strip())
    return asked


def missing(extra: str) -> tuple[str, ...]:
    """Return the requirements of *extra* that are not installed."""
    return tuple(one for one in extras().get(extra, ()) if not _installed(name_of(one)))


def _installed(name: str) -> bool:
    module = name.replace("-", "_")
    if sys.modules.get(module, module) is None:  # that is how Python says that it must not be imported
        return False
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def require(extra: str) -> None:
    """Do nothing where *extra* is installed. Raises MissingPart."""
    if missing(extra):
        raise MissingPart(advice(extra))


def advice(extra: str) -> str:
    """Return what to say where a library of *extra* is missing."""
    lacking = missing(extra) or extras().get(extra, ())
    return f"this needs {', '.join(map(name_of, lacking))} (the optional part “{extra}”); install: {command(lacking)}"


def command(requirements: Iterable[str]) -> str:
    """Return the command that installs *requirements* for the Python that runs this."""
    what = " ".join(map(shlex.quote, requirements))
    python = shlex.quote(sys.executable)
    return f"{python} -m pip install {what}" if find_spec("pip") else f"uv pip install --python {python} {what}"


def name_of(requirement: str) -> str:
    """Return the name of the library that *requirement* asks for."""
    found = re.match(r"[\w.-]+", requirement)
    return found[0] if found else requirement


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
_SHAPING = frozenset({".py", ".toml", ".po", ".json"})
_APART = (
    "building",
    "cli",
    "collecting",
    "docs",
    "importing",
    "parity",
    "schema",
    "serving",
    "starters",
    "templates",
    "verify",
)


@cache
def shaping_code() -> str:
    """Return the digest (hex) of the words, rules and code that shape an output: version numbers don't tell them apart.

    A checkout between two releases bears the number of the first; whoever compares what two programs made, perhaps on
    two machines, asks this.
    """
    return code(_SHAPING, apart=_APART)


def code(suffixes: frozenset[str], *, apart: Iterable[str] = ()) -> str:
    """Return the digest (hex) of the package's files and the schemas' with one of *suffixes*, by path and content.

    Folders whose name is *apart* are left out.
    """
    found = hashlib.sha256()
    out = {"__pycache__", *apart}
    for root in map(str, (resource("libraries.py").parent, resource("schema"))):
        names = {os.path.relpath(path, root).replace(os.sep, "/"): path for path in _files(root, suffixes, out)}
        for name, path in sorted(names.items()):
            with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - hundreds of files, before anything is built
                found.update(f"\0{name}\0".encode())
                found.update(file.read())
    return found.hexdigest()


def _files(root: str, suffixes: frozenset[str], apart: set[str]) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in apart]
        yield from (f"{folder}/{name}" for name in names if os.path.splitext(name)[1] in suffixes)  # noqa: PTH122 - the same


def versions() -> dict[str, str]:
    """Return name → version of Python, pressmark, the libraries and the native text engines (loads WeasyPrint)."""
    found = {"python": platform.python_version(), "pressmark": pressmark.__version__}
    found |= {name: version(name) for name in DISTRIBUTIONS}
    return found | native_versions()


def native_versions() -> dict[str, str]:
    """Return the versions of Pango, HarfBuzz, its subsetter, Fontconfig and zlib, as the loaded libraries say them.

    The subsetter is "absent" where HarfBuzz's subset library is not installed (the bytes then differ).
    """
    import zlib  # only wanted here

    from weasyprint.text.ffi import ffi, fontconfig, harfbuzz, harfbuzz_subset, pango  # heavy

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
