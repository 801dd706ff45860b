"""The page before validators that nobody here wrote: the Nu Html Checker and Lighthouse."""

from __future__ import annotations

import http.server
import json
import os
import shutil
import subprocess
import threading
from functools import partial
from pathlib import Path

import pytest
from tests.conftest import absent
from tests.page.articles import full, withdrawn
from tests.page.hostile import STRINGS, hostile

from pressmark.i18n import catalogue_names
from pressmark.theme import Options
from pressmark.writers import html

TOOLS = Path(__file__).parents[1] / "conformance" / "node_modules"
VNU = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"
LIGHTHOUSE = TOOLS / "lighthouse" / "cli" / "index.js"
KINDS = ("opinion", "news", "report", "analysis", "background", "statement", "summary")
TAGS = sorted(name.replace("_", "-") for name in catalogue_names())

pytestmark = pytest.mark.conformance


def pages(options: Options):
    """Yield a name and a page for every kind, every language (with all labels it has), and what else a page can be."""
    for kind in KINDS:
        yield kind, html.render(full(kind=kind), options)
    for tag in TAGS:
        yield f"statement-{tag}", html.render(full(tag, "statement"), options)
        yield f"summary-{tag}", html.render(full(tag, "summary"), options)
        yield f"withdrawn-{tag}", html.render(withdrawn(tag), options)
    for n, string in enumerate(STRINGS):
        yield f"hostile-{n}", html.render(hostile(full(kind="summary"), string), options)
    yield "untranslated", html.render(full("ur"), options)
    yield "print", html.render(full(), options, target="pdf")
    yield "beside", html.render(full(), Options(options.theme, images="beside"))


def test_the_nu_checker_has_nothing_to_say(options, tmp_path):
    java = shutil.which("java")
    if java is None or not VNU.exists():
        absent("java or vnu-jar is not installed; scripts/tools.sh fetches both")
    names = 0
    for name, text in pages(options):
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
        names += 1
    command = [java, "-Xss2m", "-jar", str(VNU), "--no-langdetect", "--format", "json", str(tmp_path)]
    # The articles are in English, whatever language their labels are in: the checker would guess that.
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    found = json.loads(done.stderr)["messages"]
    assert [(Path(m["url"]).stem, m["type"], m["message"]) for m in found] == []
    assert names >= 3 * 14


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


def test_lighthouse_gives_full_marks(options, tmp_path):
    node, chromium = shutil.which("node"), shutil.which("chromium")
    if node is None or chromium is None or not LIGHTHOUSE.exists():
        absent("node, chromium or lighthouse is not installed; scripts/tools.sh fetches them")
    (tmp_path / "index.html").write_text(html.render(full(url=None), options), encoding="utf-8")
    (tmp_path / "robots.txt").write_text("User-agent: *\n", encoding="utf-8")
    (tmp_path / "favicon.ico").write_bytes(b"")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=tmp_path)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        flags = "--headless --no-sandbox --disable-gpu --disable-background-networking"
        command = [
            node, str(LIGHTHOUSE), f"http://127.0.0.1:{server.server_port}/index.html", "--quiet", "--output=json",
            "--output-path=stdout", "--only-categories=accessibility,best-practices,seo", f"--chrome-flags={flags}",
            "--no-enable-error-reporting", "--throttling-method=provided",
        ]  # fmt: skip
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=120,
            env={**os.environ, "CHROME_PATH": chromium, "HOME": str(tmp_path)},
        )  # fmt: skip
        server.shutdown()
    report = json.loads(done.stdout)
    short = [a["id"] for a in report["audits"].values() if a["score"] not in (None, 1)]
    assert {name: category["score"] for name, category in report["categories"].items()} == {
        "accessibility": 1,
        "best-practices": 1,
        "seo": 1,
    }, short
