"""A changed word in any rendition is found, and named by what it is a word of."""

from __future__ import annotations

import json
import re
import textwrap

import pytest
from PIL import Image
from tests.parity.conftest import NAMES
from tests.pdf.conftest import article

from pressmark import parity, reader
from pressmark.parity.claims import Claim
from pressmark.parity.compare import Block, Comparison, Form
from pressmark.theme import Options, load_theme
from pressmark.writers import writer

# The build that they all read takes seconds: one worker makes it for all.
pytestmark = pytest.mark.xdist_group("parity")


def _messages(article, name: str, data: bytes) -> list[str]:
    return [finding.message for check in parity.check(article, {name: data}) for finding in check.findings]


@pytest.mark.parametrize("suffix", ["html", "jsonld", "md", "pdf", "txt"])
@pytest.mark.parametrize("name", NAMES)
def test_a_rendition_says_what_its_source_says(name, suffix, desk, articles):
    assert _messages(articles[name], f"x.{suffix}", (desk / "build" / f"{name}.{suffix}").read_bytes()) == []


# Words of the opinion piece: where they stand, and under which name a change of them is told.
WORDS = {
    "the headline": ("evening river bus", "evening canal bus", "the headline differs"),
    "the deck": ("Half the town still works", "Half the city still works", "the deck differs"),
    "the byline": ("By Mira Sandoval", "By Mina Sandoval", "the byline differs"),
    "the date": ("4 May 2026", "5 May 2026", "the date (Published) differs"),
    "a heading": ("What now", "What then", "the heading of section 2 differs"),
    "a paragraph": (
        "leaves the east quay at six",
        "leaves the west quay at six",
        "paragraph 1 of section “The last boat” differs",
    ),
    "a list's item": ("Cooks walk.", "Cooks run.", "paragraph 4 of section “The last boat” differs"),
    "a quote": ("An evening boat is too dear", "An evening boat is so dear", "quote “too-dear” differs"),
    "an attribution": (
        "attributed to Edda Lindqvist",
        "attributed to Hedda Lindqvist",
        "the attribution of quote “too-dear” differs",
    ),
    "an original": ("aldrig", "alltid", "the original of quote “slow” differs"),
    "a demand": ("The bridges should be lit.", "The bridges should be shut.", "demand “bridges” differs"),
    "a demand's status": ("Status: refused", "Status: met", "demand “bridges” (Status) differs"),
    "a correction": ("named the wrong quay", "named the right quay", "correction 1 differs"),
    "a caption": ("The east quay", "The East Quay", "the caption of image “quay” differs"),
    "a source": ("Who crosses the river at night", "Who crosses the river by day", "source “survey” differs"),
    "a note to editors": ("founded in 1911", "founded in 1912", "paragraph 1 of the notes to editors differs"),
}


def _changed_line(text: str, old: str, new: str) -> str:
    """Return *text* with *old* replaced by *new* in the last line that holds no more than it must."""
    lines = text.split("\n")
    at = min((n for n, line in enumerate(lines) if old in line), key=lambda n: len(lines[n]))
    lines[at] = lines[at].replace(old, new)
    return "\n".join(lines)


@pytest.mark.parametrize("which", WORDS)
def test_a_changed_word_in_the_text_is_named(which, desk, articles):
    old, new, expected = WORDS[which]
    text = (desk / "build" / "opinion.txt").read_text("utf-8")

    found = _messages(articles["opinion"], "opinion.txt", _changed_line(text, old, new).encode())

    assert [message for message in found if expected in message], found


def _words_of(page: str):
    """Yield where each run of words begins and ends in the article of *page*."""
    start, end = page.index("<article"), page.rindex("</article>")
    for match in re.finditer(r">([^<>]+)<", page[start:end]):
        if any(c.isalpha() for c in match[1]):
            yield start + match.start(1), start + match.end(1)


