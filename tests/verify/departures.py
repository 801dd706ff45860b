"""Departures from the source, each made on a finished file: a name, its sort, and what is done to the bytes."""

from __future__ import annotations

import io
import json
import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True)
class Departure:
    """What is done to a file of *suffix*; *sort* is drop, swap, renumber, retarget, hide, add, reorder or change."""

    suffix: str
    sort: str
    name: str
    make: Callable[[bytes], bytes]

    @property
    def id(self) -> str:
        return f"{self.suffix[1:]}: {self.sort} {self.name}"


def _replaced(old: str, new: str, *, last: bool = False) -> Callable[[bytes], bytes]:
    def make(data: bytes) -> bytes:
        text = data.decode()
        assert old in text, old
        if last:
            before, _, after = text.rpartition(old)
            return f"{before}{new}{after}".encode()
        return text.replace(old, new, 1).encode()

    return make


def _matched(pattern: str, new: str) -> Callable[[bytes], bytes]:
    def make(data: bytes) -> bytes:
        text, count = re.subn(pattern, new, data.decode(), count=1, flags=re.DOTALL)
        assert count, pattern
        return text.encode()

    return make


# The page

_SAID = "Two things would help, and neither needs a study."
_PLAIN = f"<p>{_SAID}</p>"

_DROPPED = {
    "the deck": r'<p class="deck">.*?</p>\n',
    "the byline": r'<p class="signed">.*?</p>\n',
    "the rubric": r'<p class="rubric">.*?</p>\n',
    "the outlet": r'<span class="outlet-name">.*?</span>\n',
    "the dates": r'<dl class="facts dates">.*?</dl>\n',
    "the summary": r'<p class="abstract">.*?</p>\n',
    "a paragraph": re.escape(_PLAIN),
    "a heading": r'<h2 class="part" id="what-it-costs">.*?</h2>',
    "a sub-heading": r"<h3>.*?</h3>",
    "an item": r"<li>a lit quay.</li>\n",
    "a passage": r'<blockquote class="passage">.*?</blockquote>',
    "an attribution": r'<span class="attribution">.*?</span></p>',
    "an original": r'<p class="quote original" .*?</p>',
    "a demand": r'<li id="counts".*?</li>\n',
    "who demands": r"<div><dt>Demanded by:</dt>.*?</div>\n",
    "of whom it is demanded": r"<div><dt>Demanded of:</dt>.*?</div>\n",
    "a status": r"<div><dt>Status:</dt>.*?</div>\n",
    "a caption": r'<p class="caption">.*?</p>\n',
    "a credit": r'<dl class="facts credit">.*?</dl>',
    "a picture": r'<figure id="quay".*?</figure>\n',
    "a description": r' alt="A small ferry[^"]*"',
    "a correction": r'<li id="correction_1">.*?</li>\n',
    "the quotations": r'<section class="quotations".*?</section>\n',
    "a source": r'<li id="survey">.*?</li>\n',
    "a person": r'<li id="tomas">.*?</li>\n',
    "the rights": r'<dl class="facts rights">.*?</dl>\n',
    "the about": r'<section class="about".*?</section>\n',
    "a description in the head": r'<meta name="description"[^>]*>\n',
    "a licence in the head": r'<link rel="license"[^>]*>\n',
    "the JSON-LD": r'<script type="application/ld\+json">.*?</script>',
    "what made it": r'<meta name="generator"[^>]*>\n',
}
_HIDING = {
    "display": "display:none",
    "visibility": "visibility:hidden",
    "opacity": "opacity:0",
    "a small font": "font-size:0",
    "a tiny font": "font:1px/1px serif",
    "no colour": "color:transparent",
    "no alpha": "color:rgba(0,0,0,0.01)",
    "white": "color:#fff",
    "its ground's colour": "color:#c00;background:#c00",
    "an indent": "text-indent:-9999px",
    "a place left of the page": "position:absolute;left:-9999px",
    "a place above the page": "position:fixed;top:-400em",
    "a margin": "margin-left:-5000px",
    "a clip": "clip:rect(0,0,0,0);position:absolute",
    "a clip path": "clip-path:inset(50%)",
    "no height": "height:0;overflow:hidden",
    "no width": "max-width:0;overflow:hidden",
    "a scale": "transform:scale(0)",
    "a shift": "transform:translateX(-9999px)",
    "a filter": "filter:opacity(0)",
    "a mask": "mask-image:linear-gradient(transparent,transparent)",
    "a line through it": "text-decoration:line-through",
    "letters turned round": "unicode-bidi:bidi-override;direction:rtl",
    "half a turn": "transform:rotateY(180deg)",
}
_WRAPPED = {
    "hidden": f"<p hidden>{_SAID}</p>",
    "aria-hidden": f'<p aria-hidden="true">{_SAID}</p>',
    "del": f"<p><del>{_SAID}</del></p>",
    "s": f"<p><s>{_SAID}</s></p>",
    "noscript": f"<noscript>{_PLAIN}</noscript>",
    "template": f"<template>{_PLAIN}</template>",
    "details": f"<details><summary></summary>{_PLAIN}</details>",
    "a comment": f"<!-- {_PLAIN} -->",
    "popover": f"<p popover>{_SAID}</p>",
    "a class of our own": f'<p class="footnote">{_SAID}</p>',
    "a class of our own for paper": f'<p class="back">{_SAID}</p>',
    "an old attribute": f'<p><font color="white">{_SAID}</font></p>',
}
_STYLED = {
    "hide the deck by a rule": "<style>.deck{display:none}</style>",
    "hide the rights on paper": '<style media="print">.rights{display:none}</style>',
    "hide the rights on paper by a query": "<style>@media print{.rights{visibility:hidden}}</style>",
    "hide the notes on small screens": "<style>@media (max-width:40em){.sources{display:none}}</style>",
    "hide the people by a variable": "<style>:root{--x:none}.people{display:var(--x)}</style>",
    "hide first letters": "<style>.demand .words::first-letter{font-size:0}</style>",
    "hide by an animation": "<style>@keyframes a{to{opacity:0}}.deck{animation:a 1s forwards}</style>",
    "add words before": '<style>.words::before{content:"Not: "}</style>',
    "add words after": "<style>.attribution::after{content:'(denied)'}</style>",
    "add words by their numbers": '<style>.deck::after{content:"\\4e\\6f"}</style>',
    "put a picture in a heading's place": "<style>h1{content:url(x.png)}</style>",
    "lay a field over words": '<style>.deck::after{content:"";position:absolute;background:white;inset:0}</style>',
    "print words in the margin": '<style>@page{@top-left{content:"DRAFT"}}</style>',
    "number lists anew": "<style>.demands{counter-reset:list-item 6}</style>",
    "label items anew": '<style>.demands{list-style-type:"7. "}</style>',
    "show items from end to beginning": "<style>ol{display:flex;flex-direction:column-reverse}</style>",
    "show a heading last": "<style>.body{display:grid}h2{order:9}</style>",
    "take styles from elsewhere": "<style>@import url(https://evil.example/x.css);</style>",
}
_ADDED = {
    "a paragraph": "<p>Nobody said this.</p>",
    "a hidden paragraph": "<p hidden>Nobody said this.</p>",
    "words alone": "Nobody said this.",
    "a script": "<script>document.title = 1</script>",
    "a script from elsewhere": '<script src="https://evil.example/x.js"></script>',
    "a frame": '<iframe src="https://evil.example/"></iframe>',
    "an object": '<object data="x.pdf"></object>',
    "an embed": '<embed src="x.pdf">',
    "a form": '<form action="https://evil.example/"><input name="x"></form>',
    "a button": "<button>Sign</button>",
    "a picture": '<img src="data:image/png;base64,AAAA" alt="">',
    "a drawing with words": "<svg><text>Nobody said this</text></svg>",
    "a video": '<video src="x.mp4"></video>',
    "a dialog": "<dialog open>Nobody said this.</dialog>",
    "a field over all": '<div style="position:fixed;inset:0;background:#fff"></div>',
    "a marquee": "<marquee>Nobody said this.</marquee>",
    "a second headline": "<h1>Nobody said this</h1>",
}
_HEAD = {
    "a base": '<base href="https://evil.example/">',
    "a refresh": '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    "a style from elsewhere": '<link rel="stylesheet" href="x.css">',
    "an author": '<meta name="author" content="Somebody Else">',
    "a card": '<meta property="og:description" content="Nobody said this">',
    "a second canonical address": '<link rel="canonical" href="https://evil.example/">',
    "JSON-LD": '<script type="application/ld+json">{"@type": "NewsArticle"}</script>',
    "a second title": "<title>Nobody said this</title>",
}


