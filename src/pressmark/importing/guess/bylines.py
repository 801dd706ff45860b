"""Who wrote it: what may be a name, what a line says about authors, and whom the metadata of an input name."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pressmark.importing.manuscript import SHOWN, STATED, Person
from pressmark.importing.words import common, listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pressmark.importing.words import Words

_EMAIL = re.compile(r"[(<]?\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}\b[)>]?")
_HANDLE = re.compile(r"(?<![\w.])[(]?@\w{2,30}\b[)]?")
_BARS = re.compile(r"\s?[|•·⋅]\s?|\u3000+|\s[–—-]\s|\s{3,9}|\t|/ ?(?=[A-ZÄÖÜ])")
# A comma within brackets parts no names: “Zoe Nandu (reporter, Vienna), Ann Smith”.
_LIST = re.compile(r"\s?[,;、，]\s?(?![^()]{0,80}\))")
_BY_ANY = re.compile(
    rf"(?:{'|'.join(map(re.escape, listed('by_any')))})(?=[\s:])|Autor(?:/in|\*in|:in)?:|(?:作者|著者|文)[：:]|文●",
    re.IGNORECASE,
)
_GLUED = re.compile(r"(?:By|Von|Par|Por|Door|Di)(?=[A-ZÀ-Þ][a-zà-ÿ'’.-])")
_END = re.compile(
    r"\s(?:published|updated|posted|veröffentlicht|aktualisiert|publié|mis à jour|publicado|actualizado|mots-clés"
    r"|il y a|hace)\b.*$|\s(?:on|am|le|el|für|for|pour|para)\s(?:\d|the\s).*$|\s?[(\[].*$|\s?\d.*$",
    re.IGNORECASE,
)
_DOMAIN = re.compile(
    r"\b[\w-]{2,40}\.(?:de|com|at|ch|org|net|eu|info|uk|fr|es|it|nl|br|cl|ar|mx|tv|io|co)\b.*$", re.IGNORECASE
)
_WAW = re.compile(r"(?<=[\u0620-\u064a])\sو(?=[\u0620-\u064a]+\s[\u0620-\u064a])")  # “and”, in Arabic
_NOBODY = common("nobody")
_GENERIC = common("generic")
# A byline of these is one of the newsroom's, which names nobody.
_NEWSROOM, _LONGEST_NEWSROOM = common("newsroom"), 3
FIRMS = re.compile(
    r"株式会社|有限会社|財団法人|協会$"
    r"|\b(?:gmbh|e\.? ?v\.?|ag|inc\.?|ltd\.?|llc|s\.a\.|bundes(?:ministerium|amt|verband)|\w*ministerium|ministry"
    r"|stiftung|foundation|verband|\w+verband"
    r"|fraktion|\w+fraktion|kreuz|universität|university|welle|verlag|medien|media|council)(?:\b|$)",
    re.IGNORECASE,
)
# What somebody is who writes for a paper.
WRITING = common("writing")
_PARTICLES = common("particles")
_TITLES = common("titles") | {"m"}
_HOST = re.compile(r"\s(?:com|de|net|org|info|example|cl|ch|at)$", re.IGNORECASE)  # as trafilatura writes “a.com”
_NO_NAME = re.compile(r"[\d!?:;\"“”„«»「」『』（）<>{}()\[\]=_/\\@#*~`|]|\.\w{2,4}$")
_ELIDED = re.compile(r"(?:d|l|al|el|o)[-’'][A-ZÀ-Þ]")
_OF = frozenset(["of", "der", "des", "du", "del", "von"])
_NO_NAMES, _MONTHS = common("no_names"), common("months")
_BRACKET = re.compile(r"([^()]{2,60})\s\(([^()]{2,80})\)$")
_TEXTS, _WHOSE = "|".join(map(re.escape, listed("texts"))), "|".join(listed("whose"))
# “From our correspondent in Port Hessle, Ada Quill”, or without the name
_OURS = re.compile(
    r"(?i:from|by|par|por|door|de|del|von|van|da|dal|dalla|från|av|di)\s"
    r"(?i:our|notre|unser\w*|nuestr\w*|onze|nostr\w*|noss\w*|vår\w*)\s(?:[^\W\d_]+\s)?\w*(?i:corr[ei]spon|korrespond|envoy|enviad"
    r"|inviat|reporter|redakt|verslaggever|mitarbeit|collaborat|colaborad|medewerk|medarbet|journalist|kolleg)\w*"
    r"(?:\s[a-zß-ÿ]{4,14})?(?:\s(?:in|à|en|au|a|em|i|te)\s[^,:]{2,40}(?:[,:]\s?|$)|[,:]?\s|$)"
)
_LABELS = re.compile(
    # “Text und Fotos: …”, “文・写真＝…”: a label that names the words and perhaps the pictures.
    rf"(?!(?:additional|more|extra|zusätzliche|weitere)\b)(?:(?:{_TEXTS})"
    r"(?:\s?(?:[&+/,・、]|\b[^\W\d_]{1,3}\b)\s?[^\W\d_]{2,14})?\s?[:：＝=]\s?(?=\S)"
    # “Reportagem de …”, “A weekly column by …”: a sort of text, and a word that says whose.
    rf"|(?:[^\W\d_’']{{1,12}}[\s’']){{0,2}}(?:{'|'.join(map(re.escape, listed('genres')))})"
    r"(?:\s[^\W\d_]{2,14}){0,3},?\s"
    rf"(?:{_WHOSE})\s(?-i:(?=[^\W\d_a-zß-ÿ]))"
    rf"|(?:{'|'.join(map(re.escape, listed('reviewed')))})\s?[:：]?\s(?=\S))",
    re.IGNORECASE,
)
_BRACKETED = re.compile(
    rf"^([^()]{{5,60}}?)\s\(((?i:{_TEXTS}))\)(?:,?\s(?:[^\W\d_]{{1,3}}\s)?[^()]{{5,60}}\([^()]{{3,20}}\))?$"
)
# “(文＝佐久間 綾、写真＝堀田 進)”
_JAPANESE = re.compile(
    r"^[(（]?(?:(?:取材・)?(?:文|글|文字)\s?[=＝：:/／]|(?:聞き手|取材|構成)\s?[=＝：:/／・])"
    r"\s?([^、,)）]+)(?:[、,][^)）]*)?[)）]?$"
)
# “김민수 기자”, “记者 李文”, “【港町＝佐藤花子】”, “Mia Sand, with agencies”: beside a trade, a place, an agency
_SHAPES = re.compile(
    r"^[(（\[【]?(?:[^\s=]{1,12}=)?([가-힣]{2,4})\s?(?:기자|특파원|칼럼니스트|논설위원)\b.*$"
    r"|^[(（]?(?:文[/／]\s?)?(?:本[报報])?[记記]者\s?[：:]?\s?([\u4e00-\u9fff]{2,4}(?:[\s、]{1,3}[\u4e00-\u9fff]{2,4}){0,3})[)）]?$"
    r"|^【[^】＝=]{1,12}[＝=]([\u3040-\u30ff\u3400-\u9fff々]{3,8})(?<!通信|新聞|日報|共同|時事|社員)】"
    r"|^([^\W\d_][^,\d]{4,60}?),?\s(?:with|avec|mit|con|com|met|med)\s(?:[A-Z]{2,6}\b|[Aa]gen[ct]\w*)(?:\s[^.]{2,30})?$"
)
# “الميناء - سلمى حداد”: a place, and who wrote there
ARABIC_PLACE = re.compile(
    r"^([\u0620-\u0651]+(?:\s[\u0620-\u0651]+)?)\s?[-–—]\s?([\u0620-\u0651]+(?:\s[\u0620-\u0651]+){1,2})$"
)
# “Z kapitanem rozmawia Hanna Bryl”: who asked, behind whom they asked
_ASKED = re.compile(rf"^.{{1,90}}\s(?:{'|'.join(map(re.escape, listed('asked')))})[:\s]\s?(?=\S)", re.IGNORECASE)
# What follows one of these took the pictures, or translated, edited or helped.
_CREDITED = "|".join(map(re.escape, listed("credits")))
_CREDITS = re.compile(
    rf"(?:[\s,;|/–—·(-]|\b(?:and|und|et|y|e|en|och|og|i)\b){{0,20}}(?<![\w(])(?:{_CREDITED})(?!\w).*$", re.IGNORECASE
)
_CREDIT = re.compile(
    rf"(?:photo|foto|video|image|bild|picture|illustration|crédit|credit|copyright|©|\(c\)|getty|reuters/|(?:{_CREDITED})(?!\w))",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?<=\w)(?:\s?\(\d{1,2}\)|[¹²³⁴*†]+)")  # “Mira Sandoval (1) and Jon Arden (2)”
_MARKED = re.compile(r"[—–-]{1,2}\s?(\S.+)$|[(（\[]([^()（）]{3,80})[)）\]]$")
TITLED = re.compile(
    r"(?:(?:Prof|em|Dr|Dra|Mag|Mr|Mrs|Ms|M|Mme|Mlle|Sr|Sra|Don|Doña|Dott|Ing|Dipl|Frau|Herr)\.?\s){1,4}"
)
_SECOND = rf"(?:(?:{'|'.join(map(re.escape, sorted(_PARTICLES - {'y', 'e'})))})\s)*[^\W\d_a-zß-ÿ]"
# “Cuthbert Langmere MBE”
_HONOURED = re.compile(rf",?(?:\s(?:{'|'.join(map(re.escape, listed('honours')))})\.?(?!\w)){{1,4}}")
_PARTED = re.compile(r"\s?[,،、・|·(（/]\s?|\s[–—-]\s")
_COMMON = common("places") | common("collectives") | common("generic") - common("particles")
_PARTINGS, _LONGEST_LEAVE = common("partings"), 8
_LONGEST_CREDIT = 14
_BEFORE_NAMES = common("prepositions") - common("particles")
_ARTICLE = re.compile(r"(?:an?|the|eine?|une?|une|una|uma?|een|en|ett)\s")


@dataclass(frozen=True, slots=True)
class Byline:
    """The authors that a line names, how sure that is, and the place that it adds."""

    authors: tuple[Person, ...]
    confidence: float
    place: str = ""


def read_byline(line: str, words: Words, *, expected: bool = False, any_role: bool = False) -> Byline | None:
    """Return what *line* says about authors, None if it is no byline.

    *expected* tells that the input itself, or the line's place, calls it one; otherwise it must begin like one
    (“By …”) or state a writer's trade, or any role where *any_role*.
    """
    line = _JAPANESE.sub(r"文 \1", _NUMBERED.sub("", line[:300])).strip(" *_—–-|:•")
    line = _BRACKETED.sub(r"\2: \1", line)  # “Luc Perrin (texte) et Anne Sorel (photos)”
    if all(map(is_name, line.split("/"))):
        line = line.replace("/", ",")
    if not line or _CREDIT.match(line) or words.own.found("demand", line):
        return None  # “POR ELLO EXIGIMOS”
    if (shaped := _SHAPES.match(line)) and (not shaped[4] or is_name(shaped[4])):
        name = next(filter(None, shaped.groups()))
        return Byline(tuple(map(Person, [name] if shaped[4] else re.split(r"[\s、]+", name))), STATED)
    split = line.split()
    asked = _ASKED.match(line) if len(split) <= 12 else None
    if taken := leading_by(line, words) or (asked.end() if asked else 0):
        found = _read(_CREDITS.sub("", line[taken:].lstrip(" :：/／")), words)
        return replace(found, confidence=STATED) if found else None
    if len(split) > 14 or line[-1] in ".!?:" or (opens_sentence(line, words) and not _ARTICLE.match(line)):
        return None
    if len(split) == 2 and words.has("roles", split[0]):
        return None  # “President Lund” is whom it is about
    if expected and (placed := ARABIC_PLACE.match(line)):
        return Byline((Person(placed[2]),), SHOWN, placed[1])
    found = _read(line, words.own, strict=True)
    trades = {word for one in found.authors for word in one.role.casefold().split()} if found else set()
    if found is None or not (expected or (any_role and trades) or WRITING & trades):
        return None
    return found if all(" " in one.name for one in found.authors) else None


def is_ours(line: str) -> bool:
    """Tell whether *line* says that a paper's correspondent wrote, not who: “From our correspondent in Oban”."""
    return (found := _OURS.match(line)) is not None and found.end() == len(line)


