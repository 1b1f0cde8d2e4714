"""The stages of a document's journey, each idempotent: whatever a killed worker left half done is simply done again.

A stage does its work, then writes its result and ends its job in one unit that is fenced by the job's claim:
a worker whose lease ran out writes nothing.
"""

from datetime import UTC, datetime
from pathlib import Path

from docarchive.archive import Archive
from docarchive.catalogue import Unit
from docarchive.child import described
from docarchive.errors import PageUnreadable
from docarchive.records.description import Description
from docarchive.records.events import Deed
from docarchive.records.identifiers import to_letters
from docarchive.records.jobs import BACKGROUND, Job, Stage
from docarchive.records.objects import Item, ItemState
from docarchive.records.pages import Page
from docarchive.services.originals import ocfl_id, original
from docarchive.services.splitting import split_when_read

_EMPTY = Page(1, 1)

#: Failures that reading again can't mend: the page fails at once.
_FINAL = frozenset({"damaged-page", "too-many-pixels"})


def plan(archive: Archive, job: Job) -> None:
    """Make the item's page rows and one read job a page, page 1 first."""
    with archive.catalogue.writing() as unit:
        item = unit.holdings.item(job.item, lock=True)
        pages = unit.pages.plan(item.id, unit.holdings.file_of_item(item.id).id, item.pages)
        unit.jobs.add_reads(item.id, item.gen, [page for _, page in pages], priority=job.priority)
        unit.events.add(Deed.PLAN, agent=0, item=item.id, pages=len(pages))
        unit.jobs.finish(job)
        unit.commit()
    archive.dispatch.nudge([Stage.READ] * len(pages))


def read(archive: Archive, job: Job) -> None:
    """Read one page: text layer, OCR or blank, in a child with limits. Raises PageUnreadable."""
    with archive.catalogue.reading() as unit:
        page = next(each for each in unit.pages.of_item(job.item) if each.id == job.page)
        item = unit.holdings.item(job.item)
        file = unit.holdings.file_of_item(job.item)
        ocfl = ocfl_id(unit, file.object)
    folder = pictures_folder(archive, file.id)
    folder.mkdir(parents=True, exist_ok=True)
    with original(archive, ocfl, file) as path, archive.slots.lend() as slot:
        result = slot.read(path, file.media_type, page.index, folder)
    with archive.catalogue.writing() as unit:
        unit.pages.add_reading(page.id, result.reading, gen=item.gen, at=datetime.now(UTC))
        unit.jobs.finish(job)
        _page_done(unit, job, failed=False)
        unit.commit()
    archive.dispatch.nudge([Stage.DESCRIBE])


def pictures_folder(archive: Archive, file: int) -> Path:
    """Where a file's page images and thumbnails are cached: `N.jpg`, `N.thumb.jpg`, N from 1."""
    letters = to_letters(file)
    return archive.settings.cache / "pages" / letters[-2:] / letters


def fail_page(archive: Archive, job: Job, reason: str) -> None:
    """The page can't be read: it fails with its reason, and the rest of the document goes on."""
    with archive.catalogue.writing() as unit:
        unit.pages.fail(job.page or 0, reason)
        unit.jobs.give_up(job, reason)
        _page_done(unit, job, failed=True)
        unit.commit()
    archive.dispatch.nudge([Stage.DESCRIBE])


def is_final(error: PageUnreadable) -> bool:
    """Whether trying again is no use."""
    return error.reason in _FINAL


def _page_done(unit: Unit, job: Job, *, failed: bool) -> None:
    if unit.pages.count_down(job.item, failed=failed) == 0:
        for item in split_when_read(unit, job.item):
            add_describe(unit, item, priority=job.priority)


def add_describe(unit: Unit, item: int, *, priority: int = BACKGROUND) -> None:
    """Have a document described whose pages are all read."""
    unit.jobs.add(Stage.DESCRIBE, item, uniq=f"describe:{item}:{unit.holdings.item(item).gen}", priority=priority)


def describe(archive: Archive, job: Job) -> None:
    """Understand the whole document, in a child with limits; clear it, or put it into quarantine when it carries a
    secrecy mark. Raises PageUnreadable."""
    with archive.catalogue.reading() as unit:
        item = unit.holdings.item(job.item)
        file = unit.holdings.file_of_item(job.item)
        alone = item.title == file.name  # a document of a stack is named by its pages besides
        readings = unit.pages.readings(job.item)
    pages = [readings[number].page if number in readings else _EMPTY for number in range(1, item.pages + 1)]
    with archive.slots.lend() as slot:
        machine = described(slot, pages, file_name=file.name if alone else "")  # of a stack its name says nothing
    # Suggested or sure: a false alarm costs a look, a mark overlooked costs more.
    mark = next((each for each in machine.fields if each.name == "secrecy"), None)
    with archive.catalogue.writing() as unit:
        if unit.holdings.item(item.id, lock=True).gen != item.gen:
            # Its pages were read again, split or joined meanwhile: who did that has it described anew.
            unit.jobs.finish(job)
            unit.commit()
            return
        at = datetime.now(UTC)
        unit.fields.assert_all(item.id, machine.fields, gen=item.gen, at=at)
        current = unit.fields.current(item.id)
        unit.fields.project(item.id, current)
        state = _state(item, quarantined=mark is not None and not archive.settings.allow_secret)
        revision = unit.holdings.change(item.id, at, state=state)
        unit.events.add(Deed.DESCRIBE, agent=0, item=item.id, state=state.value, fields=_filled(current))
        if state is ItemState.QUARANTINED and mark:
            unit.events.add(Deed.QUARANTINE, agent=0, item=item.id, mark=mark.value, page=mark.page)
        # The documents of a stack lie in one object, whose next version is to hold them all.
        follow(unit, item.id, revision, priority=job.priority, delay=0 if alone else archive.settings.keep_quiet_seconds)
        unit.jobs.finish(job)
        unit.commit()
    archive.dispatch.nudge([Stage.INDEX, Stage.KEEP])


def follow(
    unit: Unit, item: int, revision: int, *, priority: int = BACKGROUND, delay: float = 0, index: bool = True, store: bool = True
) -> None:
    """Have index and store follow a change; `delay` seconds gather several edits into one OCFL version."""
    if index:
        unit.jobs.add(Stage.INDEX, item, uniq=f"index:{item}:{revision}", priority=priority)
    if store:
        unit.jobs.add(Stage.KEEP, item, uniq=f"keep:{item}:{revision}", priority=priority, delay=delay)


def _state(item: Item, *, quarantined: bool) -> ItemState:
    if quarantined:
        return ItemState.QUARANTINED
    if item.pages_failed == 0:
        return ItemState.READ
    return ItemState.FAILED if item.pages_failed >= item.pages else ItemState.PARTIAL


def _filled(description: Description) -> list[str]:
    return sorted({each.name for each in description.fields})
