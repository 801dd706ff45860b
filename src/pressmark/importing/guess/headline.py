"""The headline: of a page, by its headings, its metadata and its title; of a text, by its first lines."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from pressmark.importing.dating import find_date
from pressmark.importing.guess.bylines import ARABIC_PLACE, FIRMS, is_name, key, opens_sentence
from pressmark.importing.guess.lines import capitals, cased, flat, greets, is_issue, is_record
from pressmark.importing.manuscript import DOUBTFUL, LIKELY, SHOWN, STATED, Guess
from pressmark.importing.read.inline import host_of, lines_of
from pressmark.importing.words import common, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pressmark.importing.guess.lines import HeadLines
    from pressmark.importing.manuscript import Fact, Manuscript, Piece
    from pressmark.importing.words import Words

BETWEEN = re.compile(r"\s(?:[|–—·»›«:-]|::)\s")
_SHORTEST = 15
_MOST_HEADINGS = 60
_LONGEST_SITE = 9
_LATE = 5.0
_SAME, _PART, _ALIKE = 3.0, 2.0, 1.5
_TRAILS, _EDGES = common("trails"), " |–—·»›«:-"
LONGEST_HEAD, BODY_WORDS, SENTENCE = 40, 25, 10
_UNSPACED_SENTENCE = 25
_KICKER = 5
_LIKELY_TITLE, _SHORT_TITLE = 2.5, 1.0
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
FORM = re.compile(r"[^\W\d_][^:：]{0,24}\s?[:：]\s?\S")  # “What: a march”: an entry of a form
# Names for the desk: “harbour-levy-2”, “BC-US--Ferry Levy,412”, “Verkehr/Kommunen/”, “ZCZC NTA0417 u 2 ACE”
_SLUG = re.compile(
    r"\S*[^\W\d_]-\S*$|[A-Z]{2}-\S|(?:.{0,40}\s)?[^\W\d_]{2,4}\d{4}(?!\w)|\S.{1,60}(?<!\d),\s?\d{2,4}$|(?:[^\s/]+/){2,}$"
    r"|.{0,40}\((?i:[^()]{0,40}\b(?:neu|new|adds|updates|recasts|zusammenfassung|actualiza|ajoute)\b)[^()]*\)$"
)
# “Lantern Press, 240 pp.”, “320 Seiten”, “ISBN 978-…”: what a review says of the book
EDITION = re.compile(
    rf"\bISBN\b|(?<![\d.,])\d{{2,4}}\s?(?:{'|'.join(map(re.escape, listed('pages')))})(?=[\s.,;:|)]|$)", re.IGNORECASE
)
_NOBODY, _DEPARTMENTS = common("nobody"), common("departments")
# A line that ends with one of these goes on with the next.
_OPEN = common("prepositions") | common("clauses") | frozenset(["&"])


def headline_of(manuscript: Manuscript) -> Guess | None:
    """Return the headline that the metadata of an input or the headings of a page give, None where none do.

    On a page, a heading that metadata or the title have, whole or in part, wins; where several do, the one that most
    of them have. The page's only first heading comes next, then what the metadata agree on.
    """
    if manuscript.form != "html":  # a mail's subject is the headline only where nothing in its text is
        fact = manuscript.fact("headline") if manuscript.form != "mail" else None
        return Guess(fact.value, fact.confidence, fact.why) if fact else None
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
    firsts = {flat(one.text): one for one in shown if one.level == 1 and not one.aside}
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
    under = next((piece for piece in shown if piece.level in {2, 3} and not piece.aside), None)
    return Guess(under.text, LIKELY, "the first heading; the page’s title names the site alone") if under else None


def site_names(manuscript: Manuscript, least: float) -> list[str]:
    """Return the names of the site in metadata that are as sure as *least*, and those of its host."""
    names = [fact.value for fact in manuscript.all_facts("outlet") if fact.confidence >= least]
    for fact in [*manuscript.all_facts("url"), *manuscript.all_facts("outlet_url")]:
        host = (host_of(fact.value) or "").removeprefix("www.")
        names += [host, host.rsplit(".", 1)[0], host.split(".", 1)[0]]
    return names


def _sites(manuscript: Manuscript) -> set[str]:
    """Return what the site is called: by its metadata, its host, and headings that lead to its first page."""
    names = site_names(manuscript, LIKELY)
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
        text = parts[1] if _has_kicker(parts, facts) else _without_kicker(text, facts)
    return best / (2 if piece.aside else 1) + {1: 1.5, 2: 0.5}.get(piece.level, 0.0), text


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


def _has_kicker(parts: list[str], facts: list[Fact]) -> bool:
    """Tell whether the first of two *parts* stands above the headline: facts have a sign between them, it has none."""
    if len(parts) != 2 or len(parts[0].split()) > _KICKER or len(parts[1].split()) < 3 or parts[0][-1] in ":?!.,":
        return False
    joined = re.compile(re.escape(parts[0]) + r"\s?[:–—|-]\s", re.IGNORECASE)
    return any(joined.match(fact.value) and flat(fact.value).startswith(flat(" ".join(parts))) for fact in facts)


def _without_site(text: str, sites: set[str]) -> str:
    """Return *text* without the name of the site, which titles have before or behind them, and the trail to a page."""
    parts = BETWEEN.split(text)
    named = {key(site) for site in sites}
    while len(parts) > 1 and (flat(parts[-1]) in sites or key(parts[-1]) in named):
        text = text[: text.rindex(parts.pop())].rstrip(_EDGES)
    while len(parts) > 1 and (flat(parts[0]) in {*sites, *_TRAILS} or key(parts[0]) in named):
        text = text.partition(parts.pop(0))[2].lstrip(_EDGES)
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


class Title:
    """Finds the headline of a text: which of its first *pieces* reads most like one; *lines* tell what else it is."""

    def __init__(self, pieces: Sequence[Piece], words: Words, lines: HeadLines) -> None:
        """Begin with nothing found."""
        self.pieces, self.words, self.lines = pieces, words, lines
        self.masthead = self.released = -1

    def at(self) -> int:
        """Return the index of the line at the head of a text that reads most like its headline, -1 where none does.

        The head ends with the first sentence that follows a likely line. Lines of a letterhead, which stand above the
        word “release”, an embargo or beside an address, are the headline only where nothing below them may be it.
        """
        likely = self._likely()
        best, at = 1.9 if self.lines.mail else 0.0, -1  # a mail's subject is better than a doubtful line
        for number, (index, text, weight) in enumerate(likely):
            later = [n for n, _, other in likely[number + 1 :] if other >= _LIKELY_TITLE]
            # A masthead stands right above its date.
            near = index + 1 == self.masthead and self.pieces[self.masthead].place == self.pieces[index].place + 1
            least = _SHORT_TITLE if near else _LIKELY_TITLE
            under = [one for n, one, other in likely if n > self.masthead > index and other >= least]
            below = any(one.rstrip('"”“»')[-1:] not in ".!?" for one in under)
            kicker = bool(later) and text.isupper() and len(text.split()) <= _KICKER
            less = number / 4 + 3 * bool(later and index < self.released) + 2 * (kicker or below)
            if weight - less > best:
                best, at = weight - less, index
        return at

    def _likely(self) -> list[tuple[int, str, float]]:
        """Return the lines of the head that may be a headline, with how much they read like one."""
        found: list[tuple[int, str, float]] = []
        letterhead = in_blocks_with(self.pieces, self._is_letterhead)
        for index, piece in enumerate(self.pieces[:LONGEST_HEAD]):
            text = piece.text
            if not text:
                continue
            whole = text[-1] in '.!?。।”“»」"' and is_long_enough(text) and any(weight > 0 for *_, weight in found)
            if (whole and piece.kind == "paragraph") or _is_long(text):
                break
            greeting = greets(text, self.words)
            if greeting and found and not self.lines.mail:
                break
            spoken = self.lines.mail and (text[-1] in ".!?。！" or text[0].islower())  # “Please find below …”
            if greeting or spoken or self._tells(index, piece):
                continue
            text, after = self.whole(index)[0], self.pieces[index + 1 : index + 2]
            heads_list = any(one.kind == "list" and one.place == piece.place + 1 for one in after)
            found.append((index, text, self._titleness(piece, text) - 2.5 * (index in letterhead or heads_list)))
        return found

    def _is_letterhead(self, lines: list[str]) -> bool:
        record = any(is_record(one) or is_issue(one, self.words.tag) or EDITION.search(one) for one in lines)
        return record or sum(map(bool, map(FORM.match, lines))) > 1

    def _tells(self, index: int, piece: Piece) -> bool:
        """Tell whether *piece* shows that it is no headline; remember where a day and the word “release” stand."""
        trial = self.lines.trial()
        if not trial.useless(piece, piece.text) and not trial.told(piece, piece.text):
            return False
        fields = trial.head.fields
        menu = any(one.why == "page furniture" for one in trial.head.left_out)
        if ("published" in fields or menu) and not trial.head.authors:
            self.masthead = index
        if "embargo" in fields or ("kind" in fields and fields["kind"].value == "statement"):
            self.released = index
        return "headline" not in fields

    def whole(self, index: int) -> tuple[str, list[int]]:
        """Return the line at *index* with those that go on with it, all in capitals or broken off before a noun.

        Beside it, return the indices of all of these lines.
        """
        text, parts = self.pieces[index].text, [index]
        for number in range(index + 1, min(index + 4, len(self.pieces))):
            piece, last = self.pieces[number], self.pieces[number - 1]
            if piece.kind != "paragraph" or piece.place != last.place + 1 or not piece.text:
                break
            caps = last.text.isupper() and piece.text.isupper() and len(last.text.split()) > 2
            open_ = last.text.split()[-1].casefold() in _OPEN | self.words.own.sets.get("determiners", frozenset())
            caseless = not cased(piece.text) and self.words.has("stops", piece.text.split()[0])
            if not (caps or open_ or caseless) or self._tells(number, piece):
                break
            text, parts = f"{text} {piece.text}", [*parts, number]
        return text, parts

    def _titleness(self, piece: Piece, text: str) -> float:
        """Return how much a line reads like a headline: a few words that are no name, no address and no date."""
        split = text.split()
        count = len(split) if len(split) > 2 or not UNSPACED.search(text) else len(text) // 3
        bodies = (*self.words.own.sets.get("organisations", ()), *_DEPARTMENTS)
        body = bool(UNSPACED.search(text)) and text.endswith(bodies)
        if capitals(text):
            told = set(re.findall(r"\w+", text.casefold()))
            body = body or bool(FIRMS.search(text) or split[0].casefold() in bodies or told & _DEPARTMENTS)
        named = is_name(text) and not text.isupper() and not opens_sentence(text, self.words)
        called = self.words.leading("contact", text)
        record = is_record(text) or (called and text[called:][:1] in ":：")
        return (
            (3.0 if count >= 4 else 2.76 if count == 3 else count / 2 + 1)
            + 3 * _is_styled(piece)
            - 3 * (text[-1] in ":,;،、")
            - 1.5 * (text[-1] in ".。")
            - 2 * bool(body and count <= 7)
            - 4 * bool(self.words.leading("addressed", text) and capitals(text))
            - (named and count <= 5)
            - (1 if count > 7 else 2) * (find_date(text, self.words.tag) is not None)
            - (count <= 4 and bool(FORM.match(text)))
            - 2 * (flat(text).removeprefix("the ") in _NOBODY)
            - 6 * bool(record)
            - 3 * bool(_SLUG.match(text))
            + (text[0] in '„“«»"「' and text[-1] in '“”»«"」')
            - 2 * bool(self._is_reference(text) or ARABIC_PLACE.match(text))
            - 2 * (text[0] in "~〜～▪•-–(（【[")
        )

    def _is_reference(self, text: str) -> bool:
        """Tell whether *text* says what it answers to, or whose it is: “Letter on ‘The quay’”, “Speech by …”."""
        taken = self.words.leading("speeches", text)
        kinds = tuple(f"{name} " for names in self.words.groups("rubrics").values() for name in names)
        opened = text.casefold().startswith(kinds) and (text.isupper() or re.search(r"[“”„«»\"「]", text))
        return bool(opened or (taken and capitals(text[taken:].split(",", maxsplit=1)[0])))


def in_blocks_with(pieces: Sequence[Piece], test: Callable[[list[str]], bool]) -> set[int]:
    """Return the short lines of the head that stand in a block for whose texts *test* is true."""
    blocks: list[list[int]] = []
    for index, piece in enumerate(pieces[:LONGEST_HEAD]):
        if len(piece.text.split()) > BODY_WORDS:
            continue
        if blocks and blocks[-1][-1] == index - 1 and piece.place == pieces[index - 1].place + 1:
            blocks[-1].append(index)
        else:
            blocks.append([index])
    return {n for block in blocks if test([pieces[n].text for n in block]) for n in block}


def _is_styled(piece: Piece) -> bool:
    """Tell whether the input sets the whole line off, as a heading or by its style."""
    return piece.kind == "heading" or any(one.start == 0 and one.end == len(piece.text) for one in piece.rich.spans)


def is_long_enough(text: str) -> bool:
    """Tell whether *text* has the words of a sentence; signs count in scripts without spaces."""
    return len(text.split()) >= SENTENCE or (len(text) >= _UNSPACED_SENTENCE and bool(UNSPACED.search(text)))


def _is_long(text: str) -> bool:
    """Tell whether *text* is too long for a line of the head; signs of scripts without spaces count as words do."""
    count = len(text.split())
    return count > BODY_WORDS or len(text) > 200 or (len(text) > 70 and not text.isascii() and count < 5)
