"""What changes no word is not accused: other spellings of the same page, other paper, other labels, other themes."""

from __future__ import annotations

import html
import io
import json
import random
import re
from functools import cache, partial
from typing import TYPE_CHECKING

import lxml.html
import pikepdf
import pytest
from tests.pdf.conftest import article, printed

from pressmark import parity
from pressmark.theme import Options, load_theme
from pressmark.writers import writer

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.xdist_group("harmless")

NAMES = ("opinion", "statement", "withdrawn", "fa", "ja")


@cache
def _made(name: str, format_: str) -> bytes:
    return writer(format_).write(article(name), Options(load_theme()))


def _findings(name: str, suffix: str, data: bytes, making: parity.KnownMaking | None = None) -> list[str]:
    checks = parity.check(article(name), {f"{article(name).source.stem}{suffix}": data}, making)
    return [finding.message for check in checks for finding in check.findings]


def _shuffled(data: bytes, seed: int) -> bytes:
    """Write the attributes of every element in another order."""
    chance = random.Random(seed)

    def other(match: re.Match[str]) -> str:
        attributes = re.findall(r'\s([^\s=">]+="[^"]*")', match[2])
        chance.shuffle(attributes)
        return f"<{match[1]} {' '.join(attributes)}>" if attributes else match[0]

    head, body, rest = data.decode().partition("<body")
    return (head + re.sub(r'<([a-z0-9]+)((?:\s[^\s=">]+="[^"]*")+)>', other, body + rest)).encode()


def _minified(data: bytes) -> bytes:
    text = re.sub(r">\n+<", "><", data.decode())
    text = re.sub(r"</(?:p|li|dd|dt)>(?=<(?:p|li|dd|dt|/dl|/ol|/ul)[ >])", "", text)
    text = re.sub(r'="([a-z0-9_-]+)"', r"=\1", text)
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL).encode()


def _reparsed(data: bytes) -> bytes:
    tree = lxml.html.document_fromstring(data.decode())
    return b"<!DOCTYPE html>\n" + lxml.html.tostring(tree, encoding="utf-8")


def _uppercase(data: bytes) -> bytes:
    return re.sub(r"(</?)(p|li|section|footer|header|h2)\b", lambda m: m[1] + m[2].upper(), data.decode()).encode()


def _named(data: bytes) -> bytes:
    """Write letters beyond ASCII as references, outside of scripts and styles."""
    head, body, rest = data.decode().partition("<body")
    return (head + "".join(f"&#{ord(c)};" if ord(c) > 127 else c for c in body + rest)).encode()


