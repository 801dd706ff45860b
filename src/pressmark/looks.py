"""A look as style sheets: what comes after the theme's own, on a screen and on paper.

First the sheet of one of the looks that come with pressmark, then what the house says of colours, type and logo as
rules, then its own sheets. Nothing comes for an article without a house, or with a look of which nothing is changed.
"""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from pressmark.theme import OWN, load_theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pressmark.model import Article, Font, Image, Look, SharedFile
    from pressmark.theme import Options, Theme

# What the colours of a look are called in the styles.
_ON_SCREEN = {"accent": "--accent", "ink": "--ink", "quiet": "--soft", "paper": "--paper", "rule": "--rule"}
_ON_PAPER = {"accent": "--accent", "ink": "--ink", "quiet": "--quiet", "rule": "--rule"}
_LOGO_ON_SCREEN = {"small": "", "medium": "3.2em", "large": "4.8em"}
_LOGO_ON_PAPER = {"small": "", "medium": "28pt", "large": "42pt"}
# Characters of a line, which on average are narrower than the zero that CSS counts in.
_ZEROS = 55 / 65
_STACK = re.compile(r"(?:^|(?<=[{}]))([^{}]+)\{([^{}]*)\}")
_SERIF = re.compile(r"--serif\s*:\s*([^;}]+)")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_CONTRAST = re.compile(r"@media [^{@]{0,200}prefers-contrast[^{@]{0,200}\{(?:[^{}]*\{[^{}]*\})*\s*\}")
_POINTS = re.compile(r"(?<![\w.#-])(\d{0,6}\.?\d{1,6})pt\b")


def on_page(article: Article, theme: Theme, source_of: Callable[[Image], str]) -> Iterator[tuple[str, str]]:
    """Yield the sheets of an HTML page that come after the theme's, each with its medium.

    *source_of* gives a picture's address. The house's own come last, alone, since nobody here knows what they do.
    """
    yield from ours_on_page(article, theme, source_of)
    for medium, sheet in (("screen", article.look.screen), ("print", article.look.paper)):
        if sheet is not None:
            yield medium, sheet.data.decode("utf-8")


def ours_on_page(article: Article, theme: Theme, source_of: Callable[[Image], str]) -> Iterator[tuple[str, str]]:
    """Yield those of the sheets of `on_page` that are made here."""
    screen = "\n".join(_screen(article, theme, source_of))
    if screen:
        yield "screen", f"{screen}\n"
    printed = "\n".join(_printed(article.look))
    if printed:
        yield "print", f"{printed}\n"


def _screen(article: Article, theme: Theme, source_of: Callable[[Image], str]) -> Iterator[str]:
    look = article.look
    yield from _shipped(look, "")
    yield from _faces(look, lambda file: f"data:{file.media_type};base64,{base64.b64encode(file.data).decode()}")
    light, dark = (_colors(colors, _ON_SCREEN) for colors in (look.light, look.dark))
    light += _panel(dict(look.light))
    dark += _panel(dict(look.dark))
    if light:
        # The colours of a dark page are others: what is said of the light one must not reach them.
        yield f"@media (prefers-color-scheme: light) {{\n  :root {{ {light} }}\n}}"
    if dark:
        yield f"@media (prefers-color-scheme: dark) {{\n  :root {{ {dark} }}\n}}"
    if light or dark:
        # Whoever asks for more contrast gets it from every house.
        yield from _CONTRAST.findall(_COMMENT.sub("", theme.style("screen.css")))
    yield from _families(look, theme, "screen.css")
    if look.scale != 1:
        yield f"body {{ font-size: calc({look.scale:g} * clamp(1.0625rem, 1rem + .35vw, 1.25rem)) }}"
    if look.measure is not None:
        yield f".article {{ box-sizing: content-box; max-width: {look.measure * _ZEROS:.4g}ch }}"
    if height := _LOGO_ON_SCREEN.get(look.logo_size):
        yield f".logo {{ height: {height}; max-width: 100% }}"
    if article.outlet.dark is not None:
        shown = f'.logo {{ content: url("{source_of(article.outlet.dark)}") }}'
        yield f"@media (prefers-color-scheme: dark) {{\n  {shown}\n}}"


def _printed(look: Look) -> Iterator[str]:
    """Yield what a browser prints otherwise: the type, and the logo's size; its ink stays black."""
    yield from _families(look, load_theme(), "screen.css")
    if look.base:
        yield "body { font-family: var(--serif) }"
    if look.scale != 1:
        yield f"html {{ font-size: {11 * look.scale:g}pt }}"
    if height := _LOGO_ON_SCREEN.get(look.logo_size):
        yield f".logo {{ height: {height} }}"


def on_paper(look: Look, options: Options) -> tuple[str, ...]:
    """Return the sheets of a PDF that come after ``page.css``, and before what its edition says.

    Large print has a look of its own, which its readers need more than the house's.
    """
    named = [] if look.logo_name else [".outlet .logo { string-set: outlet attr(alt) }"]
    if options.edition == "large-print":
        return tuple(named)
    ours = "\n".join([*_paper(look, options.theme), *named])
    own = look.paper.data.decode("utf-8") if look.paper is not None else ""
    themed = options.theme.style(OWN[1]) if OWN[1] in options.theme.files else ""
    return tuple(sheet for sheet in (ours, own, themed) if sheet)


