"""A stack with separator sheets becomes its documents: items over the same pages, each in the dossier its sheet names.

It is done in the unit that ends the stack's last page, so that a worker killed in between leaves a stack that isn't split,
whose page is simply read again. The bytes stay as they were received.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby

from docarchive.catalogue import Unit
from docarchive.errors import NotFound
from docarchive.records import identifiers
from docarchive.records.access import Asker
from docarchive.records.arrangement import NodeKind
from docarchive.records.events import Deed
from docarchive.records.identifiers import to_letters
from docarchive.records.objects import Item, ItemState, StoredFile
from docarchive.records.separators import Group, Separator, groups, mark_of
from docarchive.rules.access import Right, may
from docarchive.services.batching import require_node
from docarchive.services.people import OPERATOR

#: Why a document stays where its stack was put, as its event keeps it. Whether there is no such dossier or none that the
#: uploader may add to isn't told apart: who may not see a dossier doesn't learn that it is there.
UNREADABLE, OTHER_ARCHIVE, NO_DOSSIER, ONLY_SHEETS = "unreadable", "other-archive", "no-dossier", "only-sheets"


def split_when_read(unit: Unit, item_id: int) -> list[int]:
    """Split a stack whose last page was just read for the first time; the items that are now to be described."""
    item = unit.holdings.item(item_id, lock=True)
    if item.state is not ItemState.READING or unit.events.last(item_id, Deed.SPLIT):
        return [item_id]
    return split_stack(unit, item, for_whom=_uploader(unit, item), agent=0)


def split_stack(unit: Unit, item: Item, *, for_whom: Asker, agent: int) -> list[int]:
    """Split the object that was received as `item` by its separators, into dossiers that `for_whom` may put documents into.

    The items that are now to be described: `item` alone where there is nothing to split.
    """
    file = unit.holdings.file_of_item(item.id)
    sheets = unit.stacks.sheets(file.id)
    if not any(sheet.code for sheet in sheets):
        return [item.id]
    found = groups(sheets)
    if not found:
        unit.events.add(Deed.SPLIT, agent=agent, item=item.id, documents=0, why=ONLY_SHEETS)
        return [item.id]
    made = [item.id, *(identifiers.mint() for _ in found[1:])]
    pages = unit.stacks.pages(file.id)
    for number, group in zip(made, found, strict=True):
        target = _target(unit, group.separator, item, for_whom)
        if number != item.id:
            unit.holdings.add_item(_part(item, number), object_id=file.object)
        unit.stacks.give(number, [pages[index] for index in group.pages])
        if number != item.id or target.node != item.home:
            unit.arrangement.place(number, target.node)
        gen = item.gen + 1 if number == item.id else 1
        unit.holdings.change(number, datetime.now(UTC), title=_title(file, group), state=ItemState.READING, gen=gen)
        facts = {"documents": len(found), "pages": spans(group.pages), "node": str(target.node), "why": target.why}
        unit.events.add(Deed.SPLIT, agent=agent, item=number, of=to_letters(item.id), **facts)
    return made


@dataclass(frozen=True, slots=True)
class _Target:
    node: int
    why: str = ""


def _target(unit: Unit, separator: Separator | None, item: Item, for_whom: Asker) -> _Target:
    """Where a document goes: where its separator says, if that can be; else it stays where the stack is."""
    stack = item.home
    if separator is None:
        return _Target(stack)
    if separator.node == 0:
        return _Target(stack, UNREADABLE)
    if separator.archive != mark_of(unit.archive.uuid):
        return _Target(stack, OTHER_ARCHIVE)
    try:
        require_node(unit, for_whom, separator.node)
        fits = unit.arrangement.node(separator.node).kind is not NodeKind.FONDS
    except NotFound:
        fits = False
    return _Target(separator.node) if fits and may(for_whom, Right.UPLOAD) else _Target(stack, NO_DOSSIER)


def _uploader(unit: Unit, item: Item) -> Asker:
    """Who sent the stack, with the rights of now; nobody's where the account is locked. The command line is the operator."""
    if item.created_by == OPERATOR.id:
        return OPERATOR
    user = unit.people.user(item.created_by)
    return user.asker() if user.active else Asker(user.id, user.name, frozenset())


def _part(item: Item, made: int) -> Item:
    """A new document of the same stack, without pages yet."""
    bare = replace(item, id=made, state=ItemState.READING, pages=0, pages_open=0, pages_failed=0, gen=1)
    return replace(bare, revision=0, kept_revision=0, indexed_revision=0)


def _title(file: StoredFile, group: Group) -> str:
    return f"{file.name} (tr. {spans(group.pages)})"


def spans(indexes: Sequence[int]) -> str:
    """Places in a file (from 0) as people write pages: "2–4, 6"."""
    runs = [[index for _, index in run] for _, run in groupby(enumerate(indexes), lambda pair: pair[1] - pair[0])]
    return ", ".join(f"{run[0] + 1}" if len(run) == 1 else f"{run[0] + 1}–{run[-1] + 1}" for run in runs)
