"""The words for values that the schema refuses: wrong types, wrong forms, words that are no choice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pressmark.letters import fold
from pressmark.reader.compose import kind_of
from pressmark.reader.document import Mapping, Scalar, Sequence, find, plain, short, words
from pressmark.reader.nesting import advice
from pressmark.reader.schema import (
    is_email,
    is_uri,
    issn_digit,
    meaning,
    meant_language,
    near,
    one_of,
    required,
    schema,
    shape_at,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pressmark.reader.document import Document, Node, Path


@dataclass(frozen=True, slots=True)
class Violation:
    """The *node* at *path* breaks the schema's *keyword* (None: it may not be there at all), whose value is *wanted*.

    *parent* is the mapping in which the last step of *path* is a key, or None.
    """

    document: Document
    node: Node
    parent: Mapping | None
    path: Path
    keyword: str | None
    wanted: Any

    @property
    def key(self) -> str:
        """Return the name of the key that the value belongs to."""
        return next((step for step in reversed(self.path) if isinstance(step, str)), "")

    @property
    def name(self) -> str:
        """Return how to call the value in a sentence."""
        if not self.path:
            return "the article"
        if isinstance(self.path[-1], int):
            return f"entry {self.path[-1] + 1} of “{self.key}”"
        return f"“{self.key}”"

    @property
    def in_flow(self) -> bool:
        """Return whether the value stands inside braces or brackets."""
        around, _ = find(self.document.root, self.path[:-1])
        return not isinstance(around, Scalar) and around.flow

    def tell(self, rule: str, message: str, help_: str) -> None:
        """Report a problem with the value."""
        self.document.at(rule, message, self.node, help_)

    def tell_key(self, rule: str, message: str, help_: str) -> None:
        """Report a problem with the value's key, or with the value where it has none."""
        if self.parent is None:
            self.tell(rule, message, help_)
        else:
            self.document.at_key(rule, message, self.parent, self.key, help_)


_SMART = "“”„‟«»‘’‚‹›「」"
_HTTP = "https://"

_BY_KEY = {
    "slug": ("slug-form", "can’t be a slug", "use letters, digits and single hyphens: “a-short-name”"),
    "file": ("image-kind", "is no kind of image that can be printed", "use a PNG, JPEG, GIF or WebP file"),
    "fediverse": (
        "fediverse-form",
        "is no fediverse handle",
        'write it with both signs, in quotes: "@name@server.example"',
    ),
    "issn": ("issn-form", "is no ISSN", "write eight signs with a hyphen in the middle, the last one a digit or X"),
    "phone": (
        "phone-form",
        "is no telephone number",
        'write digits with the country code, in quotes: "+44 …"',
    ),
}


def pattern(violation: Violation) -> None:
    """Report text that has not the form its key asks for."""
    node = violation.node
    if not isinstance(node, Scalar):
        return
    if violation.wanted == "\\S":
        violation.tell("empty-text", f"{violation.name} is empty", "write something, or take the key out")
    elif violation.wanted == _of("id"):
        violation.tell("id-form", f"“{short(node.text)}” can’t be an id", id_help(node.text))
    elif violation.wanted == _of("web_address"):
        _address(violation, node)
    elif violation.key == "identifier":
        help_ = "write “urn:uuid:…” or “https://…” (doi:, hdl:, ark:, info:, tag: and swh: last, too)"
        violation.tell("uri", f"“{short(node.text)}” is no URI that lasts", help_)
    elif violation.wanted == _COLOR:
        violation.tell("value", f"“{short(node.text)}” is no colour that is known here", _color_help(node.text))
    elif violation.key == "file" and "fonts" in violation.path:
        message = f"“{short(node.text)}” is no kind of font that can be embedded"
        violation.tell("look-font", message, "name a TTF, OTF, WOFF or WOFF2 file that lies beside the house")
    elif violation.key in _BY_KEY:
        rule, words, help_ = _BY_KEY[violation.key]
        violation.tell(rule, f"“{short(node.text)}” {words}", help_)
    else:
        shape = shape_at(violation.path)
        message = f"“{short(node.text)}” has not the form of {violation.name}"
        violation.tell("value", message, shape.get("x-help") or meaning(shape) or "see docs/format.md")


