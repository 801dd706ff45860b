"""The body of a draft: its pieces as sections in the body grammar, headings, quotes and demands found in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pressmark.i18n import locale_of
from pressmark.importing.dating import find_date
from pressmark.importing.guess.bylines import is_credit, read_byline, signature, split_names
from pressmark.importing.guess.people import sentence_ends, tokens
from pressmark.importing.guess.speech import Attribution, attribute, quotations, speaker_before
from pressmark.importing.manuscript import DOUBTFUL, LIKELY, SHOWN, STATED, Checked, Flow, Guess, Person, Rich, Span
from pressmark.importing.read.inline import cut, lines_of
from pressmark.importing.write.bodies import body_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pressmark.importing.guess.people import People
    from pressmark.importing.guess.register import Register
    from pressmark.importing.manuscript import Piece
    from pressmark.importing.words import Words

_MOST_WORDS, _MOST_SIGNS = 10, 80
_GUESSED_LEVEL = 2
# The reader refuses longer paragraphs; beyond this no guess about quotes is made either.
_LONGEST = 16_000
_SENTENCE = 6
_CITED = 25
_KNOWN = 12
_ROWS = 40
# Beyond this many signs nobody sends an article; the words of what follows are kept, and nothing is guessed about them.
_GUESSED = 300_000


def with_headings(pieces: list[Piece], words: Words, *, loose: bool, names: frozenset[int]) -> list[Piece]:
    """Return *pieces* with the paragraphs that are headings in all but name turned into such.

    In a *loose* input any short line may be one; elsewhere only a line that is strong from end to end. *names* are
    lines that may name somebody.
    """
    levels = [piece.level for piece in pieces if piece.kind == "heading"]
    level = min(levels, default=_GUESSED_LEVEL)
    made: list[Piece] = []
    for piece, following in zip(pieces, [*pieces[1:], None], strict=False):
        strong = any(
            span.style == "strong" and span.start == 0 and span.end >= len(piece.text) for span in piece.rich.spans
        )
        named = piece.place in names or words.leading("by", piece.text)
        may_be = piece.kind == "paragraph" and not named and (strong or (loose and not levels))
        if may_be and _like_heading(piece.text, following, strong=strong):
            sure = "sure" if strong or piece.text.isupper() else "likely"
            made.append(replace(piece, kind="heading", level=level, hint=sure))
        else:
            made.append(piece)
    return made


def _like_heading(text: str, following: Piece | None, *, strong: bool) -> bool:
    if not 0 < len(text) <= _MOST_SIGNS or len(text.split()) > _MOST_WORDS or following is None:
        return False
    if text[-1] in '.,;:…!”"»“)' or not re.match(r"[\w“\"„«¿¡]", text) or text[0].islower():
        return False
    long = strong or len(" ".join(following.texts).split()) >= 12
    return long and following.kind in {"paragraph", "list", "quote"}


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


def _asked_of(item: str, by: Person, people: People) -> Person | None:
    """Return who must act, where an *item* says “X must do …” of a known X; what must *be* done names nobody."""
    match = people.words.found("must", item)
    named = people.named_in(item[: match.start()]) if match else []
    after = item[match.end() :].split() if match else []
    passive = any(people.words.has("passive", word.strip(",.")) for word in (*after[:1], *after[-1:]))
    return named[0] if len(named) == 1 and named[0].name != by.name and not passive else None


@dataclass
class _Section:
    """A section being written."""

    heading: Guess | None = None
    level: int = 0
    blocks: list[str] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)


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
        self.register, self.pieces, self.people = register, list(pieces), register.people
        self.demands: list[dict[str, object]] = []
        self._sections = [_Section()]
        self._before = ""
        self._speaker: Person | None = None  # whose quotation goes on in the next paragraph
        self._top = min((piece.level for piece in pieces if piece.kind == "heading"), default=0)
        self._language = register.words.tag or register.words.language
        self._locale = locale_of(self._language)
        self._listed = self._people(beside)
        self._seen = 0
        # What metadata, a register of quotations or a pull quote say of words that stand in the text.
        known: dict[str, Attribution | None] = {}
        for piece in (*pieces, *beside):
            if piece.kind == "quote" and piece.text and len(piece.items) == 1:
                known[piece.items[0].text] = self._cited(piece.text)
        for text, who, day in said:
            speaker = self._listed.get(_letters(who.name)) or self.people.known(who) or who
            known[text] = Attribution(speaker, STATED, "the input’s metadata state the quotation", day)
        self._known = {_letters(text): who for text, who in known.items() if who and len(_letters(text)) >= _KNOWN}

    def sections(self) -> list[dict[str, object]]:
        """Write all pieces and return the sections; a heading with nothing under it becomes a paragraph."""
        for index in range(len(self.pieces)):
            self._write(index)
        every = "\n\n".join(f"{{demand:{demand['id']}}}" for demand in self.demands)
        made: list[_Section] = []
        placed: set[str] = set()
        for section in self._sections:
            heading = section.heading
            section.blocks = ["{demands}" if block == every else block for block in section.blocks]
            if heading and section.blocks and placed.issuperset(section.blocks):
                self.register.leave(heading.value, "a section that only repeats quotes of the text", heading.place)
                continue
            placed.update(re.findall(r"\{quote:[a-z0-9-]+\}", "\n".join(section.blocks)))
            if section.blocks:
                made.append(section)
            elif heading and self.register.sources and heading.value == self._locale.label("Sources"):
                self.register.leave(heading.value, "the heading of the sources")
            elif heading:
                made = made or [_Section()]
                made[-1].blocks.append(body_text(Rich(heading.value, (Span(0, len(heading.value), "strong"),))))
                made[-1].checks.append(f"“{heading.value}” stands like a heading, with nothing under it")
        return [
            ({"heading": one.heading} if one.heading else {})
            | {"body": Checked("\n\n".join(one.blocks) + "\n", tuple(one.checks))}
            for one in made
        ]

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
                self._check("these lines were the rows of a table; as a picture or in words it may read better")
                rows = self._linked(piece.items, piece.place)
                self._add("\n\n".join("\\\n".join(rows[at : at + _ROWS]) for at in range(0, len(rows), _ROWS)))
            case "picture" if piece.picture is not None:
                self._add(f"{{image:{self.register.image(piece.picture)}}}")

    def _add(self, block: str) -> None:
        if block.strip():
            self._sections[-1].blocks.append(block)

    def _check(self, text: str) -> None:
        self._sections[-1].checks.append(text)

    def _linked(self, texts: Sequence[Rich], place: int) -> list[str]:
        return [body_text(self.register.linked(text, place, [])[0]) for text in texts]

    def _heading(self, piece: Piece) -> None:
        current = self._sections[-1]
        if piece.level > self._top and current.heading is not None:
            current.level = min(piece.level - self._top + 2, max(current.level, 2) + 1, 6)
            self._add("#" * current.level + " " + body_text(replace(piece.rich, spans=())))
            return
        sure = {"likely": DOUBTFUL, "sure": LIKELY}.get(piece.hint, SHOWN)
        self._sections.append(_Section(Guess(piece.text, sure, "a short line that stands alone", piece.place)))

    def _paragraph(self, index: int, rich: Rich) -> str:
        place, seen = self.pieces[index].place, self._seen
        self._seen += len(rich.text)
        if self._seen > _GUESSED:
            if seen <= _GUESSED:
                self._check(f"the text is very long: quotes were looked for in its first {_GUESSED} signs")
            return self._linked([rich], place)[0]
        following = self.pieces[index + 1].text if index + 1 < len(self.pieces) else ""
        found = quotations(rich.text, continues=following.startswith(("“", "„", "«", '"')))
        said = attribute(rich.text, found, self.people, self._before, self._speaker)
        said = [self._known.get(_letters(one.text), other) for one, other in zip(found, said, strict=True)]
        rich, inside = self.register.linked(rich, place, [(quotation.start, quotation.end) for quotation in found])
        marks: list[tuple[int, int, str]] = []
        for quotation, attribution in zip(found, said, strict=True):
            stretch = (quotation.start, quotation.end)
            if attribution is None:
                words = quotation.text.split()
                if len(words) >= _SENTENCE and quotation.text.rstrip('”"»“')[-1:] in ".,!?…":
                    names = [who.name for who in self.people.named_in(f"{rich.text} … {self._before}")]
                    near = f"; named nearby: {', '.join(names[:3])}" if names else ""
                    why = "The text does not tie it to anybody, so it stays prose"
                    self._check(f"who says “{' '.join(words[:6])} …”? {why}{near}")
                continue
            identifier = self.register.quote(quotation.text, attribution, place, inside.get(stretch, ""))
            marks.append((*stretch, f"{{quote:{identifier}}}"))
        goes_on = said[-1] if found and found[-1].open_ended else None
        self._before, self._speaker = rich.text, goes_on.speaker if goes_on else None
        return body_text(rich, marks)

    def _list(self, index: int, piece: Piece) -> str:
        before = self.pieces[index - 1] if index else None
        lead = before.text if before is not None and before.kind in {"paragraph", "heading"} else ""
        if not piece.marks and (demands := self._stated(piece) or self._asked(lead, piece)):
            return self._demands(piece, demands)
        marks = piece.marks or [
            f"{number}. " if piece.ordered else "- " for number, _ in enumerate(piece.items, piece.start)
        ]
        if before is not None and before.kind == "list" and before.ordered and piece.ordered:
            marks = [re.sub(r"^(\d+)\.", r"\1)", mark) for mark in marks]  # else Markdown makes one list of the two
        words = zip(marks, self._linked(piece.items, piece.place), strict=True)
        return "\n".join(
            ("" if mark.strip() else "\n") + mark + text.replace("\n", "\n" + " " * len(mark)) for mark, text in words
        )

    def _asked(self, intro: str, piece: Piece) -> list[dict[str, object]]:
        """Return the demands of a list after an *intro* that names who demands them, none for any other list."""
        words, authors = self.people.words, self.register.authors
        sentence = intro[max((end for end in sentence_ends(intro) if intro[end:].strip()), default=0) :].strip()
        verb, noun = words.found("demand", sentence), words.found("demand_nouns", sentence)
        share = sum(bool(words.found("must", item.text)) for item in piece.items) / len(piece.items)
        if not (verb or (noun and share >= 0.5)) or not (sentence.endswith(":") or (verb and noun)):
            return []
        named = self.people.named_in(sentence[: verb.start()] if verb else sentence)
        we = (verb and verb[0].casefold().endswith(("ons", "mos"))) or any(
            words.has("first_person", token.text) for token in tokens(sentence)
        )
        if len(named) == 1:
            by, sure, why = named[0], SHOWN, "the one name before the verb that introduces the list"
        elif authors and we and not named:
            by, sure, why = authors[0], LIKELY, "the sentence says “we” or “I”, so it is the author"
        else:
            why = "more than one may be meant" if named else "the sentence does not name who demands it"
            self._check(f"the list reads like demands, but {why}, so it stays a list")
            return []
        who = Guess(self.register.party(by), sure, why, piece.place)
        made: list[dict[str, object]] = []
        for item in piece.items:
            made.append({"text": item.text, "by": who})
            if whom := _asked_of(item.text, by, self.people):
                of = Guess(self.register.party(whom), LIKELY, "the demand names who must act", piece.place)
                made[-1]["of"] = Flow([of.value], of)
        return made

    def _demands(self, piece: Piece, demands: list[dict[str, object]]) -> str:
        """Enter the *demands* that the items of *piece* are, and return their marks."""
        for item, demand in zip(piece.items, demands, strict=True):
            for span in item.spans:
                if span.style == "link":
                    self.register.leave(span.value, "the address of a link within a demand", piece.place)
            identifier = self.register.new_id(str(demand["text"]), "demand", words=4)
            self.demands.append({"id": identifier} | {key: value for key, value in demand.items() if value})
        return "\n\n".join(f"{{demand:{demand['id']}}}" for demand in self.demands[-len(demands) :])

    def _stated(self, piece: Piece) -> list[dict[str, object]]:
        """Return the demands of a list whose items say on lines of their own who demands them, none for any other."""
        locale = self._locale
        labels = {locale.label(name): name for name in ("In short", "Demanded by", "Demanded of", "Due", "Status")}
        statuses = {locale.term("a demand", status): status for status in ("open", "met", "refused")}
        made: list[dict[str, object]] = []
        for item in piece.items:
            facts: dict[str, str] = {}
            words: list[str] = []
            for line in lines_of(item):
                label, _, value = (part.strip() for part in line.text.partition(":"))
                if label in labels and value and (labels[label] != "Due" or find_date(value, self._language)):
                    facts[labels[label]] = value
                else:
                    words.append(line.text)
            if "Demanded by" not in facts or not words:
                return []
            due = find_date(facts.get("Due", ""), self._language)
            made.append({
                "text": " ".join(words),
                "action": facts.get("In short"),
                "by": Flow(self._parties(facts["Demanded by"])),
                "of": Flow(self._parties(facts["Demanded of"])) if "Demanded of" in facts else None,
                "due": Guess(due.value, SHOWN, due.why, piece.place) if due else None,
                "status": statuses.get(facts.get("Status", "")),
            })  # fmt: skip
        return made

    def _parties(self, text: str) -> list[str]:
        """Return the ids of those whom *text* lists."""
        names = [text] if _letters(text) in self._listed else split_names(text, self.register.words)
        return [self.register.party(self._listed.get(_letters(name)) or self._named(name)) for name in names]

    def _block_quote(self, piece: Piece) -> str:
        paragraphs = [rich for rich in piece.items if rich.text]
        if not paragraphs:
            return body_text(piece.rich)
        text = " ".join(rich.text for rich in paragraphs)
        marked = quotations(text)
        if len(marked) == 1 and (marked[0].start, marked[0].end) == (0, len(text)):
            text = marked[0].text
        cited = self._cited(piece.text) if piece.text else speaker_before(self._before, self.people)
        attribution = cited or self._known.get(_letters(text))
        if attribution is None:
            paragraphs += [Rich("— " + piece.text)] if piece.text else []
            self._check("the passage that is set off has no speaker that the text shows; as a quote it would name one")
            linked = self._linked(paragraphs, piece.place)
            return "\n>\n".join("> " + one.replace("\n", "\n> ") for one in linked)
        if piece.text and cited is None:
            self.register.leave(piece.text, "what stands beside the speaker of a quote", piece.place)
        if len(paragraphs) > 1:
            self._check("the quote’s paragraphs were joined into one")
        _, inside = self.register.linked(paragraphs[0], piece.place, [(0, len(paragraphs[0].text))])
        identifier = self.register.quote(text, attribution, piece.place, next(iter(inside.values()), ""))
        return f"{{quote:{identifier}}}"

    def _cited(self, cited: str) -> Attribution | None:
        """Return whom the line below a passage names, with the day on which it was said; the rest is left out."""
        dated = find_date(cited, self._language)
        if dated and dated.confidence <= DOUBTFUL:
            dated = None
        cite, *more = re.split(r"\s·\s", cited[: dated.start] if dated else cited)
        found = read_byline(cite, self.register.words, expected=True)
        who = self._listed.get(_letters(cite)) or (found.authors[0] if found else signature(cite)[0])
        if who is None or "*" in cite or is_credit(cite):  # a masked name is none
            return None
        rest = [*more, cited[dated.end :]] if dated else more
        if left := " · ".join(part.strip(" ,.;·") for part in rest if part.strip(" ,.;·")):
            self.register.leave(left, "what stands beside the speaker of a quote")
        speaker = self.people.known(who) or who
        return Attribution(speaker, SHOWN, "the line under the passage that is set off", dated.value if dated else "")

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
        return self.people.known(Person(name)) or Person(name, type=self.people.person(tokens(name)).type)


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _parts(rich: Rich) -> list[Rich]:
    """Cut a paragraph that the reader would refuse for its length, between words."""
    if len(rich.text) <= _LONGEST:
        return [rich]
    return [Rich(part) for part in re.findall(rf".{{1,{_LONGEST}}}(?:\s+|\Z)|.{{{_LONGEST}}}", rich.text, re.DOTALL)]
