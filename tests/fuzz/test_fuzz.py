"""Any bytes at all: coverage-guided, for whatever reads what strangers send: articles, houses, copies, packages.

Each target starts from *seeds*, real input of its kind, and from *found* cases: what an earlier run kept because it got
further into the code, or broke something. `make test` replays both; `make soak` goes on from them.
"""

from __future__ import annotations

import importlib.util
import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.conftest import CHECKOUT, Command, absent
from tests.fuzz.targets import TARGETS
from tests.importing import documents
from tests.longrun import record, scale
from tests.pictures import making

from pressmark.building import STATE

_HERE = Path(__file__).parent
_FILES = {
    "reader": ["tests/schema/should_pass/*.yaml"],
    "body": ["tests/fuzz/bodies/*.txt"],
    "zip": [],
    "pdf": [],
    "import": ["tests/importing/pieces/*.txt", "tests/importing/pieces/*.html"],
    "house": ["src/pressmark/starters/house.yaml"],
    "document": [],
    "copy": [],
    "picture": [],
    "state": [],
}
# A package with its PDF is larger than a source that a person would write.
_LONGEST = {"zip": 400_000, "pdf": 400_000, "copy": 100_000, "state": 100_000}
_ARTICLE = {
    "pressmark": 1,
    "kind": "news",
    "language": "en-GB",
    "headline": "The river bus is back",
    "published": "2026-05-04",
    "authors": [{"name": "Mira Sandoval"}],
    "outlet": {"name": "The Harbour Post"},
    "sections": [{"body": "The river bus runs again.\n"}],
}


_MAIL = b"From: ada@post.example\r\nTo: b@post.example\r\nSubject: Boat\r\n\r\nThe boat is late.\r\n"
_PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>The boat is late.\r\n"
_WARC = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://post.example/\r\nWARC-Date: 2026-05-04T00:00:00Z\r\n"
    b"WARC-Record-ID: <urn:uuid:0>\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
    % (len(_PAGE), _PAGE)
)
_DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><style>.a{fill:red}</style><g id="g"><path class="a"'
    b' d="M0 0h9v9z"/></g><use href="#g" transform="scale(2)"/></svg>'
)


def _part(packed: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return archive.read(name)


@pytest.fixture(scope="module")
def seeds(tmp_path_factory) -> dict[str, list[bytes]]:
    """Return the seeds of each target: the package and the PDF are made here."""
    folder = tmp_path_factory.mktemp("seeds")
    (folder / "boat.yaml").write_text(json.dumps(_ARTICLE))
    pressmark = Command(folder)
    assert pressmark("build", "boat.yaml", "--to", "pdf", "-o", ".").code == 0
    assert pressmark("pack", "boat.yaml", "-o", "packed").code == 0
    (package,) = (folder / "packed").glob("*.zip")
    copy = (folder / "boat.pdf").read_bytes()
    word = documents.document("The boat is late.")
    office = documents.odt("The boat is late.", making.saved(making.quarters("L", making.GRAYS), "PNG"))
    copies = [b"The boat is late.\n", b"<!doctype html><p>The boat is <b>late</b>.", _MAIL, copy, _WARC, word]
    made = {
        "zip": [package.read_bytes()],
        "pdf": [copy],
        "document": [
            b"w" + _part(word, "word/document.xml"),
            b"o" + _part(office, "content.xml"),
            b"e" + _MAIL,
            b"m# The boat\n",
        ],
        "copy": [bytes([kind]) + data for kind, data in enumerate(copies)],
        "picture": [*(data for data, _ in making.pictures().values()), _DRAWING],
        "state": [(folder / STATE).read_bytes()],
    }
    files = {
        target: [path.read_bytes() for pattern in patterns for path in sorted(CHECKOUT.glob(pattern))]
        for target, patterns in _FILES.items()
    }
    return {target: [*made.get(target, []), *files[target]] for target in _FILES}


def _found(target: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((_HERE / "found" / target).iterdir())]


@pytest.mark.parametrize("target", sorted(_FILES))
def test_seeds_and_found_cases_end_in_a_result_or_an_error_for_people(target, seeds):
    found = _found(target)
    assert seeds[target]
    assert found

    for data in [*seeds[target], *found]:
        TARGETS[target](data)
        TARGETS[target](data[: len(data) // 2])


def _fuzz(target: str, folder: Path, seeds: list[bytes], seconds: int) -> int:
    corpus = folder / "corpus"
    corpus.mkdir()
    longest = _LONGEST.get(target, 20_000)
    for n, seed in enumerate(seeds):
        assert len(seed) <= longest or target not in _LONGEST, "a package that is cut short is no package"
        (corpus / f"seed-{n}").write_bytes(seed[:longest])
    done = subprocess.run(
        [
            sys.executable, _HERE / "harness.py", target, f"-max_total_time={seconds}", "-timeout=60",
            "-rss_limit_mb=3000", f"-max_len={longest}", f"-artifact_prefix={folder}/", corpus,
        ],
        capture_output=True, cwd=folder, check=False, timeout=seconds + 300,
    )  # fmt: skip
    talk = done.stderr.decode("utf-8", "replace")
    assert done.returncode == 0, f"keep the case in tests/fuzz/found/{target}: {talk[-4000:]}"
    count = re.search(r"Done (\d+) runs", talk)
    assert count, talk[-4000:]
    return int(count[1])


@pytest.mark.soak
@pytest.mark.parametrize("target", sorted(_FILES))
def test_no_bytes_end_in_a_traceback(target, seeds, tmp_path):
    if importlib.util.find_spec("atheris") is None:
        absent("atheris is not installed; it has wheels for Linux on x86-64")
    start = [*seeds[target], *_found(target)]
    seconds = scale(600)
    runs = _fuzz(target, tmp_path, start, seconds)

    assert runs > len(start)
    record(f"atheris, {target}", f"{runs:,} inputs in {seconds} s", "no traceback, no hang, memory below 3 GB")