_COLOR = "^#[0-9A-Fa-f]{6}$"


def _color_help(text: str) -> str:
    """Return the colour *text*, which may be a name of CSS, as six digits in quotes."""
    from PIL import ImageColor  # only a mistake needs it

    for meant in (text.strip(), f"#{text.strip()}"):
        try:
            red, green, blue = ImageColor.getrgb(meant[:60])[:3]
        except ValueError:
            continue
        return f'write it with six digits, in quotes: "#{red:02x}{green:02x}{blue:02x}"'
    return 'write red, green and blue as six digits, in quotes: "#0a5a50"'


def _of(name: str) -> str:
    """Return the pattern of the shared shape *name*."""
    found: str = schema()["$defs"][name]["pattern"]
    return found


def format_(violation: Violation) -> None:
    """Report text that is no date, address or language tag."""
    node = violation.node
    if not isinstance(node, Scalar):
        return
    shown = short(node.text)
    match violation.wanted:
        case "uri" if violation.key == "identifier":
            violation.tell("uri", f"“{shown}” is no URI", "write “urn:uuid:…” or “https://…”")
        case "uri":
            _address(violation, node)
        case "email":
            violation.tell("email-form", f"“{shown}” is no email address", "write it as name@place.example")
        case "issn":
            help_ = "a digit in it is wrong: compare it with the ISSN Portal or your masthead"
            message = f"“{shown}” is no ISSN: its last sign would be {issn_digit(node.text)}"
            violation.tell("issn-form", message, help_)
        case "language":
            meant = meant_language(node.text)
            help_ = f"did you mean “{meant}”?" if meant else "write a BCP 47 tag, such as en, en-GB or zh-Hant"
            violation.tell("language-form", f"“{shown}” is no language tag", help_)
        case _:
            violation.tell("date-form", f"“{shown}” is no day", day_help(node.text, times=False))


def moment(violation: Violation) -> None:
    """Report text that is neither a day nor a time, for what it seems to have been meant as."""
    node = violation.node
    if not isinstance(node, Scalar):
        return
    text, shown = node.text.strip(), short(node.text)
    if not re.match(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}[T ]?[0-9]", text, re.IGNORECASE):
        violation.tell("date-form", f"“{shown}” is no date", day_help(text, times=True))
        return
    if re.fullmatch(r"[0-9-]{10}[T ][0-9:.]{5,}", text, re.IGNORECASE):
        mended = text[:10] + "T" + text[11:] + (":00" if len(text) == 16 else "")
        help_ = f"add its offset from UTC at its end: {mended}±hh:mm, or {mended}Z where it is UTC"
        violation.tell("date-form", f"“{shown}” is a time without its offset", help_)
        return
    violation.tell("date-form", f"“{shown}” is no time", f"write a time as {_TIME}")


_TIME = "YYYY-MM-DDThh:mm:ss+01:00"
_YEAR_LAST = re.compile(r"([0-9]{1,2})[./ -]([0-9]{1,2})[./ -]([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[./ ]?([0-9]{1,2})[./ ]?([0-9]{1,2})")


def day_help(text: str, *, times: bool) -> str:
    """Return what would be right in place of *text*, which is no day; *times* are allowed as well or not."""
    shape = "write a day as YYYY-MM-DD" + (f", or a time as {_TIME}" if times else "")
    if found := _YEAR_FIRST.fullmatch(text):
        return f"{shape}: {found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    if (found := _YEAR_LAST.fullmatch(text)) and (int(found[1]) > 12) != (int(found[2]) > 12):
        month, day = sorted((int(found[1]), int(found[2])))
        return f"{shape}: {found[3]}-{month:02}-{day:02}"
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return "there is no such day in the calendar"
    return shape