def _statement(change: Callable[[dict[str, Any]], object]) -> Callable[[bytes], bytes]:
    """Return what changes the page's JSON-LD."""

    def make(data: bytes) -> bytes:
        head, opening, rest = data.decode().partition('<script type="application/ld+json">\n')
        script, closing, tail = rest.partition("\n</script>")
        graph = json.loads(script)
        change(graph)
        return f"{head}{opening}{json.dumps(graph)}{closing}{tail}".encode()

    return make


def page() -> Iterator[Departure]:  # noqa: PLR0915 - a list
    """Yield departures of a page."""

    def one(sort: str, name: str, make: Callable[[bytes], bytes]) -> Departure:
        return Departure(".html", sort, name, make)

    for name, pattern in _DROPPED.items():
        yield one("drop", name, _matched(pattern, ""))
    for name, style in _HIDING.items():
        yield one("hide", f"a paragraph by {name}", _replaced(_PLAIN, f'<p style="{style}">{_SAID}</p>'))
    for name, wrapped in _WRAPPED.items():
        yield one("hide", f"a paragraph in {name}", _replaced(_PLAIN, wrapped))
    for name, style in _STYLED.items():
        yield one("hide" if "hide" in name else "add", f"styles that {name}", _replaced("</head>", f"{style}</head>"))
    for name, added in _ADDED.items():
        yield one("add", f"{name} to the body", _replaced(_PLAIN, _PLAIN + added))
        yield one("add", f"{name} after the article", _replaced("</article>", f"</article>{added}"))
    for name, added in _HEAD.items():
        yield one("add", name, _replaced("</head>", f"{added}</head>"))
    for event in ("onclick", "onmouseover"):
        yield one("add", event, _replaced('<p class="deck">', f'<p class="deck" {event}="alert(1)">'))
    yield one("add", "onload", _replaced("<body ", '<body onload="alert(1)" '))
    yield one("add", "a title to a paragraph", _replaced("<p>Two", '<p title="Nobody said this">Two'))
    yield one("add", "a label to a paragraph", _replaced("<p>Two", '<p aria-label="Nobody said this">Two'))
    yield one(
        "add", "another picture for wide screens", _replaced('<img src="data', '<img srcset="x.png 2x" src="data')
    )
    yield one("add", "a link", _replaced(_SAID, f'<a href="https://evil.example/">{_SAID}</a>'))
    yield one("add", "a word without a shape", _replaced("Two things", "Two\u202ethings"))
    yield one("add", "a statement", _statement(lambda graph: graph.update(award="Best of the year")))
    yield one("add", "a statement deep inside", _statement(lambda graph: graph["author"].update(jobTitle="Queen")))
    yield one("change", "a statement", _statement(lambda graph: graph.update(headline="Bring back nothing")))
    yield one("drop", "a statement", _statement(lambda graph: graph.pop("license")))
    yield one("change", "the title", _matched("<title>.*?</title>", "<title>Nobody said this</title>"))
    yield one("change", "a date for programs", _replaced('datetime="2026-04-29"', 'datetime="2025-04-29"'))
    yield one("change", "a picture", _matched(r'(<img src="data:image/png;base64,[^"]{200})..', r"\1AB"))
    yield one("renumber", "a list by its start", _replaced("<ol>\n<li>a pilot", '<ol start="4">\n<li>a pilot'))
    yield one("renumber", "an item", _replaced("<li>fuel", '<li value="7">fuel'))
    yield one("renumber", "a list with letters", _replaced("<ol>\n<li>a pilot", '<ol type="A">\n<li>a pilot'))
    yield one("renumber", "a list backwards", _replaced("<ol>\n<li>a pilot", "<ol reversed>\n<li>a pilot"))
    yield one("renumber", "a list by bullets", _matched(r"<ol>(\n<li>a pilot.*?)</ol>", r"<ul>\1</ul>"))
    yield one("renumber", "a note", _replaced('role="doc-noteref">[1]', 'role="doc-noteref">[2]'))
    yield one("renumber", "the sources", _matched(r'(id="sources_heading".*?)<ol>', r'\1<ol start="2">'))
    yield one("renumber", "the demands", _replaced('<ol class="demands"', '<ol start="3" class="demands"'))
    yield one("retarget", "a link", _replaced("https://council.example/night-taxi", "https://evil.example/night-taxi"))
    yield one("retarget", "a link to a script", _replaced("https://council.example/night-taxi", "javascript:alert(1)"))
    yield one("retarget", "a link to data", _replaced("https://council.example/night-taxi", "data:text/html,x"))
    yield one("retarget", "an author's link", _replaced('rel="author" href="https://harbourpost', 'href="https://evil'))
    yield one(
        "retarget",
        "the outlet's link",
        _replaced('"outlet-name"><a href="https://harbourpost', '"outlet-name"><a href="https://evil'),
    )
    yield one("retarget", "a source's link", _replaced('<cite><a href="https://council', '<cite><a href="https://evil'))
    yield one(
        "retarget", "a note", _replaced('href="#survey" role="doc-noteref"', 'href="#timetable" role="doc-noteref"')
    )
    yield one(
        "retarget",
        "where a quotation is from",
        _matched(r'<q([^>]*) cite="https://council', r'<q\1 cite="https://evil'),
    )
    yield one(
        "retarget",
        "the canonical address",
        _replaced('rel="canonical" href="https://harbourpost', 'rel="canonical" href="https://evil'),
    )
    yield one(
        "retarget",
        "a licence",
        _replaced('dir="ltr" href="https://creativecommons.org/licenses/by', 'dir="ltr" href="https://evil.example/by'),
    )
    yield one("retarget", "a note by the ids", _replaced('<li id="survey">', "<li>"))
    yield one(
        "swap",
        "the ids of two sources",
        _matched(r'<li id="timetable">(.*?)<li id="survey">', r'<li id="survey">\1<li id="timetable">'),
    )
    yield one("change", "the language", _replaced('<html lang="en-GB"', '<html lang="nl"'))
    yield one("change", "the direction", _replaced('dir="ltr"', 'dir="rtl"'))
    yield one("change", "the page's colours", _replaced("<body ", '<body text="white" '))
    yield one("retarget", "a link by its words", _replaced("night taxi scheme</a>", "night</a> taxi scheme"))
    yield one("swap", "two items", _matched(r"(<li>a pilot.*?</li>)\n(<li>fuel.*?</li>)", r"\2\n\1"))
    yield one("swap", "two paragraphs", _matched(r"(<p>So it says.*?</p>)(.*)(<p>Two things.*?</p>)", r"\3\2\1"))
    yield one(
        "swap",
        "two demands' words",
        _matched(r"(The council should.*?autumn\.)(.*)(The passenger counts.*?public\.)", r"\3\2\1"),
    )
    yield one(
        "swap",
        "who demands and of whom",
        _matched(
            r"(Mira Sandoval</bdi></span></dd></div>\n<div><dt>Demanded of:.*?)Harbour Town Council", r"\1Mira Sandoval"
        ),
    )
    yield one("swap", "two statuses", _matched(r"<dd>open</dd>(.*?)<dd>met</dd>", r"<dd>met</dd>\1<dd>open</dd>"))
    yield one(
        "swap",
        "two speakers",
        _matched(
            r"<bdi>Tomas Reyl</bdi></span>, (.*?)<bdi>Mira Sandoval</bdi>",
            r"<bdi>Mira Sandoval</bdi></span>, \1<bdi>Tomas Reyl</bdi>",
        ),
    )
    yield one("swap", "two sources", _matched(r'(<li id="timetable">.*?</li>)\n(<li id="survey">.*?</li>)', r"\2\n\1"))
    yield one("swap", "a heading and a sub-heading", _matched(r"<h3>(.*?)</h3>", r"<h2>\1</h2>"))
    yield one(
        "reorder",
        "two sections",
        _matched(
            r'(<h2 class="part" id="what-it-costs".*?)(<h2 class="part" id="what-should.*?)</div>\n<footer',
            r"\2\1</div>\n<footer",
        ),
    )
    yield one("reorder", "letters", _replaced("Two things", '<bdo dir="rtl">Two things</bdo>'))
    yield one(
        "change", "a passage into a paragraph", _matched(r'<blockquote class="passage">(.*?)</blockquote>', r"\1")
    )
    yield one("change", "a paragraph into a passage", _replaced(_PLAIN, f"<blockquote>{_PLAIN}</blockquote>"))


