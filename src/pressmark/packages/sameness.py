"""Whether the renditions in a package are of the source beside them."""

from __future__ import annotations

import hashlib
import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from pressmark.packages.deposit import HTML, JSONLD, PDF, SOURCE
from pressmark.verdict import Check, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NAME = "same source in every rendition"
# The record that the PDF keeps in its XMP, which PDF/A leaves in clear.
_RECORD = re.compile(rb"<pressmark:source>([0-9a-f]{64})</pressmark:source>")


def same_source(files: Mapping[str, bytes]) -> Check:
    """Return whether metadata, page and PDF among the payload's *files* name the digest of the source there.

    The page does so by the metadata it embeds, which must be the metadata beside it.
    """
    source = hashlib.sha256(files.get(SOURCE, b"")).hexdigest()
    return Check.of(NAME, [*_metadata(files, source), *_page(files), *_copy(files, source)], f"sha256:{source}")


def _metadata(files: Mapping[str, bytes], source: str) -> Iterator[Finding]:
    graph = _json(files.get(JSONLD, b""))
    encodings = graph.get("encoding", []) if isinstance(graph, dict) else []
    nodes = encodings if isinstance(encodings, list) else [encodings]
    if source not in [node.get("sha256") for node in nodes if isinstance(node, dict)]:
        yield Finding(JSONLD, "does not name the digest of the source beside it")


def _page(files: Mapping[str, bytes]) -> Iterator[Finding]:
    reader = _Embedded()
    reader.feed(files.get(HTML, b"").decode("utf-8", "replace"))
    reader.close()
    found = _json("".join(reader.texts).encode())
    if found is None or found != _json(files.get(JSONLD, b"")):
        yield Finding(HTML, "its embedded metadata is not the metadata beside it")


def _copy(files: Mapping[str, bytes], source: str) -> Iterator[Finding]:
    if _RECORD.findall(files.get(PDF, b"")) != [source.encode()]:
        yield Finding(PDF, "does not name the digest of the source beside it")


def _json(data: bytes) -> Any:  # noqa: ANN401 - whatever the file holds
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


class _Embedded(HTMLParser):
    """Collects the text of the page's JSON-LD."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.texts: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and ("type", "application/ld+json") in attrs

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.texts.append(data)
