"""Plain text to blocks: paragraphs, headings that say so, lists, and passages that are set off."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pressmark.importing.manuscript import LeftOut, Manuscript, Piece, Rich, Span, Style
from pressmark.importing.read.inline import web_address

if TYPE_CHECKING:
    from collections.abc import Iterator

_BULLET = re.compile(r"^\s{0,12}(?:([•‣◦▪▸●○■□▶➤◆])\s*|([*+–—-])\s+)(?=\S)")
_SQUARES = ("■", "□", "◆", "▶")  # alone on a line, they mark a heading
_NUMBER = re.compile(r"^\s{0,12}\(?(\d{1,3})[.)]\s+(?=\S)")
_RULE = re.compile(r"^\s*([-=_*~#•·–—])(?:\s*\1){2,}\s*$")
_UNDERLINE = re.compile(r"^\s*(=+|-+|~+)\s*$")
_HASHES = re.compile(r"^(#{1,6})\s+(\S.{0,400}?)\s{0,9}#{0,9}$")
_QUOTED = re.compile(r"^\s*>\s?")
_ADDRESS = re.compile(r"https?://[^\s<>\"“”«»]+[^\s<>\"“”«».,;:!?)\]'’]")
# Signs around a whole line: “*** Harbour opens ***”, “**By Ada Quill**”, “*A note*”, “- Farmers wait -”.
_DASHED_LINE = re.compile(r"^\s*([–—-])\s(\S.*\S)\s\1\s*$")
_DECORATED = re.compile(r"^([*=+_]|~(?=~))\1{0,4}\s?(?=[^\W_]|[“\"„«»‘'¿¡(])([^*=+~]+?)\s?\1{1,5}$")
_STARRED = re.compile(r"(?<![\w*])\*\*(?=\S)([^*]{1,200}?)(?<=\S)\*\*(?![\w*])")
_DASHED = re.compile(r"^\s*[–—―-]{1,2}\s*(?=[^\W\d_])")
_CAPITAL = r"[A-Z\u00c0-\u00de][\w.'’-]*"
# A byline begins a line of its own, however wide the lines are.
_BYLINE = re.compile(rf"^\s{{0,80}}(?:By|Von|Par|Por|Door|Di|Av|Af) {_CAPITAL} {_CAPITAL}(?:[ ,]|$)")
_NARROWEST_WRAP, _WIDEST_WRAP = 40, 120
_PARAGRAPH = 20
_RECORD = re.compile(r"(?<!\s)\s{0,40}[^\W\d_][^:：]{1,24}\s?[:：]\s?\S")
_LONG_CAPITALS = 38
_NAMED = re.compile(r"\s{0,40}[^\W\d_a-zß-ÿ][^\d,;:]{3,60}$")  # a name or two, and nothing else
_SENTENCE_ENDS = frozenset('.!?:;…”"»')


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str

    @property
    def indent(self) -> int:
        return len(self.text.expandtabs(4)) - len(self.text.expandtabs(4).lstrip())


def read(text: str) -> Manuscript:
    """Return the blocks of *text*; lines that only draw (rules, underlines) are left out, all other words stay."""
    groups = list(_groups(text))
    width = _wrap_width(groups)
    begun = next((n for n, group in enumerate(groups) if _is_prose(group)), len(groups))
    # Below the text a name stands above an office in small letters, and no line goes on with the other.
    apart = (
        n > begun and not any(line.text.rstrip()[-1] in _SENTENCE_ENDS for line in one) for n, one in enumerate(groups)
    )
    read_in = [
        piece for group, alone in zip(groups, apart, strict=True) for piece in _pieces(group, width, apart=alone)
    ]
    pieces = [piece for piece in read_in if isinstance(piece, Piece)]
    left_out = [piece for piece in read_in if isinstance(piece, LeftOut)]
    return Manuscript(tuple(_joined(pieces)), left_out=tuple(left_out), loose=True)


def rich(text: str) -> Rich:
    """Return *text* with white space collapsed and bare web addresses as links."""
    clean = re.sub(r"[ \t\n]+", " ", text).strip()
    if whole := _DECORATED.match(clean):
        style: Style = "emphasis" if whole[0][:2] in {f"*{whole[2][0]}", f"_{whole[2][0]}"} else "strong"
        return Rich(whole[2], (Span(0, len(whole[2]), style),))
    clean = _STARRED.sub(r"\1", clean)
    links = ((one, web_address(one[0])) for one in _ADDRESS.finditer(clean))
    return Rich(clean, tuple(Span(one.start(), one.end(), "link", address) for one, address in links if address))


def _groups(text: str) -> Iterator[list[_Line]]:
    """Yield runs of lines without a blank one between them."""
    group: list[_Line] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            group.append(_Line(number, line))
        elif group:
            yield group
            group = []
    if group:
        yield group


def _wrap_width(groups: list[list[_Line]]) -> int:
    """Return the column at which the text was wrapped, or 0 if it was not.

    It is the one that explains most breaks: the line fits in it, and the next word would not have.
    """
    pairs = [pair for group in groups if _is_prose(group) for pair in pairwise(group)]
    fit = [(len(one.text.rstrip()), len(two.text.split(maxsplit=1)[0])) for one, two in pairs]
    columns = Counter(at for length, word in fit for at in range(length, min(length + word, _WIDEST_WRAP) + 1))
    width = max(columns, key=lambda column: (columns[column], -column), default=0)
    within = [_wrapped(one.text, two.text, width) for one, two in pairs if one.text.rstrip()[-1] not in _SENTENCE_ENDS]
    wrapped = sum(within) * 2 >= len(within) > 0
    return width if wrapped and width >= _NARROWEST_WRAP else 0


def _is_prose(group: list[_Line]) -> bool:
    """Tell whether *group* is a paragraph, which ends as a sentence does, not a mail's head, a list, a letterhead."""
    if group[-1].text.rstrip()[-1] not in _SENTENCE_ENDS:
        return False
    listed = sum(bool(_RECORD.match(line.text) or _BULLET.match(line.text)) for line in group)
    return sum(len(line.text.split()) for line in group) >= _PARAGRAPH and listed * 2 < len(group)