def text() -> Iterator[Departure]:
    """Yield departures of the plain text."""

    def one(sort: str, name: str, make: Callable[[bytes], bytes]) -> Departure:
        return Departure(".txt", sort, name, make)

    for name, line in {
        "the deck": "A harbour that works", "the byline": "By Mira", "a heading": "## What it costs",
        "a paragraph": "Two things would help", "an attribution": "— Tomas Reyl", "who demands": "   Demanded by",
        "a status": "   Status", "a credit": "Credit:", "the rights": "Copyright:", "a source": r"\[2\] River Forum",
        "a description": r"\[Image:", "an item": "2. fuel", "a person": "Tomas Reyl, Ferry pilot$",
    }.items():  # fmt: skip
        yield one("drop", name, _matched(rf"(?m)^{line}[^\n]*\n", ""))
    yield one("renumber", "an item", _replaced("2. fuel", "3. fuel"))
    yield one("renumber", "an item by a bullet", _replaced("2. fuel", "- fuel"))
    yield one("renumber", "a demand", _replaced("2. The passenger", "1. The passenger"))
    yield one("renumber", "a source", _replaced("[2] River Forum", "[3] River Forum"))
    yield one("renumber", "a note", _replaced("at six.[1]", "at six.[2]"))
    yield one("drop", "a note", _replaced("at six.[1]", "at six."))
    yield one("swap", "two items", _matched(r"1\. (a pilot[^\n]*)\n2\. (fuel[^\n]*)", r"1. \2\n2. \1"))
    yield one("swap", "two statuses", _matched(r"Status: open(.*?)Status: met", r"Status: met\1Status: open"))
    yield one("swap", "two speakers", _matched(r"— Tomas Reyl(.*?)— Mira Sandoval", r"— Mira Sandoval\1— Tomas Reyl"))
    yield one("swap", "a heading and a sub-heading", _replaced("### The other", "## The other"))
    yield one("change", "a passage into a paragraph", _replaced("> A river", "A river"))
    yield one("change", "a paragraph into a passage", _replaced("Two things", "> Two things"))
    yield one(
        "retarget", "an address", _replaced("https://council.example/timetable", "https://evil.example/timetable")
    )
    yield one("add", "a line to the body", _replaced("Two things", "Nobody said this.\n\nTwo things"))
    yield one("add", "a line at the end", lambda data: data + b"\nNobody said this.\n")
    yield one("add", "a line at the beginning", lambda data: b"Nobody said this.\n\n" + data)
    yield one("change", "a quote", _replaced("We tie up", "We set out"))
    yield one(
        "reorder", "two sections", _matched(r"(## What it costs.*?)(## What should.*?)(## Corrections)", r"\2\1\3")
    )


