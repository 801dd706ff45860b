"""The YAML language server, asked over standard input and output as an editor asks it (LSP 3.17)."""

from __future__ import annotations

import itertools
import json
import queue
import subprocess
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_PATIENCE = 60.0


@dataclass(frozen=True)
class Diagnostic:
    """What the server finds wrong: *line* and *column* from 1, as our problems count them."""

    line: int
    column: int
    message: str
    source: str


class LanguageServer:
    """A running server that knows no more than an editor tells it: no settings but its defaults."""

    def __init__(self, program: Path, folder: Path) -> None:
        """Start *program* for the workspace *folder*."""
        self._process = subprocess.Popen(
            ["node", str(program), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._ids = itertools.count(1)
        self._answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self._reported: dict[str, queue.Queue[list[dict[str, Any]]]] = {}
        threading.Thread(target=self._listen, daemon=True).start()
        self._ask(
            "initialize",
            {
                "processId": None,
                "rootUri": folder.as_uri(),
                "workspaceFolders": [{"uri": folder.as_uri(), "name": folder.name}],
                "capabilities": {
                    "textDocument": {
                        "completion": {"completionItem": {"documentationFormat": ["markdown"]}},
                        "hover": {"contentFormat": ["markdown"]},
                        "publishDiagnostics": {},
                    },
                    "workspace": {"configuration": True},
                },
            },
        )
        self._tell("initialized", {})

    def open(self, path: Path) -> list[Diagnostic]:
        """Open the file *path* and return what is wrong with it, in file order."""
        uri = path.as_uri()
        self._reported[uri] = queue.Queue()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": path.read_text("utf-8")}
        self._tell("textDocument/didOpen", {"textDocument": document})
        found = self._reported[uri].get(timeout=_PATIENCE)
        return sorted(map(_diagnostic, found), key=lambda one: (one.line, one.column, one.message))

    def complete(self, path: Path, line: int, column: int) -> dict[str, str]:
        """Return what can be typed at *line* and *column*, with what is said about it."""
        answer = self._ask("textDocument/completion", _position(path, line, column))
        items = answer["items"] if isinstance(answer, dict) else answer
        return {item["label"]: _words(item.get("documentation", "")) for item in items}

    def hover(self, path: Path, line: int, column: int) -> str:
        """Return what is said about the word at *line* and *column*."""
        answer = self._ask("textDocument/hover", _position(path, line, column))
        return _words(answer["contents"]) if answer else ""

    def end(self) -> None:
        """End the server."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            pipe.close()

    def _ask(self, method: str, params: dict[str, Any]) -> Any:
        number = next(self._ids)
        self._send({"id": number, "method": method, "params": params})
        answer = self._answers.get(timeout=_PATIENCE)
        assert answer["id"] == number, answer
        assert "error" not in answer, answer
        return answer["result"]

    def _tell(self, method: str, params: dict[str, Any]) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self._process.stdin.flush()

    def _listen(self) -> None:
        out = self._process.stdout
        while head := out.readline():
            length = 0
            while head.strip():
                name, _, value = head.decode().partition(":")
                length = int(value) if name.lower() == "content-length" else length
                head = out.readline()
            self._take(json.loads(out.read(length)))

    def _take(self, message: dict[str, Any]) -> None:
        method = message.get("method")
        if method is None:
            self._answers.put(message)
        elif method == "textDocument/publishDiagnostics":
            reported = self._reported.get(message["params"]["uri"])
            if reported is not None:
                reported.put(message["params"]["diagnostics"])
        elif "id" in message:
            result = [None for _ in message["params"]["items"]] if method == "workspace/configuration" else None
            self._send({"id": message["id"], "result": result})


def _position(path: Path, line: int, column: int) -> dict[str, Any]:
    return {"textDocument": {"uri": path.as_uri()}, "position": {"line": line - 1, "character": column - 1}}


def _diagnostic(found: dict[str, Any]) -> Diagnostic:
    start = found["range"]["start"]
    return Diagnostic(start["line"] + 1, start["character"] + 1, found["message"], found.get("source", ""))


def _words(contents: Any) -> str:
    return contents if isinstance(contents, str) else contents["value"]
