"""Coverage-guided fuzzing of one entry point: ``python harness.py TARGET [atheris options]``."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["pressmark", "markdown_it", "yaml"]):
    # Run as a script, this file's own folder is on the path.
    from targets import TARGETS

if __name__ == "__main__":
    atheris.Setup([sys.argv[0], *sys.argv[2:]], TARGETS[sys.argv[1]])
    atheris.Fuzz()