def graph() -> Iterator[Departure]:
    """Yield departures of the JSON-LD."""

    def one(sort: str, name: str, change: Callable[[dict[str, Any]], object]) -> Departure:
        def make(data: bytes) -> bytes:
            found = json.loads(data)
            change(found)
            return json.dumps(found, ensure_ascii=False).encode()

        return Departure(".jsonld", sort, name, make)

    for key in ("author", "citation", "license", "datePublished", "publisher", "articleBody"):
        yield one("drop", key, lambda found, key=key: found.pop(key))
    yield one("add", "a statement", lambda found: found.update(award="Best of the year"))
    yield one("add", "a statement deep inside", lambda found: found["author"].update(jobTitle="Queen"))
    yield one(
        "add", "an author", lambda found: found.update(author=[found["author"], {"@type": "Person", "name": "Nobody"}])
    )
    yield one("add", "a type", lambda found: found.update({"@type": [found["@type"], "Review"]}))
    yield one("add", "a citation", lambda found: found["citation"].append({"@type": "CreativeWork", "name": "x"}))
    yield one("swap", "two citations", lambda found: found["citation"].reverse())
    yield one("swap", "headline and deck", lambda found: found.update(headline=found["alternativeHeadline"]))
    yield one("retarget", "its address", lambda found: found.update(url="https://evil.example/"))
    yield one("retarget", "its id", lambda found: found.update({"@id": "https://evil.example/#article"}))
    yield one("retarget", "its context", lambda found: found.update({"@context": "https://evil.example/"}))
    yield one("retarget", "a licence", lambda found: found.update(license="https://evil.example/"))
    yield one("change", "a date", lambda found: found.update(datePublished="2026-05-04T07:31:00+01:00"))
    yield one("change", "a number into words", lambda found: found.update(wordCount=str(found["wordCount"])))
    yield one("change", "whether it is free", lambda found: found.update(isAccessibleForFree=False))
    twice = _replaced("{", '{"headline": "Nobody said this",')
    yield Departure(".jsonld", "add", "a statement under a name there is", twice)


