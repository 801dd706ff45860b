"""Packages of earlier versions stay good: what was right when it was written is right for every version after it."""

from __future__ import annotations

import json
import shutil
import tarfile
from pathlib import Path

import pytest
from tests.archive.conftest import run

from pressmark.verify import verify

KEPT = Path(__file__).parent / "kept"
ZIPS = sorted((*KEPT.glob("*/*.zip"), *KEPT.glob("*/*.tar")))
STORES = sorted(KEPT.glob("*/store.tgz"))
# What no later version may stop asking: none of it depends on words, schema or rules.
LASTING = {"opening", "fixity", "untouched", "crate"}


def test_packages_of_four_earlier_states_are_kept_and_two_stores():
    assert len(ZIPS) >= 16
    assert len({path.parent for path in ZIPS}) >= 4
    assert len(STORES) >= 2


@pytest.mark.parametrize("path", ZIPS, ids=lambda path: f"{path.parent.name}-{path.name[:12]}")
def test_a_kept_package_is_good_and_gives_its_article_back(path, tmp_path):
    verdict = verify(path)
    assert verdict.ok, verdict.findings
    said = {check.name: check.status for check in verdict.checks}
    assert {name: said[name] for name in LASTING} == dict.fromkeys(LASTING, "ok")
    done = run("unpack", path, "-o", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "out").glob("*.yaml"))


def test_a_kept_package_that_was_altered_since_is_not_good(tmp_path):
    copy = Path(shutil.copy(ZIPS[0], tmp_path))
    data = bytearray(copy.read_bytes())
    data[len(data) // 2] ^= 1
    copy.write_bytes(data)
    assert not verify(copy).ok


@pytest.mark.parametrize("kept", STORES, ids=lambda path: path.parent.name)
def test_a_kept_store_is_good_and_takes_another_version(kept, tmp_path):
    with tarfile.open(kept) as archive:
        archive.extractall(tmp_path, filter="data")
    store = tmp_path / "store"
    assert verify(store).ok
    held = [json.loads(line) for line in run("list", store, "--json", cwd=tmp_path).stdout.splitlines()]
    for n, one in enumerate(held):
        assert run("unpack", store, "--id", one["slug"], "-o", f"out-{n}", cwd=tmp_path).returncode == 0
        source = next((tmp_path / f"out-{n}").glob("*.yaml"))
        with source.open("a", encoding="utf-8") as file:
            file.write("# later\n")
        done = run("pack", source, "--as", "ocfl", "-o", store, cwd=tmp_path)
        assert f"added v{len(one['versions']) + 1}" in done.stdout, done.stderr
    verdict = verify(store)
    assert verdict.ok, json.dumps(verdict.as_json(), ensure_ascii=False)
