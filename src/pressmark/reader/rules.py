"""The rules that a schema can't say: of single values, of ids and what they name, of dates, languages and headings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pressmark import i18n
from pressmark.letters import fold
from pressmark.model import dates
from pressmark.reader.body import read_body
from pressmark.reader.compose import places
from pressmark.reader.document import (
    REFUSED_IN_VALUE,
    Mapping,
    Node,
    Scalar,
    Sequence,
    entries,
    get,
    items,
    mapping,
    refuse,
    words,
)
from pressmark.reader.schema import (
    blank,
    entry_shape,
    is_language,
    names_in,
    near,
    one_of,
    properties,
    required,
    shape_at,
    unknown_language,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.reader.body import Body, Placement
    from pressmark.reader.document import Document


_RESERVED = re.compile(r"article|(author|section)-[0-9]+")
_FORM = re.compile(r"[a-z][a-z0-9-]*")
MAPS = {"parties": "party", "quotes": "quote", "images": "image", "sources": "source"}
LISTS = {"authors": "author", "demands": "demand", "sections": "section"}


@dataclass(slots=True)
class Ids:
    """What each id names: *sorts* by id (“party”, “quote” …), in file order.

    Of the *uncertain* sorts there may be more: what should list them could not be read.
    """

    sorts: dict[str, str] = field(default_factory=dict)
    uncertain: set[str] = field(default_factory=set)

    def of(self, *sorts: str) -> list[str]:
        """Return the ids of the given *sorts*."""
        return [id_ for id_, sort in self.sorts.items() if sort in sorts]


def collect(document: Document) -> Ids:
    """Return the ids that the source gives, after reporting those that are reserved or given twice."""
    ids = Ids(uncertain=_uncertain(document))
    found = sorted(_given(document), key=lambda entry: entry[2].start)
    for id_, sort, token, pointer in found:
        if not _FORM.fullmatch(id_):
            continue
        if _RESERVED.fullmatch(id_):
            message = f"the id “{id_}” is reserved: pressmark gives it out itself"
            document.report.add("reserved-id", message, token.start, token.end, pointer, help_="choose another")
        elif id_ in ids.sorts:
            message = f"the id “{id_}” already names {_a(ids.sorts[id_])}"
            help_ = "every id of an article is an address in it; choose another"
            document.report.add("duplicate-id", message, token.start, token.end, pointer, help_=help_)
        ids.sorts.setdefault(id_, sort)
    return ids


def _given(document: Document) -> Iterator[tuple[str, str, Scalar, str]]:
    """Yield the ids that the source gives, each with its sort, its token and its pointer."""
    for key, sort in MAPS.items():
        parent = mapping(document.root, key)
        for id_, token in parent.keys.items() if parent is not None else []:
            yield id_, sort, token, f"/{key}/{id_}"
    for key, sort in LISTS.items():
        for _, item in items(document.root, key):
            if (value := words(item, "id")) is not None:
                yield value.text, sort, value, document.pointer(value)


def _uncertain(document: Document) -> set[str]:
    """Return the sorts whose map or list is of the wrong type."""
    found = {sort for key, sort in MAPS.items() if get(document.root, key) and mapping(document.root, key) is None}
    return found | {sort for key, sort in LISTS.items() if get(document.root, key) and not items(document.root, key)}


def section_ids(sections: list[Mapping], taken: set[str]) -> list[str]:
    """Return the id of each of the *sections*; *taken* are all ids that the source gives."""
    used = set(taken)
    made = []
    for number, section in enumerate(sections, 1):
        given, heading = words(section, "id"), words(section, "heading")
        if given is not None:
            made.append(given.text)
            continue
        base = fold(heading.text) if heading is not None else ""
        if not base:
            made.append(f"section-{number}")
            continue
        candidate, n = base, 2
        while candidate in used or _RESERVED.fullmatch(candidate):
            candidate, n = f"{base}-{n}", n + 1
        used.add(candidate)
        made.append(candidate)
    return made


_PEOPLE = ("party", "author")
_KEYS = {"party": "parties", "quote": "quotes", "demand": "demands", "image": "images", "source": "sources"}


def check_references(document: Document, ids: Ids, read: list[Body]) -> set[tuple[str, str]]:
    """Check that every id referred to exists and is of the right sort.

    Return what mistyped ids were probably meant to place, as pairs of sort and id: it is not left over.
    """
    known = _Known(document, ids)
    for _, quote in entries(document.root, "quotes"):
        known.check_value(get(quote, "speaker"), _PEOPLE)
        known.check_value(get(quote, "source"), ("source",))
    for _, demand in items(document.root, "demands"):
        demanders = get(demand, "by")
        for node in demanders.items if isinstance(demanders, Sequence) else [demanders]:
            known.check_value(node, _PEOPLE)
        known.check_value(get(demand, "source"), ("source",))
        addressed = get(demand, "of")
        for item in addressed.items if isinstance(addressed, Sequence) else []:
            known.check_value(item, _PEOPLE)
    for _, correction in items(document.root, "corrections"):
        known.check_value(get(correction, "by"), _PEOPLE)
    for body in read:
        for placement in body.placements:
            if placement.kind != "demands":
                known.check_mark(placement, body.node)
    return known.meant


@dataclass(frozen=True, slots=True)
class _Known:
    document: Document
    ids: Ids
    meant: set[tuple[str, str]] = field(default_factory=set)

    def check_value(self, node: Node | None, sorts: tuple[str, ...]) -> None:
        """Check the id that is the value *node*; one that is malformed is the schema's affair."""
        if isinstance(node, Scalar) and isinstance(node.value, str) and node.text[:1].islower():
            found = self._fault(node.text, sorts)
            if found:
                self.document.at(*found[:2], node, found[2])

    def check_mark(self, placement: Placement, body: Scalar) -> None:
        """Check the id in a mark."""
        sort = "source" if placement.kind == "note" else placement.kind
        found = self._fault(placement.id, (sort,))
        if found:
            rule, message, help_ = found
            pointer = self.document.pointer(body)
            self.document.report.add(rule, message, placement.start, placement.end, pointer, help_=help_)

    def _fault(self, id_: str, sorts: tuple[str, ...]) -> tuple[str, str, str] | None:
        """Return rule, message and help if *id_* names nothing of the *sorts*."""
        found = self.ids.sorts.get(id_)
        if found in sorts or (found is None and not self.ids.uncertain.isdisjoint(sorts)):
            return None
        wanted = " or ".join(sorts)
        there = self.ids.of(*sorts)
        meant = near(id_, there)
        if meant:
            self.meant.add((sorts[0], meant))
            help_ = f"did you mean “{meant}”?"
        elif found is not None:
            help_ = f"there {'is only' if len(there) == 1 else 'are'} {one_of(there)}" if there else "choose another id"
        else:
            help_ = f"add it under “{_KEYS[sorts[0]]}”: “{_entry(sorts[0], id_)}”"
            known = self.ids.of(sorts[0])
            if known:
                help_ += f"; there {'is' if len(known) == 1 else 'are'} {one_of(known)}"
            elif there:
                help_ += f"; so far only the authors have ids: {one_of(there)}"
        if found is not None:
            return "wrong-id", f"“{id_}” names {_a(found)}, not {_a(wanted)}", help_
        return "unknown-id", f"there is no {wanted} “{id_}”", help_