# The PDF


def _edited(change: Callable[[pikepdf.Pdf], object]) -> Callable[[bytes], bytes]:
    def make(data: bytes) -> bytes:
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as pdf:
            change(pdf)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # pikepdf tells of a field without a form, which is what is planted
                pdf.save(out)
        return out.getvalue()

    return make


def _drawn(content: bytes, *, before: bool = False, page: int = 0) -> Callable[[bytes], bytes]:
    """Return what draws *content* on a page; ``/FONT`` in it is a font of the page's."""

    def change(pdf: pikepdf.Pdf) -> None:
        font = next(iter(pdf.pages[page].obj.Resources.Font.keys())).encode()
        stream = pdf.make_stream(b"q " + content.replace(b"/FONT", font) + b" Q")
        pdf.pages[page].contents_add(stream, prepend=before)

    return _edited(change)


def _streamed(change: Callable[[list[Any]], list[Any]], page: int = 0) -> Callable[[bytes], bytes]:
    """Return what changes the operators of a page."""

    def edit(pdf: pikepdf.Pdf) -> None:
        found = list(pikepdf.parse_content_stream(pdf.pages[page]))
        pdf.pages[page].Contents = pdf.make_stream(pikepdf.unparse_content_stream(change(found)))

    return _edited(edit)


