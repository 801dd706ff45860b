"""Commands that tell about pressmark itself: ``explain`` a rule, the ``formats``, the ``schema``, and ``doctor``.

The last says what is there on this system, what is missing, and the command that mends it.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pressmark import libraries
from pressmark.cli.options import complete_rules, into
from pressmark.cli.output import colored
from pressmark.resources import resource
from pressmark.writers import formats, writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressmark.pdf.fonts import Face


@click.command(short_help="Explain a rule, or list them all.")
@click.argument("rule", required=False, shell_complete=complete_rules)
def explain(*, rule: str | None) -> None:
    """Say what RULE asks and why, with an example that breaks it and one that keeps it.

    RULE is the word in brackets in a message, such as unknown-key. Without RULE, all are listed.
    """
    from pressmark.problems import rule as find  # `--help` must not wait for it
    from pressmark.problems import rules  # the same

    if rule is None:
        width = max(len(slug) for slug in rules())
        for entry in rules().values():
            mark = " (warning)" if entry.severity == "warning" else ""
            click.echo(f"{click.style(entry.slug.ljust(width), bold=True)}  {entry.what}{mark}")
        return
    found = find(rule.strip("[]"))
    click.echo(f"{click.style(found.slug, bold=True)} ({found.severity})\n\n{found.what}\n{found.why}\n")
    click.echo(f"{click.style('Broken:', fg='red')}\n\n{_indented(found.bad)}\n")
    click.echo(f"{click.style('Right:', fg='green')}\n\n{_indented(found.good)}")


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in text.split("\n"))


@click.command(short_help="List the formats an article can be built to.")
def list_formats() -> None:
    """List each format with its files' suffix and media type."""
    found = [writer(name) for name in formats()]
    # Word's media type has 71 letters and would push all else off the line; docs/commands.md has it.
    rows = [
        (one.name, one.suffix, one.media_type if len(one.media_type) < 30 else "…", one.description) for one in found
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for *cells, description in rows:
        click.echo("  ".join([*map(str.ljust, cells, widths), description]))


@click.command(short_help="Print the schema of the source format.")
@click.option("--ids", is_flag=True, help="Print the published $id only.")
def schema(*, ids: bool) -> None:
    """Print the JSON Schema (2020-12) of the source format."""
    text = (resource("schema") / "article.schema.json").read_text("utf-8")
    if ids:
        import json  # only wanted here

        click.echo(json.loads(text)["$id"])
    else:
        click.echo(text, nl=False)


_PYTHON = (3, 11)
# The oldest Pango that WeasyPrint takes.
_PANGO = (1, 44)


@dataclass(frozen=True, slots=True)
class System:
    """A family of systems: its *name*, and what to type there for *python* and for the text *engines*.

    The engines are Pango, HarfBuzz and HarfBuzz's subset library.
    """

    name: str
    python: str
    engines: str


_DEBIAN = System(
    "Debian or Ubuntu",
    "sudo apt-get install python3 python3-venv",
    "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
)
_FEDORA = System("Fedora", "sudo dnf install python3", "sudo dnf install pango harfbuzz")
_ARCH = System("Arch Linux", "sudo pacman -S python", "sudo pacman -S pango harfbuzz")
_ALPINE = System("Alpine Linux", "sudo apk add python3", "sudo apk add pango harfbuzz harfbuzz-subset")
_SUSE = System(
    "openSUSE",
    "sudo zypper install python3",
    "sudo zypper install libpango-1_0-0 libpangoft2-1_0-0 libharfbuzz-subset0",
)
_MACOS = System("macOS", "brew install python", "brew install pango")
_OTHER = System(
    "this system",
    "install Python 3.11 or newer with your package manager",
    "install Pango and HarfBuzz with its subset library with your package manager",
)

# The names that /etc/os-release gives in ID and ID_LIKE.
_LINUX = {
    "debian": _DEBIAN,
    "ubuntu": _DEBIAN,
    "fedora": _FEDORA,
    "rhel": _FEDORA,
    "centos": _FEDORA,
    "arch": _ARCH,
    "alpine": _ALPINE,
    "suse": _SUSE,
    "opensuse": _SUSE,
}


def system(platform: str, os_release: str) -> System:
    """Return the family of the system: *platform* is `sys.platform`, *os_release* the text of ``/etc/os-release``."""
    if platform == "darwin":
        return _MACOS
    values = dict(line.split("=", 1) for line in shlex.split(os_release, comments=True) if "=" in line)
    names = [values.get("ID", ""), *values.get("ID_LIKE", "").split()]
    return next((_LINUX[name] for name in names if name in _LINUX), _OTHER)


def this_system() -> System:
    """Return the family of the system we run on."""
    file = Path("/etc/os-release")
    return system(sys.platform, file.read_text("utf-8", errors="replace") if file.is_file() else "")


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing looked at: *what* was found, and the command that *mend*s it ("" where nothing is to be mended).

    What is *optional* may be missing.
    """

    what: str
    mend: str = ""
    optional: bool = False


@click.command(short_help="Say what is missing on this system, and how to mend it.")
@into("build", "the outputs, to be tried out", typed=True)
def command(*, output: str) -> None:
    """Look at Python, the text engines, the fonts, the output folder and the optional parts.

    Below each failure stands the command that mends it on this system. The exit status is 1 if something is missing
    without which no article can be built; what is optional doesn't count.
    """
    failed = False
    color = colored(sys.stdout)
    for finding in _findings(Path(output)):
        if not finding.mend:
            click.echo(f"{click.style('ok      ', fg='green')} {finding.what}", color=color)
            continue
        mark = click.style("optional", fg="yellow") if finding.optional else click.style("missing ", fg="red")
        click.echo(f"{mark} {finding.what}\n           {finding.mend}", color=color)
        failed = failed or not finding.optional
    sys.exit(1 if failed else 0)


def _findings(output: Path) -> Iterator[Diagnosis]:
    yield _python()
    yield from _libraries()
    yield from _engines()
    yield _fonts()
    yield _writable(output)


def _python() -> Diagnosis:
    number = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < _PYTHON:
        return Diagnosis(f"Python 3.11 or newer; this is {number}", this_system().python)
    return Diagnosis(f"Python {number}")


def _libraries() -> Iterator[Diagnosis]:
    """Compare what pressmark's metadata ask for, and each of its extras, with what is installed."""
    for extra in libraries.extras():
        lacking = libraries.missing(extra)
        what = f"pressmark[{extra}]" if extra else "pressmark's libraries"
        if lacking:
            names = ", ".join(map(libraries.name_of, lacking))
            yield Diagnosis(f"{what}: no {names}", libraries.command(lacking), optional=bool(extra))
        else:
            yield Diagnosis(what)


def _engines() -> Iterator[Diagnosis]:
    """Load the text engines as the PDF writer does: in a process of its own, which may fail and talk as it likes."""
    asked = "import json; from pressmark.libraries import native_versions; print(json.dumps(native_versions()))"
    done = subprocess.run(  # noqa: S603 - our own interpreter and a constant
        [sys.executable, "-P", "-W", "ignore", "-c", asked], capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        library = re.search(r"cannot load library '([^']+)'", last)
        module = re.search(r"No module named '(\w+)", last)
        mend = libraries.command([module[1]]) if module else this_system().engines
        yield Diagnosis(f"Pango and HarfBuzz: {f'no {library[1]}' if library else last}", mend)
        return
    found = json.loads(done.stdout.splitlines()[-1])
    pango = tuple(int(part) for part in found["pango"].split(".")[:2])
    if pango < _PANGO:
        yield Diagnosis(f"Pango 1.44 or newer; this is {found['pango']}", this_system().engines)
    else:
        yield Diagnosis(f"Pango {found['pango']}, HarfBuzz {found['harfbuzz']}, Fontconfig {found['fontconfig']}")
    if found["harfbuzz-subset"] == "absent":
        yield Diagnosis("HarfBuzz's subset library, without which the PDF's bytes differ", this_system().engines)
    else:
        yield Diagnosis("HarfBuzz's subset library")


def _fonts() -> Diagnosis:
    from pressmark.pdf.fonts import FACES  # `--help` must not wait for it

    families = dict.fromkeys(face.family for face in FACES if face.installed)
    missing = dict.fromkeys(face.package.replace("_", "-") for face in FACES if face.installed and not _readable(face))
    if missing:
        return Diagnosis(
            f"fonts: {', '.join(missing)} missing or damaged", libraries.command(["--force-reinstall", *missing])
        )
    return Diagnosis(f"fonts: {', '.join(families)}")


def _readable(face: Face) -> bool:
    try:
        return bool(face.read())
    except (OSError, ModuleNotFoundError):
        return False


def _writable(folder: Path) -> Diagnosis:
    """Try to write where the outputs go, or, as long as that folder is not there, where it would be made."""
    place = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    try:
        with tempfile.NamedTemporaryFile(dir=place):
            return Diagnosis(f"the output folder {folder} can be written")
    except OSError as error:
        mend = f"pressmark build -o DIR, with a folder that is yours; or: sudo chown -R $(id -u) {place}"
        return Diagnosis(f"cannot write to {folder}: {error.strerror or error}", mend)
