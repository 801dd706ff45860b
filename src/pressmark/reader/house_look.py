"""The look that a house gives its articles: its fonts and style sheets read, its colours held to WCAG."""

from __future__ import annotations

import hashlib
import io
import re
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any

from pressmark import model
from pressmark.reader.document import Collector, Document, Lines, Mapping, Scalar, Sequence, mapping, plain, words
from pressmark.reader.files import Outside, missing_help, read_inside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pressmark.problems import Problem


SCREEN, PAPER = "house.css", "house-print.css"
# The families that print brings for every article (`pressmark.pdf.fonts`), and the files that it knows by these ends.
FAMILIES = ("Spectral", "Fira Sans", "Amiri", "Frank Ruhl Libre", "Noto Serif Greek")
_FONTS = {"ttf": "font/ttf", "otf": "font/otf", "woff": "font/woff", "woff2": "font/woff2"}
_SIGNATURES = (b"\x00\x01\x00\x00", b"true", b"OTTO", b"wOFF", b"wOF2")
_LARGEST_FONT = 4 * 1024 * 1024
# A face of more than this weight shows as bold (CSS Fonts 4, 2.2).
_BOLD = 500
_LARGEST_SHEET = 256 * 1024
# WCAG 2.2, success criterion 1.4.3.
_ENOUGH = 4.5
# The colours of the styles that come with pressmark, where a house names no other.
OURS = {
    "light": {"ink": "#1c1b19", "quiet": "#504d47", "accent": "#0b4f5c", "paper": "#fdfcf9"},
    "dark": {"ink": "#e9e6df", "quiet": "#b9b4a9", "accent": "#8fd0dd", "paper": "#17181a"},
    "print": {"ink": "#111111", "quiet": "#4d4d4d", "accent": "#8c1d18", "paper": "#ffffff"},
}


def furnished(
    root: Mapping, text: str, folder: Path, *, sound: bool
) -> tuple[tuple[tuple[str, bytes], ...], tuple[tuple[str, bytes], ...], tuple[Problem, ...]]:
    """Return the fonts and the sheets of the house in *folder* whose tree is *root*, and what is wrong with its look.

    *text* is the file's; only a *sound* house's families, colours and faces are looked at.
    """
    report = Collector()
    lines = Lines(text)
    report.span_of = lines.span
    document = Document(root, lines, report, text)
    node = root.values.get("look")
    fonts = tuple(_fonts(document, folder, node)) if isinstance(node, Mapping) else ()
    sheets = tuple(_sheets(folder, report))
    if sound and isinstance(node, Mapping):
        _check_families(document, node)
        _check_contrast(document, node)
        _check_faces(document, node, dict(fonts))
    return fonts, sheets, report.problems()


def examined(root: Mapping | None, text: str, folder: Path, fonts: dict[str, bytes]) -> tuple[Problem, ...]:
    """Return the problems of files that no article has been built with yet, of a house in *folder*, with its *fonts*.

    Logos that are not there (what is wrong with one that is, articles tell), and fonts that are damaged.
    """
    report = Collector()
    lines = Lines(text)
    report.span_of = lines.span
    logo = mapping(mapping(root, "outlet"), "logo")
    document = Document(root or Mapping(0, 0), lines, report, text)
    for file in filter(None, (words(logo, "file"), words(mapping(logo, "dark"), "file"))):
        try:
            read_inside(folder, file.text, 0)
        except Outside:
            message = f"“{file.text}” is outside the house’s folder"
            document.at("image-outside", message, file, "copy it beside the house")
        except OSError:
            help_ = missing_help(file.text, folder).replace("article", "house")
            document.at("image-missing", f"the image “{file.text}” can’t be read", file, help_)
    look = mapping(root, "look")
    if look is not None:
        _check_fonts(document, look, fonts)
    return report.problems()


