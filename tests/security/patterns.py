"""Every regular expression of the package, how it is used, and text that keeps it busy for as long as it can."""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from re import _constants as names
from re import _parser as parser
from types import ModuleType, SimpleNamespace
from typing import Any

import pressmark
from pressmark.resources import resource

_ANCHORED = {"match", "fullmatch"}
_METHODS = _ANCHORED | {"search", "finditer", "findall", "sub", "subn", "split"}
# What the generator takes for letters of a class, in this order.
_CANDIDATES = " a1A_-.,:;?!\n\t\"'“”()[]{}<>*#/\\@&=+|~`^%$«»‘’…–—\u00a0éÉжあ中0"
_PLAIN = [" ", "a", "A", "1", "\t", "\n", "\u00a0", "?", ".", "#", "*", "_", "[", "(", "<", "&", "\\", "“", '"', "-",
          "a ", "A. ", "A and ", "a\n", "a, ", ": ", "- ", "](", "'", "{", "@a.", "中", "a-"]  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A *pattern* that *where* uses by *method*."""

    where: str
    pattern: re.Pattern[str] | re.Pattern[bytes]
    method: str


def modules() -> list[ModuleType]:
    """Import every module of the package that can be imported here."""
    found = []
    for info in pkgutil.walk_packages(pressmark.__path__, "pressmark."):
        if info.name.endswith("__main__"):
            continue
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found.append(importlib.import_module(info.name))
        except ImportError:  # an optional part that is not here
            continue
    return found


def patterns() -> list[Found]:
    """Return the patterns of all modules: those compiled, wherever they are kept, and those written into a call."""
    found: dict[tuple[Any, ...], Found] = {}
    loaded = modules()
    used = _uses(loaded)
    for module in loaded:
        for name, pattern in _kept(vars(module), module.__name__):
            methods = used.get(name.rpartition(".")[2].partition("[")[0], set()) or {"finditer"}
            for method in methods:
                found.setdefault((pattern.pattern, pattern.flags, method in _ANCHORED), Found(name, pattern, method))
        for line, pattern, used_by in _written(module):
            if (
                used_by == "compiled"
                and {(pattern.pattern, pattern.flags, way) for way in (True, False)} & found.keys()
            ):
                continue  # kept under a name, by which its use is known
            method = "finditer" if used_by == "compiled" else used_by
            where = f"{module.__name__}:{line}"
            found.setdefault((pattern.pattern, pattern.flags, method in _ANCHORED), Found(where, pattern, method))
    for one in asked_of_sources():
        found.setdefault((one.pattern.pattern, one.pattern.flags, False), one)
    return list(found.values())


def _kept(value: Any, name: str, depth: int = 0) -> Iterator[tuple[str, Any]]:
    if isinstance(value, re.Pattern):
        yield name, value
    elif isinstance(value, dict) and depth < 4:
        for key, one in value.items():
            yield from _kept(one, f"{name}.{key}" if depth == 0 else f"{name}[{key!r}]", depth + 1)
    elif isinstance(value, list | tuple | set | frozenset) and depth < 4:
        for at, one in enumerate(value):
            yield from _kept(one, f"{name}[{at}]", depth + 1)
    elif isinstance(value, type) and value.__module__.startswith("pressmark") and depth < 2:
        yield from _kept(dict(vars(value)), name, depth + 1)


def _uses(loaded: list[ModuleType]) -> dict[str, set[str]]:
    """Return by which methods a pattern of a name is used anywhere, attributes and loops over lists apart."""
    used: dict[str, set[str]] = {}
    for module in loaded:
        for node in ast.walk(_tree(module)):
            if isinstance(node, ast.Attribute) and node.attr in _METHODS:
                owner = node.value
                name = (
                    owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
                )
                used.setdefault(name, set()).add(node.attr)
    return used


# What stands in for the names in patterns that are put together while the program runs.
_JOINED = "und|and|et|&"
_SAMPLES: dict[str, Any] = {
    "ordered": ["by", "von", "por"], "joined": _JOINED, "letters": "y|e", "names": "news|sport", "name": "Mira Sandoval", "one": "we",
    "opening": "“", "closing": "”", "lead": r"(?<!\w)", "key": "and", "spelt": "Due|Note", "kind": "header",
    "kicker": "Harbour", "opposite": False, "listed": r"\x26\x3c", "family": SimpleNamespace(languages="zh|ja"),
    "box": ["", "top-left"], "main": "name", "inner": "“", "endings": ["elle", "il"], "last": "Lund", "choice": r"(?:by|written\s+by)", "hint": "byline", "voice": "ich|wir", "parts": ["Harbour", "The levy goes"], "who": SimpleNamespace(name="Mira Sandoval"), "algorithm": "sha512", "self": SimpleNamespace(sets={"and": frozenset({"und", "as well as"})}),
}  # fmt: skip


def _written(module: ModuleType) -> Iterator[tuple[int, Any, str]]:
    """Yield the line, the pattern and the method of each call of `re`, also of patterns that are compiled there."""
    for node in ast.walk(_tree(module)):
        call = node.func if isinstance(node, ast.Call) else None
        if isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name) and call.value.id == "re":
            if call.attr not in _METHODS | {"compile"} or not node.args:
                continue
            flags = [k.value for k in node.keywords if k.arg == "flags"] + node.args[1:2] * (call.attr == "compile")
            text, given = _value(node.args[0], module), _value(flags[0], module) if flags else 0
            method = "compiled" if call.attr == "compile" else call.attr
            yield node.lineno, text if isinstance(text, re.Pattern) else re.compile(text, given), method


def _value(node: ast.expr, module: ModuleType) -> Any:
    try:
        return eval(compile(ast.Expression(node), "?", "eval"), _SAMPLES | vars(module))
    except NameError as error:
        where = f"{module.__name__}:{node.lineno}"
        raise AssertionError(f"{where}: what may {error.name} be? Give a sample of it in _SAMPLES") from error


def asked_of_sources() -> Iterator[Found]:
    """Yield the patterns of the schemas, which are searched for in values of any length."""
    for path in sorted(Path(resource("schema")).glob("*.schema.json")):
        todo: list[tuple[str, Any]] = [("", json.loads(path.read_text("utf-8")))]
        while todo:
            where, node = todo.pop()
            if isinstance(node, dict):
                if isinstance(node.get("pattern"), str):
                    yield Found(f"{path.name}#{where}", re.compile(node["pattern"]), "search")
                keys = node.get("patternProperties", {})
                yield from (Found(f"{path.name}#{where}", re.compile(one), "search") for one in keys)
                todo += [(f"{where}/{key}", value) for key, value in node.items()]
            elif isinstance(node, list):
                todo += [(f"{where}/{n}", value) for n, value in enumerate(node)]


def paths_with_patterns() -> list[str]:
    """Return where an XPath asks for a pattern (EXSLT), which no search here would find."""
    return [
        f"{module.__name__}:{node.lineno}"
        for module in modules()
        for node in ast.walk(_tree(module))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "regular-expressions" in node.value
    ]


@cache
def _tree(module: ModuleType) -> ast.Module:
    return ast.parse(Path(module.__file__).read_text("utf-8"))


def attacks(pattern: Any, length: int) -> Iterator[Any]:
    """Yield texts of about *length* on which *pattern* has much to do: each of its loops driven, then disappointed."""
    binary = isinstance(pattern.pattern, bytes)
    made: dict[str, None] = dict.fromkeys(_repeated("", pump, end, length) for pump in _PLAIN for end in ("\0",))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    for prefix, pump in list(_loops(tree, ""))[:10]:
        for end in ("\0", "\n"):
            made[_repeated(prefix, pump or "a", end, length)] = None
        made[_repeated("", prefix + pump, "\0", length)] = None
    for text in made:
        yield text.encode("latin-1", "replace") if binary else text


def _repeated(prefix: str, pump: str, end: str, length: int) -> str:
    return prefix + (pump or "a") * (length // max(len(pump), 1)) + end


def _loops(tree: Any, prefix: str) -> Iterator[tuple[str, str]]:
    """Yield for each loop in *tree* what stands before it, and what it takes in."""
    before = prefix
    for kind, value in tree:
        if kind in (names.MAX_REPEAT, names.MIN_REPEAT, getattr(names, "POSSESSIVE_REPEAT", None)):
            least, most, inner = value
            if most == names.MAXREPEAT or most > 50:
                for sample in _samples(inner):
                    yield before, sample
            yield from _loops(inner, before)
            before += _sample(inner) * min(max(least, 1), 50)
            continue
        if kind is names.SUBPATTERN:
            yield from _loops(value[3], before)
        elif kind is names.BRANCH:
            for branch in value[1]:
                yield from _loops(branch, before)
        elif kind in (names.ASSERT, names.ASSERT_NOT):
            yield from _loops(value[1], before)
            continue
        before += _sample([(kind, value)])


def _samples(tree: Any) -> list[str]:
    """Return a few texts that *tree* takes in: one for each branch, where it begins with a choice."""
    first = tree[0] if len(tree) else None
    if first is not None and first[0] is names.SUBPATTERN:
        return [one + _sample(tree[1:]) for one in _samples(first[1][3])]
    if first is not None and first[0] is names.BRANCH:
        return [_sample(branch) + _sample(tree[1:]) for branch in first[1][1]][:6]
    if first is not None and first[0] is names.IN and len(tree) == 1:
        taken = [char for char in _CANDIDATES if _takes(first[1], char)]
        return (taken[:3] + taken[-1:]) or ["a"]
    return [_sample(tree)]


def _sample(tree: Any) -> str:
    return "".join(_one(kind, value) for kind, value in tree)


def _one(kind: Any, value: Any) -> str:
    if kind is names.LITERAL:
        return chr(value)
    if kind is names.NOT_LITERAL:
        return next(char for char in _CANDIDATES if ord(char) != value)
    if kind is names.ANY:
        return "a"
    if kind is names.IN:
        return next((char for char in _CANDIDATES if _takes(value, char)), "a")
    if kind in (names.MAX_REPEAT, names.MIN_REPEAT, getattr(names, "POSSESSIVE_REPEAT", None)):
        return _sample(value[2]) * min(max(value[0], 1), 50)
    if kind is names.SUBPATTERN:
        return _sample(value[3])
    if kind is getattr(names, "ATOMIC_GROUP", None):
        return _sample(value)
    if kind is names.BRANCH:
        return _sample(value[1][0])
    return ""


_CATEGORIES = {
    names.CATEGORY_DIGIT: str.isdigit,
    names.CATEGORY_NOT_DIGIT: lambda char: not char.isdigit(),
    names.CATEGORY_SPACE: str.isspace,
    names.CATEGORY_NOT_SPACE: lambda char: not char.isspace(),
    names.CATEGORY_WORD: lambda char: char.isalnum() or char == "_",
    names.CATEGORY_NOT_WORD: lambda char: not (char.isalnum() or char == "_"),
}


def _takes(members: Any, char: str) -> bool:
    negated = any(kind is names.NEGATE for kind, _ in members)
    taken = any(
        (kind is names.LITERAL and ord(char) == value)
        or (kind is names.RANGE and value[0] <= ord(char) <= value[1])
        or (kind is names.CATEGORY and _CATEGORIES[value](char))
        for kind, value in members
    )
    return taken != negated
