"""A package of a stranger, opened safely: a zip, tar or folder in, its files by path out, or a refusal.

Paths are checked and contents held in memory, within limits, before anybody uses them; nothing is written. Of a package
of pressmark's, the article's own files are given back under their own names.
"""

from __future__ import annotations

import re
import stat
import struct
import tarfile
import zipfile
import zlib
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, Literal, cast

from pressmark.archive import bag, judgement
from pressmark.archive.crate import Crate, disagreements, undescribed
from pressmark.archive.deposit import CRATE, SOURCE
from pressmark.archive.holdings import find, has_crate
from pressmark.archive.ocfl import Snapshot
from pressmark.names import clashes, foreign, trouble
from pressmark.problems import PressmarkError
from pressmark.reader.files import Outside, read_inside
from pressmark.verdict import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


LARGEST = 512 * 1024**2
MOST = 10_000
# A zip's list of its files, and a tar's record of a long name, are read whole before anything in them can be looked at.
_LARGEST_LIST = 4 * 1024**2
_LARGEST_RECORD = 64 * 1024
_GZIP = b"\x1f\x8b"
_BAG, _DEEPEST = "bagit.txt", 5
_ENCRYPTED = 0x1
# The end of a zip with its record for large files and that one's locator: 56, 20 and 22 bytes.
_LONGEST_END = 98


class UnsafePackage(PressmarkError):
    """A package that was not opened, since opening it could do harm or lose something."""


@dataclass(frozen=True, slots=True)
class PackageContents:
    """The *files* of a package by path below its top folder *top*; *empty* are folders that hold nothing.

    *raw* are the bytes of a zip, None for the other forms. *odd* is how its files lie otherwise than below one top
    folder, "" where they don't: *top* is then more than one folder's name, or none.
    """

    files: dict[str, bytes]
    top: str
    form: Literal["zip", "tar", "folder"]
    empty: tuple[str, ...] = ()
    raw: bytes | None = None
    odd: str = ""


def read(path: Path) -> PackageContents:
    """Return the contents of the package at *path*.

    Raises UnsafePackage for what is no package, is broken, or holds anything but plain files below one top folder:
    links, devices, absolute or climbing paths, two files of one name (case apart), encryption, more than
    `MOST` files or `LARGEST` bytes.
    """
    try:
        if path.is_dir():
            return _folder(path)
        with path.open("rb") as file:
            start = file.read(4)
            file.seek(0)
            return _zip(path, file) if start[:2] == b"PK" else _tar(file, gzipped=start[:2] == _GZIP)
    except UnsafePackage as error:
        raise UnsafePackage(f"{path}: {error}") from None
    except OSError as error:
        raise UnsafePackage(f"{path}: {error.strerror or error}") from error
    # zipfile raises RuntimeError, or a kind of it, for passwords and for ways to compress that it does not know.
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, ValueError, RuntimeError) as error:
        raise UnsafePackage(f"{path}: broken, or no package ({error})") from error


