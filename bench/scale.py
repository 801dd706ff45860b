"""How the cost of an article and the memory go with the number of articles and of jobs, and what one change costs.

python -m bench.scale [--small 1000] [--large 10000] [--words 150] [--to pdf,html,jsonld]
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from bench.corpus import Plan, write
from bench.measure import PRESSMARK, Memory, in_turn, machine, median, run, table


def build(articles: Path, out: Path, formats: str, jobs: int = 2) -> tuple[float, Memory]:
    """Return the seconds that a whole build takes, and the memory it takes."""
    shutil.rmtree(out, ignore_errors=True)
    began = time.perf_counter()
    process = subprocess.Popen(
        [*PRESSMARK, "build", articles, "-o", out, "--to", formats, "-j", str(jobs), "-q"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    memory = Memory(process.pid)
    while process.poll() is None:
        memory.look()
        time.sleep(0.25)
    return time.perf_counter() - began, memory


def endure(folder: Path, count: int) -> Memory:
    """Return the memory that building *count* short articles in *folder* takes; some have images, 2 % are broken."""
    write(Plan(count, words=100, images=0.1, broken=0.02), folder / "articles")
    return build(folder / "articles", folder / "out", "html,jsonld")[1]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure how building scales.")
    parser.add_argument("--small", type=int, default=1000)
    parser.add_argument("--large", type=int, default=10_000)
    parser.add_argument("--words", type=int, default=150)
    parser.add_argument("--to", default="pdf,html,jsonld")
    parser.add_argument("--jobs-articles", type=int, default=120, help="articles of 900 words for one job against two")
    parser.add_argument("--broken", type=float, default=0.02)
    parser.add_argument("--images", type=float, default=0.1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        machine()
        _jobs(root, given.jobs_articles)
        _counts(root, given)
        _changes(root / "large", root / "out-large", given.to)
        machine()


def _jobs(root: Path, count: int) -> None:
    write(Plan(count), root / "jobs")
    found = in_turn(
        3,
        {
            jobs: (lambda jobs=jobs: build(root / "jobs", root / "out-jobs", "pdf,html,jsonld", jobs)[0])
            for jobs in "12"
        },
    )
    one, two = median(found["1"]), median(found["2"])
    rows = [["1", f"{one:.1f} s", ""], ["2", f"{two:.1f} s", f"{one / two:.2f} ×"]]
    table([f"jobs, {count} articles of 900 words", "time", "faster"], rows)
    print()


def _counts(root: Path, given: argparse.Namespace) -> None:
    rows = []
    for name, count in (("small", given.small), ("large", given.large)):
        write(Plan(count, words=given.words, broken=given.broken, images=given.images), root / name)
        seconds, memory = build(root / name, root / f"out-{name}", given.to)
        rows.append(
            [
                f"{count:,}",
                f"{seconds:.0f} s",
                f"{seconds / count * 1000:.1f} ms",
                f"{memory.peak:.0f} MB",
                f"{memory.drift():.2f}",
            ]
        )
    heads = ["articles", "time", "an article", "peak memory", "memory of the last fifth against the second"]
    table(heads, rows)
    print()


def _changes(articles: Path, out: Path, formats: str) -> None:
    command = (*PRESSMARK, "build", str(articles), "-o", str(out), "--to", formats, "-q")
    for broken in _broken(articles, out):
        broken.unlink()
    run(command)
    first = min((path for path in articles.rglob("*.yaml")), key=str)
    again = [run(command) for _ in range(5)]
    changed = []
    for number in range(3):
        before = {path: path.stat().st_mtime_ns for path in out.rglob("article-*")}
        first.write_text(
            first.read_text("utf-8")
            .replace("deck: ", f'summary: "Changed {number}."\ndeck: ', 1)
            .replace(f'summary: "Changed {number - 1}."\n', ""),
            "utf-8",
        )
        changed.append(run(command))
        touched = [path.name for path, date in before.items() if path.stat().st_mtime_ns != date]
        assert {name.split(".")[0] for name in touched} == {first.stem}, touched
    rows = [
        ["nothing changed", f"{median(again):.2f} s"],
        ["one article changed, and only its outputs touched", f"{median(changed):.2f} s"],
    ]
    table([f"{sum(1 for _ in articles.rglob('*.yaml')):,} articles", "time"], rows)


def _broken(articles: Path, out: Path) -> list[Path]:
    return [
        path
        for path in articles.rglob("*.yaml")
        if not (out / path.relative_to(articles)).with_suffix(".html").exists()
    ]


if __name__ == "__main__":
    main()