def _entry(sort: str, id_: str) -> str:
    """Return how a new entry with the id *id_* begins."""
    shape = entry_shape(shape_at((_KEYS[sort],)))
    keys = {key: blank(properties(shape)[key]) for key in required(shape) if key != "id"}
    filled = ", ".join(f"{key}: {value}" for key, value in keys.items())
    return f"- {{id: {id_}, {filled}}}" if sort == "demand" else f"{id_}: {{{filled}}}"


def _a(sort: str) -> str:
    return f"an {sort}" if sort[0] in "aeiou" else f"a {sort}"


def check_placements(document: Document, read: list[Body], meant: set[tuple[str, str]]) -> None:
    """Check that demands and images are placed at most once, and that nothing is left over.

    What was *meant* by mistyped ids counts as placed.
    """
    demands = {
        value.text: value for _, demand in items(document.root, "demands") if (value := words(demand, "id")) is not None
    }
    placed: dict[tuple[str, str], int] = {}
    for body in read:
        for mark in body.placements:
            targets = [("demand", id_) for id_ in demands] if mark.kind == "demands" else [(mark.kind, mark.id)]
            again = [target for target in targets if target in placed and target[0] in {"demand", "image"}]
            if again:
                _twice(document, mark, again[0], placed[again[0]], document.pointer(body.node))
            for target in targets:
                placed.setdefault(target, mark.start)
    _left_over(document, placed.keys() | meant)
    for id_, value in demands.items():
        if ("demand", id_) not in placed.keys() | meant:
            help_ = f"put {{demands}} or {{demand:{id_}}} into a body"
            document.at("not-placed", f"the demand “{id_}” is placed nowhere", value, help_)


