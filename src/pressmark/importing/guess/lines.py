"""Single lines taken for what they are: bylines, dates, rubrics, labels, outlets, and the furniture among them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pressmark.importing.dating import find_date, find_moment, only_date
from pressmark.importing.guess.bylines import (
    is_credit,
    is_name,
    is_ours,
    leading_by,
    names_newsroom,
    read_byline,
    takes_leave,
)
from pressmark.importing.manuscript import DOUBTFUL, LIKELY, SHOWN, STATED, Given, Guess, LeftOut
from pressmark.importing.words import common, listed

if TYPE_CHECKING:
    from pressmark.importing.dating import Dated
    from pressmark.importing.manuscript import Person, Piece
    from pressmark.importing.words import Words

_BEFORE_A_DATE = re.compile(r"(?<![\s,–-])[\s,–-]*\b(?:vom|du|del|of|from|van|de|dal|do|fra)?[\s,–-]*$")
_LABEL = re.compile(r"([^\W\d_][^:：\n]{0,28}?)\s?[:：]\s?(\S.{0,400})$")
# “Vol. 12, No. 18”, “Jahrgang 4 · Nr. 7”, “第12巻 第3号”: which issue of a paper this is
_ISSUE = re.compile(
    rf"(?:\W*(?:(?:{'|'.join(map(re.escape, listed('issues')))})\b\.?\s?[º°]?\s?(?:\d{{1,6}}(?!\d)|[ivxlcdm]{{1,7}}\b)"
    rf"|(?<!\d)\d{{1,4}}\.?\s?(?:{'|'.join(map(re.escape, listed('issues')))})\b"
    r"|第\s?\d{1,6}\s?[巻卷号號期]|제?\s?\d{1,6}\s?호))+\W*",
    re.IGNORECASE,
)
# “… by Lena Ost in Politics | 3 comments”, behind “Posted on 4 May 2026”
_POSTED_BY = re.compile(
    rf"\W*(?:{'|'.join(listed('whose'))})\s(.{{3,60}}?)(?:\s(?:in|under|unter|dans|en|em|i|sous)\s.*|\s?[|•·(].*)?$"
)
_BAR = re.compile(r"\s?[|•·]\s?|\u3000+")
_SUBJECT = re.compile(
    r"^【[^】]{1,12}】|^(?:[A-Z]{2,3}(?=\s[–—-]\s)|(?:press|media|news) release"
    r"|pressemitteilung|presseinformation|communiqué(?: de presse)?|nota de prensa"
    r"|comunicado|comunicato stampa|persbericht|pressmeddelande|wg|fwd?|re|aw|tr|rv|vs)\s?[:–—-]\s{1,3}",
    re.IGNORECASE,
)
# “Portrait: Thirty years of salt”, “[칼럼] …”, “【随想】…”: a rubric, and the headline on its line
_PREFIXED = re.compile(r"^(?:[【\[]([^】\]]{1,20})[】\]]|([^\W\d_][^:：.|\u3000]{1,24}?)\s?[:：|\u3000])\s?(\S.{3,})$")
_CRUMBS = re.compile(r"^[^\s«][^.«]*(?:\s[>›»/]\s[^.«]+){1,5}$")
_MEASURE = re.compile(r"^\W*\d[\d.,]*\s*(.+?)\W*$")
_RECORD = re.compile(
    r"[\w.+-]@[\w-]{1,63}\.|\bwww\.|https?://"
    # a number to call, which is no date, nor two years
    r"|(?<![\w.,-])(?!(?:19|20)\d\d[/-]\d\d?[/-]\d|\d\d?[/-]\d\d?[/-](?:19|20)\d\d|1\d{3}\s?[–-]\s?[12]\d{3}\b)"
    r"[(+]?\d[\d ()/–-]{6,24}\d(?![\w%:])"
    # a house, a postcode
    r"|^\d{1,4}[a-z]?,?\s(?:[A-Z][\w’'-]*\s){1,3}(?i:street|st\.?|road|rd\.?|lane|avenue|ave\.?|square|drive|way|close|quay|place)$"
    r"|^[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}$"
    r"|^(?:[A-Z]{1,2}-)?\d{4,5}(?:\s[A-Z]{2})?\s[A-ZÀ-Þ][\w-]+$|^\d{1,4}[a-z]?,?\s[A-Z][^.]{3,40},\s[A-Z][^.]{2,30}$"
)
_WORD = r"[^\W\d_][^\W\d_.'’-]{0,30}"
_PLACE = rf"{_WORD}(?:[ .'’-]{{1,2}}[^\W\d_]{{1,30}}){{0,3}}"
DATELINE = re.compile(
    rf"(?P<place>{_PLACE})(?P<more>,\s?[^—–()/]{{2,40}}?)?(?P<agency>\s?\([^)]{{2,30}}\)|\s?/[A-Z][^/]{{2,30}}/)?"
    r"\s?(?P<dash>—|–|--|\s-\s|\.\s?[—–-]|-(?=\s))\s{0,3}(?=\S)"
)
_SMALL = common("small")
SPEECHES = common("speech_labels")
_ADDRESSED = re.compile(r"^\S{1,20}(?:御中|各位|様|殿)[:：、]?$")
_MAIL = re.compile(r"(?<!\S)\S{1,80}@\S{1,80}")
_LONGEST_RECORD = 200
_MOST_FURNITURE = 14
_SHORT_UNSPACED = 10  # signs, in a script whose words no space parts
_FEW, _LONGEST_ISSUE = 4, 80


def furniture(text: str, words: Words) -> str:
    """Return why the line *text* belongs to the page an article stood on, or "" if it is part of the article."""
    bare = text.strip()
    if only_signs(bare):
        return "no words"
    if len(bare.split()) > _MOST_FURNITURE:
        return ""
    folded = " ".join(re.sub(r"^[\W_]+|[\W_]+$", "", bare).casefold().split())
    every = words.sets.get("furniture", frozenset()) | words.sets.get("ends", frozenset())
    measure = _MEASURE.match(folded)
    parts = [part.strip(" :-–—•·*").casefold() for part in re.split(r"\s{2,}|[|•·,/]|\s[–-]\s", bare)]
    parts = [part for part in parts if re.search(r"[^\W\d_]", part)] or parts
    known = sum(part in every for part in parts)
    menu = len(parts) > 1 and (known == len(parts) or (len(parts) > 2 and 2 * known >= len(parts)))
    minutes = measure is not None and measure[1] in words.sets.get("minutes", ())
    found = folded in every or bare.casefold() in every or words.leading("furniture_starts", bare) or minutes or menu
    return "page furniture" if found else ""


def is_issue(text: str, language: str) -> bool:
    """Tell whether the line *text* is the number of a paper's issue, perhaps with its day."""
    if len(text) > _LONGEST_ISSUE:
        return False
    dated = find_date(text, language)
    bare = text[: dated.start] + text[dated.end :] if dated else text
    last = re.split(r"\s[–—-]\s|\s?[|•·]\s?", bare)[-1]  # “The Quill – the paper of Harbour College – Issue 212”
    return bool(_ISSUE.fullmatch(bare) or _ISSUE.fullmatch(last))


