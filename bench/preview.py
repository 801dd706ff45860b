"""From keystroke to changed page: how long a save takes to be seen in a real browser, with `pressmark serve`.

    python bench/preview.py [--edits 40] [--words 1500]

Prints the table of bench/preview.md. Needs the extra `serve`, Playwright, and Chromium.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent))

from corpus import article
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable

_LIMIT = 1.0
# The word is there, in the frame that is seen, and has been laid out.
_SEEN = """
word => {
  const page = document.querySelector("iframe:not([data-coming])")?.contentDocument;
  const place = page?.querySelector("h1");
  return place && place.innerText.includes(word) && place.getBoundingClientRect().height > 0;
}
"""
_TOLD = "line => [...document.querySelectorAll('#problems h2')].some(one => one.textContent.includes(line))"
_GONE = "() => document.getElementById('problems').hidden"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--edits", type=int, default=40)
    parser.add_argument("--words", type=int, default=1500)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        source = Path(place) / "article.yaml"
        source.write_text(article(1, "en-GB", wanted.words, random.Random(1), image=False), "utf-8")
        server = subprocess.Popen(
            [sys.executable, "-m", "pressmark", "serve", str(source), "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            measured = _measure(server.stdout.readline().decode().strip(), source, wanted.edits)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait()
    _show(measured, wanted.words)


def _measure(url: str, source: Path, edits: int) -> dict[str, list[float]]:
    """Return the seconds that each kind of edit took, from before the save until the browser has shown it."""
    measured: dict[str, list[float]] = {
        "a word changed": [],
        "the same, saved by renaming": [],
        "a slip": [],
        "mended": [],
    }
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page(viewport={"width": 1000, "height": 800})
        page.goto(url)
        text = source.read_text("utf-8")
        headline = next(line for line in text.splitlines() if line.startswith("headline: "))
        page.wait_for_function(_SEEN, arg="", polling="raf")
        for number in range(edits):
            edited = text.replace(headline, f"headline: Headline number {number} of many")
            for name, save in (("a word changed", _in_place), ("the same, saved by renaming", _by_renaming)):
                word = f"{number} of many" if save is _in_place else f"{number} of some"
                measured[name].append(
                    _timed(lambda: save(source, edited.replace("of many", word.split(" ", 1)[1])), page, _SEEN, word)  # noqa: B023
                )
            wrong = edited.replace("pressmark: 1", f"pressmark: 1\nslip{number}: 1")
            measured["a slip"].append(_timed(lambda: _in_place(source, wrong), page, _TOLD, f"slip{number}"))  # noqa: B023
            measured["mended"].append(_timed(lambda: _in_place(source, edited), page, _GONE, None))  # noqa: B023
            # A writer takes a breath; the PDF of the last save is being made meanwhile.
            page.wait_for_timeout(200)
        browser.close()
    return measured


def _timed(save: Callable[[], None], page: Any, seen: str, argument: str | None) -> float:  # noqa: ANN401 - Playwright's page
    before = time.perf_counter()
    save()
    page.wait_for_function(seen, arg=argument, polling="raf")
    return time.perf_counter() - before


def _in_place(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def _by_renaming(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, "utf-8")
    beside.replace(path)


def _show(measured: dict[str, list[float]], words: int) -> None:
    print(f"An article of {words:,} words, {os.cpu_count()} processors, milliseconds:\n")
    print("| edit | times | median | 95 % below | slowest |\n| --- | --- | --- | --- | --- |")
    for name, seconds in measured.items():
        cut = statistics.quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0]
        figures = (statistics.median(seconds), cut, max(seconds))
        print(f"| {name} | {len(seconds)} | " + " | ".join(f"{one * 1000:.0f}" for one in figures) + " |")
    if max(map(max, measured.values())) >= _LIMIT:
        sys.exit("slower than a second")


if __name__ == "__main__":
    main()
