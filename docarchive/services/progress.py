"""How far things are: a batch file by file and page by page, an item's stages, the whole archive; and trying again."""

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from docarchive import errors
from docarchive.archive import Archive
from docarchive.catalogue import Unit
from docarchive.catalogue.lists import Listed
from docarchive.errors import ArchiveError, NotFound
from docarchive.records.access import Asker
from docarchive.records.events import Deed
from docarchive.records.jobs import BULK, SINGLE, Stage
from docarchive.records.objects import ItemPage, ItemState
from docarchive.rules.access import Right, require, require_item
from docarchive.services.arranging import access_of
from docarchive.services.batching import visible_batch, visible_batches
from docarchive.services.process import follow


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file of a batch that was not taken; `error` says why and what to do, `item` the one that has the same bytes and `named`
    what that is called: where the asker may see it."""

    id: int
    name: str
    size: int
    code: str
    error: ArchiveError
    item: int | None
    at: datetime
    named: str = ""


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """A batch as its page shows it. `handed`: what the asker sent and may see no more, since the secrecy officer has it."""

    id: int
    title: str
    node: int
    created: datetime
    items: list[Listed]
    pages: dict[int, list[ItemPage]]
    refusals: list[Refusal]
    handed: list[tuple[int, datetime]]

    @property
    def totals(self) -> dict[str, int]:
        """Files taken (of which handed over), being read (of which only
        the description is open), read, partly read, failed, refused; pages in all, open, failed."""
        states = [row.state for row in self.items]
        return {
            "files": len(self.items) + len(self.handed),
            "handed": len(self.handed),
            "reading": states.count(ItemState.READING),
            "describing": sum(row.state is ItemState.READING and not row.pages_open for row in self.items),
            "read": states.count(ItemState.READ),
            "partial": states.count(ItemState.PARTIAL),
            "failed": states.count(ItemState.FAILED),
            "refused": len(self.refusals),
            "duplicates": sum(isinstance(each.error, errors.Duplicate) for each in self.refusals),
            "pages": sum(row.pages for row in self.items),
            "pages_open": sum(row.pages_open for row in self.items),
            "pages_failed": sum(row.pages_failed for row in self.items),
        }


_BY_CODE: dict[str, type[ArchiveError]] = {
    kind.code: kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ArchiveError)
}


def batch(archive: Archive, asker: Asker, batch_id: int) -> BatchProgress:
    """How far a batch is. Raises Forbidden, NotFound."""
    require(asker, Right.UPLOAD)
    with archive.catalogue.reading() as unit:
        head = visible_batch(unit, asker, batch_id)
        access = access_of(unit, asker)
        items = unit.lists.in_batch(batch_id, access)
        handed = [(item, at) for _, item, at in unit.lists.handed_over([batch_id], by=asker.id, access=access)]
        refusals = [_refusal(dict(row)) for row in unit.uploads.refusals(batch_id)]
        twins = unit.lists.by_ids({each.item for each in refusals if each.item}, access)
        refusals = [_with_twin(each, twins.get(each.item or 0)) for each in refusals]
        pages: dict[int, list[ItemPage]] = {row.id: [] for row in items}
        for page in unit.pages.of_items(pages):
            pages[page.item].append(page)
    return BatchProgress(batch_id, head["title"], head["node"], head["created"], items, pages, refusals, handed)


def batches(archive: Archive, asker: Asker, *, limit: int = 10) -> list[dict[str, Any]]:
    """The newest batches: id, title, created, created_by, node. Raises Forbidden."""
    require(asker, Right.UPLOAD)
    with archive.catalogue.reading() as unit:
        return visible_batches(unit, asker, limit=limit)


def _refusal(row: dict[str, Any]) -> Refusal:
    facts = json.loads(row["facts"])
    item = facts.pop("item", None)
    facts.pop("key", None)
    kind = _BY_CODE.get(row["code"], errors.Refused)
    error = kind(**facts) if kind is not errors.PageUnreadable else errors.Refused()
    return Refusal(row["id"], row["name"], row["size"], row["code"], error, int(item) if item else None, row["at"])


def _with_twin(refusal: Refusal, twin: Listed | None) -> Refusal:
    if twin is None:
        return replace(refusal, item=None)
    return replace(refusal, named=twin.ref_norm or twin.subject or twin.title)


def dismiss(archive: Archive, asker: Asker, batch_id: int, refusal: int) -> None:
    """Take a refusal off its batch's list. Raises Forbidden, NotFound."""
    require(asker, Right.UPLOAD)
    with archive.catalogue.writing() as unit:
        visible_batch(unit, asker, batch_id)
        unit.uploads.dismiss(batch_id, refusal)
        unit.commit()


