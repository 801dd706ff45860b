"""Hold `pressmark verify` to packages that nobody here made: the verdicts of bagit.py and ocfl-py beside ours.

Usage: foreign_suites.py FOLDER PYTHON

FOLDER has checkouts of LibraryOfCongress/bagit-conformance-suite, OCFL/fixtures and zimeon/ocfl-py, under any names;
they are not ours to keep here. PYTHON is an interpreter with bagit and ocfl-py (tests/conformance/archives/setup.sh
makes one). Prints a table, then each package on which we and they disagree, and why we say what we say. Exits with 1
where something is invalid for them and valid for us.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from pathlib import Path

from pressmark.archive import judgement
from pressmark.archive.unpack import UnsafePackage, tree
from pressmark.verify import verify

_ASK = """
import json, logging, sys
logging.disable(logging.CRITICAL)
found = []
for path in json.load(sys.stdin):
    try:
        if sys.argv[1] == "bag":
            import bagit
            bagit.Bag(path).validate()
            found.append(True)
        elif sys.argv[1] == "object":
            import ocfl
            found.append(bool(ocfl.Object(path=path).validate(log_warnings=False, log_errors=False)[0]))
        else:
            import ocfl
            root = ocfl.StorageRoot(root=path)
            found.append(bool(root.validate() and root.num_objects == root.good_objects))
    except Exception:
        found.append(False)
print(json.dumps(found))
"""


def main(folder: Path, python: str) -> int:
    """Ask about every package below *folder*."""
    wrong = 0
    disagreements = []
    print("| suite | packages | valid for both | invalid for both | only we refuse | only they refuse |")
    print("| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as scratch:
        for name, kind, paths in suites(folder, Path(scratch)):
            theirs = asked(python, kind, paths)
            ours = [verdict(kind, path) for path in paths]
            count = Counter((not found, said) for found, said in zip(ours, theirs, strict=True))
            print(
                f"| {name} | {len(paths)} | {count[True, True]} | {count[False, False]} "
                f"| {count[False, True]} | {count[True, False]} |"
            )
            wrong += count[True, False]
            for path, found, said in zip(paths, ours, theirs, strict=True):
                if (not found) != said:
                    why = "; ".join(found) or "valid"
                    disagreements.append(f"- {name}, `{path.parent.name}/{path.name}`: {why}")
    print()
    print("\n".join(disagreements))
    return 1 if wrong else 0


def suites(folder: Path, scratch: Path) -> list[tuple[str, str, list[Path]]]:
    """Return the suites in *folder*: name, kind, and the packages; zipped ones are unpacked below *scratch*."""
    found = []
    for place in sorted(folder.iterdir()):
        for version in sorted(place.glob("v[01].*")):
            for group in sorted(version.iterdir()):
                bags = sorted(path for path in group.iterdir() if path.is_dir())
                found.append((f"bagit-conformance-suite {version.name}, {group.name}", "bag", bags))
        for root in (place, place / "extra_fixtures"):
            for version in sorted(root.glob("1.*")):
                for kind, ending in (("object", "objects"), ("root", "storage-roots")):
                    groups = sorted(version.glob(f"*-{ending}"))
                    title = f"{label(place)} {version.name}"
                    found += [(f"{title}, {group.name}", kind, opened(group, scratch)) for group in groups]
    assert found, f"no suite in {folder}"
    return [(name, kind, paths) for name, kind, paths in found if paths]


def label(place: Path) -> str:
    """Return what the suite in the folder *place* is called."""
    return "ocfl-py" if (place / "ocfl").is_dir() else "OCFL/fixtures"


def opened(group: Path, scratch: Path) -> list[Path]:
    """Return the packages in a folder; a zip (of what Git can't keep: empty folders) is unpacked below *scratch*."""
    found = []
    for path in sorted(group.iterdir()):
        if path.is_dir():
            found.append(path)
        elif path.suffix == ".zip":
            target = scratch / group.parent.name / group.name / path.stem
            zipfile.ZipFile(path).extractall(target)
            inside = [one for one in target.iterdir() if one.is_dir() and not one.name.startswith("__")]
            found.append(inside[0] if len(inside) == 1 and not any(target.glob("0=*")) else target)
    return found


def asked(python: str, kind: str, paths: list[Path]) -> list[bool]:
    """Return whether each of *paths* is valid for bagit.py or ocfl-py."""
    given = json.dumps([str(path) for path in paths])
    done = subprocess.run([python, "-c", _ASK, kind], input=given, capture_output=True, text=True, check=True)
    answers: list[bool] = json.loads(done.stdout.splitlines()[-1])
    return answers


def verdict(kind: str, path: Path) -> list[str]:
    """Return what is wrong with the package at *path* for us; nothing where it is valid."""
    if kind == "bag" and not (path / "bagit.txt").exists():
        try:
            files, empty = tree(path)
        except UnsafePackage as error:
            return [str(error)]
        return [one.message for one in judgement.judge(files, folders=empty).faults]
    if kind != "bag":
        from pressmark.verify import store  # whatever its folder looks like

        return [f"{one.path.rpartition('/')[2]} {one.message}" for one in store.verify(path).findings]
    return [f"{one.path} {one.message}" for one in verify(path).findings]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