def _check_fonts(document: Document, look: Mapping, files: dict[str, bytes]) -> None:
    """Report font files that are damaged."""
    for font in _items(look, "typography", "fonts"):
        file = words(font, "file") if isinstance(font, Mapping) else None
        if file is not None and file.text in files and not _is_whole(files[file.text]):
            document.at("look-font", f"the font “{file.text}” is damaged", file, "get the file anew")


def _check_faces(document: Document, look: Mapping, files: dict[str, bytes]) -> None:
    """Report what can't be told apart in print for want of a bold or an italic, and weights that a file hasn't."""
    fonts = [font for font in _items(look, "typography", "fonts") if isinstance(font, Mapping)]
    for font in fonts:
        file, weight = words(font, "file"), words(font, "weight")
        if file is not None and weight is not None and file.text in files and weights(files[file.text]) is None:
            message = f"“{file.text}” has one weight, not those from {weight.text.replace(' ', ' to ')}"
            document.at("look-font", message, weight, "write the one that it has, as in “weight: 400”")
        elif weight is not None and weight.text.partition(" ")[0] >= weight.text.partition(" ")[2]:
            message = f"“{weight.text}” goes from the heavier to the lighter"
            document.at("look-font", message, weight, "write the lighter first, as in “weight: 100 900”")
    base = words(mapping(look, "typography"), "base")
    own = [plain(font) for font in fonts if base is not None and words(font, "family") is not None]
    faces: list[dict[str, Any]] = [font for font in own if isinstance(font, dict)]
    faces = [font for font in faces if base is not None and str(font["family"]).lower() == base.text.lower()]
    if base is None or not faces:
        return
    bold = any(heaviest(font.get("weight", 400)) > _BOLD for font in faces)
    wide = next((found for font in faces if (found := weights(files.get(str(font.get("file")), b"")))), None)
    italic = any(font.get("style") == "italic" for font in faces)
    for there, what, how in ((bold, "bold", "weight: 700"), (italic, "italic", "style: italic")):
        if not there:
            message = f"“{base.text}” has no {what} face, so that in print {what} words look like all others"
            help_ = f"add its file under “fonts” with “{how}”"
            if what == "bold" and wide is not None:
                help_ = f"its file holds them all: say “weight: {wide[0]} {wide[1]}”"
            document.at("look-face", message, base, help_)


def heaviest(weight: object) -> int:
    """Return the heaviest of the weights that a house gives a font: a number, or the first and the last of many."""
    return weight if isinstance(weight, int) else int(str(weight).rpartition(" ")[2])


@lru_cache(maxsize=16)
def weights(data: bytes) -> tuple[int, int] | None:
    """Return from which weight to which the font *data* goes; None for one that has a single one, or is no font."""
    from fontTools.ttLib import TTFont

    try:
        with TTFont(io.BytesIO(data), lazy=True, fontNumber=0) as font:
            axes = font["fvar"].axes if "fvar" in font else ()
            return next(((int(axis.minValue), int(axis.maxValue)) for axis in axes if axis.axisTag == "wght"), None)
    except Exception:  # noqa: BLE001 -- as below
        return None


def _is_whole(data: bytes) -> bool:
    from fontTools.ttLib import TTFont

    try:
        with TTFont(io.BytesIO(data), lazy=True, fontNumber=0) as font:
            return bool(font.getBestCmap()) and bool(font.getGlyphOrder())
    except Exception:  # noqa: BLE001 -- a damaged table makes fontTools and Brotli raise whatever it is
        return False


