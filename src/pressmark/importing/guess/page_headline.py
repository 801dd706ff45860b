"""A page's headline: what its headings show, weighed by what its metadata and its title say."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from pressmark.importing.guess.head import stands_aside
from pressmark.importing.guess.lines import flat
from pressmark.importing.guess.names import key
from pressmark.importing.manuscript import DOUBTFUL, LIKELY, SHOWN, STATED, Guess
from pressmark.importing.read.inline import host_of, lines_of
from pressmark.importing.words import common

if TYPE_CHECKING:
    from pressmark.importing.manuscript import Fact, Manuscript, Piece

BETWEEN = re.compile(r"\s(?:[|–—·»›«:-]|::)\s")
_SHORTEST = 15
_MOST_HEADINGS = 60
_LONGEST_SITE = 9
_KICKER = 5
_LATE = 5.0
_SAME, _PART, _ALIKE = 3.0, 2.0, 1.5
_TRAILS = common("trails")


def headline_of(manuscript: Manuscript) -> Guess | None:
    """Return the headline that a page shows or states, None where it has none.

    A heading that metadata or the title have, whole or in part, wins; where several do, the one that most of them
    have. The page's only first heading comes next, then what the metadata agree on.
    """
    stated = [fact for fact in manuscript.all_facts("headline") if fact.confidence > DOUBTFUL]
    titles = manuscript.all_facts("title")
    sites = _sites(manuscript)
    facts = [fact for fact in [*stated, *titles] if flat(_without_site(fact.value, sites)) not in {"", *sites}]
    every = [piece for piece in manuscript.pieces if piece.kind == "heading" and piece.hint != "outlet"]
    shown = [piece for piece in every if flat(piece.text) not in sites]
    late = _below_text(manuscript)
    best, top = max(
        ((_best_part(piece, facts, sites), piece) for piece in shown[:_MOST_HEADINGS]),
        key=lambda found: (found[0][0] - _LATE * (found[1] in late), -found[1].level),
        default=((0.0, ""), None),
    )
    if top is not None and best[0] - _LATE * (top in late) >= _PART:
        return Guess(best[1], STATED, "the first heading, as the page’s metadata have it")
    plain = [replace(fact, value=_without_site(fact.value, sites)) for fact in facts]
    firsts = {flat(one.text): one for one in shown if one.level == 1 and not stands_aside(one)}
    only = next(iter(firsts.values())) if len(firsts) == 1 else None
    votes = {fact.value: sum(_alike(fact.value, other.value) for other in plain) for fact in plain}
    if only is not None and len(only.text) > 8 and (not stated or _related(only.text, [f.value for f in plain])):
        why = "; its metadata word it otherwise" if stated else ""
        return Guess(only.text, SHOWN, f"the page’s only first heading{why}")
    if stated and plain:
        chosen = max(plain, key=lambda fact: (votes[fact.value], fact.confidence))
        return Guess(chosen.value, STATED if votes[chosen.value] > 1 else SHOWN, chosen.why)
    if plain:
        return Guess(plain[0].value, LIKELY, plain[0].why) if not firsts else None
    under = next((piece for piece in shown if piece.level in {2, 3} and not stands_aside(piece)), None)
    return Guess(under.text, LIKELY, "the first heading; the page’s title names the site alone") if under else None


def _sites(manuscript: Manuscript) -> set[str]:
    """Return what the site is called: by its metadata, its host, and headings that lead to its first page."""
    names = [fact.value for fact in manuscript.all_facts("outlet") if fact.confidence >= LIKELY]
    for fact in [*manuscript.all_facts("url"), *manuscript.all_facts("outlet_url")]:
        host = (host_of(fact.value) or "").removeprefix("www.")
        names += [host, host.rsplit(".", 1)[0]]
    names += [piece.text for piece in manuscript.pieces if piece.hint == "outlet" and piece.kind == "heading"]
    return {flat(name) for name in names if len(name.split()) <= _LONGEST_SITE} - {""}


def _best_part(piece: Piece, facts: list[Fact], sites: set[str]) -> tuple[float, str]:
    """Return how well a heading, or the part of it that does best, agrees with *facts*, and that part."""
    parts = [line.text for line in lines_of(piece.rich) if any(map(str.isalnum, line.text))]
    texts = [piece.text, *(parts if len(parts) > 1 else [])]
    said = {flat(fact.value) for fact in facts if fact.confidence == STATED}
    weights = {text: sum(_agreement(text, fact.value, sites) for fact in facts) for text in texts}
    text = max(texts, key=lambda one: (flat(one) in said, weights[one]))
    best = weights[text]
    if best < _ALIKE or (piece.level > 1 and not any(_agreement(text, fact.value, sites) > _ALIKE for fact in facts)):
        return 0.0, ""
    if text == piece.text:
        text = parts[1] if len(parts) == 2 and _is_kicker(parts, facts) else _without_kicker(text, facts)
    return best / (2 if stands_aside(piece) else 1) + {1: 1.5, 2: 0.5}.get(piece.level, 0.0), text


def _agreement(text: str, stated: str, sites: set[str]) -> float:
    """Return how much a heading's *text* agrees with what is *stated*: whole, as a part of it, or but for an end."""
    if flat(text) in {flat(stated), flat(_without_site(stated, sites))}:
        return _SAME
    parts = [part for part in BETWEEN.split(stated) if flat(part) not in sites]
    runs = {flat(" ".join(parts[start:end])) for start, end in combinations(range(len(parts) + 1), 2)}
    long = len(text.split()) >= 3 or flat(text) == max(map(flat, parts), key=len, default="")
    if len(parts) > 1 and long and flat(text) in runs:
        return _PART
    return _ALIKE if _alike(text, stated) or _alike(text, _without_site(stated, sites)) else 0.0