def _pieces(group: list[_Line], width: int, *, apart: bool) -> Iterator[Piece | LeftOut]:
    if all(_QUOTED.match(line.text) for line in group):
        yield _quote(group, width, _QUOTED)
    elif len(group) > 1 and group[0].text.lstrip()[:1] in '“„«"' and _DASHED.match(group[-1].text):
        yield _quote(group, width, re.compile(r"^"))  # words in marks, and below them “— Name”
    else:
        yield from _flow(group, width, apart=apart)


def _quote(group: list[_Line], width: int, prefix: re.Pattern[str]) -> Piece:
    """Return a passage that is set off, with the line that names its speaker (“— Name”) apart."""
    lines = [_Line(line.number, prefix.sub("", line.text, count=1)) for line in group]
    cite = ""
    if len(lines) > 1 and _DASHED.match(lines[-1].text):
        cite = _DASHED.sub("", lines.pop().text)
    paragraphs: list[list[str]] = []
    for previous, line in zip([_Line(0, ""), *lines], lines, strict=False):
        if previous.text.strip() and line.text.strip() and _wrapped(previous.text, line.text, width or _WIDEST_WRAP):
            paragraphs[-1].append(line.text)
        elif line.text.strip():
            paragraphs.append([line.text])
    items = tuple(rich(_joined_lines(texts)) for texts in paragraphs)
    return Piece("quote", rich(cite), items=items, place=group[0].number)


def _flow(group: list[_Line], width: int, *, apart: bool) -> Iterator[Piece | LeftOut]:
    """Yield a group's paragraphs, list items and headings, line by line."""
    current: Piece | None = None
    more: list[str] = []
    previous = ""
    for position, line in enumerate(group):
        if _UNDERLINE.match(line.text) and current is not None and current.kind == "paragraph" and len(more) < 2:
            level = 1 if line.text.strip()[0] == "=" else 2
            current = Piece("heading", _whole(current, more).rich, level, place=current.place)
            more = []
            yield LeftOut(line.text.strip(), "an underline", line.number)
        elif _RULE.match(line.text):
            yield from [_whole(current, more)] if current else ()
            current, more = None, []
            yield LeftOut(line.text.strip(), "a rule between parts", line.number)
        elif current is not None and _continues(current, previous, line, width, apart=apart):
            more.append(line.text)
        else:
            yield from [_whole(current, more)] if current else ()
            current, more = _begun(line, position), []
        previous = line.text
    yield from [_whole(current, more)] if current else ()


