"""What Markdown says, read by markdown-it: front matter, blocks, footnotes, pictures; and what else is in it.

Only what a writer of ours may have written is understood: footnotes are one paragraph each and stand at the end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from pressmark import wording
from pressmark.parity.claims import BULLET, PASSAGE, PULL_QUOTE, QUOTED, SAID_AGAIN, TEXT_ONLY, attributed_first
from pressmark.parity.compare import Block, ReadPart, UnreadableRendition, address, blocks, hold, short
from pressmark.writers.markdown import address as source_of
from pressmark.writers.markdown import front_matter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

    from pressmark.model import Article
    from pressmark.parity.claims import Claim, Said
    from pressmark.parity.compare import Comparison

_FRONT = re.compile(r"---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)
_NOTE = re.compile(r"^\[\^([0-9]{1,9})\]: (.*)$", re.MULTILINE)
_REFERENCE = re.compile(r"\[\^([0-9]{1,9})\]")
_DASH = "— "
_LARGEST = 32 * 1024 * 1024
_DEEPEST = 60


@dataclass(frozen=True, slots=True)
class Markdown:
    """A file: its front matter, texts and lists of texts, its blocks, and the (words, address) of its pictures.

    *intruders* says what is in it that no article has.
    """

    front: dict[str, object]
    blocks: tuple[Block, ...]
    pictures: tuple[tuple[str, str], ...]
    intruders: tuple[str, ...]


def read(data: bytes) -> Markdown:
    """Return what the Markdown *data* says. Raises UnicodeDecodeError or UnreadableRendition."""
    import yaml

    if len(data) > _LARGEST:
        raise UnreadableRendition("it is too large")
    text = data.decode("utf-8-sig").replace("\r\n", "\n")
    match = _FRONT.match(text)
    if match is None:
        raise UnreadableRendition("it has no front matter")
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(match[1], Loader=yaml.BaseLoader)):
            raise UnreadableRendition("its front matter repeats itself by aliases")
        front = yaml.load(match[1], Loader=yaml.BaseLoader)  # noqa: S506 - texts only
    except yaml.YAMLError as error:
        raise UnreadableRendition(f"its front matter is no YAML: {error}") from error
    body = text[match.end() :]
    reader = _Reader()
    found = reader.blocks(_NOTE.sub("", body))
    noted: dict[str, str] = {}
    for number, words in _NOTE.findall(body):
        if number in noted:
            reader.intruders.append(f"footnote {number} is there twice")
        noted[number] = words
        found += [replace(block, label=number) for block in reader.blocks(words)]
    for number in sorted(reader.referred - noted.keys()):
        reader.intruders.append(f"there is no footnote {number}")
    for number in sorted(noted.keys() - reader.referred):
        reader.intruders.append(f"nothing refers to footnote {number}, so nobody sees it")
    return Markdown(
        front if isinstance(front, dict) else {},
        tuple(replace(block, words=block.words.removeprefix(_DASH)) for block in found),
        tuple(reader.pictures),
        tuple(reader.intruders),
    )


def lines(claim: Claim) -> Said:
    """Return *claim* as the lines that Markdown breaks it into, without the dash before who said a quote."""
    made: Said = []
    for n, line in enumerate(claim.words.split("\n")):
        links = tuple(
            replace(link, line=0, href=f"#{link.words}" if link.href.startswith("#") else link.href)
            for link in claim.links
            if link.line == n
        )
        label = claim.label if n == 0 or claim.label is None else ""
        # A pull quote is a quotation here, as any other.
        kind = QUOTED if claim.sort in (PULL_QUOTE, SAID_AGAIN) and not claim.noted else claim.kind
        words = " ".join(line.split()).removeprefix(_DASH)
        made.append((replace(claim, label=label, kind=kind, links=links), words))
    return made


def departures(article: Article, data: bytes, compared: Comparison) -> list[str]:
    """Return what else than words the Markdown *data* has otherwise than *article*; *compared* takes what words do."""
    import yaml

    found = read(data)
    hold(article, found.blocks, compared, lines, _orders)
    # Both sides as a reader of YAML has them, who is told to take all for texts.
    said = yaml.load(yaml.safe_dump(front_matter(article)), Loader=yaml.BaseLoader)  # noqa: S506 - the same
    wrong = list(found.intruders)
    for key in dict.fromkeys((*said, *found.front)):
        there, wanted = (short(str(front.get(key))) for front in (found.front, said))
        if key not in found.front:
            wrong.append(f"“{key}” is missing in the front matter")
        elif key not in said:
            wrong.append(f"the front matter says “{short(str(key))}”, which the source does not")
        elif said[key] != found.front[key]:
            wrong.append(f"“{key}” in the front matter is “{there}”, not “{wanted}”")
    images = wording.placed.images(article)
    places = [{address(source_of(image, beside=beside)) for beside in (False, True)} for image in images]
    shown = [source for _, source in found.pictures]
    strange = [source for source in shown if not any(address(source) in place for place in places)]
    wrong += [f"a picture is in it that the source does not have: {short(source)}" for source in strange]
    if not strange and [n for n, source in enumerate(shown) if n >= len(places) or address(source) not in places[n]]:
        wrong.append("its pictures are not those of the source in their order")
    return wrong


def _orders(found: Said) -> list[Said]:
    return [attributed_first([one for one in found if one[0].sort != TEXT_ONLY])]


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    class AsWritten(MarkdownIt):
        """markdown-it that shows addresses, and leads to them, as they are written: so are they compared."""

        def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - markdown-it's name
            return link

        def normalizeLink(self, url: str) -> str:  # noqa: N802 - the same
            return url

    parser = AsWritten("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    parser.inline.ruler.before("link", "note", _note)
    return parser


def _note(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls it so
    match = _REFERENCE.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.push("note", "", 0).content = match[1]
    state.pos = match.end()
    return True


class _Reader:
    def __init__(self) -> None:
        self.pictures: list[tuple[str, str]] = []
        self.intruders: list[str] = []
        self.referred: set[str] = set()

    def blocks(self, text: str) -> list[Block]:
        """Return the blocks of *text*, a hard break as the end of one."""
        whole = ReadPart(block=True)
        self._gather(_parser().parse(text), whole)
        return blocks(whole)

    def _gather(self, tokens: Sequence[Token], whole: ReadPart) -> None:
        open_ = [whole]
        for token in tokens:
            if token.nesting == 1:
                part = self._opened(token)
                open_[-1].held.append(part)
                open_.append(part)
            elif token.nesting == -1:
                open_.pop()
            else:
                open_[-1].held += self._said(token)

    def _opened(self, token: Token) -> ReadPart:
        match token.type:
            case "heading_open":
                return ReadPart(block=True, kind=f"h{token.tag[1:]}")
            case "blockquote_open":
                return ReadPart(block=True, kind=PASSAGE)
            case "list_item_open":
                return ReadPart(block=True, label=str(int(token.info)) if token.info.isdigit() else BULLET)
            case "link_open":
                if token.attrGet("title"):
                    self.intruders.append(f"a link has the title “{short(str(token.attrGet('title')))}”")
                return ReadPart(block=False, anchor=str(token.attrGet("href") or ""))
            case "s_open" | "table_open":
                self.intruders.append("it strikes words out" if token.type == "s_open" else "it has a table")
        return ReadPart(block=token.block)

    def _said(self, token: Token) -> Iterator[ReadPart | str]:
        match token.type:
            case "inline":
                part = ReadPart(block=False)
                self._gather(token.children or [], part)
                yield part
            case "softbreak":
                yield " "
            case "hardbreak":
                yield ReadPart(block=True)
            case "note":
                self.referred.add(token.content)
                yield ReadPart(block=False, anchor=f"#{token.content}", sign=token.content)
            case "image":
                if token.attrGet("title"):
                    self.intruders.append(f"a picture has the title “{short(str(token.attrGet('title')))}”")
                self.pictures.append((token.content, str(token.attrGet("src") or "")))
                yield ReadPart(block=True, held=[_plain(token.children or [])])
            case "html_inline" | "html_block":
                self.intruders.append(f"HTML stands in it: “{short(token.content)}”")
            case "fence" | "code_block" | "code_inline":
                self.intruders.append(f"words stand in it as code: “{short(token.content)}”")
                yield ReadPart(block=token.block, held=[token.content])
            case "hr":
                self.intruders.append("a rule stands between its words")
            case _:
                yield token.content


def _plain(tokens: Sequence[Token]) -> str:
    return "".join(" " if token.type == "softbreak" else token.content for token in tokens)
