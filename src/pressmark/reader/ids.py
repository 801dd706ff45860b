"""The one namespace of ids: what is taken, what is reserved, and the ids made where none is given."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pressmark.letters import fold
from pressmark.reader.nodes import get, items, mapping, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.reader.document import Document
    from pressmark.reader.nodes import Mapping, Scalar

_RESERVED = re.compile(r"article|(author|section)-[0-9]+")
_FORM = re.compile(r"[a-z][a-z0-9-]*")
MAPS = {"parties": "party", "quotes": "quote", "images": "image", "sources": "source"}
LISTS = {"authors": "author", "demands": "demand", "sections": "section"}


@dataclass(slots=True)
class Ids:
    """What each id names: *sorts* by id (“party”, “quote” …), in file order.

    Of the *uncertain* sorts there may be more: what should list them could not be read.
    """

    sorts: dict[str, str] = field(default_factory=dict)
    uncertain: set[str] = field(default_factory=set)

    def of(self, *sorts: str) -> list[str]:
        """Return the ids of the given *sorts*."""
        return [id_ for id_, sort in self.sorts.items() if sort in sorts]


def collect(document: Document) -> Ids:
    """Return the ids that the source gives, after reporting those that are reserved or given twice."""
    ids = Ids(uncertain=_uncertain(document))
    found = sorted(_given(document), key=lambda entry: entry[2].start)
    for id_, sort, token, pointer in found:
        if not _FORM.fullmatch(id_):
            continue
        if _RESERVED.fullmatch(id_):
            message = f"the id “{id_}” is reserved: pressmark gives it out itself"
            document.report.add("reserved-id", message, token.start, token.end, pointer, help_="choose another")
        elif id_ in ids.sorts:
            message = f"the id “{id_}” already names {_article(ids.sorts[id_])}"
            help_ = "every id of an article is an address in it; choose another"
            document.report.add("duplicate-id", message, token.start, token.end, pointer, help_=help_)
        ids.sorts.setdefault(id_, sort)
    return ids


def _given(document: Document) -> Iterator[tuple[str, str, Scalar, str]]:
    """Yield the ids that the source gives, each with its sort, its token and its pointer."""
    for key, sort in MAPS.items():
        parent = mapping(document.root, key)
        for id_, token in parent.keys.items() if parent is not None else []:
            yield id_, sort, token, f"/{key}/{id_}"
    for key, sort in LISTS.items():
        for _, item in items(document.root, key):
            if (value := words(item, "id")) is not None:
                yield value.text, sort, value, document.pointer(value)


def _uncertain(document: Document) -> set[str]:
    """Return the sorts whose map or list is of the wrong type."""
    found = {sort for key, sort in MAPS.items() if get(document.root, key) and mapping(document.root, key) is None}
    return found | {sort for key, sort in LISTS.items() if get(document.root, key) and not items(document.root, key)}


def _article(sort: str) -> str:
    return f"an {sort}" if sort[0] in "aeiou" else f"a {sort}"


def section_ids(sections: list[Mapping], taken: set[str]) -> list[str]:
    """Return the id of each of the *sections*; *taken* are all ids that the source gives."""
    used = set(taken)
    made = []
    for number, section in enumerate(sections, 1):
        given, heading = words(section, "id"), words(section, "heading")
        if given is not None:
            made.append(given.text)
            continue
        base = fold(heading.text) if heading is not None else ""
        if not base:
            made.append(f"section-{number}")
            continue
        candidate, n = base, 2
        while candidate in used or _RESERVED.fullmatch(candidate):
            candidate, n = f"{base}-{n}", n + 1
        used.add(candidate)
        made.append(candidate)
    return made
