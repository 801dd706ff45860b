"""Print copies for the tests: each made once a session."""

from __future__ import annotations

import ctypes
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from pypdfium2 import raw
from tests.conftest import CHECKOUT

from pressmark import reader
from pressmark.theme import Options, load_theme
from pressmark.writers import writer

LANGUAGES = sorted(path.stem for path in (Path(__file__).parent / "articles").glob("*.yaml"))
assert len(LANGUAGES) >= 6
GOLDEN = ["opinion", "statement", "withdrawn"]
ALL = [*LANGUAGES, *GOLDEN]


def source(name: str) -> Path:
    """Return the source of the article *name*: a language's, or a golden one's."""
    if name in LANGUAGES:
        return Path(__file__).parent / "articles" / f"{name}.yaml"
    return CHECKOUT / "tests" / "golden" / name / "article.yaml"


@cache
def article(name: str):
    return reader.read(source(name))


@cache
def printed(name: str, edition: str = "standard", **more) -> bytes:
    """Return the copy of the article *name* in *edition*."""
    return writer("pdf").write(article(name), Options(load_theme(), edition=edition, **more))


HEAD = """pressmark: 1
kind: opinion
language: {language}
headline: {headline}
published: 2026-05-04
authors: [{{id: mira, name: Mira Sandoval}}]
outlet: {{name: The Harbour Post}}
"""


def written(rest: str, folder: Path = CHECKOUT, language: str = "en-GB", headline: str = "On the quay"):
    """Return an article of the usual head and *rest* (YAML, with its own sections), its pictures in *folder*."""
    text = HEAD.format(language=language, headline=headline) + rest
    found = reader.check(text.encode(), name="a.yaml", stem="a", folder=folder)
    assert found.article is not None, [problem.message for problem in found.problems]
    return found.article


def printed_of(article, theme: Path | None = None, **options) -> bytes:
    """Return the copy of *article* with *options* and the theme in the folder *theme* (None: the shipped one)."""
    return writer("pdf").write(article, Options(load_theme(theme), **options))


def tagged(data: bytes) -> list[tuple[str, str]]:
    """Return each structure element of the PDF *data* that holds paint of its own: its type, and its text.

    Read by PDFium, page by page, in the order of the tags.
    """
    document = pypdfium2.PdfDocument(data)
    found: list[tuple[str, str]] = []
    for page in document:
        texts = page.get_textpage()
        painted: dict[int, str] = {}
        for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            number = raw.FPDFPageObj_GetMarkedContentID(item)
            size = raw.FPDFTextObj_GetText(item, texts, None, 0)
            buffer = ctypes.create_string_buffer(size)
            raw.FPDFTextObj_GetText(item, texts, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
            painted[number] = painted.get(number, "") + buffer.raw[:-2].decode("utf-16-le")
        tree = raw.FPDF_StructTree_GetForPage(page)
        for index in range(raw.FPDF_StructTree_CountChildren(tree)):
            _descend(raw.FPDF_StructTree_GetChildAtIndex(tree, index), painted, found)
        raw.FPDF_StructTree_Close(tree)
        texts.close()
    document.close()
    return found


def _descend(element, painted: dict[int, str], found: list[tuple[str, str]]) -> None:
    size = raw.FPDF_StructElement_GetType(element, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDF_StructElement_GetType(element, buffer, size)
    numbers = [
        raw.FPDF_StructElement_GetMarkedContentIdAtIndex(element, index)
        for index in range(max(0, raw.FPDF_StructElement_GetMarkedContentIdCount(element)))
    ]
    text = "".join(painted.get(number, "") for number in numbers)
    if text:
        found.append((buffer.raw[:-2].decode("utf-16-le"), text))
    for index in range(max(0, raw.FPDF_StructElement_CountChildren(element))):
        child = raw.FPDF_StructElement_GetChildAtIndex(element, index)
        if child:
            _descend(child, painted, found)


@pytest.fixture
def saved(tmp_path):
    """Return a function that writes a copy to a file and returns its path."""

    def save(name: str, edition: str = "standard", **more) -> Path:
        path = tmp_path / f"{name}.{edition}.pdf"
        path.write_bytes(printed(name, edition, **more))
        return path

    return save
