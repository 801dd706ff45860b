"""What libyaml could not read, in the words of somebody who has seen the slip before.

libyaml stops where it can go no further, which is often a line below the slip; here the line that was meant is found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pressmark.reader.nesting import KEY, advice_for, path_above, path_of, wants_dashes, wants_keys
from pressmark.reader.schema import shape_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from pressmark.reader.compose import SyntaxSlip
    from pressmark.reader.document import Collector, Lines


NO_SPACE_AFTER_DASH = re.compile(r"[ ]*(?P<at>-)[^\s-]")
_NO_SPACE_AFTER_COLON = re.compile(r"[ ]*(?:- +)*[A-Za-z_][\w-]*(?P<at>:)[^\s:/]")
_URL_AS_VALUE = re.compile(r"[ ]*(?:- +)*(?:url|same_as|archived|license|acquire|archived_at|pdf|yaml)(?P<at>:)https?:")
_EQUALS = re.compile(r"[ ]*(?:- +)*[A-Za-z_][\w-]* *(?P<at>=)")
_ODD_COLON = re.compile(r"[ ]*(?:- +)*[A-Za-z_][\w-]*(?P<at>：|:\s?[\u00a0\u3000\u202f])")
_ODD_ENTRY = re.compile(r"[ ]*(?P<at>[•·–—*])[ \u00a0]+\w")
_OPEN_BODY = re.compile(r"(?P<indent>[ ]*)(?:- +)*(?P<key>body|notes)(?P<at>:)(?P<value>.*)")


@dataclass(frozen=True, slots=True)
class Stop:
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


def is_first_colon(place: Stop) -> bool:
    """Return whether libyaml stopped at the colon of a line's own key."""
    if "mapping values are not allowed" not in place.slip.problem:
        return False
    before = place.lines.text[place.begin : place.slip.offset]
    return ": " not in before and not before.rstrip().endswith(":")


def conflict(place: Stop) -> bool:
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


def no_key(place: Stop) -> bool:
    """Find a colon with nothing before it."""
    if place.character(place.first) != ":" or place.slip.offset != place.first:
        return False
    return place.tell("key-not-text", "no key stands before this colon", place.first, None, "write “key: value”")


def spaces(place: Stop) -> bool:
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


def text_help(place: Stop) -> str:
    """Return what to do with a line that is no key; it may be text whose body does not stand in a block."""
    for number in range(place.number - 1, 0, -1):
        match = _OPEN_BODY.match(place.lines.line(number))
        if match is not None:
            if match["value"].strip()[:1] not in {"|", ">", "'", '"'}:
                return f"write “{match['key']}: |” on line {number}, and the text below it, indented"
            break
    return "if it goes on from the text above, indent it as far; if it is a key, write “key: value”"


def _tell_line(place: Stop, begin: int, line: str) -> bool:
    if match := NO_SPACE_AFTER_DASH.match(line):
        return _dash(place, place.lines.place(begin)[0], match)
    if match := _ODD_ENTRY.match(line):
        return _odd_sign(place, place.lines.place(begin)[0], match)
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


def _odd_sign(place: Stop, number: int, match: re.Match[str]) -> bool:
    """Tell of a sign that is no hyphen before what was meant as an entry, or as a key."""
    sign, start = match["at"], place.lines.starts[number - 1] + match.start("at")
    help_ = "begin it with a hyphen and a space: “- ”"
    path = path_above(place.lines, number, match.start("at") + 1)
    if path and wants_keys(path) and not wants_dashes(path):
        help_ = "take it out: keys stand without a sign"
    return place.tell("yaml-list-sign", f"“{sign}” doesn’t begin a list entry", start, None, help_)


def _dash(place: Stop, number: int, match: re.Match[str]) -> bool:
    """Tell of a dash without its space in the line *number*, or of one where the schema wants no dashes."""
    line = place.lines.line(number)
    at, rest = match.start("at"), line[match.end("at") :].strip()
    path = path_above(place.lines, number, at + 1)
    start = place.lines.starts[number - 1] + at
    if path and wants_keys(path) and not wants_dashes(path):
        named = next((step for step in reversed(path) if isinstance(step, str)), "")
        message = f"no dash stands before the keys of “{named}”"
        return place.tell("unknown-key", message, start, None, f"write “{rest}”, without a dash")
    return place.tell("missing-space", "a space is missing after the dash", start, None, f"write “- {rest}”")


_MARK = re.compile(r"\{(?:quote|demands?|image)\s*[:}]")
_SMART = "“”„‟«»‘’‚‹›"
_QUOTE_HELP = "close it at the end of the value; inside '…' write ' twice, inside \"…\" write \\\""


