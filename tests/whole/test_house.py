"""The house stays tidy: what CONTRIBUTING.md promises about the code is held here."""

from __future__ import annotations

import re
import subprocess

from tests.conftest import CHECKOUT

_MODULES = sorted((CHECKOUT / "src").rglob("*.py"))
assert _MODULES


def _name(path):
    return path.relative_to(CHECKOUT).as_posix()


# Each was asked whether it is one thing.
_LONGER_THAN_500_LINES = {
    "src/pressmark/disk.py",  # how anything is written, what passes, and the names that strangers chose
    "src/pressmark/importing/guess/prose.py",  # what a body’s paragraphs become: quotes, demands, notes
    "src/pressmark/importing/guess/speech.py",  # who says what, and the words by which it is known
    "src/pressmark/parity/compare.py",  # every way in which a rendition departs from what the article says
    "src/pressmark/parity/docx.py",  # a Word document read from its parts, and held to the article
    "src/pressmark/reader/body.py",  # one walk over a body, with all that it refuses
    "src/pressmark/reader/grammar.py",  # one grammar, with the numbers that may begin a list
    "src/pressmark/pdf/shortcuts.py",  # all that WeasyPrint does a shorter way, by design
    "src/pressmark/pdf/weasy.py",  # all that touches WeasyPrint's inside, by design
}


def test_a_module_of_more_than_500_lines_was_asked_whether_it_is_one_thing():
    found = {_name(path) for path in _MODULES if len(path.read_text("utf-8").splitlines()) > 500}

    assert found <= _LONGER_THAN_500_LINES, "is each one thing? then list it here"


def test_every_module_says_what_it_is():
    texts = {_name(path): path.read_text("utf-8") for path in _MODULES}

    assert [name for name, text in texts.items() if text and not text.startswith(('"""', 'r"""'))] == []


def test_no_module_is_a_drawer_for_everything():
    assert [_name(path) for path in _MODULES if re.search(r"util|helper|misc|common", path.name)] == []


def test_nothing_tracked_is_unfinished_or_names_a_machine():
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, check=True).stdout
    names = [name for name in tracked.decode().split("\0") if name and not name.endswith((".lock", ".png", ".icc"))]
    marks = re.compile(rb"\b(TO" rb"DO|FIX" rb"ME|XX" rb"X)\b|/ho" rb"me/|/ro" rb"ot/")
    found = [
        name
        for name in names
        if name.startswith(("src/", "templates/", "docs/", "schema/")) and marks.search((CHECKOUT / name).read_bytes())
    ]

    assert names
    assert found == []


def test_the_folders_of_the_tests_follow_those_of_the_package():
    package = {path.stem for path in (CHECKOUT / "src/pressmark").iterdir()}
    folders = {
        path.parent.relative_to(CHECKOUT / "tests").parts[0] for path in (CHECKOUT / "tests").glob("*/test_*.py")
    }

    assert package >= {"reader", "writers"}
    assert folders - package == {"fuzz", "golden", "schema", "security", "whole"}
