"""Ask the archives' validators about many things in one process, and print what each found as one line of JSON.

ask.py profile PROFILE BAG…        bagit_profile (which checks no fixity)
ask.py crate CACHE CRATE…          rocrate-validator, profile ro-crate-1.2, severity REQUIRED
ask.py ocfl OBJECT…                ocfl-py's validator, which checks every digest
ask.py bag BAG…                    bagit.py
"""

from __future__ import annotations

import io
import json
import sys
import warnings
from contextlib import redirect_stdout
from pathlib import Path


def profile(path: str, *bags: str) -> list[list[str]]:
    """Return the profile's errors for each bag."""
    warnings.simplefilter("ignore")
    import bagit  # each question has its own library
    from bagit_profile import Profile

    document = json.loads(Path(path).read_text())
    asked = Profile(document["BagIt-Profile-Info"]["BagIt-Profile-Identifier"], profile=document)
    found = []
    for bag in bags:
        with redirect_stdout(io.StringIO()):
            valid = asked.validate(bagit.Bag(bag))
        found.append([] if valid else [str(error) for error in asked.report.errors])
    return found


def crate(cache: str, *crates: str) -> list[list[str]]:
    """Return the required checks that each crate fails."""
    from rocrate_validator import models, services  # each question has its own library

    _prepare_once()
    found = []
    for path in crates:
        settings = services.ValidationSettings(
            rocrate_uri=path,
            profile_identifier="ro-crate-1.2",
            requirement_severity=models.Severity.REQUIRED,
            offline=True,
            cache_path=Path(cache),
        )
        result = services.validate(settings)
        found.append([f"{issue.check.identifier}: {issue.message}" for issue in result.get_issues()])
    return found


def _prepare_once() -> None:
    """Let each SPARQL query be parsed once, not once for each node it is asked about: five times as fast."""
    from rdflib.plugins.sparql import processor  # only here

    ask, prepared = processor.SPARQLProcessor.query, {}

    def query(self, text, bindings=None, names=None, base=None, debug=False):  # noqa: FBT002, PLR0917 - rdflib's
        key = (text, base, tuple(sorted((prefix, str(iri)) for prefix, iri in (names or {}).items())))
        if isinstance(text, str) and key not in prepared:
            prepared[key] = processor.translateQuery(processor.parseQuery(text), base, names)
        return ask(self, prepared.get(key, text), bindings, names, base, debug)

    processor.SPARQLProcessor.query = query


def ocfl(*objects: str) -> list[list[str]]:
    """Return the errors of each object; warnings are left out."""
    import ocfl as library  # each question has its own library

    found = []
    for path in objects:
        try:
            passed, validator = library.Object(path=path).validate(log_warnings=False, log_errors=True)
        except Exception as error:  # noqa: BLE001 - what is spoilt enough makes it trip: that is no pass
            found.append([f"tripped: {error!r}"])
        else:
            found.append([] if passed else [str(validator)])
    return found


def bag(*bags: str) -> list[list[str]]:
    """Return what bagit.py finds wrong with each bag."""
    import logging  # each question has its own library

    import bagit

    logging.disable(logging.CRITICAL)
    found = []
    for path in bags:
        try:
            bagit.Bag(path).validate()
        except Exception as error:  # noqa: BLE001 - what is spoilt enough makes it trip: that is no pass
            found.append([repr(error)])
        else:
            found.append([])
    return found


if __name__ == "__main__":
    what, *arguments = sys.argv[1:]
    print(json.dumps({"profile": profile, "crate": crate, "ocfl": ocfl, "bag": bag}[what](*arguments)))  # noqa: T201 - its answer
