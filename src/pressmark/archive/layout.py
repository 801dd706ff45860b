"""Where an OCFL storage root keeps its objects: community extension 0003, hash and id n-tuple."""

from __future__ import annotations

import hashlib
import json
import string

EXTENSION = "0003-hash-and-id-n-tuple-storage-layout"
DECLARATION = ("0=ocfl_1.1", b"ocfl_1.1\n")
OBJECT = ("0=ocfl_object_1.1", b"ocfl_object_1.1\n")

_TUPLE, _TUPLES = 3, 3
_LONGEST = 100
_PLAIN = set(string.ascii_letters + string.digits + "-_")


def root_files() -> dict[str, bytes]:
    """Return the files of a storage root that describe it, the declaration last (OCFL 1.1, section 4.1)."""
    layout = {"extension": EXTENSION, "description": "Objects below three folders made from the SHA-256 of their id"}
    config = {
        "extensionName": EXTENSION,
        "digestAlgorithm": "sha256",
        "tupleSize": _TUPLE,
        "numberOfTuples": _TUPLES,
    }
    name, data = DECLARATION
    return {
        f"extensions/{EXTENSION}/config.json": _json(config),
        "ocfl_layout.json": _json(layout),
        name: data,
    }


def place(identifier: str) -> str:
    """Return the path of the object *identifier* below the storage root."""
    digest = hashlib.sha256(identifier.encode()).hexdigest()
    tuples = [digest[n : n + _TUPLE] for n in range(0, _TUPLE * _TUPLES, _TUPLE)]
    folder = "".join(char if char in _PLAIN else _escape(char) for char in identifier)
    if len(folder) > _LONGEST:
        folder = f"{folder[:_LONGEST]}-{digest}"
    return "/".join([*tuples, folder])


def _escape(char: str) -> str:
    return "".join(f"%{byte:02x}" for byte in char.encode())


def _json(document: object) -> bytes:
    return (json.dumps(document, indent=2) + "\n").encode()
