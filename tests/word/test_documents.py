"""A Word document as other programs read it: python-docx its styles, mammoth its notes, lxml its parts."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from itertools import chain

import docx
import mammoth
import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from lxml import etree
from PIL import Image
from tests.conftest import absent
from tests.importing.readback import values
from tests.page.articles import full
from tests.page.hostile import STRINGS, hostile
from tests.pdf.conftest import ALL, article, written
from tests.strategies import articles

from pressmark import parity, reader, wording
from pressmark.importing import import_article
from pressmark.model import DemandList, ItemList, Look, Paragraph, QuoteBlock, Reference, Section, Text
from pressmark.problems import BuildError
from pressmark.theme import Options, load_theme
from pressmark.word import stretches
from pressmark.writers.docx import write

RTL = ["ar", "fa", "he"]


@cache
def built(name: str) -> bytes:
    """Return the document of the article *name*."""
    return write(article(name), Options(load_theme()))


@cache
def opened(name: str):
    """Return the document of the article *name* as python-docx reads it."""
    return docx.Document(io.BytesIO(built(name)))


def styled(document, style: str) -> list[str]:
    """Return the words of the paragraphs of *document* that have the style."""
    return [one.text for one in document.paragraphs if one.style.name == style]


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def findings(of, data: bytes) -> list[str]:
    (check,) = parity.check(of, {"article.docx": data})
    return [finding.message for finding in check.findings]


@pytest.mark.parametrize("name", ALL)
def test_headline_deck_and_headings_have_the_styles_of_word(name):
    source = article(name)

    assert styled(opened(name), "Title") == [source.headline]
    assert styled(opened(name), "Subtitle") == [source.deck or ""][: bool(source.deck)]
    headings = [section.heading for section in source.sections if section.heading]
    assert styled(opened(name), "Heading 1")[: len(headings)] == headings


@pytest.mark.parametrize("name", ALL)
def test_the_properties_are_the_articles_own(name):
    source, core = article(name), opened(name).core_properties

    assert core.title == source.headline
    assert core.author == "; ".join(author.label for author in source.authors)
    assert core.keywords == ", ".join(source.keywords)
    assert core.language == source.language
    moment = datetime.fromisoformat(source.published)
    assert core.created.replace(tzinfo=UTC) == (moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def test_quotes_stand_in_the_style_quote_with_who_said_them_below():
    source = article("opinion")
    blocks = [b for s in source.sections for b in s.blocks if isinstance(b, QuoteBlock) and b.first]
    assert len(blocks) == 2
    paragraphs = opened("opinion").paragraphs

    for block in blocks:
        said = "".join(wording.marked(block.quote, source.language))
        at = next(n for n, one in enumerate(paragraphs) if one.text == said)
        assert paragraphs[at].style.name == "Quote"
        assert paragraphs[at + 1].style.name == "Quote Attribution"
        assert paragraphs[at + 1].text.startswith(f"— {block.quote.speaker.label}")


def test_a_pull_quote_is_not_said_twice():
    source = article("opinion")
    section = source.sections[0]
    quote = next(block for block in section.blocks if isinstance(block, QuoteBlock))
    pulled = replace(section, blocks=(*section.blocks, replace(quote, first=False)))
    changed = replace(source, sections=(pulled, *source.sections[1:]))

    data = write(changed, Options(load_theme()))

    assert styled(docx.Document(io.BytesIO(data)), "Quote").count(f"“{quote.quote.text}”") == 1
    assert findings(changed, data) == []


def test_demands_are_a_numbered_list_with_whom_until_when_and_what_became_of_it():
    source = article("opinion")
    (demands,) = [b for s in source.sections for b in s.blocks if isinstance(b, DemandList)]
    document = opened("opinion")
    found = [one for one in document.paragraphs if one.style.name == "Demand"]

    assert [one.text for one in found] == [demand.text for demand in demands.demands]
    lists = {one._p.pPr.numPr.numId.val for one in found}
    assert len(lists) == 1
    numbering = document.part.numbering_part.element
    (number,) = [one for one in numbering.num_lst if one.numId in lists]
    abstract = numbering.xpath(f"//w:abstractNum[@w:abstractNumId='{number.abstractNumId.val}']")[0]
    assert abstract.find(f"{qn('w:lvl')}/{qn('w:numFmt')}").get(qn("w:val")) == "decimal"
    details = styled(document, "Demand Details")
    assert "Demanded of: Harbour Town Council" in details
    assert "Due: 22 September 2026" in details
    assert details[-1] == "Status: met"


def test_each_source_is_a_footnote_with_the_number_that_all_renditions_give_it():
    html = mammoth.convert_to_html(io.BytesIO(built("opinion"))).value
    notes = re.findall(r'<li id="footnote-(\d+)"><p>(.*?)</p></li>', html)
    said = [re.sub("<[^>]+>", "", words).strip(" ↑") for _, words in notes]

    source = article("opinion")
    assert said == [wording.plain(wording.reference(one, source.language)) for one in source.references]
    assert [int(number) for number, _ in notes] == [one.number for one in source.references]


def test_a_second_reference_to_a_source_is_a_field_that_names_the_first():
    root = etree.fromstring(parts(built("opinion"))["word/document.xml"])
    fields = [one.text for one in root.iter(qn("w:instrText")) if "NOTEREF" in one.text]
    bookmarks = {one.get(qn("w:name")) for one in root.iter(qn("w:bookmarkStart"))}

    assert fields
    assert {one.split()[1] for one in fields} <= bookmarks
    references = [one.get(qn("w:id")) for one in root.iter(qn("w:footnoteReference"))]
    assert len(references) == len(set(references)) == len(article("opinion").references)


_QUOTED = """
parties: {tomas: {name: Tomas Reyl}}
quotes: {boats: {text: A boat should run, speaker: tomas, source: table}}
sources: {table: {title: The timetable}, survey: {title: The survey}}
sections:
  - body: |
      Others count.[^survey] So he said: {quote:boats}.
