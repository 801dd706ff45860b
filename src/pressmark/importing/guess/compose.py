"""A manuscript becomes a draft: head, body and tail are read, and what metadata and the caller state is weighed in."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pressmark.importing.dating import find_date
from pressmark.importing.draft import Checked, Draft, Flow, Given, Guess, Missing
from pressmark.importing.guess.bylines import is_name, leading_by, people_of, read_byline, signer
from pressmark.importing.guess.cast import Cast
from pressmark.importing.guess.desk import Desk, person_of
from pressmark.importing.guess.head import read_head
from pressmark.importing.guess.headings import with_headings
from pressmark.importing.guess.language import detect
from pressmark.importing.guess.merging import authors_of, fields_of, headline_of
from pressmark.importing.guess.prose import Prose
from pressmark.importing.guess.tail import read_tail
from pressmark.importing.manuscript import DOUBTFUL, GIVEN, LIKELY, SHOWN, STATED, LeftOut, Person
from pressmark.importing.read.inline import cut
from pressmark.importing.words import common, vocabularies, words_of

if TYPE_CHECKING:
    from pressmark.importing.guess.head import Head
    from pressmark.importing.manuscript import Manuscript, Piece
    from pressmark.importing.words import Words

_WORD = r"[^\W\d_][^\W\d_.'’-]{0,30}"
_PLACE = rf"{_WORD}(?:[ .'’-]{{1,2}}[^\W\d_]{{1,30}}){{0,3}}"
_DATELINE = re.compile(
    rf"(?P<place>{_PLACE})(?P<more>,\s?[^—–()/]{{2,40}}?)?(?P<agency>\s?\([^)]{{2,30}}\)|\s?/[A-Z][^/]{{2,30}}/)?"
    r"\s?(?P<dash>—|–|--|\s-\s|\.\s?[—–-]|-(?=\s))\s{0,3}(?=\S)"
)
_OPENED = re.compile(r"[.,]?\s?(?:/[^/]{2,40}/|\([^)]{2,40}\))?\s?(?:[–—/|:]|\.?-+\s)")
_LEADING = (
    *("kind", "language", "headline", "deck", "summary", "url"),
    *("published", "modified", "rubric", "dateline", "embargo"),
)
_SMALL, _PLACES = common("small"), common("places")
_PRESS = re.compile(r"press|presse|prensa|stampa|pers\b|imprensa|communicat|comunica|@|\d{4}|^source\b", re.IGNORECASE)


def compose(manuscript: Manuscript, given: Given) -> Draft:
    """Return the draft that *manuscript* makes, with what is *given* taken as certain."""
    body = [piece for piece in manuscript.pieces if not piece.out]
    language = _language(manuscript, given, "\n".join("\n".join(piece.texts) for piece in body[:400]))
    known = vocabularies(language.value)
    words = words_of(language.value)
    beside = {index for index, piece in enumerate(manuscript.pieces) if piece.out}
    tail = read_tail(manuscript.pieces, beside, language.value, known)
    stated = headline_of(manuscript) if manuscript.form == "html" else _stated(manuscript)
    head = read_head(manuscript, given, language.value, known, stated, tail.used)
    tail = read_tail(manuscript.pieces, head.used | beside, language.value, known)
    beside -= head.used
    used = head.used | tail.used | beside
    fields = fields_of(manuscript, head, given, language)
    _late(manuscript.pieces, used, fields, head, known, loose=manuscript.form != "html")
    if "published" not in fields and "embargo" in fields:
        why = "the day on which the embargo ends; no other is stated"
        fields["published"] = Guess(fields["embargo"].value[:10], DOUBTFUL, why, fields["embargo"].place)
    left_out = [*manuscript.left_out, *head.left_out, *tail.left_out]
    left_out += [
        LeftOut(text, piece.out, piece.place)
        for index in beside
        for piece in [manuscript.pieces[index]]
        for text in piece.texts
    ]
    authors, byline = authors_of(manuscript, head, given, words, left_out)

    pieces = [piece for index, piece in enumerate(manuscript.pieces) if index not in used]
    pieces = _without_dateline(pieces, fields, language.value, left_out)
    pieces = with_headings(pieces, words, loose=manuscript.loose)
    cast = Cast(("\n".join(piece.texts) for piece in pieces), words)
    for author in authors:
        cast.meet(author)
    desk = Desk(authors, cast, words, fields["url"].value if "url" in fields else "")
    for number, note in manuscript.notes:
        desk.note(number, note)
    prose = Prose(desk, pieces)
    sections = prose.sections()
    notes = Prose(desk, [manuscript.pieces[index] for index in tail.notes]).sections()
    terms = manuscript.fact("keywords")
    keywords = head.keywords or tail.keywords or tuple(terms.value.split("\n") if terms else ())
    outlet_url = manuscript.fact("outlet_url")
    missing = {
        "headline": Missing("no headline found"),
        "published": Missing("no date found; a day such as 2026-05-04, or a time with its offset"),
    }
    outlet: dict[str, object] = {"name": fields.get("outlet") or Missing("no outlet found")}
    if fields["kind"].value == "statement" and _signed(authors, fields):
        outlet["type"] = "organization"
    if outlet_url and not given.outlet:
        outlet["url"] = outlet_url.value
    named = dict.fromkeys(keyword for keyword in map(str.strip, keywords) if keyword)
    people: list[object] = desk.people() or [{"name": Missing("no byline found")}]
    if authors and isinstance(people[0], dict):
        people = [
            one | {"name": replace(byline, value=one["name"])} if isinstance(one, dict) else one for one in people
        ]
    document: dict[str, object] = {
        "pressmark": 1,
        **{key: fields.get(key) or missing[key] for key in _LEADING if key in fields or key in missing},
        "keywords": Flow(list(named)) if named else None,
        "authors": people,
        "outlet": outlet,
        "parties": {identifier: person_of(party) for identifier, party in desk.parties.items()},
        "quotes": desk.quotes,
        "demands": prose.demands,
        "sections": sections or [{"body": Missing("the input has no text that could be the article’s body")}],
        "images": desk.images,
        "sources": desk.sources,
        "corrections": tail.corrections,
        **{key: tail.extra.get(key) for key in ("rights", "contact")},
        "notes": "\n\n".join(str(_plain(section["body"])).strip() for section in notes) + "\n" if notes else None,
    }
    return Draft(
        {key: value for key, value in document.items() if value},
        tuple(desk.files),
        tuple(sorted([*left_out, *desk.left_out], key=lambda one: one.place)),
    )


def _plain(value: object) -> object:
    return value.value if isinstance(value, Checked) else value


def _stated(manuscript: Manuscript) -> Guess | None:
    fact = manuscript.fact("headline")
    return Guess(fact.value, fact.confidence, fact.why) if fact else None


def _signed(authors: tuple[object, ...], fields: dict[str, Guess]) -> bool:
    names = {getattr(author, "name", "") for author in authors}
    return "outlet" in fields and fields["outlet"].value in names


def _language(manuscript: Manuscript, given: Given, text: str) -> Guess:
    if given.language:
        return Guess(given.language, GIVEN, "as given")
    found = detect(text)
    stated = manuscript.fact("language")
    if stated is None:
        return found
    tag = stated.value.replace("_", "-")
    if tag.lower().split("-")[0] == found.value:
        return Guess(tag, STATED, f"{stated.why}, and the words agree")
    if found.doubtful:
        return Guess(tag, stated.confidence, stated.why)
    return Guess(found.value, DOUBTFUL, f"the words of the text, although {stated.why} says “{tag}”")


def _late(
    pieces: tuple[Piece, ...],
    used: set[int],
    fields: dict[str, Guess],
    head: Head,
    known: tuple[Words, ...],
    *,
    loose: bool,
) -> None:
    """Look for author and date in the last lines, where the head has none; they stay words of the text."""
    last = [piece for index, piece in enumerate(pieces) if index not in used and piece.kind == "paragraph"][-4:]
    for piece in last:
        text = piece.text
        if not head.authors and (found := _bio(text, known)):
            head.authors, head.byline = (
                people_of([found], frozenset(), known[0]),
                Guess(text, SHOWN, "the lines about the author at the end", piece.place),
            )
        if len(text.split()) > 14 and not (";" in text and any(words.leading("signed", text) for words in known)):
            continue
        for words in known:
            taken = words.leading("signed", text) or leading_by(text, words)
            rest = text[taken:].strip(" ,:.")
            whole = text if ";" in text else rest
            if taken and not head.authors and rest and (byline := read_byline(whole, known, expected=True)):
                head.authors = byline.authors
                head.byline = Guess(text, SHOWN, "the signature at the end", piece.place)
            dated = find_date(text, fields["language"].value) if "published" not in fields else None
            if dated is not None and words.found("published", text):
                fields["published"] = Guess(dated.value, LIKELY, "a date at the end of the text", piece.place)
    if loose and not head.authors and fields["kind"].value != "statement" and "embargo" not in fields:
        _signatures(pieces, used, head, known)


def _bio(text: str, known: tuple[Words, ...]) -> Person | None:
    """Return the author whom the last paragraph tells of: “Ada Quill is a transport planner and …”."""
    split = text.split()
    if len(split) > 90:
        return None
    for words in known:
        for count in (2, 3, 4):
            name = " ".join(split[:count])
            rest = text[len(name) :].lstrip()
            taken = words.leading("of_author", rest)
            if not taken or not is_name(name) or words.has("roles", split[0]):
                continue
            told = re.split(r"[,.;(]|\s(?:and|und|et|y|e|en|who|der|die|qui|que)\s", rest[taken:].strip(), maxsplit=1)[
                0
            ]
            role = re.sub(r"^(?:an?|the|eine?|une?|une|una)\s", "", told)
            if any(words.has("roles", word.strip(",.")) for word in role.split()):
                return Person(name, role.strip() if len(role.split()) <= 6 else "")
    return None


def _signatures(pieces: tuple[Piece, ...], used: set[int], head: Head, known: tuple[Words, ...]) -> None:
    """Take the names that stand alone at the end, as under a letter, each with a role or a place behind it."""
    found: list[Person] = []
    last = [piece for index, piece in enumerate(pieces) if index not in used and piece.kind == "paragraph"]
    for piece in reversed(last[-8:]):
        text = piece.text
        if len(text.split()) > 12 or text[-1:] in "!?:" or _PRESS.search(text):
            break
        place = _PLACES & set(text.partition(",")[0].casefold().split())
        who = None if place or any(words.leading("closings", text) for words in known) else signer(text)
        if who is None and found:
            break
        if who is not None:
            found.insert(0, who)
            line = piece.place
    if found:
        head.authors = tuple(found)
        head.byline = Guess(", ".join(one.name for one in found), LIKELY, "the name that stands alone at the end", line)


def _without_dateline(
    pieces: list[Piece], fields: dict[str, Guess], language: str, left_out: list[LeftOut]
) -> list[Piece]:
    """Take a dateline off the first paragraph; statements and summaries have none, so theirs stays where it is."""
    first = [n for n, piece in enumerate(pieces[:8]) if piece.kind == "paragraph"][:3]
    for piece in [pieces[n] for n in first]:
        opening = find_date(piece.text[:110], language)
        if opening and "published" not in fields and _OPENED.match(piece.text[opening.end :]) and opening.start < 60:
            fields["published"] = Guess(opening.value, SHOWN, "the date in the dateline", piece.place)
    at = next(
        (n for n in first if (found := _DATELINE.match(pieces[n].text[:140])) and _is_dateline(found, language)), -1
    )
    text = pieces[at].text if at >= 0 else ""
    match = _DATELINE.match(text[:140])
    if match is None or not _is_dateline(match, language):
        return pieces
    if (dated := find_date(match["more"] or "", language)) and (
        "published" not in fields or fields["published"].confidence <= DOUBTFUL
    ):
        fields["published"] = Guess(dated.value, SHOWN, "the date in the dateline", pieces[at].place)
    if fields["kind"].value in {"statement", "summary"}:
        return pieces
    other = fields.get("dateline")
    if other is not None and other.value.casefold() != match["place"].casefold() and not other.doubtful:
        return pieces
    sure = SHOWN if match["place"].isupper() else LIKELY
    fields["dateline"] = Guess(match["place"], sure, "the opening of the text", pieces[at].place)
    rest = text[match.end("place") : match.end()].strip()
    left_out.append(LeftOut(rest, "what goes with the dateline", pieces[at].place))
    body = replace(pieces[at], rich=cut(pieces[at].rich, match.end(), len(text)))
    return [*pieces[:at], body, *pieces[at + 1 :]]


def _is_dateline(match: re.Match[str], language: str) -> bool:
    place = match["place"]
    letters = [char for char in place if char.isalpha()]
    if all(char.isupper() for char in letters) and len(letters) > 2:
        return True
    titled = all(word[0].isupper() or word in _SMALL for word in place.split())
    signed = bool(match["agency"]) or bool(match["more"] and re.search(r"\d", match["more"]))
    return titled and signed and language != "und"