def is_credit(line: str) -> bool:
    """Tell whether *line* names who took the pictures, translated or edited, not who wrote."""
    return bool(_CREDIT.match(line)) and len(line.split()) <= _LONGEST_CREDIT


def takes_leave(text: str, words: Words) -> bool:
    """Tell whether the line *text* is the “Yours sincerely” of a letter."""
    split = {word.strip(".,!،").casefold() for word in text.split()[:9]}
    return len(split) <= _LONGEST_LEAVE and bool(words.leading("closings", text) or _PARTINGS & split)


def signature(text: str) -> tuple[Person | None, bool]:
    """Return whom the line *text* at the end of a text names, and whether its dash or its brackets mark it as that."""
    bare = text.strip(" .*_")
    inner = _MARKED.match(bare)
    bare = next(filter(None, inner.groups())).strip() if inner else bare
    bare = _HONOURED.sub("", TITLED.sub("", bare))
    name = _PARTED.split(bare, maxsplit=1)[0].strip(" .")
    rest = bare[len(name) :].strip(" ,،、・–—-|·()（）")
    short = re.fullmatch(r"[\u3040-\u30ff\u3400-\u9fff々]{3,7}", name) and (inner or bare[-1] in ")）")
    full = 1 < len(name.split()) <= 4 and is_name(name) and not is_shout(name)
    if not (short or full) or names_nobody(name) or _COMMON & set(name.casefold().split()):
        return None, False
    trade = rest if len(rest.split()) <= 6 and not re.search(r"\d", rest) and rest[:1].islower() else ""
    return Person(name, trade), inner is not None or bool(short)


