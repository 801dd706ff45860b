"""A list where a group of keys is wanted, or the other way round: what the help says, put there, is right.

Asked of every place in the schema of an article and of a house, with all that people write instead.
"""

from __future__ import annotations

import re

import pytest

from pressmark import reader
from pressmark.reader import schema

_WRONG = {
    "words": ["Ada Brook"],
    "words that begin with a dash": ['"- name: Ada"'],
    "a dash without a space": ["-Ada"],
    "a number": ["7"],
    "yes": ["true"],
    "a list of words": ["- Ada", "- Ben Cole"],
    "a list of groups": ["- name: Ada", "  role: Mayor"],
    "a list of ids": ["- ada:", "    name: Ada"],
    "a list of lists": ["- [Ada]"],
    "a list in brackets": ["[Ada: 'b, c', 7]"],
    "a group": ["name: Ada", "title: 'Ada: a life'"],
    "a group in braces": ["{name: Ada, file: a.png}"],
    "ids": ["ada: Ada", "ben:"],
    "ids of groups": ["ada: {name: Ada}"],
}


def _places(shape, path=()):
    """Yield the paths at which a list or a group of keys is wanted, once for each shape."""
    kinds = shape.get("type", [])
    if (
        path
        and {"array", "object"} & {*([kinds] if isinstance(kinds, str) else kinds)}
        and kinds != ["string", "array"]
    ):
        yield path
    if path[-2:] == ("contact", 0):  # whose shape is said to be that of the whole
        return
    for key, inner in schema.properties(shape).items():
        if isinstance(inner, dict):
            yield from _places(inner, (*path, key))
    if inner := schema.entry_shape(shape):
        yield from _places(inner, (*path, 0 if "array" in kinds else "an-id"))


def _at(path, lines, *, flow=False):
    """Return the YAML that has *lines* at *path*; with *flow*, inside braces from the second key on."""
    if flow:
        text = lines[0]
        for step in reversed(path[1:]):
            text = f"[{text}]" if step == 0 else f"{{{step}: {text}}}"
        return f"{path[0]}: {text}\n"
    for step in reversed(path):
        if step == 0:
            lines = [("  " if number else "- ") + line for number, line in enumerate(lines)]
        else:
            lines = [f"{step}:", *("  " + line for line in lines)]
    return "\n".join(lines) + "\n"


def _check(which, text, folder):
    if which == "article":
        return reader.check(f"pressmark: 1\n{text}".encode(), name="a.yaml", stem="a", folder=None).problems
    (folder / "house.yaml").write_text(f"house: 1\n{text}", "utf-8")
    return reader.check_house(folder / "house.yaml").problems


def _pointer(path):
    return "".join(f"/{step}" for step in path)


def _followed(help_, path, *, flow):
    """Return the YAML of somebody who writes at *path* what the help says."""
    lines = help_.removeprefix("write ") if flow else help_.partition(": “")[2].partition("; only one")[0]
    quoted = re.findall(r"“(.*?)”(?=, “| and “|$)", lines if flow else f"“{lines}")
    key = path[-1]
    if listed := re.search(r"write it as a list: (\[.*\])$", help_):
        return _at(path, [listed[1]], flow=flow)
    assert quoted, f"nothing to put there: {help_}"
    if flow:
        assert len(quoted) == 1, help_
        return _at(path, [quoted[0] if key == 0 else quoted[0].removeprefix(f"{key}: ")], flow=True)
    if quoted[0].startswith("- "):
        assert key == 0 or f"under “{key}:”" in help_
        lines = [line if line.startswith("- ") else f"  {line}" for line in quoted]
        return _at(path[:-1] if key == 0 else path, lines)
    assert key != 0
    return _at(path, quoted)


@pytest.mark.parametrize("which", ["article", "house"])
def test_what_the_help_says_is_right_at_every_place_where_a_list_or_a_group_is_wanted(which, tmp_path):
    with schema.asking(which):
        places = list(_places(schema.schema()))
    assert len(places) > 40
    tried, wrong = 0, []
    for path in places:
        for name, lines in _WRONG.items():
            for flow in {False, len(path) > 1 and len(lines) == 1 and not lines[0].startswith("- ")}:
                text = _at(path, lines, flow=flow)
                told = [one for one in _check(which, text, tmp_path) if one.pointer == _pointer(path)]
                for problem in told:
                    if problem.rule != "wrong-type":
                        continue
                    tried += 1
                    mended = _followed(problem.help, path, flow=flow)
                    left = _check(which, mended, tmp_path)
                    if any(
                        one.rule.startswith("yaml-") or (one.rule, one.pointer) == ("wrong-type", problem.pointer)
                        for one in left
                    ):
                        wrong.append((text, name, problem.help, mended, [(one.rule, one.message) for one in left][:2]))

    assert tried > 500
    assert wrong == []