def _twice(document: Document, mark: Placement, target: tuple[str, str], first: int, pointer: str) -> None:
    line, _ = document.lines.place(first)
    message = f"the {target[0]} “{target[1]}” is placed again; the first time is on line {line}"
    document.report.add("placed-twice", message, mark.start, mark.end, pointer, help_="keep one of the two")


def _left_over(document: Document, placed: set[tuple[str, str]]) -> None:
    used = {("source", id_) for kind, id_ in placed if kind == "note"} | placed
    relying = [*entries(document.root, "quotes"), *items(document.root, "demands")]
    used |= {("source", source.text) for _, owner in relying if (source := words(owner, "source")) is not None}
    for key, sort in (("quotes", "quote"), ("images", "image"), ("sources", "source")):
        parent = mapping(document.root, key)
        if parent is None:
            continue
        for id_ in parent.keys:
            if (sort, id_) not in used:
                mark = f"[^{id_}]" if sort == "source" else f"{{{sort}:{id_}}}"
                message = f"the {sort} “{id_}” is placed nowhere"
                document.at_key("not-placed", message, parent, id_, f"put {mark} into a body, or take it out")


_BLANKS = {"…", "...", "YYYY-MM-DD"}
LONGEST_WORD = 500
LONGEST_ADDRESS = 2048
# Letters of scripts that part words by spaces; not so Thai, Lao, Burmese, Khmer, and the scripts of East Asia.
_WORD = re.compile(r"[^\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\U0010ffff]+")

BODY_KEYS = frozenset({"body", "notes"})

_PAIRS = {"“": "”", '"': '"', "„": "“", "«": "»", "‘": "’", "'": "'", "»": "«", "「": "」", "‹": "›"}
_SWALLOWED = re.compile(r"[ \t]+(#[^\s#!][^\r\n]*)")


def bodies(document: Document) -> tuple[list[Body | None], Body | None]:
    """Return the body of each section (None where there is none to read) and the notes, after checking each."""
    found: list[Body | None] = []
    for _, section in items(document.root, "sections"):
        node = words(section, "body")
        headed = get(section, "heading") is not None
        found.append(read_body(document, node, headed=headed) if node is not None else None)
    notes = words(document.root, "notes")
    return found, read_body(document, notes, headed=True) if notes is not None else None


def check_values(document: Document) -> None:
    """Check every text in the article: its characters, what follows it, and that it is one line where it is no body."""
    seen: set[int] = set()
    for key, node in _texts(document.root, ""):
        if id(node) not in seen:
            seen.add(id(node))
            _characters(document, node)
            _comment(document, node)
            _endless(document, node)
            if key not in BODY_KEYS:
                _one_line(document, key, node)
            if node.text.strip() in _BLANKS:
                message = f"“{key}” is still a blank"
                document.at("empty-text", message, node, "write what belongs there, or take the key out")


