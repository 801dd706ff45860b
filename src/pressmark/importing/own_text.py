"""Text that `pressmark build --to text` wrote, read back as far as its layout carries the article.

The layout is that of `pressmark.writers.text`: one line a block, fixed order. Ids, links, stresses and places of notes
within links are not in the text; dates, roles, demands with their facts, quotes and corrections are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, get_args

from pressmark.i18n import locale_of
from pressmark.i18n.catalogues import languages
from pressmark.importing.dating import find_date
from pressmark.importing.manuscript import Fact, LeftOut, Manuscript, Picture, Piece, Rich, Span
from pressmark.importing.plain import read, rich
from pressmark.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pressmark.i18n import Locale

_SURE = 0.95
_WHY = "the layout of pressmark’s own text"
_CLOCK = re.compile(r"(\d{1,2})[:.h]\s?(\d{2})[^(]*\(UTC(?:([+−-])(\d{1,2})(?::(\d{2}))?)?\)")
_NOTE = re.compile(r"\[(\d{1,3})\]")
_KINDS = {
    "opinion": "Opinion",
    "news": "News",
    "report": "Report",
    "analysis": "Analysis",
    "background": "Background",
    "statement": "Statement",
    "summary": "Summary",
}
_MATTER = (
    "Notes to editors",
    "Contact",
    "Corrections",
    "Quotations",
    "Sources",
    "People and organisations",
    "About this article",
)
_FACTS = {"action": "In short", "by": "Demanded by", "of": "Demanded of", "due": "Due", "status": "Status"}


def own_language(text: str) -> str:
    """Return the language tag of a text that pressmark wrote, "" for any other text."""
    headings = set(re.findall(r"(?m)^## (.+)$", text[-200_000:]))
    for name in sorted(languages()):
        tag = name.replace("_", "-")
        label = locale_of(tag).label
        if label("About this article") in headings and re.search(rf"(?m)^{re.escape(label('Published'))}\W", text):
            return tag
    return ""


def read_own(text: str, language: str) -> Manuscript:
    """Return the manuscript of a *text* that pressmark wrote in *language*."""
    return _OwnText(text, language).manuscript()


@dataclass
class _OwnText:
    text: str
    language: str

    def manuscript(self) -> Manuscript:
        locale = locale_of(self.language)
        blocks = [block for block in re.split(r"\n{2,}", self.text.strip("\n")) if block.strip()]
        head, body, matter = self._split(blocks, locale)
        facts, pieces, start = self._head(head, body, locale)
        sources = self._sources(matter.get("Sources", []))
        pieces += [self._noted(piece, sources) for piece in self._body(body[start:], locale)]
        pieces += [self._correction(line) for line in matter.get("Corrections", [])]
        for contact in matter.get("Contact", []):
            pieces.append(Piece("paragraph", rich(f"{locale.label('Contact')}: {contact}"), hint="contact"))
        if notes := matter.get("Notes to editors"):
            pieces.append(Piece("heading", Rich(locale.label("Notes to editors")), 2))
            pieces += list(self._body(notes, locale))
        about = "\n".join(matter.get("About this article", []))
        published_at = re.search(rf"(?m)^{re.escape(locale.label('Published at'))}\W*(https?://\S+)$", about)
        if published_at:
            facts.append(("url", Fact(published_at[1], _SURE, _WHY)))
        made_of = ("Quotations", "Sources", "People and organisations", "About this article")
        left = [
            LeftOut(line, f"“{name}” is made from the rest of the article")
            for name in made_of
            for line in matter.get(name, [])
        ]
        return Manuscript(tuple(pieces), tuple(facts), tuple(left), cites=tuple(sources.items()))

    def _split(self, blocks: list[str], locale: Locale) -> tuple[list[str], list[str], dict[str, list[str]]]:
        """Split the blocks into head, body and the matter after the body, by heading."""
        labels = {locale.label(name): name for name in _MATTER}
        matter: dict[str, list[str]] = {}
        body: list[str] = []
        current: list[str] | None = None
        for block in blocks:
            if block.startswith("## ") and (name := labels.get(block[3:])):
                current = matter.setdefault(name, [])
            elif current is not None:
                current.append(block)
            else:
                body.append(block)
        dates = next((n for n, block in enumerate(body) if block.startswith(locale.label("Published"))), -1)
        return body[: dates + 1], body[dates + 1 :], matter

    def _head(
        self, head: list[str], body: list[str], locale: Locale
    ) -> tuple[list[tuple[str, Fact]], list[Piece], int]:
        facts: list[tuple[str, Fact]] = [("language", Fact(self.language, _SURE, _WHY))]

        def put(key: str, value: str) -> None:
            if value:
                facts.append((key, Fact(value, _SURE, _WHY)))

        lines = list(head)
        if lines and lines[0].startswith(locale.label("Embargo")):
            put("embargo", self._moment(lines.pop(0)))
        dates = lines.pop().split("\n") if lines else []
        put("published", self._moment(dates[0]) if dates else "")
        put("modified", self._moment(dates[1]) if len(dates) > 1 else "")
        for key in ("outlet", "rubric", "headline"):
            put(key, lines.pop(0) if lines else "")
        rubric = next((fact.value for key, fact in facts if key == "rubric"), "")
        put("kind", next((kind for kind in get_args(Kind) if locale.label(_KINDS[kind]) == rubric), ""))
        pieces = [Piece("paragraph", Rich(lines[-1]), hint="byline")] if lines else []
        put("deck", lines[0] if len(lines) == 2 else "")
        start = 0
        brief = locale.label("In brief")
        if body and body[0].startswith(brief):
            put("summary", body[0][len(brief) :].lstrip(" :\u00a0"))
            start = 1
        if (
            len(body) > start
            and len(body[start].split()) <= 4
            and body[start][-1] not in ".!?:"
            and not body[start].startswith("#")
        ):
            put("dateline", body[start])
            start += 1
        headline = next((fact.value for key, fact in facts if key == "headline"), "")
        return facts, [Piece("heading", Rich(headline), 1), *pieces], start

    def _correction(self, line: str) -> Piece:
        """Return a correction: the date before its colon, the words after it, the name in brackets left to a person."""
        day, _, words = line.partition("): ") if "): " in line else line.partition(": ")
        moment = self._moment(day + ")" if "(" in day else day)
        return Piece("paragraph", rich(words), hint="correction", facts=(("date", moment),) if moment else ())

    def _moment(self, line: str) -> str:
        """Return the date of a line of ours, with its time and offset where the line has them."""
        dated = find_date(line, self.language)
        if dated is None:
            return ""
        clock = _CLOCK.search(line)
        if clock is None:
            return dated.value[:10]
        sign = {"+": "+", "-": "-", "−": "-"}.get(clock[3] or "", "+")
        offset = f"{sign}{int(clock[4]):02d}:{clock[5] or '00'}" if clock[4] else "Z"
        return f"{dated.value[:10]}T{int(clock[1]):02d}:{clock[2]}:00{offset}"

    def _body(self, blocks: list[str], locale: Locale) -> Iterator[Piece]:
        image = f"[{locale.label('Image')}: "
        for block in blocks:
            lines = block.split("\n")
            if lines[0].startswith(image):
                credit = next(
                    (line.partition(":")[2].strip() for line in lines[1:] if line.startswith(locale.label("Credit"))),
                    "",
                )
                caption = lines[1] if len(lines) > 1 and not re.match(r"[^:]{1,20}: ", lines[1]) else ""
                yield Piece("picture", picture=Picture("image", lines[0][len(image) : -1], caption, credit))
            elif len(lines) > 1 and lines[1].startswith("— "):
                yield self._quote(lines)
            elif (facts := self._demand(lines, locale)) and "by" in dict(facts):
                yield Piece("demand", rich(re.sub(r"^\S+\s", "", lines[0])), facts=facts)
            elif block == locale.label("Ends"):
                continue
            elif lines[0].startswith(("- ", "> ", "#")) or re.match(r"\d+\. ", lines[0]):
                yield from read(block).pieces
            else:
                yield self._paragraph(lines)

    def _quote(self, lines: list[str]) -> Piece:
        """Return a quote: words, speaker, and the day on which they were said."""
        cite = _NOTE.sub("", lines[1][2:].split(" · ")[0])
        dated = find_date(cite, self.language)
        if dated is None or cite[dated.end :].strip():
            return Piece("quote", rich(cite), items=(rich(lines[0]),))
        name = cite[: dated.start].rstrip(" ,،、")
        return Piece("quote", rich(name), items=(rich(lines[0]),), facts=(("said", dated.value),))

    @staticmethod
    def _paragraph(lines: list[str]) -> Piece:
        """Return a paragraph, its line ends being hard breaks."""
        text, spans = lines[0], []
        for line in lines[1:]:
            spans.append(Span(len(text), len(text), "break"))
            text += " " + line
        return Piece("paragraph", Rich(text, tuple(spans)))

    def _demand(self, lines: list[str], locale: Locale) -> tuple[tuple[str, str], ...]:
        found = []
        for line in lines[1:]:
            for key, label in _FACTS.items():
                name = locale.label(label)
                if line.strip().startswith(name) and line.strip()[len(name) :].lstrip(" \u00a0")[:1] in {":", "："}:
                    value = line.strip()[len(name) :].lstrip(" :：\u00a0")
                    found.append((key, self._fact(key, value, locale.label)))
        return tuple(found)

    def _fact(self, key: str, value: str, label: Callable[[str], str]) -> str:
        if key == "due":
            return self._moment(value)
        if key == "status":
            return next((name for name in ("open", "met", "refused") if label(name) == value), "open")
        return value

    def _sources(self, lines: list[str]) -> dict[str, tuple[str, str]]:
        """Return title and URL of each source by its number."""
        made = {}
        for line in lines:
            if match := re.match(r"\[(\d+)\] (.+)", line):
                url = re.search(r"https?://[^\s,]+", match[2])
                title = match[2][: url.start()].rstrip(" ,") if url else match[2]
                if (dated := find_date(title, self.language)) and title[dated.end :].strip() == "":
                    title = title[: dated.start].rstrip(" ,")
                made[match[1]] = (title, url[0] if url else "")
        return made

    @staticmethod
    def _noted(piece: Piece, sources: dict[str, tuple[str, str]]) -> Piece:
        """Turn “[1]” in a paragraph into a note on the source of that number."""
        if piece.kind != "paragraph" or not sources:
            return piece
        text, spans, at = "", list(piece.rich.spans), 0
        moved: list[Span] = []
        for match in _NOTE.finditer(piece.text):
            if match[1] not in sources:
                continue
            text += piece.text[at : match.start()]
            at = match.end()
            moved.append(Span(len(text), len(text), "note", match[1]))
        if not moved:
            return piece
        kept = [] if spans else moved  # where there are hard breaks too, their places would not hold
        return replace(piece, rich=Rich(text + piece.text[at:], tuple(kept)))
