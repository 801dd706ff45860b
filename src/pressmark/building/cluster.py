"""The same work on a Dask cluster: `pressmark.building.workers.Pool`'s part, played by its workers.

Tasks are idempotent, so Dask may try them again elsewhere when a worker is lost. What all tasks share travels to each
worker once, also to those that join later.
"""

# mypy: disable-error-code="no-untyped-call"
# Dask is partly typed.

from __future__ import annotations

import hashlib
import logging
import pickle
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Self

import dask
from distributed import Client, LocalCluster, WorkerPlugin, as_completed
from distributed.security import Security

from pressmark import disk
from pressmark.building.work import Made, Settings, Task, make, with_files
from pressmark.problems import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterator

_AHEAD = 3  # tasks for each of the cluster's threads that are handed over in advance
_RETRIES = 3
_ASK_AGAIN = 2.0  # seconds after which the cluster may have grown or shrunk
_settings: dict[str, Settings] = {}


class Cluster:
    """The workers of the scheduler at *address*; ``local`` starts one here, with *jobs* worker processes."""

    def __init__(self, address: str, jobs: int, settings: Settings) -> None:
        """Connect, and tell the workers what holds for every article. Raises BuildError."""
        self._local = None
        self._settings = settings
        self._address = address
        self._refused: list[tuple[int, Made]] = []
        security = None
        _silence()
        try:
            if address == "local":
                # Whoever reaches a scheduler may run what they like with our rights. So this one talks to nobody
                # without the key of this run, which is in no file that others can read.
                security = Security.temporary()
                self._local = _local(jobs, security)
            self._client = Client(self._local or address, timeout="10s", security=security)
        except (OSError, ValueError) as error:
            raise BuildError(f"no Dask scheduler answers at {address}: {error}") from error
        packed = pickle.dumps(settings)
        self._name = hashlib.sha256(packed).hexdigest()
        self._client.register_plugin(_Setup(self._name, packed), name=f"pressmark-{self._name}")
        self._numbers: dict[Any, int] = {}
        self._threads = (0.0, 1)
        self._done = as_completed(loop=self._client.loop, raise_errors=False)

    def __enter__(self) -> Self:
        """Return the cluster."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give back what is not built yet, and disconnect."""
        # One that was lost can't be told; what was made is kept all the same.
        with suppress(Exception):
            if self._numbers:
                self._client.cancel(list(self._numbers))
            self._client.close()
        if self._local is not None:
            self._local.close()

    @property
    def idle(self) -> bool:
        """Return whether nothing is being built."""
        return not self._numbers and not self._refused

    def has_room(self) -> bool:
        """Return whether another task would be worked on soon."""
        asked, threads = self._threads
        if time.monotonic() - asked > _ASK_AGAIN:
            with self._reached():
                threads = max(1, sum(self._client.nthreads().values()))
            self._threads = (time.monotonic(), threads)
        return len(self._numbers) < _AHEAD * threads

    def give(self, number: int, task: Task) -> None:
        """Have *task* built; *number* is what its result will be known by."""
        packed = with_files(task, self._settings.houses)
        if packed is None:
            self._refused.append((number, make(task, self._settings)))
            return
        with self._reached():
            future = self._client.submit(_make, packed, self._name, pure=False, retries=_RETRIES)
            self._numbers[future] = number
            self._done.add(future)

    def results(self, *, patient: bool = True) -> Iterator[tuple[int, Made]]:
        """Yield what has been made by now; *patient* waits for the first."""
        yield from self._refused
        self._refused.clear()
        if not self._numbers or not (patient or self._done.has_ready()):
            return
        with self._reached():
            batch = list(self._done.next_batch(block=patient))
        for future in batch:
            number = self._numbers.pop(future)
            # A result is fetched only now, and the scheduler may be gone by then.
            with self._reached():
                made = future.result() if future.status == "finished" else Made(error=_lost(future))
                future.release()
            yield number, made

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """Raise BuildError where the scheduler was lost, whatever Dask says to that."""
        try:
            yield
        except Exception as error:
            lost = f"the Dask scheduler at {self._address} was lost ({type(error).__name__}: {error})"
            raise BuildError(f"{lost}; what was made is kept, and the next build goes on from there") from error


def _silence() -> None:
    """Keep Dask's log from the terminal: what is wrong is said in a sentence, and its tracebacks say nothing more."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in {"distributed", "tornado"}:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _lost(future: Any) -> str:  # noqa: ANN401 - Dask has no types
    try:
        return f"the cluster could not build it: {future.exception() or future.status}"
    except Exception as error:  # noqa: BLE001 - whatever became of it
        return f"the cluster could not build it: {error}"


def _local(jobs: int, security: Security) -> LocalCluster:
    """Return a cluster on this machine, whose workers import nothing from the folder that we stand in."""
    safe = {
        "distributed.nanny.pre-spawn-environ.PYTHONSAFEPATH": "1",
        # Dask opens a web server whatever it is told; ours answers nothing.
        "distributed.scheduler.http.routes": [],
        "distributed.worker.http.routes": [],
    }
    with disk.nothing_from_here(), dask.config.set(safe):
        return LocalCluster(
            n_workers=jobs,
            threads_per_worker=1,
            dashboard_address="127.0.0.1:0",
            scheduler_kwargs={"dashboard": False},
            worker_dashboard_address=None,
            security=security,
            protocol="tls://",
            local_directory=str(disk.scratch()),
        )


class _Setup(WorkerPlugin):
    """What a worker is told when it joins."""

    name: str

    def __init__(self, name: str, packed: bytes) -> None:
        self.name = name
        self.packed = packed

    def setup(self, worker: object) -> None:  # noqa: ARG002 - Dask's signature
        _settings[self.name] = pickle.loads(self.packed)  # noqa: S301 - from our own client


def _make(task: Task, name: str) -> Made:
    return make(task, _settings[name])
