"""The preview's web server: one shell, the page in a frame, the PDF, and a stream of what changed.

It serves what it made, never a file: there is no path that a request could name. It answers only to its own
names (a foreign ``Host`` is how DNS rebinding comes in) and tells browsers to load nothing from elsewhere.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hashlib
import json
import re
import threading
import time
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from pressmark import reader
from pressmark.problems import PressmarkError, Problem
from pressmark.reader import ANY
from pressmark.reports import as_object
from pressmark.resources import resource
from pressmark.serving.printer import Printer, PrintOrder
from pressmark.serving.watch import changes
from pressmark.theme import Options, load_theme
from pressmark.writers import writer

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path
    from types import FrameType

    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from pressmark.model import Article
    from pressmark.reader import Houses


# So much of a long line is shown before and after the marked part.
_CONTEXT = 60


@dataclass(frozen=True, slots=True)
class View:
    """One look at the article.

    *problems* are those of now; *page*, *article* and *options* are the last ones that were right (None as long as
    there are none), so that a writer who is in the middle of a line still sees the page.
    """

    text: str
    problems: tuple[Problem, ...]
    page: bytes | None = None
    article: Article | None = None
    options: Options | None = None

    @property
    def page_id(self) -> str:
        """Return a name for the page that changes only with its bytes ("" where there is none)."""
        return hashlib.sha256(self.page).hexdigest()[:16] if self.page is not None else ""


def look(source: Path, theme: Path | None, before: View | None = None, houses: reader.Houses = reader.ANY) -> View:
    """Read the article *source* and the *theme* folder as they are now, and return what is to be seen.

    *houses* says where its house is.
    Never raises: what goes wrong is a problem like those of the article, and the page of *before* stays.
    """
    last = before or View("", ())
    try:
        reading = reader.check_file(source, houses)
        if reading.article is None:
            return replace(last, text=reading.text, problems=reading.problems)
        # The shipped templates are read anew too: in a checkout somebody may be at work on them.
        options = Options(load_theme(theme or resource("templates")))
        page = writer("html").write(reading.article, options)
    except PressmarkError as error:
        return replace(last, text="", problems=(Problem("preview", str(error)),))
    except Exception as error:  # noqa: BLE001 - a preview outlives a mistake in a theme or in pressmark, and shows it
        return replace(last, text="", problems=(Problem("preview", f"{type(error).__name__}: {error}"),))
    return View(reading.text, reading.problems, page, reading.article, options)


def as_data(name: str, problems: tuple[Problem, ...], text: str) -> list[dict[str, object]]:
    """Return the *problems* of the source *name* for the browser (docs/problem.schema.json).

    Each has an ``excerpt``: its line of *text*, cut into three at the marked part.
    """
    lines = re.split(r"\r\n|\r|\n", text)
    return [_as_data(name, problem, lines) for problem in problems]


def _as_data(name: str, problem: Problem, lines: list[str]) -> dict[str, object]:
    data = as_object(name, problem)
    span = problem.span
    if span is None or not 1 <= span.line <= len(lines):
        return data
    line = lines[span.line - 1]
    start = min(span.column - 1, len(line))
    end = max(start, min(span.end_column - 1, len(line)) if span.end_line == span.line else len(line))
    before, marked, after = line[:start], line[start:end], line[end:]
    if len(before) > _CONTEXT:
        before = f"…{before[-_CONTEXT:]}"
    if len(marked) > 2 * _CONTEXT:
        marked = f"{marked[: 2 * _CONTEXT]}…"
    if len(after) > _CONTEXT:
        after = f"{after[:_CONTEXT]}…"
    return data | {"excerpt": [before, marked, after]}


_SHELL_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; img-src data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
# Browsers show a PDF with a page of their own, which a stricter policy would leave without its parts.
_PDF_POLICY = "frame-ancestors 'self'"
# A comment in the stream, so that a browser that went away is noticed.
_HEARTBEAT_SECONDS = 15.0
# A browser sends its request at once; whoever takes longer only holds the place.
_SLOWEST_SECONDS = 10.0


class Board:
    """What every open browser shows; lives in the server's event loop."""

    def __init__(self, source: Path, theme: Path | None, first: View, houses: Houses = ANY) -> None:
        """Show *first*, the view of *source* in *theme*; *houses* says where its house is."""
        self.houses = houses
        self.source = source
        self.theme = theme
        self.view = first
        self.closing = False
        self.printer = Printer(self.tell)
        self._changed = asyncio.Event()
        self._print(first)

    def show(self, view: View) -> None:
        """Show *view* from now on, and have its PDF made where that has changed."""
        before, self.view = self.view, view
        if (view.article, view.options) != (before.article, before.options):
            self._print(view)
        self.tell()

    def _print(self, view: View) -> None:
        if view.article is not None and view.options is not None:
            self.printer.ask(PrintOrder(view.article, view.text, view.options))

    def tell(self) -> None:
        """Wake all streams."""
        self._changed.set()
        self._changed = asyncio.Event()

    def close(self) -> None:
        """End all streams."""
        self.closing = True
        self.tell()

    @property
    def change(self) -> asyncio.Event:
        """Return what will be set at the next change from now on."""
        return self._changed

    @property
    def state(self) -> str:
        """Return what the shell shows, as JSON."""
        sheet = self.printer.sheet
        return json.dumps(
            {
                "name": self.source.name,
                "page": f"/page/{self.view.page_id}" if self.view.page is not None else "",
                "pdf": {"href": f"/{quote(self.source.stem)}.pdf", "state": sheet.state, "reason": sheet.reason},
                "problems": self._problems(),
            }
        )

    def _problems(self) -> list[dict[str, object]]:
        """Return the reader's problems; where it found no error, preflight's too."""
        view, sheet = self.view, self.printer.sheet
        name = str(self.source)
        shown = as_data(name, view.problems, view.text)
        if not any(problem.severity == "error" for problem in view.problems):
            shown += [data | {"print": True} for data in as_data(name, sheet.problems, sheet.text)]
        return sorted(shown, key=lambda data: (data["line"] or 0, data["column"] or 0))


