"""Which documents name which, alike on both databases, of what the asker may see."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from docarchive.catalogue import Catalogue, Unit, open_catalogue
from docarchive.catalogue.archive import INTAKE_AUDIENCE, INTAKE_NODE, PUBLIC_AUDIENCE
from docarchive.records import identifiers
from docarchive.records.access import AccessFilter
from docarchive.records.description import FieldValue
from docarchive.records.objects import Fixity, Item, ItemState, StoredFile
from tests.databases import fresh_database

NOW = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
ALL = AccessFilter(frozenset({INTAKE_AUDIENCE, PUBLIC_AUDIENCE}))
PUBLIC = AccessFilter(frozenset({PUBLIC_AUDIENCE}))


@pytest.fixture(params=["sqlite", "postgresql"])
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Catalogue]:
    with fresh_database(request.param, tmp_path) as url:
        opened = open_catalogue(url)
        opened.prepare()
        yield opened
        opened.close()


def document(unit: Unit, audience: int, number: str, date: str, *cited: str) -> int:
    made, file = identifiers.mint(), identifiers.mint()
    unit.holdings.add_object(made, received=NOW, by=0)
    fixity = Fixity(f"{made:064x}", f"{made:0128x}", 10)
    unit.holdings.add_file(StoredFile(file, made, "qd.pdf", "application/pdf", fixity, "content/a.pdf", 1))
    batch = unit.uploads.open_batch("Lô", by=0, node=INTAKE_NODE, at=NOW)
    counts = (1, 0, 0, 1, 1, 0, 0)
    unit.holdings.add_item(Item(made, "QĐ", ItemState.READ, *counts, INTAKE_NODE, audience, batch, NOW, 0), object_id=made)
    head = {"ref_norm": number, "ref_key": number.replace("Đ", "D"), "date": date}
    fields = [FieldValue(name, value, 0.9) for name, value in head.items()]
    fields += [FieldValue("cited", value, 0.9, ordinal=at) for at, value in enumerate(cited)]
    unit.fields.assert_all(made, tuple(fields), gen=1, at=NOW)
    unit.fields.project(made, unit.fields.current(made))
    return made


def test_documents_are_found_by_their_numbers_and_by_those_they_name(catalogue: Catalogue) -> None:
    with catalogue.writing() as unit:
        old = document(unit, PUBLIC_AUDIENCE, "12/QĐ-UBND", "2019-01-05")
        new = document(unit, PUBLIC_AUDIENCE, "12/QĐ-UBND", "2025-01-05", "7/KH-UBND", "9/TB-VP")
        closed = document(unit, INTAKE_AUDIENCE, "9/TB-VP", "2024-03-02", "12/QĐ-UBND", "7/KH-UBND")
        unit.commit()
    with catalogue.reading() as unit:
        found = unit.citations.numbered(["12/QD-UBND", "9/TB-VP", "1/CT-UBND", ""], ALL)
        assert {key: [row.id for row in rows] for key, rows in found.items()} == {"12/QD-UBND": [new, old], "9/TB-VP": [closed]}
        assert set(unit.citations.numbered(["12/QD-UBND", "9/TB-VP"], PUBLIC)) == {"12/QD-UBND"}
        assert unit.citations.numbered([""], ALL) == {}
        assert [row.id for row in unit.citations.naming("7/KH-UBND", ALL, limit=5)] == [new, closed]
        assert [row.id for row in unit.citations.naming("7/KH-UBND", ALL, limit=1)] == [new]
        assert [row.id for row in unit.citations.naming("7/KH-UBND", PUBLIC, limit=5)] == [new]
        assert unit.citations.naming("7/KH", ALL, limit=5) == []
