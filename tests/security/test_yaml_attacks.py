"""Attacks with YAML: on the parser, on memory and time, on what a value is taken for."""

from __future__ import annotations

import json
import time
import tracemalloc

import pytest
from tests.security.hostile import check, plain, rules

_SOURCE = json.dumps(plain(), ensure_ascii=False)


def _with(key_and_value: str) -> bytes:
    """Return a harmless block-style source with one more line."""
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in plain().items()]
    return ("\n".join(lines) + "\n" + key_and_value + "\n").encode()


def _headline(value: bytes) -> bytes:
    return _with("").replace(b'headline: "Bring back the evening river bus"', b"headline: " + value)


# name: (what it tries, the bytes, the rules that may stop it)
_REFUSED = {
    "python object tag": ("run code on loading", _headline(b"!!python/object/apply:os.system [id]"), {"tag"}),
    "python name tag": ("get at a function", _headline(b"!!python/name:os.system x"), {"tag"}),
    "python module tag": ("import a module", _headline(b"!!python/module:os x"), {"tag"}),
    "verbatim tag": ("hide the tag's handle", _headline(b"!<tag:yaml.org,2002:python/object/new:os.system> x"), {"tag"}),
    "tag directive": (
        "give a tag another name",
        b"%TAG !e! tag:yaml.org,2002:python/\n---\n" + _headline(b"!e!name:os.system x"),
        {"tag", "yaml-syntax", "yaml-indicator"},
    ),
    "include tag": ("read a file", _headline(b"!include /etc/passwd"), {"tag"}),
    "env tag": ("read the environment", _headline(b"!ENV ${HOME}"), {"tag"}),
    "binary tag": ("bring bytes in", _headline(b"!!binary aGVsbG8="), {"tag"}),
    "set tag": ("make another type", _with("keywords: !!set {a, b}"), {"tag"}),
    "timestamp tag": ("make a date", _headline(b"!!timestamp 2026-01-01"), {"tag"}),
    "str tag": ("even a harmless tag", _headline(b"!!str x"), {"tag"}),
    "alias to itself": ("never end", _with("keywords: &k [*k]"), {"alias"}),
    "alias to nothing": ("crash on a missing anchor", _with("keywords: [*nowhere]"), {"alias", "yaml-syntax"}),
    "billion laughs": (
        "blow memory up",
        _with("keywords: [" + "&a0 [x], " + ", ".join(f"&a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)) + "]"),
        {"too-many-values", "alias", "wrong-type", "too-deep"},
    ),
    "quadratic aliases": (
        "blow memory up slowly",
        _with("keywords: [&a [" + ", ".join(["x"] * 2000) + "], " + ", ".join(["*a"] * 2000) + "]"),
        {"too-many-values", "alias", "wrong-type"},
    ),
    "flow nesting, 100,000 deep": ("overflow the stack", b"pressmark: " + b"[" * 100_000, {"too-deep", "yaml-syntax"}),
    "map nesting, 100,000 deep": ("overflow the stack", b"pressmark: " + b"{a: " * 100_000, {"too-deep", "yaml-syntax"}),
    "block nesting, 2,000 deep": (
        "overflow the stack", "".join(f"{' ' * n}a:\n" for n in range(2000)).encode(), {"too-deep"},
    ),
    "list nesting, 100,000 deep": ("overflow the stack", b"- " * 100_000, {"too-deep", "yaml-syntax", "not-an-article"}),
    "a hundred thousand keys": (
        "exhaust the checks", b"".join(b"k%d: x\n" % n for n in range(100_000)), {"too-many-values", "missing-key"},
    ),
    "a hundred thousand items": ("exhaust the checks", b"- x\n" * 100_000, {"too-many-values", "not-an-article"}),
    "a megabyte of brackets": ("exhaust the scanner", b"[" * 1_000_000, {"too-deep", "yaml-syntax"}),
    "a megabyte of colons": ("exhaust the scanner", b":" * 1_000_000, {"not-an-article", "yaml-syntax", "missing-key", "yaml-colon"}),
    "a megabyte of quotes": ("exhaust the scanner", b"'" * 1_000_000, {"not-an-article", "yaml-syntax"}),
    "a megabyte of ampersands": ("exhaust the scanner", b"& " * 500_000, {"yaml-syntax", "yaml-indicator"}),
    "a long key": ("exhaust the scanner", b"a" * 1_000_000 + b": x", {"yaml-syntax", "unknown-key", "missing-key", "yaml-no-colon", "not-an-article", "yaml-indentation"}),
    "duplicate keys": ("show one value, use another", _with("headline: Another"), {"duplicate-key"}),
    "duplicate keys in a flow map": ("show one, use another", _with("rights: {holder: a, holder: b}"), {"duplicate-key"}),
    "a merge key": ("hide values", _with("<<: {headline: x}"), {"unknown-key"}),
    "a number as key": ("confuse lookups", _with("1: x"), {"key-not-text"}),
    "null as key": ("confuse lookups", _with("~: x"), {"key-not-text"}),
    "a list as key": ("crash hashing", _with("? [a, b]\n: x"), {"key-not-text"}),
    "a map as key": ("crash hashing", _with("? {a: b}\n: x"), {"key-not-text"}),
    "two documents": ("hide a second article", _with("---\npressmark: 1"), {"multiple-documents"}),
    "a document after its end": ("hide a second article", _with("...\n---\nheadline: x"), {"multiple-documents"}),
    "another YAML version": ("change the rules", b"%YAML 3.0\n---\n" + _with(""), {"yaml-syntax", "yaml-indicator"}),
    "NUL": ("cut the text short", _headline(b"a\0b"), {"character", "binary"}),
    "escape sequence for a terminal": ("write on the reader's screen", _headline(b"a\x1b[31mb"), {"character"}),
    "backspace": ("hide characters", _headline(b"a\x08b"), {"character"}),
    "escaped NUL": ("cut the text short", _headline(rb'"a\0b"'), {"character"}),
    "escaped bell": ("smuggle a control character", _headline(rb'"a\ab"'), {"character"}),
    "escaped NEL": ("smuggle a line break", _headline(rb'"a\Nb"'), {"character"}),
    "escaped line separator": ("smuggle a line break", _headline(rb'"a\Lb"'), {"character"}),
    "raw NEL": ("shift all line numbers", _headline("a\u0085b".encode()), {"character"}),
    "raw line separator": ("end a JavaScript string", _headline("a\u2028b".encode()), {"character"}),
    "raw paragraph separator": ("end a JavaScript string", _headline("a\u2029b".encode()), {"character"}),
    "private use": ("show whatever a font likes", _headline("a\ue000b".encode()), {"character"}),
    "noncharacter": ("break decoders", _headline("a\ufffeb".encode()), {"character"}),
    "lone surrogate, escaped": ("break encoders", _headline(rb'"a\uD800b"'), {"character", "yaml-escape", "yaml-syntax"}),
    "lone surrogate, encoded": ("break decoders", _headline(b"a\xed\xa0\x80b"), {"encoding"}),
    "overlong slash": ("pass as another character", _headline(b"a\xc0\xafb"), {"encoding"}),
    "cut sequence": ("break decoders", _headline(b"a\xe2\x82"), {"encoding"}),
    "Latin-1": ("be read wrongly", _headline("Élan".encode("latin-1")), {"encoding"}),
    "UTF-16": ("be read wrongly", _with("").decode().encode("utf-16"), {"encoding"}),
    "UTF-32": ("be read wrongly", _with("").decode().encode("utf-32"), {"encoding", "binary"}),
    "a zip": ("be taken for text", b"PK\x03\x04" + bytes(range(256)), {"binary", "encoding"}),
    "three megabytes": ("fill memory", b"#" * 3_000_000, {"file-too-large"}),
    "python's own keys": ("reach attributes", _with("__class__: x"), {"unknown-key"}),
    "a prototype's key": ("reach attributes", _with("__proto__: x"), {"unknown-key"}),
    "infinity": ("break JSON", _with("version: .inf"), {"wrong-type", "number-range"}),
    "not a number": ("break JSON", _with("version: .nan"), {"wrong-type", "number-range"}),
    "a huge number": ("exhaust conversion", _with("version: " + "9" * 100_000), {"wrong-type", "number-range"}),
    "a huge float": ("overflow", _with("version: 1e999999"), {"wrong-type", "number-range"}),
    "a negative version": ("go below the range", _with("version: -1"), {"number-range"}),
}  # fmt: skip


@pytest.mark.parametrize("name", _REFUSED)
def test_it_is_refused_by_its_rule_within_bounds(name):
    tries, data, stopped_by = _REFUSED[name]
    tracemalloc.start()
    started = time.process_time()
    found = rules(data)
    spent = time.process_time() - started
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found & stopped_by, f"{tries}: stopped by {found}"
    assert spent < 20, "a hostile file costs seconds at most, even under a tracer"
    assert peak < 400_000_000


# What YAML 1.1 would have taken for something else stays the words that were written.
_WORDS = ["no", "yes", "on", "off", "y", "12:30:45", "2026-05-04", "0x_", "1_000", "NULLE", "=", "<<", "0b1", "+.x"]


@pytest.mark.parametrize("word", _WORDS)
def test_a_word_stays_a_word(word):
    reading = check(_headline(word.encode()))

    assert reading.article is not None, reading.problems
    assert reading.article.headline == word


@pytest.mark.parametrize("text", ["a\\u0000", "%d %s {0} ${x}", "{{7*7}}", "{% raw %}", "__import__('os')"])
def test_words_that_are_code_elsewhere_are_words(text):
    reading = check(plain(headline=text))

    assert reading.article.headline == text
