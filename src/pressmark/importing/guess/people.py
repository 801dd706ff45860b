"""The people and organisations that a text introduces, by which its later names are understood.

Precision comes first. A person is introduced by a full name with a role before it (“Mayor Petra Lund”) or behind it
(“Tomas Reyl, a ferry pilot”), or with a title (“Dr.”). An organisation is introduced by a name that says it is one.
Nobody else speaks.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from pressmark.importing.manuscript import Person
from pressmark.importing.words import common

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pressmark.importing.words import Words

# Names are introduced early; a book-length input need not be searched to its end for them.
_SEARCHED = 300_000
_MOST_PEOPLE = 400
_ROLE_WORDS = 14
_LONG_ROLE = 8  # letters: a shorter role may as well end a surname
_TITLES, _PLACES, _COLLECTIVES = common("titles"), common("places"), common("collectives")
# Titles that are no role of anybody: they go, while “Rep.” or “Prof.” stay a role.
HONORIFICS, PREPOSITIONS = common("honorifics"), common("prepositions")
_OWNERS, _SHORT = common("owners"), common("short")
_OFFICE, _ARTICLES, _MOST_NAMES = frozenset({"de", "du", "of"}), frozenset({"der", "den", "des", "und"}), 3
_WHERE = frozenset({"of", "at", "for", "in", "from", "to", "near"})
_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,4}|(?:[^\W\d_]|Dr|Dra|Mr|Mrs|Ms|Prof|St|Jr|Sr|Mme|Rep|Reps|Sen|Sens|Gov|Lt|Col|Gen|Maj|Capt|Sgt|Rev|Hon)\.(?=\s)"
    r"|(?:[cdjlmnstCDJLMNST]|[Qq]u)[’'](?=[^\W\d_])"
    r"|[^\W_]+(?:[’'‐‑.·&-][^\W_]+)*(?:(?<=s)[’'](?=\s[^\W\d_]))?"
    r"|[^\w\s]"
)
_POSSESSIVE = re.compile(r"[’']s$|(?<=s)[’']$")
_END = re.compile(r"(?<![.!?…])[.!?…]+[\"”’»)]*(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a sign of a text, with its place in it."""

    text: str
    start: int

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
    return [Token(match[0], match.start()) for match in _TOKEN.finditer(text)]


def spelled(run: Iterable[Token]) -> str:
    """Return the words of *run* as they are written, one space between them, none after an elision."""
    return re.sub(r"(\b(?:[cdjlmnst]|qu)[’'])\s", r"\1", " ".join(token.text for token in run), flags=re.IGNORECASE)


def sentence_ends(text: str) -> list[int]:
    """Return the places after each sentence of *text*; abbreviations and initials end none."""
    ends = []
    for match in _END.finditer(text):
        word = re.split(r"\W", text[max(0, match.start() - 12) : match.start()])[-1]
        if match[0] != "." or not (word.casefold() in _SHORT or (len(word) == 1 and word.isupper())):
            ends.append(match.end())
    return ends


