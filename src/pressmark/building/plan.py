"""A build is asked for by an order, its plan says what must be made, and an outcome tells of each article.

An output is kept where it is made from the bytes and by the recipe of now and still whole. What is learnt on the way,
and what was built, is told to the state in batches.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
import time
from collections import deque
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal, Protocol

import pressmark
from pressmark import disk
from pressmark.building import stores
from pressmark.building.sources import STDIN, TAKEN, KnownHouses, is_url
from pressmark.building.state import LocalFiles, Output, Record
from pressmark.building.work import digest_of
from pressmark.letters import shown
from pressmark.libraries import DISTRIBUTIONS, code
from pressmark.problems import BuildError
from pressmark.theme import NAMING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pressmark.building.sources import Found
    from pressmark.building.state import Input, State
    from pressmark.building.work import Made, Settings
    from pressmark.limits import Limits
    from pressmark.problems import Problem
    from pressmark.theme import Options


Status = Literal["built", "unchanged", "failed", "held"]


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: *formats* under *settings* into *folder*, with at most *jobs* workers.

    *force* builds what is up to date too, *fail_fast* ends the build with the first article that fails. With *limits*,
    each article is built in a worker process that is held to them. *cluster* is a Dask scheduler's address, or
    ``local``. Where the settings have a target, outputs go there, and *folder* only keeps the state meanwhile.
    """

    folder: Path
    formats: tuple[str, ...]
    settings: Settings
    force: bool = False
    jobs: int = 1
    fail_fast: bool = False
    limits: Limits | None = None
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went for one article. *inputs* are the paths of the files it depends on.

    An article that failed has *problems* (their places are in *text*), or an *error*; *trace* is the traceback of an
    error of pressmark's own. Where some of its formats failed, the others are among what was *built*. A
    warning of an article that is up to date is told again. What was asked for and up to date is *intact*; all of it is
    below *folder*, as the user names it.
    *made_of* is the digest of the inputs, *entry* what a collection keeps of an article that was read; one that is
    not made yet is "held".
    """

    found: Found
    status: Status
    built: tuple[Output, ...] = ()
    inputs: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    text: str = ""
    error: str = ""
    trace: str = ""
    made_of: str = ""
    entry: bytes = b""
    intact: tuple[Output, ...] = ()
    folder: str = ""

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Return all that was asked for and is there, what was built now first."""
        return (*self.built, *self.intact)

    def path(self, output: Output) -> str:
        """Return where *output* is, as the user sees it."""
        return f"{self.folder}/{output.name}"


# --- What must be made.

# The package's own files that end up in an output: code, rules and wording, catalogues.
_INSTALLED = frozenset({".py", ".toml", ".po", ".mo", ".json", ".ttf", ".icc"})


def recipe(name: str, options: Options) -> str:
    """Return the digest (hex) of what makes the format *name* under *options* besides the article itself."""
    if name != "html":
        options = replace(options, along=())  # No other format leads to what is built beside it.
    return hashlib.sha256(f"{_setting(options)}\0{name}".encode()).hexdigest()


def _setting(options: Options) -> str:
    chosen = []
    for field in fields(options):
        value = getattr(options, field.name)
        if field.name == "theme":
            value = options.theme.sha256
        elif isinstance(value, bytes):
            value = hashlib.sha256(value).hexdigest()
        chosen.append(f"{field.name}={value!r}")
    return "\0".join((_installation(), *chosen))


@cache
def _installation() -> str:
    """Return the digest (hex) of all that is installed here: pressmark's version, code and schemas, and the libraries.

    It answers whether anything was changed on this machine since something was built, and so takes in more than
    `pressmark.libraries.shaping_code`, which two machines are compared by.
    """
    found = hashlib.sha256(f"{pressmark.__version__}\0{code(_INSTALLED)}".encode())
    for name in DISTRIBUTIONS:
        try:
            # The text with the version in it, since to parse it takes longer than all else here.
            text = distribution(name).read_text("METADATA") or ""
        except PackageNotFoundError:
            text = "absent"
        found.update(f"\0{name}\0{text}".encode())
    return found.hexdigest()


IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Standing:
    """The formats that are *stale*, and of the others the outputs that are *intact*.

    *inputs* and *outputs* (name, signature) carry what was learnt while looking; *learnt* says that it is new.
    """

    stale: tuple[str, ...]
    intact: tuple[Output, ...] = ()
    inputs: tuple[Input, ...] = ()
    learnt: bool = False