def retry(archive: Archive, asker: Asker, item_id: int, *, page: int | None = None) -> int:
    """Read an item's failed pages again (or one page, failed or not), and do its failed stages again; how many pages.

    What was read before stays: a new reading is a new generation. Raises Forbidden, NotFound.
    """
    require(asker, Right.RETRY)
    with archive.catalogue.writing() as unit:
        item = unit.holdings.item(item_id, lock=True)
        require_item(access_of(unit, asker), item)
        chosen = [each for each in unit.pages.of_item(item_id) if _again(each, page)]
        if page is not None and not chosen:
            raise NotFound(f"page {page} of item {item_id}")
        dropped = unit.jobs.clear_failed(item_id)
        if chosen:
            _read_again(unit, item_id, chosen)
        elif dropped:
            _stages_again(unit, item_id, planned=bool(unit.pages.of_item(item_id)), open_pages=item.pages_open)
        unit.events.add(Deed.RETRY, agent=asker.id, item=item_id, pages=[each.number for each in chosen])
        unit.commit()
    archive.dispatch.nudge([Stage.READ] * len(chosen) or list(Stage))
    return len(chosen)


def retry_batch(archive: Archive, asker: Asker, batch_id: int) -> int:
    """Read the failed pages of every file of a batch again; how many pages. Raises Forbidden, NotFound."""
    failed = [row.id for row in batch(archive, asker, batch_id).items if row.pages_failed]
    return sum(retry(archive, asker, item) for item in failed)


def retry_all(archive: Archive, asker: Asker, *, stage: Stage | None = None, error: str = "") -> int:
    """Do again what failed, of what the asker may see: all of it, or what failed in one stage for one reason (its code);
    how many documents. Raises Forbidden."""
    chosen = [group for group in failures(archive, asker) if stage is None or (group.stage, group.error) == (stage, error)]
    items = {row.id for group in chosen for row in group.rows}
    for item in sorted(items):
        retry(archive, asker, item)
    return len(items)


@dataclass(frozen=True, slots=True)
class Failures:
    """What failed in one stage for one reason (a code with its facts): the documents, and of readings how many pages."""

    stage: Stage
    error: str
    rows: list[Listed]
    pages: int


def failures(archive: Archive, asker: Asker) -> list[Failures]:
    """What failed, by stage and reason, the most frequent first, of what the asker may see. Raises Forbidden."""
    require(asker, Right.STATUS)
    groups: dict[tuple[Stage, str], dict[int, Listed]] = {}
    pages: Counter[str] = Counter()
    for row, failed in troubled(archive, asker, limit=10_000):
        for page in failed:
            groups.setdefault((Stage.READ, page.error), {})[row.id] = row
            pages[page.error] += 1
    with archive.catalogue.reading() as unit:
        stuck = unit.jobs.failed()
        rows = unit.lists.by_ids({item for item, _, _ in stuck}, access_of(unit, asker))
    for item, stage, error in stuck:
        if item in rows:
            groups.setdefault((stage, error), {})[item] = rows[item]
    made = [
        Failures(stage, error, list(found.values()), pages[error] if stage is Stage.READ else 0)
        for (stage, error), found in groups.items()
    ]
    return sorted(made, key=lambda group: (-len(group.rows), group.stage.value, group.error))


