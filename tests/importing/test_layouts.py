"""Ordinary layouts of copy: a reader's answer to what is the headline, who wrote it, and when."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from tests.importing.readback import imported, values

_LAYOUTS = tomllib.loads((Path(__file__).parent / "layouts.toml").read_text("utf-8"))
assert len(_LAYOUTS) > 20


def _letters(text):
    return "".join(char for char in text.casefold() if char.isalnum())


@pytest.mark.parametrize("name", list(_LAYOUTS))
def test_a_layout_is_read_as_a_person_reads_it(name):
    layout = _LAYOUTS[name]
    made = values(imported(layout["text"].lstrip("\n")))

    assert _letters(made["headline"]) == _letters(layout["headline"])
    assert [_letters(author["name"]) for author in made["authors"] if author["name"]] == list(
        map(_letters, layout["authors"])
    )
    assert (made["published"] or "")[:10] == layout["published"]
