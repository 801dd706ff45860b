"""Bags held to RFC 8493, rule by rule: a bag of one file, made here, with one thing wrong or odd in it."""

from __future__ import annotations

import hashlib

import pytest

from pressmark.archive import judgement

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
WORDS = b"Words."


def _bag(version: str = "1.0", **more: bytes | str) -> dict[str, bytes]:
    digest = hashlib.sha256(WORDS).hexdigest()
    files: dict[str, bytes | str] = {
        "bagit.txt": DECLARATION.replace("1.0", version),
        "bag-info.txt": "Payload-Oxum: 6.1\n",
        "data/a.txt": WORDS,
        "manifest-sha256.txt": f"{digest}  data/a.txt\n",
    }
    names = {"bagit": "bagit.txt", "info": "bag-info.txt", "fetch": "fetch.txt", "manifest": "manifest-sha256.txt"}
    files |= {names.get(name, name): data for name, data in more.items()}
    return {name: data.encode() if isinstance(data, str) else data for name, data in files.items()}


def _faults(files: dict[str, bytes]) -> list[str]:
    return [f"{one.path}: {one.message}" for one in judgement.judge(files, folders=()).faults]


def _remarks(files: dict[str, bytes]) -> list[str]:
    return [f"{one.path}: {one.message}" for one in judgement.judge(files, folders=()).remarks]


def test_a_bag_of_one_file_is_right():
    judged = judgement.judge(_bag(), folders=())

    assert (judged.faults, judged.remarks, judged.payload_faults, judged.readable) == ([], [], [], True)


SUM = hashlib.sha256(WORDS).hexdigest()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (_bag("1"), "bagit.txt: the version “1” is not of the form 1.0"),
        (_bag(bagit=DECLARATION.replace(": 1", ":  1")), "bagit.txt: white space where BagIt 1.0 has none"),
        (_bag(bagit=DECLARATION + "More: x\n"), "bagit.txt: not the two lines"),
        (_bag(info=b"\xff\xfe"), "bag-info.txt: can't be read"),
        (_bag(info="Payload-Oxum: 7.1\n"), "bag-info.txt: Payload-Oxum is 7.1, but the payload has 6.1"),
        (_bag(info="payload-oxum: 7.1\n"), "bag-info.txt: Payload-Oxum is 7.1, but the payload has 6.1"),
        (_bag(fetch=b"\xff"), "fetch.txt: can't be read"),
        (_bag(fetch="https://x.example/a 6\n"), "fetch.txt: line 1 is not “address length path”"),
        (_bag(fetch="\nhttp://[ 6 data/a.txt\n"), "fetch.txt: line 2 is not “address length path”"),
        (
            _bag(fetch="https://x.example/a 6 data/../../b\n"),
            "fetch.txt: line 1 names “../b”, which is outside",
        ),
        (_bag(info="Payload-Oxum: 6.1\nPayload-Oxum: 7.1\n"), "bag-info.txt: Payload-Oxum is 7.1"),
        (
            _bag(fetch="https://x.example/a 6 bag-info.txt\n"),
            "line 1 names “bag-info.txt”; manifest-sha",
        ),
        (_bag(fetch="https://x.example/a -6 data/a.txt\n"), "fetch.txt: line 1 gives the length “-6”"),
        (_bag(manifest=f"{SUM}  data/é\n{SUM}  data/e\u0301\n{SUM}  data/a.txt\n"), "in two forms of Unicode"),
        (_bag(manifest=f"{SUM}  data/a.txt\n{SUM}  data/a.txt\n"), "line 2 names data/a.txt a second time"),
        (_bag(manifest=f"{SUM}  ../a.txt\n"), "line 1 names “../a.txt”, which is outside the bag"),
        (
            _bag(**{"manifest-md5.txt": f"{hashlib.md5(b'').hexdigest()}  data/b.txt\n", "data/b.txt": b""}),
            "data/a.txt: manifest-md5.txt does not name it; in BagIt 1.0 each lists every file",
        ),
    ],
)
def test_what_the_standard_forbids_is_a_fault(files, said):
    found = _faults(files)

    assert any(said in one for one in found), found


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (_bag(info="Payload-Oxum: 6.1\nPayload-Oxum: 6.1\n"), "bag-info.txt: Payload-Oxum is there 2 times"),
        (_bag(**{"manifest-crc7.txt": "00  data/a.txt\n"}), "manifest-crc7.txt: not looked at"),
        # Until 0.97 nobody had to hold a bag to its tag manifests.
        (_bag("0.96", **{"tagmanifest-md5.txt": "00  bagit.txt\n"}), "bagit.txt: altered: its md5 is not the one in"),
    ],
)
def test_what_is_only_odd_is_a_remark(files, said):
    assert [one for one in _remarks(files) if said in one], _remarks(files)
    assert _faults(files) == []


def test_a_bag_before_1_0_may_name_a_file_in_one_manifest_alone():
    files = _bag("0.97", **{"manifest-md5.txt": f"{hashlib.md5(b'').hexdigest()}  data/b.txt\n", "data/b.txt": b""})
    files["bag-info.txt"] = b"Payload-Oxum: 6.2\n"

    assert _faults(files) == []


def test_two_files_whose_names_are_one_in_another_form_of_unicode_are_two():
    both = {"data/\u00e9": b"", "data/e\u0301": WORDS}
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in both.items())
    files = _bag(info="Payload-Oxum: 12.3\n", manifest=f"{SUM}  data/a.txt\n{sums}", **both)

    assert _faults(files) == []
    assert _faults(files | {"data/\u00e9": WORDS}) == [
        "data/\u00e9: altered: its sha256 is not the one in manifest-sha256.txt",
        "bag-info.txt: Payload-Oxum is 12.3, but the payload has 18.3",
    ]


@pytest.mark.parametrize(("version", "written"), [("0.97", "data/a%25b"), ("1.0", "data/a%2525b")])
def test_a_percent_sign_is_escaped_from_1_0_on(version, written):
    files = _bag(version, info="", manifest=f"{SUM}  data/a.txt\n{SUM}  {written}\n", **{"data/a%25b": WORDS})

    assert _faults(files) == []


def test_what_a_profile_is_broken_by_is_told():
    said = {(one.path, one.message) for one in judgement.profile_problems(_bag(fetch=""))}
    twice = judgement.profile_problems(_bag(info="Bagging-Date: 2026-05-04\nBagging-Date: 2026-05-05\n"))

    assert ("fetch.txt", "the profile allows no files that have yet to be fetched") in said
    assert ("manifest-sha512.txt", "the profile requires it") in said
    assert "Bagging-Date is there 2 times" in {one.message for one in twice}
    assert [one.message for one in judgement.profile_problems({}) if one.path == "bag-info.txt"] == [
        "missing; the profile requires it"
    ]
    assert any(one.path == "bag-info.txt" for one in judgement.profile_problems(_bag(info=b"\xff")))


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_only_the_line_ends_of_a_tag_file_of_ours_may_be_changed(end):
    info = b"Bag-Software-Agent: pressmark\nPayload-Oxum: 6.1\n"
    stated = info.replace(b"\n", end)
    told = f"{hashlib.sha256(stated).hexdigest()}  bag-info.txt\n"
    files = _bag(info=info, **{"tagmanifest-sha256.txt": told})

    assert _faults(files) == []
    assert [one for one in _remarks(files) if "its line ends were changed, nothing else" in one] or end == b"\n"
    assert _faults(files | {"bag-info.txt": info.replace(b"6.1", b"06.1")})