def troubled(archive: Archive, asker: Asker, *, limit: int = 100) -> list[tuple[Listed, list[ItemPage]]]:
    """Items with pages that could not be read, newest first, with those pages. Raises Forbidden."""
    require(asker, Right.STATUS)
    with archive.catalogue.reading() as unit:
        rows = unit.lists.items(access_of(unit, asker), states=(ItemState.PARTIAL, ItemState.FAILED), limit=limit)
        failed: dict[int, list[ItemPage]] = {row.id: [] for row in rows}
        for page in unit.pages.of_items(failed):
            if page.state == "failed":
                failed[page.item].append(page)
    return [(row, failed[row.id]) for row in rows]


def _again(each: ItemPage, page: int | None) -> bool:
    if page is None:
        return each.state == "failed"
    return each.number == page and each.state != "waiting"


def _read_again(unit: Unit, item_id: int, chosen: list[ItemPage]) -> None:
    failed = sum(each.state == "failed" for each in chosen)
    for each in chosen:
        unit.pages.wait(each.id)
    gen = unit.pages.count_up(item_id, len(chosen), was_failed=failed)
    unit.jobs.add_reads(item_id, gen, [each.id for each in chosen], priority=SINGLE)


def _stages_again(unit: Unit, item_id: int, *, planned: bool, open_pages: int) -> None:
    item = unit.holdings.item(item_id)
    if not planned:
        unit.jobs.add(Stage.PLAN, item_id, uniq=f"plan:{item_id}:{item.gen}", priority=BULK)
    elif item.state is ItemState.READING and open_pages == 0:
        unit.jobs.add(Stage.DESCRIBE, item_id, uniq=f"describe:{item_id}:{item.gen}", priority=BULK)
    else:
        follow(unit, item_id, item.revision, priority=BULK)


#: Seconds that work may wait while nobody is at work before somebody should look.
_PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class State:
    """The archive's state in figures. `away` names each part that doesn't answer, with why; `at_work`: workers with a job."""

    items: dict[str, int]
    queue: dict[str, tuple[int, int, float]]
    at_work: int
    loose_events: int
    free_bytes: int | None
    total_bytes: int | None = None
    away: dict[str, str] = field(default_factory=dict)
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def idle(self) -> bool:
        """Whether work has waited for minutes and nobody does any: no worker runs, or none gets at the catalogue."""
        return not self.at_work and any(waited > _PATIENCE for _ready, _running, waited in self.queue.values())


def state(archive: Archive, asker: Asker) -> State:
    """Items by state, the queue, room, and what is away. Raises Forbidden."""
    require(asker, Right.STATUS)
    with archive.catalogue.reading() as unit:
        items = {state.value: count for state, count in unit.lists.counts_by_state(access_of(unit, asker)).items()}
        queue = unit.jobs.queue()
        at_work = unit.jobs.at_work()
        loose = unit.seals.loose()
    store = archive.storage
    return State(items, queue, at_work, loose, store.free_bytes(), store.total_bytes(), parts_away(archive))


def parts_away(archive: Archive) -> dict[str, str]:
    """Each store or server that doesn't answer, with why; empty when all is well. Needs no right: it names no document."""
    return {name: error.detail or error.message("en") for name, error in failing(archive).items()}


def failing(archive: Archive) -> dict[str, ArchiveError]:
    """Each store or server that doesn't do its part, with what it says; empty when all is well."""
    parts = {
        "database": archive.catalogue.check,
        "storage": archive.storage.check,
        "search": lambda: archive.index.check(),
        "broker": archive.dispatch.check,
    }
    away: dict[str, ArchiveError] = {}
    for name, check in parts.items():
        try:
            check()
        except ArchiveError as error:
            away[name] = error
    return away
