"""Articles made by Hypothesis: each as a source that an editor could have typed, and what a reader must find of it.

The source is written as JSON, which is YAML too: nobody's YAML writer stands between the test and the reader.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from hypothesis import strategies as st

# Letters that the print fonts have, with the marks that writers and markup languages trip over.
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZäöüßéèçñøåśžжщґ0123456789"
# fmt: off
_SPICE = [
    "&", "<b>", "“so”", "‘x’", "it’s", "—", "50 %", "a/b", "C++", "#1", ":", "x:y",
    "&amp;", "1.", "(c)", "…", "€5", "}}", "]]>", "$x$", "@me",
]
# fmt: on

_word = st.one_of(st.text(_LETTERS, min_size=1, max_size=12), st.sampled_from(_SPICE))
words = st.lists(_word, min_size=1, max_size=14).map(" ".join)
# A paragraph starts with a letter, so that it is a paragraph and no list or heading.
prose = st.builds(lambda head, rest: f"{head} {rest}", st.sampled_from(["The", "Some", "Élan", "Жизнь"]), words)
paragraphs = st.lists(st.lists(_word, min_size=3, max_size=60).map(" ".join), min_size=1, max_size=3).map(
    lambda found: ["On " + text for text in found]
)


@dataclass
class Made:
    """A made article: its *source* (bytes), and the *expected* words in reading order."""

    source: bytes = b""
    headline: str = ""
    expected: list[str] = field(default_factory=list)
    quotes: list[tuple[str, str]] = field(default_factory=list)
    demands: list[tuple[str, str]] = field(default_factory=list)


def _plain(text: str) -> str:
    """Write prose so that the body grammar takes it as it stands."""
    for sign in "\\`*_[]{}":
        text = text.replace(sign, "\\" + sign)
    return text


@st.composite
def articles(draw: st.DrawFn) -> Made:
    """Make an article with sections, prose, quotes and demands."""
    made = Made(headline=draw(prose))
    people = {f"p{n}": draw(prose) for n in range(draw(st.integers(1, 3)))}
    quotes: dict[str, dict[str, str]] = {}
    sections = []
    for s in range(draw(st.integers(1, 3))):
        heading = draw(prose)
        made.expected.append(heading)
        parts = []
        for text in draw(paragraphs):
            parts.append(_plain(text))
            made.expected.append(text)
            if draw(st.booleans()):
                key = f"q{len(quotes)}"
                speaker = draw(st.sampled_from(sorted(people)))
                quotes[key] = {"text": draw(prose), "speaker": speaker}
                parts.append(f"{{quote:{key}}}")
                made.expected += [quotes[key]["text"], people[speaker]]
                made.quotes.append((quotes[key]["text"], people[speaker]))
        sections.append({"id": f"s{s}", "heading": heading, "body": "\n\n".join(parts) + "\n"})
    demands = []
    for n in range(draw(st.integers(0, 3))):
        by = draw(st.sampled_from(sorted(people)))
        demands.append({"id": f"d{n}", "text": draw(prose), "by": by})
        made.expected.append(demands[-1]["text"])
        made.demands.append((demands[-1]["text"], people[by]))
    if demands:
        sections[-1]["body"] += "\n{demands}\n"
    source = {
        "pressmark": 1,
        "kind": "opinion",
        "language": "en-GB",
        "headline": made.headline,
        "published": "2026-05-04",
        "authors": [{"name": draw(prose)}],
        "outlet": {"name": "The Harbour Post", "url": "https://harbourpost.example/"},
        "parties": {key: {"name": name} for key, name in people.items()},
        "quotes": quotes,
        "demands": demands,
        "sections": sections,
    }
    made.source = json.dumps({key: value for key, value in source.items() if value}, ensure_ascii=False).encode()
    return made
