"""Articles whose every text is out to break the page."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace

from pressmark import model as m

STRINGS = (
    "</script><img src=x onerror=alert(1)>",
    "<!-- <script>alert(1)",
    "--><b>bold</b>",
    "&quot; &amp; &lt;i&gt;",
    "]]></article></main>",
    "{{7*7}} {% raw %} {#",
    "\u2068isolated אבג\u2069 after",
    "'\" onmouseover=alert(1) x='",
    "</title></style></textarea>",
    "javascript:alert(1) \\u003c \\",
    "a  b\u00a0c",
)
# Which fields hold words; everything else is an id, a URL, a date, a number or a name out of a list.
TEXTS = {
    m.Article: ("headline", "deck", "summary", "rubric", "dateline", "backstory"),
    m.Party: ("name", "role", "description", "fediverse"),
    m.Affiliation: ("name",),
    m.Outlet: ("name",),
    m.Image: ("alt", "caption", "credit"),
    m.Reference: ("title", "author"),
    m.Original: ("text",),
    m.Quote: ("text", "context", "translator"),
    m.Demand: ("text", "action"),
    m.Text: ("text",),
    m.Section: ("heading",),
    m.Place: ("name",),
    m.Topic: ("name",),
    m.Correction: ("text",),
    m.Rights: ("holder", "notice", "credit"),
    m.BasedOn: ("title",),
    m.Withdrawal: ("reason",),
    m.Archive: ("location",),
    m.Contact: ("name",),
}


def hostile(article: m.Article, string: str) -> m.Article:
    """Return *article* with *string* in the place of every text it has."""
    return replace(_changed(article, string), keywords=(string, string) if article.keywords else ())


def _changed(value, string: str):
    if isinstance(value, tuple):
        return tuple(_changed(item, string) for item in value)
    if not is_dataclass(value):
        return value
    texts = TEXTS.get(type(value), ())
    changes = {}
    for field in fields(value):
        old = getattr(value, field.name)
        changes[field.name] = string if field.name in texts and old is not None else _changed(old, string)
    return replace(value, **changes)
