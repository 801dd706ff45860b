"""Bylines: who wrote it, as what, and for whom."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pressmark.importing.names import HONORIFICS, Person, capital
from pressmark.importing.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pressmark.importing.words import Words

_EMAIL = re.compile(r"\(?\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b\)?")
_HANDLE = re.compile(r"(?<!\w)\(?@\w{2,30}\b\)?")
_PARTS = re.compile(r"\s*(?:[,|•·;/]|\s[–—-]\s|\s{3,})\s*")


@dataclass(frozen=True, slots=True)
class Byline:
    """The authors that a line names, the confidence in that, the place it adds, and what of it is used nowhere."""

    authors: tuple[Person, ...]
    confidence: float
    place: str = ""
    rest: str = ""


def read_byline(line: str, vocabularies: Sequence[Words], *, expected: bool = False) -> Byline | None:
    """Return what *line* says about authors, None if it is no byline.

    *expected* tells that the input itself, or the line's place, calls it one; otherwise it must begin like one
    (“By …”) or state a role.
    """
    line = line.strip(" *_—–-|")
    for words in vocabularies:
        taken = words.leading("by", line)
        if taken:
            rest = line[taken:].lstrip(" :")
            if rest and (found := _read(rest, words, sure=True)):
                return replace(found, rest=" ".join([line[:taken].rstrip(" :"), found.rest]).strip())
    if not line or len(line.split()) > 14 or line[-1] in ".!?:":
        return None
    found = _read(line, vocabularies[0], sure=expected)
    if found is None:
        return None
    stated = any(author.role or author.affiliation for author in found.authors)
    if not expected and not stated:
        return None
    return replace(found, confidence=0.85 if stated else 0.7)


def _read(text: str, words: Words, *, sure: bool) -> Byline | None:
    email = _EMAIL.search(text)
    bare = _HANDLE.sub("", _EMAIL.sub("", text)).strip(" ,|–—-()")
    handles = " ".join(match[0] for match in _HANDLE.finditer(_EMAIL.sub("", text)))
    place = ""
    article, _, after = bare.partition(" ")
    if words.has("determiners", article) and article.islower() and after[:1].isupper():
        bare = after
    parts = [part for part in _PARTS.split(bare) if part.strip()]
    if not parts:
        return None
    last, place = _located(parts[-1] if len(parts) == 1 else parts[0], words)
    parts[0] = last
    names = [name for part in parts for name in _split_and(part, words)]
    if (
        len(names) > 1
        and all(_name_like(name, words) for name in names)
        and (len(names) != len(parts) or len(names) > 2)
    ):
        authors = tuple(Person(name, type=_type(name, words)) for name in names)
    else:
        authors = _one_and_more(parts, words)
    if not authors or not all(_plausible(author, words, sure=sure) for author in authors):
        return None
    if email:
        authors = (replace(authors[0], email=email[0].strip("()")), *authors[1:])
    return Byline(authors, 0.95, place, handles)


def parts_of(author: Person) -> tuple[str, ...]:
    """Return all that is known of *author*, as texts."""
    return (author.name, author.role, author.affiliation, author.email)


def _located(part: str, words: Words) -> tuple[str, str]:
    """Split “Mira Sandoval in Harbour Town” into name and place."""
    for preposition in sorted(words.sets.get("located", ()), key=len, reverse=True):
        match = re.search(rf"^(\S+(?:\s\S+){{1,3}})\s{re.escape(preposition)}\s([^\W\d_a-z].*)$", part)
        if match and _name_like(match[1], words):
            return match[1], match[2]
    return part, ""


def _split_and(part: str, words: Words) -> list[str]:
    joined = "|".join(map(re.escape, sorted(words.sets.get("and", ()), key=len, reverse=True)))
    return [piece.strip() for piece in re.split(rf"\s(?:{joined})\s", part) if piece.strip()] if joined else [part]


def _one_and_more(parts: list[str], words: Words) -> tuple[Person, ...]:
    """Read “Name, role, organisation”; names joined by “and” share what follows them only if it is said of each."""
    heads = _split_and(parts[0], words)
    if len(heads) > 1 and all(_name_like(head, words) for head in heads):
        authors = [Person(head, type=_type(head, words)) for head in heads]
    else:
        authors = [_split_role(parts[0], words)]
    for part in parts[1:]:
        author = authors[-1]
        role, affiliation = _role_and_affiliation(part, words)
        more = _split_and(part, words)
        if author.role and len(more) == 2 and _name_like(more[-1], words) and not _organised(more[-1], words):
            authors.append(Person(more[-1]))
            continue
        if role and not author.role:
            author = replace(author, role=role)
        elif role and not affiliation:
            author = (
                replace(author, role=f"{author.role}, {role}")
                if not _organised(role, words)
                else replace(author, affiliation=role)
            )
        authors[-1] = replace(author, affiliation=author.affiliation or affiliation) if affiliation else author
    return tuple(authors)


def _role_and_affiliation(part: str, words: Words) -> tuple[str, str]:
    """Split “transport planner at River Forum”; a part that only names an organisation has no role."""
    part = part.strip(" ().")
    found = tokens(part)
    has_role = any(words.has("roles", token.key) for token in found)
    if not has_role and (
        _organised(part, words) or (len(found) > 1 and capital(found[0], words) and not words.flag("nouns_capitalised"))
    ):
        return "", part
    for preposition in sorted(words.sets.get("at", ()), key=len, reverse=True):
        match = re.search(rf"^(.+?)\s{re.escape(preposition)}\s((?:the\s)?[^\W\d_a-z].*)$", part)
        if match and _organised(match[2], words):
            return match[1], match[2]
    match = re.search(r"^(.+?)\s(?:at|bei|chez)\s([^\W\d_a-z].*)$", part)
    return (match[1], match[2]) if match else (part, "")


def _split_role(text: str, words: Words) -> Person:
    """Split a role from a name without a sign between them: “Mira Sandoval Transport Planner”."""
    text = text.strip(" ()")
    bracket = re.match(r"^([^()]+)\s\(([^()]+)\)$", text)
    if bracket:
        role, affiliation = _role_and_affiliation(bracket[2], words)
        return Person(bracket[1], role, affiliation, _type(bracket[1], words))
    split = text.split()
    for cut in range(2, min(len(split), 5)):
        word = split[cut].strip(",.").casefold()
        rest = split[cut:]
        known = word in words.sets.get("roles", ()) or word in words.sets.get("role_starts", ())
        if known and any(words.has("roles", part.strip(",")) for part in rest):
            role, affiliation = _role_and_affiliation(" ".join(rest), words)
            return Person(" ".join(split[:cut]), role, affiliation)
    lead = max(
        (
            n + 1
            for n, part in enumerate(split[:-1])
            if words.has("roles", part) and part.casefold().rstrip(".") not in HONORIFICS
        ),
        default=0,
    )
    if lead and len(split) - lead >= 2:
        return Person(" ".join(split[lead:]), " ".join(split[:lead]))
    return Person(text, type=_type(text, words))


def _organised(text: str, words: Words) -> bool:
    parts = [part.strip("().,") for part in text.split()]
    return any(words.has("organisations", part) or (len(parts) > 1 and words.has("outlets", part)) for part in parts)


def _type(name: str, words: Words) -> str:
    return "organization" if _organised(name, words) else "person"


def _name_like(text: str, words: Words) -> bool:
    found = [token for token in tokens(text) if token.is_word]
    if not 1 < len(found) <= 6 or any(char.isdigit() for char in text):
        return False
    if any(words.has("roles", token.key) and token.key not in HONORIFICS for token in found):
        return False
    return all(capital(token, words) or words.has("particles", token.key) for token in found)


def _plausible(author: Person, words: Words, *, sure: bool) -> bool:
    found = [token for token in tokens(author.name) if token.is_word]
    if not found or len(found) > 7 or any(char.isdigit() for char in author.name):
        return False
    if not all(capital(token, words) or words.has("particles", token.key) for token in found):
        return False
    return sure or len(found) >= 2