PAGES: dict[str, Callable[[bytes], bytes]] = {
    "attributes in another order": partial(_shuffled, seed=1),
    "attributes in a third order": partial(_shuffled, seed=2),
    "minified": _minified,
    "parsed and written by lxml": _reparsed,
    "elements in capitals": _uppercase,
    "letters as references": _named,
    "lines ended as in DOS": lambda data: data.replace(b"\n", b"\r\n"),
    "comments in it": lambda data: data.replace(b"<p", b"<!-- a comment --><p"),
    "a byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "more classes": lambda data: data.replace(b'class="deck"', b'class="deck large"'),
    "attributes for programs": lambda data: data.replace(b"<article ", b'<article data-id="7" tabindex="-1" '),
    "an icon": lambda data: data.replace(b"</head>", b'<link rel="icon" href="data:image/png;base64,AAAA"></head>'),
    "rules for robots": lambda data: data.replace(b"</head>", b'<meta name="googlebot" content="noarchive"></head>'),
    "styles that only dress": lambda data: data.replace(
        b"</head>", b"<style>h1{color:#123456;text-transform:uppercase}.deck{font-size:2em}</style></head>"
    ),
    "indented": lambda data: data.replace(b"\n<", b"\n    <"),
}
TEXTS: dict[str, Callable[[bytes], bytes]] = {
    "lines ended as in DOS": lambda data: data.replace(b"\n", b"\r\n"),
    "a byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "more empty lines": lambda data: data.replace(b"\n\n", b"\n\n\n"),
    "spaces at ends of lines": lambda data: data.replace(b"\n", b" \n"),
    "no end of the last line": lambda data: data.rstrip(b"\n"),
}
GRAPHS: dict[str, Callable[[bytes], bytes]] = {
    "one line": lambda data: json.dumps(json.loads(data)).encode(),
    "deep indents": lambda data: json.dumps(json.loads(data), indent=8).encode(),
    "keys sorted": lambda data: json.dumps(json.loads(data), sort_keys=True).encode(),
    "keys from end to beginning": lambda data: json.dumps(dict(reversed(json.loads(data).items()))).encode(),
    "no references": lambda data: json.dumps(json.loads(data), ensure_ascii=False).encode(),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("spelling", PAGES)
def test_a_page_in_another_spelling_is_not_accused(spelling, name):
    assert _findings(name, ".html", PAGES[spelling](_made(name, "html"))) == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("spelling", TEXTS)
def test_a_text_in_another_spelling_is_not_accused(spelling, name):
    assert _findings(name, ".txt", TEXTS[spelling](_made(name, "text"))) == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("spelling", GRAPHS)
def test_a_graph_in_another_spelling_is_not_accused(spelling, name):
    assert _findings(name, ".jsonld", GRAPHS[spelling](_made(name, "jsonld"))) == []


def _saved(data: bytes, **how: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(out, **how)
    return out.getvalue()


def _normalised(data: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(pikepdf.parse_content_stream(page)))
        pdf.docinfo["/ModDate"] = "D:20270101000000Z"
        pdf.save(out)
    return out.getvalue()


COPIES: dict[str, Callable[[bytes], bytes]] = {
    "linearised": partial(_saved, linearize=True),
    "without object streams": partial(_saved, object_stream_mode=pikepdf.ObjectStreamMode.disable),
    "unpacked": partial(_saved, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized),
    "as QDF": partial(_saved, qdf=True),
    "its pages drawn anew": _normalised,
}
PAPERS: dict[str, dict[str, object]] = {
    "letter": {"page": "letter"},
    "a5 in two columns": {"page": "a5", "columns": 2},
    "a small page": {"page": "120x190mm"},
    "notes at the end": {"notes": "end"},
    "large print": {"edition": "large-print"},
    "for the archive": {"edition": "archive"},
    "booklet": {"edition": "booklet"},
}


@pytest.mark.parametrize("how", COPIES)
def test_a_copy_saved_otherwise_is_not_accused(how):
    assert _findings("opinion", ".pdf", COPIES[how](printed("opinion"))) == []


@pytest.mark.parametrize("name", ["opinion", "fa"])
@pytest.mark.parametrize("paper", PAPERS)
def test_a_copy_on_other_paper_is_not_accused(paper, name):
    assert _findings(name, ".pdf", printed(name, **PAPERS[paper])) == []


# Labels of an earlier or later version, and what they stand in for.
LABELS = {
    "Published:": "First published:",
    "Demanded by:": "Called for by:",
    "Status:": "State:",
    "Due:": "To be done by:",
    "In brief:": "Summary:",
    "About this article": "About the piece",
    "People and organisations": "Who is who",
    "Licence:": "Licensed as:",
    "In the original (Dutch)": "Originally (Dutch)",
    "translated by ": "in the translation of ",
    "By ": "Written by ",
}


@pytest.mark.parametrize("label", LABELS)
def test_another_version_s_label_is_told_but_not_accused(label):
    text = _made("opinion", "html").decode()
    head, body, rest = text.partition("<body")
    changed = (head + (body + rest).replace(html.escape(label), LABELS[label])).encode()
    assert changed != text.encode()

    (check,) = parity.check(article("opinion"), {"article.html": changed}, parity.KnownMaking(load_theme(), "0.0.9"))

    assert (check.status, check.findings) == ("not compared", ())
    assert LABELS[label].strip() in check.detail


def test_another_version_s_status_is_accused():
    changed = _made("opinion", "html").replace(b"<dd>open</dd>", b"<dd>refused</dd>")

    assert _findings("opinion", ".html", changed, parity.KnownMaking(load_theme(), "0.0.9"))