def _whole(piece: Piece, more: list[str]) -> Piece:
    """Return *piece* with the lines that go on with it; they are joined once, for there may be very many."""
    if not more:
        return piece
    first = piece.items[-1].text if piece.kind == "list" else piece.text
    words = rich(_joined_lines([first, *more]))
    return replace(piece, items=(*piece.items[:-1], words)) if piece.kind == "list" else replace(piece, rich=words)


def _begun(line: _Line, position: int) -> Piece:
    """Return the block that *line*, the one at *position* of its group, begins."""
    if hashes := _HASHES.match(line.text):
        return Piece("heading", rich(hashes[2]), len(hashes[1]), place=line.number)
    if number := _NUMBER.match(line.text):
        item = rich(line.text[number.end() :])
        mark = number[0].strip()
        return Piece("list", items=(item,), ordered=True, start=int(number[1]), place=line.number, hint=mark)
    if dashed := _DASHED_LINE.match(line.text):
        return Piece("paragraph", rich(dashed[2]), place=line.number)
    bullet = _BULLET.match(line.text)
    if bullet and (bullet[1] or position > 0 or bullet[2] in "*+-"):
        hint = bullet[1] if bullet[1] in _SQUARES else ""
        return Piece("list", items=(rich(line.text[bullet.end() :]),), place=line.number, hint=hint)
    if bullet:  # a dash that opens a paragraph may be a list or a spoken line; `_joined` sees which
        return Piece("list", items=(rich(line.text[bullet.end() :]),), place=line.number, hint=bullet[2])
    return Piece("paragraph", rich(line.text), place=line.number)


def _continues(current: Piece, previous: str, line: _Line, width: int, *, apart: bool) -> bool:
    if _HASHES.match(line.text) or _NUMBER.match(line.text) or _BULLET.match(line.text) or current.kind == "heading":
        return False
    if current.kind == "list" and line.indent >= 2:
        return True
    if _BYLINE.match(line.text):
        return False
    return _wrapped(previous, line.text, width) or (
        not (apart and _NAMED.match(previous)) and _runs_on(previous, line.text)
    )


def _runs_on(previous: str, line: str) -> bool:
    """Tell whether *line* goes on with the sentence of *previous*, as the second line of a headline does."""
    if re.match(r"\s{0,80}(?:(?:by|von|par|por|door|di)\s|\S+@\S|www\.|https?:)", line) or "@" in previous:
        return False
    if len(previous.strip()) >= _LONG_CAPITALS and previous.isupper() and line.isupper():
        return True  # a headline in capitals, on two lines
    return line.lstrip()[:1].islower() and previous.rstrip()[-1:] not in _SENTENCE_ENDS


def _wrapped(previous: str, line: str, width: int) -> bool:
    """Tell whether the break after *previous* was made by a wrap: it fits, and the next word would not have."""
    length = len(previous.rstrip())
    return 0 < width <= length + len(line.split(maxsplit=1)[0]) and (length <= width or " " not in previous.strip())


def _joined_lines(lines: list[str]) -> str:
    """Join the lines of a paragraph; a hyphen at the end of one keeps its word together."""
    made: list[str] = []
    for line in lines:
        if made:
            together = re.search(r"[^\W\d_]-$", made[-1]) and line.lstrip()[:1].islower()
            made.append("" if together else " ")
        made.append(line.strip())
    return "".join(made)


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """Yield *pieces* with the items of a list brought together; a lone dash or number opens a paragraph."""
    run: list[Piece] = []
    for piece in [*pieces, None]:
        if piece is not None and piece.kind == "list" and (not run or _same_list(run, piece)):
            run.append(piece)
            continue
        if len(run) == 1 and run[0].hint in _SQUARES:
            yield Piece("heading", run[0].items[0], 2, place=run[0].place)
        elif len(run) == 1 and run[0].hint:
            yield Piece("paragraph", rich(f"{run[0].hint} {run[0].items[0].text}"), place=run[0].place)
        elif run:
            items = tuple(item for part in run for item in part.items)
            yield Piece("list", items=items, ordered=run[0].ordered, start=run[0].start, place=run[0].place)
        run = []
        if piece is not None and piece.kind == "list":
            run = [piece]
        elif piece is not None:
            yield piece


def _same_list(run: list[Piece], piece: Piece) -> bool:
    if run[0].ordered != piece.ordered:
        return False
    return not piece.ordered or piece.start == run[0].start + len(run)
