"""Pages read again: the old reading stays and is found until the new one is there, and what changed is told."""

import json
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from docarchive.archive import Archive, open_archive
from docarchive.cli import commands
from docarchive.errors import Forbidden, NotFound
from docarchive.records.access import Mode
from docarchive.records.arrangement import NodeKind
from docarchive.records.identifiers import to_letters
from docarchive.records.objects import ItemState
from docarchive.services import arranging, rereading
from docarchive.services.batching import open_batch
from docarchive.services.ingest import accept
from docarchive.services.people import OPERATOR
from docarchive.services.rereading import Selection
from docarchive.settings import Settings
from tests.archives import asker, at_work, drawn_page, opened


def put(archive: Archive, node: int, *lines: str) -> int:
    batch = open_batch(archive, OPERATOR, "lô quét", node=node)
    return accept(archive, OPERATOR, BytesIO(drawn_page(*lines)), f"{len(lines)}.png", batch=batch).item


def dossier(archive: Archive, code: str, mode: Mode) -> int:
    fonds = arranging.add_node(archive, OPERATOR, NodeKind.FONDS, parent=None, code=code, title="Phông", mode=mode)
    return arranging.add_node(archive, OPERATOR, NodeKind.DOSSIER, parent=fonds.id, code="1", title="Hồ sơ").id


def test_pages_are_read_again_by_what_is_there_now_and_nothing_vanishes_meanwhile(tmp_path: Path) -> None:
    with opened(tmp_path / "archive", second_reader="off") as old, at_work(old) as working:
        item = put(old, dossier(old, "P1", Mode.PUBLIC))
        working.done(item)
    with opened_again(tmp_path) as new:
        assert rereading.chosen(new, OPERATOR, Selection(below=0.1)) == {}
        assert rereading.reread(new, OPERATOR, Selection(items=[item])) == 1
        assert rereading.reread(new, OPERATOR, Selection(items=[item])) == 0, "it waits already"
        with new.catalogue.reading() as unit:
            assert unit.holdings.item(item).state is ItemState.READ, "found as before until it is read again"
            assert "THÔNG BÁO" in unit.pages.readings(item)[1].page.text
        with at_work(new) as working:
            working.done(item)
        (moved,) = rereading.moved(new, OPERATOR, Selection())
        assert (moved.item, moved.page) == (item, 1) and moved.changed == 0 and moved.words > 10
        assert moved.engines[1] == f"{moved.engines[0]}, asternet 1.0.2" and moved.now >= moved.before > 0.8
        with new.catalogue.reading() as unit:
            assert unit.holdings.item(item).state is ItemState.READ


def opened_again(folder: Path) -> "closing[Archive]":
    """The same archive by another process: its people are there already."""
    settings = Settings(data=folder / "archive", lease_seconds=5.0, min_free_bytes=0, keep_quiet_seconds=0.0, workers=1)
    return closing(open_archive(settings))


def test_only_what_one_may_see_is_read_again_and_by_archivists_alone(tmp_path: Path) -> None:
    with opened(tmp_path / "archive") as archive, at_work(archive) as working:
        node = dossier(archive, "P1", Mode.PUBLIC)
        public, secret = (
            put(archive, node, "Thông báo nghỉ lễ"),
            put(archive, node, "MẬT", "THÔNG BÁO", "Việc không ai được biết"),
        )
        working.done(public)
        assert working.done(secret).state is ItemState.QUARANTINED
        for service in (rereading.chosen, rereading.reread, rereading.moved):
            with pytest.raises(Forbidden):
                service(archive, asker(archive, "lan"), Selection())
        archivist = asker(archive, "hoa")
        assert list(rereading.chosen(archive, archivist, Selection())) == [public]
        assert rereading.reread(archive, archivist, Selection(items=[secret])) == 0
        with pytest.raises(NotFound):
            rereading.chosen(archive, archivist, Selection(batch=12345))


def test_the_command_counts_reads_and_reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(tmp_path / "archive") as archive, at_work(archive) as working:
        item = put(archive, dossier(archive, "P1", Mode.PUBLIC))
        working.done(item)
    monkeypatch.setenv("DOCARCHIVE_DATA", str(tmp_path / "archive"))
    assert told("reread", "--dry-run") == {"pages": 1, "items": 1, "dry_run": True}
    assert told("reread", "--report") == {"pages": [], "words": 0, "changed": 0}
    assert told("reread", to_letters(item)) == {"pages": 1, "items": 1, "dry_run": False}
    with opened_again(tmp_path) as archive, at_work(archive) as working:
        working.done(item)
    (page,) = told("reread", "--report")["pages"]
    assert (page["item"], page["page"], page["changed"]) == (to_letters(item), 1, 0)
    assert page["engines"]["before"] == page["engines"]["now"]


def told(*words: str) -> Any:
    return json.loads(CliRunner().invoke(commands(), ["--json", *words], catch_exceptions=False, standalone_mode=False).stdout)
