"""What packing and verifying a store cost: so many articles, three versions of each, beside another checkout's cost.

python -m bench.archives [--articles 500] [--words 150] [--rounds 1] [--beside SRC]

SRC is the folder ``src`` of another checkout, whose program is run by the same Python, in turn with this one. What
counts on a busy machine is the processor's time; on an idle one both are about the same.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench.corpus import Plan, write
from bench.measure import machine, median, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_HERE = Path(__file__).parents[1] / "src"


def cost(source: Path, *args: str | Path) -> tuple[float, float]:
    """Return the seconds of processor time, and the MB of memory at most, that a command of pressmark takes."""
    command = [sys.executable, "-m", "pressmark", *map(str, args)]
    around = {**os.environ, "PYTHONPATH": str(source)}
    done = subprocess.Popen(command, env=around, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(done.pid, 0)
    done.returncode = os.waitstatus_to_exitcode(status)
    if done.returncode:
        raise subprocess.CalledProcessError(done.returncode, command)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def steps(source: Path, folder: Path, plan: Plan) -> Iterator[tuple[str, float, float]]:
    """Yield what each step costs: a store of three versions is made in *folder*, packed again, and verified."""
    articles, store = folder / "articles", folder / "store"
    write(plan, articles)
    pack = ("pack", articles, "--as", "ocfl", "-o", store, "-q")
    yield "pack, all new", *cost(source, *pack)
    for number in (2, 3):
        for path in articles.rglob("*.yaml"):
            text = re.sub(r"^version: .*\n", "", path.read_text("utf-8"), flags=re.MULTILINE)
            path.write_text(text.replace("deck: ", f"version: {number}\ndeck: ", 1), "utf-8")
        yield f"pack, version {number} of each", *cost(source, *pack)
    yield "pack, nothing changed", *cost(source, *pack)
    quick = ("--quick",) if source == _HERE else ()
    yield "verify what each version says", *cost(source, "verify", *quick, store)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure what packing and verifying a store costs.")
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--words", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--beside", type=Path, help="another checkout's folder src, which builds nothing on verify")
    given = parser.parse_args()
    sources = [one.resolve() for one in (given.beside, _HERE) if one]
    found: dict[str, dict[Path, list[tuple[float, float]]]] = {}
    machine()
    for number in range(given.rounds):
        for source in sources[:: -1 if number % 2 else 1]:
            with tempfile.TemporaryDirectory() as folder:
                for step, seconds, memory in steps(source, Path(folder), Plan(given.articles, words=given.words)):
                    found.setdefault(step, {}).setdefault(source, []).append((seconds, memory))
    table(
        [f"{given.articles} articles of {given.words} words, 3 versions", *(str(one) for one in sources)],
        [[step, *(_said(by[one]) for one in sources)] for step, by in found.items()],
    )


def _said(measured: Sequence[tuple[float, float]]) -> str:
    return f"{median([one[0] for one in measured]):.2f} s, {max(one[1] for one in measured):.0f} MB"


if __name__ == "__main__":
    main()
