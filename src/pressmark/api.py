"""What other Python programs call: an article read from wherever it is, checked, and written in a format."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from pressmark import reader, writers
from pressmark.page import alone
from pressmark.problems import InvalidArticle
from pressmark.theme import LINKED, Edition, Options, linked, load_theme

if TYPE_CHECKING:
    from pressmark.model import Article
    from pressmark.problems import Problem
    from pressmark.reader import Reading

__all__ = ["check", "formats", "load", "render"]

Source = PathLike[str] | bytes | str | Mapping[str, Any]

_IMAGES = ("embed", "beside")
_NOTES = ("foot", "end")
_MOST_COLUMNS = 4


def load(source: Source, *, folder: PathLike[str] | None = None, name: str = "article") -> Article:
    """Return the article in *source*. Raises InvalidArticle, which holds every problem, where there is an error.

    *source* is a file (a `pathlib.Path`), or what would stand in one: its bytes, its text, or its data as a dict with
    the keys of the source format. A str is always text, never the name of a file, so that words from a stranger can't
    open one. The images of bytes, text and data are looked for in *folder*; without one an article with images is
    refused. *name* is what the outputs are called, as an article.yaml's are called "article"; a file has its own.
    Raises TypeError where *source* is nothing of this or holds a value that no source can have, ValueError where
    *folder* is given for a file.
    """
    reading = _read(source, folder, name)
    if reading.article is None:
        raise InvalidArticle(reading.name, reading.problems, reading.text)
    return reading.article


def check(source: Source, *, folder: PathLike[str] | None = None, name: str = "article") -> tuple[Problem, ...]:
    """Return everything that is wrong with the article in *source*: errors and warnings, in the order of the file.

    It takes and raises what `load` does, apart from InvalidArticle. An article without errors can be loaded.
    """
    return _read(source, folder, name).problems


def formats() -> tuple[str, ...]:
    """Return the names of the formats that `render` writes, sorted."""
    return writers.formats()


def render(
    article: Article,
    format: str,  # noqa: A002 - the word that users know
    *,
    theme: PathLike[str] | None = None,
    images: Literal["embed", "beside"] = "embed",
    edition: Edition = "standard",
    page: str = "a4",
    columns: int = 0,
    notes: Literal["foot", "end"] = "foot",
    icc: bytes | None = None,
    qr: bool = False,
    fragment: bool = False,
    id_prefix: str = "",
    along: Iterable[str] = (),
) -> bytes:
    """Return *article* in *format*, one of `formats`: the bytes that ``pressmark build --to`` would write.

    *theme* is a folder with files that replace pressmark's own. *images* says whether an HTML page holds its images or
    names their files. The next six shape a print copy, as the options of ``build`` with these names do; *icc* is the
    bytes of a printing condition's profile. A *fragment* of "html" is the article alone, in UTF-8, for a page of
    somebody else's: one ``div`` with the class "pressmark" and the styles inside, which touch nothing outside of it.
    Its ids begin with *id_prefix*, so that two articles can stand on one page. A page leads to those of the formats
    *along* ("pdf", "jsonld", "markdown") for which there will be files of the same name beside it.

    Raises PressmarkError where there is no such format, where a theme or a page size is at fault, or where the format
    needs a library that is not installed; ValueError where an option has no such value.
    """
    _one_of("images", images, _IMAGES)
    _one_of("edition", edition, get_args(Edition))
    _one_of("notes", notes, _NOTES)
    if not 0 <= columns <= _MOST_COLUMNS:
        raise ValueError(f"columns is 1 to {_MOST_COLUMNS}, or 0 for the edition's own; this is {columns}")
    if fragment and format != "html":
        raise ValueError(f"only html has a fragment; this is {format}")
    named = tuple(along)
    for one in named:
        _one_of("along", one, tuple(LINKED))
    if id_prefix and not fragment:
        raise ValueError("id_prefix goes with fragment=True")
    options = Options(load_theme(Path(theme) if theme is not None else None))
    options = replace(
        options, images=images, edition=edition, page=page.lower(), columns=columns, notes=notes, icc=icc, qr=qr
    )
    options = replace(options, along=linked(named, edition) if format == "html" else ())
    data = writers.writer(format).write(article, options)
    return alone(data, id_prefix) if fragment else data


def _one_of(name: str, value: str, values: tuple[str, ...]) -> None:
    if value not in values:
        raise ValueError(f"{name} is one of {', '.join(values)}; this is {value!r}")


def _read(source: Source, folder: PathLike[str] | None, name: str) -> Reading:
    if isinstance(source, PathLike):
        if folder is not None:
            raise ValueError("a file's images are looked for beside it: folder is for bytes, text and data")
        return reader.check_file(Path(source))
    place = Path(folder) if folder is not None else None
    if isinstance(source, Mapping):
        # Lines of a text that nobody has seen would lead nowhere: the pointer says where it is.
        reading = reader.check(_written(source), name=name, stem=name, folder=place)
        return replace(reading, problems=tuple(replace(problem, span=None) for problem in reading.problems))
    if isinstance(source, str):
        reading = reader.check(source.encode("utf-8", "surrogatepass"), name=name, stem=name, folder=place)
        return reading if "\n" in source else _not_a_name(reading, source)
    if isinstance(source, bytes):
        return reader.check(source, name=name, stem=name, folder=place)
    raise TypeError(f"an article is a pathlib.Path, bytes, str or a mapping; this is {type(source).__name__}")


def _not_a_name(reading: Reading, source: str) -> Reading:
    """Return *reading*, whose source is one line, with the way out for those who meant the name of a file."""
    help_ = f"a str is the text of an article; a file is pathlib.Path({source[:100]!r})"
    found = [replace(one, help=help_) if one.rule == "not-an-article" else one for one in reading.problems]
    return replace(reading, problems=tuple(found))


def _written(data: Mapping[str, Any]) -> bytes:
    """Return *data* as the source that the outputs are made from and carry: JSON, which YAML takes in."""
    return (json.dumps(_plain(data), ensure_ascii=False, indent=2) + "\n").encode("utf-8", "surrogatepass")


def _plain(value: object) -> object:
    """Return *value* as JSON has it; dates become text, as in the source. Raises TypeError for what has no place."""
    if isinstance(value, Mapping):
        strange = next((key for key in value if not isinstance(key, str)), None)
        if strange is not None:
            raise TypeError(f"keys are text; this is {strange!r}")
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, datetime) and value.tzinfo is None:
        raise TypeError(f"a time needs its offset: {value.isoformat()} could be anywhere")
    if isinstance(value, date):  # a datetime is one, too
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        raise TypeError(f"an article holds no {value}")
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"an article holds no {type(value).__name__}")
