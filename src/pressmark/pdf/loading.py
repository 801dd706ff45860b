"""WeasyPrint, imported by the short way.

It asks for each library under names of several systems before the right one, and for every name that is not there cffi
has a compiler, a linker and ldconfig started to look for it: two fifths of the import on Linux.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager, nullcontext
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# What the names mean on Linux, where a library that is installed is found by this name and no other.
_LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
)
_lock = Lock()


def load() -> None:
    """Import WeasyPrint; nothing if that is done. Raises OSError where its libraries are missing."""
    with _lock:
        if "weasyprint" in sys.modules:
            return
        with _no_search() if sys.platform == "linux" and _are_there() else nullcontext(), _pillow_as_it_was():
            import weasyprint  # noqa: F401, PLC0415 - heavy


def _are_there() -> bool:
    from ctypes import CDLL  # noqa: PLC0415 - only wanted here

    try:
        for name in _LIBRARIES:
            CDLL(name)
    except OSError:
        return False
    return True


@contextmanager
def _pillow_as_it_was() -> Iterator[None]:
    """Take back that WeasyPrint, as it is imported, tells Pillow to show pictures that are cut short.

    It would hold for the whole process, which may be somebody else's; ours are read strictly.
    """
    from PIL import ImageFile  # noqa: PLC0415 - heavy

    before = ImageFile.LOAD_TRUNCATED_IMAGES
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


@contextmanager
def _no_search() -> Iterator[None]:
    """Let `ctypes` find nothing for a while, so that the next name is tried at once."""
    from ctypes import util  # noqa: PLC0415 - the same

    search = util.find_library
    try:
        util.find_library = _nothing
        yield
    finally:
        util.find_library = search


def _nothing(name: str) -> str | None:  # noqa: ARG001 - as the search
    return None
