"""What a page of a PDF draws: where words stand and how they look, and what is laid over them (ISO 32000-1, 8, 9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pressmark.pdf.reading import LARGEST_PAGE, FontCodes, UnreadablePdf, instructions, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

_INVISIBLE = {3, 7}  # text rendering modes (9.3.6)
_SMALLEST = 2.0  # points a letter is high
_WHITE = 0.95
_OPAQUE = 0.05
_DEEPEST = 12  # forms within forms
_MOST = 2_000_000  # operators looked at

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]
UPRIGHT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


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


class Painter:
    """Follows what a page draws.

    *faults* are what no copy has, *margins* the words of artifacts. By the number of marked content, *shown* are its
    words, *points* places inside them, *drawn* its picture; *shapes* are the numbers of those that shapes are drawn in.
    """

    def __init__(
        self,
        media: tuple[float, ...],
        tagged: Collection[int],
        pictures: Collection[int],
        font: Callable[[Any], FontCodes] = FontCodes,
    ) -> None:
        """Follow a page of the size *media*; *tagged* and *pictures* are the numbers of content that tags hold.

        *font* reads a font.
        """
        self._font = font
        self.faults: list[str] = []
        self.margins: list[str] = []
        self.shown: dict[int, str] = {}
        self.drawn: dict[int, Any] = {}
        self.shapes: set[int] = set()
        self.points: dict[int, list[Point]] = {}
        self._media = media
        self._tagged = tagged
        self._pictures = pictures
        self._marks: list[tuple[str, int | None]] = []
        self._words: list[tuple[float, float, str]] = []
        self._grounds: list[tuple[_Region, tuple[float, ...]]] = []
        self._count = 0

    def run(  # noqa: C901, PLR0912, PLR0915 - one case an operator
        self,
        program: Iterable[tuple[str, Any]],
        resources: Any,  # noqa: ANN401 - pikepdf's objects are dynamic
        matrix: Matrix,
        depth: int = 0,
    ) -> None:
        """Follow the *program* of a page or a form (8, 9)."""
        fonts: dict[str, FontCodes] = {}
        state, stack = _State(matrix), list[_State]()
        path: list[list[Point]] = [[]]
        clipping = ""
        text = line = UPRIGHT
        for name, operands in program:
            self._count += 1
            if self._count > _MOST:
                raise UnreadablePdf("the PDF draws more than a page can show")
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
                        fonts[key] = self._font(resources.Font[key])
                    state.font = fonts[key]
                case "BT":
                    text = line = UPRIGHT
                case "Tm":
                    text = line = _matrix(operands)
                case "Td" | "TD":
                    text = line = _times((1.0, 0.0, 0.0, 1.0, float(operands[0]), float(operands[1])), line)
                case "Tj" | "TJ" | "'" | '"':
                    said = "".join(map(state.font.text, operands)) if state.font else ""
                    self._say(said or ("\ufffd" if any(operands) else ""), state, _times(text, state.matrix))
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
                    if name != "n":
                        self._outline()
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

    def _outline(self) -> None:
        """Note that a shape is drawn where a picture should be: a drawing is made of them."""
        _, number = self._place()
        if number is not None and number in self._pictures:
            self.shapes.add(number)

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
        elif number is not None and number not in self._tagged:
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
                raise UnreadablePdf("the PDF's drawings are nested too deep")
            inner = _times(_matrix(drawn.get("/Matrix", UPRIGHT)), state.matrix)
            unpacked(drawn, LARGEST_PAGE)
            self.run(instructions(drawn), drawn.get("/Resources", resources), inner, depth + 1)
            return
        if not tag or (number is not None and number not in self._pictures):
            self.faults.append("a picture is drawn on it that no tag holds")
        elif number is not None:
            self.drawn[number] = drawn
        corners = [_apply(state.matrix, x, y) for x, y in ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))]
        self._fill(_Region([corners], state.clip), _copy(state, color=(0.5, 0.2, 0.7)))


def _copy(state: _State, *, color: tuple[float, ...] | None = None) -> _State:
    return _State(
        state.matrix, color or state.color, state.alpha, state.mode, state.size, state.font, state.clip
    )  # fmt: skip


def _shade(name: str, operands: Any) -> tuple[float, ...]:  # noqa: ANN401 - pikepdf's objects are dynamic
    # A pattern has a name (ISO 32000-1, 8.7), which is no number.
    values = [float(value) for value in operands if not str(value).startswith("/")]
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
