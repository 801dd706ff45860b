"""What we take from WeasyPrint's and pydyf's inside, by name: the first to say what a new version took away."""

from __future__ import annotations

import hashlib
import inspect
import io
import subprocess
import sys

import pydyf
import pytest
import weasyprint
from tests.conftest import CHECKOUT
from tests.pdf.conftest import article
from weasyprint import document
from weasyprint.css.counters import CounterStyle
from weasyprint.formatting_structure import boxes
from weasyprint.html import UA
from weasyprint.layout import LayoutContext, block, column
from weasyprint.text import ffi
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from pressmark.pdf import layout, weasy
from pressmark.pdf.weasy import mending, shortcuts
from pressmark.theme import Options, load_theme
from pressmark.writers import writer


@pytest.fixture(scope="module")
def copy() -> layout.PrintCopy:
    return layout.lay_out(article("opinion"), Options(load_theme()))


def test_pages_have_the_box_they_were_laid_out_as(copy):
    page = copy.document.pages[0]._page_box

    assert type(page) is boxes.PageBox
    assert page.margin_width() == pytest.approx(210 / 25.4 * 96)
    assert page.content_box_x() > 0
    assert page.copy_with_children([]).children == []


def test_boxes_are_told_by_the_names_of_their_classes():
    for name in ("LineBox", "MarginBox", "FootnoteAreaBox", "PageBox"):
        assert inspect.isclass(getattr(boxes, name))


@pytest.mark.parametrize(
    "name", ["element", "element_tag", "style", "position_x", "position_y", "width", "height", "link_annotation"]
)
def test_a_box_of_text_has(name, copy):
    texts = [box for page in copy.pages for box in weasy.boxes(page) if getattr(box, "text", "")]

    assert texts
    assert all(hasattr(box, name) for box in texts)


def test_what_is_out_of_the_flow_leaves_a_stand_in_for_its_box():
    from weasyprint.layout.absolute import AbsolutePlaceholder

    assert "'_box', box)" in inspect.getsource(AbsolutePlaceholder.__init__)


def test_a_picture_tells_what_stands_in_its_place(copy):
    del copy
    assert "replacement" in inspect.signature(boxes.ReplacedBox.__init__).parameters


def test_a_page_that_is_painted_keeps_the_marks_of_its_boxes(copy):
    watched, pages = weasy.watch(copy.document)
    watched.write_pdf(pdf_tags=True)

    assert all(page.numbers for page in pages)
    assert all(isinstance(number, int) for page in pages for number in page.numbers.values())


def test_a_stream_keeps_its_tags_and_its_operands(copy):
    seen = []

    class Page(weasy.WatchedPage):
        def paint(self, stream, *args, **kwargs):
            self._page.paint(stream, *args, **kwargs)
            seen.append((stream._tags, stream.stream))

    copy.document.copy([Page(copy.document.pages[0])]).write_pdf(pdf_tags=True)
    ((tags, operands),) = seen

    assert all(isinstance(tag["mcid"], int) for tag in tags.values())
    marks = [place for place, operand in enumerate(operands) if isinstance(operand, dict) and "MCID" in operand]
    assert marks
    assert all(operands[place + 1] == b"BDC" for place in marks)


def test_a_page_of_ours_is_asked_for_the_sheet_that_comes_first():
    assert list(inspect.signature(weasyprint.HTML._ua_stylesheets).parameters) == ["self", "forms"]


def test_the_sheet_that_comes_first_styles_the_boxes_we_leave_out():
    for name in (*weasy_only(), "note-call", "note-marker", "note-callback"):
        assert f"\n::{name}" in f"\n{UA}"
    assert "@top-left" in UA


def weasy_only() -> tuple[str, ...]:
    from pressmark.pdf.weasy import _ONLY

    return tuple(_ONLY)


def test_a_font_configuration_is_made_of_what_ours_sets():
    made = inspect.getsource(FontConfiguration)

    for name in ("_config", "font_map", "_folder", "strut_layouts", "font_features"):
        assert f"self.{name} = " in made
    assert callable(FontConfiguration.__del__)


@pytest.mark.parametrize("name", ["ffi", "fontconfig", "gobject", "pangoft2", "harfbuzz_subset"])
def test_the_libraries_are_loaded_as(name):
    assert hasattr(ffi, name)


