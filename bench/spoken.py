"""The same articles in the languages of pressmark's peers: Markdown for pandoc, Typst's own for Typst."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from pressmark import reader
from pressmark.model import (
    Block,
    DemandList,
    InlineQuote,
    NoteRef,
    Paragraph,
    QuoteBlock,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pressmark.model import Article, Inline

_CSS = """\
@page { size: A4; margin: 27mm 42mm; @bottom-center { content: counter(page) " / " counter(pages) } }
html { font: 10.5pt/15pt Spectral, serif; hyphens: auto }
p { text-align: justify; margin: 0 0 7.5pt }
"""
_TYPST = """\
#set page(paper: "a4", margin: (x: 42mm, y: 27mm), numbering: "1 / 1")
#set text(font: "Spectral", size: 10.5pt, lang: "en", region: "GB", hyphenate: true)
#set par(justify: true, leading: 0.55em, spacing: 0.9em)
#show heading.where(level: 1): set text(size: 24pt)
#show heading.where(level: 2): set text(size: 13pt)
"""


def fonts() -> list[Path]:
    """Return the folders of the faces that pressmark prints with."""
    return [Path(str(files("fontpkg_spectral")))]


def write(sources: Iterable[Path], folder: Path) -> tuple[list[Path], list[Path]]:
    """Write each article of *sources* to *folder*, for pandoc and for Typst, and return their paths."""
    folder.mkdir()
    (folder / "print.css").write_text(_CSS, "utf-8")
    markdown, typst = [], []
    for source in sources:
        article = reader.read(source)
        for paths, suffix, text in ((markdown, ".md", _markdown(article)), (typst, ".typ", _typst(article))):
            path = folder / f"{source.stem}{suffix}"
            path.write_text(text, "utf-8")
            paths.append(path)
    return markdown, typst


def _markdown(article: Article) -> str:
    parts = [f'---\ntitle: "{article.headline}"\nsubtitle: "{article.deck}"\nauthor: "{article.authors[0].label}"']
    parts.append(f"date: {article.published}\nlang: {article.language}\n---\n")
    for section in article.sections:
        parts.append(f"## {section.heading}\n")
        parts += [_block(block, "> ", "1. ", "[^{}]") for block in section.blocks]
    parts += [f"[^{source.id}]: {source.title}. {source.url or ''}\n" for source in article.references]
    return "\n".join(parts)


def _typst(article: Article) -> str:
    def safe(text: str) -> str:
        return re.sub(r"([\\#$*_`<>@\[\]~/])", r"\\\1", text)

    def content(children: Sequence[Inline]) -> str:
        notes = {source.id: source for source in article.references}
        return re.sub(
            r"\x00(.*?)\x00",
            lambda found: f"#footnote[{safe(notes[found[1]].title)}. {safe(notes[found[1]].url or '')}]",
            safe(_words(children, "\0{}\0")),
        )

    parts = [_TYPST, f'#set document(title: "{article.headline}", author: "{article.authors[0].label}")']
    parts += [f"= {safe(article.headline)}\n", f"_{safe(article.deck or '')}_\n", f"{safe(article.authors[0].label)}\n"]
    for section in article.sections:
        parts.append(f"== {safe(section.heading or '')}\n")
        for block in section.blocks:
            match block:
                case Paragraph(children):
                    parts.append(content(children) + "\n")
                case QuoteBlock(quote):
                    parts.append(
                        f"#quote(block: true, attribution: [{safe(quote.speaker.label)}])[{safe(quote.text)}]\n"
                    )
                case DemandList(demands):
                    parts += [f"+ {safe(demand.text)}" for demand in demands]
                case _:
                    pass
    return "\n".join(parts)


def _block(block: Block, quote: str, item: str, note: str) -> str:
    match block:
        case Paragraph(children):
            return _words(children, note) + "\n"
        case QuoteBlock(spoken):
            return f"{quote}{spoken.text}\n{quote}— {spoken.speaker.label}\n"
        case DemandList(demands):
            return "\n".join(f"{item}{demand.text}" for demand in demands) + "\n"
        case _:
            return ""


def _words(children: Sequence[Inline], note: str) -> str:
    words = []
    for child in children:
        match child:
            case Text(text):
                words.append(text)
            case InlineQuote(quote):
                words.append(f"“{quote.text}”")
            case NoteRef(source):
                words.append(note.format(source.id))
            case _:
                pass
    return "".join(words)