def look(said: dict[str, Any], fonts: dict[str, bytes], sheets: dict[str, bytes]) -> model.Look:
    """Return the look of which a sound house has *said* this, with its *fonts* and *sheets* by name."""
    type_: dict[str, Any] = said.get("typography", {})
    files = {name: _file(name, data, _media_type(name)) for name, data in fonts.items()}
    styles = {name: _file(name, data, "text/css") for name, data in sheets.items()}
    end: dict[str, Any] = said.get("end", {})
    logo: dict[str, Any] = said.get("logo", {})
    return model.Look(
        name=said.get("name", "broadsheet"),
        **{scheme: tuple(said.get(scheme, {}).items()) for scheme in OURS},
        base=type_.get("base"),
        headings=type_.get("headings"),
        scale=float(type_.get("scale", 1)),
        measure=type_.get("measure"),
        fonts=tuple(
            model.Font(font["family"], str(font.get("weight", 400)), font.get("style", "normal"), files[font["file"]])
            for font in type_.get("fonts", ())
        ),
        logo_size=logo.get("size", "small"),
        logo_name=logo.get("name", True),
        contact=said.get("contact", "foot"),
        people=end.get("people", "shown"),
        quotations=end.get("quotations", "shown"),
        about=end.get("about", "shown"),
        screen=styles.get(SCREEN),
        paper=styles.get(PAPER),
    )


def _file(name: str, data: bytes, media_type: str) -> model.SharedFile:
    return model.SharedFile(f"house/{name}", data, media_type, hashlib.sha256(data).hexdigest())


def _media_type(name: str) -> str:
    return _FONTS[name.rpartition(".")[2].lower()]


def _fonts(document: Document, folder: Path, node: Mapping) -> Iterator[tuple[str, bytes]]:
    for font in _items(node, "typography", "fonts"):
        file = font.values.get("file") if isinstance(font, Mapping) else None
        if not isinstance(file, Scalar) or file.text.rpartition(".")[2].lower() not in _FONTS:
            continue
        try:
            _, data = read_inside(folder, file.text, _LARGEST_FONT + 1)
        except Outside:
            document.at("look-font", f"“{file.text}” is outside the house’s folder", file, "copy it beside the house")
            continue
        except OSError:
            help_ = missing_help(file.text, folder).replace("article", "house")
            document.at("look-font", f"the font “{file.text}” can’t be read", file, help_)
            continue
        if len(data) > _LARGEST_FONT:
            message = f"“{file.text}” is larger than {_LARGEST_FONT // 1024**2} MB, and every page would carry it"
            document.at("look-font", message, file, "make it smaller: leave out the scripts that you don’t write")
        elif not data.startswith(_SIGNATURES):
            document.at("look-font", f"“{file.text}” is not a font", file, "name a TTF, OTF, WOFF or WOFF2 file")
        else:
            yield file.text, data


def _sheets(folder: Path, report: Collector) -> Iterator[tuple[str, bytes]]:
    for name in (SCREEN, PAPER):
        try:
            _, data = read_inside(folder, name, _LARGEST_SHEET + 1)
        except FileNotFoundError:
            continue
        except (Outside, OSError):
            report.add("look-style", f"{name} beside the house can’t be read", 0, 1, help_="look at its permissions")
            continue
        if len(data) > _LARGEST_SHEET:
            message = f"{name} beside the house is larger than {_LARGEST_SHEET // 1024} kB"
            report.add("look-style", message, 0, 1, help_="leave pictures and fonts out of it")
            continue
        wrong = _sheet_slip(data)
        if wrong:
            report.add("look-style", f"{name} beside the house {wrong[0]}", 0, 1, help_=wrong[1])
        else:
            yield name, data


