"""The same articles through pressmark and through others, in turn, on the same machine.

    python -m bench.peers [--articles 200] [--rounds 3]

It needs Debian's pandoc and chromium, and from PyPI playwright and typst (bench/requirements.txt). pressmark makes
PDF, HTML and JSON-LD; everyone else makes the PDF only. Where a peer can use two cores, it gets them.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from bench import spoken
from bench.corpus import Plan, write
from bench.measure import PRESSMARK, in_turn, machine, median, run, table

if TYPE_CHECKING:
    from collections.abc import Sequence

_CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pressmark(folder: Path, out: Path) -> float:
    """Return the seconds for all of PDF, HTML and JSON-LD, the process's start and the state included."""
    shutil.rmtree(out, ignore_errors=True)
    return run((*PRESSMARK, "build", str(folder), "-o", str(out), "-j", "2", "-q"))


def pandoc(sources: Sequence[Path], at_once: int) -> float:
    """Return the seconds for one pandoc process for each article, so many at a time."""
    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(_pandoc, sources))
    return time.perf_counter() - began


def _pandoc(source: Path) -> None:
    engine = Path(sys.executable).parent / "weasyprint"
    style = source.parent / "print.css"
    subprocess.run(
        ["pandoc", "-s", source, "-o", source.with_suffix(".pdf"), f"--pdf-engine={engine}", "--css", style],
        check=True,
        capture_output=True,
    )


class Chromium:
    """One warm browser with two pages, each printing one HTML file after the other."""

    def __init__(self) -> None:
        """Start it."""
        self._loop = asyncio.new_event_loop()
        self._loop.run_until_complete(self._start())

    async def _start(self) -> None:
        from playwright.async_api import async_playwright

        self._driver = await async_playwright().start()
        self._browser = await self._driver.chromium.launch(executable_path=shutil.which("chromium"), args=_CHROMIUM)
        self._pages = [await self._browser.new_page() for _ in range(2)]

    def seconds(self, pages: Sequence[Path], out: Path) -> float:
        """Return the seconds to print *pages*."""
        out.mkdir(exist_ok=True)
        began = time.perf_counter()
        self._loop.run_until_complete(self._print(list(pages), out))
        return time.perf_counter() - began

    async def _print(self, files: list[Path], out: Path) -> None:
        async def one(page: object) -> None:
            while files:
                file = files.pop()
                await page.goto(file.as_uri())
                await page.pdf(
                    path=out / f"{file.stem}.pdf", prefer_css_page_size=True, print_background=True, tagged=True
                )

        await asyncio.gather(*(one(page) for page in self._pages))

    def close(self) -> None:
        """End it."""
        self._loop.run_until_complete(self._browser.close())
        self._loop.run_until_complete(self._driver.stop())


class Typst:
    """Two warm processes, each with a compiler that has its fonts."""

    def __init__(self) -> None:
        """Start them."""
        # A fork of this process, in which a browser's driver has threads, may never end.
        self._pool = ProcessPoolExecutor(2, mp_context=get_context("spawn"))

    def seconds(self, sources: Sequence[Path]) -> float:
        """Return the seconds to compile *sources*."""
        began = time.perf_counter()
        list(self._pool.map(_typst, sources))
        return time.perf_counter() - began

    def close(self) -> None:
        """End them."""
        self._pool.shutdown()


@cache
def _compiler() -> object:
    import typst

    return typst.Compiler(font_paths=[str(folder) for folder in spoken.fonts()], ignore_system_fonts=True)


def _typst(source: Path) -> None:
    source.with_suffix(".typ.pdf").write_bytes(
        _compiler().compile(source.read_bytes(), format="pdf", pdf_standards=["a-3a"])
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure pressmark against others.")
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--pandoc", type=int, default=20, help="articles of each round that pandoc gets")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        write(Plan(given.articles), root / "articles")
        out = root / "out"
        pressmark(root / "articles", out)
        markdown, typ = spoken.write(sorted((root / "articles").rglob("*.yaml")), root / "peers")
        pages = sorted(out.rglob("*.html"))
        few = markdown[: given.pandoc]
        kept = root / "kept"
        shutil.copytree(out, kept)
        pages = sorted(kept.rglob("*.html"))
        browser, compiler = Chromium(), Typst()
        browser.seconds(pages[:4], root / "chromium")
        compiler.seconds(typ[:4])
        machine()
        found = in_turn(
            given.rounds,
            {
                "pressmark build -j 2 (PDF, HTML, JSON-LD)": lambda: pressmark(root / "articles", out) / given.articles,
                "pandoc --pdf-engine=weasyprint, one after the other": lambda: pandoc(few, 1) / len(few),
                "pandoc --pdf-engine=weasyprint, two at a time": lambda: pandoc(few, 2) / len(few),
                "Chromium, warm, two pages": lambda: browser.seconds(pages, root / "chromium") / len(pages),
                "Typst, warm, two processes": lambda: compiler.seconds(typ) / len(typ),
            },
        )
        browser.close()
        compiler.close()
    ours = median(next(iter(found.values())))
    table(
        ["program", "ms an article", "articles a second", "pressmark's throughput against it"],
        [
            [name, f"{median(values) * 1000:.0f}", f"{1 / median(values):.1f}", f"{median(values) / ours:.2f} ×"]
            for name, values in found.items()
        ],
    )
    machine()


if __name__ == "__main__":
    main()
