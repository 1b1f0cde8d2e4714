"""Kill -9 while a stack is split or its documents are worked on: it is split once and whole. On both forms."""

import os
import signal
from io import BytesIO
from pathlib import Path

import pytest

from docarchive.records.access import Mode
from docarchive.records.arrangement import NodeKind
from docarchive.records.events import Deed
from docarchive.records.objects import ItemState
from docarchive.services import arranging, batching, ingest, verifying
from docarchive.services.people import OPERATOR
from tests.faults.test_kills import wait_for
from tests.forms import Form
from tests.stacks import letter, sheet, stack


@pytest.mark.parametrize("stage", ["read", "split", "describe", "index", "keep"])
def test_a_worker_killed_at_a_stack_leaves_one_that_is_split_once(form: Form, stage: str, tmp_path: Path) -> None:
    archive, marker = form.archive, tmp_path / "here"
    add = arranging.add_node
    fonds = add(archive, OPERATOR, NodeKind.FONDS, parent=None, code="P01", title="Phông", mode=Mode.PUBLIC)
    node = add(archive, OPERATOR, NodeKind.DOSSIER, parent=fonds.id, code="12.VP", title="Hồ sơ").id
    pages = stack([sheet(archive, node), letter(101), sheet(archive, node), letter(102)])
    batch = batching.open_batch(archive, OPERATOR, "Lô")
    sent = ingest.accept(archive, OPERATOR, BytesIO(pages), "chồng.pdf", batch=batch).item
    doomed = form.start("-m", "tests.faults.killed_worker", stage, str(marker))
    wait_for(marker)
    os.killpg(doomed.pid, signal.SIGKILL)
    doomed.wait()
    form.start_worker()
    form.settled([sent])
    with archive.catalogue.reading() as unit:
        made = [item.id for item in unit.stacks.items(sent)]
    done = form.settled(made)
    assert [(item.state, item.home, item.pages, item.pages_failed) for item in done] == [(ItemState.READ, node, 1, 0)] * 2
    assert all(item.revision == item.kept_revision == item.indexed_revision for item in done)
    with archive.catalogue.reading() as unit:
        for item in made:
            deeds = [row["deed"] for row in unit.events.of_item(item)]
            assert deeds.count(Deed.SPLIT.value) == deeds.count(Deed.DESCRIBE.value) == 1
    assert not [check for check in verifying.verify_storage(archive, OPERATOR) if check.problems]