@pytest.mark.parametrize("name", NAMES)
def test_no_word_of_the_page_can_change_unnoticed(name, desk, articles):
    page = (desk / "build" / f"{name}.html").read_text("utf-8")
    places = list(_words_of(page))
    # The longest page has many alike: some sixty of them tell as much in a third of the time.
    places = places[:: max(1, len(places) // 60)]
    assert places

    unnoticed = [
        page[start:end]
        for start, end in places
        if not _messages(articles[name], "x.html", f"{page[:start]}{page[start:end]} zwei{page[end:]}".encode())
    ]
    assert unnoticed == []


@pytest.mark.parametrize("name", NAMES)
def test_no_line_of_the_text_can_change_unnoticed(name, desk, articles):
    lines = (desk / "build" / f"{name}.txt").read_text("utf-8").split("\n")
    places = [n for n, line in enumerate(lines) if line.strip(" >")]

    unnoticed = [
        lines[n]
        for n in places
        if not _messages(articles[name], "x.txt", "\n".join([*lines[:n], lines[n] + " zwei", *lines[n + 1 :]]).encode())
    ]
    assert unnoticed == []


@pytest.mark.parametrize("name", NAMES)
def test_no_line_of_the_markdown_can_change_or_vanish_unnoticed(name, desk, articles):
    lines = (desk / "build" / f"{name}.md").read_text("utf-8").split("\n")
    body = lines.index("---", 1)
    places = [n for n, line in enumerate(lines) if line.strip(" >") and line != "---"]
    # A line of the front matter may be one of many of a list.
    changed = {n: f"{lines[n].rstrip()} zwei" for n in places if n > body or not lines[n].endswith((":", "'"))}
    assert len(changed) > 20

    def without(n: int) -> bytes:
        return "\n".join(lines[:n] + lines[n + 1 :]).encode()

    def other(n: int) -> bytes:
        return "\n".join([*lines[:n], changed[n], *lines[n + 1 :]]).encode()

    assert [lines[n] for n in changed if not _messages(articles[name], "x.md", other(n))] == []
    assert [lines[n] for n in places if not _messages(articles[name], "x.md", without(n))] == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[night taxi scheme](https://", "[night taxi scheme](https://evil.", "leads to"),
        ("on most evenings full.[^1]", "on most evenings full.[^2]", "the link “1” to #1 is missing"),
        ("Two things would help", "<b>Two</b> things would help", "HTML stands in it"),
        ("> A river is a road", "A river is a road", "is shown as plain text, not as a quotation"),
        ("## What it costs", "### What it costs", "is shown as a heading of level 3, not as a heading of level 2"),
        ("title: Bring", "title: Take", "“title” in the front matter is"),
        ("lang: en-GB", "lang: en-GB\ndraft: true", "the front matter says “draft”"),
        ("2. The passenger counts", "3. The passenger counts", "has the number “3” where the source has “2”"),
        ("/img/quay.png)", "/img/kay.png)", "a picture is in it that the source does not have"),
        ("[^2]: River", "[^3]: River", "there is no footnote 2"),
        ("[^2]: River", "[^9]: Nobody\n\n[^2]: River", "nothing refers to footnote 9"),
        ("[^2]: River", "[^2]: Twice\n\n[^2]: River", "footnote 2 is there twice"),
        ("council.example/night-taxi)", 'council.example/night-taxi "Buy")', "a link has the title “Buy”"),
        ("/img/quay.png)", '/img/quay.png "Buy")', "a picture has the title “Buy”"),
        ("Two things would help", "`Two` things would help", "words stand in it as code"),
        ("title: Bring", "title: Briny", "“title” in the front matter is"),
    ],
)
def test_a_change_of_the_markdown_s_markup_is_told(old, new, expected):
    piece = article("opinion")
    text = writer("markdown").write(piece, Options(load_theme())).decode()
    assert text.count(old) == 1

    found = _messages(piece, "x.md", text.replace(old, new).encode())
    assert [message for message in found if expected in message], found


@pytest.mark.parametrize("name", NAMES)
def test_no_line_of_the_text_can_vanish_unnoticed(name, desk, articles):
    lines = (desk / "build" / f"{name}.txt").read_text("utf-8").split("\n")
    places = [n for n, line in enumerate(lines) if line.strip(" >")]

    def without(n: int) -> bytes:
        return "\n".join(lines[:n] + lines[n + 1 :]).encode()

    assert [lines[n] for n in places if not _messages(articles[name], "x.txt", without(n))] == []


def _leaves(value: object, path: tuple = ()):
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(item, (*path, key))
    else:
        yield path


def test_no_statement_of_the_graph_can_change_unnoticed(desk, articles):
    text = (desk / "build" / "opinion.jsonld").read_text("utf-8")
    paths = list(_leaves(json.loads(text)))
    unnoticed = []
    for path in paths:
        graph = json.loads(text)
        place = graph
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = not place[path[-1]] if isinstance(place[path[-1]], bool) else f"{place[path[-1]]} zwei"
        if not _messages(articles["opinion"], "x.jsonld", json.dumps(graph).encode()):
            unnoticed.append(path)

    assert len(paths) > 200
    assert unnoticed == []


def test_a_change_in_the_graph_is_named_by_part_and_property(desk, articles):
    graph = (desk / "build" / "opinion.jsonld").read_text("utf-8")
    graph = graph.replace('"text": "The bridges should be lit."', '"text": "The bridges should be shut."')

    (message,) = _messages(articles["opinion"], "x.jsonld", graph.encode())

    assert message.startswith("“text” of “bridges” differs: it says “")


@pytest.fixture(scope="module")
def other_copy(desk) -> bytes:
    """Return a PDF of an article in which one word of every sort is another."""
    source = (desk / "source" / "opinion.yaml").read_text("utf-8")
    changes = {
        "headline: Bring back": "headline: Take back",
        "deck: Half the town": "deck: Half the city",
        "  - id: mira\n    name: Mira Sandoval": "  - id: mira\n    name: Mina Sandoval",
        "published: 2026-05-04T07": "published: 2026-05-04T06",
        "leaves the east quay": "leaves the west quay",
        "An evening boat is too dear": "An evening boat is so dear",
        "name: Edda Lindqvist": "name: Hedda Lindqvist",
        "The bridges should be lit": "The bridges should be shut",
        "named the wrong quay": "named the right quay",
    }
    for old, new in changes.items():
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    reading = reader.check(source.encode(), name="opinion.yaml", stem="opinion", folder=desk / "source")
    assert reading.article is not None, reading.problems
    return writer("pdf").write(reading.article, Options(load_theme()))


@pytest.mark.parametrize(
    "name",
    [
        "the headline",
        "the deck",
        "the byline",
        "the date (Published)",
        "paragraph 1 of section “The last boat”",
        "quote “too-dear”",
        "the attribution of quote “too-dear”",
        "demand “bridges”",
        "correction 1",
    ],
)
def test_a_changed_word_in_the_pdf_is_named(name, other_copy, articles):
    found = _messages(articles["opinion"], "opinion.pdf", other_copy)

    assert [message for message in found if message.startswith(f"{name} differs")], found


def test_the_source_inside_a_pdf_is_held_to_the_source(other_copy, articles):
    found = _messages(articles["opinion"], "opinion.pdf", other_copy)

    assert [message for message in found if message.startswith("the source inside it, opinion.yaml, is another")]
    assert [message for message in found if message.startswith("the digest printed in it is")]


def test_words_that_were_added_to_the_body_are_found(desk, articles):
    page = (desk / "build" / "opinion.html").read_text("utf-8")
    before, heading, after = page.rpartition('<h2 class="part"')
    page = f"{before}<p>Nobody said this.</p>{heading}{after}"

    (message,) = _messages(articles["opinion"], "opinion.html", page.encode())

    assert message.startswith("more is said than in the source after")
    assert message.endswith("“Nobody said this.”")


def test_a_number_before_a_paragraph_that_has_none_is_found(desk, articles):
    text = (desk / "build" / "opinion.txt").read_text("utf-8")
    numbered = re.sub(r"(?m)^(?=.*leaves the east quay at six)", "1. ", text, count=1)
    assert numbered != text

    (message,) = _messages(articles["opinion"], "opinion.txt", numbered.encode())
    assert message.endswith("has the number “1” where the source has none")


def test_two_neighbours_after_the_body_in_another_order_are_found(desk, articles):
    lines = (desk / "build" / "opinion.txt").read_text("utf-8").split("\n")
    at = lines.index("## Sources")
    lines[at + 2], lines[at + 4] = lines[at + 4], lines[at + 2]

    found = _messages(articles["opinion"], "opinion.txt", "\n".join(lines).encode())
    assert [message for message in found if message.endswith("stands in another place than in the source")]


def test_paragraphs_in_another_order_are_found(desk, articles):
    text = (desk / "build" / "opinion.txt").read_text("utf-8")
    text = text.replace("- Nurses walk.\n- Cooks walk.", "- Cooks walk.\n- Nurses walk.")

    assert _messages(articles["opinion"], "opinion.txt", text.encode())


def test_a_change_in_the_page_s_head_is_found(desk, articles):
    page = (desk / "build" / "opinion.html").read_text("utf-8")
    page = page.replace('<meta property="og:title" content="Bring', '<meta property="og:title" content="Take')

    assert _messages(articles["opinion"], "x.html", page.encode()) == [
        "“og:title” in the head is not “Bring back the evening river bus”"
    ]


def test_another_picture_in_the_page_is_found(desk, articles):
    page = (desk / "build" / "opinion.html").read_text("utf-8")
    at = page.index('<img src="data:')
    page = page[:at] + re.sub(r"base64,[^\"]+", "base64,AAAA", page[at:], count=1)

    (message,) = _messages(articles["opinion"], "x.html", page.encode())

    assert message.startswith("image “quay” is not the picture in the source")


def test_a_hint_for_line_breaking_in_a_headline_is_no_departure():
    """Titles and metadata leave such signs out (`pressmark.letters.plain`), the headline on the page keeps them."""
    source = (
        "pressmark: 1\nkind: news\nlanguage: de\npublished: 2026-05-04\n"
        "headline: Fähr\u00adhafen\u200bgesell\u2060schaft\n"
        "outlet: {name: Hafen\u00adpost}\nauthors: [{name: Mira Sandoval}]\nsections: [{body: Worte.}]\n"
    )
    made = reader.check(source.encode(), name="a.yaml", stem="a", folder=None).article

    assert made is not None
    assert _messages(made, "a.html", writer("html").write(made, Options(load_theme()))) == []


@pytest.mark.parametrize("sources_first", [True, False])
def test_a_source_that_is_called_as_somebody_is_may_stand_before_or_after_the_people(sources_first):
    said = [(Claim("who “board” is", "Harbour Board", part="people"), "Harbour Board")]
    said += [(Claim("who “zoe” is", "Zoe", part="people"), "Zoe")]
    said += [(Claim("source “minutes”", "Harbour Board", label="1", part="sources"), "Harbour Board")]
    people, source = [Block("Harbour Board", label="•"), Block("Zoe", label="•")], Block("Harbour Board", label="1")
    found = [source, *people] if sources_first else [*people, source]

    for claims in (said, [said[2], *said[:2]]):
        compared = Comparison(Form(loose=True))
        compared.surroundings(claims, found)
        assert compared.wrong == []
    compared = Comparison(Form(loose=True))
    compared.surroundings(said, [*people, Block("Harbour Board", label="2")])
    assert compared.wrong == ["source “minutes” has the number “2” where the source has “1”"]


_PLACED = """\
    ### A boat, as [the post](https://post.example/boats) *calls* it[^log]

    She said {quote:inline}.

    {quote:inline}

    > The last boat leaves at six.[^plan]
    >
    > {quote:within}
    >
    > {demands}

    1. One

       > {image:quay}

    {quote:plain}
"""
_ORIGINAL = {"language": "sv", "text": "Vi seglar"}
_SOURCES = {
    "minutes": {"title": "Minutes"},
    "log": {"title": "Log"},
    "plan": {"title": "Plan"},
    "law": {"title": "Harbour Board"},
}


@pytest.mark.parametrize(
    "body",
    [
        _PLACED,
        "    She said {quote:inline}.\n\n    {quote:plain}\n\n    {image:quay}\n\n    {demands}\n\n    {quote:within}",
    ],
    ids=["where few put them", "a source that no note refers to"],
)
def test_what_is_placed_says_the_same_wherever_it_is_placed(body, tmp_path):
    Image.new("RGB", (60, 40), (10, 60, 90)).save(tmp_path / "quay.png")
    told = {
        "pressmark": 1,
        "kind": "report",
        "language": "en",
        "headline": "The boat",
        "published": "2026-05-04",
        "outlet": {"name": "The Harbour Post"},
        "authors": [{"id": "mira", "name": "Mira Sandoval"}],
        "parties": {"board": {"name": "Harbour Board", "type": "organization"}},
        "sources": _SOURCES,
        "quotes": {
            "inline": {"text": "We tie up", "speaker": "board", "source": "minutes", "original": _ORIGINAL},
            "within": {"text": "We sail", "speaker": "mira", "source": "plan", "original": _ORIGINAL},
            "plain": {"text": "We row", "speaker": "mira"},
        },
        "demands": [{"id": "one", "text": "Sail on.", "by": "mira", "of": ["board"], "source": "law", "basis": "Sail"}],
        "images": {"quay": {"file": "quay.png", "alt": "A quay\u00ad.", "caption": "The quay", "credit": "Ada Quill"}},
        "sections": [{"heading": "> # The last boat", "body": textwrap.dedent(body)}],
    }
    (tmp_path / "a.yaml").write_text(json.dumps(told), "utf-8")
    article = reader.read(tmp_path / "a.yaml")

    options = Options(load_theme())
    for name in ("html", "text", "markdown", "docx", "epub", "pdf"):
        made = writer(name)
        assert _messages(article, f"a{made.suffix}", made.write(article, options)) == [], name


def test_a_letter_in_print_says_its_own_marks_wherever_it_is_drawn(tmp_path):
    # A font draws “أُ” as “أ” and a mark, in one cluster: the letter said both, also where it stands alone.
    body = "أُعد أحمد أَ أُ أ مُدرس שָׁלוֹם שלום é ẹ́"
    told = {
        "pressmark": 1,
        "kind": "report",
        "language": "ar",
        "headline": "القارب",
        "published": "2026-05-04",
        "outlet": {"name": "الميناء"},
        "authors": [{"name": "Mira Sandoval"}],
        "backstory": "سُئل.",
        "sections": [{"heading": "أُعد", "body": body}],
    }
    (tmp_path / "a.yaml").write_text(json.dumps(told), "utf-8")
    article = reader.read(tmp_path / "a.yaml")

    assert _messages(article, "a.pdf", writer("pdf").write(article, Options(load_theme()))) == []


def test_dots_that_a_chinese_font_draws_by_one_shape_are_one_in_print():
    assert Form(loose=True).key("4 May • A・B") == Form(loose=True).key("4 May · A‧B")
    assert Form().key("A • B") != Form().key("A · B")
