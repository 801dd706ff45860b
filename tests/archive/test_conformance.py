"""Every article's package pleases the validators that archives use."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree
from tests import verapdf
from tests.archive.conftest import ARTICLES, CONFORMANCE, run

from pressmark.archive.pack import more_formats

pytestmark = [pytest.mark.conformance, pytest.mark.xdist_group("packages")]

PROFILE = Path(__file__).parents[2] / "docs" / "bagit-profile.json"


def test_bagit_finds_every_bag_valid(bags):
    done = subprocess.run(
        [sys.executable, "-m", "bagit", "--validate", *map(str, bags)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("tool", ["sha256sum", "sha512sum"])
def test_the_sums_are_right_for_plain_unix_tools(bags, tool):
    name = tool.removesuffix("sum")
    for bag in bags:
        command = [tool, "--quiet", "--strict", "-c", f"manifest-{name}.txt", f"tagmanifest-{name}.txt"]
        assert subprocess.run(command, cwd=bag, check=False).returncode == 0


def test_every_bag_keeps_to_the_published_profile(bags, ask):
    assert ask("profile", PROFILE, *bags) == [[] for _ in bags]


def test_the_profile_validator_would_say_so_otherwise(river, tmp_path, ask):
    bag = shutil.copytree(river, tmp_path / "bag")
    info = (bag / "bag-info.txt").read_text().replace("External-Identifier:", "External-Name:")
    (bag / "bag-info.txt").write_text(info)
    assert ask("profile", PROFILE, bag) != [[]]


def test_every_crate_passes_what_ro_crate_requires(bags, ask):
    assert ask("crate", *(bag / "data" for bag in bags)) == [[] for _ in bags]


def test_the_crate_validator_would_say_so_otherwise(river, tmp_path, ask):
    crate = shutil.copytree(river / "data", tmp_path / "crate")
    metadata = json.loads((crate / "ro-crate-metadata.json").read_text())
    del metadata["@graph"][1]["license"]
    (crate / "ro-crate-metadata.json").write_text(json.dumps(metadata))
    assert ask("crate", crate) != [[]]


@pytest.mark.xdist_group("verapdf")
def test_every_pdf_is_pdf_a_2a_and_pdf_ua_1_for_verapdf(bags):
    copies = [bag / "data" / "article.pdf" for bag in bags]
    said = verapdf.said("2a,ua1", copies)
    assert said.count("PASS") == 2 * len(copies), said
    assert "FAIL" not in said


def test_every_format_is_what_pronom_says_the_crate_says(bags):
    pygfried = pytest.importorskip("pygfried")
    for bag in bags:
        graph = json.loads((bag / "data" / "ro-crate-metadata.json").read_text())["@graph"]
        stated = {
            node["@id"]: node["encodingFormat"][1]["@id"]
            for node in graph
            if isinstance(node.get("encodingFormat"), list)
        }
        assert stated["article.pdf"].endswith("/fmt/476")
        for name, iri in stated.items():
            assert iri.endswith("/" + pygfried.identify(str(bag / "data" / name))), name


def test_every_further_format_is_what_pronom_says_the_crate_says(tmp_path):
    pygfried = pytest.importorskip("pygfried")
    done = run("pack", ARTICLES / "told-again.yaml", "-o", "out", "--with", ",".join(more_formats()), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    shutil.unpack_archive(next((tmp_path / "out").glob("*.zip")), tmp_path / "out")
    (data,) = (tmp_path / "out").glob("*/data")
    graph = json.loads((data / "ro-crate-metadata.json").read_text())["@graph"]
    stated = {node["@id"]: node["encodingFormat"] for node in graph if node["@id"].startswith("article.")}
    assert len(stated) == 4 + len(more_formats())
    for name, form in stated.items():
        # Which version of its format a picture is of is left to the archive.
        known = isinstance(form, list) and form[1]["@id"].endswith("/" + pygfried.identify(str(data / name)))
        assert known or form == "image/png", (name, form)


def test_every_premis_document_is_valid_for_the_library_of_congress(bags, zips, tmp_path):
    schema = etree.XMLSchema(etree.parse(CONFORMANCE / "archives" / "premis-v3-0.xsd"))
    for bag in bags:
        schema.assertValid(etree.parse(bag / "data" / "metadata" / "premis.xml"))
    for path in zips:
        shutil.unpack_archive(path, tmp_path)
        (document,) = (tmp_path / path.stem).glob("data/metadata/premis.xml")
        schema.assertValid(etree.parse(document))


def test_every_object_is_valid_for_ocfl_py_after_five_corrections(tmp_path, ask):
    articles = shutil.copytree(ARTICLES, tmp_path / "articles")
    store = tmp_path / "store"
    # Ten of the twelve: the two with the largest pictures cost as much as all others.
    for name in ("evening-river-bus.yaml", "Ärger im Hafen.yaml"):
        (articles / name).unlink()
    sources = sorted(articles.glob("*.yaml"))
    corrections: list[str] = []
    for n in range(6):
        for source in sources:
            text = (ARTICLES / source.name).read_text(encoding="utf-8").split("corrections:")[0]
            source.write_text(
                f"{text}corrections: [{', '.join(corrections)}]\n" if corrections else text, encoding="utf-8"
            )
        done = run("pack", articles, "--as", "ocfl", "-o", store, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert done.stdout.count(f"added v{n + 1}\n") == len(sources)
        corrections.append(f"{{date: 2026-11-0{n + 1}, text: Correction {n + 1}.}}")
    objects = [path.parent for path in store.rglob("0=ocfl_object_1.1")]
    assert len(objects) == len(sources) >= 10
    assert ask("ocfl", *objects) == [[] for _ in objects]
    said = json.loads((objects[0] / "inventory.json").read_text())["versions"]
    assert [said[f"v{n}"]["message"] for n in range(2, 7)] == [
        f"Corrected on 2026-11-0{n}: Correction {n}." for n in range(1, 6)
    ]
    assert [said[f"v{n}"]["created"][:10] for n in range(2, 7)] == [f"2026-11-0{n}" for n in range(1, 6)]
