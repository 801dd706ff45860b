"""How well `pressmark import` reads real pages, beside trafilatura and newspaper4k in the same run.

Run it as ``python -m bench.import_pages FOLDER [--first N] [--misses]``. FOLDER holds checkouts of two public
repositories, whose pages and answers stay there: ``trafilatura`` (adbar/trafilatura, set T: headline, byline, date)
and ``article-extraction-benchmark`` (scrapinghub, set S: the words of the body). newspaper4k is no dependency;
``pip install newspaper4k`` adds its column.

Headlines are compared with case, quotation marks and dashes put aside; bylines as sets of names, lead words cut; dates
by the day. A paragraph of five words and more counts as found where 80 of 100 of its runs of four words stand anywhere
in the other text; letters of scripts without spaces count as words.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import logging
import re
import time
import unicodedata
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from pressmark import reader
from pressmark.importing import import_article

Answer = dict[str, Any]
_RUN = 4
_ENOUGH = 0.8
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u1000-\u109f\u3040-\u30ff\u3400-\u9fff]")
# What a page lacks, or what a person does by hand, is no fault of the import.
_BY_HAND = {"image-missing"}


def pages(folder: Path) -> list[Answer]:
    """Return the pages of sets T and S under *folder*, each with its answers."""
    found: list[Answer] = []
    base = folder / "trafilatura" / "tests"
    for one in json.loads((base / "evaldata.json").read_text("utf-8")).values() if base.exists() else []:
        path = next(
            (base / sub / one["file"] for sub in ("eval", "cache") if (base / sub / one["file"]).exists()), None
        )
        author = one.get("author") or ""
        author = "; ".join(author) if isinstance(author, list) else author
        if path and one.get("title") and one.get("date"):
            found.append({"set": "T", "path": path, "title": one["title"], "author": author or "", "date": one["date"]})
    base = folder / "article-extraction-benchmark"
    answers = json.loads((base / "ground-truth.json").read_text("utf-8")) if base.exists() else {}
    for name, one in answers.items():
        found.append({"set": "S", "path": base / "html" / f"{name}.html.gz", "body": one["articleBody"]})
    return found


def by_pressmark(data: bytes) -> Answer:
    """Return what pressmark reads, and the rules that its own validator finds broken by more than the page's lacks."""
    imported = import_article(data, name="page.html")
    article = yaml.load(imported.yaml, Loader=yaml.BaseLoader)
    missing = set(imported.report.missing)
    problems = reader.check(imported.yaml.encode(), name="a.yaml", stem="a", folder=None).problems
    refused = [
        p.rule for p in problems if p.severity == "error" and p.pointer not in missing and p.rule not in _BY_HAND
    ]
    bodies = [_with_quotes(section.get("body") or "", article) for section in article.get("sections") or []]
    lines = [line for section in article.get("sections") or [] for line in [section.get("heading") or ""]]
    lines += [line for body in bodies for line in body.split("\n")]
    if article.get("dateline") and lines:  # the page has it before the first paragraph
        rest = " ".join(one.text for one in imported.report.left_out if "dateline" in one.why)
        first = next((number for number, line in enumerate(lines) if line.strip()), 0)
        lines[first] = f"{article['dateline']} {rest} {lines[first]}"
    beside = [article.get(key) or "" for key in ("deck", "notes", "rubric", "dateline")]
    beside += [
        image.get(key) or "" for image in (article.get("images") or {}).values() for key in ("caption", "credit")
    ]
    beside += [correction["text"] for correction in article.get("corrections") or []]
    doubtful = [entry for entry in imported.report.guesses if "/speaker" in entry.pointer and entry.guess.doubtful]
    return {
        "title": article.get("headline") or "", "author": "; ".join(a.get("name") or "" for a in article["authors"]),
        "date": article.get("published") or "", "lines": lines, "beside": beside, "refused": refused,
        "quotes": len(article.get("quotes") or {}), "doubtful": len(doubtful),
    }  # fmt: skip


def _with_quotes(body: str, article: Answer) -> str:
    """Return a body's words with the quotes and demands in their places, and without marks."""
    demands = {one["id"]: one["text"] for one in article.get("demands") or []}
    quotes = {key: f"“{one['text']}”" for key, one in (article.get("quotes") or {}).items()}
    body = body.replace("{demands}", "\n".join(demands.values()))
    body = re.sub(r"\{(?:quote|demand):([a-z0-9-]+)\}", lambda m: quotes.get(m[1]) or demands.get(m[1], ""), body)
    body = re.sub(r"\[\^[a-z0-9-]+\]|\{image:[a-z0-9-]+\}|\]\((?:[^()\\]|\\.)*\)", "", body)
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", body.replace("\\\n", "\n"))


def by_trafilatura(data: bytes) -> Answer:
    """Return what trafilatura reads."""
    import trafilatura

    found = trafilatura.bare_extraction(data, with_metadata=True, include_comments=False)
    if found is None:
        return {"title": "", "author": "", "date": "", "lines": []}
    lines = (found.text or "").split("\n")
    return {"title": found.title or "", "author": found.author or "", "date": found.date or "", "lines": lines}


def by_newspaper(data: bytes) -> Answer:
    """Return what newspaper4k reads."""
    import trafilatura
    from newspaper import Article

    article = Article("https://news.example/", fetch_images=False)
    article.download(input_html=trafilatura.utils.decode_file(data))
    article.parse()
    date = str(article.publish_date or "")
    return {
        "title": article.title,
        "author": "; ".join(article.authors),
        "date": date,
        "lines": article.text.split("\n"),
    }