def about_author(text: str, name: str, words: Words) -> str | None:
    """Return what *text* says that its author *name* is: “Ada Quill is a planner”, “Ada Quill, a planner, lives here”.

    None where it says nothing of the sort; what follows the name must tell of a trade or a life, not of a deed.
    """
    rest = re.sub(r"^\s\(\d{1,3}\)", "", text.removeprefix(name)) if text.startswith(name) else ""
    apposition = re.match(r",\s([^,.]{3,80})(?:,\s|\.$)", rest)
    if apposition and (words.leading("of_author", rest[apposition.end() :]) or apposition.end() == len(rest)):
        return _ARTICLE.sub("", apposition[1]).strip()
    if taken := words.leading("of_author", rest.lstrip()):
        return rest.lstrip()[taken:].strip()
    copula, _, office = rest.strip().partition(" ")  # “Dana Whitlock is chief financial officer of …”
    return office if copula in {"is", "was"} and is_role(" ".join(office.split()[:4]), words) else None


def leading_by(line: str, words: Words) -> int:
    """Return how many characters of *line* say that the author follows."""
    ours = _OURS.match(line)
    led = _GLUED.match(line) or _LABELS.match(line) or (ours if ours and line[ours.end() :][:1].isupper() else None)
    if led:
        return led.end()
    taken = words.leading("by", line)
    return taken if taken and (line[taken : taken + 1] in " :\u00a0" or taken == len(line)) else 0


