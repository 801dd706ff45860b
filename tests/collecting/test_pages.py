"""The pages before validators that nobody here wrote, and on screens."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.collecting.sites import collected, copied
from tests.conftest import absent

MODULES = Path(__file__).parents[1] / "conformance" / "node_modules"
VNU = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
AXE = MODULES / "axe-core" / "axe.min.js"
PAGES = (
    "index.html",
    "demands.html",
    "corrections.html",
    "authors.html",
    "authors/ines-valdor.html",
    "languages/de.html",
)

pytestmark = pytest.mark.conformance


@pytest.fixture(scope="module")
def arabic(tmp_path_factory):
    folder = tmp_path_factory.mktemp("arabic")
    collected(copied(folder, "evening-boat", "dockers"), folder / "site", "--language", "ar", "--newest", "1")
    return folder / "site"


@pytest.mark.parametrize("name", ["before", "after", "arabic"])
def test_the_nu_checker_has_nothing_to_say(name, request):
    java = shutil.which("java")
    if java is None or not VNU.exists():
        absent("java or vnu-jar is not installed; scripts/tools.sh fetches both")
    site = request.getfixturevalue(name)
    pages = [str(path) for path in site.rglob("*.html") if path.relative_to(site).parts[0] != "articles"]
    assert len(pages) > 8
    command = [java, "-Xss2m", "-jar", str(VNU), "--no-langdetect", "--format", "json", "--also-check-css"]
    done = subprocess.run([*command, *pages], capture_output=True, text=True, check=False, timeout=300)

    found = json.loads(done.stderr)["messages"]
    assert [(Path(m["url"]).stem, m["type"], m["message"]) for m in found] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_and_nothing_is_cut_off(before, arabic, browser, scheme):
    if not AXE.exists():
        absent("axe-core is not installed; scripts/tools.sh fetches it")
    context = browser.new_context(color_scheme=scheme)
    tab = context.new_page()
    try:
        for path in [before / name for name in PAGES] + [arabic / "index.html", arabic / "demands.html"]:
            tab.set_viewport_size({"width": 320, "height": 800})
            tab.goto(path.as_uri())
            assert tab.evaluate("document.documentElement.scrollWidth") <= 320, path
            tab.set_viewport_size({"width": 1280, "height": 800})
            tab.add_script_tag(path=str(AXE))
            found = tab.evaluate("async () => await axe.run(document, {resultTypes: ['violations']})")
            assert found["passes"]
            assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == [], path
    finally:
        context.close()