"""


def _marks(data: bytes) -> list[tuple[str, str, str]]:
    """Return text before, custom mark and id of each reference to a footnote."""
    root = etree.fromstring(parts(data)["word/document.xml"])
    found = []
    for one in root.iter(qn("w:footnoteReference")):
        run = one.getparent()
        before = "".join(run.xpath("preceding::w:t[1]/text()", namespaces=run.nsmap))
        found.append((before, run.findtext(qn("w:t")) or "", one.get(qn("w:id"))))
    return found


def test_a_quote_in_a_sentence_has_its_source_in_a_note_so_that_word_counts_as_the_article():
    source = written(_QUOTED)
    assert [one.id for one in source.references] == ["survey", "table"]

    data = write(source, Options(load_theme()))

    assert _marks(data) == [("Others count.", "", "1"), ("“A boat should run”", "", "2")]
    assert findings(source, data) == []


def test_a_quote_before_the_first_note_has_the_number_that_the_page_lists_its_source_under():
    source = written(
        _QUOTED.replace("Others count.[^survey] So he said: {quote:boats}.", "{quote:boats}, he said.[^survey]")
    )

    data = write(source, Options(load_theme()))

    assert [(one.id, one.number) for one in source.references] == [("survey", 1), ("table", 2)]
    assert [mark for _, mark, _ in _marks(data)] == ["2", "1"]
    assert findings(source, data) == []


def test_a_note_behind_words_that_are_not_from_its_source_is_found():
    source = written(_QUOTED)
    found = parts(write(source, Options(load_theme())))
    text = found["word/document.xml"].decode()
    moved = text.replace('w:rStyle w:val="FootnoteReference"', 'w:rStyle w:val="QuoteReference"', 1)
    assert moved != text

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in found.items():
            archive.writestr(name, moved if name == "word/document.xml" else data)

    assert any("which is not from that source" in message for message in findings(source, stream.getvalue()))


def test_where_word_would_count_otherwise_the_notes_bear_their_own_numbers():
    source = written(_QUOTED)
    first, second = source.references
    swapped = {first: replace(first, number=2), second: replace(second, number=1)}
    changed = _with(source, swapped)

    data = write(changed, Options(load_theme()))

    assert [mark for _, mark, _ in _marks(data)] == ["2", "1"]
    assert findings(changed, data) == []


def _with(value, swapped):
    """Return *value* with its sources *swapped*, wherever they are."""
    if value in swapped if isinstance(value, Reference) else False:
        return swapped[value]
    if isinstance(value, tuple):
        found = tuple(_with(one, swapped) for one in value)
        return tuple(sorted(found, key=lambda one: one.number)) if isinstance((*found, None)[0], Reference) else found
    if not is_dataclass(value):
        return value
    return replace(value, **{one.name: _with(getattr(value, one.name), swapped) for one in fields(value)})


@pytest.mark.parametrize("name", ALL)
def test_every_paragraph_of_a_document_from_right_to_left_is_one(name):
    document = opened(name)
    turned = {one._p.pPr.find(qn("w:bidi")) is not None for one in document.paragraphs}

    assert turned == {name in RTL}
    letters = {
        run.text: run._r.rPr is not None and run._r.rPr.find(qn("w:rtl")) is not None
        for one in document.paragraphs
        for run in one.runs
    }
    assert any(letters.values()) == (name in RTL)


def test_latin_words_in_arabic_keep_their_direction():
    assert list(stretches("الخط (Linie 7) يتوقف", rtl=True)) == [
        ("الخط (", True),
        ("Linie 7", False),
        (") يتوقف", True),
    ]
    assert list(stretches("الخط 7 (https://boats.example/by/4.0/)", rtl=True)) == [
        ("الخط 7 (", True),
        ("https://boats.example/by/4.0/", False),
        (")", True),
    ]
    assert list(stretches("A note on שלום, here", rtl=False)) == [
        ("A note on ", False),
        ("שלום", True),
        (", here", False),
    ]


@pytest.mark.parametrize("name", ALL)
def test_the_language_is_said_for_every_script(name):
    styles = etree.fromstring(parts(built(name))["word/styles.xml"])
    (said,) = styles.iterfind(f"{qn('w:docDefaults')}//{qn('w:lang')}")

    assert {said.get(qn(f"w:{of}")) for of in ("val", "eastAsia", "bidi")} == {article(name).language}


@pytest.mark.parametrize("name", ALL)
def test_every_part_is_whole_named_and_of_a_known_type(name):
    found = parts(built(name))
    types = etree.fromstring(found["[Content_Types].xml"])
    defaults = {one.get("Extension") for one in types if one.tag.endswith("Default")}
    overrides = {one.get("PartName") for one in types if one.tag.endswith("Override")}

    assert next(iter(found)) == "[Content_Types].xml"
    for part, data in found.items():
        assert f"/{part}" in overrides or part.rpartition(".")[2] in defaults
        if part.endswith((".xml", ".rels")):
            etree.fromstring(data)
    assert overrides <= {f"/{part}" for part in found}
    for part in (one for one in found if one.endswith(".rels")):
        folder = part.rpartition("_rels/")[0]
        for link in etree.fromstring(found[part]):
            if link.get("TargetMode") == "External":
                assert link.get("Type").endswith("/hyperlink")
            else:
                assert f"{folder}{link.get('Target')}" in found


def test_pictures_have_their_words_and_fit_the_page():
    document = opened("opinion")
    shapes = [one for one in document.inline_shapes if one._inline.docPr.get("name") == "quay"]
    section = document.sections[0]

    (shape,) = shapes
    assert shape._inline.docPr.get("descr") == article("opinion").images[0].alt
    assert shape.width <= section.page_width - section.left_margin - section.right_margin
    assert shape.width / shape.height == pytest.approx(
        article("opinion").images[0].width / article("opinion").images[0].height, rel=0.01
    )


def test_a_webp_picture_is_a_png_for_word(tmp_path):
    Image.new("RGB", (40, 30), "#357").save(tmp_path / "quay.webp")
    source = written(
        "images: {quay: {file: quay.webp, alt: A quay}}\nsections: [{body: 'Here.\n\n\n  {image:quay}'}]", tmp_path
    )

    data = write(source, Options(load_theme()))

    (name,) = [one for one in parts(data) if one.startswith("word/media/")]
    with Image.open(io.BytesIO(parts(data)[name])) as picture:
        assert (picture.format, picture.size) == ("PNG", (40, 30))
    assert findings(source, data) == []


@pytest.mark.parametrize(("page", "size"), [("a4", (210, 297)), ("letter", (215.9, 279.4)), ("6x9in", (152.4, 228.6))])
def test_the_page_is_the_one_that_is_asked_for(page, size):
    data = write(article("opinion"), Options(load_theme(), page=page))
    section = docx.Document(io.BytesIO(data)).sections[0]

    assert (section.page_width.mm, section.page_height.mm) == pytest.approx(size, abs=0.1)


def test_a_page_of_no_size_is_refused():
    with pytest.raises(BuildError, match="unknown page size"):
        write(article("opinion"), Options(load_theme(), page="a9"))


def test_an_embargo_stands_at_the_top_and_on_every_page():
    document = opened("statement")
    said = wording.embargo(article("statement")).text

    assert document.paragraphs[0].text == said
    assert document.sections[0].header.paragraphs[0].text == said
    assert opened("opinion").sections[0].header.paragraphs[0].text == ""


def test_of_a_withdrawn_article_nothing_is_told_but_that():
    source = article("withdrawn")

    assert source.withdrawn.reason in "\n".join(styled(opened("withdrawn"), "Embargo"))
    assert findings(source, built("withdrawn")) == []


@pytest.mark.parametrize("string", STRINGS)
def test_words_that_are_out_to_break_a_document_are_words(string):
    source = hostile(article("opinion"), string)

    data = write(source, Options(load_theme()))

    assert docx.Document(io.BytesIO(data)).core_properties.title == string
    assert findings(source, data) == []


@given(articles())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
def test_whatever_the_article_its_document_says_what_it_says(made):
    source = reader.check(made.source, name="made.yaml", stem="made", folder=None).article
    assert source is not None
    data = write(source, Options(load_theme()))

    assert findings(source, data) == []
    words = " ".join(one.text for one in docx.Document(io.BytesIO(data)).paragraphs)
    assert all(" ".join(said.split()) in " ".join(words.split()) for said in made.expected)


def _saved(source):
    """Return the document of *source* as python-docx reads it, after it was held to its source."""
    data = write(source, Options(load_theme()))
    assert findings(source, data) == []
    return docx.Document(io.BytesIO(data))


def _start(document, one) -> str:
    """Return the first number of the list that the paragraph *one* of *document* is in."""
    number, level = one._p.pPr.numPr.numId.val, one._p.pPr.numPr.ilvl.val
    numbering = document.part.numbering_part.element
    (found,) = numbering.xpath(f"//w:abstractNum[@w:abstractNumId='{number}']/w:lvl[@w:ilvl='{level}']/w:start")
    return found.get(qn("w:val"))


def test_a_list_and_demands_begin_at_their_own_number():
    demand = replace(full().demands[0], source=None)
    blocks = (
        ItemList(ordered=True, start=3, tight=True, items=((Paragraph((Text("Third."),)),),)),
        DemandList((demand,), 2),
    )
    document = _saved(full(sections=(Section("s", None, blocks),)))
    (item,) = [one for one in document.paragraphs if one.text == "Third."]
    (asked,) = [one for one in document.paragraphs if one.style.name == "Demand"]

    assert (_start(document, item), _start(document, asked)) == ("3", "2")


def test_the_words_of_an_original_are_in_its_language_and_direction():
    document = _saved(full())
    (dutch,) = [one for one in document.paragraphs if "Wij leggen aan" in one.text]
    (hebrew,) = [one for one in document.paragraphs if "הסירה הלכה" in one.text]

    for one, tag in ((dutch, "nl"), (hebrew, "he")):
        assert {lang.get(qn("w:val")) for lang in one._p.iter(qn("w:lang"))} == {tag}
    assert hebrew._p.pPr.find(qn("w:bidi")) is not None
    assert dutch._p.pPr.find(qn("w:bidi")) is None


def test_whom_to_call_stands_above_the_headline_where_the_look_has_it_there():
    texts = {
        place: [one.text for one in _saved(full(kind="statement", look=Look(contact=place))).paragraphs]
        for place in ("top", "foot")
    }

    def before(place: str) -> bool:
        return texts[place].index("Contact") < texts[place].index(full().headline)

    assert (before("top"), before("foot")) == (True, False)


def test_every_source_that_no_note_tells_of_is_listed():
    source = full()
    (first,) = source.references
    more = tuple(replace(first, id=f"s{n}", title=f"Source {n}", number=n) for n in (2, 3))
    words = "\n".join(one.text for one in _saved(replace(source, references=(first, *more))).paragraphs)

    assert "Source 2" in words
    assert "Source 3" in words


def test_a_document_from_right_to_left_has_its_pages_so():
    turned = {name: opened(name).sections[0]._sectPr.find(qn("w:bidi")) is not None for name in ("ar", "opinion")}

    assert turned == {"ar": True, "opinion": False}


def _runs(document) -> dict[str, tuple[bool, bool]]:
    """Return of each run by its words whether it is bold and whether it is italic."""
    return {run.text: (bool(run.bold), bool(run.italic)) for one in document.paragraphs for run in one.runs}


def test_what_is_strong_is_bold_and_what_is_stressed_is_italic():
    runs = _runs(_saved(full()))

    assert (runs["home "], runs["across"]) == ((False, True), (True, True))


def test_the_logo_is_described_where_its_name_alone_does_not_say_it():
    logos = [one._inline.docPr for one in _saved(full()).inline_shapes if one._inline.docPr.get("name") != "quay"]

    assert [one.get("descr") for one in logos] == ["The outlet_logo"]


@pytest.mark.parametrize("sign", ["\t", "\u2028", "\x85", "\v"])
def test_no_sign_within_a_text_ends_its_line_or_jumps_to_a_stop(sign):
    paragraph = Paragraph((Text(f"one{sign}two"),))
    data = write(full(sections=(Section("s", None, (paragraph,)),)), Options(load_theme()))

    assert "one two" in [one.text for one in docx.Document(io.BytesIO(data)).paragraphs]


def test_the_name_of_a_language_is_in_that_language():
    runs = [run for one in _saved(full()).paragraphs for run in one._p.iter(qn("w:r"))]
    (named,) = [run for run in runs if "".join(text.text for text in run.iter(qn("w:t"))) == "Nederlands"]

    assert named.find(f".//{qn('w:lang')}").get(qn("w:val")) == "nl"


def test_import_reads_back_what_newsrooms_return():
    source = article("opinion")

    made = values(import_article(built("opinion"), name="article.docx"))

    for key in ("kind", "headline", "deck", "rubric", "summary", "dateline", "language", "url"):
        assert made[key] == getattr(source, key)
    assert made["keywords"] == list(source.keywords)
    assert [one["text"] for one in made["quotes"].values()] == [
        quote.text for quote in source.quotes if quote.id in ("tied-up", "lights")
    ]
    assert made["published"] == source.published
    assert [one["name"] for one in made["authors"]] == [one.name for one in source.authors]
    assert made["outlet"]["name"] == source.outlet.name
    bodies = {one.get("heading"): one["body"] for one in made["sections"]}
    assert [section.heading for section in source.sections if section.heading not in bodies] == []
    noted = [re.findall(r"\[\^([\w-]+)\]", line) for line in bodies["The last boat"].splitlines()]
    assert [len(notes) for notes in noted if notes][:2] == [1, 2]
    titles = {id_: one["title"] for id_, one in made["sources"].items()}
    assert [any(one.title in titles[id_] for id_ in chain(*noted)) for one in source.references] == [True, True]
    assert "{demands}" in bodies["What should happen now"]
    assert [one["text"] for one in made["demands"]] == [demand.text for demand in source.demands]


def _changed(old: str, new: str, part: str = "word/document.xml") -> bytes:
    """Return the document of the opinion with *old* once replaced in *part*."""
    found = parts(built("opinion"))
    text = found[part].decode()
    assert old in text
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in found.items():
            archive.writestr(name, text.replace(old, new, 1) if name == part else data)
    return stream.getvalue()


_RELS, _NOTES, _CORE = "word/_rels/document.xml.rels", "word/footnotes.xml", "docProps/core.xml"
CHANGES = {
    "a number": ("at six.", "at five.", "word/document.xml", "paragraph 1"),
    "a quote": ("while half the town", "while all the town", "word/document.xml", "quote “tied-up”"),
    "a speaker": ("Tomas Reyl<", "Thomas Reyl<", "word/document.xml", "attribution of quote “tied-up”"),
    "what a demand asks": ("should be made public", "should be kept", "word/document.xml", "demand “counts”"),
    "what became of a demand": (">met<", ">open<", "word/document.xml", "demand “counts”"),
    "a note": ("Who crosses the river", "Who crosses the road", _NOTES, "source “survey”"),
    "where a link leads": ("council.example/night-taxi", "council.example/day-taxi", _RELS, "night-taxi"),
    "words that nobody sees": ("<w:i/><w:iCs/>", "<w:vanish/>", "word/document.xml", "hides words"),
    "a picture from elsewhere": (
        '<Relationship Id="rId1"',
        '<Relationship Id="x" Type="e:/image" Target="//e.example" TargetMode="External"/><Relationship Id="rId1"',
        _RELS,
        "it loads",
    ),
    "the title among the properties": ("<dc:title>Bring", "<dc:title>Take", _CORE, "property “title”"),
    "an author among the properties": (">Mira Sandoval<", ">Mina Sandoval<", _CORE, "property “creator”"),
    "a version among the properties": ("<cp:version>2<", "<cp:version>3<", _CORE, "property “version”"),
    "words in the margin": (
        "</w:p>",
        "<w:r><w:t>Buy</w:t></w:r></w:p>",
        "word/header.xml",
        "in the margin of its pages",
    ),
    "a day among the properties": ("2026-05-04T06:30:00Z", "2026-05-03T06:30:00Z", _CORE, "property “created”"),
    "a table": ("<w:sectPr>", "<w:tbl/><w:sectPr>", "word/document.xml", "<w:tbl> is in it"),
    "what a list shows": ('"%1."', '"§ %1."', "word/numbering.xml", "number"),
    "notes in another part": ('Target="footnotes.xml"', 'Target="more.xml"', _RELS, "its footnotes is elsewhere"),
    "a text in another part": ('Target="word/document.xml"', 'Target="word/b.xml"', "_rels/.rels", "is elsewhere"),
    "notes at the end": ("/relationships/fontTable", "/relationships/endnotes", _RELS, "not read (endnotes)"),
    "changes that are tracked": ("<w:body>", "<w:body><w:p><w:ins/></w:p>", "word/document.xml", "changes are tracked"),
    "a field that computes": (
        "<w:body>",
        '<w:body><w:p><w:fldSimple w:instr="DATE"/></w:p>',
        "word/document.xml",
        "a field is in it that computes words (DATE)",
    ),
    "pale words": ("<w:i/><w:iCs/>", '<w:color w:val="FFFFFF"/>', "word/document.xml", "as pale as paper (FFFFFF)"),
    "tiny words": ("<w:i/><w:iCs/>", '<w:sz w:val="2"/>', "word/document.xml", "too small to be seen"),
    "another picture’s name": ('name="quay"', 'name="bay"', "word/document.xml", "that the source does not have"),
    "a list that begins anew": (
        "</w:num>",
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>',
        "word/numbering.xml",
        "number",
    ),
    "a style that numbers": ("<w:pPr>", "<w:pPr><w:numPr/>", "word/styles.xml", "its styles number paragraphs"),
    "a first number": ('<w:start w:val="1"/>', '<w:start w:val="4"/>', "word/numbering.xml", "number"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_is_changed_in_a_document_is_found(what):
    old, new, part, told = CHANGES[what]

    assert any(told in message for message in findings(article("opinion"), _changed(old, new, part)))


def test_another_picture_in_a_document_is_found():
    found = parts(built("opinion"))
    (name,) = [one for one in found if found[one] == article("opinion").images[0].data]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for one, data in found.items():
            archive.writestr(one, data[:-1] if one == name else data)

    assert "image “quay” is not the picture in the source" in findings(article("opinion"), stream.getvalue())


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04",
        b"",
        b"no document",
        _changed("<w:body>", "<w:bod>"),
        _changed("<?xml", "<!DOCTYPE a [<!ENTITY b 'c'>]>"),
    ],
    ids=["a broken zip", "nothing", "text", "broken XML", "entities"],
)
def test_what_is_no_document_can_not_be_read(data):
    (message,) = findings(article("opinion"), data)

    assert message.startswith("it can’t be read")


@pytest.mark.conformance
def test_a_validator_of_office_documents_finds_nothing_and_would_say_so(tmp_path):
    if find_spec("openxml_audit") is None:
        absent("openxml-audit is not installed; scripts/setup.sh dev brings it")
    from openxml_audit import OpenXmlValidator

    options = Options(load_theme())
    sources = {name: article(name) for name in ALL}
    sources |= {f"hostile-{n}": hostile(article("opinion"), string) for n, string in enumerate(STRINGS)}
    sources |= {kind: full(kind=kind) for kind in ("statement", "summary")} | {"untranslated": full("ur")}
    said = {}
    for name, source in sources.items():
        (tmp_path / f"{name}.docx").write_bytes(write(source, options))
        said[name] = [one.description for one in OpenXmlValidator().validate(tmp_path / f"{name}.docx").errors]
    assert {name: errors for name, errors in said.items() if errors} == {}

    (tmp_path / "a.docx").write_bytes(_changed('<w:pStyle w:val="Title"/>', "<w:title/>", "word/document.xml"))
    assert not OpenXmlValidator().validate(tmp_path / "a.docx").is_valid
