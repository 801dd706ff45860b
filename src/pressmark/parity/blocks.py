"""A document's tree as blocks: the stretches of words that stand on lines of their own."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Part:
    """An element as any format may have it: whether it is a block, and what it holds; *body* if it is the article's."""

    block: bool
    body: bool = False
    held: list[Part | str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Block:
    """The words of one block; *body* where it lies inside a section of the article."""

    words: str
    body: bool = False


def blocks(part: Part) -> list[Block]:
    """Return the blocks of *part* in order, those without words left out."""
    made: list[Block] = []
    _collect(part, made, [], body=False)
    return made


def _collect(part: Part, made: list[Block], run: list[str], *, body: bool) -> None:
    """Add the blocks of *part*; *run* holds the words since the last boundary, which every block is."""
    inside = body or part.body
    if part.block:
        _flush(made, run, body=body)
    for held in part.held:
        if isinstance(held, str):
            run.append(held)
        else:
            _collect(held, made, run, body=inside)
    if part.block:
        _flush(made, run, body=inside)


def _flush(made: list[Block], run: list[str], *, body: bool) -> None:
    words = " ".join("".join(run).split())
    run.clear()
    if words:
        made.append(Block(words, body))
