"""The same articles through pressmark and through others, in turn, on the same machine.

    python -m bench.peers [--articles 200] [--rounds 3] [--cold 11]

It needs Debian's pandoc and chromium, and from PyPI those of bench/requirements.txt; who is not there is left out, and
that is said. pressmark makes PDF, HTML and JSON-LD; everyone else makes the PDF only. Prince, PlutoPrint and Chromium
print pressmark's own page. Where a peer can use two cores, it gets them. First comes one article from a cold start,
a process each, as often as *cold* says; then all of them.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from bench import spoken
from bench.corpus import Plan, write
from bench.measure import PRESSMARK, in_turn, machine, median, run, table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


_BIN = str(Path(sys.executable).parent)
_TYPST = """
import sys, typst
fonts, source, target = sys.argv[3:], *sys.argv[1:3]
open(target, "wb").write(
    typst.compile(open(source, "rb").read(), font_paths=fonts, ignore_system_fonts=True, pdf_standards=["a-3a"])
)
"""


def program(name: str) -> str | None:
    """Return the path of the program *name*, beside this Python or elsewhere, None where there is none."""
    return shutil.which(name, path=os.pathsep.join([_BIN, os.environ.get("PATH", "")]))


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


def each(command: Callable[[Path, Path], Sequence[str]], sources: Sequence[Path], out: Path, at_once: int) -> float:
    """Return the seconds for a process of *command* for each of *sources*, so many at a time."""
    out.mkdir(exist_ok=True)
    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(lambda source: run(command(source, out / f"{source.stem}.pdf")), sources))
    return time.perf_counter() - began


def prince(source: Path, target: Path) -> Sequence[str]:
    """Return the command that prints *source* with Prince, as we do: PDF/A-3a."""
    return (program("prince") or "prince", "--pdf-profile=PDF/A-3a", "--no-network", str(source), "-o", str(target))


def plutoprint(source: Path, target: Path) -> Sequence[str]:
    """Return the command that prints *source* with PlutoPrint."""
    return (program("plutoprint") or "plutoprint", "--media", "print", str(source), str(target))


def chromium(source: Path, target: Path) -> Sequence[str]:
    """Return the command that prints *source* with a browser of its own."""
    flags = (*_CHROMIUM, "--headless", "--no-pdf-header-footer", f"--print-to-pdf={target}")
    return (program("chromium") or "chromium", *flags, source.as_uri())


def typst(source: Path, target: Path) -> Sequence[str]:
    """Return the command that sets *source* with Typst, in a Python of its own."""
    return (sys.executable, "-c", _TYPST, str(source), str(target), *map(str, spoken.fonts()))


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


def _cold(rounds: int, out: Path, *, article: Path, page: Path, markdown: Path, typ: Path) -> dict[str, list[float]]:
    """Return the seconds for one article from nothing, *rounds* times with each who is there."""
    ours = (*PRESSMARK, "build", str(article), "-o", str(out / "cold"), "--force", "-q")
    found: dict[str, Callable[[], float]] = {
        "pressmark build (PDF, HTML, JSON-LD)": lambda: run(ours),
        "pressmark build --to pdf": lambda: run((*ours, "--to", "pdf")),
    }
    target = out / "cold.pdf"
    if program("pandoc"):
        found["pandoc --pdf-engine=weasyprint"] = lambda: pandoc([markdown], 1)
    for name, command, source in (
        ("Chromium", chromium, page), ("Prince 17, PDF/A-3a", prince, page), ("PlutoPrint", plutoprint, page),
    ):  # fmt: skip
        if program(command.__name__):
            found[name] = lambda command=command, source=source: run(command(source, target))
    if find_spec("typst"):
        found["Typst, PDF/A-3a"] = lambda: run(typst(typ, target))
    return in_turn(rounds, found)


def _all(
    given: argparse.Namespace, root: Path, pages: Sequence[Path], markdown: Sequence[Path], typ: Sequence[Path]
) -> dict[str, list[float]]:
    """Return the seconds an article for all of them, round after round, with each who is there."""
    few = markdown[: given.pandoc]
    found: dict[str, Callable[[], float]] = {
        "pressmark build -j 2 (PDF, HTML, JSON-LD)": lambda: (
            pressmark(root / "articles", root / "out") / given.articles
        ),
    }
    closing = []
    if program("pandoc"):
        found["pandoc --pdf-engine=weasyprint, one after the other"] = lambda: pandoc(few, 1) / len(few)
        found["pandoc --pdf-engine=weasyprint, two at a time"] = lambda: pandoc(few, 2) / len(few)
    if program("chromium") and find_spec("playwright"):
        browser = Chromium()
        browser.seconds(pages[:4], root / "chromium")
        closing.append(browser.close)
        found["Chromium, warm, two pages"] = lambda: browser.seconds(pages, root / "chromium") / len(pages)
    for name, command in (("Prince 17, PDF/A-3a", prince), ("PlutoPrint", plutoprint)):
        if program(command.__name__):
            found[f"{name}, two at a time"] = lambda command=command: (
                each(command, pages, root / command.__name__, 2) / len(pages)
            )
    if find_spec("typst"):
        compiler = Typst()
        compiler.seconds(typ[:4])
        closing.append(compiler.close)
        found["Typst, warm, two processes"] = lambda: compiler.seconds(typ) / len(typ)
    made = in_turn(given.rounds, found)
    for close in closing:
        close()
    return made


def _tell(found: dict[str, list[float]]) -> None:
    ours = median(next(iter(found.values())))
    table(
        ["program", "ms an article", "articles a second", "pressmark's throughput against it"],
        [
            [name, f"{median(values) * 1000:.0f}", f"{1 / median(values):.1f}", f"{median(values) / ours:.2f} ×"]
            for name, values in found.items()
        ],
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure pressmark against others.")
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--pandoc", type=int, default=20, help="articles of each round that pandoc gets")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cold", type=int, default=11, help="rounds of one article from a cold start")
    given = parser.parse_args()
    missing = [name for name in ("pandoc", "chromium", "prince", "plutoprint") if not program(name)]
    missing += [name for name in ("playwright", "typst") if not find_spec(name)]
    if missing:
        print(f"left out, since not here: {', '.join(missing)}\n")
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        write(Plan(given.articles), root / "articles")
        pressmark(root / "articles", root / "out")
        sources = sorted((root / "articles").rglob("*.yaml"))
        markdown, typ = spoken.write(sources, root / "peers")
        kept = root / "kept"
        shutil.copytree(root / "out", kept)
        pages = sorted(kept.rglob("*.html"))
        machine()
        print("One article, from a cold start\n")
        _tell(_cold(given.cold, root, article=sources[0], page=pages[0], markdown=markdown[0], typ=typ[0]))
        print("\nAll of them\n")
        _tell(_all(given, root, pages, markdown, typ))
    machine()


if __name__ == "__main__":
    main()
