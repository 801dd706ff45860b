"""The register of a draft: its people, quotes, sources and images, each under a readable id of its own."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import dropwhile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pressmark.importing.manuscript import DOUBTFUL, LIKELY, SHOWN, Checked, Flow, Guess, LeftOut, Missing, Span
from pressmark.importing.read.inline import host_of, path_of
from pressmark.letters import fold

if TYPE_CHECKING:
    from pressmark.importing.guess.people import People
    from pressmark.importing.guess.speech import Attribution
    from pressmark.importing.manuscript import Person, Picture, Rich
    from pressmark.importing.words import Words

_RESERVED = re.compile(r"(?:article|author-\d+|section-\d+)\Z")
_LONGEST, _LONGEST_TITLE = 32, 900
_IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp"})
_MAGIC = ((b"\x89PNG", ".png"), (b"\xff\xd8", ".jpg"), (b"GIF8", ".gif"), (b"RIFF", ".webp"))


class Register:
    """What an import enters while it goes through the body."""

    def __init__(self, authors: tuple[Person, ...], people: People, words: Words, url: str) -> None:
        """Begin with the *authors*, the *people* of the text, the *words* of its language and the article's *url*."""
        self.authors, self.people, self.words = authors, people, words
        self.author_ids = [""] * len(authors)
        self.parties: dict[str, Person] = {}
        self.quotes: dict[str, object] = {}
        self.sources: dict[str, object] = {}
        self.images: dict[str, object] = {}
        self.files: list[tuple[str, bytes]] = []
        self.left_out: list[LeftOut] = []
        self._ids: dict[str, int] = {}
        self._said: dict[tuple[str, str], str] = {}
        self._cited: dict[str, str] = {}
        self._notes: dict[str, str] = {}
        self._files: Counter[str] = Counter()
        self._host = host_of(url) if url else None

    def new_id(self, text: str, fallback: str, *, words: int = 3) -> str:
        """Return an unused id made of the first *words* of *text*; *fallback* names the sort of thing."""
        parts = list(dropwhile(lambda part: not part[:1].isalpha(), fold(text[:200]).split("-")))
        made = stem = "-".join(parts[:words])[:_LONGEST].strip("-")
        if not made or _RESERVED.match(made):
            made, stem = f"{fallback}-1", fallback
        while made in self._ids:
            self._ids[stem] = self._ids.get(stem, 1) + 1
            made = f"{stem}-{self._ids[stem]}"
        self._ids[made] = 1
        return made

    def party(self, who: Person) -> str:
        """Return the id of *who*, entered as a party unless an author or a party is them already."""
        label = (who.name or who.description).casefold()
        name = label.split()[-1] if 0 < len(label.split()) < 4 else label
        for number, author in enumerate(self.authors):
            if author.name.casefold() == label:
                self.author_ids[number] = self.author_ids[number] or self.new_id(name, "writer")
                return self.author_ids[number]
        same = (one for one, party in self.parties.items() if (party.name or party.description).casefold() == label)
        identifier = next(same, "") or self.new_id(name, "party")
        known = self.parties.get(identifier, who)
        self.parties[identifier] = replace(known, role=known.role or who.role)
        return identifier

    def quote(self, text: str, attribution: Attribution, place: int, source: str = "") -> str:
        """Return the id of the quote *text*, entered anew unless the same speaker has said just this before."""
        speaker = self.party(attribution.speaker)
        if (text, speaker) not in self._said:
            made = self._said[text, speaker] = self.new_id(text, "quote")
            guess = Guess(speaker, attribution.confidence, attribution.why, place)
            values = {"text": text, "speaker": guess, "said": attribution.said, "source": source}
            self.quotes[made] = {key: value for key, value in values.items() if value}
        return self._said[text, speaker]

    def source(self, title: str, url: str, *, named: bool = False, place: int = 0) -> str:
        """Return the id of the source at *url*, entered on its first mention; *named* tells that a note gives *title*.

        What a title may not hold for its length is left out of a note; a link's words stand in the text.
        """
        if (url or title) not in self._cited:
            plain = len(title.split()) >= 3 and "://" not in title
            sure = SHOWN if named else LIKELY if plain else DOUBTFUL
            why = "the words of the link" if sure > DOUBTFUL else "the words of the link do not name what it leads to"
            made = title.strip(" .,:;")
            if len(made) > _LONGEST_TITLE:
                cut = made.rfind(" ", 1, _LONGEST_TITLE)
                cut = cut if cut > 0 else _LONGEST_TITLE
                if named:
                    rest = made[cut:].strip()
                    self.leave(rest, "a note is longer than the title of a source may be")
                made = made[:cut] + " …"
            identifier = self._cited[url or title] = self.new_id(made.rsplit("://", maxsplit=1)[-1], "source")
            self.sources[identifier] = {"title": Guess(made or url, sure, why, place)} | ({"url": url} if url else {})
        return self._cited[url or title]

    def leave(self, text: str, why: str, place: int = 0) -> None:
        """List *text* once among what is left out."""
        if LeftOut(text, why, place) not in self.left_out:
            self.left_out.append(LeftOut(text, why, place))

    def note(self, number: str, words: Rich) -> None:
        """Enter the footnote that the input calls *number* as a source: its words, and the address that it links to."""
        url = next((span.value for span in words.spans if span.style == "link" and span.value.startswith("http")), "")
        title = words.text.replace(url, "").strip() if len(words.text) > len(url) + 10 else words.text
        self._notes[number] = self.source(re.sub(r",(?:\s?,)+", ",", title), url, named=True)

    def linked(self, rich: Rich, place: int, quoted: list[tuple[int, int]]) -> tuple[Rich, dict[tuple[int, int], str]]:
        """Return *rich* with a note after each link that leads elsewhere, and the sources of links in quotations."""
        spans: list[Span] = []
        inside: dict[tuple[int, int], str] = {}
        for span in rich.spans:
            noted = span.style == "note" and span.value in self._notes
            spans.append(replace(span, value=self._notes[span.value]) if noted else span)
            if span.style != "link" or not self._elsewhere(span.value):
                continue
            source = self.source(rich.text[span.start : span.end], span.value, place=place)
            around = next((stretch for stretch in quoted if stretch[0] <= span.start and span.end <= stretch[1]), None)
            if around is not None:
                inside.setdefault(around, source)
            elif not any(start < span.end < end for start, end in quoted):
                spans.append(Span(span.end, span.end, "note", source))
        return replace(rich, spans=tuple(spans)), inside

    def _elsewhere(self, href: str) -> bool:
        host = host_of(href) if re.match(r"https?://", href, re.IGNORECASE) else None
        return host is not None and (self._host is None or host.removeprefix("www.") != self._host.removeprefix("www."))

    def image(self, picture: Picture) -> str:
        """Return the id of *picture*, entered as an image of the article."""
        file = self._file(picture)
        url = picture.src if re.match(r"https?://", picture.src, re.IGNORECASE) else ""
        where = f"save {url} as {file}" if url else f"put {file} beside the article"
        values = {
            "file": Checked(file, (where,)) if picture.data is None else file,
            "alt": picture.alt if picture.alt.strip() else Missing("the input does not say what the image shows"),
            "url": url,
            "caption": picture.caption,
            "credit": picture.credit,
        }
        if picture.data is not None:
            self.files.append((file, picture.data))
        made = self.new_id(PurePosixPath(file).stem.replace("_", " "), "image")
        self.images[made] = {key: value for key, value in values.items() if value}
        return made

    def _file(self, picture: Picture) -> str:
        """Return a name, never a path out of the folder: an address's last part or a relative path."""
        remote = picture.data is not None or re.match(r"[a-z][a-z0-9+.-]*:", picture.src, re.IGNORECASE)
        path = unquote(path_of(picture.src) if remote else re.split("[?#]", picture.src)[0]).replace("\\", "/")
        parts = [re.sub(r"[^\w. -]", "-", part.strip(" .")).lstrip("-")[:80] for part in path.split("/")]
        parts = [part for part in parts if part.strip(" .")]
        name = PurePosixPath("/".join(parts[-1:] if remote else parts) or "image")
        suffix = name.suffix if name.suffix.lower() in _IMAGE_SUFFIXES else ".jpg"
        if picture.data is not None:
            suffix = next((suffix for magic, suffix in _MAGIC if picture.data.startswith(magic)), ".png")
        stem = str(name).removesuffix(name.suffix)
        self._files[stem.casefold()] += 1
        number = self._files[stem.casefold()]
        return f"{stem}{suffix}" if number == 1 else f"{stem}-{number}{suffix}"

    def author_entries(self) -> list[object]:
        """Return the authors as the source format has them, with the ids by which the article names them."""
        entries = zip(self.authors, self.author_ids, strict=True)
        return [({"id": identifier} if identifier else {}) | person_of(one) for one, identifier in entries]


def person_of(person: Person) -> dict[str, object]:
    """Return *person* as the source format has them."""
    named = {"name": person.name} if person.name else {"anonymous": True, "description": person.description}
    values = {
        "type": person.type if person.type == "organization" else "",
        "role": person.role,
        "affiliation": Flow({"name": person.affiliation}) if person.affiliation else None,
        "email": person.email,
        "url": person.url,
    }
    return named | {key: value for key, value in values.items() if value}
