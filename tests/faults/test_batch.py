"""A batch of 500 files with a worker killed in the middle: 500 arrive, or each missing one is named with its reason."""

import os
import signal
import time
from io import BytesIO

import pytest

from docarchive.errors import Refused
from docarchive.records.objects import ItemState
from docarchive.services import batching, finding, ingest, progress
from docarchive.services.people import OPERATOR
from tests.forms import Form

#: The distributed form does the same with fewer: its stores answer over the network, and the law is the same.
SIZES = {"embedded": 500, "distributed": 60}


def texts(count: int) -> list[tuple[str, bytes]]:
    """So many short texts, among them an empty one, one of no type that we take, and one twice."""
    files = [(f"văn bản {n}.txt", f"Công văn thứ {n} về việc nộp lưu hồ sơ.\n".encode()) for n in range(count)]
    files[count // 4] = ("rỗng.txt", b"")
    files[count // 3] = ("bảng.xlsx", b"PK\x03\x04" + bytes(60))
    files[count // 2] = ("trùng.txt", files[0][1])
    return files


def test_a_batch_arrives_whole_or_says_what_is_missing(form: Form) -> None:
    count = SIZES[form.kind]
    batch = batching.open_batch(form.archive, OPERATOR, "Lô lớn")
    worker = form.start_worker()
    items = []
    for n, (name, data) in enumerate(texts(count)):
        try:
            items.append(ingest.accept(form.archive, OPERATOR, BytesIO(data), name, batch=batch).item)
        except Refused:
            continue
        if n == count // 2 + 1:
            os.killpg(worker.pid, signal.SIGKILL)
            form.start_worker()
    form.settled(items, seconds=400)
    seen = progress.batch(form.archive, OPERATOR, batch)
    assert len(seen.items) == count - 3
    assert {row.state for row in seen.items} == {ItemState.READ}
    assert sorted(refusal.code for refusal in seen.refusals) == ["duplicate", "empty-file", "unknown-type"]
    assert finding.search(form.archive, OPERATOR, '"nộp lưu hồ sơ"').total == count - 3


def test_a_single_upload_overtakes_a_bulk_import(form: Form) -> None:
    from docarchive.records.jobs import SINGLE

    bulk = batching.open_batch(form.archive, OPERATOR, "Nhập nhiều")
    items = [
        ingest.accept(form.archive, OPERATOR, BytesIO(f"Tờ trình {n}".encode()), f"{n}.txt", batch=bulk).item for n in range(25)
    ]
    alone = batching.open_batch(form.archive, OPERATOR, "Gấp")
    hurry = ingest.accept(form.archive, OPERATOR, BytesIO(b"Cong dien"), "gap.txt", batch=alone, priority=SINGLE).item
    form.start_worker()
    form.settled([hurry, *items])
    with form.archive.catalogue.reading() as unit:
        read = {
            item: next(job for job in unit.jobs.of_item(item) if job["kind"] == "read")["started"] for item in (hurry, *items)
        }
    behind = [item for item in items if read[item] > read[hurry]]
    assert len(behind) > len(items) // 2, "most of the bulk import was read before the single upload"


@pytest.mark.parametrize("form", ["embedded"], indirect=True)
def test_a_worker_asked_to_stop_hands_back_what_it_has(form: Form) -> None:
    batch = batching.open_batch(form.archive, OPERATOR, "Lô")
    items = [ingest.accept(form.archive, OPERATOR, BytesIO(f"Số {n}".encode()), f"{n}.txt", batch=batch).item for n in range(6)]
    worker = form.start_worker()
    time.sleep(2.5)
    worker.terminate()
    assert worker.wait(20) == 0
    with form.archive.catalogue.reading() as unit:
        running = [job for item in items for job in unit.jobs.of_item(item) if job["state"] == "running"]
    assert running == []
    form.start_worker()
    form.settled(items)
