"""Readers of pages that look for the one element with the most text find all sections of an article in it."""

from __future__ import annotations

import json
import random
import re
import subprocess

import pytest
from tests.conftest import CHECKOUT, absent

from pressmark import reader
from pressmark.metadata import paragraphs_of
from pressmark.theme import Options, load_theme
from pressmark.writers import writer

READERS = CHECKOUT / "tests" / "conformance" / "readers"
PYTHON = CHECKOUT / "tests" / "conformance" / ".cache" / "readers" / "bin" / "python"

pytestmark = [pytest.mark.conformance, pytest.mark.xdist_group("consumers")]

SENTENCES = """\
The last boat of the evening leaves before most of the people who need it have finished their work.
For years the council has said that there is no money for it, and for years nobody has asked to see the figures.
A pilot, a deckhand and two hours of fuel are all that it would take, according to the company's own report.
When the bridge was closed in the winter, more than four hundred people a day had to find another way home.
It is not only about the boats, but about who the town is for and who gets to decide it.
The committee will meet again in June, and this time the public may speak before the vote is taken.
Some of the shops on the quay have already said that they would pay for a part of it.
Nobody who was asked could say why the old timetable had been given up in the first place.
There were other plans, and some of them were better, but they were never shown to the people who live here.
What the town needs is a timetable that one can read without a map and a calendar in the other hand.
In the end it was a bakery that kept a light on for those who had missed the boat.
The mayor did not want to talk about it on the day, and her office has not answered since.
Every winter the same question comes up, and every spring it is put off for another year.
That may sound like a small thing, but for a nurse at the end of a night it is not.
""".splitlines()


def _article(draw: random.Random, number: int) -> str:
    def paragraph() -> str:
        return " ".join(draw.sample(SENTENCES, draw.randint(1, 4)))

    def block() -> str:
        if draw.random() < 0.8:
            return paragraph()
        return "\n".join(f"- {sentence}" for sentence in draw.sample(SENTENCES, 3))

    quotes = {f"said-{n}": draw.choice(SENTENCES) for n in range(draw.randint(0, 4))}
    lines = [
        "pressmark: 1",
        "kind: opinion",
        "language: en-GB",
        f"headline: The evening boat, part {number}",
        "deck: What it would take, and who would have to pay for it",
        "published: 2026-05-04",
        "authors: [{name: Ada Quill}]",
        "outlet: {name: The Harbour Post}",
        "parties: {tomas: {name: Tomas Reyl, role: Ferry pilot}}",
        *(["quotes:"] if quotes else []),
        *(f"  {key}: {{speaker: tomas, text: {json.dumps(words)}}}" for key, words in quotes.items()),
        "sections:",
    ]
    unplaced = list(quotes)
    sections = draw.randint(2, 6)
    for section in range(sections):
        blocks = [paragraph(), *(block() for _ in range(draw.randint(0, 5)))]
        taken = unplaced if section == sections - 1 else unplaced[: draw.randint(0, 2)]
        unplaced = [key for key in unplaced if key not in taken]
        for key in taken:
            blocks.insert(draw.randint(1, len(blocks)), f"{{quote:{key}}}")
        heading = f"heading: Part {section} of the question\n    " if section or draw.random() < 0.5 else ""
        body = "\n\n".join(blocks).replace("\n", "\n      ")
        lines.append(f"  - {heading}body: |\n      {body}")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def recall(tmp_path_factory):
    """Return by the name of a reader which share of the paragraphs of twenty articles it finds, and of how many."""
    if not PYTHON.exists():
        absent("the page readers are not set up; scripts/tools.sh does it")
    folder = tmp_path_factory.mktemp("pages")
    draw = random.Random(20)
    expected: dict[str, list[str]] = {}
    for number in range(20):
        source = folder / f"article-{number}.yaml"
        source.write_text(_article(draw, number), "utf-8")
        article = reader.read(source)
        page = folder / f"article-{number}.html"
        page.write_bytes(writer("html").write(article, Options(load_theme())))
        assert len(article.sections) >= 2
        said = [words for s in article.sections for words in paragraphs_of(s.blocks, article.language)]
        # A line with a name and an office has none of the words by which goose3 knows that something is text.
        expected[str(page)] = [words for words in said if len(words.split()) >= 5]
    done = subprocess.run([PYTHON, READERS / "texts.py", *expected], capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    found = json.loads(done.stdout)
    names = ("newspaper4k", "goose3", "trafilatura")
    return {
        name: [_inside(words, found[page][name]) for page, paragraphs in expected.items() for words in paragraphs]
        for name in names
    }


def _inside(paragraph: str, text: str) -> bool:
    return " ".join(re.findall(r"\w+", paragraph)) in " ".join(re.findall(r"\w+", text))


@pytest.mark.parametrize("name", ["newspaper4k", "goose3", "trafilatura"])
def test_a_reader_finds_the_paragraphs_of_all_sections(name, recall):
    found = recall[name]

    assert len(found) > 300
    assert sum(found) / len(found) >= 0.95