class _Headers:
    """Adds to every answer what keeps a browser from storing it, guessing its type or handing it to another site."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Cache-Control"] = "no-store"
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Cross-Origin-Resource-Policy"] = "same-origin"
                headers["Referrer-Policy"] = "no-referrer"
                headers.setdefault("Content-Security-Policy", _SHELL_POLICY)
            await send(message)

        await self.app(scope, receive, send_with_headers)


@cache
def _asset(name: str) -> bytes:
    return (files("pressmark.serving") / "assets" / name).read_bytes()


def application(board: Callable[[], Board], hosts: list[str]) -> Starlette:
    """Return the web application that shows the *board* of its event loop to requests for one of *hosts*."""
    boards: list[Board] = []

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        one = board()
        boards.append(one)
        stop = threading.Event()
        printing = asyncio.create_task(one.printer.run())
        watching = asyncio.create_task(asyncio.to_thread(_watch, one, asyncio.get_running_loop(), stop))
        try:
            yield
        finally:
            stop.set()
            printing.cancel()
            await asyncio.gather(printing, watching, return_exceptions=True)

    def asset(name: str, media_type: str) -> Callable[[Request], Response]:
        return lambda _request: Response(_asset(name), media_type=media_type)

    async def page(_request: Request) -> Response:
        made = boards[0].view.page
        if made is None:
            return PlainTextResponse("There is no page yet: the article has problems.", status_code=404)
        return Response(made, media_type="text/html", headers={"Content-Security-Policy": _PAGE_POLICY})

    async def pdf(request: Request) -> Response:
        if request.path_params["stem"] != boards[0].source.stem:
            return PlainTextResponse("Not Found", status_code=404)
        sheet = await boards[0].printer.settled()
        if sheet.state == "ready":
            return Response(sheet.pdf, media_type="application/pdf", headers={"Content-Security-Policy": _PDF_POLICY})
        reason = sheet.reason or "the article has problems"
        return PlainTextResponse(f"There is no PDF: {reason}.", status_code=503)

    async def events(_request: Request) -> Response:
        return StreamingResponse(_stream(boards[0]), media_type="text/event-stream")

    return Starlette(
        routes=[
            Route("/", asset("shell.html", "text/html")),
            Route("/preview.css", asset("preview.css", "text/css")),
            Route("/preview.js", asset("preview.js", "text/javascript")),
            Route("/page/{id}", page),
            Route("/events", events),
            Route("/{stem}.pdf", pdf),
        ],
        middleware=[Middleware(_Headers), Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)],
        lifespan=lifespan,
    )


async def _stream(board: Board) -> AsyncIterator[str]:
    shown = ""
    while True:
        # Asked for before anything is looked at: what changes while a browser is being told must not be missed.
        change = board.change
        if board.closing:
            return
        if board.state != shown:
            shown = board.state
            yield f"data: {shown}\n\n"
        else:
            yield ":\n\n"
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(change.wait(), _HEARTBEAT_SECONDS)


def _watch(board: Board, loop: asyncio.AbstractEventLoop, stop: threading.Event) -> None:
    """Look again after each burst of saves; runs in a thread of its own."""
    from pressmark.resources import resource  # read with the theme, watched only here

    view = board.view
    real = board.source.resolve()
    for _ in changes(
        [board.source.parent, real.parent, board.theme or resource("templates"), *_shared(board)], stop=stop
    ):
        view = look(board.source, board.theme, view, board.houses)
        loop.call_soon_threadsafe(board.show, view)


def _quiet(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Say nothing of connections that could not be taken, as too many files are open; all else as ever."""
    error = context.get("exception")
    if not (isinstance(error, OSError) and error.errno in {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}):
        loop.default_exception_handler(context)


