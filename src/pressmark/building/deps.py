"""What each output depends on, for other build tools: rules for make, or JSON. Only files of the user count."""

from __future__ import annotations

import json
import tempfile
from typing import IO, TYPE_CHECKING

from pressmark import staging

if TYPE_CHECKING:
    from pathlib import Path

    from pressmark.building.outcomes import Outcome


class Deps:
    """A list of dependencies that will be the file *path*; all outputs depend on the files of *theme* too."""

    def __init__(self, path: Path, theme: Path | None) -> None:
        """Prepare the list."""
        self._path = path
        self._json = path.suffix == ".json"
        self._theme = sorted(str(file) for file in theme.rglob("*") if file.is_file()) if theme else []
        self._rules: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed in write

    def add(self, outcome: Outcome) -> None:
        """Add the outputs of one article; one that failed has none."""
        outputs = [artifact.path for artifact in outcome.artifacts]
        inputs = [*(name for name in outcome.inputs if name != "-"), *self._theme]
        if not outputs:
            return
        if self._json:
            self._rules.write("," if self._rules.tell() else "")
            self._rules.write("\n  " + json.dumps({"outputs": outputs, "inputs": inputs}, ensure_ascii=False))
        else:
            self._rules.write(f"{_names(outputs)}: {_names(inputs)}\n")
            # As compilers do: a source that is renamed or removed must not stop make.
            self._rules.writelines(f"{_names([name])}:\n" for name in inputs[1:])

    def write(self) -> None:
        """Write the file, whole or not at all. Raises BuildError."""
        with self._rules:
            self._rules.seek(0)
            text = self._rules.read()
        if self._json:
            text = f'{{"rules": [{text}\n]}}\n'
        file = staging.stage(self._path, text.encode())
        staging.publish([file])


def _names(paths: list[str]) -> str:
    return " ".join(_escaped(path) for path in paths)


def _escaped(path: str) -> str:
    """Return *path* as make reads it. There is no way to write a line break; make cannot know such a file."""
    escaped = path.replace("\\", "\\\\") if path.endswith("\\") else path
    for character in " #:%\t":
        escaped = escaped.replace(character, f"\\{character}")
    return escaped.replace("$", "$$")
