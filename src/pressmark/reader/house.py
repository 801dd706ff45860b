"""The house that many articles share: found above an article, checked like one, and merged into it key by key.

The article wins. No list is merged by guessing: one that the article has stands as it is. What comes of it is the flat
article, which is valid alone.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pressmark.problems import Problem
from pressmark.reader import house_look
from pressmark.reader.compose import SyntaxSlip, compose
from pressmark.reader.document import (
    LARGEST,
    Collector,
    Document,
    Lines,
    Mapping,
    Node,
    Plain,
    Scalar,
    Sequence,
    UnreadableSource,
    decode,
    plain,
    without_refused,
)
from pressmark.reader.files import foreign, read_plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.model import LookName

NAME = "house.yaml"
# Where a package or a PDF keeps a house: in this folder beside the article. The article's paths to its files begin so.
FOLDER = "house"
# What an article takes as it is where it doesn't have it, and what only a statement takes.
_TAKEN = ("language", "outlet", "rights", "evidence", "imprint")
_FOR_STATEMENTS = ("contact", "notes")
# What is said of the house's own outlet, and of no other's article.
_OURS_ALONE = ("rights", "imprint", "contact", "notes")


@dataclass(frozen=True, slots=True)
class House:
    """A house file: *name* as the user knows it, its folder, its bytes, its text, and all that is wrong with it.

    *root* is its tree, None where it can't be read. *fonts* are the font files that its look names, by path in its
    folder, *sheets* its own style sheets. One that is no file says only which look was asked for.
    """

    name: str
    folder: Path
    data: bytes
    text: str
    root: Mapping | None
    problems: tuple[Problem, ...]
    fonts: tuple[tuple[str, bytes], ...] = ()
    sheets: tuple[tuple[str, bytes], ...] = ()
    is_file: bool = True

    @property
    def sound(self) -> bool:
        """Return whether articles may take from it."""
        return self.root is not None and not any(problem.severity == "error" for problem in self.problems)

    @property
    def sha256(self) -> str:
        """Return the digest, in hex, of the bytes and of the style sheets beside them."""
        return hashlib.sha256(b"".join((self.data, *(sheet for _, sheet in self.sheets)))).hexdigest()

    def value(self, *keys: str) -> Any:  # noqa: ANN401 -- what YAML holds
        """Return the value under *keys* without places, None where there is none."""
        node: Node | None = self.root
        for key in keys:
            node = node.values.get(key) if isinstance(node, Mapping) else None
        return plain(node) if node is not None else None


def find(folder: Path, bounds: tuple[Path, ...] = ()) -> Path | None:
    """Return the house file above *folder*, None where there is none.

    Looked for in *folder*, then upwards as far as the nearest folder with a ``.git``; where there is none, as far as
    the folder in which the command was given, or one of the *bounds* (folders that the command was given); never
    further. Beside an article it may lie in ``house/``. A ``.git`` of somebody else's is none, nor is a folder that may
    not be read: in a folder that many may write into, one of them could put a house above all others' articles.
    """
    try:
        here = folder.resolve()
        ends = {place.resolve() for place in (*bounds, Path())}
    except (OSError, RuntimeError):
        return None
    for place in (here / NAME, here / FOLDER / NAME):
        if _is_file(place):
            return place
    way = [here, *here.parents]
    kept = next((n for n, above in enumerate(way) if _is_ours(above / ".git")), None)
    last = kept if kept is not None else max((n for n, above in enumerate(way) if above in ends), default=0)
    return next((above / NAME for above in way[: last + 1] if _is_file(above / NAME)), None)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _is_ours(path: Path) -> bool:
    """Return whether *path* is there and belongs to who runs this."""
    try:
        return path.stat().st_uid == os.geteuid()
    except OSError:
        return False


def read(path: Path, name: str | None = None) -> House:
    """Return the house in the file at *path*, which the user knows as *name*; what can't be read is a problem of it."""
    name = str(path) if name is None else name
    try:
        data = read_plain(path, LARGEST + 1)
    except OSError as error:
        broken = Problem("file-unreadable", f"the house can’t be read: {error.strerror}", help="look at the path")
        return House(name, path.parent, b"", "", None, (broken,))
    if problem := foreign(path, data, "house", "house"):
        return House(name, path.parent, b"", "", None, (problem,))
    found = replace(_checked(data, name), folder=path.parent)
    if found.root is None:
        return found
    fonts, sheets, problems = house_look.furnished(found.root, found.text, found.folder, sound=found.sound)
    return _told(replace(found, fonts=fonts, sheets=sheets), problems)


def examined(house: House) -> House:
    """Return *house* with the problems of files that no article has been built with yet."""
    return _told(house, house_look.examined(house.root, house.text, house.folder, dict(house.fonts)))


def _told(house: House, problems: tuple[Problem, ...]) -> House:
    every = sorted((*house.problems, *problems), key=lambda problem: problem.sort_key)
    return replace(house, problems=tuple(every))


def dressed(house: House | None, look: LookName, folder: Path) -> House:
    """Return *house* with the look called *look*, whatever it says of colours and type; without one, *folder*'s."""
    if house is None:
        told: Plain = {"house": 1, "look": {"name": look}}
        root = compose(json.dumps(told), Collector())
        assert isinstance(root, Mapping)
        return House(f"--look {look}", folder, _yaml(told), "", root, (), is_file=False)
    if house.root is None:
        return house
    values = dict(house.root.values)
    old = values.get("look")
    own = old if isinstance(old, Mapping) else Mapping(0, 0)
    keys = {"name": Scalar(0, 0, "name", "name", ""), **own.keys}
    values["look"] = Mapping(
        own.start, own.end, keys, {**own.values, "name": Scalar(own.start, own.end, look, look, "")}, own.flow
    )
    root = Mapping(
        house.root.start,
        house.root.end,
        {**house.root.keys, "look": house.root.keys.get("look", Scalar(0, 0, "look", "look", ""))},
        values,
        house.root.flow,
    )
    return replace(house, data=_yaml(plain(root)), root=root)