def _flat(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = re.sub(r"[‐-―−–—]", "-", re.sub(r"[“”„«»\"‘’'`‹›]", " ", folded))
    return re.sub(r"^[\W_]+|[\W_]+$", "", " ".join(folded.split()))


def _names(text: str) -> set[str]:
    text = re.sub(r"^(by|von|por|par|words by)\s+", "", text.split("|", maxsplit=1)[0].strip(), flags=re.IGNORECASE)
    parts = re.split(r"\s*(?:;|,|/|&|\band\b|\bund\b|\bet\b|\by\b(?=\s+[A-ZÁÉÍÓÚ])|・)\s*", text)
    return {_flat(part) for part in parts if _flat(part)}


def _words(text: str) -> list[str]:
    found = re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())
    return [part for word in found for part in (word if _UNSPACED.search(word) else [word])]


def _runs(words: list[str]) -> list[tuple[str, ...]]:
    if len(words) < _RUN:
        return [tuple(words)] if words else []
    return [tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)]


def _lost(lines: list[str], others: list[str]) -> tuple[int, list[str]]:
    """Return how many of *lines* count, and those that *others* do not hold."""
    have = set(_runs(_words("\n".join(others)))) | {run for line in others for run in _runs(_words(line))}
    counted = [line for line in lines if len(_words(line)) > _RUN]
    lost = [
        line for line in counted if sum(r in have for r in _runs(_words(line))) < _ENOUGH * len(_runs(_words(line)))
    ]
    return len(counted), lost


def score(page: Answer, found: Answer, count: Counter[str], misses: list[str]) -> None:
    """Add what *found* got right of *page* to *count*."""
    if page["set"] == "T":
        same = _flat(page["title"]) == _flat(found["title"])
        expected, named = _names(page["author"]), _names(found["author"])
        day = page["date"][:10] == found["date"][:10]
        count.update(
            pages=1, title=same, author=expected == named, named=len(named), hit=len(expected & named), day=day
        )
        count.update(authors=len(expected), nobody=not expected, invented=bool(named and not expected))
        for what, right, want in (
            ("title", same, page["title"]),
            ("byline", expected == named, page["author"]),
            ("date", day, page["date"]),
        ):
            misses += [] if right else [f"{page['path'].name}: {what}: {want!r}"]
    else:
        body = [line for line in page["body"].split("\n") if line.strip()]
        wanted, lost = _lost(body, [*found["lines"], *found.get("beside", [])])
        given, foreign = _lost(found["lines"], body)
        count.update(wanted=wanted, lost=len(lost), given=given, foreign=len(foreign))
        misses += [f"{page['path'].name}: lost: {line[:80]}" for line in lost]


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--first", type=int, default=10**6, metavar="N", help="only the first N pages of each set")
    parser.add_argument("--misses", action="store_true", help="name what pressmark misses")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    tools = {"pressmark": by_pressmark, "trafilatura": by_trafilatura}
    if importlib.util.find_spec("newspaper"):
        tools["newspaper4k"] = by_newspaper
    every = pages(options.folder)
    chosen = [page for name in "TS" for page in [one for one in every if one["set"] == name][: options.first]]
    counts: dict[str, Counter[str]] = {name: Counter() for name in tools}
    misses: list[str] = []
    start = time.monotonic()
    for page in chosen:
        data = page["path"].read_bytes()
        data = gzip.decompress(data) if page["path"].suffix == ".gz" else data
        for name, tool in tools.items():
            try:
                found = tool(data)
            except Exception as error:  # noqa: BLE001 - a failure is what is counted here
                counts[name]["failed"] += 1
                misses += [f"{page['path'].name}: {name} fails: {error!r}"] if name == "pressmark" else []
                continue
            counts[name].update(
                refused=bool(found.get("refused")), quotes=found.get("quotes", 0), doubtful=found.get("doubtful", 0)
            )
            score(page, found, counts[name], misses if name == "pressmark" else [])
            misses += [f"{page['path'].name}: refused: {found['refused']}"] if found.get("refused") else []
    print(table(counts, time.monotonic() - start))
    if options.misses:
        print("\n".join(misses))


def table(counts: dict[str, Counter[str]], seconds: float) -> str:
    """Return the figures as a Markdown table."""
    first = next(iter(counts.values()))
    rows = {
        f"headline exact (T, {first['pages']} pages)": lambda c: _share(c["title"], c["pages"]),
        "byline exact": lambda c: _share(c["author"], c["pages"]),
        "byline precision": lambda c: _share(c["hit"], c["named"]),
        "byline recall": lambda c: _share(c["hit"], c["authors"]),
        f"somebody named where nobody is ({first['nobody']} pages)": lambda c: _share(c["invented"], c["nobody"]),
        "day of publication": lambda c: _share(c["day"], c["pages"]),
        f"body recall (S, {first['wanted']} paragraphs)": lambda c: _share(c["wanted"] - c["lost"], c["wanted"]),
        "body precision": lambda c: _share(c["given"] - c["foreign"], c["given"]),
        "refused by the validator for more than the page's lacks": lambda c: str(c["refused"]),
        "failures": lambda c: str(c["failed"]),
        "quotes with a speaker (of them marked doubtful)": lambda c: f"{c['quotes']} ({c['doubtful']})",
    }
    head = ["| | " + " | ".join(counts) + " |", "| --- |" + " --- |" * len(counts)]
    lines = [
        f"| {name} | " + " | ".join(cell(count) for count in counts.values()) + " |" for name, cell in rows.items()
    ]
    return "\n".join([*head, *lines, "", f"{seconds:.0f} s"])


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


if __name__ == "__main__":
    main()
