"""Made-up articles with many notes, any number of them, the same for the same seed; and where their notes stand."""

from __future__ import annotations

import random

from tests.pdf.conftest import written

from pressmark.pdf import weasy

# What articles with notes are printed as.
FORMS = [
    {},
    {"page": "a5"},
    {"page": "letter"},
    {"edition": "booklet"},
    {"edition": "large-print"},
    {"columns": 2},
]
_WORDS = """the a of to and in for with council harbour ferry pilots timetable evening crossing quay bridge boat minutes
year passengers figures published nobody asked what it costs when last six rain winter money report says because every
extraordinarily responsibility reconstruction""".split()  # noqa: SIM905 - more than a list would be read


def _sentence(chance: random.Random, least: int, most: int) -> str:
    return f"{' '.join(chance.choice(_WORDS) for _ in range(chance.randint(least, most)))}.".capitalize()


def _paragraph(chance: random.Random, waiting: list[str]) -> str:
    """Return some sentences; now and then one has a note of those *waiting*, or several."""
    said = []
    for _ in range(chance.randint(1, 7)):
        notes = [waiting.pop() for _ in range(chance.choice((0, 0, 0, 1, 1, 2))) if waiting]
        said.append(_sentence(chance, 4, 28) + "".join(f"[^{note}]" for note in notes))
    return " ".join(said)


def noted(seed: int):
    """Return the article that *seed* gives: some 2,600 words, 25 to 40 notes of one to four lines, lists, headings."""
    chance = random.Random(seed)
    names = [f"n{number}" for number in range(chance.randint(25, 40))]
    waiting = list(reversed(names))
    sections = []
    while waiting or len(sections) < 4:
        blocks = []
        for _ in range(chance.randint(2, 8)):
            kind = chance.random()
            if kind < 0.1:
                blocks.append("\n".join(f"- {_paragraph(chance, waiting)}" for _ in range(chance.randint(2, 4))))
            elif kind < 0.15:
                blocks.append(f"> {_paragraph(chance, waiting)}")
            else:
                blocks.append(_paragraph(chance, waiting))
        sections.append((_sentence(chance, 2, 6)[:-1], blocks))
    text = "sources:\n"
    for name in names:
        more = f', url: "https://example.org/{name}/{chance.randint(1, 10**9)}"' if chance.random() < 0.5 else ""
        text += f'  {name}: {{title: "{_sentence(chance, 3, 40)[:-1]}"{more}}}\n'
    text += "sections:\n"
    for heading, blocks in sections:
        body = "\n\n".join(blocks).replace("\n", "\n      ")
        text += f"  - heading: {heading}\n    body: |\n      {body}\n"
    return written(text)


def places(copy) -> tuple[dict[str, int], dict[str, int]]:
    """Return the pages of the first references and of the notes at the foot that *copy* shows, by the note's id."""
    references: dict[str, int] = {}
    notes: dict[str, int] = {}
    for number, page in enumerate(copy.pages):
        for box in weasy.boxes(page):
            element = box.element
            if element is None or not getattr(box, "text", "").strip():
                continue
            if element.get("role") == "doc-noteref":
                references.setdefault(element.get("href")[1:], number)
        for box in weasy.notes(page):
            if box.element is not None and box.element.get("class") == "footnote":
                notes.setdefault(box.element.get("id"), number)
    return references, notes
