"""The inheritance of an article: what it takes of its house, key by key.

The article wins. No list is merged by guessing: one that the article has stands as it is. What comes of it is the flat
article, which is valid alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pressmark.reader.document import Mapping, Node, Scalar, Sequence, plain
from pressmark.reader.house import FOLDER, as_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.reader.house import House

# What an article takes as it is where it doesn't have it, and what only a statement takes.
_TAKEN = ("language", "outlet", "rights", "evidence", "imprint")
_FOR_STATEMENTS = ("contact", "notes")
# What is said of the house's own outlet, and of no other's article.
_OURS_ALONE = ("rights", "imprint", "contact", "notes")


def spoken(house: House, root: Mapping) -> House:
    """Return *house* as it speaks to the article *root*: what it says in the article's language in its place."""
    own = house.root
    languages = own.values.get("languages") if own is not None else None
    if own is None or not isinstance(languages, Mapping):
        return house
    tag = (_text(root.values.get("language")) or _text(own.values.get("language")) or "").lower()
    tags = {name.lower(): said for name, said in languages.values.items()}
    said = tags.get(tag) or tags.get(tag.partition("-")[0])
    rest = Mapping(
        own.start,
        own.end,
        {key: token for key, token in own.keys.items() if key != "languages"},
        {key: value for key, value in own.values.items() if key != "languages"},
        own.flow,
    )
    told = _filled(said, rest, renamed=True) if said is not None else rest
    assert isinstance(told, Mapping)
    return replace(house, root=told)


def merged(root: Mapping, house: House) -> Mapping:
    """Return the article's tree *root* with what the *house* adds, key by key; what comes from it stands nowhere."""
    if house.root is None:
        return root
    values = dict(root.values)
    statement = _text(values.get("kind")) == "statement"
    # Another outlet's article is not under our licence, and we don't answer for it.
    guest = _of_another(root, house.root)
    for key in (*_TAKEN, *(_FOR_STATEMENTS if statement else ())):
        if key in house.root.values and not (guest and key in _OURS_ALONE):
            ours = _placeless(house.root.values[key])
            ours = _from_house(ours) if key == "outlet" else ours
            values[key] = _taken(key, values[key], ours) if key in values else ours
    people = house.root.values.get("contributors")
    if isinstance(people, Mapping):
        values |= _with_people(values, people)
    keys = {key: root.keys.get(key) or Scalar(0, 0, key, key, "") for key in values}
    return Mapping(root.start, root.end, keys, values, root.flow)


def _taken(key: str, theirs: Node, ours: Node) -> Node:
    """Return what an article has under *key*, with what only its house says of the same thing."""
    if key == "rights" and isinstance(theirs, Mapping) and isinstance(ours, Mapping):
        holder, own = _text(theirs.values.get("holder")), _text(ours.values.get("holder"))
        if holder is not None and own is not None and holder != own:
            # What one holder allows, another does not: the house can't license what is not its own.
            return theirs
        if holder != own:
            # These name the holder in words.
            kept = {one: said for one, said in ours.values.items() if one not in ("notice", "credit")}
            ours = replace(ours, values=kept) if holder is not None else ours
    if key in {"rights", "imprint"} or (key == "outlet" and _same_outlet(theirs, ours)):
        return _filled(theirs, ours)
    return theirs


def excerpt(house: House, root: Mapping) -> bytes:
    """Return of the *house* what the article's tree *root* took, as YAML: a house with no contributors but its own.

    An article built again with it is the same, and another contributor's new role makes no copy of it stale.
    """
    kept = dict(plain(house.root)) if house.root is not None else {}  # type: ignore[arg-type]  # a mapping's plain form
    people = kept.get("contributors")
    if isinstance(people, dict):
        authors = root.values.get("authors")
        named = {ident for entry in (authors.items if isinstance(authors, Sequence) else []) if (ident := _text(entry))}
        named |= set(_named(root.values))
        kept["contributors"] = {ident: person for ident, person in people.items() if ident in named}
        if not kept["contributors"]:
            del kept["contributors"]
    return as_yaml(kept)


def flat(root: Node) -> bytes:
    """Return the tree *root* as YAML that reads as the same article: in the order of its keys, bodies as blocks."""
    return as_yaml(plain(root))


def _text(node: Node | None) -> str | None:
    return node.text if isinstance(node, Scalar) and isinstance(node.value, str) else None


def _same_outlet(theirs: Node, ours: Node) -> bool:
    """Tell whether an article's outlet is the house's: it may say its name again, and then no other."""
    if not isinstance(theirs, Mapping) or not isinstance(ours, Mapping):
        return False
    name = _text(theirs.values.get("name"))
    return name is None or name == _text(ours.values.get("name"))


def _of_another(root: Mapping, house: Mapping) -> bool:
    """Tell whether the article *root* names another outlet than its *house* does."""
    theirs, ours = root.values.get("outlet"), house.values.get("outlet")
    return theirs is not None and ours is not None and not _same_outlet(theirs, ours)