def _paper(look: Look, theme: Theme) -> Iterator[str]:
    yield from (scaled(sheet, look) for sheet in _shipped(look, "-page"))
    yield from _printed_faces(look)
    if colors := _colors(look.print, _ON_PAPER):
        yield f":root {{ {colors} }}"
    yield from _families(look, theme, "page.css")
    if height := _LOGO_ON_PAPER.get(look.logo_size):
        yield f".outlet .logo {{ height: {height} }}"


def scaled(sheet: str, look: Look) -> str:
    """Return the print style *sheet* with all its points in the look's scale: the grid scales with the letters."""
    if look.scale == 1:
        return sheet
    return _POINTS.sub(lambda found: f"{float(found[1]) * look.scale:.4g}pt", sheet)


def assets(look: Look) -> dict[str, bytes]:
    """Return the files that the sheets of `on_paper` and `on_card` name, by path."""
    found = {file.file: file.data for file in look.files if file.media_type.startswith("font/")}
    for font in look.fonts:
        found |= {_cut_name(font, weight): _cut(font.file.data, weight) for weight in _cuts(font)}
    return found


def _shipped(look: Look, end: str) -> Iterator[str]:
    """Yield the sheets of the look; *broadsheet* is what the theme says anyway."""
    heads = ["head"] if look.name == "letterhead" or look.contact == "top" else []
    names = [f"looks/{name}{end}.css" for name in (*heads, look.name)]
    theme = load_theme()
    yield from (theme.text(name) for name in names if name in theme.files)


def _faces(look: Look, address: Callable[[SharedFile], str]) -> Iterator[str]:
    yield from (_face(font, address(font.file)) for font in look.fonts)


def _face(font: Font, address: str) -> str:
    return (
        f"@font-face {{ font-family: {quoted(font.family)}; font-weight: {font.weight};"
        f' font-style: {font.style}; src: url("{address}") }}'
    )


def _printed_faces(look: Look) -> Iterator[str]:
    """Yield the faces for print, which takes from a variable font those of the weights that it uses."""
    for font in look.fonts:
        cuts = _cuts(font)
        if not cuts:
            yield _face(font, font.file.file)
        for weight in cuts:
            yield _face(replace(font, weight=str(weight)), _cut_name(font, weight))


def _cuts(font: Font) -> tuple[int, ...]:
    """Return the weights that are cut from a variable *font*: those of text and of bold words, if it goes so far."""
    first, _, last = font.weight.partition(" ")
    return tuple(dict.fromkeys(min(max(weight, int(first)), int(last)) for weight in (400, 700))) if last else ()


def _cut_name(font: Font, weight: int) -> str:
    return f"{font.file.file}-{weight}.ttf"


@lru_cache(maxsize=8)
def _cut(data: bytes, weight: int) -> bytes:
    """Return the variable font *data* at one *weight*, other axes as they stand: the same bytes each time."""
    from fontTools.ttLib import TTFont  # heavy
    from fontTools.varLib.instancer import instantiateVariableFont  # heavy

    with TTFont(io.BytesIO(data), fontNumber=0, recalcTimestamp=False) as font:
        axes = {axis.axisTag: axis for axis in font["fvar"].axes}
        nearest = min(max(weight, axes["wght"].minValue), axes["wght"].maxValue)
        instantiateVariableFont(font, {**dict.fromkeys(axes), "wght": nearest}, inplace=True)
        font.flavor = None
        out = io.BytesIO()
        font.save(out)
        return out.getvalue()


def _colors(colors: tuple[tuple[str, str], ...], names: dict[str, str]) -> str:
    return " ".join(f"{names[name]}: {value};" for name, value in colors if name in names)


def _panel(colors: dict[str, str]) -> str:
    """Return the colour of a box on a page of another paper: a little of the ink in it."""
    paper = colors.get("paper")
    if paper is None:
        return ""
    towards = 0 if sum(_channels(paper)) > 3 * 127 else 255
    mixed = "".join(f"{round(0.94 * one + 0.06 * towards):02x}" for one in _channels(paper))
    return f" --panel: #{mixed};"


def is_dark(color: str) -> bool:
    """Return whether the *color* (``#rrggbb``) is nearer to black than to white."""
    return sum(_channels(color)) < 3 * 128


def on_card(look: Look, theme: Theme) -> tuple[str, ...]:
    """Return the sheet of a card that comes after ``card.css``; "" where the look changes nothing of it."""
    made = [*_printed_faces(look)]
    if colors := _colors(look.light, _ON_SCREEN):
        made.append(f":root {{ {colors} }}")
    made += _families(look, theme, "card.css")
    return ("\n".join(made),) if made else ()


def _channels(color: str) -> list[int]:
    return [int(color[n : n + 2], 16) for n in (1, 3, 5)]


def _families(look: Look, theme: Theme, name: str) -> Iterator[str]:
    """Yield the look's families before those of the sheet *name*, which go on to draw what they have no letters for."""
    if look.base:
        base = quoted(look.base)
        for selector, said in _STACK.findall(_COMMENT.sub("", theme.style(name))):
            if stack := _SERIF.search(said):
                yield f"{selector.strip()} {{ --serif: {base}, {stack[1].strip()} }}"
    if look.headings:
        yield f"h1, h2, h3, h4, h5, h6, .deck {{ font-family: {quoted(look.headings)}, var(--serif) }}"


def quoted(family: str) -> str:
    """Return the name of a *family* of fonts as styles write it."""
    return '"' + re.sub(r"[\\\"\n<]", "", family) + '"'
