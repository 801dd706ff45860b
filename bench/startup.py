"""How long one waits: for help, for a check, for one article; each against the least that it could take.

python bench/startup.py
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench.corpus import Plan, write
from bench.measure import PRESSMARK, in_turn, machine, median, run, table

_ROUNDS = 11
_EMPTY = "import click\n@click.command()\ndef main(): pass\nmain()"
_PRINT = "import sys, weasyprint; weasyprint.HTML(sys.argv[1]).write_pdf(sys.argv[2], pdf_variant='pdf/a-3a')"


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(Plan(1), folder)
        article = str(next(folder.rglob("*.yaml")))
        out = str(folder / "out")
        python = (sys.executable, "-c")
        run((*PRESSMARK, "build", article, "-o", out))
        page = str(next((folder / "out").rglob("*.html")))
        commands = {
            "empty click program": (*python, _EMPTY, "--help"),
            "pressmark --help": (*PRESSMARK, "--help"),
            "pressmark --version": (*PRESSMARK, "--version"),
            "import click, jsonschema": (*python, "import click, jsonschema"),
            "pressmark validate": (*PRESSMARK, "validate", article),
            "import weasyprint": (*python, "import weasyprint"),
            "WeasyPrint alone prints the page": (*python, _PRINT, page, str(folder / "alone.pdf")),
            "pressmark build, unchanged": (*PRESSMARK, "build", article, "-o", out),
            "pressmark build --to html,jsonld": (
                *PRESSMARK,
                "build",
                article,
                "-o",
                out,
                "--force",
                "--to",
                "html,jsonld",
            ),
            "pressmark build": (*PRESSMARK, "build", article, "-o", out, "--force"),
        }
        found = in_turn(_ROUNDS, {name: (lambda command=command: run(command)) for name, command in commands.items()})
    base = {
        "pressmark --help": "empty click program",
        "pressmark --version": "empty click program",
        "pressmark validate": "import click, jsonschema",
        "pressmark build": "WeasyPrint alone prints the page",
    }
    machine()
    table(
        ["command", "median", "fastest", "against"],
        [
            [
                name,
                f"{median(values) * 1000:.0f} ms",
                f"{min(values) * 1000:.0f} ms",
                f"{median(values) / median(found[base[name]]):.2f} × {base[name]}" if name in base else "",
            ]
            for name, values in found.items()
        ],
    )


if __name__ == "__main__":
    main()
