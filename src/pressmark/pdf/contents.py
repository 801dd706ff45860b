"""What is in a PDF besides the words of its tags: what acts, what is drawn over them, what is not to be seen.

A copy that pressmark prints holds tagged words, artifacts, links and attached files, and nothing else. Whatever a
viewer shows, runs or offers beyond that is named here (ISO 32000-1; the clause stands beside each).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pressmark.pdf.bounded import LARGEST_PAGE, Unreadable, content, opened, pages, unpacked
from pressmark.pdf.reading import Font, kids, target

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pikepdf
    import PIL.Image

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
_INVISIBLE = {3, 7}  # text rendering modes (9.3.6)
_SMALLEST = 2.0  # points a letter is high
_WHITE = 0.95
_OPAQUE = 0.05
_FIELDS, _UNLIKE = 12, 28  # fields across; mean difference of their colours, of 255
_MOST_PIXELS = 100_000_000
_CORE = "purl.org/dc/elements"
_DEEPEST = 12  # forms within forms
_MOST = 2_000_000  # operators looked at
_INFO = ("/Title", "/Author", "/Subject", "/Keywords")

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]
_UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


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


def contents(data: bytes) -> Contents:
    """Return what is in the tagged PDF *data* besides its words. Raises Unreadable."""
    with opened(data) as pdf:
        return _Inspector(pdf).contents()


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
    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._faults: list[str] = []
        self._pages = {page.obj.objgen: number for number, page in enumerate(pages(pdf))}
        self._tags = _Tags()
        self._drawn: dict[tuple[int, int], Any] = {}
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
        for number, page in enumerate(pages(self._pdf)):
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
            if drawn is None:
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
                raise Unreadable("the PDF's tags are nested too deep")
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
        painter = _Painter(media, self._tags, number)
        painter.run(content(self._pdf, page), page.obj.get("/Resources", {}), _UNIT)
        self._faults += [f"{name}: {fault}" for fault in painter.faults]
        self._drawn.update({(number, mcid): drawn for mcid, drawn in painter.drawn.items()})
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


class _Region:
    """What a path encloses, its curves taken as straight, by the even-odd rule or not, within other regions (8.5.3)."""

    def __init__(self, lines: list[list[Point]], within: tuple[_Region, ...] = (), *, even: bool = False) -> None:
        self._lines = [line for line in lines if line]
        self._within = within
        self._even = even
        self._box = _box([point for line in self._lines for point in line])

    def holds(self, x: float, y: float) -> bool:
        left, bottom, right, top = self._box
        if not (left <= x <= right and bottom <= y <= top) or not all(region.holds(x, y) for region in self._within):
            return False
        turns = crossings = 0
        for line in self._lines:
            for (x1, y1), (x2, y2) in zip(line, [*line[1:], line[0]], strict=True):
                if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                    crossings += 1
                    turns += 1 if y2 > y1 else -1
        return bool(crossings % 2 if self._even else turns)


@dataclass(slots=True)
class _State:
    matrix: Matrix
    color: tuple[float, ...] = (0.0,)
    alpha: float = 1.0
    mode: int = 0
    size: float = 0.0
    font: Any = None
    clip: tuple[_Region, ...] = ()


class _Painter:
    """Follows what a page draws: words, where they stand and how they look, and what is laid over them."""

    def __init__(self, media: tuple[float, ...], tags: _Tags, number: int) -> None:
        self.faults: list[str] = []
        self.margins: list[str] = []
        self.shown: dict[int, str] = {}
        self.drawn: dict[int, Any] = {}
        self.points: dict[int, list[Point]] = {}
        self._media = media
        self._tags = tags
        self._number = number
        self._marks: list[tuple[str, int | None]] = []
        self._words: list[tuple[float, float, str]] = []
        self._grounds: list[tuple[_Region, tuple[float, ...]]] = []
        self._count = 0

    def run(self, stream: Any, resources: Any, matrix: Matrix, depth: int = 0) -> None:  # noqa: ANN401, C901, PLR0912, PLR0915 - one case an operator
        """Follow the content of a page or a form (8, 9)."""
        import pikepdf  # noqa: PLC0415 - heavy

        fonts: dict[str, Font] = {}
        state, stack = _State(matrix), list[_State]()
        path: list[list[Point]] = [[]]
        clipping = ""
        text = line = _UNIT
        for instruction in pikepdf.parse_content_stream(stream):
            self._count += 1
            if self._count > _MOST:
                raise Unreadable("the PDF draws more than a page can show")
            operands: Any = instruction.operands
            name = str(instruction.operator)
            match name:
                case "q":
                    stack.append(_copy(state))
                case "Q" if stack:
                    state = stack.pop()
                case "cm":
                    state.matrix = _times(_matrix(operands), state.matrix)
                case "BMC" | "BDC":
                    self._mark(operands, resources)
                case "EMC" if self._marks:
                    self._marks.pop()
                case "g" | "rg" | "k" | "sc" | "scn":
                    state.color = _shade(name, operands)
                case "gs":
                    state.alpha = float(
                        resources.get("/ExtGState", {}).get(str(operands[0]), {}).get("/ca", state.alpha)
                    )
                case "Tr":
                    state.mode = int(operands[0])
                case "Tf":
                    state.size = float(operands[1])
                    key = str(operands[0])
                    if key not in fonts:
                        fonts[key] = Font(resources.Font[key])
                    state.font = fonts[key]
                case "BT":
                    text = line = _UNIT
                case "Tm":
                    text = line = _matrix(operands)
                case "Td" | "TD":
                    text = line = _times((1.0, 0.0, 0.0, 1.0, float(operands[0]), float(operands[1])), line)
                case "Tj" | "TJ" | "'" | '"':
                    pieces = operands[0] if name == "TJ" else operands[-1:]
                    said = "".join(
                        state.font.text(bytes(piece))
                        for piece in pieces
                        if isinstance(piece, pikepdf.String) and state.font
                    )
                    drawn = any(isinstance(piece, pikepdf.String) and bytes(piece) for piece in pieces)
                    self._say(said or ("\ufffd" if drawn else ""), state, _times(text, state.matrix))
                case "m" | "l" | "c" | "v" | "y":
                    if name == "m":
                        path.append([])
                    path[-1].append(_apply(state.matrix, float(operands[-2]), float(operands[-1])))
                case "re":
                    left, bottom, width, height = (float(value) for value in operands)
                    corners = ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height))
                    path += [[_apply(state.matrix, left + w, bottom + h) for w, h in corners], []]
                case "W" | "W*":
                    clipping = name
                case "n" | "S" | "s" | "f" | "F" | "f*" | "B" | "B*" | "b" | "b*":
                    if name not in ("n", "S", "s"):
                        self._fill(_Region(path, state.clip, even="*" in name), state)
                    if clipping and any(path):
                        state.clip = (*state.clip, _Region(path, even="*" in clipping))
                    path, clipping = [[]], ""
                case "sh":
                    left, bottom, right, top = self._media
                    whole = [(left, bottom), (right, bottom), (right, top), (left, top)]
                    self._fill(_Region([whole], state.clip), state)
                case "INLINE IMAGE":
                    self.faults.append("a picture is drawn on it that no tag holds")
                case "Do":
                    self._draw(resources.XObject[str(operands[0])], state, resources, depth)

    def _mark(self, operands: Any, resources: Any) -> None:  # noqa: ANN401 - pikepdf's objects are dynamic
        tag, properties = str(operands[0]), operands[1] if len(operands) > 1 else {}
        if not hasattr(properties, "keys") and len(operands) > 1:
            properties = resources.get("/Properties", {}).get(str(properties), {})
        if tag == "/OC":
            self.faults.append("layers of it can be hidden")
        number = int(properties["/MCID"]) if "/MCID" in properties else None
        if "/ActualText" in properties or "/Alt" in properties:
            self.faults.append("words on it are read out as others")
        self._marks.append((tag, number))

    def _place(self) -> tuple[str, int | None]:
        """Return "Artifact", "" for what nothing marks, else the tag, and the number of the marked content around."""
        for tag, number in reversed(self._marks):
            if tag == "/Artifact":
                return "Artifact", None
            if number is not None:
                return tag, number
        return "", None

    def _say(self, said: str, state: _State, matrix: Matrix) -> None:  # noqa: C901, PLR0912 - one question a way to hide
        tag, number = self._place()
        words = said.strip()
        if words == "\ufffd":
            self.faults.append("signs are drawn on it that can’t be read")
        if tag == "Artifact":
            self.margins.append(f" {said}")
        elif number is not None:
            self.shown[number] = self.shown.get(number, "") + said
        if not words:
            return
        if not tag:
            self.faults.append(f"words without a tag stand on it: “{words}”")
        elif number is not None and (self._number, number) not in self._tags.contents:
            self.faults.append(f"words stand on it that no tag holds: “{words}”")
        x, y = matrix[4], matrix[5]
        size = state.size * (matrix[2] ** 2 + matrix[3] ** 2) ** 0.5
        middle = _apply(matrix, state.size * 0.2, state.size * 0.2)
        if state.mode in _INVISIBLE or state.alpha < _OPAQUE:
            self.faults.append(f"words are on it that can’t be seen: “{words}”")
        elif size < _SMALLEST:
            self.faults.append(f"words on it are too small to be seen: “{words}”")
        elif not (self._media[0] <= x <= self._media[2] and self._media[1] <= y <= self._media[3]):
            self.faults.append(f"words stand outside of it: “{words}”")
        elif not all(region.holds(*middle) for region in state.clip):
            self.faults.append(f"words on it are cut away: “{words}”")
        else:
            under = (color for region, color in reversed(self._grounds) if region.holds(*middle))
            ground = next(under, (1.0, 1.0, 1.0))
            if _alike(state.color, ground):
                self.faults.append(f"words on it have the colour of their ground: “{words}”")
        self._words.append((*middle, words))
        if number is not None:
            self.points.setdefault(number, []).append(middle)

    def _fill(self, region: _Region, state: _State) -> None:
        if state.alpha < _OPAQUE:
            return
        self._grounds.append((region, state.color))
        for x, y, words in self._words:
            if region.holds(x, y):
                self.faults.append(f"something is drawn over its words: “{words}”")
                return

    def _draw(self, drawn: Any, state: _State, resources: Any, depth: int) -> None:  # noqa: ANN401 - pikepdf's
        tag, number = self._place()
        if str(drawn.get("/Subtype", "")) == "/Form":
            if depth > _DEEPEST:
                raise Unreadable("the PDF's drawings are nested too deep")
            inner = _times(_matrix(drawn.get("/Matrix", _UNIT)), state.matrix)
            unpacked(drawn, LARGEST_PAGE)
            self.run(drawn, drawn.get("/Resources", resources), inner, depth + 1)
            return
        if not tag or (number is not None and (self._number, number) not in self._tags.pictures):
            self.faults.append("a picture is drawn on it that no tag holds")
        elif number is not None:
            self.drawn[number] = drawn
        corners = [_apply(state.matrix, x, y) for x, y in ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))]
        self._fill(_Region([corners], state.clip), _copy(state, color=(0.5, 0.2, 0.7)))


def _copy(state: _State, *, color: tuple[float, ...] | None = None) -> _State:
    return _State(
        state.matrix, color or state.color, state.alpha, state.mode, state.size, state.font, state.clip
    )  # fmt: skip


def glance(picture: PIL.Image.Image) -> bytes:
    """Return *picture* as a few fields of colour, by which another one is told apart: red, green and blue of each."""
    return picture.convert("RGB").resize((_FIELDS, _FIELDS)).tobytes()


def unlike(one: bytes, other: bytes) -> bool:
    """Return whether two glances are of different pictures; conversions of colour make no difference."""
    return bool(one and other) and sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one) > _UNLIKE


def _glance(drawn: Any) -> bytes:  # noqa: ANN401 - pikepdf's objects are dynamic
    """Return a glance at an image of the PDF; empty for one that can't be decoded, or is too large to be."""
    import pikepdf  # noqa: PLC0415 - heavy

    if int(drawn.get("/Width", 0)) * int(drawn.get("/Height", 0)) > _MOST_PIXELS:
        return b""
    try:
        return glance(pikepdf.PdfImage(drawn).as_pil_image())
    except Exception:  # noqa: BLE001 - decoders fail in ways of their own
        return b""


