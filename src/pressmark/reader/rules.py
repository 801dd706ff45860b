"""The rules that a schema can't say of single values: characters, lines, comments, dates, languages, headings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pressmark import i18n
from pressmark.reader import dates, language
from pressmark.reader.body_rules import read_body
from pressmark.reader.nodes import Mapping, Node, Scalar, Sequence, entries, get, items, mapping, words
from pressmark.reader.source import REFUSED_IN_VALUE, refuse
from pressmark.reader.suggest import names_in
from pressmark.reader.value_map import places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.reader.body import Body
    from pressmark.reader.document import Document

_BLANKS = {"…", "...", "YYYY-MM-DD"}
BODY_KEYS = frozenset({"body", "notes"})

_PAIRS = {"“": "”", '"': '"', "„": "“", "«": "»", "‘": "’", "'": "'", "»": "«", "「": "」", "‹": "›"}
_SWALLOWED = re.compile(r"[ \t]+(#[^\s#!][^\r\n]*)")


def bodies(document: Document) -> tuple[list[Body | None], Body | None]:
    """Return the body of each section (None where there is none to read) and the notes, after checking each."""
    found: list[Body | None] = []
    for _, section in items(document.root, "sections"):
        node = words(section, "body")
        headed = get(section, "heading") is not None
        found.append(read_body(document, node, headed=headed) if node is not None else None)
    notes = words(document.root, "notes")
    return found, read_body(document, notes, headed=True) if notes is not None else None


def check_values(document: Document) -> None:
    """Check every text in the article: its characters, what follows it, and that it is one line where it is no body."""
    seen: set[int] = set()
    for key, node in _texts(document.root, ""):
        if id(node) not in seen:
            seen.add(id(node))
            _characters(document, node)
            _comment(document, node)
            if key not in BODY_KEYS:
                _one_line(document, key, node)
            if node.text.strip() in _BLANKS:
                message = f"“{key}” is still a blank"
                document.at("empty-text", message, node, "write what belongs there, or take the key out")


def _characters(document: Document, node: Scalar) -> None:
    """Refuse characters that only the value has, written as escapes, and tabs; others were refused in the file."""
    if node.style != '"' and "\t" not in node.text:
        return
    found = list(REFUSED_IN_VALUE.finditer(node.text))
    starts, ends = places(document.plain, node) if found else ([], [])
    for match in found:
        at = match.start()
        refuse(document.report, match.group(), starts[at], ends[at], document.pointer(node))


def _comment(document: Document, node: Scalar) -> None:
    """Warn where YAML has taken the end of a text for a comment: “Bus #1” is read as “Bus”."""
    match = _SWALLOWED.match(document.lines.text, node.end) if node.style == "" else None
    if match is not None:
        message = f"YAML takes “{match[1][:40]}” for a comment, so it is in no output"
        help_ = "put the text in quotes; if it is a comment, put a space after the #"
        document.report.add("yaml-comment", message, match.start(1), match.end(1), document.pointer(node), help_=help_)


def _one_line(document: Document, key: str, node: Scalar) -> None:
    if "\n" not in node.text.rstrip("\n"):
        return
    at = node.text.index("\n", len(node.text) - len(node.text.lstrip("\n")))
    start = places(document.plain, node)[0][at]
    message = f"“{key}” is text on one line, and here its line is broken"
    help_ = "write “>-” after the colon to fold the lines into one"
    document.report.add("line-break", message, start, start + 1, document.pointer(node), help_=help_)


def _texts(node: Node, key: str) -> Iterator[tuple[str, Scalar]]:
    match node:
        case Scalar(value=str()):
            yield key, node
        case Sequence():
            for item in node.items:
                yield from _texts(item, key)
        case Mapping():
            for name, value in node.values.items():
                yield from _texts(value, name)


