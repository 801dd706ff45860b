"""Markdown with front matter, as Hugo and Jekyll keep articles: facts from its head, blocks from CommonMark."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

from pressmark.importing.dating import find_date, whole
from pressmark.importing.manuscript import DOUBTFUL, LISTED, STATED, Fact, LeftOut, Manuscript, Person
from pressmark.importing.read.decoding import clean
from pressmark.importing.read.inline import lines_of, web_address
from pressmark.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pressmark.importing.manuscript import Piece

_FENCE = re.compile(r"\ufeff?\s{0,99}(---|\+\+\+)[ \t]*\n(.{0,100000}?\n)??\1[ \t]*(?:\n|\Z)", re.DOTALL)
_KEY = re.compile(r"(?m)^[A-Za-z_][\w -]{0,40}\s?[:=]")
_NOTE = re.compile(r"(?m)^\[\^([^\]\s]{1,60})\]:[ \t]?(.*(?:\n(?:[ \t]{2,}.*|[ \t]*(?=\n[ \t]{2,}\S)))*)")
_REFERENCE = re.compile(r"\[\^([^\]\s]{1,60})\]")
_TITLED = re.compile(r'<p>(<img [^<>]{1,2000}?) title="([^"<>]{1,600})" />\s*</p>')  # its title is its caption
_SHORTCODE = re.compile(r"\{\{[<%][^\n]{0,400}?[%>]\}\}|\{%[^\n]{0,400}?%\}|(?m:^\{:[^\n}]{0,200}\}$)")
_KEYS = {
    "headline": ("title", "headline"),
    "deck": ("subtitle", "deck", "dek", "standfirst", "subheadline"),
    "summary": ("description", "summary", "excerpt", "abstract", "custom_excerpt"),
    "published": ("date", "published", "published_at", "pubdate", "publishdate", "date_published", "created"),
    "modified": ("lastmod", "last_modified_at", "updated", "updated_at", "date_updated", "modified"),
    "language": ("lang", "language", "locale"),
    "url": ("canonical", "canonical_url", "canonicalurl"),
    "rubric": ("section", "category", "categories", "primary_tag"),
    "outlet": ("publisher", "publication", "outlet"),
    "dateline": ("dateline",),
}
_WRITERS = ("author", "authors", "byline", "primary_author")
_WHY = "the front matter"
_LONGEST_ADDRESS = 2048
_OPEN, _CLOSE = "\ue000", "\ue001"


def is_markdown(text: str, name: str = "") -> bool:
    """Tell whether *text* has front matter, or *name* is a Markdown file's."""
    match = _FENCE.match(text)
    return bool(match and match[2] and _KEY.search(match[2])) or name.casefold().endswith(
        (".md", ".markdown", ".mdown")
    )


def read(text: str) -> Manuscript:
    """Return the blocks of the Markdown *text*, its front matter as facts."""
    from markdown_it import MarkdownIt  # only Markdown needs it

    from pressmark.importing.read.page import read_blocks  # the HTML libraries are heavy

    match = _FENCE.match(text)
    head = _front_matter(match[1], match[2] or "") if match else {}
    body = text[match.end() :] if match and head else text
    if text.lstrip()[:1] == "{" and (found := _json_head(text)):
        head, body = found
    facts, people, unused = _facts(head)
    unused += [LeftOut(one[0], "a shortcode of the site’s generator") for one in _SHORTCODE.finditer(body)]
    body = _SHORTCODE.sub("", body)
    notes = {one[1]: " ".join(one[2].split()) for one in _NOTE.finditer(body)}
    body = _REFERENCE.sub(lambda one: f"{_OPEN}{one[1]}{_CLOSE}" if one[1] in notes else one[0], _NOTE.sub("", body))
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    # A long address that many links share would be written out for each of them.
    fits = reader.validateLink
    vars(reader)["validateLink"] = lambda url: len(url) <= _LONGEST_ADDRESS and fits(url)
    body = _numbers_kept(reader, body)
    html = reader.render(body) + "".join(
        f'<li id="note-{number}">{reader.renderInline(_linked(words))}</li>'
        for number, words in enumerate(notes.values(), 1)
    )
    html = _TITLED.sub(r"<figure>\1 /><figcaption>\2</figcaption></figure>", html)
    numbers = {name: number for number, name in enumerate(notes, 1)}
    html = re.sub(
        f"{_OPEN}([^{_CLOSE}]{{1,80}}){_CLOSE}",
        lambda one: f'<sup><a href="#note-{numbers.get(one[1], 0)}">{numbers.get(one[1], 0)}</a></sup>',
        html,
    )
    made = read_blocks(html, "markdown", tuple(unused))
    return replace(made, pieces=tuple(_levelled(_lined(made.pieces), head)), facts=tuple(facts), people=people)


