"""Long work that shows itself: how many articles are done and how fast, on a terminal and nowhere else."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from rich.progress import Progress

FEW = 5  # articles up to which no progress is shown


class Bar:
    """A line on standard error with the count and the rate; it goes when it is left. Use it as a context manager."""

    def __init__(self, total: int | None = None, *, hidden: bool = False) -> None:
        """Prepare a line for *total* articles (None: nobody knows yet). It shows for more than `FEW`, unless *hidden*.

        Where standard error is no terminal there is no line, and rich is not loaded.
        """
        self._total = total
        self._shown = not hidden and sys.stderr.isatty() and (total is None or total > FEW)
        self._began = time.monotonic()
        self._done = 0
        self._failed = 0
        self._line: Progress | None = None

    def __enter__(self) -> Self:
        """Return the bar; where the total is known it shows at once, for the first article may take long."""
        if self._total is not None:
            self._draw()
        return self

    def __exit__(self, *_: object) -> None:
        """Take the line away."""
        if self._line is not None:
            self._line.stop()

    def advance(self, *, failed: bool = False) -> None:
        """Count one article."""
        self._done += 1
        self._failed += failed
        if self._total is not None or self._done > FEW:
            self._draw()

    def _draw(self) -> None:
        if not self._shown:
            return
        seconds = time.monotonic() - self._began
        said: dict[str, Any] = {
            "of": "" if self._total is None else f" of {self._total}",
            "failed": f", {self._failed} failed" if self._failed else "",
            "rate": f"{self._done / seconds if seconds else 0.0:.1f}",
        }
        if self._line is None:
            self._line = _line()
            self._line.add_task("", total=None, completed=self._done, **said)
            self._line.start()
        else:
            self._line.update(self._line.task_ids[0], completed=self._done, **said)


def _line() -> Progress:
    from rich.console import Console  # noqa: PLC0415 - only for many articles
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415 - the same

    return Progress(
        SpinnerColumn(),
        TextColumn("{task.completed}{task.fields[of]} articles{task.fields[failed]}, {task.fields[rate]} a second"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        # What is printed meanwhile goes above the line; but what is piped elsewhere must stay in its pipe.
        redirect_stdout=sys.stdout.isatty(),
    )
