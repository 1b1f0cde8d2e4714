"""Reading again what was read before, with what the archive reads with now: the old reading stays, and what changed is told."""

from collections.abc import Collection
from dataclasses import dataclass
from difflib import SequenceMatcher

from docarchive.archive import Archive
from docarchive.records.access import Asker
from docarchive.records.events import Deed
from docarchive.records.jobs import BACKGROUND, Stage
from docarchive.rules.access import Right, require
from docarchive.services.arranging import access_of
from docarchive.services.batching import visible_batch

#: Over every confidence: all pages.
ANY = 1.01


@dataclass(frozen=True, slots=True)
class Selection:
    """What is to be read again: recognised pages with a confidence under `below`, of these `items` (none: of all that the asker
    may see), of one `batch` (0: of any)."""

    below: float = ANY
    items: Collection[int] = ()
    batch: int = 0


@dataclass(frozen=True, slots=True)
class Moved:
    """How a page's reading moved: `changed` words of `words` it has now; confidence and engine before and now."""

    item: int
    page: int
    words: int
    changed: int
    before: float
    now: float
    engines: tuple[str, str]


def chosen(archive: Archive, asker: Asker, selection: Selection) -> dict[int, list[int]]:
    """By item the pages that would be read again. Raises Forbidden, NotFound (the batch)."""
    require(asker, Right.RETRY)
    with archive.catalogue.reading() as unit:
        if selection.batch:
            visible_batch(unit, asker, selection.batch)
        access, wanted = access_of(unit, asker), selection
        return unit.rereads.pages(access, below=wanted.below, items=wanted.items, batch=wanted.batch)


def reread(archive: Archive, asker: Asker, selection: Selection) -> int:
    """Have the pages read again, behind all other work, document by document: how many. What was read stays in force until the
    new reading is there, and is kept after it. Raises Forbidden, NotFound (the batch)."""
    pages = chosen(archive, asker, selection)
    return sum(_again(archive, asker, item, set(numbers)) for item, numbers in pages.items())


def _again(archive: Archive, asker: Asker, item: int, numbers: set[int]) -> int:
    with archive.catalogue.writing() as unit:
        unit.holdings.item(item, lock=True)
        # Looked at once more under the lock: another may have had them read meanwhile.
        found = [each for each in unit.pages.of_item(item) if each.number in numbers and each.state == "read"]
        if not found:
            return 0
        for each in found:
            unit.pages.wait(each.id)
        gen = unit.pages.count_up(item, len(found), was_failed=0)
        unit.jobs.add_reads(item, gen, [each.id for each in found], priority=BACKGROUND)
        unit.events.add(Deed.RETRY, agent=asker.id, item=item, pages=[each.number for each in found])
        unit.commit()
    archive.dispatch.nudge([Stage.READ] * len(found))
    return len(found)


def moved(archive: Archive, asker: Asker, selection: Selection) -> list[Moved]:
    """How the pages moved that were read twice, those that changed most first; `below` doesn't count.

    Raises Forbidden, NotFound (the batch).
    """
    require(asker, Right.RETRY)
    with archive.catalogue.reading() as unit:
        if selection.batch:
            visible_batch(unit, asker, selection.batch)
        pages = unit.rereads.twice(access_of(unit, asker), items=selection.items, batch=selection.batch)
    told = []
    for each in pages:
        before, now = (reading.page.text.split() for reading in (each.before, each.now))
        same = sum(block.size for block in SequenceMatcher(None, before, now, autojunk=False).get_matching_blocks())
        engines = each.before.version, each.now.version
        changed = max(len(before), len(now)) - same
        told.append(Moved(each.item, each.number, len(now), changed, each.before.confidence, each.now.confidence, engines))
    return sorted(told, key=lambda one: (-one.changed, one.item, one.page))