def check_dates(document: Document) -> None:
    """Check that nothing was changed, corrected or withdrawn before it was published."""
    published = words(document.root, "published")
    if published is None:
        return
    later = [("“modified”", words(document.root, "modified"))]
    later += [("the correction", words(item, "date")) for _, item in items(document.root, "corrections")]
    later.append(("the withdrawal", words(mapping(document.root, "withdrawn"), "date")))
    for name, value in later:
        if value is not None and dates.before(value.text, published.text):
            message = f"{name} is dated before “published” ({published.text})"
            untimed = ("T" in published.text) != ("T" in value.text)
            help_ = (
                "give both a time: a day alone means its beginning, at 00:00 UTC"
                if untimed
                else "mend one of the two dates"
            )
            document.at("date-order", message, value, help_)


def check_likely_dates(document: Document) -> None:
    """Warn of words said after the article, of demands due before it, and of an embargo that is over."""
    published = words(document.root, "published")
    if published is None or not dates.valid(published.text):
        return
    modified = words(document.root, "modified")
    last = modified if modified is not None and dates.before(published.text, modified.text) else published
    which = "last modified" if last is modified else "published"
    for id_, quote in entries(document.root, "quotes"):
        said = words(quote, "said")
        if said is not None and dates.days_before(last.text, said.text):
            message = f"the quote “{id_}” was said after the article was {which} ({last.text})"
            document.at("date-unlikely", message, said, "mend one of the two dates")
    for _, demand in items(document.root, "demands"):
        due = words(demand, "due")
        if due is not None and dates.days_before(due.text, published.text):
            message = f"the demand is due before the article was published ({published.text})"
            document.at("date-unlikely", message, due, "mend one of the two dates")
    embargo = words(document.root, "embargo")
    if embargo is None:
        return
    if dates.days_before(embargo.text, last.text):
        message = f"the embargo was over when the article was {which} ({last.text})"
        document.at(
            "date-unlikely", message, embargo, "take “embargo” out: every output shows it as long as it is there"
        )


def check_names(document: Document) -> None:
    """Warn of several people in the name of one author: they would be one person in every output's metadata."""
    for _, author in items(document.root, "authors"):
        name, sort = words(author, "name"), words(author, "type")
        if name is None or (sort is not None and sort.text == "organization"):
            continue
        found = names_in(name.text)
        if len(found) > 1:
            each = ", ".join(f"“- name: {one}”" for one in found[:3])
            message = f"one author has the names of {len(found)}"
            help_ = f"write {each}, each on a line of its own; an organisation has “type: organization”"
            document.at("several-names", message, name, help_)


def check_sections(document: Document) -> None:
    """Check that at most one section goes without a heading."""
    unheaded = [section for _, section in items(document.root, "sections") if get(section, "heading") is None]
    for section in unheaded[1:]:
        message = "another section without a heading"
        document.at("section-heading", message, section, "add “heading: …”; only one section may go without")


def check_languages(document: Document) -> None:
    """Warn of language tags that are well-formed but name no language or country, and of labels in English."""
    for key, node in _texts(document.root, ""):
        if key != "language" or not language.well_formed(node.text):
            continue
        if (found := language.unknown(node.text)) is not None:
            part, better = found
            help_ = f"did you mean “{better}”?" if better else "look it up in the IANA language subtag registry"
            document.at("language-unknown", f"“{part}” in “{node.text}” names no language or country", node, help_)
        elif node is get(document.root, "language") and not i18n.supports(node.text):
            message = f"pressmark has no labels in “{node.text}”, so “Sources”, “Published” and the rest are in English"
            help_ = f"there are labels in {', '.join(i18n.languages())}; docs/languages.md says how to add some"
            document.at("language-fallback", message, node, help_)


def check_quotes(document: Document) -> None:
    """Warn of quotation marks around a quote's words: every output sets those of the language."""
    for _, quote in entries(document.root, "quotes"):
        text = words(quote, "text")
        bare = text.text.strip() if text is not None else ""
        if text is None or len(bare) < 3 or _PAIRS.get(bare[0]) != bare[-1]:
            continue
        if bare[0] not in bare[1:-1] and bare[-1] not in bare[1:-1]:
            message = "the quote’s words stand in quotation marks of their own"
            document.at("quote-marks", message, text, "take them out: every output sets those of the language")
