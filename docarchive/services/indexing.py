"""Bringing items to the search index, whole from the catalogue, after their change was committed."""

from collections.abc import Iterable, Iterator

from docarchive.archive import Archive
from docarchive.catalogue import Unit
from docarchive.errors import NotFound, Unavailable
from docarchive.records.access import Asker
from docarchive.records.description import FieldState
from docarchive.records.events import Deed
from docarchive.records.jobs import Job
from docarchive.records.queries import IndexedItem
from docarchive.rules.access import Right, require
from docarchive.services.naming import issuer_code, type_code


def index(archive: Archive, job: Job) -> None:
    """Write the item to the index as it stands now, or take it out when it isn't cleared. Raises LockBusy, Unavailable."""
    index_all(archive, [job])


def index_all(archive: Archive, jobs: list[Job]) -> None:
    """The same for several jobs with one commit of the index."""
    held: dict[int, tuple[int, int | None]] = {}
    put, gone = [], []
    with archive.catalogue.reading() as unit:
        for item_id in dict.fromkeys(job.item for job in jobs):
            item = unit.holdings.item(item_id)
            held[item_id] = (item.revision, item.audience if item.state.cleared else None)
            if item.state.cleared:
                put.append(indexed_item(unit, item_id))
            else:
                gone.append(item_id)
    if gone:
        archive.index_writer.remove(gone)
    if put:
        archive.index_writer.put(put)
    with archive.catalogue.writing() as unit:
        for item_id, (revision, audience) in held.items():
            unit.holdings.indexed(item_id, revision, audience)
        for job in jobs:
            unit.jobs.finish(job)
        unit.commit()


def indexed_item(unit: Unit, item_id: int) -> IndexedItem:
    """All that the index is to know of an item. Raises NotFound."""
    item = unit.holdings.item(item_id)
    known = unit.fields.current(item_id)
    nodes = [node for placed in unit.arrangement.nodes_of(item_id) for node in unit.arrangement.path(placed)]
    date = unit.fields.dates(item_id)
    return IndexedItem(
        id=item_id,
        acl=item.audience,
        title=item.title,
        type=known.value("subtype") or known.value("type"),
        type_code=type_code(known.value("subtype") or known.value("type")),
        subject=known.value("subject"),
        number=known.value("ref_norm") if known.value("number") else "",
        number_maybe=tuple(each.value for each in known.suggestions("ref_norm")),
        cited=tuple(each.value for each in known.all("cited") if each.state is not FieldState.ABSENT),
        issuer=known.value("issuer"),
        issuer_code=issuer_code(known.value("issuer"), known.value("symbol")),
        signer=known.value("signer"),
        dossiers=tuple(dict.fromkeys(node.id for node in nodes)),
        dossier_names=tuple(dict.fromkeys(f"{node.code} {node.title}" for node in nodes)),
        state=item.state.value,
        secrecy=known.value("secrecy"),
        date_from=date[0],
        date_to=date[1],
        pages={number: reading.page.text for number, reading in unit.pages.readings(item_id).items()},
    )


def rebuild_index(archive: Archive, asker: Asker) -> Iterator[int]:
    """Make the whole index anew from the catalogue and swap it in; yields how many items are in so far."""
    require(asker, Right.PEOPLE)
    done = 0
    with archive.index_writer.rebuild() as fresh:
        for batch in _batches(archive):
            fresh.put(batch)
            done += len(batch)
            yield done
    with archive.catalogue.writing() as unit:
        unit.events.add(Deed.REBUILD, agent=asker.id, items=done, part="index")
        unit.commit()


def refill_lost_index(archive: Archive) -> int:
    """Where the index is empty though it held items (it was lost, or left out of a backup), have them indexed again; how many.

    Where it is gone altogether it is made again first. Raises Unavailable.
    """
    try:
        if archive.index.count():
            return 0
    except Unavailable:
        return archive.prepare_index()
    with archive.catalogue.writing() as unit:
        lost = unit.holdings.forget_indexed()
        unit.jobs.add_indexing(lost)
        unit.commit()
    return len(lost)


def _batches(archive: Archive, size: int = 50) -> Iterator[list[IndexedItem]]:
    last = 0
    while True:
        with archive.catalogue.reading() as unit:
            ids = unit.holdings.cleared_items(last, size)
            batch = list(_readable(unit, ids))
        if not ids:
            return
        last = ids[-1]
        yield batch


def _readable(unit: Unit, ids: Iterable[int]) -> Iterator[IndexedItem]:
    for item_id in ids:
        try:
            yield indexed_item(unit, item_id)
        except NotFound:
            continue  # disposed of since its id was listed
