"""What is in a PDF besides the words of its tags: what acts, what is drawn over them, what is not to be seen.

A copy that pressmark prints holds tagged words, artifacts, links and attached files, and nothing else. Whatever a
viewer shows, runs or offers beyond that is named here (ISO 32000-1; the clause stands beside each).
"""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pressmark.pdf.painting import UPRIGHT, Painter, Point
from pressmark.pdf.reading import UnreadablePdf, kids, target

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pikepdf
    import PIL.Image

    from pressmark.pdf.reading import Drawings

# Entries of the catalog (7.7.2), the name dictionary (7.7.4), a page (7.7.3) and a link (12.5.6.5) that do nothing
# of their own.
_CATALOG = {
    *("/Type", "/Version", "/Extensions", "/Pages", "/PageLabels", "/Names", "/Dests", "/ViewerPreferences"),
    *("/PageLayout", "/PageMode", "/Outlines", "/Metadata", "/StructTreeRoot", "/MarkInfo", "/Lang", "/OutputIntents"),
    "/AF",
}
_NAMES = {"/Dests", "/EmbeddedFiles"}
_PAGE = {
    *("/Type", "/Parent", "/LastModified", "/Resources", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"),
    *("/Contents", "/Rotate", "/Group", "/Annots", "/StructParents", "/Tabs", "/UserUnit"),
}
_LINK = {
    *("/Type", "/Subtype", "/Rect", "/Contents", "/P", "/NM", "/M", "/F", "/Border", "/BS", "/C", "/StructParent"),
    *("/A", "/Dest", "/H", "/QuadPoints"),
}
_ACTION = {"/Type", "/S", "/URI", "/D"}
_FIELDS, _UNLIKE = 12, 28  # fields across; mean difference of their colours, of 255
_MOST_PIXELS = 100_000_000
_CORE = "purl.org/dc/elements"
_DEEPEST = 12  # bookmarks within bookmarks
_INFO = ("/Title", "/Author", "/Subject", "/Keywords")
# In place of a glance: a drawing, of which there is none.
SHAPES = b"shapes"


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a PDF besides its tagged words.

    *faults* are what no copy has. *margins* are the words of its artifacts, page by page; *outline* the titles of its
    bookmarks; *about* what its document information says (title, author, subject, keywords), *titles* those in its XMP,
    *said* what else that says in Dublin Core. *pictures* are descriptions, and what `glance` gives for what is drawn.
    """

    faults: tuple[str, ...]
    margins: tuple[str, ...]
    outline: tuple[str, ...]
    about: dict[str, str]
    titles: tuple[str, ...]
    said: tuple[tuple[str, str], ...] = ()
    pictures: tuple[tuple[str, bytes], ...] = ()
    language: str = ""


def contents(pdf: pikepdf.Pdf, drawings: Drawings) -> Contents:
    """Return what is in the tagged *pdf*, whose pages are *drawings*, besides its words. Raises UnreadablePdf."""
    return _Inspector(pdf, drawings).contents()


# The marked content of a link's words, and its annotations.
_Link = tuple[list[tuple[int, int]], list[Any]]


@dataclass(slots=True)
class _Tags:
    """What the structure tree holds: marked content by page and number, annotations, and what is read out instead."""

    contents: set[tuple[int, int]] = field(default_factory=set)
    pictures: set[tuple[int, int]] = field(default_factory=set)
    annotations: set[tuple[int, int]] = field(default_factory=set)
    spoken: list[tuple[str, list[tuple[int, int]]]] = field(default_factory=list)
    figures: list[tuple[str, list[tuple[int, int]]]] = field(default_factory=list)
    links: list[_Link] = field(default_factory=list)


class _Inspector:
    def __init__(self, pdf: pikepdf.Pdf, drawings: Drawings) -> None:
        self._pdf = pdf
        self._drawings = drawings
        self._faults: list[str] = []
        self._pages = {page.obj.objgen: number for number, page in enumerate(drawings.pages)}
        self._tags = _Tags()
        self._drawn: dict[tuple[int, int], Any] = {}
        self._shapes: set[tuple[int, int]] = set()
        self._points: dict[tuple[int, int], list[Point]] = {}

    def contents(self) -> Contents:
        root = self._pdf.Root
        self._faults += [f"it has {name[1:]}, which no copy has" for name in list(root.keys()) if name not in _CATALOG]
        names = list(root.get("/Names", {}).keys())
        self._faults += [f"it has names for {name[1:]}" for name in names if name not in _NAMES]
        self._attached()
        self._structure()
        margins = []
        shown: dict[tuple[int, int], str] = {}
        for number, page in enumerate(self._drawings.pages):
            margins.append(self._page(page, number, shown))
        self._compare_spoken(shown)
        self._misplaced()
        titles = tuple(self._outline(root.get("/Outlines", {})))
        about = {name[1:]: str(self._pdf.docinfo.get(name, "")) for name in _INFO}
        with self._pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            core = [
                (key.rpartition(":")[2].rpartition("}")[2], value) for key, value in metadata.items() if _CORE in key
            ]
        said = [(name, str(one)) for name, value in core for one in ([value] if isinstance(value, str) else value)]
        named = [value for name, value in said if name == "title"]
        pictures = tuple(self._pictures())  # Before the faults are read: it adds to them.
        return Contents(
            tuple(dict.fromkeys(self._faults)),
            tuple(margins),
            titles,
            about,
            tuple(named),
            tuple(said),
            pictures,
            str(root.get("/Lang", "")),
        )

    def _pictures(self) -> Iterator[tuple[str, bytes]]:
        """Yield each figure's description and a glance at its picture; one that is not drawn is a fault."""
        for described, places in self._tags.figures:
            drawn = next((self._drawn[place] for place in places if place in self._drawn), None)
            if drawn is None and any(place in self._shapes for place in places):
                yield described, SHAPES
            elif drawn is None:
                self._faults.append(f"a picture is not drawn: “{described}”")
            else:
                yield described, _glance(drawn)

    def _attached(self) -> None:
        """Name files that are embedded without being said to belong to the document (14.13)."""
        declared = {str(one.get("/UF", one.get("/F", ""))) for one in self._pdf.Root.get("/AF", [])}
        self._faults += [f"a file is hidden in it: {name}" for name in self._pdf.attachments if name not in declared]

    def _structure(self) -> None:  # noqa: C901, PLR0912 - one walk
        tree = self._pdf.Root.StructTreeRoot
        if "/RoleMap" in tree:
            self._faults.append("its tags are given other meanings (RoleMap)")
        waiting: list[tuple[Any, int | None, int, tuple[list[tuple[int, int]], list[Any]]]] = [
            (tree, None, 0, ([], []))
        ]
        while waiting:
            element, page, depth, link = waiting.pop()
            if depth > 100:
                raise UnreadablePdf("the PDF's tags are nested too deep")
            if "/Pg" in element:
                page = self._pages.get(element.Pg.objgen)
            role = str(element.get("/S", ""))
            if "/E" in element or ("/Alt" in element and role != "/Figure"):
                self._faults.append(f"a tag says other words than it shows: “{element.get('/Alt', element.get('/E'))}”")
            own: list[tuple[int, int]] = []
            if role == "/Link":
                link = ([], [])
                self._tags.links.append(link)
            for kid in kids(element):
                if isinstance(kid, int):
                    own.append((page or 0, kid))
                elif "/MCID" in kid:
                    own.append((self._pages.get(kid.Pg.objgen, -1) if "/Pg" in kid else page or 0, int(kid.MCID)))
                elif "/Obj" in kid:
                    self._tags.annotations.add(kid.Obj.objgen)
                    link[1].append(kid.Obj)
                elif "/S" in kid:
                    waiting.append((kid, page, depth + 1, link))
            self._tags.contents.update(own)
            link[0].extend(own)
            if role == "/Figure":
                self._tags.pictures.update(own)
                self._tags.figures.append((str(element.get("/Alt", "")), own))
            if "/ActualText" in element:
                self._tags.spoken.append((str(element.ActualText), own))

    def _compare_spoken(self, shown: dict[tuple[int, int], str]) -> None:
        """Name what is read out otherwise than it is drawn, whatever the order of its letters (14.9.4)."""
        for said, places in self._tags.spoken:
            drawn = "".join(shown.get(place, "") for place in places)
            if sorted(_letters(said)) != sorted(_letters(drawn)):
                self._faults.append(f"it shows “{drawn}” where its tags say “{said}”")

    def _misplaced(self) -> None:
        """Name links none of whose areas lies on their words: somebody who clicks there is led elsewhere."""
        for places, areas in self._tags.links:
            points = [point for place in places for point in self._points.get(place, [])]
            boxes = [tuple(float(edge) for edge in annotation.Rect) for annotation in areas]
            on = any(_inside(box, x, y) for box in boxes for x, y in points)
            if points and boxes and not on:
                self._faults.append(f"a link to {target(areas[0])} does not lie on its words")

    def _page(self, page: pikepdf.Page, number: int, shown: dict[tuple[int, int], str]) -> str:
        """Look at one page, and return the words of its artifacts."""
        name = f"page {number + 1}"
        self._faults += [f"{name} has {key[1:]}, which no copy has" for key in page.obj.keys() if key not in _PAGE]  # noqa: SIM118
        media, crop = (tuple(float(edge) for edge in box) for box in (page.mediabox, page.cropbox))
        if any(abs(one - other) > 1 for one, other in zip(media, crop, strict=True)):
            self._faults.append(f"{name} is cut to a part of it")
        if int(page.obj.get("/Rotate", 0)) % 360:
            self._faults.append(f"{name} is turned")
        for annotation in page.obj.get("/Annots", []):
            self._faults += [f"{name}: {fault}" for fault in self._annotation(annotation, media)]
        tagged, pictures = (
            {mcid for at, mcid in places if at == number} for places in (self._tags.contents, self._tags.pictures)
        )
        painter = Painter(media, tagged, pictures, self._drawings.font)
        painter.run(self._drawings.instructions(number), page.obj.get("/Resources", {}), UPRIGHT)
        self._faults += [f"{name}: {fault}" for fault in painter.faults]
        self._drawn.update({(number, mcid): drawn for mcid, drawn in painter.drawn.items()})
        self._shapes.update((number, mcid) for mcid in painter.shapes)
        self._points.update({(number, mcid): points for mcid, points in painter.points.items()})
        shown.update({(number, mcid): words for mcid, words in painter.shown.items()})
        return " ".join("".join(painter.margins).split())

    def _annotation(self, annotation: Any, media: tuple[float, ...]) -> Iterator[str]:  # noqa: ANN401 - pikepdf's
        kind = str(annotation.get("/Subtype", "/?"))[1:]
        if kind != "Link":
            yield f"a {kind} annotation lies on it: “{annotation.get('/Contents', '')}”"
            return
        action = annotation.get("/A", {})
        strange = [key for key in annotation.keys() if key not in _LINK]  # noqa: SIM118 - pikepdf's
        strange += [key for key in action.keys() if key not in _ACTION]  # noqa: SIM118 - pikepdf's
        if strange or str(action.get("/S", "/URI")) not in ("/URI", "/GoTo"):
            yield f"a link does something of its own ({str(action.get('/S', strange))[1:]})"
        elif annotation.objgen not in self._tags.annotations:
            yield f"a link to {target(annotation)} lies on it that no words account for"
        left, bottom, right, top = (float(edge) for edge in annotation.Rect)
        if abs((right - left) * (top - bottom)) > 0.3 * abs((media[2] - media[0]) * (media[3] - media[1])):
            yield f"a link to {target(annotation)} covers it"

    def _outline(self, item: Any, depth: int = 0) -> Iterator[str]:  # noqa: ANN401 - pikepdf's objects are dynamic
        child, seen = item.get("/First", None), set[tuple[int, int]]()
        while child is not None and child.objgen not in seen and depth < _DEEPEST:
            seen.add(child.objgen)
            if "/A" in child and str(child.A.get("/S", "")) != "/GoTo":
                self._faults.append(f"a bookmark does something of its own: “{child.get('/Title', '')}”")
            yield str(child.get("/Title", ""))
            yield from self._outline(child, depth + 1)
            child = child.get("/Next", None)


def glance(data: bytes) -> bytes:
    """Return the picture in the file *data*, upright, as a few fields of colour, by which another one is told apart.

    Empty for one that is damaged, partly transparent, or in colours that print converts too far.
    """
    from PIL import Image, ImageOps  # only a copy with pictures needs it

    try:
        with Image.open(io.BytesIO(data)) as picture:
            upright = ImageOps.exif_transpose(picture)
            plain = upright.mode in ("RGB", "L") and "transparency" not in upright.info
            return _fields(upright) if plain else b""
    except Exception:  # noqa: BLE001 - decoders fail in ways of their own
        return b""


def _fields(picture: PIL.Image.Image) -> bytes:
    """Return red, green and blue of each field of *picture*."""
    return picture.convert("RGB").resize((_FIELDS, _FIELDS)).tobytes()


def unlike(one: bytes, other: bytes) -> bool:
    """Return whether two glances are of different pictures; conversions of colour make no difference."""
    return bool(one and other) and sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one) > _UNLIKE


def _glance(drawn: Any) -> bytes:  # noqa: ANN401 - pikepdf's objects are dynamic
    """Return a glance at an image of the PDF; empty for one that can't be decoded, or is too large to be."""
    import pikepdf  # heavy

    if int(drawn.get("/Width", 0)) * int(drawn.get("/Height", 0)) > _MOST_PIXELS:
        return b""
    try:
        return _fields(pikepdf.PdfImage(drawn).as_pil_image())
    except Exception:  # noqa: BLE001 - decoders fail in ways of their own
        return b""


# Marks that one sign may hold with its letter: é, أ. From right to left they are drawn before it.
_COMPOSED = re.compile("[\u0300-\u034e\u0350-\u036f\u0653-\u0655]")  # but U+034F, which shows nothing


def _letters(text: str) -> str:
    """Return the letters, figures and composed marks of *text*, whatever stands for them."""
    signs = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in signs if sign.isalnum() or _COMPOSED.match(sign))


def _inside(box: tuple[float, ...], x: float, y: float) -> bool:
    left, right = sorted((box[0], box[2]))
    bottom, top = sorted((box[1], box[3]))
    return left - 2 <= x <= right + 2 and bottom - 2 <= y <= top + 2
