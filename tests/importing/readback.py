"""What an import made, read back through the real reader, as words in order."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import yaml

from pressmark import reader
from pressmark.importing import Given, import_article
from pressmark.model import (
    BlockQuote,
    DemandList,
    Emphasis,
    Figure,
    Heading,
    InlineQuote,
    ItemList,
    LineBreak,
    Link,
    Paragraph,
    QuoteBlock,
    Strong,
    Text,
)

_REQUIRED = {"headline": "No headline", "published": "2026-01-01"}


def imported(text, **given):
    """Return what the import of *text* (or bytes) gives."""
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    return import_article(data, name="copy", given=Given(**given))


def values(found):
    """Return the YAML of an import as plain values, all of them texts."""
    return yaml.load(found.yaml, Loader=yaml.BaseLoader)


def article(found, folder=None):
    """Return the article that an import made, what it says is missing filled in; fails on any other problem."""
    document = values(found)
    for key, value in _REQUIRED.items():
        document[key] = document[key] or value
    for author in document["authors"]:
        if not author.get("anonymous"):
            author["name"] = author.get("name") or "Nobody"
    document["outlet"]["name"] = document["outlet"]["name"] or "No Outlet"
    for section in document["sections"]:
        section["body"] = section["body"] or "No words."
    for correction in document.get("corrections", []):
        correction["date"] = correction["date"] or document["published"]
    document.pop("images", None)
    for section in document["sections"]:
        section["body"] = re.sub(r"\{image:[a-z0-9-]+\}", "A picture.", section["body"])
    document["pressmark"] = 1
    if "rights" in document and "year" in document["rights"]:
        document["rights"]["year"] = int(document["rights"]["year"])
    data = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=10**9).encode("utf-8")
    reading = reader.check(data, name="copy", stem="copy", folder=folder)
    assert [problem for problem in reading.problems if problem.severity == "error"] == []
    return reading.article


def body_words(made):
    """Return the words of an article's body in order, headings, quotes and demands in their places."""
    said = []
    for section in made.sections:
        said.append(section.heading or "")
        said += [_block(block) for block in section.blocks]
    return "\n".join(said)


def _block(block):
    match block:
        case Paragraph(children) | Heading(_, children):
            return _inline(children)
        case ItemList():
            return "\n".join(_block(inner) for item in block.items for inner in item)
        case BlockQuote(blocks):
            return "\n".join(map(_block, blocks))
        case QuoteBlock(quote, _, _):
            return quote.text
        case DemandList(demands, _):
            return "\n".join(demand.text for demand in demands)
        case Figure(image):
            return image.caption or ""
    raise AssertionError(block)


def _inline(children):
    said = []
    for child in children:
        match child:
            case Text(text):
                said.append(text)
            case Emphasis(inner) | Strong(inner) | Link(_, inner):
                said.append(_inline(inner))
            case InlineQuote(quote, _):
                said.append(quote.text)
            case LineBreak():
                said.append(" ")
    return "".join(said)


def letters(text):
    """Return *text* without white space and quotation marks: what an import must not change."""
    return re.sub(r"[\s“”„‟«»‹›「」『』\"‘’‚'\u200b]", "", unicodedata.normalize("NFC", text))


def account(found):
    """Return every letter of an import's values and of what it left out."""
    made = article(found)
    values = [made.headline, made.deck, made.rubric, made.dateline, made.summary, made.url, body_words(made)]
    values += [author.name for author in made.authors] + [author.role for author in made.authors]
    values += [author.affiliation.name for author in made.authors if author.affiliation]
    values += [author.email for author in made.authors] + list(made.keywords)
    values += [quote.speaker.label + (quote.speaker.role or "") for quote in made.quotes]
    values += [correction.text for correction in made.corrections] + [made.outlet.name, made.rights.notice]
    values += [text for one in made.contact for text in (one.name, one.email, one.phone)]
    values += [one.text for one in found.report.left_out]
    return Counter(char for char in "".join(value or "" for value in values) if char.isalpha())
