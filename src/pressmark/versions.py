"""The versions that shape the bytes: under the same ones, the same source gives the same outputs."""

from __future__ import annotations

import platform
from importlib.metadata import version

import pressmark

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