def _numbers_kept(reader: Any, body: str) -> str:  # noqa: ANN401 - a MarkdownIt
    """Return *body*, where a list's numbers don't count on (a date at a line's start) as text, each with its number."""
    lines = body.split("\n")
    lists: list[tuple[int, list[Any]]] = []
    for token in reader.parse(body):
        if token.type == "ordered_list_open":
            lists.append((int(token.attrs.get("start", 1)), []))
        elif token.type == "bullet_list_open":
            lists.append((-1, []))
        elif token.type == "list_item_open":
            lists[-1][1].append(token)
        elif token.type in {"ordered_list_close", "bullet_list_close"}:
            start, items = lists.pop()
            numbers = [int(item.info) for item in items] if start >= 0 else []
            # "1. 1. 1." is a usual way to write a list; every other jump is no counting.
            if not numbers or set(numbers) == {1}:  # "1. 1. 1." is a usual way to write a list
                continue
            expected = start
            for item, number in zip(items, numbers, strict=True):
                if number == expected:
                    expected += 1
                else:
                    at = item.map[0]
                    # Within another list it becomes an item of its own, elsewhere a paragraph.
                    kept = r"\1- \2\\\3" if lists else "\n" + r"\1\2\\\3"
                    lines[at] = re.sub(r"^(\s*)(\d+)([.)])(?=\s)", kept, lines[at], count=1)
    return "\n".join(lines)


def _linked(words: str) -> str:
    """Return *words* with bare addresses as links."""
    return re.sub(r"(?<![(<\[])https?://[^\s<>()\[\]]{3,1000}[^\s<>()\[\].,;:]", r"<\g<0>>", words)


def _lined(pieces: Sequence[Piece]) -> list[Piece]:
    """Return *pieces*, those lines of the head parted that stand in one paragraph: “Published: …”, “Updated: …”."""
    title = next((n for n, piece in enumerate(pieces[:8]) if piece.level == 1), 0)
    made: list[Piece] = []
    for number, piece in enumerate(pieces):
        lines = lines_of(piece.rich) if piece.kind == "paragraph" and number < title + 6 else []
        labelled = all(re.match(r"[^:]{2,20}:\s", line.text) for line in lines)
        parts = len(lines) > 1 and (number < title or labelled)
        made += [replace(piece, rich=line) for line in lines] if parts else [piece]
    return made


def _levelled(pieces: list[Piece], head: dict[str, Any]) -> list[Piece]:
    """Return *pieces* with a first heading one level up where front matter gives no title and no h1 is there."""
    if "title" in head or not pieces or pieces[0].kind != "heading" or any(piece.level == 1 for piece in pieces):
        return pieces
    return [replace(pieces[0], level=1), *pieces[1:]]


def _front_matter(fence: str, text: str) -> dict[str, Any]:
    """Return the mapping that *text* holds in YAML or, between plus signs, in TOML; {} where it holds none."""
    import yaml  # as above

    try:
        if fence == "+++" and _DEEP_KEY.search(text):
            return _line_by_line(text)
        if fence == "---" and any(isinstance(one, yaml.AliasEvent) for one in yaml.parse(text, Loader=yaml.BaseLoader)):
            return _line_by_line(text)  # a few lines of aliases stand for gigabytes
        found = tomllib.loads(text) if fence == "+++" else yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - texts only
    except (tomllib.TOMLDecodeError, yaml.YAMLError, ValueError, RecursionError):
        found = _line_by_line(text)
    return {str(key).casefold(): value for key, value in found.items()} if isinstance(found, dict) else {}


