"""What a build is asked for, and what it tells of each article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

    from pressmark.building.sources import Found
    from pressmark.building.work import Settings
    from pressmark.limits import Limits
    from pressmark.problems import Problem

Status = Literal["built", "unchanged", "failed", "held"]


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: *formats* under *settings* into *folder*, with at most *jobs* workers.

    *force* builds what is up to date too, *fail_fast* ends the build with the first article that fails. With *limits*,
    each article is built in a worker process that is held to them. *cluster* is a Dask scheduler's address, or
    ``local``. Where the settings have a target, outputs go there, and *folder* only keeps the state meanwhile.
    """

    folder: Path
    formats: tuple[str, ...]
    settings: Settings
    force: bool = False
    jobs: int = 1
    fail_fast: bool = False
    limits: Limits | None = None
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file that was asked for: *path* as the user sees it; *built* is False where it was up to date."""

    format: str
    path: str
    media_type: str
    size: int
    sha256: str
    built: bool
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went for one article. *inputs* are the paths of the files it depends on.

    An article that failed has *problems* (their places are in *text*), or an *error*; *trace* is the traceback of an
    error of pressmark's own. Where some of its formats failed, the others are among the *artifacts*. A
    warning of an article that is up to date is told again.
    *made_of* is the digest of the inputs, *entry* what a collection keeps of an article that was read; one that is
    not made yet is "held".
    """

    found: Found
    status: Status
    artifacts: tuple[Artifact, ...] = ()
    inputs: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    text: str = ""
    error: str = ""
    trace: str = ""
    made_of: str = ""
    entry: bytes = b""
