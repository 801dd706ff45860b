"""Attacks with markup: HTML, Markdown, templates, JSON-LD, CSS and PDF syntax in fields of text and in bodies."""

from __future__ import annotations

import io
import json
import time

import html5lib
import pypdf
import pytest
from tests.security.hostile import assert_inert, body, check, everywhere, outputs, plain, rules

# name: (what it tries, the text)
_TEXTS = {
    "script element": ("run a script", "</script><script>alert(1)</script>"),
    "image with handler": ("run a script", '"><img src=x onerror=alert(1)>'),
    "svg with handler": ("run a script", "<svg/onload=alert(1)>"),
    "attribute breakout": ("add an attribute", '" onmouseover="alert(1)" x="'),
    "single quote breakout": ("add an attribute", "' onfocus='alert(1)' autofocus='"),
    "comment opener": ("swallow the rest of the page", "<!-- <script>"),
    "comment closer": ("leave a comment", "--><script>alert(1)</script>"),
    "CDATA closer": ("leave a data block", "]]><script>alert(1)</script>"),
    "title closer": ("leave the title", "</title><script>alert(1)</script>"),
    "style closer": ("leave the style", "</style><script>alert(1)</script>"),
    "textarea": ("swallow the rest of the page", "<textarea><plaintext>"),
    "template element": ("hide the rest of the page", "<template><noscript>"),
    "base element": ("send all links elsewhere", '<base href="https://evil.example/">'),
    "meta refresh": ("send the reader elsewhere", '<meta http-equiv="refresh" content="0;url=https://evil.example/">'),
    "entity": ("be decoded once too often", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    "quote entity": ("end the JSON after decoding", "&quot;}&quot;"),
    "numeric entity": ("be decoded once too often", "&#60;img src=x&#62; &#x3C;b&#x3E;"),
    "jinja expression": ("run in the template", "{{ 7*7 }} {{ self.__init__.__globals__ }}"),
    "jinja statement": ("run in the template", "{% for x in ().__class__.__mro__ %}x{% endfor %}"),
    "format string": ("run in a formatter", "{0.__class__} %(x)s ${HOME} #{1}"),
    "JSON breakout": ("add a property", '","@type":"Demand","x":"'),
    "JSON-LD keyword": ("become a keyword", "@id @type @context"),
    "backslashes": ("escape the escape", '\\" \\u003c \\n \\'),
    "CSS": ("style the page", "</p>} body{display:none} @import url(//evil.example/x.css);"),
    "CSS content": ("break a running head", '"; content: url(https://evil.example/x) "'),
    "PDF string": ("leave a PDF string", ") Tj (x) /JavaScript (app.alert\\(1\\))"),
    "XML declaration": ("break the XMP", "<?xpacket end='w'?><rdf:RDF>"),
    "vCard line": ("add a field", "x BEGIN:VCARD"),
    "isolates": ("mix directions", "\u2067שלום\u2069 \u2066abc\u2069"),
    "zero-width joiners": ("hide in a word", "per\u200dson zero\u200bwidth"),
    "combining pile": ("paint over the page", "Z" + "\u0301" * 20 + "algo"),
}  # fmt: skip


@pytest.mark.parametrize("name", _TEXTS)
def test_hostile_text_in_every_field_stays_text(name):
    _, text = _TEXTS[name]
    made = outputs(everywhere(text), "html", "jsonld", "text")

    assert_inert(made["html"])
    page = "".join(html5lib.parse(made["html"], namespaceHTMLElements=False).find("body").itertext())
    graph = json.loads(made["jsonld"])
    assert page.count(text) >= 10
    told = text.replace("\u200b", "").replace("\u00ad", "")  # hints where a line may break are for pages
    assert graph["headline"] == told
    assert told in graph["articleBody"]
    assert made["text"].decode().count(text) >= 10


@pytest.mark.parametrize("name", ["PDF string", "XML declaration", "CSS", "CSS content", "script element", "entity"])
def test_hostile_text_stays_text_on_paper(name):
    _, text = _TEXTS[name]
    reader = pypdf.PdfReader(io.BytesIO(outputs(everywhere(text), "pdf")["pdf"]))

    assert reader.metadata.title == text
    assert "/JavaScript" not in str(reader.trailer["/Root"])
    assert "/OpenAction" not in reader.trailer["/Root"]


# name: (what it tries, the body)
_INERT_BODIES = {
    "raw script": ("run a script", "<script>alert(1)</script>"),
    "raw iframe": ("load a page", '<iframe src="https://evil.example/"></iframe>'),
    "raw event handler": ("run a script", '<b onclick="alert(1)">x</b>'),
    "raw comment": ("hide the rest", "<!-- x"),
    "raw processing instruction": ("reach a parser", "<?php system('id') ?>"),
    "raw doctype": ("declare entities", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
    "raw entity": ("expand an entity", "&e; &amp; &#106;avascript"),
    "link text with markup": ("hide a script in a link", "[<img src=x onerror=alert(1)>](https://a.example/)"),
    "link with quote": ("leave the attribute", "[x](https://a.example/%22onclick=%22alert(1))"),
    "link with entity": ("become another link", "[x](https://a.example/?a=1&lt;script)"),
}  # fmt: skip


@pytest.mark.parametrize("name", _INERT_BODIES)
def test_hostile_markup_in_a_body_stays_text(name):
    _, text = _INERT_BODIES[name]

    assert_inert(outputs(body(text), "html")["html"])


# name: (what it tries, the body, the rules that may stop it)
_REFUSED_BODIES = {
    "javascript link": ("run a script", "[x](javascript:alert(1))", {"link-scheme"}),
    "javascript link, mixed case": ("hide the scheme", "[x](JaVaScRiPt:alert(1))", {"link-scheme"}),
    "javascript link, escaped": ("hide the scheme", "[x](javascript&#58;alert(1))", {"link-scheme"}),
    "javascript link, percent": ("hide the scheme", "[x](%6aavascript:alert(1))", {"link-scheme"}),
    "vbscript link": ("run a script", "[x](vbscript:x)", {"link-scheme"}),
    "data link": ("carry a page", "[x](data:text/html,<script>alert(1)</script>)", {"link-scheme"}),
    "link with a homograph": ("look like another host", "[x](https://hаrbourpost.example/)", {"web-address"}),
    "file link": ("point into the disk", "[x](file:///etc/passwd)", {"link-scheme"}),
    "relative link": ("point into the site", "[x](../admin)", {"link-scheme"}),
    "scheme-relative link": ("choose the scheme later", "[x](//evil.example/)", {"link-scheme"}),
    "autolink": ("link with a scheme of its own", "<javascript:alert(1)>", {"body-autolink", "link-scheme"}),
    "image": ("load a picture", "![x](https://evil.example/x.png)", {"body-image"}),
    "image of a file": ("read a file", "![x](/etc/passwd)", {"body-image"}),
    "reference definition": ("hide a link", "[x]: javascript:alert(1)\n\n[x]", {"body-definition", "link-scheme"}),
    "code block": ("hide text from the checks", "```\nx\n```", {"body-code"}),
    "indented code": ("hide text from the checks", "x\n\n    y", {"body-code"}),
    "unknown mark": ("call something", "{include:/etc/passwd}", {"unknown-mark"}),
    "mark with a path": ("leave the namespace", "{image:../../etc/passwd}", {"mark-id", "unknown-id"}),
    "mark of another sort": ("confuse sorts", "{image:tied-up}", {"wrong-id", "unknown-id"}),
    "mark of an author": ("confuse sorts", "{quote:tomas}", {"wrong-id", "unknown-id"}),
    "note to nothing": ("crash the numbering", "x[^nowhere]", {"unknown-id"}),
    "demands twice": ("have two of one id", "{demands}", {"placed-twice"}),
    "block quotes, 500 deep": ("overflow the stack", ">" * 500 + " x", {"body-too-deep"}),
    "lists, 200 deep": ("overflow the stack", "\n".join("  " * n + "- x" for n in range(200)), {"body-too-deep", "body-code", "paragraph-too-long"}),
    "a table": ("be passed over", "| a | b |\n|---|---|\n| c | d |", {"body-table"}),
    "a rule": ("be passed over", "---", {"body-rule", "body-heading"}),
}  # fmt: skip


@pytest.mark.parametrize("name", _REFUSED_BODIES)
def test_a_hostile_body_is_refused(name):
    tries, text, stopped_by = _REFUSED_BODIES[name]
    found = rules(body(text))

    assert found & stopped_by, f"{tries}: stopped by {found}"


# Input on which a careless Markdown parser takes quadratic or exponential time.
_SLOW = {
    "open emphasis": "*a " * 30_000,
    "mixed emphasis": "*a **b " * 15_000,
    "underscores": "_a __b " * 15_000,
    "open brackets": "[" * 60_000,
    "open links": "[a](" * 30_000,
    "nested links": "[a](b" * 20_000,
    "backticks": "`a``b" * 20_000,
    "escapes": "\\" * 100_000,
    "entities": "&" * 100_000,
    "angle brackets": "<" * 100_000,
    "comments": "<!--" * 30_000,
    "marks": "{quote:" * 20_000,
    "notes": "[^" * 40_000,
    "braces": "{" * 100_000,
    "hard breaks": "a\\\n" * 20_000,
    "block quote markers": "> " * 50_000,
    "list markers": "- " * 50_000,
    "digits": "1" * 100_000 + ".",
    "one long word": "a" * 500_000,
    "stars": "*" * 100_000,
}  # fmt: skip


@pytest.mark.parametrize("name", _SLOW)
def test_a_body_made_to_be_slow_costs_seconds_at_most(name):
    started = time.process_time()
    check(body(_SLOW[name]))

    assert time.process_time() - started < 10


# name: (what it tries, the field, the value, the rules that may stop it)
_FIELDS = {
    "javascript url": ("run a script", {"url": "javascript:alert(1)"}, {"web-address", "uri"}),
    "data url": ("carry a page", {"url": "data:text/html,x"}, {"web-address", "uri"}),
    "file url": ("point into the disk", {"url": "file:///etc/passwd"}, {"web-address", "uri"}),
    "url with a space": ("add an attribute", {"url": "https://a.example/ onload=x"}, {"web-address", "uri"}),
    "url with a quote": ("leave the attribute", {"url": 'https://a.example/"><script>'}, {"web-address", "uri"}),
    "url with a newline": ("add a header", {"url": "https://a.example/\nSet-Cookie: x"}, {"web-address", "uri", "line-break"}),
    "url with a user": ("look like another host", {"url": "https://harbourpost.example@evil.example/"}, {"web-address", "uri"}),
    "url with a backslash": ("look like another host", {"url": "https://a.example\\@evil.example"}, {"web-address", "uri"}),
    "url with a homograph": ("look like another host", {"url": "https://hаrbourpost.example/"}, {"web-address", "uri"}),
    "licence script": ("run a script", {"rights": {"license": "javascript:alert(1)"}}, {"web-address", "uri"}),
    "same_as script": ("run a script", {"places": [{"name": "x", "same_as": "javascript:x"}]}, {"web-address", "uri"}),
    "pdf script": ("run a script", {"files": {"pdf": "javascript:x"}}, {"web-address", "uri"}),
    "translation script": ("run a script", {"translations": [{"language": "nl", "url": "javascript:x"}]}, {"web-address", "uri"}),
    "language with markup": ("leave the attribute", {"language": 'en" onload="x'}, {"language-form"}),
    "language with a path": ("load another catalogue", {"language": "../../etc/passwd"}, {"language-form"}),
    "slug with a path": ("write elsewhere", {"slug": "../../etc/cron.d/x"}, {"slug-form"}),
    "headline with a line break": ("add a header", {"headline": "a\nb"}, {"line-break"}),
    "mail address with a header": ("add a header", {"contact": {"email": "a@b.example\nBcc: c@d.example"}}, {"email-form", "line-break"}),
    "mail address with markup": ("leave the attribute", {"contact": {"email": 'a"onload=x@b.example'}}, {"email-form"}),
    "phone with a scheme": ("run a script", {"contact": {"phone": "javascript:alert(1)"}}, {"phone-form"}),
    "fediverse with markup": ("leave the attribute", {"authors": [{"name": "M", "fediverse": '@a"><b@c.example'}]}, {"fediverse-form"}),
    "date with markup": ("leave the attribute", {"published": '2026-01-01"><b'}, {"date-form"}),
    "date that is none": ("break the sums", {"published": "2026-02-30"}, {"date-form"}),
    "date beyond the calendar": ("overflow", {"published": "99999-01-01"}, {"date-form"}),
    "id with markup": ("leave the attribute", {"sections": [{"id": 'a"b', "body": "x"}]}, {"id-form"}),
    "id of ours": ("take the article's place", {"sections": [{"id": "article", "body": "x"}]}, {"reserved-id"}),
    "id with a homograph": ("look like another id", {"sections": [{"id": "tomаs", "body": "x"}]}, {"id-form"}),
    "id twice": ("have two of one id", {"sections": [{"id": "tomas", "body": "x"}]}, {"duplicate-id"}),
}  # fmt: skip


@pytest.mark.parametrize("name", _FIELDS)
def test_a_hostile_value_is_refused_by_its_rule(name):
    tries, change, stopped_by = _FIELDS[name]
    found = rules(plain(**change))

    assert found & stopped_by, f"{tries}: stopped by {found}"


@pytest.mark.parametrize("code", [*range(0x202A, 0x202F), 0x061C + 0xE000, 0xFEFF + 0x10000 - 0x10000 - 0x0EFF])
def test_characters_that_turn_text_around_are_refused_with_their_place(code):
    reading = check(plain(headline=f"Pay {chr(code)}lleb eht"))

    found = [problem for problem in reading.problems if problem.rule == "character"]
    assert found
    assert found[0].span is not None