def _op(name: str, *operands: object) -> pikepdf.ContentStreamInstruction:
    return pikepdf.ContentStreamInstruction(list(operands), pikepdf.Operator(name))


def _shows(operators: list[Any]) -> list[int]:
    return [n for n, one in enumerate(operators) if str(one.operator) == "TJ"]


def _swapped(operators: list[Any]) -> list[Any]:
    """Swap what two lines show that are set in one font."""
    fonts, font = {}, ""
    for n, one in enumerate(operators):
        if str(one.operator) == "Tf":
            font = str(one.operands[0])
        elif str(one.operator) == "TJ" and len(one.operands[0]) > 20:
            fonts.setdefault(font, []).append(n)
    one, other = max(fonts.values(), key=len)[:2]
    operators[one], operators[other] = operators[other], operators[one]
    return operators


def _before_a_line(*added: object) -> Callable[[list[Any]], list[Any]]:
    def change(operators: list[Any]) -> list[Any]:
        at = _shows(operators)[4]
        return [*operators[:at], *added, *operators[at:]]

    return change


def _annotated(**entries: object) -> Callable[[bytes], bytes]:
    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        made = Dictionary(Type=Name.Annot, Rect=Array([100, 600, 300, 640]), F=4, **entries)
        if "/Annots" not in page:
            page.Annots = Array()
        page.Annots.append(pdf.make_indirect(made))

    return _edited(change)


def _first_link(change: Callable[[Any], object]) -> Callable[[bytes], bytes]:
    def edit(pdf: pikepdf.Pdf) -> None:
        links = [a for page in pdf.pages for a in page.obj.get("/Annots", []) if "/A" in a and "/URI" in a.A]
        assert links
        change(links[0])

    return _edited(edit)


def _elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop(0)
        yield element
        held = element.get("/K", [])
        kids = list(held) if isinstance(held, Array) else [held]
        waiting += [kid for kid in kids if not isinstance(kid, int) and "/S" in kid]


def _tagged(role: str, change: Callable[[Any], object], nth: int = 0) -> Callable[[bytes], bytes]:
    def edit(pdf: pikepdf.Pdf) -> None:
        change([one for one in _elements(pdf) if str(one.get("/S", "")) == f"/{role}"][nth])

    return _edited(edit)


def _without_kid(element: Any, nth: int) -> None:
    del element.K[nth]


def _turned(element: Any) -> None:
    element.K = Array(list(reversed(list(element.K))))


def _script(code: str = "app.alert(1)") -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String(code))


def _metadata(pdf: pikepdf.Pdf) -> None:
    stream = pdf.Root.Metadata
    stream.write(stream.read_bytes().replace(b"Bring back the evening river bus", b"Bring back the evening canal bus"))


def _other_source(pdf: pikepdf.Pdf) -> None:
    for one in pdf.Root.AF:
        if str(one.AFRelationship) == "/Source":
            one.EF.F.write(one.EF.F.read_bytes().replace(b"east quay", b"west quay"))


def _outlined(change: Callable[[Any], object]) -> Callable[[bytes], bytes]:
    return _edited(lambda pdf: change(pdf.Root.Outlines.First))


def _unicode(pdf: pikepdf.Pdf) -> None:
    """Let every font's most used letters be read as others."""
    for font in pdf.pages[0].obj.Resources.Font.values():
        table = font.ToUnicode.read_bytes()
        font.ToUnicode.write(re.sub(rb"<0065>", b"<0061>", table))


def _paged(change: Callable[[pikepdf.Pdf], object]) -> Callable[[bytes], bytes]:
    return _edited(change)


def _set(path: str, value: Callable[[pikepdf.Pdf], object]) -> Callable[[bytes], bytes]:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root[path] = value(pdf)

    return _edited(change)


_SHOW = b"BT 0 Tr /FONT 12 Tf 1 0 0 1 100 420 Tm <00410042> Tj ET"


