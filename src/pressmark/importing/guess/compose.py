"""A manuscript becomes a draft: head, body and tail are read, and what metadata and the caller state is weighed in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pressmark.importing.guess.days import opening_day
from pressmark.importing.guess.fields import authors_of, detect, fields_of, is_footer, without_known_byline
from pressmark.importing.guess.head import read_head
from pressmark.importing.guess.headline import headline_of
from pressmark.importing.guess.lines import DATELINE, flat, is_dateline
from pressmark.importing.guess.people import People
from pressmark.importing.guess.prose import Prose, with_headings, with_speakers
from pressmark.importing.guess.register import Register, person_of
from pressmark.importing.guess.tail import read_late, read_tail
from pressmark.importing.manuscript import (
    DOUBTFUL,
    GIVEN,
    LIKELY,
    SHOWN,
    STATED,
    Checked,
    Draft,
    Flow,
    Given,
    Guess,
    LeftOut,
    Missing,
)
from pressmark.importing.read.inline import cut
from pressmark.importing.words import wide_words, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pressmark.importing.guess.lines import Head
    from pressmark.importing.guess.tail import Tail
    from pressmark.importing.manuscript import Manuscript, Piece
    from pressmark.importing.words import Words

_LABEL_WORDS = 6
_LEAD = 60  # signs of the first paragraph, at least
_LEADING = (
    *("kind", "language", "headline", "deck", "summary", "url"),
    *("published", "modified", "rubric", "dateline", "embargo"),
)


def compose(manuscript: Manuscript, given: Given) -> Draft:
    """Return the draft that *manuscript* makes, with what is *given* taken as certain."""
    body = [piece for piece in manuscript.pieces if not piece.out]
    language = _language(manuscript, given, "\n".join("\n".join(piece.texts) for piece in body[:400]))
    wide = wide_words(language.value)
    words = words_of(language.value)
    manuscript, signed = without_known_byline(manuscript, wide)
    tail, beside = _tail_first(manuscript.pieces, wide)
    head = read_head(manuscript, given, wide, headline_of(manuscript), tail.used)
    tail = read_tail(manuscript.pieces, head.used | beside, wide)
    beside -= head.used
    used = head.used | tail.used | beside
    fields = fields_of(manuscript, head, given, language)
    read_late(manuscript.pieces, used, fields, head, wide, loose=manuscript.form != "html")
    if "published" not in fields and "embargo" in fields:
        why = "the day on which the embargo ends; no other is stated"
        fields["published"] = Guess(fields["embargo"].value[:10], DOUBTFUL, why, fields["embargo"].place)
    left_out = [*manuscript.left_out, *head.left_out, *tail.left_out]
    outside = [manuscript.pieces[index] for index in beside]
    left_out += [LeftOut(text, piece.out, piece.place) for piece in outside for text in piece.texts]
    authors, byline = authors_of(manuscript, head, given, words, left_out)
    if signed:
        authors, byline = manuscript.people[0][0], signed

    pieces = [piece for index, piece in enumerate(manuscript.pieces) if index not in used]
    pieces = _without_dateline(pieces, fields, language.value, left_out)
    pieces = with_speakers(pieces)
    names = frozenset({*head.bare, *(place for _, place in head.candidates if not authors)})
    pieces = with_headings(pieces, words, loose=manuscript.loose, names=names)
    # Who says a passage stands apart from its words: “Ada Quist, pilot” and “We go” are no one line.
    told = [piece.texts if piece.kind == "quote" else ("\n".join(piece.texts),) for piece in pieces]
    people = People((text for texts in told for text in texts), words)
    for author in authors:
        people.meet(author)
    register = Register(authors, people, words, fields["url"].value if "url" in fields else "")
    for number, note in manuscript.notes:
        register.note(number, note)
    prose = Prose(register, pieces, [manuscript.pieces[index] for index in sorted(used)], manuscript.said)
    sections = prose.sections()
    notes = Prose(register, [manuscript.pieces[index] for index in tail.notes]).sections()
    terms = manuscript.fact("keywords")
    keywords = head.keywords or tail.keywords or tuple(terms.value.split("\n") if terms else ())
    outlet_url = manuscript.fact("outlet_url")
    missing = {
        "headline": Missing("no headline found"),
        "published": Missing("no date found; a day such as 2026-05-04, or a time with its offset"),
    }
    outlet: dict[str, object] = {"name": fields.get("outlet") or Missing("no outlet found")}
    issued = "outlet" in fields and fields["outlet"].value in {author.name for author in authors}
    if fields["kind"].value == "statement" and issued:
        outlet["type"] = "organization"
    if outlet_url and not given.outlet:
        outlet["url"] = outlet_url.value
    named = dict.fromkeys(one for one in map(str.strip, keywords) if any(map(str.isalnum, one)))
    entries: list[object] = register.author_entries() or [{"name": Missing(_no_author(head))}]
    if authors and isinstance(entries[0], dict):
        entries = [
            one | {"name": replace(byline, value=one["name"])} if isinstance(one, dict) else one for one in entries
        ]
    document: dict[str, object] = {
        "pressmark": 1,
        **{key: fields.get(key) or missing[key] for key in _LEADING if key in fields or key in missing},
        "keywords": Flow(list(named)) if named else None,
        "authors": entries,
        "outlet": outlet,
        "parties": {identifier: person_of(party) for identifier, party in register.parties.items()},
        "quotes": register.quotes,
        "demands": prose.demands,
        "sections": sections or [{"body": Missing("the input has no text that could be the article’s body")}],
        "images": register.images,
        "sources": register.sources,
        "corrections": tail.corrections,
        **{key: tail.extra.get(key) for key in ("rights", "contact")},
        "notes": "\n\n".join(str(_plain(section["body"])).strip() for section in notes) + "\n" if notes else None,
    }
    return Draft(
        {key: value for key, value in document.items() if value},
        tuple(register.files),
        tuple(sorted([*left_out, *register.left_out], key=lambda one: one.place)),
    )


def _tail_first(pieces: Sequence[Piece], words: Words) -> tuple[Tail, set[int]]:
    """Return the tail of *pieces*, and those that stand beside the article: a correction in a page's footer is none."""
    beside = {index for index, piece in enumerate(pieces) if piece.out}
    footers = {n for n in beside if is_footer(pieces[n]) and words.leading("correction", pieces[n].text)}
    tail = read_tail(pieces, beside - footers, words)
    return tail, beside - {n for n in footers & tail.used if len(pieces[n].text.split()) > _LABEL_WORDS}


