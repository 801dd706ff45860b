"""A whole build: find what is stale, have it made, publish it, and tell how it went, article by article in order."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from pressmark.building import journal, stores
from pressmark.building.plan import Ledger, Order, Outcome
from pressmark.building.sources import STDIN, is_url
from pressmark.building.work import PRINTED, Made, Task, digest_of
from pressmark.building.workers import InProcess, Pool
from pressmark.disk import Staged, discard, place, stage
from pressmark.libraries import MissingPart, advice
from pressmark.limits import Limits
from pressmark.problems import BuildError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from pressmark.building import Rendition
    from pressmark.building.cluster import Cluster
    from pressmark.building.plan import Standing
    from pressmark.building.sources import Found
    from pressmark.building.state import Input, State

    Workers = InProcess | Pool | Cluster

_FEW = 2  # articles that are built in this process: starting a worker would cost more than it saves
_SAVE = 60.0  # seconds between two copies of the state to a store
_LOOKS = 32  # sources looked at between two looks at what the workers have made


def build(order: Order, sources: Iterable[Found], stdin: bytes | None = None) -> Generator[Outcome]:
    """Build what is stale of *sources* and yield how it went for each, in their order.

    *stdin* are the bytes of the source named ``-``. Raises BuildError where nothing more can be built: the output
    folder or its state cannot be written. Closing the iterator early ends the build; what is published stays.
    """
    names = iter(sources)
    first = list(islice(names, _FEW + 1))
    with journal.opened(order.folder) as state:
        run = _Run(order, state, stdin)
        here = len(first) <= _FEW and order.limits is None and not order.cluster
        yield from run.outcomes(chain(first, names), here=here)


def build_to_store(order: Order, sources: Iterable[Found], stdin: bytes | None = None) -> Generator[Outcome]:
    """Build as `build` does, into the store that the settings' target names. Raises BuildError."""
    with stores.kept(order.settings.target) as (folder, save):
        saved = time.monotonic()
        for outcome in build(replace(order, folder=folder), sources, stdin):
            yield outcome
            if time.monotonic() - saved > _SAVE:
                save()
                saved = time.monotonic()


@dataclass(slots=True)
class _Pending:
    """An article that is being made: what of it is up to date, and the files staged so far."""

    found: Found
    standing: Standing | None
    staged: list[Staged] = field(default_factory=list)