def copy() -> Iterator[Departure]:  # noqa: PLR0915 - a list
    """Yield departures of a print copy."""

    def one(sort: str, name: str, make: Callable[[bytes], bytes]) -> Departure:
        return Departure(".pdf", sort, name, make)

    yield one("add", "a script on opening", _set("/OpenAction", lambda _: _script()))
    yield one("add", "a program on opening", _set("/OpenAction", lambda _: Dictionary(S=Name.Launch, F=String("x"))))
    yield one("add", "a script on closing", _set("/AA", lambda _: Dictionary(WC=_script())))
    yield one("add", "a form", _set("/AcroForm", lambda _: Dictionary(Fields=Array())))
    yield one("add", "layers", _set("/OCProperties", lambda _: Dictionary(OCGs=Array(), D=Dictionary())))
    yield one("add", "a portfolio", _set("/Collection", lambda _: Dictionary()))
    yield one("add", "named scripts", _edited(_named_script))
    yield one(
        "add", "a script on a page", _paged(lambda pdf: pdf.pages[0].obj.__setitem__("/AA", Dictionary(O=_script())))
    )
    for kind in ("FreeText", "Text", "Stamp", "Square", "Highlight", "Redact", "Ink", "Popup", "Watermark"):
        yield one(
            "add", f"a {kind} annotation", _annotated(Subtype=Name(f"/{kind}"), Contents=String("Nobody said this"))
        )
    yield one("add", "a field", _annotated(Subtype=Name.Widget, FT=Name.Tx))
    yield one("add", "a file on a page", _annotated(Subtype=Name.FileAttachment, FS=String("x")))
    yield one(
        "add",
        "a link without words",
        _annotated(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("https://evil.example/"))),
    )
    yield one("add", "a file", _edited(lambda pdf: pdf.attachments.__setitem__("setup.exe", b"MZ")))
    yield one("add", "a file that is declared", _edited(_declared))
    yield one("add", "words without a tag", _drawn(_SHOW))
    yield one("add", "words as an artifact", _drawn(b"/Artifact BMC " + _SHOW + b" EMC"))
    yield one("add", "words under a tag that is not there", _drawn(b"/P <</MCID 999>> BDC " + _SHOW + b" EMC"))
    yield one("add", "a white field over words", _drawn(b"1 1 1 rg 0 0 600 850 re f"))
    yield one(
        "add", "a white field over words, as an artifact", _drawn(b"/Artifact BMC 1 1 1 rg 100 300 400 300 re f EMC")
    )
    yield one(
        "add", "a picture over words", _drawn(b"q 400 0 0 400 100 300 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q")
    )
    yield one("add", "a read-out word", _drawn(b"/Span <</ActualText (Nobody)>> BDC " + _SHOW + b" EMC"))
    yield one("hide", "a line out of sight", _streamed(_before_a_line(_op("Tr", 3))))
    yield one("hide", "a line in white", _streamed(_before_a_line(_op("rg", 1, 1, 1))))
    yield one("hide", "a line off the page", _streamed(_before_a_line(_op("Tm", 1, 0, 0, -1, 5000, 100))))
    yield one("hide", "a line by its size", _streamed(_before_a_line(_op("Tm", 0.01, 0, 0, -0.01, 300, 300))))
    yield one("hide", "all by a clip", _streamed(lambda ops: [_op("re", 0, 0, 1, 1), _op("W"), _op("n"), *ops]))
    yield one(
        "drop", "a line that is drawn", _streamed(lambda ops: [o for n, o in enumerate(ops) if n != _shows(ops)[6]])
    )
    yield one("swap", "two lines that are drawn", _streamed(_swapped))
    yield one("drop", "all that is drawn on a page", _streamed(lambda _: []))
    yield one("drop", "the tags", _edited(lambda pdf: pdf.Root.__delitem__("/StructTreeRoot")))
    yield one("change", "what letters are read as", _edited(_unicode))
    yield one(
        "change", "a description", _tagged("Figure", lambda e: e.__setitem__("/Alt", String("A sunken ferry")), 1)
    )
    yield one(
        "change",
        "what a paragraph is read out as",
        _tagged("P", lambda e: e.__setitem__("/ActualText", String("x")), 6),
    )
    yield one("add", "a description of a paragraph", _tagged("P", lambda e: e.__setitem__("/Alt", String("Nobody")), 6))
    yield one("add", "a long form of a heading", _tagged("H2", lambda e: e.__setitem__("/E", String("Nobody"))))
    yield one("change", "a heading into a paragraph", _tagged("H2", lambda e: e.__setitem__("/S", Name.P)))
    yield one(
        "change",
        "the meaning of tags",
        _edited(lambda pdf: pdf.Root.StructTreeRoot.__setitem__("/RoleMap", Dictionary(P=Name.Artifact))),
    )
    yield one("drop", "a paragraph's tag", _tagged("Div", lambda e: _without_kid(e, 2), 0))
    yield one("drop", "a list's last item", _tagged("L", lambda e: _without_kid(e, len(e.K) - 1), 1))
    yield one("reorder", "a section", _tagged("Div", _turned, 0))
    yield one("reorder", "a list's items", _tagged("L", _turned, 1))
    yield one("retarget", "a link", _first_link(lambda a: a.A.__setitem__("/URI", String("https://evil.example/"))))
    yield one("swap", "where two links lie", _edited(_swapped_links))
    yield one("retarget", "a link to a script", _first_link(lambda a: a.__setitem__("/A", _script())))
    yield one(
        "retarget",
        "a link to a program",
        _first_link(lambda a: a.__setitem__("/A", Dictionary(S=Name.Launch, F=String("x")))),
    )
    yield one("add", "a second action to a link", _first_link(lambda a: a.A.__setitem__("/Next", _script())))
    yield one(
        "change",
        "a link's place to the whole page",
        _first_link(lambda a: a.__setitem__("/Rect", Array([0, 0, 595, 842]))),
    )
    yield one("change", "the title", _edited(lambda pdf: pdf.docinfo.__setitem__("/Title", "Nobody said this")))
    yield one("change", "the subject", _edited(lambda pdf: pdf.docinfo.__setitem__("/Subject", "Nobody said this")))
    yield one("change", "the title in the XMP", _edited(_metadata))
    yield one("change", "a bookmark", _outlined(lambda item: item.__setitem__("/Title", String("Nobody said this"))))
    yield one("change", "a bookmark into a script", _outlined(lambda item: item.__setitem__("/A", _script())))
    yield one("change", "the source inside", _edited(_other_source))
    yield one("drop", "a picture", _streamed(lambda ops: [o for o in ops if str(o.operator) != "Do"]))
    yield one("change", "a picture", _edited(_other_picture))
    yield one("change", "the author", _edited(lambda pdf: pdf.docinfo.__setitem__("/Author", "Nobody")))
    yield one("change", "the author in the XMP", _edited(_other_author))
    yield one("change", "the language", _set("/Lang", lambda _: String("nl")))
    yield one("drop", "a page", _paged(lambda pdf: pdf.pages.__delitem__(1)))
    yield one("reorder", "pages", _paged(lambda pdf: pdf.pages.reverse()))
    yield one("add", "a page", _paged(lambda pdf: pdf.add_blank_page()))
    yield one(
        "hide", "a page's half", _paged(lambda pdf: pdf.pages[0].obj.__setitem__("/CropBox", Array([0, 400, 595, 842])))
    )
    yield one("change", "how a page lies", _paged(lambda pdf: pdf.pages[0].obj.__setitem__("/Rotate", 180)))


