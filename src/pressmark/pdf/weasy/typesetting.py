"""Shorter ways to lines of text and their glyphs: the same lines and the same bytes, only sooner."""

from __future__ import annotations

import re
from operator import itemgetter
from struct import Struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

from pressmark.pdf.weasy.mending import Shortcut, everywhere, write_anew

# --- Lines of text

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


# --- Glyphs

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


TYPESETTING = (
    Shortcut(_layouts, ("weasyprint.text.line_break",)),
    Shortcut(_paintings, ("weasyprint.text.line_break", "weasyprint.draw.text")),
    Shortcut(_lines, ("weasyprint.text.line_break",)),
    Shortcut(_justified, ("weasyprint.text.line_break", "weasyprint.layout.inline")),
    Shortcut(_struts, ("weasyprint.text.line_break",)),
    Shortcut(_glyphs, ("weasyprint.draw.text", "weasyprint.pdf.stream")),
)
