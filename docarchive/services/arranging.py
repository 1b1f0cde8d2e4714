"""The tree of fonds, series and dossiers, and placing items in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from docarchive.archive import Archive
from docarchive.catalogue import Unit
from docarchive.catalogue.lists import Listed
from docarchive.errors import Conflict, Invalid, NotFound, Told
from docarchive.records import text
from docarchive.records.access import AccessFilter, Asker, Mode
from docarchive.records.arrangement import Node, NodeKind
from docarchive.records.dates import from_typed
from docarchive.records.events import Deed
from docarchive.rules.access import Right, access_filter, require, require_item
from docarchive.services.process import follow

#: More documents than this aren't given a job each within the transaction that renames or moves what they lie in.
_AT_ONCE = 200
_NO_DATE = Told("không phải ngày: ghi 31/12/2026, 12/2026 hoặc 2026", "not a date: write 31/12/2026, 12/2026 or 2026")
_NAMES_NEEDED = Told(
    "cần mã (đến 100 ký tự) và tiêu đề (đến 1000 ký tự)", "a code (up to 100 characters) and a title (up to 1000) are needed"
)
_NOT_IN_A_FONDS = Told(
    "văn bản nằm trong hồ sơ hoặc mục lục, không nằm thẳng trong phông",
    "a document lies in a dossier or series, not right in a fonds",
)


@dataclass(frozen=True, slots=True)
class Branch:
    """A node as a page of the tree shows it: where it stands, what is under it and in it; `whole` counts what is below too."""

    node: Node | None
    path: list[Node]
    children: list[Node]
    items: list[Listed]
    total: int
    whole: int
    counts: dict[int, int]
    mode: Mode | None


def access_of(unit: Unit, asker: Asker) -> AccessFilter:
    """The filter this asker looks through, worked out from the audiences as they stand."""
    return access_filter(asker, unit.arrangement.audiences())


def branch(archive: Archive, asker: Asker, node_id: int | None, *, order: str = "place", page: int = 1, size: int = 50) -> Branch:
    """A node (None: the roots) with its children and one page of its items. Raises NotFound when it isn't for the asker."""
    require(asker, Right.SEARCH)
    with archive.catalogue.reading() as unit:
        audiences = {each.id: each for each in unit.arrangement.audiences()}
        access = access_filter(asker, audiences.values())
        node = None if node_id is None else visible_node(unit, access, node_id)
        children = unit.arrangement.children(node_id, access.audiences)
        counts = unit.lists.counts_in_nodes(access)
        if node is None:
            return Branch(None, [], children, [], 0, sum(counts.values()), counts, None)
        items = unit.lists.in_node(node.id, access, order=order, limit=size, offset=(page - 1) * size)
        path = [above for above in unit.arrangement.path(node.id) if above.audience in access.audiences]
        whole = sum(counts.get(each.id, 0) for each in unit.arrangement.below(node.id) if each.audience in access.audiences)
        total = unit.lists.count_in_node(node.id, access)
        return Branch(node, path, children, items, total, whole, counts, audiences[node.audience].mode)


@dataclass(frozen=True, slots=True)
class Twig:
    """A node in the outline of the tree: how deep it stands, whether it is opened, how many items are in it and below."""

    node: Node
    depth: int
    opened: bool
    leaf: bool
    count: int


def outline(archive: Archive, asker: Asker, node_id: int | None) -> list[Twig]:
    """The tree as it is seen from a node: the roots, and what is under each node on the way to it. Raises Forbidden."""
    require(asker, Right.SEARCH)
    with archive.catalogue.reading() as unit:
        access = access_of(unit, asker)
        nodes = unit.arrangement.all(access.audiences)
        counts = unit.lists.counts_in_nodes(access)
    parents = {node.id: node.parent for node in nodes}
    under: dict[int | None, list[Node]] = {}
    for node in nodes:
        under.setdefault(node.parent if node.parent in parents else None, []).append(node)
    on_way = set()
    while node_id in parents:
        on_way.add(node_id)
        node_id = parents[node_id]

    def whole(node: Node) -> int:
        return counts.get(node.id, 0) + sum(whole(child) for child in under.get(node.id, []))

    def twigs(parent: int | None, depth: int) -> Iterator[Twig]:
        for node in under.get(parent, []):
            yield Twig(node, depth, node.id in on_way, node.id not in under, whole(node))
            if node.id in on_way:
                yield from twigs(node.id, depth + 1)

    return list(twigs(None, 0))


