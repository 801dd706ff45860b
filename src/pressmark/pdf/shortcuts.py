"""Shorter ways to what WeasyPrint does: the same styles, lengths, lines and glyphs, and the same bytes, only sooner.

Each was written after a source that is known by its digest. In a version of WeasyPrint where that reads otherwise,
its own way is kept. `pressmark.pdf.weasy`, whose second room this is, puts them in place; ``tests/pdf/test_weasy.py``
holds the copies to the same bytes with and without them.
"""

from __future__ import annotations

import hashlib
import re
import sys
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from operator import itemgetter
from pathlib import Path
from struct import Struct
from types import CodeType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import ModuleType


def write_anew(module: ModuleType, name: str, phrases: Mapping[str, str], **names: object) -> bool:
    """Write *name* of *module* anew, with *phrases* replaced and *names* known; False if a phrase is not there once.

    *name* is a function or, after its class and a point, a method. What was written anew can be so again.
    """
    place, _, last = name.rpartition(".")
    owner = getattr(module, place, None) if place else module
    found = getattr(owner, last, None)
    if found is None:
        return False
    try:
        source = getattr(found, "_pressmark_source", None) or _source(module, found)
    except (OSError, UnicodeDecodeError, AttributeError):
        return False
    if any(source.count(phrase) != 1 for phrase in phrases):
        return False
    for phrase, ours in phrases.items():
        source = source.replace(phrase, ours)
    vars(module).update(names)
    told = source if not place else f"if True:\n{source}"
    made: dict[str, Any] = {}
    # What is run is WeasyPrint's own function, but for the phrases above.
    exec(compile(told, str(module.__file__), "exec"), vars(module), made)  # noqa: S102
    made[last]._pressmark_source = source  # noqa: SLF001 - a mark of ours
    if place:
        setattr(owner, last, made[last])
    else:
        everywhere(found, made[last])
    return True


def _source(module: ModuleType, function: Any) -> str:  # noqa: ANN401 - a function
    """Return the source of *function* of *module*, as `inspect` does, which takes a hundred times as long.

    Raises OSError or AttributeError where there is none.
    """
    lines, code = _lines_of(str(module.__file__)), function.__code__
    start, end = code.co_firstlineno - 1, _last_line(code)
    margin = len(lines[start]) - len(lines[start].lstrip())
    # The last statement may go on below the line that it is known by.
    while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > margin):
        end += 1
    return "".join(lines[start:end]).rstrip() + "\n"


def _last_line(code: CodeType) -> int:
    """Return the number of the last line in which *code*, or what is defined in it, begins a statement."""
    inner = [_last_line(one) for one in code.co_consts if isinstance(one, CodeType)]
    return max([*(line for *_, line in code.co_lines() if line is not None), *inner])


@cache
def _lines_of(path: str) -> list[str]:
    return Path(path).read_text("utf-8").splitlines(keepends=True)


def everywhere(before: object, ours: object) -> None:
    """Put *ours* in the place of the function *before* in every module of WeasyPrint's that has it by its name."""
    name = before.__name__  # type: ignore[attr-defined]
    for known in [module for title, module in sys.modules.items() if title.startswith("weasyprint.")]:
        if vars(known).get(name) is before:
            vars(known)[name] = ours


# What is put in place


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shorter way: *put* takes it, *after* are the sources that it was written after."""

    put: Callable[[], bool | None]
    after: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return what it is called."""
        return self.put.__name__.strip("_")


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


# Styles

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


# Lengths

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


# Lines of text

_LAYOUT_FUNCTIONS = """
    PangoLayout * pango_layout_copy (PangoLayout *src);
    int pango_layout_get_line_count (PangoLayout *layout);
    void pango_layout_line_index_to_x (PangoLayoutLine *line, int index, int trailing, int *x_pos);
"""
_OF_A_LINE = {"layout", "style", "first_line_direction"}
_SET_UP = (
    *("font_kerning", "direction", "text_decoration_line"),
    *("letter_spacing", "word_spacing", "overflow_wrap"),
)
_MODELS_KEPT = 500  # fonts in their sizes, of all articles of a look
_FONT = (
    *("font_family", "font_style", "font_stretch", "font_weight", "font_size"),
    *("font_variant_ligatures", "font_variant_position", "font_variant_caps", "font_variant_numeric"),
    *("font_variant_alternates", "font_variant_east_asian", "font_feature_settings", "font_variation_settings"),
    *("font_language_override", "lang"),
)