def _address(violation: Violation, node: Scalar) -> None:
    violation.tell("web-address", f"“{short(node.text)}” is no web address", address_help(node.text))


_COMMONS = re.compile(
    r"(?:(?P<zero>CC[ -]?(?:0|zero))|(?:CC[ -]|Creative Commons )(?P<terms>BY(?:[ -](?:NC|SA|ND))*))"
    r"(?:[ -]v?(?P<version>[1-4]\.0))?(?: International| Universal)?",
    re.IGNORECASE,
)


def address_help(text: str) -> str:
    """Return what would be right in place of the malformed address *text*."""
    if found := _COMMONS.fullmatch(text.strip()):
        if found["zero"]:
            return "did you mean https://creativecommons.org/publicdomain/zero/1.0/?"
        terms = found["terms"].lower().replace(" ", "-")
        if found["version"] is None:
            return f"write the address, with the licence’s version: https://creativecommons.org/licenses/{terms}/…/"
        return f"did you mean https://creativecommons.org/licenses/{terms}/{found['version']}/?"
    bare = text.strip().strip(_SMART + "\"'<>")
    if bare != text and bare.lower().startswith(("http://", _HTTP)):
        return f"write it without quotation marks or spaces around it: {short(bare)}"
    if re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(/\S*)?", text):
        return f"did you mean {_HTTP}{short(text)}?"
    if "://" in text and any(ord(letter) > 126 or letter in ' "<>\\^`{|}[]' for letter in text):
        return f"write other letters and spaces encoded: {_encoded(text)}"
    return "an address begins with https:// or http:// and names a host"


def _encoded(text: str) -> str:
    """Return the address *text* in ASCII: the host as IDNA has it, the rest percent-encoded (RFC 3986, 2.1)."""
    from urllib.parse import quote  # only a mistake needs it

    scheme, _, rest = text.partition("://")
    host, slash, path = rest.partition("/")
    try:
        host = host.encode("idna").decode("ascii")
    except UnicodeError:
        host = "…"
    return f"{scheme}://{host}{slash}{quote(path, safe=':/?#@!$&()*+,;=%~')}"


def id_help(text: str) -> str:
    """Return what would be right in place of the malformed id *text*."""
    folded = fold(text)
    shape = "small letters, digits and hyphens, a letter first"
    return f"an id has {shape}: “{folded[:40]}”" if folded else f"an id has {shape}"


def link_fault(href: str) -> tuple[str, str, str]:
    """Return rule, message and help for the address *href* of a link in a body; the rule is "" where it may stand."""
    scheme = href.split(":", maxsplit=1)[0].lower() if ":" in href else ""
    if scheme == "mailto":
        if not is_email(href[7:].split("?", maxsplit=1)[0]) or not is_uri(href):
            return "web-address", f"“{href}” is no email address", "write mailto:name@place.example"
    elif scheme not in {"http", "https"}:
        help_ = "write the whole address, with https://" if not scheme else "use https:, http: or mailto:"
        return "link-scheme", f"“{href[:60]}” is no address that a link may have", help_
    elif not is_uri(href):
        return "web-address", f"“{href[:60]}” is no web address", address_help(href)
    return "", "", ""


_KINDS = {
    "string": "text",
    "integer": "a whole number",
    "array": "a list",
    "object": "a group of keys",
    "boolean": "true or false",
    "number": "a number",
}
_YES = {"yes", "y", "on", "1", "ja", "oui", "si", "sí"}
_NO_SPACE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*(:)[^\s:/]")