def tree(folder: Path) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return the files of *folder* by path, and its empty folders. Raises UnsafePackage for a link or a device."""
    files: dict[str, bytes] = {}
    empty = []
    budget = _Budget()
    there = list(islice(folder.rglob("*"), 2 * MOST + 1))
    if len(there) > 2 * MOST:
        raise UnsafePackage(f"more than {MOST} files and as many folders; not opened")
    for path in sorted(there):
        name = path.relative_to(folder).as_posix()
        try:
            mode = path.lstat().st_mode
            if stat.S_ISDIR(mode):
                empty += [] if any(path.iterdir()) else [name]
            elif stat.S_ISREG(mode):
                budget.spend(name, path.stat().st_size)
                files[name] = read_inside(folder, name, path.stat().st_size)[1]
            else:
                raise UnsafePackage(f"{name} is a link or a device, not a file")
        except Outside as error:
            raise UnsafePackage(f"{name}: a name that leads elsewhere on another system; not opened") from error
        except OSError as error:
            raise UnsafePackage(f"{name} can't be read: {error.strerror or error}") from error
    return files, tuple(empty)


class _Budget:
    """What may still be read: so many files, so many bytes."""

    def __init__(self) -> None:
        self._bytes, self._files = LARGEST, MOST

    def spend(self, name: str, size: int) -> None:
        self._bytes -= size
        self._files -= 1
        if self._bytes < 0 or self._files < 0:
            raise UnsafePackage(f"{_short(name)}: more than {LARGEST // 1024**2} MB or {MOST} files; not opened")


def _folder(path: Path) -> PackageContents:
    files, empty = tree(path)
    return PackageContents(files, path.name, "folder", empty)


def _zip(path: Path, file: BinaryIO) -> PackageContents:
    if path.stat().st_size > LARGEST:
        raise UnsafePackage(f"larger than {LARGEST // 1024**2} MB; not opened")
    stated = _check_end(file)
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        if len(entries) != stated:
            raise UnsafePackage("broken: the zip does not hold as many files as it says")
        for entry in entries:
            _check_entry(entry)
        members = [(_from_here(entry.filename), entry.is_dir()) for entry in entries]
        members = [(name, is_folder) for name, is_folder in members if name or not is_folder]
        _check_names(members)
        budget = _Budget()
        files = {}
        for entry in entries:
            if not entry.is_dir():
                budget.spend(entry.filename, entry.file_size)
                with archive.open(entry) as member:
                    data = _read(cast("BinaryIO", member), entry.filename, entry.file_size)
                    files[_from_here(entry.filename)] = data
        if archive.comment:
            raise UnsafePackage("the zip carries a comment")
    top, below, odd = _below_one_top(files)
    file.seek(0)
    return PackageContents(below, top, "zip", _empty(members, top, below), file.read(), odd)


def _check_end(file: BinaryIO) -> int:
    """Return how many files a zip says it holds; look at its end (APPNOTE 4.3.16) before its list of files is read."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _LONGEST_END))
    end = file.read()
    last = end[-22:] if len(end) >= 22 else bytes(22)
    signature, _, _, _, entries, length, _, comment = struct.unpack("<4s4H2LH", last)
    file.seek(0)
    if signature != b"PK\5\6" or comment:
        raise UnsafePackage("broken, or no package: the zip has no end, or something stands behind it")
    if end[-42:].startswith(b"PK\6\7"):
        # Some programs write the form for large files always (4.3.14, 4.3.15): record, then locator, then the end.
        if len(end) < _LONGEST_END or not end.startswith(b"PK\6\6"):
            raise UnsafePackage("broken, or no package: the zip's end does not say where its list of files is")
        entries, length = struct.unpack("<2Q", end[32:48])
    if entries > 2 * MOST or length > _LARGEST_LIST:
        raise UnsafePackage(f"more than {MOST} files, or a list of them larger than {_LARGEST_LIST // 1024**2} MB")
    return int(entries)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if not entry.filename:
        raise UnsafePackage("a file without a name")
    if entry.orig_filename != entry.filename:
        raise UnsafePackage(f"{_short(entry.filename)}: a name with a NUL or a foreign separator")
    if entry.flag_bits & _ENCRYPTED:
        raise UnsafePackage(f"{_short(entry.filename)}: encrypted")
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise UnsafePackage(f"{_short(entry.filename)}: compressed in a way that is not for archives")
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise UnsafePackage(f"{_short(entry.filename)} is a link or a device, not a file")


def _tar(file: BinaryIO, *, gzipped: bool) -> PackageContents:
    _check_records(_bounded(file, gzipped=gzipped))
    file.seek(0)
    files: dict[str, bytes] = {}
    members = []
    budget = _Budget()
    with tarfile.open(fileobj=_bounded(file, gzipped=gzipped), mode="r|") as archive:
        for member in archive:
            if not (member.isreg() or member.isdir()) or member.issparse():
                raise UnsafePackage(f"{_short(member.name)} is a link or a device, not a file")
            member.name = _from_here(member.name)
            if member.isdir() and member.name in {"", "."}:
                continue
            members.append((member.name, member.isdir()))
            _check_names(members[-1:])
            budget.spend(member.name, member.size)
            if member.isreg():
                files[member.name] = cast("BinaryIO", archive.extractfile(member)).read()
    _check_names(members)
    top, below, odd = _below_one_top(files)
    return PackageContents(below, top, "tar", _empty(members, top, below), odd=odd)


def _from_here(name: str) -> str:
    """Return *name* without the folder that the packing was called in: “tar -c ./bag”, the commonest form of all."""
    return name.removeprefix("./")


