"""How well `pressmark import` reads the made-up pieces in tests/importing/pieces, and how well others do.

Run it as ``python -m bench.import_eval [--held-out] [--misses]``; it prints the tables that stand in bench/import.md.
trafilatura and newspaper4k read HTML only, and neither looks for quotes, speakers or demands.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from pressmark.importing import import_article

if TYPE_CHECKING:
    from collections.abc import Callable

PIECES = Path(__file__).parent.parent / "tests" / "importing" / "pieces"
FIELDS = ("headline", "byline", "date", "quotes", "speakers", "demands")
Found = dict[str, set[Any]]


@dataclass
class Score:
    """True and false findings of one field, over all pieces so far."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, name: str, expected: set[Any], found: set[Any]) -> None:
        """Count what one piece adds; *name* is the piece's."""
        self.right += len(expected & found)
        self.wrong += len(found - expected)
        self.missed += len(expected - found)
        self.misses += [f"{name}: - {value}" for value in sorted(expected - found, key=str)]
        self.misses += [f"{name}: + {value}" for value in sorted(found - expected, key=str)]

    @property
    def precision(self) -> float | None:
        """Return how much of what was found is right, None where nothing was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        """Return how much of what there is was found, None where there is nothing."""
        return self.right / (self.right + self.missed) if self.right + self.missed else None


def pieces(*, held_out: bool = False) -> list[Path]:
    """Return the pieces to design by, or those held out, sorted."""
    folder = PIECES / "held-out" if held_out else PIECES
    return sorted(path for path in folder.iterdir() if path.suffix in {".txt", ".html", ".docx"})


def answer(path: Path) -> dict[str, Any]:
    """Return the hand-made answer to the piece at *path*."""
    found: dict[str, Any] = json.loads(path.with_suffix(".json").read_text("utf-8"))
    return found


def expected(path: Path) -> Found:
    """Return what is to be found in the piece at *path*, by field."""
    known = answer(path)
    return {
        "headline": {plain(known["headline"])},
        "byline": {plain(name) for name in known["authors"]},
        "date": {known["published"][:10]} if known["published"] else set(),
        "quotes": {plain(quote["text"]) for quote in known["quotes"]},
        "speakers": {(plain(quote["text"]), plain(quote["speaker"])) for quote in known["quotes"]},
        "demands": {(plain(demand["text"]), plain(demand["by"])) for demand in known["demands"]},
    }


def by_pressmark(path: Path) -> Found:
    """Return what `pressmark import` finds, without any option that helps it."""
    article = yaml.load(import_article(path.read_bytes(), name=path.name).yaml, Loader=yaml.BaseLoader)
    people = {
        key: party.get("name") or party.get("description", "") for key, party in (article.get("parties") or {}).items()
    }
    people |= {author["id"]: author["name"] for author in article["authors"] if author.get("id")}
    quotes = (article.get("quotes") or {}).values()
    return {
        "headline": {plain(article["headline"])} - {""},
        "byline": {plain(author["name"]) for author in article["authors"]} - {""},
        "date": {article["published"][:10]} - {""},
        "quotes": {plain(quote["text"]) for quote in quotes},
        "speakers": {(plain(quote["text"]), plain(people[quote["speaker"]])) for quote in quotes},
        "demands": {(plain(demand["text"]), plain(people[demand["by"]])) for demand in article.get("demands") or []},
    }


def by_trafilatura(path: Path) -> Found:
    """Return what trafilatura finds in a page."""
    from trafilatura.metadata import extract_metadata

    found = extract_metadata(path.read_text("utf-8"))
    return _others(found.title, (found.author or "").split(";"), found.date)


def by_newspaper(path: Path) -> Found:
    """Return what newspaper4k finds in a page."""
    from newspaper import Article

    page = Article("https://news.example/")
    page.download(input_html=path.read_text("utf-8"))
    page.parse()
    return _others(page.title, page.authors, page.publish_date)


def _others(title: str | None, authors: list[str], date: object) -> Found:
    return {
        "headline": {plain(title or "")} - {""},
        "byline": {plain(author) for author in authors} - {""},
        "date": {str(date)[:10]} if date else set(),
    }


def plain(text: str) -> str:
    """Return *text* as it is compared: marks, end signs, case and white space put aside."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"^[\W_]+|[\W_]+$", "", " ".join(re.sub(r"[“”„«»\"‘’']", " ", folded).split()))


def scores(paths: list[Path], find: Callable[[Path], Found]) -> dict[str, Score]:
    """Return the score of each field that *find* looks for, over *paths*."""
    made: dict[str, Score] = {}
    for path in paths:
        right = expected(path)
        for name, found in find(path).items():
            made.setdefault(name, Score()).add(path.stem, right[name], found)
    return made


def table(results: dict[str, dict[str, Score]]) -> str:
    """Return the *results* of several tools as a Markdown table."""
    lines = ["| field | " + " | ".join(f"{tool}: precision | recall" for tool in results) + " |"]
    lines.append("| --- |" + " --- | --- |" * len(results))
    for name in FIELDS:
        cells = []
        for tool in results.values():
            score = tool.get(name)
            cells += [_cell(score.precision if score else None), _cell(score.recall if score else None)]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held-out", action="store_true", help="the pieces that no design decision looked at")
    parser.add_argument("--misses", action="store_true", help="list each miss")
    options = parser.parse_args()
    paths = pieces(held_out=options.held_out)
    ours = scores(paths, by_pressmark)
    print(f"All {len(paths)} pieces:\n\n{table({'pressmark': ours})}\n")
    html = [path for path in paths if path.suffix == ".html"]
    tools = {"pressmark": by_pressmark, "trafilatura": by_trafilatura}
    if importlib.util.find_spec("newspaper"):
        tools["newspaper4k"] = by_newspaper
    print(f"The {len(html)} HTML pieces:\n\n{table({name: scores(html, find) for name, find in tools.items()})}")
    if options.misses:
        for name, score in ours.items():
            print("\n".join(f"{name}: {miss}" for miss in score.misses))


if __name__ == "__main__":
    main()
