"""The body of a draft: its pieces as sections in the body grammar, headings, quotes and demands found in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pressmark.i18n import locale_of
from pressmark.importing.dating import find_date
from pressmark.importing.guess.bylines import read_byline, signer
from pressmark.importing.guess.names import people_of, split_names
from pressmark.importing.guess.people import sentence_ends, tokens
from pressmark.importing.guess.speech import (
    MARKS,
    Attribution,
    Before,
    Quotation,
    attribute,
    candidates,
    quotations,
    speaker_before,
)
from pressmark.importing.manuscript import (
    DOUBTFUL,
    LIKELY,
    SHOWN,
    STATED,
    THRESHOLD,
    Checked,
    Flow,
    Guess,
    LeftOut,
    Person,
    Rich,
    Span,
)
from pressmark.importing.read.inline import cut, lines_of
from pressmark.importing.write.bodies import body_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pressmark.importing.guess.people import People
    from pressmark.importing.guess.register import Register
    from pressmark.importing.manuscript import Piece
    from pressmark.importing.words import Words

_MOST_WORDS = 10
_MOST_SIGNS = 80
_GUESSED_LEVEL = 2


def with_headings(
    pieces: list[Piece], words: Words, *, loose: bool, names: frozenset[int] = frozenset()
) -> list[Piece]:
    """Return *pieces* with the paragraphs that are headings in all but name turned into such.

    In a *loose* input any short line may be one; elsewhere only a line that is strong from end to end. *names* are
    lines that may name somebody.
    """
    levels = [piece.level for piece in pieces if piece.kind == "heading"]
    level = min(levels, default=_GUESSED_LEVEL)
    made: list[Piece] = []
    for index, piece in enumerate(pieces):
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        if (
            piece.kind == "paragraph"
            and piece.place not in names
            and _like_heading(piece, following, words, loose=loose and not levels)
        ):
            sure = "sure" if _strong(piece) or piece.text.isupper() else "likely"
            made.append(replace(piece, kind="heading", level=level, hint=sure))
        else:
            made.append(piece)
    return made


def _like_heading(piece: Piece, following: Piece | None, words: Words, *, loose: bool) -> bool:
    text = piece.text
    if not text or following is None or len(text) > _MOST_SIGNS or len(text.split()) > _MOST_WORDS:
        return False
    if text[-1] in '.,;:…!”"»“)' or not re.match(r"[\w“\"„«¿¡]", text) or text[0].islower():
        return False
    if following.kind not in {"paragraph", "list", "quote"}:
        return False
    if words.leading("by", text) and len(text.split()) < 9:
        return False
    if _strong(piece):
        return True
    return loose and len(" ".join([following.text, *(item.text for item in following.items)]).split()) >= 12


def _strong(piece: Piece) -> bool:
    return any(span.style == "strong" and span.start == 0 and span.end >= len(piece.text) for span in piece.rich.spans)


@dataclass(frozen=True, slots=True)
class Demands:
    """Who demands (None: nobody is named), how sure that is, and of whom each item demands it."""

    by: Person | None
    guess: Guess
    of: tuple[Person | None, ...]


def read_demands(intro: str, items: Sequence[Rich], authors: Sequence[Person], people: People) -> Demands | None:
    """Return the demands that *items* are, *intro* being the paragraph before them; None if they are a plain list."""
    words = people.words
    starts = [0, *[end for end in sentence_ends(intro) if intro[end:].strip()]]
    sentence = intro[starts[-1] :].strip()
    verb = words.found("demand", sentence)
    noun = words.found("demand_nouns", sentence)
    share = sum(bool(words.found("must", item.text)) for item in items) / len(items)
    if not sentence or not (verb or (noun and share >= 0.5)):
        return None
    if not sentence.endswith(":") and not (verb and noun):
        return None
    by, confidence, why = _by(sentence, verb, authors, people)
    general = _addressee(sentence, verb, by, people)
    of = tuple(_of(item.text, by, people) or general for item in items)
    return Demands(by, Guess(by.name if by else "", confidence, why), of)


def _by(
    sentence: str, verb: re.Match[str] | None, authors: Sequence[Person], people: People
) -> tuple[Person | None, float, str]:
    """Return whom the sentence names as its subject, or the author where it says “we” or “I”."""
    found = tokens(sentence)
    words = people.words
    before = sentence[: verb.start()] if verb else sentence
    named = people.named_in(before)
    if len(named) == 1:
        return named[0], SHOWN, "the one name before the verb that introduces the list"
    if len(named) > 1:
        return None, 0.0, "more than one may be meant"
    subject = [token for token in tokens(before) if token.is_word][-6:]
    article = next((n for n, token in enumerate(subject) if words.has("determiners", token.key)), -1)
    if article >= 0 and (known := people.described(" ".join(token.text for token in subject[article + 1 :][:3]))):
        return known, LIKELY, "as the text names them before"
    first = any(words.has("first_person", token.text) for token in found)
    if authors and (first or (verb and verb[0].casefold().endswith(("ons", "mos")))):
        return authors[0], LIKELY, "the sentence says “we” or “I”, so it is the author"
    after = people.named_in(sentence[verb.end() :]) if verb and people.words.flag("inverts") else []
    if len(after) == 1 and not named:
        return after[0], LIKELY, "the one name in the sentence that introduces the list"
    return None, 0.0, "the sentence does not name who demands it"


def _addressee(sentence: str, verb: re.Match[str] | None, by: Person | None, people: People) -> Person | None:
    """Return the organisation that the introducing sentence names after its verb, other than who demands."""
    named = people.named_in(sentence[verb.end() :]) if verb else []
    bodies = [who for who in named if who.type == "organization" and (by is None or who.name != by.name)]
    return bodies[0] if len(named) == len(bodies) == 1 else None


def _of(item: str, by: Person | None, people: People) -> Person | None:
    """Return who must act, where an item says “X must do …” of a known X; what must *be* done names nobody."""
    words = people.words
    match = words.found("must", item)
    named = people.named_in(item[: match.start()]) if match else []
    after = item[match.end() :].split() if match else []
    if len(named) != 1 or not after or any(words.has("passive", word.strip(",.")) for word in (after[0], after[-1])):
        return None
    return None if by is not None and named[0].name == by.name else named[0]


# The reader refuses longer paragraphs; beyond this no guess about quotes is made either.
_LONGEST = 16_000
_SENTENCE = 6
_CITED = 25
_KNOWN = 12
# Beyond this many signs nobody sends an article; the words of what follows are kept, and nothing is guessed about them.
_GUESSED = 300_000


@dataclass
class _Open:
    """A section being written."""

    heading: Guess | None = None
    level: int = 0
    blocks: list[str] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)

    def made(self) -> dict[str, object]:
        """Return the section as the source format has it."""
        body = "\n\n".join(self.blocks) + "\n"
        heading: dict[str, object] = {"heading": self.heading} if self.heading else {}
        return heading | {"body": Checked(body, tuple(self.checks)) if self.checks else body}


class Prose:
    """Writes pieces one after the other; `sections` gives the result."""

    def __init__(
        self,
        register: Register,
        pieces: Sequence[Piece],
        beside: Sequence[Piece] = (),
        said: Sequence[tuple[str, Person, str]] = (),
    ) -> None:
        """Prepare to write *pieces*, with what they name entered in the *register*.

        *beside* are pieces around them that may tell who is quoted, *said* what metadata tell of that.
        """
        self.register, self.pieces = register, list(pieces)
        self.demands: list[object] = []
        self._sections = [_Open()]
        self._before = Before()
        levels = [piece.level for piece in pieces if piece.kind == "heading"]
        self._top = min(levels, default=0)
        self._lists: list[str] = []
        self._language = register.words.tag or register.words.language
        self._locale = locale_of(self._language)
        self._listed = self._people(beside)
        # What metadata, a register of quotations or a pull quote say of words that stand in the text.
        self._known: dict[str, Attribution] = {}
        for piece in (*pieces, *beside):
            if piece.kind == "quote" and piece.text and len(piece.items) == 1 and (cited := self._cited(piece.text)):
                self._known[_letters(piece.items[0].text)] = cited
        for text, who, day in said:
            known = self._listed.get(_letters(who.name)) or register.people.known(who) or who
            self._known[_letters(text)] = Attribution(known, STATED, "the input’s metadata state the quotation", day)
        self._known = {text: who for text, who in self._known.items() if len(text) >= _KNOWN}
        self._seen, self._tired = 0, False

    def sections(self) -> list[dict[str, object]]:
        """Write all pieces and return the sections; a heading with nothing under it becomes a paragraph."""
        for index in range(len(self.pieces)):
            self._write(index)
        if len(self._lists) == 1:
            for section in self._sections:
                section.blocks = ["{demands}" if block == self._lists[0] else block for block in section.blocks]
        made: list[_Open] = []
        placed: set[str] = set()
        for section in self._sections:
            marks = set(section.blocks)
            if section.heading and marks and marks <= placed:
                why = "a section that only repeats quotes of the text"
                self._leave(section.heading.value, why, section.heading.place)
                continue
            placed.update(re.findall(r"\{quote:[a-z0-9-]+\}", "\n".join(section.blocks)))
            if section.blocks:
                made.append(section)
            elif (
                section.heading is not None
                and self.register.sources
                and section.heading.value == self._locale.label("Sources")
            ):
                self._leave(section.heading.value, "the heading of the sources")
            elif section.heading is not None:
                if not made:
                    made.append(_Open())
                made[-1].blocks.append(body_text(_prose_strong(section.heading.value)))
                made[-1].checks.append(f"“{section.heading.value}” stands like a heading, with nothing under it")
        return [section.made() for section in made]

    def _write(self, index: int) -> None:
        piece = self.pieces[index]
        match piece.kind:
            case "heading":
                self._heading(piece)
            case "paragraph":
                for part in _parts(piece.rich):
                    self._add(self._paragraph(index, part))
            case "list":
                self._add(self._list(index, piece))
            case "quote":
                self._add(self._block_quote(piece))
            case "table":
                self._add(self._table(piece))
            case "picture" if piece.picture is not None:
                self._add(f"{{image:{self.register.image(piece.picture)}}}")

    def _add(self, block: str) -> None:
        if block.strip():
            self._sections[-1].blocks.append(block)

    def _check(self, text: str) -> None:
        self._sections[-1].checks.append(text)

    def _heading(self, piece: Piece) -> None:
        current = self._sections[-1]
        if piece.level > self._top and current.heading is not None:
            current.level = min(piece.level - self._top + 2, max(current.level, 2) + 1, 6)
            self._add("#" * current.level + " " + body_text(replace(piece.rich, spans=())))
            return
        sure = {"likely": DOUBTFUL, "sure": LIKELY}.get(piece.hint, SHOWN)
        self._sections.append(_Open(Guess(piece.text, sure, "a short line that stands alone", piece.place)))

    def _paragraph(self, index: int, rich: Rich) -> str:
        piece = self.pieces[index]
        following = self.pieces[index + 1].text if index + 1 < len(self.pieces) else ""
        self._seen += len(rich.text)
        if self._seen > _GUESSED:
            if not self._tired:
                self._tired = True
                self._check(f"the text is very long: quotes were looked for in its first {_GUESSED} signs")
            return body_text(self.register.linked(rich, piece.place, [])[0])
        found = quotations(rich.text, continues=following[:1] in {"“", "„", "«", '"'} and following != "")
        said = attribute(rich.text, found, self._before, self.register.people)
        said = self._looked_ahead(index, found, said)
        said = [self._known.get(_letters(one.text), other) for one, other in zip(found, said, strict=True)]
        rich, inside = self.register.linked(
            rich, piece.place, [(quotation.start, quotation.end) for quotation in found]
        )
        marks: list[tuple[int, int, str]] = []
        for quotation, attribution in zip(found, said, strict=True):
            if attribution is None:
                self._left_as_prose(rich.text, quotation)
                continue
            source = inside.get((quotation.start, quotation.end), "")
            identifier = self.register.quote(quotation.text, attribution, piece.place, source)
            marks.append((quotation.start, quotation.end, f"{{quote:{identifier}}}"))
        speaker = next((one.speaker for one in reversed(said) if one is not None), None)
        unclosed = bool(found and found[-1].open_ended and said[-1] is not None)
        self._before = Before(rich.text, speaker or self._before.speaker, unclosed)
        return body_text(rich, marks)

    def _looked_ahead(
        self, index: int, found: list[Quotation], said: list[Attribution | None]
    ) -> list[Attribution | None]:
        """Give a first paragraph of a longer quotation the speaker that a later one names."""
        if len(found) != 1 or not found[0].open_ended or (said[0] is not None and said[0].confidence >= THRESHOLD):
            return said
        for piece in self.pieces[index + 1 : index + 6]:
            if piece.kind != "paragraph" or piece.text[:1] not in MARKS:
                break
            later = quotations(piece.text)
            names = attribute(piece.text, later, Before(), self.register.people)
            if names and names[0] is not None:
                why = "the quotation’s last paragraph names the speaker"
                return [replace(names[0], confidence=min(names[0].confidence, LIKELY), why=why)]
            if not later or not later[0].open_ended:
                break
        return said

    def _left_as_prose(self, text: str, quotation: Quotation) -> None:
        words = quotation.text.split()
        if len(words) < _SENTENCE or quotation.text.rstrip('”"»“')[-1:] not in ".,!?…":
            return
        names = candidates(text, self._before, self.register.people)
        near = f"; named nearby: {', '.join(names)}" if names else ""
        self._check(f"who says “{' '.join(words[:6])} …”? The text does not tie it to anybody, so it stays prose{near}")

    def _list(self, index: int, piece: Piece) -> str:
        before = self.pieces[index - 1] if index else None
        lead = before.text if before is not None and before.kind in {"paragraph", "heading"} else ""
        if not piece.marks and (stated := self._stated(piece)):
            return stated
        demands = (
            read_demands(lead, piece.items, self.register.authors, self.register.people) if not piece.marks else None
        )
        if demands is not None and demands.by is not None:
            return self._demands(piece, demands)
        if demands is not None:
            self._check(f"the list reads like demands, but {demands.guess.why}, so it stays a list")
        marks = piece.marks or [
            f"{number}. " if piece.ordered else "- " for number, _ in enumerate(piece.items, piece.start)
        ]
        if before is not None and before.kind == "list" and before.ordered and piece.ordered:
            marks = [re.sub(r"^(\d+)\.", r"\1)", mark) for mark in marks]  # else Markdown makes one list of the two
        words = [body_text(self.register.linked(item, piece.place, [])[0]) for item in piece.items]
        words = [text.replace("\n", "\n" + " " * len(mark)) for mark, text in zip(marks, words, strict=True)]
        return "\n".join(("" if mark.strip() else "\n") + mark + text for mark, text in zip(marks, words, strict=True))

    def _table(self, piece: Piece) -> str:
        """Write a table's rows as the lines of one paragraph."""
        self._check("these lines were the rows of a table; as a picture or in words it may read better")
        rows = [body_text(self.register.linked(row, piece.place, [])[0]) for row in piece.items]
        parts = ["\\\n".join(rows[at : at + 40]) for at in range(0, len(rows), 40)]
        return "\n\n".join(parts)

    def _stated(self, piece: Piece) -> str:
        """Return the marks of a list whose items say on lines of their own who demands them, "" for any other list."""
        locale = self._locale
        labels = {locale.label(name): name for name in ("In short", "Demanded by", "Demanded of", "Due", "Status")}
        statuses = {locale.term("a demand", status): status for status in ("open", "met", "refused")}
        made: list[dict[str, object]] = []
        for item in piece.items:
            facts: dict[str, str] = {}
            words: list[str] = []
            for line in lines_of(item):
                label, colon, value = (part.strip() for part in line.text.partition(":"))
                if label in labels and colon and value:
                    facts[labels[label]] = value
                else:
                    words.append(line.text)
            if "Demanded by" not in facts or not "".join(words):
                return ""
            made.append({"text": " ".join(words), **facts})
        marks = []
        for demand, item in zip(made, piece.items, strict=True):
            self._without_links(item, piece.place)
            identifier = self.register.ids.new(str(demand["text"]), "demand", words=4)
            due = find_date(str(demand.get("Due", "")), self._language)
            known: dict[str, object] = {
                "id": identifier,
                "text": demand["text"],
                "action": demand.get("In short"),
                "by": Flow(self._parties(str(demand["Demanded by"]))),
                "of": Flow(self._parties(str(demand["Demanded of"]))) if "Demanded of" in demand else None,
                "due": Guess(due.value, SHOWN, due.why, piece.place) if due else None,
                "status": statuses.get(str(demand.get("Status", ""))),
            }
            if "Due" in demand and not due:
                self._leave(str(demand["Due"]), "when a demand is due, in no form of a day", piece.place)
            self.demands.append({key: value for key, value in known.items() if value})
            marks.append(f"{{demand:{identifier}}}")
        self._lists.append("\n\n".join(marks))
        return self._lists[-1]

    def _parties(self, text: str) -> list[str]:
        """Return the ids of those whom *text* lists."""
        known = self._listed.get(_letters(text)) or self.register.people.known(Person(text))
        if known is not None and text.casefold() in {known.name.casefold(), known.description.casefold()}:
            return [self.register.party(known)]
        people = [self._listed.get(_letters(one)) or self._named(one) for one in split_names(text, self.register.words)]
        return [self.register.party(self.register.people.known(one) or one) for one in people]

    def _without_links(self, item: Rich, place: int) -> None:
        for span in item.spans:
            if span.style == "link":
                self._leave(span.value, "the address of a link within a demand", place)

    def _demands(self, piece: Piece, demands: Demands) -> str:
        by = demands.by
        if by is None:
            return ""
        identifier = self.register.party(by)
        marks = []
        for item, whom in zip(piece.items, demands.of, strict=True):
            target = None
            if whom is not None:
                target = Guess(self.register.party(whom), LIKELY, "the demand names who must act", piece.place)
            self._without_links(item, piece.place)
            made = self.register.ids.new(item.text, "demand", words=4)
            guess = replace(demands.guess, value=identifier, place=piece.place)
            demand: dict[str, object] = {"id": made, "text": item.text, "by": guess}
            self.demands.append(demand | ({"of": Flow([target.value], target)} if target else {}))
            marks.append(f"{{demand:{made}}}")
        self._lists.append("\n\n".join(marks))
        return self._lists[-1]

    def _block_quote(self, piece: Piece) -> str:
        paragraphs = [rich for rich in piece.items if rich.text]
        if not paragraphs:
            return body_text(piece.rich)
        text = _unmarked(" ".join(rich.text for rich in paragraphs))
        known = self._known.get(_letters(text))
        stated = known is not None and known.confidence == STATED
        attribution = known if stated or not piece.text else self._cited(piece.text)
        if attribution is not None and stated:
            told = f"{attribution.speaker.name} {attribution.speaker.role}"
            dated = find_date(piece.text, self._language)
            rest = f"{piece.text[: dated.start]} {piece.text[dated.end :]}" if dated else piece.text
            if self._cited(piece.text) is None and set(re.findall(r"\w+", rest)) - set(re.findall(r"\w+", told)):
                self._leave(piece.text, "what stands beside the speaker of a quote")
        if attribution is None and not piece.text:
            attribution = speaker_before(self._before.text, self.register.people)
        if attribution is None:
            if piece.text:
                paragraphs.append(Rich("— " + piece.text))
            self._check("the passage that is set off has no speaker that the text shows; as a quote it would name one")
            linked = [self.register.linked(one, piece.place, [])[0] for one in paragraphs]
            return "\n>\n".join("> " + body_text(one).replace("\n", "\n> ") for one in linked)
        if len(paragraphs) > 1:
            self._check("the quote’s paragraphs were joined into one")
        _, inside = self.register.linked(paragraphs[0], piece.place, [(0, len(paragraphs[0].text))])
        identifier = self.register.quote(text, attribution, piece.place, next(iter(inside.values()), ""))
        self._before = replace(self._before, speaker=attribution.speaker)
        return f"{{quote:{identifier}}}"

    def _cited(self, cited: str) -> Attribution | None:
        dated = find_date(cited, self._language)
        beside = cited[dated.end :].strip(" ,.;·") if dated else ""
        cite, *more = re.split(r"\s·\s", cited[: dated.start] if dated else cited)
        cite = cite.strip(" ,")
        found = read_byline(cite, self.register.words, expected=True)
        who = self._listed.get(_letters(cite)) or (found.authors[0] if found else signer(cite))
        if who is None:
            return None
        said = dated.value if dated and dated.confidence > DOUBTFUL else ""
        unread = cited[dated.start : dated.end] if dated and not said else ""
        if rest := " · ".join(part for part in (*more, unread, beside) if part.strip(" ,")):
            self._leave(rest, "what stands beside the speaker of a quote")
        return Attribution(
            self.register.people.known(who) or who, SHOWN, "the line under the passage that is set off", said
        )

    def _leave(self, text: str, why: str, place: int = 0) -> None:
        if LeftOut(text, why, place) not in self.register.left_out:
            self.register.left_out.append(LeftOut(text, why, place))

    def _people(self, pieces: Sequence[Piece]) -> dict[str, Person]:
        """Return those whom pressmark's own list of people names, by the letters of their line and of their name."""
        made: dict[str, Person] = {}
        heading = ""
        for piece in pieces:
            heading = piece.text if piece.kind == "heading" else heading
            own = heading == self._locale.label("People and organisations") and piece.kind != "heading"
            for text in piece.texts if own else ():
                name, _, role = text.partition(", ")
                who = Person(description=text) if text[:1].islower() else replace(self._named(name), role=role)
                made |= {_letters(text): who, _letters(who.name or text): who}
        return made

    def _named(self, name: str) -> Person:
        """Return the person or organisation called *name*."""
        found = next(iter(people_of([Person(name)], frozenset(), self.register.words)), Person(name))
        return found if found.name == name else Person(name)


