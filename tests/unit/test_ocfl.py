"""OCFL inventories: what they say survives JSON, an independent validator agrees, and every fault has a name."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ocfl import InventoryValidator

from docarchive.records.objects import Fixity
from docarchive.storage import ocfl

ID = ocfl.object_id("7f3d5a52-9d3c-4a44-8d2a-0d2f6f1c9b11", 42)
AT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


def fixity(data: bytes) -> Fixity:
    return Fixity(hashlib.sha256(data).hexdigest(), hashlib.sha512(data).hexdigest(), len(data))


def version(before: ocfl.Inventory | None, **changes: bytes | None) -> ocfl.Inventory:
    named = {name.replace("_", "."): None if data is None else fixity(data) for name, data in changes.items()}
    return ocfl.following(before, ID, named, message="nhận", agent="Văn thư", at=AT)


def test_the_first_version_names_content_after_its_digest() -> None:
    made = version(None, original_pdf=b"scan")
    assert made.head == 1
    assert made.sources() == {"original.pdf": f"v1/content/{fixity(b'scan').sha512[:16]}/original.pdf"}
    assert list(made.sha256.values()) == [fixity(b"scan").sha256]


def test_a_later_version_keeps_what_it_does_not_change() -> None:
    first = version(None, original_pdf=b"scan", record_json=b"{}")
    second = version(first, record_json=b'{"a": 1}')
    assert second.state()["original.pdf"] == first.state()["original.pdf"]
    assert second.state(1) == first.state()
    assert second.sources()["record.json"].startswith("v2/content/")
    assert second.sources(1)["record.json"].startswith("v1/content/")


def test_bytes_that_are_there_are_not_kept_twice() -> None:
    first = version(None, a=b"same", b=b"same")
    assert len(first.manifest) == 1
    assert version(version(first, a=b"other"), a=b"same").manifest.keys() == version(first, a=b"other").manifest.keys()


def test_a_path_can_be_removed_and_the_past_still_has_it() -> None:
    second = version(version(None, a=b"1", b=b"2"), b=None)
    assert set(second.state()) == {"a"}
    assert set(second.state(1)) == {"a", "b"}


def test_there_is_no_version_nought_or_beyond_the_head() -> None:
    for number in (0, -1, 2):
        with pytest.raises(KeyError):
            version(None, a=b"1").state(number)


@pytest.mark.parametrize(
    "path", ["", "/a", "a/", "a//b", "../a", "a/../b", ".hidden", "Quyết định.pdf", "a b", "a\\b", "a\n", "x" * 201]
)
def test_a_logical_path_is_plain_ascii(path: str) -> None:
    with pytest.raises(ValueError, match="not a logical path"):
        ocfl.following(None, ID, {path: fixity(b"1")}, message="", agent="", at=AT)


def test_a_path_is_not_a_file_and_a_folder_at_once() -> None:
    with pytest.raises(ValueError, match="both a file and a folder"):
        ocfl.following(None, ID, {"a": fixity(b"1"), "a/b": fixity(b"2")}, message="", agent="", at=AT)


def test_an_instant_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="without zone"):
        ocfl.following(None, ID, {"a": fixity(b"1")}, message="", agent="", at=datetime(2026, 1, 1))


def test_instants_are_written_in_utc() -> None:
    at = datetime(2026, 3, 2, 15, 30, tzinfo=timezone(timedelta(hours=7)))
    data = ocfl.to_json(ocfl.following(None, ID, {"a": fixity(b"1")}, message="", agent="", at=at))
    assert json.loads(data)["versions"]["v1"]["created"] == "2026-03-02T08:30:00.000000Z"


def test_the_layout_is_the_one_of_the_extension() -> None:
    # The two examples that stand in the text of extension 0004.
    assert ocfl.object_path("object-01") == "3c0/ff4/240/3c0ff4240c1e116dba14c7627f2319b58aa3d77606d0d90dfc6161608ac987d4"
    assert ocfl.object_path("..hor/rib:le-$id").startswith("487/326/d8c/487326d8c2a3c0b885e2")


names = st.from_regex(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,8}", fullmatch=True)
histories = st.lists(st.dictionaries(names, st.one_of(st.none(), st.binary(max_size=2))), min_size=1, max_size=5)


@given(histories, st.text(st.characters(exclude_categories=["Cs"])))
def test_any_history_survives_json_and_pleases_the_validator(history: list[dict[str, bytes | None]], message: str) -> None:
    made: ocfl.Inventory | None = None
    state: dict[str, bytes] = {}
    for changes in history:
        named = {path: None if data is None else fixity(data) for path, data in changes.items()}
        before, made = made, ocfl.following(made, ID, named, message=message, agent="máy", at=AT)
        state = {path: data for path, data in (state | changes).items() if data is not None}
        assert made.state() == {path: fixity(data).sha512 for path, data in state.items()}
        assert ocfl.problems(made, before) == []
    assert made is not None
    data = ocfl.to_json(made)
    assert ocfl.from_json(data) == made
    assert ocfl.to_json(ocfl.from_json(data)) == data
    judge = InventoryValidator()
    assert judge.validate(json.loads(data)), str(judge.log)


def damaged(**parts: Any) -> bytes:
    known = json.loads(ocfl.to_json(version(version(None, a=b"1"), b=b"2")))
    return json.dumps({name: value for name, value in (known | parts).items() if value is not None}).encode()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "Expecting value"),
        (b"[]", "mistakes a part"),
        (damaged(manifest=None), "'manifest'"),
        (damaged(manifest={}), "no content for a of v1"),
        (damaged(manifest={"0" * 127: ["v1/content/a"]}), "not a SHA-512"),
        (damaged(manifest={"0" * 128: ["v1/content/../../a"]}), "not a content path"),
        (damaged(manifest={"0" * 128: ["v3/content/a"]}), "not a content path"),
        (damaged(manifest={"0" * 128: [7]}), "mistakes a part"),
        (damaged(head="v1"), "don't run from v1 to the head"),
        (damaged(versions={}), "mistakes a part"),
        (damaged(digestAlgorithm="md5"), "SHA-512"),
        (damaged(contentDirectory="data"), "content folder"),
        (damaged(id="no uri"), "no URI"),
        (damaged(fixity={"sha256": {"0" * 64: ["v1/content/z"]}}), "not in the manifest"),
    ],
)
def test_a_wrong_inventory_is_refused_with_its_reason(data: bytes, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        ocfl.from_json(data)


def test_rewritten_history_is_named() -> None:
    first = version(None, a=b"1")
    second = version(first, b=b"2")
    forged = replace(second, versions=(replace(second.versions[0], message="khác"), second.versions[1]))
    assert ocfl.problems(forged, first) == ["a version up to v1 was changed afterwards"]
    assert "content was changed or left out" in " ".join(ocfl.problems(version(None, b=b"2"), first))


def test_a_root_is_ours_when_its_files_mean_the_same() -> None:
    files = ocfl.root_files()
    nothing: dict[str, bytes | None] = dict.fromkeys(files)
    assert ocfl.root_problem(nothing, []) == ""
    assert ocfl.root_problem(files, ["abc"]) == ""
    assert "empty place" in ocfl.root_problem(nothing, ["holiday.jpg"])
    other = files | {"ocfl_layout.json": b'{"extension": "0002-flat-direct-storage-layout", "description": ""}'}
    assert "another layout" in ocfl.root_problem(other, [])
    assert "another layout" in ocfl.root_problem(files | {"0=ocfl_1.1": b""}, [])
