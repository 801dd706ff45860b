"""The house that many articles share: found above an article, read and checked like one."""

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
    UnreadableSource,
    decode,
    items,
    mapping,
    plain,
    without_refused,
    words,
)
from pressmark.reader.files import foreign, read_plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.model import LookName

NAME = "house.yaml"
# Where a package or a PDF keeps a house: in this folder beside the article. The article's paths to its files begin so.
FOLDER = "house"


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
        return House(f"--look {look}", folder, as_yaml(told), "", root, (), is_file=False)
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
    return replace(house, data=as_yaml(plain(root)), root=root)


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


def files(root: Mapping) -> Iterator[str]:
    """Yield the paths, relative to the house, of the files that it names: its logos and fonts."""
    logo = mapping(mapping(root, "outlet"), "logo")
    fonts = items(mapping(mapping(root, "look"), "typography"), "fonts")
    for owner in (logo, mapping(logo, "dark"), *(font for _, font in fonts)):
        if (file := words(owner, "file")) is not None and file.text:
            yield file.text


def as_yaml(values: Plain) -> bytes:
    """Return *values* as YAML that reads as the same, in the order of their keys, texts of many lines as blocks."""
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