def with_speakers(pieces: list[Piece]) -> list[Piece]:
    """Return *pieces* with the line “— Speaker, role” below a passage that is set off as who says it."""
    made: list[Piece] = []
    for piece in pieces:
        signed = re.match(r"[–—―]\s?(?=\w|“|„)", piece.text) if piece.kind == "paragraph" else None
        if made and made[-1].kind == "quote" and not made[-1].text and signed and len(piece.text.split()) <= _CITED:
            made[-1] = replace(made[-1], rich=cut(piece.rich, signed.end(), len(piece.text)))
        else:
            made.append(piece)
    return made


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _unmarked(text: str) -> str:
    """Return *text* without quotation marks that enclose all of it."""
    found = quotations(text)
    if len(found) == 1 and found[0].start == 0 and found[0].end == len(text):
        return found[0].text
    return text


def _prose_strong(text: str) -> Rich:
    return Rich(text, (Span(0, len(text), "strong"),))


def _parts(rich: Rich) -> list[Rich]:
    """Cut a paragraph that the reader would refuse for its length, between words."""
    if len(rich.text) <= _LONGEST:
        return [rich]
    return [Rich(part) for part in re.findall(rf".{{1,{_LONGEST}}}(?:\s+|\Z)|.{{{_LONGEST}}}", rich.text, re.DOTALL)]
