"""Any bytes at all: coverage-guided, for the reader, the body parser, `unpack` and `import`.

Each target starts from *seeds*, real input of its kind, and from *found* cases: what an earlier run kept because it got
further into the code, or broke something. `make test` replays both; `make soak` goes on from them.
"""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import CHECKOUT, Command, absent
from tests.fuzz.targets import TARGETS
from tests.longrun import record, scale

_HERE = Path(__file__).parent
_FILES = {
    "reader": ["tests/schema/should_pass/*.yaml"],
    "body": ["tests/fuzz/bodies/*.txt"],
    "zip": [],
    "pdf": [],
    "import": ["tests/importing/pieces/*.txt", "tests/importing/pieces/*.html"],
}
# A package with its PDF is larger than a source that a person would write.
_LONGEST = {"zip": 400_000, "pdf": 400_000}
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


@pytest.fixture(scope="module")
def seeds(tmp_path_factory) -> dict[str, list[bytes]]:
    """Return the seeds of each target: the package and the PDF are made here."""
    folder = tmp_path_factory.mktemp("seeds")
    (folder / "boat.yaml").write_text(json.dumps(_ARTICLE))
    pressmark = Command(folder)
    assert pressmark("build", "boat.yaml", "--to", "pdf", "-o", ".").code == 0
    assert pressmark("pack", "boat.yaml", "-o", "packed").code == 0
    (package,) = (folder / "packed").glob("*.zip")
    made = {"zip": [package.read_bytes()], "pdf": [(folder / "boat.pdf").read_bytes()]}
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