def _letters(text: str) -> str:
    import unicodedata  # noqa: PLC0415 - only a comparison needs it

    return "".join(letter for letter in unicodedata.normalize("NFKC", text) if letter.isalnum())


def _shade(name: str, operands: Any) -> tuple[float, ...]:  # noqa: ANN401 - pikepdf's objects are dynamic
    values = [float(value) for value in operands if not hasattr(value, "startswith") and not str(value).startswith("/")]
    if name == "k" or len(values) == 4:
        return tuple(max(0.0, 1 - value - values[3]) for value in values[:3])
    return tuple(values) or (0.5,)


def _alike(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    first, second = ((color * 3)[:3] if len(color) == 1 else color[:3] for color in (one, other))
    return len(first) == len(second) and all(abs(a - b) < 1 - _WHITE for a, b in zip(first, second, strict=True))


def _matrix(values: Any) -> Matrix:  # noqa: ANN401 - pikepdf's objects are dynamic
    a, b, c, d, e, f = (float(value) for value in values)
    return a, b, c, d, e, f


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    u, v, w, x, y, z = other
    return a * u + b * w, a * v + b * x, c * u + d * w, c * v + d * x, e * u + f * w + y, e * v + f * x + z


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _box(points: list[tuple[float, float]]) -> Box:
    if not points:
        return 0.0, 0.0, 0.0, 0.0
    across, up = [x for x, _ in points], [y for _, y in points]
    return min(across), min(up), max(across), max(up)


def _inside(box: tuple[float, ...], x: float, y: float) -> bool:
    left, right = sorted((box[0], box[2]))
    bottom, top = sorted((box[1], box[3]))
    return left - 2 <= x <= right + 2 and bottom - 2 <= y <= top + 2
