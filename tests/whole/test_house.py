"""The house stays tidy: what CONTRIBUTING.md promises about the code is held here."""

from __future__ import annotations

import ast
import re
import subprocess
from collections import Counter
from graphlib import TopologicalSorter

from tests.conftest import CHECKOUT

_MODULES = sorted((CHECKOUT / "src").rglob("*.py"))
assert _MODULES


def _name(path):
    return path.relative_to(CHECKOUT).as_posix()


# Each was asked whether it is one thing.
_LONGER_THAN_500_LINES = {
    "src/pressmark/parity/compare.py",  # claims held to blocks, and the form in which their words are compared
    "src/pressmark/parity/docx.py",  # a Word document read from its parts, and held to the article
    "src/pressmark/reader/body.py",  # one walk over a body, with all that it refuses
    "src/pressmark/reader/grammar.py",  # one grammar, with the numbers that may begin a list
    "src/pressmark/word.py",  # all parts of a Word document that WordprocessingML asks for
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


def test_no_two_classes_have_one_name():
    """`importing` has words of its own, of the copy that it reads; a name with an underscore is its module's alone."""
    found = Counter(
        node.name
        for path in _MODULES
        if "importing" not in path.parts
        for node in ast.parse(path.read_bytes()).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )

    assert len(found) > 200
    assert [name for name, number in found.items() if number > 1] == []


def _imports() -> dict[str, set[str]]:
    """Return which modules each module of the package imports, wherever in it, by dotted names."""
    package = CHECKOUT / "src" / "pressmark"
    modules = {
        ".".join(path.relative_to(package.parent).with_suffix("").parts).removesuffix(".__init__"): path
        for path in package.rglob("*.py")
    }
    found: dict[str, set[str]] = {name: set() for name in modules}
    for name, path in modules.items():
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                named = {f"{node.module}.{one.name}" for one in node.names}
                found[name] |= {one if one in modules else node.module for one in named}
            elif isinstance(node, ast.Import):
                found[name] |= {one.name for one in node.names}
        found[name] &= set(modules)
    return found


def test_no_module_imports_itself_by_a_detour():
    graph = _imports()
    # What other programs call is named by the package, and made out of all of it.
    del graph["pressmark"]

    assert len(graph) > 100
    assert sum(map(len, graph.values())) > 500
    TopologicalSorter(graph).prepare()


def test_the_architecture_tells_of_every_room_and_of_no_other():
    page = (CHECKOUT / "ARCHITECTURE.md").read_text("utf-8")
    table = page.split("| module | what comes in → what goes out |\n| --- | --- |\n")[1].split("\n\n")[0]
    told = [name for row in table.splitlines() for name in re.findall(r"`(\w+)`", row.split("|")[1])]
    rooms = {path.stem for path in (CHECKOUT / "src" / "pressmark").iterdir() if path.suffix == ".py" or path.is_dir()}
    rooms = {room for room in rooms if not room.startswith("__")}

    assert sorted(told) == sorted(rooms)