def _type(violation: Violation) -> None:
    node, wanted = violation.node, violation.wanted
    wanted = wanted if isinstance(wanted, list) else [wanted]
    if isinstance(node, Scalar) and node.value is None:
        tell = violation.tell_key if node.start == node.end else violation.tell
        needed = violation.key in required(shape_at(violation.path[:-1]))
        help_ = "give one: it can’t be left out" if needed else "give one, or take the key out"
        if shape_at(violation.path).get("pattern") == _COLOR:
            help_ = 'put the colour in quotes: "#0a5a50"; a bare # begins a comment'
        tell("no-value", f"{violation.name} has no value", help_)
    elif (mark := mark_in(node)) is not None:
        message = f"{violation.name} begins with the mark “{mark}”, which YAML reads as a map"
        violation.tell("mark-unquoted", message, "put it in quotes, or write the text in a block after “|”")
    elif "array" in wanted and (dash := _dash(node)) is not None:
        _missing_space(violation, dash, "dash", "write “- ” before each entry")
    elif wanted == ["object"] and isinstance(node, Scalar) and (match := _NO_SPACE.match(node.text)) and not node.style:
        help_ = f"write “{node.text[: match.start(1)]}: {short(node.text[match.end(1) :])}”"
        _missing_space(violation, node.start + match.start(1), "colon", help_)
    else:
        shown = f": {short(node.text)}" if isinstance(node, Scalar) else ""
        message = f"{violation.name}{shown} is {kind_of(plain(node))}, not {_wanted(wanted)}"
        violation.tell("wrong-type", message, _how(wanted, node, violation))


def _missing_space(violation: Violation, offset: int, sign: str, help_: str) -> None:
    document = violation.document
    message = f"a space is missing after the {sign}"
    document.report.add("missing-space", message, offset, offset + 1, document.pointer(violation.node), help_=help_)


def mark_in(node: Node) -> str | None:
    """Return the mark that YAML took for a map, such as ``{quote:x}``, or None."""
    if not (isinstance(node, Mapping) and node.flow and len(node.keys) == 1):
        return None
    key, value = next(iter(node.values.items()))
    word = key.split(":")[0]
    if word not in {"quote", "demand", "demands", "image"} or not isinstance(value, Scalar):
        return None
    if value.value is None:
        return f"{{{key}}}" if ":" in key or word == "demands" else None
    return f"{{{word}:{value.text}}}"


def _dash(node: Node) -> int | None:
    """Return where the dash stands that a space is missing after, in what should have been a list."""
    first: Node = node
    if isinstance(node, Mapping) and node.keys:
        first = next(iter(node.keys.values()))
    if isinstance(first, Scalar) and first.style == "" and len(first.text) > 1 and first.text[0] == "-":
        return first.start
    return None


def _wanted(wanted: list[str]) -> str:
    return " or ".join(_KINDS.get(kind, kind) for kind in wanted)


def _how(wanted: list[str], node: Node, violation: Violation) -> str:
    nested = {"array", "object"} & set(wanted) and advice(
        violation.path, node, violation.document.plain, flow=violation.in_flow
    )
    if nested:
        return nested
    match node, wanted:
        case Scalar(), ["string"] if (form := shape_at(violation.path).get("$ref", "")[8:]) in {"date", "moment"}:
            return day_help(node.text, times=form == "moment")
        case Scalar(), [*_, "string"]:
            return f"write it in quotes: '{short(node.text)}'"
        case Scalar(), ["boolean"]:
            likely = "true" if node.text.lower() in _YES else "false"
            return f"write {likely}" if len(node.text) < 6 else "write true or false"
        case Scalar(), ["integer"]:
            return "write a whole number, without quotes"
        case Mapping(), ["string"] if (called := words(node, "family") or words(node, "name")) is not None:
            return f"write it alone: “{violation.key}: {short(called.text)}”"
        case _, ["string"]:
            return "write one line of text; text with : or # or braces goes in quotes"
    return f"write {_wanted(wanted)}{', one alone' if isinstance(node, Sequence) else ''}"


