"""The first thread, through the services, on both forms: in, read, found with boxes, out again byte for byte; and rebuilt."""

import hashlib
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest

from docarchive.errors import Duplicate, EmptyFile, NotFound, UnknownType
from docarchive.records.access import Mode
from docarchive.records.arrangement import NodeKind
from docarchive.records.objects import ItemState
from docarchive.records.readings import Reading
from docarchive.services import arranging, batching, finding, granting, ingest, progress, showing, verifying
from docarchive.services.frame import archive_of, fonds_of
from docarchive.services.indexing import rebuild_index
from docarchive.services.people import OPERATOR
from docarchive.services.rebuilding import rebuild_catalogue
from docarchive.services.record import record_of
from tests.archives import asker, drawn_page, marred_page
from tests.forms import Form
from workers import clock


def dossier(form: Form, mode: Mode = Mode.PUBLIC) -> int:
    add = arranging.add_node
    fonds = add(form.archive, OPERATOR, NodeKind.FONDS, parent=None, code=f"UB-{mode.value}", title="Ủy ban", mode=mode)
    return add(form.archive, OPERATOR, NodeKind.DOSSIER, parent=fonds.id, code="12.VP", title="Thông báo kết luận").id


def put(form: Form, data: bytes, name: str, node: int) -> int:
    batch = batching.open_batch(form.archive, OPERATOR, "Lô", node=node)
    return ingest.accept(form.archive, OPERATOR, BytesIO(data), name, batch=batch).item


def test_in_read_found_and_out_again(form: Form) -> None:
    page = drawn_page()
    item = put(form, page, "thông báo (1).png", dossier(form))
    form.start_worker()
    [done] = form.settled([item])
    assert done.state is ItemState.READ
    lan = asker(form.archive, "lan")
    results = finding.search(form.archive, lan, "so hoa tai lieu luu tru")
    assert [result.listed.id for result in results.results] == [item]
    [result] = results.results
    assert result.listed.ref_norm == "594/TB-VP"
    assert result.boxes and result.cut
    view = showing.page(form.archive, lan, item, 1, "so hoa tai lieu luu tru")
    words = list(view.reading.page.words) if view.reading else []
    marked = [words[at].text for mark in view.marks for at in range(mark.first, mark.last)]
    assert " ".join(marked).lower() == "số hóa tài liệu lưu trữ"
    original = showing.original_of(form.archive, lan, item)
    with original.open() as stream:
        assert hashlib.sha256(stream.read()).hexdigest() == hashlib.sha256(page).hexdigest() == original.sha256
    with original.open(10, 5) as stream:
        assert stream.read() == page[10:15]
    with showing.searchable_of(form.archive, lan, item).open() as stream:
        assert stream.read(5) == b"%PDF-"


def test_a_stranger_to_the_dossier_finds_no_trace(form: Form) -> None:
    item = put(form, drawn_page(), "kín.png", dossier(form, Mode.CONDITIONAL))
    form.start_worker()
    form.settled([item])
    lan, hoa = asker(form.archive, "lan"), asker(form.archive, "hoa")
    assert finding.search(form.archive, hoa, "so hoa").total == 1
    hidden = finding.search(form.archive, lan, "so hoa")
    assert (hidden.total, hidden.results, hidden.near) == (0, [], [])
    assert not [value for facet in hidden.facets for value in facet.values]
    for look in (showing.item, showing.text, showing.original_of, showing.searchable_of):
        with pytest.raises(NotFound):
            look(form.archive, lan, item)
    with pytest.raises(NotFound):
        showing.page(form.archive, lan, item, 1)
    with pytest.raises(Duplicate) as refused:
        put(form, drawn_page(), "kín lần nữa.png", dossier(form))
    assert refused.value.item == item  # the operator may see it


def test_refusals_are_named_and_change_nothing(form: Form) -> None:
    batch = batching.open_batch(form.archive, OPERATOR, "Lô lỗi")
    for data, name, error in ((b"", "rỗng.pdf", EmptyFile), (b"PK\x03\x04" + b"x" * 50, "a.docx", UnknownType)):
        with pytest.raises(error):
            ingest.accept(form.archive, OPERATOR, BytesIO(data), name, batch=batch)
    seen = progress.batch(form.archive, OPERATOR, batch)
    assert [(refusal.name, refusal.code) for refusal in seen.refusals] == [("rỗng.pdf", "empty-file"), ("a.docx", "unknown-type")]
    assert seen.items == [] and list(form.archive.storage.object_ids()) == []
    progress.dismiss(form.archive, OPERATOR, batch, seen.refusals[0].id)
    assert len(progress.batch(form.archive, OPERATOR, batch).refusals) == 1


