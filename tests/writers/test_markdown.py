"""Markdown read by parsers that aren't ours: GitHub's own (cmark-gfm) and mistune with all that people switch on."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from urllib.parse import unquote

import cmarkgfm
import html5lib
import mistune
import pytest
import yaml
from cmarkgfm.cmark import Options as Cmark
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.page.articles import full, withdrawn
from tests.page.hostile import STRINGS, hostile

from pressmark import model as m
from pressmark import parity
from pressmark.theme import Options, load_theme
from pressmark.writers.markdown import write

_PLUGINS = ["footnotes", "table", "strikethrough", "url", "task_lists", "def_list", "abbr", "mark", "math", "insert"]
_PLUGINS += ["superscript", "subscript", "spoiler"]
_MISTUNE = mistune.create_markdown(escape=False, plugins=_PLUGINS)

# Words that are markup somewhere: CommonMark's, GitHub's, Pandoc's, a generator's.
SIGNS = (
    "# no heading",
    "#no heading #",
    "1. no list",
    "1) no list",
    "(a) no list",
    "iv. no list",
    "- no list",
    "+ no list",
    "* no list",
    "- [ ] no task",
    "> no quote",
    "    no code",
    "\tno code",
    "```no code```",
    "~~~",
    "---",
    "- - -",
    "===",
    "=",
    "-",
    "| no | table |",
    "a | b",
    ": no definition",
    "*no* **stress** _at_ __all__ *",
    "~~not~~ ~struck~ ^up^ ==marked== ++new++ >!no spoiler!<",
    "[no](https://link.example) ![no](picture.png) [no][note] [^1] [^1]: no note",
    # GitHub links what looks like a mail address, however it is escaped.
    "<https://no.link.example> https://no.link.example www.no.link.example",
    "<b>no tag</b> <!-- no comment --> &amp; &#42; &copy;",
    "{{ no }} {% tag %} {{< code >}} {{% code %}} {#comment#} {: .no}",
    "$no$ $$math$$ \\(no\\) \\[no\\]",
    ":smile: @someone #tag #1",
    "ends in a backslash \\",
    "ends in spaces  ",
    "Stop!",
    "!",
    "\\",
    "a -- b --- c ... d",
    "*[abbr]: no",
)
ARTICLES = {
    "opinion": full(),
    "statement": full(kind="statement"),
    "summary": full(kind="summary"),
    "tomb": withdrawn(),
}


def _cmark(text: str) -> str:
    options = Cmark.CMARK_OPT_FOOTNOTES | Cmark.CMARK_OPT_UNSAFE
    return cmarkgfm.github_flavored_markdown_to_html(text, options=options)


PARSERS = {"cmark": _cmark, "mistune": _MISTUNE}


def _body(article: m.Article) -> str:
    text = write(article, Options(load_theme())).decode()
    _, _, body = text.partition("\n---\n")
    return body


def _tree(parser: str, article: m.Article):
    return html5lib.parse(PARSERS[parser](_body(article)), namespaceHTMLElements=False)


def _tags(tree) -> list[str]:
    return [element.tag for element in tree.iter()]


@cache
def _expected(parser: str, name: str) -> list[str]:
    return _tags(_tree(parser, hostile(ARTICLES[name], "words")))


@pytest.mark.parametrize("string", [*SIGNS, *STRINGS])
@pytest.mark.parametrize("parser", PARSERS)
def test_no_text_adds_or_swallows_an_element_or_is_changed(parser, string):
    tree = _tree(parser, hostile(full(), string))
    (headline,) = tree.iter("h1")

    assert _tags(tree) == _expected(parser, "opinion")
    assert " ".join("".join(headline.itertext()).split()) == " ".join(string.split())


@pytest.mark.parametrize("string", ["1. no list", "# *no* [heading](x)", "- {{ no }} <b>"])
@pytest.mark.parametrize("name", ARTICLES)
def test_no_text_adds_an_element_to_articles_of_other_kinds(name, string):
    for parser in PARSERS:
        assert _tags(_tree(parser, hostile(ARTICLES[name], string))) == _expected(parser, name), parser


_ALPHABET = "abz019 \t*_[](){}<>#+-=.!|~^$&;:'\"`\\/@%é“”。中€"
_HOSTILE = st.text(_ALPHABET, min_size=1, max_size=24).filter(str.strip)


@given(_HOSTILE)
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_somebody_types_stays_words(string):
    article = hostile(full(), string)
    for parser in PARSERS:
        tree = _tree(parser, article)
        assert _tags(tree) == _expected(parser, "opinion"), parser
        (headline,) = tree.iter("h1")
        assert "".join("".join(headline.itertext()).split()) == "".join(string.split())


def _inlines() -> st.SearchStrategy:
    text = st.builds(m.Text, st.text(_ALPHABET, min_size=1, max_size=6).filter(str.strip))

    def more(inner):
        children = st.lists(inner, min_size=1, max_size=3).map(tuple)
        return st.one_of(st.builds(m.Emphasis, children), st.builds(m.Strong, children))

    return st.lists(st.recursive(text, more, max_leaves=6), min_size=1, max_size=5).map(tuple)


def _said(children, marks=frozenset()):
    """Yield each letter of *children* with whether it is stressed and whether it is strong."""
    for child in children:
        match child:
            case m.Text(text):
                yield from ((letter, marks) for letter in text if not letter.isspace())
            case m.Emphasis(inner):
                yield from _said(inner, marks | {"em"})
            case m.Strong(inner):
                yield from _said(inner, marks | {"strong"})


def _read(element, marks=frozenset()):
    marks = marks | {element.tag} if element.tag in ("em", "strong") else marks
    yield from ((letter, marks) for letter in element.text or "" if not letter.isspace())
    for child in element:
        yield from _read(child, marks)
        yield from ((letter, marks) for letter in child.tail or "" if not letter.isspace())


@given(_inlines())
@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_stress_begins_and_ends_where_it_should_whatever_stands_beside_it(children):
    section = m.Section("s", None, (m.Paragraph((m.Text("Begins "), *children)),))
    article = replace(full(), sections=(section,), deck=None, dateline=None, summary=None)
    tree = html5lib.parse(_cmark(_body(article)), namespaceHTMLElements=False)
    found = [list(_read(p)) for p in tree.iter("p") if "".join(p.itertext()).startswith("Begins")]

    assert found == [[(letter, frozenset()) for letter in "Begins"] + list(_said(children))]


@pytest.mark.parametrize(
    "address",
    [
        "https://wiki.example/Ferry_(boat)",
        "https://wiki.example/(un)balanced)",
        "https://wiki.example/((open",
        "https://post.example/?a=1&b=2&copy=3",
        "https://post.example/a_b_c*d*e~f'g!h$i,j;k:l@m",
        "https://[2001:db8::1]/boat",
        "https://post.example/%5Bboat%5D%20now#:~:text=a%2Db,c",
        "mailto:desk@post.example",
    ],
)
@pytest.mark.parametrize("words", ["the boat", None])
def test_a_link_leads_where_it_should_whatever_its_address_holds(address, words):
    link = m.Link(address, (m.Text(words or address),))
    section = m.Section("s", None, (m.Paragraph((m.Text("Begins "), link, m.Text(" and ends."))),))
    article = replace(full(), sections=(section,))

    for parser in PARSERS:
        (paragraph,) = [p for p in _tree(parser, article).iter("p") if "".join(p.itertext()).startswith("Begins")]
        (found,) = paragraph.iter("a")
        assert unquote(found.get("href", "")) == unquote(address), parser
        assert "".join(found.itertext()) == (words or address), parser
    (check,) = parity.check(article, {"article.md": write(article, Options(load_theme()))})
    assert check.findings == ()


def test_an_address_that_looks_as_if_it_held_entities_stays_itself():
    address = "https://post.example/?a=1&amp;x&#42;y"
    section = m.Section("s", None, (m.Paragraph((m.Link(address, (m.Text("Begins"),)),)),))
    tree = html5lib.parse(_cmark(_body(replace(full(), sections=(section,)))), namespaceHTMLElements=False)

    # mistune decodes twice, whatever is written.
    assert [a.get("href") for a in tree.iter("a") if "".join(a.itertext()) == "Begins"] == [address]


def test_the_front_matter_is_yaml_that_generators_take():
    article = hostile(full(), "no: 'yes' # {% raw %}\u00a0--- \"")
    text = write(article, Options(load_theme())).decode()
    _, head, _ = text.split("---\n", 2)
    said = yaml.safe_load(head)

    assert said["title"] == article.headline
    assert said["author"] == [author.label for author in article.authors]
    assert said["date"] == article.published
    assert said["lang"] == article.language
    assert "url" not in said  # Hugo takes it for a path
    assert "kind" not in said  # Hugo keeps it for itself


def test_notes_are_footnotes_with_the_sources_numbers():
    tree = _tree("cmark", full())
    notes = [element for element in tree.iter("li") if element.get("id", "").startswith("fn-")]

    assert [note.get("id") for note in notes] == [f"fn-{one.number}" for one in full().references][: len(notes)]
    assert len(notes) >= 1
    for note, reference in zip(notes, full().references, strict=False):
        assert reference.title in "".join(note.itertext())


def test_lists_that_follow_one_another_stay_apart():
    def bullets(*words):
        items = tuple((m.Paragraph((m.Text(word),)),) for word in words)
        return m.ItemList(ordered=False, start=1, tight=True, items=items)

    section = m.Section("s", None, (bullets("one", "two"), bullets("three"), bullets("four")))
    tree = _tree("cmark", replace(full(), sections=(section,)))

    lists = [[" ".join("".join(li.itertext()).split()) for li in ul] for ul in tree.iter("ul")]
    assert lists[:3] == [["one", "two"], ["three"], ["four"]]


@pytest.mark.parametrize("string", [*SIGNS[::3], *STRINGS[::2]])
def test_the_check_takes_hostile_words_for_what_they_are(string):
    article = hostile(full(), string)
    (check,) = parity.check(article, {"article.md": write(article, Options(load_theme()))})

    assert check.findings == ()


def test_a_picture_in_the_place_of_another_is_found():
    first = full().images[0]
    pair = tuple(replace(first, id=name, file=f"{name}.png", url=None) for name in ("boat", "tram"))
    section = m.Section("s", None, tuple(m.Figure(image) for image in pair))
    article = replace(full(), images=pair, sections=(section,))
    data = write(article, Options(load_theme()))
    assert data.count(b"boat.png") == 1

    (check,) = parity.check(article, {"article.md": data.replace(b"boat.png", b"tram.png")})

    assert [finding.message for finding in check.findings] == [
        "its pictures are not those of the source in their order"
    ]


@pytest.mark.parametrize("parser", PARSERS)
def test_sources_without_a_note_and_demands_in_two_places_keep_their_numbers(parser):
    one, two = full().demands
    cited = full().references[0]
    body = (
        m.Paragraph((m.Text("So it was."), m.NoteRef(replace(cited, number=2), 1))),
        m.DemandList((one,)),
        m.Paragraph((m.Text("And then:"),)),
        m.DemandList((two,), 2),
    )
    article = full(
        sections=(m.Section("a", None, body),),
        references=tuple(replace(cited, id=f"r{n}", title=f"Source {n}", number=n) for n in (1, 2, 3)),
    )
    tree = _tree(parser, article)
    starts = [one.get("start", "1") for one in tree.iter("ol") if "footnote" not in "".join(one.itertext())]

    assert starts[:4] == ["1", "2", "1", "3"]
