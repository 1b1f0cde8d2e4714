"""Pages read by spans of time, alike on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from docarchive.catalogue import Catalogue, Unit, open_catalogue
from docarchive.catalogue.archive import INTAKE_AUDIENCE, INTAKE_NODE
from docarchive.catalogue.schema import work
from docarchive.records import identifiers
from docarchive.records.objects import Fixity, Item, ItemState, StoredFile
from tests.databases import fresh_database

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
SPAN = timedelta(minutes=30)


@pytest.fixture(params=["sqlite", "postgresql"])
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Catalogue]:
    with fresh_database(request.param, tmp_path) as url:
        opened = open_catalogue(url)
        opened.prepare()
        yield opened
        opened.close()


def an_item(unit: Unit) -> int:
    made, file = identifiers.mint(), identifiers.mint()
    unit.holdings.add_object(made, received=NOON, by=0)
    fixity = Fixity(f"{made:064x}", f"{made:0128x}", 10)
    unit.holdings.add_file(StoredFile(file, made, "qd.pdf", "application/pdf", fixity, "content/a.pdf", 1))
    batch = unit.uploads.open_batch("Lô", by=0, node=INTAKE_NODE, at=NOON)
    counts = (1, 0, 0, 1, 1, 0, 0)
    unit.holdings.add_item(
        Item(made, "QĐ", ItemState.READ, *counts, INTAKE_NODE, INTAKE_AUDIENCE, batch, NOON, 0), object_id=made
    )
    return made


def a_job(unit: Unit, item: int, ended: datetime, *, kind: str = "read", state: str = "done") -> None:
    row = {"id": identifiers.mint(), "kind": kind, "item": item, "page": None, "priority": 1, "state": state, "attempts": 1}
    row |= {"run_at": ended, "lease_until": None, "claim": None, "worker": None, "error": "", "created": ended}
    unit._connection.execute(insert(work.jobs).values(**row, uniq=str(row["id"]), started=ended, ended=ended))


def test_only_pages_that_were_read_count_in_the_span_in_which_they_ended(catalogue: Catalogue) -> None:
    with catalogue.writing() as unit:
        item = an_item(unit)
        for minutes in (0, 29, 30, 95):
            a_job(unit, item, NOON + timedelta(minutes=minutes))
        a_job(unit, item, NOON - timedelta(seconds=1))
        a_job(unit, item, NOON + timedelta(minutes=5), kind="index")
        a_job(unit, item, NOON + timedelta(minutes=5), state="failed")
        unit.commit()
    with catalogue.reading() as unit:
        assert unit.figures.pages_read(NOON, span=SPAN) == {NOON: 2, NOON + SPAN: 1, NOON + 3 * SPAN: 1}
        assert unit.figures.count_read(NOON) == 4
        assert unit.figures.count_read(NOON + timedelta(hours=2)) == 0