def opens_sentence(text: str, words: Words) -> bool:
    """Tell whether *text* begins as a sentence does, not as a name: “The Long Road”."""
    return any(words.has(key, text.split(maxsplit=1)[0]) for key in ("determiners", "starters", "stops"))


def _read(text: str, words: Words, *, strict: bool = False) -> Byline | None:
    email = _EMAIL.search(text)
    bare = _HANDLE.sub("", _EMAIL.sub("", text)).strip(" ,|–—-")
    if (article := _ARTICLE.match(bare)) and bare[article.end() :][:1].isupper():
        bare = bare[article.end() :]
    bars = [part for part in _BARS.split(bare) if part.strip()]
    parts = [part for bar in bars for part in _LIST.split(bar) if part.strip()]
    if not parts:  # nothing but signs that part names
        return None
    if not strict and len(parts) > 1 and parts[0][0].islower() and is_role(parts[0], words):
        parts = parts[1:]  # “by our secretary, Edie Marl”
    # Without “by”, what stands behind a bar is a place or an outlet.
    first = len([part for part in _LIST.split(bars[0]) if part.strip()]) if strict else len(parts)
    parts[0], place = _located(parts[0], words)
    authors: list[Person] = []
    for number, part in enumerate(parts):
        further = number > 0 and words.has("and", part.split(maxsplit=1)[0])  # “…, and Jon Arden in Valmer”
        part = _located(part, words)[0] if further else part  # noqa: PLW2901 - without the place
        names = split_names(part, words)
        named = [one for one in (_named(name, words) for name in names) if one]
        # “Ada Quill, head teacher, Harbour School”
        house = number > 1 and not further and number == len(parts) - 1 and authors[-1].role
        if not house and len(named) == len(names) and (not number or (number < first and _all_names(names, words))):
            authors += named
        elif not authors or (strict and not (is_name(part) or is_role(part, words) or is_organisation(part, words))):
            return None
        elif not _joined(authors, part, words):
            break
    if not authors or not all(map(_is_author, authors)):
        return None
    if email:
        authors[0] = replace(authors[0], email=email[0].strip("()<>"))
    return Byline(tuple(authors[:12]), SHOWN, place)


