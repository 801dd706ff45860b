"""Optional parts: which libraries of an extra are not installed here, and the command that installs them.

The command names the libraries, not pressmark's extra: so it works from a checkout and from a wheel, wherever that came
from.
"""

from __future__ import annotations

import re
import shlex
import sys
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from typing import TYPE_CHECKING

from pressmark.problems import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterable

_EXTRA = re.compile(r"extra == ['\"]([^'\"]+)['\"]")


class MissingPart(BuildError):
    """An optional part that is asked for is not installed; the message names the command that installs it."""


def extras() -> dict[str, tuple[str, ...]]:
    """Return what pressmark's metadata ask for: the requirements of each extra; those of "" are not optional."""
    asked: dict[str, tuple[str, ...]] = {"": ()}
    for line in requires("pressmark") or []:
        requirement, _, marker = line.partition(";")
        extra = _EXTRA.search(marker)
        name = extra[1] if extra else ""
        asked[name] = (*asked.get(name, ()), requirement.strip())
    return asked


def missing(extra: str) -> tuple[str, ...]:
    """Return the requirements of *extra* that are not installed."""
    return tuple(one for one in extras().get(extra, ()) if not _installed(name_of(one)))


def _installed(name: str) -> bool:
    module = name.replace("-", "_")
    if sys.modules.get(module, module) is None:  # that is how Python says that it must not be imported
        return False
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def require(extra: str) -> None:
    """Do nothing where *extra* is installed. Raises MissingPart."""
    if missing(extra):
        raise MissingPart(advice(extra))


def advice(extra: str) -> str:
    """Return what to say where a library of *extra* is missing."""
    lacking = missing(extra) or extras().get(extra, ())
    return f"this needs {', '.join(map(name_of, lacking))} (the optional part “{extra}”); install: {command(lacking)}"


def command(requirements: Iterable[str]) -> str:
    """Return the command that installs *requirements* for the Python that runs this."""
    what = " ".join(map(shlex.quote, requirements))
    python = shlex.quote(sys.executable)
    return f"{python} -m pip install {what}" if find_spec("pip") else f"uv pip install --python {python} {what}"


def name_of(requirement: str) -> str:
    """Return the name of the library that *requirement* asks for."""
    found = re.match(r"[\w.-]+", requirement)
    return found[0] if found else requirement