def _check_records(stream: BinaryIO) -> None:
    """Walk through a tar by its headers alone (POSIX.1, pax): records are short, and nothing stands behind the end.

    Raises UnsafePackage. `tarfile` reads the record of a name whole, however long, and stops at the first end.
    """
    count = 0
    stated: int | None = None
    while len(header := stream.read(tarfile.BLOCKSIZE)) == tarfile.BLOCKSIZE and any(header):
        count += 1
        kind, size = header[156:157], _octal(header[124:136])
        if count > 4 * MOST:
            raise UnsafePackage(f"more than {MOST} files; not opened")
        held = b""
        for left in range(-size % tarfile.BLOCKSIZE + size, 0, -tarfile.RECORDSIZE):
            part = stream.read(min(left, tarfile.RECORDSIZE))
            if kind in b"xgXLK":
                if size > _LARGEST_RECORD:
                    raise UnsafePackage(f"a name or record longer than {_LARGEST_RECORD // 1024} kB; not opened")
                held += part
        stated = _stated(kind, size, held, stated)
    while rest := stream.read(tarfile.RECORDSIZE):
        if any(rest):
            raise UnsafePackage("something stands behind the end of the tar")


def _stated(kind: bytes, size: int, held: bytes, stated: int | None) -> int | None:
    """Return the size that the records so far, with those *held* in this one, give to the file they are of.

    Some programs say in a record what the header says as well. Raises UnsafePackage where the two differ, or one
    record speaks of every file: a reader may believe either.
    """
    if kind not in b"xgXLK":
        if stated not in {None, size}:
            raise UnsafePackage("a record that gives a file another size than its header; not opened")
        return None
    said = re.findall(rb"^\d+ (?:size|GNU\.sparse\.[a-z]+)=.*$", held, re.MULTILINE) if kind in b"xgX" else []
    for record in said:
        number = re.fullmatch(rb"\d+ size=(\d{1,12})", record)
        if kind != b"x" or number is None or stated not in {None, int(number[1])}:
            raise UnsafePackage("a record that gives a file another size than its header; not opened")
        stated = int(number[1])
    return stated


def _octal(field: bytes) -> int:
    """Return the number in a header's *field*. Raises UnsafePackage for what is none, or more than a package holds."""
    digits = field.strip(b" \0")
    if not re.fullmatch(rb"[0-7]{0,11}", digits):
        raise UnsafePackage("broken, or no package (a file of no size, or larger than any)")
    return int(digits or b"0", 8)


def _short(name: str) -> str:
    """Return *name* for a message."""
    return ascii(name) if len(name) <= 80 else f"{name[:80]!a}…"


def _bounded(file: BinaryIO, *, gzipped: bool) -> BinaryIO:
    import gzip  # only for .tgz

    return cast("BinaryIO", _Bounded(gzip.GzipFile(fileobj=file) if gzipped else file))


class _Bounded:
    """A stream that refuses to give more than a package may hold: no bomb unpacks, wherever in the tar it hides."""

    def __init__(self, stream: BinaryIO | object) -> None:
        self._stream = cast("BinaryIO", stream)
        self._left = LARGEST + MOST * 1024

    def read(self, size: int = -1) -> bytes:
        self._left -= size
        if size < 0 or self._left < 0:
            raise UnsafePackage(f"more than {LARGEST // 1024**2} MB; not opened")
        try:
            return self._stream.read(size)
        except OSError as error:
            if error.errno is None:  # gzip's own
                raise UnsafePackage("broken, or something stands behind the end of the gzip") from error
            raise


def _read(member: BinaryIO, name: str, size: int) -> bytes:
    """Read one file, never more than it says it has: what a header claims is not what a bomb holds."""
    data = member.read(size + 1)
    if len(data) != size:
        raise UnsafePackage(f"{_short(name)}: not as long as the zip says")
    return data


def _check_names(members: Iterable[tuple[str, bool]]) -> None:
    plain = []
    for name, is_folder in members:
        if why := trouble(name.rstrip("/") if is_folder else name):
            raise UnsafePackage(f"{_short(name)}: {why}")
        if not is_folder:
            plain.append(name)
    if twice := clashes(plain):
        raise UnsafePackage(f"{_short(twice[0])}: a second file or folder of that name (capitals apart)")


def _is_of_a_system(name: str) -> bool:
    """Tell whether *name* is what macOS packs beside a folder: resource forks, and the look of its windows."""
    folder, _, last = name.rpartition("/")
    beside = not folder or f"{folder}/".startswith("__MACOSX/")
    return beside and (last == ".DS_Store" or last.startswith("._"))


def _below_one_top(files: dict[str, bytes]) -> tuple[str, dict[str, bytes], str]:
    """Return the bag's folder, the files below it, and what is odd about it: there may be more folders, or none."""
    files = {name: data for name, data in files.items() if not _is_of_a_system(name)}
    if _BAG in files:
        return "", files, "packed from within its folder: its files are not below one top folder"
    top, below = _in_one_folder(files)
    if not top:
        raise UnsafePackage("no package: its files are not below one top folder")
    place, inside = top, below
    while _BAG not in inside and place.count("/") < _DEEPEST:
        folder, inside = _in_one_folder(inside)
        if not folder:
            return top, below, ""
        place = f"{place}/{folder}"
    return (top, below, "") if place == top else (place, inside, f"the bag is further down, in the folder {place}")