def test_counters_and_fetchers_are_made_as_before():
    assert CounterStyle() == {}
    assert "allowed_protocols" in inspect.signature(URLFetcher.__init__).parameters
    assert list(inspect.signature(URLFetcherResponse.__init__).parameters)[1:4] == ["url", "body", "headers"]


def test_a_document_is_written_by_way_of_a_finisher(copy):
    seen = []
    copy.document.write_pdf(finisher=lambda made, pdf: seen.append((made, pdf)), pdf_variant="pdf/a-3a")
    ((made, pdf),) = seen

    assert isinstance(made, document.Document)
    assert isinstance(pdf, pydyf.PDF)
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    assert isinstance(metadata.compress, bool)
    assert b"</rdf:RDF>" in b"".join(metadata.stream)


def test_the_functions_that_are_mended_have_what_is_mended():
    weasy.load()

    assert mending.mended == {
        "block._linebox_layout": True,
        "column.columns_layout": True,
        "text.draw_first_line": True,
        **dict.fromkeys((shortcut.name for shortcut in shortcuts._ALL), True),
    }
    assert block.columns_layout is column.columns_layout
    for name in ("layout_footnote", "report_footnote", "unlayout_footnote"):
        assert hasattr(LayoutContext, name)


def test_a_version_that_says_it_otherwise_stays_as_it_is():
    assert not mending.write_anew(block, "_linebox_layout", {"report = the moon": "report = False"})
    assert not mending.write_anew(block, "no_such_function", {})
    assert not mending.write_anew(boxes, "Box.no_such_method", {})


def test_what_shortcuts_were_written_after_is_read_where_it_is(monkeypatch):
    assert {shortcut.name for shortcut in shortcuts.fitting()} == {shortcut.name for shortcut in shortcuts._ALL}

    monkeypatch.setitem(shortcuts._KNOWN, "weasyprint.text.line_break", "another")
    left = {shortcut.name for shortcut in shortcuts.fitting()}

    assert {"styles", "percentages"} <= left
    assert left.isdisjoint({"layouts", "lines", "justified", "struts"})


_ASKED = (("opinion", {}), ("ar", {"columns": 2}), ("ja", {"page": "a5"}))
_LONG_WAY = """
import sys
from hashlib import sha256
from pressmark.pdf import weasy
from pressmark.pdf.weasy import mending, shortcuts
shortcuts._KNOWN = dict.fromkeys(shortcuts._KNOWN, "")
from tests.pdf.conftest import article
from pressmark.theme import Options, load_theme
from pressmark.writers import writer
for name, options in {asked!r}:
    print(sha256(writer("pdf").write(article(name), Options(load_theme(), **options))).hexdigest())
assert not any(mending.mended[shortcut.name] for shortcut in shortcuts._ALL)
"""


def test_what_is_done_a_shorter_way_prints_the_same_bytes():
    code = _LONG_WAY.replace("{asked!r}", repr(_ASKED))
    done = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True)

    assert done.stdout.split() == [
        hashlib.sha256(writer("pdf").write(article(name), Options(load_theme(), **options))).hexdigest()
        for name, options in _ASKED
    ]


def test_the_engine_is_loaded_without_starting_a_program_or_tools_it_has_no_use_for():
    code = """
import sys
started = []
sys.addaudithook(lambda event, args: event == "subprocess.Popen" and started.append(args[0]))
from ctypes import util
search = util.find_library
from pressmark.pdf.weasy import load
load()
assert "weasyprint" in sys.modules
assert util.find_library is search
later = {"fontTools.subset", "fontTools.varLib.instancer"}
assert later.isdisjoint(sys.modules)
from weasyprint.pdf import fonts
from fontTools import subset
from fontTools.varLib.instancer import instantiateVariableFont
assert fonts.subset.Options is subset.Options
assert instantiateVariableFont.__module__ in later
print(started)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    if sys.platform == "linux":
        assert done.stdout == "[]\n"


def test_nothing_is_written_of_the_time_of_day(copy):
    first, second = io.BytesIO(), io.BytesIO()
    for out in (first, second):
        copy.document.write_pdf(out, pdf_identifier=b"a" * 16)

    assert first.getvalue() == second.getvalue()
