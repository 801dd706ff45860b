"""Bytes become an article, or everything that is wrong with it, each problem at its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pressmark.problems import InvalidArticle, Problem
from pressmark.reader import rules
from pressmark.reader.compose import SyntaxSlip, compose
from pressmark.reader.document import (
    LARGEST,
    Collector,
    Document,
    Lines,
    Mapping,
    Node,
    Sequence,
    UnreadableSource,
    decode,
    without_refused,
)
from pressmark.reader.files import foreign, read_plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.model import Article, LookName
    from pressmark.reader.house import House
    from pressmark.reader.quotations import Holding


__all__ = ["ANY", "LARGEST", "Houses", "Reading", "check", "check_file", "check_house", "read"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading one file: the article, or None where it has an error, and all problems in file order.

    *name* is the file as the user named it; *text* its decoded source, "" where it could not be decoded.
    *holdings* say of each quotation whether it stands in the kept copy of its source. *house* is what the article took
    from; its problems are its own.
    """

    name: str
    text: str
    article: Article | None
    problems: tuple[Problem, ...]
    holdings: tuple[Holding, ...] = ()
    house: House | None = None

    @property
    def sound(self) -> bool:
        """Return whether nothing is wrong with the file: warnings are not."""
        return not any(problem.severity == "error" for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Houses:
    """Where an article's house is: at *path* where one is named, else above the article as far as the *bounds*.

    With a *look*, that is the look of all articles, also of those without a house.
    """

    path: Path | None = None
    bounds: tuple[Path, ...] = ()
    look: LookName | None = None

    def of(self, folder: Path | None) -> House | None:
        """Return the house of the articles in *folder*, None where they have none."""
        from pressmark.reader import house  # most articles stand alone

        path = self.path if self.path is not None or folder is None else house.find(folder, self.bounds)
        found = house.read(path) if path is not None else None
        return house.dressed(found, self.look, folder or Path()) if self.look is not None else found


ANY = Houses()


def read(path: Path, houses: Houses = ANY) -> Article:
    """Return the article in the file at *path*. Raises InvalidArticle with every problem where there is an error.

    *houses* says where its house is looked for.
    """
    reading = check_file(path, houses)
    if reading.article is None:
        raise InvalidArticle(reading.name, reading.problems, reading.text)
    return reading.article


def check_file(path: Path, houses: Houses = ANY) -> Reading:
    """Check the article in the file at *path*; a file that can't be read is a problem like any other.

    *houses* says where its house is looked for.
    """
    report = Collector()
    try:
        data = read_plain(path, LARGEST + 1)
    except FileNotFoundError:
        report.add("file-missing", "there is no such file", help_="look at the name and the folder")
    except IsADirectoryError:
        report.add("file-missing", "this is a folder, not a file", help_="name a YAML file in it")
    except OSError as error:
        report.add(
            "file-unreadable",
            f"the file can’t be read: {error.strerror}",
            help_="look at its permissions; a pipe is read as “-”",
        )
    else:
        if problem := foreign(path, data, "article", "pressmark"):
            return Reading(str(path), "", None, (problem,))
        return check(data, name=str(path), stem=path.stem, folder=path.parent, houses=houses)
    return Reading(str(path), "", None, report.problems())


def check_house(path: Path) -> Reading:
    """Check the house file at *path*, of which no article is made."""
    from pressmark.reader import house  # most articles stand alone

    found = house.examined(house.read(path))
    return Reading(found.name, found.text, None, found.problems, house=found)


def check(data: bytes, *, name: str, stem: str, folder: Path | None, houses: Houses = ANY) -> Reading:
    """Check the article whose source is *data*; images are looked for in *folder*, *stem* names its outputs.

    *houses* says where its house is looked for; an article of a house that has an error can't be read.
    """
    report = Collector()
    text = decode(data, report)
    if text is None:
        return Reading(name, "", None, report.problems())
    try:
        return _read(text, report, data, name=name, stem=stem, folder=folder, house=houses.of(folder))
    except UnreadableSource:
        return Reading(name, text, None, report.problems())
    except RecursionError:
        # Every place where text can be nested has a limit of its own; this is for the one that was forgotten.
        report.add("too-deep", "something in the article is nested deeper than anybody writes")
        return Reading(name, text, None, report.problems())


def _read(
    text: str, report: Collector, data: bytes, *, name: str, stem: str, folder: Path | None, house: House | None
) -> Reading:
    lines = Lines(text)
    report.span_of = lines.span
    plain = without_refused(text, report)
    root = _tree(plain, lines, report)
    if root is None:
        return Reading(name, text, None, report.problems())
    if house is not None and not house.sound:
        first = next(problem for problem in house.problems if problem.severity == "error")
        where = f"{house.name}:{first.span.line}:{first.span.column}" if first.span is not None else house.name
        message = f"its house has errors, the first at {where}: {first.message}"
        help_ = "; ".join(filter(None, (first.help, f"all of them: pressmark validate {house.name}")))
        report.add("house-broken", message, 0, 1, help_=help_)
        return Reading(name, text, None, report.problems(), house=house)
    document = Document(root, lines, report, plain)
    if house is not None:
        from pressmark.reader.inheritance import merged, spoken  # most articles stand alone

        house = spoken(house, root)
        document.root = merged(root, house)
        document.own = root
        document.contributors = tuple(house.value("contributors") or ())
    article, holdings = _article(document, stem, data, folder, house)
    problems = report.problems()
    if house is not None and house.is_file:
        problems = (*(_located(problem, root, house) for problem in problems), *_warned(house))
    return Reading(name, text, article, problems, holdings, house)


def _located(problem: Problem, root: Mapping, house: House) -> Problem:
    """Return the *problem* of an article, with its place in the *house* where the tree *root* as written has none."""
    keys = [key.replace("~1", "/").replace("~0", "~") for key in problem.pointer.split("/")[1:]]
    if not keys or house.root is None or _reached(root, keys)[1] == len(keys):
        return problem
    keys = ["contributors", *keys[1:]] if keys[0] == "parties" else keys
    node, depth = _reached(house.root, keys)
    if not depth:
        return problem
    line, column = Lines(house.text).place(node.start)
    message = f"{problem.message} (in its house, {house.name}:{line}:{column})"
    return replace(problem, span=None, message=message, help=problem.help.replace("the article", "the house"))


def _warned(house: House) -> Iterator[Problem]:
    """Yield what the *house* is warned of, as problems of an article that takes from it."""
    for problem in house.problems:
        if problem.severity == "warning":
            place = f"{house.name}:{problem.span.line}:{problem.span.column}" if problem.span else house.name
            yield replace(problem, span=None, pointer="", message=f"{problem.message} (in its house, {place})")


def _reached(node: Node, keys: list[str]) -> tuple[Node, int]:
    """Return the node that *keys* lead to from *node*, as far as they do, and how many of them did."""
    for depth, key in enumerate(keys):
        if isinstance(node, Mapping) and key in node.values:
            node = node.values[key]
        elif isinstance(node, Sequence) and key.isdigit() and int(key) < len(node.items):
            node = node.items[int(key)]
        else:
            return node, depth
    return node, len(keys)


def _tree(text: str, lines: Lines, report: Collector) -> Mapping | None:
    if text.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<?xml")):
        message = "this is a web page or XML, not YAML"
        report.add(
            "not-an-article",
            message,
            len(text) - len(text.lstrip()),
            help_="“pressmark import” makes an article of a page",
        )
        return None
    try:
        root = compose(text, report)
    except UnreadableSource:
        return None
    except SyntaxSlip as slip:
        from pressmark.reader.syntax_problems import explain  # most files are well-formed

        explain(slip, lines, report)
        return None
    if not isinstance(root, Mapping):
        message = "this is no article: its keys are missing"
        report.add(
            "not-an-article",
            message,
            root.start,
            root.start + 1,
            help_="begin with “pressmark: 1”; “pressmark new” writes a whole one",
        )
        return None
    return root


def _article(
    document: Document, stem: str, data: bytes, folder: Path | None, house: House | None
) -> tuple[Article | None, tuple[Holding, ...]]:
    from pressmark.reader import files, quotations, resolve, schema_problems

    schema_problems.check_schema(document)
    rules.check_values(document)
    known = rules.collect(document)
    sections, notes = rules.bodies(document)
    read_bodies = [body for body in (*sections, notes) if body is not None]
    meant = rules.check_references(document, known, read_bodies)
    if sections and all(sections):  # otherwise what seems to be left over may stand where nothing could be read
        rules.check_placements(document, read_bodies, meant)
    rules.check_dates(document)
    rules.check_likely_dates(document)
    rules.check_names(document)
    rules.check_phones(document)
    rules.check_sections(document)
    rules.check_languages(document)
    rules.check_quotes(document)
    pictures = files.load(document, folder, house.folder if house is not None else None)
    files.check_addresses(document)
    held = quotations.hold(document, folder, stem)
    if document.report.has_errors():
        return None, tuple(held.holdings)
    checked = resolve.Checked(document, known, [body for body in sections if body is not None], notes, pictures, held)
    return resolve.resolve(checked, stem=stem, data=data, house=house), tuple(held.holdings)
