"""A package asked what an archivist asks: whether it is whole, unchanged, complete, and one thing throughout."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pressmark.archive import bag
from pressmark.archive.bag import zip_bytes
from pressmark.archive.container import Contents, UnsafePackage, read
from pressmark.archive.open import Crate, disagreements
from pressmark.verdict import Advance, Check, Finding, Verdict, unseen
from pressmark.verify.deposit import bag_records, rebuilt_bag, same_source

if TYPE_CHECKING:
    from pathlib import Path


def verify(path: Path, *, rebuild: bool = False, theme: Path | None = None, advance: Advance = unseen) -> Verdict:
    """Return the verdict on the package at *path* (zip, tar, folder), its one article counted by *advance*.

    Raises BuildError for a bad *theme*.
    """
    verdict = _verdict(path, rebuild=rebuild, theme=theme)
    advance()
    return verdict


def _verdict(path: Path, *, rebuild: bool, theme: Path | None) -> Verdict:
    try:
        contents = read(path)
    except UnsafePackage as error:
        finding = Finding("", str(error).removeprefix(f"{path}: "))
        return Verdict(str(path), "package", "not a package that can be opened", (Check.of("opening", [finding]),))
    files = contents.files
    payload = bag.payload(files)
    fixity = [*bag.declaration(files), *bag.fixity(files)]
    checks = [
        Check.of("opening", _container(contents), f"{contents.form}, {len(files)} files"),
        Check.of("fixity", fixity, "SHA-256 and SHA-512 of every file"),
        Check.of("nothing undeclared", [*bag.undeclared(files), *_empty(contents)]),
        Check.of(
            "profile", bag.profile_problems(files), bag.profile()["BagIt-Profile-Info"]["BagIt-Profile-Identifier"]
        ),
        Check.of("crate", disagreements(payload), "every file described, with its digest"),
    ]
    # What is not whole is not looked into: its parts are no longer known to be what they were.
    if not fixity:
        checks += [same_source(payload), bag_records(files)]
    if rebuild and not fixity:
        from pressmark.theme import load_theme  # noqa: PLC0415 - only a rebuild needs it

        checks.append(replace(rebuilt_bag(files, load_theme(theme)), rebuild=True))
    return Verdict(str(path), "package", _about(files, payload), tuple(checks))


def _about(files: dict[str, bytes], payload: dict[str, bytes]) -> str:
    try:
        crate = Crate.of(payload)
    except ValueError:
        return f"a bag of {len(files)} files without a crate that can be read"
    return (
        f"{crate.title}, {crate.identifier}; BagIt 1.0, {len(payload)} files, {sum(map(len, payload.values()))} bytes"
    )


def _container(contents: Contents) -> list[Finding]:
    """Return the finding that a zip is not, byte for byte, the one that pressmark writes for what is in it."""
    if contents.raw is None or contents.raw == zip_bytes(contents.top, contents.files):
        return []
    return [Finding("", "the zip is not as pressmark wrote it; if it was packed anew, unzip it and verify the folder")]


def _empty(contents: Contents) -> list[Finding]:
    return [Finding(name, "undeclared: an empty folder") for name in contents.empty]