def _sheet_slip(data: bytes) -> tuple[str, str] | None:
    """Return what is wrong with a style sheet of the house, and the remedy; None where nothing is."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"is not UTF-8 text (byte {error.start})", "save it as UTF-8"
    if "</style" in text.lower():
        return "holds “</style”, which would end the page’s style", "take it out"
    # As CSS reads it: what is written with escapes, such as “u\72l(”, is the same.
    import tinycss2  # most houses have no sheets

    try:
        values = tinycss2.parse_component_value_list(text, skip_comments=True)
    except RecursionError:
        return _TOO_DEEP
    except ValueError:  # of Python: a number of more figures than it reads
        return "asks for a number of thousands of figures, which is more than any page has", "write a smaller number"
    return _token_slip(values)


_TOO_DEEP = ("nests its brackets deeper than styles need", "look for a bracket that is never closed")
_DEEPEST = 30
# A page of A0 has fewer points, and a style sheet fewer of anything.
_MOST = 100_000
_AT_RULES = {
    "import": ("takes styles from elsewhere (@import)", "copy them into it; pressmark’s own come before"),
    "font-face": ("brings a font (@font-face)", "name the file in house.yaml, under look, typography, fonts"),
}
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp)[;,]", re.IGNORECASE)


def _token_slip(values: list[Any]) -> tuple[str, str] | None:
    todo = [(value, 1) for value in reversed(values)]
    while todo:
        value, depth = todo.pop()
        if depth > _DEEPEST:
            return _TOO_DEEP
        kind, name = value.type, getattr(value, "lower_name", "")
        address = value.value if kind == "url" else _address(value) if name in {"url", "src"} else None
        if kind == "at-keyword" and value.lower_value in _AT_RULES:
            return _AT_RULES[value.lower_value]
        # image() and image-set() take a text for an address (CSS Images 4, 2.1 and 2.2).
        if (address is not None and not _PICTURE.match(address)) or name == "image" or name.endswith("image-set"):
            what = f"“{address[:40]}”" if address else f"{name}()"
            return f"takes {what} from elsewhere", "leave it out, or write a small picture as data:image/png"
        if kind in {"number", "dimension", "percentage"} and not abs(value.value) <= _MOST:
            return f"asks for {value.representation[:20]}, which is more than any page has", "write a smaller number"
        inside = getattr(value, "content", None) or getattr(value, "arguments", None) or ()
        todo += [(one, depth + 1) for one in reversed(inside)]
    return None


def _address(function: Any) -> str:  # noqa: ANN401 -- tinycss2 has no types
    """Return what ``url()`` or ``src()`` takes; “” where it is no plain text."""
    return next((str(one.value) for one in function.arguments if one.type == "string"), "")


def _check_families(document: Document, node: Mapping) -> None:
    type_ = node.values.get("typography")
    if not isinstance(type_, Mapping):
        return
    brought = [
        text.text
        for font in _items(node, "typography", "fonts")
        if isinstance(font, Mapping) and isinstance(text := font.values.get("family"), Scalar)
    ]
    there = {name.lower() for name in (*FAMILIES, *brought)}
    for key in ("base", "headings"):
        family = type_.values.get(key)
        if isinstance(family, Scalar) and family.text.lower() not in there:
            names = ", ".join(dict.fromkeys((*brought, *FAMILIES)))
            help_ = f"add its file under “fonts”, or take one of {names}"
            document.at("look-font", f"there is no font “{family.text}”", family, help_)


def _check_contrast(document: Document, node: Mapping) -> None:
    for scheme, ours in OURS.items():
        group = node.values.get(scheme)
        if not isinstance(group, Mapping):
            continue
        said = plain(group)
        colors = {**ours, **said} if isinstance(said, dict) else ours
        for name, ground in product(("ink", "quiet", "accent"), ("paper",)):
            one, other = group.values.get(name), group.values.get(ground)
            place = one or other
            if place is None:
                continue
            found = contrast(str(colors[name]), str(colors[ground]))
            if found < _ENOUGH:
                message = (
                    f"{name} {colors[name]} on {ground} {colors[ground]} ({scheme}) has a contrast of {found:.1f} : 1,"
                    f" which many can’t read"
                )
                way = "darker" if luminance(str(colors[ground])) > 0.18 else "lighter"
                help_ = f"take a {way} {name}, or another {ground}: text needs {_ENOUGH} : 1"
                document.at("look-contrast", message, place, help_)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours ``#rrggbb`` (WCAG 2.2, contrast ratio): from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2.2): from 0 to 1."""
    channels = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _items(node: Mapping, *keys: str) -> list[Any]:
    found: Any = node
    for key in keys:
        found = found.values.get(key) if isinstance(found, Mapping) else None
    return list(found.items) if isinstance(found, Sequence) else []
