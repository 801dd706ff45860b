"""WeasyPrint, kept apart from the machine: no font but ours, no file but the theme's and the article's, no network."""

from __future__ import annotations

import logging
import mimetypes
import threading
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from weakref import finalize

from pressmark import disk
from pressmark.pdf import typefaces
from pressmark.pdf.loading import load
from pressmark.pdf.typefaces import BASE_URL
from pressmark.problems import BuildError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from weasyprint import CSS, HTML, Document
    from weasyprint.css.counters import CounterStyle
    from weasyprint.text.fonts import FontConfiguration

_LAYOUTS_KEPT = 8


@dataclass(slots=True)
class Kit:
    """What is kept between documents of one look: a font map with its faces, and the parsed styles."""

    fonts: FontConfiguration
    styles: list[CSS]
    counters: CounterStyle
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class _Kits(threading.local):
    """Kits by look; a thread has its own, since Pango's font maps are not made to be shared."""

    kept: dict[tuple[object, ...], Kit] = field(default_factory=dict)


_kits = _Kits()


def kit(styles: tuple[str, ...], assets: Mapping[str, bytes], look: str) -> Kit:
    """Return the kit for *styles* (CSS texts, later ones win), parsed once; *look* names them and their *assets*."""
    key = (look, styles)
    found = _kits.kept.get(key)
    if found is None:
        if len(_kits.kept) >= _LAYOUTS_KEPT:
            _kits.kept.pop(next(iter(_kits.kept)))
        found = _kits.kept[key] = _new_kit(styles, assets)
    return found


def _new_kit(styles: tuple[str, ...], assets: Mapping[str, bytes]) -> Kit:
    load()
    from weasyprint import CSS  # noqa: PLC0415 - heavy
    from weasyprint.css.counters import CounterStyle  # noqa: PLC0415 - heavy

    fonts = _font_configuration()()
    counters = CounterStyle()
    fetch = fetcher(assets)
    with listening() as heard:
        parsed = [
            CSS(string=text, base_url=BASE_URL, url_fetcher=fetch, font_config=fonts, counter_style=counters)
            for text in styles
        ]
    return Kit(fonts, parsed, counters, tuple(heard))


def parse(page: str, assets: Mapping[str, bytes]) -> HTML:
    """Return *page* (HTML text) as a tree; what it names is served from *assets* (bytes by path)."""
    return _page_class()(string=page, base_url=BASE_URL, url_fetcher=fetcher(assets))


def lay_out(html: HTML, using: Kit, *, plain: CSS | None = None) -> Document:
    """Return *html*, which `parse` made, laid out on pages with the kit's faces and styles.

    The sheet *plain* takes the place of WeasyPrint's own, which says what elements look like without a style.
    """
    html.plain = plain
    return html.render(font_config=using.fonts, counter_style=using.counters, stylesheets=using.styles)


@cache
def _page_class() -> type[HTML]:
    load()
    from weasyprint import HTML  # noqa: PLC0415 - heavy

    class Page(HTML):  # type: ignore[misc]  # WeasyPrint has no types
        plain: CSS | None = None

        def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:  # noqa: FBT001, FBT002 - WeasyPrint calls it so
            if self.plain is None or forms:
                own: list[CSS] = super()._ua_stylesheets(forms)
                return own
            return [self.plain]

    return Page


def fetcher(assets: Mapping[str, bytes]) -> Any:  # noqa: ANN401 - WeasyPrint's class is only known once it is loaded
    """Return what answers WeasyPrint's requests: *assets* by path, our faces, ``data:`` URLs, and nothing else."""
    return _fetcher_class()(assets)


@cache
def _fetcher_class() -> Callable[[Mapping[str, bytes]], Any]:
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 - heavy

    class Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        def __init__(self, assets: Mapping[str, bytes]) -> None:
            super().__init__(allowed_protocols=["data"])
            self._assets = assets

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            if not url.startswith(BASE_URL):
                return super().fetch(url, headers)
            path = unquote(url.removeprefix(BASE_URL).partition("?")[0].partition("#")[0])
            data = typefaces.serve(path)
            if data is None:
                data = self._assets.get(path)
            if data is None:
                raise FileNotFoundError(f"neither the article nor the theme has {path}")
            media_type = "text/css" if path.endswith(".css") else mimetypes.guess_type(path, strict=True)[0]
            return URLFetcherResponse(url, data, {"Content-Type": media_type or "application/octet-stream"})

    return Fetcher


@cache
def _font_configuration() -> type[FontConfiguration]:
    """Return a font configuration that starts empty.

    WeasyPrint's own loads the machine's fonts and rules, so that a glyph our faces lack, or a rule of the machine's
    Fontconfig, would change the copy. An empty one knows only what ``@font-face`` gives it.
    """
    from weasyprint.text.ffi import ffi, fontconfig, gobject, pangoft2  # noqa: PLC0415 - heavy
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - heavy

    ffi.cdef("FcConfig * FcConfigCreate (void);", override=True)

    class OwnFonts(FontConfiguration):  # type: ignore[misc]  # WeasyPrint has no types
        def __init__(self) -> None:
            self._config = fontconfig.FcConfigCreate()
            self.font_map = ffi.gc(pangoft2.pango_ft2_font_map_new(), gobject.g_object_unref)
            pangoft2.pango_fc_font_map_set_config(ffi.cast("PangoFcFontMap *", self.font_map), self._config)
            # The font map holds its own reference.
            fontconfig.FcConfigDestroy(self._config)
            # WeasyPrint copies fonts here, and would remove the folder too late: when Python has begun to go.
            self._folder = Path(mkdtemp(dir=disk.scratch()))
            finalize(self, rmtree, self._folder, ignore_errors=True)
            self.strut_layouts: dict[object, object] = {}
            self.font_features: dict[object, object] = {}

        def __del__(self) -> None:
            """Leave the folder to its own finalizer."""

    return OwnFonts


class listening(logging.Handler):  # noqa: N801 - a context manager
    """Collect what WeasyPrint and fontTools warn of, as texts; use it in ``with``.

    They say on a logger what a caller must know: a style that is not understood, an image that can't be read.
    """

    def __init__(self) -> None:
        """Listen to warnings and worse."""
        super().__init__(logging.WARNING)
        self.heard: list[str] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message of *record*, if this thread said it."""
        if record.thread == self._thread:
            self.heard.append(record.getMessage())

    def __enter__(self) -> list[str]:
        """Return the list that messages are added to."""
        logging.getLogger("weasyprint").addHandler(self)
        return self.heard

    def __exit__(self, *_: object) -> None:
        """Stop listening."""
        logging.getLogger("weasyprint").removeHandler(self)


def require_subsetter() -> None:
    """Raise BuildError where HarfBuzz's subset library is absent: without it the bytes of embedded fonts differ."""
    load()
    from weasyprint.text.ffi import harfbuzz_subset  # noqa: PLC0415 - heavy

    if not harfbuzz_subset:
        raise BuildError("HarfBuzz's subset library is missing (Debian and Ubuntu: apt install libharfbuzz-subset0)")


def boxes(box: Any) -> Iterator[Any]:  # noqa: ANN401 - WeasyPrint has no types
    """Yield *box* and all boxes inside it, in the order of the page."""
    waiting = [box]
    while waiting:
        box = waiting.pop()
        yield box
        # What is out of the flow stands in its place for another box.
        waiting += [getattr(child, "_box", child) for child in reversed(getattr(box, "children", ()))]
