"""Each kind of copy is read as people read it: what was struck out or hidden was not said."""

from __future__ import annotations

import io
import zipfile

import pytest

from pressmark.evidence import kinds
from pressmark.evidence.kinds import UnreadableCopy, read_docx, read_mail, read_pdf, read_text
from pressmark.evidence.matching import SearchedText, find
from pressmark.evidence.webpage import read_page

_SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
_SPACE += 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def _docx(body: str, **more: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {_SPACE}><w:body>{body}</w:body></w:document>")
        for name, text in more.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {_SPACE}>{text}</w:{name}>")
    return buffer.getvalue()


_SAID = '<w:dstrike w:val="0"/>'
_SHOWN = '<w:vanish w:val="false"/>'


def _run(text: str, more: str = "") -> str:
    return f"<w:r><w:rPr>{more}</w:rPr><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (f"<w:p>{_run('We ')}<w:del>{_run('never ')}</w:del>{_run('pay')}</w:p>", "We pay"),
        (f"<w:p>{_run('We ')}<w:moveFrom>{_run('never ')}</w:moveFrom>{_run('pay')}</w:p>", "We pay"),
        (f"<w:p>{_run('We ')}<w:ins>{_run('now ')}</w:ins>{_run('pay')}</w:p>", "We now pay"),
        (f"<w:p>{_run('We ')}{_run('never ', '<w:vanish/>')}{_run('pay')}</w:p>", "We pay"),
        (f"<w:p>{_run('We ')}{_run('never ', _SHOWN)}{_run('pay')}</w:p>", "We never pay"),
        (f"<w:p>{_run('We ')}{_run('never ', '<w:strike/>')}{_run('pay', _SAID)}</w:p>", "We pay"),
        (
            f"<w:p><mc:Choice>{_run('We ')}</mc:Choice><mc:Fallback>{_run('We ')}</mc:Fallback>{_run('pay')}</w:p>",
            "We pay",
        ),
        (f"<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>{_run('We pay')}</w:p>", "We pay"),
        (f"<w:p>{_run('We pay')}</w:p><w:p>{_run('daily')}</w:p>", "We pay\n\ndaily"),
        ("<w:p><w:r><w:t>We</w:t><w:tab/><w:t>pay</w:t><w:br/><w:t>daily</w:t></w:r></w:p>", "We\tpay\ndaily"),
    ],
)
def test_a_word_document_says_what_it_shows(body, said):
    ((text, pages),) = read_docx(_docx(body))

    assert (text.strip(), pages) == (said, ())


def test_a_number_above_the_line_is_no_word_and_notes_are_read_too():
    above = _run("7", '<w:vertAlign w:val="superscript"/>')
    ((text, _),) = read_docx(_docx(f"<w:p>{_run('We pay')}{above}</w:p>", footnotes=f"<w:p>{_run('Daily.')}</w:p>"))

    assert "pay7" not in text
    assert "Daily." in text


@pytest.mark.parametrize("data", [b"PK", _docx("<w:p>"), _docx("").replace(b"<w:document ", b"<!DOCTYPE a>")])
def test_what_is_no_word_document_is_told(data):
    with pytest.raises(UnreadableCopy, match="save it again"):
        list(read_docx(data))


def test_a_part_that_unpacks_to_too_much_is_told(monkeypatch):
    monkeypatch.setattr(kinds, "_LARGEST_PART", 100)

    with pytest.raises(UnreadableCopy, match="what is packed into the copy"):
        list(read_docx(_docx(f"<w:p>{_run('x' * 100)}</w:p>")))


_MAIL = b"""\
From: Mira <mira@post.example>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain; charset=%s

> We pay Andr\xe9
daily
--b
Content-Type: text/html; charset=utf-8

<p>We <b>pay</b> daily</p>
--b
Content-Type: image/png

x
--b--
"""