def explain(slip: SyntaxSlip, lines: Lines, report: Collector) -> None:
    """Report the *slip* at its place."""
    offset = min(slip.offset, len(lines.text))
    number, column = lines.place(offset)
    place = Stop(slip, lines, report, number, lines.line(number), offset - column + 1)
    if any(look(place) for look in _LOOKS):
        return
    what = re.sub(r"^(did not find|found) ", r"YAML \1 ", slip.problem).replace("YAML found", "there is").strip()
    place.tell(
        "yaml-syntax", f"this can’t be read as YAML: {what}", offset, help_="look at this line and the one above it"
    )


_BARE_COLOR = re.compile(r"[:\[,] +(?P<color>#[0-9A-Fa-f]{3,8})[ ,}\]]")


def _color(place: Stop) -> bool:
    """Find a colour without quotes, whose # has made a comment of it and of the brackets behind it."""
    for number in range(place.number, max(place.number - 2, 0), -1):
        if match := _BARE_COLOR.search(place.lines.line(number) + " "):
            start = place.lines.starts[number - 1] + match.start("color")
            message = f"the colour “{match['color']}” is not in quotes: a bare # begins a comment"
            return place.tell("yaml-syntax", message, start, start + len(match["color"]), f'write "{match["color"]}"')
    return False


_ODD_INDENT = re.compile(
    r"^ *(?P<odd>[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+) *(?:- |[A-Za-z_][\w-]* *:(?: |$))"
)


def _odd_indent(place: Stop) -> bool:
    """Find a line that is indented with another space than the plain one; YAML takes its key for words."""
    for number in range(place.number, max(place.number - 4, 0), -1):
        if match := _ODD_INDENT.match(place.lines.line(number)):
            odd = match["odd"]
            name = "a no-break space" if odd[0] == "\u00a0" else "a space that is not the plain one"
            start = place.lines.starts[number - 1] + match.start("odd")
            message = f"the line is indented with {name} (U+{ord(odd[0]):04X})"
            help_ = "use the plain space of the space bar, two for each level"
            return place.tell("yaml-indentation", message, start, start + len(odd), help_)
    return False


def _tab(place: Stop) -> bool:
    if "tab" not in place.slip.problem and place.character(place.slip.offset) != "\t":
        return False
    start = place.slip.offset
    if place.character(start) != "\t":
        start = max(place.lines.text.find("\t", place.begin), place.begin)
    end = start + len(place.lines.text[start:]) - len(place.lines.text[start:].lstrip("\t"))
    return place.tell(
        "yaml-tab", "the line is indented with a tab", start, max(end, start + 1), "use spaces, two for each level"
    )


def _quotes(place: Stop) -> bool:
    slip = place.slip
    if "escape" in slip.problem or "hexdecimal" in slip.problem:
        shown = (
            place.lines.text[slip.offset - 1 : slip.offset + 1]
            if place.character(slip.offset) != "\\"
            else place.lines.text[slip.offset : slip.offset + 2]
        )
        start = slip.offset - 1 if place.character(slip.offset) != "\\" else slip.offset
        help_ = "write \\\\ for a backslash, or put the text in '…'"
        return place.tell("yaml-escape", f"“{shown.strip()}” is no escape that YAML knows", start, start + 2, help_)
    if slip.context == "while scanning a quoted scalar":
        return place.tell("yaml-unclosed-quote", "this quote is never closed", slip.context_offset, None, _QUOTE_HELP)
    if slip.quoted is None or slip.quoted[1] > slip.offset:
        return False
    start, end = slip.quoted
    if place.lines.text[end : slip.offset].strip(" "):
        return False
    if re.search(r"[\r\n][ ]*[A-Za-z_]\w*:[ ]", place.lines.text[start:end]):
        return place.tell("yaml-unclosed-quote", "this quote is not closed on its line", start, None, _QUOTE_HELP)
    if slip.offset == place.first:
        return False
    return place.tell("yaml-quotes", "the quoted value ends here, but text follows", end - 1, end, _QUOTE_HELP)


_INDICATORS = {
    "found character that cannot start any token": 0,
    "block sequence entries are not allowed in this context": 0,
    "mapping keys are not allowed in this context": 0,
    "did not find expected node content": 0,
}