def test_the_same_key_gets_the_same_answer(form: Form) -> None:
    batch = batching.open_batch(form.archive, OPERATOR, "Lô")
    page = drawn_page("Lần một")
    first = ingest.accept(form.archive, OPERATOR, BytesIO(page), "một.png", batch=batch, key="k1")
    again = ingest.accept(form.archive, OPERATOR, BytesIO(page), "một.png", batch=batch, key="k1")
    assert (again.item, again.again) == (first.item, True)


def export(form: Form) -> list[dict[str, Any]]:
    with form.archive.catalogue.reading() as unit:
        records = []
        for item_id in unit.holdings.object_ids():
            record = record_of(unit, unit.holdings.item(item_id), unit.holdings.file_of_item(item_id))
            # What a rebuild mints anew, and what happened after the last version was kept.
            for page in record["pages"]:
                del page["id"]
            for said in record["fields"]:
                del said["id"]
            record["events"] = [event for event in record["events"] if event["deed"] in ("accept", "plan", "describe")]
            records.append(record)
    return records


def readings(form: Form) -> dict[int, Reading]:
    """What was read of the only page of each item."""
    with form.archive.catalogue.reading() as unit:
        return {item: unit.pages.readings(item)[1] for item in sorted(unit.holdings.object_ids())}


def frame(form: Form) -> dict[str, Any]:
    with form.archive.catalogue.reading() as unit:
        audiences = [audience.id for audience in unit.arrangement.audiences()]
        roots = [node.id for node in unit.arrangement.children(None, audiences) if node.kind is NodeKind.FONDS]
        people = archive_of(unit)
        for person in people["people"]:
            person["active"] = False  # accounts come back locked
        events = unit.events.sealed(datetime(2020, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC))
        return {"people": people, "trees": [fonds_of(unit, root) for root in roots], "events": events}


def test_the_store_alone_brings_everything_back(form: Form, tmp_path: Any) -> None:
    from docarchive.archive import open_archive
    from tests.databases import fresh_database

    home = dossier(form)
    items = [put(form, drawn_page(f"Số: {n}/TB-VP", f"Thông báo thứ {n}"), f"{n}.png", home) for n in (7, 8)]
    items.append(put(form, marred_page(), "khuyết.png", home))
    form.start_worker()
    form.settled(items)
    form.stop()
    empty = arranging.add_node(
        form.archive, OPERATOR, NodeKind.FONDS, parent=None, code="TR", title="Trống", mode=Mode.CONDITIONAL
    )
    asked = granting.asked(form.archive, OPERATOR, empty.id, mode=Mode.CONDITIONAL, persons=["lan"])
    granting.change(form.archive, OPERATOR, empty.id, mode=Mode.CONDITIONAL, persons=["lan"], fence=asked.fence)
    clock.seal(form.archive)
    clock.keep_frame(form.archive, {})
    clock.keep_days(form.archive, {}, today="9999-01-01")
    before, whole, read = export(form), frame(form), readings(form)
    assert [bool(reading.page.unread) for reading in read.values()] == [False, False, True]
    assert all(reading.condition for reading in read.values())
    kind = "postgresql" if form.kind == "distributed" else "sqlite"
    (tmp_path / "bare").mkdir()
    with fresh_database(kind, tmp_path / "bare") as database:
        bare = open_archive(form.archive.settings.model_copy(update={"database": database}))
        bare.prepare()
        assert list(rebuild_catalogue(bare, OPERATOR)) == [1, 2, 3]
        assert list(rebuild_catalogue(bare, OPERATOR)) == []
        restored = Form(form.kind, bare, {})
        assert export(restored) == before
        assert frame(restored) == whole
        assert readings(restored) == read
        assert str(empty.id) in {node["id"] for tree in whole["trees"] for node in tree["nodes"]}
        assert [user.name for user in granting.readers(bare, OPERATOR, empty.id).persons] == ["lan"]
        assert verifying.verify_events(bare, OPERATOR) == []
        assert list(rebuild_index(bare, OPERATOR))[-1] == 3
        assert finding.search(bare, OPERATOR, "thông báo thứ").total == 2
        assert not [check for check in verifying.verify_storage(bare, OPERATOR) if check.problems]
        bare.close()
