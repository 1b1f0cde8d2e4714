"""What every Storage promises, held on each backend with real files and real servers."""

import hashlib
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from docarchive import errors
from docarchive.storage import ocfl, open_storage
from tests.stores import (
    ARCHIVE,
    AT,
    LocalStock,
    Stock,
    assert_valid,
    bucket_stock,
    download,
    local_stock,
    minio_server,
)


@pytest.fixture(params=["local", "minio", "seaweed"])
def stock(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stock]:
    if request.param == "local":
        opened = local_stock(tmp_path)
    else:
        server = minio_server() if request.param == "minio" else request.getfixturevalue("seaweed")
        opened = bucket_stock(*server, tmp_path)
    with opened as made:
        made.storage.prepare()
        yield made


class TestStorage:
    def test_gives_back_what_was_put_in(self, stock: Stock, object_id: str) -> None:
        stock.write(object_id, 1, {"original.pdf": b"%PDF scan", "record.json": b"{}"})
        assert stock.storage.version(object_id) == 1
        assert stock.read(object_id, "original.pdf") == b"%PDF scan"
        assert stock.storage.contents(object_id) == {
            "original.pdf": stock.content("x", b"%PDF scan").fixity,
            "record.json": stock.content("x", b"{}").fixity,
        }
        with stock.storage.local_copy(object_id, "record.json") as path:
            assert path.read_bytes() == b"{}"
        assert stock.storage.verify(object_id) == []

    def test_knows_nothing_of_what_was_never_put_in(self, stock: Stock, object_id: str) -> None:
        assert stock.storage.version(object_id) == 0
        stock.storage.purge(object_id)
        for ask in (
            lambda: stock.storage.contents(object_id),
            lambda: stock.storage.open(object_id, "a"),
            lambda: stock.storage.verify(object_id),
            lambda: stock.storage.local_copy(object_id, "a").__enter__(),
        ):
            with pytest.raises(errors.NotFound):
                ask()

    def test_a_path_or_version_that_is_not_there_is_not_found(self, stock: Stock, object_id: str) -> None:
        stock.write(object_id, 1, {"a": b"1"})
        with pytest.raises(errors.NotFound):
            stock.storage.open(object_id, "b")
        for number in (0, 2):
            with pytest.raises(errors.NotFound):
                stock.storage.contents(object_id, number)

    def test_versions_add_replace_and_remove(self, stock: Stock, object_id: str) -> None:
        stock.write(object_id, 1, {"original.pdf": b"scan", "record.json": b"{}"})
        stock.write(object_id, 2, {"record.json": b'{"a":1}', "derivatives/alto.xml": b"<alto/>"})
        stock.write(object_id, 3, {}, remove=["derivatives/alto.xml"])
        assert stock.storage.version(object_id) == 3
        assert set(stock.storage.contents(object_id)) == {"original.pdf", "record.json"}
        assert set(stock.storage.contents(object_id, 2)) == {"original.pdf", "record.json", "derivatives/alto.xml"}
        assert stock.storage.contents(object_id, 1)["record.json"].size == 2
        assert stock.read(object_id, "record.json") == b'{"a":1}'
        assert stock.storage.verify(object_id) == []

    def test_keeps_the_same_bytes_once(self, stock: Stock, object_id: str) -> None:
        stock.write(object_id, 1, {"a": b"same bytes", "b": b"same bytes"})
        stock.write(object_id, 2, {"c": b"same bytes"})
        assert list(stock.files().values()).count(b"same bytes") == 1
        assert stock.read(object_id, "c") == b"same bytes"
        assert stock.storage.verify(object_id) == []

    def test_an_empty_file_is_a_file(self, stock: Stock, object_id: str) -> None:
        stock.write(object_id, 1, {"empty": b""})
        assert stock.read(object_id, "empty") == b""
        assert stock.storage.verify(object_id) == []

    @pytest.mark.parametrize(
        ("start", "length", "expected"),
        [
            (0, None, b"0123456789"),
            (3, None, b"3456789"),
            (3, 4, b"3456"),
            (8, 9, b"89"),
            (4, 0, b""),
            (10, None, b""),
            (99, 5, b""),
        ],
    )
    def test_reads_a_range(self, stock: Stock, object_id: str, start: int, length: int | None, expected: bytes) -> None:
        stock.write(object_id, 1, {"a": b"0123456789"})
        with stock.storage.open(object_id, "a", start=start, length=length) as stream:
            assert stream.read() == expected

    def test_moved_sources_are_used_up_and_copied_ones_stay(self, stock: Stock, object_id: str) -> None:
        stock.write(object_id, 1, {"a": b"moved", "b": b"moved"}, move=True)
        assert list(stock.spool.iterdir()) == []
        stock.write(object_id, 2, {"a": b"copied"})
        assert [path.read_bytes() for path in stock.spool.iterdir()] == [b"copied"]
        assert stock.read(object_id, "b") == b"moved"

    @pytest.mark.parametrize("move", [False, True])
    def test_a_source_that_is_not_as_promised_is_refused(self, stock: Stock, object_id: str, move: bool) -> None:
        stock.write(object_id, 1, {"a": b"good"})
        for promised, lies in ((b"new bytes", b"new byteX"), (b"good", b"gooX")):
            content = stock.content("a", promised)
            content.source.write_bytes(lies)
            before = stock.files()
            with pytest.raises(errors.Damaged):
                stock.storage.write_version(object_id, [content], version=2, message="", agent="", at=AT, move=move)
            assert content.source.read_bytes() == lies
            assert stock.files() == before

    def test_a_version_is_written_once(self, stock: Stock, object_id: str) -> None:
        stock.write(object_id, 1, {"a": b"first"})
        before = stock.files()
        with pytest.raises(errors.VersionExists):
            stock.write(object_id, 1, {"a": b"second"})
        with pytest.raises(errors.Conflict):
            stock.write(object_id, 3, {"a": b"third"})
        assert stock.files() == before

    def test_a_wrong_path_never_reaches_the_store(self, stock: Stock, object_id: str) -> None:
        before = stock.files()
        for path in ("../../etc/passwd", "/etc/passwd", "Quyết định.pdf", "Quye\u0302\u0301t"):
            with pytest.raises(ValueError, match="not a logical path"):
                stock.write(object_id, 1, {path: b"x"})
        assert stock.files() == before

    @pytest.mark.parametrize("version", [1, 2])
    def test_of_racing_writers_exactly_one_wins(self, stock: Stock, object_id: str, version: int) -> None:
        if version == 2:
            stock.write(object_id, 1, {"a": b"first"})
        start = threading.Barrier(5)
        won: list[int] = []
        lost: list[int] = []

        def race(number: int) -> None:
            start.wait()
            try:
                stock.write(object_id, version, {"a": b"a of %d" % number, "b": b"b of %d" % number, "c": b"of all"})
                won.append(number)
            except errors.VersionExists:
                lost.append(number)

        racers = [threading.Thread(target=race, args=(number,)) for number in range(5)]
        for racer in racers:
            racer.start()
        for racer in racers:
            racer.join()
        assert (len(won), len(lost)) == (1, 4)
        assert stock.read(object_id, "a") == b"a of %d" % won[0]
        assert stock.read(object_id, "c") == b"of all"
        assert stock.storage.verify(object_id) == []
        assert not [path for path, data in stock.files().items() if data.endswith(tuple(b"of %d" % number for number in lost))]

    def test_lists_all_objects(self, stock: Stock) -> None:
        ids = {ocfl.object_id(ARCHIVE, number) for number in range(5)}
        for one in ids:
            stock.write(one, 1, {"a": one.encode()})
        assert sorted(stock.storage.object_ids()) == sorted(ids)

    def test_purge_leaves_no_byte(self, stock: Stock, object_id: str) -> None:
        empty = stock.files(), stock.count()
        stock.write(object_id, 1, {"a": b"1"})
        stock.write(object_id, 2, {"a": b"2"})
        stock.storage.purge(object_id)
        assert (stock.files(), stock.count()) == empty
        assert stock.storage.version(object_id) == 0
        stock.write(object_id, 1, {"a": b"again"})
        assert stock.read(object_id, "a") == b"again"

    def test_without_lock_days_nothing_is_locked(self, stock: Stock, object_id: str) -> None:
        with pytest.raises(errors.NotFound):
            stock.storage.retain(object_id, AT)
        stock.write(object_id, 1, {"a": b"1"})
        assert stock.storage.retain(object_id, datetime.now(UTC)) is None
        stock.storage.purge(object_id)

    def test_sweeping_leaves_what_is_whole(self, stock: Stock, object_id: str) -> None:
        stock.write(object_id, 1, {"a": b"1"})
        before = stock.files()
        stock.storage.sweep()
        assert stock.files() == before

    def test_verify_finds_a_flipped_byte_a_lost_file_and_a_stranger(self, stock: Stock, object_id: str) -> None:
        stock.write(object_id, 1, {"a": b"sound", "b": b"lost"})
        stock.write(object_id, 2, {"c": b"flipped"})
        where = {data: path for path, data in stock.files().items()}
        stock.overwrite(where[b"lost"], None)
        stock.overwrite(where[b"flipped"], b"flopped")
        stranger = where[b"sound"].removesuffix("a") + "z"
        stock.overwrite(stranger, b"slipped in")
        faults = {fault.path: fault for fault in stock.storage.verify(object_id)}
        top = ocfl.object_path(object_id)
        lost, flipped, stranger = (path.removeprefix(f"{top}/") for path in (where[b"lost"], where[b"flipped"], stranger))
        assert set(faults) == {lost, flipped, stranger}
        assert faults[lost].found == ""
        assert faults[flipped].expected == hashlib.sha512(b"flipped").hexdigest()
        assert faults[flipped].found == hashlib.sha512(b"flopped").hexdigest()
        assert faults[stranger].found == "unknown to the inventory"
        with pytest.raises(errors.Damaged):
            stock.storage.open(object_id, "b")
        with pytest.raises(errors.Damaged):
            stock.storage.contents(object_id)

    @pytest.mark.parametrize("name", ["inventory.json", "inventory.json.sha512", "v1/inventory.json", "0=ocfl_object_1.1"])
    def test_verify_finds_damage_in_the_objects_own_files(self, stock: Stock, object_id: str, name: str) -> None:
        stock.write(object_id, 1, {"a": b"1"})
        stock.write(object_id, 2, {"a": b"2"})
        path = f"{ocfl.object_path(object_id)}/{name}"
        stock.overwrite(path, stock.files()[path].replace(b"o", b"0"))
        assert [fault for fault in stock.storage.verify(object_id) if fault.path.endswith(name.rpartition("/")[2])]

    def test_an_unreadable_object_does_not_hide_the_others(self, stock: Stock) -> None:
        ids = [ocfl.object_id(ARCHIVE, number) for number in range(3)]
        for one in ids:
            stock.write(one, 1, {"a": b"1"})
        stock.overwrite(f"{ocfl.object_path(ids[0])}/inventory.json", b"{")
        seen = []
        with pytest.raises(errors.Damaged):
            for one in stock.storage.object_ids():
                seen.append(one)
        assert sorted(seen) == sorted(ids[1:])

    def test_a_stale_copy_at_the_top_is_seen_through_and_brought_up(self, stock: Stock, object_id: str) -> None:
        stock.write(object_id, 1, {"a": b"1"})
        top = f"{ocfl.object_path(object_id)}/inventory.json"
        first = stock.files()[top]
        stock.write(object_id, 2, {"a": b"2"})
        stock.overwrite(top, first)  # as after a kill between the version and the copy
        assert stock.storage.version(object_id) == 2
        assert stock.read(object_id, "a") == b"2"
        stock.write(object_id, 3, {"a": b"3"})
        assert stock.storage.verify(object_id) == []

    def test_prepare_is_repeatable(self, stock: Stock, object_id: str) -> None:
        stock.write(object_id, 1, {"a": b"1"})
        before = stock.files()
        stock.storage.prepare()
        assert stock.files() == before

    def test_says_that_it_is_well(self, stock: Stock) -> None:
        before = stock.files()
        stock.storage.check()
        assert stock.files() == before
        free = stock.storage.free_bytes()
        assert free is None or free > 0

    def test_an_independent_validator_agrees(self, stock: Stock, tmp_path: Path) -> None:
        for number in range(3):
            one = ocfl.object_id(ARCHIVE, number)
            stock.write(one, 1, {"original.pdf": b"scan %d" % number, "record.json": b"{}"})
            stock.write(one, 2, {"derivatives/alto.xml": b"<alto/>", "copy.pdf": b"scan %d" % number})
            stock.write(one, 3, {}, remove=["copy.pdf"])
        stock.storage.purge(ocfl.object_id(ARCHIVE, 0))
        assert_valid(download(stock, tmp_path / "copy"), 2)
        if isinstance(stock, LocalStock):
            assert_valid(stock.root, 2)  # the copy can't show an empty folder


def test_local_on_a_disk_that_is_not_mounted_nothing_is_written(tmp_path: Path) -> None:
    with local_stock(tmp_path) as stock:
        stock.storage.prepare()
        root = tmp_path / "store"
        root.rename(tmp_path / "unmounted")
        root.mkdir()
        with pytest.raises(errors.Unavailable, match="mounted"):
            stock.storage.check()
        with pytest.raises(errors.Unavailable):
            stock.write(ocfl.object_id(ARCHIVE, 1), 1, {"a": b"1"})
        assert list(root.iterdir()) == []


def test_a_local_root_of_others_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"")
    with pytest.raises(errors.SettingWrong, match="empty place"):
        open_storage(tmp_path.as_uri(), spool=tmp_path).prepare()
    assert [path.name for path in tmp_path.iterdir()] == ["holiday.jpg"]