def _characters(document: Document, node: Scalar) -> None:
    """Refuse characters that only the value has, written as escapes, and tabs; others were refused in the file."""
    if node.style != '"' and "\t" not in node.text:
        return
    found = list(REFUSED_IN_VALUE.finditer(node.text))
    starts, ends = places(document.plain, node) if found else ([], [])
    for match in found:
        at = match.start()
        refuse(document.report, match.group(), starts[at], ends[at], document.pointer(node))


def _endless(document: Document, node: Scalar) -> None:
    """Refuse words without end: no line is long enough for them."""
    if len(node.text) <= LONGEST_WORD:
        return
    for match in _WORD.finditer(node.text):
        if match.end() - match.start() > LONGEST_WORD and not _in_address(node.text, match.start()):
            starts, ends = places(document.plain, node)
            message = f"“{match.group()[:20]}…” is a word of more than {LONGEST_WORD} letters"
            help_ = "put data into a file of its own; words need spaces between them"
            span = (starts[match.start()], ends[match.end() - 1])
            document.report.add("word-too-long", message, *span, document.pointer(node), help_=help_)
            return


def _in_address(text: str, at: int) -> bool:
    """Return whether what stands *at* belongs to an address, which may hold a long key."""
    before = text[max(0, at - LONGEST_ADDRESS) : at]
    return "://" in before and " " not in before[before.rindex("://") :]


def _comment(document: Document, node: Scalar) -> None:
    """Warn where YAML has taken the end of a text for a comment: “Bus #1” is read as “Bus”."""
    match = _SWALLOWED.match(document.lines.text, node.end) if node.style == "" else None
    if match is not None:
        message = f"YAML takes “{match[1][:40]}” for a comment, so it is in no output"
        help_ = "put the text in quotes; if it is a comment, put a space after the #"
        document.report.add("yaml-comment", message, match.start(1), match.end(1), document.pointer(node), help_=help_)


def _one_line(document: Document, key: str, node: Scalar) -> None:
    if "\n" not in node.text.rstrip("\n"):
        return
    # Where it breaks between words; else where it begins with an empty line.
    at = max(node.text.find("\n", len(node.text) - len(node.text.lstrip("\n"))), 0)
    start = places(document.plain, node)[0][at]
    message = f"“{key}” is text on one line, and here its line is broken"
    help_ = "write “>-” after the colon to fold the lines into one"
    document.report.add("line-break", message, start, start + 1, document.pointer(node), help_=help_)


def _texts(node: Node, key: str) -> Iterator[tuple[str, Scalar]]:
    match node:
        case Scalar(value=str()):
            yield key, node
        case Sequence():
            for item in node.items:
                yield from _texts(item, key)
        case Mapping():
            for name, value in node.values.items():
                yield from _texts(value, name)


def check_dates(document: Document) -> None:
    """Check that nothing was changed, corrected or withdrawn before it was published."""
    published = words(document.root, "published")
    if published is None:
        return
    later = [("“modified”", words(document.root, "modified"))]
    later += [("the correction", words(item, "date")) for _, item in items(document.root, "corrections")]
    later.append(("the withdrawal", words(mapping(document.root, "withdrawn"), "date")))
    for name, value in later:
        if value is not None and dates.before(value.text, published.text):
            message = f"{name} is dated before “published” ({published.text})"
            untimed = ("T" in published.text) != ("T" in value.text)
            help_ = (
                "give both a time: a day alone means its beginning, at 00:00 UTC"
                if untimed
                else "mend one of the two dates"
            )
            document.at("date-order", message, value, help_)


