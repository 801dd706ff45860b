"""Attacks with a theme: its styles and templates may shape the page, and reach nothing beyond it."""

from __future__ import annotations

import re

import pytest
from tests.security.hostile import check, plain

from pressmark.problems import PressmarkError
from pressmark.theme import Options, load_theme
from pressmark.writers import writer

# name: (the style, what the message that stops it says)
_STYLES = {
    "import over the network": ('@import url("{canary}/x.css");', "another file of its theme or one of pressmark/"),
    "import, scheme-relative": ('@import "//{host}/x.css";', "another file of its theme or one of pressmark/"),
    "background over the network": ('body {{ background: url("{canary}/x.png") }}', "disallowed protocol: http"),
    "content over the network": ('h1::before {{ content: url("{canary}/x.png") }}', "disallowed protocol: http"),
    "list image over the network": ('ul {{ list-style-image: url("{canary}/x.png") }}', "disallowed protocol: http"),
    "font over the network": ('@font-face {{ font-family: X; src: url("{canary}/x.woff2") }} h1 {{ font-family: X }}', "Font-face 'X' cannot be loaded"),
    "background from the disk": ('body {{ background: url("file://{outside}/secret.txt") }}', "disallowed protocol: file"),
    "import from the disk": ('@import url("file://{outside}/secret.txt");', "another file of its theme or one of pressmark/"),
    "import by parents": ('@import url("../../../../../..{outside}/secret.txt");', "another file of its theme or one of pressmark/"),
    "import, absolute": ('@import url("{outside}/secret.txt");', "another file of its theme or one of pressmark/"),
    "font from the disk": ('@font-face {{ font-family: X; src: url("file://{outside}/secret.txt") }} h1 {{ font-family: X }}', "Font-face 'X' cannot be loaded"),
    "font of the system": ('@font-face {{ font-family: X; src: local("DejaVu Sans") }} h1 {{ font-family: X }}', "Font-face 'X' cannot be loaded"),
    "namespace": ('@namespace url("{canary}/n");', "@namespace"),
    "link by attribute": ("a {{ -weasy-link: url({canary}/x) }}", "Ignored `-weasy-link"),
    "ftp": ('body {{ background: url("ftp://{host}/x.png") }}', "disallowed protocol: ftp"),
    "javascript": ('body {{ background: url("javascript:alert(1)") }}', "disallowed protocol: javascript"),
    "SVG that loads": ("body {{ background: url(\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='{canary}/x.png'/></svg>\") }}", "disallowed protocol: http"),
    "SVG that reads": ("body {{ background: url(\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='file://{outside}/secret.txt'/></svg>\") }}", "disallowed protocol: file"),
}  # fmt: skip


@pytest.mark.parametrize("name", _STYLES)
def test_a_style_reaches_nothing_outside(name, tmp_path, canary):
    template, stopped_by = _STYLES[name]
    style = template.format(canary=canary.url, host=canary.url.removeprefix("http://"), outside=canary.outside)
    (tmp_path / "page.css").write_text(style)
    (tmp_path / "screen.css").write_text(style)
    article = check(plain()).article

    with pytest.raises(PressmarkError, match=re.escape(stopped_by)):
        writer("pdf").write(article, Options(load_theme(tmp_path)))
    canary.assert_untouched()


# name: (the template, what the message that stops it says)
_TEMPLATES = {
    "class walk": ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "'__class__' of 'str' object is unsafe"),
    "globals": ("{{ article.__init__.__globals__ }}", "'__init__' of 'Article' object is unsafe"),
    "globals of a function": ("{{ byline.__globals__ }}", "'byline' is undefined"),
    "cycler": ("{{ cycler.__init__.__globals__.os.popen('id').read() }}", "'__init__' of 'type' object is unsafe"),
    "lipsum": ("{{ lipsum.__globals__['os'].popen('id').read() }}", "'__globals__' of 'function' object is unsafe"),
    "namespace": ("{{ namespace.__init__.__globals__ }}", "'__init__' of 'type' object is unsafe"),
    "request": ("{{ request.application.__globals__ }}", "'request' is undefined"),
    "self": (
        "{{ self._TemplateReference__context }}",
        "'_TemplateReference__context' of 'TemplateReference' object is unsafe",
    ),
    "attr filter": ("{{ ''|attr('__class__')|attr('__mro__') }}", "no attribute '__mro__'"),
    "format string": ("{{ '{0.__class__.__mro__}'.format('') }}", "'__class__' of 'str' object is unsafe"),
    "format map": ("{{ '{x.__class__}'.format_map({'x': ''}) }}", "'__class__' of 'str' object is unsafe"),
    "include from the disk": ("{% include '/etc/passwd' %}", "the theme has no /etc/passwd"),
    "include by parents": ("{% include '../../etc/passwd' %}", "the theme has no ../../etc/passwd"),
    "import": ("{% import 'os' as os %}{{ os.system('id') }}", "the theme has no os"),
    "undefined": ("{{ no_such_name }}", "'no_such_name' is undefined"),
    "range bomb": ("{% for i in range(999999999) %}{% endfor %}", "Range too big"),
    "mutation": ("{{ article.keywords.append('x') }}", "no attribute 'append'"),
    "frozen": ("{% set article.headline = 'x' %}", "cannot assign attribute"),
    "syntax": ("{% for %}", "Expected an expression"),
    "code object": ("{{ (byline.__code__).co_consts }}", "'byline' is undefined"),
}