def _is_author(one: Person) -> bool:
    """Tell whether *one* may be who wrote: not a newsroom, and not whom a preposition puts there: “MIT EVA STROM”."""
    first = one.name.split(maxsplit=1)[0]
    spoken = (one.name.isupper() or first.islower()) and first.casefold() in _BEFORE_NAMES
    return not spoken and is_name(one.name, alone=True) and not names_nobody(one.name)


def _all_names(names: list[str], words: Words) -> bool:
    """Tell whether all of *names* are full names of people, not roles or organisations that a comma adds."""
    bare = [found[1] if (found := _BRACKET.match(name)) else name for name in names]
    return all(
        is_name(name) and not name[0].islower() and not is_organisation(name, words) and not is_role(name, words)
        for name in bare
    )


def _named(text: str, words: Words) -> Person | None:
    """Return who *text* names, a role before or behind the name apart."""
    text = text.strip(" .")
    bracket = _BRACKET.match(text)
    name, role = (bracket[1], bracket[2]) if bracket else without_role(_END.sub("", text).strip(" ,."), words)
    if not is_name(name, alone=True):
        return None
    role, affiliation = _role_and_affiliation(role, words) if role else ("", "")
    return Person(name, role, affiliation, "organization" if is_organisation(name, words) else "person")


def _joined(authors: list[Person], part: str, words: Words) -> bool:
    """Give the last of *authors* the role or the house that *part* states; tell whether it states one."""
    role, affiliation = _role_and_affiliation(part, words)
    author = authors[-1]
    where = words.has("located", part.split(maxsplit=1)[0]) and not is_role(part, words)
    if len(part.split()) > 12 or re.search(r"\d", part) or where:
        return False
    if role and author.role and not affiliation:
        role = f"{author.role}, {role}"
    authors[-1] = replace(author, role=role or author.role, affiliation=author.affiliation or affiliation)
    return True


def _located(part: str, words: Words) -> tuple[str, str]:
    """Split “Mira Sandoval in Harbour Town” into name and place."""
    split = part.split()
    for at in range(2, min(9, len(split) - 1)):
        names = split_names(" ".join(split[:at]), words)
        if words.has("located", split[at]) and split[at + 1][0].isupper() and all(map(is_name, names)):
            return " ".join(split[:at]), " ".join(split[at + 1 :])
    return part, ""


