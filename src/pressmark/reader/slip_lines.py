"""Lines that YAML can't take, known by their looks: what is missing between a key, its colon and its value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pressmark.reader.collector import Collector
    from pressmark.reader.compose import SyntaxSlip
    from pressmark.reader.source import Lines

KEY = re.compile(r"(?P<indent>[ ]*)(?P<dashes>(?:- +)*)(?P<key>[A-Za-z_][\w-]*) *:(?P<after>[ \t]+|$)(?P<value>.*)")
NO_SPACE_AFTER_DASH = re.compile(r"[ ]*(?P<at>-)[^\s-]")
_NO_SPACE_AFTER_COLON = re.compile(r"[ ]*(?:- +)*[A-Za-z_][\w-]*(?P<at>:)[^\s:/]")
_URL_AS_VALUE = re.compile(r"[ ]*(?:- +)*(?:url|same_as|archived|license|acquire|archived_at|pdf|yaml)(?P<at>:)https?:")
_EQUALS = re.compile(r"[ ]*(?:- +)*[A-Za-z_][\w-]* *(?P<at>=)")
_ODD_COLON = re.compile(r"[ ]*(?:- +)*[A-Za-z_][\w-]*(?P<at>：|:\s?[\u00a0\u3000\u202f])")
_ODD_ENTRY = re.compile(r"[ ]*(?P<at>[•·–—*])[ \u00a0]+\w")
_OPEN_BODY = re.compile(r"(?P<indent>[ ]*)(?:- +)*(?P<key>body|notes)(?P<at>:)(?P<value>.*)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where libyaml stopped: the *slip*, its line's number and text, and the offset where that line begins."""

    slip: SyntaxSlip
    lines: Lines
    report: Collector
    number: int
    line: str
    begin: int

    def tell(self, rule: str, message: str, start: int, end: int | None = None, help_: str = "") -> bool:
        """Report the slip."""
        self.report.add(rule, message, start, start + 1 if end is None else end, help_=help_)
        return True

    def character(self, offset: int) -> str:
        """Return the character at *offset*, or nothing at the end."""
        return self.lines.text[offset : offset + 1]

    @property
    def first(self) -> int:
        """Return the offset of the line's first character that is no space."""
        return self.begin + len(self.line) - len(self.line.lstrip(" "))

    def above(self) -> tuple[int, str] | None:
        """Return where the nearest line above that is not empty begins, and its text."""
        for number in range(self.number - 1, 0, -1):
            line = self.lines.line(number)
            if line.strip() and not line.lstrip().startswith("#"):
                return self.lines.starts[number - 1], line
        return None


def is_first_colon(place: Place) -> bool:
    """Return whether libyaml stopped at the colon of a line's own key."""
    if "mapping values are not allowed" not in place.slip.problem:
        return False
    before = place.lines.text[place.begin : place.slip.offset]
    return ": " not in before and not before.rstrip().endswith(":")


def conflict(place: Place) -> bool:
    """Find what a merge of two versions has left in the file."""
    match = re.search(r"^(<{7}|={7}|>{7})( .*)?$", place.lines.text[: place.slip.offset + 1000], re.MULTILINE)
    if match is None or match[1][0] != "<":
        return False
    message = "a conflict between two versions was left in the file"
    return place.tell(
        "yaml-syntax",
        message,
        match.start(),
        match.end(1),
        "keep one version, and take out <<<<<<<, ======= and >>>>>>>",
    )


def no_key(place: Place) -> bool:
    """Find a colon with nothing before it."""
    if place.character(place.first) != ":" or place.slip.offset != place.first:
        return False
    return place.tell("key-not-text", "no key stands before this colon", place.first, None, "write “key: value”")


def spaces(place: Place) -> bool:
    """Find a colon or a dash without its space, or another sign for it, where libyaml stopped or on the line before."""
    slip = place.slip
    candidates: list[tuple[int, str]] = []
    simple_key = slip.context == "while scanning a simple key"
    if simple_key:
        number = place.lines.place(slip.context_offset)[0]
        candidates.append((place.lines.starts[number - 1], place.lines.line(number)))
    elif is_first_colon(place) and (above := place.above()) is not None:
        candidates.append(above)
    for begin, line in candidates:
        if _tell_line(place, begin, line):
            return True
    if not candidates or not (simple_key or ":" not in candidates[0][1]):
        return False
    begin, line = candidates[0]
    start = begin + len(line) - len(line.lstrip())
    message = "this line has no key: a colon with a space after it is missing"
    return place.tell("yaml-no-colon", message, start, begin + len(line.rstrip()), text_help(place))


def text_help(place: Place) -> str:
    """Return what to do with a line that is no key; it may be text whose body does not stand in a block."""
    for number in range(place.number - 1, 0, -1):
        match = _OPEN_BODY.match(place.lines.line(number))
        if match is not None:
            if match["value"].strip()[:1] not in {"|", ">", "'", '"'}:
                return f"write “{match['key']}: |” on line {number}, and the text below it, indented"
            break
    return "if it goes on from the text above, indent it as far; if it is a key, write “key: value”"


def _tell_line(place: Place, begin: int, line: str) -> bool:
    if match := NO_SPACE_AFTER_DASH.match(line):
        at = begin + match.start("at")
        help_ = f"write “- {line.strip()[1:]}”"
        return place.tell("missing-space", "a space is missing after the dash", at, None, help_)
    if match := _ODD_ENTRY.match(line):
        at = begin + match.start("at")
        message = f"“{match['at']}” doesn’t begin a list entry"
        return place.tell("yaml-list-sign", message, at, None, "begin it with a hyphen and a space: “- ”")
    if match := _NO_SPACE_AFTER_COLON.match(line) or _URL_AS_VALUE.match(line):
        at = begin + match.start("at")
        help_ = f"write “{line[: match.start('at')].strip()}: {line[match.end('at') :].strip()}”"
        if line[match.end("at")] not in "\u00a0\u202f\u3000":
            return place.tell("missing-space", "a space is missing after the colon", at, None, help_)
    if match := _ODD_COLON.match(line):
        at = begin + match.start("at")
        what = "colon" if match["at"] == "：" else "space after the colon"
        message = f"the {what} is not the plain one of a keyboard"
        return place.tell(
            "missing-space", message, at, at + len(match["at"]), "write “: ”, a plain colon and a plain space"
        )
    if match := _EQUALS.match(line):
        at = begin + match.start("at")
        message = "a key and its value are separated by a colon"
        return place.tell("yaml-no-colon", message, at, None, "write “key: value”")
    return False
