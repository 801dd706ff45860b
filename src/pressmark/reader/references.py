"""The rules about ids: what is referred to exists and is of the right sort, and what exists is placed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pressmark.reader.nodes import Node, Scalar, Sequence, entries, get, items, mapping, words
from pressmark.reader.schema import blank, entry_shape, properties, required, shape_at
from pressmark.reader.suggest import near, one_of

if TYPE_CHECKING:
    from pressmark.reader.body import Body, Placement
    from pressmark.reader.document import Document
    from pressmark.reader.ids import Ids

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
