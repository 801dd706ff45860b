"""How a build went, told as it goes: each file, each problem, a progress bar on a terminal, totals at the end."""

from __future__ import annotations

import json
import tempfile
import time
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, Self

from pressmark.cli.console import STDIN, say, say_data, say_size, show_problems
from pressmark.cli.progress import FEW, Bar
from pressmark.problems import Problem
from pressmark.reports.json import as_object

if TYPE_CHECKING:
    from pathlib import Path

    from pressmark.building.outcomes import Artifact, Outcome


@dataclass(slots=True)
class Totals:
    """What a build has come to."""

    built: int = 0
    unchanged: int = 0
    failed: int = 0
    files: int = 0
    pages: int = 0
    bytes: int = 0
    began: float = field(default_factory=time.monotonic)
    seconds: float = 0.0

    def add(self, outcome: Outcome) -> None:
        """Count one article; files, pages and bytes are those that were built now."""
        setattr(self, outcome.status, getattr(self, outcome.status) + 1)
        made = [artifact for artifact in outcome.artifacts if artifact.built]
        self.files += len(made)
        self.pages += sum(artifact.pages or 0 for artifact in made)
        self.bytes += sum(artifact.size for artifact in made)
        self.seconds = time.monotonic() - self.began

    @property
    def articles(self) -> int:
        """Return how many articles there were."""
        return self.built + self.unchanged + self.failed

    @property
    def rate(self) -> float:
        """Return articles per second."""
        return self.articles / self.seconds if self.seconds else 0.0


class Report:
    """The report of one build: no totals, but every unchanged file for `FEW` articles. Use it as a context manager.

    What must wait for the end is printed when it is left.
    """

    def __init__(self, *, as_json: bool, quiet: bool, verbose: bool, deps: Path | None, theme: Path | None) -> None:
        """Prepare a report: *deps* is the file for dependencies, those on *theme* among them."""
        self._json = _Json() if as_json else None
        self._quiet = quiet or as_json
        self._verbose = verbose
        self._deps = _deps(deps, theme)
        self._totals = Totals()
        self._unchanged: list[str] = []
        self._bar = Bar(hidden=quiet)

    def __enter__(self) -> Self:
        """Return the report."""
        self._bar.__enter__()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        """Print what has waited: unchanged files of a few articles, totals of many."""
        self._bar.__exit__()
        if kind is not None:
            return
        if self._deps is not None:
            self._deps.write()
        if self._json is not None:
            self._json.write(self._totals)
        elif not self._quiet:
            for line in self._unchanged:
                say(line)
            if self._totals.articles > FEW:
                _table(self._totals)

    @property
    def status(self) -> int:
        """Return the exit status: 0 only if nothing failed."""
        return 1 if self._totals.failed else 0

    def tell(self, outcome: Outcome) -> None:
        """Tell of one article."""
        self._totals.add(outcome)
        if self._deps is not None:
            self._deps.add(outcome)
        if self._json is not None:
            self._json.add(outcome)
        else:
            self._show(outcome)
        self._bar.advance(failed=outcome.status == "failed")

    def _show(self, outcome: Outcome) -> None:
        name = _shown(outcome.found.name)
        if outcome.problems:
            from pressmark.reader import Reading  # noqa: PLC0415 - where nothing is wrong, nothing need be read

            show_problems(Reading(name, outcome.text, None, outcome.problems))
        if outcome.error:
            say(f"{name}: error: {outcome.error}", err=True)
            if self._verbose and outcome.trace:
                say(outcome.trace, err=True)
        if not self._quiet:
            built = [self._line(artifact) for artifact in outcome.artifacts if artifact.built]
            if built:
                say("\n".join(built))
            if self._totals.articles <= FEW:
                self._unchanged += [self._line(one) for one in outcome.artifacts if not one.built]
            else:
                self._unchanged.clear()

    def _line(self, artifact: Artifact) -> str:
        digest = f"  sha256:{artifact.sha256}" if self._verbose else ""
        return f"{artifact.path}  {say_size(artifact.size) if artifact.built else 'unchanged'}{digest}"


def _shown(name: str) -> str:
    """Return the source *name* as reports have it."""
    return "<stdin>" if name == STDIN else name


def _table(totals: Totals) -> None:
    from rich.console import Console  # noqa: PLC0415 - only for many articles
    from rich.table import Table  # noqa: PLC0415 - the same

    table = Table(box=None, header_style="bold")
    for head in ("built", "unchanged", "failed", "files", "pages", "size", "seconds", "articles/s"):
        table.add_column(head, justify="right")
    table.add_row(
        *(str(number) for number in (totals.built, totals.unchanged, totals.failed, totals.files, totals.pages)),
        say_size(totals.bytes),
        f"{totals.seconds:.1f}",
        f"{totals.rate:.1f}",
    )
    Console(stderr=True).print(table)


class _Json:
    """The report for programs; artifacts wait in a file, so that memory does not grow with the articles."""

    def __init__(self) -> None:
        self._artifacts: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed in write
        self._problems: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - the same

    def add(self, outcome: Outcome) -> None:
        source = outcome.found.name
        shown = _shown(source)
        for artifact in outcome.artifacts:
            _append(self._artifacts, _artifact(source, artifact))
        for problem in outcome.problems:
            _append(self._problems, as_object(shown, problem))
        if outcome.error:
            _append(self._problems, as_object(shown, Problem("build", outcome.error)))

    def write(self, totals: Totals) -> None:
        counted = {name: getattr(totals, name) for name in ("built", "unchanged", "failed", "files", "pages", "bytes")}
        counted |= {"seconds": round(totals.seconds, 3), "articles_per_second": round(totals.rate, 3)}
        say('{"artifacts": [', nl=False)
        _copy(self._artifacts)
        say('], "problems": [', nl=False)
        _copy(self._problems)
        say(f'], "totals": {json.dumps(counted)}}}')


def _artifact(source: str, artifact: Artifact) -> dict[str, Any]:
    said = {
        "source": source,
        "format": artifact.format,
        "path": artifact.path,
        "media_type": artifact.media_type,
        "bytes": artifact.size,
        "sha256": artifact.sha256,
        "state": "built" if artifact.built else "unchanged",
    }
    return {**said, "pages": artifact.pages} if artifact.pages is not None else said


def _append(file: IO[str], value: dict[str, Any]) -> None:
    file.write(("," if file.tell() else "") + "\n  " + json.dumps(value, ensure_ascii=False))


def _copy(file: IO[str]) -> None:
    with file:
        file.seek(0)
        while chunk := file.read(1 << 20):
            say_data(chunk, nl=False)


def _deps(path: Path | None, theme: Path | None) -> Any:  # noqa: ANN401 - imported only if wanted
    if path is None:
        return None
    from pressmark.building.deps import Deps  # noqa: PLC0415 - rarely wanted

    return Deps(path, theme)
