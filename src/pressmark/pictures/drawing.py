"""SVG drawings as they are published: shapes and colours, and nothing that acts, loads or needs a font.

A drawing is written anew from a short list of elements and attributes of SVG 1.1. What editors of drawings leave in a
file about themselves is left out; what would be seen and can't be kept is refused, so that no logo loses a part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 512 * 1024
_MOST_ELEMENTS = 5000
_DEEPEST = 32
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
_HOLDERS = {"svg", "g", "defs", "linearGradient", "radialGradient", "stop", "clipPath", "use", "symbol"}
# What says something about the drawing, and is not seen.
_SILENT = {"title", "desc", "metadata"}
_REFUSED = {
    "text": "holds letters, which need a font: turn them into paths",
    "image": "holds a picture: draw it, or use a PNG",
    "foreignObject": "holds a piece of a page",
    "script": "holds a script",
    "a": "holds a link",
}
_PROPERTIES = frozenset(
    [
        "fill",
        "fill-opacity",
        "fill-rule",
        "stroke",
        "stroke-width",
        "stroke-opacity",
        "stroke-linecap",
        "stroke-linejoin",
        "stroke-miterlimit",
        "stroke-dasharray",
        "stroke-dashoffset",
        "clip-path",
        "clip-rule",
        "opacity",
        "stop-color",
        "stop-opacity",
        "color",
    ]
)
_ATTRIBUTES = frozenset(
    [
        "id",
        "class",
        "d",
        "x",
        "y",
        "x1",
        "y1",
        "x2",
        "y2",
        "cx",
        "cy",
        "r",
        "rx",
        "ry",
        "fx",
        "fy",
        "width",
        "height",
        "points",
        "viewBox",
        "preserveAspectRatio",
        "transform",
        "offset",
        "gradientUnits",
        "gradientTransform",
        "spreadMethod",
        "clipPathUnits",
        *_PROPERTIES,
        "style",
        "href",
    ]
)
# What drawing it takes at most, each part counted as often as it is drawn, and how far one part may lead to the next.
_MOST_DRAWN = 10_000
_FARTHEST = 64
_PART = re.compile(r"url\(\s*[\"']?#([\w.:-]+)", re.IGNORECASE)
_URL = re.compile(r"url\(\s*[\"']?#[\w.:-]+[\"']?\s*\)", re.IGNORECASE)
_RULE = re.compile(r"\s{0,200}((?:\.[\w-]{1,80}[\s,]{0,40}){1,50})\{([^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_LENGTH = re.compile(r"\s{0,9}(\d{1,6}(?:\.\d{1,6})?)\s{0,9}(px|pt|mm|cm|in)?\s{0,9}")
_PIXELS = {None: 1.0, "px": 1.0, "pt": 96 / 72, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}


_WIDEST = 100_000
_COMPLICATED = "is more complicated than logos are: simplify it"
_ROUND = "has a part that is made of itself: export it as simple shapes"


class Unfit(ValueError):
    """A drawing that can't be published; the message ends a sentence that begins with its name."""


