"""Make a corpus of articles to build: seeded, so that the same arguments give the same files everywhere.

    python -m bench.corpus FOLDER --articles 200 --words 900

Every article has three sections, three quotes with their speakers, two demands and two sources; on request some have
images, other languages, or a mistake. The words are drawn from short lists and mean nothing.
"""

from __future__ import annotations

import argparse
import io
import json
import random
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

_WORDS = {
    "en-GB": "the a of to in and for with on at from by harbour ferry evening boat bridge council timetable worker quay"
    " passenger market street winter morning ticket captain river neighbour council budget repair station platform"
    " lantern tide crossing walks waits pays asks leaves returns opens closes carries promises counts late early quiet"
    " crowded empty public local new old every each another between under along after before without",
    "de": "der die das ein eine und für mit auf an von bei Hafen Fähre Abend Boot Brücke Stadtrat Fahrplan Arbeiterin"
    " Kai Fahrgast Markt Straße Winter Morgen Fahrkarte Nachbarschaft Haushalt Werkstatt Bahnsteig Laterne geht wartet"
    " zahlt fragt fährt kommt öffnet schließt trägt verspricht zählt spät früh leise voll leer öffentlich neu alt jede"
    " zwischen unter entlang nach vor ohne Verkehrsverbindungen Fahrgastzählung",
    "fr": "le la les un une des et pour avec sur à de par port bac soir bateau pont conseil horaire ouvrière quai"
    " voyageur marché rue hiver matin billet voisinage budget atelier gare lanterne marée traversée marche attend paie"
    " demande part revient ouvre ferme porte promet compte tard tôt calme bondé vide public nouveau ancien chaque entre"
    " sous après avant sans",
    "nl": "de het een van en voor met op aan door bij haven veerboot avond boot brug gemeenteraad dienstregeling"
    " arbeider kade reiziger markt straat winter ochtend kaartje buurt begroting werkplaats perron lantaarn getij"
    " oversteek loopt"
    " wacht betaalt vraagt vertrekt opent sluit draagt belooft telt laat vroeg stil vol leeg openbaar nieuw oud elke"
    " tussen onder langs na voor zonder",
    "ar": "في من إلى على عن مع بعد قبل كل بين الميناء العبارة المساء القارب الجسر المجلس الجدول العاملة الرصيف الراكب"
    " السوق الشارع الشتاء الصباح التذكرة الجيران الميزانية المحطة الفانوس المد العبور يمشي ينتظر يدفع يسأل يغادر يعود"
    " يفتح يغلق يحمل يعد يحسب متأخر مبكر هادئ مزدحم فارغ عام جديد قديم",
}
_NAMES = ["Mira Sandoval", "Tomas Reyl", "Ines Varga", "Joren Pell", "Aida Korhonen", "Noor Haddad", "Pia Lindqvist"]
_ROLES = ["Transport planner", "Ferry pilot", "Councillor", "Dock worker", "Teacher", "Engineer", "Historian"]
_TOWNS = ["Harbour Town", "Eastquay", "Millbrook Ferry", "Saltmarsh", "Upper Weir"]

# What a broken article has instead, and where: each is a mistake that editors make.
_MISTAKES = [
    ("kind: ", "kinds: "),
    ("published: ", "published: on "),
    ("    speaker: ada", "    speaker: nobody"),
    ("{quote:one}", "{quote:on}"),
    ("sections:", "\tsections:"),
]


@dataclass(frozen=True)
class Plan:
    """What the corpus is to be: *images* and *broken* are shares of the articles, *folder* articles share a folder."""

    articles: int
    words: int = 900
    languages: tuple[str, ...] = ("en-GB",)
    images: float = 0.0
    broken: float = 0.0
    folder: int = 100
    seed: int = 1


def write(plan: Plan, root: Path) -> None:
    """Write the corpus that *plan* describes below *root*."""
    for number in range(plan.articles):
        # Each article has a generator of its own, so that a larger corpus begins with the smaller one.
        chance = random.Random(f"{plan.seed}/{number}")
        folder = root / f"{number // plan.folder:04}"
        folder.mkdir(parents=True, exist_ok=True)
        language = plan.languages[number % len(plan.languages)]
        image = chance.random() < plan.images
        text = article(number, language, plan.words, chance, image=image)
        if chance.random() < plan.broken:
            old, new = chance.choice(_MISTAKES)
            text = text.replace(old, new, 1)
        (folder / f"article-{number:06}.yaml").write_text(text, "utf-8")
        if image:
            (folder / f"quay-{number:06}.jpg").write_bytes(picture(number))


