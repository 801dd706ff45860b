"""Who speaks next to a passage, where the copy itself says so plainly; anything less is no answer.

Two forms count: words in quotation marks tied by a verb of saying to a full name, and a turn of talk that begins with
its speaker's name and a colon. Pronouns, roles, places and single words never name anybody.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

_OPEN = '“„«‘‚「『"'
_CLOSE = '”“»’」』"'
# Verbs that tie a quotation to who said it, past and present, in the languages whose order of words is known here.
_SAYING = """
said says told adds added wrote writes asked asks replied replies argued argues warned warns insisted insists claimed
claims explained explains noted notes stated states declared declares recalled recalls called concluded
sagte sagt erklärte erklärt betonte betont meinte meint schrieb schreibt fragte fragt antwortete warnte warnt forderte
fordert dit disait déclare déclaré affirme affirmé explique expliqué écrit ajoute ajouté répond répondu demande demandé
dijo dice declaró afirmó explicó añadió escribió preguntó respondió advirtió señaló aseguró
disse detto spiega spiegato dichiarato scrive aggiunge afirmou declarou explicou acrescentou
zei zegt schrijft vertelde vertelt stelde stelt sade säger sa sier sagde siger
powiedział powiedziała mówi oświadczył oświadczyła
"""
_VERB = "(?:" + "|".join(_SAYING.split()) + ")"
_HELPING = r"(?:(?:has|had|a|hat|ha|har)[ ])?"
_PARTICLE = r"(?:van|von|de|der|den|du|da|dos|del|della|di|la|le|al|el|bin|ibn|ben|zu|af|ter|ten)"
_PROPER = r"[^\W\d_a-zß-öø-ÿ](?:\.|[\w'’-]{0,30}[^\W_])?"
_NAME = rf"{_PROPER}(?:[ \u00a0](?:{_PARTICLE}[ \u00a0]){{0,2}}{_PROPER}){{1,3}}"
_AFTER = re.compile(
    rf"^[,.!?…]?[ \u00a0]*[{_CLOSE}][,.]?[ \u00a0]*"
    rf"(?:{_HELPING}{_VERB}[ \u00a0](?P<one>{_NAME})|(?P<two>{_NAME})[ \u00a0]{_HELPING}{_VERB}\b)"
)
# Between the name and the verb a role may be set off by commas.
_BEFORE = re.compile(
    rf"(?:^|[.!?…”»\"\n][ \u00a0]*)(?P<one>{_NAME})(?:,[^,.!?“„«\"\n]{{2,80}},)?[ \u00a0]{_HELPING}{_VERB}"
    rf"[^.!?“„«\"\n]{{0,40}}[:,][ \u00a0]*[{_OPEN}]$"
)
_LABEL = re.compile(
    rf"^[ \t]*(?P<name>{_PROPER}(?:[ \u00a0](?:{_PARTICLE}[ \u00a0]){{0,2}}{_PROPER}){{0,3}})"
    rf"(?:[ ]\([^()\n]{{1,60}}\)|,[^:\n]{{1,60}})?[ ]?[:：][ \t\n]"
)
_HONORIFICS = """
mr mrs ms miss dr prof professor sir lady lord dame president minister senator judge chair chairman chairwoman
herr frau monsieur madame señor señora the der die das le la les el los
"""
_TITLES = frozenset(_HONORIFICS.split())
_WINDOW = 400


def named_at(text: str, start: int, end: int) -> str | None:
    """Return the name of who speaks the words of *text* from *start* to *end*, None where the text doesn't plainly say.

    *start* and *end* are offsets; the name comes back as it is written there.
    """
    return _tied(text, start, end) or _turn(text, start)


def somebody_else(named: str, speaker: str) -> bool:
    """Tell whether *named* and *speaker* are plainly two: no word of one name is a word of the other's."""
    one, other = _words(named), _words(speaker)
    return bool(one) and bool(other) and not one & other and not _initials(one, other)


def _tied(text: str, start: int, end: int) -> str | None:
    earliest = max(0, start - 4 * _WINDOW)
    gap = text.rfind("\n\n", earliest, start)
    paragraph_start = earliest if gap < 0 else gap + 2
    opened = max((text.rfind(mark, paragraph_start, start) for mark in _OPEN), default=-1)
    if opened < 0 and text[start : start + 1] not in _OPEN:
        return None
    stop = text.find("\n\n", end, end + 4 * _WINDOW + 2)
    rest = text[end : min(stop if stop >= 0 else len(text), end + 4 * _WINDOW)]
    closing = re.search(rf"[,.!?…]?[{_CLOSE}](?=[\s,.;:)]|$)", rest)
    if closing is not None:
        tail = re.sub(r"\s+", " ", rest[closing.start() : closing.start() + _WINDOW])
        found = _AFTER.match(tail)
        if found is not None:
            return found["one"] or found["two"]
    if opened >= 0:
        head = re.sub(r"(?<![ \t])[ \t]*\n[ \t]*", " ", text[max(paragraph_start, opened - _WINDOW) : opened + 1])
        found = _BEFORE.search(head)
        if found is not None:
            return found["one"]
    return None


def _turn(text: str, start: int) -> str | None:
    """Return whose turn it is at *start*, in talk written as turns: at least three of them, by two people at least."""
    turns = _turns(text)
    if turns.counts.total() < 3 or len(turns.counts) < 2:
        return None
    block = bisect_right(turns.starts, start) - 1
    name = _label(text[turns.starts[block] : start]) or (turns.names[block - 1] if block else None)
    if name is None or (turns.counts[name] < 2 and len(name.split()) < 2):
        return None
    return name if _words(name) and len(name) > 2 else None


@dataclass(frozen=True, slots=True)
class _Turns:
    """The blocks of a text: where each begins, whose name the last label up to its end has, how often each has one."""

    starts: list[int]
    names: list[str | None]
    counts: Counter[str]


@lru_cache(maxsize=2)
def _turns(text: str) -> _Turns:
    gaps = [(match.start(), match.end()) for match in re.finditer(r"\n[ \t]*\n", text)]
    starts = [0, *(end for _, end in gaps)]
    names: list[str | None] = []
    counts: Counter[str] = Counter()
    for start, end in zip(starts, [*(start for start, _ in gaps), len(text)], strict=True):
        block = text[start:end]
        if labelled := _LABEL.match(block[:_WINDOW]):
            counts[labelled["name"]] += 1
        names.append(_label(block) or (names[-1] if names else None))
    return _Turns(starts, names, counts)


def _label(block: str) -> str | None:
    """Return the name with which the turn *block* begins, also where nothing stands behind its colon yet."""
    match = _LABEL.match(block[:_WINDOW] + (" " if block.endswith(":") else ""))
    return match["name"] if match else None


def _words(name: str) -> frozenset[str]:
    plain = "".join(sign for sign in unicodedata.normalize("NFD", name) if not unicodedata.combining(sign)).casefold()
    found = re.findall(r"[^\W\d_]{2,}", plain)
    return frozenset(word for word in found if word not in _TITLES)


def _initials(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether one of the names is nothing but the first letters of the other."""
    short, long = sorted((one, other), key=lambda words: sum(map(len, words)))
    return len(short) == 1 and sorted(next(iter(short))) == sorted(word[0] for word in long)
