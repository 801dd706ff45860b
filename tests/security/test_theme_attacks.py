"""Attacks with a theme: its styles and templates may shape the page, and reach nothing beyond it."""

from __future__ import annotations

import contextlib

import pytest
from tests.security.hostile import check, plain

from pressmark.problems import PressmarkError
from pressmark.theme import Options, load_theme
from pressmark.writers import writer

_STYLES = {
    "import over the network": '@import url("{canary}/x.css");',
    "import, scheme-relative": '@import "//{host}/x.css";',
    "background over the network": 'body {{ background: url("{canary}/x.png") }}',
    "content over the network": 'h1::before {{ content: url("{canary}/x.png") }}',
    "list image over the network": 'ul {{ list-style-image: url("{canary}/x.png") }}',
    "font over the network": '@font-face {{ font-family: X; src: url("{canary}/x.woff2") }} h1 {{ font-family: X }}',
    "background from the disk": 'body {{ background: url("file://{outside}/secret.txt") }}',
    "import from the disk": '@import url("file://{outside}/secret.txt");',
    "import by parents": '@import url("../../../../../..{outside}/secret.txt");',
    "import, absolute": '@import url("{outside}/secret.txt");',
    "font from the disk": '@font-face {{ font-family: X; src: url("file://{outside}/secret.txt") }} h1 {{ font-family: X }}',
    "font of the system": '@font-face {{ font-family: X; src: local("DejaVu Sans") }} h1 {{ font-family: X }}',
    "namespace": '@namespace url("{canary}/n");',
    "link by attribute": "a {{ -weasy-link: url({canary}/x) }}",
    "ftp": 'body {{ background: url("ftp://{host}/x.png") }}',
    "javascript": 'body {{ background: url("javascript:alert(1)") }}',
    "SVG that loads": "body {{ background: url(\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='{canary}/x.png'/></svg>\") }}",
    "SVG that reads": "body {{ background: url(\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='file://{outside}/secret.txt'/></svg>\") }}",
}  # fmt: skip


@pytest.mark.parametrize("name", _STYLES)
def test_a_style_reaches_nothing_outside(name, tmp_path, canary):
    style = _STYLES[name].format(canary=canary.url, host=canary.url.removeprefix("http://"), outside=canary.outside)
    (tmp_path / "page.css").write_text(style)
    (tmp_path / "screen.css").write_text(style)
    article = check(plain()).article
    made = b""
    with contextlib.suppress(PressmarkError):
        made = writer("pdf").write(article, Options(load_theme(tmp_path)))

    canary.assert_untouched(made)


_TEMPLATES = {
    "class walk": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "globals": "{{ article.__init__.__globals__ }}",
    "globals of a function": "{{ byline.__globals__ }}",
    "cycler": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "lipsum": "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "namespace": "{{ namespace.__init__.__globals__ }}",
    "request": "{{ request.application.__globals__ }}",
    "self": "{{ self._TemplateReference__context }}",
    "attr filter": "{{ ''|attr('__class__')|attr('__mro__') }}",
    "format string": "{{ '{0.__class__.__mro__}'.format('') }}",
    "format map": "{{ '{x.__class__}'.format_map({'x': ''}) }}",
    "include from the disk": "{% include '/etc/passwd' %}",
    "include by parents": "{% include '../../etc/passwd' %}",
    "import": "{% import 'os' as os %}{{ os.system('id') }}",
    "undefined": "{{ no_such_name }}",
    "range bomb": "{% for i in range(999999999) %}{% endfor %}",
    "mutation": "{{ article.keywords.append('x') }}",
    "frozen": "{% set article.headline = 'x' %}",
    "syntax": "{% for %}",
    "code object": "{{ (byline.__code__).co_consts }}",
}


@pytest.mark.parametrize("name", _TEMPLATES)
def test_a_template_gets_at_nothing_but_the_article(name, tmp_path):
    (tmp_path / "article.html.j2").write_text(f"<!DOCTYPE html><title>x</title>{_TEMPLATES[name]}")
    article = check(plain()).article

    with pytest.raises(PressmarkError) as stopped:
        writer("html").write(article, Options(load_theme(tmp_path)))
    assert "root:" not in str(stopped.value)


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