def _indicator(place: Stop) -> bool:
    slip = place.slip
    if slip.context in {"while scanning an alias", "while scanning an anchor", "while scanning a tag"}:
        at = slip.context_offset
    elif slip.context == "while scanning a block scalar" and "comment or line break" in slip.problem:
        help_ = "begin the text on the next line, indented; or put it in quotes"
        return place.tell(
            "yaml-indicator",
            f"text follows “{place.character(slip.context_offset)}” on the same line",
            slip.context_offset,
            None,
            help_,
        )
    elif slip.problem in _INDICATORS:
        at = slip.offset
    else:
        return False
    sign = place.character(at)
    if not sign.strip():
        return False
    if sign == "*" and (match := _ODD_ENTRY.match(place.line)) and at == place.first:
        return _odd_sign(place, place.number, match)
    help_ = 'put the text in quotes: "…"'
    if sign == "-" and (match := KEY.match(place.line)) and place.begin + match.start("value") == at:
        known = shape_at(path_of(place.lines, place.number, match))
        either = "write each list entry on a line of its own, or put the text in quotes"
        help_ = _nested(place, match) or (help_ if known else either)
    return place.tell("yaml-indicator", f"a value can’t begin with “{sign}” unless it is in quotes", at, None, help_)


def _nested(place: Stop, match: re.Match[str]) -> str:
    """Return how to write what stands behind the key of *match* where the schema wants a list or a group of keys."""
    return advice_for(path_of(place.lines, place.number, match), match["value"].strip())


def _braces(place: Stop) -> bool:
    """Find text that begins with a brace or bracket, and brackets that are never closed."""
    slip = place.slip
    flow = slip.context in {"while parsing a flow mapping", "while parsing a flow sequence"}
    if flow:
        at = slip.context_offset
    elif (
        "did not find expected key" in slip.problem
        and (match := KEY.match(place.line))
        and match["value"][:1] in ("{", "[")
    ):
        at = place.begin + match.start("value")
    else:
        return False
    if _MARK.match(place.lines.text, at):
        end = place.lines.text.find("}", at)
        message = "the value begins with a mark, which YAML reads as a map"
        return place.tell(
            "mark-unquoted", message, at, max(end + 1, at + 1), "put it in quotes, or write it in a block after “|”"
        )
    if not flow and place.character(slip.offset) in {"}", "]"}:
        message = f"this “{place.character(slip.offset)}” closes nothing"
        return place.tell("yaml-brackets", message, slip.offset, None, "take it out, or put the text in quotes")
    if not flow:
        message = f"a value can’t begin with “{place.character(at)}” unless it is in quotes"
        return place.tell("yaml-indicator", message, at, None, 'put the text in quotes: "…"')
    if place.lines.place(at)[0] != place.number:
        return place.tell(
            "yaml-brackets", f"“{place.character(at)}” is never closed", at, None, "close it, or put the text in quotes"
        )
    message = "a comma or a closing bracket is missing"
    return place.tell(
        "yaml-brackets",
        message,
        slip.offset,
        None,
        "put commas between entries; text with brackets or colons goes in quotes",
    )


def _colon(place: Stop) -> bool:
    slip = place.slip
    if "mapping values are not allowed" not in slip.problem or is_first_colon(place):
        return False
    match = KEY.match(place.line)
    if match is not None and match["value"][:1] in tuple(_SMART):
        at = place.begin + match.start("value")
        message = "typographic quotes don’t hold a value together"
        return place.tell("yaml-smart-quote", message, at, None, 'write straight quotes around it: "…"')
    if match is not None and re.match(r"-? ?[a-z_]+: ", match["value"]) and (help_ := _nested(place, match)):
        message = f"“{match['key']}:” and what belongs to it do not stand on one line"
        return place.tell("yaml-colon", message, slip.offset, None, help_)
    message = "a colon followed by a space ends a key; this text has one"
    return place.tell(
        "yaml-colon", message, slip.offset, None, "put the text in quotes, or on the next line after “>-”"
    )


def _indentation(place: Stop) -> bool:
    slip = place.slip
    told = ("mapping values are not allowed", "did not find expected key", "expected '-' indicator", "<document start>")
    if not any(words in slip.problem for words in told):
        return False
    if slip.offset != place.first and not is_first_colon(place):
        return False
    if dash := NO_SPACE_AFTER_DASH.match(place.line):
        return _dash(place, place.number, dash)
    match = KEY.match(place.line)
    end = place.begin + (match.end("key") if match else len(place.line.rstrip()))
    if "<document start>" in slip.problem:
        message = "the first key is indented, and this one is not"
    else:
        message = "the line does not begin in the same column as those that it belongs to"
    help_ = "line it up with the keys of its group; text goes under the first letter of its block"
    if match is None and (better := text_help(place)).startswith("write"):
        help_ = better
    return place.tell("yaml-indentation", message, place.first, max(end, place.first + 1), help_)


_LOOKS: tuple[Callable[[Stop], bool], ...] = (
    conflict,
    _color,
    no_key,
    _odd_indent,
    _tab,
    _quotes,
    _indicator,
    _braces,
    spaces,
    _colon,
    _indentation,
)
