"""Building in this process, for an article or two: the PDF engine loads while the other formats are made and staged."""

from __future__ import annotations

import threading
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Self

from pressmark.building.work import PRINTED, Made, Piece, Settings, Task, make
from pressmark.pdf.weasy import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Here:
    """What `pressmark.building.pool.Pool` is for many articles; *done* is told of each piece as it is ready."""

    def __init__(self, settings: Settings, done: Callable[[int, Piece], None]) -> None:
        """Prepare to build with *settings*."""
        self._settings = settings
        self._done = done
        self._tasks: list[tuple[int, Task]] = []
        self._loading: threading.Thread | None = None

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Wait until the engine is loaded: a thread in the middle of an import must not meet the interpreter's end."""
        if self._loading is not None:
            self._loading.join()

    @property
    def idle(self) -> bool:
        """Return whether nothing is to be built."""
        return not self._tasks

    def has_room(self) -> bool:
        """Return whether a task would be worked on at once."""
        return not self._tasks

    def give(self, number: int, task: Task) -> None:
        """Have *task* built; *number* is what its result will be known by."""
        if not PRINTED.isdisjoint(task.formats) and self._loading is None:
            self._loading = threading.Thread(target=_load_engine, name="load the PDF engine", daemon=True)
            self._loading.start()
        self._tasks.append((number, task))

    def results(self, *, patient: bool = True) -> Iterator[tuple[int, Made]]:
        """Build what was given, unless in a hurry (not *patient*), and yield what was made."""
        while patient and self._tasks:
            number, task = self._tasks.pop(0)
            yield number, make(task, self._settings, partial(self._done, number))


def _load_engine() -> None:
    # Where it cannot be loaded, the writer that wants it says so.
    with suppress(Exception):
        load()