def is_drawing(data: bytes) -> bool:
    """Return whether *data* begins as an SVG file does."""
    head = data[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith(b"<svg") or (
        head.startswith((b"<?xml", b"<!--", b"<!DOCTYPE svg")) and b"<svg" in data[:4000]
    )


def drawn(data: bytes) -> tuple[bytes, int, int]:
    """Return the SVG file *data* as it is published (UTF-8), and its width and height in CSS pixels. Raises Unfit."""
    if len(data) > LARGEST:
        raise Unfit(f"is larger than {LARGEST // 1024} kB, which no logo needs")
    root = _parsed(data)
    if root.tag != f"{{{_SVG}}}svg":
        raise Unfit("is no SVG drawing")
    classes = _classes(root)
    made = _kept(root, classes)
    width, height = _size(root)
    own = {"viewBox": f"0 0 {width:g} {height:g}", **made.attrib, "width": f"{width:g}", "height": f"{height:g}"}
    made.attrib = {"xmlns": _SVG, **dict(sorted(own.items()))}
    if not any(element.tag in _SHAPES for element in made.iter()):
        raise Unfit("draws nothing")
    if _Effort(made).of(made).drawn > _MOST_DRAWN:
        raise Unfit(_COMPLICATED)
    return ET.tostring(made, encoding="unicode").encode() + b"\n", max(1, round(width)), max(1, round(height))


def _parsed(data: bytes) -> ET.Element:
    """Return the tree of *data*, which is bounded while it is read; it declares no entities."""
    builder = ET.TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    depth = count = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > _DEEPEST or count > _MOST_ELEMENTS:
            raise Unfit(_COMPLICATED)
        builder.start(_clark(name), {_clark(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_clark(name))

    def declared(*_: object) -> None:
        raise Unfit("declares entities or attributes of its own: save it as plain SVG")

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = parser.AttlistDeclHandler = declared
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat's
        return builder.close()
    except (expat.ExpatError, AssertionError, LookupError, ValueError) as error:
        raise error if isinstance(error, Unfit) else Unfit(f"can’t be read as XML ({error})") from error


def _clark(name: str) -> str:
    return f"{{{name}" if "}" in name else name


def _classes(root: ET.Element) -> dict[str, dict[str, str]]:
    """Return the declarations of each class in the drawing's style sheets: they become those of its elements."""
    found: dict[str, dict[str, str]] = {}
    for sheet in root.iter(f"{{{_SVG}}}style"):
        text = _COMMENT.sub("", "".join(sheet.itertext()))
        left = _RULE.sub("", text).strip()
        if left:
            raise Unfit("has a style sheet that is more than classes: export it with presentation attributes")
        for selectors, text_of_rule in _RULE.findall(text):
            said = dict(_declarations(text_of_rule))
            for name in dict.fromkeys(re.findall(r"\.([\w-]+)", selectors)):
                found.setdefault(name, {}).update(said)
    return found


@dataclass(frozen=True, slots=True)
class _Cost:
    """What drawing a part takes: the parts *drawn*, the *shapes* among them, and how far it leads on (*reach*)."""

    drawn: int = 1
    shapes: int = 0
    reach: int = 0


class _Effort:
    """Reckons what drawing takes: a part that is used ten times is drawn ten times, what it uses a hundred."""

    def __init__(self, root: ET.Element) -> None:
        self._named: dict[str, list[ET.Element]] = {}
        for element in root.iter():
            self._named.setdefault(element.get("id", ""), []).append(element)
        self._known: dict[ET.Element, _Cost | None] = {}
        self._stops: dict[ET.Element, int | None] = {}

    def of(self, element: ET.Element, depth: int = 0) -> _Cost:
        """Return what drawing *element* takes. Raises Unfit where it leads to itself, or on and on."""
        if element in self._known:
            known = self._known[element]
            if known is None:
                raise Unfit(_ROUND)
            if depth + known.reach > _FARTHEST:
                raise Unfit(_COMPLICATED)
            return known
        if depth > _FARTHEST:
            raise Unfit(_COMPLICATED)
        self._known[element] = None
        parts = [self.of(part, depth + 1) for part in (*element, *self._used(element, "href"))]
        clips = [self.of(part, depth + 1) for part in self._used(element, "clip-path")]
        shapes = sum(part.shapes for part in parts) + (element.tag in _SHAPES)
        # A gradient is drawn for each shape that takes its colours from it, be they said of the group around it.
        colours = sum(self._colours(part) for name in ("fill", "stroke") for part in self._used(element, name))
        cost = _Cost(
            1 + sum(part.drawn for part in (*parts, *clips)) + colours * shapes,
            shapes,
            1 + max((part.reach for part in (*parts, *clips)), default=0),
        )
        self._known[element] = cost
        return cost

    def _used(self, element: ET.Element, name: str) -> list[ET.Element]:
        value = element.get(name, "")
        found = [value[1:]] if name == "href" else _PART.findall(value)
        return [part for ident in found if ident for part in self._named.get(ident, ())]

    def _colours(self, gradient: ET.Element, depth: int = 0) -> int:
        """Return how many colours *gradient* has, its own or those of the one that it is made after."""
        if gradient in self._stops:
            known = self._stops[gradient]
            if known is None:
                raise Unfit(_ROUND)
            return known
        if depth > _FARTHEST:
            raise Unfit(_COMPLICATED)
        self._stops[gradient] = None
        after = [self._colours(part, depth + 1) for part in self._used(gradient, "href")]
        count = max([sum(1 for stop in gradient if stop.tag == "stop"), *after])
        self._stops[gradient] = count
        return count


def _kept(element: ET.Element, classes: dict[str, dict[str, str]]) -> ET.Element:  # noqa: C901, PLR0912 - one question a part
    name = element.tag.removeprefix(f"{{{_SVG}}}")
    made = ET.Element(name)
    said: dict[str, str] = {}
    for one in dict.fromkeys(element.get("class", "").split()):
        said |= classes.get(one, {})
    said |= dict(_declarations(element.get("style", "")))
    for key, value in element.attrib.items():
        plain = "href" if key == _XLINK else key
        if plain not in _ATTRIBUTES or plain in {"class", "style"}:
            continue
        if plain == "href":
            if not re.fullmatch(r"#[\w.:-]+", value):
                raise Unfit(f"takes something from elsewhere ({value[:40]})")
            made.set(key if key == "href" else "href", value)
        elif plain == "spreadMethod" and value != "pad":
            raise Unfit("repeats the colours of a gradient, which may be without end: draw them as shapes")
        elif _harmless(value):
            made.set(plain, value)
    for key, value in said.items():
        made.set(key, value)
    for child in element:
        if not child.tag.startswith(f"{{{_SVG}}}"):
            continue  # what an editor of drawings says about itself
        kind = child.tag.removeprefix(f"{{{_SVG}}}")
        if kind in _REFUSED:
            raise Unfit(_REFUSED[kind])
        if kind in _SHAPES | _HOLDERS:
            made.append(_kept(child, classes))
        elif kind not in _SILENT | {"style"}:
            raise Unfit(f"uses “{kind}”, which is not shown alike everywhere: export it as simple shapes")
    return made


def _declarations(text: str) -> Iterator[tuple[str, str]]:
    for one in text.split(";"):
        name, _, value = one.partition(":")
        if name.strip() in _PROPERTIES and _harmless(value):
            yield name.strip(), value.replace("!important", "").strip()


def _harmless(value: str) -> bool:
    """Return whether *value* leads nowhere but to a part of the drawing."""
    rest = _URL.sub("", value).lower()
    if "url" in rest or "\\" in rest or "javascript" in rest or "&" in rest:
        raise Unfit(f"takes something from elsewhere ({value.strip()[:40]})")
    return True


def _size(root: ET.Element) -> tuple[float, float]:
    found = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    if all(found):
        sides = [float(one[1]) * _PIXELS[one[2]] for one in found if one]
    else:
        box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
        try:
            sides = [float(side) for side in box[2:]] if len(box) == 4 else []
        except ValueError:
            sides = []
    if len(sides) != 2 or not all(0 < side < float("inf") for side in sides):
        raise Unfit("says no size: give its svg element a viewBox")
    if max(sides) > _WIDEST:
        raise Unfit(f"is {max(sides):.0f} pixels wide or high: give its svg element a smaller width and height")
    return sides[0], sides[1]


def without_gradients(data: bytes) -> bytes:
    """Return the published drawing *data* with the first colour of each gradient in its place.

    The press edition has one ink, and a gradient's colours are its own.
    """
    root = ET.fromstring(data)  # noqa: S314 - written by `drawn`
    first = {
        gradient.get("id", ""): next(
            (stop.get("stop-color", "#000000") for stop in gradient.iter() if _is(stop, "stop")), "#000000"
        )
        for gradient in root.iter()
        if _is(gradient, "linearGradient") or _is(gradient, "radialGradient")
    }
    for element in root.iter():
        for name in ("fill", "stroke"):
            found = re.fullmatch(r"url\(\s*[\"']?#([\w.:-]+)[\"']?\s*\)", element.get(name, ""))
            if found and found[1] in first:
                element.set(name, first[found[1]])
    for parent in list(root.iter()):
        for child in list(parent):
            if _is(child, "linearGradient") or _is(child, "radialGradient"):
                parent.remove(child)
    ET.register_namespace("", _SVG)
    return ET.tostring(root, encoding="unicode").encode() + b"\n"


def _is(element: ET.Element, name: str) -> bool:
    return element.tag == f"{{{_SVG}}}{name}"
