"""Shorter ways to what WeasyPrint does: the same styles, lengths, lines and glyphs, and the same bytes, only sooner.

Each was written after a source that is known by its digest. In a version of WeasyPrint where that reads otherwise,
its own way is kept. ``tests/pdf/test_weasy.py`` holds the copies to the same bytes with and without them.
"""

from __future__ import annotations

import hashlib
from importlib import import_module
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

from pressmark.pdf.weasy.mending import Shortcut, everywhere, write_anew
from pressmark.pdf.weasy.typesetting import TYPESETTING

# What shortcuts were written after: modules by the digests of their files (SHA-256, begun).
_KNOWN: dict[str, str] = {
    "cssselect2.tree": "1a971934a93983d9",
    "tinyhtml5.inputstream": "1c89c26bad474550",
    "weasyprint.css": "77ad7287f90d7cfa",
    "weasyprint.draw.text": "c9a450aa209277e7",
    "weasyprint.formatting_structure.boxes": "8ffd28ab74a149f0",
    "weasyprint.layout.inline": "0e7c1569330f5473",
    "weasyprint.layout.percent": "bac190e240dce17b",
    "weasyprint.pdf.fonts": "9ad9a202a416b845",
    "weasyprint.pdf.stream": "4faf9169d1970d46",
    "weasyprint.text.line_break": "1f5a855ad992e0be",
}


def fitting() -> tuple[Shortcut, ...]:
    """Return the shortcuts whose sources are as they were; to be asked before anything is written anew."""
    known = {name for name, said in _KNOWN.items() if said == digest(name)}
    return tuple(one for one in _ALL if known.issuperset(one.after))


def put(shortcuts: tuple[Shortcut, ...]) -> dict[str, bool]:
    """Take *shortcuts*, and return which of all are taken."""
    taken = {one.name for one in shortcuts if one.put() is not False}
    return {one.name: one.name in taken for one in _ALL}


def digest(name: str) -> str:
    """Return the digest (SHA-256, begun) of the file of the module *name*; "" where it has none."""
    try:
        return hashlib.sha256(Path(str(import_module(name).__file__)).read_bytes()).hexdigest()[:16]
    except (ImportError, OSError):
        return ""


# --- Styles

# Properties whose computed value takes more than a look at the parent's or the initial one.
_WORKED_OUT = {"float", "display", "position", "page"}


# Widths that are nothing without a line, and what says of which kind the line is.
_LINED = {
    **{f"border_{side}_width": f"border_{side}_style" for side in ("top", "right", "bottom", "left")},
    "outline_width": "outline_style",
}
_FLOWING = {"position": "static", "float": "none"}
# What an element has from its parent unless a rule says otherwise, as if it were inherited.
_PROPAGATED = {f"text_decoration_{name}" for name in ("color", "line", "style", "thickness")}


def _alone(key: str) -> bool:
    """Return whether the property *key* depends on nothing but itself where no rule sets it."""
    return key not in _WORKED_OUT and not key.startswith(("__", "text_decoration_"))


def _styles() -> None:
    """Begin each style with the initial values that no rule touches, and hand down the parent's without more ado."""
    from weasyprint import css  # heavy

    initial = {
        key: value
        for key, value in css.INITIAL_VALUES.items()
        if _alone(key) and key not in css.INHERITED and key not in css.INITIAL_NOT_COMPUTED
    }
    _styles_of_elements(css, initial)
    nameless = {**initial, **dict.fromkeys(_LINED, 0), **_FLOWING}

    def begin(style: Any, parent_style: Any) -> None:  # noqa: ANN401 - WeasyPrint's
        style.update(nameless)
        style.parent_style = parent_style
        style.root_style = parent_style.root_style
        style.specified = style
        style.cache = parent_style.cache
        style.font_config = parent_style.font_config

    css.AnonymousStyle.__init__ = begin


