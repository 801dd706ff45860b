"""What a build is asked for, what it tells of each article, and the list of what each output depends on."""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Literal

from pressmark import disk
from pressmark.letters import shown
from pressmark.problems import BuildError

if TYPE_CHECKING:
    from pathlib import Path

    from pressmark.building.sources import Found
    from pressmark.building.state import Output
    from pressmark.building.work import Settings
    from pressmark.limits import Limits
    from pressmark.problems import Problem


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
