"""What was read from any kind of input, and the draft of an article that is made of it, each guess with its doubt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pressmark.problems import PressmarkError

Style = Literal["emphasis", "strong", "link", "note", "break", "mark"]

# The one scale of sureness; docs/importing.md explains it. What is below THRESHOLD gets a “# check:” in the YAML and
# an entry among the report's checks, everything else neither.
GIVEN = 1.0  # the caller said so
STATED = 0.95  # the input states it in a form made for it: metadata, a label, a style
SHOWN = 0.85  # the text says it in words that have one reading: “By …”, a verb of saying beside a name
LIKELY = 0.7  # its place or shape speak for it, and nothing against it
THRESHOLD = 0.6
DOUBTFUL = 0.5  # there is another reading
FAINT = 0.3  # only something has to stand there
LISTED = "one by one"  # of a fact about people: each entry of a list is one of them


class Unreadable(PressmarkError):
    """Input that cannot be read; its text tells what it is, and what to do."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, or an organisation, as an input names it; a *description* stands for a name that is not given."""

    name: str = ""
    role: str = ""
    affiliation: str = ""
    type: str = "person"
    description: str = ""
    email: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A styled stretch of a text, *end* exclusive; notes and breaks are points. *value* is an address or an id."""

    start: int
    end: int
    style: Style
    value: str = ""


@dataclass(frozen=True, slots=True)
class Rich:
    """Words with their styles, white space already collapsed."""

    text: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of the input: where it is (*src*), its *data* where the input carries them, and the words with it."""

    src: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of the input.

    A heading or paragraph has its words in *rich*; a list or table has *items*, a table's being its rows, and a
    nested list *marks*, the margin and sign of each (none for a further paragraph); a quote has
    its paragraphs in *items* and its attribution, if the input sets one apart, in *rich*. *place* is a line of the
    input (0 where it has none), *hint* what the input itself calls the block: ``byline``, ``deck``, ``date``,
    ``dateline``, ``rubric``, ``caption``, ``pull``. *out* says why the block is no part of the body ("" where it is):
    it may still tell something about the article.
    """

    kind: Literal["heading", "paragraph", "list", "quote", "picture", "table"]
    rich: Rich = Rich("")
    level: int = 0
    items: tuple[Rich, ...] = ()
    marks: tuple[str, ...] = ()
    ordered: bool = False
    start: int = 1
    picture: Picture | None = None
    place: int = 0
    hint: str = ""
    out: str = ""

    @property
    def text(self) -> str:
        """Return the plain words of the block."""
        return self.rich.text

    @property
    def aside(self) -> bool:
        """Tell whether the page itself sets the block aside, as a menu or a list of other articles."""
        return bool(self.out) and not self.out.startswith(("trafilatura", "outside"))

    @property
    def texts(self) -> tuple[str, ...]:
        """Return all words of the block: its own, its items', its picture's."""
        beside = (self.picture.caption, self.picture.credit) if self.picture else ()
        return tuple(text for text in (self.text, *(item.text for item in self.items), *beside) if text)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words of the input that are no part of the article, and *why*; *place* is their line, 0 where there is none."""

    text: str
    why: str
    place: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that the input states about itself outside its text: a headline in metadata, say."""

    value: str
    confidence: float
    why: str


@dataclass(frozen=True, slots=True)
class Manuscript:
    """The blocks of an input in order, the facts that its metadata hold by key, and what was left out of it.

    *facts* are pairs of key and fact, best first. *people* are pairs of the authors that one place of the metadata
    names and a fact that says which place, best first. *notes* are footnotes by the value of the spans that point to
    them. *said* are quotations that the metadata state: words, speaker, day ("": none).
    *loose* tells that headings may be unmarked, as in plain text; *dropped* counts characters taken out.
    """

    pieces: tuple[Piece, ...]
    facts: tuple[tuple[str, Fact], ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    people: tuple[tuple[tuple[Person, ...], Fact], ...] = ()
    notes: tuple[tuple[str, Rich], ...] = ()
    loose: bool = False
    form: str = "text"
    encoding: str = "utf-8"
    dropped: tuple[tuple[str, int], ...] = ()
    said: tuple[tuple[str, Person, str], ...] = ()

    def fact(self, key: str) -> Fact | None:
        """Return the best fact under *key*, if there is one."""
        return next((fact for name, fact in self.facts if name == key), None)

    def all_facts(self, key: str) -> list[Fact]:
        """Return every fact under *key*, best first."""
        return [fact for name, fact in self.facts if name == key]


@dataclass(frozen=True, slots=True)
class Guess:
    """A value, how sure it is (0 to 1), why it was chosen, and the line of the input that shows it (0: none)."""

    value: str
    confidence: float = 1.0
    why: str = ""
    place: int = 0

    @property
    def doubtful(self) -> bool:
        """Tell whether a person should look at it."""
        return self.confidence < THRESHOLD


@dataclass(frozen=True, slots=True)
class Missing:
    """A value that the format requires and the input lacks, and *why* a person must give it."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A *value* with remarks for a person: a comment above it in the YAML, and the same in the report."""

    value: object
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """A short mapping or list that stands on one line; a *guess* tells where it is from."""

    value: dict[str, str] | list[str]
    guess: Guess | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What the caller states about the article; "" where nothing is stated."""

    url: str = ""
    outlet: str = ""
    published: str = ""
    kind: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """The *document*: mappings, lists, texts, and Guess, Missing or Checked in their places."""

    document: dict[str, object]
    files: tuple[tuple[str, bytes], ...] = ()
    left_out: tuple[LeftOut, ...] = ()