@lru_cache(maxsize=8)
def _checked(data: bytes, name: str) -> House:
    report = Collector()
    text = decode(data, report)
    if text is None:
        return House(name, Path(), data, "", None, tuple(map(_of_a_house, report.problems())))
    lines = Lines(text)
    report.span_of = lines.span
    found = None
    with suppress(UnreadableSource):  # it has more errors than are told, or can't be read any further
        plain_text = without_refused(text, report)
        found = _tree(plain_text, lines, report)
        if found is not None:
            from pressmark.reader.schema import asking  # loads the schema's library
            from pressmark.reader.schema_problems import check_schema  # the same

            document = Document(found, lines, report, plain_text)
            with asking("house"):
                check_schema(document)
            _check_languages(document, found)
    problems = tuple(map(_of_a_house, report.problems()))
    return House(name, Path(), data, text, found, problems)


def _tree(text: str, lines: Lines, report: Collector) -> Mapping | None:
    """Return the tree of the house *text*, None where it has none. Raises UnreadableSource."""
    try:
        root = compose(text, report)
    except SyntaxSlip as slip:
        from pressmark.reader.syntax_problems import explain  # most files are well-formed

        explain(slip, lines, report)
        return None
    if isinstance(root, Mapping):
        return root
    report.add("not-an-article", "this is no house: its keys are missing", 0, 1, help_="begin with “house: 1”")
    return None


_AN_ARTICLE = re.compile(r"\b(an|the|no|one) article\b")


def _of_a_house(problem: Problem) -> Problem:
    """Return the *problem* in words for a house: what checks articles, too, speaks of them."""

    def told(text: str) -> str:
        text = _AN_ARTICLE.sub(lambda found: f"{'a' if found[1] == 'an' else found[1]} house", text)
        return text.replace("“pressmark new”", "“pressmark new --house”")

    return replace(problem, message=told(problem.message), help=told(problem.help))


def _check_languages(document: Document, root: Mapping) -> None:
    """Report languages that there are not, and who is said otherwise in one but nowhere introduced."""
    from pressmark.reader.schema import is_language, meant_language, unknown_language  # loads the schema's library

    people = root.values.get("contributors")
    known = people.values if isinstance(people, Mapping) else {}
    languages = root.values.get("languages")
    for tag, token in languages.keys.items() if isinstance(languages, Mapping) else ():
        if not is_language(tag):
            better = meant_language(tag)
            help_ = f"did you mean “{better}”?" if better else "tags are as in BCP 47: de, en-GB, pt-BR"
            document.at("language-form", f"“{tag}” is no language tag", token, help_)
        elif (odd := unknown_language(tag)) is not None:
            help_ = f"did you mean “{odd[1]}”?" if odd[1] else "look it up in the IANA language subtag registry"
            document.at("language-unknown", f"“{odd[0]}” in “{tag}” names no language or country", token, help_)
    for said in languages.values.values() if isinstance(languages, Mapping) else ():
        others = said.values.get("contributors") if isinstance(said, Mapping) else None
        for ident, token in others.keys.items() if isinstance(others, Mapping) else ():
            if ident not in known:
                message = f"“{ident}” is none of the house’s contributors"
                near = get_close_matches(ident, known, 1)
                help_ = f"did you mean “{near[0]}”?" if near else "introduce them under “contributors” first"
                document.at("unknown-id", message, token, help_)


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
    return _yaml(kept)


def flat(root: Node) -> bytes:
    """Return the tree *root* as YAML that reads as the same article: in the order of its keys, bodies as blocks."""
    return _yaml(plain(root))


def _yaml(values: Plain) -> bytes:
    import yaml  # rarely wanted

    class Dumper(yaml.SafeDumper):
        pass

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        style = "|" if "\n" in value else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    Dumper.ignore_aliases = lambda *_: True  # type: ignore[method-assign]
    for quoted in (None, '"'):
        out = io.StringIO()
        yaml.dump(values, out, Dumper, sort_keys=False, allow_unicode=True, width=10_000, default_style=quoted)
        again = compose(out.getvalue(), Collector())
        if plain(again) == values:  # libraries of YAML 1.1 leave bare what YAML 1.2 reads as a number
            break
    return out.getvalue().encode()


def files(root: Mapping) -> Iterator[str]:
    """Yield the paths, relative to the house, of the files that it names: its logos and fonts."""
    outlet = root.values.get("outlet")
    for key in ("logo", "dark"):
        logo = outlet.values.get("logo") if isinstance(outlet, Mapping) else None
        owner = logo if key == "logo" else (logo.values.get("dark") if isinstance(logo, Mapping) else None)
        if isinstance(owner, Mapping) and (file := _text(owner.values.get("file"))):
            yield file
    look = root.values.get("look")
    typography = look.values.get("typography") if isinstance(look, Mapping) else None
    fonts = typography.values.get("fonts") if isinstance(typography, Mapping) else None
    for font in fonts.items if isinstance(fonts, Sequence) else []:
        if isinstance(font, Mapping) and (file := _text(font.values.get("file"))):
            yield file


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
