"""Each article's outputs, as they were last looked at: a change shows as a difference, never as a surprise.

`make golden` writes them anew. The PDF is held by its text here and by its pictures in tests/pdf.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest

from pressmark import reader
from pressmark.pdf import reading
from pressmark.theme import Options, linked, load_theme
from pressmark.writers import formats, writer

_CASES = sorted(path.parent for path in Path(__file__).parent.glob("*/article.yaml"))
assert _CASES
# Pictures are no text; the PDF's own words stand for its pages.
_FORMATS = [name for name in formats() if name not in ("png", "card")]
# What is no text is held by what a reader finds in it.
_READ = {"docx", "epub", "pdf"}


@pytest.mark.parametrize("format_", _FORMATS)
@pytest.mark.parametrize("case", _CASES, ids=lambda path: path.name)
def test_an_output_is_what_it_was(case, format_, pytestconfig):
    article = reader.read(case / "article.yaml")
    options = Options(load_theme(), along=linked(("pdf", "jsonld")) if format_ == "html" else ())
    data = writer(format_).write(article, options)
    if format_ == "pdf":
        # By its tags, so that another version's line breaks change nothing.
        data = "".join(f"{block.role}: {block.text}\n" for block in reading.read(data)).encode()
    if format_ == "html":
        # The styles have tests of their own; here they would make every change of a colour one of every page.
        data = re.sub(rb"(<style[^>]*>).*?(</style>)", rb"\1\2", data, flags=re.DOTALL)
    if format_ == "docx":
        paragraphs = docx.Document(io.BytesIO(data)).paragraphs
        data = "".join(f"{one.style.name}: {one.text}\n" for one in paragraphs).encode()
    if format_ == "epub":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = b"".join(archive.read(f"EPUB/{part}") for part in ("package.opf", "nav.xhtml", "article.xhtml"))
        # The graph is held by the format that is nothing else.
        data = re.sub(rb"(<script[^>]*>).*?(</script>)", rb"\1\2", data, flags=re.DOTALL).replace(b"><", b">\n<")
    golden = case / f"article.{format_}{'.txt' if format_ in _READ else ''}"
    if pytestconfig.getoption("--update-golden"):
        golden.write_bytes(data)
    assert golden.exists(), f"no golden file {golden.name}; run `make golden` and read it"
    if data != golden.read_bytes():
        golden.with_suffix(golden.suffix + ".actual").write_bytes(data)
    assert data.decode().splitlines() == golden.read_text("utf-8").splitlines()