def _role_and_affiliation(part: str, words: Words) -> tuple[str, str]:
    """Split “transport planner at River Forum”; a part that only names an organisation has no role."""
    part = part.strip(" ().")
    name = is_name(part) and not words.flag("nouns_capitalised")
    if not is_role(part, words) and (name or is_organisation(part, words)):
        return "", part
    split = part.split()
    for at in range(1, len(split) - 1):
        house = " ".join(split[at + 1 :])
        bare = house.removeprefix("the ")
        if (
            words.has("at", split[at])
            and bare[0].isupper()
            and (is_organisation(house, words) or split[at] in {"at", "bei", "chez"})
        ):
            return " ".join(split[:at]), house
    return part, ""


def people_of(
    stated: Iterable[Person], nobody: frozenset[str], words: Words, *, firms: bool = True
) -> tuple[Person, ...]:
    """Return the authors among the *stated* names of some metadata: parted, without by-words, addresses and accounts.

    *nobody* holds the outlet's own names (as `key` writes them): an outlet is no author of its articles. Without
    *firms*, neither are other organisations: many sites name themselves in each page's metadata.
    """
    made: dict[str, Person] = {}
    for one in stated:
        text = " ".join(_HANDLE.sub(" ", _EMAIL.sub(" ", one.name)).split()).strip(" ,;|/–—-•·:.\u200e\u200f")
        while (led := _BY_ANY.match(text) or _GLUED.match(text)) and text[led.end() :].strip(" :"):
            text = text[led.end() :].strip(" :")
        if key(text) in nobody or _HOST.search(text) or (not firms and FIRMS.search(text)):
            continue
        parts = [part for bar in _BARS.split(text)[:4] for part in split_names(bar, words)]
        parts = [part for number, part in enumerate(parts) if not (number and _only_role(part, words))]
        alone = len(parts) == 1
        if not alone and not any(" " in part for part in parts):
            continue  # key words, or “Quill, Ada”: one author or two, nobody knows
        for part in parts:
            name, role = without_role(_END.sub("", _DOMAIN.sub("", part)).strip(" ,.:–—-*"), words)
            name = _without_outlet(name, nobody, whole=one.type == "organization")
            # Beside full names or an outlet, a single word is a place, a degree or somebody's initials.
            if is_name(name, alone=alone) and not names_nobody(name):
                found = Person(name, one.role or role, type=one.type)
                if is_organisation(name, words):
                    found = replace(found, type="organization")
                if alone:
                    found = replace(found, affiliation=one.affiliation, email=one.email, url=one.url)
                made.setdefault(key(name), found)
    return tuple(made.values())


def _without_outlet(name: str, nobody: frozenset[str], *, whole: bool = False) -> str:
    """Return *name* without the outlet's at its end, "" where no more than that is in it."""
    split = name.split()
    if key(name) in nobody or re.sub(r"\W", "", name.casefold()) in nobody:
        return ""
    ends = range(1, 1 if whole else len(split))
    cut = next((n for n in ends if key(" ".join(split[n:])) in nobody), 0)
    if not cut or _OF & {split[cut - 1].casefold(), split[cut].casefold()}:
        return name  # “Press office of Northline” is somebody
    return " ".join(split[:cut]) if cut > 1 else ""


def names_nobody(name: str) -> bool:
    """Tell whether *name* stands for a newsroom or an account, not for anybody."""
    words = re.findall(r"[^\W_]+", name.casefold())
    initials = len(words) == 1 and len(name) <= 4 and sum(map(str.isupper, name)) > 1
    return (
        initials  # “EFE”, “AgE”: an agency, or whose initials?
        or "".join(words) in _NOBODY
        or bool(_NEWSROOM & set(words))
        or bool(words and (words[0] in _NO_NAMES or words[-1] in _NO_NAMES | _MONTHS))
        or (len(words) == 1 and words[0] in _GENERIC)
    )


