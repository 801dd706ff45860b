"""WeasyPrint's functions written anew: how that is done, and what is put right that way.

A function is known by phrases of its source. Where a version of WeasyPrint says it otherwise, its own way is kept.
"""

from __future__ import annotations

import sys
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, Any

from pressmark.letters import without_ignorable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
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


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shorter way: *put* takes it, *after* are the sources that it was written after."""

    put: Callable[[], bool | None]
    after: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return what it is called."""
        return self.put.__name__.strip("_")


# --- What is put right.

# What was mended, by module and function, and whether WeasyPrint had it to mend.
mended: dict[str, bool] = {}

# Where the second line of a paragraph does not fit above the notes, WeasyPrint 70 sends the last note of the page to
# the next one to make room. The line so placed is done with before its own notes are looked for, so that they are on no
# page; and the note that gave way stands a page behind its reference. Without that, the paragraph moves, as it does
# wherever its notes do not fit (layout/block.py).
_MOVED_ON = "report = not context.in_column and can_break_now and not could_break_before"
# Columns are laid out over and over until the notes above which they end are their own; where two heights call for each
# other's notes, it takes the last, and sends on the notes that have no room. `NoteArea` looks for the best of those
# that have it (layout/column.py).
_HEIGHT_KEPT = "        lost_space = inf\n"
# What spans all columns, and the columns after it, are laid out over the notes of those before it.
_SPANNING = "context, block, original_bottom_space, skip_stack, containing_block,"
_AFTER_SPANNING = "            context.page_bottom - current_position_y - original_bottom_space)\n"
_NOTES_ABOVE = "(footnote_area_heights[-1] - footnote_area_heights[0])"
_HEIGHT_ASKED = "if last_footnotes_height not in footnote_area_heights:"
# What a glyph stands for is looked for before the next one's text. Where an invisible sign is part of a ligature, that
# is nothing, and the ligature says nothing wherever it is (draw/text.py).
_SAID_BY_GLYPH = "font.to_unicode[glyph_id] = utf8_text[offset+t1:offset+t2].decode()"


def mend() -> None:
    """Put right how WeasyPrint places notes and says ligatures; a version that has it otherwise stays as it is."""
    from weasyprint.draw import text  # heavy
    from weasyprint.layout import block, column  # heavy

    mended["block._linebox_layout"] = write_anew(block, "_linebox_layout", {_MOVED_ON: "report = False"})
    mended["column.columns_layout"] = write_anew(
        column,
        "columns_layout",
        {
            _HEIGHT_KEPT: f"{_HEIGHT_KEPT}        note_area = NoteArea()\n",
            _SPANNING: _SPANNING.replace("original_bottom_space", f"original_bottom_space + {_NOTES_ABOVE}"),
            _AFTER_SPANNING: _AFTER_SPANNING.replace(")\n", f" - {_NOTES_ABOVE})\n"),
            _HEIGHT_ASKED: (
                "if (last_footnotes_height := note_area(footnote_area_heights[-1], last_footnotes_height)) is not None:"
            ),
        },
        NoteArea=NoteArea,
    )
    mended["text.draw_first_line"] = write_anew(
        text,
        "draw_first_line",
        {
            _SAID_BY_GLYPH: (
                "font.to_unicode[glyph_id] = said_by_glyph("
                "utf8_text[offset:offset+glyph_item.item.length], [clusters[n] for n in range(num_glyphs)], t1, t2, "
                "i, [glyphs_info[n].geometry.width for n in range(num_glyphs)], glyph_item.item.analysis.level % 2)"
            )
        },
        said_by_glyph=said_by_glyph,
    )


def said_by_glyph(  # noqa: PLR0917 - what WeasyPrint knows of a glyph
    run: bytes, clusters: list[int], start: int, end: int, at: int, widths: list[int], leftward: int
) -> str:
    """Return what the glyph *at* says that stands for the bytes *start* to *end* of *run* (UTF-8).

    For none, it is all of its cluster but its invisible signs; nothing where it has no such sign, since another glyph
    of the cluster then says it. Where a letter and its marks have glyphs of their own, each says its own sign, or the
    letter's glyph would say the marks wherever it is drawn. *clusters* are where the glyphs' clusters begin, *widths*
    how far each moves the pen; *leftward* is true where they stand in reverse.
    """
    whole = run[start : min((place for place in clusters if place > start), default=len(run))].decode()
    glyphs = [n for n, place in enumerate(clusters) if place == start]
    letters = [n for n in glyphs if widths[n]]
    marks = [n for n in (reversed(glyphs) if leftward else glyphs) if not widths[n]]
    if len(letters) == 1 and marks:
        # A font may have a glyph for a letter with its first mark, or none.
        composed, parted = (_letter_and_marks(unicodedata.normalize(form, whole)) for form in ("NFC", "NFD"))
        signs = composed if len(composed) > len(marks) else parted
        if len(signs) > len(marks):
            place = 0 if at in letters else 1 + marks.index(at)
            return signs[place:] if at == marks[-1] else signs[place]
    if start < end:
        return run[start:end].decode()
    said = without_ignorable(whole)
    return said if said != whole else ""


def _letter_and_marks(text: str) -> str:
    """Return *text* if it is one letter with marks; else nothing."""
    is_one = not unicodedata.combining(text[:1] or " ") and all(map(unicodedata.combining, text[1:]))
    return text if is_one else ""


class NoteArea:
    """Find the height that the notes under columns need: the least that holds the notes of what then stands above.

    Called with a height that was tried and what its notes took, it returns the next to try, or None when the last one
    was right. Heights are in CSS pixels.
    """

    _LINE = 20.0
    _TRIES = 10

    def __init__(self) -> None:
        """Nothing was tried yet."""
        self._too_small = -1.0
        self._enough: float | None = None
        self._tries = 0

    def __call__(self, tried: float, taken: float) -> float | None:
        """Return the next height to try after *tried*, whose notes took *taken*."""
        self._tries += 1
        if taken > tried:
            self._too_small = max(self._too_small, tried)
        elif self._enough is None or tried < self._enough:
            self._enough = tried
        if self._enough is None:
            return taken if self._tries < self._TRIES else None
        if taken == tried or self._enough - self._too_small < self._LINE or self._tries >= self._TRIES:
            return None if tried == self._enough else self._enough
        return taken if self._too_small < taken < tried else (self._too_small + self._enough) / 2
