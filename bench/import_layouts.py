"""How well `pressmark import` reads ordinary layouts of plain text: a folder of texts, each with a reader's answer.

Run it as ``python -m bench.import_layouts FOLDER [--misses]``. FOLDER holds pairs ``NAME.txt`` and
``NAME.answer.yaml``. An answer has ``headline``, ``deck`` (or null), ``byline`` (names, none where nobody signs),
``date`` (a day or null), ``language``, ``quotes`` (``text``, its first words, and ``speaker``, null where nobody is
tied to it), and perhaps ``not_quotes`` and ``demands`` (their first words).

Letters count, not case, marks or white space. A title or an office before a name may stand or not. Where one quotation
holds two listed parts, it is right for both.
"""

from __future__ import annotations

import argparse
import sys
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from pressmark.importing import import_article

Answer = dict[str, Any]


def layouts(folder: Path) -> list[tuple[Path, Answer]]:
    """Return the texts in *folder* that have an answer, sorted, each with it."""
    answered = [(path, path.with_name(f"{path.stem}.answer.yaml")) for path in sorted(folder.glob("*.txt"))]
    return [
        (path, yaml.load(answer.read_text("utf-8"), yaml.BaseLoader)) for path, answer in answered if answer.exists()
    ]


def score(path: Path, answer: Answer) -> tuple[Counter[str], list[str]]:
    """Return what is right in the import of *path*, and what is not, in words."""
    imported = import_article(path.read_bytes(), name=path.name)
    made = yaml.load(imported.yaml, yaml.BaseLoader)
    count: Counter[str] = Counter(layouts=1)
    misses: list[str] = []

    def told(what: str, wanted: object, got: object, *, right: bool) -> None:
        count[what] += right
        misses.extend([] if right else [f"{path.stem}: {what}: {wanted!r}, got {got!r}"])

    told(
        "headline", answer["headline"], made["headline"], right=letters(answer["headline"]) == letters(made["headline"])
    )
    day = "" if answer["date"] in {"", "null"} else answer["date"]
    told("date", day, made["published"], right=day == (made["published"] or "")[:10])
    deck = "" if answer.get("deck") in {None, "", "null"} else answer["deck"]
    told("deck", deck, made.get("deck"), right=letters(deck) == letters(made.get("deck")))
    told("language", answer["language"], made["language"], right=answer["language"][:2] == made["language"][:2])
    wanted, got = answer["byline"] or [], [one.get("name") or "" for one in made["authors"]]
    got = [name for name in got if name]
    hits = sum(any(_same(name, other) for other in wanted) for name in got)
    told("byline", wanted, got, right=hits == len(got) == len(wanted))
    count.update(names=len(got), right_names=hits)
    doubtful = {entry.pointer for entry in imported.report.guesses if entry.guess.doubtful}
    said = [
        (quote["text"], _name(made, quote["speaker"]), f"/quotes/{key}/speaker" in doubtful)
        for key, quote in (made.get("quotes") or {}).items()
    ]
    listed = [*(answer.get("quotes") or []), *({"text": one, "speaker": ""} for one in answer.get("not_quotes") or [])]
    _quotes(path, listed, said, count, misses)
    demands = [letters(text) for text in answer.get("demands") or []]
    found = [letters(one["text"]) for one in made.get("demands") or []]
    count.update(demands=len(demands), right_demands=sum(any(_begins(text, one) for text in found) for one in demands))
    foreign = [text for text in found if not any(_begins(text, one) for one in demands)]
    count.update(wrong_demands=len(foreign))
    misses += [f"{path.stem}: demand that is none: {text[:60]}" for text in foreign]
    return count, misses


def _quotes(
    path: Path, listed: list[Answer], said: list[tuple[str, str, bool]], count: Counter[str], misses: list[str]
) -> None:
    """Count the attributions: what is *said* to be whose, beside what a reader *listed*."""
    tied = [one for one in listed if one["speaker"] not in {"", "null"}]
    count["tied"] += len(tied)
    for text, speaker, marked in said:
        parts = [
            one
            for one in listed
            if letters(one["text"]) in letters(text) or _begins(letters(one["text"]), letters(text))
        ]
        if not parts:
            continue  # the reader lists the first words of what somebody says, not each part of it
        count["attributions"] += 1
        if any(_same(speaker, one["speaker"]) for one in parts if one["speaker"] not in {"", "null"}):
            count["right_attributions"] += 1
        else:
            count["unmarked"] += not marked
            whom = [one["speaker"] for one in parts]
            misses.append(f"{path.stem}: attribution: “{text[:60]}” to {speaker!r}{' (marked)' * marked}, is {whom}")
    for one in tied:
        found = any(
            letters(one["text"]) in letters(text) and _same(speaker, one["speaker"]) for text, speaker, _ in said
        )
        count["found"] += found
        misses.extend([] if found else [f"{path.stem}: not tied: “{one['text']}” to {one['speaker']!r}"])


def _name(made: Answer, speaker: str) -> str:
    people = {**(made.get("parties") or {}), **{one["id"]: one for one in made["authors"] if "id" in one}}
    return people.get(speaker, {}).get("name") or people.get(speaker, {}).get("description") or speaker


def _same(name: str, other: str) -> bool:
    """Tell whether two names are the same but for a title or an office before one of them."""
    short, long = sorted((letters(name), letters(other)), key=len)
    return len(short) > 1 and long.endswith(short)


def _begins(text: str, start: str) -> bool:
    return bool(start) and text.startswith(start)


def letters(text: str | None) -> str:
    """Return the letters and figures of *text*, case put aside."""
    return "".join(char for char in unicodedata.normalize("NFKC", text or "").casefold() if char.isalnum())


def measured(folder: Path) -> tuple[Counter[str], list[str]]:
    """Return the sums over *folder*, and every miss."""
    count: Counter[str] = Counter()
    misses: list[str] = []
    for path, answer in layouts(folder):
        one, missed = score(path, answer)
        count.update(one)
        misses += missed
    return count, misses


def share(count: Counter[str], part: str, whole: str) -> float:
    """Return how much of *whole* is *part*; 1 where there is nothing to be right about."""
    return count[part] / count[whole] if count[whole] else 1.0


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--misses", action="store_true", help="name what is not right")
    options = parser.parse_args()
    count, misses = measured(options.folder)
    if not count["layouts"]:
        sys.exit(f"{options.folder}: no NAME.txt with a NAME.answer.yaml is in it")
    print(f"| {count['layouts']} layouts | |\n| --- | --- |")
    for what in ("headline", "deck", "byline", "date", "language"):
        print(f"| {what} right | {share(count, what, 'layouts'):.2f} |")
    print(f"| names right of those given | {count['right_names']} of {count['names']} |")
    print(f"| attributions right of those made | {count['right_attributions']} of {count['attributions']} |")
    print(f"| … wrong and not marked | {count['unmarked']} |")
    print(f"| quotations tied to their speaker | {count['found']} of {count['tied']} |")
    print(
        f"| demands found | {count['right_demands']} of {count['demands']}; that are none: {count['wrong_demands']} |"
    )
    if options.misses:
        print("\n".join(["", *misses]))


if __name__ == "__main__":
    main()
