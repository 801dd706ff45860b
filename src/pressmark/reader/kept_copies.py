"""A file becomes the kept copy of a source: what to write where, without a change to anything else in the article."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pressmark.disk import holds
from pressmark.letters import fold
from pressmark.names import trouble
from pressmark.problems import BuildError, InvalidArticle
from pressmark.reader.document import LARGEST as LARGEST_ARTICLE
from pressmark.reader.document import Mapping, Sequence, UnreadableSource, mapping, words
from pressmark.reader.files import read_plain
from pressmark.reader.quotations import LARGEST, SUFFIXES

if TYPE_CHECKING:
    from pathlib import Path

    from pressmark.reader.document import Scalar


FOLDER = "sources"


@dataclass(frozen=True, slots=True)
class Kept:
    """What is to be written: the copy under its *name* beside the article, and the *article*; None where it is there.

    *sha256* is the digest of the copy, in hex.
    """

    name: str
    sha256: str
    data: bytes | None
    article: bytes | None


def keep(
    article: Path,
    source: str,
    file: Path,
    *,
    retrieved: str | None = None,
    private: bool = False,
    replace: bool = False,
) -> Kept:
    """Return what keeping *file* as the copy of *source* in the *article* takes.

    Raises InvalidArticle where the article can't be read as YAML, BuildError where the source is not there, has
    another copy already (without *replace*), or the file is none that can be held against, or has a name that not every
    system can write.
    """
    data = _file(file)
    digest = hashlib.sha256(data).hexdigest()
    text, root = _tree(article)
    owner, where = _owner(root, source, article)
    name = _name(article, source, file, data)
    there = mapping(owner, "copy")
    written = words(there, "file"), words(there, "sha256")
    if there is not None and _is(written[0], name) and _is(written[1], digest) and not retrieved:
        same = (article.parent / name).is_file()
        return Kept(name, digest, None if same else data, None)
    if there is not None and not replace:
        kept = written[0].text if written[0] is not None else "a copy"
        raise BuildError(f"{where} keeps “{kept}” already; --replace puts {file} in its place")
    lines = [f"file: {_quoted(name)}", f"sha256: {_quoted(digest)}"]
    if retrieved:
        lines.append(f"retrieved: {_quoted(retrieved)}")
    if private:
        lines.append("keep: private")
    changed = _without(text, owner, "copy") if there is not None else text
    if changed != text:
        owner, _ = _owner(_parsed(changed, article), source, article)
    changed = _with_copy(changed, owner, lines)
    _assert_sound(changed, article)
    here = article.parent / name
    same = holds(here, data)
    return Kept(name, digest, None if same else data, changed.encode())


def _file(file: Path) -> bytes:
    if file.suffix.lower() not in SUFFIXES:
        kinds = "text (.txt), a page (.html), PDF, DOCX, a mail (.eml) or a web archive (.warc, .wacz)"
        raise BuildError(f"{file} is no kind of copy that is read; keep {kinds}")
    try:
        data = read_plain(file, LARGEST + 1)
    except OSError as error:
        raise BuildError(f"{file} can’t be read: {error.strerror}") from error
    if len(data) > LARGEST:
        raise BuildError(f"{file} is larger than {LARGEST // 1024**2} MB; keep only the pages that are quoted")
    return data


def _tree(article: Path) -> tuple[str, Mapping]:
    try:
        data = read_plain(article, LARGEST_ARTICLE + 1)
        if len(data) > LARGEST_ARTICLE:
            raise BuildError(f"{article} is larger than {LARGEST_ARTICLE // 1024**2} MB, which no article is")
        text = data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8")
    except OSError as error:
        raise BuildError(f"{article} can’t be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise BuildError(f"{article} can’t be read: it is not UTF-8; save it as UTF-8") from error
    return text, _parsed(text, article)


def _parsed(text: str, article: Path) -> Mapping:
    from pressmark import reader  # the reader imports this package's modules
    from pressmark.reader.compose import SyntaxSlip, compose  # as above
    from pressmark.reader.document import Collector  # as above

    try:
        root = compose(text, Collector())
    except (SyntaxSlip, UnreadableSource):
        root = None
    if not isinstance(root, Mapping):
        reading = reader.check_file(article)
        raise InvalidArticle(reading.name, reading.problems, reading.text)
    return root


def _owner(root: Mapping, source: str, article: Path) -> tuple[Mapping, str]:
    owner = mapping(root, "based_on") if source == "based_on" else mapping(mapping(root, "sources"), source)
    if owner is None or not owner.keys:
        there = mapping(root, "sources")
        if there is not None and source in there.keys:
            raise BuildError(f"{article}: the source “{source}” says nothing yet; give it its title first")
        known = f"there are: {', '.join(there.keys)}" if there is not None and there.keys else "it has none yet"
        raise BuildError(f"{article} has no source “{source}” ({known}); add it under “sources” first, with its title")
    return owner, f"the source “{source}”"


def _name(article: Path, source: str, file: Path, data: bytes) -> str:
    """Return the copy's path beside the article: where it is, else in the folder of copies, never over another file."""
    folder = article.parent.resolve()
    if file.resolve().is_relative_to(folder):
        name = file.resolve().relative_to(folder).as_posix()
        if why := trouble(name):
            raise BuildError(f"{file} can’t be kept under this name ({why}); give it another one")
        return name
    stem = re.sub(r"[^a-z0-9]+", "-", fold(file.name.split(".")[0]).lower()).strip("-") or source
    suffix = "".join(file.suffixes[-2:]).lower() if file.name.lower().endswith(".warc.gz") else file.suffix.lower()
    for number in range(1, 100):
        name = f"{FOLDER}/{stem}{'' if number == 1 else f'-{number}'}{suffix}"
        path = article.parent / name
        if not path.exists() or holds(path, data):
            return name
    raise BuildError(f"{article.parent / FOLDER} is full of other files named {stem}")


