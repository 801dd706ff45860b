"""A manuscript becomes a draft: head, body and tail are read, and what metadata and the caller state is weighed in."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pressmark.importing.bylines import read_byline
from pressmark.importing.cast import Cast
from pressmark.importing.dating import find_date
from pressmark.importing.desk import Desk
from pressmark.importing.draft import Draft, Given, Guess
from pressmark.importing.head import read_head
from pressmark.importing.headings import with_headings
from pressmark.importing.language import detect
from pressmark.importing.manuscript import LeftOut, Rich
from pressmark.importing.merging import authors_of, fields_of
from pressmark.importing.prose import Prose
from pressmark.importing.tail import read_tail
from pressmark.importing.words import vocabularies, words_of

if TYPE_CHECKING:
    from pressmark.importing.headlines import Head
    from pressmark.importing.manuscript import Manuscript, Piece
    from pressmark.importing.words import Words

_PLACE = r"[^\W\d_][^\W\d_.'’-]*(?:[ .'’-]{1,2}[^\W\d_]+){0,3}"
_DATELINE = re.compile(
    rf"^(?P<place>{_PLACE})(?P<more>,\s*[^—–()]{{2,40}}?)?(?P<agency>\s*\([^)]{{2,30}}\))?\s*(?P<dash>—|–|--|\s-\s|\.\s?[—–-])\s*(?=\S)"
)


def compose(manuscript: Manuscript, given: Given) -> Draft:
    """Return the draft that *manuscript* makes, with what is *given* taken as certain."""
    text = "\n".join(_words(piece) for piece in manuscript.pieces[:400])
    language = _language(manuscript, given, text)
    known = vocabularies(language.value)
    head = read_head(manuscript, given, language.value, known)
    tail = read_tail(manuscript.pieces, head.used, language.value, known)
    used = head.used | tail.used
    fields = fields_of(manuscript, head, given, language)
    fields |= {key: guess for key, guess in tail.fields.items() if key not in fields}
    _late(manuscript.pieces, used, fields, head, known)
    authors, byline = authors_of(manuscript, head, fields)
    left_out = [*manuscript.left_out, *head.left_out, *tail.left_out]

    pieces = [piece for index, piece in enumerate(manuscript.pieces) if index not in used]
    pieces = _without_dateline(pieces, fields, language.value, left_out)
    words = words_of(language.value)
    pieces = with_headings(pieces, words, loose=manuscript.loose)
    cast = Cast((_words(piece) for piece in pieces), words)
    for author in authors:
        cast.meet(author)
    desk = Desk(authors, cast, words, fields["url"].value if "url" in fields else "")
    for number, (title, url) in manuscript.cites:
        desk.cite(number, title, url)
    prose = Prose(desk, pieces)
    sections = prose.sections()
    notes = Prose(desk, [manuscript.pieces[index] for index in tail.notes]).sections()
    facts = {"places": manuscript.fact("places"), "keywords": manuscript.fact("keywords")}
    keywords = head.keywords or tail.keywords or tuple(facts["keywords"].value.split("\n") if facts["keywords"] else ())
    outlet_url = manuscript.fact("outlet_url")
    return Draft(
        fields=fields,
        authors=authors,
        byline=byline,
        author_ids=tuple(desk.author_ids),
        outlet_url=outlet_url.value if outlet_url else "",
        parties=tuple(desk.parties),
        quotes=tuple(desk.quotes),
        demands=tuple(prose.demands),
        sections=sections,
        images=tuple(desk.images),
        sources=tuple(desk.sources),
        corrections=tuple(tail.corrections),
        keywords=tuple(dict.fromkeys(keyword for keyword in keywords if keyword)),
        notes="\n\n".join(section.body for section in notes),
        extra=tail.extra,
        left_out=tuple(sorted([*left_out, *desk.left_out], key=lambda one: one.place)),
    )


def _words(piece: Piece) -> str:
    return "\n".join([piece.text, *(item.text for item in piece.items)])


def _language(manuscript: Manuscript, given: Given, text: str) -> Guess:
    if given.language:
        return Guess(given.language, 1.0, "as given")
    found = detect(text)
    stated = manuscript.fact("language")
    if stated is None:
        return found
    if stated.value.lower().split("-")[0] == found.value:
        return Guess(stated.value, 0.98, f"{stated.why}, and the words agree")
    if found.doubtful:
        return Guess(stated.value, stated.confidence, stated.why)
    return Guess(found.value, 0.55, f"the words of the text, although {stated.why} says “{stated.value}”")


def _late(
    pieces: tuple[Piece, ...], used: set[int], fields: dict[str, Guess], head: Head, known: tuple[Words, ...]
) -> None:
    """Look for author and date in the last lines, where the head has none; they stay words of the text."""
    last = [piece for index, piece in enumerate(pieces) if index not in used and piece.kind == "paragraph"][-3:]
    for piece in last:
        if len(piece.text.split()) > 14:
            continue
        for words in known:
            taken = words.leading("signed", piece.text)
            if (
                taken
                and not head.authors
                and (found := read_byline(piece.text[taken:].strip(" ,:"), known, expected=True))
            ):
                head.authors = found.authors
                head.byline = Guess(piece.text, 0.75, "the signature at the end", piece.place)
            dated = find_date(piece.text, fields["language"].value) if "published" not in fields else None
            if dated is not None and words.found("published", piece.text):
                fields["published"] = Guess(dated.value, 0.65, "a date at the end of the text", piece.place)


def _without_dateline(
    pieces: list[Piece], fields: dict[str, Guess], language: str, left_out: list[LeftOut]
) -> list[Piece]:
    """Take a dateline off the first paragraph; statements and summaries have none, so theirs stays where it is."""
    at = next((n for n, piece in enumerate(pieces) if piece.kind == "paragraph"), -1)
    text = pieces[at].text if at >= 0 else ""
    match = _DATELINE.match(text[:120])
    if match is None or not _is_dateline(match, language):
        return pieces
    if (dated := find_date(match["more"] or "", language)) and "published" not in fields:
        fields["published"] = Guess(dated.value, 0.7, "the date in the dateline", pieces[at].place)
    if fields["kind"].value in {"statement", "summary"}:
        return pieces
    found = fields.get("dateline")
    if found is not None and found.value.casefold() != match["place"].casefold() and found.confidence >= 0.6:
        return pieces
    fields["dateline"] = Guess(
        match["place"], 0.9 if match["place"].isupper() else 0.75, "the opening of the text", pieces[at].place
    )
    rest = text[match.end("place") : match.end()].strip()
    left_out.append(LeftOut(rest, "what goes with the dateline", pieces[at].place))
    cut = match.end()
    spans = tuple(
        replace(span, start=max(0, span.start - cut), end=span.end - cut)
        for span in pieces[at].rich.spans
        if span.end > cut
    )
    body = replace(pieces[at], rich=Rich(text[cut:], spans))
    return [*pieces[:at], body, *pieces[at + 1 :]]


def _is_dateline(match: re.Match[str], language: str) -> bool:
    place = match["place"]
    letters = [char for char in place if char.isalpha()]
    if all(char.isupper() for char in letters) and len(letters) > 2:
        return True
    titled = all(
        word[0].isupper() or word in {"de", "del", "la", "am", "an", "der", "sur", "do", "da", "aan"}
        for word in place.split()
    )
    signed = bool(match["agency"]) or bool(match["more"] and re.search(r"\d", match["more"]))
    return titled and signed and language != "und"
