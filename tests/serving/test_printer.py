"""The preview's printing process: another one takes over before the PDF engine has grown."""

from __future__ import annotations

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor

from pressmark import reader
from pressmark.serving import printer
from pressmark.theme import Options, load_theme


async def _printed(order: printer.PrintOrder, times: int) -> list[tuple[str, bytes, int | None]]:
    """Return how each of *times* copies went, its bytes, and the process that is kept for the next one."""
    one = printer.Printer(lambda: None)
    running = asyncio.create_task(one.run())
    found = []
    for _ in range(times):
        one.ask(order)
        sheet = await one.settled()
        found.append((sheet.state, sheet.pdf, one._process.pid if one._process else None))
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    return found


def test_after_its_copies_a_process_ends_and_the_next_prints_the_same(article, monkeypatch):
    monkeypatch.setattr(printer, "_COPIES", 2)
    order = printer.PrintOrder(reader.read(article), article.read_text("utf-8"), Options(load_theme()))

    # A thread has no event loop yet; this one may have that of a browser's driver.
    with ThreadPoolExecutor(1) as thread:
        first, second, third = thread.submit(lambda: asyncio.run(_printed(order, 3))).result()

    assert [state for state, _, _ in (first, second, third)] == ["ready"] * 3
    assert first[1] == second[1] == third[1]
    assert second[2] is None
    assert third[2] not in {None, first[2]}