def _is(node: Scalar | None, text: str) -> bool:
    return node is not None and node.text == text


def _quoted(text: str) -> str:
    return (
        text
        if re.fullmatch(r"[A-Za-z][A-Za-z0-9_./-]*|\d{4}-\d\d-\d\d", text)
        else json.dumps(text, ensure_ascii=False)
    )


def _with_copy(text: str, owner: Mapping, lines: list[str]) -> str:
    last = list(owner.values.values())[-1]
    if owner.flow:
        # Right behind the last value: a comment may stand between it and the brace.
        return f"{text[: last.end]}, copy: {{{', '.join(lines)}}}{text[last.end :]}"
    first = next(iter(owner.keys.values()))
    line_start = text.rfind("\n", 0, first.start) + 1
    indent = " " * (first.start - line_start)
    end = text.find("\n", max(_end(last) - 1, first.end))
    end = len(text) if end < 0 else end
    line_end = "\r\n" if "\r\n" in text else "\n"
    body = "".join(f"{line_end}{indent}  {line}" for line in lines)
    rest = text[end:].removeprefix("\n")
    return f"{text[:end].rstrip()}{line_end}{indent}copy:{body}{line_end if rest != text[end:] else ''}{rest}"


def _end(node: Scalar | Sequence | Mapping) -> int:
    """Return where *node* ends: in block style, where the last of what it holds does."""
    if isinstance(node, Mapping) and not node.flow:
        return max((_end(value) for value in (*node.keys.values(), *node.values.values())), default=node.end)
    if isinstance(node, Sequence) and not node.flow:
        return max(map(_end, node.items), default=node.end)
    return node.end


def _without(text: str, owner: Mapping, key: str) -> str:
    """Return *text* without *key* of *owner* and its value."""
    token, value = owner.keys[key], owner.values[key]
    if owner.flow:
        start, end = token.start, value.end
        before, after = text[:start].rstrip(), text[end:].lstrip()
        if before.endswith(","):
            return before[:-1].rstrip() + text[end:]
        return before + (after[1:].lstrip() if after.startswith(",") else after)
    start = text.rfind("\n", 0, token.start) + 1
    end = text.find("\n", max(_end(value) - 1, token.end))
    return text[:start] + (text[end + 1 :] if end >= 0 else "")


def _assert_sound(text: str, article: Path) -> None:
    """Refuse to write what can no longer be read: an article of an unusual layout is mended by hand."""
    try:
        _parsed(text, article)
    except InvalidArticle:
        raise BuildError(f"{article} is laid out so that nothing can be put in; write the lines by hand") from None