def _layouts() -> None:
    """Set the fonts of a style up once for all articles of a look, and hand on a text as it is where it may be."""
    from weasyprint.text import line_break  # heavy
    from weasyprint.text.ffi import ffi, gobject, pango  # heavy

    ffi.cdef(_LAYOUT_FUNCTIONS, override=True)
    line_class = line_break.Layout
    set_up, set_text = line_class.setup, line_class.set_text
    values_of = itemgetter(*_FONT, *_SET_UP)

    def setup(line: Any, style: Any) -> None:  # noqa: ANN401 - WeasyPrint has no types
        values = values_of(style)
        known = style.__dict__.get("setting")
        if known is None or known[0] != values:
            known = style.setting = (values, *_model(style, values, lambda: new(style)))
        line.style, line.first_line_direction = style, 0
        line.__dict__.update(known[2])
        line.layout = ffi.gc(pango.pango_layout_copy(known[1]), gobject.g_object_unref)

    def new(style: Any) -> Any:  # noqa: ANN401 - the same
        line = line_class.__new__(line_class)
        set_up(line, style)
        line.single, line.unspaced = False, _is_unspaced(style)
        if line.unspaced and style["overflow_wrap"] in ("anywhere", "break-word"):
            _unhyphened(line.layout)
        return line

    def text_set(line: Any, text: str, justify: bool = False) -> None:  # noqa: ANN401, FBT001, FBT002 - the same
        # Painted it is one paragraph. Where it is one anyhow, that is said before it is shaped for the first time.
        plain = _BREAKS.search(text) is None
        if plain is not line.single:
            pango.pango_layout_set_single_paragraph_mode(line.layout, plain)
            line.single = plain
        if plain and line.unspaced and not (justify and line.justification_spacing):
            line.text = text
            pango.pango_layout_set_text(line.layout, text.encode(), -1)
        else:
            set_text(line, text, justify)

    line_class.setup, line_class.set_text = setup, text_set


def _model(style: Any, values: tuple[Any, ...], new: Callable[[], Any]) -> tuple[Any, dict[str, Any]]:  # noqa: ANN401 - WeasyPrint has no types
    """Return an empty Pango layout with the fonts of *style*, and what else a line has of them; *new* makes one."""
    models: dict[tuple[Any, ...], tuple[Any, dict[str, Any]]] = style.font_config.__dict__.setdefault("models", {})
    try:
        found = models.get(values)
    except TypeError:  # a value that is a list or a set
        found = models.get(values := (repr(values),))
    if found is None:
        if len(models) >= _MODELS_KEPT:
            models.clear()
        line = new()
        found = line.layout, {name: value for name, value in vars(line).items() if name not in _OF_A_LINE}
        models[values] = found
    return found


def _unhyphened(layout: Any) -> None:  # noqa: ANN401 - cffi has no types
    """Have Pango put no hyphens into *layout*; WeasyPrint says so of each text that may be broken anywhere."""
    from weasyprint.text.ffi import ffi, pango  # heavy

    attributes = pango.pango_layout_get_attributes(layout)
    if attributes == ffi.NULL:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    attribute = pango.pango_attr_insert_hyphens_new(0)
    attribute.start_index, attribute.end_index = 0, 2**32 - 1
    pango.pango_attr_list_change(attributes, attribute)
    pango.pango_layout_set_attributes(layout, attributes)


def _paintings() -> None:
    """Set a line of text up once for layout and painting, and shape it once if it is not justified."""
    from weasyprint.text import line_break  # heavy
    from weasyprint.text.ffi import ffi, pango  # heavy

    ffi.cdef(_LAYOUT_FUNCTIONS, override=True)
    line_class = line_break.Layout
    deactivate, reactivate = line_class.deactivate, line_class.reactivate

    def put_away(line: Any) -> None:  # noqa: ANN401 - WeasyPrint has no types
        # One that was painted is put away as WeasyPrint does: if it is painted again, it is set up again.
        if getattr(line, "painted", False):
            deactivate(line)

    def fetch(line: Any, style: Any) -> None:  # noqa: ANN401 - WeasyPrint has no types
        if getattr(line, "painted", False) or line.style is not style:
            reactivate(line, style)
        else:
            line.first_line_direction = 0
            if line.justification_spacing:
                pango.pango_layout_set_width(line.layout, -1)
                line.set_text(line.text, justify=True)
            elif pango.pango_layout_get_line_count(line.layout) != 1:
                pango.pango_layout_set_width(line.layout, -1)
        line.painted = True

    line_class.deactivate, line_class.reactivate = put_away, fetch


