"""Text as it is compared: what differs between two printings of the same words is folded away, words never are.

Folded are white space, quotation marks, dashes, hyphens at line ends, ligatures, Unicode forms and characters without a
shape. Letters, their case, figures, apostrophes within words and all other punctuation stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# A hyphen at a line's end, of which nobody knows whether the word has it: it stands for one hyphen or for nothing.
MAYBE = "\ue000"
ELLIPSIS = "…"
_APOSTROPHE = "'"
APOSTROPHES = frozenset("'’‘ʼ")

_SINGLE = "'‘’‚‛‹›´`ʹʼ′＇"
_DOUBLE = '"“”„‟«»″❝❞〝〞〟＂「」『』《》〈〉｢｣'
_HYPHENS = "-‐‑"
_DASHES = _HYPHENS + "‒–—―−⁃﹘﹣－⸺⸻"
# Invisible, whatever a typesetter or a web page put there (Unicode's Default_Ignorable_Code_Point), and the Arabic
# tatweel, which only stretches a word.
_SHAPELESS = (
    "\u0640\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0"
)
# Hyphens of the layout: the soft hyphen, which many PDFs have for every hyphen, and what PDF readers give for one.
_LAYOUT = "\u00ad\u0002\ufffe"
# Forms that stand for other characters: ligatures, presentation forms, full and half widths, radicals. Superscripts and
# fractions are none of them: 10² is not 102.
_FORMS = (
    "\ufb00-\ufb06\ufb13-\ufb17\ufb1d-\ufb4f\ufb50-\ufdff\ufe70-\ufefc\uff01-\uff64\uff65-\uff9f"
    "\uffa1-\uffdc\uffe0-\uffe6\u2e80-\u2ef3\u2f00-\u2fd5"
)
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u0610-\u061a\u064b-\u065f"
    "\u0670\u1100-\u11ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\u3099\u309a"
)

_SPECIAL = re.compile(
    rf"(?P<soft>[{_LAYOUT}][ \t]*(?:\r?\n)?[ \t]*)"
    rf"|(?P<hyphen>(?<=[^\W\d_])[{_HYPHENS}][ \t]*\r?\n[ \t]*(?=[^\W_]))"
    rf"|(?P<shapeless>[{_SHAPELESS}\U000e0000-\U000e0fff]+)"
    rf"|(?P<dots>…|\.(?:[ \u00a0\u202f]?\.){{2,}})"
    r"|(?P<space>[\s\u0085]+)"
    rf"|(?P<dash>[{re.escape(_DASHES)}]+)"
    rf"|(?P<single>[{_SINGLE}]+)"
    rf"|(?P<double>[{_DOUBLE}]+)"
    rf"|(?P<form>[{_FORMS}])"
    rf"|(?P<composed>[^\W_]?[{_MARKS}]+)"
    r"|(?P<other>[\u2126\u212a\u212b\uf900-\ufaff\U0002f800-\U0002fa1f])"
)
# Scripts that put no space between words: Thai, Lao, Khmer, Burmese, kana, ideographs and their punctuation.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
    "\U00020000-\U0003134f]"
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A text folded: *signs* to compare and, for each, where in the text it begins (*offsets*) and ends (*ends*).

    *bare* are the signs without any hyphen, and *kept* the index in *signs* of each of them.
    """

    signs: str
    offsets: Sequence[int]
    ends: Sequence[int]
    bare: str
    kept: Sequence[int]


def fold_quote(text: str) -> Folded:
    """Return *text* folded, whose hyphens are all meant: a quotation has no lines of its own."""
    return fold(" ".join(re.sub(f"[{_LAYOUT}]", "", text).split()))


def fold(text: str) -> Folded:
    """Return *text* folded."""
    signs: list[str] = []
    # Arrays, since a text of a thousand pages has millions of signs.
    starts, ends = array("I"), array("I")
    end = 0
    for match in _SPECIAL.finditer(text):
        start = match.start()
        signs.append(text[end:start])
        starts.extend(range(end, start))
        ends.extend(range(end + 1, start + 1))
        end = match.end()
        found = _stands_for(match, text)
        signs.append(found)
        starts.extend([start] * len(found))
        ends.extend([end] * len(found))
    signs.append(text[end:])
    starts.extend(range(end, len(text)))
    ends.extend(range(end + 1, len(text) + 1))
    return _without_idle_spaces("".join(signs), starts, ends)


