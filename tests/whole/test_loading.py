"""What is not needed is not loaded: help and checks answer at once."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.conftest import CHECKOUT

_LOADED = """
import sys
from pressmark.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print("\\nLOADED", *sorted({name.partition(".")[0] for name in sys.modules}))
"""


def _loaded(*args: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, *args], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.rpartition("LOADED")[2].split())


@pytest.mark.parametrize("args", ["--help", "--version", "validate source/article.yaml", "build --help"])
def test_no_pdf_engine_is_loaded(args):
    loaded = _loaded(*args.split())

    assert "click" in loaded
    assert loaded.isdisjoint({"weasyprint", "pydyf", "fontTools", "pikepdf", "PIL", "jinja2", "babel", "cffi"})


def test_help_loads_no_command():
    assert _loaded("--help").isdisjoint({"jsonschema", "yaml", "markdown_it"})


def test_the_native_versions_that_shape_the_bytes_are_said():
    done = subprocess.run(
        [sys.executable, "-m", "pressmark", "--version", "-v"], capture_output=True, text=True, check=True
    )

    said = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    assert {"pressmark", "weasyprint", "pango", "harfbuzz", "harfbuzz-subset"} <= set(said)
    assert said["harfbuzz-subset"] != "absent"
