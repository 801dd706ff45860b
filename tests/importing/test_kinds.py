"""The kinds of input: each is read by a library, or refused by its name with what to do."""

# ruff: noqa: E501 - markup and copy read best in one line

from __future__ import annotations

import base64
import gzip
import zipfile
from io import BytesIO

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from tests.conftest import CHECKOUT
from tests.importing.documents import document, odt
from tests.importing.readback import values

from pressmark.importing import Unreadable, import_article

_QUAY = (CHECKOUT / "tests" / "golden" / "opinion" / "quay.png").read_bytes()
_LEAD = "The council has dropped the levy on ferry tickets after three years, and the money will be paid back in June."


def _read(data, name="input"):
    return import_article(data if isinstance(data, bytes) else data.encode(), name=name)


def _left(found):
    return {(one.text, one.why) for one in found.report.left_out}


def test_markdown_gives_its_front_matter_and_keeps_links_notes_and_pictures():
    text = (
        '---\ntitle: "The levy: a tax"\nauthor: Ada Quill\ndate: 2026-05-04T07:30:00+01:00\ntags: [ferries, levy]\ndraft: true\n---\n\n'
        "It took the council *three years* to learn [this](https://harbourpost.example/610).[^1]\n\n"
        "![The quay](images/quay.jpg)\n\n## What must happen\n\n* pay it back\n\n"
        "[^1]: Town Council, *Report*. https://council.example/report.pdf\n"
    )
    found = _read(text, "post.md")
    made = values(found)

    assert (made["headline"], made["authors"], made["keywords"]) == (
        "The levy: a tax",
        [{"name": "Ada Quill"}],
        ["ferries", "levy"],
    )
    assert made["published"] == "2026-05-04T07:30:00+01:00"
    assert "*three years*" in made["sections"][0]["body"]
    assert made["sections"][1]["heading"] == "What must happen"
    assert made["sources"]["town-council-report"]["url"] == "https://council.example/report.pdf"
    assert ("draft: true", "front matter that an article has no place for") in _left(found)


def test_front_matter_may_be_toml():
    text = f'+++\ntitle = "The levy"\nauthors = ["Ada Quill", "Jon Arden"]\ndate = 2026-05-04\n+++\n\n{_LEAD}\n'

    assert [author["name"] for author in values(_read(text))["authors"]] == ["Ada Quill", "Jon Arden"]


def test_front_matter_says_the_kind_where_it_is_one_of_ours():
    head = '---\ntitle: "The levy"\nauthor: Ada Quill\ndate: 2026-05-04\ngenre: {}\n---\n\n'

    assert values(_read(head.format("report") + _LEAD, "a.md"))["kind"] == "report"
    assert values(_read(head.format("jazz") + _LEAD, "a.md"))["kind"] == "news"


def test_mail_gives_its_subject_and_lists_its_head_and_signature():
    mail = (
        "From: Lena Holt <press@northline.example>\nTo: desk@harbourpost.example\nSubject: Press release: Northline refunds the levy\n"
        "Date: Mon, 4 May 2026 07:30:00 +0100\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"
        f"{_LEAD}\n\n-- \nLena Holt\nPress office\n"
    )
    found = _read(mail)

    assert values(found)["headline"] == "Northline refunds the levy"
    assert values(found)["sections"][0]["body"] == f"{_LEAD}\n"
    assert ("Press office", "the signature of the mail") in _left(found)
    assert "/authors/0/name" in found.report.missing


@pytest.mark.parametrize("head", ["MIME-Version: 1.0\nDate: Mon, 4 May 2026 07:30:00 +0100\n", ""])
def test_a_headline_within_a_mail_wins_over_its_subject(head):
    mail = (
        f"From: Lena Holt <press@northline.example>\nTo: desk@harbourpost.example\nSubject: Copy for Monday\n{head}\n"
        f"Hi all,\n\nplease find the story below!\n\nNorthline refunds the levy\n\n{_LEAD}\n\n{_LEAD}\n"
    )

    assert values(_read(mail))["headline"] == "Northline refunds the levy"


