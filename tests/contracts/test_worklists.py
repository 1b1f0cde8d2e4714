"""What waits is counted and listed alike on both databases, and only of what the asker may see."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from docarchive.catalogue import Catalogue, Unit, open_catalogue
from docarchive.catalogue.archive import INTAKE_AUDIENCE, INTAKE_NODE, PUBLIC_AUDIENCE
from docarchive.catalogue.worklists import Span
from docarchive.records import identifiers
from docarchive.records.access import AccessFilter, Mode
from docarchive.records.arrangement import NodeKind
from docarchive.records.description import FieldState, FieldValue, Source
from docarchive.records.objects import Fixity, Item, ItemState, StoredFile
from docarchive.records.pages import Block, Box, Line, Page, Word
from docarchive.records.readings import Reading
from docarchive.records.worklists import Worklist
from tests.databases import fresh_database

NOW = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
MINE = AccessFilter(frozenset({INTAKE_AUDIENCE, PUBLIC_AUDIENCE}), uncleared=True)
WHOLE = Span()
FIELDS = (FieldValue("ref_norm", "12/QĐ-UBND", 0.95), FieldValue("date", "2026-11-01", 0.95))


@pytest.fixture(params=["sqlite", "postgresql"])
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Catalogue]:
    with fresh_database(request.param, tmp_path) as url:
        opened = open_catalogue(url)
        opened.prepare()
        yield opened
        opened.close()


def batch(unit: Unit) -> int:
    return unit.uploads.open_batch("Lô", by=0, node=INTAKE_NODE, at=NOW)


def item(unit: Unit, within: int, *, at: datetime = NOW, node: int = INTAKE_NODE, audience: int = INTAKE_AUDIENCE) -> int:
    """An item of two pages that waits to be read."""
    made, file = identifiers.mint(), identifiers.mint()
    unit.holdings.add_object(made, received=at, by=0)
    fixity = Fixity(f"{made:064x}", f"{made:0128x}", 10)
    unit.holdings.add_file(StoredFile(file, made, "qd.pdf", "application/pdf", fixity, "content/a.pdf", 2))
    unit.holdings.add_item(
        Item(made, "QĐ", ItemState.READING, 2, 2, 0, 1, 1, 0, 0, node, audience, within, at, 0), object_id=made
    )
    unit.arrangement.place(made, node)
    unit.pages.plan(made, file, 2)
    return made


def read(unit: Unit, item: int, *fields: FieldValue, confidence: float = 0.95, failed: bool = False, unread: int = 0) -> int:
    """Its first page is read so surely; the second too, or it fails; then it is described. A place of page `unread` isn't."""
    words = (Word("Số", Box(0, 0, 8, 10), confidence),)
    for page in unit.pages.of_item(item):
        if failed and page.number == 2:
            unit.pages.fail(page.id, "damaged")
        else:
            places = (Box(10, 20, 80, 30),) if page.number == unread else ()
            found = Reading("tesseract", "5.3", Page(100, 100, (Block((Line(words),)),), unread=places))
            unit.pages.add_reading(page.id, found, gen=1, at=NOW)
        unit.pages.count_down(item, failed=failed and page.number == 2)
    unit.fields.assert_all(item, fields, gen=1, at=NOW)
    unit.fields.project(item, unit.fields.current(item))
    unit.holdings.change(item, NOW, state=ItemState.PARTIAL if failed else ItemState.READ)
    return item


def listed(unit: Unit, which: Worklist, span: Span = WHOLE, access: AccessFilter = MINE) -> list[int]:
    rows = [row.id for row in unit.worklists.rows(which, access, span, limit=10, offset=0)]
    assert len(rows) == unit.worklists.count(which, access, span), "the count is of the same rows"
    return rows


