"""What a collection costs beyond the builds of its articles: made first, unchanged, with one article changed, a day on.

python -m bench.collections [--articles 10000] [--words 150] [--authors 200] [--topics 100]

The articles are spread over five years, two languages, authors and topics, which gives some 1,500 pages and feeds.
Builds are to HTML. Targets: the first time no more than 3 ms an article beyond `build`; 10,000 unchanged below 3 s.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path

from bench.corpus import Plan, write
from bench.measure import PRESSMARK, machine, run, table

_FIRST = date(2021, 1, 1)
_DAYS = 1825
_AS_OF = "2026-06-01"


def spread(root: Path, authors: int, topics: int) -> list[Path]:
    """Give the articles below *root* days, authors and topics of their own, and return their files."""
    paths = sorted(root.rglob("*.yaml"))
    for number, path in enumerate(paths):
        chance = random.Random(number)
        day = _FIRST + timedelta(days=number * _DAYS // len(paths))
        text = re.sub(r"(?m)^published: .*$", f"published: {day}", path.read_text("utf-8"))
        names = [f"Topic {chance.randrange(topics)}" for _ in range(2)]
        told = "".join(f"\n  - name: {name}" for name in dict.fromkeys(names))
        text = re.sub(
            r"(?m)^(authors:\n(?:.*\n)*?.*name: ).*$", rf"\g<1>Author {chance.randrange(authors)}", text, count=1
        )
        path.write_text(f"{text.rstrip()}\ntopics:{told}\n", "utf-8")
    return paths


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure what a collection costs.")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--words", type=int, default=150)
    parser.add_argument("--authors", type=int, default=200)
    parser.add_argument("--topics", type=int, default=100)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        write(Plan(given.articles, words=given.words, languages=("en-GB", "de")), root / "articles")
        paths = spread(root / "articles", given.authors, given.topics)
        machine()
        _measure(root, paths)
        machine()


def _measure(root: Path, paths: list[Path]) -> None:
    count = len(paths)
    common = [root / "articles", "--to", "html", "-q"]
    base = ["--base-url", "https://ledger.example/"]

    def build() -> float:
        return run([*PRESSMARK, "build", *map(str, common), "--images", "beside", "-o", str(root / "built")])

    def collect(as_of: str = _AS_OF) -> float:
        return run([*PRESSMARK, "collect", *map(str, common), *base, "--as-of", as_of, "-o", str(root / "site")])

    built = build()
    first = collect()
    files = [path for path in (root / "site").rglob("*") if path.is_file()]
    collect()  # what was written a moment ago cannot be believed unread before the third run
    rows = [("first", first), ("of it, beyond the builds", first - built)]
    rows += [("unchanged, articles alone (build)", build()), ("unchanged", collect())]
    changed = paths[count // 2]
    changed.write_text(changed.read_text("utf-8").replace("headline: ", "headline: Again ", 1), "utf-8")
    rows += [("one headline changed", collect()), ("a day on", collect("2026-06-02"))]
    shutil.rmtree(root / "site")
    table(
        ["collect", "seconds", "ms an article"],
        [(what, f"{seconds:.2f}", f"{1000 * seconds / count:.2f}") for what, seconds in rows],
    )
    print(f"\n{count} articles, {len(files)} files in the site\n")


if __name__ == "__main__":
    main()
