"""The articles that attacks are put into, and how their outputs are looked at."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from typing import Any

import html5lib

from pressmark import reader
from pressmark.limits import Limits, within
from pressmark.theme import Options, load_theme
from pressmark.writers import writer

BODY = "The last river bus leaves at six.\n\n{quote:tied-up}\n\n{demands}\n"


def plain(**changes: Any) -> dict[str, Any]:
    """Return the source of a harmless article, with *changes*."""
    source = {
        "pressmark": 1,
        "kind": "opinion",
        "language": "en-GB",
        "headline": "Bring back the evening river bus",
        "published": "2026-05-04",
        "authors": [{"name": "Mira Sandoval", "role": "Planner"}],
        "outlet": {"name": "The Harbour Post", "url": "https://harbourpost.example/"},
        "parties": {"tomas": {"name": "Tomas Reyl"}},
        "quotes": {"tied-up": {"text": "We tie up too early", "speaker": "tomas"}},
        "demands": [{"id": "sail", "text": "The boat should sail.", "by": "tomas"}],
        "sections": [{"heading": "The last boat", "body": BODY}],
    }
    return source | changes


def body(text: str) -> dict[str, Any]:
    """Return the source of an article whose body begins with *text*."""
    return plain(sections=[{"heading": "The last boat", "body": f"{text}\n\n{BODY}"}])


def everywhere(text: str) -> dict[str, Any]:
    """Return the source of an article that has *text* in every field of free text."""
    escaped = re.sub(r"([\\`*_\[\]{}<])", r"\\\1", text)
    return plain(
        headline=text,
        deck=text,
        summary=text,
        rubric=text,
        backstory=text,
        keywords=[text],
        places=[{"name": text}],
        topics=[{"name": text}],
        authors=[{"name": text, "role": text, "affiliation": {"name": text}}],
        outlet={"name": text, "url": "https://harbourpost.example/"},
        parties={"tomas": {"name": text, "role": text}},
        quotes={"tied-up": {"text": text, "speaker": "tomas", "context": text, "source": "table"}},
        demands=[{"id": "sail", "text": text, "action": text, "by": "tomas"}],
        sections=[{"heading": text, "body": f"So it begins {escaped} and ends.\n\n{BODY}"}],
        sources={"table": {"title": text, "author": text}},
        corrections=[{"date": "2026-05-05", "text": text}],
        rights={"holder": text, "notice": text, "credit": text},
    )


def check(source: dict[str, Any] | bytes, folder: Any = None) -> Any:
    """Read *source*: a dict is written as JSON, which is YAML."""
    data = source if isinstance(source, bytes) else json.dumps(source, ensure_ascii=False).encode()
    return reader.check(data, name="attack.yaml", stem="attack", folder=folder)


def rules(source: dict[str, Any] | bytes, folder: Any = None) -> set[str]:
    """Return the rules that *source* breaks."""
    return {problem.rule for problem in check(source, folder).problems if problem.severity == "error"}


def outputs(source: dict[str, Any], *formats: str) -> dict[str, bytes]:
    """Build *source* and return its outputs by format."""
    reading = check(source)
    assert reading.article is not None, reading.problems
    return {name: writer(name).write(reading.article, Options(load_theme())) for name in formats}


def assert_inert(page: bytes) -> None:
    """Assert that *page*, as a browser would parse it, runs nothing, fetches nothing and is whole."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    scripts = list(tree.iter("script"))
    assert [script.get("type") for script in scripts] == ["application/ld+json"]
    json.loads(scripts[0].text)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in {"iframe", "object", "embed", "form", "base", "svg", "math", "template", "video"}
        for name, value in element.attrib.items():
            assert not str(name).startswith("on"), (element.tag, name)
            if name in {"href", "src", "action", "cite", "srcset", "poster"}:
                assert re.match(r"(https?://|mailto:|#|data:image/|[\w./%-]+$)", value), (element.tag, name, value)
    assert tree.find("body").find(".//*[@id='article']") is not None


def bounded(seconds: float, memory: int, work: Callable[..., Any], *args: Any) -> Any:
    """Return what *work* makes of *args* in a process held to *memory*; it may take *seconds* of the processor.

    The clock stops only what goes on for ever: a machine that is busy with something else fails no test.
    """
    began = sum(os.times()[2:4])
    try:
        return within(Limits(10 * seconds, memory), work, *args)
    finally:
        assert sum(os.times()[2:4]) - began < seconds
