"""Types that other programs make of the schema fit what the schema allows."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from tests.conftest import CHECKOUT, absent

_CONFORMANCE = CHECKOUT / "tests" / "conformance"
_TSC = _CONFORMANCE / "node_modules" / "typescript" / "bin" / "tsc"

pytestmark = [pytest.mark.conformance, pytest.mark.xdist_group("types")]

# Each has one thing that no article may say.
_WRONG = {
    "a number for a date": {"published": 2026},
    "an unknown key": {"colour": "red"},
    "no such kind": {"kind": "ode"},
}


@pytest.fixture(scope="module")
def complaints(tmp_path_factory) -> list[str]:
    """Return what the compiler finds wrong with the articles of the tests, and with wrong ones."""
    if shutil.which("node") is None or not (_CONFORMANCE / "node_modules" / "json-schema-to-typescript").exists():
        absent("Node.js or json-schema-to-typescript is not set up; scripts/tools.sh does it")
    folder = tmp_path_factory.mktemp("types")
    (folder / "node_modules").symlink_to(_CONFORMANCE / "node_modules")
    (folder / "package.json").write_text('{"type": "module"}')
    shutil.copy(_CONFORMANCE / "types" / "tsconfig.json", folder)
    shutil.copy(_CONFORMANCE / "types" / "from_schema.mjs", folder)
    types = subprocess.run(
        ["node", folder / "from_schema.mjs", CHECKOUT / "schema" / "article.schema.json"],
        capture_output=True, check=True, timeout=120, text=True,
    ).stdout  # fmt: skip
    (folder / "article.d.ts").write_text(types, "utf-8")
    root = "PressmarkArticle"
    assert f"export type {root} = " in types
    plain = {
        "pressmark": 1, "kind": "opinion", "language": "en", "headline": "x", "published": "2026-05-04",
        "authors": [{"name": "Mira Sandoval"}], "outlet": {"name": "x"}, "sections": [{"body": "x"}],
    }  # fmt: skip
    written = {"plain_date": plain, "plain_time": plain | {"published": "2026-05-04T07:30:00+01:00"}}
    written |= {f"wrong_{n}": plain | change for n, change in enumerate(_WRONG.values())}
    for name, article in written.items():
        (folder / f"{name}.ts").write_text(
            f'import type {{ {root} }} from "./article.js";\nexport const article: {root} = {json.dumps(article)};\n',
            "utf-8",
        )
    done = subprocess.run(["node", _TSC, "-p", folder], capture_output=True, check=False, timeout=120)
    return (done.stdout + done.stderr).decode().splitlines()


def test_a_plain_date_is_one(complaints):
    assert [line for line in complaints if "plain_" in line] == []


@pytest.mark.parametrize("number", range(len(_WRONG)))
def test_the_types_refuse_what_no_article_may_say(number, complaints):
    assert any(f"wrong_{number}.ts" in line for line in complaints), complaints
