"""Where the package's own files are: the schema, the templates."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent.parent


@cache
def resource(name: str) -> Path:
    """Return the path of the folder or file *name* in the installed package or in the checkout.

    A wheel carries ``schema/`` and ``templates/`` inside the package; an editable install
    leaves them at the top of the checkout. Raises FileNotFoundError where neither has it.
    """
    for root in (_PACKAGE, _CHECKOUT):
        path = root / name
        if path.exists():
            return path
    raise FileNotFoundError(f"{name} is not shipped with pressmark")