class People:
    """Who is introduced in a text, and what else tells names from other words in its language."""

    def __init__(self, texts: Iterable[str], words: Words) -> None:
        """Find everybody whom *texts* introduce, in the language of the *words*."""
        self.words = words
        self._people: dict[str, Person] = {}
        self._by_last: dict[str, list[Person]] = {}
        self._places: set[str] = set()
        self._others: Counter[str] = Counter()
        seen = 0
        for text in texts:
            if seen > _SEARCHED:
                break
            seen += len(text)
            found = tokens(text)
            for start, end in self.runs(found):
                self._introduced(found, start, end)

    def capital(self, token: Token) -> bool:
        """Tell whether *token* may be part of a name: it has a capital, or a particle that ends in one (“al-Amin”)."""
        text = token.text
        return text[0].isupper() or re.match(r"(?:al|el|ad|as|ar|an|d|l|o)[-’'][^\W\d_a-z]", text) is not None

    def role(self, token: Token) -> bool:
        """Tell whether *token* is a role or a title, also as the end of a compound (“FOCUS-Experte”)."""
        first, _, last = token.text.partition("-")
        made = len(first) > 1 and first.isupper() and len(last) > 3  # which no given name looks like
        word = token.key.rsplit("-", 1)[-1]
        longest = len(word) - _LONG_ROLE if self.words.flag("nouns_capitalised") else 0  # “Polizeisprecherin”
        ends = {token.key, *(word[at:] for at in range(max(longest, 0) + 1))}
        return made or token.key in _TITLES or any(self.words.has("roles", one) for one in ends)

    def organisation(self, token: Token) -> bool:
        """Tell whether *token* is a word that names of organisations are made of."""
        return self.words.has("organisations", _POSSESSIVE.sub("", token.text))

    def runs(self, found: list[Token]) -> Iterator[tuple[int, int]]:
        """Yield the start and end of each run of name words."""
        index = 0
        while index < len(found):
            end = self.run(found, index)
            if end > index:
                yield index, end
            index = max(end, index + 1)

    def run(self, found: list[Token], start: int) -> int:
        """Return the end of the run of name words that begins at *start*; it is *start* where there is none."""
        end = after = start
        while after < len(found) and found[after].is_word:
            if self.capital(found[after]):
                end = after = after + 1
            elif end > start and self.words.has("particles", found[after].text):
                after += 1
            else:
                break
        return end

    def person(self, run: list[Token], before: list[Token] | None = None) -> Person:
        """Return who a *run* of name words is, roles at its head and the role words *before* it apart.

        A run that is no name gives a Person without one.
        """
        nouns = self.words.flag("nouns_capitalised")
        while run and (run[0].key in _OWNERS or self._has(run[0], "starters", "determiners")):
            run = run[1:]
        if len(run) > 1 and run[0].text.endswith(("’s", "'s")):
            run = run[1:]  # “NASA’s Steve Clarke”
        cut = self._roles(run)
        name = run[cut:]
        while len(name) > 1 and name[0].text.islower() and self.words.has("particles", name[0].text):
            name = name[1:]
        if not name or self.role(name[-1]):
            return Person()
        role = [token for token in [*(before or []), *run[:cut]] if token.key not in HONORIFICS]
        if not nouns and not any(map(self.role, role)):
            role = []
        body = (len(name) > 1 and name[0].key in _COLLECTIVES) or any(map(self.organisation, name))
        role = [] if body else role
        if nouns and not body and self._no_one(name):
            return Person()
        return Person(_POSSESSIVE.sub("", spelled(name)), spelled(role), type="organization" if body else "person")

    def _roles(self, run: list[Token]) -> int:
        """Return how many words of *run* stand before the name in it: all where it is an office without a name."""
        cut = max((n + 1 for n, token in enumerate(run[:-1]) if self.role(token)), default=0)
        rest = run[cut:]
        body = any(map(self.organisation, rest))
        if not cut and self.words.flag("nouns_capitalised") and len(run) == 3 and not body:
            return 1
        if cut and len(rest) > 2 and rest[0].key in _OFFICE and self.capital(rest[1]):
            if len(rest) == 3 and not body:
                return len(run)  # “Chef de Mission Lund”, “President of Harbour Town”
            if not body:  # “Head of Public Works Petra M. Lund”
                return len(run) - 2 - any(len(token.key) == 1 for token in rest)
        return cut

    def _no_one(self, name: list[Token]) -> bool:
        """Tell whether *name* is two people side by side, or a thing of another, where nouns have capitals.

        “hat Autorin Ada Quill Tomas Reyl getroffen”, “der Vorstand Regionen der Hafenkasse”.
        """
        owned = any(two.key in _ARTICLES and one.text[0].isupper() for one, two in pairwise(name))
        return owned or (len(name) > _MOST_NAMES and all(one.text[0].isupper() for one in name))

    def apposition(self, found: list[Token], start: int) -> str:
        """Return the role in “, a ferry pilot,” that begins at *start*, or "" where none is stated there."""
        if start >= len(found) or found[start].text not in {",", "("}:
            return ""
        end = start + 1
        while end < len(found) and (found[end].is_word or found[end].text in "’'&/-"):
            if found[end].key in {"who", "which", "that", "qui", "que"} and end > start + 1:
                break
            end += 1
        inner = found[start + 1 : end]
        if inner and self._has(inner[0], "determiners"):
            inner = inner[1:]
        own = takewhile(lambda one: not self._has(one, "determiners"), inner)  # no “, traf den Minister,”
        stated = len(inner) <= _ROLE_WORDS and any(map(self.role, own))
        return spelled(inner) if stated and not any(self._has(token, "say") for token in inner) else ""

    def _lead(self, found: list[Token], start: int) -> list[Token]:
        """Return the words before a name at *start* that may be its role: “head”, “former Harbour Line head”."""
        begin = start
        while begin > 0 and start - begin < 4 and self._leads(found[begin - 1]):
            if self.capital(found[begin - 1]) or (
                found[begin - 1].key in PREPOSITIONS and any(map(self.role, found[begin:start]))
            ):
                break  # “a proposal by the senator Ada Quill”
            begin -= 1
        if any(map(self.role, found[begin:start])):
            house = begin
            while house > 0 and begin - house < _ROLE_WORDS // 2 and self._leads(found[house - 1]):
                if not self.capital(found[house - 1]) or self._has(found[house - 1], "starters"):
                    break
                house -= 1
            begin = house - (0 < house < begin and self._has(found[house - 1], "role_starts"))
        return found[begin:start]

    def _leads(self, token: Token) -> bool:
        """Tell whether *token* may stand within a role before a name."""
        return token.is_word and token.key not in _OWNERS and not self._has(token, "stops", "determiners", "say")

    def _led(self, found: list[Token], start: int, end: int) -> str:
        """Return the role in “The mayor, Petra Lund,” before the name from *start* to *end*, "" where there is none."""
        apart = start > 1 and found[start - 1].text == "," and (end == len(found) or not found[end].is_word)
        begin = start - 1
        while apart and begin > max(0, start - _ROLE_WORDS) and found[begin - 1].is_word:
            begin -= 1
            if self._has(found[begin], "determiners"):
                break
        led = apart and self._has(found[begin], "determiners") and self.of_one(found[begin + 1 : start - 1])
        return spelled(found[begin + 1 : start - 1]) if led else ""

    def of_one(self, role: list[Token]) -> bool:
        """Tell whether *role* is that of one person: “the lawyer for the mayor, Petra Lund” is either."""
        own = list(takewhile(lambda one: not (one.key in PREPOSITIONS or self._has(one, "determiners")), role))
        return any(map(self.role, own)) and not any(map(self.role, role[len(own) :]))

    def _has(self, token: Token, *kinds: str) -> bool:
        return any(self.words.has(kind, token.key) for kind in kinds)

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
        matches = [self._people[name]] if name in self._people else []
        if name and not matches:
            parts = set(name.split())
            listed = self._by_last.get(name.split()[-1], [])
            matches = [one for one in listed if parts <= set(one.name.casefold().split())]
        return replace(matches[0], role=matches[0].role or who.role) if len(matches) == 1 else None

    def described(self, description: str) -> Person | None:
        """Return the one person whose role ends as *description* does, or the one organisation so called."""
        last = description.casefold().split()[-1] if description.split() else ""
        everybody = self._people.values()
        bodies = [one for one in everybody if one.type == "organization" and one.name.casefold().split()[-1] == last]
        people = [one for one in everybody if last in re.findall(r"\w+", one.role.casefold())]
        matches = bodies or (people if self.words.has("roles", last) else [])
        return matches[0] if len(matches) == 1 else None

    def named_in(self, text: str) -> list[Person]:
        """Return the known people and organisations that *text* names, in its order, each once."""
        return [who for who in self.mentioned(text) if who is not None]

    def mentioned(self, text: str) -> list[Person | None]:
        """Return whom *text* names, in its order, each once: None for people whom it doesn't introduce."""
        found = tokens(text)
        made: dict[str, Person | None] = {}
        for start, end in self.runs(found):
            who = self.person(found[start:end])
            known = self.known(who)
            beside = start and (self._has(found[start - 1], "at", "located") or found[start - 1].key in _WHERE)
            named = " " in who.name or self._others[who.name.casefold()] > 1
            if known or (named and who.type == "person" and not beside and not self.place(who.name)):
                made.setdefault(known.name if known else "", known)
        return list(made.values())

    def place(self, name: str) -> bool:
        """Tell whether *name* reads like a place, by its words or by an “in” before it somewhere in the text."""
        return name.casefold() in self._places or any(word in _PLACES for word in name.casefold().split())

    def _introduced(self, found: list[Token], start: int, end: int) -> None:
        run, lead = found[start:end], self._lead(found, start)
        who = self.person(run, lead if any(self.role(one) or self._has(one, "role_starts") for one in lead) else [])
        led_by = found[start - 1].key if start else ""
        if led_by in PREPOSITIONS and not any(map(self.role, run[:-1])):
            who = replace(who, role="")  # “chief executive of Arden Robotics”: the role is another’s
        role = who.role or self.apposition(found, end) or self._led(found, start, end)
        titled = any(token.key in _TITLES for token in run[:-1])
        spaces = who.name.count(" ")
        if who.type == "organization" and spaces:
            self.meet(replace(who, role=""))
        elif (0 < spaces < 5 and (role or titled)) or (titled and who.name and role):
            if not spaces or not any(word in _PLACES for word in who.name.casefold().split()):
                self.meet(replace(who, role=role))
        elif spaces:
            self._others[who.name.casefold().split()[-1]] += 2
        elif self.words.has("located", led_by) or led_by in _WHERE:
            self._places.add(who.name.casefold())
        elif who.name and led_by not in PREPOSITIONS and start and found[start - 1].is_word:
            self._others[who.name.casefold()] += 1
