"""What the benchmarks share: programs run and timed in turn, medians, tables, and what the machine is."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

PRESSMARK = (sys.executable, "-m", "pressmark")


def run(command: Sequence[str], **environment: str) -> float:
    """Run *command* silently and return the seconds it took. Raises CalledProcessError."""
    began = time.perf_counter()
    subprocess.run(
        command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **environment}
    )
    return time.perf_counter() - began


def in_turn(rounds: int, contenders: Mapping[str, Callable[[], float]]) -> dict[str, list[float]]:
    """Return what each contender measures, called one after the other, round after round.

    Each round begins with another one, so that none always follows the same.
    """
    names = list(contenders)
    found: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            found[name].append(contenders[name]())
            print(f"round {number + 1}: {name}: {found[name][-1]:.3f} s", file=sys.stderr, flush=True)
    return found


def median(values: Sequence[float]) -> float:
    """Return the median of *values*."""
    return statistics.median(values)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a Markdown table."""
    print("| " + " | ".join(heads) + " |")
    print("| --- |" + " ---: |" * (len(heads) - 1))
    for row in rows:
        print("| " + " | ".join(row) + " |")


def machine() -> None:
    """Print what was measured on, and how busy it was."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores, load {load}\n")


class Memory:
    """The most memory that a process and those it has started hold together, shared pages counted once, in MB.

    *series* has each look's memory, *files* how many files each look found open.
    """

    def __init__(self, pid: int) -> None:
        """Watch the process *pid*."""
        self.pid = pid
        self.peak = 0.0
        self.series: list[float] = []
        self.files: list[int] = []
        self._seen: set[tuple[int, str]] = set()

    def look(self) -> None:
        """Look once."""
        family = _family(self.pid)
        now = sum(map(_share, family)) / 1024
        self.series.append(now)
        self.files.append(sum(map(_open_files, family)))
        self._seen.update((pid, _born(pid)) for pid in family)
        self.peak = max(self.peak, now)

    def left(self) -> list[int]:
        """Return which of the processes ever found are still there."""
        return [pid for pid, born in self._seen if born and _born(pid) == born]

    def drift(self) -> float:
        """Return the memory of the last fifth of the looks over that of the second fifth: 1 where nothing grows."""
        fifth = len(self.series) // 5
        return sum(self.series[-fifth:]) / sum(self.series[fifth : 2 * fifth]) if fifth else 1.0


def _family(pid: int) -> list[int]:
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:  # noqa: PTH123 - the same
            children = [int(child) for child in file.read().split()]
    except OSError:
        return [pid]
    return [pid, *(one for child in children for one in _family(child))]


def _born(pid: int) -> str:
    """Return when *pid* began, which tells it from a later one of its number; "" where there is none."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:  # noqa: PTH123 - the same
            state, *fields = file.read().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if state == "Z" else fields[18]


def _open_files(pid: int) -> int:
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))  # noqa: PTH208 - a count, and no paths
    except OSError:
        return 0


def _share(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:  # noqa: PTH123 - the same
            return next((int(line.split()[1]) for line in file if line.startswith("Pss:")), 0)
    except OSError:
        return 0
