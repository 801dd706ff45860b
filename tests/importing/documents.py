"""The least of a Word and of an OpenDocument file that have what newsrooms' files have."""

# ruff: noqa: E501 - markup and copy read best in one line

from __future__ import annotations

import zipfile
from io import BytesIO

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"


def _zipped(parts):
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _paragraph(runs):
    return f"<w:p>{runs}</w:p>"


def _run(text, look=""):
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def document(lead, main="document"):
    """Return a DOCX with hidden and struck words, tracked changes, a comment, a header and a footnote; *main* is its text."""
    deleted = '<w:del w:id="1"><w:r><w:delText>three</w:delText></w:r></w:del>'
    body = "".join(
        map(
            _paragraph,
            [
                _run("The levy goes"),
                _run("By Ada Quill"),
                _run(lead) + '<w:r><w:commentReference w:id="0"/></w:r>',
                _run("A tenth of the plan") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + _run(", they say of it."),
                _run("Seen words of this. ")
                + _run("hidden words", "<w:vanish/>")
                + _run("struck words", "<w:strike/>"),
                _run("The levy was ") + deleted + f'<w:ins w:id="2">{_run("five")}</w:ins>' + _run(" pounds."),
            ],
        )
    )
    kinds = {"footnotes": "footnotes", "header1": "header", "comments": "comments"}
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/{kind}" Target="{name}.xml"/>'
        for n, (name, kind) in enumerate(kinds.items())
    )
    note = f'<w:footnote w:id="2">{_paragraph(_run("Town Council, Report"))}</w:footnote>'
    comment = f'<w:comment w:id="0">{_paragraph(_run("Ask Jon."))}</w:comment>'
    return _zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="a" Type="{_OFFICE}/officeDocument" Target="word/{main}.xml"/></Relationships>',
            f"word/_rels/{main}.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
            f"word/{main}.xml": f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>',
            "word/footnotes.xml": f'<w:footnotes xmlns:w="{_W}">{note}</w:footnotes>',
            "word/comments.xml": f'<w:comments xmlns:w="{_W}">{comment}</w:comments>',
            "word/header1.xml": f'<w:hdr xmlns:w="{_W}">{_paragraph(_run("DRAFT 7"))}</w:hdr>',
        }
    )


def odt(lead, picture):
    """Return an ODT with a title, emphasis, a footnote, a comment, a list and a picture."""
    spaces = " ".join(
        f'xmlns:{prefix}="{_OASIS}:{name}:1.0"'
        for prefix, name in {
            "office": "office", "style": "style", "text": "text", "draw": "drawing", "fo": "xsl-fo-compatible", "svg": "svg-compatible",
        }.items()
    )  # fmt: skip
    look = (
        '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>'
    )
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Town Council, Report</text:p></text:note-body></text:note>"
    content = (
        f'<office:document-content {spaces} xmlns:xlink="http://www.w3.org/1999/xlink"><office:automatic-styles>{look}</office:automatic-styles>'
        '<office:body><office:text><text:p text:style-name="Title">The levy goes</text:p><text:p>By Ada Quill</text:p>'
        f'<text:p>{lead}{note} It is <text:span text:style-name="T1">never</text:span> late.<office:annotation><text:p>Ask Jon.</text:p></office:annotation></text:p>'
        '<text:p><draw:frame><draw:image xlink:href="Pictures/quay.png"/><svg:desc>A quay</svg:desc></draw:frame></text:p>'
        '<text:h text:outline-level="2">What comes next</text:h><text:p>There are two things to say.</text:p>'
        "<text:list><text:list-item><text:p>one</text:p></text:list-item><text:list-item><text:p>two</text:p></text:list-item></text:list>"
        "</office:text></office:body></office:document-content>"
    )
    return _zipped(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, "Pictures/quay.png": picture}
    )