def test_a_page_saved_in_one_file_keeps_its_address_and_its_pictures():
    page = f"<html><body><article><h1>The levy goes</h1><p>{_LEAD}</p><img src='https://p.example/quay.png' alt='A quay'><p>{_LEAD[::-1]}</p></article></body></html>"
    saved = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://p.example/levy\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; type="text/html"; boundary="b"\n\n--b\nContent-Type: text/html; charset=utf-8\n'
        f"Content-Location: https://p.example/levy\n\n{page}\n--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n"
        f"Content-Location: https://p.example/quay.png\n\n{base64.encodebytes(_QUAY).decode()}\n--b--\n"
    )
    found = _read(saved)

    assert values(found)["url"] == "https://p.example/levy"
    assert found.files == (("quay.png", _QUAY),)


def test_gzip_is_unpacked():
    assert (
        values(_read(gzip.compress(f"The levy goes\n\nBy Ada Quill\n\n{_LEAD}\n".encode(), mtime=0)))["headline"]
        == "The levy goes"
    )


def test_odt_gives_headings_styles_notes_lists_and_pictures():
    found = _read(odt(_LEAD, _QUAY))
    made = values(found)

    assert made["headline"] == "The levy goes"
    assert [section.get("heading") for section in made["sections"]] == [None, "What comes next"]
    assert "*never*" in made["sections"][0]["body"]
    assert made["sources"]["town-council-report"]["title"] == "Town Council, Report"
    assert "- one\n- two" in made["sections"][1]["body"]
    assert found.files[0][1] == _QUAY
    assert ("Ask Jon.", "a comment in the document") in _left(found)


def test_docx_leaves_out_and_lists_what_nobody_sees():
    found = _read(document(_LEAD))
    body = values(found)["sections"][0]["body"]

    assert "hidden" not in body
    assert "struck" not in body
    assert "The levy was five pounds." in body
    assert "plan[^town-council-report]" in body
    assert _left(found) >= {
        ("hidden words", "hidden in the document"),
        ("struck words", "struck through"),
        ("three", "deleted, in a tracked change"),
        ("DRAFT 7", "a header of the document"),
        ("Ask Jon.", "a comment in the document"),
        ("2 tracked changes", "they were taken as accepted"),
    }


def test_docx_leaves_out_what_a_style_hides_or_strikes():
    made = docx.Document()
    styles = made.styles
    secret = styles.add_style("Secret", WD_STYLE_TYPE.PARAGRAPH)
    secret.font.hidden = True
    styles.add_style("Deeper", WD_STYLE_TYPE.PARAGRAPH).base_style = secret
    styles.add_style("Shown", WD_STYLE_TYPE.PARAGRAPH).base_style = secret
    styles["Shown"].font.hidden = False
    styles.add_style("Gone", WD_STYLE_TYPE.CHARACTER).font.strike = True
    for words, style in (
        ("The levy goes", "Title"),
        (_LEAD, None),
        ("of one style", "Secret"),
        ("of its base", "Deeper"),
        ("still seen here", "Shown"),
    ):
        made.add_paragraph(words, style)
    made.add_paragraph("It is paid back. ").add_run("no more", "Gone")
    stream = BytesIO()
    made.save(stream)

    found = _read(stream.getvalue())
    body = values(found)["sections"][0]["body"]

    assert "still seen here" in body
    assert not any(words in body for words in ("of one style", "of its base", "no more"))
    assert _left(found) >= {("of its base", "hidden in the document"), ("no more", "struck through")}


def test_a_forwarded_mail_has_no_author_in_its_rule_and_the_day_it_was_sent_is_checked():
    mail = "From: Hanna <h@x.example>\nSubject: Fwd: Reservoir\nDate: Tue, 12 May 2026 00:01:00 +0100\nMIME-Version: 1.0\n\n-----Original Message-----\n"
    found = _read(
        f"{mail}From: Ed <e@x.example>\nSent: 3 May 2026 10:00\nTo: Hanna\n\nThe levy goes at last\n\n{_LEAD}\n"
    )

    assert "/authors/0/name" in found.report.missing
    assert ("/published", "the mail was sent then") in found.report.checks


