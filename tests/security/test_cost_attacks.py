"""Attacks on time and memory: what costs more than it is worth is refused where it stands, or cannot happen."""

from __future__ import annotations

import io
import json
import re
import signal
import time
import zipfile
from contextlib import contextmanager

import pytest
from tests.security.hostile import body, bounded, check, plain
from tests.security.patterns import Found, attacks, paths_with_patterns, patterns

from pressmark.archive.bag import read_info
from pressmark.archive.judgement import read_manifest
from pressmark.importing import Given, import_article
from pressmark.parity.compare import Form, Labels
from pressmark.problems import PressmarkError
from pressmark.reports import render

_SECONDS, _MEMORY = 10, 1_000_000_000


def _yaml(head: str) -> bytes:
    return (
        f"pressmark: 1\nkind: opinion\nlanguage: en-GB\n{head}\npublished: 2026-05-04\nauthors:\n  - name: Mira\n"
        "outlet:\n  name: The Post\nsections:\n  - body: The last boat.\n"
    ).encode()


def _near(count: int) -> dict:
    return plain(
        parties={f"party-{n}xx": {"name": "N"} for n in range(count)},
        quotes={f"q{n}": {"text": "x", "speaker": f"partty-{n}yy"} for n in range(count)},
    )


# name: (the source, the rule that stops it; "" where it costs nothing)
_ARTICLES = {
    "100,000 spaces in a text": (_yaml(f"headline: a{' ' * 100_000}b"), "too-long"),
    "spaces before tabs in quotes": (_yaml(f'headline: "a{" " * 19_000}{chr(9) * 300}b"'), "character"),
    "100,000 tabs in quotes": (_yaml(f'headline: "a{chr(9) * 100_000}b"'), "too-long"),
    "2,000 unknown ids, 2,000 known": (_near(2000), "unknown-id"),
    "5,000 unknown keys": (plain(**{f"headlin{n}": 1 for n in range(5000)}), "unknown-key"),
    "emphasis in emphasis": (body("*a **b " * 250 + " b** a*" * 250), "body-too-deep"),
    "stars": (body("*" * 9_000 + "a" + "*" * 9_000), "body-too-deep"),
    "links in links": (body("[" * 900 + "a" + "](http://x.example/)" * 900), ""),
    "1 MB under 40,000 aliases": (
        f"pressmark: 1\nx: &a {'w' * 1_000_000}\nkeywords: [{','.join(['*a'] * 40_000)}]\n".encode(), "too-many-values"
    ),
    "a body of 150 kB under 4,000 aliases": (
        f'pressmark: 1\nheadline: &a "{"w " * 75_000}"\nsections:\n{"  - body: *a" + chr(10)}'.encode()
        + b"  - body: *a\n" * 4000, "too-many-values"
    ),
    "a word of 8,400 letters": (body("a" * 8400), "word-too-long"),
    "a headline of 100 kB": (plain(headline="word " * 20_000), "too-long"),
    "188 kB of authors": (plain(authors=[{"name": f"Mira Sandoval {n}"} for n in range(8000)]), "too-long"),
    "an address of 40 kB": (plain(url=f"https://x.example/{'a.' * 20_000}"), "too-long"),
    "2 MB of spaces": (_yaml(f"headline: a{' ' * 2_000_000}b"), "too-long"),
    "2 MB of question marks": (body("?" * 2_000_000), "paragraph-too-long"),
    "2 MB of no-break spaces": (_yaml(f"headline: a{chr(0xA0) * 900_000}b"), "too-long"),
    "600 mistakes below a key of 1 MB": (
        _yaml(f"parties:\n  ? {'k' * 1_000_000}\n  : {{{','.join(f'x{n}: 1' for n in range(600))}}}"), "too-long"
    ),
    "an anchor of 1 MB": (_yaml(f"headline: &{'a' * 1_000_000} x"), ""),
}  # fmt: skip


@pytest.mark.parametrize("name", _ARTICLES)
def test_an_article_costs_seconds_and_says_where_it_goes_too_far(name):
    # Tried: 26 s, 87 s, hours, and a traceback that took the batch with it. Stopped by: lengths in the schema, one look
    # at each space, sixty comparisons a word, an end after five hundred errors (`document.MOST`).
    source, rule = _ARTICLES[name]
    data = source if isinstance(source, bytes) else json.dumps(source, ensure_ascii=False).encode()

    problems = bounded(_SECONDS, _MEMORY, read, data)

    if rule:
        assert rule in {problem.rule for problem in problems}
        assert all(problem.span is not None for problem in problems if problem.rule == rule)
    assert all(len(problem.message + problem.help + problem.pointer) < 5000 for problem in problems)


def read(data: bytes):
    """Return the problems of the article *data*."""
    return check(data).problems