def _stands_for(match: re.Match[str], text: str) -> str:
    kind, found = match.lastgroup, match.group()
    if kind == "space":
        return " "
    if kind == "dash":
        return "-"
    if kind in {"hyphen", "soft"}:
        return MAYBE
    if kind == "dots":
        return ELLIPSIS
    if kind == "single":
        within = _is_word(text[match.start() - 1 : match.start()]) and _is_word(text[match.end() : match.end() + 1])
        return _APOSTROPHE if within and len(found) == 1 else ""
    if kind == "form":
        return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", found))
    if kind in {"composed", "other"}:
        return unicodedata.normalize("NFC", found)
    return ""


def _without_idle_spaces(signs: str, starts: Sequence[int], ends: Sequence[int]) -> Folded:
    """Keep a space only where it parts two words of a script that parts words."""
    kept = array("I")
    last = ""
    for index, sign in enumerate(signs):
        if sign == " ":
            after = next((other for other in signs[index + 1 : index + 4] if other != " "), "")
            if not (part_by_spaces(last) and part_by_spaces(after)):
                continue
        elif sign == "-" == last:
            continue
        kept.append(index)
        last = sign
    text = "".join([signs[index] for index in kept])
    bare = array("I", (index for index, sign in enumerate(text) if sign not in {"-", MAYBE}))
    return Folded(
        text,
        array("I", (starts[index] for index in kept)),
        array("I", (ends[index] for index in kept)),
        text.replace("-", "").replace(MAYBE, ""),
        bare,
    )


def part_by_spaces(sign: str) -> bool:
    """Tell whether *sign* belongs to a word or number of a script that parts words by spaces."""
    return _is_word(sign) and not _UNSPACED.match(sign)


def _is_word(sign: str) -> bool:
    return sign.isalnum() or unicodedata.category(sign or " ")[0] == "M"


def same(copy: str, words: str) -> bool:
    """Tell whether the signs *copy* are the signs *words*, where a hyphen at a line's end may or may not be one."""
    at = 0
    for sign in copy:
        if sign == MAYBE:
            if words[at : at + 1] == "-":
                at += 1
        elif words[at : at + 1] == sign:
            at += 1
        else:
            return False
    return at == len(words)


def starts_word(text: str, offset: int) -> bool:
    """Tell whether a word or number of *text* may begin at *offset*, so that nothing of one is cut off before it."""
    if offset >= len(text) or not part_by_spaces(text[offset]):
        return True
    before = (
        text[max(0, offset - _FARTHEST) : offset].rstrip(_STRIPPED)[-3:]
        if text[offset - 1 : offset] in _SHAPED
        else text[max(0, offset - 3) : offset]
    )
    return _loose(before, text[offset])


def ends_word(text: str, offset: int) -> bool:
    """Tell whether a word or number of *text* may end before *offset*."""
    if offset <= 0 or not (part_by_spaces(text[offset - 1]) or unicodedata.combining(text[offset - 1])):
        return True
    after = text[offset : offset + 4].lstrip(_STRIPPED)[:3]
    return _loose(after[::-1], text[offset - 1])


# As many signs without a shape stand beside each other nowhere.
_FARTHEST = 64
_STRIPPED = "\u00ad\u0002\ufffe\u200b\u200c\u200d\u2060\ufeff"
_SHAPED = frozenset(_STRIPPED)


def _loose(beside: str, sign: str) -> bool:
    """Tell whether *sign* has nothing of its own word or number in *beside*, whose last character stands next to it."""
    if not beside:
        return True
    last, further = beside[-1], beside[-2:-1]
    if part_by_spaces(last):
        return False
    if sign.isdigit():
        # 1.5, 1,500, 18:30, 1/2, 1·5
        if last in ".,'’:/⁄∶·" and further.isdigit():
            return False
        # -5, 3–5, 2026–27
        if last in "-−‐‑–‒" and not further.isalpha():
            return False
        return not (last in " \u00a0\u202f\u2009" and further.isdigit())
    return not (last in _HYPHENS and _is_word(further))


def words(text: str) -> list[tuple[str, int, int]]:
    """Return the words of *text* folded, each with where it begins and ends in *text*; ideographs one by one."""
    return words_of(fold(text))


def words_of(folded: Folded) -> list[tuple[str, int, int]]:
    """Return the words of a text that is *folded*, as `words` does."""
    found = []
    for match in _WORDS.finditer(folded.signs):
        start = folded.offsets[match.start()]
        end = folded.ends[match.end() - 1]
        found.append((match.group().replace(MAYBE, ""), start, end))
    return found


_WORDS = re.compile(rf"{_UNSPACED.pattern}|(?:(?!{_UNSPACED.pattern})[\w'{MAYBE}])+")