def test_a_page_s_picture_is_found_by_the_name_that_mail_gives_it():
    page = f"<html><body><article><h1>The levy goes</h1><p>{_LEAD}</p><img src='cid:quay' alt='A quay'><p>{_LEAD[::-1]}</p></article></body></html>"
    picture = base64.b64encode(_QUAY).decode()
    saved = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://p.example/levy\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; type="text/html"; boundary="b"\n\n--b\nContent-Type: text/html; charset=utf-8\n\n'
        f"{page}\n--b\nContent-Type: image/png\nContent-ID: <quay>\nContent-Transfer-Encoding: base64\n\n{picture}\n--b--\n"
    )

    assert [data for _, data in import_article(saved.encode(), name="a.mhtml").files] == [_QUAY]


def test_front_matter_lists_an_author_that_is_nobody_s_name():
    found = _read(f"---\ntitle: The levy goes\nauthor: editorial team\n---\n\n{_LEAD}\n", "a.md")

    assert ("editorial team", "the front matter’s author, which is nobody’s name") in _left(found)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7\n", "PDF"), (b"{\\rtf1 x}", "RTF"), (b"\xd0\xcf\x11\xe0\xa1\xb1", "Office"), (b'{"a": [1]}', "JSON"),
        (b"<?xml version='1.0'?>\n<rss version='2.0'><channel/></rss>", "feed"), (b"<feed xmlns='a'></feed>", "feed"),
        (b"<newsItem xmlns='x'></newsItem>", "NewsML"), (b"", "empty"), (b" \n", "empty"), (gzip.compress(b"", mtime=0), "empty"),
        (gzip.compress(b"The levy goes", mtime=0)[:-9], "cut off"), (b"\x89PNG\r\n", "picture"), (b"BZh91", "bzip2"),
    ],
)  # fmt: skip
def test_what_is_not_read_is_refused_by_its_name(data, said):
    with pytest.raises(Unreadable, match=said):
        _read(data)


@pytest.mark.parametrize(
    ("member", "said"), [("xl/workbook.xml", "Excel"), ("ppt/presentation.xml", "PowerPoint"), ("a.txt", "no DOCX")]
)
def test_other_documents_are_refused_by_their_names(member, said):
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(member, "x")

    with pytest.raises(Unreadable, match=said):
        _read(stream.getvalue())


def test_a_document_that_unpacks_to_far_too_much_is_refused_before_it_does():
    for text in (b" " * 30_000_000, b"<p/>" * 200_000):
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml", b"<a>" + text + b"</a>")

        with pytest.raises(Unreadable, match="no article"):
            _read(stream.getvalue())


def test_a_number_that_does_not_count_on_in_markdown_is_kept_as_words():
    found = _read("---\ntitle: Ferry\n---\nText.\n\n1. Rust\n2. Money\n\n18. September was the day.\n", "post.md")

    body = values(found)["sections"][0]["body"]
    assert "1. Rust\n2. Money\n" in body
    assert "18\\. September was the day." in body


def test_front_matter_with_a_slip_is_read_line_by_line():
    found = _read(
        "---\ntitle: Ferry: closed\nauthor: Ada Quill\ndate: 2026-05-04\n---\nThe ferry is closed.\n", "post.md"
    )

    made = values(found)
    assert (made["headline"], made["authors"]) == ("Ferry: closed", [{"name": "Ada Quill"}])
    assert made["sections"][0]["body"] == "The ferry is closed.\n"


def test_front_matter_may_be_json_and_its_date_in_words():
    text = f'{{"title": "The levy", "author": "Ada Quill", "date": "4 May 2026"}}\n\n{_LEAD}\n'
    made = values(_read(text, "post.md"))

    assert (made["headline"], made["authors"], made["published"]) == ("The levy", [{"name": "Ada Quill"}], "2026-05-04")