def visible_node(unit: Unit, access: AccessFilter, node_id: int) -> Node:
    """A node that the filter lets through. Raises NotFound."""
    node = unit.arrangement.node(node_id)
    if node.audience not in access.audiences:
        raise NotFound(f"node {node_id}")
    return node


def choices(archive: Archive, asker: Asker) -> list[tuple[Node, str]]:
    """Nodes that uploads may go into, each with its path in words from its own end, in the order of the tree: for a select."""
    require(asker, Right.UPLOAD)
    told = [(node, path) for node, path in _paths(archive, asker) if node.kind is not NodeKind.FONDS]
    return sorted(told, key=lambda each: each[0].kind is not NodeKind.INTAKE)


def parents(archive: Archive, asker: Asker, node: Node) -> list[tuple[Node, str]]:
    """Nodes that this one may be moved under, told as `choices` does. Raises Forbidden."""
    require(asker, Right.ARRANGE)
    return [(each, path) for each, path in _paths(archive, asker) if each.kind in node.kind.parents and each.id != node.parent]


def _paths(archive: Archive, asker: Asker) -> list[tuple[Node, str]]:
    with archive.catalogue.reading() as unit:
        nodes = {node.id: node for node in unit.arrangement.all(access_of(unit, asker).audiences)}

    def path(node: Node) -> list[str]:
        above = nodes.get(node.parent or 0)
        return [*(path(above) if above else ()), f"{node.code} {node.title}"]

    def told(parts: list[str]) -> str:
        # The end first: a select is narrow, and the beginnings of paths are all alike.
        return " ‹ ".join(reversed(parts))

    paths = sorted(((node, path(node)) for node in nodes.values()), key=lambda each: text.sort_key(" › ".join(each[1])))
    return [(node, told(parts)) for node, parts in paths]


def add_node(
    archive: Archive,
    asker: Asker,
    kind: NodeKind,
    *,
    parent: int | None,
    code: str,
    title: str,
    mode: Mode | None = None,
    opened: str = "",
    closed: str = "",
) -> Node:
    """A new fonds, series or dossier; `mode` gives it an audience of its own (a fonds needs one; public by default).

    Dates as typed (`2026`, `01/2026`, `31/12/2026`). Raises Forbidden, NotFound, Invalid, CodeTaken.
    """
    require(asker, Right.ARRANGE)
    code, title = _names(code, title)
    first, last = _edtf(opened), _edtf(closed)
    with archive.catalogue.writing() as unit:
        if parent is not None:
            visible_node(unit, access_of(unit, asker), parent)
        elif mode is None:
            mode = Mode.PUBLIC
        audience = unit.arrangement.audience(mode).id if mode else None
        node = unit.arrangement.add(kind, parent=parent, code=code, title=title, audience=audience, opened=first, closed=last)
        unit.events.add(Deed.ARRANGE, agent=asker.id, node=str(node.id), kind=kind.value, code=code, title=title)
        unit.commit()
    return node


def _names(code: str, title: str) -> tuple[str, str]:
    code, title = " ".join(text.clean(code).split()), " ".join(text.clean(title).split())
    if not code or not title or len(code) > 100 or len(title) > 1000:
        raise Invalid(reason=_NAMES_NEEDED)
    return code, title


def _edtf(typed: str) -> str:
    try:
        return from_typed(typed).edtf if typed.strip() else ""
    except ValueError as error:
        raise Invalid(str(error), reason=_NO_DATE) from None


@dataclass(frozen=True, slots=True)
class Changed:
    """A node before a change and after it: the way back is in the first, its fence in the second."""

    before: Node
    after: Node