class KnownFiles(Protocol):
    """Which files are still those that are known: `pressmark.building.state.LocalFiles`, or a store's."""

    def same(self, path: str, sha256: str, known: str | None) -> tuple[bool, str | None]:
        """Return whether the file at *path* has the digest *sha256*, and its signature where it may be believed."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where an article's files are looked at: the *sources* and the *outputs*, in *folder* (or at that URL).

    *houses* knows the files that articles share.
    """

    sources: KnownFiles
    outputs: KnownFiles
    folder: str
    houses: KnownHouses


def check(found: Found, record: Record, recipes: Mapping[str, str], places: Places) -> Standing:
    """Compare the *record* of an article with its files.

    *recipes* holds the recipe of each format asked for, and of images where they lie beside the page. A source that
    comes from standard input has been compared by the caller.
    """
    formats = tuple(name for name in recipes if name != IMAGE)
    learnt = False
    inputs: list[Input] = list(record.inputs[:1]) if found.name == STDIN else []
    for one in record.inputs[len(inputs) :]:
        if one.file == TAKEN:
            same, signature = places.houses.same(found, one)
        else:
            path = places.houses.path(found, one.file)
            same, signature = places.sources.same(path or "", one.sha256, one.signature)
        if not same:
            return Standing(formats)
        learnt |= signature != one.signature
        inputs.append(replace(one, signature=signature) if signature != one.signature else one)
    if not any(one.file == TAKEN for one in inputs) and not places.houses.same(found, None)[0]:
        return Standing(formats)  # a house has come to stand above the article
    made_from = digest_of(inputs)
    current = [one for one in record.outputs if one.inputs == made_from and recipes.get(one.format) == one.recipe]
    intact, broken = [], set()
    for output in current:
        same, signature = places.outputs.same(f"{places.folder}/{output.name}", output.sha256, output.signature)
        if same:
            learnt |= signature != output.signature
            intact.append(replace(output, signature=signature) if signature != output.signature else output)
        else:
            broken.add(output.format)
    there = {one.format for one in current} - broken
    # An image beside a page is made again with the page.
    stale = tuple(name for name in formats if name not in there or (name in NAMING and IMAGE in broken))
    anew = set(stale) if NAMING.isdisjoint(stale) else {*stale, IMAGE}
    return Standing(stale, tuple(one for one in intact if one.format not in anew), tuple(inputs), learnt)


_BATCH = 500  # articles whose signatures are noted in one go
_SETTLED = 3.0  # seconds after which the files of an article that was built can be believed unread


class Ledger:
    """The book of one build."""

    def __init__(self, order: Order, state: State) -> None:
        """Open the book of the build *order* in *state*."""
        self._order = order
        self._state = state
        self._target = order.settings.target
        self._here = LocalFiles(state.clock())
        self._store = stores.StoreFiles()
        self.houses = KnownHouses(order.settings.houses)
        options = order.settings.options
        naming = options.images == "beside" or "markdown" in order.formats
        names = (*order.formats, IMAGE) if naming else order.formats
        self._recipes = {name: recipe(name, options) for name in names}
        self._learnt: list[tuple[str, Standing]] = []
        self._unsettled: deque[tuple[float, Found]] = deque()
        self._problems: dict[str, tuple[Problem, ...]] = {}

    def standing(self, found: Found, data: bytes | None) -> Standing | None:
        """Return what of *found* is stale, None where it is not known; *data* are the bytes of standard input."""
        record = self._state.record(found.key)
        if record is None:
            return None
        if data is not None and hashlib.sha256(data).hexdigest() != record.inputs[0].sha256:
            return None
        places = Places(
            self._store if is_url(found.name) else self._here,
            self._store if self._target else self._here,
            self._target or str(self._order.folder),
            self.houses,
        )
        standing = check(found, record, self._recipes, places)
        if standing.learnt and not standing.stale:
            self._learnt.append((found.key, standing))
        if record.problems and not standing.stale:
            if self._order.settings.strict:
                return None
            self._problems = {found.key: record.problems}
        return standing

    def problems(self, found: Found) -> tuple[tuple[Problem, ...], str]:
        """Return the warnings kept of *found*, whose standing was last given, and its text to show them in."""
        kept = self._problems.get(found.key, ())
        if not kept:
            return (), ""
        here = found.name != "-" and not is_url(found.name)
        text = Path(found.name).read_bytes().decode("utf-8", "replace") if here else ""
        return kept, text

    def record(self, found: Found, made: Made) -> Record:
        """Return what to keep of *found*, for which *made* was made."""
        inputs = digest_of(made.inputs)
        outputs = tuple(
            Output(
                one.name,
                one.format,
                one.media_type,
                self._recipes[one.format],
                inputs,
                one.size,
                one.sha256,
                one.pages,
                one.signature,
            )
            for one in made.renditions
        )
        return Record(found.key, found.name, made.inputs, made.problems, outputs)

    def settle_later(self, found: Found) -> None:
        """Remember to look at the files of *found*, just built, when their signatures can be believed."""
        if not self._target:
            self._unsettled.append((time.monotonic(), found))

    def note(self, *, everything: bool = False) -> None:
        """Write what was learnt to the state, if it is a batch by now; *everything* at the end of the build."""
        ripe = time.monotonic() - _SETTLED
        count = sum(1 for when, _ in self._unsettled if when < ripe) if everything else 0
        if not everything and len(self._unsettled) >= _BATCH and self._unsettled[_BATCH - 1][0] < ripe:
            count = _BATCH
        if count:
            self._here = LocalFiles(self._state.clock())
            for found in [self._unsettled.popleft()[1] for _ in range(count)]:
                self.standing(found, None)
        if self._learnt and (everything or len(self._learnt) >= _BATCH):
            with self._state.writing():
                for key, standing in self._learnt:
                    self._state.settle(
                        key, standing.inputs, tuple((one.name, one.signature) for one in standing.intact)
                    )
            self._learnt.clear()