class TestWorklists:
    """What a worklist promises."""

    def test_each_reason_has_its_list(self, catalogue: Catalogue) -> None:
        with catalogue.writing() as unit:
            lot = batch(unit)
            node = unit.arrangement.add(
                NodeKind.FONDS, parent=None, code="P", title="P", audience=unit.arrangement.audience(Mode.PUBLIC).id
            )
            placed = {"node": node.id, "audience": PUBLIC_AUDIENCE}
            sound = read(unit, item(unit, lot, **placed), *FIELDS)
            wanted = {
                Worklist.READING: [item(unit, lot, **placed)],
                Worklist.FAILED: [read(unit, item(unit, lot, **placed), *FIELDS, failed=True)],
                Worklist.POOR: [read(unit, item(unit, lot, **placed), *FIELDS, confidence=0.5)],
                Worklist.UNREAD: [read(unit, item(unit, lot, **placed), *FIELDS, unread=2)],
                Worklist.NUMBERLESS: [read(unit, item(unit, lot, **placed), FIELDS[1])],
                Worklist.DATELESS: [read(unit, item(unit, lot, **placed), FIELDS[0])],
                Worklist.DOUBTFUL: [read(unit, item(unit, lot, **placed), *FIELDS, FieldValue("signer", "A", 0.5))],
                Worklist.UNPLACED: [read(unit, item(unit, lot), *FIELDS)],
            }
            unit.commit()
        with catalogue.reading() as unit:
            assert {which: listed(unit, which) for which in Worklist} == wanted
            assert unit.worklists.counts(MINE) == dict.fromkeys(Worklist, 1)
            assert all(sound not in rows for rows in wanted.values())

    def test_an_empty_archive_has_nothing_waiting(self, catalogue: Catalogue) -> None:
        with catalogue.reading() as unit:
            assert unit.worklists.counts(MINE) == dict.fromkeys(Worklist, 0)
            assert unit.worklists.by_batch(MINE, []) == {} and unit.worklists.by_day(MINE, NOW) == {}

    def test_a_persons_word_ends_the_doubt(self, catalogue: Catalogue) -> None:
        with catalogue.writing() as unit:
            doubted = read(unit, item(unit, batch(unit)), *FIELDS, FieldValue("signer", "A", 0.5))
            unit.commit()
        with catalogue.writing() as unit:
            assert listed(unit, Worklist.DOUBTFUL) == [doubted]
            assert unit.worklists.doubts([doubted]) == {doubted: [("signer", 0.5)]}
            said = FieldValue("signer", "A", 1.0, source=Source.PERSON, state=FieldState.CONFIRMED)
            unit.fields.assert_all(doubted, (said,), gen=1, at=NOW, by=7)
            assert listed(unit, Worklist.DOUBTFUL) == []

    def test_what_nobody_reads_on_a_page_is_no_doubt(self, catalogue: Catalogue) -> None:
        with catalogue.writing() as unit:
            read(unit, item(unit, batch(unit)), *FIELDS, FieldValue("cited", "1/NĐ-CP", 0.5), FieldValue("signer", "A", 0.8))
            assert listed(unit, Worklist.DOUBTFUL) == []

    def test_by_batch_and_by_day(self, catalogue: Catalogue) -> None:
        midnight = NOW.replace(hour=17, minute=0)
        with catalogue.writing() as unit:
            one, other = batch(unit), batch(unit)
            early = item(unit, one, at=midnight)
            late = item(unit, other, at=midnight + timedelta(days=1) - timedelta(microseconds=1))
            next_day = item(unit, other, at=midnight + timedelta(days=1))
            item(unit, other, at=midnight - timedelta(microseconds=1))
            unit.commit()
        with catalogue.reading() as unit:
            batches = unit.worklists.by_batch(MINE, [one, other])
            assert {key: counts[Worklist.READING] for key, counts in batches.items()} == {one: 1, other: 3}
            days = unit.worklists.by_day(MINE, midnight)
            assert {day: counts[Worklist.READING] for day, counts in days.items()} == {0: 2, 1: 1}
            first_day = Span(first=midnight, end=midnight + timedelta(days=1))
            assert listed(unit, Worklist.READING, first_day) == [early, late]
            assert listed(unit, Worklist.READING, Span(other, first=midnight)) == [late, next_day]

    def test_what_the_asker_may_not_see_is_neither_counted_nor_listed(self, catalogue: Catalogue) -> None:
        with catalogue.writing() as unit:
            lot = batch(unit)
            read(unit, item(unit, lot))
            unit.commit()
        stranger = AccessFilter(frozenset({PUBLIC_AUDIENCE}), uncleared=True)
        with catalogue.reading() as unit:
            assert unit.worklists.counts(stranger) == dict.fromkeys(Worklist, 0)
            assert unit.worklists.by_batch(stranger, [lot]) == {}
            assert all(listed(unit, which, access=stranger) == [] for which in Worklist)
