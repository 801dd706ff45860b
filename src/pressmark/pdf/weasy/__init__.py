"""WeasyPrint: the room that alone knows its inside, and that of pydyf, which writes its files.

It is kept apart from the machine (no font but ours, no file but the theme's and the article's, no network), imported by
a short way, mended where it loses notes, and watched while it paints. Everything that is not part of its public
interface is named in ``tests/pdf/test_weasy.py``, which is the first to say what a new version took away.
"""

from __future__ import annotations

import logging
import mimetypes
import re
import sys
import threading
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from weakref import finalize

from pressmark import disk, letters
from pressmark.pdf import fonts
from pressmark.pdf.fonts import BASE_URL
from pressmark.pdf.weasy import shortcuts
from pressmark.pdf.weasy.mending import mend, mended
from pressmark.problems import BuildError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from weasyprint import CSS
    from weasyprint import HTML as HTML
    from weasyprint import Document as Document
    from weasyprint.css.counters import CounterStyle
    from weasyprint.text.fonts import FontConfiguration

_LAYOUTS_KEPT = 8
# What the names that WeasyPrint looks for mean on Linux, where a library that is installed is found by this name and
# no other.
_LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
)
_lock = threading.Lock()


# --- Loading


def load() -> None:
    """Import WeasyPrint and mend it; nothing if that is done. Raises OSError where its libraries are missing.

    It asks for each library under names of several systems before the right one, and for every name that is not there
    cffi has a compiler, a linker and ldconfig started to look for it: two fifths of the import on Linux.
    """
    with _lock:
        if mended:
            return
        with (
            _no_search() if sys.platform == "linux" and _are_there() else nullcontext(),
            _pillow_as_it_was(),
            _font_tools_later(),
        ):
            import weasyprint  # noqa: F401 - heavy
        fitting = shortcuts.fitting()
        mend()
        mended.update(shortcuts.put(fitting))


def _are_there() -> bool:
    from ctypes import CDLL  # only wanted here

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
    from PIL import ImageFile  # heavy

    before = ImageFile.LOAD_TRUNCATED_IMAGES
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


class _Later:
    """The module *name*, which is imported when something of it is asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> object:
        return getattr(import_module(self._name), name)


_SUBSET, _INSTANCER = "fontTools.subset", "fontTools.varLib.instancer"


@contextmanager
def _font_tools_later() -> Iterator[None]:
    """Let WeasyPrint have those parts of fontTools later that it imports for fonts that we do not print with.

    They are a quarter of what it imports: HarfBuzz cuts our faces, and hardly one is variable.
    """
    import fontTools  # heavy with the rest

    if _SUBSET in sys.modules or _INSTANCER in sys.modules:
        yield
        return
    instancer: Any = ModuleType(_INSTANCER)
    instancer.instantiateVariableFont = lambda *args, **kwargs: import_module(_INSTANCER).instantiateVariableFont(
        *args, **kwargs
    )
    fontTools.subset, sys.modules[_INSTANCER] = _Later(_SUBSET), instancer
    try:
        yield
    finally:
        # Whoever imports them next has the real ones.
        if isinstance(fontTools.subset, _Later):
            del fontTools.subset
        if sys.modules.get(_INSTANCER) is instancer:
            del sys.modules[_INSTANCER]


@contextmanager
def _no_search() -> Iterator[None]:
    """Let `ctypes` find nothing for a while, so that the next name is tried at once."""
    from ctypes import util  # the same

    search = util.find_library
    try:
        util.find_library = _nothing
        yield
    finally:
        util.find_library = search


def _nothing(name: str) -> str | None:  # noqa: ARG001 - as the search
    return None


def require_subsetter() -> None:
    """Raise BuildError where HarfBuzz's subset library is absent: without it the bytes of embedded fonts differ."""
    load()
    from weasyprint.text.ffi import harfbuzz_subset  # heavy

    if not harfbuzz_subset:
        raise BuildError("HarfBuzz's subset library is missing (Debian and Ubuntu: apt install libharfbuzz-subset0)")


# --- Laying out


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
    from weasyprint import CSS  # heavy
    from weasyprint.css.counters import CounterStyle  # heavy

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
    document = html.render(font_config=using.fonts, counter_style=using.counters, stylesheets=using.styles)
    for page in document.pages:
        page.bookmarks = [(level, letters.plain(label), *more) for level, label, *more in page.bookmarks]
    return document


@cache
def hyphenates(language: str) -> bool:
    """Return whether WeasyPrint has a dictionary by which words of *language* (BCP 47) are hyphenated."""
    load()
    import pyphen  # it comes with WeasyPrint

    return pyphen.language_fallback(language) is not None


# WeasyPrint's own sheet, which says what elements look like before any style does, styles six pseudo-elements of every
# element and sixteen boxes in the margins of every page, nearly all of which stay empty: a tenth of the time.
# A selector at the beginning of a line, and the only elements that can have such a box here.
_ONLY = {"marker": "li", "footnote-call": ".footnote", "footnote-marker": ".footnote"}
_NEVER = ("note-call", "note-marker", "note-callback")
_MARGIN = re.compile(r"@((?:top|right|bottom|left)-[a-z-]+)\s*\{[^{}]*\}")


@lru_cache(maxsize=8)
def plain_style(said: tuple[str, ...]) -> CSS | None:
    """Return WeasyPrint's own sheet without what a page with the styles *said* has no use for; None if it uses all."""
    load()
    from weasyprint import CSS  # heavy
    from weasyprint.html import UA  # heavy

    sheet = _trimmed(UA, said)
    return None if sheet is None else CSS(string=sheet)