def is_rubric(text: str, words: Words) -> bool:
    """Tell whether the line *text* is the name of a department and nothing else."""
    return any(text.strip(" |:›>").casefold() in names for names in words.groups("rubrics").values())


def only_signs(text: str) -> bool:
    """Tell whether *text* has neither a letter nor a figure."""
    return not any(char.isalnum() for char in text)


def greets(text: str, words: Words) -> bool:
    """Tell whether *text* addresses its reader, as the first line of a letter does."""
    return bool(words.leading("salutations", text)) or bool(_ADDRESSED.search(text))


def cased(text: str) -> bool:
    """Tell whether *text* is in a script with capitals, where names show; elsewhere only a word tells of an author."""
    return text.lower() != text.upper()


def is_record(text: str) -> bool:
    """Tell whether the line *text* is no sentence but a record: it has an address, or a number to call."""
    return len(text) <= _LONGEST_RECORD and len(text.split()) <= _MOST_FURNITURE and bool(_RECORD.search(text))


def capitals(text: str) -> bool:
    """Tell whether nearly all words of *text* begin with a capital, as in a name; addresses of mail do not count."""
    split = [word for word in re.findall(r"[^\W\d_]+", _MAIL.sub(" ", text)) if len(word) > 3]
    return bool(split) and all(word[0].isupper() or word[0].lower() == word[0].upper() for word in split)


