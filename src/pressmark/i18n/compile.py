"""Compile the catalogues after editing one: ``python -m pressmark.i18n.compile``.

The compiled files are kept beside their sources, so that no install needs a build step; a test holds them to each
other.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from typing import TYPE_CHECKING

from pressmark.i18n import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

    from babel.messages.catalog import Catalog


def compiled(source: Path) -> bytes:
    """Return the catalogue *source* (``.po``) as gettext's binary form."""
    from babel.messages.mofile import write_mo  # only those who edit a catalogue need it
    from babel.messages.pofile import read_po  # the same

    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.stem, abort_invalid=True)
    buffer = io.BytesIO()
    write_mo(buffer, _bare(catalogue))
    return buffer.getvalue()


def _bare(catalogue: Catalog) -> Catalog:
    """Return *catalogue* with the headers that gettext needs; Babel's would name its version and today's date."""
    from babel.messages.catalog import Catalog as Full  # only those who edit a catalogue need it

    class Bare(Full):
        @property
        def mime_headers(self) -> list[tuple[str, str]]:
            return [("Content-Type", "text/plain; charset=utf-8"), ("Content-Transfer-Encoding", "8bit")]

    bare = Bare(locale=catalogue.locale)
    for message in catalogue:
        if message.id:
            bare.add(message.id, message.string, context=message.context)
    return bare


def asked() -> set[tuple[str | None, str]]:
    """Return every label that the code and the templates ask for, as pairs of its context, if any, and its English."""
    from pressmark.resources import resource  # only those who edit a catalogue need it

    found: set[tuple[str | None, str]] = set()
    for path in [file for folder in _ASKING for file in (FOLDER.parent.parent / folder).rglob("*.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                found |= _asked(node)
        tables = [node for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)]
        for table in tables if path.parent.name in _TABLES else []:
            name = table.targets[0]
            context = "a demand" if isinstance(name, ast.Name) and name.id == "_STATUS" else None
            values = table.value.values if isinstance(table.value, ast.Dict) else []
            words = (value.value for value in values if isinstance(value, ast.Constant))
            found |= {(context, word) for word in words if isinstance(word, str)}
    for path in resource("templates").rglob("*.j2"):
        found |= {(None, text) for text in re.findall(r't\.label\("([^"]+)"\)', path.read_text(encoding="utf-8"))}
    return found


_ASKING = ("i18n", "wording", "writers", "pdf", "collecting")
# Where a table of words at the top of a module is one of labels.
_TABLES = {"wording", "collecting"}


def _asked(node: ast.Call) -> set[tuple[str | None, str]]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    given = [
        choice for arg in node.args for choice in ([arg.body, arg.orelse] if isinstance(arg, ast.IfExp) else [arg])
    ]
    words = [arg.value for arg in given if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    if name in {"label", "fact"}:
        return {(None, word) for word in words}
    return {(words[0], words[1])} if name == "term" and len(words) == 2 else set()


def lacking(source: Path) -> list[str]:
    """Return the labels that the catalogue *source* has no words for: they come out in English."""
    from babel.messages.pofile import read_po  # only those who edit a catalogue need it

    with source.open("rb") as file:
        known = {(message.context, message.id) for message in read_po(file) if message.id and message.string}
    return sorted(words for context, words in asked() if (context, words) not in known)


REGIONAL = frozenset({"en_US", "pt_PT"})
"""The catalogues that hold only what differs from a more general one."""


def main() -> None:
    """Compile every catalogue beside its source, and list on standard output what it lacks."""
    sources = sorted(FOLDER.glob("*.po"))
    for source in sources:
        source.with_suffix(".mo").write_bytes(compiled(source))
    for source in sources:
        for words in lacking(source) if source.stem not in REGIONAL else []:
            sys.stdout.write(f"{source.stem} lacks “{words}”: it is in English\n")


if __name__ == "__main__":
    main()