def _without_kicker(text: str, facts: list[Fact]) -> str:
    """Return a heading's *text* without what stands before the headline that facts give, where none gives it whole."""
    within = [fact.value for fact in facts if _SHORTEST <= len(flat(fact.value)) < len(flat(text))]
    inner = max(within, key=len, default="")
    whole = any(flat(text) in flat(fact.value) for fact in facts)
    return inner if inner and not whole and flat(text).endswith(flat(inner)) else text


def _below_text(manuscript: Manuscript) -> list[Piece]:
    """Return the headings that stand below the beginning of the text: a headline stands above it."""
    long = [n for n, one in enumerate(manuscript.pieces) if not one.out and len(one.text.split()) >= _SHORTEST]
    start = long[2] if len(long) > 2 else len(manuscript.pieces)
    return [piece for piece in manuscript.pieces[start:] if piece.kind == "heading"]


def _is_kicker(parts: list[str], facts: list[Fact]) -> bool:
    """Tell whether the first of two *parts* stands above the headline: facts have a sign between them, it has none."""
    kicker, rest = parts
    if len(kicker.split()) > _KICKER or len(rest.split()) < 3 or kicker[-1] in ":?!.,":
        return False
    joined = re.compile(re.escape(kicker) + r"\s?[:–—|-]\s", re.IGNORECASE)
    return any(joined.match(fact.value) and flat(fact.value).startswith(flat(f"{kicker} {rest}")) for fact in facts)


def _without_site(text: str, sites: set[str]) -> str:
    """Return *text* without the name of the site, which titles have before or behind them, and the trail to a page."""
    parts = BETWEEN.split(text)
    named = {key(site) for site in sites}
    while len(parts) > 1 and (flat(parts[-1]) in sites or key(parts[-1]) in named):
        text = text[: text.rindex(parts[-1])].rstrip(" |–—·»›«:-")
        parts = parts[:-1]
    while len(parts) > 1 and (flat(parts[0]) in sites or key(parts[0]) in named or flat(parts[0]) in _TRAILS):
        text = text[text.index(parts[0]) + len(parts[0]) :].lstrip(" |–—·»›«:-")
        parts = parts[1:]
    bar = re.match(r"(.{15,400}?)\s?(?:[|»]\s?|[-_](?=[^-_\s]{2,6}[网報报]$))[^|»]{2,60}$", text)
    return bar[1] if bar else text


def _alike(one: str, other: str) -> bool:
    """Tell whether two headlines are the same, or one is the other with something before or behind it."""
    short, long = sorted((flat(one), flat(other)), key=len)
    return short == long or (len(short) >= _SHORTEST and (long.startswith(short) or long.endswith(short)))


def _related(text: str, others: list[str]) -> bool:
    """Tell whether one of *others* shares a word, or the beginning of a long one, with *text*."""
    words = {word[:6] for word in flat(text).split() if len(word) > 3}
    return any(words & {word[:6] for word in flat(other).split()} for other in others)
