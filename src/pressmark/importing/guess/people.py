"""The people and organisations that a text introduces, by which its later names are understood.

Precision comes first. A person is introduced by a full name with a role before it (“Mayor Petra Lund”) or behind it
(“Tomas Reyl, a ferry pilot”), or with a title (“Dr.”). An organisation is introduced by a name that says it is one.
Nobody else speaks.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pressmark.importing.manuscript import Person
from pressmark.importing.words import common

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pressmark.importing.words import Words

# Names are introduced early; a book-length input need not be searched to its end for them.
_SEARCHED = 300_000
_MOST_PEOPLE = 400
_ROLE_WORDS = 14
_TITLES = common("titles")
# Titles that are no role of anybody: they go, while “Rep.” or “Prof.” stay a role.
HONORIFICS = common("honorifics")
_PLACES = common("places")
_TOKEN = re.compile(
    r"(?:[^\W\d_]|Dr|Dra|Mr|Mrs|Ms|Prof|St|Jr|Sr|Mme|Rep|Reps|Sen|Sens|Gov|Lt|Col|Gen|Maj|Capt|Sgt|Rev|Hon)\.(?=\s)"
    r"|(?:[cdjlmnstCDJLMNST]|[Qq]u)[’'](?=[^\W\d_])"
    r"|[^\W_]+(?:[’'‐‑.·&-][^\W_]+)*(?:(?<=s)[’'](?=\s[^\W\d_]))?"
    r"|[^\w\s]"
)
PREPOSITIONS = common("prepositions")
_OWNERS = common("owners")
_POSSESSIVE = re.compile(r"[’']s$|(?<=s)[’']$")
_END = re.compile(r"(?<![.!?…])[.!?…]+[\"”’»)]*(?=\s|$)")
_SHORT, _COLLECTIVES = common("short"), common("collectives")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a sign of a text, with its place in it."""

    text: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Tell a word from a sign."""
        return self.text[0].isalnum()

    @property
    def key(self) -> str:
        """Return the word as lists hold it."""
        return self.text.casefold().rstrip(".’'")


def tokens(text: str) -> list[Token]:
    """Return the words and signs of *text*."""
    return [Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text)]


def spelled(run: Iterable[Token]) -> str:
    """Return the words of *run* as they are written, one space between them, none after an elision."""
    return re.sub(r"(\b(?:[cdjlmnst]|qu)[’'])\s", r"\1", " ".join(token.text for token in run), flags=re.IGNORECASE)


def sentence_ends(text: str) -> list[int]:
    """Return the places after each sentence of *text*; abbreviations and initials end none."""
    ends = []
    for match in _END.finditer(text):
        before = text[max(0, match.start() - 12) : match.start()]
        word = re.split(r"\W", before)[-1]
        if match[0] == "." and (word.casefold() in _SHORT or (len(word) == 1 and word.isupper())):
            continue
        ends.append(match.end())
    return ends


class Names:
    """Tells names from other words, in one language."""

    def __init__(self, words: Words) -> None:
        """Begin with the *words* of the language."""
        self.words = words

    def capital(self, token: Token) -> bool:
        """Tell whether *token* may be part of a name: it has a capital, and its script has small letters, too."""
        text = token.text
        return text[0].isalpha() and (
            text[0].isupper() or re.match(r"(?:al|el|ad|as|ar|an|d|l|o)[-’'][^\W\d_a-z]", text) is not None
        )

    def role(self, token: Token) -> bool:
        """Tell whether *token* is a role or a title, also as the end of a compound (“Klubchef”, “FOCUS-Experte”)."""
        bare = token.key
        first, _, last = token.text.partition("-")
        made = len(first) > 1 and first.isupper() and len(last) > 3  # “ATU-Organisator”, which no given name looks like
        return (
            made or bare in _TITLES or self.words.has("roles", bare) or self.words.has("roles", bare.rsplit("-", 1)[-1])
        )

    def organisation(self, token: Token) -> bool:
        """Tell whether *token* is a word that names of organisations are made of."""
        return self.words.has("organisations", _POSSESSIVE.sub("", token.text))

    def run(self, found: list[Token], start: int) -> int:
        """Return the end of the run of name words that begins at *start*; it is *start* where there is none."""
        end = start
        while end < len(found) and found[end].is_word:
            if self.capital(found[end]):
                end += 1
                continue
            after = end
            while after < len(found) and self.words.has("particles", found[after].text):
                after += 1
            if end in (start, after) or after >= len(found) or not self.capital(found[after]):
                break
            end = after
        return end

    def person(self, run: list[Token], before: list[Token] | None = None) -> Person:
        """Return who a *run* of name words is, roles at its head and the role words *before* it apart.

        A run that is no name gives a Person without one.
        """
        while run and (
            run[0].key in _OWNERS or any(self.words.has(k, run[0].text) for k in ("starters", "determiners"))
        ):
            run = run[1:]
        cut = max((n + 1 for n, token in enumerate(run[:-1]) if self.role(token)), default=0)
        if not cut and self.words.flag("nouns_capitalised") and len(run) == 3 and not any(map(self.organisation, run)):
            cut = 1
        name = run[cut:]
        while len(name) > 1 and self.words.has("particles", name[0].text) and name[0].text.islower() and cut:
            name = name[1:]
        if not name or self.role(name[-1]):
            return Person()
        role = [token for token in [*(before or []), *run[:cut]] if token.key not in HONORIFICS]
        if role and not any(self.role(token) for token in role):
            role = [] if not self.words.flag("nouns_capitalised") else role
        collective = len(name) > 1 and name[0].key in _COLLECTIVES
        kind = "organization" if collective or any(map(self.organisation, name)) else "person"
        return Person(_POSSESSIVE.sub("", spelled(name)), spelled(role), type=kind)

    def apposition(self, found: list[Token], start: int) -> str:
        """Return the role in “, a ferry pilot,” that begins at *start*, or "" where none is stated there."""
        if start >= len(found) or found[start].text not in {",", "("}:
            return ""
        end = start + 1
        while end < len(found) and (found[end].is_word or found[end].text in "’'&/-"):
            end += 1
        inner = found[start + 1 : end]
        if len(inner) > 2 and inner[0].key == "who" and inner[1].key in {"is", "was"}:
            inner = inner[2:]
        stop = next(
            (
                n
                for n, token in enumerate(inner)
                if token.key in {"who", "which", "that", "der", "die", "qui", "que"} and n
            ),
            None,
        )
        inner = inner[:stop] if stop is not None else inner
        if inner and self.words.has("determiners", inner[0].key):
            inner = inner[1:]
        if not inner or len(inner) > _ROLE_WORDS or not any(map(self.role, inner)):
            return ""
        if any(self.words.has("say", token.text) for token in inner):
            return ""
        return spelled(inner)


class People:
    """Who is introduced in a text. Made once, then only read, save for `meet`."""

    def __init__(self, texts: Iterable[str], words: Words) -> None:
        """Find everybody whom *texts* introduce."""
        self.names = Names(words)
        self.words = words
        self._people: dict[str, Person] = {}
        self._by_last: dict[str, list[Person]] = {}
        self._places: set[str] = set()
        self._strangers: set[str] = set()
        self._singles: Counter[str] = Counter()
        seen = 0
        for text in texts:
            if seen > _SEARCHED:
                break
            seen += len(text)
            self._gather(tokens(text))

    def meet(self, who: Person) -> None:
        """Add *who*, unless somebody of that name is known."""
        name = who.name.casefold()
        known = self._people.get(name)
        if not name or len(self._people) >= _MOST_PEOPLE or (known is not None and (known.role or not who.role)):
            return
        self._people[name] = who
        listed = self._by_last.setdefault(name.split()[-1], [])
        listed[:] = [one for one in listed if one.name.casefold() != name] + [who]

    def known(self, who: Person) -> Person | None:
        """Return the one whom the text introduces and *who* can only be: by the full name, or by a part of it."""
        name = who.name.casefold()
        if name in self._people:
            return self._more(self._people[name], who)
        if not name:
            return None
        parts = set(name.split())
        matches = [one for one in self._by_last.get(name.split()[-1], []) if parts <= set(one.name.casefold().split())]
        return self._more(matches[0], who) if len(matches) == 1 else None

    @staticmethod
    def _more(known: Person, who: Person) -> Person:
        return replace(known, role=known.role or who.role)

    def described(self, description: str) -> Person | None:
        """Return the one person whose role ends as *description* does, or the one organisation so called."""
        last = description.casefold().split()[-1] if description.split() else ""
        everybody = list(self._people.values())
        bodies = [one for one in everybody if one.type == "organization" and one.name.casefold().split()[-1] == last]
        people = [
            one
            for one in everybody
            if last in re.findall(r"\w+", one.role.casefold()) and self.words.has("roles", last)
        ]
        matches = bodies or people
        return matches[0] if last and len(matches) == 1 else None

    def named_in(self, text: str) -> list[Person]:
        """Return the known people and organisations that *text* names, in its order, each once."""
        found = tokens(text)
        named: dict[str, Person] = {}
        index = 0
        while index < len(found):
            end = self.names.run(found, index)
            if end > index:
                known = self.known(self.names.person(found[index:end]))
                if known is not None:
                    named.setdefault(known.name, known)
            index = max(end, index + 1)
        return list(named.values())

    def strangers_in(self, text: str) -> bool:
        """Tell whether *text* has a full name of somebody whom it doesn't introduce."""
        found = tokens(text)
        index = 0
        while index < len(found):
            end = self.names.run(found, index)
            who = self.names.person(found[index:end]) if end > index else Person()
            led = found[index - 1].key if index else ""
            beside = (
                led in {"of", "at", "for", "in", "from"} or self.words.has("at", led) or self.words.has("located", led)
            )
            if who.name and not beside and self.known(who) is None and not self.place(who.name):
                last = who.name.casefold().split()[-1]
                known_by_last = last in self._strangers or self._singles[last] > 1
                if who.type == "person" and (" " in who.name or known_by_last):
                    return True
            index = max(end, index + 1)
        return False

    def place(self, name: str) -> bool:
        """Tell whether *name* reads like a place, by its words or by an “in” before it somewhere in the text."""
        split = name.casefold().split()
        return name.casefold() in self._places or any(word in _PLACES for word in split)

    def _gather(self, found: list[Token]) -> None:
        index = 0
        while index < len(found):
            end = self.names.run(found, index)
            if end > index:
                self._introduced(found, index, end)
            index = max(end, index + 1)

    def _introduced(self, found: list[Token], start: int, end: int) -> None:  # noqa: C901 - one step a rule
        run = found[start:end]
        before = start
        while (
            before > 0
            and start - before < 4
            and found[before - 1].is_word
            and not self.names.capital(found[before - 1])
        ):
            key = found[before - 1].key
            if key in _OWNERS or any(self.words.has(kind, key) for kind in ("stops", "determiners", "say")):
                break
            before -= 1
        lower = found[before:start] if any(map(self.names.role, found[before:start])) else []
        who = self.names.person(run, lower)
        led_by = found[start - 1].key if start else ""
        if led_by in PREPOSITIONS and not any(map(self.names.role, run[:-1])):
            who = replace(who, role="")  # “chief executive of Arden Robotics”: the role is another’s
        role = who.role or self.names.apposition(found, end)
        titled = any(token.key in _TITLES for token in run[:-1])
        if who.type == "organization" and who.name.count(" ") >= 1:
            self.meet(replace(who, role=""))
        elif " " in who.name and who.name.count(" ") < 5 and (role or titled):
            if not any(word in _PLACES for word in who.name.casefold().split()):
                self.meet(replace(who, role=role))
        elif titled and who.name and role:
            self.meet(replace(who, role=role))
        elif who.name and " " not in who.name and led_by not in PREPOSITIONS and start and found[start - 1].is_word:
            self._singles[who.name.casefold()] += 1
        elif " " in who.name and who.type == "person":
            self._strangers.add(who.name.casefold().split()[-1])
        elif self.words.has("located", led_by) or led_by in {"in", "at", "near", "from", "to", "of"}:
            self._places.add(who.name.casefold())
