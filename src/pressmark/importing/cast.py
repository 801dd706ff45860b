"""The cast of an article: full names with their roles, by which later surnames and descriptions are understood."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pressmark.importing.names import Person, apposition_after, capital, person, run_forward
from pressmark.importing.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pressmark.importing.tokens import Token
    from pressmark.importing.words import Words

# Names are introduced early; a book-length input need not be searched to its end for them.
_SEARCHED = 300_000
_SENTENCE_ENDS = '.!?:;“”«»"„'


class Cast:
    """Who is named in full in a text, by the last word of the name. Made once, then only read, save for `meet`."""

    def __init__(self, texts: Iterable[str], words: Words) -> None:
        """Find the full names in *texts*."""
        self._words = words
        self._people: dict[str, Person] = {}
        self._lower: set[str] = set()
        seen = 0
        for text in texts:
            if seen > _SEARCHED:
                break
            seen += len(text)
            self._gather(tokens(text))

    def meet(self, who: Person) -> None:
        """Add somebody known from elsewhere, such as the byline."""
        if who.name:
            self._people.setdefault(_last(who.name), who)

    def full(self, who: Person) -> Person:
        """Return *who* with the full name, role and type under which the text introduces them."""
        known = self._people.get(_last(who.name)) if who.name else None
        if known is None or not _same(who.name, known.name):
            return who
        longer = known.name if len(known.name) > len(who.name) else who.name
        return replace(
            who, name=longer, role=who.role or known.role, type=known.type if " " in known.name else who.type
        )

    def described(self, description: str) -> Person | None:
        """Return the one person whose role, or organisation whose name, ends as *description* does; None if not one."""
        last = _last(description)
        everybody = self._people.values()
        bodies = {who.name: who for who in everybody if last and who.type == "organization" and _last(who.name) == last}
        people = {who.name: who for who in everybody if last and last in who.role.casefold().split()}
        matches = bodies or people
        return next(iter(matches.values())) if len(matches) == 1 else None

    def people_in(self, text: str) -> list[Person]:
        """Return the known people and organisations that *text* names, in its order."""
        found = tokens(text)
        named: list[Person] = []
        index = 0
        while index < len(found):
            end = run_forward(found, index, self._words)
            if end > index:
                who = person(found[index:end], self._words)
                known = self._people.get(_last(who.name)) if who.name else None
                if known is not None and _same(who.name, known.name):
                    named.append(known)
            index = max(end, index + 1)
        return named

    def _gather(self, found: list[Token]) -> None:
        index = 0
        while index < len(found):
            end = run_forward(found, index, self._words)
            if end - index >= 2:
                self._add(found, index, end)
            index = max(end, index + 1)

    def _add(self, found: list[Token], start: int, end: int) -> None:
        lower: list[Token] = []
        before = start
        while (
            before > 0
            and start - before < 3
            and found[before - 1].is_word
            and not capital(found[before - 1], self._words)
        ):
            if self._words.has("stops", found[before - 1].key) or self._words.has("determiners", found[before - 1].key):
                break
            before -= 1
        if any(self._words.has("roles", token.key) for token in found[before:start]):
            lower = found[before:start]
        who = person(found[start:end], self._words, lower)
        if not who.name or " " not in who.name or len(who.name.split()) > 5:
            return
        role = who.role or apposition_after(found, end, self._words)
        known = self._people.get(_last(who.name))
        if known is None or (not known.role and role and known.name == who.name):
            self._people[_last(who.name)] = replace(who, role=role)


def _last(name: str) -> str:
    return name.casefold().split()[-1] if name.split() else ""


def _same(name: str, known: str) -> bool:
    """Tell whether every word of the shorter name is in the longer one."""
    short, long = sorted((name.casefold().split(), known.casefold().split()), key=len)
    return set(short) <= set(long)
