"""A plugin of `make coverage`: processes that are killed at their answer get the moment that writing figures takes.

`limits.within` ends the process that read a stranger's file as soon as that has answered; coverage counts what ran in
it only where it ends by itself.
"""

from __future__ import annotations

from multiprocessing.context import ForkProcess

from pressmark import limits


class Patient(ForkProcess):
    """A process that is killed only where it does not end by itself."""

    def kill(self) -> None:
        """Wait for the end of what has answered, then kill."""
        self.join(2)
        super().kill()


limits.ForkProcess = Patient