# Each part of a key is a level, and each level is copied for the next one.
_DEEP_KEY = re.compile(r"(?<![\w.-])(?:[\"']?[\w-]{1,60}[\"']?\s{0,9}\.\s{0,9}){40}")


def _json_head(text: str) -> tuple[dict[str, Any], str] | None:
    """Return the front matter in JSON that *text* begins with, as Hugo takes it, and the rest; None where none is."""
    start = len(text) - len(text.lstrip())
    try:
        found, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    return ({str(key).casefold(): value for key, value in found.items()}, text[end:]) if text[end:].strip() else None


def _line_by_line(text: str) -> dict[str, str]:
    """Return the keys of a front matter that is not well-formed (“title: Ferry: closed”), each with its line's text."""
    found = re.findall(r"(?m)^([A-Za-z_][\w -]{0,40}?)\s?[:=][ \t]{0,40}(\S[^\n]*)$", text)
    found = [(key, value.rstrip(" \t")) for key, value in found]
    return {key: value[1:-1] if value[0] == value[-1] and value[0] in "\"'" else value for key, value in found}


def _facts(head: dict[str, Any]) -> tuple[list[tuple[str, Fact]], Any, list[LeftOut]]:
    head = (
        {**head, **{key: value for key, value in head.get("params", {}).items() if key not in head}}
        if isinstance(head.get("params"), dict)
        else head
    )
    facts: list[tuple[str, Fact]] = []
    used: set[str] = {"params"}
    for key, names in _KEYS.items():
        for name in names:
            values = _texts(head.get(name))
            value = values[0] if values else ""
            value = _date(value, head) if key in {"published", "modified"} else value
            value = web_address(value) if key == "url" else value
            if value:
                facts.append((key, Fact(value, STATED, _WHY)))
                used.add(name)
                break
    kind = next((said for said in _texts(head.get("genre")) if said in get_args(Kind)), "")
    if kind:
        facts.append(("kind", Fact(kind, STATED, _WHY)))
        used.add("genre")
    tags = [
        tag for name in ("tags", "keywords") for value in _texts(head.get(name)) for tag in re.split(r"\s?,\s?", value)
    ]
    if tags:
        facts.append(("keywords", Fact("\n".join(tags), STATED, _WHY)))
        used |= {"tags", "keywords"}
    writers = [name for key in _WRITERS for name in _texts(head.get(key))]
    used |= {key for key in _WRITERS if head.get(key)}
    listed = any(isinstance(head.get(key), list) and len(head[key]) > 1 for key in _WRITERS)
    people = ((tuple(map(Person, writers)), Fact(LISTED if listed else "", STATED, _WHY)),) if writers else ()
    unused = [
        LeftOut(f"{key}: {_plain(value)}", "front matter that an article has no place for")
        for key, value in head.items()
        if key not in used
    ]
    return facts, people, unused


def _plain(value: object) -> str:
    """Return what a key of the front matter holds on one line, nested values as JSON."""
    nested = isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict | list) for one in value))
    return json.dumps(value, ensure_ascii=False) if nested else ", ".join(_texts(value)) or str(value)


def _date(value: str, head: dict[str, Any]) -> str:
    """Return the date *value* as the source format writes it, whether in figures or in words; "" where it is none."""
    language = next(iter(_texts(head.get("lang") or head.get("language"))), "en")
    found = None if whole(value) else find_date(value, language)
    return found.value if found and found.confidence > DOUBTFUL else whole(value)


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    made = [
        one.get("name") or one.get("title") or "" if isinstance(one, dict) else "" if one is None else str(one)
        for one in values
    ]
    return [" ".join(clean(str(one))[0].split()) for one in made if str(one).strip()]
