"""The web profile is well typed by Google's schema-dts, as the TypeScript compiler reads it."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from tests.conftest import CHECKOUT, absent

from pressmark import metadata

_CONFORMANCE = CHECKOUT / "tests" / "conformance"
_TSC = _CONFORMANCE / "node_modules" / "typescript" / "bin" / "tsc"

pytestmark = [pytest.mark.conformance, pytest.mark.xdist_group("types")]


# Each has one thing that no article may say.
WRONG = {
    "property": {"headLine": "x"},
    "domain": {"jobTitle": "Pilot"},
    "range": {"publisher": {"@type": "Place", "name": "Harbour Town"}},
    "number": {"wordCount": "many"},
    "width": {"image": {"@type": "ImageObject", "width": 1600}},
}


@pytest.fixture(scope="module")
def complaints(articles, tmp_path_factory) -> list[str]:
    """Return what the compiler finds wrong with the articles' graphs and the wrong ones: one run, since it is slow."""
    if shutil.which("node") is None or not _TSC.exists():
        absent("Node.js or TypeScript is not set up; scripts/tools.sh does it")
    folder = tmp_path_factory.mktemp("types")
    (folder / "node_modules").symlink_to(_CONFORMANCE / "node_modules")
    (folder / "package.json").write_text('{"type": "module"}')
    shutil.copy(_CONFORMANCE / "types" / "tsconfig.json", folder)
    graphs = {f"good_{name}": metadata.web_profile(article) for name, article in articles.items()}
    good = json.loads(metadata.dumps(graphs["good_opinion"]))
    graphs |= {f"wrong_{name}": {**good, **change} for name, change in WRONG.items()}
    for name, graph in graphs.items():
        (folder / f"{name}.ts").write_text(
            f'import type {{ {graph["@type"]}, WithContext }} from "schema-dts";\n'
            f"export const graph: WithContext<{graph['@type']}> = {metadata.dumps(graph)};\n",
            encoding="utf-8",
        )
    done = subprocess.run(["node", _TSC, "-p", folder], capture_output=True, check=False, timeout=120)
    return (done.stdout + done.stderr).decode().splitlines()


def test_the_articles_are_well_typed(complaints):
    assert [line for line in complaints if "good_" in line] == []


@pytest.mark.parametrize("name", WRONG)
def test_the_compiler_sees_what_is_wrong(name, complaints):
    assert any(f"wrong_{name}.ts" in line for line in complaints), complaints