def is_dateline(match: re.Match[str], language: str) -> bool:
    """Tell whether what `DATELINE` found is the place that a report is from, in copy of *language*."""
    place = match["place"]
    letters = [char for char in place if char.isalpha()]
    if all(char.isupper() for char in letters) and len(letters) > 2:
        return True
    titled = all(word[0].isupper() or word in _SMALL for word in place.split())
    signed = bool(match["agency"]) or bool(match["more"] and re.search(r"\d", match["more"]))
    return titled and signed and language != "und"


def flat(text: str) -> str:
    """Return the words of *text* in small letters, for comparing."""
    return re.sub(r"\W+", " ", text).strip().casefold()


def _without_date(text: str, dated: Dated | None, *, led: bool) -> str:
    """Return a byline without its date, and, where “by” *led* it, without what tells where it was filed then."""
    if dated is None:
        return text
    before, behind = text[: dated.start], text[dated.end :]
    if led:  # “Posted by Ada Quill on 4 May 2026 in Travel”
        before = re.sub(r"\s(?:on|am|le|el|em|il|op|den)$", "", before.rstrip(" ,|–—-·•"))
        behind = "" if behind.startswith((" in ", " at ", " under ")) else behind
    return (before + behind).strip(" ,|–—-·•")


@dataclass
class Head:
    """What the first pieces say: *fields* by key, *authors*, and the pieces that are *used*; the rest is body.

    *candidates* are names that may be an author's, *bare* the lines that name somebody whom the text is about.
    """

    fields: dict[str, Guess] = field(default_factory=dict)
    authors: tuple[Person, ...] = ()
    byline: Guess = field(default_factory=lambda: Guess("", 0.0, "no byline found"))
    candidates: list[tuple[str, int]] = field(default_factory=list)
    bare: set[int] = field(default_factory=set)
    keywords: tuple[str, ...] = ()
    used: set[int] = field(default_factory=set)
    left_out: list[LeftOut] = field(default_factory=list)

    def put(self, key: str, guess: Guess) -> bool:
        """Keep *guess* unless *key* has one already; tell whether it was kept."""
        if key in self.fields or not guess.value.strip():
            return False
        self.fields[key] = guess
        return True