# What a group of keys is called by: where an article says another one, what the house says is of something else.
_CALLED = ("name", "file")


def _filled(theirs: Node, ours: Node, *, renamed: bool = False) -> Node:
    """Return *theirs* with the keys that only *ours* has; what is no group of keys stays as it is.

    So does a group that is called otherwise than ours: another publisher has not our address. *renamed* says that it is
    the same under another name, in another language.
    """
    if not isinstance(theirs, Mapping) or not isinstance(ours, Mapping):
        return theirs
    named = [(_text(theirs.values.get(key)), _text(ours.values.get(key))) for key in _CALLED]
    if not renamed and any(their is not None and our is not None and their != our for their, our in named):
        return theirs
    values = {**theirs.values}
    keys = {**theirs.keys}
    for key, value in ours.values.items():
        values[key] = _filled(values[key], value, renamed=renamed) if key in values else value
        keys.setdefault(key, ours.keys[key])
    return Mapping(theirs.start, theirs.end, keys, values, theirs.flow)


def _from_house(outlet: Node) -> Node:
    """Return *outlet* with its logos' paths as articles see them: in the house's folder."""
    logo = outlet.values.get("logo") if isinstance(outlet, Mapping) else None
    if not isinstance(outlet, Mapping) or not isinstance(logo, Mapping):
        return outlet
    return _with(outlet, "logo", _moved(logo))


def _moved(logo: Mapping) -> Mapping:
    file = logo.values.get("file")
    if isinstance(file, Scalar):
        path = f"{FOLDER}/{file.text}"
        logo = _with(logo, "file", Scalar(0, 0, path, path, ""))
    dark = logo.values.get("dark")
    return _with(logo, "dark", _moved(dark)) if isinstance(dark, Mapping) else logo


def _with(node: Mapping, key: str, value: Node) -> Mapping:
    return Mapping(node.start, node.end, node.keys, {**node.values, key: value}, node.flow)


def _with_people(values: dict[str, Node], people: Mapping) -> dict[str, Node]:
    """Return authors and parties with those of *people* whom the article names and doesn't introduce itself."""
    changed: dict[str, Node] = {}
    parties = values.get("parties")
    known = set(parties.values) if isinstance(parties, Mapping) else set()
    authors = values.get("authors")
    if isinstance(authors, Sequence):
        entries = [_author(entry, people) for entry in authors.items]
        changed["authors"] = Sequence(authors.start, authors.end, entries, authors.flow)
        known |= {ident for entry in entries if isinstance(entry, Mapping) and (ident := _text(entry.values.get("id")))}
    wanted = [ident for ident in dict.fromkeys(_named(values)) if ident in people.values and ident not in known]
    if wanted:
        old = parties if isinstance(parties, Mapping) else Mapping(0, 0)
        added = {ident: _placeless(people.values[ident]) for ident in wanted}
        tokens = {ident: Scalar(0, 0, ident, ident, "") for ident in wanted}
        changed["parties"] = Mapping(old.start, old.end, {**old.keys, **tokens}, {**old.values, **added}, old.flow)
    return changed


def _author(entry: Node, people: Mapping) -> Node:
    ident = _text(entry)
    person = people.values.get(ident) if ident is not None else None
    if ident is None or not isinstance(person, Mapping):
        return entry
    copy = _placeless(person)
    assert isinstance(copy, Mapping)
    token = Scalar(0, 0, "id", "id", "")
    ours = Scalar(entry.start, entry.end, ident, ident, "")
    return Mapping(entry.start, entry.end, {"id": token, **copy.keys}, {"id": ours, **copy.values})


def _named(values: dict[str, Node]) -> Iterator[str]:
    """Yield the ids of people that quotes, demands and corrections name."""
    for key in ("quotes", "demands", "corrections"):
        owners = values.get(key)
        entries = (
            owners.values.values()
            if isinstance(owners, Mapping)
            else owners.items
            if isinstance(owners, Sequence)
            else ()
        )
        for owner in entries:
            if not isinstance(owner, Mapping):
                continue
            for name in ("speaker", "by", "of"):
                value = owner.values.get(name)
                for one in value.items if isinstance(value, Sequence) else [value]:
                    if ident := _text(one):
                        yield ident


def _placeless(node: Node) -> Node:
    """Return a copy of *node* that stands at the beginning of the article: its own place is in another file."""
    match node:
        case Scalar():
            return Scalar(0, 0, node.text, node.value, node.style)
        case Sequence():
            return Sequence(0, 0, [_placeless(item) for item in node.items], node.flow)
        case Mapping():
            keys = {key: Scalar(0, 0, key, key, "") for key in node.keys}
            return Mapping(0, 0, keys, {key: _placeless(value) for key, value in node.values.items()}, node.flow)