def _is_unspaced(style: Any) -> bool:  # noqa: ANN401 - WeasyPrint has no types
    return style["letter_spacing"] in ("normal", 0) and not style["word_spacing"]


# What ends a paragraph for Pango, and what WeasyPrint does not hand on as it is.
_BREAKS = re.compile("[\0\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def _struts() -> None:
    """Have the height of a style's lines looked up once a style."""
    from weasyprint.text import line_break  # heavy

    asked = line_break.strut
    values_of = itemgetter(*_FONT, "line_height")

    def strut(style: Any) -> Any:  # noqa: ANN401 - WeasyPrint has no types
        values = values_of(style)
        known = style.__dict__.get("strut")
        if known is None or known[0] != values:
            known = style.strut = (values, asked(style))
        return known[1]

    everywhere(asked, strut)


_DRAFT = """\
        layout = create_layout(
            short_text, style, context, max_width, justification_spacing)
"""
_DRAFT_SHORT = """\
        short_text, layout = drafted(
            short_text, style, lambda text: create_layout(
                text, style, context, max_width, justification_spacing), max_width)
"""
_NEXT_WORD = """\
            layout.set_text(new_first_line_text)
            first_line, resume_index = layout.get_first_line()
            if resume_index is None:
                if first_line_text:
"""
_NEXT_WORD_SHORT = """\
            room = max_width - first_line_width
            if not is_wider(layout, first_line_text, next_word, resume_index, room):
                layout.set_text(new_first_line_text)
                first_line, resume_index = layout.get_first_line()
            if resume_index is None:
                if first_line_text:
"""
_DRAFTED = 2.6  # characters for each em of a line's width, at which few lines are longer
_SLACK = 0.25  # ems by which letters that meet may come closer
# Letters that stand one after the other, and nothing that says how a word may be broken.
_PLAIN = re.compile("[ -~\xa0-\xac\xae-\u058f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]*")


def _lines() -> bool:
    """Break a line with less text looked at, and without trying a word that is surely too long."""
    from weasyprint.layout import percent  # heavy
    from weasyprint.text import line_break  # heavy
    from weasyprint.text.ffi import FROM_UNITS, ffi, pango  # heavy

    ffi.cdef(_LAYOUT_FUNCTIONS, override=True)

    def drafted(short: str, style: Any, create: Callable[[str], Any], width: float) -> tuple[str, Any]:  # noqa: ANN401 - WeasyPrint has no types
        """Return the text that a line was looked for in, and its layout: *short*, or less where that will do."""
        end = short.find(" ", int(width / style["font_size"] * _DRAFTED))
        end = short.find(" ", end + 1) if end > 0 else -1
        if end < 0 or not _PLAIN.fullmatch(short):
            return short, create(short)
        shorter = short[:end]
        layout = create(shorter)
        _, resume = layout.get_first_line()
        # A word after the line, and another, so that all is there that has a say in where the line and that word end.
        if resume is not None and b" " in shorter.encode()[resume:].strip(b" "):
            return shorter, layout
        layout.set_text(short)
        return short, layout

    def is_wider(layout: Any, line: str, word: str, start: int | None, room: float) -> bool:  # noqa: ANN401 - the same
        """Return whether there is surely no *room* after *line* for the *word* that *layout* has at *start*."""
        style = layout.style
        if not line or start is None or not _is_unspaced(style) or style["direction"] != "ltr":
            return False
        if not _PLAIN.fullmatch(line) or not _PLAIN.fullmatch(word):
            return False
        place = ffi.new("int *")  # not shared: another thread may be printing, too
        second = pango.pango_layout_get_line_readonly(layout.layout, 1)
        pango.pango_layout_line_index_to_x(second, start + len(word.encode()), 0, place)
        return bool(place[0] * FROM_UNITS > room + _SLACK * style["font_size"])

    return write_anew(
        line_break,
        "split_first_line",
        {
            "    from ..layout.percent import percentage\n": "",
            _DRAFT: _DRAFT_SHORT,
            _NEXT_WORD: _NEXT_WORD_SHORT,
        },
        percentage=percent.percentage,
        drafted=drafted,
        is_wider=is_wider,
    )


_JUSTIFIED = """\
            layout = create_layout(
                box.text, box.style, context, max_width=None,
                justification_spacing=box.justification_spacing)
            layout.deactivate()
"""


def _justified() -> bool:
    """Keep the layout of a line that is justified: its text is set anew when it is painted."""
    from weasyprint.layout import inline  # heavy

    def justified(box: Any, create: Callable[[], Any]) -> Any:  # noqa: ANN401 - WeasyPrint has no types
        layout, style = box.pango_layout, box.style
        kept = (
            layout.__dict__.get("style") is style
            and layout.text == box.text
            and _is_unspaced(style)
            and not layout.justification_spacing
        )
        if not kept:
            layout = create()
            layout.deactivate()
        layout.justification_spacing, layout.max_width = box.justification_spacing, None
        return layout

    return write_anew(
        inline,
        "add_word_spacing",
        {
            _JUSTIFIED: """\
            layout = justified(box, lambda: create_layout(
                box.text, box.style, context, max_width=None,
                justification_spacing=box.justification_spacing))
"""
        },
        justified=justified,
    )


# Glyphs

_EACH_GLYPH = """\
        for i, glyph_info in enumerate(glyphs_info[0:num_glyphs]):
            glyph_id = glyph_info.glyph
            width = glyph_info.geometry.width
"""
_EACH_GLYPH_SHORT = """\
        pieces = font.__dict__.setdefault('pieces', {}).setdefault(font_size, {})
        for i, info in enumerate(glyphs_of(glyphs_info, num_glyphs)):
            if info in pieces:
                piece, advance = pieces[info]
                string += piece
                x_advance += advance
                continue
            glyph_id, width, x_offset, y_offset = info
"""
_ADVANCE = "            x_advance += (logical_width + offset - kerning) / 1000\n"
_ADVANCE_SHORT = f"""\
{_ADVANCE}\
            if not (rise or offset or font.svg or font.png or font.colr) and glyph_id == info[0]:
                piece = f'{{glyph_id:02x}}' if font.bitmap else f'{{glyph_id:04x}}'
                if kerning:
                    piece += f'>{{int(kerning)}}<'
                pieces[info] = piece, (logical_width + offset - kerning) / 1000
"""


def _glyphs() -> bool:
    """Read the glyphs of a run at once, and say one that was said before as it was said then."""
    from weasyprint.draw import text  # heavy
    from weasyprint.text.ffi import ffi  # heavy

    info = "PangoGlyphInfo"
    places = [
        ffi.offsetof(info, *path)
        for path in (("glyph",), *(("geometry", name) for name in ("width", "x_offset", "y_offset")))
    ]
    if places != [0, 4, 8, 12]:
        return False
    size = ffi.sizeof(info)
    one = Struct(f"=Iiii{size - 16}x")

    def glyphs_of(glyphs: Any, count: int) -> Iterator[tuple[int, int, int, int]]:  # noqa: ANN401 - cffi has no types
        return one.iter_unpack(ffi.buffer(glyphs, count * size))

    return write_anew(
        text,
        "draw_first_line",
        {
            _EACH_GLYPH: _EACH_GLYPH_SHORT,
            "glyph_info.geometry.x_offset": "x_offset",
            "glyph_info.geometry.y_offset": "y_offset",
            _ADVANCE: _ADVANCE_SHORT,
        },
        glyphs_of=glyphs_of,
    )


# Boxes


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


# Fonts and parsing


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
    Shortcut(_layouts, ("weasyprint.text.line_break",)),
    Shortcut(_paintings, ("weasyprint.text.line_break", "weasyprint.draw.text")),
    Shortcut(_lines, ("weasyprint.text.line_break",)),
    Shortcut(_justified, ("weasyprint.text.line_break", "weasyprint.layout.inline")),
    Shortcut(_struts, ("weasyprint.text.line_break",)),
    Shortcut(_glyphs, ("weasyprint.draw.text", "weasyprint.pdf.stream")),
    Shortcut(_boxes, ("weasyprint.formatting_structure.boxes",)),
    Shortcut(_subsets, ("weasyprint.pdf.fonts",)),
    Shortcut(_siblings, ("cssselect2.tree",)),
    Shortcut(_parsing, ("tinyhtml5.inputstream",)),
)