class _Server(uvicorn.Server):
    """A server that ends its endless streams before it waits for its connections to end."""

    def __init__(self, config: uvicorn.Config, close: Callable[[], None], started: Callable[[], None]) -> None:
        super().__init__(config)
        self._close = close
        self._say_started = started
        self._waiting: dict[Any, float] = {}

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        # Where files run out, asyncio tells of it thousands of times a second; the next connection is taken then.
        asyncio.get_running_loop().set_exception_handler(_quiet)
        await super().startup(sockets)
        self._say_started()

    async def on_tick(self, counter: int) -> bool:
        if counter % 10 == 0:
            self._close_the_slow(time.monotonic())
        return await super().on_tick(counter)

    def _close_the_slow(self, now: float) -> None:
        """Close connections that have not asked for anything in a while; streams and pages being made are not meant."""
        cycles = {one: getattr(one, "cycle", None) for one in self.server_state.connections}
        waiting = [one for one, cycle in cycles.items() if cycle is None or cycle.response_complete]
        self._waiting = {one: self._waiting.get(one, now) for one in waiting}
        for one, since in self._waiting.items():
            transport = getattr(one, "transport", None)
            if now - since > _SLOWEST_SECONDS and transport is not None:
                transport.close()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._close()
        super().handle_exit(sig, frame)


def _shared(board: Board) -> list[Path]:
    """Return the folder of the house that the article has."""
    from pressmark.reader.house import find  # only watched

    house = board.houses.path or find(board.source.parent)
    return [house.parent] if house is not None else []


def run(
    source: Path,
    theme: Path | None,
    listening: socket.socket,
    hosts: list[str],
    started: Callable[[], None],
    *,
    houses: Houses = ANY,
) -> None:
    """Serve the preview of *source* on the socket *listening* until interrupted.

    *hosts* are the names that requests may use; *started* is called when the first request would be answered.
    """
    boards: list[Board] = []

    def board() -> Board:
        boards.append(Board(source, theme, look(source, theme, houses=houses), houses))
        return boards[0]

    def close() -> None:
        for one in boards:
            one.close()

    config = uvicorn.Config(
        application(board, hosts),
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
        backlog=32,
    )
    with contextlib.suppress(KeyboardInterrupt):
        _Server(config, close, started).run(sockets=[listening])