def change_node(
    archive: Archive,
    asker: Asker,
    node_id: int,
    *,
    revision: int,
    code: str | None = None,
    title: str | None = None,
    parent: int | None = None,
) -> Changed:
    """Give a node another code, title or parent (None: as it is), all of them or none.

    Under another parent goes all that is in it, and that one's audience holds where it has none of its own. Raises
    Forbidden, NotFound, Invalid (a name is missing, not there), CodeTaken, Conflict (it changed since `revision`).
    """
    require(asker, Right.ARRANGE)
    with archive.catalogue.writing() as unit:
        access = access_of(unit, asker)
        before = visible_node(unit, access, node_id)
        code, title = _names(before.code if code is None else code, before.title if title is None else title)
        if before.kind is NodeKind.INTAKE:
            raise Invalid(reason=Told("nơi chờ xếp không đổi tên được", "the intake can't be renamed or moved"))
        if before.revision != revision:
            raise Conflict(f"node {node_id}")
        after = before
        if parent not in (None, before.parent):
            after = unit.arrangement.move(after, visible_node(unit, access, parent or 0).id)
        if (code, title) != (before.code, before.title):
            after = unit.arrangement.rename(after, code=code, title=title)
        facts: dict[str, Any] = {"code": code, "title": title, "before": f"{before.code} {before.title}"}
        facts |= {"parent": str(after.parent), "left": str(before.parent)} if after.parent != before.parent else {}
        unit.events.add(Deed.ARRANGE, agent=asker.id, node=str(node_id), **facts)
        carry(archive, unit, node_id)
        unit.commit()
    return Changed(before, after)


def carry(archive: Archive, unit: Unit, node_id: int) -> None:
    """Index and store say path and readers of all under a node anew: the first at once, the rest as the clock catches up."""
    nodes = [each.id for each in unit.arrangement.below(node_id)]
    for item, revision in unit.holdings.raise_placed(nodes, datetime.now(UTC))[:_AT_ONCE]:
        follow(unit, item, revision, delay=archive.settings.keep_quiet_seconds)


def place(archive: Archive, asker: Asker, item_id: int, node_id: int) -> int:
    """Move an item home into a node, whose audience then decides who may see it; the node it left, for undoing.

    Raises Forbidden, NotFound, Invalid (a fonds holds no items).
    """
    return place_all(archive, asker, [item_id], node_id)[0].node


@dataclass(frozen=True, slots=True)
class Left:
    """Where an item was: the node, and its place in that one's order."""

    node: int
    ordinal: int


def place_all(
    archive: Archive, asker: Asker, item_ids: Sequence[int], node_id: int, *, ordinals: Sequence[int] = ()
) -> list[Left]:
    """Move several items, all of them or none, to the node's end or, with `ordinals`, to where each was before; what they
    left. Raises as `place` does."""
    require(asker, Right.ARRANGE)
    with archive.catalogue.writing() as unit:
        access = access_of(unit, asker)
        node = visible_node(unit, access, node_id)
        if node.kind is NodeKind.FONDS:
            raise Invalid(reason=_NOT_IN_A_FONDS)
        quiet = archive.settings.keep_quiet_seconds
        places = dict(zip(item_ids, ordinals, strict=bool(ordinals)))
        left = [_place(unit, asker, access, each, node=node_id, ordinal=places.get(each, 0), quiet=quiet) for each in item_ids]
        unit.commit()
    return left


def _place(unit: Unit, asker: Asker, access: AccessFilter, item_id: int, *, node: int, ordinal: int, quiet: float) -> Left:
    item = unit.holdings.item(item_id, lock=True)
    require_item(access, item)
    left = Left(item.home, unit.arrangement.ordinal_at_home(item_id))
    unit.arrangement.place(item_id, node, ordinal=ordinal)
    revision = unit.holdings.change(item_id, datetime.now(UTC))
    unit.events.add(Deed.PLACE, agent=asker.id, item=item_id, node=str(node), before=str(item.home))
    if item.state.cleared:
        follow(unit, item_id, revision, delay=quiet)
    return left