def article(number: int, language: str, words: int, chance: random.Random, *, image: bool) -> str:
    """Return the source of one article of about *words* words."""
    vocabulary = _WORDS[language].split()
    names = chance.sample(_NAMES, 3)

    def some(count: int) -> str:
        return " ".join(chance.choices(vocabulary, k=count))

    def sentence(count: int) -> str:
        text = some(count)
        return text[0].upper() + text[1:] + "."

    def paragraphs(count: int) -> str:
        sentences, left = [], count
        while left > 0:
            length = min(left, chance.randint(8, 22))
            sentences.append(sentence(length))
            left -= length
        grouped = [" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4)]
        return "\n\n".join(f"      {paragraph}" for paragraph in grouped)

    third = max(10, (words - 90) // 3)
    quotes = "\n".join(
        f"  {name}:\n    text: {json.dumps(some(chance.randint(8, 18)), ensure_ascii=False)}\n    speaker: {speaker}"
        for name, speaker in (("one", "ada"), ("two", "bela"), ("three", "ada"))
    )
    picture_key = (
        f"images:\n  quay:\n    file: quay-{number:06}.jpg\n    alt: {json.dumps(some(6), ensure_ascii=False)}\n"
        f"    caption: {json.dumps(some(8), ensure_ascii=False)}\n"
        if image
        else ""
    )
    mark = "\n      {image:quay}\n" if image else ""
    return f"""\
pressmark: 1
kind: opinion
language: {language}
headline: {json.dumps(sentence(7)[:-1] + f" {number}", ensure_ascii=False)}
deck: {json.dumps(sentence(14), ensure_ascii=False)}
slug: article-{number:06}
url: https://harbourpost.example/{2020 + number % 7}/article-{number:06}
published: {2020 + number % 7}-{number % 12 + 1:02}-{number % 28 + 1:02}T07:30:00+01:00
keywords: [{json.dumps(vocabulary[20], ensure_ascii=False)}, {json.dumps(vocabulary[24], ensure_ascii=False)}]
places: [{{name: {chance.choice(_TOWNS)}}}]
authors:
  - id: author
    name: {names[0]}
    role: {chance.choice(_ROLES)}
outlet:
  name: The Harbour Post
  url: https://harbourpost.example/
parties:
  ada: {{name: {names[1]}, role: {chance.choice(_ROLES)}}}
  bela: {{name: {names[2]}}}
  council: {{type: organization, name: {chance.choice(_TOWNS)} Council}}
quotes:
{quotes}
demands:
  - id: first
    text: {json.dumps(sentence(12), ensure_ascii=False)}
    by: author
    of: [council]
  - id: second
    text: {json.dumps(sentence(10), ensure_ascii=False)}
    by: ada
    of: [council]
    due: 2031-01-01
{picture_key}sources:
  timetable: {{title: River bus timetable, url: "https://council.example/{number}.pdf"}}
  counts: {{title: Passenger counts}}
sections:
  - heading: {json.dumps(sentence(4)[:-1], ensure_ascii=False)}
    body: |
{paragraphs(third)}[^timetable]

      {{quote:one}}
{mark}
  - heading: {json.dumps(sentence(5)[:-1], ensure_ascii=False)}
    body: |
{paragraphs(third)}[^counts]

      {sentence(6)[:-1]}: {{quote:two}}.

  - heading: {json.dumps(sentence(3)[:-1], ensure_ascii=False)}
    body: |
{paragraphs(third)}

      {{quote:three}}

      {{demands}}
"""


def picture(number: int) -> bytes:
    """Return a JPEG of 900 by 600 pixels, different for each *number*."""
    image = Image.new("RGB", (900, 600), (40, 90 + number % 100, 140))
    pen = ImageDraw.Draw(image)
    for at in range(12):
        pen.ellipse((at * 70, 250 + (number * 7 + at * 40) % 200, at * 70 + 120, 560), fill=(200, 160, at * 20))
    data = io.BytesIO()
    image.save(data, "JPEG", quality=80)
    return data.getvalue()


def main() -> None:
    """Write a corpus as the command line asks."""
    parser = argparse.ArgumentParser(description="Make a corpus of articles to build.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--words", type=int, default=900, help="words of each article, about")
    parser.add_argument("--languages", default="en-GB", help=f"of {', '.join(_WORDS)}, in turn")
    parser.add_argument("--images", type=float, default=0.0, help="share of articles with an image")
    parser.add_argument("--broken", type=float, default=0.0, help="share of articles with a mistake")
    parser.add_argument("--per-folder", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    plan = Plan(
        given.articles,
        given.words,
        tuple(given.languages.split(",")),
        given.images,
        given.broken,
        given.per_folder,
        given.seed,
    )
    write(plan, given.folder)


if __name__ == "__main__":
    main()
