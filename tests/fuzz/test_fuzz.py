"""Any bytes at all: coverage-guided, for the reader, the body parser, `unpack` and `import`."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import CHECKOUT, absent
from tests.longrun import record, scale

_HARNESS = Path(__file__).with_name("harness.py")
_SEEDS = {
    "reader": "tests/schema/should_pass/*.yaml",
    "body": "tests/fuzz/bodies/*.txt",
    "zip": "tests/fuzz/none/*",
    "pdf": "tests/fuzz/none/*",
    "import": "tests/importing/pieces/*/*.txt",
}


def _fuzz(target: str, folder: Path, runs: int, seconds: int) -> tuple[int, str]:
    corpus = folder / "corpus"
    corpus.mkdir()
    for n, seed in enumerate(sorted(CHECKOUT.glob(_SEEDS[target]))):
        (corpus / f"seed-{n}").write_bytes(seed.read_bytes()[:20_000])
    (corpus / "seed").write_bytes(b"pressmark: 1\n")
    done = subprocess.run(
        [
            sys.executable, _HARNESS, target, f"-runs={runs}", f"-max_total_time={seconds}", "-timeout=60",
            "-rss_limit_mb=3000", "-max_len=20000", f"-artifact_prefix={folder}/", corpus,
        ],
        capture_output=True, cwd=folder, check=False, timeout=seconds + 300,
    )  # fmt: skip
    talk = done.stderr.decode("utf-8", "replace")
    assert done.returncode == 0, talk[-4000:]
    count = re.search(r"Done (\d+) runs|DONE.*?|#(\d+)\s+DONE", talk)
    return int((count and (count[1] or count[2])) or 0), talk


@pytest.mark.soak
@pytest.mark.parametrize("target", sorted(_SEEDS))
def test_no_bytes_end_in_a_traceback(target, tmp_path):
    if importlib.util.find_spec("atheris") is None:
        absent("atheris is not installed; it has wheels for Linux on x86-64")
    runs, _ = _fuzz(target, tmp_path, scale(200_000), scale(600))

    assert runs > 0
    record(f"atheris, {target}", f"{runs:,} inputs", "no traceback, no hang, memory below 3 GB")
