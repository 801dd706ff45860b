"""The rules that a schema can't say: references, placements, order in time, characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pressmark.reader import dates, language
from pressmark.reader.body import Body, read_body
from pressmark.reader.ids import Ids
from pressmark.reader.nodes import Mapping, Node, Scalar, Sequence, entries, get, items, mapping, words
from pressmark.reader.source import REFUSED_IN_VALUE, refuse
from pressmark.reader.suggest import did_you_mean, one_of
from pressmark.reader.value_map import places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.reader.document import Document

BODY_KEYS = ("body", "notes")
_STATED = {"party": "party", "author": "author", "quote": "quote", "demand": "demand", "image": "image", "source": "source",
           "section": "section"}  # fmt: skip


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
    """Check what every text in the article must keep to: its characters, and one line where it is no body."""
    seen: set[int] = set()
    for key, node in _texts(document.root, ""):
        if id(node) in seen:
            continue
        seen.add(id(node))
        if node.style == '"' and REFUSED_IN_VALUE.search(node.text) or "\t" in node.text:
            starts, ends = places(document.lines.text, node)
            for match in REFUSED_IN_VALUE.finditer(node.text):
                at = match.start()
                refuse(document.report, match.group(), starts[at], ends[at], document.pointer(node))
        if key not in BODY_KEYS and "\n" in node.text.rstrip("\n"):
            starts, ends = places(document.lines.text, node)
            at = node.text.index("\n", len(node.text) - len(node.text.lstrip("\n")))
            start = starts[at]
            message = f"“{key}” is text on one line, and here is a line break"
            document.report.add(
                "line-break",
                message,
                start,
                start + 1,
                document.pointer(node),
                help_="write “>-” after the colon to fold the lines into one",
            )


def _texts(node: Node, key: str) -> Iterator[tuple[str, Scalar]]:
    match node:
        case Scalar():
            if isinstance(node.value, str):
                yield key, node
        case Sequence():
            for item in node.items:
                yield from _texts(item, key)
        case Mapping():
            for name, value in node.values.items():
                yield from _texts(value, name)


def check_references(document: Document, ids: Ids, read: list[Body]) -> None:
    """Check that every id referred to exists and is of the right sort."""
    people = ("party", "author")
    for _, quote in entries(document.root, "quotes"):
        _refers(document, ids, words(quote, "speaker"), people)
        _refers(document, ids, words(quote, "source"), ("source",))
    for _, demand in items(document.root, "demands"):
        _refers(document, ids, words(demand, "by"), people)
        addressed = get(demand, "of")
        for item in addressed.items if isinstance(addressed, Sequence) else []:
            _refers(document, ids, item if isinstance(item, Scalar) and isinstance(item.value, str) else None, people)
    for _, correction in items(document.root, "corrections"):
        _refers(document, ids, words(correction, "by"), people)
    for body in read:
        for placement in body.placements:
            if placement.kind != "demands":
                sort = "source" if placement.kind == "note" else placement.kind
                _known(
                    document, ids, placement.id, (sort,), placement.start, placement.end, document.pointer(body.node)
                )


def _refers(document: Document, ids: Ids, node: Scalar | None, sorts: tuple[str, ...]) -> None:
    if node is not None and node.text and node.text[0].islower():
        _known(document, ids, node.text, sorts, node.start, node.end, document.pointer(node))


def _known(document: Document, ids: Ids, id_: str, sorts: tuple[str, ...], start: int, end: int, pointer: str) -> None:  # noqa: PLR0913
    found = ids.sorts.get(id_)
    if found in sorts:
        return
    wanted = " or ".join(sorts)
    if found is not None:
        message = f"“{id_}” is a {found}, not a {wanted}"
        document.report.add("wrong-id", message, start, end, pointer, help_=_listed(ids, id_, sorts))
    else:
        document.report.add(
            "unknown-id", f"there is no {wanted} “{id_}”", start, end, pointer, help_=_listed(ids, id_, sorts)
        )


def _listed(ids: Ids, id_: str, sorts: tuple[str, ...]) -> str:
    there = ids.of(*sorts)
    keys = {
        "party": "parties",
        "author": "authors",
        "quote": "quotes",
        "demand": "demands",
        "image": "images",
        "source": "sources",
    }
    otherwise = f"there are {one_of(there)}" if there else f"add it under “{keys[sorts[0]]}”"
    if there and len(there) == 1:
        otherwise = f"there is only “{there[0]}”"
    return did_you_mean(id_, there, otherwise)


def check_placements(document: Document, read: list[Body]) -> None:
    """Check that demands and images are placed at most once, and that nothing is left over."""
    placed: dict[tuple[str, str], int] = {}
    demands = [
        (value.text, demand)
        for _, demand in items(document.root, "demands")
        if (value := words(demand, "id")) is not None
    ]
    for body in read:
        for mark in body.placements:
            targets = [("demand", id_) for id_, _ in demands] if mark.kind == "demands" else [(mark.kind, mark.id)]
            for target in targets:
                if target in placed and target[0] in {"demand", "image"}:
                    line = document.lines.place(placed[target])[0]
                    message = f"the {target[0]} “{target[1]}” is placed again; the first time is on line {line}"
                    document.report.add(
                        "placed-twice",
                        message,
                        mark.start,
                        mark.end,
                        document.pointer(body.node),
                        help_="keep one of the two",
                    )
                placed.setdefault(target, mark.start)
    used = {id_ for kind, id_ in placed if kind == "note"}
    used |= {
        source.text for _, quote in entries(document.root, "quotes") if (source := words(quote, "source")) is not None
    }
    for key, sort in (("quotes", "quote"), ("images", "image"), ("sources", "source")):
        parent = mapping(document.root, key)
        for id_ in parent.keys if parent is not None else []:
            if (sort, id_) not in placed and not (sort == "source" and id_ in used):
                mark_text = f"[^{id_}]" if sort == "source" else f"{{{sort}:{id_}}}"
                document.at_key(
                    "not-placed",
                    f"the {sort} “{id_}” is placed nowhere",
                    parent,
                    id_,
                    f"put {mark_text} into a body, or take it out",
                )  # type: ignore[arg-type]
    for id_, demand in demands:
        if ("demand", id_) not in placed:
            value = demand.values["id"]
            document.at(
                "not-placed",
                f"the demand “{id_}” is placed nowhere",
                value,
                f"put {{demands}} or {{demand:{id_}}} into a body",
            )


def check_dates(document: Document) -> None:
    """Check that nothing was changed, corrected or withdrawn before it was published."""
    published = words(document.root, "published")
    if published is None:
        return
    later = [("modified", words(document.root, "modified"))]
    later += [("the correction", words(item, "date")) for _, item in items(document.root, "corrections")]
    later.append(("the withdrawal", words(mapping(document.root, "withdrawn"), "date")))
    for name, value in later:
        if value is not None and dates.before(value.text, published.text):
            shown = f"“{name}”" if name == "modified" else name
            document.at(
                "date-order",
                f"{shown} is dated before “published” ({published.text})",
                value,
                "mend one of the two dates",
            )


def check_sections(document: Document) -> None:
    """Check that at most one section goes without a heading."""
    unheaded = [section for _, section in items(document.root, "sections") if get(section, "heading") is None]
    for section in unheaded[1:]:
        document.at(
            "section-heading",
            "a second section has no heading",
            section,
            "add “heading: …”; only one section may go without",
        )


def check_languages(document: Document) -> None:
    """Warn of language tags that are well-formed but name no language or country."""
    for key, node in _texts(document.root, ""):
        if key != "language" or not language.well_formed(node.text):
            continue
        if (found := language.unknown(node.text)) is not None:
            part, better = found
            help_ = f"did you mean “{better}”?" if better else "look it up in the IANA language subtag registry"
            document.at("language-unknown", f"“{part}” in “{node.text}” names no language or country", node, help_)


_PAIRS = {"“": "”", '"': '"', "„": "“", "«": "»", "‘": "’", "'": "'", "»": "«", "「": "」", "‹": "›"}


def check_quotes(document: Document) -> None:
    """Warn of quotation marks around a quote's words: every output sets those of the language."""
    for _, quote in entries(document.root, "quotes"):
        text = words(quote, "text")
        bare = text.text.strip() if text is not None else ""
        if (
            text is not None
            and len(bare) > 2
            and _PAIRS.get(bare[0]) == bare[-1]
            and bare[0] not in bare[1:-1]
            and bare[-1] not in bare[1:-1]
        ):
            document.at(
                "quote-marks",
                "the quote’s words stand in quotation marks of their own",
                text,
                "take them out: every output sets those of the language",
            )
