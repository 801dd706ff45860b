"""Tokens of bodies become the model's blocks, with quotes, demands, images and notes put in their places."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pressmark import model

if TYPE_CHECKING:
    from markdown_it.token import Token


@dataclass(slots=True)
class Placer:
    """What marks stand for, and how often each was placed so far: bodies are to be built in reading order."""

    quotes: dict[str, model.Quote]
    demands: dict[str, model.Demand]
    images: dict[str, model.Image]
    references: dict[str, model.Reference]
    placed: set[str] = field(default_factory=set)
    cited: dict[str, int] = field(default_factory=dict)

    def first(self, quote: str) -> bool:
        """Return whether this is the first placement of *quote*, and remember it."""
        new = quote not in self.placed
        self.placed.add(quote)
        return new

    def nth(self, source: str) -> int:
        """Return how many references to *source* there are now, with this one."""
        self.cited[source] = self.cited.get(source, 0) + 1
        return self.cited[source]


def blocks(tokens: list[Token], placer: Placer) -> tuple[model.Block, ...]:
    """Return the blocks of a body that has no problems."""
    return _Builder(tokens, placer).blocks(None)


@dataclass(slots=True)
class _Builder:
    tokens: list[Token]
    placer: Placer
    at: int = 0

    def blocks(self, until: str | None) -> tuple[model.Block, ...]:
        """Return the blocks up to the token of the type *until*, and step over it."""
        found: list[model.Block] = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.type == until:
                break
            found.append(self._block(token))
        return tuple(found)

    def _block(self, token: Token) -> model.Block:
        match token.type:
            case "paragraph_open":
                return self._paragraph()
            case "heading_open":
                return model.Heading(len(token.markup), self._inlines())
            case "blockquote_open":
                return model.BlockQuote(self.blocks("blockquote_close"))
            case "bullet_list_open" | "ordered_list_open":
                return self._list(token)
        raise AssertionError(f"a {token.type} was not refused")

    def _inline_token(self) -> Token:
        token = self.tokens[self.at]
        self.at += 2  # the inline token and what closes its block
        return token

    def _inlines(self) -> tuple[model.Inline, ...]:
        return _Inlines(self._inline_token().children or [], self.placer).until(None)

    def _paragraph(self) -> model.Block:
        children = self.tokens[self.at].children or []
        if len(children) == 1 and children[0].type == "mark":
            self.at += 2
            return self._placed(children[0])
        return model.Paragraph(self._inlines())

    def _placed(self, mark: Token) -> model.Block:
        placer = self.placer
        match mark.info:
            case "quote":
                quote = placer.quotes[mark.content]
                nth = placer.nth(quote.source.id) if quote.source else 0
                return model.QuoteBlock(quote, placer.first(quote.id), nth)
            case "image":
                return model.Figure(placer.images[mark.content])
            case "demand":
                return model.DemandList((placer.demands[mark.content],), list(placer.demands).index(mark.content) + 1)
        return model.DemandList(tuple(placer.demands.values()))

    def _list(self, opening: Token) -> model.ItemList:
        items: list[tuple[model.Block, ...]] = []
        closing = opening.type.replace("_open", "_close")
        begin = self.at
        while self.tokens[self.at].type != closing:
            self.at += 1
            items.append(self.blocks("list_item_close"))
        own = (token for token in self.tokens[begin : self.at] if token.level == opening.level + 2)
        tight = all(token.hidden for token in own if token.type == "paragraph_open")
        self.at += 1
        ordered = opening.type == "ordered_list_open"
        start = opening.attrs.get("start", 1)
        return model.ItemList(ordered, int(start) if ordered else 1, tight, tuple(items))


@dataclass(slots=True)
class _Inlines:
    tokens: list[Token]
    placer: Placer
    at: int = 0

    def until(self, closing: str | None) -> tuple[model.Inline, ...]:
        """Return the inline content up to the token of the type *closing*, and step over it."""
        found: list[model.Inline] = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.type == closing:
                break
            inline = self._inline(token)
            if inline is None:
                continue
            before = found[-1] if found else None
            if isinstance(inline, model.Text) and isinstance(before, model.Text):
                found[-1] = model.Text(before.text + inline.text)
            else:
                found.append(inline)
        return tuple(found)

    def _inline(self, token: Token) -> model.Inline | None:
        match token.type:
            case "text":
                return model.Text(token.content) if token.content else None
            case "softbreak":
                return model.Text(" ") if self._spaced() else None
            case "hardbreak":
                return model.LineBreak()
            case "em_open":
                return model.Emphasis(self.until("em_close"))
            case "strong_open":
                return model.Strong(self.until("strong_close"))
            case "link_open":
                return model.Link(str(token.attrs["href"]), self.until("link_close"))
            case "mark":
                quote = self.placer.quotes[token.content]
                return model.InlineQuote(quote, self.placer.first(quote.id))
            case "note":
                reference = self.placer.references[token.content]
                return model.NoteRef(reference, self.placer.nth(reference.id))
        raise AssertionError(f"a {token.type} was not refused")

    def _spaced(self) -> bool:
        """Return whether the line break just passed stands for a space: not between two wide letters.

        The segment breaks of Chinese and Japanese vanish, those of Korean don't (CSS Text 3, section 4.1.3).
        """
        return not (_wide(self._beside(-2, -1)) and _wide(self._beside(0, 0)))

    def _beside(self, step: int, character: int) -> str:
        index = self.at + step
        if not 0 <= index < len(self.tokens) or self.tokens[index].type != "text":
            return ""
        content = self.tokens[index].content
        return content[character] if content else ""


def _wide(letter: str) -> bool:
    if not letter or unicodedata.east_asian_width(letter) not in "FWH":
        return False
    return "HANGUL" not in unicodedata.name(letter, "")