def test_five_hundred_problems_in_one_line_of_two_megabytes_are_told_at_once():
    # Tried: JSON in one line with a problem every few letters; its beginning was measured anew for each, 11 s.
    # Stopped by: a beginning of some hundred letters tells enough (`reports`).
    quotes = {f"q{n}": {"text": "word " * 150, "speaker": "tomas"} for n in range(1900)}
    reading = check(plain(quotes=quotes))
    assert len(reading.problems) >= 500
    began = time.process_time()

    said = render("text", [reading])

    assert said.count("not-placed") >= 400
    assert time.process_time() - began < 3


# --- Patterns: the time that each takes grows no faster than the text.

_LENGTH = 12_000
_BUDGET = 0.04  # seconds of processor time, in which 12,000 characters can be read twenty times over


# What takes longer, and is asked of short texts only: addresses of at most 2,048 characters, mail of 254.
_SHORT = {"pressmark.reader.schema._URI", "pressmark.reader.schema._WEB", "pressmark.reader.schema._EMAIL"}


class _TooLong(Exception):
    pass


@contextmanager
def _stopped_after(seconds: float):
    """Raise _TooLong when the block has taken so much of the processor's time, whatever else the machine does."""

    def stop(*_: object) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _run(found: Found, text) -> float:
    began = time.process_time()
    if found.method in {"match", "fullmatch"}:
        getattr(found.pattern, found.method)(text)
    else:
        for _ in found.pattern.finditer(text):
            pass
    return time.process_time() - began


def _grows(found: Found, number: int) -> bool:
    """Return whether twice the text takes more than three times as long, twice over: twice is right, four is a square."""
    took = []
    for length in (_LENGTH // 4, _LENGTH // 2, _LENGTH):
        text = list(attacks(found.pattern, length))[number]
        try:
            with _stopped_after(3):
                took.append(min(_run(found, text) for _ in range(2)))
        except _TooLong:
            return True
    return took[1] > 3 * took[0] and took[2] > 3 * took[1]


def test_no_pattern_takes_time_that_grows_faster_than_its_text():
    # Tried: each loop of each pattern, driven by what it takes in and then disappointed. What is suspicious (more of
    # the processor than a hundred such texts should cost) is measured at three lengths.
    known = patterns()
    assert len(known) > 400, "the patterns were not found"
    assert sum(found.where.startswith("article.schema.json#") for found in known) > 5
    assert paths_with_patterns() == [], "patterns in an XPath are not searched for here"
    slow = []
    assert {found.where for found in known} >= _SHORT
    for found in [one for one in known if one.where not in _SHORT]:
        for number, text in enumerate(attacks(found.pattern, _LENGTH)):
            try:
                with _stopped_after(_BUDGET):
                    _run(found, text)
            except _TooLong:
                if _grows(found, number):
                    slow.append(f"{found.where} ({found.method}) {found.pattern.pattern[:80]!r} on {text[:40]!r}…")
                    break

    assert slow == []


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"[ \t]*\n", "finditer"),
        (r"\w+@x", "search"),
        (r"\s*[,;]?\s*x", "match"),
        (r"(.*),(.*);", "match"),
    ],
)
def test_the_search_finds_patterns_that_are_slow(pattern, method):
    # The control: each of these once stood in the code, or in somebody's.
    found = Found("here", re.compile(pattern), method)
    slow = 0
    for number, text in enumerate(attacks(found.pattern, _LENGTH)):
        try:
            with _stopped_after(_BUDGET):
                _run(found, text)
        except _TooLong:
            slow += _grows(found, number)
            break

    assert slow


def test_words_that_differ_in_labels_are_compared_in_few_steps():
    # Tried: a page in which a label stood eight times, compared by a pattern with a gap for each: minutes, then hours.
    # Stopped by: the places where each piece can end are counted, not the ways to get there (`parity.compare`).
    labels = Labels(["Due", "Note: {name}"])
    began = time.process_time()

    for count in (1, 8, 40, 5000):
        assert not labels.alike("Due " * count + "x", "b " * count * 6 + "y", Form())
    assert labels.alike("Due in May, Note: x", "Fällig in May, Hinweis: x", Form())
    assert not labels.alike("Due in May", "Due 5 in May", Form())

    assert time.process_time() - began < 1


def test_a_manifest_of_three_hundred_thousand_lines_is_refused():
    # Tried: what each line was wrong about, compared with all others. Stopped by: no package has so many files.
    with pytest.raises(ValueError, match="more than 20000 files"):
        read_manifest("".join(f"{n:064x}  data/{n}\n" for n in range(300_000)))


def test_a_tag_file_of_three_hundred_thousand_lines_is_read_once():
    # Tried: lines that go on with the one before, copied together anew for each. Stopped by: `bag.read_info` joins once.
    began = time.process_time()

    ((label, value),) = read_info("A: b\n" + " c\n" * 300_000)

    assert (label, len(value)) == ("A", 600_001)
    assert time.process_time() - began < 3


_PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DOCUMENTS = {
    "a text of 20 MB": _PARAGRAPH.format("word " * 4_000_000),
    "400,000 paragraphs": _PARAGRAPH.format("word") * 400_000,
    "300,000 runs": f"<w:p>{'<w:r><w:t>a</w:t></w:r>' * 300_000}</w:p>",
    "2,000 tables in tables": f"{'<w:tbl><w:tr><w:tc>' * 2000}<w:p/>{'</w:tc></w:tr></w:tbl>' * 2000}",
}


@pytest.mark.parametrize("name", _DOCUMENTS)
def test_a_document_of_a_few_kilobytes_is_not_read_for_minutes(name):
    # Tried: 17 to 500 kB that unpack to gigabytes, or took over a minute. Stopped by: `importing.read.documents`,
    # which counts before anything is parsed, and by the limits of the command.
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{_WORD}"><w:body>{_DOCUMENTS[name]}</w:body></w:document>'
        )
    assert len(out.getvalue()) < 500_000

    with pytest.raises(PressmarkError, match=r"no article|any article|broken"):
        bounded(_SECONDS, _MEMORY, imported, out.getvalue())


_COPY = {
    "question marks": "?" * 60_000,
    "names joined by “and”": " and ".join(["Mira Sandoval"] * 4000),
    "no-break spaces, dots and hashes": "\u00a0" * 20_000 + "x. # " * 8000,
    "colons": "a: " * 20_000,
    "dashes": "Riverside — " * 5000,
    "quotation marks": "“a " * 20_000,
}


@pytest.mark.parametrize("name", _COPY)
def test_copy_of_sixty_kilobytes_is_read_within_seconds(name):
    # Tried: 62 s for 60 kB. Stopped by: patterns that look at each letter a bounded number of times (see above).
    assert bounded(2 * _SECONDS, _MEMORY, imported, _COPY[name].encode())


_PAGE = "<!DOCTYPE html><title>The boat</title><h1>The boat is late</h1><p>The boat is late today.</p>"
_LAUGHS = "".join(f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * 9)}]\n" for n in range(1, 12))
# name: (the copy, what the message that stops it says; "" where it becomes an article)
_LONG = {
    "100,000 headings": (_PAGE + "<h1>The boat</h1>" * 100_000, "longer than any article"),
    "20 MB of words": (_PAGE + "word " * 4_000_000, "longer than any article"),
    "200,000 attributes": (_PAGE + f"<p {' '.join(f'a{n}=b' for n in range(200_000))}>x", "attributes"),
    "200,000 items of a list": ("# The boat\n\n" + "1. a\n" * 200_000, "longer than any article"),
    "a mail with 50,000 parameters": (
        "From: a@b.example\nSubject: The boat\nMIME-Version: 1.0\nContent-Type: text/plain; "
        + "; ".join(f"a*{n}=b" for n in range(50_000)) + "\n\nThe boat is late.\n", "head"
    ),
    "a mail in 50,000 parts": (
        "From: a@b.example\nSubject: The boat\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
        + "--b\n\nThe boat is late.\n" * 50_000, "more parts"
    ),
    "aliases in the front matter": (f"---\nb0: &b0 [x]\n{_LAUGHS}title: *b11\n---\nThe boat is late.\n", ""),
    "a key of 40,000 parts": (f"+++\n{'.'.join('a' * 40_000)} = 1\n+++\nThe boat is late.\n", ""),
    "one long address, 9,000 times": (f"# Boat\n\n[a]: https://x.example/{'x' * 90_000}\n\n{'[a] ' * 9000}", ""),
    "30,000 people": (
        _PAGE + '<script type="application/ld+json">{"@graph": ['
        + ",".join(f'{{"@type": "Person", "@id": "#{n}"}}' for n in range(30_000)) + "]}</script>", ""
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", _LONG)
def test_copy_that_is_no_article_is_not_read_for_minutes(name):
    # Tried: 20 to 90 s, 2 to 6 GB. Stopped by: copy that is longer than an article may be, or made of more parts, is
    # refused; a front matter repeats nothing; no link has more than 2048 letters (`decoding.refuse_long`, `markdown`).
    copy, stopped_by = _LONG[name]

    if stopped_by:
        with pytest.raises(PressmarkError, match=stopped_by):
            bounded(_SECONDS, _MEMORY, imported, copy.encode())
    else:
        assert bounded(2 * _SECONDS, _MEMORY, imported, copy.encode())


def imported(data: bytes) -> str:
    """Return the YAML that copy becomes."""
    return import_article(data, name="copy", given=Given()).yaml