def test_a_subject_that_nobody_encoded_is_read():
    head = b"From: a@b.example\r\nTo: c@d.example\r\nSubject: F\xe4hre nach \xd6stersund\r\nMIME-Version: 1.0\r\n"

    assert values(_read(head + b"\r\n" + _LEAD.encode()))["headline"] == "Fähre nach Östersund"


@pytest.mark.parametrize(("name", "said"), [("copy.gz", "called gzip"), ("copy.csv", "table of data")])
def test_text_that_is_named_as_something_else_is_refused(name, said):
    with pytest.raises(Unreadable, match=said):
        _read("name,age\nAda,3\n", name)


def test_lists_stand_within_lists_as_in_the_input_and_lose_no_word():
    body = values(_read(f"# The levy\n\n{_LEAD}\n\n- a\n  1. x\n  3. y\n- b\n", "post.md"))["sections"][0]["body"]

    assert body.strip().split("\n\n")[1].split("\n") == ["- a", "  1. x", "  - 3\\. y", "- b"]


def test_two_lists_in_a_row_each_keep_their_numbers():
    lists = '<ol start="13"><li>One thing.</li></ol><ol start="5"><li>Another thing.</li></ol>'
    page = f"<!doctype html><html><body><article><h1>The levy</h1><p>{_LEAD}</p>{lists}<p>{_LEAD}</p></article></body></html>"

    assert "13. One thing.\n\n5) Another thing." in values(_read(page))["sections"][0]["body"]


def test_a_byline_with_commas_in_a_role_names_everybody():
    text = f"The levy\n\nBy Zoe Nandu (reporter, Vienna), Ann Smith and Bob Worth (photographer)\n\n{_LEAD}\n"

    made = values(_read(text))["authors"]
    assert [one["name"] for one in made] == ["Zoe Nandu", "Ann Smith", "Bob Worth"]
    assert [one.get("role") for one in made] == ["reporter, Vienna", None, "photographer"]


def test_docx_may_number_the_part_that_holds_its_text():
    assert _read(document(_LEAD, "document2")).yaml == _read(document(_LEAD)).yaml


def test_a_long_first_paragraph_without_a_headline_is_the_body():
    lead = f"{_LEAD} Nobody was asked, and nobody has complained, but for the seals on the steps of the harbour office."

    assert lead in _read(lead).yaml


def test_a_byline_that_names_nobody_is_listed_and_the_address_of_an_author_kept():
    nobody = _read(f"The levy goes\n\nBy Harbour Post Staff Reporter\n\n{_LEAD}\n")
    somebody = _read(f"The levy goes\n\nBy Ada Quill (ada@harbourpost.example)\n\n{_LEAD}\n")

    assert [one.get("name") or "" for one in values(nobody)["authors"]] == [""]
    assert "a byline that names nobody" in [why for _, why in _left(nobody)]
    assert values(somebody)["authors"] == [{"name": "Ada Quill", "email": "ada@harbourpost.example"}]


def test_a_name_that_nothing_ties_to_the_writing_is_offered_and_not_taken():
    found = _read(f"The levy goes\n\nMia Sand\n\n{_LEAD}\n\n{_LEAD}\n")

    assert not values(found)["authors"][0]["name"]
    assert "perhaps “Mia Sand” (line 3)" in found.yaml
    assert "\n      Mia Sand\n" in found.yaml


def test_the_line_below_a_picture_is_its_caption_or_credit_where_it_says_so():
    below = "![A quay](quay.jpg)\n\n*The east quay. Photo: Mia Sand*\n\n![A pier](pier.jpg)\n\nPhoto: Jon Arden\n\n"
    beside = '![A boat](boat.jpg "The last boat. Photo: Ole Skov")\n'
    images = values(_read(f"# The levy goes\n\n{_LEAD}\n\n{below}{_LEAD}\n\n{beside}", "copy.md"))["images"]

    assert [(one.get("caption"), one["credit"]) for one in images.values()] == [
        ("The east quay.", "Mia Sand"),
        (None, "Jon Arden"),
        ("The last boat.", "Ole Skov"),
    ]