def names_newsroom(text: str) -> bool:
    """Tell whether the line *text* is the byline of a newsroom: “Redacción”, “Da Redação”, “Van onze redactie”."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return 0 < len(words) <= _LONGEST_NEWSROOM and bool(_NEWSROOM & set(words))


def key(name: str) -> str:
    """Return the letters of *name* without the words that outlets add to theirs (“online”, “staff”, “the”)."""
    split = re.findall(r"[^\W_]+", name.casefold())
    return "".join([word for word in split if word not in _GENERIC] or split)


def is_name(text: str, *, alone: bool = False) -> bool:
    """Tell whether *text* may be the name of one author; *alone* lets a single word be one."""
    split = text.split()
    if not (1 if alone else 2) <= len(split) <= 6 or not 1 < len(text) <= 60 or _NO_NAME.search(text):
        return False
    particles = [word.casefold() in _PARTICLES for word in split]
    named = all(
        small or _ELIDED.match(word) or next((not char.islower() for char in word if char.isalpha()), False)
        for small, word in zip(particles, split, strict=True)
    )
    return named and not all(particles)


def is_shout(name: str) -> bool:
    """Tell whether *name* has a word in capitals beside others: an abbreviation, hence no person’s name."""
    split = name.split()
    return not name.isupper() and any(len(word) > 1 and word.isalpha() and word.isupper() for word in split)


def split_names(part: str, words: Words) -> list[str]:
    """Return the names that *part* lists, as it writes them; “María José Ortega y Ruiz” is one."""
    known = {*words.sets.get("and", ()), "and", "und", "&", "et"}
    joined = "|".join(re.escape(one) for one in sorted(known) if len(one) > 1 or not one.isalpha())
    # A single letter parts two full names: a single surname behind it is the first one’s.
    letters = "|".join({"y", *(one for one in known if len(one) == 1 and one.isalpha())})
    joint = re.compile(rf"\s(?:(?i:{joined})|(?i:{letters})(?=\s[^\W\d_a-zß-ÿ][^\s]*\s{_SECOND}))\s")
    pieces = [two for one in _LIST.split(part) for piece in joint.split(one) for two in _WAW.split(piece)]
    return [
        re.sub(rf"^(?:{joined}|{letters})\s", "", piece.strip(), flags=re.IGNORECASE)
        for piece in pieces
        if piece.strip()
    ]


def without_role(text: str, words: Words) -> tuple[str, str]:
    """Split a role from a name without a sign between them: “Mira Sandoval Transport Planner”, “Reporter Jo Arden”."""
    split = text.split()
    for cut in range(2, min(len(split), 5)):
        word = split[cut].strip(",.")
        known = words.has("roles", word) or words.has("role_starts", word)
        if split[cut - 1].casefold() in _PARTICLES:
            continue  # “Piet de Boer”
        if known and any(words.has("roles", part.strip(",")) for part in split[cut:]):
            return " ".join(split[:cut]), " ".join(split[cut:])
    lead = max((n + 1 for n, part in enumerate(split[:-1]) if _ends_as_role(part, words)), default=0)
    if lead and len(split) - lead >= 2:
        return " ".join(split[lead:]), " ".join(split[:lead])
    return text, ""


def _ends_as_role(word: str, words: Words) -> bool:
    bare = word.rsplit("-", 1)[-1]
    return words.has("roles", bare) and bare.casefold().rstrip(".") not in _TITLES


def _only_role(text: str, words: Words) -> bool:
    """Tell whether *text* is what somebody is, not a name: “Chief Reporter”; “Ana Baker” is one."""
    split = text.split()
    return words.has("roles", split[-1]) and all(
        words.has("roles", one) or words.has("role_starts", one) for one in split
    )


def is_role(text: str, words: Words) -> bool:
    """Tell whether a word of *text* is one for what somebody is."""
    return any(words.has("roles", part.strip(",.")) or part.casefold() in WRITING for part in text.split())


def is_organisation(text: str, words: Words) -> bool:
    """Return whether *text* names an organisation, by one of its *words*."""
    parts = [part.strip("().,") for part in text.split()]
    return any(words.has("organisations", part) or (len(parts) > 1 and words.has("outlets", part)) for part in parts)