@pytest.mark.parametrize("charset", [b"iso-8859-1", b"utf-8", b"x-unknown"])
def test_a_mail_is_read_body_by_body_whatever_it_says_of_its_letters(charset):
    said = [text for text, _ in read_mail(_MAIL % charset)]

    assert said[0].split() == [">", "We", "pay", "André", "daily"]
    assert said[1].split() == ["We", "pay", "André", "daily"]
    assert "We pay daily" in said[-1]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("Fähre".encode(), "Fähre"),
        (b"\xef\xbb\xbfFerry", "Ferry"),
        ("Fähre".encode("utf-16"), "Fähre"),
        ("Fähre".encode("utf-32"), "Fähre"),
        ("Fähre".encode("cp1252"), "Fähre"),
    ],
)
def test_a_text_is_read_in_the_encoding_that_it_is_in(data, said):
    assert next(read_text(data)) == (said, ())


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "iso8859-5", "shift-jis", "big5"])
def test_a_text_in_another_encoding_is_read_in_each_that_it_may_be_in(encoding):
    said = "開船" if encoding in {"shift-jis", "big5"} else "Мы не поедем"

    assert said in [text for text, _ in read_text(said.encode(encoding))]


def test_a_form_feed_in_a_text_begins_a_page():
    ((text, pages),) = read_text(b"One.\fTwo.")

    assert [text[start:][:4] for start in pages] == ["One.", "Two."]


def test_a_line_s_end_in_a_page_parts_its_words():
    said = [text for text, _ in read_page("<p>We pay<br>daily</p><p>café</p>".encode("cp1252"))]

    assert all("We pay\ndaily" in text for text in said)
    assert any("café" in text for text in said)


@pytest.mark.parametrize(
    "page",
    [
        "<style>.x {display: none}</style><p class=x>never",
        "<style>@media screen {div p {display: none !important}}</style><div><p style='display: block'>never</div>",
        "<p style='display:/**/n\\6fne'>never",
        "<p style='opacity: 0.0'>never",
        "<p style='font-size: 0px'>never",
        "<p style='text-decoration: line-through red'>never",
        "<dialog>never</dialog>",
        "<video>never</video>",
    ],
)
def test_what_a_page_hides_or_strikes_out_was_not_said(page):
    assert all(text.strip() == "We pay" for text, _ in read_page(f"<!doctype html><p>We pay</p>{page}".encode()))


@pytest.mark.parametrize(
    "page",
    [
        "<style>.x {display: none} p.x {display: block}</style><p class=x>daily",
        "<style media=print>.x {display: none}</style><p class=x>daily",
        "<style>@media print {.x {display: none}}</style><p class=x style='opacity: .5'>daily",
        "<dialog open>daily</dialog>",
    ],
)
def test_what_a_page_shows_was_said(page):
    assert all("daily" in text for text, _ in read_page(f"<!doctype html><p>We pay</p>{page}".encode()))


def test_a_page_with_more_styles_than_anybody_writes_is_read_without_them():
    styles = "".join(f"[data-{n}] {{display: none}}" for n in range(300))
    page = f"<!doctype html><style>{styles} .x {{display: none}}</style>{'<i>a</i>' * 4000}<p class=x>daily"

    assert all("daily" in text for text, _ in read_page(page.encode()))


def test_a_page_is_read_in_the_encoding_that_its_sender_named():
    mail = b"From: Mira <mira@post.example>\nMIME-Version: 1.0\nContent-Type: text/html; charset=koi8-r\n\n"

    assert any("Мы не поедем" in text for text, _ in read_mail(mail + "<p>Мы не поедем".encode("koi8-r")))


def test_a_page_in_xml_is_read_as_xml():
    page = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body><p>We pay</p></body></html>'

    assert [text.strip() for text, _ in read_page(page.encode(), is_xml=True)] == ["We pay", "We pay"]
    assert [text.strip() for text, _ in read_page(b"<html><p>We&nbsp;pay<br></html>", is_xml=True)] == ["We\xa0pay"] * 2


_IN_HEBREW = "אנחנו לא מפליגים (12) לנמל"


def test_a_print_copy_s_powers_are_none_of_a_number_s_figures_and_brackets_are_as_they_are_read():
    from weasyprint import HTML

    words = "".join(f"<p>There are 10<sup>{n}</sup> boats and 10{n} ships.</p>" for n in range(2, 5))
    page = f"<style>sup {{font-size: 70%}} b {{font-size: 90%; vertical-align: super}}</style>{words}"
    copy = HTML(string=f"{page}<p>And 7<b>3</b> nets.<p dir=rtl>{_IN_HEBREW}").write_pdf()
    readings = [SearchedText(text) for text, _ in read_pdf(copy)]

    for wrong in ("There are 102 boats", "And 73 nets"):
        assert not any(find(wrong, reading) for reading in readings), wrong
    for right in ("and 102 ships", "There are 10² boats", _IN_HEBREW):
        assert any(find(right, reading) for reading in readings), right