# --- What each output depends on, told to make.

# What make, or the shell of a recipe that names a file, would take for something else. A picture's name is a
# stranger's: “q=1;id” is a variable and a command. There is no way to write all of these so that every make reads them.
_NOT_FOR_MAKE = re.compile(r"""[\x00-\x1f\x7f;|&=()<>\[\]{}*?!"`^\\\u2028\u2029]|^[~-]""")


class Deps:
    """A list of dependencies that will be the file *path*; all outputs depend on the files of *theme* too."""

    def __init__(self, path: Path, theme: Path | None) -> None:
        """Prepare the list."""
        self._path = path
        self._json = path.suffix == ".json"
        self._unfit: list[str] = []
        self._theme = sorted(str(file) for file in theme.rglob("*") if file.is_file()) if theme else []
        self._rules: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed in write

    def add(self, outcome: Outcome) -> None:
        """Add the outputs of one article; one that failed has none."""
        outputs = [outcome.path(output) for output in outcome.outputs]
        inputs = [*(name for name in outcome.inputs if name != "-"), *self._theme]
        if not outputs:
            return
        if self._json:
            self._rules.write("," if self._rules.tell() else "")
            self._rules.write("\n  " + json.dumps({"outputs": outputs, "inputs": inputs}, ensure_ascii=False))
        else:
            if unfit := [name for name in [*outputs, *inputs] if _NOT_FOR_MAKE.search(name)]:
                self._unfit += unfit
                return
            self._rules.write(f"{_names(outputs)}: {_names(inputs)}\n")
            # As compilers do: a source that is renamed or removed must not stop make.
            self._rules.writelines(f"{_names([name])}:\n" for name in inputs[1:])

    def write(self) -> None:
        """Write the file, whole or not at all. Raises BuildError, also where make could not be told a file's name."""
        with self._rules:
            if self._unfit:
                names = ", ".join(f"“{shown(name)}”" for name in dict.fromkeys(self._unfit))
                raise BuildError(
                    f"{self._path} is not written: make would not take {names} for the name of a file;"
                    " use letters, digits, dots, hyphens and underscores, or write JSON (--deps deps.json)"
                )
            self._rules.seek(0)
            text = self._rules.read()
        if self._json:
            text = f'{{"rules": [{text}\n]}}\n'
        disk.write(self._path, text.encode())


def _names(paths: list[str]) -> str:
    return " ".join(_escaped(path) for path in paths)


def _escaped(path: str) -> str:
    """Return *path* as make reads it."""
    escaped = path
    for character in " #:%":
        escaped = escaped.replace(character, f"\\{character}")
    return escaped.replace("$", "$$")