class HeadLines:
    """Takes lines for what they are and keeps what they say in `head`.

    *mail* tells that there is a mail's head, *page* that the lines are a page's, which sets other names apart.
    """

    def __init__(self, given: Given, language: str, words: Words, *, mail: bool = False, page: bool = False) -> None:
        """Begin with nothing read."""
        self.given, self.language, self.words, self.mail, self.page = given, language, words, mail, page
        self.head = Head()
        self.subject: Guess | None = None
        self._by_alone = False

    def trial(self) -> HeadLines:
        """Return a reader of the same sort that has read nothing, to try a line with."""
        return HeadLines(self.given, self.language, self.words, mail=self.mail, page=self.page)

    def leave(self, piece: Piece, why: str, text: str = "") -> bool:
        """Take *piece*, or only *text* of it, as no part of the article, and say *why*."""
        self.head.left_out.append(LeftOut(text or piece.text, why, piece.place))
        return True

    def told(self, piece: Piece, text: str) -> bool:
        """Take a line that shows by itself what it is, in whatever place it stands."""
        return (
            self.hinted(piece, text)
            or self.labelled(piece, text)
            or self.release(piece, text)
            or self.rubric(piece, text)
            or self.dated(piece, text)
            or self.barred(piece, text)
            or self.byline(piece, text, expected=False)
            or self.outlet(piece, text)
        )

    def useless(self, piece: Piece, text: str) -> bool:
        """Take signs, furniture, trails and the numbers of issues, which say nothing but perhaps a day."""
        above = "headline" not in self.head.fields
        short = above and len(text.split()) <= _MOST_FURNITURE
        if short and is_rubric(text, self.words):
            return False  # “Comment” above a headline
        why = furniture(text, self.words)
        menu = [part.split() for part in text.split("|")]
        if short and len(menu) > 3 and all(0 < len(part) < 3 for part in menu):
            why = "page furniture"
        elif short and _CRUMBS.match(text.strip()) and not re.search(r"\d/\d", text):
            why = "the trail to the page"
        elif is_issue(text, self.language):
            why = "the number of an issue"
            self.found_day(piece, find_date(text, self.language))
        elif not above and not self.page and piece.kind == "paragraph" and is_credit(text) and text[-1] not in ".!?":
            why = "who took the pictures, translated or edited"
        return bool(why) and self.leave(piece, why)

    def found_day(self, piece: Piece, dated: Dated | None) -> None:
        """Keep the day that stands beside something else, unless there is one."""
        if dated:
            self.head.put("published", Guess(dated.value, dated.confidence, dated.why, piece.place))

    def hinted(self, piece: Piece, text: str) -> bool:
        """Take a piece that the input itself names: a byline, a date, a deck."""
        if piece.hint == "byline" and len(text.split()) <= 25:
            return self.byline(piece, text, expected=True) or self.leave(piece, "a byline that gives no name")
        if piece.hint == "date":
            return self.dated(piece, text) or (len(text.split()) < 12 and self.leave(piece, "a date that is not whole"))
        if piece.hint not in {"deck", "rubric", "dateline", "outlet", "summary"}:
            return False
        text = re.sub(r"^[^:]{2,20}:\s", "", text) if piece.hint == "summary" else text  # “In brief: …”
        early = piece.hint == "deck" and "headline" not in self.head.fields
        return not early and self.head.put(piece.hint, Guess(text, SHOWN, "the input names it so", piece.place))

    def label_of(self, text: str) -> str:
        """Return what the label before a colon says the rest is, "" where there is none."""
        match = _LABEL.match(text)
        label = match[1].casefold() if match else ""
        labels = self.words.groups("labels").items()
        return next((key for key, known in labels if label in known and (key != "mail" or self.mail)), "")

    def labelled(self, piece: Piece, text: str) -> bool:
        """Take “Headline: …” and its like."""
        key, match = self.label_of(text), _LABEL.match(text)
        if not key or match is None:
            return False
        value = match[2]
        if key == "byline":
            return self.byline(piece, value, expected=True)
        if key in {"published", "sent"}:
            told, published = self.dated(piece, value), self.head.fields.get("published")
            if key == "sent" and published and published.place == piece.place:
                why = "the mail was sent then"
                self.head.fields["published"] = replace(published, confidence=DOUBTFUL, why=why)
            return told
        if key == "subject":
            value = _SUBJECT.sub("", _SUBJECT.sub("", value))
            self.subject = Guess(value, SHOWN, "the subject of the mail", piece.place)
        if key in {"mail", "subject"}:
            return self.leave(piece, "the head of the mail")
        if key == "keywords":
            self.head.keywords = listed_words(value)
            return True
        return self.head.put(key, Guess(value, STATED, "labelled so", piece.place))

    def release(self, piece: Piece, text: str) -> bool:
        """Take the line of an embargo, with its hour."""
        taken = self.words.leading("embargo", text)
        found = find_moment(text, self.language) if taken and len(text.split()) <= 20 else None
        if found is None:
            return False
        dated, lost = found
        self.head.put("embargo", Guess(dated.value, dated.confidence, dated.why, piece.place))
        return not lost or self.leave(piece, "the hour of an embargo whose time zone is not named", lost)

    def rubric(self, piece: Piece, text: str) -> bool:
        """Take the name of a department, which also tells the kind of article, alone or before the headline."""
        prefixed = _PREFIXED.match(text) if "headline" not in self.head.fields else None
        if prefixed and is_rubric(prefixed[1] or prefixed[2], self.words):
            rest, trial = prefixed[3], self.trial()
            long = len(rest.split()) > 2 or (not cased(rest) and len(rest) >= _SHORT_UNSPACED)
            if (
                long
                and not (is_name(rest) and cased(rest))
                and not trial.useless(piece, rest)
                and not trial.told(piece, rest)
            ):
                self.head.put("headline", Guess(rest.strip(), SHOWN, "it follows a rubric", piece.place))
                return self.rubric(piece, prefixed[1] or prefixed[2])
        plain, dated = text[:80], find_date(text, self.language) if len(text) <= 80 else None
        if dated:  # “Pressemitteilung vom 4. Mai 2026”
            plain = _BEFORE_A_DATE.sub("", text[: dated.start]) + text[dated.end :]
        key = re.sub(r"^[\W_]+|[\W_]+$", "", plain).casefold()
        key = re.sub(r"\s(?:nr|no|n|núm|رقم)?[.°º]?\s?\d[\d/.-]{0,9}$", "", key)
        parts = [part.strip() for part in re.split(r"[/|•·›>]", key)]
        two = len(parts) == 2 and len(key.split()) < 6 and not re.search(r"\d{4}", text)
        for kind, names in [*self.words.groups("rubrics").items(), ("statement", SPEECHES)]:
            if key in names or (two and any(part in names for part in parts)):
                if not self.head.put("rubric", Guess(text.strip(" |:›>"), SHOWN, "a rubric", piece.place)):
                    return self.leave(piece, "a second rubric")
                self.head.put("kind", Guess(kind, SHOWN, f"the rubric “{text}”", piece.place))
                self.found_day(piece, dated)
                return True
        return False

    def dated(self, piece: Piece, text: str) -> bool:
        """Take a line that is a date, perhaps with a word that says whose, or the name of an outlet or a place."""
        moment = find_moment(text, self.language) if len(text.split()) <= 18 and len(text) <= 160 else None
        if moment is None:
            return False
        dated = find_date(text, self.language) or moment[0]
        lead, rest = text[: dated.start].strip(" :,|–—-"), text[dated.end :]
        by = leading_by(lead, self.words)
        first = bool(self.words.leading("published", lead)) and not (by and lead[by:].strip(" :"))
        changed = bool(self.words.leading("updated", lead or rest.strip(" ,|–—-")))
        few = 0 < len(lead.split()) < _FEW or capitals(lead)
        masthead = "headline" not in self.head.fields and not by and few and lead.count(" ") < 6 and not rest.strip()
        placed = 0 < len(lead) <= 30 and len(lead.split()) <= 3 and not by and text[len(lead) : len(lead) + 1] in ",، "
        # Else the report itself follows: “VALMER, May 4, 2026 — The levy …”.
        alone = len(re.findall(r"[^\W\d_]{2,}", rest)) < _FEW
        placed = placed and alone and is_name(lead, alone=True) and not _BAR.search(text)  # “Hafenstadt, 4. Mai”
        if not (first or changed or masthead or placed or only_date(text, dated)):
            return False
        updated = self.words.found("updated", text[:40]) and not (first and "published" not in self.head.fields)
        exact = moment[0] if moment[0].confidence > DOUBTFUL else dated
        guess = Guess(exact.value, exact.confidence, exact.why, piece.place)
        if not self.head.put("modified" if updated else "published", guess):
            return self.leave(piece, "a second date")
        published = self.words.leading("published", lead)
        for around in (rest, re.sub(r"\s[^\W\d_]{2,3}$", "", lead[published:])):  # “… by Ada Quill on 4 May 2026”
            if first and (posted := _POSTED_BY.fullmatch(around)):
                self.byline(piece, posted[1], expected=True)
        beside = " ".join(f"{text[: dated.start]} {rest}".split())
        return only_signs(beside) or self.leave(piece, "words beside a date", beside)

    def barred(self, piece: Piece, text: str) -> bool:
        """Take a line of several parts: “The Harbour Post | 4 May 2026 | By Mira Sandoval”."""
        parts = [part for part in _BAR.split(text) if part.strip()]
        if len(parts) < 2 or len(text.split()) > 24:
            return False
        head, part_of = self.head, replace(piece, hint="")
        before = (dict(head.fields), head.authors, head.byline, list(head.left_out))
        known = [self._part(part_of, part) for part in parts]
        # A name counts where a date stands beside it, whichever is first.
        known = [told or self._name_beside(part_of, part) for told, part in zip(known, parts, strict=True)]
        if all(known) or (sum(known) >= 2 and sum(known) >= len(known) - 1):
            for part in [part for part, is_known in zip(parts, known, strict=True) if not is_known]:
                self.leave(piece, "part of a line of the page’s head", part)
            return True
        head.fields, head.authors, head.byline, head.left_out = before
        return False

    def _part(self, piece: Piece, text: str) -> bool:
        if why := furniture(text, self.words):
            return self.leave(piece, why, text)
        return (
            self.rubric(piece, text)
            or self.dated(piece, text)
            or self.byline(piece, text, expected=False)
            or self.outlet(piece, text)
        )

    def _name_beside(self, piece: Piece, text: str) -> bool:
        """Take *text* where it is a name that a date stands beside, below the headline."""
        named = {"headline", "published"} <= self.head.fields.keys() and cased(text) and len(text.split()) > 1
        return named and self.byline(piece, text, expected=True)

    def byline(self, piece: Piece, text: str, *, expected: bool) -> bool:
        """Take a byline; *expected* tells that the line stands where one would."""
        if (piece.kind == "heading" and not expected) or greets(text, self.words) or takes_leave(text, self.words):
            return False
        taken = leading_by(text, self.words)
        if taken and not text[taken:].strip(" :"):
            self._by_alone = True  # “By”, and the name in the next element
            return self.leave(piece, "the word before a byline")
        dated = find_date(text, self.language) if len(text) < 200 else None
        line = _without_date(text, dated, led=bool(taken))
        below = "headline" in self.head.fields
        if below and not self.page and (names_newsroom(line[taken:]) or is_ours(line)):
            self.found_day(piece, dated)
            return self.leave(piece, "a byline that names nobody", line)
        expected = expected or self._by_alone
        found = read_byline(line, self.words, expected=expected, any_role=self.page)
        sure = found is not None and found.confidence >= STATED
        if found is None or not (expected or sure or below):
            return False
        self._by_alone = False
        if self.head.authors:  # a second byline adds names only where the input itself calls it one
            known = {author.name for author in self.head.authors}
            new = tuple(author for author in found.authors if author.name not in known)
            self.head.authors += new if piece.hint == "byline" else ()
            return (sure or piece.hint == "byline") and (bool(new) or self.leave(piece, "the byline again"))
        self.found_day(piece, dated)
        self.head.authors = found.authors
        self.head.byline = Guess(line, found.confidence, "the byline", piece.place)
        if found.place:
            self.head.put("dateline", Guess(found.place, DOUBTFUL, "the place in the byline", piece.place))
        told = [part for one in found.authors for part in (one.name, one.role, one.affiliation, one.email)]
        told += [found.place, text[dated.start : dated.end] if dated else ""]
        told_words = re.findall(r"\w+", " ".join(told))
        rest = " ".join(word for word in re.findall(r"\w+", text) if word not in told_words)
        return not rest or self.leave(piece, "words of the byline besides its names", rest)

    def outlet(self, piece: Piece, text: str) -> bool:
        """Take the name of an outlet."""
        bare = text.strip(" |–—-")
        split = bare.split()
        short = 1 <= len(split) <= (6 if cased(bare) else 3)
        if not short or not capitals(bare) or bare[-1] in ".!?" or re.search(r"\s[–—-]\s", bare):
            return False
        named = any(self.words.has("outlets", word) for word in (split[-1], *split[:2]))
        return named and self.head.put("outlet", Guess(bare, LIKELY, "it reads like an outlet’s name", piece.place))


def listed_words(text: str) -> tuple[str, ...]:
    """Return the key words that *text* lists."""
    return tuple(part.strip(" #.") for part in re.split(r"[,;،、]", text) if part.strip(" #."))