def _no_author(head: Head) -> str:
    """Return why no author is named, with the names that may be one's but that nothing ties to the writing."""
    offered = " or ".join(f"“{name}” (line {place})" for name, place in head.candidates[:3])
    return f"no byline found; perhaps {offered}, but nothing there says so" if offered else "no byline found"


def _plain(value: object) -> object:
    return value.value if isinstance(value, Checked) else value


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


def _without_dateline(
    pieces: list[Piece], fields: dict[str, Guess], language: str, left_out: list[LeftOut]
) -> list[Piece]:
    """Take a dateline off the first paragraph; statements and summaries have none, so theirs stays where it is."""
    if "dateline" in fields:
        alone = [n for n, piece in enumerate(pieces[:8]) if flat(piece.text) == flat(fields["dateline"].value)]
        pieces = [piece for n, piece in enumerate(pieces) if n not in alone[:1]]
    first = [n for n, piece in enumerate(pieces[:12]) if piece.kind == "paragraph"]
    first = [n for n in first if n in first[:3] or len(pieces[n].text) > _LEAD][:4]  # behind a list of names, too
    for piece in [pieces[n] for n in first]:
        opening = opening_day(piece.text, language)
        if opening and ("published" not in fields or fields["published"].confidence <= DOUBTFUL):
            fields["published"] = Guess(opening.value, SHOWN, "the date in the dateline", piece.place)
    found = ((n, DATELINE.match(pieces[n].text[:140])) for n in first)
    at, match = next(((n, one) for n, one in found if one and is_dateline(one, language)), (-1, None))
    if match is None or fields["kind"].value in {"statement", "summary"}:
        return pieces
    sure = SHOWN if match["place"].isupper() else LIKELY
    fields["dateline"] = Guess(match["place"], sure, "the opening of the text", pieces[at].place)
    text = pieces[at].text
    rest = text[match.end("place") : match.end()].strip()
    left_out.append(LeftOut(rest, "what goes with the dateline", pieces[at].place))
    body = replace(pieces[at], rich=cut(pieces[at].rich, match.end(), len(text)))
    return [*pieces[:at], body, *pieces[at + 1 :]]
