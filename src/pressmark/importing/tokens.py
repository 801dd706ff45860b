"""Words and signs of a text, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?:[^\W\d_]|Dr|Dra|Mr|Mrs|Ms|Prof|St|Jr|Sr|Mme)\.(?=\s)"
    r"|(?:[cdjlmnstCDJLMNST]|[Qq]u)[’'](?=[^\W\d_])"
    r"|[^\W_]+(?:[’'‐‑.·&-][^\W_]+)*(?:(?<=s)[’'](?=\s[^\W\d_]))?"
    r"|[^\w\s]"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a sign of a text, with its place in it."""

    text: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Tell a word from a sign."""
        return self.text[0].isalnum()

    @property
    def key(self) -> str:
        """Return the word as lists hold it."""
        return self.text.casefold().rstrip(".’'")


def tokens(text: str) -> list[Token]:
    """Return the words and signs of *text*."""
    return [Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text)]


def spelled(run: list[Token]) -> str:
    """Return the words of *run* as they are written, one space between them, none after an elision."""
    text = " ".join(token.text for token in run)
    return re.sub(r"([’'])\s", r"\1", text) if re.search(r"\b(?:[ldLD]|qu)[’']\s", text) else text