def check_likely_dates(document: Document) -> None:
    """Warn of words said after the article, of demands due before it, and of an embargo that is over."""
    published = words(document.root, "published")
    if published is None or not dates.valid(published.text):
        return
    modified = words(document.root, "modified")
    last = modified if modified is not None and dates.before(published.text, modified.text) else published
    which = "last modified" if last is modified else "published"
    for id_, quote in entries(document.root, "quotes"):
        said = words(quote, "said")
        if said is not None and dates.days_before(last.text, said.text):
            message = f"the quote “{id_}” was said after the article was {which} ({last.text})"
            document.at("date-unlikely", message, said, "mend one of the two dates")
    for _, demand in items(document.root, "demands"):
        due = words(demand, "due")
        if due is not None and dates.days_before(due.text, published.text):
            message = f"the demand is due before the article was published ({published.text})"
            document.at("date-unlikely", message, due, "mend one of the two dates")
    embargo = words(document.root, "embargo")
    if embargo is None:
        return
    if dates.days_before(embargo.text, last.text):
        message = f"the embargo was over when the article was {which} ({last.text})"
        document.at(
            "date-unlikely", message, embargo, "take “embargo” out: every output shows it as long as it is there"
        )


def check_names(document: Document) -> None:
    """Warn of several people in the name of one author: they would be one person in every output's metadata."""
    for _, author in items(document.root, "authors"):
        name, sort = words(author, "name"), words(author, "type")
        if name is None or (sort is not None and sort.text == "organization"):
            continue
        found = names_in(name.text)
        if len(found) > 1:
            each = ", ".join(f"“- name: {one}”" for one in found[:3])
            message = f"one author has the names of {len(found)}"
            help_ = f"write {each}, each on a line of its own; an organisation has “type: organization”"
            document.at("several-names", message, name, help_)


_LOCAL_PHONE = re.compile(r"[0-9][0-9 ()./-]{3,30}")


def check_phones(document: Document) -> None:
    """Warn of a contact's telephone number that only works in its own country."""
    contact = get(document.root, "contact")
    contacts = contact.items if isinstance(contact, Sequence) else [contact]
    for phone in (words(one, "phone") for one in contacts):
        if phone is not None and _LOCAL_PHONE.fullmatch(phone.text):
            message = f"“{phone.text}” has no country code"
            document.at("phone-country", message, phone, "begin it with + and the code of its country, in quotes")


def check_sections(document: Document) -> None:
    """Check that at most one section goes without a heading."""
    unheaded = [section for _, section in items(document.root, "sections") if get(section, "heading") is None]
    for section in unheaded[1:]:
        message = "another section without a heading"
        document.at("section-heading", message, section, "add “heading: …”; only one section may go without")


def check_languages(document: Document) -> None:
    """Warn of language tags that are well-formed but name no language or country, and of labels in English."""
    for key, node in _texts(document.root, ""):
        if key != "language" or not is_language(node.text):
            continue
        if (found := unknown_language(node.text)) is not None:
            part, better = found
            help_ = f"did you mean “{better}”?" if better else "look it up in the IANA language subtag registry"
            document.at("language-unknown", f"“{part}” in “{node.text}” names no language or country", node, help_)
        elif node is get(document.root, "language") and not i18n.supports(node.text):
            message = f"pressmark has no labels in “{node.text}”, so “Sources”, “Published” and the rest are in English"
            help_ = f"there are labels in {', '.join(i18n.languages())}; docs/languages.md says how to add some"
            document.at("language-fallback", message, node, help_)


def check_quotes(document: Document) -> None:
    """Warn of quotation marks around a quote's words: every output sets those of the language."""
    for _, quote in entries(document.root, "quotes"):
        text = words(quote, "text")
        bare = text.text.strip() if text is not None else ""
        if text is None or len(bare) < 3 or _PAIRS.get(bare[0]) != bare[-1]:
            continue
        if bare[0] not in bare[1:-1] and bare[-1] not in bare[1:-1]:
            message = "the quote’s words stand in quotation marks of their own"
            document.at("quote-marks", message, text, "take them out: every output sets those of the language")