def _styles_of_elements(css: Any, initial: dict[str, Any]) -> None:  # noqa: ANN401 - a module
    computed = css.ComputedStyle
    # What a rule for a side of the text, such as its beginning, may say of the sides of the page.
    physical: dict[str, set[str]] = {}
    for key, logical in css.PHYSICAL_FUNCTIONS.items():
        for inline in ("ltr", "rtl"):
            physical.setdefault(logical(block="ttb", inline=inline), set()).add(key)
    ordinary = computed.__init__

    def begin(style: Any, parent_style: Any, cascaded: Any, *more: Any) -> None:  # noqa: ANN401 - WeasyPrint's
        ordinary(style, parent_style, cascaded, *more)
        style.update(initial)
        style.sided = False
        for key in cascaded:
            style.pop(key, None)
            if key in physical:
                style.sided = True
                for side in physical[key]:
                    style.pop(side, None)
        style.begun = len(style)

    def is_filled(style: Any) -> bool:  # noqa: ANN401 - WeasyPrint's
        # WeasyPrint asks by whether the dictionary is empty if anything was worked out.
        return len(style) != int(style.begun)

    computed.__init__, computed.__missing__, computed.__bool__ = begin, _missing(css), is_filled


def _missing(css: Any) -> Callable[[Any, str], Any]:  # noqa: ANN401 - a module
    """Return what works out a style's value: the parent's, the initial one or none, where no rule says another."""
    asked, check_math = css.ComputedStyle.__missing__, css.check_math
    inherited = {key for key in css.INHERITED if _alone(key) and key not in css.PHYSICAL_FUNCTIONS} | _PROPAGATED

    def missing(style: Any, key: str) -> Any:  # noqa: ANN401 - a style's value may be anything
        if key in style.cascaded:
            return asked(style, key)
        parent = style.parent_style
        if key in inherited and parent is not None:
            value = parent[key]
            if type(value) is str or not check_math(value):
                style[key] = value
                return value
        elif key in _LINED and not style.sided and style[_LINED[key]] in ("none", "hidden"):
            style[key] = 0
            return 0
        elif key in _FLOWING:
            if key == "float":
                style["position"]  # it is worked out first, as WeasyPrint does
            value = style[key] = style.specified[key] = _FLOWING[key]
            return value
        elif key == "page":
            value = style[key] = "" if parent is None else parent["page"]
            return value
        return asked(style, key)

    return missing


# --- Lengths

_WIDTHS = (
    *("margin_left", "margin_right", "padding_left", "padding_right"),
    *("width", "min_width", "max_width"),
)
_MAYBE_HEIGHTS = ("margin_top", "margin_bottom", "padding_top", "padding_bottom")
_HEIGHTS = ("height", "min_height", "max_height")
_BORDERS = ("border_top_width", "border_right_width", "border_bottom_width", "border_left_width")
_LENGTHS = (*_WIDTHS, *_MAYBE_HEIGHTS, *_HEIGHTS)


def _percentages() -> None:
    """Have the lengths of a box set at once, but for those that its containing block decides."""
    from weasyprint.layout import percent  # heavy

    asked, adjust = percent.resolve_percentages, percent.adjust_box_sizing
    values_of = itemgetter(*_LENGTHS, *_BORDERS, "border_collapse", "box_sizing")

    def resolve(box: Any, containing_block: Any) -> None:  # noqa: ANN401 - WeasyPrint has no types
        style, attributes = box.style, box.__dict__
        values = values_of(style)
        known = style.__dict__.get("lengths")
        if known is None or known[0] != values:
            # A style may be changed in its place, so that its values are looked at each time.
            known = style.lengths = (values, *_settled(values))
        _, fixed, open_ = known
        if fixed is None or "_box" in attributes:
            asked(box, containing_block)
            return
        attributes.update(fixed)
        if open_:
            _resolve(percent, box, containing_block, open_)
        if values[-1] != "content-box":
            adjust(box, "width")
            adjust(box, "height")

    everywhere(asked, resolve)


def _resolve(percent: Any, box: Any, containing_block: Any, names: tuple[str, ...]) -> None:  # noqa: ANN401 - the same
    """Set the lengths *names* of *box*, which depend on *containing_block*."""
    if isinstance(containing_block, percent.boxes.Box):
        width, height = containing_block.width, containing_block.height
    else:
        width, height = containing_block
    sides = height if isinstance(box, percent.boxes.PageBox) else width
    for name in names:
        if name not in _HEIGHTS:
            percent.resolve_one_percentage(box, name, sides if name in _MAYBE_HEIGHTS else width)
        elif height != "auto":
            percent.resolve_one_percentage(box, name, height)
        elif name == "height":
            box.height = "auto"
        else:
            percent.resolve_one_percentage(box, name, 0 if name == "min_height" else percent.inf)