@pytest.mark.parametrize("name", _TEMPLATES)
def test_a_template_gets_at_nothing_but_the_article(name, tmp_path):
    template, stopped_by = _TEMPLATES[name]
    (tmp_path / "article.html.j2").write_text(f"<!DOCTYPE html><title>x</title>{template}")
    article = check(plain()).article

    with pytest.raises(PressmarkError, match=re.escape(stopped_by)) as stopped:
        writer("html").write(article, Options(load_theme(tmp_path)))
    assert "root:" not in str(stopped.value)


@pytest.mark.parametrize(
    "tag",
    [
        '<a rel="attachment" href="{canary}/x">x</a>',
        '<a rel="nofollow Attachment" href="more.txt">x</a>',
        '<a rel=attachment href="file://{outside}/secret.txt">x</a>',
        '<link rel=attachment href="data:text/plain,x">',
    ],
)
def test_a_theme_attaches_nothing_to_a_pdf(tag, tmp_path, canary):
    # Tried: a file that nobody sees in the PDF, from the network, the disk or the theme; the first ended in a KeyError.
    page = load_theme().text("article.html.j2")
    before, end, after = page.rpartition("</body>")
    (tmp_path / "article.html.j2").write_text(
        before + tag.format(canary=canary.url, outside=canary.outside) + end + after, "utf-8"
    )
    (tmp_path / "more.txt").write_text("more")

    with pytest.raises(PressmarkError, match="the theme attaches a file"):
        writer("pdf").write(check(plain()).article, Options(load_theme(tmp_path)))


@pytest.mark.parametrize("often", [2, 1])
def test_styles_that_import_each_other_end(often, tmp_path):
    # Tried: each of sixty styles imports the next twice, 10^18 times in all; or a thousand lead on to the next.
    # Stopped by: the length of the whole, and how far one leads to the next (`theme.Theme.style`).
    count = 60 if often == 2 else 1000
    for n in range(count):
        (tmp_path / f"s{n}.css").write_text(f'@import "s{n + 1}.css";' * often)
    (tmp_path / f"s{count}.css").write_text("p { color: red }")
    (tmp_path / "screen.css").write_text('@import "s0.css";')

    with pytest.raises(PressmarkError, match="more than any page needs"):
        load_theme(tmp_path).style("screen.css")


def test_a_theme_of_thousands_of_files_is_no_theme(tmp_path):
    # Tried: `--theme` at a folder of somebody's files, all of which were read into memory.
    for n in range(5001):
        (tmp_path / f"{n}.txt").touch()

    with pytest.raises(PressmarkError, match="name the folder of the theme alone"):
        load_theme(tmp_path)


def test_a_theme_with_a_link_out_of_itself_is_refused(tmp_path, canary):
    (tmp_path / "page.css").symlink_to(canary.outside / "secret.txt")

    with pytest.raises(PressmarkError, match="outside the theme"):
        load_theme(tmp_path)


def test_a_theme_with_a_linked_folder_out_of_itself_is_not_followed(tmp_path, canary):
    (tmp_path / "more").symlink_to(canary.outside, target_is_directory=True)

    try:
        files = load_theme(tmp_path).files
    except PressmarkError:
        return
    assert not any(name.endswith("secret.txt") for name in files)


def test_a_theme_of_binary_rubbish_is_refused(tmp_path):
    (tmp_path / "article.html.j2").write_bytes(bytes(range(256)))

    with pytest.raises(PressmarkError, match=r"article\.html\.j2"):
        writer("html").write(check(plain()).article, Options(load_theme(tmp_path)))
