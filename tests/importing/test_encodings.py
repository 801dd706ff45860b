"""Copy in any encoding and with any line ends reads the same."""

from __future__ import annotations

import codecs
import textwrap
import time

import pytest
from tests.importing.readback import article, body_words, imported, letters, values

from pressmark.importing import LARGEST, Unreadable, import_article
from pressmark.importing.read.decoding import decode

_COPY = (
    "Das Café am Fluß öffnet wieder\n\nVon Zoë Müller\n\n„Wir freuen uns“, sagte Wirtin Änne Größe. "
    "Über den Preis sprach man nicht – noch nicht.\n"
)
_LATIN = _COPY.replace("„", '"').replace("“", '"').replace("–", "-")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (_COPY, "utf-8"), (_COPY, "utf-8-sig"), (_COPY, "utf-16"), (_COPY, "utf-16-le"), (_COPY, "utf-16-be"),
        (_COPY, "utf-32"), (_COPY, "cp1252"), (_LATIN, "latin-1"),
    ],
)  # fmt: skip
def test_each_encoding_gives_the_same_words(text, encoding):
    found = decode(text.encode(encoding))
    assert (found.text, found.dropped) == (text, ())


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\x85", "\u2028"])
def test_each_line_end_gives_the_same_article(end):
    assert imported(_COPY.replace("\n", end)).yaml == imported(_COPY).yaml


@pytest.mark.parametrize("declared", ["windows-1252", "iso-8859-1", "US-ASCII"])
def test_a_page_is_read_in_the_encoding_that_its_declaration_means_to_browsers(declared):
    page = (
        f'<html lang="de"><head><meta charset="{declared}"></head><body><h1>Fluß – öffnet</h1><p>So.</p></body></html>'
    )

    assert values(imported(page.encode("cp1252")))["headline"] == "Fluß – öffnet"


def test_soft_hyphens_zero_width_characters_and_overrides_are_taken_out_and_counted():
    found = imported(_COPY.replace("öffnet", "öff\u00adnet").replace("Fluß", "Fl\u200buß\u202e\ufeff") + "\ue000\x07")

    assert values(found)["headline"] == "Das Café am Fluß öffnet wieder"
    assert dict(found.report.dropped) == {
        "soft hyphen": 1,
        "zero-width space": 2,
        "direction override": 1,
        "private-use character": 1,
        "control character": 1,
    }


def test_joiners_that_words_need_stay():
    assert "می\u200cخواهم" in imported("سرخط\n\nمن می\u200cخواهم که این متن بماند.\n").yaml


@pytest.mark.parametrize(
    "data", [b"\x00\x01\x02\x03" * 50, b"%PDF-1.7\n\x00\xff\xfe\x00binary\x00", b"PK\x03\x04broken"]
)
def test_what_is_no_copy_is_refused_in_words(data):
    with pytest.raises(Unreadable, match="the input"):
        import_article(data, name="copy")


def test_too_large_an_input_is_refused():
    with pytest.raises(Unreadable, match="larger than 64 MB"):
        import_article(bytes(LARGEST + 1), name="copy")


def test_a_marked_utf16_file_of_half_characters_does_not_fail():
    decode(codecs.BOM_UTF16_LE + b"a\0b\0c")


def _long(size):
    paragraph = "“We count the boats,” said Tomas Reyl, and so they counted *all* of them by {hand}. " * 12
    return "A long headline\n\nBy Ada Quist\n\n" + (paragraph + "\n\n") * (size // (len(paragraph.encode()) + 2))


def test_a_text_of_2_mb_takes_bounded_time_and_loses_no_paragraph():
    start = time.monotonic()
    found = imported(_long(2_000_000), language="en")

    assert time.monotonic() - start < 60  # some 3 s on an idle machine
    assert found.yaml.count("they counted") == _long(2_000_000).count("they counted")


@pytest.mark.soak
def test_a_text_of_20_mb_takes_bounded_time():
    start = time.monotonic()
    found = imported(_long(20_000_000), language="en")

    assert time.monotonic() - start < 120  # some 15 s on an idle machine
    assert len(found.yaml) > 19_000_000


def test_a_page_larger_than_trafilatura_takes_is_read_without_its_furniture():
    text = "<p>The ferry left at six and came back at seven, as it does.</p>" * 4_000
    filler = "<p hidden>" + "ferry " * 520_000 + "</p>"
    page = f"<html><body><nav>Menu</nav><article><h1>Ferries</h1>{text}{filler}</article></body></html>"
    found = imported(page)

    assert found.yaml.count("The ferry left at six") == 4_000
    assert {one.text for one in found.report.left_out} == {"ferry " * 519_999 + "ferry", "Menu"}


def test_a_wrapped_text_is_the_same_as_an_unwrapped_one():
    long = "The ferry left at six and came back at seven, as it does on every day of the year but one."
    wrapped = long.replace("seven, ", "seven,\n").replace("year but ", "year but\n")
    both = [article(imported(f"A headline\n\nBy Ada Quist\n\n{text}\n\n{text}")) for text in (long, wrapped)]

    assert body_words(both[0]) == body_words(both[1])
    assert letters(body_words(both[1])) == letters(long * 2)


@pytest.mark.parametrize("width", [50, 72, 90])
def test_one_long_line_among_wrapped_ones_keeps_none_from_being_joined(width):
    long = (
        "The ferry left at six and came back at seven, as Reyl said. It does so on every day of the year but one. " * 2
    )
    lines = "\n".join(textwrap.wrap(long, width))
    deck = (
        "A line that is a good deal longer than all of the others, as the second headline of an agency’s story often is"
    )
    made = article(imported(f"Ferries run late again\n- {deck} -\nBy Ada Quist, hpa\n\n{lines}\n\n{lines}"))

    assert letters(body_words(made)) == letters(long * 2)
    assert made.deck == deck
