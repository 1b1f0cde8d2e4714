"""Splitting and joining on every database: which item has which pages, and what is to be done next."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from docarchive.catalogue import Catalogue, Unit, open_catalogue
from docarchive.catalogue.archive import INTAKE_AUDIENCE, INTAKE_NODE
from docarchive.records import identifiers
from docarchive.records.access import Mode
from docarchive.records.arrangement import NodeKind
from docarchive.records.jobs import Stage
from docarchive.records.objects import Fixity, Item, ItemState, StoredFile, generation
from docarchive.records.pages import Page
from docarchive.records.readings import Reading
from docarchive.records.separators import Separator, mark_of, to_code
from docarchive.services.splitting import spans, split_when_read
from tests.databases import fresh_database

NOW = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Catalogue]:
    with fresh_database(request.param, tmp_path) as url:
        opened = open_catalogue(url)
        opened.prepare()
        yield opened
        opened.close()


def received(unit: Unit, pages: int) -> int:
    made, file = identifiers.mint(), identifiers.mint()
    batch = unit.uploads.open_batch("Lô", by=0, node=INTAKE_NODE, at=NOW)
    unit.holdings.add_object(made, received=NOW, by=0)
    fixity = Fixity("a" * 64, "a" * 128, 10)
    unit.holdings.add_file(StoredFile(file, made, "chồng.pdf", "application/pdf", fixity, "original/file.pdf", pages))
    counts = (pages, 0, 0, 1, 1, 0, 0)
    unit.holdings.add_item(
        Item(made, "chồng.pdf", ItemState.READING, *counts, INTAKE_NODE, INTAKE_AUDIENCE, batch, NOW, 0), object_id=made
    )
    unit.arrangement.place(made, INTAKE_NODE)
    unit.pages.plan(made, file, pages)
    return made


def dossier(unit: Unit) -> int:
    public = unit.arrangement.audience(Mode.PUBLIC).id
    fonds = unit.arrangement.add(NodeKind.FONDS, parent=None, code="P01", title="Phông", audience=public)
    return unit.arrangement.add(NodeKind.DOSSIER, parent=fonds.id, code="12.VP", title="Hồ sơ", audience=None).id


def test_the_pages_of_a_stack_are_shared_out(catalogue: Catalogue) -> None:
    with catalogue.writing() as unit:
        stack, node = received(unit, 6), dossier(unit)
        code = to_code(Separator(mark_of(unit.archive.uuid), node))
        read = unit.pages.of_item(stack)
        engines = {0: ("tesseract", code), 1: ("blank", ""), 2: ("tesseract", ""), 4: ("tesseract", code), 5: ("tesseract", "")}
        for index, (engine, seen) in engines.items():
            unit.pages.add_reading(read[index].id, Reading(engine, "", Page(9, 9), code=seen), gen=1, at=NOW)
        unit.jobs.add_reads(stack, 1, [page.id for page in read], priority=5)
        unit.pages.fail(read[3].id, "too-slow")
        made = split_when_read(unit, stack)
        unit.commit()
    with catalogue.reading() as unit:
        items = unit.stacks.items(stack)
        assert [item.id for item in items] == made and made[0] == stack
        assert [[page.index for page in unit.pages.of_item(item)] for item in made] == [[2, 3], [5]]
        assert [(item.pages, item.pages_open, item.pages_failed) for item in items] == [(2, 0, 1), (1, 0, 0)]
        assert [(item.home, item.state, item.revision) for item in items] == [
            (node, ItemState.READING, 2),
            (node, ItemState.READING, 1),
        ]
        assert not unit.stacks.whole(unit.holdings.file_of_item(stack)) and generation(items) == 2
        read_for = [[job["page"] for job in unit.jobs.of_item(item) if job["kind"] == Stage.READ.value] for item in made]
        assert read[5].id in read_for[1] and read[5].id not in read_for[0] and read[2].id in read_for[0]
        assert set(unit.stacks.readings(unit.holdings.file_of_item(stack).id)) == {1, 2, 3, 5, 6}
    with catalogue.writing() as unit:
        assert split_when_read(unit, stack) == [stack], "once is enough"


def test_a_stack_that_went_on_since_isnt_split(catalogue: Catalogue) -> None:
    with catalogue.writing() as unit:
        stack, node = received(unit, 2), dossier(unit)
        code = to_code(Separator(mark_of(unit.archive.uuid), node))
        for page in unit.pages.of_item(stack):
            unit.pages.add_reading(page.id, Reading("tesseract", "", Page(9, 9), code=code * (page.index == 0)), gen=1, at=NOW)
        unit.holdings.change(stack, NOW, state=ItemState.PARTIAL)
        assert split_when_read(unit, stack) == [stack]
        assert unit.holdings.item(stack).pages == 2


@pytest.mark.parametrize(
    ("indexes", "told"), [([0], "1"), ([1, 2, 3], "2–4"), ([1, 2, 5], "2–3, 6"), ([0, 2, 4], "1, 3, 5"), ([], "")]
)
def test_places_are_told_as_people_write_them(indexes: list[int], told: str) -> None:
    assert spans(indexes) == told