def _choice(violation: Violation) -> None:
    if not isinstance(violation.node, Scalar):
        return
    meant = near(violation.node.text, violation.wanted)
    help_ = f"did you mean “{meant}”?" if meant else f"write {one_of(violation.wanted)}"
    violation.tell("not-a-choice", f"{violation.name} can’t be “{short(violation.node.text)}”", help_)


def _const(violation: Violation) -> None:
    if not isinstance(violation.node, Scalar):
        return
    number, wanted = violation.node.text, violation.wanted
    message = f"this is version {number} of the format, and this pressmark reads version {wanted}"
    key = "house" if "house" in violation.name else "pressmark"
    help_ = f"write “{key}: {wanted}”, or use another pressmark"
    if number == str(wanted):
        message, help_ = f"the version “{number}” is in quotes: a number is none", f"write “{key}: {wanted}”"
    violation.tell("format-version", message, help_)


def _forbidden(violation: Violation) -> None:
    match violation.key:
        case "name":
            help_ = "take the name out, or “anonymous: true”"
            violation.tell_key("anonymous-name", "an anonymous party has no “name”", help_)
        case "dateline":
            help_ = "take it out: a dateline says where a reporter was"
            violation.tell_key("dateline-kind", "a summary has no “dateline”", help_)
        case "mining_policy":
            message = "“mining_policy” is given, but mining is not under conditions"
            violation.tell_key("mining-policy", message, "write “mining: conditions”, or take the policy out")
        case _:
            message = "“withdrawn” is given, but the article’s status is not withdrawn"
            violation.tell_key("withdrawn-status", message, "write “status: withdrawn”, or take “withdrawn” out")


# What an empty list or group of keys is written with.
_EMPTY = "{}[] \t\r\n"


def _least(violation: Violation) -> None:
    if isinstance(violation.node, Scalar):
        violation.tell("empty-text", f"{violation.name} is empty", "write something, or take the key out")
    elif violation.node.flow and not violation.document.plain[violation.node.start : violation.node.end].strip(_EMPTY):
        # Else there are entries, none of which could be taken: that is told at each.
        violation.tell("empty-list", f"{violation.name} is empty", "add an entry, or take the key out")


def _duplicate(violation: Violation) -> None:
    seen: set[str] = set()
    for item in violation.node.items if isinstance(violation.node, Sequence) else []:
        if isinstance(item, Scalar) and item.text in seen:
            message = f"“{short(item.text)}” is in the list twice"
            violation.document.at("duplicate-item", message, item, "keep one of the two")
        elif isinstance(item, Scalar):
            seen.add(item.text)


def _range(violation: Violation) -> None:
    text = short(violation.node.text) if isinstance(violation.node, Scalar) else ""
    shape = shape_at(violation.path)
    least, most = shape.get("minimum", 0), shape.get("maximum")
    what = "a whole number" if shape.get("type") == "integer" else "a number"
    help_ = f"write {what} from {least} " + (f"to {most}" if most is not None else "up")
    help_ = "write a year with four digits" if violation.key == "year" else help_
    violation.tell("number-range", f"{violation.name} can’t be {text}", help_)


# In the order in which one value is judged: what is of the wrong type is not blamed for its form as well.
def _most(violation: Violation) -> None:
    what = "characters" if violation.keyword == "maxLength" else "entries"
    message = f"{violation.name} has more than {violation.wanted} {what}"
    help_ = "nobody reads that much there: shorten it" if what == "characters" else "keep those that matter"
    violation.tell("too-long", message, help_)


VALUE_RULES: dict[str | None, Callable[[Violation], None]] = {
    "type": _type,
    None: _forbidden,
    "enum": _choice,
    "const": _const,
    "minItems": _least,
    "minProperties": _least,
    "minLength": _least,
    "maxItems": _most,
    "maxProperties": _most,
    "maxLength": _most,
    "pattern": pattern,
    "format": format_,
    "anyOf": moment,
    "uniqueItems": _duplicate,
    "minimum": _range,
    "maximum": _range,
}