def _trimmed(sheet: str, styles: tuple[str, ...]) -> str | None:
    """Return WeasyPrint's own *sheet* for a page that has no styles but *styles*; None where they need all of it.

    They do where they make list items of other elements than ``li``, footnotes of others than ``.footnote``, or notes
    beside the text (CSS Generated Content for Paged Media, 2; CSS Lists 3, 3.1).
    """
    said = "\n".join(styles)
    floats = len(re.findall(r"float\s*:\s*footnote", said))
    if floats != len(re.findall(r"\.footnote\s*\{[^{}]*float\s*:\s*footnote", said)):
        return None
    if re.search(r"display\s*:[^;{}]{0,60}list-item|\bnote\(|@import", said):
        return None
    for name, element in _ONLY.items():
        sheet = re.sub(rf"^::{name}(?=\s*\{{)", f"{element}::{name}", sheet, flags=re.MULTILINE)
    sheet = re.sub(rf"^::(?:{'|'.join(_NEVER)})\s*\{{[^{{}}]*\}}", "", sheet, flags=re.MULTILINE)
    return _MARGIN.sub(lambda box: box[0] if re.search(rf"@{box[1]}(?![\w-])", said) else "", sheet)


@cache
def _page_class() -> type[HTML]:
    load()
    from weasyprint import HTML  # heavy

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
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # heavy

    class Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        def __init__(self, assets: Mapping[str, bytes]) -> None:
            super().__init__(allowed_protocols=["data"])
            self._assets = assets

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            if not url.startswith(BASE_URL):
                return super().fetch(url, headers)
            path = unquote(url.removeprefix(BASE_URL).partition("?")[0].partition("#")[0])
            data = fonts.serve(path)
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
    from weasyprint.text.ffi import ffi, fontconfig, gobject, pangoft2  # heavy
    from weasyprint.text.fonts import FontConfiguration  # heavy

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


# --- Looking at what was laid out


def pages(document: Document) -> list[Any]:
    """Return the boxes of the pages of *document*."""
    return [page._page_box for page in document.pages]  # noqa: SLF001 - WeasyPrint shows its boxes nowhere else


def boxes(box: Any) -> Iterator[Any]:  # noqa: ANN401 - WeasyPrint has no types
    """Yield *box* and all boxes inside it, in the order of the page."""
    waiting = [box]
    while waiting:
        box = waiting.pop()
        yield box
        # What is out of the flow stands in its place for another box.
        waiting += [getattr(child, "_box", child) for child in reversed(getattr(box, "children", ()))]


def content(page: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 - WeasyPrint has no types
    """Yield the boxes of a page's content, in order, each with the line it stands on; the page's margins have none."""
    waiting: list[tuple[Any, Any]] = [(page, None)]
    while waiting:
        box, line = waiting.pop()
        box = getattr(box, "_box", box)
        if is_margin(box):
            continue
        if is_line(box):
            line = box
        yield box, line
        waiting += [(child, line) for child in reversed(getattr(box, "children", ()))]


def is_line(box: Any) -> bool:  # noqa: ANN401 - WeasyPrint has no types
    """Return whether *box* is a line of text."""
    return type(box).__name__ == "LineBox"


def is_margin(box: Any) -> bool:  # noqa: ANN401 - WeasyPrint has no types
    """Return whether *box* stands in a page's margin: a running head or a page number."""
    return type(box).__name__ == "MarginBox"


def notes(page: Any) -> Iterator[Any]:  # noqa: ANN401 - WeasyPrint has no types
    """Yield the boxes of the notes at the foot of *page* (a page's box)."""
    for area in page.children:
        if type(area).__name__ == "FootnoteAreaBox":
            yield from boxes(area)


# --- Writing


class WatchedPage:
    """A page of WeasyPrint that remembers which box was painted as which marked content."""

    def __init__(self, page: Any) -> None:  # noqa: ANN401 - WeasyPrint has no types
        """Watch *page*, which goes on to do everything itself."""
        self._page = page
        self.box = page._page_box  # noqa: SLF001 - WeasyPrint says it nowhere else
        self.numbers: dict[Any, int] = {}

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - the page's own
        """Return what the page has."""
        return getattr(self._page, name)

    def paint(self, stream: Any, *args: object, **kwargs: object) -> None:  # noqa: ANN401 - WeasyPrint has no types
        """Paint the page, keep the numbers of its marked content, and make the margins' content artifacts."""
        self._page.paint(stream, *args, **kwargs)
        tags = stream._tags  # noqa: SLF001 - WeasyPrint says it nowhere else
        if tags is None:
            return
        self.numbers = {box: tag["mcid"] for box, tag in tags.items()}
        body = {box for box, _ in content(self.box)}
        margins = {number for box, number in self.numbers.items() if box not in body}
        # Three operands make a mark: its tag, its properties and the operator.
        for place, operand in enumerate(stream.stream):
            if isinstance(operand, dict) and operand.get("MCID") in margins:
                stream.stream[place - 1 : place + 2] = ["/Artifact", "<</Type /Pagination>>", b"BDC"]
        # WeasyPrint would now make tags of its own from what it finds here; ours replace them.
        tags.clear()
        self._page_box = self.box.copy_with_children([])


def watch(document: Document) -> tuple[Document, list[WatchedPage]]:
    """Return *document* with watched pages, and those pages."""
    watched = [WatchedPage(page) for page in document.pages]
    return document.copy(watched), watched


def add_metadata(pdf: Any, descriptions: str) -> None:  # noqa: ANN401 - pydyf has no types
    """Add *descriptions* (elements of RDF) to the XMP packet of *pdf*, a file of pydyf's that is not yet written."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    # PRONOM's signatures look for the claims in clear text.
    metadata.compress = False
    end = b"</rdf:RDF>"
    metadata.stream = [part.replace(end, descriptions.encode() + end) for part in metadata.stream]