def _settled(values: tuple[Any, ...]) -> tuple[dict[str, Any] | None, tuple[str, ...]]:
    """Return the lengths that *values* settle, and the names of those that the containing block decides.

    None for borders that are shared with a neighbour.
    """
    if values[-2] == "collapse":
        return None, ()
    fixed: dict[str, Any] = dict(zip(_BORDERS, values[len(_LENGTHS) :], strict=False))
    open_ = []
    for name, value in zip(_LENGTHS, values, strict=False):
        if value == "auto":
            fixed[name] = 0 if name.startswith("min_") else value
        elif getattr(value, "unit", "%") == "px":
            fixed[name] = value.value
        else:
            open_.append(name)
    return fixed, tuple(open_)


# --- Boxes


def _boxes() -> None:
    """Tell what flows, and on which page a box wants to be, with fewer questions."""
    from weasyprint.formatting_structure import boxes  # heavy

    def is_in_normal_flow(box: Any) -> bool:  # noqa: ANN401 - WeasyPrint has no types
        style = box.style
        if style["float"] in _OUT or (position := style["position"]) in ("absolute", "fixed"):
            return False
        return position[0] not in ("running()", "note()")

    def page_values(box: Any) -> tuple[Any, Any]:  # noqa: ANN401 - WeasyPrint has no types
        start = end = box.style["page"]
        children = box.children
        first = next((child for child in children if flows(child)), None)
        if first is None:
            return start, end
        last = next(child for child in reversed(children) if flows(child))
        values = first.page_values()
        start = values[0] or start
        return start, (values if first is last else last.page_values())[1] or end

    def flows(child: Any) -> bool:  # noqa: ANN401 - WeasyPrint has no types
        return bool(child.is_in_normal_flow() or child.is_floated())

    boxes.Box.is_in_normal_flow, boxes.ParentBox.page_values = is_in_normal_flow, page_values


_OUT = ("left", "right", "inline-start", "inline-end", "footnote")


# --- Fonts and parsing


def _subsets() -> bool:
    """Have cffi parse the type of an array of glyphs once, not for each number of them."""
    from weasyprint.pdf import fonts  # heavy

    return write_anew(
        fonts,
        "Font._harfbuzz_subset",
        {
            f"ffi.new(f'hb_codepoint_t[{{len({name})}}]'": "ffi.new('hb_codepoint_t[]'"
            for name in ("to_unicode", "drop_tables", "keep")
        },
    )


def _siblings() -> None:
    """Look at what follows an element without going through all that stands before it."""
    from cssselect2.tree import ElementWrapper  # heavy

    def following(element: Any) -> Iterator[Any]:  # noqa: ANN401 - cssselect2 has no types
        if element.parent is None:
            return
        sibling, children = element, element.parent.etree_children
        for index in range(element.index + 1, len(children)):
            sibling = type(element)(
                children[index],
                parent=element.parent,
                index=index,
                previous=sibling,
                in_html_document=element.in_html_document,
            )
            yield sibling

    ElementWrapper.iter_next_siblings = following


def _parsing() -> bool:
    """Find the pattern of a set of characters where it was kept: it is kept under another name than it is asked by."""
    from tinyhtml5 import inputstream  # heavy

    kept = "characters_until_regex[(characters, opposite)] = regex"
    cls = next(name for name, one in vars(inputstream).items() if hasattr(one, "chars_until"))
    return write_anew(
        inputstream,
        f"{cls}.chars_until",
        {f"characters = {kept}": f"{kept}\n            characters = regex"},
    )


_ALL = (
    Shortcut(_styles, ("weasyprint.css",)),
    Shortcut(_percentages, ("weasyprint.layout.percent",)),
    *TYPESETTING,
    Shortcut(_boxes, ("weasyprint.formatting_structure.boxes",)),
    Shortcut(_subsets, ("weasyprint.pdf.fonts",)),
    Shortcut(_siblings, ("cssselect2.tree",)),
    Shortcut(_parsing, ("tinyhtml5.inputstream",)),
)
