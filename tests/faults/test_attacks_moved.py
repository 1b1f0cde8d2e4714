"""What the index still knows of a document that has moved out of a reader's sight tells that reader nothing."""

from datetime import UTC, datetime
from io import BytesIO

import pytest

from docarchive.archive import Archive
from docarchive.catalogue import lists
from docarchive.records.access import Mode
from docarchive.records.arrangement import NodeKind
from docarchive.records.objects import ItemState
from docarchive.services import arranging, batching, finding, ingest, process
from tests.archives import archive, asker, at_work, drawn_page

__all__ = ["archive"]


def told(archive: Archive, name: str) -> tuple[int, int, int, int]:
    """What a search and a suggestion tell of the one document: results, their total, values of facets, issuers."""
    who = asker(archive, name)
    found = finding.search(archive, who, "số hóa tài liệu")
    issuers = finding.suggest(archive, who, "ubnd").issuers
    return len(found.results), found.total, sum(len(facet.values) for facet in found.facets), len(issuers)


@pytest.fixture
def filed(archive: Archive) -> tuple[int, int]:
    """A document that a reader finds, and a dossier that is not for readers; the worker is gone."""
    hoa = asker(archive, "hoa")
    fonds = arranging.add_node(archive, hoa, NodeKind.FONDS, parent=None, code="P", title="Phông").id
    open_one = arranging.add_node(archive, hoa, NodeKind.DOSSIER, parent=fonds, code="1", title="Ai cũng xem").id
    closed = arranging.add_node(archive, hoa, NodeKind.DOSSIER, parent=fonds, code="2", title="Hẹp", mode=Mode.CONDITIONAL).id
    with at_work(archive) as working:
        batch = batching.open_batch(archive, hoa, node=open_one)
        item = ingest.accept(archive, hoa, BytesIO(drawn_page()), "a.png", batch=batch).item
        working.done(item)
    assert min(told(archive, "lan")) > 0
    return item, closed


def test_a_moved_document_leaves_no_trace_before_it_is_indexed_again(archive: Archive, filed: tuple[int, int]) -> None:
    item, closed = filed
    arranging.place(archive, asker(archive, "hoa"), item, closed)
    assert told(archive, "lan") == (0, 0, 0, 0)
    with at_work(archive) as working:
        working.done(item)
    assert told(archive, "lan") == (0, 0, 0, 0)
    assert min(told(archive, "hoa")) > 0


def test_a_document_that_turns_out_secret_leaves_no_trace(archive: Archive, filed: tuple[int, int]) -> None:
    with archive.catalogue.writing() as unit:  # as the stage does when another reading finds the mark
        revision = unit.holdings.change(filed[0], datetime.now(UTC), state=ItemState.QUARANTINED)
        process.follow(unit, filed[0], revision)
        unit.commit()
    assert {name: told(archive, name) for name in ("lan", "hoa", "mai")} == dict.fromkeys(("lan", "hoa", "mai"), (0, 0, 0, 0))


def test_more_moved_documents_than_a_query_can_name_hide_all_beside_them(
    archive: Archive, filed: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    item, closed = filed
    monkeypatch.setattr(lists, "MOST_MOVED", 0)
    assert min(told(archive, "lan")) > 0
    arranging.place(archive, asker(archive, "hoa"), item, closed)
    assert told(archive, "lan") == (0, 0, 0, 0)