class _Run:
    """One build into one folder: what is being made, and what is done but not told yet."""

    def __init__(self, order: Order, state: State, stdin: bytes | None) -> None:
        self._order = order
        self._state = state
        self._stdin = stdin
        self._ledger = Ledger(order, state)
        self._pending: dict[int, _Pending] = {}
        self._done: dict[int, Outcome] = {}
        self._told = 0

    def outcomes(self, sources: Iterator[Found], *, here: bool) -> Iterator[Outcome]:
        numbered = enumerate(sources)
        more = True
        try:
            with self._workers(here=here) as workers:
                while more or not workers.idle:
                    looked = 0
                    with self._state.reading():
                        while more and looked < _LOOKS and workers.has_room():
                            number, found = next(numbered, (-1, None))
                            more = found is not None
                            if found is not None:
                                looked += 1
                                self._look(number, found, workers)
                    self._publish(list(workers.results(patient=looked < _LOOKS)), workers)
                    failed = any(outcome.status == "failed" for outcome in self._done.values())
                    yield from self._tell()
                    if failed and self._order.fail_fast:
                        break
                    self._ledger.note()
            yield from self._done.values()
            self._ledger.note(everything=True)
        finally:
            for pending in self._pending.values():
                _discard(pending.staged)

    def _workers(self, *, here: bool) -> Workers:
        if here:
            return InProcess(self._order.settings, self._stage_early)
        if self._order.cluster:
            try:
                from pressmark.building.cluster import Cluster  # an optional part
            except ImportError:
                raise MissingPart(advice("cluster")) from None
            return Cluster(self._order.cluster, self._order.jobs, self._order.settings)

        printing = not PRINTED.isdisjoint(self._order.formats)
        limits = self._order.limits or Limits()
        return Pool(self._order.jobs, self._order.settings, limits, printing=printing)

    def _look(self, number: int, found: Found, workers: Workers) -> None:
        """Have *found* made, as far as it is stale."""
        if any("\udc80" <= char <= "\udcff" for char in found.name):
            self._done[number] = Outcome(found, "failed", error="its name holds a byte that is no UTF-8; rename it")
            return
        data = self._stdin if found.name == "-" else None
        standing = None if self._order.force else self._ledger.standing(found, data)
        if standing is not None and not standing.stale:
            self._done[number] = self._up_to_date(found, standing)
            return
        self._pending[number] = _Pending(found, standing)
        workers.give(number, Task(found, standing.stale if standing else self._order.formats, data))

    def _up_to_date(self, found: Found, standing: Standing) -> Outcome:
        clash = self._clash(found, [(output.name, output.sha256) for output in standing.intact])
        if clash:
            return Outcome(found, "failed", error=clash)
        problems, text = self._ledger.problems(found)
        paths, made_of = self._inputs(found, standing.inputs), digest_of(standing.inputs)
        return Outcome(
            found, "unchanged", (), paths, problems, text, made_of=made_of, intact=standing.intact, folder=self._place
        )

    def _publish(self, results: list[tuple[int, Made]], workers: Workers) -> None:
        """Give the files of *results* their names; what could not be used is made again, or has failed."""
        ready: list[tuple[int, Made, journal.Set]] = []
        for number, made in results:
            pending = self._pending[number]
            standing = pending.standing
            if (
                made.renditions
                and standing
                and standing.intact
                and digest_of(made.inputs) != digest_of(standing.inputs)
            ):
                # The source changed between being compared and being read: what is up to date no longer is.
                _discard(pending.staged)
                self._pending[number] = _Pending(pending.found, None)
                workers.give(number, Task(pending.found, self._order.formats, self._data(pending.found)))
                continue
            if made.held:
                found = self._pending.pop(number).found
                self._state.forget(found.key)
                self._done[number] = Outcome(found, "held", problems=made.problems, text=made.text, entry=made.entry)
                continue
            if not made.renditions:
                self._fail(number, made)
                continue
            try:
                ready.append((number, made, self._staged(pending, made)))
            except BuildError as error:
                self._fail(number, made, str(error))
        if not ready:
            return
        failures = journal.publish(self._state, [one for _, _, one in ready])
        for (number, made, _), failure in zip(ready, failures, strict=True):
            if failure is not None:
                self._fail(number, made, str(failure))
            else:
                self._succeed(number, made)

    def _data(self, found: Found) -> bytes | None:
        return self._stdin if found.name == "-" else None

    def _staged(self, pending: _Pending, made: Made) -> journal.Set:
        """Stage what of *made* is not staged yet. Raises BuildError."""
        found, standing = pending.found, pending.standing
        kept = [(output.name, output.sha256) for output in standing.intact] if standing else []
        clash = self._clash(found, [*kept, *((one.name, one.sha256) for one in made.renditions)])
        if clash:
            raise BuildError(clash)
        self._spare_inputs(found, made)
        if not self._order.settings.target:
            for one in made.renditions[len(pending.staged) :]:
                self._stage(pending, one)
        return journal.Set(self._ledger.record(found, made), tuple(pending.staged))

    def _spare_inputs(self, found: Found, made: Made) -> None:
        """Raise BuildError where an output would replace a file that the article is made of."""
        if self._order.settings.target or is_url(found.name) or found.name == STDIN:
            return
        places = ((self._ledger.houses.path(found, one.file), one.sha256) for one in made.inputs)
        own = {os.path.realpath(path): sha256 for path, sha256 in places if path is not None}
        for one in made.renditions:
            place = os.path.realpath(self._order.folder / one.name)
            if own.get(place, one.sha256) != one.sha256:
                raise BuildError(f"{one.name} would replace the article's own file; build into another folder with -o")

    def _stage_early(self, number: int, made: Rendition) -> None:
        if not self._order.settings.target:
            self._stage(self._pending[number], made)

    def _stage(self, pending: _Pending, made: Rendition) -> None:
        target = place(self._order.folder, made.name)
        self._state.will_write(made.name)
        pending.staged.append(stage(target, made.data))

    def _fail(self, number: int, made: Made, error: str = "") -> None:
        pending = self._pending.pop(number)
        _discard(pending.staged)
        self._done[number] = Outcome(
            pending.found, "failed", problems=made.problems, text=made.text, error=error or made.error, trace=made.trace
        )

    def _succeed(self, number: int, made: Made) -> None:
        pending = self._pending.pop(number)
        found, standing = pending.found, pending.standing
        record = self._ledger.record(found, made)
        self._ledger.settle_later(found)
        self._done[number] = Outcome(
            found,
            # A format that failed does not cost the others.
            "failed" if made.error or any(one.severity == "error" for one in made.problems) else "built",
            record.outputs,
            self._inputs(found, made.inputs),
            made.problems,
            made.text,
            made.error,
            made.trace,
            digest_of(made.inputs),
            made.entry,
            standing.intact if standing else (),
            self._place,
        )

    def _clash(self, found: Found, outputs: list[tuple[str, str]]) -> str:
        """Return why *found* may not write *outputs* (name, digest): another source has, with other bytes."""
        for name, sha256 in outputs:
            other = self._state.claim(name, found.name, sha256)
            if other is not None:
                help_ = "rename one, or build them into different folders with -o"
                if self._order.settings.entry is not None:  # a collection has one folder
                    help_ = "rename one, or name the folder above both, so that each has a folder of its own"
                return f"{found.name} would overwrite {name} of {other}; {help_}"
        return ""

    @property
    def _place(self) -> str:
        """Return where outputs are, as the user sees it."""
        return self._order.settings.target or str(self._order.folder)

    def _inputs(self, found: Found, inputs: tuple[Input, ...]) -> tuple[str, ...]:
        return tuple(path for one in inputs if (path := self._ledger.houses.path(found, one.file)) is not None)

    def _tell(self) -> Iterator[Outcome]:
        """Yield what is done and next in the order of the sources."""
        while self._told in self._done:
            outcome = self._done.pop(self._told)
            self._told += 1
            yield outcome


def _discard(staged: list[Staged]) -> None:
    for file in staged:
        discard(file.temporary)