def _named_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Names.JavaScript = Dictionary(Names=Array([String("x"), _script()]))


def _other_picture(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for image in page.obj.Resources.get("/XObject", {}).values():
            if int(image.Width) > 500:
                image.write(b"\xff\x00\x80" * int(image.Width) * int(image.Height))
                image.ColorSpace, image.BitsPerComponent = Name.DeviceRGB, 8
                for name in ("/DecodeParms", "/SMask"):
                    if name in image:
                        del image[name]


def _other_author(pdf: pikepdf.Pdf) -> None:
    stream = pdf.Root.Metadata
    stream.write(stream.read_bytes().replace(b"Mira Sandoval", b"Mina Sandoval"))


def _swapped_links(pdf: pikepdf.Pdf) -> None:
    """Let everything that leads to one address lie where what leads to another one lies."""
    links = [a for page in pdf.pages for a in page.obj.get("/Annots", []) if "/A" in a and "/URI" in a.A]
    first = str(links[0].A.URI)
    one = [link for link in links if str(link.A.URI) == first]
    other = next(link for link in links if str(link.A.URI) != first)
    place = other.Rect
    other.Rect = one[0].Rect
    for link in one:
        link.Rect = place


def _declared(pdf: pikepdf.Pdf) -> None:
    stream = pdf.make_stream(b"MZ")
    entry = Dictionary(
        Type=Name.Filespec,
        F=String("setup.exe"),
        UF=String("setup.exe"),
        EF=Dictionary(F=stream),
        AFRelationship=Name.Data,
    )
    pdf.Root.AF.append(pdf.make_indirect(entry))


ALL = (*page(), *text(), *graph(), *copy())