def _in_one_folder(files: dict[str, bytes]) -> tuple[str, dict[str, bytes]]:
    """Return the one folder in which all *files* lie, and the files by their paths in it; "" where there is none."""
    tops = {name.split("/", 1)[0] for name in files}
    if len(tops) != 1 or any("/" not in name for name in files):
        return "", {}
    (top,) = tops
    return top, {name.removeprefix(f"{top}/"): data for name, data in files.items()}


def _empty(members: Iterable[tuple[str, bool]], top: str, files: Iterable[str]) -> tuple[str, ...]:
    full = {str(parent) for name in files for parent in PurePosixPath(name).parents}
    start = f"{top}/" if top else ""
    folders = (
        name.removeprefix(start).rstrip("/")
        for name, is_folder in members
        if is_folder and name.startswith(start) and not name.startswith("__MACOSX/")
    )
    return tuple(name for name in folders if name and name not in full)


def originals(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the article's own files, by the paths they had in its folder, the source first.

    Raises UnsafePackage where the crate can't be read, has no source, or gives a name that could do harm.
    """
    try:
        described = Crate.of(files).described()
    except ValueError as error:
        raise UnsafePackage(f"{CRATE}: {error}") from error
    found: dict[str, bytes] = {}
    for name in (SOURCE, *sorted(described.keys() - {SOURCE})):
        original = described.get(name, {}).get("alternateName")
        if original is None and name != SOURCE:
            continue
        if not isinstance(original, str) or name not in files:
            raise UnsafePackage(f"{name} is missing, or has lost its own name")
        if why := foreign(original):
            raise UnsafePackage(f"{name} wants to be restored as {original!r}: {why}")
        if original in found:
            raise UnsafePackage(f"two files want to be restored as {original!r}")
        found[original] = files[name]
    if twice := clashes(found):
        raise UnsafePackage(f"two files want to be restored as {twice[0]!r}, capitals apart")
    return found


@dataclass(frozen=True, slots=True)
class Restored:
    """An article's own *files* by their own paths, and what should be known of the package that they come from."""

    files: dict[str, bytes]
    remarks: tuple[str, ...] = ()


_NOTHING = "there is no article in it that could be given back"


def restore(path: Path, *, identifier: str | None = None, version: int | None = None, force: bool = False) -> Restored:
    """Return the article's own files, byte for byte.

    *path* is a package, a crate, an OCFL object, or a store (then *identifier* says which article, *version* which of
    its versions). The sums of the payload decide: what a repository changed beside it is a remark. With *force* even
    what is altered is given back, and said to be. Raises UnsafePackage or InvalidStore for what is altered, incomplete,
    or could do harm.
    """
    if path.is_dir() and (any(path.glob("0=ocfl_*")) or (path / "inventory.json").exists()):
        place = path if (path / "inventory.json").exists() else find(path, identifier)
        if not has_crate(place):
            raise UnsafePackage(f"{place} is not one of pressmark's: {_NOTHING}")
        return Restored(originals(Snapshot.of(place).files(version)))
    contents = read(path)
    if "bagit.txt" not in contents.files and CRATE in contents.files:
        payload, faults, odd = contents.files, [], []
    else:
        judged = judgement.judge(contents.files, folders=contents.empty)
        payload = bag.payload(contents.files)
        faults = judged.payload_faults if judged.readable else judged.faults
        told = set(faults)
        odd = [one for one in (*judged.faults, *judged.remarks) if one not in told]
        odd += judgement.touched(contents.files, contents.empty) if judgement.ours(contents.files) else []
    if not Crate.written_by_us(payload) and not force:
        raise UnsafePackage(f"{path} is not one of pressmark's: {_NOTHING}")
    faults = [*faults, *disagreements(payload)]
    odd += undescribed(payload)
    if faults and not force:
        raise UnsafePackage(f"{path} is not whole: {_said(faults)}; --force gives back what is there")
    odd = [Finding("", contents.odd), *odd] if contents.odd else odd
    remarks = [f"{one.path}: {one.message}" if one.path else one.message for one in (*faults, *odd)]
    return Restored(originals(payload), tuple(dict.fromkeys(remarks)))


def _said(findings: list[Finding]) -> str:
    more = f" (and {len(findings) - 1} more; see “pressmark verify”)" if len(findings) > 1 else ""
    return f"{findings[0].path}: {findings[0].message}{more}"
